"""Does this event count, as of when, under which rule (法律效力判断)? Pure, and fast enough for millions.

Two clocks run. *As of* a day asks whether the record had effect then. *Today*, the day on which the answer is
given, asks whether the record may be used at all: what is repaired, revoked, withdrawn or corrected today is
withheld from answers about the past too (发改委令36号 art. 3: 停止共享和使用).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph_engine.policy.citations import Citation
from graph_engine.policy.facts import EventFacts
from graph_engine.policy.kinds import BY_RULE, EventKind
from graph_engine.policy.policy import Policy
from graph_engine.policy.rules import EffectRules, Rule, add_months

PUBLICITY_UNTIL = "publicity_until"
LISTED_UNTIL = "listed_until"
"""Rule ids of an end that the source itself supplied."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What the policy says of one event for one subject (效力结论).

    counts: enters the point value. listed: may be shown. withheld: may be neither shown nor used, only
    counted as withheld. undated: would count if it were dated, so it enters the upper value at age 0.
    `reason` is a key of `wording.REASONS`. `rule` names the rule, or the supplied date, that set `ends_on`,
    the first day without effect (`None`: open-ended); `citation` is what it rests on. `age_days` runs from
    the decision, or from the publication where only that is known. `half_life_days` is `None` while a state
    persists. `bad_end` marks a supplied end that lies before the decision and was put aside (日期有误).
    """

    counts: bool
    listed: bool
    withheld: bool
    undated: bool
    reason: str
    kind: EventKind | None
    severity_class: str | None
    severity_ppm: int
    rule: str
    citation: Citation | None
    ends_on: date | None
    age_days: int | None
    half_life_days: int | None
    bad_end: bool


def effect_of(policy: Policy, facts: EventFacts, *, as_of: date, today: date, persons_allowed: bool = False) -> Effect:
    """The legal effect (效力) of an event as of a day, answered today.

    `persons_allowed` comes from `Policy.persons_allowed`. Cost: a few comparisons beyond finding the kind.
    """
    rules = policy.effect
    kind = policy.kind_of(facts)
    if withheld_on(policy, facts.status, facts.status_on, today, facts.status_until):
        return _without(kind, "withheld", withheld=True, citations=rules.withheld_basis)
    if facts.subject_is_person:
        if not persons_allowed:
            return _without(kind, "person_not_allowed")
        if kind is not None and kind.excludes_persons:
            return _without(kind, "person_excluded")
    begin = facts.decided_on or facts.published_on
    if begin is not None and begin > as_of:
        return _without(kind, "not_yet")
    severity_class = None if kind is None else class_of(rules, kind, facts)
    if facts.status != "active" and _is_ended(rules, kind, facts, as_of):
        return _without(kind, "status_ended", severity_class, ends_on=facts.status_on, listed=rules.listed_after_end)
    if kind is None or severity_class is None:
        return _without(None, "unclassified", listed=True)
    return _by_period(rules, kind, severity_class, facts, as_of, begin)


def withheld_on(
    policy: Policy, status: str, status_on: date | None, day: date, status_until: date | None = None
) -> bool:
    """Whether a record of that status is withheld (不予使用) on a day; an undated status holds at once.

    `status_until` is the first day on which the status no longer holds: a repair may be revoked (撤销修复).
    """
    return status in policy.effect.withheld_statuses and _holds(status_on, status_until, day)


def _holds(status_on: date | None, status_until: date | None, day: date) -> bool:
    return (status_on is None or status_on <= day) and (status_until is None or day < status_until)


def class_of(rules: EffectRules, kind: EventKind, facts: EventFacts) -> str:
    """The class of a record (轻微, 一般, 严重): its source's, else its kind's, else by content."""
    if facts.severity_class is not None:
        return facts.severity_class
    if kind.severity_class != BY_RULE:
        return kind.severity_class
    return rules.penalty_classes.class_of(facts.penalty_types, facts.summary_procedure, facts.amount_fen)


def _is_ended(rules: EffectRules, kind: EventKind | None, facts: EventFacts, as_of: date) -> bool:
    """Whether a status other than active has ended the record by the as-of day, whatever its kind."""
    ends = kind is None or facts.status in kind.regime.ended_by or facts.status in rules.withheld_statuses
    return ends and _holds(facts.status_on, facts.status_until, as_of)


def _by_period(
    rules: EffectRules,
    kind: EventKind,
    severity_class: str,
    facts: EventFacts,
    as_of: date,
    begin: date | None,
) -> Effect:
    if not kind.regime.counts:
        return _without(kind, "listed_only", severity_class, listed=True)
    rule_id, citation, ends_on, persists, bad_end = _end(rules, kind, severity_class, facts, as_of, begin)
    expired = ends_on is not None and as_of >= ends_on
    if expired:
        reason, listed = "publicity_ended", rules.listed_after_end
    elif severity_class == "minor":
        reason, listed = "minor", True
    elif not kind.enabled:
        reason, listed = "kind_off", True
    elif begin is None:
        reason, listed = "undated", True
    else:
        reason, listed = "in_effect", True
    return Effect(
        counts=reason == "in_effect",
        listed=listed,
        withheld=False,
        undated=reason == "undated",
        reason=reason,
        kind=kind,
        severity_class=severity_class,
        severity_ppm=kind.severity_ppm[severity_class],
        rule=rule_id,
        citation=citation,
        ends_on=ends_on,
        age_days=None if begin is None else (as_of - begin).days,
        half_life_days=None if persists else kind.half_life_days,
        bad_end=bad_end,
    )


def _end(
    rules: EffectRules,
    kind: EventKind,
    severity_class: str,
    facts: EventFacts,
    as_of: date,
    begin: date | None,
) -> tuple[str, Citation | None, date | None, bool, bool]:
    """Rule id, citation, first day without effect, whether the state persists, whether a date is bad."""
    supplied, name, bad_end = _supplied_end(facts, begin)
    wins = rules.supplied_end == "wins"
    if supplied is not None and (wins or begin is None):
        return name, rules.supplied_basis[0], supplied, False, bad_end
    rule, ruled = _ruled_end(rules, kind, severity_class, facts, as_of, begin)
    if supplied is not None and (ruled is None or supplied < ruled):
        return name, rules.supplied_basis[0], supplied, False, bad_end
    persists = rule.months_of(severity_class, facts.situations) is None
    if facts.long_term and wins:
        return name, rules.supplied_basis[0], None, persists, bad_end
    return rule.id, rule.basis[0], ruled, persists, bad_end


def _supplied_end(facts: EventFacts, begin: date | None) -> tuple[date | None, str, bool]:
    """The earlier of the ends that the source gives and believably so, its name, and whether one is bad."""
    end, name, bad_end = None, PUBLICITY_UNTIL, False
    if facts.publicity_until is not None and not facts.long_term:
        if begin is not None and facts.publicity_until < begin:
            bad_end = True
        else:
            end = facts.publicity_until
    listed_until = facts.listed_until
    if listed_until is not None:
        if begin is not None and listed_until < begin:
            bad_end = True
        elif end is None or listed_until < end:
            end, name = listed_until, LISTED_UNTIL
    return end, name, bad_end


def _ruled_end(
    rules: EffectRules,
    kind: EventKind,
    severity_class: str,
    facts: EventFacts,
    as_of: date,
    begin: date | None,
) -> tuple[Rule, date | None]:
    """The rule that holds by the policy's choice of version, and the end that it sets."""
    regime = kind.regime
    asked = regime.rule_at(severity_class, as_of)
    if begin is None:
        return asked, None
    if rules.version_by == "as_of":
        return asked, _end_by(asked, severity_class, facts, begin)
    decided = regime.rule_at(severity_class, begin)
    decided_end = _end_by(decided, severity_class, facts, begin)
    if rules.version_by == "decision" or decided is asked:
        return decided, decided_end
    asked_end = _end_by(asked, severity_class, facts, begin)
    if asked_end is not None and (decided_end is None or asked_end < decided_end):
        return asked, asked_end
    return decided, decided_end


def _end_by(rule: Rule, severity_class: str, facts: EventFacts, begin: date) -> date | None:
    months = rule.months_of(severity_class, facts.situations)
    if months is None:
        return None
    start = facts.published_on or begin if rule.counts_from == "publication" else begin
    return add_months(start, months)


def _without(
    kind: EventKind | None,
    reason: str,
    severity_class: str | None = None,
    *,
    listed: bool = False,
    withheld: bool = False,
    ends_on: date | None = None,
    citations: tuple[Citation, ...] = (),
) -> Effect:
    """An effect without any weight."""
    return Effect(
        counts=False,
        listed=listed,
        withheld=withheld,
        undated=False,
        reason=reason,
        kind=kind,
        severity_class=severity_class,
        severity_ppm=0,
        rule="",
        citation=citations[0] if citations else None,
        ends_on=ends_on,
        age_days=None,
        half_life_days=None,
        bad_end=False,
    )
