"""Commands that load: load, quarantine list, export and slips."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, cast

import typer

from graph_engine.answers.request import RequestContext
from graph_engine.answers.writing import to_json
from graph_engine.cli.printing import TABLE_OR_JSON, format_of, print_table, told_progress
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
    notes,
    opened,
    settings_of,
    start_logging,
    time_of_text,
    writing,
)
from graph_engine.errors import RequestError
from graph_engine.loading.gathering import STANDARD_INPUT, Piped
from graph_engine.loading.loader import Loader
from graph_engine.loading.opening import opened_secrets
from graph_engine.loading.quarantine import RefusedRow, export_quarantine
from graph_engine.loading.run import LoadOptions, run_load
from graph_engine.loading.slips import write_slips
from graph_engine.reports.load_table import load_tables
from graph_engine.reports.table import Table
from graph_engine.settings import Settings
from graph_engine.store import open_store

REJECTED_ROWS = 1
"""Exit code of a load that was applied, of which rows were refused."""

_ROW_HEADS = {
    "zh": ("文件", "工作表", "行号", "列", "值", "原因"),
    "en": ("file", "sheet", "line", "column", "value", "reason"),
}

quarantine = typer.Typer(no_args_is_help=True, help="Refused rows (隔离区): list, export, return slips.")


def loaders() -> dict[str, Loader]:
    """The catalogue of loaders, reached by name: it stands beside this package, not below it."""
    return cast("dict[str, Loader]", import_module("loaders").LOADERS)


def load(
    loader: Annotated[str, typer.Argument(help="which loader reads the files (see: graph-engine loaders)")],
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH…",
            help="files of one source: CSV, TSV, XLSX, XLS, ODS, JSON, JSON Lines, XML, each of them as .gz or in a "
            ".zip; folders of them; - for standard input",
        ),
    ],
    source: Annotated[str | None, typer.Option("--source", help="name of the source [default: the loader's]")] = None,
    stdin_name: Annotated[
        str, typer.Option("--stdin-name", metavar="NAME", help="file name that standard input is to be known by")
    ] = "stdin",
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="FILE", help="mapping file, for the loader 'table'")
    ] = None,
    full: Annotated[bool, typer.Option("--full/--partial", help="retire what the source no longer has")] = False,
    recorded_at: Annotated[
        str | None, typer.Option("--recorded-at", metavar="TIME", help="not before the last load's [default: now]")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="read and check everything, write nothing")] = False,
    refused_limit: Annotated[
        float | None,
        typer.Option("--refused-limit", min=0.0, max=1.0, help="largest part of rows that may be refused, 0..1"),
    ] = None,
    reread: Annotated[
        bool, typer.Option("--reread", help="read the files even if they were the last load of the source")
    ] = False,
    report: Annotated[Path | None, typer.Option("--report", help="write the report as JSON to this file")] = None,
    store: StoreOption = None,
    output: Annotated[str | None, typer.Option("--format", help="table or json")] = None,
    language: LanguageOption = None,
) -> None:
    """Load files of one source (装载): all of them, or nothing."""
    with errors_told():
        settings = settings_of(store)
        start_logging(settings)
        shown, tongue = format_of(output, TABLE_OR_JSON), language_of(language, settings)
        catalogue = loaders()
        if loader not in catalogue:
            raise RequestError(f"no loader '{loader}'; there are: {', '.join(catalogue)}")
        for path in paths:
            if path != STANDARD_INPUT and not path.exists():
                raise RequestError(f"{path}: there is no such file or folder")
        chosen = catalogue[loader] if mapping is None else mapped(loader, mapping)
        now = datetime.now(UTC)
        asked = time_of_text(recorded_at, settings)
        if asked is not None and asked > now:
            raise RequestError(f"recorded-at {asked.isoformat()} lies ahead; no load could follow until then")
        options = LoadOptions(
            source=source or loader,
            full=full,
            dry_run=dry_run,
            refused_limit=refused_limit,
            reread=reread,
            recorded_at=asked or now,
            clock=None if asked is not None else (lambda: datetime.now(UTC)),
            piped=None if sys.stdin.isatty() else Piped(sys.stdin.buffer, stdin_name),
        )
        if report is not None:
            # A report that cannot be written is told before the load, not after it.
            with writing(report):
                report.touch()
        with (
            open_store(settings.store, settings) as target,
            opened_secrets(settings) as (kept, _),
            told_progress(notes) as progress,
        ):
            done = run_load(target, chosen, paths, options, kept, catalogue=catalogue, progress=progress)
        if report is not None:
            with writing(report):
                report.write_text(done.to_json() + "\n", encoding="utf-8")
        for warning in done.warnings:
            notes.print(warning, style="yellow", markup=False)
        if shown == "json":
            typer.echo(done.to_json())
        else:
            for table in load_tables(done, tongue):
                print_table(console, table)
        if done.refused:
            raise typer.Exit(REJECTED_ROWS)


def mapped(loader: str, path: Path) -> Loader:
    """The loader `table` with its mapping.

    Raises:
        RequestError: another loader reads by no mapping.
        MappingError: the mapping has faults.
    """
    if loader != "table":
        raise RequestError(f"loader '{loader}' reads by no mapping; only 'table' does")
    table = import_module("loaders.table")
    return cast("Loader", table.table_loader(table.open_mapping(path)))


@quarantine.command("list")
def list_rows(
    store: StoreOption = None,
    purpose: PurposeOption = "data_quality",
    role: RoleOption = "officer",
    reference: ReferenceOption = "",
    output: Annotated[str | None, typer.Option("--format", help="table, json or csv")] = None,
    language: LanguageOption = None,
) -> None:
    """List the open refused rows, by document, then line."""
    with errors_told():
        settings = settings_of(store)
        shown, tongue = format_of(output), language_of(language, settings)
        _print_rows(_refused(settings, context_of(purpose, role, reference)), shown, tongue)


@quarantine.command("export")
def export_rows(
    path: Annotated[Path, typer.Argument(help="CSV file to write")],
    store: StoreOption = None,
    purpose: PurposeOption = "data_quality",
    role: RoleOption = "officer",
    reference: ReferenceOption = "",
) -> None:
    """Write the open refused rows as CSV, safe from formula injection."""
    with errors_told():
        settings = settings_of(store)
        rows = _refused(settings, context_of(purpose, role, reference))
        with writing(path), path.open("w", encoding="utf-8-sig", newline="") as stream:
            count = export_quarantine(rows, stream)
        notes.print(f"rows: {count} → {path}", markup=False)


@quarantine.command("slips")
def write_return_slips(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="folder to write the slips into")],
    source: Annotated[str | None, typer.Option("--source", help="rows of this source only")] = None,
    store: StoreOption = None,
    purpose: PurposeOption = "data_quality",
    role: RoleOption = "officer",
    reference: ReferenceOption = "",
) -> None:
    """Write return slips (退回单), one a department and file, as CSV and XLSX: corrected and loaded again under the
    same source, they close the refusals that they answer."""
    with errors_told():
        settings = settings_of(store)
        rows = _refused(settings, context_of(purpose, role, reference))
        chosen = [row for row in rows if source in (None, row.source)]
        with writing(folder):
            written = write_slips(chosen, folder)
        for path in written:
            typer.echo(str(path))
        notes.print(f"rows: {len(chosen)} → files: {len(written)}", markup=False)


def _refused(settings: Settings, context: RequestContext) -> list[RefusedRow]:
    with opened(settings) as engine, opened_secrets(settings) as (_, vault):
        return engine.refused_rows(context, vault.open)


def _print_rows(rows: list[RefusedRow], shown: str, language: str) -> None:
    if shown == "json":
        typer.echo(to_json(rows))
    elif shown == "csv":
        export_quarantine(rows, sys.stdout)
    else:
        reasons = [row.reason_zh if language == "zh" else row.reason for row in rows]
        cells = tuple(
            (row.file, row.sheet, str(row.line), row.column, row.value, reason)
            for row, reason in zip(rows, reasons, strict=True)
        )
        print_table(console, Table("", _ROW_HEADS[language], cells))
