"""What is suggested: the gate by hazards alone, the ladder for a party's own serious records."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from graph_engine.answers.assessment import Assessment, Measures
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Branch, Office, Record
from tests.worlds import (
    assessed,
    by_name,
    company,
    described,
    event,
    grounds_of,
    holds,
    known_person,
    leads,
    project,
    takes_part,
)

A, B, C, T = (company(code) for code in "ABCT")
ZHANG = known_person("1", "张某")
BRIDGE = project("1")


def solved(records: Sequence[Record], target: PartyRef = T) -> Assessment:
    return assessed(grounds_of([*described(A, T, BRIDGE), *records]), target)


def measures(records: Sequence[Record], target: PartyRef = T) -> Measures:
    found = solved(records, target).measures
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("records", "step"),
    [
        (event("1", T), "consult"),  # own record: 1 ≥ 0.75
        (event("1", T, category="abnormal_operation"), "review"),  # 0.5
        (event("1", T, category="enforcement_case"), "review"),  # 0.25
        ([holds(A, T, 60), *event("1", A)], "review"),  # control: 0.4648
        ([holds(A, T, 70), *event("1", A)], "consult"),  # control: 0.5020
        ([holds(A, T, 60), *event("1", A, category="enforcement_case")], "attention"),  # control: 0.1162
        ([holds(A, T, 30), *event("1", A)], "review"),  # another relation: 0.3286
        ([holds(A, T, 16), *event("1", A)], "attention"),  # another relation: 0.24
        ([Office(source=A, target=T, role="director"), *event("1", A, category="enforcement_case")], "normal"),
        ([holds(by_name("A有限公司", T), T, 60), *event("1", A)], "attention"),  # a doubt: never more than attention
        ([holds(by_name("A有限公司", T), T, 2), *event("1", A)], "normal"),
        ([], "normal"),
    ],
)
def test_the_gate_goes_by_claim_level_and_hazard_alone(records: Sequence[Record], step: str) -> None:
    assert measures(records).gate.step == step


def test_the_gate_says_that_it_has_no_legal_basis() -> None:
    note = measures([]).gate.note
    assert "无法律依据" in note.zh
    assert "without legal basis" in note.en


def test_what_is_own_does_not_make_leads_look_smaller_to_the_gate() -> None:
    # Allocated, the lead of 0.502 beside an own record of 0.5 is 0.356; alone it stays above 0.50.
    answer = solved([holds(A, T, 70), *event("1", A), *event("2", T, category="abnormal_operation")])
    assert answer.hazard is not None
    assert answer.alone is not None
    assert answer.measures is not None
    assert answer.hazard.linked < 500_000 < answer.alone.linked
    assert answer.measures.gate.step == "consult"


def test_weak_leads_do_not_ride_on_a_faint_one_through_control() -> None:
    # Control alone: 0.25 · 0.4648 = 0.116; with the other relation's 0.42 together 0.436, under that level.
    records = [holds(A, T, 60), *event("1", A, category="enforcement_case")]
    other = [leads(ZHANG, B), leads(ZHANG, T), *event("2", B)]
    assert measures(records).gate.step == "attention"
    assert measures([*records, *other]).gate.step == "review"


@pytest.mark.parametrize(("count", "step"), [(1, "reminder"), (2, "warning_talk"), (3, "rectify_repair")])
def test_the_ladder_rises_with_serious_matters_of_the_partys_own(count: int, step: str) -> None:
    records = [record for at in range(count) for record in event(str(at), A)]
    (found,) = measures([takes_part(A, BRIDGE), *records], BRIDGE).ladder
    assert (found.party, found.step, found.serious_records) == (A.key, step, count)
    assert "东府办〔2024〕6号" in found.basis[0].zh


def test_one_case_is_one_matter_to_the_ladder() -> None:
    twice = [*event("1", T, matter="case:x"), *event("2", T, matter="case:x", source="vendor")]
    (found,) = measures(twice).ladder
    assert (found.step, found.serious_records) == ("reminder", 1)


def test_the_ladder_speaks_to_the_head_office_for_its_branch() -> None:
    branch = company("T1")
    (found,) = measures([Branch(source=branch, target=T), *event("1", branch)]).ladder
    assert found.party == T.key


@pytest.mark.parametrize(
    "records",
    [
        [holds(A, T, 100), *event("1", A)],  # a lead
        event("1", T, category="abnormal_operation"),  # general, not serious
        event("1", T, category="consumption_restriction"),  # a risk notice
        event("1", T, published_on=None),  # undated: it does not count
        event("1", A, (T, "derived")),  # reached through another
        event("1", by_name("T有限公司", PartyRef("risk_event", "event:court:1"))),  # perhaps a namesake
    ],
)
def test_the_ladder_never_follows_from_anything_else(records: Sequence[Record]) -> None:
    assert measures(records).ladder == ()
