"""The snapshot (快照): one immutable picture of the graph, as arrays.

It stands for the graph as of a date, as known at a load, without what the law withholds on the day of asking.
Nodes are sorted by kind, then public id; facts by kind, source, target and role; so the same data give the
same arrays, whatever store they came from and in whatever order they were loaded. The id is a hash of the
content and nothing else: load numbers and wall times stay outside.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_engine.errors import NotFoundError
from graph_engine.model import schema
from graph_engine.model.documents import SourceDocument
from graph_engine.snapshot.texts import Texts

NODE_KINDS: tuple[str, ...] = ("enterprise", "person", "project", "contact")
"""Kinds of node in a snapshot, in sort order; `node_kind` holds the position. Events have arrays of their own."""

FACT_KINDS: tuple[str, ...] = tuple(
    kind for kind in schema.RELATION_KINDS if kind not in ("subject_of", "possibly_same_as")
)
"""Kinds of fact, in sort order; `fact_kind` holds the position."""

NO_DAY = int(np.iinfo(np.int32).min)
"""Stands for "undated" and "still" in day columns."""

UNKNOWN_RATIO = -1
"""Stands for "no ratio known" in ratio columns (parts per billion)."""

# node flags
UNITED_BY_NAME = 1
"""A local person who holds several posts: only the name says that it is one person."""
INNER_CHECK_FAILED = 2
CODE_REFUSED = 4
MENTION_ONLY = 8
"""No source describes this party; it is only named by others."""

# fact and subject flags
JOINED_BY_NAME = 1
"""An end of the fact was found by name alone."""
CONFLICT = 2
"""Sources disagree on the ratio."""
BAND = 4
"""The source gives a band, not a ratio."""
UNDATED = 8
"""No source dates the beginning."""
END_DISPUTED = 16
"""One source says that the fact has ended, another still states it."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a statement stands: document, sheet and row."""

    document: SourceDocument
    line: int


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Arrays of one picture of the graph; n nodes, f facts, e events, s subjects, d documents."""

    as_of: date
    node_kind: NDArray[np.uint8]
    """(n) position in NODE_KINDS."""
    public_id: Texts
    name: Texts
    attributes: Texts
    """Canonical JSON of the best description of each node."""
    node_flags: NDArray[np.uint16]
    legal_person: NDArray[np.uint32]
    """(n) the node that answers for this one: the head office of a branch, else itself."""
    redirect_key: Texts
    """Sorted: every other key under which a node is known."""
    redirect_node: NDArray[np.uint32]
    node_source_start: NDArray[np.int64]
    node_source: NDArray[np.uint16]
    """Positions in `coverage` of the sources that know a node."""

    role_name: Texts
    fact_kind: NDArray[np.uint8]
    fact_source: NDArray[np.uint32]
    fact_target: NDArray[np.uint32]
    fact_role: NDArray[np.uint16]
    """Position in `role_name`."""
    fact_point: NDArray[np.int64]
    """(f) ratio in parts per billion as the newest source states it, or UNKNOWN_RATIO."""
    fact_low: NDArray[np.int64]
    fact_high: NDArray[np.int64]
    fact_amount: NDArray[np.int64]
    """Hundredths of the currency unit, or -1."""
    fact_currency: NDArray[np.uint16]
    """Position in `role_name`, which also holds the currency codes."""
    fact_from: NDArray[np.int32]
    fact_to: NDArray[np.int32]
    fact_flags: NDArray[np.uint16]
    fact_place_start: NDArray[np.int64]
    """(f + 1) where each fact's provenance begins in `place_document` and `place_line`."""
    place_document: NDArray[np.uint32]
    place_line: NDArray[np.int32]

    event_key: Texts
    event_matter: NDArray[np.uint32]
    """Position in `matter_key`."""
    matter_key: Texts
    event_attributes: Texts
    """Canonical JSON of what the source says of each event."""
    event_document: NDArray[np.uint32]
    event_line: NDArray[np.int32]
    subject_event: NDArray[np.uint32]
    subject_node: NDArray[np.uint32]
    subject_role: NDArray[np.uint8]
    """Position in vocabulary.SUBJECT_ROLES."""
    subject_flags: NDArray[np.uint16]
    withheld_node: NDArray[np.uint32]
    """Sorted nodes of which records are withheld today, with their count in `withheld_count`."""
    withheld_count: NDArray[np.uint32]

    document: Texts
    """Canonical JSON of each document, sorted by key."""
    coverage: Texts
    """Canonical JSON of each source: what it covers and until when; sorted by source."""
    doubts: Texts
    """Canonical JSON of each identity doubt."""
    refused_node: NDArray[np.uint32]
    """Sorted nodes that open quarantined rows are about, with their count in `refused_count`."""
    refused_count: NDArray[np.uint32]

    @cached_property
    def id(self) -> str:
        """Content hash: SHA-256 over every array's name, type, shape and bytes."""
        digest = hashlib.sha256(f"graph-engine snapshot 1\n{self.as_of.isoformat()}\n".encode())
        for name, array in self.arrays():
            digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()

    def arrays(self) -> Iterator[tuple[str, NDArray[Any]]]:
        """Every array with its name, in declared order; a text column is two arrays."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Texts):
                yield f"{field.name}.data", value.data
                yield f"{field.name}.offsets", value.offsets
            elif isinstance(value, np.ndarray):
                yield field.name, value

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.node_kind)

    @cached_property
    def kind_start(self) -> NDArray[np.int64]:
        """Where each kind's nodes begin, and the end."""
        return np.searchsorted(self.node_kind, np.arange(len(NODE_KINDS) + 1)).astype(np.int64)

    def nodes_of(self, kind: str) -> range:
        """The nodes of one kind."""
        at = NODE_KINDS.index(kind)
        return range(int(self.kind_start[at]), int(self.kind_start[at + 1]))

    # ------------------------------------------------------------------ looking up

    def find(self, key: str) -> int | None:
        """The node with this public id or other key, or `None`."""
        for kind in NODE_KINDS:
            nodes = self.nodes_of(kind)
            low, high = nodes.start, nodes.stop
            while low < high:
                middle = (low + high) // 2
                if self.public_id[middle] < key:
                    low = middle + 1
                else:
                    high = middle
            if low < nodes.stop and self.public_id[low] == key:
                return low
        at = self.redirect_key.find(key)
        return None if at is None else int(self.redirect_node[at])

    def node(self, key: str) -> int:
        """The node with this public id or other key.

        Raises:
            NotFoundError: no source knows it.
        """
        found = self.find(key)
        if found is None:
            raise NotFoundError("party, project or contact", key)
        return found

    def node_attributes(self, node: int) -> dict[str, Any]:
        """What the best source says of a node, under the names of `schema.py`; dates as ISO text."""
        found: dict[str, Any] = json.loads(self.attributes[node])
        return found

    def event(self, event: int) -> dict[str, Any]:
        """What the source says of an event, under the names of `schema.py`; dates as ISO text."""
        found: dict[str, Any] = json.loads(self.event_attributes[event])
        return found

    @cached_property
    def _document_records(self) -> list[SourceDocument]:
        return [_document(json.loads(text)) for text in self.document]

    def fact_provenance(self, fact: int) -> list[Provenance]:
        """Where a fact stands: every statement that it rests on."""
        start, end = int(self.fact_place_start[fact]), int(self.fact_place_start[fact + 1])
        return [
            Provenance(self._document_records[int(self.place_document[at])], int(self.place_line[at]))
            for at in range(start, end)
        ]

    def event_provenance(self, event: int) -> Provenance:
        """Where an event stands."""
        return Provenance(self._document_records[int(self.event_document[event])], int(self.event_line[event]))

    def sources_of(self, node: int) -> list[dict[str, Any]]:
        """The sources that know a node, with what they cover and until when."""
        start, end = int(self.node_source_start[node]), int(self.node_source_start[node + 1])
        return [json.loads(self.coverage[int(at)]) for at in self.node_source[start:end]]

    def _count(self, nodes: NDArray[np.uint32], counts: NDArray[np.uint32], node: int) -> int:
        at = int(np.searchsorted(nodes, node))
        return int(counts[at]) if at < len(nodes) and int(nodes[at]) == node else 0

    def withheld(self, node: int) -> int:
        """How many records about a node the law withholds today."""
        return self._count(self.withheld_node, self.withheld_count, node)

    def refused(self, node: int) -> int:
        """How many open quarantined rows are about a node."""
        return self._count(self.refused_node, self.refused_count, node)


def _document(values: dict[str, Any]) -> SourceDocument:
    until = values.pop("covered_until")
    covers = tuple(values.pop("covers"))
    return SourceDocument(**values, covers=covers, covered_until=None if until is None else date.fromisoformat(until))
