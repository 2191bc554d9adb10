"""The traps of the search, each with a world on which the plausible wrong way gives another answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from graph_engine.analysis.explanation import explain
from graph_engine.analysis.freezing import Freezer, freeze
from graph_engine.analysis.network import Network, build_network
from graph_engine.kernels.forms import FAR, Front
from graph_engine.kernels.reach import freeze_subjects
from tests.oracle.brute_force import World, best_paths, exposures
from tests.oracle.naive import from_all_seeds, with_dijkstra, with_live_minimum
from tests.oracle.small_worlds import crowd, network_of, sources_of, swept

HALF, QUARTER, SURE = 500_000_000, 250_000_000, 950_000_000
STEP = 4096
FREE = (0,) * 12
LIMIT = 27_213


def front_of(network: Network) -> Front:
    """Working memory just large enough for a network."""
    nodes, arcs = network.size, network.arcs
    return Front(
        np.full(nodes, FAR, np.int32),
        np.empty(nodes, np.uint32),
        np.empty(nodes, np.int32),
        np.empty(arcs, np.uint32),
        np.empty(arcs, np.int32),
    )


def reached(world: World, subject: int) -> dict[int, int]:
    """What the product's search finds from one subject."""
    network = network_of(world)
    triples = freeze(network, np.array([subject], np.uint32), hops=world.hops).triples
    return dict(zip(network.order[triples.target].tolist(), triples.distance.tolist(), strict=True))


def defined(world: World, subject: int) -> dict[int, int]:
    """What the definition says."""
    return {target: path.cost for (source, target), path in best_paths(world).items() if source == subject}


def by_matter(world: World) -> dict[int, int]:
    """Relative + path cost of the one matter of a world to every node it reaches."""
    network, sources = network_of(world), sources_of(world)
    told = {node: explain(network, sources, node, hops=world.hops).lines() for node in range(world.size)}
    return {node: lines[0].cost for node, lines in told.items() if lines}


# 0 → 1 costs little, 0 → 2 much, 1 → 2 little, 2 → 3 little: node 3 within two arcs only by the dear 0 → 2.
DETOUR = World(
    size=4,
    facts=((0, 1, SURE), (0, 2, QUARTER), (1, 2, SURE), (2, 3, SURE)),
    transit=FREE[:4],
    events=((0, 0, 0),),
    hops=2,
)


def test_the_live_minimum_would_break_the_bound_of_arcs() -> None:
    assert with_live_minimum(DETOUR, 0) != defined(DETOUR, 0)
    assert reached(DETOUR, 0) == defined(DETOUR, 0)
    assert reached(DETOUR, 0)[3] == 2 * STEP + 303


def test_dijkstra_is_wrong_under_a_bound_of_arcs() -> None:
    assert 3 not in with_dijkstra(DETOUR, 0)
    assert reached(DETOUR, 0)[3] == defined(DETOUR, 0)[3]


def test_transit_is_charged_by_round_not_by_being_a_seed() -> None:
    # Node 1 is a weak subject of the matter itself, and a hub: what comes from 0 through it still pays.
    world = World(
        size=3,
        facts=((0, 1, HALF), (1, 2, HALF)),
        transit=(0, 9000, 0),
        events=((0, 0, 0), (0, 1, 20_000)),
        limit=40_000,
    )
    assert from_all_seeds(world, {0: 0, 1: 20_000}, seeds_pass_free=True)[2] == 2 * STEP
    assert by_matter(world)[2] == 2 * STEP + 9000
    assert swept(world) == exposures(world)


def test_a_hub_is_source_and_target_without_loss_but_does_not_conduct() -> None:
    world = World(size=3, facts=((0, 1, HALF), (1, 2, HALF)), transit=(0, LIMIT + 1, 0), events=((0, 0, 0), (1, 1, 0)))
    assert reached(world, 0) == {0: 0, 1: STEP}
    assert reached(world, 1) == {1: 0, 2: STEP}


def test_a_strong_subject_never_cuts_off_a_weaker_one() -> None:
    # At node 2 the strong subject is cheaper in total but has spent its path; only the weak one can reach node 3.
    world = World(
        size=4,
        facts=((0, 2, QUARTER), (1, 2, HALF), (2, 3, QUARTER)),
        transit=FREE[:4],
        events=((0, 0, 0), (0, 1, 6000)),
        limit=3 * STEP,
    )
    assert 3 not in from_all_seeds(world, {0: 0, 1: 6000})
    assert by_matter(world) == {0: 0, 1: 6000, 2: 2 * STEP, 3: 6000 + 3 * STEP}
    assert swept(world) == exposures(world)


def test_the_cut_at_theta_is_on_the_path_alone() -> None:
    world = World(size=2, facts=((0, 1, HALF),), transit=(0, 0), events=((0, 0, 6000), (0, 1, 0)), limit=STEP)
    two = replace(world, size=3, facts=((0, 2, HALF),), transit=(0, 0, 0))
    assert 2 not in from_all_seeds(two, {0: 6000, 1: 0}, limit_on_total=True)
    assert by_matter(two)[2] == 6000 + STEP
    assert swept(two) == exposures(two)


def test_a_node_that_becomes_cheaper_in_every_round_goes_on_from_each() -> None:
    world = crowd(60)
    assert reached(world, 0) == defined(world, 0)


def test_a_node_found_twice_in_one_round_goes_on_from_the_better_cost() -> None:
    # Node 1 is looked at before node 2, but the way to 3 over 2 is cheaper; of both only one may go on to 4.
    facts = ((0, 1, SURE), (0, 2, HALF), (1, 3, 100_000_000), (2, 3, SURE), (3, 4, SURE))
    world = World(size=5, facts=facts, transit=FREE[:5], events=((0, 0, 0),), hops=3)
    assert reached(world, 0) == defined(world, 0)
    assert reached(world, 0)[4] == STEP + 2 * 303


# Two stars of four nodes.
STARS = World(
    size=8,
    facts=tuple((hub, hub + leaf, HALF) for hub in (0, 4) for leaf in (1, 2, 3)),
    transit=FREE[:8],
    events=((0, 0, 0), (0, 4, 0)),
)


def test_a_subject_is_begun_only_with_room_for_every_node_and_none_is_left_halfway() -> None:
    network = network_of(STARS)
    arcs, subjects, front = network.forward(), network.place[np.array([0, 4])], front_of(network)
    indptr, target, distance = np.zeros(3, np.int64), np.full(12, 99, np.uint32), np.full(12, -1, np.int32)
    arguments = network.limit, 4, 0, indptr, target, distance
    assert freeze_subjects(arcs, front, subjects, *arguments) == 1
    assert indptr.tolist() == [0, 4, 0]
    assert (front.least == FAR).all()
    assert set(network.order[target[:4]].tolist()) == {0, 1, 2, 3}
    assert distance.tolist() == [0, STEP, STEP, STEP] + [-1] * 8


def test_what_was_frozen_stays_when_room_is_doubled() -> None:
    # 90,000 pairs: more than the first room of one thread.
    every = np.arange(300, dtype=np.uint32)
    tail, head = np.repeat(every, 300), np.tile(every, 300)
    strength = np.random.default_rng(7).integers(300_000_000, 900_000_000, tail.size)
    network = build_network(300, tail, head, strength, np.full(300, LIMIT + 1, np.int32), limit=LIMIT)
    triples = Freezer(network.forward(), LIMIT, 1).freeze(every)
    assert np.diff(triples.indptr).tolist() == [300] * 300
    assert triples.target.size == 90_000
    for place in (0, 150, 299):
        row = slice(int(triples.indptr[place]), int(triples.indptr[place + 1]))
        found = dict(zip(network.order[triples.target[row]].tolist(), triples.distance[row].tolist(), strict=True))
        node = int(network.order[place])
        assert found == {node: 0, **dict(network.successors(node))}
