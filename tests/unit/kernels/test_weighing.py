from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph_engine.kernels.forms import FAR, Meeting, Triples, Weights
from graph_engine.kernels.weighing import add_products, carried, weigh_sources


def words() -> NDArray[np.int64]:
    """The two words of one node."""
    return np.zeros((1, 2), np.int64)


def add(sums: NDArray[np.int64], amount: int, factor: int) -> None:
    """Add one product to the one node."""
    add_products(sums, amount, np.array([factor, 0]), np.zeros(1, np.uint32), np.zeros(1, np.int32), 0)


@given(st.lists(st.tuples(st.integers(0, 2**44 - 1), st.integers(0, 2**30)), max_size=32))
def test_two_words_hold_the_sum_of_products_exactly(products: list[tuple[int, int]]) -> None:
    sums = words()
    for amount, factor in products:
        add(sums, amount, factor)
    exact = sum(amount * factor for amount, factor in products)
    assert (int(sums[0, 0]) << 16) + int(sums[0, 1]) == exact
    high, low = carried(sums, np.zeros(1, np.uint32))
    assert (int(high[0]) << 16) + int(low[0]) == exact
    assert 0 <= low[0] < 2**16


def test_the_largest_admitted_product_does_not_overflow() -> None:
    sums = words()
    amount, factor = 2**49 - 1, 2**30
    add(sums, amount, factor)
    assert (int(sums[0, 0]) << 16) + int(sums[0, 1]) == amount * factor
    naive = np.array([amount], np.int64) * np.int64(factor)
    assert int(naive[0]) != amount * factor


def test_low_words_are_carried_only_at_the_end() -> None:
    sums = words()
    for _ in range(3):
        add(sums, 1, 0xFFFF)
    assert sums.tolist() == [[0, 3 * 0xFFFF]]


def test_beyond_its_end_the_table_of_paths_stays_at_0() -> None:
    sums = words()
    add_products(sums, 5, np.array([7, 0]), np.zeros(3, np.uint32), np.array([1, 2, FAR - 1], np.int32), 1)
    assert sums.tolist() == [[0, 0]]


def test_subjects_of_one_source_meet_by_their_minimum_and_leave_nothing_behind() -> None:
    # Subjects 5 and 6 stand in the second and the first row of the triples; both reach node 1.
    triples = Triples(np.array([0, 2, 4]), np.array([1, 2, 0, 1], np.uint32), np.array([3, 0, 0, 1], np.int32))
    weights = Weights(
        np.array([0, 1, 3]), np.array([9, 5, 6]), np.array([0, 0, 1], np.int32), np.array([1, 10]), np.arange(9, -1, -1)
    )
    meeting = Meeting(np.full(3, FAR, np.int32), np.empty(4, np.uint32), np.empty(4, np.int32))
    sums = np.zeros((3, 2), np.int64)
    weigh_sources(triples, np.array([1, 0]), weights, 1, 2, sums, meeting)
    # Totals: node 0 over the first subject 0; node 1 the lesser of 0 + 1 and 1 + 3; node 2 over the second 1 + 0.
    assert sums[:, 1].tolist() == [90, 80, 80]
    assert (meeting.least == FAR).all()
