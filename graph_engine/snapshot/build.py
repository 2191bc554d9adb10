"""Builds a snapshot from the tables of one load."""

from __future__ import annotations

import gc
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_engine.model import schema
from graph_engine.model.columns import MISSING
from graph_engine.model.days import EPOCH
from graph_engine.model.documents import SourceDocument
from graph_engine.snapshot.descriptions import attributes_of, best_rows, canonical_json, largest_first
from graph_engine.snapshot.events import build_events
from graph_engine.snapshot.facts import Facts, build_facts
from graph_engine.snapshot.outcomes import decisions_of, settle
from graph_engine.snapshot.resolution import Doubt, mentioned, positions, resolve, resolves_alike
from graph_engine.snapshot.snapshot import (
    CODE_REFUSED,
    FACT_KINDS,
    INNER_CHECK_FAILED,
    MENTION_ONLY,
    NODE_KINDS,
    UNITED_BY_NAME,
    Snapshot,
)
from graph_engine.snapshot.tables import Tables, integers, texts
from graph_engine.snapshot.texts import Texts
from graph_engine.snapshot.withholding import Record, Withholds, usable, withheld_records

HEADS_DISAGREE = "branch_of_several"


def build_snapshot(tables: Tables, as_of: date, withholds: Withholds, latest: Tables | None = None) -> Snapshot:
    """Builds the picture as of a date from what one load knew.

    `withholds` says which records may not be used today. `latest` are the tables of the last load where
    `tables` are of an earlier one: a record that has been repaired since is withheld from the replay too.
    """
    with _collector_at_rest():
        return _Builder(tables, as_of, withholds, latest).build()


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keeps Python's collector of circles from walking, over and over, millions of rows that hold none.

    A fifth of the time of a build, and more in a larger one. What is let go is freed as ever, by its count.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


class _Builder:
    def __init__(self, tables: Tables, as_of: date, withholds: Withholds, latest: Tables | None) -> None:
        self.as_of = as_of
        self.day = (as_of - EPOCH).days
        self.position = positions(tables)
        self.resolution = resolve(tables)
        settled, self.unmatched = settle(tables, self.resolution, decisions_of(tables, self.resolution))
        withheld = withheld_records(settled, self.resolution, withholds)
        if latest is not None:
            withheld |= self._withheld_since(tables, latest, withholds)
        self.usable = usable(settled, self.resolution, withheld)
        self.tables = self.usable.tables
        if self.tables is not settled and not resolves_alike(tables, self.tables):
            # Without the withheld rows fewer names are known, so names may join otherwise.
            self.resolution = resolve(self.tables)
        self.documents = sorted(tables.documents.items(), key=lambda item: item[1].key)
        self.document_rank = _ranks([store_id for store_id, _ in self.documents])
        self.sources = sorted({document.source for _, document in self.documents})
        self.document_source = np.array(
            [self.sources.index(document.source) for _, document in self.documents], dtype=np.int64
        )
        self.roots, self.node_of = self._number_nodes()

    def _withheld_since(self, tables: Tables, latest: Tables, withholds: Withholds) -> set[Record]:
        """What the last load knows to be withheld, records included that their own source no longer tells of."""
        resolution = resolve(latest)
        decisions = decisions_of(latest, resolution)
        settled, _ = settle(latest, resolution, decisions)
        replayed, _ = settle(tables, self.resolution, decisions)
        return withheld_records(settled, resolution, withholds) | withheld_records(replayed, self.resolution, withholds)

    # ------------------------------------------------------------------ nodes

    def _number_nodes(self) -> tuple[list[int], NDArray[np.int64]]:
        """(positions of the roots in snapshot order, snapshot node of each position or -1)."""
        seen = mentioned(self.tables, self.position)
        root = self.resolution.root
        is_root = np.zeros(len(root), dtype=np.bool_)
        is_root[root[seen]] = True
        kinds, keys = self.tables.kind, self.tables.key
        order = {kind: at for at, kind in enumerate(NODE_KINDS)}
        roots = [at for at in np.flatnonzero(is_root).tolist() if kinds[at] in order]
        roots.sort(key=lambda at: (order[kinds[at]], keys[at]))
        node_of = np.full(len(root), -1, dtype=np.int64)
        node_of[roots] = np.arange(len(roots))
        return roots, np.where(is_root[root], node_of[root], -1)

    def _redirects(self) -> tuple[Texts, NDArray[np.uint32]]:
        keys = self.tables.key
        moved = np.flatnonzero(self.resolution.root != np.arange(len(keys)))
        found = {keys[at]: node for at, node in zip(moved.tolist(), self.node_of[moved].tolist(), strict=True)}
        others = self.resolution.redirects
        places = np.fromiter(others.values(), dtype=np.int64, count=len(others))
        found.update(zip(others, self.node_of[places].tolist(), strict=True))
        kept = sorted((key, node) for key, node in found.items() if node >= 0)
        return Texts.of([key for key, _ in kept]), np.array([node for _, node in kept], dtype=np.uint32)

    def _describe(self) -> tuple[list[str], list[str], NDArray[np.uint16]]:
        """(name, attributes, flags) of each node, from the statement that describes it best."""
        names = [""] * len(self.roots)
        attributes = ["{}"] * len(self.roots)
        flags = np.zeros(len(self.roots), dtype=np.uint16)
        for kind in NODE_KINDS:
            statements = self.tables.statements[kind]
            at = self.position[integers(statements, "node")]
            nodes = self.node_of[at]
            mention = integers(statements, "mention") == 1
            rows = self._best_rows(kind, nodes, mention, self.resolution.by_name[at])
            found = texts(statements, "name")
            described = attributes_of(self.tables, kind, rows, frozenset({"name", "mention"}))
            for node, row, own in zip(nodes[rows].tolist(), rows.tolist(), described, strict=True):
                names[node] = found[row] or ""
                if own:
                    attributes[node] = canonical_json(own)
            flags[nodes[rows[mention[rows]]]] |= MENTION_ONLY
            if kind == "enterprise":
                flags[nodes[integers(statements, "inner_check_failed") == 1]] |= INNER_CHECK_FAILED
                refused = np.array([code is not None for code in texts(statements, "refused_code")], dtype=np.bool_)
                flags[nodes[refused]] |= CODE_REFUSED
        flags[self.node_of[self.resolution.united]] |= UNITED_BY_NAME
        return names, attributes, flags

    def _best_rows(
        self,
        kind: str,
        nodes: NDArray[np.int64],
        mention: NDArray[np.bool_],
        by_name: NDArray[np.bool_],
    ) -> NDArray[np.int64]:
        """One row a node: joined by key before by name, described before mentioned, said of the as-of date before of
        other times, newest, of the first document."""
        statements = self.tables.statements[kind]
        begin, end = integers(statements, "valid_from"), integers(statements, "valid_to")
        elsewhen = (begin > self.day) | ((end != MISSING) & (end <= self.day))
        document = self.document_rank[integers(statements, "document")]
        line = integers(statements, "line")
        keys = (by_name, mention, elsewhen, largest_first(begin), document)
        return best_rows(self.tables, kind, nodes, keys, line)

    # ------------------------------------------------------------------ coverage

    def _known_by(self) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
        """(start, source) : which sources know each node; a source knows both ends of what it says."""
        # The last row takes up the ends that are no nodes of a snapshot: -1.
        known = np.zeros((len(self.roots) + 1, len(self.sources)), dtype=np.bool_)
        for kind, statements in self.tables.statements.items():
            source = self.document_source[self.document_rank[integers(statements, "document")]]
            for end in ("source", "target") if kind in schema.RELATION_KINDS else ("node",):
                nodes = self.node_of[self.position[integers(statements, end)]]
                known[nodes, source] = True
        node, knower = np.nonzero(known[:-1])
        starts = np.searchsorted(node, np.arange(len(self.roots) + 1)).astype(np.int64)
        return starts, knower.astype(np.uint16)

    def _coverage(self) -> list[dict[str, Any]]:
        by_source: dict[str, list[SourceDocument]] = defaultdict(list)
        for _, document in self.documents:
            by_source[document.source].append(document)
        found: list[dict[str, Any]] = []
        for source in self.sources:
            documents = by_source[source]
            until = [document.covered_until for document in documents if document.covered_until is not None]
            found.append(
                {
                    "source": source,
                    "loaders": sorted({document.loader for document in documents}),
                    "covers": sorted({kind for document in documents for kind in document.covers}),
                    "until": max(until).isoformat() if until else None,
                }
            )
        return found

    def _refused(self, redirects: dict[str, int]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        wanted = set(self.tables.refused)
        keys = {key: redirects[key] for key in wanted if key in redirects}
        keys.update({key: int(self.node_of[at]) for at, key in enumerate(self.tables.key) if key in wanted})
        touched = (keys.get(key, -1) for key in self.tables.refused)
        counts = sorted(Counter(node for node in touched if node >= 0).items())
        return (
            np.array([node for node, _ in counts], dtype=np.uint32),
            np.array([count for _, count in counts], dtype=np.uint32),
        )

    # ------------------------------------------------------------------ the whole

    def build(self) -> Snapshot:
        facts = build_facts(
            self.tables,
            self.position,
            self.node_of,
            self.resolution.by_name,
            self.document_rank,
            self.document_source,
            self.day,
        )
        legal_person, head_doubts = _legal_persons(facts, len(self.roots), [self.tables.key[at] for at in self.roots])
        events = build_events(self.tables, self.position, self.resolution, self.node_of, self.document_rank)
        withheld_node, withheld_count = self.usable.counts(self.node_of)
        names, attributes, flags = self._describe()
        redirect_key, redirect_node = self._redirects()
        redirects = dict(zip(redirect_key, redirect_node.tolist(), strict=True))
        refused_node, refused_count = self._refused(redirects)
        source_start, node_source = self._known_by()
        doubts = sorted((*self.resolution.doubts, *head_doubts, *self.unmatched))
        kind_at = {kind: at for at, kind in enumerate(NODE_KINDS)}
        return Snapshot(
            as_of=self.as_of,
            node_kind=np.array([kind_at[self.tables.kind[at]] for at in self.roots], dtype=np.uint8),
            public_id=Texts.of([self.tables.key[at] for at in self.roots]),
            name=Texts.of(names),
            attributes=Texts.of(attributes),
            node_flags=flags,
            legal_person=legal_person,
            redirect_key=redirect_key,
            redirect_node=redirect_node,
            node_source_start=source_start,
            node_source=node_source,
            role_name=facts.role_name,
            fact_kind=facts.kind,
            fact_source=facts.source,
            fact_target=facts.target,
            fact_role=facts.role,
            fact_point=facts.point,
            fact_low=facts.low,
            fact_high=facts.high,
            fact_amount=facts.amount,
            fact_currency=facts.currency,
            fact_from=facts.valid_from,
            fact_to=facts.valid_to,
            fact_flags=facts.flags,
            fact_place_start=facts.place_start,
            place_document=facts.place_document,
            place_line=facts.place_line,
            event_key=events.event_key,
            event_matter=events.event_matter,
            matter_key=events.matter_key,
            event_attributes=events.event_attributes,
            event_document=events.event_document,
            event_line=events.event_line,
            subject_event=events.subject_event,
            subject_node=events.subject_node,
            subject_role=events.subject_role,
            subject_flags=events.subject_flags,
            withheld_node=withheld_node,
            withheld_count=withheld_count,
            document=Texts.of([_document_json(document) for _, document in self.documents]),
            coverage=Texts.of([canonical_json(source) for source in self._coverage()]),
            doubts=Texts.of([canonical_json(asdict(doubt)) for doubt in doubts]),
            refused_node=refused_node,
            refused_count=refused_count,
        )


def _ranks(store_ids: Sequence[int]) -> NDArray[np.int64]:
    """Rank of each store document id in the sorted documents."""
    ranks = np.full(max(store_ids, default=-1) + 1, -1, dtype=np.int64)
    for rank, store_id in enumerate(store_ids):
        ranks[store_id] = rank
    return ranks


def _document_json(document: SourceDocument) -> str:
    values = asdict(document)
    values["covered_until"] = None if document.covered_until is None else document.covered_until.isoformat()
    return canonical_json(values)


def _legal_persons(facts: Facts, size: int, keys: Sequence[str]) -> tuple[NDArray[np.uint32], list[Doubt]]:
    """The head office that answers for each node (公司法 art. 13: a branch is no legal person of its own).

    A branch that sources give several heads keeps to itself, and the doubt is recorded; a circle of branches
    answers as its smallest node.
    """
    heads: dict[int, set[int]] = defaultdict(set)
    for fact in np.flatnonzero(facts.kind == FACT_KINDS.index("branch_of")).tolist():
        branch, head = int(facts.source[fact]), int(facts.target[fact])
        if branch != head:
            heads[branch].add(head)
    doubts = [
        Doubt(keys[branch], HEADS_DISAGREE, tuple(sorted(keys[head] for head in found)))
        for branch, found in heads.items()
        if len(found) > 1
    ]
    person = np.arange(size, dtype=np.uint32)
    for branch in heads:
        trail = [branch]
        while len(heads.get(trail[-1], ())) == 1:
            head = next(iter(heads[trail[-1]]))
            if head in trail:
                trail = [min(trail[trail.index(head) :])]
                break
            trail.append(head)
        person[branch] = trail[-1]
    return person, doubts
