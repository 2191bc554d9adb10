"""Repaired ratios again: one company at a time, in fractions, against the vectorized table."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.analysis.ratios import UNKNOWN, RatioFlag, Repaired, repair

WHOLE = 10**9
ROUNDING = Fraction(1005, 1000)


@dataclass(frozen=True)
class Holding:
    """One row of input: ratios in ppb, -1 unknown."""

    company: int
    holder: int
    point: int
    low: int
    high: int

    @property
    def conflict(self) -> bool:
        return self.point != UNKNOWN and self.low < self.high

    @property
    def band(self) -> bool:
        return self.point == UNKNOWN and self.low != UNKNOWN


@st.composite
def holdings(draw: st.DrawFn) -> list[Holding]:
    """Up to three companies; holders are distinct within one."""
    round_ = st.sampled_from((0, 1, 25, 50, 75, 100, 33, 34, 120)).map(lambda percent: percent * 10**7)
    ratio = st.one_of(round_, st.integers(0, WHOLE))
    rows = []
    for company in range(3):
        for holder in draw(st.lists(st.integers(0, 9), unique=True, max_size=5)):
            kind = draw(st.sampled_from(("exact", "exact", "missing", "band", "conflict")))
            ends = sorted((draw(ratio), draw(ratio)))
            point = {"exact": ends[0], "conflict": draw(st.sampled_from(ends))}.get(kind, UNKNOWN)
            low, high = {"exact": (ends[0], ends[0]), "missing": (UNKNOWN, UNKNOWN)}.get(kind, (ends[0], ends[1]))
            rows.append(Holding(company, holder, point, low, high))
    return draw(st.permutations(rows))


def vectorized(rows: list[Holding]) -> Repaired:
    def column(name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        return np.array([getattr(row, name) for row in rows], np.int64)

    return repair(
        3,
        column("company"),
        column("holder"),
        column("point"),
        column("low"),
        column("high"),
        conflict=column("conflict").astype(np.bool_),
        band=column("band").astype(np.bool_),
    )


def shared_out(total: int, weights: dict[int, int]) -> dict[int, int]:
    """Largest remainder by holder, in fractions."""
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    exact = {holder: Fraction(total * weight, whole) for holder, weight in weights.items()}
    shares = {holder: floor(part) for holder, part in exact.items()}
    order = sorted(weights, key=lambda holder: (shares[holder] - exact[holder], holder))
    for holder in order[: total - sum(shares.values())]:
        shares[holder] += 1
    return shares


def slowly(rows: list[Holding]) -> tuple[dict[int, tuple[int, int, int, int]], int, int]:
    """(point, low, high, flags) by holder, the company's flags and its undisclosed rest."""
    known = {row.holder: row for row in rows if row.low != UNKNOWN}
    missing = sorted(row.holder for row in rows if row.low == UNKNOWN)
    bands = {holder: row for holder, row in known.items() if row.band}
    point = {holder: row.point for holder, row in known.items() if not row.band}
    point |= {holder: (row.low + row.high) // 2 for holder, row in bands.items()}
    if sum(point.values()) > WHOLE and bands:
        least = sum(point[holder] for holder in known if holder not in bands)
        least += sum(row.low for row in bands.values())
        slack = {holder: point[holder] - row.low for holder, row in bands.items()}
        drawn = shared_out(max(0, WHOLE - least), slack)
        point |= {holder: row.low + drawn[holder] for holder, row in bands.items()}

    reported = sum(point.values())
    result: dict[int, tuple[int, int, int, int]] = {}
    over = reported > WHOLE and (Fraction(reported, WHOLE) > ROUNDING or bool(missing))
    divided = shared_out(WHOLE, point) if reported > WHOLE else point
    for holder, row in known.items():
        flags = row.conflict * RatioFlag.CONFLICT | row.band * RatioFlag.BAND | over * RatioFlag.OVER_100
        if Fraction(reported, WHOLE) > ROUNDING:
            others = sum(max(other.high, other.point) for name, other in known.items() if name != holder)
            low, high = max(0, WHOLE - others), min(WHOLE, max(row.high, row.point))
        elif row.conflict or row.band:
            low, high = row.low, min(WHOLE, row.high)
        else:
            low = high = divided[holder]
        here = divided[holder]
        result[holder] = here, min(low, here), max(high, here), int(flags)
    rest = max(0, WHOLE - sum(low for _, low, _, _ in result.values()))
    equally = shared_out(max(0, WHOLE - reported), dict.fromkeys(missing, 1))
    for holder in missing:
        result[holder] = equally[holder], 0, rest, int(RatioFlag.RATIO_MISSING | over * RatioFlag.OVER_100)
    undisclosed = max(0, WHOLE - reported) if rows and not missing else 0
    flags_of_all = undisclosed and int(RatioFlag.UNDISCLOSED)
    for *_, row_flags in result.values():
        flags_of_all |= row_flags
    return result, flags_of_all, undisclosed


@settings(max_examples=400)
@given(holdings())
def test_the_vectorized_table_is_the_slow_one(rows: list[Holding]) -> None:
    found = vectorized(rows)
    for company in range(3):
        expected, flags, undisclosed = slowly([row for row in rows if row.company == company])
        for at, row in enumerate(rows):
            if row.company == company:
                here = (found.point[at], found.low[at], found.high[at], found.flags[at])
                assert tuple(int(value) for value in here) == expected[row.holder]
        assert int(found.company_flags[company]) == flags
        assert int(found.undisclosed[company]) == undisclosed


@settings(max_examples=200)
@given(holdings())
def test_points_lie_in_their_intervals_and_add_up_to_the_whole(rows: list[Holding]) -> None:
    found = vectorized(rows)
    assert ((found.low >= 0) & (found.low <= found.point) & (found.point <= found.high) & (found.high <= WHOLE)).all()
    for company in {row.company for row in rows}:
        mine = np.array([row.company == company for row in rows])
        assert int(found.point[mine].sum()) + int(found.undisclosed[company]) == WHOLE


@settings(max_examples=100)
@given(holdings())
def test_input_order_is_without_effect(rows: list[Holding]) -> None:
    order = sorted(range(len(rows)), key=lambda at: (rows[at].company, rows[at].holder))
    one, other = vectorized(rows), vectorized([rows[at] for at in order])
    for name in ("point", "low", "high", "flags"):
        assert getattr(one, name)[order].tolist() == getattr(other, name).tolist()
    assert one.undisclosed.tolist() == other.undisclosed.tolist()
