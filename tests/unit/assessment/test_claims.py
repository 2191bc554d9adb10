"""How much may be said: claim levels, and the words that a lead never bears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from graph_engine.answers.assessment import Assessment
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Branch, DeclaredControl, Guarantee, Office, Record, Shareholding
from graph_engine.policy.wording import CLAIM_PARTS, LEAD_CLAIMS
from graph_engine.reports.words import CLAIMS, DOUBTS, PARTS, UNKNOWNS
from tests.worlds import (
    POLICY,
    World,
    address,
    assessed,
    by_name,
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

A, B, T = company("A", "甲公司"), company("B", "乙公司"), company("T", "丁公司")
ZHANG = known_person("1", "张某")
BRIDGE = project("1")


def solved(records: Sequence[Record], target: PartyRef = T) -> Assessment:
    return assessed(grounds_of([*described(A, B, T, BRIDGE), *records]), target)


def claims(records: Sequence[Record], target: PartyRef = T) -> list[tuple[str, str]]:
    """(part, claim level) of every contribution."""
    return [(line.part, line.claim) for line in solved(records, target).contributions]


def share(ppb: int) -> Shareholding:
    return Shareholding(source=A, target=T, ratio_ppb=ppb, valid_from=date(2015, 1, 1))


def band(low: int, high: int) -> Shareholding:
    return replace(share(0), ratio_ppb=None, ratio_low_ppb=low, ratio_high_ppb=high)


@pytest.mark.parametrize(
    ("record", "claim"),
    [
        (share(600_000_000), "lead_control"),
        (share(500_000_000), "lead_relation"),  # one half exactly is no majority (公司法 art. 265: 超过)
        (share(500_000_001), "lead_control"),
        (band(500_000_000, 750_000_000), "lead_relation"),  # [50, 75]: one half is among it
        (band(500_000_001, 750_000_000), "lead_control"),  # (50, 75]
        (replace(share(600_000_000), role="votes"), "lead_control"),
        (DeclaredControl(source=A, target=T), "lead_control"),
        (Office(source=A, target=T, role="director"), "lead_relation"),
        (Guarantee(source=T, target=A), "lead_relation"),
        (leads(A, T), "lead_relation"),
    ],
)
def test_one_step_is_control_above_one_half_or_as_declared(record: Record, claim: str) -> None:
    assert claims([record, *event("1", A)]) == [("linked", claim)]


def test_a_share_that_others_push_below_one_half_is_no_control() -> None:
    # 60 + 60 = 120 %: A's lower bound is 1 − 0.6 = 0.4.
    assert claims([share(600_000_000), holds(B, T, 60), *event("1", A)]) == [("linked", "lead_relation")]


def test_a_share_that_sources_dispute_goes_by_the_lower(world: World) -> None:
    world.load([*described(A, T), holds(A, T, 60), *event("1", A)])
    world.load([holds(A, T, 40)], source="vendor", document="b")
    assert [line.claim for line in world.assess(T).contributions] == ["lead_relation"]


def test_a_missing_share_is_no_control_even_where_it_must_be_large() -> None:
    assert claims([holds(B, T, 10), holds(A, T, None), *event("1", A)]) == [("linked", "lead_relation")]


def test_every_step_must_be_control() -> None:
    ways: list[tuple[list[Record], str]] = [
        ([holds(A, B, 60), holds(B, T, 60)], "lead_control"),
        ([holds(B, A, 60), holds(B, T, 60)], "lead_control"),  # sisters
        ([holds(A, B, 60), holds(B, T, 50)], "lead_relation"),
        ([leads(ZHANG, A), leads(ZHANG, T)], "lead_relation"),
        ([*uses(A, address("某路1号")), *uses(T, address("某路1号"))], "lead_relation"),
    ]
    for records, claim in ways:
        assert claims([*records, *event("1", A)]) == [("linked", claim)]


def test_taking_part_is_no_step_between_parties() -> None:
    records = [takes_part(T, BRIDGE), holds(A, T, 60), *event("1", A)]
    assert claims(records, BRIDGE) == [("linked", "lead_control")]


# ---------------------------------------------------------------------- doubts


def test_an_own_record_that_only_a_name_leads_to_is_a_doubtful_lead() -> None:
    scope = PartyRef("risk_event", "event:court:1")
    named = by_name("丁公司", scope)
    answer = solved(event("1", named))
    (only,) = answer.contributions
    assert (only.part, only.claim, only.events[0].joined_by_name) == ("own", "lead_doubt", True)
    assert answer.claim is not None
    assert answer.claim.id == "lead_doubt"


def test_a_subject_that_also_stands_under_its_code_is_no_doubt() -> None:
    named = by_name("丁公司", PartyRef("risk_event", "event:court:1"))
    assert claims([*event("1", named), *event("2", T, matter="case:1")]) == [("own", "own_record")]


def test_a_party_that_only_a_name_leads_to_is_a_doubtful_lead() -> None:
    records = [takes_part(by_name("甲公司", BRIDGE), BRIDGE), *event("1", A)]
    answer = solved(records, BRIDGE)
    assert [(line.part, line.claim) for line in answer.contributions] == [("parties", "lead_doubt")]
    assert [(note.id, note.joined_by_name) for note in answer.parties[1:]] == [(A.key, True)]
    # Nothing is suggested to a company that may not be the one.
    assert answer.measures is not None
    assert answer.measures.ladder == ()


def test_a_party_that_one_row_names_by_its_code_is_no_doubt() -> None:
    twice = [takes_part(by_name("甲公司", BRIDGE), BRIDGE, "bidder"), takes_part(A, BRIDGE)]
    assert claims([*twice, *event("1", A)], BRIDGE) == [("parties", "party_record")]


def test_a_step_that_only_a_name_leads_to_is_a_doubtful_lead() -> None:
    named = by_name("甲公司", T)
    assert claims([holds(named, T, 60), *event("1", A)]) == [("linked", "lead_doubt")]


def test_a_step_with_one_fact_beyond_doubt_is_none() -> None:
    named = by_name("甲公司", T)
    director = Office(source=A, target=T, role="director")
    # Without the holding it stands on the post alone, which is no control.
    assert claims([holds(named, T, 60), director, *event("1", A)]) == [("linked", "lead_relation")]


def test_a_step_of_which_sources_disagree_whether_it_holds_is_a_doubtful_lead(world: World) -> None:
    world.load([*described(A, T), holds(A, T, 60), *event("1", A)])
    world.load([replace(holds(A, T, 60), valid_to=date(2024, 1, 1))], source="vendor", document="b")
    assert [line.claim for line in world.assess(T).contributions] == ["lead_doubt"]


def test_a_person_of_several_posts_under_one_name_is_a_doubt() -> None:
    zhang = local_person("张某", T)
    records = [leads(zhang, T), Office(source=zhang, target=T, role="manager")]
    named = [*records, *event("1", A, (zhang, "derived"), category="consumption_restriction")]
    assert claims(named) == [("linked", "lead_doubt")]


def test_a_branch_that_only_a_name_gives_to_its_head_makes_its_record_a_doubt() -> None:
    branch = company("T1", "丁公司一分公司")
    records = [Branch(source=branch, target=by_name("丁公司", branch)), *event("1", branch)]
    assert claims(records) == [("own", "lead_doubt")]
    assert claims([Branch(source=branch, target=T), *event("1", branch)]) == [("own", "own_record")]


def test_a_way_through_such_a_branch_is_a_doubt_too() -> None:
    branch = company("A1", "甲公司一分公司")
    joined = Branch(source=branch, target=by_name("甲公司", branch))
    assert claims([joined, holds(branch, T, 60), *event("1", A)]) == [("linked", "lead_doubt")]
    # What the head itself holds is not touched by it.
    assert claims([joined, holds(A, T, 60), *event("1", A)]) == [("linked", "lead_control")]


def test_of_several_parties_in_one_matter_the_firmest_claim_holds() -> None:
    records = [
        takes_part(by_name("甲公司", BRIDGE), BRIDGE),
        takes_part(B, BRIDGE, "bidder"),
        *event("1", A, (B, "principal")),
    ]
    answer = solved(records, BRIDGE)
    (only,) = answer.contributions
    assert (only.part, only.claim, only.member, only.subject) == ("parties", "party_record", B.key, A.key)


def test_the_strongest_claim_speaks_for_the_whole() -> None:
    answer = solved([holds(A, T, 60), leads(B, T), *event("1", A), *event("2", B)])
    assert answer.claim is not None
    assert (answer.claim.id, answer.claim.rank) == ("lead_control", 3)
    assert {line.claim for line in answer.contributions} == {"lead_control", "lead_relation"}


# ---------------------------------------------------------------------- words


@pytest.mark.parametrize("claim", LEAD_CLAIMS)
def test_a_lead_is_never_worded_as_a_record(claim: str) -> None:
    said = POLICY.claim(claim)
    for text, words in (
        ([said.name.zh, said.wording.zh, CLAIMS[claim].zh], POLICY.forbidden_for_leads["zh"]),
        ([said.name.en, said.wording.en, CLAIMS[claim].en], POLICY.forbidden_for_leads["en"]),
    ):
        assert not [word for word in words for sentence in text if word.lower() in sentence.lower()]


def test_no_word_of_our_own_reports_calls_a_lead_more() -> None:
    said = [*PARTS.values(), *DOUBTS.values(), *UNKNOWNS.values(), *(CLAIMS[claim] for claim in LEAD_CLAIMS)]
    forbidden = POLICY.forbidden_for_leads
    assert not [words for words in said for word in forbidden["zh"] if word in words.zh]
    assert not [words for words in said for word in forbidden["en"] if word in words.en.lower()]


@pytest.mark.parametrize(
    "records",
    [
        [holds(A, T, 60)],
        [leads(A, T)],
        [holds(by_name("甲公司", T), T, 60)],
    ],
)
def test_an_answer_of_leads_alone_never_uses_the_words(records: Sequence[Record]) -> None:
    answer = solved([*records, *event("1", A)])
    assert answer.claim is not None
    assert answer.measures is not None
    gate = answer.measures.gate
    said = (answer.claim.name, answer.claim.wording, gate.name, gate.advice, gate.note)
    for word in POLICY.forbidden_for_leads["zh"]:
        assert not [words for words in said if word in words.zh]
    assert answer.measures.ladder == ()


def test_every_claim_level_has_its_words_in_reports() -> None:
    assert set(CLAIMS) == set(CLAIM_PARTS)
