"""Return slips (退回单): refused rows given back to the department that delivered them, to be mended and loaded again.

A slip has the columns of the file that the rows came from, so the same loader reads it. Its last two columns say
which refusal each row answers (退回编号) and why the row was refused (退回原因); the answered refusal is closed by the
load that brings the row again, whether understood now or refused for another reason.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Final, Self

from graph_engine.loading.quarantine import RefusedRow, plain_cell, safe_cell
from graph_engine.loading.reasons import Rule
from graph_engine.loading.workbook_writing import Cells, write_workbook
from graph_engine.model.text import INVISIBLE

NUMBER_HEADER: Final = "退回编号"
REASON_HEADER: Final = "退回原因"
SLIP_HEADERS: Final = (NUMBER_HEADER, REASON_HEADER)
RECORD_HEADER: Final = "记录"
"""Stands over rows that are no rows of a table; such a record is corrected at its source."""

SLIP_UNKNOWN: Final = Rule(
    "slip_number_unknown",
    "the number of a return slip that this source has not been given",
    "不属于本来源的退回编号",
)

_LINE: Final = re.compile("[0-9]{1,15}")
"""Longer ones are no lines of a file, and no integers of a store."""
_UNSAFE: Final = re.compile(rf'(?:[\\/:*?"<>|\s\x00-\x1f]|{INVISIBLE.pattern})+')
_LONGEST_NAME: Final = 240
"""Bytes of a file name, of the 255 that systems allow; the rest is for its ending, and for what tells it apart."""


def slip_number(document: str, line: int) -> str:
    """The number under which a refused row is given back: which document, and which line of it."""
    return f"{sha256(document.encode()).hexdigest()[:12]}-{line}"


def is_slip(headers: Sequence[str]) -> bool:
    """Whether a table with these headers is a return slip."""
    return NUMBER_HEADER in headers


class GivenBack:
    """Finds the refused row that a slip's number means, among the documents of one source."""

    def __init__(self, documents: Iterable[str] = ()) -> None:
        self._documents = {slip_number(document, 0)[:-1]: document for document in documents}

    def row(self, number: str) -> tuple[str, int] | None:
        """(document, line), or `None` where this source was never given such a number."""
        head, dash, line = number.strip().rpartition("-")
        document = self._documents.get(head + dash)
        return (document, int(line)) if document is not None and _LINE.fullmatch(line) else None


@dataclass(frozen=True, slots=True)
class SlipColumns:
    """Where a table's column of slip numbers stands."""

    number: int

    @classmethod
    def of(cls, headers: Sequence[str]) -> Self | None:
        """The slip's columns of a table; `None` where it is no slip."""
        return cls(headers.index(NUMBER_HEADER)) if is_slip(headers) else None

    def plain(self, cells: Sequence[str]) -> list[str]:
        """The cells without the apostrophes that kept them from being taken for formulas."""
        return [plain_cell(cell) for cell in cells]


# ---------------------------------------------------------------------- writing


def write_slips(rows: Iterable[RefusedRow], folder: Path) -> list[Path]:
    """Writes the slips into a folder, each as CSV and as workbook; gives the files written.

    One slip a department and file; a department is the one that a row names, else its source. A workbook has the
    sheets of the file; of CSV there is one file a sheet.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    # By document too: two files of one name may have other columns.
    ranked = sorted(rows, key=lambda row: (*_addressee(row), row.document, row.line))
    names: dict[str, int] = {}
    for (department, _, file), of_file in groupby(ranked, key=_addressee):
        name = _unique(f"退回单-{department}-{Path(file).name.split('.')[0]}", names)
        sheets = [
            (rows_of_sheet[0].sheet, _table(rows_of_sheet))
            for _, group in groupby(of_file, key=lambda row: row.document)
            if (rows_of_sheet := list(group))
        ]
        for place, (sheet, table) in enumerate(sheets):
            stem = _unique(f"{name}-{sheet or place + 1}", names) if sheet or place else name
            path = folder / f"{stem}.csv"
            with path.open("w", encoding="utf-8-sig", newline="") as stream:
                csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(
                    [safe_cell(cell) for cell in line] for line in table
                )
            written.append(path)
        path = folder / f"{name}.xlsx"
        write_workbook(path, sheets)
        written.append(path)
    return written


def _addressee(row: RefusedRow) -> tuple[str, str, str]:
    return row.department or row.source, row.source, row.file


def _table(rows: Sequence[RefusedRow]) -> Cells:
    headers = rows[0].headers or (RECORD_HEADER,)
    # A slip that was refused again has its own last columns already.
    kept = [place for place, header in enumerate(headers) if header not in SLIP_HEADERS]
    table = [[*(headers[place] for place in kept), *SLIP_HEADERS]]
    for row in rows:
        cells = [row.cells[place] if place < len(row.cells) else "" for place in kept]
        table.append([*cells, slip_number(row.document, row.line), _reason(row)])
    return table


def _reason(row: RefusedRow) -> str:
    place = f"“{row.column}”" if row.column else ""
    value = f"（{row.value}）" if row.value else ""
    return f"{place}{row.reason_zh}{value}"


def _unique(name: str, taken: dict[str, int]) -> str:
    """A file name without what systems refuse, and told apart from those before it."""
    name = _UNSAFE.sub("_", name).strip("._").encode()[:_LONGEST_NAME].decode(errors="ignore")
    taken[name] = taken.get(name, 0) + 1
    return name if taken[name] == 1 else f"{name}-{taken[name]}"
