"""All commands on one page."""

from __future__ import annotations

import typer

from graph_engine import __version__
from graph_engine.cli import answering, loading, mapping, quality, serving, showing, storing, viewing, watching

app = typer.Typer(
    name="graph-engine",
    help="Entity-relationship risk graph engine (关联风险图谱引擎).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)

app.command("load")(loading.load)
app.command("watch-folder")(watching.watch_folder)
app.command("assess")(answering.assess)
app.command("explain")(answering.explain)
app.command("view")(viewing.view)
app.command("search")(answering.search)
app.command("quality")(quality.quality)
app.command("schema")(showing.schema)
app.command("loaders")(showing.list_loaders)
app.command("loads")(showing.list_loads)
app.command("serve")(serving.serve)
app.add_typer(showing.policy, name="policy")
app.add_typer(mapping.mapping, name="mapping")
app.add_typer(loading.quarantine, name="quarantine")
app.add_typer(storing.store_commands, name="store")


@app.callback(invoke_without_command=True)
def version(
    context: typer.Context,
    show: bool = typer.Option(False, "--version", help="Print the version and stop."),
) -> None:
    """Entity-relationship risk graph engine (关联风险图谱引擎)."""
    if show:
        typer.echo(__version__)
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main() -> None:
    """The entry point of `graph-engine`."""
    app()
