"""Personal numbers in free text (文本脱敏): facts, names and remarks go into the graph without them."""

from __future__ import annotations

import re

from graph_engine.model.identifiers import check_resident_id

_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9]{11,17}[0-9Xx]?(?![0-9A-Za-z])")
_DIGITS = re.compile(r"[0-9]{11}")
_SHORTEST = 11
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def mask_numbers(text: str) -> str:
    """A text in which valid resident ID numbers and mobile phones are masked; else as it was."""
    # Most texts have not even the digits.
    if len(text) < _SHORTEST or not _DIGITS.search(text):
        return text
    return _LONG_NUMBER.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    number = found[0]
    if _MOBILE.fullmatch(number):
        return f"{number[:3]}****{number[-4:]}"
    if len(number) in (15, 18) and check_resident_id(number).usable:
        return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"
    return number
