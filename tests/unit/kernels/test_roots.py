from __future__ import annotations

from math import isqrt

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph_engine.kernels.roots import square_roots

TOP = 2**63 - 1


@given(st.lists(st.integers(0, TOP)))
def test_roots_are_whole_and_rounded_down(values: list[int]) -> None:
    assert square_roots(np.array(values, np.int64)).tolist() == [isqrt(value) for value in values]


def test_roots_are_exact_beside_squares_where_a_float_is_off_by_one() -> None:
    # Above 2^52 a float cannot hold these neighbors apart.
    whole = [3_037_000_499, 94_906_267, 1_000_000_000, 1]
    values = [root * root + step for root in whole for step in (-1, 0)]
    assert square_roots(np.array(values, np.int64)).tolist() == [isqrt(value) for value in values]
    naive = np.sqrt(np.array(values, np.float64)).astype(np.int64).tolist()
    assert naive != [isqrt(value) for value in values]
