"""Assessments of worlds small enough to be solved by hand; the working stands in the comments.

Costs are whole numbers of 1/4096 halvings, so each factor is exact to 1 part in 11 800 and a product of ten of them
to 1 in 1 000: the tolerance of every comparison here. An event without further words is a dishonest debtor of
situation 1, class serious, which does not decay: amplitude 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import exp, sqrt
from typing import Any

import pytest

from graph_engine.answers.assessment import Assessment
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import (
    Branch,
    DeclaredControl,
    Guarantee,
    IndirectInterest,
    Office,
    PossiblySame,
    Record,
)
from tests.worlds import (
    TODAY,
    address,
    assessed,
    by_key,
    company,
    described,
    event,
    grounds_of,
    holds,
    known_person,
    leads,
    local_person,
    project,
    takes_part,
    uses,
)

A, B, C, D, T = (company(code) for code in "ABCDT")
ZHANG = known_person("1", "张某")
BRIDGE = project("1")
CLOSE = 1e-3


def solved(records: Sequence[Record], target: PartyRef = T, *, as_of: date = TODAY, **more: Any) -> Assessment:
    return assessed(grounds_of([*described(target), *records], as_of), target, **more)


def parts(answer: Assessment) -> tuple[float, float, float, float]:
    """(total, own, parties, linked) as numbers."""
    assert answer.hazard is not None
    hazard = answer.hazard
    return (hazard.total / 1e6, hazard.own / 1e6, hazard.parties / 1e6, hazard.linked / 1e6)


def linked(records: Sequence[Record], target: PartyRef = T, **more: Any) -> float:
    """The hazard of a target that has nothing but leads."""
    total, own, parties, leads_ = parts(solved(records, target, **more))
    assert (own, parties, total) == (0.0, 0.0, leads_)
    return leads_


def way(answer: Assessment, at: int = 0) -> list[tuple[str, str, str]]:
    """(source, relation and direction, target) of the steps of one contribution."""
    steps = answer.contributions[at].path
    return [(step.source, f"{step.relation} {step.direction}", step.target) for step in steps]


# ---------------------------------------------------------------------- records


def test_a_record_of_the_target_itself_is_its_own_and_counts_in_full() -> None:
    answer = solved(event("1", T))
    assert parts(answer) == (1.0, 1.0, 0.0, 0.0)
    # 1 − e^(−1) = 0.632121
    assert str(answer.score) == str(answer.low) == str(answer.high) == "0.632121"
    (only,) = answer.contributions
    assert (only.part, only.claim, only.path, only.member, str(only.amount)) == (
        "own",
        "own_record",
        (),
        T.key,
        "1.000000",
    )
    assert answer.claim is not None
    assert answer.claim.id == "own_record"


def test_a_partys_own_record_reaches_the_project_by_its_part_in_it() -> None:
    answer = solved([takes_part(A, BRIDGE), *event("1", A)], BRIDGE)
    assert parts(answer) == pytest.approx((0.60, 0.0, 0.60, 0.0), rel=CLOSE)
    (only,) = answer.contributions
    assert (only.part, only.claim, only.member) == ("parties", "party_record", A.key)
    assert way(answer) == [(A.key, "takes_part_in down", BRIDGE.key)]


def test_a_bidder_counts_less_and_a_buyer_nothing() -> None:
    assert parts(solved([takes_part(A, BRIDGE, "bidder"), *event("1", A)], BRIDGE))[0] == pytest.approx(0.2, rel=CLOSE)
    answer = solved([takes_part(A, BRIDGE, "buyer"), *event("1", A)], BRIDGE)
    assert parts(answer) == (0.0, 0.0, 0.0, 0.0)
    assert answer.claim is None
    # Its record is listed all the same.
    assert [note.id for note in answer.parties[1].record] == ["event:court:1"]


def test_own_and_parties_and_linked_are_three_parts_of_one_hazard() -> None:
    # own: the project itself, 1; A as party: 0.6; B, holder of 64 % of A: 0.48 · 0.6 = 0.288.
    records = [takes_part(A, BRIDGE), holds(B, A, 64), *event("1", BRIDGE), *event("2", A), *event("3", B)]
    answer = solved(records, BRIDGE)
    squares = (1.0, 0.36, 0.288**2)
    total = sqrt(sum(squares))  # 1.201226
    assert parts(answer) == pytest.approx((total, *(square / total for square in squares)), rel=CLOSE)
    assert answer.alone is not None
    alone = [answer.alone.own / 1e6, answer.alone.parties / 1e6, answer.alone.linked / 1e6]
    assert alone == pytest.approx([1.0, 0.6, 0.288], rel=CLOSE)
    assert answer.score is not None
    assert answer.score / 1e6 == pytest.approx(1 - exp(-total), rel=CLOSE)


# ---------------------------------------------------------------------- single steps


@pytest.mark.parametrize(
    ("record", "strength"),
    [
        (holds(A, T, 64), 0.48),  # 0.60 · √0.64
        (holds(T, A, 64), 0.32),  # 0.50 · 0.64: from the company up to its holder
        (DeclaredControl(source=A, target=T), 0.80),
        (DeclaredControl(source=T, target=A), 0.60),
        (Office(source=A, target=T, role="supervisor"), 0.25),
        (Guarantee(source=T, target=A), 0.50),  # T guarantees A's debts
        (Guarantee(source=A, target=T), 0.0),  # never from the guarantor to the guaranteed
        (IndirectInterest(source=A, target=T, ratio_ppb=900_000_000), 0.0),
        (PossiblySame(source=A, target=T, probability_ppm=990_000), 0.0),
    ],
)
def test_one_step(record: Record, strength: float) -> None:
    assert linked([record, *event("1", A)]) == pytest.approx(strength, rel=CLOSE)


def test_two_facts_of_one_step_corroborate() -> None:
    # 1 − (1 − 0.48)(1 − 0.25) = 0.61
    answer = solved([holds(A, T, 64), Office(source=A, target=T, role="supervisor"), *event("1", A)])
    assert parts(answer)[3] == pytest.approx(0.61, rel=CLOSE)
    (step,) = answer.contributions[0].path
    assert (str(step.strength), step.relation) == ("0.610000", "holds_shares_in")
    assert [(fact.relation, str(fact.strength)) for fact in step.also] == [("holds_office_in", "0.250000")]


# ---------------------------------------------------------------------- longer ways


def test_through_a_representative_known_by_id_number() -> None:
    # A up to Zhang 0.60, Zhang down to T 0.70.
    answer = solved([leads(ZHANG, A), leads(ZHANG, T), *event("1", A)])
    assert parts(answer)[3] == pytest.approx(0.42, rel=CLOSE)
    assert way(answer) == [
        (A.key, "legal_representative_of up", ZHANG.key),
        (ZHANG.key, "legal_representative_of down", T.key),
    ]


def test_never_through_two_persons_of_one_name() -> None:
    records = [leads(local_person("张某", A), A), leads(local_person("张某", T), T), *event("1", A)]
    assert linked(records) == 0.0


def test_through_a_shared_address() -> None:
    # 0.35 · 0.35 = 0.1225
    place = address("某市某路1号201室")
    records = [*uses(A, place), *uses(T, place), *event("1", A)]
    assert linked(records) == pytest.approx(0.1225, rel=CLOSE)


def test_a_crowded_address_does_not_conduct() -> None:
    place = address("某市某路1号")
    crowd = [record for at in range(11) for record in uses(by_key(f"src:{at}"), place)]
    # 13 users with A and T: exempt above 12.
    assert linked([*crowd, *uses(A, place), *uses(T, place), *event("1", A)]) == 0.0
    assert linked([*crowd[2:], *uses(A, place), *uses(T, place), *event("1", A)]) == pytest.approx(0.1225, rel=CLOSE)


def test_the_best_way_counts_not_the_sum_of_ways() -> None:
    # By B: 0.48 · 0.48 = 0.2304; by C: 0.48 · 0.36 = 0.1728. One matter, one way.
    records = [holds(A, B, 64), holds(B, T, 64), holds(A, C, 64), holds(C, T, 36), *event("1", A)]
    answer = solved(records)
    assert parts(answer)[3] == pytest.approx(0.2304, rel=CLOSE)
    assert [step.target for step in answer.contributions[0].path] == [B.key, T.key]


def test_four_steps_at_most() -> None:
    chain = [company(f"K{at}") for at in range(5)]
    records = [holds(before, after, 100) for before, after in zip([A, *chain], [*chain, T], strict=False)]
    # Six companies in between would be too far; cut the chain to reach T in four steps: 0.6⁴ = 0.1296.
    four = [holds(A, chain[0], 100), holds(chain[0], chain[1], 100), holds(chain[1], chain[2], 100)]
    assert linked([*four, holds(chain[2], T, 100), *event("1", A)]) == pytest.approx(0.6**4, rel=CLOSE)
    assert linked([*records, *event("1", A)]) == 0.0


def test_below_theta_nothing_reaches() -> None:
    # Offices up, down, down: 0.2 · 0.25 · 0.25 = 0.0125; with one more 0.25 it is below 0.01.
    records = [
        Office(source=B, target=A, role="director"),
        Office(source=B, target=C, role="director"),
        Office(source=C, target=D, role="director"),
        *event("1", A),
    ]
    assert linked(records, D) == pytest.approx(0.0125, rel=CLOSE)
    assert linked([*records, Office(source=D, target=T, role="director")]) == 0.0


def test_circular_holdings_come_to_an_end() -> None:
    # A → B → C → A, each 36 %: 0.36 a step down, 0.18 up. From A to C: 0.36² down, or 0.18 up; the better one.
    records = [holds(A, B, 36), holds(B, C, 36), holds(C, A, 36), *event("1", A)]
    assert linked(records, C) == pytest.approx(0.18, rel=CLOSE)
    assert linked(records, B) == pytest.approx(0.36, rel=CLOSE)
    assert parts(solved(records, A))[:2] == (1.0, 1.0)


def test_a_hub_in_the_middle_loses_by_its_counterparties() -> None:
    # 58 others, A and T: degree 60, transit 30 / 60 = 0.5. Up 0.50, halved, down 0.60: 0.15.
    hub = company("H")
    others = [holds(hub, by_key(f"src:{at}"), 100) for at in range(58)]
    answer = solved([*others, holds(hub, A, 100), holds(hub, T, 100), *event("1", A)])
    assert parts(answer)[3] == pytest.approx(0.15, rel=CLOSE)
    first, second = answer.contributions[0].path
    assert (str(first.transit), str(second.transit)) == ("1.000000", "0.500000")


@pytest.mark.parametrize(
    "state", [company("11441900007330002J", "某市某局"), company("S", "某市国有资产监督管理委员会")]
)
def test_a_state_holder_starts_and_ends_but_stands_in_no_middle(state: PartyRef) -> None:
    owned = [*described(state), holds(state, A, 100), holds(state, T, 100)]
    assert linked([*owned, *event("1", A)]) == 0.0
    assert linked([*owned, *event("1", A)], state) == pytest.approx(0.50, rel=CLOSE)
    assert linked([*owned, *event("1", state)]) == pytest.approx(0.60, rel=CLOSE)


def test_an_unknown_share_conducts_at_least_by_the_floor() -> None:
    # B holds all of T; A holds what nobody knows: point 0, floored at 0.10: 0.6 · 0.1.
    assert linked([holds(B, T, 100), holds(A, T, None), *event("1", A)]) == pytest.approx(0.06, rel=CLOSE)


def test_unknown_shares_take_what_the_known_ones_leave() -> None:
    # B has 64 %; A and C without a share: 0.18 each; 0.6 · √0.18 = 0.254558. High: A could have all of 0.36: 0.36.
    answer = solved([holds(B, T, 64), holds(A, T, None), holds(C, T, None), *event("1", A)])
    assert parts(answer)[3] == pytest.approx(0.6 * sqrt(0.18), rel=CLOSE)
    assert answer.low is not None
    assert answer.high is not None
    assert answer.low / 1e6 == pytest.approx(1 - exp(-0.06), rel=CLOSE)
    assert answer.high / 1e6 == pytest.approx(1 - exp(-0.36), rel=CLOSE)


# ---------------------------------------------------------------------- branches


def test_an_event_of_the_branch_is_own_record_of_the_head_marked_which() -> None:
    branch = company("T1", "T公司一分公司")
    answer = solved([Branch(source=branch, target=T), *event("1", branch)])
    assert parts(answer) == (1.0, 1.0, 0.0, 0.0)
    (only,) = answer.contributions
    assert (only.claim, only.subject, only.events[0].subject) == ("own_record", T.key, branch.key)
    assert [note.subject for note in answer.parties[0].record] == [branch.key]


def test_an_event_of_the_head_is_own_record_of_the_branch() -> None:
    branch = company("T1", "T公司一分公司")
    answer = solved([Branch(source=branch, target=T), *event("1", T)], branch)
    assert (answer.id, parts(answer)[1]) == (T.key, 1.0)


def test_a_branch_takes_part_for_its_head() -> None:
    branch = company("A1", "A公司一分公司")
    answer = solved([Branch(source=branch, target=A), takes_part(branch, BRIDGE), *event("1", A)], BRIDGE)
    assert parts(answer)[2] == pytest.approx(0.60, rel=CLOSE)
    assert answer.contributions[0].member == A.key
    assert [(note.id, [event.subject for event in note.record]) for note in answer.parties[1:]] == [
        (branch.key, [A.key])
    ]


# ---------------------------------------------------------------------- matters


def test_a_matter_with_fifty_subjects_counts_once() -> None:
    others = [by_key(f"src:{at}") for at in range(49)]
    held = [holds(other, T, 1) for other in others]
    records = [*held, holds(A, T, 49), *event("1", A, *((other, "principal") for other in others))]
    # The best of them: A, 0.6 · √0.49 = 0.42.
    answer = solved(records)
    assert parts(answer)[3] == pytest.approx(0.42, rel=CLOSE)
    assert len(answer.contributions) == 1


def test_three_records_of_one_case_count_once() -> None:
    records = [
        *event("1", T, matter="case:x"),
        *event("2", T, matter="case:x", category="consumption_restriction"),
        *event("3", T, matter="case:x", category="enforcement_terminated"),
    ]
    answer = solved(records)
    assert parts(answer) == (1.0, 1.0, 0.0, 0.0)
    (only,) = answer.contributions
    # All three stand behind it, the strongest first.
    assert only.events[0].kind == "dishonest_debtor"
    assert len(only.events) == 3


def test_a_derived_subject_never_inherits_the_principals_amplitude() -> None:
    # 失信 of A counts 1, but names A alone. Zhang stands under 限消: 0.25 · 0.5 = 0.125, and leads T: 0.7.
    records = [
        leads(ZHANG, T),
        *event("1", A, matter="case:x"),
        *event("2", A, (ZHANG, "derived"), matter="case:x", category="consumption_restriction"),
    ]
    assert linked(records) == pytest.approx(0.125 * 0.7, rel=CLOSE)
    # Where Zhang also leads A, the way from A itself is stronger: 1 · 0.60 · 0.70.
    assert linked([*records, leads(ZHANG, A)]) == pytest.approx(0.42, rel=CLOSE)


def test_amplitudes_fade_with_age() -> None:
    # Situation 2, listed 365 days before: 2^(−1/2).
    aged = event("1", T, situations=("s2",), published_on=date(2025, 11, 22))
    assert parts(solved(aged))[1] == pytest.approx(sqrt(0.5), rel=CLOSE)
    # A year earlier it was new.
    assert parts(solved(aged, as_of=date(2025, 11, 22)))[1] == 1.0
    # The day before there was none.
    assert parts(solved(aged, as_of=date(2025, 11, 21)))[0] == 0.0


def test_two_matters_add_up_by_their_squares() -> None:
    # √(1² + 0.25²) = 1.030776; shares 1 / 1.0625 and 0.0625 / 1.0625 of it.
    answer = solved([*event("1", T), *event("2", T, category="enforcement_case")])
    assert parts(answer)[0] == pytest.approx(sqrt(1.0625), rel=CLOSE)
    assert [line.amount / 1e6 for line in answer.contributions] == pytest.approx([0.970142, 0.060634], rel=CLOSE)


def test_an_undated_event_counts_in_the_upper_value_only() -> None:
    answer = solved(event("1", T, published_on=None))
    assert parts(answer) == (0.0, 0.0, 0.0, 0.0)
    assert (str(answer.score), str(answer.low), str(answer.high)) == ("0.000000", "0.000000", "0.632121")
    assert [note.reason for note in answer.parties[0].record] == ["undated"]
    assert answer.claim is None


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"category": "administrative_penalty", "penalty_types": ("warning",)}, "minor"),
        ({"category": "litigation"}, "kind_off"),
        ({"category": "of_no_kind"}, "unclassified"),
        ({"category": "identity_misuse_notice"}, "listed_only"),
    ],
)
def test_what_is_listed_only_is_shown_and_counts_nothing(facts: dict[str, Any], reason: str) -> None:
    answer = solved(event("1", T, situations=(), **{"published_on": date(2026, 11, 1), **facts}))
    assert parts(answer) == (0.0, 0.0, 0.0, 0.0)
    assert (str(answer.low), str(answer.high)) == ("0.000000", "0.000000")
    assert [(note.reason, note.counts) for note in answer.parties[0].record] == [(reason, False)]
    assert answer.claim is None
    assert answer.measures is not None
    assert (answer.measures.gate.step, answer.measures.ladder) == ("normal", ())


def test_a_matter_that_names_target_party_and_stranger_is_own() -> None:
    records = [takes_part(A, BRIDGE), *event("1", BRIDGE, (A, "principal"), (B, "principal"))]
    answer = solved(records, BRIDGE)
    assert parts(answer) == (1.0, 1.0, 0.0, 0.0)


def test_the_amount_goes_by_the_best_way_whichever_subject_that_leads_from() -> None:
    # The matter names party A as derived, 0.25 · 0.5 · 0.2 as bidder, and its holder B as principal:
    # 0.25 · 0.6 · 0.6 by winner C. The part is the parties', its amount B's.
    records = [
        takes_part(A, BRIDGE, "bidder"),
        takes_part(C, BRIDGE),
        holds(B, C, 100),
        *event("1", B, (A, "derived"), category="consumption_restriction"),
    ]
    answer = solved(records, BRIDGE)
    assert parts(answer)[2] == pytest.approx(0.25 * 0.36, rel=CLOSE)
    (only,) = answer.contributions
    assert (only.part, only.claim, only.subject, only.member) == ("parties", "party_record", B.key, A.key)
