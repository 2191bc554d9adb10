"""Cells of one row as a mapping reads them (取值): columns, items of lists, words, dates, amounts and shares."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, TypeVar

from graph_engine.errors import RowError
from graph_engine.loading import Emitter, Row
from graph_engine.loading.redaction import mask_numbers
from graph_engine.model.amounts import CURRENCIES, CURRENCY_CODES, parse_amount
from graph_engine.model.dates import LongTerm, parse_date
from graph_engine.model.money import Money
from graph_engine.model.ratios import Ratio, parse_ratio
from graph_engine.model.text import clean_text, refused, split_values
from loaders.table.mapping import Choice, Condition, Each, TableMap, Value
from loaders.table.reasons import (
    NO_FLAG,
    NOT_OF_THE_FORMAT,
    NOT_OF_THE_PATTERN,
    PLACEHOLDER,
    UNKNOWN_CURRENCY,
    UNKNOWN_WORD,
)
from loaders.table.repairs import LEADING_ZEROS
from loaders.table.units import unit_of_header

_LONGEST_ITEM: Final = 1_000
"""Longest item that a mapping's pattern is tried on: some patterns take for ever on long ones."""

Parsed = TypeVar("Parsed")

_FLAGS: Final = {
    **dict.fromkeys(("true", "1", "yes", "y", "是", "有"), True),
    **dict.fromkeys(("false", "0", "no", "n", "否"), False),
}

# Days, amounts and shares come again and again.
_date = lru_cache(1 << 14)(lambda text, serial: parse_date(text, excel_serial=serial))
_money = lru_cache(1 << 14)(parse_amount)
_ratio = lru_cache(1 << 12)(lambda text, scale: parse_ratio(text, scale=scale))

Items = Mapping[str, Any]
"""The item at hand of each list, and the row found by each lookup, by name."""


class Cells:
    """One row, or one row and one item of each of its lists."""

    __slots__ = ("_emit", "_table", "_told", "items", "row")

    def __init__(self, row: Row, table: TableMap, emit: Emitter, items: Items) -> None:
        self.row = row
        self.items = items
        self._told: set[str] = set()
        self._table = table
        self._emit = emit

    # ------------------------------------------------------------------ texts

    def text(self, column: str) -> str | None:
        """The text of a column or item; `None` where it is empty, a sentinel or a placeholder."""
        value = self._plain(column)
        if value is not None and value.casefold() in self._table.placeholders:
            if column not in self._told:
                self._told.add(column)
                self._emit.leave_out(PLACEHOLDER)
            return None
        return value

    def _plain(self, column: str) -> str | None:
        if self._table.is_own(column):
            return self.row.text(column)
        name, _, path = column.partition(".")
        item = self.items.get(name)
        if isinstance(item, dict) and path in item:
            return clean_text(_as_text(item[path]))
        return clean_text(_as_text(_walk(item, path.split(".") if path else [])))

    def found(self, value: Value) -> tuple[str, str | None]:
        """The first filled column of a value and its text."""
        for column in value.columns:
            text = self.text(column)
            if text is not None:
                return column, text
        return value.columns[0] if value.columns else "", None

    def word(self, value: Value) -> str | None:
        """A value as text, translated where the mapping says how.

        Raises:
            RowError: a word that the mapping does not list.
        """
        if value.constant is not None:
            return value.constant
        column, text = self.found(value)
        if text is None:
            return value.missing
        if len(text) < value.width and text.isascii() and text.isdigit():
            text = text.zfill(value.width)
            self._emit.repaired(LEADING_ZEROS, 1)
        return self._translated(value, column, text)

    def _translated(self, value: Value, column: str, text: str) -> str:
        if value.values is None:
            return text
        word = value.values.get(text, value.otherwise)
        if word is None:
            raise refused(UNKNOWN_WORD, column=column, value=text)
        return word

    def phrase(self, value: Value) -> str | None:
        """A text written by people, with personal numbers in it masked."""
        word = self.word(value)
        return None if word is None else mask_numbers(word)

    def _stated(self, value: Value) -> tuple[str, str | None]:
        """The column and text of a value that is parsed: its cell, else what stands for an empty one."""
        column, text = self.found(value)
        return column, value.constant or text or value.missing

    def texts(self, value: Value) -> tuple[str, ...]:
        """The values of a cell that holds several, each translated."""
        if value.constant is not None:
            return (value.constant,)
        column, text = self.found(value)
        if text is None:
            return () if value.missing is None else (value.missing,)
        parts = _parts(text, value.split)
        return tuple(dict.fromkeys(self._translated(value, column, mask_numbers(_as_text(part))) for part in parts))

    # ------------------------------------------------------------------ parsed values

    def date(self, value: Value) -> dt.date | LongTerm | None:
        """A date, or `LONG_TERM` for 长期 and the dates that stand for it.

        Raises:
            RowError: it is none.
        """
        column, text = self._stated(value)
        if text is None:
            return None
        if value.format is None:
            return self._parsed(column, text, _date, text, self.row.serial_dates)
        try:
            found = dt.datetime.strptime(text, value.format).date()
        except ValueError as error:
            raise refused(NOT_OF_THE_FORMAT, column=column, value=text) from error
        return parse_date(found.isoformat(), column=column)

    def money(self, value: Value) -> Money | None:
        """An amount in 分 with its currency.

        Raises:
            RowError: it is none, or its currency is unknown.
        """
        column, text = self._stated(value)
        if text is None:
            return None
        currency = (None if value.currency is None else self.word(value.currency)) or "CNY"
        code = CURRENCIES.get(currency.casefold(), currency.upper())
        if code not in CURRENCY_CODES:
            raise refused(UNKNOWN_CURRENCY, column=column, value=currency)
        return self._parsed(column, text, _money, text, value.unit or unit_of_header(column) or "元", code)

    def ratio(self, value: Value) -> tuple[Ratio, str] | None:
        """A share with the words that state it.

        Raises:
            RowError: it is none.
        """
        column, text = self._stated(value)
        ratio = None if text is None else self._parsed(column, text, _ratio, text, value.scale)
        return None if ratio is None or text is None else (ratio, text)

    @staticmethod
    def _parsed(column: str, text: str, parse: Callable[..., Parsed], *words: object) -> Parsed:
        """What a parser makes of a cell; its error tells the column."""
        try:
            return parse(*words)
        except RowError as error:
            raise refused(error.reason, column=column, value=text) from error

    def flag(self, value: Value) -> bool:
        """Yes or no; an empty cell says no.

        Raises:
            RowError: neither.
        """
        word = self.word(value)
        if word is None:
            return False
        flag = _FLAGS.get(word.casefold())
        if flag is None:
            raise refused(NO_FLAG, column=value.columns[0] if value.columns else "", value=word)
        return flag

    # ------------------------------------------------------------------ conditions and lists

    def fits(self, choice: Choice) -> bool:
        """Whether something is done for this row."""
        if not self._holds(choice.when):
            return False
        return not (choice.unless.accepted and self._holds(choice.unless))

    def _holds(self, condition: Condition) -> bool:
        return all((self._plain(column) or "") in accepted for column, accepted in condition.accepted.items())

    def with_items(self, chain: tuple[str, ...]) -> Iterator[Cells]:
        """This row with every item of a list, and within it every item of the list in it, and so on.

        Raises:
            RowError: an item that does not fit the mapping's pattern.
        """
        if not chain:
            yield self
            return
        entry = self._table.each[chain[0]]
        for item in self._items(entry):
            cells = Cells(self.row, self._table, self._emit, {**self.items, entry.name: item})
            yield from cells.with_items(chain[1:])

    def _items(self, entry: Each) -> Iterator[Any]:
        outer = self._table.each_of(entry.column)
        if outer is None:
            content: Any = self.row.raw(entry.column)
        else:
            content = _walk(self.items.get(outer.name), entry.column.split(".")[1:])
        if isinstance(content, dict):
            content = list(content.values())
        found = content if isinstance(content, list) else _parts(_as_text(content), entry.split)
        if not found and entry.keep_empty:
            found = [None]
        for item in found:
            yield item if entry.pattern is None or item is None else _groups(entry, entry.pattern, item)


def _groups(entry: Each, pattern: re.Pattern[str], item: Any) -> dict[str, str | None]:
    """The named groups of an item.

    Raises:
        RowError: the item does not fit.
    """
    text = _as_text(item)
    found = pattern.fullmatch(text) if len(text) <= _LONGEST_ITEM else None
    if found is None:
        raise refused(NOT_OF_THE_PATTERN, column=entry.column, value=text)
    return {"": text, **found.groupdict()}


def _parts(text: str, separator: str | None) -> list[Any]:
    """The items of a cell, each once: of JSON text its members, of other text what stands between separators."""
    if separator is not None:
        parts = (clean_text(part) for part in text.split(separator))
        return list(dict.fromkeys(part for part in parts if part is not None))
    if text[:1] in ("[", "{"):
        try:
            found = json.loads(text, parse_float=Decimal)
        except (ValueError, RecursionError):
            return list(split_values(text))
        return found if isinstance(found, list) else list(found.values())
    return list(split_values(text))


def _walk(item: Any, path: list[str]) -> Any:
    """What stands at a path within an item: members of objects by name, of lists by number from 0."""
    for step in path:
        if isinstance(item, dict):
            item = item.get(step)
        elif isinstance(item, list) and step.isdecimal() and int(step) < len(item):
            item = item[int(step)]
        else:
            return None
    return item.get("") if isinstance(item, dict) and "" in item else item


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, Decimal)) else json.dumps(value, ensure_ascii=False, default=str)
