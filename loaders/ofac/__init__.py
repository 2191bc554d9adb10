"""The US list of Specially Designated Nationals (美国 SDN 名单, OFAC): entries, their addresses, their links.

    entries.py     who stands on the list, found out before the first row is taken
    links.py       "Linked To: NAME" in the remarks, led back to the entry that bears the name

An entry becomes a party under the list's own number, with one undated foreign listing as its record: the list
names programmes and no days. Vessels and aircraft are no parties. The file of addresses needs the list in the
same load, for it names entries by number alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from graph_engine.loading import (
    Emitter,
    Layout,
    Reason,
    Row,
    Rule,
    TableLoader,
    event_party,
    unnumbered_matter,
)
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import ContactUse, Enterprise, LinkedTo, Person, RiskEvent, SubjectOf
from loaders.ofac import links
from loaders.ofac.entries import ADDRESSES, ENTRIES, Entries, kind_of, value_of

END_OF_FILE: Final = Rule("end_of_file", "the sign that ends a file of the DOS age", "文件结束符")
THING: Final = Rule("vessel_or_aircraft", "a vessel or aircraft is no party", "船舶、航空器不是当事人")
PERSONS_ADDRESS: Final = Rule("address_of_a_person", "where a natural person lives", "自然人的住址")
NO_STREET: Final = Rule(
    "address_without_street", "a city or country alone, which thousands share", "仅有城市或国家的地址，共用者众多"
)
NO_SUCH_ENTRY: Final = Reason(
    "no entry of the lists in this load has that number; load the list together with its addresses",
    "本次装载的名单中无此编号；请将名单与地址文件一并装载",
)

_AUTHORITY: Final = "US Treasury, Office of Foreign Assets Control (OFAC)"
_CREDIT_CODE: Final = re.compile(r"Uni(?:fied|ted) Social Credit Code[^;0-9]*([0-9A-Z]{18})\b")
_SEVERAL_PROGRAMMES: Final = re.compile(r"\]\s*\[|;")


def load_entry(row: Row, emit: Emitter) -> None:
    """One entry of the list."""
    if row.raw("number").strip() == "\x1a":
        emit.ignore(END_OF_FILE)
        return
    number, name = row.need("number"), row.need("name")
    stated = links.stated_in(value_of(row, "remarks"))
    kind = kind_of(row)
    if kind is None:
        emit.ignore(THING, *(links.OF_A_THING for _ in stated))
        return
    party = _party(row, number, name, emit)
    programmes = _SEVERAL_PROGRAMMES.split(value_of(row, "programme") or "")
    event = event_party(emit.source, number)
    emit.add(
        RiskEvent(
            party=event,
            category="foreign_sanction",
            matter=unnumbered_matter(emit.source, number),
            authority=_AUTHORITY,
            text=f"Specially Designated Nationals: {', '.join(filter(None, map(str.strip, programmes)))}",
        ),
        SubjectOf(source=party, target=event, role="principal"),
    )
    entries: Entries = emit.survey
    for linked in stated:
        target = entries.bearer_of(linked)
        if isinstance(target, Rule):
            emit.leave_out(target)
        elif target == number:
            emit.leave_out(links.TO_ITSELF)
        else:
            emit.add(LinkedTo(source=party, target=entries.party(target, emit.source), basis="Linked To"))


def _party(row: Row, number: str, name: str, emit: Emitter) -> PartyRef:
    """The entry as a party, described. Of persons nothing but the name is kept."""
    if kind_of(row) == "person":
        person = emit.parties.person(name=name, source_id=number, described=True, column=row.header("name"))
        emit.add(Person(party=person, name=person.name or name))
        return person
    codes = set(_CREDIT_CODE.findall(value_of(row, "remarks") or ""))
    code = codes.pop() if len(codes) == 1 else None
    party = emit.parties.enterprise(name=name, credit_code=code, source_id=number, described=True)
    finding = emit.parties.code_finding(code)
    emit.add(
        Enterprise(
            party=party,
            name=party.name or name,
            refused_code=finding.refused_code,
            inner_check_failed=finding.inner_check_failed,
        )
    )
    return party


def load_address(row: Row, emit: Emitter) -> None:
    """One address of an entry.

    Raises:
        RowError: no list of the load has such an entry.
    """
    if row.raw("number").strip() == "\x1a":
        emit.ignore(END_OF_FILE)
        return
    number = row.need("number")
    entries: Entries = emit.survey
    if number not in entries.kinds:
        raise row.refuse(NO_SUCH_ENTRY, "number")
    kind = entries.kinds[number]
    lines = [value_of(row, field) for field in ("address", "city", "country")]
    if kind is None:
        emit.ignore(THING)
    elif kind == "person":
        emit.ignore(PERSONS_ADDRESS)
    elif lines[0] is None:
        emit.ignore(NO_STREET)
    else:
        contact = emit.parties.contact("address", ", ".join(filter(None, lines)))
        emit.add(ContactUse(source=entries.party(number, emit.source), target=contact, role="other"))


def _is_entry(cells: Sequence[str]) -> bool:
    """Whether a row is one of the publisher's own file, which has no header."""
    return cells[0].isdecimal() and cells[2].strip().casefold() in ("-0-", "individual", "vessel", "aircraft")


def _is_address(cells: Sequence[str]) -> bool:
    return cells[0].isdecimal() and cells[1].isdecimal() and cells[5].strip() == "-0-"


LOADER = TableLoader(
    name="ofac",
    zh="美国特别指定国民名单（SDN）",
    en="US list of Specially Designated Nationals",
    covers=("enterprise", "person", "contact", "risk_event", "subject_of", "linked_to", "uses_contact"),
    layouts=(
        Layout(
            name=ENTRIES,
            columns={
                "number": ("ID", "ent_num"),
                "name": ("Name", "SDN_Name"),
                "type": ("Type", "SDN_Type"),
                "programme": ("Program", "Programme", "Country"),
                "title": ("Title",),
                "call_sign": ("Col_F", "Call_Sign"),
                "vessel_type": ("Col_G", "Vess_type"),
                "tonnage": ("Col_H", "Tonnage"),
                "gross_tonnage": ("Col_I", "GRT"),
                "vessel_flag": ("Col_J", "Vess_flag"),
                "vessel_owner": ("Col_K", "Vess_owner"),
                "remarks": ("Details", "Remarks"),
            },
            required=("number", "name", "type", "programme", "remarks"),
            handler=load_entry,
            headerless=_is_entry,
        ),
        Layout(
            name=ADDRESSES,
            columns={
                "number": ("ID", "ent_num"),
                "address_number": ("Col_B", "Add_num"),
                "address": ("Address",),
                "city": ("City", "City/State/Province/Postal Code"),
                "country": ("Country",),
                "remarks": ("Add_remarks",),
            },
            required=("number", "address_number", "address", "city", "country"),
            handler=load_address,
            headerless=_is_address,
        ),
    ),
    surveys=Entries.of,
)
"""The loader of the US list."""
