"""The answer to "may we go ahead with this project or target?" (评估结果), as records.

Amounts, scores, strengths and ratios are `Micro`: they are printed with six decimals and add up as printed. Texts
that an official reads stand in both languages. A hazard may exceed 1; scores and ratios lie in [0, 1].
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from graph_engine.answers.writing import Micro


@dataclass(frozen=True, slots=True)
class Words:
    """A fixed wording in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands: source, file, sheet and row, as a person can look it up."""

    source: str
    file: str
    sheet: str
    line: int


@dataclass(frozen=True, slots=True)
class StepFact:
    """One fact behind a step of a path. Ratios and their ends are after repair; dates may be unknown."""

    relation: str
    role: str
    direction: str
    strength: Micro
    ratio: Micro | None
    ratio_low: Micro | None
    ratio_high: Micro | None
    valid_from: date | None
    valid_to: date | None
    doubts: tuple[str, ...]
    provenance: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path, from the event's side towards the target.

    `relation`, `direction`, dates and provenance are those of the strongest fact; `strength` is that of all facts
    between the two together; `also` are the others. `direction` is `down` where the step follows the relation's
    own direction (holder to company), else `up`. `transit` is what passing on through `source` lets through.
    """

    source: str
    source_name: str
    target: str
    target_name: str
    relation: str
    role: str
    direction: str
    strength: Micro
    transit: Micro
    ratio: Micro | None
    ratio_low: Micro | None
    ratio_high: Micro | None
    valid_from: date | None
    valid_to: date | None
    doubts: tuple[str, ...]
    provenance: tuple[Place, ...]
    also: tuple[StepFact, ...]


@dataclass(frozen=True, slots=True)
class EventNote:
    """An event as one subject bears it, with its legal status on the as-of date.

    `reason` is a key of the policy's reasons: `in_effect` counts, all else is listed only. `rule` and `basis`
    say which rule set its end (`ends_on`) and what that rests on. `subject` may be a branch of the legal person that
    answers for it.
    """

    id: str
    kind: str | None
    name: Words
    label: str | None
    subject: str
    subject_name: str
    role: str
    document_number: str | None
    authority: str | None
    decided_on: date | None
    published_on: date | None
    severity_class: str | None
    counts: bool
    reason: str
    reason_text: Words
    rule: str
    basis: Words | None
    ends_on: date | None
    joined_by_name: bool
    provenance: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """One matter × path: an exact part of the hazard (贡献).

    `subject` is where the best path begins; `member` is the target or party whose being a subject of the matter
    set the part, `None` for the linked part.
    """

    part: str
    matter: str
    kind: str
    subject: str
    subject_name: str
    member: str | None
    amount: Micro
    claim: str
    events: tuple[EventNote, ...]
    path: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class More:
    """The contributions of one part that are not printed: how many, and what they come to together."""

    part: str
    count: int
    amount: Micro


@dataclass(frozen=True, slots=True)
class HazardParts:
    """One hazard and its three disjoint parts, an allocation: they add up to `total` as printed."""

    total: Micro
    own: Micro
    parties: Micro
    linked: Micro


@dataclass(frozen=True, slots=True)
class AloneParts:
    """The hazard of each part taken by itself; thresholds and the gate use these."""

    own: Micro
    parties: Micro
    linked: Micro


@dataclass(frozen=True, slots=True)
class PartyNote:
    """A party of the project (参与方), or the target itself, with its own record: counted and listed events."""

    id: str
    name: str
    role: str
    joined_by_name: bool
    record: tuple[EventNote, ...]


@dataclass(frozen=True, slots=True)
class ClaimNote:
    """The strongest claim level that holds: its fixed wording, and what may not be concluded."""

    id: str
    rank: int
    name: Words
    wording: Words
    does_not_allow: Words


@dataclass(frozen=True, slots=True)
class LadderStep:
    """A step of the ladder of article 4, for a party's own record of serious dishonesty only."""

    party: str
    party_name: str
    step: str
    name: Words
    advice: Words
    serious_records: int
    basis: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class GateNote:
    """The step of the office's own gate ladder; `note` says that it has no legal basis."""

    step: str
    name: Words
    advice: Words
    note: Words


@dataclass(frozen=True, slots=True)
class Measures:
    """What is suggested: the gate for the project, the ladder for parties with serious records of their own."""

    gate: GateNote
    ladder: tuple[LadderStep, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """One thing that is not known and bears on the answer: its kind, whom it touches, and how often."""

    kind: str
    subject: str
    detail: str
    count: int


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A source that knows the target or a party: what it covers and until when."""

    source: str
    covers: tuple[str, ...]
    until: str | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether any source knows the target, which sources know it or its parties, and what no source covers."""

    known: bool
    sources: tuple[SourceNote, ...]
    not_covered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The assessment of one project or target. Without data `hazard`, `alone` and the scores are `None`, never 0.

    `low` and `high` are scores: the range that unknown, banded and conflicting ratios and undated events leave.
    `withheld` counts records about the target and its parties that the law withholds on `answered_on`.
    """

    id: str
    name: str
    scenario: str | None
    as_of: date
    known_at: datetime | None
    policy: str
    snapshot: str
    result: str
    hazard: HazardParts | None
    alone: AloneParts | None
    score: Micro | None
    low: Micro | None
    high: Micro | None
    answered_on: date
    contributions: tuple[Contribution, ...]
    more: tuple[More, ...]
    parties: tuple[PartyNote, ...]
    claim: ClaimNote | None
    measures: Measures | None
    unknowns: tuple[Unknown, ...]
    coverage: Coverage
    withheld: int


OUTSIDE_THE_HASH = frozenset({"result", "answered_on", "known_at"})
"""Fields that depend on when a question was asked or data were loaded, not on what they say."""


def names_of(answer: Assessment) -> dict[str, str]:
    """The names that an answer tells, by public id: of its parties and of all that stand on its paths."""
    names = {party.id: party.name for party in answer.parties}
    for found in answer.contributions:
        for step in found.path:
            names.update({step.source: step.source_name, step.target: step.target_name})
    return names
