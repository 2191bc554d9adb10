"""Dates as whole days since 1970-01-01, the only form of a date inside arrays and integer columns."""

from __future__ import annotations

from datetime import date, timedelta

EPOCH = date(1970, 1, 1)
_EPOCH_ORDINAL = EPOCH.toordinal()


def day_of(value: date | None) -> int | None:
    """Days since 1970-01-01; `None` stays `None`."""
    return None if value is None else value.toordinal() - _EPOCH_ORDINAL


def date_of(day: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=day)
