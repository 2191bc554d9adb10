"""From policy weights to strengths and costs (传导强度、传导成本): fixed point throughout, no float anywhere.

Ratios and strengths are integers in parts per billion (ppb), policy weights in parts per million (ppm). A
cost c stands for the factor 2^(-c/4096); costs add where factors multiply. All arrays are int64 unless
said otherwise.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from graph_engine.errors import RequestError
from graph_engine.kernels.roots import square_roots
from graph_engine.kernels.tables import PPB, PPM, STEPS, thresholds

CAP_PPB = 950_000_000
"""No corroboration makes a relation surer than 0.95."""

NEVER = 1 << 30
"""The cost of a factor of 0: above every limit, and two of them still fit into 32 bits."""

FULL_DEGREE = 30
"""Up to so many counterparties a node conducts without loss; first value, the policy decides."""

AMPLITUDE_LIMIT = 10 * STEPS
"""An amplitude below 2^-10 counts 0; first value, the policy decides."""


def root_ppb(ratios: NDArray[np.int64]) -> NDArray[np.int64]:
    """√ratio in ppb, rounded down, of ratios in ppb clipped to [0, 1]."""
    return square_roots(np.clip(ratios, 0, PPB).astype(np.int64) * PPB)


def strength_ppb(beta_ppm: NDArray[np.int64] | int, factor_ppb: NDArray[np.int64] | int) -> NDArray[np.int64]:
    """w = β · f in ppb, rounded half up; β in ppm and f in ppb, each in [0, 1]."""
    beta, factor = np.asarray(beta_ppm, dtype=np.int64), np.asarray(factor_ppb, dtype=np.int64)
    _check_range("a channel's weight", beta, PPM)
    _check_range("a factor", factor, PPB)
    product: NDArray[np.int64] = (beta * factor + PPM // 2) // PPM
    return product


def corroborated(strengths_ppb: list[int], cap_ppb: int = CAP_PPB) -> int:
    """min(cap, 1 − Π(1 − w)) of the distinct facts between one pair, as the compiled merge computes it."""
    _check_range("a strength", np.asarray(strengths_ppb, dtype=np.int64), PPB)
    doubt = PPB
    for strength in sorted(strengths_ppb):
        doubt = (doubt * (PPB - strength) + PPB // 2) // PPB
    return min(PPB - doubt, cap_ppb)


def costs_ppb(strengths_ppb: NDArray[np.int64]) -> NDArray[np.int32]:
    """q(w) = −4096 · log2 w to the nearest integer, int32, of strengths in ppb; `NEVER` for 0.

    Decided by the exact thresholds; ties cannot occur (an odd power of the 8192nd root of two is irrational).
    """
    _check_range("a strength", strengths_ppb, PPB)
    falling = thresholds()
    found = falling.size - np.searchsorted(falling[::-1], strengths_ppb, side="left")
    return np.where(strengths_ppb > 0, found, NEVER).astype(np.int32)


@lru_cache(maxsize=4096)
def cost_of(ppm: int) -> int:
    """q(w) of one weight in ppm; `NEVER` for 0."""
    return int(costs_ppb(np.array([ppm * (PPB // PPM)], dtype=np.int64))[0])


def limit_of(theta_ppm: int) -> int:
    """The largest path cost that θ admits: θ = 0.01 means d <= 27 213."""
    if not 0 < theta_ppm <= PPM:
        raise RequestError(f"θ lies in (0, 1], not at {theta_ppm} ppm")
    return cost_of(theta_ppm)


def decay_cost(age_days: int, half_life_days: int | None) -> int:
    """Cost of 2^(−age / half-life), rounded half up; 0 without a half-life (a state that persists)."""
    if age_days < 0:
        raise RequestError(f"an event cannot be {age_days} days old: it lies after the asked day")
    if half_life_days is None:
        return 0
    if half_life_days <= 0:
        raise RequestError(f"a half-life is at least one day, not {half_life_days}")
    return (STEPS * age_days + half_life_days // 2) // half_life_days


def amplitude_cost(
    *,
    severity_ppm: int,
    status_ppm: int = PPM,
    age_days: int = 0,
    half_life_days: int | None = None,
    limit: int = AMPLITUDE_LIMIT,
) -> int | None:
    """Cost of severity · status · 2^(−age / half-life); `None` where it is above `limit` and counts 0."""
    cost = cost_of(severity_ppm) + cost_of(status_ppm) + decay_cost(age_days, half_life_days)
    return cost if cost <= limit else None


def subject_cost(amplitude: int | None, role_ppm: int, *, limit: int = AMPLITUDE_LIMIT) -> int | None:
    """Cost of amplitude · role of one subject of an event; `None` where it counts 0.

    The role comes after the cut of the amplitude, so a derived subject of a faint event still counts; a
    role that is itself fainter than the cut does not.
    """
    role = cost_of(role_ppm)
    return None if amplitude is None or role > limit else amplitude + role


def transit_costs(
    degree: NDArray[np.int64], exempt: NDArray[np.bool_], *, limit: int, full_degree: int = FULL_DEGREE
) -> NDArray[np.int32]:
    """Cost of passing through a node, int32: q(min(1, full / degree)), at most limit + 1, which exempts pay.

    `degree` counts distinct counterparties over all live conducting relations, whatever their strength.
    Exempt are state holders (公司法 art. 265(4)), exchanges, nominee holders, registration agents, contacts
    above a size.
    """
    if full_degree < 1 or (degree.size and int(degree.min()) < 0):
        raise RequestError("degrees are counts, and the full degree is at least 1")
    through = np.minimum(PPB, full_degree * PPB // np.maximum(degree, 1))
    costs = np.minimum(costs_ppb(through), limit + 1)
    return np.where(exempt, limit + 1, costs).astype(np.int32)


def _check_range(what: str, values: NDArray[np.int64], top: int) -> None:
    if values.size and (int(values.min()) < 0 or int(values.max()) > top):
        raise RequestError(f"{what} lies in [0, {top}], not in {int(values.min())} … {int(values.max())}")
