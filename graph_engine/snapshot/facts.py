"""From statements to facts: what several rows and sources say of one relation becomes one fact.

Two registers that state one holding are one fact with two provenances. Where they disagree on the ratio both
stand: the newest registered gives the point value, all of them the interval, and the fact is flagged.
Cost: O(r log r) for r statements, all in numpy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_engine.model import schema
from graph_engine.model.columns import MISSING
from graph_engine.model.ratios import PPB
from graph_engine.snapshot.descriptions import largest_first
from graph_engine.snapshot.snapshot import (
    BAND,
    CONFLICT,
    END_DISPUTED,
    FACT_KINDS,
    JOINED_BY_NAME,
    NO_DAY,
    UNDATED,
    UNKNOWN_RATIO,
)
from graph_engine.snapshot.tables import Tables, integers, texts
from graph_engine.snapshot.texts import Texts

_TAKES_PART = FACT_KINDS.index("takes_part_in")
"""A list of parties is not dated row by row; its date is the project's."""

_HIGHEST = int(np.iinfo(np.int64).max)


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """The fact columns of a `Snapshot`, by their names there without the prefix."""

    role_name: Texts
    kind: NDArray[np.uint8]
    source: NDArray[np.uint32]
    target: NDArray[np.uint32]
    role: NDArray[np.uint16]
    point: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    amount: NDArray[np.int64]
    currency: NDArray[np.uint16]
    valid_from: NDArray[np.int32]
    valid_to: NDArray[np.int32]
    flags: NDArray[np.uint16]
    place_start: NDArray[np.int64]
    place_document: NDArray[np.uint32]
    place_line: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """All relation statements in one table; one entry a statement."""

    kind: NDArray[np.int64]
    source: NDArray[np.int64]
    target: NDArray[np.int64]
    role: NDArray[np.int64]
    point: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    amount: NDArray[np.int64]
    currency: NDArray[np.int64]
    valid_from: NDArray[np.int64]
    valid_to: NDArray[np.int64]
    document: NDArray[np.int64]
    line: NDArray[np.int64]
    by_name: NDArray[np.bool_]

    def take(self, rows: NDArray[np.int64]) -> _Rows:
        return _Rows(*(getattr(self, name)[rows] for name in self.__slots__))


def build_facts(
    tables: Tables,
    position: NDArray[np.int64],
    node_of: NDArray[np.int64],
    by_name: NDArray[np.bool_],
    document_rank: NDArray[np.int64],
    document_source: NDArray[np.int64],
    as_of: int,
) -> Facts:
    """Builds the facts that hold on day `as_of`.

    `position` leads store ids to positions in `tables`, `node_of` positions to snapshot nodes, `by_name` marks
    positions joined by name, `document_rank` leads store document ids to sorted documents and
    `document_source` those to their source.
    """
    words = _words(tables)
    rows = _gather(tables, position, node_of, by_name, document_rank, {word: at for at, word in enumerate(words)})
    started = (rows.valid_from == MISSING) | (rows.valid_from <= as_of)
    ended = (rows.valid_to != MISSING) & (rows.valid_to <= as_of)
    live = rows.take(np.flatnonzero(started & ~ended))
    # What is said of one single day is an observation: it tells of no end.
    observed = rows.valid_to == rows.valid_from + 1
    gone = rows.take(np.flatnonzero(started & ended & ~observed))
    live = live.take(_order(live))
    starts = _group_starts(live)
    chosen = live.take(_newest(live, starts))
    begin = _beginnings(live, starts, chosen)
    low, high, flags = _ratio_interval(live, starts)
    flags |= np.where((begin == MISSING) & (chosen.kind != _TAKES_PART), UNDATED, 0)
    if len(starts):
        flags |= np.where(np.logical_and.reduceat(live.by_name, starts), JOINED_BY_NAME, 0)
    flags |= _disputed_ends(live, starts, gone, document_source)
    return Facts(
        Texts.of(words),
        chosen.kind.astype(np.uint8),
        chosen.source.astype(np.uint32),
        chosen.target.astype(np.uint32),
        chosen.role.astype(np.uint16),
        _points(chosen, flags),
        low,
        high,
        np.where(chosen.amount == MISSING, -1, chosen.amount),
        chosen.currency.astype(np.uint16),
        _days(begin),
        _days(chosen.valid_to),
        flags.astype(np.uint16),
        *_places(live, starts),
    )


def _places(rows: _Rows, starts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.int32]]:
    """Where each fact's places begin, and their documents and lines; a row counts once, however often it speaks."""
    group = _group_of(starts, len(rows.kind))
    fresh = np.ones(len(rows.kind), dtype=np.bool_)
    for column in (group, rows.document, rows.line):
        fresh[1:] &= column[1:] == column[:-1]
    fresh[1:] = ~fresh[1:]
    kept = np.flatnonzero(fresh)
    places = np.searchsorted(kept, np.append(starts, len(rows.kind)))
    return places.astype(np.int64), rows.document[kept].astype(np.uint32), rows.line[kept].astype(np.int32)


def _words(tables: Tables) -> list[str]:
    """Every role and currency in use, sorted; the empty word comes first."""
    words = {""}
    for kind in FACT_KINDS:
        statements = tables.statements[kind]
        words.update(word for word in texts(statements, "role") if word)
        if "currency" in statements:
            words.update(word for word in texts(statements, "currency") if word)
    return sorted(words)


def _gather(
    tables: Tables,
    position: NDArray[np.int64],
    node_of: NDArray[np.int64],
    by_name: NDArray[np.bool_],
    document_rank: NDArray[np.int64],
    code: dict[str, int],
) -> _Rows:
    parts: list[_Rows] = []
    for at, kind in enumerate(FACT_KINDS):
        statements = tables.statements[kind]
        source = position[integers(statements, "source")]
        target = position[integers(statements, "target")]
        count = len(source)
        own = {prop.name for prop in schema.own_properties(kind)}

        def column(name: str, own: set[str] = own, kind: str = kind, count: int = count) -> NDArray[np.int64]:
            if name not in own:
                return np.full(count, MISSING, dtype=np.int64)
            return integers(tables.statements[kind], name)

        def coded(name: str, own: set[str] = own, kind: str = kind, count: int = count) -> NDArray[np.int64]:
            if name not in own:
                return np.zeros(count, dtype=np.int64)
            found = texts(tables.statements[kind], name)
            return np.fromiter((code[word or ""] for word in found), dtype=np.int64, count=count)

        parts.append(
            _Rows(
                np.full(count, at, dtype=np.int64),
                node_of[source],
                node_of[target],
                coded("role"),
                column("ratio_ppb"),
                column("ratio_low_ppb"),
                column("ratio_high_ppb"),
                column("amount"),
                coded("currency"),
                integers(statements, "valid_from"),
                integers(statements, "valid_to"),
                document_rank[integers(statements, "document")],
                integers(statements, "line"),
                by_name[source] | by_name[target],
            )
        )
    return _Rows(*(np.concatenate([getattr(part, name) for part in parts]) for name in _Rows.__slots__))


def _order(rows: _Rows) -> NDArray[np.int64]:
    """The order by kind, source, target, role, document and line; in few passes, since sorting costs by the pass."""
    place = (rows.document << 32) + rows.line
    ends = (rows.source << 32) + rows.target
    return np.lexsort((place, rows.role.astype(np.uint16), ends, rows.kind.astype(np.uint8))).astype(np.int64)


def _key(rows: _Rows) -> tuple[NDArray[np.int64], ...]:
    return rows.kind, rows.source, rows.target, rows.role


def _group_starts(rows: _Rows) -> NDArray[np.int64]:
    """Where each fact begins in sorted rows."""
    if not len(rows.kind):
        return np.zeros(0, dtype=np.int64)
    changed = np.zeros(len(rows.kind), dtype=np.bool_)
    changed[0] = True
    for column in _key(rows):
        changed[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(changed)


def _group_of(starts: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    group = np.zeros(count, dtype=np.int64)
    group[starts[1:]] = 1
    return np.cumsum(group)


def _has_ratio(rows: _Rows) -> NDArray[np.bool_]:
    known: NDArray[np.bool_] = (rows.point != MISSING) | (rows.low != MISSING) | (rows.high != MISSING)
    return known


def _newest(rows: _Rows, starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The row that speaks for each fact: one with a ratio first, then the newest registered, then by what rows say,
    a ratio before a band and the larger share first, so that the order of rows and files plays no part."""
    sizes = np.diff(np.append(starts, len(rows.kind)))
    rivals = np.flatnonzero(np.repeat(sizes > 1, sizes))
    group = _group_of(starts, len(rows.kind))[rivals]
    said = rows.take(rivals)
    ratio = (largest_first(said.high), largest_first(said.low), largest_first(said.point))
    content = (said.valid_to, said.currency, said.amount, *ratio)
    newest = largest_first(said.valid_from)
    order = np.lexsort((said.line, said.document, *content, newest, ~_has_ratio(said), group))
    chosen = starts.copy()
    first = np.flatnonzero(np.diff(group, prepend=-1))
    chosen[group[first]] = rivals[order[first]]
    return chosen


def _beginnings(rows: _Rows, starts: NDArray[np.int64], chosen: _Rows) -> NDArray[np.int64]:
    """When each fact began: as the row says that speaks for it, else as the newest other says."""
    if not len(starts):
        return chosen.valid_from
    newest = np.maximum.reduceat(rows.valid_from, starts)
    return np.where(chosen.valid_from == MISSING, newest, chosen.valid_from)


def _ratio_interval(
    rows: _Rows, starts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """(low, high, flags) a fact: [min, max] over what its sources state, where they disagree.

    A source that gives a band around what another states more closely does not disagree with it.
    """
    flags = np.zeros(len(starts), dtype=np.int64)
    if not len(starts):
        return flags.copy(), flags.copy(), flags
    known = _has_ratio(rows)
    low, high = _ends(rows)
    lowest = np.minimum.reduceat(np.where(known, low, _HIGHEST), starts)
    highest = np.maximum.reduceat(np.where(known, high, UNKNOWN_RATIO), starts)
    other_low = np.maximum.reduceat(np.where(known, low, UNKNOWN_RATIO), starts)
    other_high = np.minimum.reduceat(np.where(known, high, _HIGHEST), starts)
    any_known = np.logical_or.reduceat(known, starts)
    group = _group_of(starts, len(rows.kind))
    closest = known & (low == other_low[group]) & (high == other_high[group])
    agreed = np.logical_or.reduceat(closest, starts)
    lowest, highest = np.where(agreed, other_low, lowest), np.where(agreed, other_high, highest)
    flags |= np.where(any_known & ~agreed, CONFLICT, 0)
    exact = np.logical_or.reduceat(closest & (rows.point != MISSING), starts)
    banded = np.logical_or.reduceat(known & (rows.point == MISSING), starts)
    flags |= np.where(banded & ~exact, BAND, 0)
    unknown = np.int64(UNKNOWN_RATIO)
    return np.where(any_known, lowest, unknown), np.where(any_known, highest, unknown), flags


def _ends(rows: _Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The interval that each row states; an end that is not given is the ratio, or the end of what can be."""
    low = np.where(rows.low != MISSING, rows.low, np.where(rows.point != MISSING, rows.point, 0))
    high = np.where(rows.high != MISSING, rows.high, np.where(rows.point != MISSING, rows.point, PPB))
    return low, high


def _points(chosen: _Rows, flags: NDArray[np.int64]) -> NDArray[np.int64]:
    """The ratio that the newest source states; of a band that others contradict its own middle, not that of all."""
    low, high = _ends(chosen)
    contradicted = ((flags & CONFLICT) > 0) & _has_ratio(chosen)
    stated = np.where(chosen.point == MISSING, np.where(contradicted, (low + high) // 2, UNKNOWN_RATIO), chosen.point)
    return stated.astype(np.int64)


def _disputed_ends(
    live: _Rows, starts: NDArray[np.int64], gone: _Rows, document_source: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Flags facts that one source still states while another says that they have ended since they began."""
    flags = np.zeros(len(starts), dtype=np.int64)
    if not len(starts) or not len(gone.kind):
        return flags
    ended: dict[tuple[int, ...], dict[int, int]] = {}
    keys = zip(*(column.tolist() for column in _key(gone)), strict=True)
    said = zip(keys, document_source[gone.document].tolist(), gone.valid_to.tolist(), strict=True)
    for key, source, end in said:
        last = ended.setdefault(key, {})
        last[source] = max(end, last.get(source, end))
    ends = np.append(starts, len(live.kind))
    heads = zip(*(column[starts].tolist() for column in _key(live)), strict=True)
    for at, key in enumerate(heads):
        if key in ended:
            rows = slice(int(ends[at]), int(ends[at + 1]))
            stating = set(document_source[live.document[rows]].tolist())
            begin = int(live.valid_from[rows].min())
            if any(end > begin for source, end in ended[key].items() if source not in stating):
                flags[at] = END_DISPUTED
    return flags


def _days(column: NDArray[np.int64]) -> NDArray[np.int32]:
    return np.where(column == MISSING, NO_DAY, column).astype(np.int32)
