"""The exact tables that stand where logarithms and powers would: no float, the same bits on every machine.

A cost (传导成本) is an integer c that stands for the factor 2^(-c/4096). Three families of tables:

    thresholds      floor(10^9 · 2^(-(2i-1)/8192)) for i = 1, 2, …: where one cost ends and the next begins
    amplitudes(p)   round_half_up(2^26 · 2^(-p·i/4096)), the weight B_p of a matter whose cost is i
    paths(p)        round_half_up(2^30 · 2^(-p·i/4096)), the weight T_p of a path whose cost is i

All are derived from one list of roots of two, computed in integers with a proven error bound, and the
hash of their bytes is pinned: a table that came out otherwise would silently change every answer.
"""

from __future__ import annotations

import hashlib
from functools import cache
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from graph_engine.errors import RequestError, StopError

STEPS = 4096
"""Costs to one halving."""

PPB = 1_000_000_000
"""Strengths and ratios inside are integers in parts per billion."""

PPM = 1_000_000
"""Policy weights are integers in parts per million."""

AMPLITUDE_BITS = 26
PATH_BITS = 30
UNIT_BITS = AMPLITUDE_BITS + PATH_BITS
"""Exposure is counted in units of 2^-56."""

POWERS = (1, 2)
"""The exponents p that a policy may choose: 1 adds up, 2 lets the strong ones lead."""

TABLES_SHA256 = "fa632e6f0949268dd7a290e78899a0f1fe4c2e9b020d496e951ddf5c6fe5174a"

_BITS = 160
_ROOTS = 2 * STEPS
_SLACK = 8 * _ROOTS


@cache
def thresholds() -> NDArray[np.int64]:
    """Largest strength (ppb) whose cost is at least i + 1, at index i; falling, ends with 1.

    The cost of a strength is the number of entries that are not below it. A tie cannot occur: an odd
    power of the 8192nd root of two is irrational, so comparing with the floor of the threshold decides
    exactly.
    """
    grid = np.array([_floor_scaled(PPB << 32, root) for root in _roots()], dtype=np.int64)
    odd = 2 * np.arange(1, 30 * STEPS + 1, dtype=np.int64) - 1
    table: NDArray[np.int64] = grid[odd % _ROOTS] >> (32 + odd // _ROOTS)
    return _frozen(table[table > 0])


@cache
def amplitudes(p: int) -> NDArray[np.int64]:
    """B_p: what a matter of a given cost weighs, in units of 2^-26, falling to 0 at the last index."""
    return _powers(p, AMPLITUDE_BITS)


@cache
def paths(p: int) -> NDArray[np.int64]:
    """T_p: what a path of a given cost lets through, in units of 2^-30, falling to 0 at the last index."""
    return _powers(p, PATH_BITS)


def tables_sha256() -> str:
    """Hash of all tables as little-endian 64-bit integers: thresholds, then B_p and T_p for p = 1, 2."""
    digest = hashlib.sha256(thresholds().astype("<i8").tobytes())
    for p in POWERS:
        digest.update(amplitudes(p).astype("<i8").tobytes())
        digest.update(paths(p).astype("<i8").tobytes())
    return digest.hexdigest()


def check_tables() -> None:
    """Raise `StopError` unless the tables of this machine are the pinned ones, bit by bit."""
    found = tables_sha256()
    if found != TABLES_SHA256:
        raise StopError(f"the exact tables differ on this machine: {found}, expected {TABLES_SHA256}")


def _powers(p: int, bits: int) -> NDArray[np.int64]:
    if p not in POWERS:
        raise RequestError(f"the exponent p of a policy is 1 or 2, not {p}")
    grid = np.array([_floor_scaled(1 << 62, root) for root in _roots()[::2]], dtype=np.int64)
    # The last cost that still rounds to 1 is (bits + 1) halvings away; one entry more is 0.
    exponent = p * np.arange((bits + 1) * STEPS // p + 2, dtype=np.int64)
    # Nested floors are one floor, so shifting the floored grid and adding one half rounds half up exactly.
    shifted = grid[exponent % STEPS] >> (exponent // STEPS)
    half = np.int64(1) << np.int64(61 - bits)
    return _frozen((shifted + half) >> (62 - bits))


@cache
def _roots() -> tuple[int, ...]:
    """2^(-r/8192) for r = 0 … 8191, as integers of 160 binary places, at most `_SLACK` below the truth.

    The square root is taken thirteen times from one half; each rounds down by less than one and halves
    (about) the error before, so the 8192nd root is short by less than 4. Each product adds that and its
    own rounding.
    """
    step = 1 << (_BITS - 1)
    for _ in range(13):
        step = isqrt(step << _BITS)
    roots = [1 << _BITS]
    for _ in range(_ROOTS - 1):
        roots.append(roots[-1] * step >> _BITS)
    return tuple(roots)


def _floor_scaled(scale: int, root: int) -> int:
    """floor(scale · root), proven: the lowest and the highest value that the root can have agree on it."""
    low = scale * root >> _BITS
    if root != 1 << _BITS and low != scale * (root + _SLACK) >> _BITS:
        raise StopError("a table entry is undecided at this precision")
    return low


def _frozen(table: NDArray[np.int64]) -> NDArray[np.int64]:
    table.setflags(write=False)
    return table
