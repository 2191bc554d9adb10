"""The propagation again in plain float64, from facts to hazards: no tables, no quantization, no shared code.

Costs are rounded to 1/4096 of a halving: four arcs, three transits, an amplitude and a relative cost are off by at
most 9/2 steps, so h^2 by a factor 2^(9/4096) at most; what lies that near to θ may be on either side of it.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from numpy.typing import NDArray

from graph_engine.analysis.allocation import hazard_micro, score_micro
from graph_engine.analysis.explanation import explain
from graph_engine.analysis.network import Network, build_network
from graph_engine.analysis.propagation import sweep
from graph_engine.analysis.sources import Sources, build_sources
from graph_engine.analysis.strengths import (
    amplitude_cost,
    limit_of,
    root_ppb,
    strength_ppb,
    subject_cost,
    transit_costs,
)

SIZE, HOLDINGS, EVENTS, HOPS, THETA = 60, 150, 40, 4, 0.01
FULL_DEGREE = 4
SLACK = 2 ** (9 / 4096)
Floats = NDArray[np.float64]


class City:
    """A random town: holdings with ratios, events of matters with severity, age and role."""

    def __init__(self, seed: int) -> None:
        generator = np.random.default_rng(seed)
        self.holder = generator.integers(0, SIZE, HOLDINGS)
        self.company = np.minimum(generator.integers(0, SIZE, HOLDINGS), generator.integers(0, SIZE, HOLDINGS))
        self.ratio = generator.integers(1, 10**9, HOLDINGS)
        self.matter = generator.integers(0, EVENTS // 2, EVENTS)
        self.subject = generator.integers(0, SIZE, EVENTS)
        self.severity = generator.choice(np.array([1_000_000, 500_000, 250_000]), EVENTS)
        self.age = generator.integers(0, 3_000, EVENTS)
        self.role = generator.choice(np.array([1_000_000, 500_000]), EVENTS)
        pairs = {frozenset(pair) for pair in zip(self.holder.tolist(), self.company.tolist(), strict=True)}
        self.degree = np.bincount([node for pair in pairs if len(pair) == 2 for node in pair], minlength=SIZE)

    def network(self) -> Network:
        tail = np.concatenate((self.holder, self.company)).astype(np.uint32)
        head = np.concatenate((self.company, self.holder)).astype(np.uint32)
        down, up = strength_ppb(600_000, root_ppb(self.ratio)), strength_ppb(500_000, self.ratio)
        limit = limit_of(10_000)
        transit = transit_costs(self.degree, np.zeros(SIZE, np.bool_), limit=limit, full_degree=FULL_DEGREE)
        return build_network(SIZE, tail, head, np.concatenate((down, up)), transit, limit=limit)

    def sources(self, p: int) -> Sources:
        rows = []
        for at in range(EVENTS):
            amplitude = amplitude_cost(
                severity_ppm=int(self.severity[at]), age_days=int(self.age[at]), half_life_days=730
            )
            cost = subject_cost(amplitude, int(self.role[at]))
            if cost is not None:
                rows.append((int(self.matter[at]), int(self.subject[at]), cost))
        columns = np.array(rows, np.int64)
        subject, cost_ = columns[:, 1].astype(np.uint32), columns[:, 2].astype(np.int32)
        return build_sources(SIZE, columns[:, 0], subject, cost_, p=p)

    def arcs(self) -> Floats:
        """w(u, v), dense."""
        doubt = np.ones((SIZE, SIZE))
        for holder, company, ratio in zip(self.holder, self.company, self.ratio / 1e9, strict=True):
            if holder != company:
                doubt[holder, company] *= 1 - 0.6 * ratio**0.5
                doubt[company, holder] *= 1 - 0.5 * ratio
        return np.minimum(0.95, 1 - doubt)

    def reach(self) -> Floats:
        """c(s, v) uncut: best product over walks of at most H arcs, by powers in the max-times algebra."""
        arcs = self.arcs()
        passing = np.minimum(1, FULL_DEGREE / np.maximum(self.degree, 1))
        best = np.maximum(np.eye(SIZE), arcs)
        for _ in range(HOPS - 1):
            through = best * np.where(np.eye(SIZE, dtype=bool), 1, passing[None, :])
            best = np.maximum(best, (through[:, :, None] * arcs[None, :, :]).max(axis=1))
        return best

    def exposure(self, p: int, theta: float) -> Floats:
        """X of every node under a given θ."""
        reach = np.where(self.reach() >= theta, self.reach(), 0)
        amplitude = self.severity / 1e6 * 2.0 ** (-self.age / 730) * self.role / 1e6
        total = np.zeros(SIZE)
        for matter in np.unique(self.matter):
            rows = np.flatnonzero(self.matter == matter)
            total += (amplitude[rows, None] * reach[self.subject[rows]]).max(axis=0) ** p
        return total


@pytest.mark.parametrize("p", [1, 2])
@pytest.mark.parametrize("seed", range(6))
def test_the_integers_are_the_real_numbers_within_their_rounding(seed: int, p: int) -> None:
    city = City(seed)
    exposure = sweep(city.network(), city.sources(p), hops=HOPS)
    found = np.array([exposure.units(node) / 2**56 for node in range(SIZE)])
    tolerance = SLACK ** (p / 2)
    low, high = city.exposure(p, THETA * SLACK) / tolerance, city.exposure(p, THETA / SLACK) * tolerance
    assert (found >= low - 1e-12).all()
    assert (found <= high + 1e-12).all()
    assert np.count_nonzero(found) > SIZE // 2
    assert np.median((high - low)[found > 0] / found[found > 0]) < 0.01


@pytest.mark.parametrize("seed", range(3))
def test_hazard_and_score_follow(seed: int) -> None:
    city = City(seed)
    exposure, exact = sweep(city.network(), city.sources(2), hops=HOPS), city.exposure(2, THETA) ** 0.5
    for node in range(SIZE):
        hazard = hazard_micro(exposure.units(node), 2)
        assert hazard == pytest.approx(1e6 * exact[node], rel=0.02, abs=3)
        assert score_micro(hazard) == pytest.approx(1e6 * (1 - np.exp(-hazard / 1e6)), abs=0.51)


@pytest.mark.parametrize("seed", range(3))
def test_where_the_bound_of_arcs_does_not_bite_dijkstra_finds_the_same_reach(seed: int) -> None:
    # Another person's code: shortest paths of networkx on −log2 w, transit charged when a node is left.
    city = City(seed)
    network, sources = city.network(), city.sources(2)
    arcs = city.arcs()
    passing = -np.log2(np.minimum(1, FULL_DEGREE / np.maximum(city.degree, 1)))
    graph = nx.DiGraph()
    graph.add_nodes_from(range(SIZE))
    for tail, head in zip(*np.nonzero(arcs), strict=True):
        graph.add_edge(int(tail), int(head), length=float(passing[tail] - np.log2(arcs[tail, head])))
    checked = 0
    for subject in sorted(set(city.subject.tolist())):
        lengths, ways = nx.single_source_dijkstra(graph, subject, weight="length")
        for target, way in ways.items():
            length = lengths[target] - (passing[subject] if target != subject else 0)
            if len(way) - 1 > HOPS or length > 6.6:
                continue
            for line in explain(network, sources, target, hops=HOPS).lines():
                if line.subject == subject:
                    assert line.distance / 4096 == pytest.approx(length, abs=7 / 8192)
                    checked += 1
    assert checked > 50
