"""A table of a policy file, read key by key: what is wrong is noted with its path, and reading goes on.

Every reader returns something usable, so that all faults of a file are found in one pass. `close` reports the
keys that nobody asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import Self, TypeVar

from graph_engine.errors import Fault
from graph_engine.policy.citations import Text

MILLION = 1_000_000
_Entry = TypeVar("_Entry")


class Table:
    """One table of a policy file with the path that leads to it."""

    __slots__ = ("_asked", "_data", "_faults", "where")

    def __init__(self, data: Mapping[str, object], where: str, faults: list[Fault]) -> None:
        self._data = data
        self._faults = faults
        self._asked: set[str] = set()
        self.where = where

    def path(self, key: str) -> str:
        """The path of a key, as faults print it."""
        return f"{self.where}.{key}" if self.where else key

    def fault(self, key: str, reason: str) -> None:
        """Note what is wrong with a key."""
        self._faults.append(Fault(self.path(key) if key else self.where, reason))

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        self._asked.add(key)
        return key in self._data

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; required unless there is a default."""
        value = self._take(key)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and value.strip():
            return value
        self.fault(key, "missing" if value is None else "must be a text that is not empty")
        return ""

    def words(self) -> Text:
        """The wording of this table in both languages."""
        return Text(self.text("zh"), self.text("en"))

    def phrase(self, key: str) -> Text:
        """A wording in both languages: a table of `zh` and `en`."""
        if not self.has(key):
            self.fault(key, "missing")
            return Text("", "")
        table = self.child(key)
        words = table.words()
        table.close()
        return words

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false."""
        value = self._take(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, bool):
            self.fault(key, "missing" if value is None else "must be true or false")
            return False
        return value

    def integer(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number between two bounds, both allowed."""
        value = self._take(key)
        if value is None and default is not None:
            return default
        if value is None:
            self.fault(key, "missing")
        elif isinstance(value, bool) or not isinstance(value, int):
            self.fault(key, "must be a whole number")
        elif not low <= value <= high:
            self.fault(key, f"{value} is outside [{low}, {high}]")
        else:
            return value
        return low

    def integer_or(self, key: str, word: str, low: int, high: int) -> int | None:
        """A whole number between two bounds, or `None` for the one word that is allowed instead."""
        if self._take(key) == word:
            return None
        before = len(self._faults)
        value = self.integer(key, low, high)
        if len(self._faults) > before:
            self._faults[-1] = Fault(self.path(key), f"{self._faults[-1].reason}, or '{word}'")
        return value

    def ppm(self, key: str, default: int | None = None, *, high: int = 1) -> int:
        """A ratio, written 0 to `high` with at most six decimals, as parts per million."""
        value = self._take(key)
        if value is None and default is not None:
            return default
        if value is None:
            self.fault(key, "missing")
        elif isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            self.fault(key, "must be a number")
        elif not Decimal(value).is_finite() or not 0 <= value <= high:
            self.fault(key, f"{value} is outside [0, {high}]")
        elif Decimal(value) * MILLION % 1:
            self.fault(key, f"{value} has more than six decimals")
        else:
            return int(Decimal(value) * MILLION)
        return 0

    def day(self, key: str) -> date | None:
        """A date, or nothing."""
        value = self._take(key)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            self.fault(key, "must be a date such as 2026-04-01")
            return None
        return value

    def choice(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """One word of a closed list."""
        options = tuple(allowed)
        value = self.text(key, default)
        if value and value not in options:
            self.fault(key, unknown(value, options))
            return options[0]
        return value or options[0]

    def names(self, key: str, allowed: Iterable[str] | None = None, *, required: bool = False) -> tuple[str, ...]:
        """A list of distinct texts, from a closed list if one is given."""
        value = self._take(key)
        if value is None:
            if required:
                self.fault(key, "missing")
            return ()
        if not isinstance(value, list) or not all(isinstance(entry, str) and entry.strip() for entry in value):
            self.fault(key, "must be a list of texts that are not empty")
            return ()
        if required and not value:
            self.fault(key, "must not be empty")
        if len(set(value)) < len(value):
            self.fault(key, "names something twice")
        if allowed is None:
            return tuple(value)
        options = tuple(allowed)
        for entry in value:
            if entry not in options:
                self.fault(key, unknown(entry, options))
        return tuple(entry for entry in dict.fromkeys(value) if entry in options)

    def holds_table(self, key: str) -> bool:
        """Whether the value of a key is itself a table."""
        return isinstance(self._take(key), dict)

    def names_inside(self) -> tuple[str, ...]:
        """All keys in file order; asking for them all counts as having asked for each."""
        self._asked.update(self._data)
        return tuple(self._data)

    def child(self, key: str, *, required: bool = True) -> Self:
        """The table under a key; an empty one, with a fault if it is required, where there is none."""
        value = self._take(key)
        if isinstance(value, dict):
            return type(self)(value, self.path(key), self._faults)
        if value is not None:
            self.fault(key, "must be a table")
        elif required:
            self.fault(key, "missing")
        return type(self)({}, self.path(key), self._faults)

    def rows(self, key: str) -> tuple[Self, ...]:
        """A list of tables; empty where there is none."""
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            self.fault(key, "must be a list of tables")
            return ()
        make = type(self)
        return tuple(make(entry, f"{self.path(key)}[{number}]", self._faults) for number, entry in enumerate(value, 1))

    def entries(self, key: str, read: Callable[[str, Self], _Entry]) -> dict[str, _Entry]:
        """The named tables under a key, each read and closed, in file order."""
        section = self.child(key)
        found: dict[str, _Entry] = {}
        for name in section.names_inside():
            if not (name.isascii() and name.isidentifier() and name == name.lower()):
                section.fault(name, "a name must be lower-case letters, digits and underscores")
            table = section.child(name)
            found[name] = read(name, table)
            table.close()
        return found

    def fixed(self, key: str, names: Iterable[str], read: Callable[[str, Self], _Entry]) -> dict[str, _Entry]:
        """The tables under a key whose names are a closed list, all required, in the order of that list."""
        section = self.child(key)
        found: dict[str, _Entry] = {}
        for name in names:
            if section.has(name):
                table = section.child(name)
                found[name] = read(name, table)
                table.close()
            else:
                section.fault(name, "missing")
        section.close()
        return found

    def close(self) -> None:
        """Report every key that nobody asked for."""
        for key in self._data:
            if key not in self._asked:
                self.fault(key, "unknown key" + _hint(key, self._asked))

    def _take(self, key: str) -> object:
        self._asked.add(key)
        return self._data.get(key)


def unknown(value: str, options: Iterable[str]) -> str:
    """The reason for a word that is not of a closed list, with the nearest one that is."""
    return f"unknown '{value}'" + _hint(value, options)


def _hint(value: str, options: Iterable[str]) -> str:
    near = get_close_matches(value, tuple(options), n=1)
    return f"; did you mean '{near[0]}'?" if near else ""
