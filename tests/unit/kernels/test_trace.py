"""The working memory of a search that keeps its paths: it can outgrow the graph, and is found full in time."""

from __future__ import annotations

import pytest

from graph_engine.analysis.explanation import explain
from graph_engine.analysis.scratch import Scratch
from graph_engine.kernels.trace import ARENA_FULL, clear, search
from tests.oracle.brute_force import exposures
from tests.oracle.small_worlds import crowd, network_of, sources_of


def test_the_entries_of_a_search_can_outgrow_three_times_the_graph() -> None:
    world = crowd(60)
    network = network_of(world)
    scratch = Scratch(world.size, world.hops)
    entries = search(network.forward(), scratch.arena, int(network.place[0]), network.limit, world.hops)
    clear(scratch.arena, entries)
    assert entries > 3 * world.size


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
