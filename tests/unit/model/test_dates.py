"""Dates: every form of the sources, long terms, null dates, and days that never were."""

from datetime import date, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.errors import RowError
from graph_engine.model.dates import LONG_TERM, LongTerm, parse_date, parse_day, parse_period

SHANGHAI = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-06-26", date(2020, 6, 26)),
        ("2020/6/26", date(2020, 6, 26)),
        ("2020.6.26", date(2020, 6, 26)),
        ("20190709", date(2019, 7, 9)),
        ("2014年11月28日", date(2014, 11, 28)),
        ("2014 年 1 月 8 日", date(2014, 1, 8)),
        ("２０１４年１１月２８日", date(2014, 11, 28)),
        ("2015-03-28 00:00:00", date(2015, 3, 28)),
        ("2015/3/28 9:05", date(2015, 3, 28)),
        ("2015-03-28T23:59:59.999", date(2015, 3, 28)),
        ("2015-03-28T00:00:00Z", date(2015, 3, 28)),
        ("2015-03-28T23:00:00-05:00", date(2015, 3, 28)),
        ("20190709103000", date(2019, 7, 9)),
        ('="2020-06-26"', date(2020, 6, 26)),
        ("2020-02-29", date(2020, 2, 29)),
        ("1900-01-01", date(1900, 1, 1)),
        ("2099-12-30", date(2099, 12, 30)),
        ("2199-12-31", date(2199, 12, 31)),
    ],
)
def test_forms_of_the_sources(text: str, day: date) -> None:
    assert parse_date(text) == day
    assert parse_day(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2015-03-27T16:00:00Z", date(2015, 3, 28)),
        ("2015-03-27T15:59:59Z", date(2015, 3, 27)),
        ("2015-03-28T00:00:00+0800", date(2015, 3, 28)),
        ("2015-03-27T23:00:00-05:00", date(2015, 3, 28)),
        ("2015-03-27 23:00:00", date(2015, 3, 27)),
    ],
)
def test_a_time_with_its_own_zone_is_brought_into_the_office_s_zone_if_one_is_given(text: str, day: date) -> None:
    assert parse_date(text, zone=SHANGHAI) == day


@pytest.mark.parametrize(
    "text", ["2099/12/31", "2099-12-31 00:00:00", "20991231", "9999-12-31", "长期", "长 期", "永久", "无固定期限"]
)
def test_long_terms(text: str) -> None:
    assert parse_date(text) is LONG_TERM
    with pytest.raises(RowError, match="long term"):
        parse_day(text, column="决定日期")


@pytest.mark.parametrize("text", [None, "", "-", "无", "0000-00-00", "0000-00-00 00:00:00", "0001-01-01", "00000000"])
def test_null_dates_and_sentinels_are_missing(text: str | None) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2021-02-29",
        "2020-13-01",
        "2020-00-10",
        "2020-01-32",
        "0000-01-01",
        "2020-01-01 24:00:00",
        "2020-01-01 10:60",
        "1899-12-31",
        "9999-01-01",
        "2200-01-01",
        "0001-01-02",
        "2014年11月",
        "2014",
        "2025年报",
        "26/06/2020",
        "2020-6/26",
        "43831",
        "2020-06-26x",
        "2015-03-2800:00:00",
        "昨天",
        "2015-03-28T00:00:00+25:00x",
    ],
)
def test_what_is_no_date_is_refused_with_column_and_value(text: str) -> None:
    with pytest.raises(RowError) as raised:
        parse_date(text, column="成立日期", zone=SHANGHAI)
    assert (raised.value.column, raised.value.value) == ("成立日期", text)


def test_older_dates_are_read_where_the_source_is_known_to_hold_them() -> None:
    assert parse_date("1894-05-01", earliest=date(1600, 1, 1)) == date(1894, 5, 1)


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        ("43831", date(2020, 1, 1)),
        ("43831.75", date(2020, 1, 1)),
        ("1", date(1900, 1, 1)),
        ("59", date(1900, 2, 28)),
        ("61", date(1900, 3, 1)),
        ("20190709", date(2019, 7, 9)),
        ("2020-06-26", date(2020, 6, 26)),
    ],
)
def test_day_numbers_of_a_spreadsheet_are_read_only_when_told(serial: str, day: date) -> None:
    assert parse_date(serial, excel_serial=True) == day


@pytest.mark.parametrize("serial", ["0", "60", "2019", "9999999", "-5", "43831.", "4e4"])
def test_day_numbers_that_mean_no_day_or_a_year_are_refused(serial: str) -> None:
    with pytest.raises(RowError):
        parse_date(serial, excel_serial=True)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1997-01-28 至 无固定期限", date(1997, 1, 28), LONG_TERM),
        ("1997-01-28 至 2027-01-27", date(1997, 1, 28), date(2027, 1, 27)),
        ("1997-01-28-2027-01-27", date(1997, 1, 28), date(2027, 1, 27)),
        ("1997-01-28 - 2027-01-27", date(1997, 1, 28), date(2027, 1, 27)),
        ("2020/1/1~2030/1/1", date(2020, 1, 1), date(2030, 1, 1)),
        ("2015年3月1日-长期", date(2015, 3, 1), LONG_TERM),
        ("自2015年3月1日至2025年2月28日", date(2015, 3, 1), date(2025, 2, 28)),
        ("2015-03-01 至 ", date(2015, 3, 1), None),
        ("- 至 2025-02-28", None, date(2025, 2, 28)),
        ("长期", None, LONG_TERM),
        ("-", None, None),
    ],
)
def test_periods(text: str, first: date | None, last: date | LongTerm | None) -> None:
    assert parse_period(text) == (first, last)


@pytest.mark.parametrize("text", ["2020-01-01", "2020-01-02 至 2020-01-01", "甲至乙", "长期 至 2020-01-01"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(RowError):
        parse_period(text)


@settings(derandomize=True, max_examples=150)
@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_date_survives_each_way_of_writing(day: date) -> None:
    expected = LONG_TERM if day == date(2099, 12, 31) else day
    for text in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.isoformat()} 00:00:00",
    ):
        assert parse_date(text) == expected


@settings(derandomize=True, max_examples=100)
@given(st.dates(date(1927, 5, 18), date(2199, 12, 31)))
def test_every_spreadsheet_day_is_that_day(day: date) -> None:
    assert parse_date(str((day - date(1899, 12, 30)).days), excel_serial=True) == day


@settings(derandomize=True, max_examples=300)
@given(
    st.text() | st.text(alphabet="0129-/.年月日T: Z+至~长期") | st.integers(0, 10**15).map(str),
    st.booleans(),
)
def test_any_text_gives_a_date_a_long_term_nothing_or_a_row_error(text: str, serial: bool) -> None:
    try:
        result = parse_date(text, excel_serial=serial, zone=SHANGHAI)
    except RowError:
        return
    assert result is None or result is LONG_TERM or isinstance(result, date)


@settings(derandomize=True, max_examples=300)
@given(st.from_regex(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z") | st.dates().map(str), st.booleans())
def test_the_short_way_of_plain_dates_leads_where_the_long_one_does(text: str, serial: bool) -> None:
    assert _told(text, serial) == _told(f" {text}", serial)


def _told(text: str, serial: bool) -> object:
    try:
        return parse_date(text, excel_serial=serial)
    except RowError as error:
        return error.reason


@settings(derandomize=True, max_examples=100)
@given(st.text(alphabet="0129-/.年月日: 至~长期自—") | st.text())
def test_any_text_gives_a_period_or_a_row_error(text: str) -> None:
    try:
        first, last = parse_period(text)
    except RowError:
        return
    assert first is None or not isinstance(last, date) or first <= last


@pytest.mark.parametrize("part", ["x", " ", "1", "至 ", "- ", "(", "万", "，"])
def test_a_text_of_any_length_is_refused_at_once(part: str) -> None:
    with pytest.raises(RowError):
        parse_date("1" + part * 50_000 + "!")


@pytest.mark.parametrize("part", ["x", " ", "1", "至 ", "- ", "(", "万", "，"])
def test_a_period_of_any_length_is_refused_at_once(part: str) -> None:
    with pytest.raises(RowError):
        parse_period("1" + part * 50_000 + "!")
