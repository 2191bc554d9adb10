"""Open Contracting 1.1 (公共采购开放数据标准): releases, release packages, record packages and lines of either.

A contracting process (`ocid`) is a project; who bids, wins, supplies and buys takes part in it. Parties go by the
numbers of their registers, else by name within the project.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from graph_engine.errors import RowError
from graph_engine.loading import (
    MISSING_VALUE,
    Emitter,
    JsonDocument,
    JsonItem,
    JsonLoader,
    Reason,
    Recognition,
    Rule,
    party_kind,
    project_party,
)
from graph_engine.loading.register_numbers import CHINESE_SCHEMES, LEI_SCHEMES, register_number
from graph_engine.model.dates import LongTerm, parse_date
from graph_engine.model.money import Money
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Participation, Project

NO_RELEASE: Final = Rule("no_release", "a package or record without any release in it", "其中没有任何发布内容")
UNNAMED_PARTY: Final = Rule("unnamed_party", "a party without name and number", "没有名称和号码的当事人")
MALFORMED_IDENTIFIER: Final = Rule(
    "malformed_identifier",
    "a number that the register of its scheme cannot have given",
    "格式不符合其登记机关规则的号码",
)
OTHER_ROLE: Final = Rule(
    "other_role", "a party that neither bids, wins, supplies nor buys", "不属于投标、中标、供应或采购的当事人"
)
UNREADABLE_AMOUNT: Final = Rule(
    "unreadable_amount", "an amount or currency that cannot be read", "无法识别的金额或币种"
)
NOT_A_RELEASE: Final = Reason("no release: it has no ocid", "不是发布内容：没有 ocid")

_ROLES: Final = {
    "supplier": "supplier",
    "payee": "beneficiary",
    "subcontractor": "subcontractor",
    "tenderer": "bidder",
    "bidder": "bidder",
    "candidate": "bidder",
    "invitedCandidate": "bidder",
    "buyer": "buyer",
    "procuringEntity": "buyer",
    "payer": "buyer",
    "agent": "agent",
}
_STRONGEST: Final = ("winner", "supplier", "beneficiary", "subcontractor", "bidder", "agent", "buyer")
"""One party takes part in its strongest role alone: a winner was a bidder too, and that is no second tie."""
_LOST: Final = frozenset(("cancelled", "unsuccessful", "withdrawn"))
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


@dataclass(slots=True)
class _Part:
    """What one party does in a process."""

    details: Mapping[str, Any]
    roles: set[str] = field(default_factory=set)
    printed: set[str] = field(default_factory=set)
    amount: Money | None = None
    awards: int = 0


def load_document(document: JsonDocument, emit: Emitter) -> None:
    """Every release, or line of releases, of a document."""
    for item in document.items():
        if item.line:
            emit.take(item, _load)


def _load(item: JsonItem, emit: Emitter) -> None:
    releases = list(_releases(item.value))
    if not releases:
        emit.ignore(NO_RELEASE)
    for release in releases:
        _add_release(release, emit)


def _releases(value: Any) -> Iterator[Mapping[str, Any]]:
    """The releases in a record of a document: itself, those of a package, the compiled one of a record.

    Raises:
        RowError: it is none of these.
    """
    if isinstance(value, dict):
        if isinstance(value.get("compiledRelease"), dict):
            yield value["compiledRelease"]
            return
        for member in ("releases", "records"):
            if isinstance(value.get(member), list):
                for entry in value[member]:
                    # Releases may be linked instead of embedded; a link says nothing.
                    if isinstance(entry, dict) and "url" not in entry:
                        yield from _releases(entry)
                return
        if _text(value, "ocid") is not None:
            yield value
            return
    raise RowError(NOT_A_RELEASE, column="ocid")


def _add_release(release: Mapping[str, Any], emit: Emitter) -> None:
    ocid = _text(release, "ocid")
    if ocid is None:
        raise RowError(MISSING_VALUE, column="ocid")
    tender = _object(release, "tender")
    awards, contracts = list(_objects(release, "awards")), list(_objects(release, "contracts"))
    title = next((text for entry in (tender, *awards, *contracts) for text in (_text(entry, "title"),) if text), ocid)
    project = project_party(emit.source, ocid, title)
    committed = _committed_on(awards, contracts)
    value = _total(contracts, emit) or _total(_won(awards), emit) or _money(tender.get("value"), emit)
    emit.covered(_day(release.get("date")))
    emit.covered(committed)
    emit.add(
        Project(
            party=project,
            name=title,
            scenario="fiscal_funds",
            number=ocid,
            decision_on=committed,
            status_text=next((text for entry in (*contracts, tender) if (text := _text(entry, "status"))), None),
            place_text=_place(release),
            amount=value.amount if value else None,
            currency=value.currency if value else None,
        )
    )
    for part in _parts(release, tender, awards, emit):
        _add_part(part, project, emit)


def _add_part(part: _Part, project: PartyRef, emit: Emitter) -> None:
    role = next((role for role in _STRONGEST if role in part.roles), None)
    if role is None:
        emit.leave_out(OTHER_ROLE)
        return
    party = _party(part.details, project, role, emit)
    if party is None:
        emit.leave_out(UNNAMED_PARTY)
        return
    amount = part.amount if role == "winner" and part.awards == 1 else None
    emit.add(
        Participation(
            source=party,
            target=project,
            role=role,
            amount=amount.amount if amount else None,
            currency=amount.currency if amount else None,
            role_text=", ".join(sorted(part.printed)) or None,
        )
    )


# ---------------------------------------------------------------------- who does what


def _parts(
    release: Mapping[str, Any], tender: Mapping[str, Any], awards: Sequence[Mapping[str, Any]], emit: Emitter
) -> list[_Part]:
    """Every party of a release once, with all that it does there."""
    parts: dict[str, _Part] = {}
    for details in _objects(release, "parties"):
        part = parts.setdefault(_reference(details), _Part(details))
        for printed in _texts(details, "roles"):
            part.printed.add(printed)
            part.roles.update({_ROLES[printed]} if printed in _ROLES else ())
    named = [("bidder", entry) for entry in _objects(tender, "tenderers")]
    named += [
        ("bidder", entry)
        for bid in _objects(_object(release, "bids"), "details")
        for entry in _objects(bid, "tenderers")
    ]
    named += [("buyer", _object(release, "buyer")), ("buyer", _object(tender, "procuringEntity"))]
    for role, entry in named:
        if entry:
            parts.setdefault(_reference(entry), _Part(entry)).roles.add(role)
    for award in awards:
        _add_award(award, parts, emit)
    return list(parts.values())


def _add_award(award: Mapping[str, Any], parts: dict[str, _Part], emit: Emitter) -> None:
    won = award in _won((award,))
    suppliers = list(_objects(award, "suppliers"))
    for entry in suppliers:
        part = parts.setdefault(_reference(entry), _Part(entry))
        part.roles.add("winner" if won else "bidder")
        if won:
            part.awards += 1
            # What several suppliers share is the amount of none of them.
            part.amount = _money(award.get("value"), emit) if len(suppliers) == 1 else None
        else:
            part.roles.discard("supplier")


def _won(awards: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [award for award in awards if _text(award, "status") not in _LOST]


def _reference(details: Mapping[str, Any]) -> str:
    """What tells a party from others within its release: its id there, else its name."""
    identity = details.get("id")
    if isinstance(identity, (str, int)) and str(identity):
        return str(identity)
    return f"name:{_text(details, 'name')}"


def _party(details: Mapping[str, Any], project: PartyRef, role: str, emit: Emitter) -> PartyRef | None:
    name = _text(details, "name") or _text(_object(details, "identifier"), "legalName")
    code: str | None = None
    lei: str | None = None
    others: list[tuple[str, str]] = []
    for entry in (_object(details, "identifier"), *_objects(details, "additionalIdentifiers")):
        scheme, number = _text(entry, "scheme"), _text(entry, "id")
        if scheme is None or number is None:
            continue
        if scheme in CHINESE_SCHEMES:
            code = code or number
        elif scheme in LEI_SCHEMES:
            lei = lei or number
        elif (normal := register_number(scheme, number)) is not None:
            others.append((scheme, normal))
        else:
            emit.leave_out(MALFORMED_IDENTIFIER)
    if name is None and not (code or lei or others):
        return None
    if name is not None and not (code or lei or others) and role != "buyer" and party_kind(name) == "person":
        return emit.parties.person(name=name, scope=project, column="parties")
    return emit.parties.enterprise(
        name=name, credit_code=code, lei=lei, others=others, scope=project, column="identifier"
    )


# ---------------------------------------------------------------------- amounts, days, texts


def _committed_on(awards: Sequence[Mapping[str, Any]], contracts: Sequence[Mapping[str, Any]]) -> date | None:
    """The first day on which money was committed: a contract signed, else an award made."""
    signed = [day for contract in contracts if (day := _day(contract.get("dateSigned")))]
    awarded = [day for award in _won(awards) if (day := _day(award.get("date")))]
    return min(signed or awarded, default=None)


def _total(entries: Sequence[Mapping[str, Any]], emit: Emitter) -> Money | None:
    """The sum of the values of contracts or awards, where they are in one currency."""
    values = [money for entry in entries if (money := _money(entry.get("value"), emit))]
    if not values or len({money.currency for money in values}) > 1:
        return None
    return Money(sum(money.amount for money in values), values[0].currency)


def _money(value: Any, emit: Emitter) -> Money | None:
    """An amount in hundredths; nothing and zero are no amount."""
    if not isinstance(value, dict) or not value.get("amount"):
        return None
    amount, currency = value["amount"], value.get("currency")
    if isinstance(amount, bool) or not isinstance(amount, (int, Decimal)) or not isinstance(currency, str):
        emit.leave_out(UNREADABLE_AMOUNT)
        return None
    hundredths = Decimal(amount) * 100
    if not _CURRENCY.fullmatch(currency) or hundredths < 0 or hundredths > 2**62:
        emit.leave_out(UNREADABLE_AMOUNT)
        return None
    return Money(int(hundredths.to_integral_value()), currency)


def _place(release: Mapping[str, Any]) -> str | None:
    """The locality of the buyer."""
    for details in _objects(release, "parties"):
        if "buyer" in _texts(details, "roles"):
            return _text(_object(details, "address"), "locality")
    return None


def _day(value: Any) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        found = parse_date(value)
    except RowError:
        return None
    return None if isinstance(found, LongTerm) else found


def _text(details: Mapping[str, Any], name: str) -> str | None:
    value = details.get(name)
    if not isinstance(value, str):
        return None
    return " ".join(html.unescape(value).split()) or None


def _texts(details: Mapping[str, Any], name: str) -> list[str]:
    value = details.get(name)
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []


def _object(details: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = details.get(name)
    return value if isinstance(value, dict) else {}


def _objects(details: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    value = details.get(name)
    if isinstance(value, list):
        yield from (entry for entry in value if isinstance(entry, dict))


# ---------------------------------------------------------------------- the loader


def recognise(items: Sequence[JsonItem]) -> Recognition:
    """How many of the first records are releases, or packages or records of releases."""
    records = [item.value for item in items if item.line and item.member in ("", "releases", "records")]
    found = sum(1 for value in records if isinstance(value, dict) and _looks_like_release(value))
    if not found:
        return Recognition(0.0, "no contracting release among its first records")
    return Recognition(found / len(records))


def _looks_like_release(value: Mapping[str, Any]) -> bool:
    if "ocid" in value:
        return True
    inner = value.get("releases") or value.get("records")
    return isinstance(inner, list) and all(isinstance(entry, dict) and "ocid" in entry for entry in inner)


LOADER = JsonLoader(
    name="ocds",
    zh="公共采购开放数据标准",
    en="Open Contracting Data Standard",
    covers=("project", "takes_part_in"),
    recognises=recognise,
    handler=load_document,
)
"""The loader of open contracting releases."""
