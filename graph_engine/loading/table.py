"""Rows of a table (表格行): cells by the name of their field, cleaned; what nobody asked for is audited."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, TypeVar

from graph_engine.errors import RowError
from graph_engine.loading.files import WORKBOOKS
from graph_engine.loading.layout import HeaderMatch, Layout, fold_header
from graph_engine.loading.reasons import (
    BANNER,
    BLANK,
    COLUMNS_DISAGREE,
    FOOTNOTE,
    HEADER,
    LONG_TERM_HERE,
    MISSING_VALUE,
    REPEATED_HEADER,
    TOO_MANY_CELLS,
    TOTAL,
    UNKNOWN_SHEET,
    VENDOR_UNMATCHED,
    Reason,
    Rule,
)
from graph_engine.loading.redaction import mask_numbers
from graph_engine.loading.sheets import RawRow, Sheet
from graph_engine.loading.slips import SLIP_HEADERS, SlipColumns
from graph_engine.model.amounts import UNITS, parse_amount
from graph_engine.model.dates import LongTerm, parse_date, parse_period
from graph_engine.model.money import Money
from graph_engine.model.names import exact_name
from graph_engine.model.text import (
    LONGEST_SENTINEL,
    clean_text,
    has_separators,
    is_sentinel,
    refused,
    split_values,
)

if TYPE_CHECKING:
    from graph_engine.loading.emit import Emitter

Parsed = TypeVar("Parsed")

_CACHED_CELLS = 1 << 16
_CACHED_LENGTH = 64
_MOST_NEAREST = 100
_UNMATCHED = "未匹配到相关企业"
_TOTALS = frozenset(("合计", "总计", "小计", "共计", "total"))
_FOOTNOTES = tuple(word + colon for word in ("注", "备注", "说明", "声明", "数据来源") for colon in ":：")
_HISTORY = "历史"
_TIDY = re.compile(r"[\u4e00-\u9fa5A-Za-z0-9][\u4e00-\u9fa5A-Za-z0-9，。、；：（）〔〕《》“”？！%./,;:()+\-]*")
"""Texts that cleaning leaves as they are, unless they are sentinels: the quick way for nearly all of them."""
_UNIT_IN_CELL = re.compile("[元圆角分]")
_UNIT = re.compile(r"\(([^()]*)\)\s*$")


class _Values(dict[str, str | None]):
    """Cells as values, by their text. Codes, dates, authorities and kinds come again and again; long texts do not."""

    def __missing__(self, text: str) -> str | None:
        if _TIDY.fullmatch(text) is None:
            value = clean_text(text)
        elif len(text) > LONGEST_SENTINEL and text[0] != "0":
            value = text
        else:
            value = None if is_sentinel(text) else text
        if len(text) <= _CACHED_LENGTH:
            if len(self) >= _CACHED_CELLS:
                self.clear()
            self[text] = value
        return value


_date = lru_cache(maxsize=1 << 16)(lambda text, serial: parse_date(text, excel_serial=serial))
_amount = lru_cache(maxsize=1 << 14)(parse_amount)


@lru_cache(maxsize=1 << 10)
def _unit_of(header: str) -> str:
    found = _UNIT.search(unicodedata.normalize("NFKC", header))
    return found[1] if found and found[1] in UNITS else "元"


class _PlaceOf(dict[str, int]):
    """Where a field's only column stands; filled as fields are asked for, which is the audit of them."""

    ABSENT = -1
    SEVERAL = -2

    def __init__(self, places: dict[str, tuple[int, ...]]) -> None:
        super().__init__()
        self._places = places

    def recall(self, names: Iterable[str]) -> None:
        """Counts fields as asked for that were asked for before more columns came."""
        for name in names:
            self.__missing__(name)

    def __missing__(self, name: str) -> int:
        places = self._places.get(name, ())
        self[name] = place = places[0] if len(places) == 1 else self.SEVERAL if places else self.ABSENT
        return place


class Columns:
    """The columns of one table: where each field stands, and which fields were asked for.

    `unknown` are headers that no field of the layout claims, with the nearest known header if there is one.
    """

    def __init__(self, layout: Layout, headers: tuple[str, ...], title: str, *, serial_dates: bool = False) -> None:
        self.layout = layout
        self.serial_dates = serial_dates
        self.headers = headers
        self.title = title
        self.history = _HISTORY in title
        self.width = len(headers)
        self.places = layout.places(headers)
        self.place_of = _PlaceOf(self.places)
        self.values = _Values()

    def header(self, name: str) -> str:
        """The header of a field as printed here, else its first header."""
        places = self.places.get(name)
        return self.headers[places[0]] if places else self.layout.columns[name][0]

    def unknown(self) -> dict[str, str | None]:
        """Headers that the layout does not know, with the nearest one that it does."""
        unknown = [
            header
            for header in self.headers
            if header and header not in SLIP_HEADERS and self.layout.field_of(header) is None
        ]
        # To look for the nearest takes a millisecond, and a file of thousands of unknown columns is no misprint.
        return {
            header: self.layout.nearest(header) if number < _MOST_NEAREST else None
            for number, header in enumerate(unknown)
        }

    def unread(self) -> list[str]:
        """Headers that the layout knows, but that the handler never asked for."""
        return [self.header(name) for name in self.places if name not in self.place_of]


class Row:
    """One row of a table. Fields are named as in its layout; a field without a column is missing.

    `line` is the row's number in its sheet, `cells` its cells as read.
    """

    __slots__ = ("_columns", "_place_of", "_values", "cells", "line")
    fault: ClassVar[None] = None
    """Rows that cannot be trusted never become one of these."""

    def __init__(self, columns: Columns, line: int, cells: list[str]) -> None:
        self._columns = columns
        self._place_of = columns.place_of
        self._values = list(map(columns.values.__getitem__, cells))
        self.line = line
        self.cells = cells

    @property
    def layout(self) -> str:
        """Name of the layout."""
        return self._columns.layout.name

    @property
    def title(self) -> str:
        """Title of the sheet, or the file's stem."""
        return self._columns.title

    @property
    def serial_dates(self) -> bool:
        """Whether dates may stand as day numbers of a spreadsheet."""
        return self._columns.serial_dates

    @property
    def history(self) -> bool:
        """Whether the title says that this sheet holds past states (历史)."""
        return self._columns.history

    @property
    def department(self) -> str:
        """The department that delivered the row, where its layout says which field names it."""
        places = self._columns.places.get(self._columns.layout.department)
        return (places and self._values[places[0]]) or ""

    def has(self, name: str) -> bool:
        """Whether the table has a column for a field."""
        return name in self._columns.places

    def header(self, name: str) -> str:
        """The header of a field as printed; units such as 万元 or % may stand in it."""
        return self._columns.header(name)

    def raw(self, name: str) -> str:
        """A cell as read, sentinels too; empty where there is no column."""
        place = self._place_of[name]
        if place >= 0:
            return self.cells[place]
        return self._first_of_several(name) if place == _PlaceOf.SEVERAL else ""

    def text(self, name: str) -> str | None:
        """A cell as a value: unwrapped, tidied, `None` for sentinels.

        Raises:
            RowError: two columns of the field hold different values.
        """
        place = self._place_of[name]
        if place >= 0:
            return self._values[place]
        return self._columns.values[self._first_of_several(name)] if place == _PlaceOf.SEVERAL else None

    def _first_of_several(self, name: str) -> str:
        found = ""
        value: str | None = None
        for place in self._columns.places[name]:
            cell = self._values[place]
            if cell is None:
                continue
            if value is None:
                found, value = self.cells[place], cell
            elif exact_name(cell) != exact_name(value):
                raise refused(COLUMNS_DISAGREE, column=self._columns.headers[place], value=cell)
        return found

    def free_text(self, name: str) -> str | None:
        """A text written by people, with the personal ID numbers and mobile phones in it masked."""
        value = self.text(name)
        return None if value is None else mask_numbers(value)

    def need(self, name: str) -> str:
        """A cell that must hold a value.

        Raises:
            RowError: it holds none.
        """
        value = self.text(name)
        if value is None:
            raise self.refuse(MISSING_VALUE, name)
        return value

    def day(self, name: str) -> dt.date | None:
        """A date; `None` where the cell is missing.

        Raises:
            RowError: it is no date, or a long term.
        """
        found = self.date(name)
        if isinstance(found, LongTerm):
            raise self.refuse(LONG_TERM_HERE, name)
        return found

    def date(self, name: str) -> dt.date | LongTerm | None:
        """A date, or `LONG_TERM` for 长期 and 2099-12-31; `None` where the cell is missing.

        Raises:
            RowError: it is no date.
        """
        value = self.text(name)
        if value is None:
            return None
        try:
            return _date(value, self._columns.serial_dates)
        except RowError as error:
            raise refused(error.reason, column=self.header(name), value=value) from error

    def period(self, name: str) -> tuple[dt.date | None, dt.date | LongTerm | None]:
        """First and last day of a period such as `1997-01-28 至 无固定期限`; the last day is included.

        Raises:
            RowError: it is no period.
        """
        return parse_period(self.raw(name), column=self.header(name))

    def money(self, name: str, *, unit: str | None = None, currency: str = "CNY") -> Money | None:
        """An amount in 分 with its currency.

        The unit is `unit`, else the one in the header's brackets, else 元; a unit or currency in the cell
        goes before it.

        Raises:
            RowError: it is no amount, negative or too large.
        """
        value = self.text(name)
        if value is None:
            return None
        try:
            return _amount(value, unit or _unit_of(self.header(name)), currency)
        except RowError as error:
            raise refused(error.reason, column=self.header(name), value=value) from error

    def has_unit(self, name: str) -> bool:
        """Whether the cell of an amount, or its header, says in which unit it is."""
        return "元" in self.header(name) or _UNIT_IN_CELL.search(self.text(name) or "") is not None

    def values(self, name: str) -> list[str]:
        """The values of a cell that holds several, without sentinels and repetitions."""
        place = self._place_of[name]
        if place < 0 or has_separators(self.cells[place]):
            return split_values(self.raw(name))
        value = self._values[place]
        return [] if value is None else [value]

    def parse(self, name: str, parser: Callable[[str], Parsed | None], reason: Reason) -> Parsed | None:
        """A cell through a parser that gives `None` or raises ValueError or RowError for what it cannot read.

        `None` where the cell is missing.

        Raises:
            RowError: the cell holds something that the parser cannot read.
        """
        value = self.text(name)
        if value is None:
            return None
        try:
            parsed = parser(value)
        except (ValueError, ArithmeticError, RowError) as error:
            raise self.refuse(reason, name) from error
        if parsed is None:
            raise self.refuse(reason, name)
        return parsed

    def content(self) -> str:
        """The row as read, for its hash and its seal."""
        return "\x1f".join(self.cells)

    def with_cells(self, cells: list[str]) -> Row:
        """This row with its cells put right; its content, hash and seal stay those of the row as read."""
        return Row(self._columns, self.line, cells)

    def refuse(self, reason: Reason, name: str) -> RowError:
        """The error for this row because of one cell; to be raised."""
        return refused(reason, column=self.header(name), value=self.raw(name))


def iter_rows(sheet: Sheet, title: str, match: HeaderMatch) -> Iterator[Row]:
    """The rows that a handler would be given, for those who must know the whole table before its first row."""
    named = sheet.header()
    columns = _columns(sheet, title, match)
    header = -1 if named is not None else match.row
    for number, raw in enumerate(sheet.rows()):
        if named is not None and len(raw.cells) > columns.width:
            columns = _widened(columns, tuple(sheet.header() or ()))
        if _rule_of(raw, number, header, columns) is None:
            cells, fault = _fitted(raw.cells, columns.width, raw.fault)
            if fault is None:
                yield Row(columns, raw.line, cells)


def load_table(sheet: Sheet, title: str, match: HeaderMatch | None, emit: Emitter) -> None:
    """Reads a sheet to its end: each row is understood, ignored by a named rule, or refused."""
    count = 0
    if match is None:
        for raw in sheet.rows():
            count += 1
            emit.pass_over(raw, BLANK if _is_blank(raw) else UNKNOWN_SHEET)
    else:
        count = _load_matched(sheet, title, match, emit)
    emit.check_rows(count)


def _load_matched(sheet: Sheet, title: str, match: HeaderMatch, emit: Emitter) -> int:
    named = sheet.header()
    columns = _columns(sheet, title, match)
    header = -1 if named is not None else match.row
    handler = match.layout.handler
    slip = SlipColumns.of(match.headers)
    count = 0
    for raw in sheet.rows():
        count += 1
        if named is not None and len(raw.cells) > columns.width:
            columns = _widened(columns, tuple(sheet.header() or ()))
        rule = _rule_of(raw, count - 1, header, columns)
        if rule is not None:
            emit.pass_over(raw, rule)
            continue
        cells = raw.cells
        fault = raw.fault
        if len(cells) != columns.width:
            cells, fault = _fitted(cells, columns.width, fault)
        if fault is not None:
            emit.refuse_raw(raw, fault)
        elif slip is not None:
            emit.take_again(Row(columns, raw.line, slip.plain(cells)), handler, cells[slip.number])
        else:
            emit.take(Row(columns, raw.line, cells), handler)
    emit.audit(columns)
    return count


def _columns(sheet: Sheet, title: str, match: HeaderMatch) -> Columns:
    return Columns(match.layout, match.headers, title, serial_dates=sheet.file.format in WORKBOOKS)


def _widened(columns: Columns, headers: tuple[str, ...]) -> Columns:
    wider = Columns(columns.layout, headers, columns.title)
    wider.place_of.recall(columns.place_of)
    return wider


def _rule_of(raw: RawRow, number: int, header: int, columns: Columns) -> Rule | None:
    """The rule by which a row is passed over before any handler sees it."""
    cells = raw.cells
    if raw.fault is not None:
        return BANNER if number < header else None
    if _is_blank(raw):
        return BLANK
    if number <= header:
        return HEADER if number == header else BANNER
    if _UNMATCHED in cells:
        return VENDOR_UNMATCHED
    first = columns.values[cells[0]] or ""
    if first == columns.headers[0] and _is_header(cells, columns):
        return REPEATED_HEADER
    if first.casefold() in _TOTALS:
        return TOTAL
    if first.startswith(_FOOTNOTES) and len(columns.places) > 2 and not any(map(str.strip, cells[1:])):
        return FOOTNOTE
    return None


def _is_blank(raw: RawRow) -> bool:
    return not any(map(str.strip, raw.cells))


def _is_header(cells: list[str], columns: Columns) -> bool:
    return all(
        fold_header(cell) == fold_header(header)
        for cell, header in zip(cells, columns.headers, strict=False)
        if cell.strip()
    )


def _fitted(cells: list[str], width: int, fault: Reason | None) -> tuple[list[str], Reason | None]:
    """Cells brought to the header's width: missing ones are empty, empty surplus ones fall away."""
    if len(cells) > width:
        cells = list(_rejoined(cells))
    if len(cells) > width and any(map(str.strip, cells[width:])):
        return cells, fault or TOO_MANY_CELLS
    return cells[:width] + [""] * (width - len(cells)), fault


def _rejoined(cells: list[str]) -> Iterator[str]:
    """Cells of the form `="1,234"` that were split at their comma, put together again."""
    parts: list[str] = []
    for cell in cells:
        if parts:
            parts.append(cell)
            if cell.endswith('"'):
                yield ",".join(parts)
                parts = []
        elif cell.startswith('="') and not (cell.endswith('"') and len(cell) > 2):
            parts = [cell]
        else:
            yield cell
    yield from parts
