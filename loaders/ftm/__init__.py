"""FollowTheMoney entities as OpenSanctions publishes them (FtM 实体): JSON Lines, one entity a line.

    values.py      properties are lists of texts; dates may be cut short
    register.py    what kind of thing each id is, over all files of a load
    parties.py     companies, organisations, public bodies, persons
    relations.py   ownership, directorship, representation, unknown links
    sanctions.py   sanctions as records

Family and associates are left out by policy: whoever is a relative of somebody has done nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graph_engine.errors import RowError
from graph_engine.loading import Emitter, JsonDocument, JsonItem, JsonLoader, Reason, Recognition, Rule
from graph_engine.model.dates import parse_day
from loaders.ftm.parties import load_party
from loaders.ftm.register import PARTIES, THINGS, Register
from loaders.ftm.relations import SCHEMATA, load_relation
from loaders.ftm.sanctions import load_sanction
from loaders.ftm.values import read_entity

UNKNOWN_SCHEMA: Final = Reason("a schema of entity that the format does not know", "格式未定义的实体类型")

_THING: Final = Rule(
    "thing", "a vessel, an aircraft, a security or another thing is no party", "船舶、航空器、证券等物不是当事人"
)
_FAMILY: Final = Rule(
    "family_and_associates", "relatives and associates, left out by policy", "亲属与关系人，按政策不予装载"
)
_ADDRESS: Final = Rule(
    "address_apart", "an address; it is read with the enterprise that names it", "地址，随引用它的企业读取"
)
_PUBLIC_OFFICE: Final = Rule("public_office", "a post in public life is no risk", "公职任职不是风险")
_PAPER: Final = Rule("paper", "personal papers and documents", "个人证件与文献")
_OTHER: Final = Rule("other_relation", "a relation of which nothing follows for credit", "与信用风险无关的关系")

_PAPERS: Final = """
    Article Audio Document Documentation Email Folder HyperText Identification Image Mention Message Note Package
    Page Pages Passport PlainText Table UserAccount Video Workbook
"""
_OTHERS: Final = """
    Call Contract ContractAward CourtCase CourtCaseParty Debt EconomicActivity Employment Event License Membership
    Payment Post Project ProjectParticipant Similar Succession TaxRoll Trip
"""
_PASSED_OVER: Final = {
    **dict.fromkeys(THINGS, _THING),
    **dict.fromkeys(("Family", "Associate"), _FAMILY),
    "Address": _ADDRESS,
    **dict.fromkeys(("Position", "Occupancy"), _PUBLIC_OFFICE),
    **dict.fromkeys(_PAPERS.split(), _PAPER),
    **dict.fromkeys(_OTHERS.split(), _OTHER),
}


def load_document(document: JsonDocument, emit: Emitter) -> None:
    """Every entity of a document."""
    for item in document.items():
        if item.line:
            emit.take(item, _load)


def _load(item: JsonItem, emit: Emitter) -> None:
    entity = read_entity(item.value)
    rule = _PASSED_OVER.get(entity.schema)
    if rule is not None:
        emit.ignore(rule)
        return
    _cover(item, emit)
    if entity.schema in PARTIES:
        load_party(entity, emit)
    elif entity.schema in SCHEMATA:
        load_relation(entity, emit)
    elif entity.schema == "Sanction":
        load_sanction(entity, emit)
    else:
        raise RowError(UNKNOWN_SCHEMA, column="schema", value=entity.schema)


def _cover(item: JsonItem, emit: Emitter) -> None:
    """The day on which the source last saw the entity, where it says so."""
    seen = item.value.get("last_seen")
    try:
        emit.covered(parse_day(seen) if isinstance(seen, str) else None)
    except RowError:
        return


def recognise(items: Sequence[JsonItem]) -> Recognition:
    """How many of the first records are entities."""
    records = [item.value for item in items if item.line]
    found = sum(
        1
        for value in records
        if isinstance(value, dict) and "schema" in value and isinstance(value.get("properties"), dict)
    )
    return Recognition(found / len(records)) if found else Recognition(0.0, "no FollowTheMoney entity among its first")


LOADER = JsonLoader(
    name="ftm",
    zh="FollowTheMoney 实体（OpenSanctions）",
    en="FollowTheMoney entities (OpenSanctions)",
    covers=(
        "enterprise",
        "person",
        "contact",
        "risk_event",
        "subject_of",
        "holds_shares_in",
        "holds_office_in",
        "legal_representative_of",
        "has_indirect_interest_in",
        "linked_to",
        "uses_contact",
    ),
    recognises=recognise,
    handler=load_document,
    surveys=Register.of,
)
"""The loader of FollowTheMoney entities."""
