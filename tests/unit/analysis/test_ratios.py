"""The ratio table, row by row, on companies small enough to check by head."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from graph_engine.analysis.ratios import UNKNOWN, RatioFlag, Repaired, repair
from graph_engine.errors import RequestError

PERCENT = 10_000_000
MISSING, UNDISCLOSED, OVER = RatioFlag.RATIO_MISSING, RatioFlag.UNDISCLOSED, RatioFlag.OVER_100
CONFLICT, BAND = RatioFlag.CONFLICT, RatioFlag.BAND


@dataclass(frozen=True)
class Share:
    """One holding: a stated ratio, a band, several statements, or nothing; in percent."""

    point: float | None = None
    low: float | None = None
    high: float | None = None
    conflict: bool = False
    holder: int | None = None
    banded: bool = False


def band(low: float, high: float) -> Share:
    return Share(low=low, high=high, banded=True)


def ppb(percent: float | None, otherwise: int = UNKNOWN) -> int:
    return otherwise if percent is None else round(percent * PERCENT)


def repaired(*shares: Share) -> Repaired:
    """One company with these holders, in this order."""
    point = [ppb(share.point) for share in shares]
    return repair(
        1,
        np.zeros(len(shares), np.int64),
        np.array([at if share.holder is None else share.holder for at, share in enumerate(shares)], np.int64),
        np.array(point, np.int64),
        np.array([ppb(share.low, known) for share, known in zip(shares, point, strict=True)], np.int64),
        np.array([ppb(share.high, known) for share, known in zip(shares, point, strict=True)], np.int64),
        conflict=np.array([share.conflict for share in shares], np.bool_),
        band=np.array([share.banded for share in shares], np.bool_),
    )


def rows(found: Repaired) -> list[tuple[float, float, float, RatioFlag]]:
    """(point, low, high, flags) of each holder, in percent."""
    return [
        (point / PERCENT, low / PERCENT, high / PERCENT, RatioFlag(flags))
        for point, low, high, flags in zip(
            found.point.tolist(), found.low.tolist(), found.high.tolist(), found.flags.tolist(), strict=True
        )
    ]


NONE = RatioFlag(0)


def test_complete_shares_stay_as_they_are() -> None:
    found = repaired(Share(60), Share(40))
    assert rows(found) == [(60, 60, 60, NONE), (40, 40, 40, NONE)]
    assert found.company_flags.tolist() == [0]
    assert found.undisclosed.tolist() == [0]


def test_holders_without_a_ratio_share_the_rest_equally() -> None:
    found = repaired(Share(40), Share(), Share())
    assert rows(found) == [(40, 40, 40, NONE), (30, 0, 60, MISSING), (30, 0, 60, MISSING)]
    assert found.company_flags.tolist() == [MISSING]
    assert found.undisclosed.tolist() == [0]


def test_what_a_division_leaves_over_goes_by_holder_so_that_nothing_is_lost() -> None:
    found = repaired(Share(holder=9), Share(holder=3), Share(holder=5))
    assert found.point.tolist() == [333_333_333, 333_333_334, 333_333_333]
    two = repaired(Share(99.9999999), Share(holder=9), Share(holder=3))
    assert two.point.tolist() == [999_999_999, 0, 1]


def test_a_sole_holder_without_a_ratio_may_hold_all_or_nothing() -> None:
    assert rows(repaired(Share())) == [(100, 0, 100, MISSING)]


def test_holders_without_a_ratio_beside_a_complete_sum_get_nothing() -> None:
    assert rows(repaired(Share(100), Share())) == [(100, 100, 100, NONE), (0, 0, 0, MISSING)]


def test_a_rest_that_nobody_is_recorded_for_is_undisclosed_and_nobody_is_scaled_up() -> None:
    found = repaired(Share(30), Share(20))
    assert rows(found) == [(30, 30, 30, NONE), (20, 20, 20, NONE)]
    assert found.company_flags.tolist() == [UNDISCLOSED]
    assert found.undisclosed.tolist() == [500_000_000]


def test_a_small_excess_is_rounding_and_scaled_without_a_flag() -> None:
    found = repaired(Share(50.2), Share(50.2))
    assert rows(found) == [(50, 50, 50, NONE), (50, 50, 50, NONE)]
    assert found.company_flags.tolist() == [0]


def test_the_border_of_rounding_is_one_half_percent() -> None:
    at_border, above = repaired(Share(100.5)), repaired(Share(100.5), Share(0.0000001))
    assert at_border.company_flags.tolist() == [0]
    assert above.company_flags.tolist() == [OVER]


def test_scaled_shares_add_up_to_one_exactly() -> None:
    found = repaired(Share(33.4), Share(33.4), Share(33.4))
    assert found.point.tolist() == [333_333_334, 333_333_333, 333_333_333]


def test_more_than_the_whole_is_divided_and_its_interval_says_what_the_others_leave() -> None:
    found = repaired(Share(80), Share(40))
    (first, low1, high1, flag1), (second, low2, high2, flag2) = rows(found)
    assert (low1, high1, flag1) == (60, 80, OVER)
    assert (low2, high2, flag2) == (20, 40, OVER)
    assert (first, second) == pytest.approx((66.6666667, 33.3333333))
    assert found.point.sum() == 10**9
    assert found.company_flags.tolist() == [OVER]


def test_a_single_ratio_above_the_whole_is_the_whole() -> None:
    assert rows(repaired(Share(120))) == [(100, 100, 100, OVER)]


def test_others_may_leave_nothing() -> None:
    assert rows(repaired(Share(100), Share(100)))[0] == (50, 0, 100, OVER)


def test_more_than_the_whole_with_a_holder_without_a_ratio() -> None:
    found = repaired(Share(60), Share(60), Share())
    assert rows(found) == [(50, 40, 60, OVER), (50, 40, 60, OVER), (0, 0, 20, OVER | MISSING)]
    assert found.company_flags.tolist() == [OVER | MISSING]


def test_a_rounding_excess_with_a_holder_without_a_ratio_is_flagged_too() -> None:
    found = repaired(Share(50.1), Share(50.1), Share())
    assert rows(found) == [(50, 50, 50, OVER), (50, 50, 50, OVER), (0, 0, 0, OVER | MISSING)]


def test_sources_that_disagree_give_the_newest_and_the_span() -> None:
    found = repaired(Share(30, low=20, high=35, conflict=True), Share(70))
    assert rows(found) == [(30, 20, 35, CONFLICT), (70, 70, 70, NONE)]


def test_a_band_gives_its_middle_and_its_ends() -> None:
    found = repaired(band(25, 50))
    assert rows(found) == [(37.5, 25, 50, BAND)]
    assert found.company_flags.tolist() == [BAND | UNDISCLOSED]


def test_bands_leave_a_missing_holder_what_their_lower_ends_leave() -> None:
    assert rows(repaired(band(50, 75), Share())) == [(62.5, 50, 75, BAND), (37.5, 0, 50, MISSING)]


def test_middles_of_bands_are_no_evidence_of_too_much() -> None:
    # 75–100 and 25–50 can hold together only at their lower ends; the naive sum of middles is 125 %.
    found = repaired(band(75, 100), band(25, 50))
    assert rows(found) == [(75, 75, 100, BAND), (25, 25, 50, BAND)]
    drawn = repaired(Share(40), band(50, 75), band(0, 25))
    # Middles of 62.5 and 12.5 leave 10 of 25 above the lower ends.
    assert rows(drawn) == [(40, 40, 40, NONE), (55, 50, 75, BAND), (5, 0, 25, BAND)]
    assert drawn.company_flags.tolist() == [BAND]


def test_a_stated_ratio_is_not_drawn_even_where_another_source_gives_a_band() -> None:
    found = repaired(Share(90, low=50, high=90, conflict=True, banded=True), Share(30))
    assert rows(found)[0][:1] == (75,)
    assert found.company_flags.tolist() == [OVER | CONFLICT | BAND]


def test_lower_ends_above_the_whole_are_evidence_of_too_much() -> None:
    found = repaired(Share(80), band(40, 60))
    (first, low1, high1, flag1), (second, low2, high2, flag2) = rows(found)
    assert (flag1, flag2) == (OVER, OVER | BAND)
    assert (first, second) == pytest.approx((66.6666667, 33.3333333))
    assert (low1, high1) == (40, 80)
    assert (low2, high2) == (20, 60)


def test_many_companies_do_not_touch_each_other() -> None:
    company = np.array([2, 0, 2, 0, 3], np.int64)
    unknown = np.full(5, UNKNOWN, np.int64)
    no = np.zeros(5, np.bool_)
    found = repair(5, company, np.arange(5), unknown, unknown, unknown, conflict=no, band=no)
    assert found.point.tolist() == [5 * 10**8] * 4 + [10**9]
    assert found.company_flags.tolist() == [MISSING, 0, MISSING, MISSING, 0]
    assert found.undisclosed.tolist() == [0] * 5


@pytest.mark.parametrize(
    ("company", "point", "low", "high"),
    [
        (1, 5, 5, 5),
        (-1, 5, 5, 5),
        (0, -2, 5, 5),
        (0, 10**10, 10**10, 10**10),
        (0, UNKNOWN, 5, UNKNOWN),
        (0, 5, UNKNOWN, UNKNOWN),
        (0, 5, 6, 4),
    ],
)
def test_ratios_that_make_no_sense_are_refused(company: int, point: int, low: int, high: int) -> None:
    columns = [np.array([value], np.int64) for value in (company, 0, point, low, high)]
    no = np.zeros(1, np.bool_)
    with pytest.raises(RequestError):
        repair(1, *columns, conflict=no, band=no)


def test_columns_of_unequal_length_are_refused() -> None:
    one, two, no = np.zeros(1, np.int64), np.zeros(2, np.int64), np.zeros(1, np.bool_)
    with pytest.raises(RequestError, match="holdings need"):
        repair(1, one, two, one, one, one, conflict=no, band=no)
