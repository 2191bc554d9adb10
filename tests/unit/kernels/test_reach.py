"""The traps of the search, each with a world on which the plausible wrong way gives another answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from graph_engine.analysis.explanation import explain
from graph_engine.analysis.propagation import freeze, source_weights, sweep
from graph_engine.analysis.scratch import Scratch
from graph_engine.kernels.forms import Sums
from graph_engine.kernels.reach import ARENA_FULL, clear, freeze_subjects, search, sweep_sources, weigh_sources
from tests.oracle.brute_force import World, best_paths, exposures
from tests.oracle.naive import from_all_seeds, with_dijkstra, with_live_minimum
from tests.oracle.small_worlds import network_of, sources_of, swept

HALF, QUARTER, SURE = 500_000_000, 250_000_000, 950_000_000
STEP = 4096
FREE = (0,) * 12


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
    limit = 27_213
    world = World(size=3, facts=((0, 1, HALF), (1, 2, HALF)), transit=(0, limit + 1, 0), events=((0, 0, 0), (1, 1, 0)))
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


def crowd(others: int) -> World:
    """Every other node becomes cheaper in every round, by a chain of ever better steps."""
    rows = [(0, 1, SURE), (1, 2, SURE), (2, 3, SURE)]
    size = 4 + others
    for node in range(4, size):
        rows += [(0, node, 60_000_000), (1, node, 120_000_000), (2, node, 240_000_000), (3, node, HALF)]
    return World(size=size, facts=tuple(rows), transit=(0,) * size, events=((0, 0, 0),))


def test_the_entries_of_a_search_can_outgrow_three_times_the_graph() -> None:
    world = crowd(60)
    network = network_of(world)
    scratch = Scratch(world.size, world.hops)
    entries = search(network.forward(), scratch.arena, int(network.place[0]), network.limit, world.hops)
    clear(scratch.arena, entries)
    assert entries > 3 * world.size
    assert reached(world, 0) == defined(world, 0)


@pytest.mark.parametrize("room", [1, 2, 7, 64, 243])
def test_a_full_arena_is_found_and_left_clean(room: int) -> None:
    world = crowd(60)
    network = network_of(world)
    scratch = Scratch(world.size, world.hops, room)
    arguments = network.forward(), scratch.arena, int(network.place[0]), network.limit, world.hops
    assert search(*arguments) == ARENA_FULL
    assert (scratch.arena.slot == -1).all()
    found = explain(network, sources_of(world), world.size - 1, hops=world.hops, scratch=scratch)
    assert found.total == exposures(world)[-1]
    assert (scratch.arena.slot == -1).all()


# Two stars of four nodes, one matter with a subject in each: eight nodes meet, though no search finds more than four.
STARS = World(
    size=8,
    facts=tuple((hub, hub + leaf, HALF) for hub in (0, 4) for leaf in (1, 2, 3)),
    transit=FREE[:8],
    events=((0, 0, 0), (0, 4, 0)),
)


def test_a_meeting_that_would_overflow_is_found_before_it_does() -> None:
    network, sources = network_of(STARS), sources_of(STARS)
    weights = source_weights(sources, network.place)
    scratch, sums = Scratch(8, 4, 4), Sums(np.zeros(8, np.int64), np.zeros(8, np.int64))
    for done in (0, 1):
        arguments = network.forward(), weights, network.limit, 4, 0, 1, sums, scratch.arena, scratch.meeting
        assert sweep_sources(*arguments) == done
        assert (scratch.arena.slot == -1).all()
        assert (scratch.meeting.seat == -1).all()
        scratch.grow()
    frozen = freeze(network, sources.subject).triples
    rows = np.arange(2)
    scratch = Scratch(8, 4, 4)
    for done in (0, 1):
        assert weigh_sources(frozen, rows, weights, 0, 1, sums, scratch.meeting) == done
        assert (scratch.meeting.seat == -1).all()
        scratch.grow()
    assert (sums.high == 2 * sweep(network, sources).high[network.order]).all()


def test_frozen_pairs_stop_before_their_room_ends() -> None:
    network = network_of(STARS)
    scratch, counts = Scratch(8, 4), np.zeros(2, np.int64)
    subjects = network.place[np.array([0, 4])]
    target, distance = np.empty(7, np.uint32), np.empty(7, np.int32)
    arguments = network.forward(), subjects, network.limit, 4, 0, 2, counts, target, distance
    assert freeze_subjects(*arguments, scratch.arena) == (1, 4, False)
    assert freeze_subjects(*arguments, Scratch(8, 4, 3).arena) == (0, 0, True)
    assert counts.tolist() == [4, 0]
    assert (scratch.arena.slot == -1).all()


def test_a_sweep_whose_scratch_is_full_goes_on_where_it_stopped() -> None:
    world = replace(crowd(60), events=((0, 0, 0), (0, 1, 7), (1, 2, 0), (2, 0, 0)))
    network, sources = network_of(world), sources_of(world)
    small = Scratch(world.size, world.hops, 1)
    done = 0
    sums = Sums(np.zeros(world.size, np.int64), np.zeros(world.size, np.int64))
    weights = source_weights(sources, network.place)
    grown = 0
    arcs, last = network.forward(), sources.count
    while done < last:
        done = sweep_sources(arcs, weights, network.limit, world.hops, done, last, sums, small.arena, small.meeting)
        assert (small.arena.slot == -1).all()
        assert (small.meeting.seat == -1).all()
        if done < last:
            small.grow()
            grown += 1
    assert grown > 5
    exposure = sweep(network, sources, hops=world.hops)
    carried = (sums.high + (sums.low >> 16))[network.place]
    assert carried.tolist() == exposure.high.tolist()
