"""Repaired shares of each company (持股比例修补): point value, interval and flag; repairs are evidence.

    S = sum of the known ratios of a company, U = its recorded holders without one

    case              point value                 interval                           flag
    S <= 1, U > 0     (1 − S)/U each              [0, 1 − Σ lower]                   RATIO_MISSING
    S < 1,  U = 0     nobody is scaled up         –                                  UNDISCLOSED
    1 < S <= 1.005    scaled to 1                 –                                  – (rounding)
    S > 1.005, U = 0  divided by S                [max(0, 1 − others), min(1, r)]    OVER_100
    S > 1,  U > 0     missing 0, others as above  missing: [0, max(0, 1 − Σ lower)]  OVER_100, RATIO_MISSING
    sources disagree  the newest registered       [min, max]                         CONFLICT
    a band            its middle                  the band                           BAND

The interval of OVER_100 assumes that no reported ratio is too low and that nobody else holds; whoever
prints it says so. A band's middle is our guess, not a statement: where middles push S above 1, they are
first drawn to the lower ends of their bands, all by the same part of the way, as far as the whole asks
for; only what is left above 1 after that is evidence of too much. Where exact ratios are stated this
changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag

import numpy as np
from numpy.typing import NDArray

from graph_engine.analysis.allocation import allocate_groups
from graph_engine.errors import RequestError
from graph_engine.kernels.tables import PPB

UNKNOWN = -1
"""Stands for "no ratio stated" in point, low and high."""

ROUNDING_PPB = 1_005_000_000
"""Sums up to 1.005 come from rounding in the source."""

_HIGHEST = 9 * PPB


class RatioFlag(IntFlag):
    """What was repaired or doubted (持股比例标记)."""

    RATIO_MISSING = 1
    UNDISCLOSED = 2
    OVER_100 = 4
    CONFLICT = 8
    BAND = 16


@dataclass(frozen=True, slots=True, eq=False)
class Repaired:
    """Shares after repair, rows as they came in; ratios in ppb, 0 … 10^9.

    point, low, high int64[k]; flags int64[k] of each row (`RATIO_MISSING` on the guessed rows only,
    `OVER_100` on all rows of the company); company_flags int64[c]: all flags of its rows, and
    `UNDISCLOSED`; undisclosed int64[c]: what no recorded holder has. With a holder at all, points and
    undisclosed add up to exactly 10^9.
    """

    point: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    flags: NDArray[np.int64]
    company_flags: NDArray[np.int64]
    undisclosed: NDArray[np.int64]


def repair(
    companies: int,
    company: NDArray[np.int64],
    holder: NDArray[np.int64],
    point: NDArray[np.int64],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    *,
    conflict: NDArray[np.bool_],
    band: NDArray[np.bool_],
) -> Repaired:
    """Repair the shares of all companies at once; one row a holding fact, companies numbered from 0.

    `point` is the newest stated ratio in ppb, `UNKNOWN` where the source gives only a band (low, high) or
    nothing (all three `UNKNOWN`); without a band or a conflict low = high = point. Whatever a division
    leaves over goes by largest remainder, equal ones by holder, so input order is without effect. O(rows
    · log rows).
    """
    _check(companies, company, holder, point, low, high)
    order = np.lexsort((high, low, point, holder, company))
    rows = _Rows(
        companies,
        company[order].astype(np.int64),
        point[order].astype(np.int64),
        low[order].astype(np.int64),
        high[order].astype(np.int64),
        conflict[order].astype(np.bool_),
        band[order].astype(np.bool_),
    )
    return _unsorted(_repair(rows), order)


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    companies: int
    company: NDArray[np.int64]
    point: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    conflict: NDArray[np.bool_]
    band: NDArray[np.bool_]

    def sums(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Σ a company of a value a row."""
        result = np.zeros(self.companies, np.int64)
        np.add.at(result, self.company, values)
        return result


def _repair(rows: _Rows) -> Repaired:
    known = rows.low != UNKNOWN
    missing = rows.sums((~known).astype(np.int64))
    point = _settled(rows, known)
    whole = rows.sums(np.where(known, point, 0))
    above = whole > PPB
    over = above & ((whole > ROUNDING_PPB) | (missing > 0))

    scaled = allocate_groups(rows.company, np.where(above, PPB, 0), np.where(known, point, 0))
    point = np.where(above[rows.company] & known, scaled, point)
    low, high = _intervals(rows, known, point, whole)

    guessed = allocate_groups(rows.company, np.where(above, 0, PPB - whole), (~known).astype(np.int64))
    point = np.where(known, point, guessed)
    room = np.maximum(0, PPB - rows.sums(np.where(known, low, 0)))
    low = np.where(known, low, 0)
    high = np.where(known, high, room[rows.company])

    flags = (
        np.where(known, 0, RatioFlag.RATIO_MISSING)
        | np.where(over[rows.company], RatioFlag.OVER_100, 0)
        | np.where(rows.conflict, RatioFlag.CONFLICT, 0)
        | np.where(rows.band, RatioFlag.BAND, 0)
    ).astype(np.int64)
    recorded = rows.sums(np.ones(rows.company.size, np.int64)) > 0
    undisclosed = np.where(recorded & (missing == 0) & ~above, PPB - whole, 0)
    company_flags = np.where(undisclosed > 0, RatioFlag.UNDISCLOSED, 0).astype(np.int64)
    np.bitwise_or.at(company_flags, rows.company, flags)
    return Repaired(point, low, high, flags, company_flags, undisclosed)


def _settled(rows: _Rows, known: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The stated ratio, or the band's middle, drawn to its lower end as far as the whole asks for; or 0."""
    drawn = known & (rows.point == UNKNOWN)
    least = np.where(drawn, rows.low, np.where(known, rows.point, 0))
    slack = np.where(drawn, (rows.low + rows.high) // 2 - rows.low, 0)
    room = np.maximum(0, PPB - rows.sums(least))
    return least + allocate_groups(rows.company, np.minimum(room, rows.sums(slack)), slack)


def _intervals(
    rows: _Rows, known: NDArray[np.bool_], point: NDArray[np.int64], whole: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What the known shares can be: as stated, or what the others leave where the company is over 100 %."""
    stated = (rows.low < rows.high) | (rows.point == UNKNOWN)
    low = np.where(stated, np.minimum(rows.low, point), point)
    high = np.where(stated, np.maximum(rows.high, point), point)
    top = np.where(known, np.maximum(rows.high, rows.point), 0)
    others = rows.sums(top)[rows.company] - top
    too_much = (whole > ROUNDING_PPB)[rows.company]
    low = np.where(too_much, np.clip(PPB - others, 0, point), low)
    high = np.where(too_much, np.maximum(np.minimum(top, PPB), point), high)
    return np.minimum(low, PPB), np.minimum(high, PPB)


def _unsorted(repaired: Repaired, order: NDArray[np.int64]) -> Repaired:
    back = np.empty_like(order)
    back[order] = np.arange(order.size)
    return Repaired(
        repaired.point[back],
        repaired.low[back],
        repaired.high[back],
        repaired.flags[back],
        repaired.company_flags,
        repaired.undisclosed,
    )


def _check(
    companies: int,
    company: NDArray[np.int64],
    holder: NDArray[np.int64],
    point: NDArray[np.int64],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
) -> None:
    if not company.size == holder.size == point.size == low.size == high.size:
        raise RequestError("holdings need one company, holder, point, low and high a row")
    if not company.size:
        return
    if int(company.min()) < 0 or int(company.max()) >= companies:
        raise RequestError(f"a holding names a company outside the {companies}")
    if min(int(column.min()) for column in (point, low, high)) < UNKNOWN:
        raise RequestError("a ratio is negative")
    if max(int(column.max()) for column in (point, low, high)) > _HIGHEST:
        raise RequestError("a ratio above 900 % is no ratio; the loader refuses it")
    bare = low == UNKNOWN
    if bool((bare != (high == UNKNOWN)).any()) or bool((bare & (point != UNKNOWN)).any()):
        raise RequestError("a ratio has both ends of its interval or neither")
    if bool((low > high).any()):
        raise RequestError("the lower end of a ratio lies above the upper one")
