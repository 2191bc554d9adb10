"""Unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters, given for life.

1 登记管理部门, 2 机构类别, 3–8 登记机关行政区划, 9–17 主体标识码 = 组织机构代码, 18 校验码. The outer check
(校验码) decides whether the text is a code at all. The inner check (of the organisation code) fails for
some registered companies, so it only warns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from graph_engine.model.identifiers.cells import clean_code, is_placeholder, is_spreadsheet_number
from graph_engine.model.identifiers.kinds import CODE_CLASSES, CodeClass, OrganisationKind
from graph_engine.model.identifiers.organisation_code import weighted_check
from graph_engine.model.identifiers.regions import CODE_REGIONS
from graph_engine.model.identifiers.verdict import Reason, Severity, Verdict, worst

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of a credit code; a character counts as its place here. I, O, S, V and Z are not used."""

PLACEHOLDER: Final = Reason(
    "credit_code.placeholder", Severity.MISSING, "统一社会信用代码缺失或为占位值", "no credit code is given"
)
SPREADSHEET: Final = Reason(
    "credit_code.spreadsheet_number",
    Severity.ERROR,
    "统一社会信用代码被电子表格转成了数字，已无法恢复",
    "a spreadsheet turned the credit code into a number; its digits are lost",
)
LENGTH: Final = Reason(
    "credit_code.length", Severity.ERROR, "统一社会信用代码应为18位", "a credit code has 18 characters"
)
CHARACTER: Final = Reason(
    "credit_code.character",
    Severity.ERROR,
    "统一社会信用代码含有不允许的字符（不使用I、O、S、V、Z）",
    "the credit code holds a character that none may hold (I, O, S, V, Z are not used)",
)
REGION_DIGITS: Final = Reason(
    "credit_code.region_digits",
    Severity.ERROR,
    "统一社会信用代码第3至8位应为数字",
    "positions 3 to 8 of a credit code are digits",
)
OUTER_CHECK: Final = Reason(
    "credit_code.outer_check",
    Severity.ERROR,
    "统一社会信用代码校验码（第18位）不符",
    "the check character of the credit code fails",
)
INNER_CHECK: Final = Reason(
    "credit_code.inner_check",
    Severity.WARNING,
    "主体标识码校验码（第17位）不符（疑似错码）",
    "the check digit of the organisation code inside the credit code fails; it may be a wrong code",
)
AUTHORITY_TYPE: Final = Reason(
    "credit_code.authority_type",
    Severity.WARNING,
    "登记管理部门与机构类别代码（前2位）不成对",
    "no such pair of registering authority and type of organisation is known",
)
REGION: Final = Reason(
    "credit_code.region",
    Severity.WARNING,
    "登记机关行政区划码不存在",
    "the region of the registering authority does not exist",
)

_ALPHABET_BYTES: Final = ALPHABET.encode()
_FORMAT: Final = re.compile(f"[{ALPHABET}]{{18}}")
_BODY: Final = re.compile(f"[{ALPHABET}]{{17}}")
# The weights are 3^0 … 3^16 modulo 31, and 34 is 3 modulo 31. So the weighted sum is the number that the
# characters write backwards in base 34, once each is replaced by the digit of its value: one conversion
# instead of a loop.
_VALUES: Final = bytes.maketrans(_ALPHABET_BYTES, b"0123456789ABCDEFGHIJKLMNOPQRSTU")


@dataclass(frozen=True, slots=True)
class CreditCodeVerdict(Verdict):
    """Verdict on a credit code, each check by itself; `None`: not checked, since an earlier one failed.

    `value` is the code, narrow and in capital letters. An outer failure is an error: the text is refused as
    a code.
    """

    format: bool
    sentinel: bool
    authority_type: bool | None
    region: bool | None
    outer: bool | None
    inner: bool | None

    @property
    def organisation_code(self) -> str | None:
        """The organisation code (组织机构代码) inside, by which court records match; none if refused."""
        return self.value[8:17] if self.usable else None

    @property
    def code_class(self) -> CodeClass | None:
        """Registering authority and type by the first two characters; none if refused or no legal pair."""
        return CODE_CLASSES.get(self.value[:2]) if self.usable else None

    @property
    def kind(self) -> OrganisationKind:
        """What the organisation is, by the first two characters."""
        found = self.code_class
        return OrganisationKind.UNKNOWN if found is None else found.kind


def check_credit_code(text: str | None) -> CreditCodeVerdict:
    """The verdict on a credit code (统一社会信用代码). A few microseconds, whatever the text."""
    value = clean_code(text)
    if not _FORMAT.fullmatch(value):
        return _malformed(value)
    pair, region = value[:2] in CODE_CLASSES, value[2:4] in CODE_REGIONS
    region_digits = value[2:8].isdigit()
    outer = ALPHABET[-_weighted(value[:17]) % 31] == value[17]
    inner = weighted_check(value[8:16]) == value[16]
    if is_placeholder(value):
        return CreditCodeVerdict(value, Severity.MISSING, (PLACEHOLDER,), True, True, pair, region, outer, inner)
    if pair and region and region_digits and outer and inner:
        return CreditCodeVerdict(value, Severity.OK, (), True, False, True, True, True, True)
    checks = (
        (region_digits, REGION_DIGITS),
        (outer, OUTER_CHECK),
        (inner, INNER_CHECK),
        (pair, AUTHORITY_TYPE),
        (region or not region_digits, REGION),
    )
    faults = tuple(reason for passed, reason in checks if not passed)
    return CreditCodeVerdict(
        value, worst(faults), faults, region_digits, False, pair, region and region_digits, outer, inner
    )


def _malformed(value: str) -> CreditCodeVerdict:
    if is_placeholder(value):
        return CreditCodeVerdict(value, Severity.MISSING, (PLACEHOLDER,), False, True, None, None, None, None)
    reason = CHARACTER if len(value) == 18 else LENGTH
    if is_spreadsheet_number(value):
        reason = SPREADSHEET
    return CreditCodeVerdict(value, Severity.ERROR, (reason,), False, False, None, None, None, None)


def credit_code_check(body17: str) -> str:
    """The check character (校验码) of the first seventeen characters.

    Raises:
        ValueError: not seventeen characters of the credit code's alphabet.
    """
    if not _BODY.fullmatch(body17):
        raise ValueError(f"a credit code body has 17 characters of {ALPHABET}, not {body17!r}")
    return ALPHABET[-_weighted(body17) % 31]


def _weighted(body17: str) -> int:
    return int(body17.encode().translate(_VALUES)[::-1], 34)
