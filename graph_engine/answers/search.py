"""The hits of a search (查询结果)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A party, project or contact that fits a text: its public id, kind, present name, and the name that was hit."""

    id: str
    kind: str
    name: str
    hit: str
