"""Hazards in plain float64 by counting out simple paths with networkx: the model as the paper has it, not our code.

Only what the worlds of `random_cities` hold is covered: one load, every relation since 2015 or undated, no bands of
votes, no end of publicity within their ages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import exp, sqrt
from typing import Literal

import networkx as nx
import numpy as np

from graph_engine.model.records import (
    Branch,
    ConcertParty,
    ContactUse,
    DeclaredControl,
    Guarantee,
    LegalRepresentation,
    Office,
    Participation,
    Record,
    Relation,
    RiskEvent,
    Shareholding,
    SubjectOf,
)

THETA, HOPS, CAP, FLOOR, FULL = 0.01, 4, 0.95, 0.10, 30
VERGE = 1e-3
"""Nearer to θ than this, whole numbers and floats may come down on different sides."""

End = Literal["point", "low", "high"]

WEIGHTS: dict[type, tuple[float, float]] = {
    Shareholding: (0.60, 0.50),
    LegalRepresentation: (0.70, 0.60),
    DeclaredControl: (0.80, 0.60),
    ConcertParty: (0.60, 0.60),
    Guarantee: (0.0, 0.50),
    ContactUse: (0.35, 0.35),
}
SEVERITIES = {
    "dishonest_debtor": 1.0,
    "abnormal_operation": 0.5,
    "administrative_penalty": 0.5,
    "consumption_restriction": 0.25,
    "litigation": 0.0,  # its basis is not confirmed: listed only
}
DECAYING = {"administrative_penalty"}


@dataclass(frozen=True)
class Solved:
    """The hazard of one target: the whole, and of its parts alone."""

    total: float
    own: float
    parties: float
    linked: float

    @property
    def score(self) -> float:
        """The saturation of the whole."""
        return 1 - exp(-self.total)


class VergeError(Exception):
    """A path lies too near to θ for floats to decide."""


class FloatWorld:
    """The same world three times: at the point values and at both ends of what is not known."""

    def __init__(self, records: Sequence[Record], as_of: date) -> None:
        self.records = records
        self.as_of = as_of
        self.head = {record.source.key: record.target.key for record in records if isinstance(record, Branch)}
        self.graphs = {end: self._graph(end) for end in ("point", "low", "high")}
        self.degree = {node: len(set(graph)) for node, graph in self._counterparties().items()}

    def person(self, key: str) -> str:
        """The legal person that answers."""
        return self.head.get(key, key)

    # ------------------------------------------------------------------ relations

    def _relations(self) -> dict[tuple[type, str, str, str], list[Relation]]:
        """What is said of each fact, in the order of rows; ends as legal persons are joined later."""
        facts: dict[tuple[type, str, str, str], list[Relation]] = defaultdict(list)
        for record in self.records:
            if isinstance(record, Relation) and not isinstance(record, SubjectOf | Branch):
                facts[(type(record), record.source.key, record.target.key, record.role)].append(record)
        return facts

    def _counterparties(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for _, source, target, _ in self._relations():
            tail, head = self.person(source), self.person(target)
            if tail != head:
                found[tail].append(head)
                found[head].append(tail)
        return found

    def _graph(self, end: End) -> nx.DiGraph:
        shares = self._shares(end)
        doubt: dict[tuple[str, str], list[float]] = defaultdict(list)
        for kind, source, target, role in self._relations():
            down, up = self._weights(kind, role)
            if kind is Shareholding:
                share = shares[(source, target)]
                down, up = down * max(sqrt(share), FLOOR), up * max(share, FLOOR)
            tail, head = self.person(source), self.person(target)
            if tail != head:
                doubt[(tail, head)].append(down)
                doubt[(head, tail)].append(up)
        graph = nx.DiGraph()
        for (tail, head), strengths in doubt.items():
            strength = min(CAP, 1 - float(np.prod([1 - one for one in strengths])))
            if strength > 0:
                graph.add_edge(tail, head, strength=strength)
        return graph

    @staticmethod
    def _weights(kind: type, role: str) -> tuple[float, float]:
        if kind is Office:
            return (0.0, 0.0) if role == "independent_director" else (0.25, 0.20)
        if kind is Participation:
            return ({"bidder": 0.20, "buyer": 0.0}.get(role, 0.60), 0.0)
        return WEIGHTS[kind]

    # ------------------------------------------------------------------ shares: the table of section 2

    def _shares(self, end: End) -> dict[tuple[str, str], float]:
        companies: dict[str, list[tuple[str, str]]] = defaultdict(list)
        said: dict[tuple[str, str], tuple[float | None, float, float] | None] = {}
        for (kind, source, target, _), rows in self._relations().items():
            if kind is Shareholding:
                holdings = [row for row in rows if isinstance(row, Shareholding)]
                said[(source, target)] = _stated(holdings)
                companies[self.person(target)].append((source, target))
        found: dict[tuple[str, str], float] = {}
        for held in companies.values():
            found.update(_repaired({pair: said[pair] for pair in held}, end))
        return found

    # ------------------------------------------------------------------ events

    def _amplitudes(self, end: End) -> dict[str, dict[str, float]]:
        """By matter and legal person: the strongest of the events that name it."""
        events = {record.party.key: record for record in self.records if isinstance(record, RiskEvent)}
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for record in self.records:
            if isinstance(record, SubjectOf):
                event = events[record.target.key]
                amplitude = self._amplitude(event, end) * (1.0 if record.role != "derived" else 0.5)
                who = self.person(record.source.key)
                if amplitude > 0:
                    found[event.matter][who] = max(found[event.matter].get(who, 0.0), amplitude)
        return found

    def _amplitude(self, event: RiskEvent, end: End) -> float:
        if event.published_on is None and end != "high":
            return 0.0
        age = 0 if event.published_on is None else (self.as_of - event.published_on).days
        decays = event.category in DECAYING or (event.category == "dishonest_debtor" and event.situations != ("s1",))
        fading: float = 2.0 ** (-age / 730) if decays else 1.0
        return SEVERITIES[event.category] * fading

    # ------------------------------------------------------------------ the hazard

    def solve(self, target: str, end: End = "point") -> Solved:
        """The hazard of one target. Raises `VergeError` where floats cannot decide whether a path counts."""
        target = self.person(target)
        parties = {
            self.person(record.source.key)
            for record in self.records
            if isinstance(record, Participation) and record.target.key == target
        }
        squares = {"own": 0.0, "parties": 0.0, "linked": 0.0}
        for subjects in self._amplitudes(end).values():
            strongest = max(amplitude * self._reach(who, target, end) for who, amplitude in subjects.items())
            part = "own" if target in subjects else "parties" if parties & set(subjects) else "linked"
            squares[part] += strongest**2
        return Solved(sqrt(sum(squares.values())), **{part: sqrt(square) for part, square in squares.items()})

    def _reach(self, source: str, target: str, end: End) -> float:
        if source == target:
            return 1.0
        graph = self.graphs[end]
        if source not in graph or target not in graph:
            return 0.0
        best = 0.0
        for path in nx.all_simple_paths(graph, source, target, cutoff=HOPS):
            steps = np.prod([graph.edges[pair]["strength"] for pair in pairwise(path)])
            passing = np.prod([self._transit(node) for node in path[1:-1]])
            best = max(best, float(steps * passing))
        if abs(best / THETA - 1) < VERGE:
            raise VergeError
        return best if best >= THETA else 0.0

    def _transit(self, node: str) -> float:
        return 0.0 if node.startswith("uscc:11") else min(1.0, FULL / self.degree[node])


def _stated(rows: Sequence[Shareholding]) -> tuple[float | None, float, float] | None:
    """(ratio or nothing for a band, low, high) of one holding; nothing where no row states any."""
    known = [row for row in rows if row.ratio_ppb is not None or row.ratio_low_ppb is not None]
    if not known:
        return None
    intervals = [_interval(row) for row in known]
    low, high = max(low for low, _ in intervals), min(high for _, high in intervals)
    exact = [row.ratio_ppb / 1e9 for row in known if row.ratio_ppb is not None]
    point = max(exact, default=None)
    if (low, high) in intervals:
        return point, low, high
    # They disagree: the newest speaks (here all are of one day: a ratio before a band, then the larger one), all
    # give the interval.
    middle = sum(max(intervals)) / 2 if point is None else point
    return middle, min(low for low, _ in intervals), max(high for _, high in intervals)


def _interval(row: Shareholding) -> tuple[float, float]:
    if row.ratio_ppb is not None:
        return row.ratio_ppb / 1e9, row.ratio_ppb / 1e9
    assert row.ratio_low_ppb is not None
    assert row.ratio_high_ppb is not None
    return row.ratio_low_ppb / 1e9, row.ratio_high_ppb / 1e9


def _repaired(
    said: dict[tuple[str, str], tuple[float | None, float, float] | None], end: End
) -> dict[tuple[str, str], float]:
    """The shares of one company at one end, by the table; middles of bands give way before anything is scaled."""
    known = {pair: stated for pair, stated in said.items() if stated is not None}
    missing = [pair for pair, stated in said.items() if stated is None]
    middle = {pair: (low + high) / 2 if point is None else point for pair, (point, low, high) in known.items()}
    slack = {pair: middle[pair] - low if point is None else 0.0 for pair, (point, low, _) in known.items()}
    excess = sum(middle.values()) - 1
    if excess > 0 and sum(slack.values()) > 0:
        drawn = min(1.0, excess / sum(slack.values()))
        middle = {pair: value - drawn * slack[pair] for pair, value in middle.items()}
    whole = sum(middle.values())
    above = whole > 1 + 1e-12
    point = {pair: value / whole if above else value for pair, value in middle.items()}
    low = {pair: min(stated[1], point[pair]) if _open(stated) else point[pair] for pair, stated in known.items()}
    high = {pair: max(stated[2], point[pair]) if _open(stated) else point[pair] for pair, stated in known.items()}
    if whole > 1.005:
        tops = {pair: max(stated[2], stated[0] or 0.0) for pair, stated in known.items()}
        low = {pair: min(max(0.0, 1 - (sum(tops.values()) - tops[pair])), point[pair]) for pair in known}
        high = {pair: max(min(1.0, tops[pair]), point[pair]) for pair in known}
    room = max(0.0, 1 - sum(low.values()))
    for pair in missing:
        point[pair] = max(0.0, 1 - whole) / len(missing)
        low[pair], high[pair] = 0.0, room
    return {"point": point, "low": low, "high": high}[end]


def _open(stated: tuple[float | None, float, float]) -> bool:
    return stated[0] is None or stated[1] < stated[2]
