"""Whom a decision or list is about (行政相对人、列入对象), and who represented the enterprise on that day.

For tables that name the party in the columns of 双公示 uploads: name, class, its codes, a person's certificate, the
legal representative. A field without a column in the layout is missing.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from graph_engine.loading.emit import Emitter
from graph_engine.loading.parties import is_credit_code
from graph_engine.loading.party_kind import PartyKind, party_kind
from graph_engine.loading.reasons import UNDECIDED_PARTY, Rule
from graph_engine.loading.table import Row
from graph_engine.model.identifiers import check_resident_id
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import LegalRepresentation

UNDATED_REPRESENTATIVE = Rule(
    "undated_representative",
    "a legal representative on an undated decision",
    "决定日期缺失，其法定代表人无法定时",
)
UNDECIDED_REPRESENTATIVE = Rule(
    "undecided_representative",
    "a legal representative who is neither surely a person nor surely an enterprise",
    "无法判断类型的法定代表人",
)


def subject_of(row: Row, emit: Emitter, scope: PartyRef | str) -> PartyRef:
    """The party that a row is about; known by name alone it holds within `scope`.

    Raises:
        RowError: it is neither surely a person nor surely an enterprise, or its code is wrong.
    """
    name = row.need("name")
    code = row.text("credit_code")
    number = row.text("person_number")
    if _subject_kind(row, name, code, number) == "person":
        return emit.parties.person(
            name=name,
            id_number=number or code,
            document_type=row.text("person_document"),
            scope=scope,
            column=row.header("name"),
        )
    return emit.parties.enterprise(
        name=name,
        credit_code=code or _credit_code_of(row.text("tax_number")),
        organisation_code=row.text("organisation_code"),
        registration_number=row.text("registration_number"),
        others=_other_numbers(row),
        scope=scope,
        column=row.header("credit_code"),
    )


def _subject_kind(row: Row, name: str, code: str | None, number: str | None) -> PartyKind:
    """Person or enterprise, where 类别, codes and the name do not contradict each other."""
    if is_credit_code(code):
        # Also for 自然人: an individual business (个体工商户) is uploaded under it, with its own code.
        return "enterprise"
    said = _said_kind(row.text("kind"))
    named = party_kind(name)
    if said is None:
        known = _is_id_number(number) or _is_id_number(code)
        said = "person" if known and named != "enterprise" else named
    elif said == "person" and named == "enterprise" and not _is_id_number(number):
        said = None
    if said is None:
        raise row.refuse(UNDECIDED_PARTY, "name")
    return said


@lru_cache(maxsize=1 << 10)
def _said_kind(text: str | None) -> PartyKind | None:
    if text is None:
        return None
    if "非自然人" not in text and ("自然人" in text or "个人" in text or "公民" in text):
        return "person"
    return "enterprise" if re.search("法人|组织|企业|单位|个体|合作社|非自然人", text) else None


def _is_id_number(text: str | None) -> bool:
    return text is not None and text[:6].isdigit() and check_resident_id(text).usable


def _credit_code_of(tax_number: str | None) -> str | None:
    """Since 2015 the tax number of an enterprise is its credit code; older ones are no key."""
    return tax_number if is_credit_code(tax_number) else None


def _other_numbers(row: Row) -> list[tuple[str, str]]:
    """Certificate numbers of public institutions, which are twelve digits; other numbers are no keys."""
    number = row.text("institution_number")
    if number is None or not re.fullmatch(r"[0-9]{12}", number):
        return []
    return [("CN-INSTITUTION", number)]


def add_representative(row: Row, emit: Emitter, subject: PartyRef, decided_on: date | None) -> None:
    """Adds the legal representative as seen on the day of the decision, and on no other."""
    name = row.text("representative")
    if name is None:
        return
    if decided_on is None:
        emit.leave_out(UNDATED_REPRESENTATIVE)
        return
    kind = party_kind(name)
    if kind == "person":
        holder = emit.parties.person(
            name=name,
            id_number=row.text("representative_number"),
            document_type=row.text("representative_document"),
            scope=subject,
        )
    elif kind == "enterprise":
        holder = emit.parties.enterprise(name=name, scope=subject)
    else:
        emit.leave_out(UNDECIDED_REPRESENTATIVE)
        return
    emit.add(
        LegalRepresentation(
            source=holder, target=subject, valid_from=decided_on, valid_to=decided_on + timedelta(days=1)
        )
    )
