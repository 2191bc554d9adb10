"""One contribution as a lane of a picture (线索泳道): the event, the parties on the way, the relations between them.

An arrow shows a relation's own direction, holder to company; the lead itself always runs from left to right. A dashed
arrow is a relation that may not hold: joined by name, or said to have ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graph_engine.answers.assessment import Contribution, EventNote, Place, Step, StepFact, Words
from graph_engine.answers.writing import Micro
from graph_engine.reports.svg import (
    Line,
    Paper,
    balanced,
    height_of,
    longest_word,
    printable,
    text_width,
    wrap,
    wrapped,
)
from graph_engine.reports.words import CLAIMS, DOUBTS, PARTS, RELATIONS, ROLES, exact_percent, say, word

_HEADER: Final = 34.0
_STUB: Final = 16.0
_PADDING: Final = 10.0
_CARDS: Final = {1: 212.0, 2: 196.0, 3: 164.0}
_NARROWEST_CARD: Final = 150.0
_LEAST_ARROW: Final = 68.0
_LEAST_BOX: Final = 40.0
_WIDEST_BOX: Final = 130.0
_NAME: Final = 12.5
_NAME_LINES: Final = {1: 2, 2: 2}
_MOST_NAME_LINES: Final = 3
_LABEL: Final = 11.0
_SMALL: Final = 10.0
_BOX_LEADING: Final = 16.0

_TOLD_BY_ROLE: Final = frozenset(("takes_part_in", "holds_office_in", "uses_contact"))
"""Relations of which the role says it all: the winner of a project, the manager of a company."""
_MAY_NOT_HOLD: Final = frozenset(("joined_by_name", "end_disputed"))

_RECORDS: Final = frozenset(("own_record", "party_record"))
"""Claim levels that say by themselves which part of the hazard a contribution is of."""

_EVENT_LABELS: Final = {
    "dishonesty": Words("失信信息", "dishonesty information"),
    "risk_notice": Words("风险提示", "risk notice"),
    None: Words("未归类", "unclassified"),
}
_PHRASES: Final = {
    "strength": Words("强度 {strength}", "strength {strength}"),
    "between": Words("{begin} 至 {end}", "{begin} to {end}"),
    "since": Words("{begin} 起", "since {begin}"),
    "until": Words("至 {end}", "until {end}"),
    "begin_unknown": Words("起始日期不详", "beginning unknown"),
    "also": Words("另有 {count} 项关系", "and {count} more"),
    "direct": Words("即评估对象", "the target itself"),
    "branch": Words("涉及分支机构 {name}", "by its branch {name}"),
    "same_matter": Words("同案 {name}", "same matter: {name}"),
    "undated": Words("日期不详", "undated"),
}


@dataclass(frozen=True, slots=True)
class _Box:
    """A party on the way: its name in lines, and the box around it."""

    lines: tuple[str, ...]
    width: float
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class _Arrow:
    """A relation at a width: what stands above its arrow and below it."""

    above: tuple[Line, ...]
    below: tuple[Line, ...]
    back: bool
    dashed: bool
    title: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One contribution, measured; `draw` puts it between the left edge and the target."""

    contribution: Contribution
    language: str
    card_width: float
    card: tuple[Line, ...]
    boxes: tuple[_Box, ...]

    @classmethod
    def of(cls, contribution: Contribution, language: str) -> Lane:
        """Measures a contribution."""
        path = contribution.path
        width = _CARDS.get(max(len(path), 1), _NARROWEST_CARD)
        names = [(step.source, step.source_name) for step in path]
        lines = _NAME_LINES.get(len(path), _MOST_NAME_LINES)
        boxes = tuple(_box(public_id, name, language, lines) for public_id, name in names)
        return cls(contribution, language, width, tuple(_card(contribution, language, width - 2 * _PADDING)), boxes)

    @property
    def least_width(self) -> float:
        """The width that the lane needs so that no word of a relation is broken."""
        words = (longest_word(_relation(step, self.language), _LABEL) + 20 for step in self.contribution.path)
        return self._fixed + max(len(self.boxes), 1) * max((_LEAST_ARROW, *words))

    @property
    def _fixed(self) -> float:
        return self.card_width + sum(box.width for box in self.boxes) + (_STUB if self.boxes else 0)

    def draw(self, paper: Paper, number: int, left: float, top: float, right: float, total: Micro) -> float:
        """Draws the lane; gives its lower edge. `total` is the whole hazard, of which the rule shows the part."""
        self._draw_header(paper, number, left, top, right - 14, total)
        width = (right - left - self._fixed) / max(len(self.boxes), 1)
        arrows = [_arrow(step, self.language, width - 12) for step in self.contribution.path]
        arrows = arrows or [_direct(self.language, width - 12)]
        card = height_of(self.card) + 2 * _PADDING
        box = max((len(box.lines) for box in self.boxes), default=0) * _BOX_LEADING + 16
        least = max(card, box) / 2
        middle = top + _HEADER + max(least, *(height_of(arrow.above) + 8 for arrow in arrows))
        self._draw_card(paper, left, middle - card / 2, card)
        x = left + self.card_width
        if self.boxes:
            paper.line(x, middle, x + _STUB, middle, "line", dashed=self.contribution.events[0].joined_by_name)
            x += _STUB
        for at, arrow in enumerate(arrows):
            if self.boxes:
                x = _draw_box(paper, self.boxes[at], x, middle, box)
            _draw_arrow(paper, arrow, x, x + width, middle)
            x += width
        return middle + max(least, *(height_of(arrow.below) + 8 for arrow in arrows))

    def _draw_header(self, paper: Paper, number: int, left: float, top: float, right: float, total: Micro) -> None:
        found = self.contribution
        told = word(CLAIMS, found.claim, self.language)
        if found.claim not in _RECORDS:
            told = f"{word(PARTS, found.part, self.language)} · {told}"
        paper.rect(left, top, 20, 17, found.part, radius=4)
        paper.text(left + 10, top + 12.8, str(number), "onpart", 11.5, anchor="middle", bold=True)
        paper.text(left + 28, top + 13, told, "soft", 12.5)
        paper.text(right, top + 13, str(found.amount), "ink", 13.5, anchor="end", bold=True)
        paper.rect(left, top + 22, right - left, 3, "track", radius=1.5)
        if total > 0:
            paper.rect(left, top + 22, (right - left) * found.amount / total, 3, found.part, radius=1.5)

    def _draw_card(self, paper: Paper, left: float, top: float, height: float) -> None:
        with paper.group("\n".join(_event_title(note, self.language) for note in self.contribution.events)):
            paper.rect(left, top, self.card_width, height, "event", radius=4)
            paper.column(left + _PADDING, top + _PADDING, self.card)


def _draw_box(paper: Paper, box: _Box, left: float, middle: float, height: float) -> float:
    """Draws a party; gives its right edge. A person's box is round, a contact's has sharp corners."""
    radius = {"person": min(height / 2, 20.0), "contact": 0.0}.get(box.kind, 5.0)
    with paper.group(box.title):
        paper.rect(left, middle - height / 2, box.width, height, "box", radius=radius)
        lines = [Line(text, "ink", _NAME, bold=True, leading=_BOX_LEADING) for text in box.lines]
        paper.column(left + box.width / 2, middle - height_of(lines) / 2, lines, anchor="middle")
    return left + box.width


def _draw_arrow(paper: Paper, arrow: _Arrow, left: float, right: float, middle: float) -> None:
    with paper.group(arrow.title):
        paper.arrow(left + 4, right - 4, middle, back=arrow.back, dashed=arrow.dashed)
        center = (left + right) / 2
        paper.column(center, middle - 7 - height_of(arrow.above), arrow.above, anchor="middle")
        paper.column(center, middle + 5, arrow.below, anchor="middle")


# ---------------------------------------------------------------------- what is said


def _card(contribution: Contribution, language: str, width: float) -> Iterator[Line]:
    """The card of an event; the first event is the strongest of its matter."""
    first, *others = contribution.events
    decided = first.decided_on or first.published_on
    label = say(_EVENT_LABELS[first.label], language)
    yield from wrapped(label, "warn" if first.label == "dishonesty" else "soft", _SMALL, width, 1, bold=True)
    yield from wrapped(say(first.name, language), "ink", 13.0, width, 2, bold=True)
    yield from wrapped(first.document_number or "", "ink", 12.0, width, 2)
    yield from wrapped(str(decided or _say("undated", language)), "ink", 12.0, width, 1)
    yield from wrapped(first.authority or "", "soft", _LABEL, width, 2)
    if first.role != "principal":
        yield from wrapped(word(ROLES, first.role, language), "warn", _SMALL, width, 1)
    if first.joined_by_name:
        yield from wrapped(f"⚠ {word(DOUBTS, 'joined_by_name', language)}", "warn", _SMALL, width, 2)
    if first.subject != contribution.subject:
        name = first.subject_name or first.subject
        yield from wrapped(_say("branch", language, name=name), "soft", _SMALL, width, 2)
    for note in others[:2]:
        yield from wrapped(_say("same_matter", language, name=say(note.name, language)), "soft", _SMALL, width, 2)
    yield from _place_lines(first.provenance, width)


def _box(public_id: str, name: str, language: str, lines: int) -> _Box:
    kind = public_id.partition(":")[0].partition("-")[0]
    told = printable(name) or (word(ROLES, public_id.split(":")[1], language) if kind == "contact" else public_id)
    # As narrow as its lines allow: what is left over goes to the arrows.
    width = max(_LEAST_BOX, min(longest_word(told, _NAME), _WIDEST_BOX), text_width(told, _NAME) / lines)
    while width < _WIDEST_BOX and wrap(told, _NAME, width, lines)[-1].endswith("…"):
        width += _NAME / 2
    width = min(width, _WIDEST_BOX)
    return _Box(tuple(balanced(told, _NAME, width, lines)), width + 2 * _PADDING, kind, f"{name}\n{public_id}")


def _arrow(step: Step, language: str, width: float) -> _Arrow:
    above = [*wrapped(_relation(step, language), "ink", _LABEL, width, 3)]
    above += wrapped(_ratio(step), "ink", _LABEL, width, 2, bold=True)
    below = [*wrapped(_say("strength", language, strength=step.strength), "soft", _LABEL, width, 2)]
    below += wrapped(_dates(step, language), "faint", _SMALL, width, 2)
    for doubt in step.doubts:
        if doubt != "undated":
            below += wrapped(f"⚠ {word(DOUBTS, doubt, language)}", "warn", _SMALL, width, 3)
    if step.also:
        below += wrapped(_say("also", language, count=len(step.also)), "soft", _SMALL, width, 2)
    below += _place_lines(step.provenance, width)
    doubtful = bool(_MAY_NOT_HOLD & set(step.doubts))
    return _Arrow(tuple(above), tuple(below), step.direction == "up", doubtful, _step_title(step, language))


def _direct(language: str, width: float) -> _Arrow:
    told = _say("direct", language)
    return _Arrow(tuple(wrapped(told, "ink", _LABEL, width, 2)), (), False, False, told)


def _event_title(note: EventNote, language: str) -> str:
    """All of an event, for the pointer that rests on its card."""
    said = (
        note.subject_name or note.subject,
        say(note.name, language),
        note.document_number or "",
        note.authority or "",
        str(note.decided_on or note.published_on or _say("undated", language)),
        say(note.reason_text, language),
        *map(_place, note.provenance),
    )
    return " · ".join(part for part in said if part)


def _step_title(step: Step, language: str) -> str:
    """All facts of a step, for the pointer that rests on its arrow."""
    facts: tuple[Step | StepFact, ...] = (step, *step.also)
    return "\n".join(_fact_title(fact, language) for fact in facts)


def _fact_title(fact: Step | StepFact, language: str) -> str:
    doubts = [word(DOUBTS, doubt, language) for doubt in fact.doubts]
    said = (_relation(fact, language), _ratio(fact), _dates(fact, language), *doubts, *map(_place, fact.provenance))
    return " · ".join(part for part in said if part)


def _relation(fact: Step | StepFact, language: str) -> str:
    relation, role = word(RELATIONS, fact.relation, language), word(ROLES, fact.role, language)
    if not fact.role:
        return relation
    return role if fact.relation in _TOLD_BY_ROLE else f"{relation} ({role})"


def _ratio(fact: Step | StepFact) -> str:
    if fact.ratio is None or fact.ratio_low is None or fact.ratio_high is None:
        return ""
    if fact.ratio_low == fact.ratio_high:
        return exact_percent(fact.ratio)
    return f"{exact_percent(fact.ratio)} [{exact_percent(fact.ratio_low)} – {exact_percent(fact.ratio_high)}]"


def _dates(fact: Step | StepFact, language: str) -> str:
    """When a fact holds; that a party of a project is not dated row by row is no doubt, and not told."""
    begin, end = fact.valid_from, fact.valid_to
    if begin is not None:
        return _say("since" if end is None else "between", language, begin=begin, end=end)
    if end is not None:
        return _say("until", language, end=end)
    return _say("begin_unknown", language) if "undated" in fact.doubts else ""


def _place(place: Place) -> str:
    return " ".join(part for part in (place.file, place.sheet, f":{place.line}") if part)


def _place_lines(places: Sequence[Place], width: float) -> Iterator[Line]:
    """The first place, on one line or broken between file and sheet, and how many more there are."""
    for place in places[:1]:
        more = f" +{len(places) - 1}" if len(places) > 1 else ""
        whole = f"{_place(place)}{more}"
        fits = not place.sheet or text_width(whole, _SMALL) <= width
        for part in [whole] if fits else [place.file, f"{place.sheet} :{place.line}{more}"]:
            yield from wrapped(part, "faint", _SMALL, width, 1)


def _say(phrase: str, language: str, **values: object) -> str:
    return say(_PHRASES[phrase], language).format(**values)
