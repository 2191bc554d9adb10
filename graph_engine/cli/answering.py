"""Commands that answer: assess, explain, search."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph_engine.answers.writing import to_json
from graph_engine.cli.printing import format_of, print_table, told_progress, write_csv
from graph_engine.cli.session import (
    AsOfOption,
    KnownAtOption,
    LanguageOption,
    PurposeOption,
    ReferenceOption,
    RoleOption,
    StoreOption,
    console,
    context_of,
    day_of_text,
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
from graph_engine.reports.assessment_picture import assessment_picture
from graph_engine.reports.assessment_prose import assessment_prose, contributions_of
from graph_engine.reports.assessment_table import CSV_HEADS, assessment_table, csv_rows
from graph_engine.reports.table import Table

FormatOption = Annotated[str | None, typer.Option("--format", help="table, json or csv")]

_NO_CONTRIBUTION = 1


def assess(
    targets: Annotated[list[str] | None, typer.Argument(metavar="ID…", help="public id, code, number, name")] = None,
    every: Annotated[bool, typer.Option("--all", help="every project, strongest claim first")] = False,
    flagged: Annotated[bool, typer.Option("--flagged", help="leave out what has neither record nor lead")] = False,
    scenario: Annotated[str | None, typer.Option("--scenario", help="one of the four scenarios")] = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    store: StoreOption = None,
    purpose: PurposeOption = "test",
    role: RoleOption = "officer",
    reference: ReferenceOption = "",
    output: FormatOption = None,
    language: LanguageOption = None,
) -> None:
    """Assess projects or enterprises (评估): own record, parties' records, linked leads, each with its reasons."""
    with errors_told():
        settings = settings_of(store)
        start_logging(settings)
        if every == bool(targets):
            raise RequestError("name one or more targets, or give --all")
        shown, tongue = format_of(output), language_of(language, settings)
        context = context_of(purpose, role, reference)
        day, known = day_of_text(as_of), time_of_text(known_at, settings)
        with opened(settings) as engine, told_progress(notes) as progress:
            if every:
                answers = engine.assess_all(context, scenario=scenario, as_of=day, known_at=known, progress=progress)
            else:
                answers = engine.assess(context, targets or [], scenario=scenario, as_of=day, known_at=known)
        if not answers:
            notes.print("no project is known to this store, in this scenario, at this time", markup=False)
        if flagged:
            answers = answers.flagged
        if shown == "json":
            typer.echo(to_json(answers))
        elif shown == "csv":
            write_csv(CSV_HEADS, csv_rows(answers))
        else:
            print_table(console, assessment_table(answers, tongue))


def explain(
    target: Annotated[str, typer.Argument(help="public id, code, project number or exact name")],
    event: Annotated[
        str | None, typer.Option("--event", help="only what this event, matter or document stands behind")
    ] = None,
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="FILE.svg", help="draw the case as well, into this file")
    ] = None,
    scenario: Annotated[str | None, typer.Option("--scenario", help="one of the four scenarios")] = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    store: StoreOption = None,
    purpose: PurposeOption = "test",
    role: RoleOption = "officer",
    reference: ReferenceOption = "",
    language: LanguageOption = None,
) -> None:
    """Tell one case in prose (说明): every event and step with its dates and source rows."""
    with errors_told():
        settings = settings_of(store)
        start_logging(settings)
        tongue = language_of(language, settings)
        with opened(settings) as engine:
            answer = engine.assess(
                context_of(purpose, role, reference),
                [target],
                scenario=scenario,
                as_of=day_of_text(as_of),
                known_at=time_of_text(known_at, settings),
                printed=1_000_000 if event else 20,
            )[0]
        typer.echo(assessment_prose(answer, tongue, event=event), nl=False)
        if event is not None and not contributions_of(answer, event):
            notes.print(f"no contribution of '{event}' to this target", markup=False)
            raise typer.Exit(_NO_CONTRIBUTION)
        if picture is not None:
            _draw(picture, assessment_picture(answer, tongue, event=event))


def _draw(path: Path, picture: str) -> None:
    with writing(path):
        path.write_text(picture, encoding="utf-8")
    notes.print(f"→ {path}", markup=False, highlight=False)


def search(
    text: Annotated[str, typer.Argument(help="part of a name, a code or an organisation code")],
    limit: Annotated[int, typer.Option("--limit", help="how many hits at the most")] = 20,
    store: StoreOption = None,
    purpose: PurposeOption = "test",
    role: RoleOption = "officer",
    reference: ReferenceOption = "",
    output: FormatOption = None,
) -> None:
    """Find parties and projects (查询) by name, code or organisation code."""
    with errors_told():
        settings = settings_of(store)
        start_logging(settings)
        shown = format_of(output)
        with opened(settings) as engine:
            hits = engine.search(context_of(purpose, role, reference), text, limit=limit)
        rows = tuple((hit.id, hit.kind, hit.name, hit.hit) for hit in hits)
        if shown == "json":
            typer.echo(to_json(hits))
        elif shown == "csv":
            write_csv(("id", "kind", "name", "hit"), rows)
        else:
            print_table(console, Table("", ("id", "kind", "name", "hit"), rows))
