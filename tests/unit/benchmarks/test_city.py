"""The synthetic city is the same every time, and has the properties that make real registers hard."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from benchmarks.city import ENTERPRISES, EVENTS, RELATIONS, build_city
from benchmarks.city_arrays import RATIO_STEP, UNKNOWN, City
from graph_engine.kernels.tables import PPB

SCALE = 0.01


@pytest.fixture(scope="module")
def city() -> City:
    return build_city(SCALE)


def arrays_of(record: Any) -> list[tuple[str, NDArray[Any]]]:
    found = []
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, np.ndarray):
            found.append((field.name, value))
        elif field.name in ("relations", "events"):
            found.extend(arrays_of(value))
    return found


def holdings(city: City) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """(holder, company, ratio) of every holding."""
    rows = city.relations.rows_of("holds_shares_in")
    relations = city.relations
    return relations.source[rows].astype(np.int64), relations.target[rows].astype(np.int64), relations.ratio[rows]


def test_the_same_scale_and_seed_give_the_same_arrays(city: City) -> None:
    again, other = arrays_of(build_city(SCALE)), arrays_of(build_city(SCALE, seed=2))
    for (name, array), (_, same), (_, differing) in zip(arrays_of(city), again, other, strict=True):
        assert array.dtype == same.dtype, name
        assert np.array_equal(array, same), name
        assert not np.array_equal(array, differing), name


def test_sizes_follow_the_scale(city: City) -> None:
    assert (city.enterprises, city.persons, city.projects) == (20_000, 30_000, 1_000)
    assert city.relations.kind.size == pytest.approx(RELATIONS * SCALE, rel=0.01)
    assert city.events.category.size == EVENTS * SCALE
    assert np.unique(city.events.subject).size == pytest.approx(285_000 * SCALE, rel=0.1)


def test_a_city_too_small_for_any_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="too small"):
        build_city(10 / ENTERPRISES)


def test_every_number_is_a_node_of_the_right_kind(city: City) -> None:
    relations, parties = city.relations, city.enterprises + city.persons
    assert int(relations.source.max()) < parties
    projects = relations.rows_of("takes_part_in")
    assert bool((relations.target[projects] >= parties).all())
    assert int(relations.target[projects].max()) < city.size
    for kind in ("holds_shares_in", "legal_representative_of", "holds_office_in", "guarantees", "controls"):
        assert int(relations.target[relations.rows_of(kind)].max()) < city.enterprises
    led = relations.target[relations.rows_of("legal_representative_of")]
    assert np.array_equal(np.sort(led), np.arange(city.enterprises))


def test_no_relation_stands_twice_and_none_leads_to_itself(city: City) -> None:
    relations = city.relations
    assert not bool((relations.source == relations.target).any())
    rows = np.stack([relations.kind, relations.role, relations.source, relations.target], axis=1)
    assert len(np.unique(rows, axis=0)) == len(rows)


def test_group_sizes_are_pareto(city: City) -> None:
    sizes = np.bincount(city.group[: city.enterprises])
    assert np.median(sizes) <= 2
    assert sizes.max() == city.enterprises // 400
    large = sizes[(sizes >= 4) & (sizes < sizes.max())]
    # Hill's estimate of the exponent, of sizes that were rounded down.
    exponent = 1 / np.log((large + 0.5) / 4).mean()
    assert 1.3 < exponent < 1.9


def test_groups_are_pyramids(city: City) -> None:
    """All but the head of a group are held by an enterprise of the same group."""
    holder, company, _ = holdings(city)
    inside = holder < city.enterprises
    inside[inside] = city.group[holder[inside]] == city.group[company[inside]]
    held = np.unique(company[inside])
    groups = np.unique(city.group[: city.enterprises]).size
    assert held.size >= city.enterprises - groups


def test_some_holdings_run_backwards_and_close_cycles(city: City) -> None:
    holder, company, _ = holdings(city)
    between = holder < city.enterprises
    graph = csr_array(
        (np.ones(int(between.sum()), np.int8), (holder[between], company[between])), (city.enterprises,) * 2
    )
    _, piece = connected_components(graph, directed=True, connection="strong")
    within = (piece[holder[between]] == piece[company[between]]).sum()
    # A cycle has one holding that runs back and one to three that run down.
    assert 2 * 0.012 < within / holder.size < 4 * 0.018


def test_hub_investors_hold_in_hundreds_and_some_hold_for_the_state(city: City) -> None:
    holder, _, _ = holdings(city)
    stakes = np.bincount(holder, minlength=city.enterprises + city.persons)
    assert stakes.max() > 100 * np.median(stakes[stakes > 0])
    assert 0 < int(city.state_holder.sum()) < 10
    assert int(stakes[: city.enterprises][city.state_holder].min()) > 50


def test_few_nominees_hold_for_many(city: City) -> None:
    rows = city.relations.rows_of("nominee_for")
    nominees = np.unique(city.relations.source[rows])
    assert 0 < nominees.size <= 10 < rows.size
    holder, _, _ = holdings(city)
    assert bool(np.isin(nominees, holder).all())


def test_ratios_are_missing_and_sums_lie_under_and_over_the_whole(city: City) -> None:
    _, company, ratio = holdings(city)
    missing = ratio == UNKNOWN
    assert missing.mean() == pytest.approx(0.03, abs=0.005)
    assert bool((ratio[~missing] % RATIO_STEP == 0).all())
    assert 0 < int(ratio[~missing].min()) <= int(ratio.max()) <= PPB
    gap = np.zeros(city.enterprises, np.bool_)
    gap[company[missing]] = True
    sums = np.bincount(company, ratio, minlength=city.enterprises)[~gap]
    whole = sums[sums > 0] / PPB
    assert (whole < 0.995).mean() == pytest.approx(0.06, abs=0.02)
    assert (whole > 1.005).mean() == pytest.approx(0.025, abs=0.015)


def test_events_cluster_in_bad_groups(city: City) -> None:
    in_bad = city.bad[city.group]
    assert in_bad.mean() < 0.15
    assert in_bad[city.events.subject].mean() > 0.6


def test_matters_have_several_events_and_subjects(city: City) -> None:
    events = city.events
    assert np.array_equal(np.unique(events.matter), np.arange(int(events.matter.max()) + 1))
    assert events.matter.size > 1.3 * np.unique(events.matter).size
    pairs = np.unique(np.stack([events.event, events.subject], axis=1), axis=0)
    assert len(pairs) == events.event.size > events.category.size
    assert 0.1 < events.derived.mean() < 0.3
    assert bool((events.subject[events.derived] >= city.enterprises).all())


def test_some_matters_are_repaired_as_a_whole(city: City) -> None:
    events = city.events
    repaired = np.unique(events.matter[events.repaired])
    assert repaired.size == pytest.approx(0.02 * (int(events.matter.max()) + 1), rel=0.3)
    assert not np.isin(events.matter[~events.repaired], repaired).any()


def test_numbers_say_nothing_of_the_group(city: City) -> None:
    beside = city.group[: city.enterprises - 1] == city.group[1 : city.enterprises]
    assert beside.mean() < 0.01
