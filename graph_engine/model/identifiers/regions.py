"""Region digits (行政区划, GB/T 2260) in identifiers: which first two digits can occur at all.

An identifier shows who first registered it, not where its owner is now, and abolished regions live on in old
identifiers. So this is a plausibility check only; no place is ever derived from an identifier.
"""

from __future__ import annotations

from typing import Final

_PROVINCES: Final = """
    11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82
"""
PROVINCES: Final[frozenset[str]] = frozenset(_PROVINCES.split())
"""First two digits of provinces, of Taiwan (71), Hong Kong (81) and Macao (82)."""

CODE_REGIONS: Final[frozenset[str]] = PROVINCES | {"10"}
"""What a credit code may begin its region with: a province, or 10 for the national registry (100000)."""

PERSON_REGIONS: Final[frozenset[str]] = PROVINCES | {"83"}
"""What an ID number may begin with: a province; 81, 82 and 83 for residence permits of 港澳台居民."""
