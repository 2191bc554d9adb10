"""The command that measures the sources."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph_engine.answers.writing import to_json
from graph_engine.cli.printing import TABLE_OR_JSON, format_of, print_table
from graph_engine.cli.session import (
    LanguageOption,
    PurposeOption,
    ReferenceOption,
    RoleOption,
    StoreOption,
    console,
    context_of,
    errors_told,
    language_of,
    opened,
    settings_of,
    writing,
)
from graph_engine.loading.workbook_writing import write_workbook
from graph_engine.reports.quality_chart import quality_chart
from graph_engine.reports.quality_table import quality_tables


def quality(
    store: StoreOption = None,
    purpose: PurposeOption = "data_quality",
    role: RoleOption = "officer",
    reference: ReferenceOption = "",
    output: Annotated[str | None, typer.Option("--format", help="table or json")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="FILE", help="write the tables as a workbook")] = None,
    chart: Annotated[Path | None, typer.Option("--chart", metavar="FILE", help="write a picture, as SVG")] = None,
    language: LanguageOption = None,
) -> None:
    """Measure each source (数据质量): rows, refusals by reason, completeness, timeliness, codes by verdict."""
    with errors_told():
        settings = settings_of(store)
        shown, tongue = format_of(output, TABLE_OR_JSON), language_of(language, settings)
        with opened(settings) as engine:
            report = engine.quality(context_of(purpose, role, reference))
        tables = quality_tables(report, tongue)
        if xlsx is not None:
            with writing(xlsx):
                write_workbook(xlsx, [(table.title, [table.heads, *table.rows]) for table in tables])
        if chart is not None:
            with writing(chart):
                chart.write_text(quality_chart(report, tongue), encoding="utf-8")
        if shown == "json":
            typer.echo(to_json(report))
            return
        for table in tables:
            print_table(console, table)
