"""Rows and sheets as every format gives them (原始行)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from graph_engine.loading.files import SourceFile
from graph_engine.loading.reasons import Reason


class RawRow(NamedTuple):
    """A row as read. `fault` tells why its cells cannot be trusted."""

    line: int
    cells: list[str]
    fault: Reason | None = None


class Sheet(Protocol):
    """One table of a file."""

    @property
    def file(self) -> SourceFile:
        """The file that it stands in."""
        ...

    @property
    def name(self) -> str:
        """Title of the sheet in its workbook; empty where a file holds one table."""
        ...

    def rows(self) -> Iterator[RawRow]:
        """Every row from the top, blank ones and headers too; can be called again."""
        ...

    def header(self) -> Sequence[str] | None:
        """Names of the columns where the format gives them (JSON); they may grow while rows are read."""
        ...
