"""The records of a row (记录): what a mapping makes of it, field by field as the schema types them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from graph_engine.errors import RowError
from graph_engine.loading import NO_NAME, Emitter, event_party, matter_key, unnumbered_matter
from graph_engine.loading.reasons import LONG_TERM_HERE
from graph_engine.model.dates import LongTerm
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import RECORD_CLASSES, RiskEvent, SubjectOf
from graph_engine.model.schema import NODE_KINDS, Type
from graph_engine.model.text import refused
from loaders.table.cells import Cells
from loaders.table.fields import allowed_words, type_of
from loaders.table.mapping import RecordMap, Value
from loaders.table.reasons import ENDS_BEFORE_IT_BEGINS, TO_ITSELF, UNKNOWN_WORD, UNREADABLE_VALUE

_CLASSES: Final[Mapping[str, Callable[..., Any]]] = {entry.kind: entry for entry in RECORD_CLASSES}  # type: ignore[attr-defined]
_ONE_DAY: Final = dt.timedelta(days=1)
_ENDS: Final = ("valid_to", "last_day", "listed_until")
"""The days that a long term leaves open."""
_COVERING: Final = ("decided_on", "published_on", "valid_from")
"""The days of which a record says that its source speaks of them."""


def add_record(record: RecordMap, ends: tuple[PartyRef, ...], code: Value | None, cells: Cells, emit: Emitter) -> bool:
    """Adds one record, and to an event the relation of its subject; tells whether there was anything to say.

    `code` is the credit code of the enterprise that the record describes.

    Raises:
        RowError: a field cannot be understood, or a party to be described has no name.
    """
    fields = _fields(record, cells, emit)
    for name in _COVERING:
        emit.covered(fields.get(name))
    if record.kind == "risk_event":
        _add_event(record, ends[0], fields, cells, emit)
    elif record.kind in NODE_KINDS:
        (party,) = ends
        if party.name is None:
            raise RowError(NO_NAME)
        fields["name"] = party.name
        if record.kind == "enterprise":
            finding = emit.parties.code_finding(None if code is None else cells.word(code))
            fields |= {"refused_code": finding.refused_code, "inner_check_failed": finding.inner_check_failed}
        emit.add(_CLASSES[record.kind](party=party, **fields))
    else:
        source, target = ends
        if source.key == target.key:
            emit.leave_out(TO_ITSELF)
            return False
        emit.add(_CLASSES[record.kind](source=source, target=target, **fields))
    return True


def _add_event(record: RecordMap, subject: PartyRef, fields: dict[str, Any], cells: Cells, emit: Emitter) -> None:
    role = fields.pop("role", "principal")
    category, number, authority = fields["category"], fields.get("document_number"), fields.get("authority")
    if number is not None:
        matter = matter_key(number, authority, subject.key)
    else:
        natural = [cells.text(column) or "" for column in record.key]
        matter = unnumbered_matter(category, subject.key, authority or "", *natural)
    event = event_party(emit.source, category, matter, subject.key)
    emit.add(
        RiskEvent(party=event, matter=matter, **fields),
        SubjectOf(source=subject, target=event, role=role),
    )


def _fields(record: RecordMap, cells: Cells, emit: Emitter) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in record.fields.items():
        try:
            found |= _field(record.kind, name, value, cells)
        except RowError:
            if not value.lenient:
                raise
            emit.leave_out(UNREADABLE_VALUE)
    return _with_interval(found, record)


def _field(kind: str, name: str, value: Value, cells: Cells) -> dict[str, Any]:
    """The properties that one field of the mapping fills; none where its cell is empty."""
    if name == "amount":
        money = cells.money(value)
        return {} if money is None else {"amount": money.amount, "currency": money.currency}
    if name == "ratio":
        return _ratio(kind, value, cells)
    typed = type_of(kind, name)
    if typed is Type.DATE:
        return _date(name, value, cells)
    if typed is Type.BOOLEAN:
        return {name: cells.flag(value)}
    allowed = allowed_words(kind, name)
    if typed is Type.LIST:
        words = cells.texts(value)
        for word in words:
            _check(word, allowed, value)
        return {name: words}
    found = cells.word(value) if allowed else cells.phrase(value)
    if found is None:
        return {}
    _check(found, allowed, value)
    return {name: found}


def _date(name: str, value: Value, cells: Cells) -> dict[str, Any]:
    found = cells.date(value)
    if not isinstance(found, LongTerm):
        return {name: found}
    if name == "publicity_until":
        return {"long_term": True}
    if name in _ENDS:
        return {}
    raise refused(LONG_TERM_HERE, column=value.columns[0] if value.columns else "", value="长期")


def _check(word: str, allowed: tuple[str, ...], value: Value) -> None:
    if allowed and word not in allowed:
        raise refused(UNKNOWN_WORD, column=value.columns[0] if value.columns else "", value=word)


def _ratio(kind: str, value: Value, cells: Cells) -> dict[str, Any]:
    found = cells.ratio(value)
    if found is None:
        return {}
    ratio, text = found
    shares = {
        "ratio_ppb": ratio.point_ppb,
        "ratio_low_ppb": ratio.least_ppb,
        "ratio_high_ppb": ratio.greatest_ppb,
        "ratio_text": text,
    }
    if kind == "holds_shares_in":
        shares["basis"] = "band" if ratio.is_band else "reported"
    return shares


def _with_interval(found: dict[str, Any], record: RecordMap) -> dict[str, Any]:
    """Fields with valid time as records keep it: the first day, and the first day no longer."""
    last = found.pop("last_day", None)
    if last is not None:
        found["valid_to"] = last + _ONE_DAY
    first, end = found.get("valid_from"), found.get("valid_to")
    if first is not None and end is not None and end <= first:
        value = record.fields.get("valid_to", record.fields.get("last_day"))
        raise refused(ENDS_BEFORE_IT_BEGINS, column=value.columns[0] if value and value.columns else "", value=str(end))
    return found
