"""What a search means (查找), alike on every backend: which codes a text may be, and how hits are ordered."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from graph_engine.store.base import NamedParty

_CREDIT_CODE = "uscc"
_ORGANISATION_CODE = slice(8, 17)


@dataclass(frozen=True, slots=True)
class Hit:
    """A node that a search found, under which name; `exact` where the whole name or a code was given."""

    kind: str
    key: str
    name: str
    exact: bool


def codes_of_key(key: str) -> tuple[str, ...]:
    """The codes by which a key is found: its value, and the organisation code (组织机构代码) in a credit code."""
    scheme, _, value = key.partition(":")
    return (value, value[_ORGANISATION_CODE]) if scheme == _CREDIT_CODE else (value,)


def codes_in_text(text: str) -> tuple[str, ...]:
    """The codes that a searched text may be: as given, and narrow, in capitals, without spaces and hyphens."""
    given = text.strip()
    plain = "".join(unicodedata.normalize("NFKC", given).upper().split()).replace("-", "")
    return tuple(code for code in dict.fromkeys((given, plain)) if code)


def shown_name(key: str, names: Iterable[str]) -> str:
    """The name under which a node found by a code is shown: its shortest, else the value of its key."""
    return min(names, key=lambda name: (len(name), name), default=key.partition(":")[2])


def ranked(hits: Iterable[Hit], limit: int) -> list[NamedParty]:
    """One line a node: exact hits first, then shorter names, then by name and key; at most `limit`.

    Lengths and order are those of code points, so that rare characters do not sort differently on a server.
    """
    best: dict[str, Hit] = {}
    for hit in sorted(hits, key=_order):
        best.setdefault(hit.key, hit)
    return [NamedParty(hit.kind, hit.key, hit.name) for hit in list(best.values())[: max(limit, 0)]]


def _order(hit: Hit) -> tuple[bool, int, str, str]:
    return (not hit.exact, len(hit.name), hit.name, hit.key)
