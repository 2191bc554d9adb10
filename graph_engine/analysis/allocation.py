"""From exact sums to printed numbers: roots, saturation, and amounts that add up as printed (六位小数).

Everything before is integers; a root or an exponential appears once, here, at the very end, in exact or
correctly rounded decimal arithmetic, so that all machines print the same six decimals.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from graph_engine.errors import RequestError
from graph_engine.kernels.tables import PPM, UNIT_BITS

_EXACT = Context(prec=50, rounding=ROUND_HALF_EVEN)


def hazard_micro(units: int, p: int) -> int:
    """x = (X / 2^56)^(1/p) in millionths, rounded half up, by an exact integer root; X in units of 2^-56."""
    if units < 0:
        raise RequestError(f"an exposure is a sum of amounts that are not negative, not {units}")
    if p == 1:
        return (units * PPM + (1 << (UNIT_BITS - 1))) >> UNIT_BITS
    if p == 2:
        # floor(√y + 1/2) = (floor(√(4y)) + 1) // 2, and the root of a floor is the floor of the root.
        return (isqrt((4 * units * PPM * PPM) >> UNIT_BITS) + 1) // 2
    raise RequestError(f"the exponent p of a policy is 1 or 2, not {p}")


def score_micro(hazard: int, kappa_ppm: int = PPM) -> int:
    """1 − exp(−κ · x) in millionths, rounded to the nearest, of a hazard in millionths.

    The score lies in [0, 1): where it would round to 1 it is printed as 0.999999. The decimal exponential is
    correctly rounded by its specification, unlike that of a C library.
    """
    if hazard < 0 or kappa_ppm <= 0:
        raise RequestError(f"a hazard is not negative and κ is positive, not {hazard} and {kappa_ppm}")
    exponent = _EXACT.divide(Decimal(-hazard * kappa_ppm), Decimal(PPM * PPM))
    rest = _EXACT.multiply(_EXACT.exp(exponent), Decimal(PPM))
    return min(PPM - int(rest.to_integral_value(rounding=ROUND_HALF_EVEN)), PPM - 1)


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Share out `total` in proportion to `weights` by largest remainder; the shares add up to it exactly.

    Equal remainders go to the earlier position, so callers give rows in an order that means something
    (strongest first, then by id). Raises `RequestError` for a negative number, or for a total with
    nothing to carry it.
    """
    if total < 0 or any(weight < 0 for weight in weights):
        raise RequestError("only amounts that are not negative can be shared out")
    whole = sum(weights)
    if whole == 0:
        if total:
            raise RequestError(f"nothing carries the {total} to be shared out")
        return [0] * len(weights)
    shares = [total * weight // whole for weight in weights]
    left = total - sum(shares)
    by_remainder = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), at))
    for at in by_remainder[:left]:
        shares[at] += 1
    return shares


def allocate_groups(
    group: NDArray[np.int64], totals: NDArray[np.int64], weights: NDArray[np.int64]
) -> NDArray[np.int64]:
    """`allocate` for many groups at once, int64[n]: rows of group g share out `totals[g]`, ties by position.

    Products of a total and a weight must fit into 63 bits. A group whose weights are all 0 gets nothing.
    """
    wholes = np.zeros(totals.size, np.int64)
    np.add.at(wholes, group, weights)
    whole = np.maximum(wholes, 1)[group]
    product = totals[group] * weights
    shares = product // whole
    left = np.where(wholes > 0, totals, 0)
    np.subtract.at(left, group, shares)
    order = np.lexsort((np.arange(group.size), -(product % whole), group))
    starts = np.searchsorted(group[order], np.arange(totals.size))
    rank = np.empty(group.size, np.int64)
    rank[order] = np.arange(group.size) - starts[group[order]]
    result: NDArray[np.int64] = shares + (rank < left[group])
    return result
