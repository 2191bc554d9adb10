"""The properties of the propagation, each against brute-force enumeration of simple paths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph_engine.analysis.explanation import explain
from graph_engine.analysis.freezing import freeze
from graph_engine.analysis.propagation import reweigh, sweep
from graph_engine.kernels.forms import Triples
from tests.oracle.brute_force import World, best_paths, exposures, parts
from tests.oracle.small_worlds import network_of, renamed, sources_of, swept, units, worlds

FEW = settings(max_examples=60)
MANY = settings(max_examples=250)


@MANY
@given(worlds())
def test_sweep_is_the_definition_in_every_bit(world: World) -> None:
    assert swept(world) == exposures(world)


@MANY
@given(st.one_of(worlds(), worlds(ties=True)))
def test_explanation_is_the_definition_with_its_paths_and_ties(world: World) -> None:
    network, sources = network_of(world), sources_of(world)
    for target, expected in parts(world).items():
        lines = explain(network, sources, target, hops=world.hops).lines()
        found = [(line.matter, line.subject, line.cost, line.distance, line.units, line.path) for line in lines]
        assert found == [
            (part.matter, part.subject, part.cost, part.distance, part.units, part.path)
            for part in expected
            if part.units
        ]


@MANY
@given(worlds())
def test_explanation_and_sweep_agree_in_every_bit_and_parts_are_the_whole(world: World) -> None:
    network, sources = network_of(world), sources_of(world)
    exposure = sweep(network, sources, hops=world.hops)
    for target in range(world.size):
        explanation = explain(network, sources, target, hops=world.hops)
        assert explanation.total == exposure.units(target)
        assert sum(line.units for line in explanation.lines()) == exposure.units(target)


# Property 1: with transit and ratios held fixed, more never means less.


@FEW
@given(worlds(), st.data())
def test_another_matter_never_lowers_a_total(world: World, data: st.DataObject) -> None:
    event = data.draw(st.tuples(st.just(99), st.integers(0, world.size - 1), st.sampled_from((0, 4096, 9999))))
    assert _nowhere_lower(world, replace(world, events=(*world.events, event)))


@FEW
@given(worlds(), st.data())
def test_another_subject_never_lowers_a_total_while_the_strongest_stays(world: World, data: st.DataObject) -> None:
    matter = data.draw(st.integers(0, 4))
    strongest = min((cost for named, _, cost in world.events if named == matter), default=0)
    event = (matter, data.draw(st.integers(0, world.size - 1)), strongest + data.draw(st.integers(0, 9000)))
    assert _nowhere_lower(world, replace(world, events=(*world.events, event)))


@FEW
@given(worlds(), st.data())
def test_a_new_strongest_subject_never_lowers_a_total_beyond_the_rounding_of_its_tables(
    world: World, data: st.DataObject
) -> None:
    # The matter's cost moves from its weight to its paths, and each of the two tables rounds on its own: a total may
    # lose the halves that were rounded up, (2^26 + 2^30) / 2 a product at most, before and after.
    event = data.draw(st.tuples(st.integers(0, 4), st.integers(0, world.size - 1), st.sampled_from((0, 77))))
    before, after = swept(world), swept(replace(world, events=(*world.events, event)))
    assert all(new >= old - (2**26 + 2**30 + 1) for old, new in zip(before, after, strict=True))


@FEW
@given(worlds(), st.data())
def test_another_arc_never_lowers_a_total(world: World, data: st.DataObject) -> None:
    node = st.integers(0, world.size - 1)
    fact = data.draw(st.tuples(node, node, st.integers(0, 1_000_000_000)))
    assert _nowhere_lower(world, replace(world, facts=(*world.facts, fact)))


@FEW
@given(worlds().filter(lambda world: bool(world.facts)), st.data())
def test_a_raised_strength_never_lowers_a_total(world: World, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(world.facts) - 1))
    tail, head, strength = world.facts[at]
    raised = (tail, head, data.draw(st.integers(strength, 1_000_000_000)))
    assert _nowhere_lower(world, replace(world, facts=(*world.facts[:at], raised, *world.facts[at + 1 :])))


@FEW
@given(worlds())
def test_more_arcs_in_a_path_or_a_lower_theta_never_lower_a_total(world: World) -> None:
    assert _nowhere_lower(world, replace(world, hops=world.hops + 1))
    assert _nowhere_lower(world, replace(world, limit=world.limit + 3000))


def _nowhere_lower(before: World, after: World) -> bool:
    return all(new >= old for old, new in zip(swept(before), swept(after), strict=True))


# Property 4: parts of a path are never weaker than the path, so cutting at θ loses nothing.


@FEW
@given(worlds(), st.integers(0, 30_000))
def test_cutting_at_theta_loses_nothing_within_it(world: World, limit: int) -> None:
    limit = min(limit, world.limit)
    network = network_of(world)
    subjects = np.arange(world.size, dtype=np.uint32)
    whole = freeze(network, subjects, hops=world.hops).triples
    cut = freeze(network, subjects, limit=limit, hops=world.hops).triples
    assert _reached(cut) == {triple for triple in _reached(whole) if triple[2] <= limit}


@FEW
@given(worlds())
def test_prefixes_and_suffixes_of_a_path_are_never_weaker_than_it(world: World) -> None:
    network, sources = network_of(world), sources_of(world)
    best = best_paths(world)
    for target in range(world.size):
        for line in explain(network, sources, target, hops=world.hops).lines():
            for node in line.path:
                assert best[line.subject, node].cost <= line.distance
                assert best[node, target].cost <= line.distance


@FEW
@given(worlds())
def test_rows_are_sorted_by_cost_then_id_in_both_directions(world: World) -> None:
    network = network_of(world)
    within = {pair: cost for pair, cost in world.arcs.items() if cost <= world.limit}
    for node in range(world.size):
        leaving = [(head, cost) for (tail, head), cost in within.items() if tail == node]
        entering = [(tail, cost) for (tail, head), cost in within.items() if head == node]
        assert network.successors(node) == sorted(leaving, key=lambda arc: (arc[1], arc[0]))
        assert network.predecessors(node) == sorted(entering, key=lambda arc: (arc[1], arc[0]))


def _reached(triples: Triples) -> set[tuple[int, int, int]]:
    rows = np.repeat(np.arange(triples.indptr.size - 1), np.diff(triples.indptr))
    return set(zip(rows.tolist(), triples.target.tolist(), triples.distance.tolist(), strict=True))


# Property 5: decay does not touch reach.


@FEW
@given(worlds(), st.lists(st.integers(0, 3000), min_size=5, max_size=5))
def test_frozen_reach_weighs_aged_events_as_a_fresh_sweep_does(world: World, ages: list[int]) -> None:
    network = network_of(world)
    frozen = freeze(network, np.array([event[1] for event in world.events], np.uint32), hops=world.hops)
    assert units(reweigh(frozen, sources_of(world))) == swept(world)
    aged = tuple((matter, subject, cost + ages[matter]) for matter, subject, cost in world.events)
    older = replace(world, events=aged)
    assert units(reweigh(frozen, sources_of(older), threads=2)) == swept(older)


# Property 7: order, threads and names.


@FEW
@given(worlds(), st.randoms(use_true_random=False))
def test_input_order_and_threads_change_no_byte(world: World, random: Random) -> None:
    facts, events = list(world.facts), list(world.events)
    random.shuffle(facts)
    random.shuffle(events)
    shuffled = replace(world, facts=tuple(facts), events=tuple(events))
    assert _bytes(world, threads=1) == _bytes(shuffled, threads=2)


@FEW
@given(worlds(), st.data())
def test_renaming_ids_keeps_every_integer(world: World, data: st.DataObject) -> None:
    names = data.draw(st.permutations(range(world.size)))
    other = renamed(world, names)
    before, after = swept(world), swept(other)
    assert before == [after[names[node]] for node in range(world.size)]
    network, sources = network_of(other), sources_of(other)
    for target in range(world.size):
        mine = explain(network_of(world), sources_of(world), target, hops=world.hops)
        theirs = explain(network, sources, names[target], hops=world.hops)
        assert sorted(zip(mine.matter.tolist(), mine.units.tolist(), strict=True)) == sorted(
            zip(theirs.matter.tolist(), theirs.units.tolist(), strict=True)
        )


def _bytes(world: World, *, threads: int) -> list[bytes]:
    return [array.tobytes() for array in _arrays(world, threads)]


def _arrays(world: World, threads: int) -> Iterator[NDArray[Any]]:
    network, sources = network_of(world), sources_of(world)
    yield from (*network.out, *network.into, network.transit, network.order)
    yield from (sources.indptr, sources.subject, sources.relative, sources.amount, sources.matter)
    exposure = sweep(network, sources, hops=world.hops, threads=threads)
    yield from (exposure.high, exposure.low)
    for target in range(world.size):
        told = explain(network, sources, target, hops=world.hops)
        yield from (told.matter, told.subject, told.units, told.distance)
        yield from (np.array(line.path) for line in told.lines())
    frozen = freeze(network, sources.subject, hops=world.hops, threads=threads)
    yield from (frozen.subject, *frozen.triples)
