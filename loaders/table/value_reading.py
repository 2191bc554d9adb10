"""How a mapping says where a value comes from, read and checked (取值方式校验): columns, constants, conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast, get_args

from graph_engine.model import schema
from graph_engine.model.amounts import CURRENCY_CODES, UNITS
from graph_engine.model.ratios import Scale
from graph_engine.policy.reading import unknown
from loaders.table.fields import allowed_words, type_of
from loaders.table.mapping import Choice, Condition, Value
from loaders.table.section import Section

WORDS: Final = frozenset(("values", "width"))
"""The keys of a value that is read as a word."""


class ValueReading:
    """Reads values; `lists` are the named lists of words of the mapping."""

    def __init__(self, lists: Mapping[str, Mapping[str, str]]) -> None:
        self._lists = lists

    def value(self, entry: Section, key: str) -> Value:
        """`"header"`, `["header", "other header"]`, or a table that says how the cell is read."""
        if not entry.holds_table(key):
            return Value(columns=tuple(entry.texts(key)))
        table = entry.child(key)
        values = self._lookup(table)
        value = Value(
            columns=tuple(table.texts("column")) if table.has("column") else (),
            constant=table.word("constant") if table.has("constant") else None,
            values=values,
            otherwise=table.word("otherwise") if table.has("otherwise") else None,
            missing=table.word("missing") if table.has("missing") else None,
            unit=table.choice("unit", UNITS) if table.has("unit") else None,
            currency=self._currency(table),
            scale=cast("Scale", table.choice("scale", get_args(Scale), "percent")),
            format=table.word("format"),
            split=table.word("split"),
            width=table.integer("width", 1, 40, 0) if table.has("width") else 0,
            lenient=table.choice("unreadable", ("refuse", "leave_out"), "refuse") == "leave_out",
        )
        if bool(value.columns) == (value.constant is not None):
            table.fault("", "needs either a column or a constant")
        if value.otherwise is not None and values is None:
            table.fault("otherwise", "means nothing without values")
        table.close()
        return value

    def _lookup(self, table: Section) -> Mapping[str, str] | None:
        if not table.has("values"):
            return None
        if table.holds_table("values"):
            return table.dictionary("values")
        name = table.text("values")
        if name and name not in self._lists:
            table.fault("values", unknown(name, self._lists))
        return self._lists.get(name, {})

    def _currency(self, table: Section) -> Value | None:
        if not table.has("currency"):
            return None
        if table.holds_table("currency"):
            return self.value(table, "currency")
        code = table.text("currency")
        if code and code not in CURRENCY_CODES:
            table.fault(
                "currency", f"'{code}' is no code of a currency, such as CNY; a column stands as {{ column = … }}"
            )
        return Value(constant=code)


def read_choice(entry: Section) -> Choice:
    """For which rows something is done: `when` and `unless`."""
    return Choice(_condition(entry, "when"), _condition(entry, "unless"))


def _condition(entry: Section, key: str) -> Condition:
    if not entry.has(key):
        return Condition()
    table = entry.child(key)
    accepted: dict[str, tuple[str, ...]] = {}
    for column in table.names_inside():
        accepted[column] = table.texts(column)
    return Condition(accepted)


def check_words(entry: Section, kind: str, key: str, value: Value) -> None:
    """Words that a field of a closed list would be given must be of that list."""
    allowed = allowed_words(kind, key)
    if not allowed:
        return
    given = [word for word in (value.constant, value.otherwise, value.missing) if word is not None]
    given += (value.values or {}).values()
    for word in dict.fromkeys(given):
        if word not in allowed:
            entry.fault(key, unknown(word, [entry for entry in allowed if entry]))


def keys_of(kind: str, field: str) -> frozenset[str]:
    """The keys of a value that mean something for a field."""
    if field == "amount":
        return frozenset(("unit", "currency", "unreadable"))
    if field == "ratio":
        return frozenset(("scale", "unreadable"))
    typed = type_of(kind, field)
    if typed is schema.Type.DATE:
        return frozenset(("format", "unreadable"))
    return WORDS | {"unreadable", "split"} if typed is schema.Type.LIST else WORDS | {"unreadable"}


def check_keys(entry: Section, field: str, value: Value, allowed: frozenset[str]) -> None:
    """A key that says nothing for a field is a fault: somebody means something by it."""
    given = {
        "values": value.values is not None,
        "width": value.width > 0,
        "unit": value.unit is not None,
        "currency": value.currency is not None,
        "scale": value.scale != "percent",
        "format": value.format is not None,
        "split": value.split is not None,
        "unreadable": value.lenient,
    }
    for key, is_given in given.items():
        if is_given and key not in allowed:
            entry.fault(f"{field}.{key}", "means nothing for this field")
