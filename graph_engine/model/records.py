"""What loaders emit and stores keep: one record a statement, its fields named as in `schema.py`.

A record knows its statement kind, the parties at its ends, and its `slot`: the place that later words of the
same source about the same thing replace. Records hold no provenance; the batch that takes them adds it.

Nobody changes a record, yet they are not frozen: a large load makes tens of millions, and to fill a frozen one takes
four times as long.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar

from graph_engine.model import schema
from graph_engine.model.days import day_of
from graph_engine.model.parties import SOURCE_SCHEMES, PartyRef, scheme_of

Value = str | int | None
"""A property as every store keeps it: text, integer (dates as days, flags as 0 and 1), or nothing."""


def _flag(value: bool) -> int | None:
    return 1 if value else None


def _list(values: Sequence[str]) -> str | None:
    """A list as canonical JSON text, sorted; nothing when empty."""
    return json.dumps(sorted(values), ensure_ascii=False, separators=(",", ":")) if values else None


_CONVERSIONS: dict[schema.Type, Callable[[Any], Value]] = {
    schema.Type.DATE: day_of,
    schema.Type.BOOLEAN: _flag,
    schema.Type.LIST: _list,
}


@cache
def _reading(kind: str) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[tuple[int, Callable[[Any], Value]], ...]]:
    """How to read the own properties of a statement kind in one go, and which of them are kept in another form."""
    names = [prop.name for prop in schema.own_properties(kind)]
    kept = ((place, _CONVERSIONS.get(prop.type)) for place, prop in enumerate(schema.own_properties(kind)))
    converted = tuple((place, convert) for place, convert in kept if convert is not None)
    if len(names) == 1:
        # For one name an attribute getter gives no tuple.
        read_one = attrgetter(names[0])
        return lambda record: (read_one(record),), converted
    return attrgetter(*names), converted


def mention_place(values: tuple[Value, ...]) -> str:
    """The place of a mention with these own properties: what it says."""
    return f"mention\x1f{values}"


@dataclass(slots=True, kw_only=True)
class Record:
    """One statement as a loader emits it, over valid time [valid_from, valid_to); `None`: undated, or still.

    `kind` is the statement kind, a name of `schema.STATEMENT_KINDS`. `record_id` is the source's own number of the
    record where it has one, so that several records between the same ends keep apart; later words about the same
    number replace earlier ones.
    """

    kind: ClassVar[str]
    valid_from: date | None = None
    valid_to: date | None = None
    record_id: str = ""

    def ends(self) -> tuple[PartyRef, ...]:
        """The parties whose keys fill `schema.end_columns(kind)`."""
        raise AttributeError("a record has ends; use one of its kinds")

    def values(self) -> tuple[Value, ...]:
        """The own properties in the order of `schema.own_properties(kind)`, as stores keep them."""
        read, converted = _reading(self.kind)
        values = read(self)
        if not converted:
            return values
        kept = list(values)
        for place, convert in converted:
            kept[place] = convert(kept[place])
        return tuple(kept)

    def place(self, values: tuple[Value, ...] | None = None) -> str:
        """What tells this record's slot from others of the same kind, source and ends; `values` if at hand."""
        return self.record_id


@dataclass(slots=True, kw_only=True)
class NodeRecord(Record):
    """Base of what is said of one node."""

    party: PartyRef

    def ends(self) -> tuple[PartyRef, ...]:
        """The node itself."""
        return (self.party,)


@dataclass(slots=True, kw_only=True)
class Description(NodeRecord):
    """Base of the attributes of a node that has a name. Descriptions of one source replace each other; a mere
    `mention` stands beside others, in a slot by what it says."""

    mention: bool = False

    def place(self, values: tuple[Value, ...] | None = None) -> str:
        """A mention's slot is its content."""
        return mention_place(self.values() if values is None else values) if self.mention else self.record_id


@dataclass(slots=True, kw_only=True)
class Enterprise(Description):
    """An enterprise (企业) as a register or another source describes it; `mention` where it merely names it."""

    kind: ClassVar[str] = "enterprise"
    name: str
    status: str | None = None
    status_text: str | None = None
    type_text: str | None = None
    industry: str | None = None
    address: str | None = None
    established_on: date | None = None
    ended_on: date | None = None
    amount: int | None = None
    currency: str | None = None
    former_names: tuple[str, ...] = ()
    jurisdiction: str | None = None
    refused_code: str | None = None
    inner_check_failed: bool = False


@dataclass(slots=True, kw_only=True)
class Person(Description):
    """A natural person (自然人) as a source names it."""

    kind: ClassVar[str] = "person"
    name: str
    masked_id: str | None = None
    jurisdiction: str | None = None


@dataclass(slots=True, kw_only=True)
class Project(Description):
    """A project, investment, attraction target or grant (项目) that money or land is committed to."""

    kind: ClassVar[str] = "project"
    name: str
    scenario: str | None = None
    number: str | None = None
    decision_on: date | None = None
    status_text: str | None = None
    place_text: str | None = None
    amount: int | None = None
    currency: str | None = None


@dataclass(slots=True, kw_only=True)
class RiskEvent(NodeRecord):
    """A risk event (风险事件): what a court, authority or list says happened. The policy decides its effect."""

    kind: ClassVar[str] = "risk_event"
    category: str
    matter: str
    document_number: str | None = None
    authority: str | None = None
    decided_on: date | None = None
    published_on: date | None = None
    publicity_until: date | None = None
    listed_until: date | None = None
    long_term: bool = False
    status: str = "active"
    status_on: date | None = None
    status_until: date | None = None
    severity_class: str | None = None
    penalty_types: tuple[str, ...] = ()
    summary_procedure: bool = False
    situations: tuple[str, ...] = ()
    text: str | None = None
    amount: int | None = None
    currency: str | None = None


@dataclass(slots=True, kw_only=True)
class Contact(Description):
    """An address, phone or mail (联系方式). Personal phones and mails stand as keyed hashes, without `name`."""

    kind: ClassVar[str] = "contact"
    channel: str
    name: str | None = None


@dataclass(slots=True, kw_only=True)
class Alias(NodeRecord):
    """Another key of a party: an alias fact, resolved when a snapshot is built."""

    kind: ClassVar[str] = "also_known_as"
    other_key: str

    def place(self, values: tuple[Value, ...] | None = None) -> str:
        """A source gives a party one key of each scheme; the last one said replaces the others.

        The source's own identifiers, and numbers that a register gave twice, stand side by side: a number of the
        party's own scheme, or one under a record number of its own.
        """
        scheme = scheme_of(self.other_key)
        several = self.record_id or scheme in SOURCE_SCHEMES or scheme == scheme_of(self.party.key)
        return self.other_key if several else scheme


@dataclass(slots=True, kw_only=True)
class Licence(NodeRecord):
    """A licence (行政许可) that `party` holds over the record's valid time. `record_id` tells it from its others."""

    kind: ClassVar[str] = "licence"
    title: str | None = None
    number: str | None = None
    decision_number: str | None = None
    type_text: str | None = None
    text: str | None = None
    authority: str | None = None
    decided_on: date | None = None
    status: str | None = None
    status_text: str | None = None
    status_on: date | None = None


@dataclass(slots=True, kw_only=True)
class Outcome(NodeRecord):
    """What a later decision makes of a record of `party` (后续处理): 修复, 撤销, 撤回, 更正, 移出, or the end of one of
    these. The record is named by `original_number`, or by `original_category` and `original_on`."""

    kind: ClassVar[str] = "outcome"
    result: str
    decision_number: str | None = None
    authority: str | None = None
    decided_on: date | None = None
    effective_on: date | None = None
    original_number: str | None = None
    original_authority: str | None = None
    original_on: date | None = None
    original_category: str | None = None
    text: str | None = None


@dataclass(slots=True, kw_only=True)
class Relation(Record):
    """Base of every relation: `source` does something to `target`, in a role, over valid time."""

    source: PartyRef
    target: PartyRef
    role: str = ""

    def ends(self) -> tuple[PartyRef, ...]:
        """Subject and object of the relation."""
        return (self.source, self.target)

    def place(self, values: tuple[Value, ...] | None = None) -> str:
        """Relations in different roles, or under different numbers of the source, stand side by side."""
        return f"{self.role}\x1f{self.record_id}"


@dataclass(slots=True, kw_only=True)
class Shareholding(Relation):
    """`source` holds shares in `target` (持股). Ratios in parts per billion; bands have only their ends."""

    kind: ClassVar[str] = "holds_shares_in"
    ratio_ppb: int | None = None
    ratio_low_ppb: int | None = None
    ratio_high_ppb: int | None = None
    amount: int | None = None
    currency: str | None = None
    ratio_text: str | None = None
    basis: str | None = None


@dataclass(slots=True, kw_only=True)
class LegalRepresentation(Relation):
    """`source` is the legal representative (法定代表人) of `target`."""

    kind: ClassVar[str] = "legal_representative_of"


@dataclass(slots=True, kw_only=True)
class Office(Relation):
    """`source` is director, supervisor or manager (董监高) of `target`."""

    kind: ClassVar[str] = "holds_office_in"
    role_text: str | None = None


@dataclass(slots=True, kw_only=True)
class Branch(Relation):
    """`source` is a branch (分支机构) of `target`; both are one legal person."""

    kind: ClassVar[str] = "branch_of"


@dataclass(slots=True, kw_only=True)
class Guarantee(Relation):
    """`source` guarantees debts of `target` (担保)."""

    kind: ClassVar[str] = "guarantees"
    amount: int | None = None
    currency: str | None = None


@dataclass(slots=True, kw_only=True)
class DeclaredControl(Relation):
    """`source` is declared to control `target` (实际控制)."""

    kind: ClassVar[str] = "controls"
    basis: str | None = None


@dataclass(slots=True, kw_only=True)
class ConcertParty(Relation):
    """`source` and `target` act in concert (一致行动)."""

    kind: ClassVar[str] = "acts_in_concert_with"


@dataclass(slots=True, kw_only=True)
class Nominee(Relation):
    """`source` holds as a nominee (代持) for `target`."""

    kind: ClassVar[str] = "nominee_for"


@dataclass(slots=True, kw_only=True)
class IndirectInterest(Relation):
    """An indirect interest (间接权益) as a source states it; shown, never conducting."""

    kind: ClassVar[str] = "has_indirect_interest_in"
    ratio_ppb: int | None = None
    ratio_low_ppb: int | None = None
    ratio_high_ppb: int | None = None
    ratio_text: str | None = None
    basis: str | None = None


@dataclass(slots=True, kw_only=True)
class LinkedTo(Relation):
    """`source` is stated to be linked to `target` (来源所称关联), without a word on how; never conducting by itself."""

    kind: ClassVar[str] = "linked_to"
    basis: str | None = None


@dataclass(slots=True, kw_only=True)
class ContactUse(Relation):
    """`source` uses the contact `target` (同址、同联系方式)."""

    kind: ClassVar[str] = "uses_contact"


@dataclass(slots=True, kw_only=True)
class Participation(Relation):
    """`source` takes part in the project `target` in a role (参与项目)."""

    kind: ClassVar[str] = "takes_part_in"
    amount: int | None = None
    currency: str | None = None
    role_text: str | None = None


@dataclass(slots=True, kw_only=True)
class SubjectOf(Relation):
    """`source` is a subject of the risk event `target` (事件主体), principal or derived."""

    kind: ClassVar[str] = "subject_of"


@dataclass(slots=True, kw_only=True)
class PossiblySame(Relation):
    """`source` and `target` may be one party (疑似同一); never conducts."""

    kind: ClassVar[str] = "possibly_same_as"
    probability_ppm: int | None = None


RECORD_CLASSES: tuple[type, ...] = (
    Enterprise,
    Person,
    Project,
    RiskEvent,
    Contact,
    Alias,
    Licence,
    Outcome,
    Shareholding,
    LegalRepresentation,
    Office,
    Branch,
    Guarantee,
    DeclaredControl,
    ConcertParty,
    Nominee,
    IndirectInterest,
    LinkedTo,
    ContactUse,
    Participation,
    SubjectOf,
    PossiblySame,
)
