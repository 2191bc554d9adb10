from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.analysis.strengths import (
    AMPLITUDE_LIMIT,
    NEVER,
    amplitude_cost,
    corroborated,
    cost_of,
    costs_ppb,
    decay_cost,
    limit_of,
    root_ppb,
    strength_ppb,
    subject_cost,
    transit_costs,
)
from graph_engine.errors import RequestError
from graph_engine.kernels.tables import PPB
from tests.oracle.brute_force import cost

FULL = 1_000_000


def ppb(*values: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.array(values, np.int64)


@settings(max_examples=300)
@given(st.integers(1, PPB))
def test_a_cost_is_the_nearest_integer_to_the_logarithm(strength: int) -> None:
    assert costs_ppb(ppb(strength)).tolist() == [cost(strength)]


def test_theta_of_one_percent_is_the_limit_of_the_design() -> None:
    assert limit_of(10_000) == 27_213
    assert cost_of(FULL) == 0
    assert cost_of(FULL // 2) == 4096
    assert cost_of(0) == NEVER
    assert costs_ppb(ppb(0, 950_000_000, 1)).tolist() == [NEVER, 303, 122_460]


@pytest.mark.parametrize("theta", [0, -1, FULL + 1])
def test_a_theta_outside_its_range_is_refused(theta: int) -> None:
    with pytest.raises(RequestError, match="θ"):
        limit_of(theta)


def test_strengths_round_half_up_and_roots_down() -> None:
    assert strength_ppb(600_000, ppb(707_106_781)).tolist() == [424_264_069]
    assert strength_ppb(1, ppb(500_000, 499_999)).tolist() == [1, 0]
    assert root_ppb(ppb(PPB // 2, 0, PPB, 2 * PPB, -5)).tolist() == [707_106_781, 0, PPB, PPB, 0]


def test_a_weight_above_one_is_refused() -> None:
    with pytest.raises(RequestError, match="weight"):
        strength_ppb(FULL + 1, ppb(1))
    with pytest.raises(RequestError, match="factor"):
        strength_ppb(1, ppb(PPB + 1))
    with pytest.raises(RequestError, match="strength"):
        costs_ppb(ppb(-1))


def test_facts_corroborate_in_sorted_order_up_to_the_cap() -> None:
    assert corroborated([500_000_000, 300_000_000]) == 650_000_000
    assert corroborated([600_000_000]) == 600_000_000
    assert corroborated([]) == 0
    assert corroborated([900_000_000, 900_000_000]) == 950_000_000
    parts = [123_456_789, 987_654, 600_000_001]
    assert corroborated(parts) == corroborated(parts[::-1])


@given(st.lists(st.integers(0, PPB), min_size=1, max_size=6), st.data())
def test_corroboration_never_falls_when_a_fact_grows_or_joins(strengths: list[int], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(strengths) - 1))
    raised = [*strengths]
    raised[at] = data.draw(st.integers(strengths[at], PPB))
    assert corroborated(raised, PPB) >= corroborated(strengths, PPB)
    assert corroborated([*strengths, data.draw(st.integers(0, PPB))], PPB) >= corroborated(strengths, PPB)


def test_one_half_life_is_one_halving_and_age_rounds_half_up() -> None:
    assert decay_cost(730, 730) == 4096
    assert decay_cost(0, 730) == 0
    assert decay_cost(1, 8192) == 1
    assert decay_cost(1, 8193) == 0
    assert decay_cost(100_000, None) == 0


@pytest.mark.parametrize(("age", "half_life"), [(-1, 730), (1, 0), (1, -5)])
def test_ages_and_half_lives_that_make_no_sense_are_refused(age: int, half_life: int) -> None:
    with pytest.raises(RequestError):
        decay_cost(age, half_life)


def test_an_amplitude_below_two_to_the_minus_ten_counts_nothing() -> None:
    assert amplitude_cost(severity_ppm=FULL, age_days=7300, half_life_days=730) == AMPLITUDE_LIMIT
    assert amplitude_cost(severity_ppm=FULL, age_days=7301, half_life_days=730) is None
    assert amplitude_cost(severity_ppm=FULL // 2, status_ppm=FULL // 2) == 8192
    assert amplitude_cost(severity_ppm=0) is None
    assert amplitude_cost(severity_ppm=FULL // 4, limit=4096) is None


def test_the_role_comes_after_the_cut_of_the_amplitude() -> None:
    assert subject_cost(AMPLITUDE_LIMIT, FULL // 2) == AMPLITUDE_LIMIT + 4096
    assert subject_cost(None, FULL) is None
    assert subject_cost(0, 0) is None


def test_transit_is_free_up_to_the_full_degree_and_never_for_exempt_nodes() -> None:
    degree = ppb(0, 1, 30, 60, 3000, 10**9, 5)
    exempt = np.array([False] * 6 + [True])
    assert transit_costs(degree, exempt, limit=27_213).tolist() == [0, 0, 0, 4096, 27_213, 27_214, 27_214]
    assert transit_costs(ppb(3001), np.array([False]), limit=27_213).tolist() == [27_214]


def test_degrees_are_counts() -> None:
    with pytest.raises(RequestError, match="degree"):
        transit_costs(ppb(-1), np.array([False]), limit=27_213)
    with pytest.raises(RequestError, match="degree"):
        transit_costs(ppb(1), np.array([False]), limit=27_213, full_degree=0)
