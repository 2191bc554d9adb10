"""Which of several statements of one record holds when (记录沿革).

A register states a record again when it changes: an update names a new share, a closing ends it, and a
replacement takes the place of a wrong statement. So an interest ends where the next statement of its record
begins another one of its type. A document is read through before anything of it is emitted; what is kept is
the ids of persons and of changed records, and the versions of these.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from graph_engine.errors import RowError
from graph_engine.loading import JsonDocument
from loaders.bods.statements import Statement, objects_of, read_statement, text_of, type_of

_CHANGING: Final = frozenset(("updated", "closed"))
_NOBODY: Final = frozenset(
    ("unknownEntity", "anonymousEntity", "unknownPerson", "anonymousPerson", "unknown", "anonymous")
)

Share = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, order=True)
class _Version:
    """One statement of a changed record: its place in a chain of replacements, when stated, and where.

    `interests` are its interests by type.
    """

    replacing: int
    stated: date
    line: int
    closed: bool = field(compare=False)
    interests: dict[str, tuple[date | None, Share]] = field(compare=False)


@dataclass(slots=True)
class Chronology:
    """What the whole document says about its records."""

    persons: set[str] = field(default_factory=set)
    nobody: set[str] = field(default_factory=set)
    """Records of unknown or undisclosed parties."""
    _older: dict[str, str] = field(default_factory=dict)
    _changed: set[str] = field(default_factory=set)
    _versions: dict[str, list[_Version]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, document: JsonDocument) -> Chronology:
        """Reads a document through, twice if any of its records changes."""
        chronology = cls()
        for item in document.items():
            statement = _statement_or_none(item.value) if item.line else None
            if statement is not None:
                chronology._note(statement)
        if chronology._changed:
            for item in document.items():
                statement = _statement_or_none(item.value) if item.line else None
                if statement is not None:
                    chronology._note_version(statement, item.line)
            for versions in chronology._versions.values():
                versions.sort()
        return chronology

    def _note(self, statement: Statement) -> None:
        if statement.kind == "person":
            self.persons.add(statement.record)
        if type_of(statement.details, f"{statement.kind}Type") in _NOBODY and not _is_named(statement.details):
            self.nobody.add(statement.record)
        # Where one statement replaces several, they stand behind each other.
        for newer, older in pairwise((statement.record, *reversed(statement.replaces))):
            self._older.setdefault(newer, older)
            self._changed.add(older)
        if statement.replaces or statement.status in _CHANGING:
            self._changed.add(statement.record)

    def _note_version(self, statement: Statement, line: int) -> None:
        if statement.record not in self._changed:
            return
        interests = {
            str(interest.get("type") or ""): (_start_of(interest), share_key(interest))
            for interest in objects_of(statement.details, "interests")
        }
        *newer, root = self._chain(statement.record)
        closed = statement.status == "closed"
        version = _Version(len(newer), statement.stated or date.min, line, closed, interests)
        self._versions[root].append(version)

    # ------------------------------------------------------------------ questions

    def root(self, record: str) -> str:
        """The first statement that a chain of replacements leads to; a record's own id if it replaces nothing."""
        return self._chain(record)[-1]

    def _chain(self, record: str) -> list[str]:
        """A statement and those that it replaces, directly or not, the newest first."""
        chain = [record]
        while (older := self._older.get(chain[-1])) is not None and older not in chain:
            chain.append(older)
        return chain

    def is_last(self, statement: Statement, line: int) -> bool:
        """Whether no later statement of the same record stands in the document."""
        versions = self._versions.get(self.root(statement.record))
        return not versions or versions[-1].line == line

    def interval(
        self, statement: Statement, line: int, kind: str, share: Share, start: date | None, end: date | None
    ) -> tuple[date | None, date | None] | None:
        """When an interest of one type held, between its neighbours; `None` if a later statement restates it."""
        versions = self._versions.get(self.root(statement.record), [])
        at = next((place for place, version in enumerate(versions) if version.line == line), None)
        if at is None:
            return _open(start, end)
        before = versions[at - 1] if at else None
        if before is not None and _same_start_other_share(before, kind, start, share):
            start = versions[at].stated
        if end is None and versions[at].closed:
            end = versions[at].stated
        after = versions[at + 1] if at + 1 < len(versions) else None
        if after is not None:
            ending = _end_by(after, kind, start, share)
            if ending is None:
                return None
            end = ending if end is None else min(end, ending)
        return _open(start, end)


def _end_by(after: _Version, kind: str, start: date | None, share: Share) -> date | None:
    """The day on which the next statement ends an interest; `None` if it says the same once more."""
    restated = after.interests.get(kind)
    if restated is None:
        return after.stated
    next_start, next_share = restated
    if next_start == start:
        return None if next_share == share else after.stated
    if next_start is not None and (start is None or next_start > start):
        return next_start
    return after.stated


def _same_start_other_share(before: _Version, kind: str, start: date | None, share: Share) -> bool:
    """Whether the statement before gave another share from the same day: then the new one holds since stated."""
    earlier = before.interests.get(kind)
    return earlier is not None and earlier[0] == start and earlier[1] != share


def _open(start: date | None, end: date | None) -> tuple[date | None, date | None] | None:
    if start is not None and end is not None and end <= start:
        # What began and ended on one day was true on it; what ended before it began never was.
        return (start, start + timedelta(days=1)) if end == start else None
    return start, end


def share_key(interest: Any) -> Share:
    """A share as something that can be compared."""
    share = interest.get("share")
    return tuple(sorted((str(name), str(value)) for name, value in share.items())) if isinstance(share, dict) else ()


def _start_of(interest: Any) -> date | None:
    value = interest.get("startDate")
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _is_named(details: Mapping[str, Any]) -> bool:
    """Whether an entity or person bears a name or a number: one of unknown type may."""
    return bool(text_of(details, "name") or details.get("names") or details.get("identifiers"))


def _statement_or_none(value: Any) -> Statement | None:
    try:
        return read_statement(value)
    except RowError:
        return None
