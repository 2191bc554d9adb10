"""Best path <= independent cascade <= walk sum, on the dequantized strengths, with p = 1."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.analysis.propagation import sweep
from tests.oracle.brute_force import World
from tests.oracle.small_worlds import network_of, sources_of

HOPS = 3
LIMIT = 60_000
SURE = 1 << 29


@st.composite
def tiny_worlds(draw: st.DrawFn) -> World:
    """At most seven arcs and three nodes that pass by chance: all outcomes can be counted out."""
    size = draw(st.integers(2, 4))
    pairs = [(tail, head) for tail in range(size) for head in range(size) if tail != head]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=7))
    strengths = st.sampled_from((900_000_000, 600_000_000, 500_000_000, 350_000_000))
    doubtful = draw(st.sets(st.integers(0, size - 1), max_size=3))
    costs = st.sampled_from((1000, 4096, SURE))
    return World(
        size=size,
        facts=tuple((tail, head, draw(strengths)) for tail, head in chosen),
        transit=tuple(draw(costs) if node in doubtful else 0 for node in range(size)),
        events=tuple(draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, size - 1), st.just(0)), min_size=1))),
        limit=LIMIT,
        hops=HOPS,
        p=1,
    )


def factor(cost: int) -> float:
    """What a cost stands for; a transit above the limit never passes."""
    return 0.0 if cost > LIMIT else 2.0 ** (-cost / 4096)


def cascade(world: World, subject: int) -> list[float]:
    """Chance that each node is reached within H arcs when every arc and every passing is tossed once."""
    arcs = list(world.arcs.items())
    doubtful = [node for node in range(world.size) if world.transit[node]]
    reached = [0.0] * world.size
    for outcome in product((True, False), repeat=len(arcs) + len(doubtful)):
        live, open_ = outcome[: len(arcs)], outcome[len(arcs) :]
        chance = 1.0
        for (_, cost), happens in zip(arcs, live, strict=True):
            chance *= factor(cost) if happens else 1 - factor(cost)
        for node, happens in zip(doubtful, open_, strict=True):
            through = factor(world.transit[node])
            chance *= through if happens else 1 - through
        closed = {node for node, happens in zip(doubtful, open_, strict=True) if not happens}
        seen = frontier = {subject}
        for _ in range(world.hops):
            passing = {node for node in frontier if node == subject or node not in closed}
            tosses = zip(arcs, live, strict=True)
            following = {head for ((tail, head), _), happens in tosses if happens and tail in passing}
            frontier = following - seen
            seen = seen | following
        for node in seen:
            reached[node] += chance
    return reached


def walk_sum(world: World, subject: int) -> list[float]:
    """Σ over all walks of at most H arcs of the product of their strengths and passings."""
    arcs = np.zeros((world.size, world.size))
    for (tail, head), cost in world.arcs.items():
        arcs[tail, head] = factor(cost)
    passing = np.array([factor(cost) for cost in world.transit])
    row = np.eye(world.size)[subject]
    total = row.copy()
    for stage in range(world.hops):
        row = (row * passing if stage else row) @ arcs
        total += row
    return list(total)


@settings(max_examples=60)
@given(tiny_worlds())
def test_best_path_is_below_the_cascade_and_the_cascade_below_the_walk_sum(world: World) -> None:
    named: dict[int, set[int]] = {}
    for matter, subject, _ in world.events:
        named.setdefault(matter, set()).add(subject)
    chances = {subject: cascade(world, subject) for subject in range(world.size)}
    walks = {subject: walk_sum(world, subject) for subject in range(world.size)}
    exposure = sweep(network_of(world), sources_of(world), hops=world.hops)
    for node in range(world.size):
        best = exposure.units(node) / 2**56
        spread = sum(max(chances[subject][node] for subject in subjects) for subjects in named.values())
        walked = sum(max(walks[subject][node] for subject in subjects) for subjects in named.values())
        assert best <= spread + 1e-7
        assert spread <= walked + 1e-9
