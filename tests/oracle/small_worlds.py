"""Random small worlds for property tests, and the product's view of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from graph_engine.analysis.network import Network, build_network
from graph_engine.analysis.propagation import Exposure, sweep
from graph_engine.analysis.sources import Sources, build_sources
from tests.oracle.brute_force import World

# Powers of one half and their products tie often; the others exercise rounding, and the last the cap.
STRENGTHS = (500_000_000, 250_000_000, 125_000_000, 600_000_000, 707_106_781, 12_345_678, 1_000_000_000)
TRANSITS = (0, 0, 4096, 2048, 12_345, 1 << 29)
LIMITS = (4096, 12_288, 20_480, 27_213, 60_000)


@st.composite
def worlds(draw: st.DrawFn, *, ties: bool = False) -> World:
    """A world small enough for its paths to be counted out; with `ties`, one with many equally cheap ways."""
    size = draw(st.integers(4, 6) if ties else st.integers(2, 6))
    node = st.integers(0, size - 1)
    strength = st.sampled_from(STRENGTHS[:2] if ties else STRENGTHS)
    transit = st.sampled_from((0, 0, 4096) if ties else TRANSITS)
    amplitude = st.sampled_from((0, 4096, 8192) if ties else (0, 0, 4096, 8192, 1, 5000, 40_960, 55_000))
    facts = st.lists(st.tuples(node, node, strength), min_size=8 if ties else 0, max_size=16)
    return World(
        size=size,
        facts=tuple(draw(facts)),
        transit=tuple(draw(st.lists(transit, min_size=size, max_size=size))),
        events=tuple(draw(st.lists(st.tuples(st.integers(0, 4), node, amplitude), max_size=7))),
        limit=draw(st.sampled_from(LIMITS)),
        hops=draw(st.integers(1, 4)),
        p=draw(st.sampled_from((1, 2))),
    )


def network_of(world: World) -> Network:
    """The network of a world."""
    tail, head, strength = (list(column) for column in zip(*world.facts, strict=True)) if world.facts else ([],) * 3
    return build_network(
        world.size,
        np.array(tail, np.uint32),
        np.array(head, np.uint32),
        np.array(strength, np.int64),
        np.array(world.transit, np.int32),
        limit=world.limit,
    )


def sources_of(world: World) -> Sources:
    """The sources of a world."""
    matter, subject, cost = (list(column) for column in zip(*world.events, strict=True)) if world.events else ([],) * 3
    return build_sources(
        world.size, np.array(matter, np.int64), np.array(subject, np.uint32), np.array(cost, np.int32), p=world.p
    )


def swept(world: World, *, threads: int = 1) -> list[int]:
    """X of every node, by the product."""
    exposure = sweep(network_of(world), sources_of(world), hops=world.hops, threads=threads)
    return units(exposure)


def units(exposure: Exposure) -> list[int]:
    """X of every node as whole numbers."""
    return [exposure.units(node) for node in range(exposure.high.size)]


def renamed(world: World, names: list[int]) -> World:
    """The same world with node i called names[i]."""
    transit = [0] * world.size
    for node, cost in enumerate(world.transit):
        transit[names[node]] = cost
    return replace(
        world,
        facts=tuple((names[tail], names[head], strength) for tail, head, strength in world.facts),
        transit=tuple(transit),
        events=tuple((matter, names[subject], cost) for matter, subject, cost in world.events),
    )


def crowd(others: int) -> World:
    """Every other node becomes cheaper in every round, by a chain of ever better steps."""
    rows = [(0, 1, 950_000_000), (1, 2, 950_000_000), (2, 3, 950_000_000)]
    size = 4 + others
    for node in range(4, size):
        rows += [(0, node, 60_000_000), (1, node, 120_000_000), (2, node, 240_000_000), (3, node, 500_000_000)]
    return World(size=size, facts=tuple(rows), transit=(0,) * size, events=((0, 0, 0),))
