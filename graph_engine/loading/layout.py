"""Layouts (版式): which columns a table may have, under which headers, and how to find the header row.

Headers are compared folded: NFKC, lower case, letters and digits only, so brackets, spaces, underscores and
required-marks do not matter. Vendors' misprints are aliases like any other.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from graph_engine.model.text import tidy_text

if TYPE_CHECKING:
    from graph_engine.loading.emit import Emitter
    from graph_engine.loading.table import Row


@lru_cache(maxsize=1 << 16)
def fold_header(text: str) -> str:
    """A header as it is compared: its letters and digits only, of one width and case."""
    narrow = unicodedata.normalize("NFKC", tidy_text(text)).casefold()
    return "".join(sign for sign in narrow if sign.isalnum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One kind of table: its fields, their headers, and what to do with a row.

    `columns` gives each field its headers as printed, the best first: where a table has several of them, the first
    that holds a value counts, and two that differ refuse the row. `required` fields must have a column; a tuple
    means that one of several is enough. `absent` fields must have none: they tell another layout. `sheet_names`
    are titles that such a sheet bears; they decide between layouts, and with `only_named` no other sheet is taken.
    A title is the sheet's own, or the file's stem where a file holds one table. `department` is the field, if any,
    that names the department which delivered the row (数据来源单位): refused rows go back to it. `headerless` knows
    a first row of data where such a table may come without any header; its columns then stand in the order of
    `columns`.
    """

    name: str
    columns: Mapping[str, tuple[str, ...]]
    required: tuple[str | tuple[str, ...], ...]
    handler: Callable[[Row, Emitter], None]
    sheet_names: tuple[str, ...] = ()
    only_named: bool = False
    absent: tuple[str, ...] = ()
    department: str = ""
    headerless: Callable[[Sequence[str]], bool] | None = None
    _fields: Mapping[str, str] = field(init=False, repr=False, compare=False)
    """Folded header → field."""
    _rank: Mapping[str, int] = field(init=False, repr=False, compare=False)
    """Folded header → its rank among the headers of its field."""

    def __post_init__(self) -> None:
        fields: dict[str, str] = {}
        rank: dict[str, int] = {}
        for name, headers in self.columns.items():
            for place, header in enumerate(headers):
                folded = fold_header(header)
                if fields.setdefault(folded, name) != name:
                    raise ValueError(f"layout {self.name}: '{header}' stands for {fields[folded]} and {name}")
                rank.setdefault(folded, place)
        wanted = [
            *self.absent,
            *filter(None, [self.department]),
            *(name for entry in self.required for name in _alternatives(entry)),
        ]
        unknown = [name for name in wanted if name not in self.columns]
        if unknown:
            raise ValueError(f"layout {self.name}: asked for but not declared: {', '.join(unknown)}")
        object.__setattr__(self, "_fields", fields)
        object.__setattr__(self, "_rank", rank)

    def field_of(self, header: str) -> str | None:
        """The field that a header stands for."""
        return self._fields.get(fold_header(header))

    def known(self, folded: Iterable[str]) -> int:
        """How many of some folded headers stand for a field."""
        return sum(1 for header in folded if header in self._fields)

    def places(self, headers: Sequence[str]) -> dict[str, tuple[int, ...]]:
        """Columns of each field in a header row, the best header first."""
        found: dict[str, list[tuple[int, int]]] = {}
        for place, header in enumerate(headers):
            folded = fold_header(header)
            name = self._fields.get(folded)
            if name is not None:
                found.setdefault(name, []).append((self._rank[folded], place))
        return {name: tuple(place for _, place in sorted(ranked)) for name, ranked in found.items()}

    def missing(self, headers: Sequence[str]) -> list[str]:
        """Required fields without a column, by a header of theirs; alternatives joined by a slash."""
        present = {self._fields.get(fold_header(header)) for header in headers}
        return [
            " / ".join(_shown(self.columns[name]) for name in _alternatives(entry))
            for entry in self.required
            if present.isdisjoint(_alternatives(entry))
        ]

    def contradicting(self, headers: Sequence[str]) -> list[str]:
        """Headers that tell another layout."""
        return [header for header in headers if self.field_of(header) in self.absent]

    def titled(self, title: str) -> int:
        """How much of a sheet's title is one of `sheet_names`, in characters; 0 if it bears none of them.

        A title may be longer, marked as history or numbered; 失信被执行人 outdoes 被执行人.
        """
        folded = fold_header(title)
        return max((len(name) for name in map(fold_header, self.sheet_names) if name in folded), default=0)

    def nearest(self, header: str) -> str | None:
        """The known header most like an unknown one."""
        known = {fold_header(entry): entry for headers in self.columns.values() for entry in headers}
        close = difflib.get_close_matches(fold_header(header), known, n=1, cutoff=0.75)
        return known[close[0]] if close else None


def _alternatives(entry: str | tuple[str, ...]) -> tuple[str, ...]:
    return (entry,) if isinstance(entry, str) else entry


NO_HEADER = -1
"""The row of a header that is not there."""


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """A layout found in a table: by which header row (0-based, or `NO_HEADER`), and how well.

    `fit` is the part of the header's cells that the layout knows, 0..1.
    """

    layout: Layout
    row: int
    headers: tuple[str, ...]
    fit: float
    titled: int

    @property
    def strength(self) -> tuple[int, int, float]:
        """What decides between matches: the title, then the number of known columns, then their part."""
        known = sum(1 for header in self.headers if self.layout.field_of(header) is not None)
        return (self.titled, known, self.fit)


def match_layout(
    layouts: Sequence[Layout], title: str, rows: Sequence[Sequence[str]]
) -> tuple[HeaderMatch | None, str]:
    """The layout and header row that fit a table best, or nothing and why the nearest does not fit."""
    best: HeaderMatch | None = None
    closest: tuple[int, int, str] = (0, 0, "no known header in its first rows")
    # Of a table with thousands of columns each cell is tidied and folded once, not for every layout.
    tidied = [tuple(map(tidy_text, cells)) for cells in rows]
    folded = [tuple(map(fold_header, headers)) for headers in tidied]
    for layout in layouts:
        titled = layout.titled(title)
        if layout.only_named and not titled:
            continue
        for number, headers in enumerate(tidied):
            filled = sum(1 for header in headers if header)
            known = layout.known(folded[number])
            if not known:
                continue
            fault = _fault_of(layout, headers)
            if fault:
                closest = max(closest, (known, -len(layout.missing(headers)), f"{fault} (layout {layout.name})"))
                continue
            match = HeaderMatch(layout, number, headers, known / filled, titled)
            if best is None or match.strength > best.strength:
                best = match
    best = best or _headerless_match(layouts, rows[0] if rows else ())
    return best, "" if best else closest[2]


def _headerless_match(layouts: Sequence[Layout], first: Sequence[str]) -> HeaderMatch | None:
    """The layout that knows a table by its first row, where no header was found."""
    for layout in layouts:
        if layout.headerless is not None and len(first) == len(layout.columns) and layout.headerless(first):
            headers = tuple(printed[0] for printed in layout.columns.values())
            return HeaderMatch(layout, NO_HEADER, headers, 1.0, 0)
    return None


def _shown(headers: Sequence[str]) -> str:
    """The header to name to a person: a Chinese one before the name of a database's column."""
    return next((header for header in headers if not header.isascii()), headers[0])


def _fault_of(layout: Layout, headers: Sequence[str]) -> str:
    missing = layout.missing(headers)
    if missing:
        return f"the column {', '.join(missing)} is missing"
    contradicting = layout.contradicting(headers)
    return f"the column {', '.join(contradicting)} tells another layout" if contradicting else ""
