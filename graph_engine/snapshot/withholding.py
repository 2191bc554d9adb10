"""What the law withholds today (不予使用), taken out before anything else is made of the data.

A record is one event of one subject in one matter. A record that any source says is repaired, withdrawn or
erased is withheld from every answer, whatever its as-of date, and so is what other sources still say of it
(信用修复管理办法 art. 3: it may no longer be shared or used). What is known only from its row goes with it: a party
that nothing else names is not there, so no name, key or identity doubt tells of the record. How many records are
withheld of a party is all that stays.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_engine.model import schema
from graph_engine.model.columns import MISSING, Column
from graph_engine.snapshot.descriptions import attributes_of
from graph_engine.snapshot.resolution import Resolution, positions
from graph_engine.snapshot.tables import Tables, integers, subject_pairs, texts

Withholds = Callable[[Mapping[str, Any]], bool]
"""Says of an event's attributes whether the law withholds the record today; made from the policy."""

Record = tuple[str, str, str]
"""A record by matter, category and a key of its subject; no key where no source names a subject."""

_NOBODY = ""
_MENTIONS = ("enterprise", "person", "project")


@dataclass(frozen=True, slots=True, eq=False)
class Usable:
    """Tables without what is withheld, and whom it concerned: (position of the subject, matter, category)."""

    tables: Tables
    concerned: frozenset[tuple[int, str, str]]

    def counts(self, node_of: NDArray[np.int64]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """(nodes, number of withheld records) for the parties that are still there."""
        records = {(int(node_of[at]), matter, category) for at, matter, category in self.concerned}
        counted = sorted(Counter(node for node, _, _ in records if node >= 0).items())
        return (
            np.array([node for node, _ in counted], dtype=np.uint32),
            np.array([count for _, count in counted], dtype=np.uint32),
        )


def withheld_records(tables: Tables, resolution: Resolution, withholds: Withholds) -> set[Record]:
    """Every record of which any statement says that it is withheld, under every key by which its subject is stored;
    under no key where no source names a subject."""
    position = positions(tables)
    nodes = position[integers(tables.statements["risk_event"], "node")].tolist()
    said = attributes_of(tables, "risk_event", np.arange(len(nodes)))
    hidden: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for event, what in zip(nodes, said, strict=True):
        if withholds(what):
            hidden[event].add((what["matter"], what["category"]))
    if not hidden:
        return set()
    root = resolution.root
    named = [(event, int(root[subject])) for event, subject in subject_pairs(tables, position) if event in hidden]
    keys: dict[int, list[str]] = defaultdict(list)
    for at in np.flatnonzero(np.isin(root, [subject for _, subject in named])).tolist():
        keys[int(root[at])].append(tables.key[at])
    subjects: dict[int, list[str]] = defaultdict(list)
    for event, subject in named:
        subjects[event] += keys[subject]
    return {
        (matter, category, key)
        for event, records in hidden.items()
        for matter, category in records
        for key in subjects.get(event, [_NOBODY])
    }


def usable(tables: Tables, resolution: Resolution, withheld: set[Record]) -> Usable:
    """Takes out what is withheld: the records, their events, and what only their rows say of anybody.

    Later decisions go too, when they have done their work (`outcomes`): who appears in a list of repairs had a record.
    """
    if not withheld and not len(integers(tables.statements[schema.OUTCOME], "node")):
        return Usable(tables, frozenset())
    position = positions(tables)
    events = tables.statements["risk_event"]
    nodes = position[integers(events, "node")].tolist()
    records: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for event, matter, category in zip(nodes, texts(events, "matter"), texts(events, "category"), strict=True):
        records[event].add((matter or "", category or ""))
    suspect = {(matter, category) for matter, category, _ in withheld}
    pairs = subject_pairs(tables, position)
    concerned: set[tuple[int, str, str]] = set()
    kept = np.ones(len(pairs), dtype=np.bool_)
    live: set[int] = set()
    for row, (event, subject) in enumerate(pairs):
        keys = (tables.key[subject], tables.key[int(resolution.root[subject])])
        hidden = [(m, c) for m, c in records[event] & suspect if any((m, c, key) in withheld for key in keys)]
        if hidden:
            kept[row] = False
            concerned.update((subject, matter, category) for matter, category in hidden)
        else:
            live.add(event)
    named = {event for event, _ in pairs}
    gone = {
        event
        for event, own in records.items()
        if event not in live and (event in named or any((m, c, _NOBODY) in withheld for m, c in own))
    }
    keep = {
        "subject_of": kept,
        "risk_event": np.array([node not in gone for node in nodes], dtype=np.bool_),
        schema.OUTCOME: np.zeros(len(integers(tables.statements[schema.OUTCOME], "node")), dtype=np.bool_),
    }
    return Usable(_without(tables, position, keep), frozenset(concerned))


def _without(tables: Tables, position: NDArray[np.int64], keep: dict[str, NDArray[np.bool_]]) -> Tables:
    """The tables without some events and subjects, and without what the same rows say only beside them."""
    places = np.concatenate([_places(tables.statements[kind])[~kept] for kind, kept in keep.items()])
    for kind in schema.RELATION_KINDS:
        if kind not in keep:
            statements = tables.statements[kind]
            # What a row observes on one day beside its event, such as who led the party then.
            observed = integers(statements, "valid_to") == integers(statements, "valid_from") + 1
            observed &= integers(statements, "valid_from") != MISSING
            keep[kind] = ~(observed & _at(statements, places))
    needed = _spoken_of(tables, position, keep) & ~_named_elsewhere(tables, position, places)
    for kind in (*_MENTIONS, schema.ALIAS):
        statements = tables.statements[kind]
        bare = np.ones(len(integers(statements, "node")), dtype=np.bool_)
        if kind != schema.ALIAS:
            bare = integers(statements, "mention") == 1
        keep[kind] = ~(bare & _at(statements, places) & ~needed[position[integers(statements, "node")]])
    filtered = {
        kind: _filtered(statements, keep[kind]) if kind in keep and not keep[kind].all() else statements
        for kind, statements in tables.statements.items()
    }
    return replace(tables, statements=filtered)


def _spoken_of(tables: Tables, position: NDArray[np.int64], keep: Mapping[str, NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """Nodes of which a kept relation or a description speaks (bool[n])."""
    spoken = np.zeros(len(tables.key), dtype=np.bool_)
    for kind in schema.RELATION_KINDS:
        for end in ("source", "target"):
            spoken[position[integers(tables.statements[kind], end)[keep[kind]]]] = True
    for kind in _MENTIONS:
        statements = tables.statements[kind]
        spoken[position[integers(statements, "node")[integers(statements, "mention") != 1]]] = True
    return spoken


def _named_elsewhere(tables: Tables, position: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Nodes that another row names (bool[n]): nobody needs the name that stands beside what is withheld."""
    named = np.zeros(len(tables.key), dtype=np.bool_)
    for kind in _MENTIONS:
        statements = tables.statements[kind]
        named[position[integers(statements, "node")[~_at(statements, places)]]] = True
    return named


def _places(statements: Mapping[str, Column]) -> NDArray[np.int64]:
    """Document and line of each statement as one number."""
    return (integers(statements, "document") << 32) + integers(statements, "line")


def _at(statements: Mapping[str, Column], places: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.isin(_places(statements), places)


def _filtered(statements: Mapping[str, Column], keep: NDArray[np.bool_]) -> dict[str, Column]:
    rows = np.flatnonzero(keep).tolist()
    return {
        name: [column[row] for row in rows] if isinstance(column, list) else column[keep]
        for name, column in statements.items()
    }
