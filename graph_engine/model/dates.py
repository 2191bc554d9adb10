"""Dates as sources write them (日期文本): `2014年11月28日`, `20190709`, `2020/6/26`, `2015-03-28 00:00:00`.

Half dates, such as a year or a month, are refused: what the source does not date is not guessed.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone, tzinfo
from enum import Enum
from typing import Final

from graph_engine.model.text import LONGEST_PARSED, parsed_cell, refused


class LongTerm(Enum):
    """The type of `LONG_TERM`."""

    LONG_TERM = "长期"


LONG_TERM: Final = LongTerm.LONG_TERM
"""The end of what has none: 长期, 无固定期限, or the dates 2099-12-31 and 9999-12-31 that stand for it."""

EARLIEST: Final = date(1900, 1, 1)
_LATEST_YEAR: Final = 2199
_PLAIN_LATEST: Final = date(2098, 12, 31)
"""Up to here no date stands for something else."""
_PLAIN_LENGTH: Final = len("2015-03-28")
_LONG_TERM_DATES: Final = {(2099, 12, 31), (9999, 12, 31)}
_NULL_DATES: Final = {(0, 0, 0), (1, 1, 1)}
"""What databases write where they have no date: 0000-00-00, 0001-01-01."""

_LONG_TERM_TEXT: Final = """
    长期 长期有效 永久 永久有效 永续 无固定期限 无固定期 无期限 不限 不约定期限 不约定 无限期
    longterm permanent
"""
_LONG_TERM_WORDS: Final = frozenset(_LONG_TERM_TEXT.split())
_DATE: Final = re.compile(
    r"(?:(?P<y1>[0-9]{4})(?P<sep>[-/.])(?P<m1>[0-9]{1,2})(?P=sep)(?P<d1>[0-9]{1,2})"
    r"|(?P<y2>[0-9]{4})年(?P<m2>[0-9]{1,2})月(?P<d2>[0-9]{1,2})日?"
    r"|(?P<y3>[0-9]{4})(?P<m3>[0-9]{2})(?P<d3>[0-9]{2}))"
    r"(?:(?:[T ]\s*|(?<=日))(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"(?:\s*(?P<zone>Z|[-+][0-9]{2}:?[0-9]{2}))?)?"
    r"|(?P<y4>[0-9]{4})(?P<m4>[0-9]{2})(?P<d4>[0-9]{2})(?P<time>[0-9]{6})"
)
_SERIAL: Final = re.compile(r"(?P<days>[0-9]{1,7})(?:\.[0-9]{1,20})?")
_SERIAL_EPOCH: Final = date(1899, 12, 30)
_FALSE_LEAP_DAY: Final = 60
_PERIOD: Final = re.compile(
    r"\s*(?:至|到|~|—+|–|\bto\b|(?<=[0-9日])\s?-{1,2}\s?(?=[0-9]{4}[-/.年]|[长永无不])|(?<=\s)-{1,2}(?=\s))\s*"
)
_SPACED_SIGNS: Final = re.compile(r"\s*(?:(年|月)\s*|(日))")


def parse_date(
    text: str | None,
    *,
    column: str = "",
    excel_serial: bool = False,
    zone: tzinfo | None = None,
    earliest: date = EARLIEST,
) -> date | LongTerm | None:
    """The date that a cell states (日期), `LONG_TERM`, or `None` where the cell only says that there is none.

    `excel_serial`: the column holds day numbers of a spreadsheet (1900 system). `zone`: times that state
    their own zone are brought into this one; without it the date stands as written. `earliest`: what lies
    before is refused; lower it only for sources known to hold older dates, such as foreign registers.

    Raises:
        RowError: no date, a half date, a day that does not exist, or one before `earliest` or after 2199.
    """
    plain = _plain(text)
    if plain is not None and earliest <= plain <= _PLAIN_LATEST:
        return plain
    narrow = parsed_cell(text)
    if narrow is None:
        return None
    if len(narrow) > LONGEST_PARSED:
        raise refused("无法识别的日期 (no date)", column=column, value=text)
    if "".join(narrow.casefold().split()) in _LONG_TERM_WORDS:
        return LONG_TERM
    found = _DATE.fullmatch(_SPACED_SIGNS.sub(r"\1\2", narrow).upper())
    if found is None:
        if excel_serial:
            return _from_serial(narrow, column, text, earliest)
        raise refused("无法识别的日期 (no date)", column=column, value=text)
    year, month, day = (int(found[f"{part}{_form(found)}"]) for part in "ymd")
    if (year, month, day) in _LONG_TERM_DATES:
        return LONG_TERM
    if (year, month, day) in _NULL_DATES:
        return None
    try:
        result = _in_zone(datetime(year, month, day), found, zone)
    except (ValueError, OverflowError):
        raise refused("不存在的日期 (no such day)", column=column, value=text) from None
    return _within(result, column, text, earliest)


def _plain(text: str | None) -> date | None:
    """The date of a text in the commonest form, `2015-03-28`, found in a fiftieth of the time; none for any other."""
    if text is None or len(text) != _PLAIN_LENGTH or text[4] != "-" or text[7] != "-" or not text.isascii():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_day(
    text: str | None,
    *,
    column: str = "",
    excel_serial: bool = False,
    zone: tzinfo | None = None,
    earliest: date = EARLIEST,
) -> date | None:
    """As `parse_date`, for columns where a long term makes no sense, such as 决定日期.

    Raises:
        RowError: as `parse_date`, and for a long term.
    """
    result = parse_date(text, column=column, excel_serial=excel_serial, zone=zone, earliest=earliest)
    if isinstance(result, LongTerm):
        raise refused("此处不应为长期 (a long term is no date here)", column=column, value=text)
    return result


def parse_period(text: str | None, *, column: str = "") -> tuple[date | None, date | LongTerm | None]:
    """The first and last day of a period (期限) as printed, `1997-01-28 至 无固定期限`; both included.

    Raises:
        RowError: not two dates, or the first lies after the last.
    """
    narrow = parsed_cell(text)
    if narrow is None:
        return None, None
    ends = _PERIOD.split(narrow.removeprefix("自")) if len(narrow) <= LONGEST_PARSED else []
    if len(ends) == 1 and parse_date(narrow, column=column) is LONG_TERM:
        return None, LONG_TERM
    if len(ends) != 2:
        raise refused("无法识别的期限 (no period)", column=column, value=text)
    first, last = parse_day(ends[0], column=column), parse_date(ends[1], column=column)
    if first is not None and isinstance(last, date) and last < first:
        raise refused("期限的起止颠倒 (the period ends before it begins)", column=column, value=text)
    return first, last


def _form(found: re.Match[str]) -> int:
    return next(form for form in (1, 2, 3, 4) if found[f"y{form}"] is not None)


def _in_zone(midnight: datetime, found: re.Match[str], zone: tzinfo | None) -> date:
    if found["time"] is not None:
        clock = found["time"]
        hour, minute, second = int(clock[:2]), int(clock[2:4]), int(clock[4:])
    else:
        hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    moment = midnight.replace(hour=hour, minute=minute, second=second)
    if found["zone"] is None or zone is None:
        return moment.date()
    return moment.replace(tzinfo=_offset(found["zone"])).astimezone(zone).date()


def _offset(text: str) -> timezone:
    if text == "Z":
        return timezone(timedelta(0))
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone((-1 if text[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))


def _from_serial(narrow: str, column: str, text: str | None, earliest: date) -> date:
    found = _SERIAL.fullmatch(narrow)
    days = 0 if found is None else int(found["days"])
    # 2019 in such a column is a year far more often than the 11th of July 1905.
    if found is None or days == 0 or days == _FALSE_LEAP_DAY or 1900 <= days <= _LATEST_YEAR:
        raise refused("无法识别的日期 (no date)", column=column, value=text)
    try:
        result = _SERIAL_EPOCH + timedelta(days=days if days > _FALSE_LEAP_DAY else days + 1)
    except OverflowError:
        raise refused("不存在的日期 (no such day)", column=column, value=text) from None
    return _within(result, column, text, earliest)


def _within(result: date, column: str, text: str | None, earliest: date) -> date:
    if result < earliest or result.year > _LATEST_YEAR:
        raise refused(f"日期超出范围 (not between {earliest} and {_LATEST_YEAR})", column=column, value=text)
    return result
