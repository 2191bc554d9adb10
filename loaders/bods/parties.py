"""Entities and persons (实体与人员): by the numbers of their registers, and by the source's own ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graph_engine.errors import RowError
from graph_engine.loading import NO_NAME, Emitter, Rule
from graph_engine.loading.parties import document_kind
from graph_engine.loading.register_numbers import CHINESE_SCHEMES, LEI_SCHEMES, register_number
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Enterprise, Person
from loaders.bods.statements import day_of_member, objects_of, text_of, type_of

IDENTIFIER_WITHOUT_ID: Final = Rule(
    "identifier_without_id", "an identifier that names its scheme and no number", "只有标识体系、没有号码的标识"
)
MALFORMED_IDENTIFIER: Final = Rule(
    "malformed_identifier",
    "a number that the register of its scheme cannot have given",
    "格式不符合其登记机关规则的号码",
)


def entity_party(details: Mapping[str, Any], source_id: str, emit: Emitter) -> PartyRef:
    """The party of an entity statement: its register numbers, and the source's id by which relations name it.

    Raises:
        RowError: the entity has no name.
    """
    name = text_of(details, "name")
    if name is None:
        raise RowError(NO_NAME, column="name")
    codes, leis, others = _identifiers(details, emit)
    return emit.parties.enterprise(
        name=name,
        credit_code=codes[0] if codes else None,
        lei=leis[0] if leis else None,
        others=others,
        source_id=source_id,
        described=True,
        column="identifiers",
    )


def add_entity(details: Mapping[str, Any], party: PartyRef, emit: Emitter) -> None:
    """Describes an entity. Its addresses are kept as words: they tie nobody."""
    dissolved = day_of_member(details, "dissolutionDate", emit)
    emit.add(
        Enterprise(
            party=party,
            name=party.name or "",
            status="deregistered" if dissolved else None,
            type_text=type_of(details, "entityType") or None,
            address=_address(details),
            established_on=day_of_member(details, "foundingDate", emit),
            ended_on=dissolved,
            jurisdiction=_code_of(details.get("jurisdiction") or details.get("incorporatedInJurisdiction")),
        )
    )


def add_person(details: Mapping[str, Any], source_id: str, emit: Emitter) -> None:
    """Describes a person by the number of a passport or the like, else by the source's id, and by one name.

    The number becomes a keyed hash, by which other sources may mean the same person; birth dates and addresses stay
    outside.

    Raises:
        RowError: the person has no name.
    """
    name = _person_name(details)
    if name is None:
        raise RowError(NO_NAME, column="names")
    document_type, number = _document(details)
    party = emit.parties.person(
        name=name,
        source_id=source_id,
        id_number=number,
        document_type=document_type,
        described=True,
        column="names",
    )
    nationality = next(objects_of(details, "nationalities"), {})
    emit.add(Person(party=party, name=party.name or name, jurisdiction=_code_of(nationality)))


def _identifiers(details: Mapping[str, Any], emit: Emitter) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """Chinese credit codes, LEIs and (scheme, number) of other registers, each once, in order of their texts."""
    codes: set[str] = set()
    leis: set[str] = set()
    others: set[tuple[str, str]] = set()
    left_out: set[Rule] = set()
    for entry in objects_of(details, "identifiers"):
        scheme, number = text_of(entry, "scheme"), text_of(entry, "id")
        if scheme is None:
            continue
        if number is None:
            left_out.add(IDENTIFIER_WITHOUT_ID)
        elif scheme in CHINESE_SCHEMES:
            codes.add(number)
        elif scheme in LEI_SCHEMES:
            leis.add(number)
        elif (normal := register_number(scheme, number)) is None:
            left_out.add(MALFORMED_IDENTIFIER)
        else:
            others.add((scheme, normal))
    for rule in sorted(left_out):
        emit.leave_out(rule)
    return sorted(codes), sorted(leis), sorted(others)


def _document(details: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Kind and number of a person's document, the first of which the kind is known."""
    for entry in objects_of(details, "identifiers"):
        kind = text_of(entry, "schemeName") or text_of(entry, "scheme")
        if document_kind(kind) is not None:
            return kind, text_of(entry, "id")
    return None, None


def _person_name(details: Mapping[str, Any]) -> str | None:
    names = list(objects_of(details, "names"))
    names.sort(key=lambda name: name.get("type") not in ("legal", "individual"))
    for name in names:
        parts = (text_of(name, "givenName"), text_of(name, "patronymicName"), text_of(name, "familyName"))
        whole = text_of(name, "fullName") or " ".join(part for part in parts if part)
        if whole:
            return whole
    return text_of(details, "name")


def _address(details: Mapping[str, Any]) -> str | None:
    entries = sorted(objects_of(details, "addresses"), key=lambda entry: entry.get("type") != "registered")
    return next((text for entry in entries if (text := text_of(entry, "address"))), None)


def _code_of(place: Any) -> str | None:
    return text_of(place, "code") if isinstance(place, dict) else None
