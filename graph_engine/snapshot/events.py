"""From event statements to events, matters and subjects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_engine.model import vocabulary
from graph_engine.snapshot.descriptions import attributes_of, best_rows, canonical_json, largest_first
from graph_engine.snapshot.resolution import Resolution
from graph_engine.snapshot.snapshot import JOINED_BY_NAME
from graph_engine.snapshot.tables import Tables, integers, texts
from graph_engine.snapshot.texts import Texts


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


@dataclass(frozen=True, slots=True)
class _Said:
    """What the best statement says of an event, and where it stands."""

    attributes: dict[str, Any]
    document: int
    line: int


def build_events(
    tables: Tables,
    position: NDArray[np.int64],
    resolution: Resolution,
    node_of: NDArray[np.int64],
    document_rank: NDArray[np.int64],
) -> Events:
    """Builds the events, sorted by key, with their subjects; one that names nobody is kept, to be listed as such."""
    said = _said(tables, position, document_rank)
    links = _links(tables, position, resolution, node_of)
    kept = sorted(said, key=tables.key.__getitem__)
    at = {event: index for index, event in enumerate(kept)}
    matters = sorted({said[event].attributes["matter"] for event in kept})
    matter_at = {matter: index for index, matter in enumerate(matters)}
    subjects = sorted((at[event], node, *links[(event, node)]) for event, node in links)
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
    )


def _said(tables: Tables, position: NDArray[np.int64], document_rank: NDArray[np.int64]) -> dict[int, _Said]:
    """By event: the statement with the newest state; of one day, or undated, one that ends the record goes first."""
    statements = tables.statements["risk_event"]
    nodes = position[integers(statements, "node")]
    ranked = document_rank[integers(statements, "document")]
    lines = integers(statements, "line")
    active = np.array([status == "active" for status in texts(statements, "status")], dtype=np.bool_)
    keys = (largest_first(integers(statements, "status_on")), active, ranked)
    rows = best_rows(tables, "risk_event", nodes, keys, lines)
    columns = (column[rows].tolist() for column in (nodes, ranked, lines))
    said = zip(*columns, attributes_of(tables, "risk_event", rows), strict=True)
    return {node: _Said(attributes, document, line) for node, document, line, attributes in said}


def _links(
    tables: Tables, position: NDArray[np.int64], resolution: Resolution, node_of: NDArray[np.int64]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Subjects of events: (event, node) → (role, flags).

    Named twice, a subject keeps its stronger role and the firmer of its joins.
    """
    statements = tables.statements["subject_of"]
    subjects = position[integers(statements, "source")]
    rank = {role: at for at, role in enumerate(vocabulary.SUBJECT_ROLES)}
    rows = zip(
        position[integers(statements, "target")].tolist(),
        node_of[subjects].tolist(),
        texts(statements, "role"),
        np.where(resolution.by_name[subjects], JOINED_BY_NAME, 0).tolist(),
        strict=True,
    )
    links: dict[tuple[int, int], tuple[int, int]] = {}
    for event, node, role, flags in rows:
        link = (rank[role or "principal"], flags)
        links[(event, node)] = min(links.get((event, node), link), link)
    return links
