"""Statements of either form (声明): the flat ones of BODS 0.2 and 0.3, and the records of 0.4, read alike."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from graph_engine.errors import RowError
from graph_engine.loading import MISSING_VALUE, Emitter, Reason, Rule
from graph_engine.model.dates import LongTerm, parse_date

_KINDS: Final = {
    "entityStatement": "entity",
    "personStatement": "person",
    "ownershipOrControlStatement": "relationship",
    "entity": "entity",
    "person": "person",
    "relationship": "relationship",
}
EARLIEST: Final = date(1500, 1, 1)
"""Foreign registers hold companies older than the century before last."""

NOT_A_STATEMENT: Final = Reason("no statement of an entity, a person or a relationship", "不是实体、人员或关系的声明")
HALF_DATE: Final = Rule("half_date", "a date without month or day, or none at all", "日期不完整或无法识别")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: `record` is the id by which others refer to it, `details` what it says.

    `versioned` tells records (0.4), which keep their id over several statements, from flat statements, of which
    a new one names those that it `replaces`.
    """

    kind: str
    record: str
    stated: date | None
    status: str
    details: Mapping[str, Any]
    replaces: tuple[str, ...]
    versioned: bool


def read_statement(value: Any) -> Statement:
    """A statement in the common form.

    Raises:
        RowError: it is none, or has no id.
    """
    if not isinstance(value, dict):
        raise RowError(NOT_A_STATEMENT)
    kind = _KINDS.get(str(value.get("recordType") or value.get("statementType")))
    if kind is None:
        raise RowError(NOT_A_STATEMENT, column="statementType", value=str(value.get("statementType")))
    versioned = "recordDetails" in value or "recordId" in value
    details = value.get("recordDetails") if versioned else value
    column = "recordId" if versioned else "statementID"
    record = text_of(value, column) or text_of(value, "statementId")
    if record is None or not isinstance(details, dict):
        raise RowError(MISSING_VALUE, column=column)
    replaces = value.get("replacesStatements") or ()
    return Statement(
        kind,
        record,
        _day(value.get("statementDate")),
        (text_of(value, "recordStatus") or "new").casefold(),
        details,
        tuple(str(entry) for entry in replaces) if isinstance(replaces, list) else (),
        versioned,
    )


def text_of(details: Mapping[str, Any], name: str) -> str | None:
    """A text member without HTML entities and surplus spaces; `None` if it is empty or no text."""
    value = details.get(name)
    if not isinstance(value, str):
        return None
    # Twice: registers escaped what was escaped already.
    return " ".join(html.unescape(html.unescape(value)).split()) or None


def objects_of(details: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """The objects in a member that is an array."""
    members = details.get(name)
    if isinstance(members, list):
        yield from (member for member in members if isinstance(member, dict))


def type_of(details: Mapping[str, Any], name: str) -> str:
    """The type of an entity or person: a text before 0.4, an object with a type since."""
    value = details.get(name)
    if isinstance(value, dict):
        value = value.get("type")
    return value if isinstance(value, str) else ""


def day_of_member(details: Mapping[str, Any], name: str, emit: Emitter) -> date | None:
    """A date member; what is no whole date is left out, and said so."""
    if details.get(name) in (None, ""):
        return None
    found = _day(details.get(name))
    if found is None:
        emit.leave_out(HALF_DATE)
    return found


def _day(value: Any) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        found = parse_date(value, earliest=EARLIEST)
    except RowError:
        return None
    return None if isinstance(found, LongTerm) else found


@dataclass(frozen=True, slots=True)
class Reference:
    """Whom a relationship names: a record, of which `person` says what it is where the form says so.

    `reason` is why nobody is named, empty if somebody is.
    """

    record: str
    person: bool | None = None
    reason: str = ""


def reference_of(details: Mapping[str, Any], name: str) -> Reference:
    """The subject or interested party of a relationship.

    Raises:
        RowError: the member is missing.
    """
    value = details.get(name)
    if isinstance(value, str) and value:
        return Reference(value)
    if isinstance(value, dict):
        for member, person in (("describedByEntityStatement", False), ("describedByPersonStatement", True)):
            record = value.get(member)
            if isinstance(record, str) and record:
                return Reference(record, person)
        unspecified = value.get("unspecified")
        stated = unspecified if isinstance(unspecified, dict) else value
        if "reason" in stated:
            return Reference("", None, str(stated["reason"]))
    raise RowError(MISSING_VALUE, column=name)
