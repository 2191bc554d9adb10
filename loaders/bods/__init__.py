"""Beneficial Ownership Data Standard 0.2 to 0.4 (受益所有权数据标准): JSON, JSON Lines and packages.

statements.py  the two forms read alike: flat statements, and records with details
chronology.py  which of several statements of one record holds when
parties.py     entities by their registers' numbers, persons by the source's ids
interests.py   direct interests as relations, indirect ones apart
shares.py      exact shares and bands, excluded ends
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graph_engine.loading import Emitter, JsonDocument, JsonItem, JsonLoader, Recognition, Rule
from graph_engine.model.parties import PERSON_SOURCE_SCHEME, SOURCE_SCHEME, PartyRef
from loaders.bods import interests, parties
from loaders.bods.chronology import Chronology, share_key
from loaders.bods.shares import share_of
from loaders.bods.statements import (
    Reference,
    Statement,
    day_of_member,
    objects_of,
    read_statement,
    reference_of,
    text_of,
)

UNSPECIFIED: Final = Rule(
    "unspecified_owner", "the source says that nobody is named as owner", "来源说明没有或未披露所有人"
)
UNKNOWN_PARTY: Final = Rule(
    "unknown_party", "an unknown or undisclosed party: one node for all of them would be a hub", "未知或未披露的当事人"
)
RESTATED: Final = Rule("restated", "a later statement of the same record says it anew", "同一记录有后来的声明")
NO_INTERESTS: Final = Rule("no_interests", "a relationship without any interest", "没有任何权益的关系")


def load_document(document: JsonDocument, emit: Emitter) -> None:
    """Every statement of a document, once read through to know what was restated."""
    chronology = Chronology.of(document)

    def take(item: JsonItem, emit: Emitter) -> None:
        _load(item, emit, chronology)

    for item in document.items():
        if item.line:
            emit.take(item, take)


def _load(item: JsonItem, emit: Emitter, chronology: Chronology) -> None:
    statement = read_statement(item.value)
    emit.covered(statement.stated)
    if statement.kind == "relationship":
        _add_relationship(statement, item.line, emit, chronology)
        return
    if statement.record in chronology.nobody:
        emit.ignore(UNKNOWN_PARTY)
    elif not chronology.is_last(statement, item.line):
        emit.ignore(RESTATED)
    elif statement.kind == "entity":
        party = parties.entity_party(statement.details, chronology.root(statement.record), emit)
        parties.add_entity(statement.details, party, emit)
    else:
        parties.add_person(statement.details, chronology.root(statement.record), emit)


def _add_relationship(statement: Statement, line: int, emit: Emitter, chronology: Chronology) -> None:
    details = statement.details
    subject, holder = reference_of(details, "subject"), reference_of(details, "interestedParty")
    if subject.reason or holder.reason:
        emit.ignore(UNSPECIFIED)
        return
    if {subject.record, holder.record} & chronology.nobody:
        emit.ignore(UNKNOWN_PARTY)
        return
    stated = list(objects_of(details, "interests"))
    if not stated and statement.status != "closed":
        emit.ignore(NO_INTERESTS)
        return
    ends = (_party(holder, emit, chronology), _party(subject, emit, chronology))
    components = bool(details.get("componentRecords") or details.get("componentStatementIDs"))
    record_id = statement.record if statement.versioned else ""
    restated, told = 0, 0
    for interest in stated:
        kind = text_of(interest, "type") or ""
        validity = chronology.interval(
            statement,
            line,
            kind,
            share_key(interest),
            day_of_member(interest, "startDate", emit),
            day_of_member(interest, "endDate", emit),
        )
        if validity is None:
            restated += 1
            continue
        ratio, words = share_of(interest)
        relation = interests.relation_of(
            interest,
            *ends,
            indirect=interests.is_indirect(interest, components),
            ratio=ratio,
            words=words,
            validity=validity,
            record_id=record_id,
        )
        if relation is None:
            emit.leave_out(interests.NOT_A_RELATION)
        else:
            emit.add(relation)
            told += 1
    if not told:
        emit.ignore(RESTATED if restated or not stated else interests.NOT_A_RELATION)


def _party(reference: Reference, emit: Emitter, chronology: Chronology) -> PartyRef:
    """A party as relations name it: by the source's id, which the party's own statement gives as another key."""
    record = chronology.root(reference.record)
    person = reference.person if reference.person is not None else reference.record in chronology.persons
    if person:
        return PartyRef("person", f"{PERSON_SOURCE_SCHEME}:{emit.source}:{record}")
    return PartyRef("enterprise", f"{SOURCE_SCHEME}:{emit.source}:{record}")


def recognise(items: Sequence[JsonItem]) -> Recognition:
    """How many of the first records are statements."""
    records = [item.value for item in items if item.line]
    found = sum(1 for value in records if isinstance(value, dict) and _looks_like_statement(value))
    if not found:
        return Recognition(0.0, "no ownership statement among its first records")
    return Recognition(found / len(records))


def _looks_like_statement(value: dict[str, object]) -> bool:
    if "recordDetails" in value:
        return value.get("recordType") in ("entity", "person", "relationship")
    return str(value.get("statementType", "")).endswith("Statement") and "statementID" in value


LOADER = JsonLoader(
    name="bods",
    zh="受益所有权数据标准",
    en="Beneficial Ownership Data Standard",
    covers=(
        "enterprise",
        "person",
        "holds_shares_in",
        "holds_office_in",
        "controls",
        "nominee_for",
        "has_indirect_interest_in",
    ),
    recognises=recognise,
    handler=load_document,
)
"""The loader of beneficial ownership statements."""
