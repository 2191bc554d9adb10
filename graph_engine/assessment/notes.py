"""From rows of a snapshot to what an official reads: places, events, steps of a path."""

from __future__ import annotations

from datetime import date

from graph_engine.analysis.conduction import Arc
from graph_engine.analysis.strengths import corroborated
from graph_engine.answers.assessment import EventNote, Place, Step, StepFact, Words
from graph_engine.answers.writing import Micro
from graph_engine.assessment.grounds import Grounds
from graph_engine.kernels.tables import PPB, PPM
from graph_engine.model.days import date_of
from graph_engine.model.vocabulary import SUBJECT_ROLES
from graph_engine.policy.citations import Citation, Text
from graph_engine.policy.wording import REASONS
from graph_engine.snapshot.snapshot import (
    BAND,
    CONFLICT,
    END_DISPUTED,
    FACT_KINDS,
    JOINED_BY_NAME,
    NO_DAY,
    UNDATED,
    Provenance,
)

FACT_DOUBTS: tuple[tuple[int, str], ...] = (
    (JOINED_BY_NAME, "joined_by_name"),
    (END_DISPUTED, "end_disputed"),
    (CONFLICT, "ratio_conflict"),
    (BAND, "ratio_band"),
    (UNDATED, "undated"),
)
"""What may be doubted of a fact, by its flag."""

UNCLASSIFIED = Text("未归类记录", "unclassified record")


def micro(ppb: int) -> Micro:
    """Parts per billion as millionths, rounded half up."""
    return Micro((ppb + 500) // 1000)


def words(text: Text) -> Words:
    """A policy's wording as an answer carries it."""
    return Words(text.zh, text.en)


def cited(citation: Citation) -> Words:
    """A citation as it is printed, with its mark of confidence."""
    return Words(citation.printed("zh"), citation.printed("en"))


def place_of(provenance: Provenance) -> Place:
    """Where a statement stands."""
    document = provenance.document
    return Place(document.source, document.name, document.sheet, provenance.line)


def day_or_none(day: int) -> date | None:
    """A day of a snapshot's column as a date; `None`: undated, or still."""
    return None if day == NO_DAY else date_of(day)


def _iso(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def event_note(grounds: Grounds, row: int) -> EventNote:
    """The event of one subject row as that subject bears it."""
    snapshot = grounds.snapshot
    event, node = int(snapshot.subject_event[row]), int(snapshot.subject_node[row])
    attributes = snapshot.event(event)
    effect = grounds.judgment.effect_of(row)
    return EventNote(
        id=snapshot.event_key[event],
        kind=None if effect.kind is None else effect.kind.id,
        name=words(UNCLASSIFIED if effect.kind is None else effect.kind.name),
        label=None if effect.kind is None else effect.kind.label,
        subject=snapshot.public_id[node],
        subject_name=snapshot.name[node],
        role=SUBJECT_ROLES[int(snapshot.subject_role[row])],
        document_number=attributes.get("document_number"),
        authority=attributes.get("authority"),
        decided_on=_iso(attributes.get("decided_on")),
        published_on=_iso(attributes.get("published_on")),
        severity_class=effect.severity_class,
        counts=effect.counts,
        reason=effect.reason,
        reason_text=words(REASONS[effect.reason]),
        rule=effect.rule,
        basis=None if effect.citation is None else cited(effect.citation),
        ends_on=effect.ends_on,
        joined_by_name=bool(int(snapshot.subject_flags[row]) & JOINED_BY_NAME),
        provenance=(place_of(snapshot.event_provenance(event)),),
    )


def step_fact(grounds: Grounds, arc: Arc) -> StepFact:
    """One fact behind a step."""
    snapshot, conduction = grounds.snapshot, grounds.conduction
    holding = int(conduction.holding[arc.fact])
    repaired = conduction.repaired
    flags = int(snapshot.fact_flags[arc.fact])
    return StepFact(
        relation=FACT_KINDS[int(snapshot.fact_kind[arc.fact])],
        role=snapshot.role_name[int(snapshot.fact_role[arc.fact])],
        direction="down" if arc.down else "up",
        strength=micro(arc.strength_ppb),
        ratio=None if holding < 0 else micro(int(repaired.point[holding])),
        ratio_low=None if holding < 0 else micro(int(repaired.low[holding])),
        ratio_high=None if holding < 0 else micro(int(repaired.high[holding])),
        valid_from=day_or_none(int(snapshot.fact_from[arc.fact])),
        valid_to=day_or_none(int(snapshot.fact_to[arc.fact])),
        doubts=tuple(name for flag, name in FACT_DOUBTS if flags & flag),
        provenance=tuple(place_of(place) for place in snapshot.fact_provenance(arc.fact)),
    )


def step(grounds: Grounds, tail: int, head: int, *, first: bool) -> Step:
    """One step of a path; the first one leaves the subject and pays no transit."""
    snapshot, numbers = grounds.snapshot, grounds.policy.propagation
    arcs = grounds.conduction.arcs_between(tail, head)
    main, *also = [step_fact(grounds, arc) for arc in arcs]
    strength = corroborated([arc.strength_ppb for arc in arcs], numbers.cap_ppm * (PPB // PPM))
    degree = max(int(grounds.conduction.degree[tail]), 1)
    return Step(
        source=snapshot.public_id[tail],
        source_name=snapshot.name[tail],
        target=snapshot.public_id[head],
        target_name=snapshot.name[head],
        relation=main.relation,
        role=main.role,
        direction=main.direction,
        strength=micro(strength),
        transit=micro(PPB if first else min(PPB, numbers.transit_constant * PPB // degree)),
        ratio=main.ratio,
        ratio_low=main.ratio_low,
        ratio_high=main.ratio_high,
        valid_from=main.valid_from,
        valid_to=main.valid_to,
        doubts=main.doubts,
        provenance=main.provenance,
        also=tuple(also),
    )
