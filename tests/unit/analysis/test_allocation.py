from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_engine.analysis.allocation import allocate, allocate_groups, hazard_micro, score_micro
from graph_engine.errors import RequestError

UNIT = 2**56


def test_hazards_of_whole_numbers() -> None:
    assert hazard_micro(0, 2) == 0
    assert hazard_micro(UNIT, 1) == hazard_micro(UNIT, 2) == 1_000_000
    assert hazard_micro(4 * UNIT, 2) == 2_000_000
    assert hazard_micro(4 * UNIT, 1) == 4_000_000
    assert hazard_micro(UNIT // 2, 2) == 707_107


@given(st.integers(0, 2**80), st.sampled_from((1, 2)))
def test_a_hazard_is_the_root_rounded_half_up(units: int, p: int) -> None:
    found = hazard_micro(units, p)
    exact = Fraction(units, UNIT)
    assert Fraction(2 * found - 1, 2_000_000) ** p <= exact or found == 0
    assert exact < Fraction(2 * found + 1, 2_000_000) ** p


@given(st.integers(0, 2**70), st.integers(0, 2**70))
def test_a_hazard_never_falls_when_the_exposure_grows(low: int, more: int) -> None:
    assert hazard_micro(low + more, 2) >= hazard_micro(low, 2)


@pytest.mark.parametrize(("units", "p"), [(-1, 1), (1, 3)])
def test_hazards_that_make_no_sense_are_refused(units: int, p: int) -> None:
    with pytest.raises(RequestError):
        hazard_micro(units, p)


def test_scores_saturate_and_stay_below_one() -> None:
    assert score_micro(0) == 0
    assert score_micro(1_000_000) == 632_121
    assert score_micro(500_000, 2_000_000) == 632_121
    assert score_micro(13_815_511) == 999_999
    assert score_micro(10**15) == 999_999


@given(st.integers(0, 20_000_000), st.sampled_from((500_000, 1_000_000, 1_700_000)))
def test_a_score_is_the_exponential_to_six_decimals(hazard: int, kappa: int) -> None:
    with localcontext() as context:
        context.prec = 80
        exact = 1_000_000 * (1 - (Decimal(-hazard * kappa) / 10**12).exp())
        assert abs(score_micro(hazard, kappa) - min(exact, Decimal(999_999))) <= Decimal("0.5")


def test_scores_that_make_no_sense_are_refused() -> None:
    with pytest.raises(RequestError):
        score_micro(-1)
    with pytest.raises(RequestError):
        score_micro(1, 0)


def test_shares_go_by_largest_remainder_and_ties_by_position() -> None:
    assert allocate(10, [1, 1, 1]) == [4, 3, 3]
    assert allocate(100, [1, 2, 4]) == [14, 29, 57]
    assert allocate(1, [3, 3]) == [1, 0]
    assert allocate(7, [0, 5, 0]) == [0, 7, 0]
    assert allocate(0, [0, 0]) == [0, 0]
    assert allocate(0, []) == []


@given(st.integers(0, 10**12), st.lists(st.integers(0, 2**79), min_size=1, max_size=20).filter(any))
def test_shares_add_up_exactly_and_stay_within_one_of_their_part(total: int, weights: list[int]) -> None:
    shares = allocate(total, weights)
    assert sum(shares) == total
    whole = sum(weights)
    assert all(abs(share - Fraction(total * weight, whole)) < 1 for share, weight in zip(shares, weights, strict=True))


def test_what_cannot_be_shared_out_is_refused() -> None:
    for total, weights in ((-1, [1]), (1, [-1, 2]), (1, [0, 0]), (1, [])):
        with pytest.raises(RequestError):
            allocate(total, weights)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 10**6)), max_size=25),
    st.lists(st.integers(0, 10**9), min_size=4, max_size=4),
)
def test_groups_are_shared_out_as_each_by_itself(rows: list[tuple[int, int]], totals: list[int]) -> None:
    group = np.array([group for group, _ in rows], np.int64)
    weights = np.array([weight for _, weight in rows], np.int64)
    found = allocate_groups(group, np.array(totals, np.int64), weights)
    for number, total in enumerate(totals):
        mine = weights[group == number].tolist()
        assert found[group == number].tolist() == (allocate(total, mine) if any(mine) else [0] * len(mine))
