"""What no single key shows to be wrong (政策校验): gaps, overlaps, kinds never reached, contradictions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise

from graph_engine.errors import Fault
from graph_engine.model.schema import RELATION_KINDS
from graph_engine.policy.channels import Conduction, Propagation
from graph_engine.policy.citations import Text
from graph_engine.policy.kinds import EventKind, compile_matcher, match, witnesses
from graph_engine.policy.practice import Practice
from graph_engine.policy.rules import EffectRules, Regime, Rule
from graph_engine.policy.wording import LEAD_CLAIMS, Gate, Ladder

_NESTED = frozenset({"effect", "gate", "measures"})
"""Sections whose entries stand one level deeper than elsewhere."""


def cross_faults(
    effect: EffectRules, kinds: tuple[EventKind, ...], practice: Practice, noted: Iterable[Fault]
) -> tuple[Fault, ...]:
    """Every fault between the parts of a policy; parts with `noted` faults are not blamed twice."""
    broken = tuple(fault.where for fault in noted)
    found = (
        *_regime_faults(effect.regimes),
        *_unreachable(kinds),
        *_channel_faults(practice.conduction),
        *_propagation_faults(practice.propagation),
        *_ladder_faults(practice.ladder),
        *_gate_faults(practice.gate),
        *_wording_faults(practice),
    )
    return tuple(fault for fault in found if not _is_blamed(fault.where, broken))


def _is_blamed(where: str, broken: tuple[str, ...]) -> bool:
    parts = where.split(".")
    entry = ".".join(parts[: 3 if parts[0] in _NESTED else 2])
    return any(path == entry or path.startswith(f"{entry}.") for path in broken)


def _regime_faults(regimes: Mapping[str, Regime]) -> Iterator[Fault]:
    for regime in regimes.values():
        if not regime.counts:
            continue
        for severity_class, rules in regime.by_class.items():
            yield from _tiling_faults(f"effect.regimes.{regime.id}.rules", severity_class, rules)


def _tiling_faults(where: str, severity_class: str, rules: tuple[Rule, ...]) -> Iterator[Fault]:
    """Rules of one class, sorted by their first day, must cover all time once."""
    if not rules:
        yield Fault(where, f"no rule for class {severity_class}")
        return
    first, last = rules[0], rules[-1]
    if first.valid_from is not None:
        yield Fault(where, f"class {severity_class}: gap before {first.valid_from}")
    for earlier, later in pairwise(rules):
        begin = later.valid_from or date.min
        since = later.valid_from or "the start"
        if earlier.valid_to is None or earlier.valid_to > begin:
            yield Fault(
                where,
                f"class {severity_class}: '{earlier.id}' and '{later.id}' overlap from {since}",
            )
        elif earlier.valid_to < begin:
            yield Fault(where, f"class {severity_class}: gap from {earlier.valid_to} to {begin}")
    if all(rule.valid_to is not None for rule in rules):
        yield Fault(where, f"class {severity_class}: gap from {last.valid_to}")


def _unreachable(kinds: tuple[EventKind, ...]) -> Iterator[Fault]:
    """Kinds of which every record is taken by kinds that stand before them."""
    matcher = compile_matcher(kinds)
    for kind in kinds:
        takers = {taker.id for facts in witnesses(kind) if (taker := match(matcher, facts)) is not None}
        if kind.categories and kind.id not in takers:
            yield Fault(f"kinds.{kind.id}", f"unreachable: taken by {', '.join(sorted(takers))} before it")


def _channel_faults(conduction: Conduction) -> Iterator[Fault]:
    owners: dict[tuple[str, str | None], str] = {}
    for channel in conduction.channels:
        for role in sorted(channel.roles) or (None,):
            owner = owners.setdefault((channel.relation, role), channel.id)
            if owner != channel.id:
                place = f"role '{role}'" if role else "all other roles"
                yield Fault(f"channels.{channel.id}", f"{channel.relation}: {place} already belong to '{owner}'")
    conducting = {channel.relation for channel in conduction.channels}
    for relation in RELATION_KINDS:
        places = [
            name
            for name, members in (
                ("channels", conducting),
                ("silent", conduction.silent),
                ("merged", conduction.merged),
            )
            if relation in members
        ]
        if not places:
            yield Fault("relations", f"'{relation}' has no channel and is neither silent nor merged")
        elif len(places) > 1:
            yield Fault("relations", f"'{relation}' stands under {' and '.join(places)}")
        elif relation in conducting:
            open_roles = {role for role in RELATION_KINDS[relation].roles if not conduction.channel_of(relation, role)}
            if open_roles:
                yield Fault("channels", f"{relation}: no channel for {', '.join(sorted(open_roles))}")


def _propagation_faults(numbers: Propagation) -> Iterator[Fault]:
    if not numbers.theta_ppm:
        yield Fault("propagation.theta", "must be above 0: every path would be followed")
    if numbers.theta_ppm >= numbers.cap_ppm:
        yield Fault("propagation.theta", "not below cap: nothing would be conducted")
    if not numbers.kappa_ppm:
        yield Fault("propagation.kappa", "must be above 0: every score would be 0")
    if numbers.cap_ppm >= 1_000_000:
        yield Fault("propagation.cap", "must be below 1: a relation is no identity")


def _ladder_faults(ladder: Ladder) -> Iterator[Fault]:
    for lower, higher in pairwise(ladder.steps):
        if higher.serious_records_from <= lower.serious_records_from:
            yield Fault(
                f"measures.steps.{higher.id}.serious_records_from",
                f"{higher.serious_records_from} is not above that of '{lower.id}'",
            )


def _gate_faults(gate: Gate) -> Iterator[Fault]:
    for step in gate.steps[:1]:
        if step.thresholds_ppm:
            yield Fault(f"gate.steps.{step.id}.thresholds", "the lowest step needs no threshold")
    for lower, higher in pairwise(gate.steps[1:]):
        for claim, threshold in higher.thresholds_ppm.items():
            below = lower.thresholds_ppm.get(claim)
            if below is None or below >= threshold:
                yield Fault(f"gate.steps.{higher.id}.thresholds.{claim}", f"must be above a threshold of '{lower.id}'")
    for step in gate.steps[1:]:
        if not step.thresholds_ppm:
            yield Fault(f"gate.steps.{step.id}.thresholds", "missing: the step would never be reached")
        stated = [claim for claim in LEAD_CLAIMS if claim in step.thresholds_ppm]
        for stronger, weaker in pairwise(stated):
            if step.thresholds_ppm[weaker] < step.thresholds_ppm[stronger]:
                yield Fault(
                    f"gate.steps.{step.id}.thresholds.{weaker}",
                    f"below that of the stronger lead '{stronger}'",
                )
        if any(threshold == 0 for threshold in step.thresholds_ppm.values()):
            yield Fault(f"gate.steps.{step.id}.thresholds", "a threshold of 0 is reached by everybody")


def _wording_faults(practice: Practice) -> Iterator[Fault]:
    """Words that call a linked party more than a lead."""
    worded: list[tuple[str, Text]] = [("gate.note", practice.gate.note)]
    for claim_id in LEAD_CLAIMS:
        claim = practice.claims.get(claim_id)
        if claim is not None:
            worded.append((f"claims.{claim_id}", claim.name))
            worded.append((f"claims.{claim_id}.wording", claim.wording))
            worded.append((f"claims.{claim_id}.does_not_allow", claim.does_not_allow))
    for step in practice.gate.steps:
        worded.append((f"gate.steps.{step.id}", step.name))
        worded.append((f"gate.steps.{step.id}.advice", step.advice))
    for where, text in worded:
        for word in practice.forbidden_for_leads.get("zh", ()):
            if word in text.zh:
                yield Fault(f"{where}.zh", f"says '{word}' of a lead")
        for word in practice.forbidden_for_leads.get("en", ()):
            if word.lower() in text.en.lower():
                yield Fault(f"{where}.en", f"says '{word}' of a lead")
