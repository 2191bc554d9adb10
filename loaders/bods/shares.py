"""Shares of interests (权益比例): exact values and bands, with the two ways to say that an end is excluded."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from graph_engine.errors import RowError
from graph_engine.loading import NOT_A_RATIO
from graph_engine.model.ratios import Ratio


def share_of(interest: Mapping[str, Any]) -> tuple[Ratio | None, str | None]:
    """The share of an interest and its words; none where it states none.

    An end is excluded by a flag beside it (`minimum` 25 with `exclusiveMinimum` true, before 0.4) or by a number
    of its own (`exclusiveMinimum` 25).

    Raises:
        RowError: no number, or not between 0 and 100 percent.
    """
    share = interest.get("share")
    if not isinstance(share, dict) or not share:
        return None, None
    try:
        exact = _number(share.get("exact"))
        if exact is not None:
            return Ratio.exact(exact / 100), f"{_words(exact)}%"
        low, low_open = _end(share, "minimum", "exclusiveMinimum")
        high, high_open = _end(share, "maximum", "exclusiveMaximum")
        if low is None and high is None:
            return None, None
        words = (
            f"{'(' if low_open else '['}{_words(low or Fraction(0))}%, "
            f"{_words(Fraction(100) if high is None else high)}%{')' if high_open else ']'}"
        )
        if low is not None and low == high and not low_open and not high_open:
            return Ratio.exact(low / 100), f"{_words(low)}%"
        ends = ((low or Fraction(0)) / 100, (Fraction(100) if high is None else high) / 100)
        return Ratio.band(*ends, low_open=low_open, high_open=high_open), words
    except (ValueError, ArithmeticError) as error:
        raise RowError(NOT_A_RATIO, column="share", value=str(share)) from error


def _end(share: Mapping[str, Any], plain: str, exclusive: str) -> tuple[Fraction | None, bool]:
    flag = share.get(exclusive)
    if flag is None or isinstance(flag, bool):
        return _number(share.get(plain)), flag is True
    return _number(flag), True


def _number(value: Any) -> Fraction | None:
    """An exact fraction of a number as JSON has it.

    Raises:
        ValueError: something else.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise ValueError("no number")
    return Fraction(value)


def _words(value: Fraction) -> str:
    return f"{float(value):.9g}"
