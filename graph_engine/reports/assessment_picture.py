"""One answer as a picture (评估图示), SVG text: how much, from which event, through whom, and what may not be said.

The target stands at the right; each contribution is a lane that leads to it. The amounts of the lanes and of what is
summed up below them add up to the hazard as printed.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from graph_engine.answers.assessment import Assessment, Contribution, HazardParts, Words
from graph_engine.answers.writing import MICRO, Micro
from graph_engine.reports.assessment_lane import Lane
from graph_engine.reports.assessment_prose import contributions_of
from graph_engine.reports.svg import Line, Paper, balanced, height_of, text_width, wrapped
from graph_engine.reports.words import PARTS, SHORT_PARTS, UNKNOWNS, say, word

LANES: Final = 8
"""Contributions that a picture shows in full; the rest is summed up a part."""

_WIDTH: Final = 900.0
_MARGIN: Final = 28.0
_TARGET: Final = 140.0
_SCORE: Final = 236.0
_GAP: Final = 22.0
_BAR: Final = 16.0

_SPACE: Final = Line("", "soft", 0.0, leading=5.0)
"""Between two paragraphs."""

_PHRASES: Final = {
    "title": Words("{name}：信用关联风险评估", "{name}: linked credit risk"),
    "dates": Words("{id} · 截至 {as_of}", "{id} · as of {as_of}"),
    "score": Words("评分", "score"),
    "range": Words("范围 {low} – {high}", "range {low} – {high}"),
    "hazard": Words("风险值 {total}", "hazard {total}"),
    "target": Words("评估对象", "target"),
    "no_data": Words(
        "没有任何来源提供该主体的数据。无数据不等于无风险。", "No source knows this party. No data is not no risk."
    ),
    "clean": Words(
        "在所示数据范围内没有计入的记录或线索。", "Within the data shown nothing counts, neither record nor lead."
    ),
    "more": Words("另有 {count} 项{part}，合计", "{count} more of {part}, together"),
    "claim": Words("结论层级：{name}", "Claim level: {name}"),
    "limits": Words("结论界限：{text}", "Limits: {text}"),
    "gate": Words("建议：{name}。{advice}（{note}）", "Suggested: {name}. {advice} ({note})"),
    "unknown": Words("未知事项：{kinds}", "Not known: {kinds}"),
    "unknown_kind": Words("{kind} {count} 处", "{kind} ({count})"),
    "withheld": Words("依法不予使用的记录：{count} 条", "Records withheld by law: {count}"),
    "key": Words(
        "箭头为关系自身的方向（如股东指向企业），线索一律自左向右；虚线为仅凭名称匹配或存续有争议的关系。",
        "Arrows show a relation's own direction (holder to company); the lead runs from left to right. "
        "Dashed: joined by name, or disputed whether it still holds.",
    ),
    "known_at": Words("{time} 前已入库的数据 · ", "known at {time} · "),
    "hashes": Words(
        "{answered_on} 作答 · 快照 {snapshot} · 政策 {policy} · 结果 {result}",
        "answered on {answered_on} · snapshot {snapshot} · policy {policy} · result {result}",
    ),
}


def assessment_picture(answer: Assessment, language: str, *, event: str | None = None) -> str:
    """The picture of an answer; with `event` (an event's id, matter or document number) only the lanes it stands
    behind, the others summed up."""
    asked = contributions_of(answer, event)
    lanes = [Lane.of(contribution, language) for contribution in asked[:LANES]]
    return _Page(answer, language, lanes).svg()


class _Page:
    def __init__(self, answer: Assessment, language: str, lanes: list[Lane]) -> None:
        self.answer = answer
        self.language = language
        self.lanes = lanes
        room = 2 * _MARGIN + _TARGET
        self.paper = Paper(max((_WIDTH, *(lane.least_width + room for lane in lanes))))
        self.left = _MARGIN
        self.right = self.paper.width - _MARGIN

    def svg(self) -> str:
        answer = self.answer
        y = self.heading(_MARGIN)
        if answer.hazard is None:
            y = self.told("no_data", y)
        else:
            y = self.bar(answer.hazard, y)
            y = self.contributions(answer.hazard, y) if self.lanes or self.rest() else self.told("clean", y)
        y = self.conclusion(y + _GAP)
        y = self.foot(y)
        description = self.say("dates", id=answer.id, as_of=answer.as_of)
        return self.paper.svg(y + _MARGIN - 8, self.say("title", name=answer.name or answer.id), description)

    # ------------------------------------------------------------------ how much

    def heading(self, y: float) -> float:
        answer = self.answer
        width = self.right - self.left - (0 if answer.score is None else _SCORE + _GAP)
        name = wrapped(answer.name or answer.id, "ink", 23, width, 2, bold=True)
        dates = self.say("dates", id=answer.id.rpartition(":")[2], as_of=answer.as_of)
        below = self.paper.column(self.left, y, [*name, *wrapped(dates, "soft", 13, width, 2)])
        if answer.score is None or answer.low is None or answer.high is None:
            return below
        return max(below, self.score(answer.score, answer.low, answer.high, y))

    def score(self, score: Micro, low: Micro, high: Micro, y: float) -> float:
        """The score on its scale from 0 to 1, with the range that doubts leave."""
        paper, left, right = self.paper, self.right - _SCORE, self.right
        paper.text(left, y + 21, self.say("score"), "soft", 13)
        paper.text(right, y + 22, str(score), "ink", 24, anchor="end", bold=True)
        paper.rect(left, y + 34, _SCORE, 6, "track", radius=3)
        at = [left + _SCORE * min(value, MICRO) / MICRO for value in (low, score, high)]
        paper.rect(at[0], y + 34, max(at[2] - at[0], 1.0), 6, "range", radius=3)
        paper.rect(at[1] - 2, y + 30, 4, 14, "mark", radius=2)
        paper.text(left, y + 57, "0", "faint", 11)
        paper.text(right, y + 57, "1", "faint", 11, anchor="end")
        paper.text((left + right) / 2, y + 57, self.say("range", low=low, high=high), "soft", 11.5, anchor="middle")
        return y + 62

    def bar(self, hazard: HazardParts, y: float) -> float:
        """The hazard as one bar of its three parts, which add up to it as printed."""
        paper = self.paper
        y += 14
        parts = {"own": hazard.own, "parties": hazard.parties, "linked": hazard.linked}
        total = self.say("hazard", total=hazard.total)
        paper.text(self.left, y + 14, total, "ink", 15, bold=True)
        x = self.left + text_width(total, 15) + 12
        for sign, (part, amount) in zip("=++", parts.items(), strict=True):
            told = f"{word(SHORT_PARTS, part, self.language)} {amount}"
            paper.text(x, y + 14, sign, "faint", 13)
            paper.rect(x + 16, y + 4, 11, 11, part, radius=2)
            paper.text(x + 32, y + 14, told, "ink" if amount else "faint", 13)
            x += 32 + text_width(told, 13) + 14
        y += 24
        width = self.right - self.left
        paper.rect(self.left, y, width, _BAR, "track", radius=4)
        x = self.left
        for part, amount in parts.items():
            if hazard.total and amount:
                share = width * amount / hazard.total
                paper.rect(x, y, share, _BAR, part, radius=4)
                x += share
        return y + _BAR

    # ------------------------------------------------------------------ from where

    def contributions(self, hazard: HazardParts, y: float) -> float:
        y += _GAP + 4
        top, edge = y, self.right - _TARGET
        for number, lane in enumerate(self.lanes, start=1):
            y = lane.draw(self.paper, number, self.left, y, edge, hazard.total) + _GAP
        for part, (count, amount) in self.rest().items():
            self.paper.rect(self.left, y, 20, 17, part, radius=4)
            told = self.say("more", count=count, part=word(PARTS, part, self.language))
            self.paper.text(self.left + 28, y + 13, told, "soft", 12.5)
            self.paper.text(edge - 14, y + 13, str(amount), "ink", 13.5, anchor="end", bold=True)
            y += 26
        self.target(top, y - 6)
        return y - 6

    def target(self, top: float, bottom: float) -> None:
        answer, left = self.answer, self.right - _TARGET
        width = _TARGET - 20
        lines = [
            *wrapped(self.say("target"), "soft", 11, width, 1),
            *(Line(text, "ink", 14.5, bold=True) for text in balanced(answer.name or answer.id, 14.5, width, 5)),
            *wrapped(answer.id.rpartition(":")[2], "soft", 11, width, 2),
        ]
        self.paper.rect(left, top, _TARGET, bottom - top, "target", radius=6)
        self.paper.column(left + _TARGET / 2, (top + bottom - height_of(lines)) / 2, lines, anchor="middle")

    def rest(self) -> dict[str, tuple[int, Micro]]:
        """A part: how many of its contributions have no lane, and what they come to."""
        drawn = {id(lane.contribution) for lane in self.lanes}
        left = [found for found in self.answer.contributions if id(found) not in drawn]
        return {part: rest for part in PARTS if (rest := self.rest_of(part, left))[0]}

    def rest_of(self, part: str, left: list[Contribution]) -> tuple[int, Micro]:
        amounts = [found.amount for found in left if found.part == part]
        more = [more for more in self.answer.more if more.part == part]
        count = len(amounts) + sum(rest.count for rest in more)
        return count, Micro(sum(amounts) + sum(rest.amount for rest in more))

    def told(self, phrase: str, y: float) -> float:
        lines = wrapped(self.say(phrase), "soft", 15, self.right - self.left, 3)
        return self.paper.column(self.left, y + _GAP, lines)

    # ------------------------------------------------------------------ what may be said

    def conclusion(self, y: float) -> float:
        """The claim level with its limits, the suggested step and what is not known."""
        answer, width = self.answer, self.right - self.left - 32
        told: list[list[Line]] = []
        if answer.claim is not None:
            name, limits = self.of(answer.claim.name), self.of(answer.claim.does_not_allow)
            told.append(wrapped(self.say("claim", name=name), "ink", 15, width, 2, bold=True))
            told.append(wrapped(self.of(answer.claim.wording), "soft", 12.5, width, 4))
            told.append(wrapped(self.say("limits", text=limits), "warn", 12.5, width, 4, bold=True))
        if answer.measures is not None:
            gate = answer.measures.gate
            step = self.say("gate", name=self.of(gate.name), advice=self.of(gate.advice), note=self.of(gate.note))
            told.append(wrapped(step, "soft", 12.5, width, 4))
        told.append(wrapped(self.unknown(), "soft", 12, width, 3))
        lines = [line for paragraph in told if paragraph for line in (*paragraph, _SPACE)][:-1]
        if not lines:
            return y
        height = height_of(lines) + 24
        self.paper.rect(self.left, y, self.right - self.left, height, "panel", radius=6)
        if answer.claim is not None:
            part = next((found.part for found in answer.contributions if found.claim == answer.claim.id), "linked")
            self.paper.rect(self.left, y, 5, height, part, radius=2.5)
        self.paper.column(self.left + 18, y + 12, lines)
        return y + height

    def unknown(self) -> str:
        counts: Counter[str] = Counter()
        for unknown in self.answer.unknowns:
            counts[unknown.kind] += unknown.count
        told = []
        if counts:
            names = ((word(UNKNOWNS, kind, self.language), count) for kind, count in counts.items())
            joint = "、" if self.language == "zh" else ", "
            kinds = joint.join(self.say("unknown_kind", kind=name, count=count) for name, count in names)
            told.append(self.say("unknown", kinds=kinds))
        if self.answer.withheld:
            told.append(self.say("withheld", count=self.answer.withheld))
        return " · ".join(told)

    def foot(self, y: float) -> float:
        answer, width = self.answer, self.right - self.left
        known_at = answer.known_at
        hashes = "" if known_at is None else self.say("known_at", time=known_at.isoformat(" ", "minutes"))
        hashes += self.say(
            "hashes",
            answered_on=answer.answered_on,
            snapshot=answer.snapshot[:12],
            policy=answer.policy[:12],
            result=answer.result[:12],
        )
        lines = wrapped(self.say("key"), "faint", 11, width, 3) if self.lanes else []
        return self.paper.column(self.left, y + 10, [*lines, *wrapped(hashes, "faint", 10.5, width, 2)])

    # ------------------------------------------------------------------ words

    def say(self, phrase: str, **values: object) -> str:
        return say(_PHRASES[phrase], self.language).format(**values)

    def of(self, words: Words) -> str:
        return say(words, self.language)
