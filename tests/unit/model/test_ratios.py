"""Shares: percent, fractions, bands, open and closed ends, exactly at 25, 30 and 50 %."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.errors import RowError
from graph_engine.model.ratios import PPB, Ratio, Scale, parse_ratio, ratio_of

PERCENT = PPB // 100


@pytest.mark.parametrize(
    ("text", "ppb"),
    [
        ("55.24%", 552_400_000),
        ("55.24", 552_400_000),
        ("５５．２４％", 552_400_000),
        ("1.4726%", 14_726_000),
        ("100%", PPB),
        ("0%", 0),
        ("0.5524", 5_524_000),
        ("百分之25", 25 * PERCENT),
        ("25 percent", 25 * PERCENT),
        ('="100%"', PPB),
        ("100.00000000000001%", PPB),
        ("25.0000%", 25 * PERCENT),
        ("0.0000001%", 1),
    ],
)
def test_one_stated_share_is_a_point(text: str, ppb: int) -> None:
    assert parse_ratio(text) == Ratio(ppb, ppb, ppb)


@pytest.mark.parametrize(
    ("text", "ppb"), [("0.5524", 552_400_000), ("1", PPB), ("55.24%", 552_400_000), ("5.524e-1", 552_400_000)]
)
def test_a_column_of_fractions_says_so_and_a_percent_sign_goes_before_it(text: str, ppb: int) -> None:
    assert parse_ratio(text, scale="fraction") == Ratio(ppb, ppb, ppb)


@pytest.mark.parametrize(
    ("text", "low", "high", "low_open", "high_open"),
    [
        ("25%-50%", 25, 50, False, False),
        ("25-50", 25, 50, False, False),
        ("25~50%", 25, 50, False, False),
        ("25％～50％", 25, 50, False, False),
        ("25%至50%", 25, 50, False, False),
        ("25% to 50%", 25, 50, False, False),
        ("超过25%", 25, 100, True, False),
        ("25%以上", 25, 100, False, False),
        ("不低于25%", 25, 100, False, False),
        (">25%", 25, 100, True, False),
        ("≥25%", 25, 100, False, False),
        (">= 25 %", 25, 100, False, False),
        ("75% or more", 75, 100, False, False),
        ("75%+", 75, 100, False, False),
        ("不足5%", 0, 5, False, True),
        ("5%以下", 0, 5, False, False),
        ("不超过30%", 0, 30, False, False),
        ("less than 5%", 0, 5, False, True),
        ("more than 25% but not more than 50%", 25, 50, True, False),
        ("over 25% up to 50%", 25, 50, True, False),
        ("超过25%至50%", 25, 50, True, False),
        ("25%以上50%以下", 25, 50, False, False),
        ("25%以上，不足50%", 25, 50, False, True),
        ("不超过50%但超过25%", 25, 50, True, False),
    ],
)
def test_bands_keep_their_ends_as_the_source_says(
    text: str, low: int, high: int, low_open: bool, high_open: bool
) -> None:
    ratio = parse_ratio(text)
    assert ratio == Ratio(low * PERCENT, high * PERCENT, None, low_open, high_open)
    assert ratio.is_band
    assert (ratio.least_ppb, ratio.greatest_ppb) == (low * PERCENT + low_open, high * PERCENT - high_open)


def test_a_share_between_two_parts_is_rounded_outward_around_its_nearest_part() -> None:
    assert parse_ratio("1/3") == Ratio(333_333_333, 333_333_334, 333_333_333)
    assert parse_ratio("2/3") == Ratio(666_666_666, 666_666_667, 666_666_667)
    assert parse_ratio("33.333333333333336%") == Ratio(333_333_333, 333_333_334, 333_333_333)
    assert Ratio.band(Fraction(1, 3), Fraction(2, 3), low_open=True, high_open=True) == Ratio(
        333_333_333, 666_666_667, None
    )


@pytest.mark.parametrize(
    "text", ["101%", "100.1", "-5%", "4/3", "1/0", "50%-25%", "超过100%", "<0%", "1e30", "50%-101%"]
)
def test_shares_outside_the_whole_are_refused_with_column_and_value(text: str) -> None:
    with pytest.raises(RowError, match="outside 0 to 100") as raised:
        parse_ratio(text, column="持股比例")
    assert (raised.value.column, raised.value.value) == ("持股比例", text)


@pytest.mark.parametrize(
    "text", ["abc", "25,50", "控股", "25%25%", "10%-20%-30%", "不低于25%以下", "以上", "%", "1,5%"]
)
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(RowError, match="no share"):
        parse_ratio(text)


def test_a_fraction_above_one_is_out_of_range_where_the_column_says_fraction() -> None:
    with pytest.raises(RowError, match="outside 0 to 100"):
        parse_ratio("55.24", scale="fraction")


@pytest.mark.parametrize("text", [None, "", "-", "***", "无", "--"])
def test_sentinels_are_missing(text: str | None) -> None:
    assert parse_ratio(text) is None


def test_a_share_of_capital_is_part_over_whole() -> None:
    assert ratio_of(5524, 10000) == Ratio(552_400_000, 552_400_000, 552_400_000)
    assert ratio_of(1, 3).point_ppb == 333_333_333
    for part, whole in ((1, 0), (-1, 5), (6, 5), (0, -1)):
        with pytest.raises(ValueError, match="ratio"):
            ratio_of(part, whole)


@pytest.mark.parametrize(
    "ratio",
    [(-1, 5, None), (6, 5, None), (0, PPB + 1, None), (5, 6, 7), (5, 6, 4), (5, 5, None, True), (5, 5, 5, False, True)],
)
def test_a_ratio_without_a_possible_value_cannot_be_made(ratio: tuple[int, int, int | None]) -> None:
    with pytest.raises(ValueError, match="ratio"):
        Ratio(*ratio)


@settings(derandomize=True, max_examples=150)
@given(st.integers(0, PPB))
def test_every_ratio_survives_being_written_in_percent_and_as_a_fraction(ppb: int) -> None:
    assert parse_ratio(f"{ppb // 10**7}.{ppb % 10**7:07d}%") == Ratio(ppb, ppb, ppb)
    assert parse_ratio(f"{ppb // PPB}.{ppb % PPB:09d}", scale="fraction") == Ratio(ppb, ppb, ppb)
    assert parse_ratio(f"{ppb}/{PPB}") == Ratio(ppb, ppb, ppb)


@settings(derandomize=True, max_examples=300)
@given(
    st.text() | st.text(alphabet="0123456789.%/-~eE+<>=≥超过不低于以上下至,"),
    st.sampled_from(("percent", "fraction")),
)
def test_any_text_gives_a_ratio_nothing_or_a_row_error(text: str, scale: Scale) -> None:
    try:
        ratio = parse_ratio(text, scale=scale)
    except RowError:
        return
    assert ratio is None or 0 <= ratio.least_ppb <= ratio.greatest_ppb <= PPB


@pytest.mark.parametrize("part", ["x", " ", "1", "至 ", "- ", "(", "万", "，"])
def test_a_text_of_any_length_is_refused_at_once(part: str) -> None:
    with pytest.raises(RowError):
        parse_ratio("1" + part * 50_000 + "!")
