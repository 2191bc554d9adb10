"""What is known of one party, project or contact (主体档案), as records: facts with their sources, no score.

Ratios and amounts are `Micro`, printed with six decimals; money carries its currency.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from graph_engine.answers.assessment import Coverage, EventNote, Place, Unknown, Words
from graph_engine.answers.writing import Micro


@dataclass(frozen=True, slots=True)
class Attribute:
    """One property as the best source states it, dates as ISO 8601; a list has several values."""

    name: str
    label: Words
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartyName:
    """A party by public id, kind and present name."""

    id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class RelationNote:
    """One relation with another party, project or contact. Ratios of holdings are after repair, as in assessments."""

    other: PartyName
    role: str
    ratio: Micro | None
    ratio_low: Micro | None
    ratio_high: Micro | None
    amount: Micro | None
    currency: str | None
    valid_from: date | None
    valid_to: date | None
    doubts: tuple[str, ...]
    provenance: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class RelationGroup:
    """The relations of one kind and direction: how many there are, and those that are shown.

    `direction` is `out` where the party is the relation's subject (it holds, leads, guarantees), else `in`.
    """

    relation: str
    name: Words
    direction: str
    count: int
    shown: tuple[RelationNote, ...]


@dataclass(frozen=True, slots=True)
class PartyProfile:
    """What sources say of one party, project or contact (主体档案).

    `keys` are the other keys under which it is known; `legal_person` is the head office that answers for a branch.
    `record` is its own record, its branches' included: events that count or may be listed, with their legal status;
    `record_count` says how many there are. `limits` says what relations do not allow. `persons_left_out` counts
    relations with natural persons whom the purpose does not cover, `withheld` records that the law withholds on
    `answered_on`.
    """

    id: str
    kind: str
    name: str
    keys: tuple[str, ...]
    as_of: date
    known_at: datetime | None
    policy: str
    snapshot: str
    result: str
    answered_on: date
    mention_only: bool
    legal_person: PartyName | None
    attributes: tuple[Attribute, ...]
    relations: tuple[RelationGroup, ...]
    limits: Words
    record: tuple[EventNote, ...]
    record_count: int
    persons_left_out: int
    unknowns: tuple[Unknown, ...]
    coverage: Coverage
    withheld: int
