from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph_engine.kernels.forms import Sums
from graph_engine.kernels.reach import add_product


@given(st.lists(st.tuples(st.integers(0, 2**44 - 1), st.integers(0, 2**30)), max_size=32))
def test_two_words_hold_the_sum_of_products_exactly(products: list[tuple[int, int]]) -> None:
    sums = Sums(np.zeros(1, np.int64), np.zeros(1, np.int64))
    for amount, factor in products:
        add_product(sums, 0, amount, factor)
    exact = sum(amount * factor for amount, factor in products)
    assert (int(sums.high[0]) << 16) + int(sums.low[0]) == exact


def test_the_largest_admitted_product_does_not_overflow() -> None:
    sums = Sums(np.zeros(1, np.int64), np.zeros(1, np.int64))
    amount, factor = 2**49 - 1, 2**30
    add_product(sums, 0, amount, factor)
    assert (int(sums.high[0]) << 16) + int(sums.low[0]) == amount * factor
    naive = np.array([amount], np.int64) * np.int64(factor)
    assert int(naive[0]) != amount * factor


def test_low_words_are_carried_only_at_the_end() -> None:
    sums = Sums(np.zeros(1, np.int64), np.zeros(1, np.int64))
    for _ in range(3):
        add_product(sums, 0, 1, 0xFFFF)
    assert sums.high.tolist() == [0]
    assert sums.low.tolist() == [3 * 0xFFFF]
