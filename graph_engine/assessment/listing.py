"""The list of all projects in its total order, and where a page of it begins (分页)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from graph_engine.assessment.assess import assess, is_flagged, place_in_order
from graph_engine.assessment.grounds import Grounds
from graph_engine.errors import ChangedError, RequestError

Listed = tuple[tuple[int, bool], ...]
"""(node, whether it is flagged) of every project, in total order."""

_DIGITS = 16


def listed(grounds: Grounds, projects: Iterable[int]) -> Listed:
    """The projects in order; an assessment of each, of which only its place is kept."""
    found = []
    for node in projects:
        answer = assess(grounds, node, printed=0)
        found.append((place_in_order(answer), node, is_flagged(answer)))
    return tuple((node, flagged) for _, node, flagged in sorted(found))


def mark_of(grounds: Grounds, scenario: str | None) -> str:
    """What names a list: the data, the policy, the day of asking, the purpose and the scenario that it rests on."""
    persons = grounds.persons_allowed
    rests_on = (grounds.snapshot.id, grounds.policy.hash, grounds.answered_on.isoformat(), persons, scenario)
    return hashlib.sha256(repr(rests_on).encode()).hexdigest()[:_DIGITS]


def cursor_at(mark: str, begin: int) -> str:
    """The cursor of the page that begins there."""
    return f"{mark}-{begin}"


def begin_of(cursor: str, mark: str) -> int:
    """Where the page of a cursor begins in the list of that mark.

    Raises:
        ChangedError: the cursor is of another list, so that a project might be skipped or told twice.
        RequestError: it is no cursor.
    """
    said, _, begin = cursor.partition("-")
    if len(said) != _DIGITS or not (begin.isascii() and begin.isdigit() and len(begin) < _DIGITS):
        raise RequestError("this is no cursor; take the one that came with the page before")
    if said != mark:
        raise ChangedError("data, policy, day or filter are not those of the page before; begin with the first page")
    return int(begin)
