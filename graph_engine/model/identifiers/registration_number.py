"""Registration number (工商注册号, GS 15-2006): the 15 digits that went before the credit code.

Six digits of the first registering authority, eight of sequence, one check digit (ISO 7064 MOD 11,10).
Numbers of 13 digits from before 2007 have no check digit and are accepted by their form alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from graph_engine.model.identifiers.cells import clean_code, is_placeholder, is_spreadsheet_number
from graph_engine.model.identifiers.verdict import Reason, Severity, Verdict

PLACEHOLDER: Final = Reason(
    "registration_number.placeholder",
    Severity.MISSING,
    "注册号缺失或为占位值",
    "no registration number is given",
)
SPREADSHEET: Final = Reason(
    "registration_number.spreadsheet_number",
    Severity.ERROR,
    "注册号被电子表格转成了数字，已无法恢复",
    "a spreadsheet turned the registration number into a number; its digits are lost",
)
FORMAT: Final = Reason(
    "registration_number.format",
    Severity.ERROR,
    "注册号应为15位数字（旧号为13位）",
    "a registration number has 15 digits, or 13 in its old form",
)
CHECK: Final = Reason(
    "registration_number.check",
    Severity.WARNING,
    "注册号校验码（第15位）不符（疑似错号）",
    "the check digit of the registration number fails; it may be a wrong number",
)

_FORMAT: Final = re.compile(r"[0-9]{15}|[0-9]{13}")
_BODY: Final = re.compile(r"[0-9]{14}")
# p → ((p + d) mod 10 or 10) · 2 mod 11, for the state p in 0 … 10 and the digit d.
_STEP: Final = tuple({str(digit): ((state + digit) % 10 or 10) * 2 % 11 for digit in range(10)} for state in range(11))


@dataclass(frozen=True, slots=True)
class RegistrationNumberVerdict(Verdict):
    """Verdict on a registration number; `check` is none for the old form, which has no check digit.

    A failed check only warns: that every register kept to the standard is not confirmed.
    """

    format: bool
    check: bool | None


def check_registration_number(text: str | None) -> RegistrationNumberVerdict:
    """The verdict on a registration number (工商注册号)."""
    value = clean_code(text)
    if is_placeholder(value):
        return RegistrationNumberVerdict(value, Severity.MISSING, (PLACEHOLDER,), False, None)
    if not _FORMAT.fullmatch(value):
        reason = SPREADSHEET if is_spreadsheet_number(value) else FORMAT
        return RegistrationNumberVerdict(value, Severity.ERROR, (reason,), False, None)
    if len(value) == 13:
        return RegistrationNumberVerdict(value, Severity.OK, (), True, None)
    if _check(value[:14]) == value[14]:
        return RegistrationNumberVerdict(value, Severity.OK, (), True, True)
    return RegistrationNumberVerdict(value, Severity.WARNING, (CHECK,), True, False)


def registration_number_check(body14: str) -> str:
    """The check digit (校验码) of the first fourteen digits.

    Raises:
        ValueError: not fourteen digits.
    """
    if not _BODY.fullmatch(body14):
        raise ValueError(f"a registration number body has 14 digits, not {body14!r}")
    return _check(body14)


def _check(body14: str) -> str:
    state = 10
    for digit in body14:
        state = _STEP[state][digit]
    return str((11 - state) % 10)
