"""Organisation code (组织机构代码, GB 11714): eight characters and a check digit.

Court records name companies by it alone. It stands inside every credit code, at positions 9 to 17, and for
bodies registered before 2015 it was printed with a hyphen: `68092665-8`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from graph_engine.model.identifiers.cells import clean_code, is_placeholder, is_spreadsheet_number
from graph_engine.model.identifiers.verdict import Reason, Severity, Verdict

PLACEHOLDER: Final = Reason(
    "organisation_code.placeholder",
    Severity.MISSING,
    "组织机构代码缺失或为占位值",
    "no organisation code is given",
)
SPREADSHEET: Final = Reason(
    "organisation_code.spreadsheet_number",
    Severity.ERROR,
    "组织机构代码被电子表格转成了数字",
    "a spreadsheet turned the organisation code into a number",
)
FORMAT: Final = Reason(
    "organisation_code.format",
    Severity.ERROR,
    "组织机构代码应为8位字母数字加1位校验码",
    "an organisation code has 8 letters or digits and a check digit",
)
CHECK: Final = Reason(
    "organisation_code.check",
    Severity.WARNING,
    "组织机构代码校验码不符（疑似错码）",
    "the check digit of the organisation code fails; it may be a wrong code",
)

_FORMAT: Final = re.compile(r"[0-9A-Z]{8}-?[0-9X]")
_BODY: Final = re.compile(r"[0-9A-Z]{8}")
# The weights 3,7,9,10,5,8,4,2 are the powers 2^8 … 2^1 modulo 11, so the weighted sum is twice the number
# that the characters write in any base that is 2 modulo 11, such as 13; letters enter by value modulo 11.
_MOD_11: Final = bytes.maketrans(
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", bytes(b"0123456789A"[value % 11] for value in range(36))
)
_CHECKS: Final = "0X987654321"
"""Check digit by (sum of weighted values) mod 11: 11 minus it, where 10 is X and 11 is 0."""


@dataclass(frozen=True, slots=True)
class OrganisationCodeVerdict(Verdict):
    """Verdict on an organisation code; `value` is without hyphen.

    A failed check only warns: registered companies have such codes, and courts print them.
    """

    format: bool
    check: bool | None


def check_organisation_code(text: str | None) -> OrganisationCodeVerdict:
    """The verdict on an organisation code (组织机构代码), with or without hyphen."""
    value = clean_code(text)
    if not _FORMAT.fullmatch(value):
        fault = FORMAT
        if is_placeholder(value):
            fault = PLACEHOLDER
        elif is_spreadsheet_number(value):
            fault = SPREADSHEET
        return OrganisationCodeVerdict(value, fault.severity, (fault,), False, None)
    body, check = value[:8], value[-1]
    value = body + check
    if is_placeholder(value):
        return OrganisationCodeVerdict(value, Severity.MISSING, (PLACEHOLDER,), True, None)
    if weighted_check(body) == check:
        return OrganisationCodeVerdict(value, Severity.OK, (), True, True)
    return OrganisationCodeVerdict(value, Severity.WARNING, (CHECK,), True, False)


def organisation_code_check(body8: str) -> str:
    """The check digit (校验码) of eight letters and digits.

    Raises:
        ValueError: not eight capital letters or digits.
    """
    if not _BODY.fullmatch(body8):
        raise ValueError(f"an organisation code body has 8 capital letters or digits, not {body8!r}")
    return weighted_check(body8)


def weighted_check(body8: str) -> str:
    """The check digit of a body that is known to be eight capital letters or digits; the hot path."""
    return _CHECKS[2 * int(body8.encode().translate(_MOD_11), 13) % 11]
