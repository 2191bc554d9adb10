"""Commands about mapping files (映射文件): suggest a first one, check one."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from graph_engine.cli.loading import loaders
from graph_engine.cli.printing import print_table
from graph_engine.cli.session import console, errors_told, notes, writing
from graph_engine.errors import RequestError
from graph_engine.loading.files import inspect_file
from graph_engine.loading.loader import recognise
from graph_engine.reports.table import Table

mapping = typer.Typer(no_args_is_help=True, help="Mapping files for the loader 'table' (映射文件): suggest and check.")

_FITS_WELL = 0.5
"""From this part of the header on another loader is the better choice."""
FITS_NOTHING = 1
"""Exit code of a check in which a sheet fits no table of the mapping."""


def _loaders_of_tables() -> Any:
    """The package of the loader `table`, reached by name: it stands beside this package, not below it."""
    return import_module("loaders.table")


@mapping.command("suggest")
def suggest(
    path: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="a file that no loader knows")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="mapping file to write [default: print]")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="write over a mapping that is there")] = False,
) -> None:
    """Write a first mapping for a file (映射建议), and say what is unsure in it."""
    with errors_told():
        text = _loaders_of_tables().suggest_mapping(path)
        file = inspect_file(path)
        fit, known = max((recognise(loader, file).fit, name) for name, loader in loaders().items())
        if fit >= _FITS_WELL:
            notes.print(f"loader '{known}' knows {fit:.0%} of its columns; try that one first", markup=False)
        if output is None:
            typer.echo(text, nl=False)
            return
        if output.exists() and not force:
            raise RequestError(f"{output} is there already; --force writes over it")
        with writing(output):
            output.write_text(text, encoding="utf-8")
        doubts = text.count("# unsure") + text.count("# likely")
        notes.print(f"{output}: read it before use; guesses marked likely or unsure: {doubts}", markup=False)


@mapping.command("check")
def check(
    path: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="mapping file")],
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]…", exists=True, help="files to try it on")
    ] = None,
) -> None:
    """Check a mapping (映射校验): all its faults at once, and which table of it each sheet of a file fits."""
    with errors_told():
        tables = _loaders_of_tables()
        found = tables.open_mapping(path)
        notes.print(f"{path}: tables: {len(found.tables)}, {found.stated}", markup=False)
        loader = tables.table_loader(found)
        parts = [(file, part) for file in files or () for part in loader.parts(inspect_file(file))]
        if not parts:
            return
        rows = tuple((file.name, part.sheet, part.layout or "–", part.recognition.reason) for file, part in parts)
        print_table(console, Table("", ("file", "sheet", "table", "why not"), rows))
        if not all(part.layout for _, part in parts):
            raise typer.Exit(FITS_NOTHING)
