"""From statements to facts: agreement, conflict, time, provenance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import numpy as np
import pytest

from graph_engine.model.records import Branch, Office, Shareholding
from graph_engine.snapshot.build import build_snapshot
from graph_engine.snapshot.snapshot import (
    BAND,
    CONFLICT,
    END_DISPUTED,
    NO_DAY,
    UNDATED,
    UNKNOWN_RATIO,
    Snapshot,
)
from tests.worlds import POLICY, TODAY, World, company, described, holds, in_one_line, local_person, withholding

A, B, C = company("A", "甲公司"), company("B", "乙公司"), company("C", "丙公司")


def only_fact(snapshot: Snapshot) -> int:
    assert len(snapshot.fact_kind) == 1
    return 0


def test_two_sources_that_agree_are_one_fact_with_two_provenances(world: World) -> None:
    world.load([holds(A, B, 60)], source="registry")
    world.load([holds(A, B, 60)], source="vendor", document="b")
    snapshot = world.snapshot()
    fact = only_fact(snapshot)
    assert [place.document.source for place in snapshot.fact_provenance(fact)] == ["registry", "vendor"]
    assert not int(snapshot.fact_flags[fact]) & CONFLICT
    assert int(snapshot.fact_low[fact]) == int(snapshot.fact_high[fact]) == 600_000_000


def test_sources_that_disagree_give_an_interval_and_the_newest_registered_the_point(world: World) -> None:
    world.load([holds(A, B, 60)], source="registry")
    newer = replace(holds(A, B, 45), valid_from=date(2020, 5, 1))
    world.load([newer], source="vendor", document="b")
    snapshot = world.snapshot()
    fact = only_fact(snapshot)
    assert int(snapshot.fact_point[fact]) == 450_000_000
    assert (int(snapshot.fact_low[fact]), int(snapshot.fact_high[fact])) == (450_000_000, 600_000_000)
    assert int(snapshot.fact_flags[fact]) & CONFLICT
    assert int(snapshot.fact_from[fact]) == (date(2020, 5, 1) - date(1970, 1, 1)).days


def test_a_source_without_a_ratio_does_not_hide_one_that_has_it(world: World) -> None:
    world.load([holds(A, B, 60)], source="registry")
    world.load([replace(holds(A, B, None), valid_from=date(2024, 1, 1))], source="vendor", document="b")
    snapshot = world.snapshot()
    fact = only_fact(snapshot)
    assert int(snapshot.fact_point[fact]) == 600_000_000
    assert not int(snapshot.fact_flags[fact]) & CONFLICT


def test_an_unknown_ratio_is_unknown(world: World) -> None:
    world.load([holds(A, B, None)])
    snapshot = world.snapshot()
    fact = only_fact(snapshot)
    assert {int(snapshot.fact_point[fact]), int(snapshot.fact_low[fact]), int(snapshot.fact_high[fact])} == {
        UNKNOWN_RATIO
    }


def test_a_band_has_ends_and_no_point(world: World) -> None:
    band = replace(holds(A, B, None), ratio_low_ppb=250_000_001, ratio_high_ppb=500_000_000)
    world.load([band])
    snapshot = world.snapshot()
    fact = only_fact(snapshot)
    assert int(snapshot.fact_point[fact]) == UNKNOWN_RATIO
    assert int(snapshot.fact_low[fact]) == 250_000_001
    assert int(snapshot.fact_flags[fact]) & BAND


@pytest.mark.parametrize(
    ("as_of", "holds_then"),
    [
        (date(2019, 12, 31), False),
        (date(2020, 1, 1), True),
        (date(2021, 12, 31), True),
        (date(2022, 1, 1), False),
    ],
)
def test_validity_is_half_open(world: World, as_of: date, holds_then: bool) -> None:
    world.load([replace(holds(A, B, 60), valid_from=date(2020, 1, 1), valid_to=date(2022, 1, 1))])
    assert len(world.snapshot(as_of).fact_kind) == int(holds_then)


def test_what_has_no_dates_holds_always_and_says_so(world: World) -> None:
    world.load([replace(holds(A, B, 60), valid_from=None)])
    snapshot = world.snapshot(date(1990, 1, 1))
    fact = only_fact(snapshot)
    assert int(snapshot.fact_flags[fact]) & UNDATED
    assert int(snapshot.fact_from[fact]) == NO_DAY


def test_a_source_that_still_states_what_another_saw_end_is_disputed(world: World) -> None:
    world.load([holds(A, B, 60)], source="registry")
    world.load([replace(holds(A, B, 60), valid_to=date(2024, 1, 1))], source="vendor", document="b")
    snapshot = world.snapshot()
    assert int(snapshot.fact_flags[only_fact(snapshot)]) & END_DISPUTED


def test_one_source_that_tells_history_disputes_nothing(world: World) -> None:
    before = replace(holds(A, B, 30), valid_from=date(2010, 1, 1), valid_to=date(2015, 1, 1))
    world.load([holds(A, B, 60), before])
    snapshot = world.snapshot()
    assert not int(snapshot.fact_flags[only_fact(snapshot)]) & END_DISPUTED


def test_posts_are_facts_of_their_own(world: World) -> None:
    zhang = local_person("张某", A)
    world.load([Office(source=zhang, target=A, role="director"), Office(source=zhang, target=A, role="manager")])
    snapshot = world.snapshot()
    assert [snapshot.role_name[int(role)] for role in snapshot.fact_role] == ["director", "manager"]


# --------------------------------------------------------------------------------------- known time


def test_a_replay_shows_what_was_known_then(world: World) -> None:
    world.load([holds(A, B, 60)])
    world.load([holds(A, B, 40)], document="b")
    assert int(world.snapshot(known=1).fact_point[0]) == 600_000_000
    assert int(world.snapshot(known=2).fact_point[0]) == 400_000_000


# --------------------------------------------------------------------------------------- branches


def test_a_branch_is_answered_for_by_its_head_office(world: World) -> None:
    world.load([*described(A, B, C), Branch(source=B, target=A), Branch(source=C, target=B)])
    snapshot = world.snapshot()
    head = snapshot.node(A.key)
    assert [int(snapshot.legal_person[snapshot.node(party.key)]) for party in (A, B, C)] == [head, head, head]


def test_a_branch_of_two_heads_keeps_to_itself_and_is_doubted(world: World) -> None:
    world.load([*described(A, B, C), Branch(source=C, target=A)])
    world.load([Branch(source=C, target=B)], source="other", document="b")
    snapshot = world.snapshot()
    branch = snapshot.node(C.key)
    assert int(snapshot.legal_person[branch]) == branch
    assert "branch_of_several" in snapshot.doubts[0]


def test_a_circle_of_branches_answers_as_its_smallest_node(world: World) -> None:
    world.load([*described(A, B), Branch(source=A, target=B), Branch(source=B, target=A)])
    snapshot = world.snapshot()
    assert len(np.unique(snapshot.legal_person)) == 1
    assert int(snapshot.legal_person[0]) == 0


# --------------------------------------------------------------------------------------- bands beside ratios


def band(low: int, high: int, year: int = 2015) -> Shareholding:
    return replace(
        holds(A, B, None), ratio_low_ppb=low * 10**7, ratio_high_ppb=high * 10**7, valid_from=date(year, 1, 1)
    )


def interval(snapshot: Snapshot) -> tuple[int, int, int]:
    """(point, low, high) in percent of the only fact; -1 for no point."""
    fact = only_fact(snapshot)
    columns = (snapshot.fact_point, snapshot.fact_low, snapshot.fact_high)
    point, low, high = (int(column[fact]) for column in columns)
    return (point // 10**7 if point >= 0 else -1, low // 10**7, high // 10**7)


def test_a_band_around_a_ratio_agrees_with_it(world: World) -> None:
    world.load([holds(A, B, 60)], source="registry")
    world.load([band(50, 75)], source="vendor", document="b")
    snapshot = world.snapshot()
    assert interval(snapshot) == (60, 60, 60)
    assert not int(snapshot.fact_flags[only_fact(snapshot)]) & (CONFLICT | BAND)


def test_the_narrower_of_two_bands_within_each_other_is_what_both_say(world: World) -> None:
    world.load([band(25, 75)], source="registry")
    world.load([band(50, 75)], source="vendor", document="b")
    snapshot = world.snapshot()
    assert interval(snapshot) == (-1, 50, 75)
    assert int(snapshot.fact_flags[only_fact(snapshot)]) & (CONFLICT | BAND) == BAND


def test_a_newer_band_that_contradicts_speaks_by_its_own_middle(world: World) -> None:
    world.load([holds(A, B, 60)], source="registry")
    world.load([band(20, 30, 2020)], source="vendor", document="b")
    snapshot = world.snapshot()
    assert interval(snapshot) == (25, 20, 60)
    assert int(snapshot.fact_flags[only_fact(snapshot)]) & (CONFLICT | BAND) == CONFLICT | BAND


# --------------------------------------------------------------------------------------- what dates a fact


def test_a_fact_that_another_source_dates_is_not_undated(world: World) -> None:
    world.load([replace(holds(A, B, 60), valid_from=None)], source="registry")
    world.load([replace(holds(A, B, None), valid_from=date(2018, 3, 1))], source="vendor", document="b")
    snapshot = world.snapshot()
    fact = only_fact(snapshot)
    assert int(snapshot.fact_from[fact]) == (date(2018, 3, 1) - date(1970, 1, 1)).days
    assert not int(snapshot.fact_flags[fact]) & UNDATED


def test_an_end_before_the_present_holding_began_disputes_nothing(world: World) -> None:
    earlier = replace(holds(A, B, 60), valid_from=date(2010, 1, 1), valid_to=date(2014, 1, 1))
    world.load([holds(A, B, 60)], source="registry")
    world.load([earlier], source="vendor", document="b")
    snapshot = world.snapshot()
    assert not int(snapshot.fact_flags[only_fact(snapshot)]) & END_DISPUTED


def test_of_two_sources_of_one_day_the_larger_share_speaks_whichever_file_comes_first(world: World) -> None:
    world.load([holds(A, B, 60)], source="registry")
    world.load([holds(A, B, 40)], source="vendor", document="b")
    assert interval(world.snapshot()) == (60, 40, 60)
    world.load([holds(A, B, 40)], source="registry", document="c")
    world.load([holds(A, B, 60)], source="vendor", document="d")
    assert interval(world.snapshot()) == (60, 40, 60)


def test_two_things_said_in_one_line_are_told_apart_by_what_they_say() -> None:
    said = [holds(A, B, 30, amount=1), holds(A, B, 40, amount=2), holds(A, B, 35, amount=3)]
    pictures = [build_snapshot(in_one_line(order), TODAY, withholding(POLICY, TODAY)) for order in permutations(said)]
    assert len({picture.id for picture in pictures}) == 1
    assert interval(pictures[0]) == (40, 30, 40)
    # One row is one place, however often it speaks.
    assert len(pictures[0].fact_provenance(0)) == 1
