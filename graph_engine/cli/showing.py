"""Commands that show what stands behind answers: policy, schemas, loaders, loads."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Annotated

import typer

from graph_engine.answers.assessment import Assessment
from graph_engine.answers.json_schema import schema_of
from graph_engine.answers.party import PartyProfile
from graph_engine.answers.writing import to_json
from graph_engine.cli.loading import loaders
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
)
from graph_engine.errors import RequestError
from graph_engine.policy import Policy, render_policy
from graph_engine.reports.data_dictionary import data_dictionary, records_schema
from graph_engine.reports.table import Table

policy = typer.Typer(no_args_is_help=True, help="The law and office practice in force (政策).")


@policy.command("show")
def show_policy(
    output: Annotated[str | None, typer.Option("--format", help="table or json")] = None,
    language: LanguageOption = None,
) -> None:
    """Print the policy in force: event kinds, legal effect, channels, wording, ladders, with their citations."""
    with errors_told():
        settings = settings_of()
        tongue = language_of(language, settings)
        found = Policy.load(overlay=settings.policy)
        if format_of(output, TABLE_OR_JSON) == "json":
            typer.echo(json.dumps({"hash": found.hash, **found.as_dict()}, ensure_ascii=False, indent=2))
            return
        for section in render_policy(found, "zh" if tongue == "zh" else "en"):
            print_table(console, Table(section.title, section.columns, section.rows))


def schema(
    name: Annotated[str, typer.Argument(help="assessment, party, records, openapi, or data-dictionary (Markdown)")],
) -> None:
    """Print a published schema: of answers, of records as stores keep them, of the service, or the data dictionary."""
    with errors_told():
        if name == "assessment":
            typer.echo(json.dumps(schema_of(Assessment, array=True), ensure_ascii=False, indent=2))
        elif name == "party":
            typer.echo(json.dumps(schema_of(PartyProfile), ensure_ascii=False, indent=2))
        elif name == "openapi":
            # By name, as `serve` reaches it.
            typer.echo(import_module("api.app").schema_text(), nl=False)
        elif name == "records":
            typer.echo(json.dumps(records_schema(), ensure_ascii=False, indent=2))
        elif name == "data-dictionary":
            typer.echo(data_dictionary(), nl=False)
        else:
            raise RequestError(f"no schema '{name}'; there are: assessment, party, records, openapi, data-dictionary")


def list_loaders() -> None:
    """List the loaders and what each reads."""
    rows = tuple((name, loader.zh, loader.en) for name, loader in loaders().items())
    print_table(console, Table("", ("loader", "中文", "English"), rows))


def list_loads(
    store: StoreOption = None,
    purpose: PurposeOption = "test",
    role: RoleOption = "officer",
    reference: ReferenceOption = "",
    output: Annotated[str | None, typer.Option("--format", help="table or json")] = None,
) -> None:
    """List the committed loads, oldest first."""
    with errors_told():
        settings = settings_of(store)
        with opened(settings) as engine:
            found = engine.loads(context_of(purpose, role, reference))
        if format_of(output, TABLE_OR_JSON) == "json":
            typer.echo(to_json(found))
            return
        heads = ("load", "loader", "source", "full", "recorded_at", "added", "retired")
        rows = tuple(
            (
                str(load.number),
                load.loader,
                load.source,
                "full" if load.full else "partial",
                load.recorded_at.isoformat(timespec="seconds"),
                str(load.added),
                str(load.retired),
            )
            for load in found
        )
        print_table(console, Table("", heads, rows))
