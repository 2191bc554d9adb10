"""Whole square roots of many integers at once; exact, where a float root would be off by one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph_engine.kernels.compiled import compiled


@compiled
def square_roots(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """floor(√value) of non-negative values, int64[n], digit by digit in base 2 (at most 32 steps each)."""
    roots = np.empty(values.size, np.int64)
    for place in range(values.size):
        rest = values[place]
        root = np.int64(0)
        bit = np.int64(1) << np.int64(62)
        while bit > rest:
            bit >>= np.int64(2)
        while bit:
            if rest >= root + bit:
                rest -= root + bit
                root = (root >> np.int64(1)) + bit
            else:
                root >>= np.int64(1)
            bit >>= np.int64(2)
        roots[place] = root
    return roots
