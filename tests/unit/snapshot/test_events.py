"""Events, matters and subjects, and what the law withholds from every answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graph_engine.model.records import RiskEvent
from graph_engine.snapshot.build import build_snapshot
from graph_engine.snapshot.snapshot import Snapshot
from tests.worlds import (
    POLICY,
    TODAY,
    World,
    by_key,
    company,
    described,
    event,
    in_one_line,
    local_person,
    withholding,
)

A, B = company("91441900MA0000015D", "甲公司"), company("B", "乙公司")


def subjects(snapshot: Snapshot) -> list[tuple[str, str]]:
    return [
        (snapshot.event_key[int(at)], snapshot.public_id[int(node)])
        for at, node in zip(snapshot.subject_event, snapshot.subject_node, strict=True)
    ]


def test_events_of_one_case_are_one_matter(world: World) -> None:
    world.load(event("1", A, matter="case:x"), source="court")
    world.load(event("2", A, matter="case:x", category="consumption_restriction"), source="vendor", document="b")
    snapshot = world.snapshot()
    assert list(snapshot.matter_key) == ["case:x"]
    assert len(snapshot.event_key) == 2


def test_an_event_keeps_where_it_stands(world: World) -> None:
    world.load([*described(A), *event("1", A)])
    place = world.snapshot().event_provenance(0)
    assert (place.document.name, place.line) == ("a.csv", 2)


@pytest.mark.parametrize("status", ["repaired", "revoked", "withdrawn", "corrected"])
def test_a_withheld_record_leaves_answers_about_the_past_too(world: World, status: str) -> None:
    world.load([*described(A), *event("1", A)])
    world.load(event("1", A, status=status, status_on=date(2026, 11, 20)), document="b")
    for picture in (world.snapshot(), world.snapshot(date(2026, 7, 1)), world.snapshot(date(2026, 7, 1), known=1)):
        assert subjects(picture) == []
        assert list(picture.event_key) == []
        assert picture.withheld(picture.node(A.key)) == 1


def test_a_repair_of_tomorrow_withholds_nothing_today(world: World) -> None:
    world.load([*described(A), *event("1", A, status="repaired", status_on=date(2026, 11, 23))])
    assert len(subjects(world.snapshot())) == 1
    assert subjects(world.snapshot(today=date(2026, 11, 23))) == []


def test_a_repair_told_by_one_source_withholds_what_another_still_says(world: World) -> None:
    world.load([*described(A), *event("1", A, matter="case:x")], source="court")
    world.load(event("9", A, source="vendor", matter="case:x"), source="vendor", document="b")
    repaired = event("1", by_key("org:MA0000015"), matter="case:x", status="repaired", status_on=TODAY)
    world.load(repaired, source="court", document="c")
    snapshot = world.snapshot()
    assert subjects(snapshot) == []
    assert snapshot.withheld(snapshot.node(A.key)) == 1


def test_a_repair_of_one_party_leaves_the_record_of_another(world: World) -> None:
    world.load([*described(A, B), *event("1", A, matter="case:x"), *event("2", B, matter="case:x")])
    world.load(event("1", A, matter="case:x", status="repaired", status_on=TODAY), document="b")
    assert subjects(world.snapshot()) == [("event:court:2", B.key)]


def test_an_event_without_a_subject_is_kept(world: World) -> None:
    world.load([event("1", A)[0]])
    snapshot = world.snapshot()
    assert list(snapshot.event_key) == ["event:court:1"]
    assert subjects(snapshot) == []


def test_a_subject_named_in_two_roles_keeps_the_stronger(world: World) -> None:
    world.load(event("1", A, (A, "derived")))
    assert world.snapshot().subject_role.tolist() == [0]


def test_the_newest_state_of_an_event_speaks_for_it(world: World) -> None:
    world.load([*event("1", A), *event("1", A, status="lifted", status_on=date(2026, 10, 1))])
    assert world.snapshot().event(0)["status"] == "lifted"


def test_of_two_states_of_one_day_the_one_that_ends_it_speaks(world: World) -> None:
    world.load([*event("1", A, text="一"), *event("1", A, status="removed", text="二")])
    assert world.snapshot().event(0)["status"] == "removed"
    world.load([*event("1", A, status="removed", text="一"), *event("1", A, text="二")], document="b")
    assert world.snapshot().event(0)["status"] == "removed"


def test_a_derived_person_is_a_subject_of_its_own(world: World) -> None:
    world.load([*described(A), *event("1", A, (local_person("张某", A), "derived"))])
    snapshot = world.snapshot()
    assert sorted(snapshot.subject_role.tolist()) == [0, 1]


@pytest.fixture
def lists(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.store.close()


def test_lists_and_flags_come_back_as_values(lists: World) -> None:
    party = event("1", A)[0].ends()[0]
    penalty = RiskEvent(
        party=party,
        category="administrative_penalty",
        matter="m",
        penalty_types=("fine", "confiscation"),
        summary_procedure=True,
        amount=12_345_678_90,
        currency="CNY",
        decided_on=date(2025, 1, 2),
    )
    lists.load([penalty])
    attributes = lists.snapshot().event(0)
    assert attributes == {
        "category": "administrative_penalty",
        "matter": "m",
        "penalty_types": ["confiscation", "fine"],
        "summary_procedure": True,
        "amount": 1_234_567_890,
        "currency": "CNY",
        "decided_on": "2025-01-02",
        "status": "active",
    }


def test_one_statement_of_a_repair_is_enough_to_withhold(world: World) -> None:
    # The row that is still active bears a date, the row of the repair none: the newer state does not hide it.
    active = event("1", A, status_on=date(2026, 10, 1))
    world.load([*described(A), *active, *event("1", A, status="repaired")])
    snapshot = world.snapshot()
    assert subjects(snapshot) == []
    assert snapshot.withheld(snapshot.node(A.key)) == 1


def test_a_withheld_event_without_a_subject_is_not_kept(world: World) -> None:
    world.load([event("1", A, status="repaired")[0], event("2", A)[0]])
    assert list(world.snapshot().event_key) == ["event:court:2"]


def test_two_states_in_one_line_are_told_apart_by_what_they_say() -> None:
    said = [*event("1", A, text="一"), *event("1", A, text="二"), *event("1", A, text="三")]
    pictures = [build_snapshot(in_one_line(order), TODAY, withholding(POLICY, TODAY)) for order in (said, said[::-1])]
    assert pictures[0].id == pictures[1].id
    assert pictures[0].event(0)["text"] == "一"
