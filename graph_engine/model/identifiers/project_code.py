"""Codes of investment projects (投资项目统一代码): the number by which permits and lists mean one project.

The national approval platform assigns it: year (or year and month), division, industry, kind, serial number, as
`2019-441900-35-03-012345`. It bears no check digit. No text of the rule was at hand; the form below is the one that
published permits show, and the one place to change it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from graph_engine.model.text import INVISIBLE

_PARTS: Final = (4, 6, 2, 2, 6)
_DASHES: Final = re.compile("[\u2010-\u2015\u2212\u30fc\ufe58\uff0d_]")
_WRITTEN: Final = re.compile(r"(?<![0-9A-Za-z-])" + "-".join(rf"\d{{{size}}}" for size in _PARTS) + r"(?![0-9A-Za-z-])")
_BARE: Final = re.compile("".join(rf"(\d{{{size}}})" for size in _PARTS))


@lru_cache(maxsize=1 << 12)
def project_codes(text: str) -> tuple[str, ...]:
    """The project codes that a text holds, each once, in order; only those written with their dashes."""
    return tuple(dict.fromkeys(_WRITTEN.findall(_narrow(text))))


@lru_cache(maxsize=1 << 12)
def project_code(text: str) -> str | None:
    """The project code that a cell is, with or without its dashes."""
    narrow = "".join(_narrow(text).split())
    if _WRITTEN.fullmatch(narrow):
        return narrow
    bare = _BARE.fullmatch(narrow)
    return None if bare is None else "-".join(bare.groups())


def _narrow(text: str) -> str:
    return _DASHES.sub("-", unicodedata.normalize("NFKC", INVISIBLE.sub("", text)))
