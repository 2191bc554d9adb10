"""Workbooks of spreadsheet programs (工作簿): .xlsx and .xls through calamine, which holds a sheet whole."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Context, Decimal
from pathlib import Path
from typing import IO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, load_workbook

from graph_engine.errors import LoadRejectedError
from graph_engine.loading.files import SourceFile
from graph_engine.loading.origins import reading
from graph_engine.loading.rows import RawRow, Sheet
from graph_engine.loading.xlsx_percents import Percents, percents_of
from graph_engine.loading.zips import open_zip

_ENDINGS = (".xlsx", ".xlsm")
_END_OF_ZIP, _NO_END = b"PK\x05\x06", b"PK\x05\x00"
_MOST_DIGITS = 30
_AS_SHOWN = Context(prec=15)
"""Spreadsheet programs show no more digits: what follows is noise of binary fractions."""
_NO_MORE: tuple[int, list[int]] = (0, [])
_EXACT_INTEGERS = 2**53
"""Above this a spreadsheet's number has lost digits; shown with its exponent it fits no code."""


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """A sheet of a workbook, held whole while it is read."""

    file: SourceFile
    name: str
    workbook: CalamineWorkbook
    percents: dict[str, Percents]
    """Of the workbook's sheets, as far as they have been looked for."""

    def header(self) -> Sequence[str] | None:
        """None: the header stands somewhere in the rows."""
        return None

    def rows(self) -> Iterator[RawRow]:
        """Rows by their number in the workbook."""
        with _damage_told(self.file.path, f"sheet '{self.name}'"):
            sheet = self.workbook.get_sheet_by_name(self.name)
        self._check_size(sheet)
        start = sheet.start
        if start is None:
            return
        # calamine begins at the first used cell; cells to its left are blank.
        blanks = [""] * start[1]
        number = 0
        cells = iter(sheet.iter_rows())
        percents = self._percents().by_row()
        row, columns = next(percents, _NO_MORE)
        while True:
            number += 1
            with _damage_told(self.file.path, f"sheet '{self.name}', row {number}"):
                read = next(cells, None)
            if read is None:
                return
            texts = [*blanks, *map(cell_text, read)]
            if row == number:
                _show_percents(texts, columns)
                row, columns = next(percents, _NO_MORE)
            yield RawRow(number, texts)

    def _percents(self) -> Percents:
        """The cells shown as percentages; an .xls does not tell. They are looked for once."""
        if self.file.format != "xlsx":
            return Percents(())
        found = self.percents.get(self.name)
        if found is None:
            told = _damage_told(self.file.path, f"sheet '{self.name}'")
            path = self.file.path
            with self.file.seekable() as place, reading(path), open_zip(path, place) as archive, told:
                found = self.percents[self.name] = percents_of(archive, self.name)
        return found

    def _check_size(self, sheet: CalamineSheet) -> None:
        cells = sheet.height * sheet.width
        if cells > self.file.limits.sheet_cells:
            raise LoadRejectedError(
                f"{self.file.path}: sheet '{self.name}' has {cells} cells; "
                f"at most {self.file.limits.sheet_cells} are read: save it as CSV"
            )


def _show_percents(texts: list[str], columns: Sequence[int]) -> None:
    for column in columns:
        if column <= len(texts):
            texts[column - 1] = percent_text(texts[column - 1]) or texts[column - 1]


def percent_text(number: str) -> str | None:
    """A number as the percentage that a spreadsheet shows for it, `0.6` as `60%`; none if it is no number.

    To be shown as a percentage keeps more of a share than its digits: as a bare number 0.6 would be 0.6 %.
    """
    try:
        percent = _AS_SHOWN.multiply(Decimal(number), 100)
    except ArithmeticError:
        return None
    shown = percent.is_finite() and abs(percent.adjusted()) <= _MOST_DIGITS
    return f"{percent.normalize():f}%" if shown else None


def workbook_sheets(file: SourceFile) -> list[Sheet]:
    """The sheets of an .xlsx or .xls in its own order.

    Raises:
        LoadRejectedError: the workbook is damaged.
    """
    with file.seekable() as place, _damage_told(file.path, "the workbook"):
        workbook = load_workbook(_as_inspected(file, place))
        percents: dict[str, Percents] = {}
        return [WorkbookSheet(file, name, workbook, percents) for name in workbook.sheet_names]


def _as_inspected(file: SourceFile, place: Path | IO[bytes]) -> str | IO[bytes]:
    """What calamine is given, so that it takes the file for what it was found to be.

    Of a path it believes the ending, and of bytes it tries one format after another; so a zip hidden in an .xls
    would be read as a workbook that nobody looked at.
    """
    if isinstance(place, Path) and file.format == "xlsx" and place.suffix.lower() in _ENDINGS:
        return str(place)
    content = place.read_bytes() if isinstance(place, Path) else place.read()
    return io.BytesIO(content.replace(_END_OF_ZIP, _NO_END) if file.format == "xls" else content)


@contextmanager
def _damage_told(path: Path, what: str) -> Iterator[None]:
    try:
        yield
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise LoadRejectedError(f"{path}: {what} is damaged ({error})") from error
    except BaseException as error:
        # What calamine never thought of comes as a panic, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise LoadRejectedError(f"{path}: {what} is damaged beyond what its reader can tell") from None


def cell_text(value: object) -> str:
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
