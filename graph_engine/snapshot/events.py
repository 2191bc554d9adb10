"""From event statements to events, matters and subjects, less what the law withholds today.

A record is one event of one subject in one matter. A record that any source says is repaired, withdrawn or
erased is withheld from every answer, whatever its as-of date, and so is what other sources still say of it
(信用修复管理办法 art. 3: it may no longer be shared or used); only how many are withheld is kept.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_engine.model import schema, vocabulary
from graph_engine.model.columns import MISSING
from graph_engine.model.days import date_of
from graph_engine.snapshot.resolution import Resolution, positions
from graph_engine.snapshot.snapshot import JOINED_BY_NAME
from graph_engine.snapshot.tables import Tables, integers, texts
from graph_engine.snapshot.texts import Texts

Withholds = Callable[[Mapping[str, Any]], bool]
"""Says of an event's attributes whether the law withholds the record today; made from the policy."""

Record = tuple[str, str, str]
"""A record by matter, category and the key of its subject."""


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """The event columns of a `Snapshot`, by their names there."""

    event_key: Texts
    event_matter: NDArray[np.uint32]
    matter_key: Texts
    event_attributes: Texts
    event_document: NDArray[np.uint32]
    event_line: NDArray[np.int32]
    subject_event: NDArray[np.uint32]
    subject_node: NDArray[np.uint32]
    subject_role: NDArray[np.uint8]
    subject_flags: NDArray[np.uint16]
    withheld_node: NDArray[np.uint32]
    withheld_count: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class _Said:
    """What the best statement says of an event, and where it stands."""

    attributes: dict[str, Any]
    document: int
    line: int


def attributes_of(
    tables: Tables, kind: str, rows: NDArray[np.int64], leave_out: frozenset[str] = frozenset()
) -> list[dict[str, Any]]:
    """The own properties of some statements of a node kind, as JSON values; what has no value is left out."""
    statements = tables.statements[kind]
    found: list[dict[str, Any]] = [{} for _ in range(len(rows))]
    for prop in schema.own_properties(kind):
        if prop.name in leave_out:
            continue
        if prop.type in (schema.Type.TEXT, schema.Type.LIST):
            column = texts(statements, prop.name)
            for at, row in enumerate(rows.tolist()):
                text = column[row]
                if text is not None:
                    found[at][prop.name] = json.loads(text) if prop.type is schema.Type.LIST else text
            continue
        numbers = integers(statements, prop.name)[rows].tolist()
        for at, number in enumerate(numbers):
            if number != MISSING:
                found[at][prop.name] = _json_value(prop.type, number)
    return found


def _json_value(type_: schema.Type, number: int) -> Any:
    if type_ is schema.Type.DATE:
        return date_of(number).isoformat()
    if type_ is schema.Type.BOOLEAN:
        return bool(number)
    return number


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no blanks: one value, one text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def withheld_records(tables: Tables, resolution: Resolution, withholds: Withholds) -> set[Record]:
    """Every record that is withheld, under every key by which its subject is stored."""
    position = positions(tables)
    said = _said(tables, position, np.zeros(0, dtype=np.int64))
    hidden = {event for event, what in said.items() if withholds(what.attributes)}
    if not hidden:
        return set()
    keys: dict[int, list[str]] = defaultdict(list)
    for at, root in enumerate(resolution.root.tolist()):
        keys[root].append(tables.key[at])
    records: set[Record] = set()
    for event, subject in _subject_pairs(tables, position):
        if event in hidden:
            what = said[event].attributes
            for key in keys[int(resolution.root[subject])]:
                records.add((what["matter"], what["category"], key))
    return records


def build_events(
    tables: Tables,
    position: NDArray[np.int64],
    resolution: Resolution,
    node_of: NDArray[np.int64],
    document_rank: NDArray[np.int64],
    withheld: set[Record],
) -> Events:
    """Builds the events that may be used today, sorted by key, with their subjects and the count of the rest."""
    said = _said(tables, position, document_rank)
    links, hidden = _links(tables, position, resolution, node_of, said, withheld)
    kept = sorted({event for event, _ in links} | _without_subject(tables, position, said), key=tables.key.__getitem__)
    at = {event: index for index, event in enumerate(kept)}
    matters = sorted({said[event].attributes["matter"] for event in kept})
    matter_at = {matter: index for index, matter in enumerate(matters)}
    subjects = sorted((at[event], node, *links[(event, node)]) for event, node in links)
    counts = sorted(Counter(node for node, _ in hidden).items())
    return Events(
        Texts.of([tables.key[event] for event in kept]),
        np.array([matter_at[said[event].attributes["matter"]] for event in kept], dtype=np.uint32),
        Texts.of(matters),
        Texts.of([canonical_json(said[event].attributes) for event in kept]),
        np.array([said[event].document for event in kept], dtype=np.uint32),
        np.array([said[event].line for event in kept], dtype=np.int32),
        np.array([row[0] for row in subjects], dtype=np.uint32),
        np.array([row[1] for row in subjects], dtype=np.uint32),
        np.array([row[2] for row in subjects], dtype=np.uint8),
        np.array([row[3] for row in subjects], dtype=np.uint16),
        np.array([node for node, _ in counts], dtype=np.uint32),
        np.array([count for _, count in counts], dtype=np.uint32),
    )


def _said(tables: Tables, position: NDArray[np.int64], document_rank: NDArray[np.int64]) -> dict[int, _Said]:
    """By event: the statement with the newest state; then the order of documents and lines."""
    statements = tables.statements["risk_event"]
    nodes = position[integers(statements, "node")]
    documents = integers(statements, "document")
    ranked = document_rank[documents] if len(document_rank) else documents
    lines = integers(statements, "line")
    state_on = integers(statements, "status_on").astype(np.float64)
    order = np.lexsort((lines, ranked, -state_on, nodes))
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = nodes[order][1:] != nodes[order][:-1]
    rows = order[first]
    attributes = attributes_of(tables, "risk_event", rows)
    return {int(nodes[row]): _Said(attributes[at], int(ranked[row]), int(lines[row])) for at, row in enumerate(rows)}


def _subject_pairs(tables: Tables, position: NDArray[np.int64]) -> list[tuple[int, int]]:
    statements = tables.statements["subject_of"]
    sources = position[integers(statements, "source")].tolist()
    targets = position[integers(statements, "target")].tolist()
    return list(zip(targets, sources, strict=True))


def _links(
    tables: Tables,
    position: NDArray[np.int64],
    resolution: Resolution,
    node_of: NDArray[np.int64],
    said: Mapping[int, _Said],
    withheld: set[Record],
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, Record]]]:
    """Subjects of events: (event, node) → (role, flags); and the withheld records by node.

    Named twice, a subject keeps its stronger role and the firmer of its joins.
    """
    roles = texts(tables.statements["subject_of"], "role")
    links: dict[tuple[int, int], tuple[int, int]] = {}
    hidden: set[tuple[int, Record]] = set()
    for (event, subject), role in zip(_subject_pairs(tables, position), roles, strict=True):
        what = said[event].attributes
        node = int(node_of[subject])
        stored, root = tables.key[subject], tables.key[int(resolution.root[subject])]
        if any((what["matter"], what["category"], key) in withheld for key in (stored, root)):
            hidden.add((node, (what["matter"], what["category"], root)))
            continue
        flags = JOINED_BY_NAME if resolution.by_name[subject] else 0
        link = (vocabulary.SUBJECT_ROLES.index(role or "principal"), flags)
        links[(event, node)] = min(links.get((event, node), link), link)
    return links, hidden


def _without_subject(tables: Tables, position: NDArray[np.int64], said: Mapping[int, _Said]) -> set[int]:
    """Events whose subject no source names: kept, so that they can be listed as such."""
    return set(said) - {event for event, _ in _subject_pairs(tables, position)}
