"""One case told in prose (评估说明), in Chinese or English: what is known, from where, what may not be said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial

from graph_engine.answers.assessment import (
    Assessment,
    Contribution,
    EventNote,
    Place,
    Step,
    StepFact,
    Words,
    names_of,
)
from graph_engine.model.parties import PERSON_LOCAL_SCHEME, PERSON_SCHEMES, scheme_of
from graph_engine.reports.assessment_table import no_events
from graph_engine.reports.words import CLAIMS, DOUBTS, PARTS, RELATIONS, ROLES, UNKNOWNS, exact_percent, say, word

_SHOWN_UNKNOWNS = 12

_PHRASES: dict[str, Words] = {
    "heading": Words("【{name}】 {id}", "{name} ({id})"),
    "dates": Words(
        "截至 {as_of}，按 {known_at} 前已入库的数据，于 {answered_on} 作答。",
        "As of {as_of}, from what was known at {known_at}, answered on {answered_on}.",
    ),
    "no_data": Words(
        "没有任何来源提供该主体的数据。无数据不等于无风险。", "No source knows this party. No data is not no risk."
    ),
    "hazard": Words(
        "风险值 {total} = 自身 {own} + 参与方 {parties} + 关联 {linked}；评分 {score}（范围 {low}–{high}）。",
        "Hazard {total} = own {own} + parties {parties} + linked {linked}; score {score} (range {low} to {high}).",
    ),
    "hazard_sure": Words(
        "风险值 {total} = 自身 {own} + 参与方 {parties} + 关联 {linked}；评分 {score}。",
        "Hazard {total} = own {own} + parties {parties} + linked {linked}; score {score}.",
    ),
    "claim": Words("结论层级：{name}。{wording}", "Claim level: {name}. {wording}"),
    "limits": Words("结论界限：{text}", "Limits of the claim: {text}"),
    "no_events": Words(
        "没有任何来源提供风险事件，故不计算风险值。无数据不等于无风险。",
        "No source speaks of risk events, so there is no hazard to tell. No data is not no risk.",
    ),
    "undated": Words("日期未知", "undated"),
    "clean": Words(
        "在所示数据范围内没有计入的记录或线索。", "Within the data shown nothing counts, neither record nor lead."
    ),
    "contributions": Words(
        "构成（事件 × 路径，各项相加等于风险值）：", "Parts (event × path; they add up to the hazard):"
    ),
    "contribution": Words("{number}. {part}  {amount}  {claim}", "{number}. {part}  {amount}  {claim}"),
    "event": Words(
        "   事件：{subject} {name}（{label}） {document}，{authority}，决定/列入 {decided}，{status}  〔{place}〕",
        "   Event: {subject}, {name} ({label}) {document}, {authority}, decided {decided}, {status}  [{place}]",
    ),
    "step": Words(
        "   → {source} —{relation}{direction}→ {target}  强度 {strength}，{dates}{doubts}  〔{place}〕",
        "   → {source} —{relation}{direction}→ {target}  strength {strength}, {dates}{doubts}  [{place}]",
    ),
    "also": Words(
        "     并有：{relation}，{dates}{doubts}  〔{place}〕", "     also: {relation}, {dates}{doubts}  [{place}]"
    ),
    "against": Words("（反向）", " (against its direction)"),
    "member": Words("   该案也列有{member}，故归入{part}。", "   The matter names {member} as well: {part}."),
    "direct": Words("   该主体即评估对象。", "   The subject is the target itself."),
    "more": Words("   另有 {count} 项{part}，合计 {amount}。", "   {count} more of {part}, together {amount}."),
    "records": Words("参与方及其自身记录：", "Parties and their own records:"),
    "party": Words("   {role} {name} {id}{doubt}：{record}", "   {role} {name} {id}{doubt}: {record}"),
    "no_record": Words("无可列示的记录", "no record to be listed"),
    "listed": Words("{count} 条", "{count} record(s)"),
    "listed_event": Words(
        "      · {name} {document} {decided}：{status}  〔{place}〕",
        "      · {name} {document} {decided}: {status}  [{place}]",
    ),
    "gate": Words("建议：{name}。{advice}（{note}）", "Suggested: {name}. {advice} ({note})"),
    "ladder": Words(
        "   {party}：{name}（自身严重失信记录 {count} 件）。{advice} 依据：{basis}",
        "   {party}: {name} ({count} serious record(s) of its own). {advice} Basis: {basis}",
    ),
    "withheld": Words("依法不予使用的记录：{count} 条。", "Records withheld by law: {count}."),
    "unknowns": Words("未知事项：", "What is not known:"),
    "unknown": Words("   {kind}：{subject}{detail}（{count}）", "   {kind}: {subject}{detail} ({count})"),
    "more_unknowns": Words("   另有 {count} 项，见 JSON。", "   {count} more, see the JSON."),
    "nameless": Words("一名自然人", "a natural person"),
    "within": Words("（{place}）", " ({place})"),
    "coverage": Words("数据来源：{sources}。", "Sources: {sources}."),
    "no_day": Words("日期不详", "an unknown day"),
    "until": Words("{source}（截至 {until}）", "{source} (until {until})"),
    "not_covered": Words("没有来源覆盖：{kinds}。", "No source covers: {kinds}."),
    "hashes": Words(
        "快照 {snapshot}，政策 {policy}，结果 {result}", "snapshot {snapshot}, policy {policy}, result {result}"
    ),
}
_LABELS = {
    "dishonesty": Words("失信信息", "dishonesty information"),
    "risk_notice": Words("风险提示", "risk notice"),
    None: Words("未归类", "unclassified"),
}


def assessment_prose(answer: Assessment, language: str, *, event: str | None = None) -> str:
    """The whole case; with `event` (an event's id, matter or document number) only what it stands behind."""
    return "\n".join(_Teller(answer, language).lines(event)) + "\n"


def contributions_of(answer: Assessment, event: str | None) -> list[Contribution]:
    """The contributions that an event, matter or document number stands behind; all without one."""
    return [
        contribution
        for contribution in answer.contributions
        if event is None
        or contribution.matter == event
        or any(event in (note.id, note.document_number) for note in contribution.events)
    ]


class _Teller:
    def __init__(self, answer: Assessment, language: str) -> None:
        self.answer = answer
        self.language = language

    def lines(self, event: str | None) -> Iterator[str]:
        answer = self.answer
        yield self.say("heading", name=answer.name or answer.id, id=answer.id)
        yield self.say(
            "dates",
            as_of=answer.as_of,
            known_at=answer.known_at.isoformat(timespec="seconds") if answer.known_at else "–",
            answered_on=answer.answered_on,
        )
        if answer.hazard is None:
            yield self.say("no_data")
            return
        yield from self.summary()
        yield ""
        shown = contributions_of(answer, event)
        if shown:
            yield self.say("contributions")
        for number, contribution in enumerate(shown, start=1):
            yield from self.contribution(number, contribution)
        if event is None:
            for more in answer.more:
                part = word(PARTS, more.part, self.language)
                yield self.say("more", count=more.count, part=part, amount=more.amount)
            yield ""
            yield from self.records()
            yield from self.unknowns()
            yield from self.coverage()
        yield self.say("hashes", snapshot=answer.snapshot[:12], policy=answer.policy[:12], result=answer.result[:12])

    def summary(self) -> Iterator[str]:
        answer, hazard = self.answer, self.answer.hazard
        if hazard is None or answer.measures is None:
            return
        if no_events(answer):
            yield self.say("no_events")
            return
        yield self.say(
            "hazard" if answer.low != answer.high else "hazard_sure",
            total=hazard.total,
            own=hazard.own,
            parties=hazard.parties,
            linked=hazard.linked,
            score=answer.score,
            low=answer.low,
            high=answer.high,
        )
        if answer.claim is None:
            yield self.say("clean")
        else:
            yield self.say("claim", name=self.of(answer.claim.name), wording=self.of(answer.claim.wording))
            yield self.say("limits", text=self.of(answer.claim.does_not_allow))
        gate = answer.measures.gate
        yield self.say("gate", name=self.of(gate.name), advice=self.of(gate.advice), note=self.of(gate.note))
        for step in answer.measures.ladder:
            yield self.say(
                "ladder",
                party=step.party_name,
                name=self.of(step.name),
                count=step.serious_records,
                advice=self.of(step.advice),
                basis="; ".join(self.of(basis) for basis in step.basis),
            )

    def contribution(self, number: int, contribution: Contribution) -> Iterator[str]:
        yield self.say(
            "contribution",
            number=number,
            part=word(PARTS, contribution.part, self.language),
            amount=contribution.amount,
            claim=word(CLAIMS, contribution.claim, self.language),
        )
        for note in contribution.events:
            yield self.event(note)
        if contribution.member not in (None, contribution.subject):
            part = word(PARTS, contribution.part, self.language)
            yield self.say("member", member=self.name_of(contribution.member), part=part)
        if not contribution.path:
            yield self.say("direct")
        for step in contribution.path:
            yield self.step(step)
            for fact in step.also:
                yield self.say(
                    "also",
                    relation=self.relation(fact),
                    dates=self.dates(fact.valid_from, fact.valid_to),
                    doubts=self.doubts(fact.doubts),
                    place=self.places(fact.provenance),
                )

    def event(self, note: EventNote) -> str:
        return self.say(
            "event",
            subject=note.subject_name or note.subject,
            name=self.of(note.name),
            label=self.of(_LABELS[note.label]),
            document=note.document_number or "–",
            authority=note.authority or "–",
            decided=note.decided_on or note.published_on or "?",
            status=self.of(note.reason_text),
            place=self.places(note.provenance),
        )

    def step(self, step: Step) -> str:
        return self.say(
            "step",
            source=step.source_name or step.source,
            target=step.target_name or step.target,
            relation=self.relation(step),
            direction="" if step.direction == "down" else self.say("against"),
            strength=step.strength,
            dates=self.dates(step.valid_from, step.valid_to),
            doubts=self.doubts(step.doubts),
            place=self.places(step.provenance),
        )

    def records(self) -> Iterator[str]:
        yield self.say("records")
        for party in self.answer.parties:
            doubt = f" ({word(DOUBTS, 'joined_by_name', self.language)})" if party.joined_by_name else ""
            record = self.say("listed", count=len(party.record)) if party.record else self.say("no_record")
            role = word(ROLES, party.role, self.language)
            yield self.say("party", role=role, name=party.name, id=party.id, doubt=doubt, record=record)
            for note in party.record:
                yield self.say(
                    "listed_event",
                    name=self.of(note.name),
                    document=note.document_number or "",
                    decided=note.decided_on or note.published_on or "?",
                    status=self.of(note.reason_text),
                    place=self.places(note.provenance),
                )
        if self.answer.withheld:
            yield self.say("withheld", count=self.answer.withheld)

    def unknowns(self) -> Iterator[str]:
        unknowns = self.answer.unknowns
        names = names_of(self.answer)
        if unknowns:
            yield self.say("unknowns")
        for unknown in unknowns[:_SHOWN_UNKNOWNS]:
            yield self.say(
                "unknown",
                kind=word(UNKNOWNS, unknown.kind, self.language),
                subject=self.known_as(unknown.subject, names),
                detail=f" ← {_PERSON.sub(partial(self.person, names), unknown.detail)}" if unknown.detail else "",
                count=unknown.count,
            )
        if len(unknowns) > _SHOWN_UNKNOWNS:
            yield self.say("more_unknowns", count=len(unknowns) - _SHOWN_UNKNOWNS)

    def coverage(self) -> Iterator[str]:
        found = self.answer.coverage
        undated = self.say("no_day")
        sources = (self.say("until", source=note.source, until=note.until or undated) for note in found.sources)
        yield self.say("coverage", sources="; ".join(sources))
        if found.not_covered:
            kinds = ", ".join(word(_KINDS, kind, self.language) for kind in found.not_covered)
            yield self.say("not_covered", kinds=kinds)

    # ------------------------------------------------------------------ words

    def say(self, phrase: str, **values: object) -> str:
        return say(_PHRASES[phrase], self.language).format(**values)

    def name_of(self, party: str | None) -> str:
        return next((note.name for note in self.answer.parties if note.id == party and note.name), party or "")

    def person(self, names: Mapping[str, str], key: re.Match[str]) -> str:
        return self.known_as(key[0], names)

    def known_as(self, party: str, names: Mapping[str, str]) -> str:
        """A party by name and by the key that can be looked up; a person's keyed hash says nothing to a reader."""
        name = names.get(party, "")
        scheme = scheme_of(party)
        if scheme not in PERSON_SCHEMES:
            return f"{name} {party}".lstrip()
        # What stands behind the sign tells apart two of one name and matter, by another hash.
        within = party.partition("@")[2].partition("#")[0] if scheme == PERSON_LOCAL_SCHEME else ""
        place = names.get(within) or within
        return f"{name or self.say('nameless')}{self.say('within', place=place) if place else ''}"

    def of(self, words: Words) -> str:
        return say(words, self.language)

    def places(self, places: tuple[Place, ...]) -> str:
        return ", ".join(_place(place) for place in places)

    def relation(self, step: Step | StepFact) -> str:
        role = f" ({word(ROLES, step.role, self.language)})" if step.role else ""
        return f"{word(RELATIONS, step.relation, self.language)}{role}{_ratio(step)}"

    def dates(self, begin: date | None, end: date | None) -> str:
        if begin is None and end is None:
            return self.say("undated")
        return f"{begin or '?'} – {end or ''}".rstrip()

    def doubts(self, doubts: tuple[str, ...]) -> str:
        told = "; ".join(word(DOUBTS, doubt, self.language) for doubt in doubts)
        return f" ⚠ {told}" if told else ""


_PERSON = re.compile(rf"\b(?:{'|'.join(sorted(PERSON_SCHEMES, reverse=True))}):\S+")
"""A person's key within a text."""
_KINDS: dict[str, Words] = {**RELATIONS, "risk_event": Words("风险事件", "risk events")}


def _place(place: Place) -> str:
    sheet = f" [{place.sheet}]" if place.sheet else ""
    return f"{place.file}{sheet} :{place.line}"


def _ratio(step: Step | StepFact) -> str:
    if step.ratio is None or step.ratio_low is None or step.ratio_high is None:
        return ""
    if step.ratio_low == step.ratio_high:
        return f" {exact_percent(step.ratio)}"
    return f" {exact_percent(step.ratio)} [{exact_percent(step.ratio_low)}–{exact_percent(step.ratio_high)}]"
