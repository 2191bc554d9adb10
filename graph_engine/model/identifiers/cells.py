"""Codes as cells give them (代码单元格): full width, spaces, quotes, and what spreadsheets made of them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from graph_engine.model.text import INVISIBLE, SENTINELS, is_sentinel, unwrap_cell

_EDGES: Final = "'\"`‘’“” \t\r\n\u3000"
_SCIENTIFIC: Final = re.compile(r"\d(\.\d+)?E\+?\d+|\d{12,}\.0*")
_PLACEHOLDERS: Final[frozenset[str]] = frozenset(
    [sentinel.upper() for sentinel in SENTINELS]
    + ["123456789012345678", "123456789", "1234567890", "1234567890123", "123456789012345", "0", "X"]
    + [character * length for character in "0123456789X" for length in range(2, 21)]
    + ["0" * length + "X" for length in range(1, 20)]
)
"""Codes typed in where a form wanted one; some of them pass every check digit."""


def clean_code(text: str | None) -> str:
    """A code in the form in which it is checked: narrow, capitals, no spaces and quotes; may be empty."""
    if text is None:
        return ""
    if text.isascii():
        return text.upper() if text.isalnum() else _stripped(text).upper()
    # Taking a sign apart can set free a space or a letter to be raised, so it goes on until nothing changes.
    while (folded := unicodedata.normalize("NFKC", _stripped(text).upper())) != text:
        text = folded
    return text


def _stripped(text: str) -> str:
    return "".join(unwrap_cell(INVISIBLE.sub("", text).strip()).strip(_EDGES).split())


def is_placeholder(code: str) -> bool:
    """Whether a cleaned code only fills its place (占位代码): 无, zeros, 00000000000000000X, 123456789…"""
    return code in _PLACEHOLDERS or (not (code.isascii() and code.isalnum()) and is_sentinel(code))


def is_spreadsheet_number(code: str) -> bool:
    """Whether a spreadsheet turned the code into a number, `9.13E+17`; its digits are lost for good."""
    return _SCIENTIFIC.fullmatch(code) is not None
