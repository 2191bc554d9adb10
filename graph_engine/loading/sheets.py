"""Sheets (工作表): a file's rows as texts, whatever it was: delimited text, a workbook, or flat JSON records.

Delimited text, JSON and .ods are streamed. A sheet of an .xlsx or .xls is held whole, within `Limits.sheet_cells`.
Rows are counted as a person would find them: the line in a text file, the row in a workbook, the number of the record
in a JSON array.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from graph_engine.errors import LoadRejectedError
from graph_engine.loading.files import WORKBOOKS, SourceFile
from graph_engine.loading.json_items import JsonItem, iter_items
from graph_engine.loading.open_document import open_document_sheets
from graph_engine.loading.reasons import BROKEN_QUOTES, NOT_A_RECORD
from graph_engine.loading.rows import RawRow, Sheet
from graph_engine.loading.workbooks import workbook_sheets

__all__ = ["DelimitedSheet", "RawRow", "RecordSheet", "Sheet", "open_sheets"]

_DELIMITERS = ",\t;|"


def open_sheets(file: SourceFile) -> list[Sheet]:
    """The sheets of a file, in its own order.

    Raises:
        LoadRejectedError: the workbook is damaged.
    """
    if file.format in WORKBOOKS:
        sheets = open_document_sheets(file) if file.format == "ods" else workbook_sheets(file)
        _check_names(file, sheets)
        return sheets
    if file.format == "csv":
        return [DelimitedSheet(file)]
    return [RecordSheet(file)]


def _check_names(file: SourceFile, sheets: Sequence[Sheet]) -> None:
    """A sheet goes by its title, here and in provenance."""
    twice = [name for name, count in Counter(sheet.name for sheet in sheets).items() if count > 1]
    if twice:
        raise LoadRejectedError(f"{file.path}: two sheets are called '{twice[0]}'; the workbook is damaged")


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
            if item.line and (item.fault is not None or isinstance(item.value, dict) or not item.member):
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
