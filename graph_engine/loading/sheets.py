"""Sheets (工作表): a file's rows as texts, whatever it was: delimited text, a workbook, or flat JSON records.

Delimited text and JSON are streamed. A workbook's sheet is held whole, within `Limits.sheet_cells`. Rows are
counted as a person would find them: the line in a text file, the row in a workbook, the number of the record
in a JSON array.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, load_workbook

from graph_engine.errors import LoadRejectedError
from graph_engine.loading.files import SourceFile
from graph_engine.loading.json_items import JsonItem, iter_items
from graph_engine.loading.reasons import BROKEN_QUOTES, NOT_A_RECORD, Reason

_DELIMITERS = ",\t;|"
_EXACT_INTEGERS = 2**53
"""Above this a spreadsheet's number has lost digits; shown with its exponent it fits no code."""


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


def open_sheets(file: SourceFile) -> list[Sheet]:
    """The sheets of a file, in its own order.

    Raises:
        LoadRejectedError: the workbook is damaged.
    """
    if file.format == "xlsx":
        return _workbook_sheets(file)
    if file.format == "csv":
        return [DelimitedSheet(file)]
    return [RecordSheet(file)]


# ---------------------------------------------------------------------- delimited text


@dataclass(frozen=True, slots=True)
class DelimitedSheet:
    """CSV or TSV text."""

    file: SourceFile
    name: str = ""

    def header(self) -> Sequence[str] | None:
        """None: the header stands somewhere in the rows."""
        return None

    def rows(self) -> Iterator[RawRow]:
        """Rows with the line on which each begins; quoted cells may hold line ends."""
        delimiter = self._delimiter()
        with self.file.text() as text:
            # strict: quotes that do not close must be refused, not guessed at.
            reader = csv.reader(text, delimiter=delimiter, strict=True)
            line = 1
            while True:
                try:
                    for cells in reader:
                        yield RawRow(line, cells)
                        line = reader.line_num + 1
                    return
                except csv.Error as error:
                    if "unexpected end" in str(error) or "field larger" in str(error):
                        raise LoadRejectedError(
                            f"{self.file.path}: line {line}: a quote is opened and never closed"
                        ) from error
                    yield RawRow(line, [], BROKEN_QUOTES)
                    line = reader.line_num + 1

    def _delimiter(self) -> str:
        suffixes = self.file.path.name.lower().removesuffix(".gz")
        if suffixes.endswith((".tsv", ".tab")):
            return "\t"
        with self.file.text() as text:
            lines = text.read(64 * 1024).splitlines()[: self.file.limits.header_rows]
        most = {sign: max((line.count(sign) for line in lines), default=0) for sign in _DELIMITERS}
        return max(_DELIMITERS, key=lambda sign: most[sign])


# ---------------------------------------------------------------------- workbooks


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """A sheet of a workbook, held whole while it is read."""

    file: SourceFile
    name: str
    workbook: CalamineWorkbook

    def header(self) -> Sequence[str] | None:
        """None: the header stands somewhere in the rows."""
        return None

    def rows(self) -> Iterator[RawRow]:
        """Rows by their number in the workbook."""
        sheet = self._sheet()
        start = sheet.start
        if start is None:
            return
        # calamine begins at the first used cell; cells to its left are blank.
        blanks = [""] * start[1]
        for number, cells in enumerate(sheet.iter_rows(), 1):
            yield RawRow(number, [*blanks, *map(_cell_text, cells)])

    def _sheet(self) -> CalamineSheet:
        try:
            sheet = self.workbook.get_sheet_by_name(self.name)
        except (CalamineError, OSError) as error:
            raise LoadRejectedError(f"{self.file.path}: sheet '{self.name}' is damaged ({error})") from error
        cells = sheet.height * sheet.width
        if cells > self.file.limits.sheet_cells:
            raise LoadRejectedError(
                f"{self.file.path}: sheet '{self.name}' has {cells} cells; "
                f"at most {self.file.limits.sheet_cells} are read: save it as CSV"
            )
        return sheet


def _workbook_sheets(file: SourceFile) -> list[Sheet]:
    try:
        if file.compressed:
            workbook = load_workbook(io.BytesIO(gzip.decompress(file.path.read_bytes())))
        else:
            workbook = load_workbook(str(file.path))
    except (CalamineError, OSError) as error:
        raise LoadRejectedError(f"{file.path}: the workbook is damaged ({error})") from error
    return [WorkbookSheet(file, name, workbook) for name in workbook.sheet_names]


def _cell_text(value: object) -> str:
    """A spreadsheet's cell as the text that a person would have typed."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < _EXACT_INTEGERS
        return str(int(value)) if whole else repr(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value)


# ---------------------------------------------------------------------- flat JSON


class RecordSheet:
    """JSON objects as rows; the names of their members are the header, which grows as new ones appear."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.name = ""
        self._columns: dict[str, int] = {}

    def header(self) -> Sequence[str] | None:
        """Names of the members met so far."""
        return list(self._columns)

    def rows(self) -> Iterator[RawRow]:
        """One row a record; an object without any array of objects is one record itself."""
        number = 0
        members: dict[str, Any] = {}
        for item in iter_items(self.file):
            if item.line and (isinstance(item.value, dict) or not item.member):
                number += 1
                yield self._row(item.line if self.file.format == "jsonl" else number, item)
                continue
            members[item.member] = [*members.get(item.member, ()), item.value] if item.line else item.value
            for record in _inner_records(item.value, depth=2):
                number += 1
                yield RawRow(number, self._cells(record))
        if members and not number:
            yield RawRow(1, self._cells(members))

    def _row(self, line: int, item: JsonItem) -> RawRow:
        if isinstance(item.value, dict):
            return RawRow(line, self._cells(item.value))
        return RawRow(line, [_json_text(item.value)], item.fault or NOT_A_RECORD)

    def _cells(self, record: dict[str, Any]) -> list[str]:
        for name in record:
            if name not in self._columns:
                self._columns[name] = len(self._columns)
        cells = [""] * len(self._columns)
        for name, value in record.items():
            cells[self._columns[name]] = _json_text(value)
        return cells


def _inner_records(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The objects that stand in arrays within a package's member."""
    if not isinstance(value, dict):
        return
    for member in value.values():
        if isinstance(member, list):
            yield from (entry for entry in member if isinstance(entry, dict))
        elif depth:
            yield from _inner_records(member, depth - 1)


def _json_text(value: Any) -> str:
    """A member's value as a cell: lists of plain values one a line, anything deeper as JSON text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return str(value)
    if isinstance(value, list) and not any(isinstance(entry, (list, dict)) for entry in value):
        return "\n".join(map(_json_text, value))
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
