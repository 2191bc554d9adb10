"""Legal Entity Identifier (全球法人识别编码, ISO 17442): 18 characters, 2 check digits (MOD 97-10)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from graph_engine.model.identifiers.cells import clean_code, is_placeholder
from graph_engine.model.identifiers.verdict import Reason, Severity, Verdict

PLACEHOLDER: Final = Reason("lei.placeholder", Severity.MISSING, "LEI缺失或为占位值", "no LEI is given")
FORMAT: Final = Reason(
    "lei.format",
    Severity.ERROR,
    "LEI应为18位字母数字加2位校验数字",
    "an LEI has 18 letters or digits and 2 check digits",
)
CHECK: Final = Reason("lei.check", Severity.ERROR, "LEI校验数字不符", "the check digits of the LEI fail")

_FORMAT: Final = re.compile(r"[0-9A-Z]{18}[0-9]{2}")
_BODY: Final = re.compile(r"[0-9A-Z]{18}")
_TWO_DIGITS: Final = {ord("A") + place: str(10 + place) for place in range(26)}


@dataclass(frozen=True, slots=True)
class LeiVerdict(Verdict):
    """Verdict on an LEI."""

    format: bool
    check: bool | None


def check_lei(text: str | None) -> LeiVerdict:
    """The verdict on a Legal Entity Identifier (LEI)."""
    value = clean_code(text)
    if is_placeholder(value):
        return LeiVerdict(value, Severity.MISSING, (PLACEHOLDER,), False, None)
    if not _FORMAT.fullmatch(value):
        return LeiVerdict(value, Severity.ERROR, (FORMAT,), False, None)
    if int(value.translate(_TWO_DIGITS)) % 97 == 1:
        return LeiVerdict(value, Severity.OK, (), True, True)
    return LeiVerdict(value, Severity.ERROR, (CHECK,), True, False)


def lei_check(body18: str) -> str:
    """The two check digits of the first eighteen letters and digits.

    Raises:
        ValueError: not eighteen capital letters or digits.
    """
    if not _BODY.fullmatch(body18):
        raise ValueError(f"an LEI body has 18 capital letters or digits, not {body18!r}")
    return f"{98 - int(body18.translate(_TWO_DIGITS)) * 100 % 97:02d}"
