"""What is said about a node or an edge of an assessment when it is opened (详情): every fact with its source rows."""

from __future__ import annotations

from collections.abc import Iterable

from graph_engine.answers.assessment import EventNote, PartyNote, Place, Step, StepFact, Words
from graph_engine.reports.svg import printable
from graph_engine.reports.words import DOUBTS, ROLES
from graph_engine.views.graph import Row, Section, Text
from graph_engine.views.labels import relation_words, told_dates, told_name, told_place, told_ratio
from graph_engine.views.words import KINDS, LABELS, ROWS, SEVERITY_WORDS


def node_section(kind: str, number: str) -> Section:
    """What a party is, and the number under which it can be looked up."""
    return _section(KINDS[kind], [(ROWS["number"], number)])


def parties_section(parties: Iterable[PartyNote]) -> Section:
    """Parties that are not drawn one by one: their roles and names."""
    rows = [(_role(party.role), told_name(party.id, party.name)) for party in parties]
    return _section(Words("参与方", "parties"), rows)


def event_section(note: EventNote) -> Section:
    """An event as its subject bears it: from whom, when, whether it counts, by which rule, and where it stands."""
    doubt = DOUBTS["joined_by_name"] if note.joined_by_name else ""
    severity = SEVERITY_WORDS[note.severity_class or "risk_notice"] if note.counts else ""
    return _section(
        note.name,
        [
            (ROWS["label"], LABELS[note.label]),
            (ROWS["severity"], severity),
            (ROWS["document"], note.document_number or ""),
            (ROWS["authority"], note.authority or ""),
            (ROWS["decided"], _day(note)),
            (ROWS["subject"], note.subject_name),
            (ROWS["role"], "" if note.role == "principal" else _role(note.role)),
            (ROWS["status"], note.reason_text),
            (ROWS["ends"], "" if note.ends_on is None else note.ends_on.isoformat()),
            (ROWS["basis"], note.basis or ""),
            (ROWS["doubt"], doubt),
            (ROWS["source"], _places(note.provenance)),
        ],
    )


def step_sections(step: Step) -> tuple[Section, ...]:
    """All facts between two parties, the strongest first."""
    facts: tuple[Step | StepFact, ...] = (step, *step.also)
    return tuple(_fact_section(fact, step) for fact in facts)


def _fact_section(fact: Step | StepFact, step: Step) -> Section:
    ends = (step.source_name or step.source, step.target_name or step.target)
    holder, held = ends if fact.direction == "down" else reversed(ends)
    doubts = [DOUBTS[doubt] for doubt in fact.doubts if doubt in DOUBTS]
    return _section(
        relation_words(fact),
        [
            (ROWS["between"], f"{holder} → {held}"),
            (ROWS["ratio"], told_ratio(fact)),
            (ROWS["dates"], told_dates(fact)),
            (ROWS["strength"], str(fact.strength)),
            *((ROWS["doubt"], doubt) for doubt in doubts),
            (ROWS["source"], _places(fact.provenance)),
        ],
    )


def _section(title: Words, rows: Iterable[tuple[Words, Text]]) -> Section:
    shown = ((head, printable(text) if isinstance(text, str) else text) for head, text in rows)
    return Section(title, tuple(Row(head, text) for head, text in shown if text))


def _role(role: str) -> Words:
    return ROLES.get(role, Words(role, role))


def _day(note: EventNote) -> Text:
    day = note.decided_on or note.published_on
    return Words("日期不详", "undated") if day is None else day.isoformat()


def _places(places: Iterable[Place]) -> str:
    return "; ".join(told_place(place) for place in places)
