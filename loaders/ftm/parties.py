"""Enterprises and persons (企业与自然人): by the source's own ids, with the codes that pass their checks.

Ids under which the source knew them before lead to them. A topic such as `sanction` is a label, and no record of
anything by itself: only a Sanction entity is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from graph_engine.errors import RowError
from graph_engine.loading import NO_NAME, UNDECIDED_PARTY, Emitter, Rule, is_credit_code
from graph_engine.loading.register_numbers import register_number
from graph_engine.model.identifiers import (
    OrganisationCodeVerdict,
    RegistrationNumberVerdict,
    check_organisation_code,
    check_registration_number,
)
from graph_engine.model.identifiers.lei import check_lei
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Alias, ContactUse, Enterprise, Person
from loaders.ftm.register import Register, kind_of, own_key
from loaders.ftm.values import Entity

TOPIC_ALONE: Final = Rule(
    "topic_alone",
    "a topic is a label and no record: what happened stands in a Sanction",
    "主题标签本身不是风险记录，以制裁实体为准",
)
OTHER_NAMES: Final = Rule("other_names", "further spellings of a name", "名称的其他写法")
SEVERAL_CODES: Final = Rule("several_codes", "several codes of one kind: none is chosen", "同类代码有多个，不作选择")
UNNAMED_REGISTER: Final = Rule(
    "unnamed_register", "a registration number whose register is not named", "未说明登记机关的登记号"
)
COARSE_ADDRESS: Final = Rule(
    "coarse_address", "an address without any number, which many share", "无门牌号的地址，共用者众多"
)

_TOPICS: Final = ("sanction", "debarment", "crime", "export.control")
_HAN: Final = re.compile("[\u3400-\u9fff]")
_NUMBER: Final = re.compile("[0-9]")


def load_party(entity: Entity, emit: Emitter) -> None:
    """An enterprise or person.

    Raises:
        RowError: it has no name, or is neither surely a person nor surely an enterprise.
    """
    kind = kind_of(entity)
    if kind == "undecided":
        raise RowError(UNDECIDED_PARTY, column="schema", value=entity.schema)
    name = _name(entity, emit)
    if any(topic.startswith(_TOPICS) for topic in entity.texts("topics")):
        emit.leave_out(TOPIC_ALONE)
    if kind == "person":
        # Birth dates, papers and addresses of persons stay outside.
        party = emit.parties.person(name=name, source_id=entity.id, described=True, column="name")
        emit.add(Person(party=party, name=party.name or name, jurisdiction=_country(entity, "nationality", "country")))
    else:
        party = _add_enterprise(entity, name, emit)
    if entity.referents:
        _lead_here(entity, party, emit)


def _lead_here(entity: Entity, party: PartyRef, emit: Emitter) -> None:
    """Leads the ids of before to a party: one key claims all the others, for two that claim one would be a doubt."""
    own = own_key(party.kind, entity.id, emit.source)
    others = sorted(own_key(party.kind, number, emit.source) for number in entity.referents)
    first = party.key
    if first == own:
        # Among ids of one kind keys join towards the least, whichever of them is the newest.
        first, *others = sorted((own, *others))
    for other in others:
        emit.add(Alias(party=PartyRef(party.kind, first), other_key=other))


def _name(entity: Entity, emit: Emitter) -> str:
    """The name to go by: for what stands in China the Chinese one, else the one that the source shows."""
    names = entity.texts("name")
    if not names:
        raise RowError(NO_NAME, column="name")
    if len(names) > 1 or entity.texts("alias"):
        emit.leave_out(OTHER_NAMES)
    chinese = [name for name in names if _HAN.search(name)]
    if chinese and "CN" in (_country(entity, "jurisdiction", "country", "nationality"), _country(entity, "country")):
        return chinese[0]
    return entity.caption if entity.caption in names else names[0]


def _country(entity: Entity, *names: str) -> str | None:
    """The country of the first property that names exactly one."""
    for name in names:
        found = entity.texts(name)
        if len(found) == 1:
            return found[0].upper()
    return None


def _add_enterprise(entity: Entity, name: str, emit: Emitter) -> PartyRef:
    jurisdiction = _country(entity, "jurisdiction", "mainCountry", "country")
    numbers = _numbers_by_kind(entity, jurisdiction, emit)
    code = _only(sorted({*entity.texts("uscCode"), *numbers["uscc"]}), is_credit_code, emit)
    lei = _only(entity.texts("leiCode"), lambda text: check_lei(text).usable, emit)
    house = _only(numbers["GB-COH"], bool, emit)
    party = emit.parties.enterprise(
        name=name,
        credit_code=code,
        organisation_code=_only(numbers["org"], bool, emit),
        registration_number=_only(numbers["regno"], bool, emit),
        lei=lei,
        others=() if house is None else (("GB-COH", house),),
        source_id=entity.id,
        described=True,
        column="uscCode",
    )
    finding = emit.parties.code_finding(code)
    dissolved = entity.day("dissolutionDate", emit)
    addresses = _addresses(entity, emit.survey)
    emit.add(
        Enterprise(
            party=party,
            name=party.name or name,
            status="deregistered" if entity.texts("dissolutionDate") else None,
            status_text=entity.text("status"),
            type_text=entity.text("legalForm") or entity.schema,
            industry=entity.text("sector"),
            address=addresses[0] if addresses else None,
            established_on=entity.day("incorporationDate", emit),
            ended_on=dissolved,
            former_names=tuple(entity.texts("previousName")),
            jurisdiction=jurisdiction,
            refused_code=finding.refused_code,
            inner_check_failed=finding.inner_check_failed,
        )
    )
    for address in addresses:
        if _NUMBER.search(address):
            emit.add(ContactUse(source=party, target=emit.parties.contact("address", address), role="other"))
        else:
            emit.leave_out(COARSE_ADDRESS)
    return party


def _numbers_by_kind(entity: Entity, jurisdiction: str | None, emit: Emitter) -> dict[str, list[str]]:
    """Registration numbers by the register that can have given them; of other registers the source names none."""
    found: dict[str, list[str]] = {"uscc": [], "org": [], "regno": [], "GB-COH": []}
    for text in entity.texts("registrationNumber"):
        house = register_number("GB-COH", text) if jurisdiction == "GB" else None
        if house is not None:
            found["GB-COH"].append(house)
        elif jurisdiction == "CN" and is_credit_code(text):
            found["uscc"].append(text)
        elif jurisdiction == "CN" and _passes(check_registration_number(text)):
            found["regno"].append(text)
        elif jurisdiction == "CN" and _passes(check_organisation_code(text)):
            found["org"].append(text)
        else:
            emit.leave_out(UNNAMED_REGISTER)
    return found


def _passes(found: RegistrationNumberVerdict | OrganisationCodeVerdict) -> bool:
    """Whether a number is usable and its check digit, too, was checked."""
    return found.usable and found.check is True


def _only(codes: list[str], usable: Callable[[str], bool], emit: Emitter) -> str | None:
    """The one code that passes its check; a single one that fails is handed on, to be told of."""
    good = [code for code in codes if usable(code)]
    if len(good) > 1 or (not good and len(codes) > 1):
        emit.leave_out(SEVERAL_CODES)
        return None
    return good[0] if good else codes[0] if codes else None


def _addresses(entity: Entity, register: Register) -> list[str]:
    """The addresses that an entity states itself, and those of the address entities that it names."""
    named = (register.address(number) for number in entity.texts("addressEntity"))
    return sorted({*entity.texts("address"), *filter(None, named)})
