"""Commands that care for stores: check, copy, backup, restore."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from graph_engine.cli.printing import TABLE_OR_JSON, format_of, print_table, told_progress
from graph_engine.cli.session import (
    StoreOption,
    console,
    errors_told,
    notes,
    settings_of,
    start_logging,
    writing,
)
from graph_engine.errors import StoreUnavailableError
from graph_engine.loading.opening import beside
from graph_engine.reports.table import Table
from graph_engine.settings import Settings
from graph_engine.store import open_store
from graph_engine.store.backup import back_up, read_manifest, restore
from graph_engine.store.base import Store
from graph_engine.store.companions import carry, companions_of
from graph_engine.store.copying import StoreState, check_store, copy_store

FAULTS_FOUND = 1
"""Exit code of a check that found faults."""

FormatOption = Annotated[str | None, typer.Option("--format", help="table or json")]
FolderArgument = Annotated[Path, typer.Argument(metavar="FOLDER", help="folder of the backup")]

store_commands = typer.Typer(no_args_is_help=True, help="Care for a store (存储): check, copy, backup, restore.")


@store_commands.command("check")
def check(store: StoreOption = None, output: FormatOption = None) -> None:
    """Check that a store is whole: loads and their digests, references, hashes, the file or indexes themselves."""
    with errors_told():
        settings = settings_of(store)
        start_logging(settings)
        shown = format_of(output, TABLE_OR_JSON)
        with _there(settings) as opened, told_progress(notes) as progress:
            state = check_store(opened, progress)
        _print(state, shown)
        if state.faults:
            raise typer.Exit(FAULTS_FOUND)


@store_commands.command("copy")
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="address of the store to copy")],
    target: Annotated[str, typer.Argument(metavar="TO", help="address of an empty store, or of a copy broken off")],
    output: FormatOption = None,
) -> None:
    """Copy a store whole, history included, and prove it by equal hashes; run again, it goes on."""
    with errors_told():
        old, new = settings_of(source), settings_of(target)
        start_logging(old)
        shown = format_of(output, TABLE_OR_JSON)
        with _there(old) as from_store, open_store(new.store, new) as to_store, told_progress(notes) as progress:
            state = copy_store(from_store, to_store, progress)
        _tell_left(carry(_companions(old), _companions(new)))
        _print(state, shown)


@store_commands.command("backup")
def backup(folder: FolderArgument, store: StoreOption = None, output: FormatOption = None) -> None:
    """Back a store up into a new folder, while others read and load; the office's own key is not in it."""
    with errors_told():
        settings = settings_of(store)
        start_logging(settings)
        shown = format_of(output, TABLE_OR_JSON)
        with _there(settings) as opened, told_progress(notes) as progress, writing(folder):
            made = back_up(opened, _companions(settings), folder, progress)
        _print(StoreState(str(folder), made.loads, made.statements, made.fingerprint, ()), shown)


@store_commands.command("restore")
def restore_backup(folder: FolderArgument, store: StoreOption = None, output: FormatOption = None) -> None:
    """Restore a backup into an empty store of any kind, and prove it by equal hashes."""
    with errors_told():
        settings = settings_of(store)
        start_logging(settings)
        shown = format_of(output, TABLE_OR_JSON)
        # Before an empty store is made for nothing.
        read_manifest(folder)
        with open_store(settings.store, settings) as opened, told_progress(notes) as progress:
            state, left = restore(folder, opened, _companions(settings), progress)
        _tell_left(left)
        _print(state, shown)


def _there(settings: Settings) -> Store:
    """The store of the settings, which a question never makes."""
    if settings.store.startswith("sqlite:///") and not beside(settings).exists():
        raise StoreUnavailableError(f"there is no store at {beside(settings)}")
    return open_store(settings.store, settings)


def _companions(settings: Settings) -> dict[str, Path]:
    return companions_of(beside(settings), settings.vault)


def _tell_left(left: Sequence[str]) -> None:
    for sentence in left:
        notes.print(sentence, style="yellow", markup=False)


def _print(state: StoreState, shown: str) -> None:
    if shown == "json":
        typer.echo(json.dumps(asdict(state), ensure_ascii=False, indent=2))
        return
    rows = (("store", state.url), ("loads", f"{state.loads:,}"), ("statements", f"{state.statements:,}"))
    print_table(
        console, Table("", ("what", "value"), (*rows, ("fingerprint", state.fingerprint)), state.faults or ("whole",))
    )
