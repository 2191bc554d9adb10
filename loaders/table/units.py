"""Units that a header names in brackets (表头中的单位): `认缴出资额（万元）`."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from graph_engine.model.amounts import UNITS

_BRACKETS: Final = re.compile(r"\(([^()]*)\)\s*$")


@lru_cache(1 << 10)
def unit_of_header(header: str) -> str | None:
    """The unit of money in a header's closing brackets; none where it names none."""
    found = _BRACKETS.search(unicodedata.normalize("NFKC", header))
    return found[1] if found and found[1] in UNITS else None
