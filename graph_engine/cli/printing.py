"""Tables on a terminal, JSON and CSV for other programs, a bar for long work."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table as RichTable
from rich.text import Text

from graph_engine.errors import RequestError
from graph_engine.loading.quarantine import safe_cell
from graph_engine.reports.table import Table
from graph_engine.store.base import Progress as Told

FORMATS = ("table", "json", "csv")
TABLE_OR_JSON = FORMATS[:2]


def format_of(asked: str | None, allowed: Sequence[str] = FORMATS) -> str:
    """The format asked for; by default a table on a terminal and JSON when piped."""
    if asked is None:
        return "table" if sys.stdout.isatty() else "json"
    if asked not in allowed:
        raise RequestError(f"format is one of {', '.join(allowed)}, not '{asked}'")
    return asked


def print_table(console: Console, table: Table) -> None:
    """A table with its notes."""
    shown = RichTable(
        title=table.title or None,
        title_justify="left",
        show_lines=any("\n" in cell for row in table.rows for cell in row),
    )
    for head in table.heads:
        shown.add_column(head, overflow="fold")
    for row in table.rows:
        # As text, not as markup: a name may hold brackets, colons and backslashes.
        shown.add_row(*(Text(cell) for cell in row))
    console.print(shown)
    for note in table.notes:
        console.print(note, markup=False, highlight=False)


def write_csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """CSV on standard output; cells that a spreadsheet would take for a formula are made text."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)


class _RateColumn(ProgressColumn):
    """How much is done a second."""

    def render(self, task: Task) -> Text:
        """The rate of late, or over all once the task has ended."""
        rate = task.finished_speed or task.speed
        return Text("" if rate is None else f"{rate:,.0f}/s")


@contextmanager
def told_progress(console: Console) -> Iterator[Told]:
    """A bar for long work, with rate, time gone and time left; nothing where nobody watches."""
    if not console.is_terminal:
        yield lambda stage, done, total: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def told(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total or None)
            bar.update(tasks[stage], completed=done, total=total or None)

        yield told
