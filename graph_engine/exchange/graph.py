"""The known graph as plain rows (图数据): what every tool's form is made of, and made into.

A node is a dict with `node` (its key), `kind` and `name`; an edge one with `relation`, `source` and `target`. Other
members are named as in `model/schema.py`: dates as ISO 8601, ratios in parts per billion, amounts in hundredths. What
has no value is absent. The loader `graph` reads the same rows as JSON Lines, so what went out can come in again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph_engine.assessment.grounds import Grounds
from graph_engine.assessment.notes import FACT_DOUBTS
from graph_engine.model.days import date_of
from graph_engine.model.names import exact_name
from graph_engine.model.parties import LOCAL_RANK, NAME_SCHEME, rank_of, scheme_of
from graph_engine.model.vocabulary import SUBJECT_ROLES
from graph_engine.snapshot.snapshot import (
    FACT_KINDS,
    JOINED_BY_NAME,
    MENTION_ONLY,
    NO_DAY,
    NODE_KINDS,
    UNKNOWN_RATIO,
    Provenance,
)

Row = dict[str, Any]

_PERSON = NODE_KINDS.index("person")


@dataclass(frozen=True, slots=True, eq=False)
class KnownGraph:
    """Nodes and edges as rows; `about` says which data, day and purpose they stand for."""

    nodes: tuple[Row, ...]
    edges: tuple[Row, ...]
    about: Mapping[str, Any] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Writes the rows as JSON Lines, nodes first, as the loader `graph` reads them."""
        with path.open("w", encoding="utf-8") as stream:
            for row in (*self.nodes, *self.edges):
                stream.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")


def graph_of(grounds: Grounds, around: Sequence[int] | None = None, *, hops: int = 2) -> KnownGraph:
    """The graph of a snapshot: all of it, or what lies within so many relations of some nodes.

    Records that the law withholds are not in it, nor those that may not be listed; natural persons and what names
    them are left out where the purpose does not cover them, and counted. Time: O(nodes + facts + events).
    """
    return _Export(grounds, around, hops).graph()


class _Export:
    def __init__(self, grounds: Grounds, around: Sequence[int] | None, hops: int) -> None:
        self.grounds = grounds
        self.snapshot = grounds.snapshot
        self.left_out = 0
        self.keys = self._other_keys()
        self.chosen = self._chosen(around, hops)

    def graph(self) -> KnownGraph:
        nodes = [self._node(node) for node in self.chosen]
        edges = [self._fact(fact) for fact in self._facts()]
        for event, rows in self._events():
            nodes.append(self._event(event))
            edges += [self._subject(row) for row in rows]
        snapshot = self.snapshot
        about = {
            "as_of": snapshot.as_of.isoformat(),
            "answered_on": self.grounds.answered_on.isoformat(),
            "snapshot": snapshot.id,
            "policy": self.grounds.policy.hash,
            "persons_left_out": self.left_out,
        }
        return KnownGraph(tuple(nodes), tuple(edges), about)

    # ------------------------------------------------------------------ choosing

    def _chosen(self, around: Sequence[int] | None, hops: int) -> dict[int, None]:
        """The nodes, in the snapshot's order."""
        if around is None:
            every = range(self.snapshot.size)
            self.left_out = sum(not self._may_show(node) for node in every)
            return dict.fromkeys(node for node in every if self._may_show(node))
        found = {node for node in around if self._may_show(node)}
        edge, hidden = set(found), set[int]()
        for _ in range(hops):
            reached = {other for node in edge for other in self._neighbors(node)} - found - hidden
            hidden |= {node for node in reached if not self._may_show(node)}
            edge = reached - hidden
            found |= edge
        self.left_out = len(hidden)
        return dict.fromkeys(sorted(found))

    def _may_show(self, node: int) -> bool:
        return self.grounds.persons_allowed or int(self.snapshot.node_kind[node]) != _PERSON

    def _neighbors(self, node: int) -> Iterator[int]:
        grounds, snapshot = self.grounds, self.snapshot
        yield from (int(snapshot.fact_source[fact]) for fact in grounds.facts_by_target.of(node))
        yield from (int(snapshot.fact_target[fact]) for fact in grounds.facts_by_source.of(node))

    def _facts(self) -> Iterator[int]:
        ends = zip(self.snapshot.fact_source.tolist(), self.snapshot.fact_target.tolist(), strict=True)
        yield from (fact for fact, pair in enumerate(ends) if all(end in self.chosen for end in pair))

    def _events(self) -> Iterator[tuple[int, list[int]]]:
        """(event, its subject rows) of the events that may be listed for somebody who is shown."""
        judgment, snapshot = self.grounds.judgment, self.snapshot
        for event in range(len(snapshot.event_key)):
            rows = [
                row
                for row in self.grounds.subjects_by_event.of(event)
                if int(snapshot.subject_node[row]) in self.chosen
                and (judgment.effect_of(row).listed or judgment.effect_of(row).counts)
            ]
            if rows:
                yield event, rows

    # ------------------------------------------------------------------ writing

    def _other_keys(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        redirects = zip(self.snapshot.redirect_key, self.snapshot.redirect_node.tolist(), strict=True)
        for key, node in redirects:
            if rank_of(key) < LOCAL_RANK:
                found.setdefault(node, []).append(key)
        return found

    def _node(self, node: int) -> Row:
        snapshot = self.snapshot
        key, name = snapshot.public_id[node], snapshot.name[node]
        row: Row = {"node": key, "kind": NODE_KINDS[int(snapshot.node_kind[node])]}
        if name:
            row["name"] = name
        if rank_of(key) == LOCAL_RANK:
            row["scope"] = scope_of(key, name)
        if node in self.keys:
            row["keys"] = self.keys[node]
        if int(snapshot.node_flags[node]) & MENTION_ONLY:
            row["mention"] = True
        return {**row, **snapshot.node_attributes(node)}

    def _fact(self, fact: int) -> Row:
        snapshot = self.snapshot
        row = self._edge(FACT_KINDS[int(snapshot.fact_kind[fact])], snapshot.fact_source, snapshot.fact_target, fact)
        role = snapshot.role_name[int(snapshot.fact_role[fact])]
        if role:
            row["role"] = role
        row |= self._ratio(fact)
        if int(snapshot.fact_amount[fact]) >= 0:
            row["amount"] = int(snapshot.fact_amount[fact])
            row["currency"] = snapshot.role_name[int(snapshot.fact_currency[fact])]
        for name, column in (("valid_from", snapshot.fact_from), ("valid_to", snapshot.fact_to)):
            if int(column[fact]) != NO_DAY:
                row[name] = date_of(int(column[fact])).isoformat()
        doubts = [name for flag, name in FACT_DOUBTS if int(snapshot.fact_flags[fact]) & flag]
        if doubts:
            row["doubts"] = doubts
        row["provenance"] = [_printed(place) for place in snapshot.fact_provenance(fact)]
        return row

    def _ratio(self, fact: int) -> Row:
        """A ratio as stated: a point, or the ends of a band, or both where sources disagree."""
        snapshot = self.snapshot
        point, low, high = (
            int(column[fact]) for column in (snapshot.fact_point, snapshot.fact_low, snapshot.fact_high)
        )
        row: Row = {} if point == UNKNOWN_RATIO else {"ratio_ppb": point}
        if low != UNKNOWN_RATIO and not point == low == high:
            row |= {"ratio_low_ppb": low, "ratio_high_ppb": high}
        return row

    def _event(self, event: int) -> Row:
        snapshot = self.snapshot
        place = _printed(snapshot.event_provenance(event))
        said = {name: value for name, value in snapshot.event(event).items() if value is not None}
        return {"node": snapshot.event_key[event], "kind": "risk_event", **said, "provenance": [place]}

    def _subject(self, row: int) -> Row:
        snapshot = self.snapshot
        node, event = int(snapshot.subject_node[row]), int(snapshot.subject_event[row])
        edge: Row = {
            "relation": "subject_of",
            "source": snapshot.public_id[node],
            "target": snapshot.event_key[event],
            "role": SUBJECT_ROLES[int(snapshot.subject_role[row])],
        }
        if int(snapshot.subject_flags[row]) & JOINED_BY_NAME:
            edge["doubts"] = ["joined_by_name"]
        return edge

    def _edge(self, relation: str, source: Any, target: Any, fact: int) -> Row:
        ids = self.snapshot.public_id
        return {"relation": relation, "source": ids[int(source[fact])], "target": ids[int(target[fact])]}


def scope_of(key: str, name: str) -> str:
    """The key within which a local key holds; a name may hold the sign that parts the two."""
    if scheme_of(key) == NAME_SCHEME:
        prefix = f"{NAME_SCHEME}:{exact_name(name)}@"
        if key.startswith(prefix):
            return key.removeprefix(prefix)
    return key.partition("@")[2]


def _printed(place: Provenance) -> str:
    document = place.document
    return ":".join(part for part in (document.source, document.name, document.sheet, str(place.line)) if part)
