"""Numbers of foreign registers (境外登记号码) in the one form in which they become keys.

Sources type them in many ways; two loaders that name one company must come to one key.
"""

from __future__ import annotations

import re
from typing import Final

CHINESE_SCHEMES: Final = frozenset(("CN-SAIC", "CN-SAMR", "CN-USCC", "CN-USCI", "CN-UISC"))
"""Identifier schemes whose numbers are credit codes (统一社会信用代码)."""
LEI_SCHEMES: Final = frozenset(("XI-LEI", "LEI"))

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_\-]{1,30}")
_COMPANIES_HOUSE: Final = re.compile(r"([A-Z]{2})?([0-9]{1,8})")
_SOCIETY: Final = re.compile(r"(IP|SP|NP|RS)[0-9]{5}R")
"""Societies that were registered anew keep their number with an R at its end."""


def register_number(scheme: str, number: str) -> str | None:
    """A number as its register writes it; `None` for what that register cannot have given.

    Companies House numbers (GB-COH) have eight characters: digits, or two letters and digits, filled up with
    zeros; those of some societies end with an R. For any other scheme the number is only put into capital
    letters without spaces.
    """
    compact = "".join(number.split()).upper()
    if not _SCHEME.fullmatch(scheme) or not compact:
        return None
    if scheme != "GB-COH":
        return compact
    found = _COMPANIES_HOUSE.fullmatch(compact)
    if found is None:
        return compact if _SOCIETY.fullmatch(compact) else None
    letters = found[1] or ""
    digits = found[2].zfill(8 - len(letters))
    return letters + digits if len(letters) + len(digits) == 8 and digits.strip("0") else None
