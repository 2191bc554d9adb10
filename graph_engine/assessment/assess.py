"""Puts an assessment together (评估): one target, one snapshot, one policy, one purpose."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from graph_engine.analysis.allocation import hazard_micro, score_micro
from graph_engine.analysis.explanation import explain
from graph_engine.analysis.network import Network
from graph_engine.analysis.sources import Sources
from graph_engine.answers.assessment import OUTSIDE_THE_HASH, Assessment, Coverage
from graph_engine.answers.writing import Micro, canonical, to_plain
from graph_engine.assessment.contributions import contributions, split
from graph_engine.assessment.grounds import Grounds
from graph_engine.assessment.measures import claim_note, measures
from graph_engine.assessment.parties import Parties, parties_of, party_notes
from graph_engine.assessment.unknowns import coverage, unknowns

PRINTED = 20
"""Contributions that an assessment carries in full; the rest is summed up a part."""


def assess(
    grounds: Grounds,
    node: int,
    *,
    scenario: str | None = None,
    known_at: datetime | None = None,
    printed: int = PRINTED,
) -> Assessment:
    """Assesses a project or an enterprise as target; a branch is answered for by its head office.

    Time: three searches within reach of the target, independent of the size of the graph.
    """
    snapshot = grounds.snapshot
    target = grounds.legal_person(node)
    parties = parties_of(grounds, target)
    found = split(grounds, target, parties)
    low, high = score_range(grounds, target)
    kappa = grounds.policy.propagation.kappa_ppm
    shown, more = contributions(grounds, found, printed)
    answer = Assessment(
        id=snapshot.public_id[target],
        name=snapshot.name[target],
        scenario=scenario or snapshot.node_attributes(target).get("scenario"),
        as_of=snapshot.as_of,
        known_at=known_at,
        policy=grounds.policy.hash,
        snapshot=snapshot.id,
        result="",
        hazard=found.hazard(),
        alone=found.alone_parts(),
        score=Micro(score_micro(found.total, kappa)),
        low=low,
        high=high,
        answered_on=grounds.answered_on,
        contributions=shown,
        more=more,
        parties=party_notes(grounds, parties),
        claim=claim_note(grounds.policy, found.strongest_claim()),
        measures=measures(grounds, parties, found),
        unknowns=unknowns(grounds, parties, found),
        coverage=coverage(grounds, parties),
        withheld=_withheld(grounds, parties),
    )
    return replace(answer, result=result_hash(answer))


def no_data(grounds: Grounds, key: str, *, scenario: str | None = None, known_at: datetime | None = None) -> Assessment:
    """The answer about a party that no source knows: no data, never 0."""
    answer = Assessment(
        id=key,
        name="",
        scenario=scenario,
        as_of=grounds.snapshot.as_of,
        known_at=known_at,
        policy=grounds.policy.hash,
        snapshot=grounds.snapshot.id,
        result="",
        hazard=None,
        alone=None,
        score=None,
        low=None,
        high=None,
        answered_on=grounds.answered_on,
        contributions=(),
        more=(),
        parties=(),
        claim=None,
        measures=None,
        unknowns=(),
        coverage=Coverage(known=False, sources=(), not_covered=()),
        withheld=0,
    )
    return replace(answer, result=result_hash(answer))


def score_range(grounds: Grounds, target: int) -> tuple[Micro, Micro]:
    """(low, high) of the score: ratios at their lower ends without undated events; at their upper ends with them.

    Transits are held at their point values, so both ends stand on the same network but for the ratios.
    """
    conduction = grounds.conduction
    low = _total(grounds, conduction.low_network, grounds.sources, target)
    high = _total(grounds, conduction.high_network, grounds.upper_sources, target)
    kappa = grounds.policy.propagation.kappa_ppm
    return Micro(score_micro(low, kappa)), Micro(score_micro(high, kappa))


def _total(grounds: Grounds, network: Network, sources: Sources, target: int) -> int:
    numbers = grounds.policy.propagation
    found = explain(network, sources, target, hops=numbers.max_arcs)
    return hazard_micro(found.total, numbers.exponent)


def _withheld(grounds: Grounds, parties: Parties) -> int:
    persons = {parties.target, *parties.persons}
    return sum(grounds.snapshot.withheld(node) for person in persons for node in grounds.members.of(person))


def result_hash(answer: Assessment) -> str:
    """SHA-256 of what an assessment says; when it was asked and loaded stays outside."""
    plain = {key: value for key, value in to_plain(answer).items() if key not in OUTSIDE_THE_HASH}
    return hashlib.sha256(canonical(plain).encode()).hexdigest()


def in_order(answers: Iterable[Assessment]) -> list[Assessment]:
    """The total order of a list: claim level, then hazard, then public id; what has no data comes last."""
    return sorted(
        answers,
        key=lambda answer: (
            answer.hazard is None,
            answer.claim.rank if answer.claim is not None else 99,
            -(answer.hazard.total if answer.hazard is not None else 0),
            answer.id,
        ),
    )
