"""Resident identity number (公民身份号码, GB 11643-1999), and the masks under which courts publish it.

18 characters: 6 region, 8 birth date, 3 sequence (odd: male), check digit. The 15 digits of the first
generation have a two-digit year and no check digit. 港澳台居民 residence permits use the same form with
regions 81, 82, 83.

The number is a secret: verdicts do not show it when printed, and it belongs into the vault alone. A mask
such as `4419001980****1234` stays a mask: it is never a number, and the hidden digits are never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from graph_engine.model.identifiers.cells import clean_code, is_placeholder, is_spreadsheet_number
from graph_engine.model.identifiers.regions import PERSON_REGIONS
from graph_engine.model.identifiers.verdict import Reason, Severity, Verdict, worst

PLACEHOLDER: Final = Reason(
    "resident_id.placeholder", Severity.MISSING, "身份证号缺失或为占位值", "no ID number is given"
)
SPREADSHEET: Final = Reason(
    "resident_id.spreadsheet_number",
    Severity.ERROR,
    "身份证号被电子表格转成了数字，已无法恢复",
    "a spreadsheet turned the ID number into a number; its digits are lost",
)
MASKED: Final = Reason(
    "resident_id.masked",
    Severity.ERROR,
    "身份证号已脱敏，不能作为证件号",
    "the ID number is masked; it is no key",
)
FORMAT: Final = Reason(
    "resident_id.format",
    Severity.ERROR,
    "身份证号应为18位（末位可为X）或15位数字",
    "an ID number has 18 characters, the last a digit or X, or 15 digits",
)
BIRTH: Final = Reason(
    "resident_id.birth",
    Severity.ERROR,
    "身份证号中的出生日期不存在",
    "the birth date in the ID number does not exist",
)
CHECK: Final = Reason(
    "resident_id.check", Severity.ERROR, "身份证号校验码不符", "the check digit of the ID number fails"
)
REGION: Final = Reason(
    "resident_id.region",
    Severity.WARNING,
    "身份证号地区码不存在",
    "the region of the ID number does not exist",
)

_FORMAT: Final = re.compile(r"[0-9]{17}[0-9X]|[0-9]{15}")
_BODY: Final = re.compile(r"[0-9]{17}")
_OLD: Final = re.compile(r"[0-9]{15}")
_MASK: Final = re.compile(r"(?=.*[0-9])(?=.*\*)(?:[0-9*]{17}[0-9X*]|[0-9*]{15})")
# The weights 7,9,10,5,8,4,2,1,6,3,7,9,10,5,8,4,2 are the powers 2^17 … 2^1 modulo 11, and 13 is 2 modulo 11:
# the weighted sum is twice the number that the digits write in base 13.
_CHECKS: Final = "10X98765432"
_TERRITORIES: Final = {"81": "HK", "82": "MO", "83": "TW"}
_EARLIEST_YEAR: Final = 1850


@dataclass(frozen=True, slots=True)
class ResidentIdVerdict(Verdict):
    """Verdict on an ID number; `value` is as given, cleaned, and not shown when the verdict is printed.

    `number` is the 18-character form of a usable number, whichever form was given; `mask` the mask of a
    masked one; `birth` the birth date where it exists. `check` is none for the 15-digit form, which has no
    check digit.
    """

    # Stands here again only to be left out of the printed form.
    value: str = field(repr=False)
    format: bool
    region: bool | None
    birth: date | None = field(repr=False)
    check: bool | None
    number: str | None = field(repr=False)
    mask: str | None = field(repr=False)

    @property
    def territory(self) -> str | None:
        """HK, MO or TW for a residence permit (港澳台居民居住证) by its region, else none."""
        return None if self.number is None else _TERRITORIES.get(self.number[:2])


def check_resident_id(text: str | None) -> ResidentIdVerdict:
    """The verdict on an ID number (公民身份号码) of 18 or 15 characters, or on a mask of one."""
    value = clean_code(text)
    if not _FORMAT.fullmatch(value):
        return _malformed(value)
    if is_placeholder(value):
        return ResidentIdVerdict(value, Severity.MISSING, (PLACEHOLDER,), False, None, None, None, None, None)
    number = value if len(value) == 18 else _upgraded(value)
    region, birth = number[:2] in PERSON_REGIONS, _birth_of(number)
    check = _CHECKS[2 * int(number[:17], 13) % 11] == number[17]
    if region and check and birth is not None:
        faults: tuple[Reason, ...] = ()
        severity = Severity.OK
    else:
        passed = ((birth is not None, BIRTH), (check, CHECK), (region, REGION))
        faults = tuple(reason for fine, reason in passed if not fine)
        severity = worst(faults)
    return ResidentIdVerdict(
        value,
        severity,
        faults,
        True,
        region,
        birth,
        check if len(value) == 18 else None,
        None if severity is Severity.ERROR else number,
        None,
    )


def _malformed(value: str) -> ResidentIdVerdict:
    mask = None
    if is_placeholder(value):
        reason = PLACEHOLDER
    elif _MASK.fullmatch(value):
        reason, mask = MASKED, value
    elif is_spreadsheet_number(value):
        reason = SPREADSHEET
    else:
        reason = FORMAT
    return ResidentIdVerdict(value, reason.severity, (reason,), False, None, None, None, None, mask)


def _birth_of(number18: str) -> date | None:
    year = int(number18[6:10])
    if year < _EARLIEST_YEAR:
        return None
    try:
        return date(year, int(number18[10:12]), int(number18[12:14]))
    except ValueError:
        return None


def resident_id_check(body17: str) -> str:
    """The check digit (校验码) of the first seventeen digits.

    Raises:
        ValueError: not seventeen digits. The message does not repeat them.
    """
    if not _BODY.fullmatch(body17):
        raise ValueError("an ID number body has 17 digits")
    return _CHECKS[2 * int(body17, 13) % 11]


def upgrade_resident_id(number15: str) -> str:
    """The 18-character form of a first-generation number (15位升18位): the century 19, and a check digit.

    Raises:
        ValueError: not fifteen digits. The message does not repeat them.
    """
    if not _OLD.fullmatch(number15):
        raise ValueError("a first-generation ID number has 15 digits")
    return _upgraded(number15)


def _upgraded(number15: str) -> str:
    body = number15[:6] + "19" + number15[6:]
    return body + _CHECKS[2 * int(body, 13) % 11]


def resident_id_mask(text: str | None) -> str | None:
    """The mask (脱敏证件号) if the text is one, as courts print it: `4419001980****1234`; else none."""
    value = clean_code(text)
    return value if _MASK.fullmatch(value) else None


def fits_mask(number: str, mask: str) -> bool:
    """Whether a full ID number, held by the office, can be the one behind a mask (掩码比对).

    Both may have 18 or 15 characters. True does not mean that it is: others share the visible digits. False
    for what is no valid ID number or no mask.
    """
    full, pattern = check_resident_id(number).number, resident_id_mask(mask)
    if full is None or pattern is None:
        return False
    if len(pattern) == 15:
        if full[6:8] != "19":
            return False
        full = full[:6] + full[8:17]
    return all(shown in ("*", digit) for shown, digit in zip(pattern, full, strict=True))
