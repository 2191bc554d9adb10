"""Puts an assessment together (评估): one target, one snapshot, one policy, one purpose."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from graph_engine.answers.assessment import OUTSIDE_THE_HASH, Assessment, Coverage
from graph_engine.answers.party import PartyProfile
from graph_engine.answers.writing import canonical, to_plain
from graph_engine.assessment.contributions import contributions, split
from graph_engine.assessment.grounds import Grounds
from graph_engine.assessment.measures import claim_note, measures
from graph_engine.assessment.parties import Parties, parties_of, party_notes
from graph_engine.assessment.reach import reach_of
from graph_engine.assessment.unknowns import coverage, unknowns
from graph_engine.errors import RequestError
from graph_engine.snapshot.snapshot import NODE_KINDS

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

    Time: at most three searches within reach of the target, independent of the size of the graph. Raises
    `RequestError` if fewer than no contributions are to be printed.
    """
    if printed < 0:
        raise RequestError(f"an answer prints no contributions or some, not {printed}")
    snapshot = grounds.snapshot
    target = grounds.legal_person(node)
    parties = parties_of(grounds, target)
    reach = reach_of(grounds, target)
    found = split(grounds, parties, reach.point)
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
        score=reach.score(reach.point),
        low=reach.score(reach.low),
        high=reach.score(reach.high),
        answered_on=grounds.answered_on,
        contributions=shown,
        more=more,
        parties=party_notes(grounds, parties),
        claim=claim_note(grounds.policy, found.strongest_claim()),
        measures=measures(grounds, parties, found),
        unknowns=unknowns(grounds, parties, reach.nodes()),
        coverage=coverage(grounds, parties),
        withheld=withheld(grounds, parties),
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


def withheld(grounds: Grounds, parties: Parties) -> int:
    """How many records are withheld; of natural persons only where the purpose covers them."""
    kinds, person_kind = grounds.snapshot.node_kind, NODE_KINDS.index("person")
    persons = {parties.target, *parties.persons}
    nodes = (node for person in persons for node in grounds.with_branches(person))
    asked = (node for node in nodes if grounds.persons_allowed or int(kinds[node]) != person_kind)
    return sum(grounds.snapshot.withheld(node) for node in asked)


def result_hash(answer: Assessment | PartyProfile) -> str:
    """SHA-256 of what an answer says; when it was asked and loaded stays outside."""
    plain = {key: value for key, value in to_plain(answer).items() if key not in OUTSIDE_THE_HASH}
    return hashlib.sha256(canonical(plain).encode()).hexdigest()


def in_order(answers: Iterable[Assessment]) -> list[Assessment]:
    """The total order of a list: claim level, then hazard, then public id; what has no data comes last."""
    return sorted(answers, key=place_in_order)


def place_in_order(answer: Assessment) -> tuple[bool, int, int, str]:
    """What the total order of a list compares."""
    return (
        answer.hazard is None,
        answer.claim.rank if answer.claim is not None else 99,
        -(answer.hazard.total if answer.hazard is not None else 0),
        answer.id,
    )


def is_flagged(answer: Assessment) -> bool:
    """Whether a list of flagged targets shows this one: there is a record or a lead, or no data at all."""
    return answer.claim is not None or answer.hazard is None
