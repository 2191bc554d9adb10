"""Shares as sources write them (比例文本): percent, fractions, bands, and words such as 超过25%.

以上、以下、以内、不超过、不低于 include the number itself; 超过、不足、不满、低于 exclude it (民法典 art.
1259).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from graph_engine.model.text import LONGEST_PARSED, parsed_cell, refused

PPB: Final = 1_000_000_000
"""One whole, in parts per billion."""

Scale = Literal["percent", "fraction"]
"""What a bare number of a column means: 55.24 of a hundred, or 0.5524 of one."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share (比例) of a whole in parts per billion: from `low_ppb` to `high_ppb`, at `point_ppb` if stated.

    A band has no point: which value stands for it is for the analysis to say. An open end is itself
    excluded. Where a stated share is no whole number of parts, the ends are rounded outward and the point
    to the nearest.

    Raises:
        ValueError: the ends lie outside 0 … 1, are in the wrong order, or leave no value between them.
    """

    low_ppb: int
    high_ppb: int
    point_ppb: int | None = None
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.low_ppb <= self.high_ppb <= PPB:
            raise ValueError("the ends of a ratio lie between 0 and 1, the lower first")
        if self.point_ppb is not None and not self.low_ppb <= self.point_ppb <= self.high_ppb:
            raise ValueError("the point of a ratio lies between its ends")
        if self.least_ppb > self.greatest_ppb:
            raise ValueError("a ratio with open ends leaves room between them")

    @property
    def is_band(self) -> bool:
        """Whether only ends are known (区间)."""
        return self.point_ppb is None

    @property
    def least_ppb(self) -> int:
        """The smallest value that is itself possible."""
        return self.low_ppb + self.low_open

    @property
    def greatest_ppb(self) -> int:
        """The largest value that is itself possible."""
        return self.high_ppb - self.high_open

    @classmethod
    def exact(cls, value: Fraction) -> Ratio:
        """The ratio of one stated value.

        Raises:
            ValueError: outside 0 … 1.
        """
        parts = value * PPB
        low = parts.numerator // parts.denominator
        high = -(-parts.numerator // parts.denominator)
        return cls(low, high, (2 * parts.numerator + parts.denominator) // (2 * parts.denominator))

    @classmethod
    def band(cls, low: Fraction, high: Fraction, *, low_open: bool = False, high_open: bool = False) -> Ratio:
        """The band between two values, rounded outward.

        Raises:
            ValueError: outside 0 … 1, or nothing lies between.
        """
        below, above = low * PPB, high * PPB
        floor, ceiling = below.numerator // below.denominator, -(-above.numerator // above.denominator)
        # An end that had to be rounded outward already lies outside; it must not be cut off twice.
        return cls(floor, ceiling, None, low_open and floor == below, high_open and ceiling == above)


def ratio_of(part: int, whole: int) -> Ratio:
    """The share that a part of the capital, or a number of shares, is of the whole (出资额 ÷ 注册资本).

    Raises:
        ValueError: the whole is not positive, or the part negative or larger than the whole.
    """
    if whole <= 0:
        raise ValueError("the whole of a ratio is positive")
    return Ratio.exact(Fraction(part, whole))


_PREFIXES: Final = {
    "low open": "超过 大于 高于 多于 morethan greaterthan over above >",
    "low closed": "不低于 不少于 不小于 至少 atleast notlessthan nolessthan >= ≥ ≧",
    "high open": "不足 不满 不到 小于 低于 少于 lessthan under below <",
    "high closed": "不超过 不高于 不大于 不多于 至多 最多 atmost notmorethan nomorethan upto <= ≤ ≦",
}
_SUFFIXES: Final = {
    "low closed": "以上 及以上 以上(含) (含)以上 含以上 ormore orabove orover andabove andover +",
    "high closed": "以下 及以下 以下(含) (含)以下 含以下 以内 orless orbelow orunder andbelow",
}
_SIDES: Final = {
    word: side for table in (_PREFIXES, _SUFFIXES) for side, words in table.items() for word in words.split()
}


def _any_of(table: dict[str, str]) -> str:
    words = " ".join(table.values()).split()
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_TERM: Final = re.compile(
    rf"(?P<prefix>{_any_of(_PREFIXES)})?(?P<hundredths>百分之)?"
    r"(?P<number>-?(?:[0-9]{1,20}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:e[-+]?[0-9]{1,2})?)"
    rf"(?P<percent>%|percent|pct)?(?P<suffix>{_any_of(_SUFFIXES)})?"
)
_JOIN: Final = re.compile(r"(?P<band>-|~|–|—+|至|到|to)|(?:but|and|且|并且|并|但|,)*")
_FRACTION: Final = re.compile(r"([0-9]{1,18})/([0-9]{1,18})")
_NOISE: Final = Fraction(1, 2 * PPB)


@dataclass(frozen=True, slots=True)
class _Term:
    """One number of the text, and which end of a band it is, if the words around it say so."""

    value: Fraction
    percent: bool
    side: str | None


def parse_ratio(text: str | None, *, scale: Scale = "percent", column: str = "") -> Ratio | None:
    """The share that a cell states (比例); `None` where the cell only says that there is none.

    `scale` says what a bare number means; a percent sign in the cell goes before it. What lies above the
    whole by less than half a part per billion is floating-point noise, and is the whole.

    Raises:
        RowError: no share, or one outside 0 … 1.
    """
    narrow = parsed_cell(text)
    if narrow is None:
        return None
    compact = "".join(narrow.casefold().split())
    try:
        ratio = _fraction(compact) or _terms(compact, scale)
    except (ValueError, ZeroDivisionError):
        raise refused(
            "比例不在0至100%之间，或上下限颠倒 (share outside 0 to 100 %)", column=column, value=text
        ) from None
    if ratio is None:
        raise refused("无法识别的比例 (no share)", column=column, value=text)
    return ratio


def _fraction(text: str) -> Ratio | None:
    found = _FRACTION.fullmatch(text)
    return None if found is None else Ratio.exact(Fraction(int(found[1]), int(found[2])))


def _terms(text: str, scale: Scale) -> Ratio | None:
    """The ratio of one or two numbers with the words around them; none if the text is anything else."""
    found = _TERM.match(text)
    if found is None or len(text) > LONGEST_PARSED:
        return None
    first = _term(found)
    if found.end() == len(text):
        return None if first is None else _single(first, scale)
    join = _JOIN.match(text, found.end())
    found = None if join is None else _TERM.fullmatch(text, join.end())
    if first is None or join is None or found is None:
        return None
    second = _term(found)
    return None if second is None else _pair(first, second, join["band"] is not None, scale)


def _term(found: re.Match[str]) -> _Term | None:
    sides = {_SIDES[word] for word in (found["prefix"], found["suffix"]) if word}
    if len(sides) > 1:
        return None
    percent = found["percent"] is not None or found["hundredths"] is not None
    return _Term(Fraction(found["number"]), percent, sides.pop() if sides else None)


def _single(term: _Term, scale: Scale) -> Ratio:
    value = _scaled(term, term.percent or scale == "percent")
    if term.side is None:
        return Ratio.exact(value)
    if term.side.startswith("low"):
        return Ratio.band(value, Fraction(1), low_open=term.side == "low open")
    return Ratio.band(Fraction(0), value, high_open=term.side == "high open")


def _pair(first: _Term, second: _Term, band: bool, scale: Scale) -> Ratio | None:
    """The band between two terms; a bare number is an end only where a sign of a band stands between them."""
    if not band and (first.side is None or second.side is None):
        return None
    if (first.side or "low").startswith("high") and (second.side or "high").startswith("low"):
        first, second = second, first
    if (first.side or "low").startswith("high") or (second.side or "high").startswith("low"):
        return None
    percent = first.percent or second.percent or scale == "percent"
    return Ratio.band(
        _scaled(first, percent),
        _scaled(second, percent),
        low_open=first.side == "low open",
        high_open=second.side == "high open",
    )


def _scaled(term: _Term, percent: bool) -> Fraction:
    value = term.value / 100 if percent else term.value
    return Fraction(1) if 1 < value < 1 + _NOISE else value
