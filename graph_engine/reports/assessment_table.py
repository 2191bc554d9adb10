"""A list of assessments as one table (评估清单), and as CSV rows."""

from __future__ import annotations

from collections.abc import Sequence

from graph_engine.answers.assessment import Assessment
from graph_engine.reports.table import Table
from graph_engine.reports.words import SHORT_PARTS, say, word

_HEADS = {
    "zh": ("项目/对象", "结论层级", "风险值", "评分（范围）", "主要原因"),
    "en": ("project/target", "claim level", "hazard", "score (range)", "main reason"),
}
_CLEAN = {"zh": "无", "en": "none"}
_NO_EVENTS = {"zh": "无风险事件数据", "en": "no data on events"}
_NO_DATA = {"zh": "无数据", "en": "no data"}
_TITLE = {"zh": "关联信用风险评估", "en": "Linked credit risk"}
_NOTE = {
    "zh": "关联线索仅供内部核实：不评价、不惩戒、不公开，不得据此自动拒绝。",
    "en": "Linked leads are for internal checking: no evaluation, no sanction, no publication, no automatic refusal.",
}

CSV_HEADS = (
    "id",
    "name",
    "scenario",
    "claim",
    "gate",
    "hazard_total",
    "hazard_own",
    "hazard_parties",
    "hazard_linked",
    "score",
    "low",
    "high",
    "as_of",
    "known_at",
    "answered_on",
    "snapshot",
    "policy",
    "result",
)


def assessment_table(answers: Sequence[Assessment], language: str) -> Table:
    """One row an assessment, in the order given."""
    rows = tuple(_row(answer, language) for answer in answers)
    return Table(_TITLE[language], _HEADS[language], rows, (_NOTE[language],))


def _row(answer: Assessment, language: str) -> tuple[str, ...]:
    name = f"{answer.name}\n{answer.id.partition(':')[2]}" if answer.name else answer.id
    if answer.hazard is None or answer.measures is None:
        return (name, _NO_DATA[language], *("" for _ in _HEADS[language][2:]))
    if no_events(answer):
        return (name, _NO_EVENTS[language], *("" for _ in _HEADS[language][2:]))
    claim = _CLEAN[language] if answer.claim is None else say(answer.claim.name, language)
    gate = f"\n→ {say(answer.measures.gate.name, language)}"
    hazard = answer.hazard
    parts = (("own", hazard.own), ("parties", hazard.parties), ("linked", hazard.linked))
    split = "\n".join(f"{word(SHORT_PARTS, part, language)} {amount}" for part, amount in parts if amount)
    return (
        name,
        f"{claim}{gate}",
        f"{hazard.total}\n{split}".strip(),
        f"{answer.score}" if answer.low == answer.high else f"{answer.score}\n{answer.low}–{answer.high}",
        _reason(answer, language),
    )


def no_events(answer: Assessment) -> bool:
    """Whether no source in the store speaks of risk events: then a hazard of 0 says nothing."""
    return "risk_event" in answer.coverage.not_covered and answer.claim is None


def _reason(answer: Assessment, language: str) -> str:
    """The strongest contribution in a few words, and how many more there are."""
    if not answer.contributions:
        return ""
    first = answer.contributions[0]
    event = first.events[0]
    more = len(answer.contributions) - 1 + sum(rest.count for rest in answer.more)
    told = f"{first.subject_name}\n{say(event.name, language)} {event.document_number or ''}".strip()
    return f"{told}\n+{more}" if more else told


def csv_rows(answers: Sequence[Assessment]) -> list[tuple[str, ...]]:
    """Rows under `CSV_HEADS`; without data, or without a source of events, the numbers are empty, never 0."""
    return [_csv_row(answer) for answer in answers]


def _csv_row(answer: Assessment) -> tuple[str, ...]:
    hazard = None if no_events(answer) else answer.hazard
    scores = (None, None, None) if hazard is None else (answer.score, answer.low, answer.high)
    parts = ("", "", "", "") if hazard is None else (hazard.total, hazard.own, hazard.parties, hazard.linked)
    values = (
        answer.id,
        answer.name,
        answer.scenario,
        None if answer.claim is None else answer.claim.id,
        None if answer.measures is None or hazard is None else answer.measures.gate.step,
        *parts,
        *scores,
        answer.as_of.isoformat(),
        None if answer.known_at is None else answer.known_at.isoformat(),
        answer.answered_on.isoformat(),
        answer.snapshot,
        answer.policy,
        answer.result,
    )
    return tuple("" if value is None else str(value) for value in values)
