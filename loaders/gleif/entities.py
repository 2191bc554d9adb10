"""Level 1, who is who (一级数据): the reference data of a legal entity, under its LEI and its register's number.

A Chinese entity's number at its register is its credit code (统一社会信用代码) where it passes both checks;
a fund's is not taken, for it may be its manager's. An LEI given twice (DUPLICATE) leads to the one that stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from graph_engine.errors import RowError
from graph_engine.loading import NO_NAME, Emitter, Rule
from graph_engine.loading.register_numbers import register_number
from graph_engine.model.identifiers import check_credit_code
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Alias, Enterprise
from loaders.gleif.cdf import day_or_none, entries_of, holder_of, lei_of, text_of, withdrawn_on

VOID: Final = Rule("void_lei", "an LEI annulled or cancelled, or not issued yet", "已作废、已取消或尚未签发的 LEI")
WITHDRAWN: Final = Rule("withdrawn_record", "a record that the publisher took out", "发布机构已撤下的记录")
DUPLICATE_OF_NONE: Final = Rule(
    "duplicate_without_successor", "a duplicate that names no LEI to stand for it", "重复的 LEI，未指明保留的 LEI"
)
SUCCESSOR: Final = Rule(
    "successor_entity",
    "who took the entity over: another enterprise, and no owner",
    "承继该主体的其他企业，并非其持有人",
)
UNNAMED_REGISTER: Final = Rule(
    "unnamed_register",
    "a number of a register that the list of registers does not have",
    "登记机关不在名录内的登记号码",
)
FUNDS_CODE: Final = Rule(
    "credit_code_of_a_fund",
    "a credit code beside a fund: it may be its manager's",
    "基金名下的信用代码，可能属于其管理人",
)

_VOID: Final = frozenset(("ANNULLED", "CANCELLED", "PENDING_VALIDATION"))
_NO_REGISTER: Final = frozenset(("RA888888", "RA999999"))
_SCHEMES: Final = {"RA000585": "GB-COH", "RA000586": "GB-COH", "RA000587": "GB-COH"}
"""Registers whose numbers other sources know under a scheme of their own: Companies House, of all three parts."""
_ENDED: Final = frozenset(("DISSOLVED", "CORPORATE_ACTION"))


def load_entity(record: Any, emit: Emitter) -> None:
    """One level 1 record.

    Raises:
        RowError: its LEI fails, or it has no name.
    """
    lei = lei_of(record, "LEI")
    emit.touch(f"lei:{lei}")
    emit.covered(day_or_none(record, emit, "Registration", "LastUpdateDate"))
    registration = text_of(record, "Registration", "RegistrationStatus")
    if withdrawn_on(record) is not None:
        emit.ignore(WITHDRAWN)
    elif registration in _VOID:
        emit.ignore(VOID)
    elif registration == "DUPLICATE":
        _lead_to_successor(record, lei, emit)
    else:
        _describe(record["Entity"], lei, registration, emit)


def _lead_to_successor(record: Any, lei: str, emit: Emitter) -> None:
    code, _ = _register_numbers(record["Entity"], emit)
    successors = _successors(record)
    if code is not None:
        # The credit code claims the LEI that stays as well; two LEIs that claim each other would be a doubt.
        emit.add(Alias(party=PartyRef("enterprise", f"uscc:{code}"), other_key=f"lei:{lei}", record_id=lei))
    elif len(successors) == 1 and lei not in successors:
        # Keys join towards the lesser one, whichever of the two the publisher keeps.
        kept, other = sorted((lei, *successors))
        emit.add(Alias(party=holder_of(kept), other_key=f"lei:{other}"))
    else:
        emit.ignore(DUPLICATE_OF_NONE)


def _successors(record: Any) -> set[str]:
    """The LEIs that follow an entity; what is none stands for nobody."""
    found = set()
    for entry in _successor_entries(record["Entity"]):
        try:
            found.add(lei_of(entry, "SuccessorLEI"))
        except RowError:
            continue
    return found


def _successor_entries(entity: Any) -> Iterator[Any]:
    yield from entries_of(entity, "SuccessorEntity", "")
    yield from entries_of(entity, "SuccessorEntities", "SuccessorEntity")


def _describe(entity: Any, lei: str, registration: str | None, emit: Emitter) -> None:
    name = text_of(entity, "LegalName")
    if name is None:
        raise RowError(NO_NAME, column="LegalName")
    code, others = _register_numbers(entity, emit)
    party = emit.parties.enterprise(name=name, credit_code=code, lei=lei, others=others, described=True)
    if any(_successor_entries(entity)):
        emit.leave_out(SUCCESSOR)
    reason = text_of(entity, "EntityExpirationReason")
    state = text_of(entity, "EntityStatus")
    emit.add(
        Enterprise(
            party=party,
            name=party.name or name,
            status=_status(state, reason),
            status_text=", ".join(filter(None, (state, reason, registration and f"LEI {registration}"))) or None,
            type_text=_type_text(entity),
            address=_address(entity),
            established_on=day_or_none(entity, emit, "EntityCreationDate"),
            ended_on=day_or_none(entity, emit, "EntityExpirationDate"),
            former_names=_former_names(entity),
            jurisdiction=text_of(entity, "LegalJurisdiction"),
        )
    )


def _register_numbers(entity: Any, emit: Emitter) -> tuple[str | None, list[tuple[str, str]]]:
    """The credit code, and (scheme, number) of another register."""
    register = text_of(entity, "RegistrationAuthority", "RegistrationAuthorityID")
    number = text_of(entity, "RegistrationAuthority", "RegistrationAuthorityEntityID")
    if number is None:
        return None, []
    jurisdiction = text_of(entity, "LegalJurisdiction") or text_of(entity, "LegalAddress", "Country") or ""
    if jurisdiction.partition("-")[0] == "CN":
        verdict = check_credit_code(number)
        if verdict.usable and verdict.inner:
            if text_of(entity, "EntityCategory") != "FUND":
                return verdict.value, []
            emit.leave_out(FUNDS_CODE)
            return None, []
    normal = None if register is None else register_number(_SCHEMES.get(register, register), number)
    if register is None or register in _NO_REGISTER or normal is None:
        emit.leave_out(UNNAMED_REGISTER)
        return None, []
    return None, [(_SCHEMES.get(register, register), normal)]


def _status(state: str | None, reason: str | None) -> str | None:
    if state == "INACTIVE":
        return "deregistered" if reason in _ENDED else "closed"
    return "active" if state == "ACTIVE" else None


def _type_text(entity: Any) -> str | None:
    form = text_of(entity, "LegalForm", "OtherLegalForm") or text_of(entity, "LegalForm", "EntityLegalFormCode")
    return ", ".join(filter(None, (text_of(entity, "EntityCategory"), form))) or None


def _address(entity: Any) -> str | None:
    """The legal address as words: it ties nobody."""
    address = entity.get("LegalAddress")
    lines = [text_of(address, "FirstAddressLine")]
    if isinstance(address, dict):
        further = address.get("AdditionalAddressLine")
        lines.extend(text_of(line) for line in (further if isinstance(further, list) else [further]))
    lines.extend(text_of(address, name) for name in ("City", "Region", "PostalCode", "Country"))
    return ", ".join(filter(None, lines)) or None


def _former_names(entity: Any) -> tuple[str, ...]:
    found = {
        text_of(entry, "OtherEntityName") or text_of(entry)
        for entry in entries_of(entity, "OtherEntityNames", "OtherEntityName")
        if "PREVIOUS_LEGAL_NAME" in (text_of(entry, "type"), text_of(entry, "@type"))
    }
    return tuple(sorted(name for name in found if name is not None))
