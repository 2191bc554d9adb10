"""Nothing tells of a withheld record: no name, no key, no identity doubt, no source; only its number stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graph_engine.model.records import LegalRepresentation
from tests.worlds import TODAY, World, by_name, company, described, event, holds, leads, local_person, names, project

A, B = company("91441900MA0000015D", "甲公司"), company("91441900MA4W6BGB8T", "乙公司")
CASE = project("scope")
REPAIRED: dict[str, Any] = {"status": "repaired", "status_on": TODAY}


def test_a_party_that_only_a_withheld_record_names_is_not_there(world: World) -> None:
    stranger = by_name("只在处罚里出现的公司", A)
    world.load([*described(A), *event("1", stranger, **REPAIRED)])
    snapshot = world.snapshot()
    assert names(snapshot) == {A.key}
    assert "只在处罚里出现的公司" not in "".join(snapshot.name)
    assert stranger.key not in list(snapshot.redirect_key)


def test_a_person_that_only_a_withheld_record_names_is_not_there(world: World) -> None:
    person = local_person("某某", A)
    world.load([*described(A), *event("1", A, (person, "derived"), **REPAIRED)])
    snapshot = world.snapshot()
    assert names(snapshot) == {A.key}
    assert snapshot.withheld(snapshot.node(A.key)) == 1


def test_a_withheld_record_leaves_no_identity_doubt(world: World) -> None:
    namesake = company("91441900MA4W6BGB8T", "甲公司")
    world.load([*described(A, namesake), *event("1", by_name("甲公司", CASE), **REPAIRED)])
    assert list(world.snapshot().doubts) == []


def test_a_source_known_only_through_a_withheld_record_is_not_told(world: World) -> None:
    world.load(described(A), source="registry")
    world.load(event("1", A, **REPAIRED), source="court", document="b")
    snapshot = world.snapshot()
    assert [source["source"] for source in snapshot.sources_of(snapshot.node(A.key))] == ["registry"]
    assert snapshot.withheld(snapshot.node(A.key)) == 1


def test_what_else_is_said_of_a_party_stays(world: World) -> None:
    zhang = local_person("张某", A)
    world.load([*described(A, B), holds(A, B, 60), leads(zhang, A)])
    world.load(event("1", A, (zhang, "derived"), **REPAIRED), source="court", document="b")
    snapshot = world.snapshot()
    assert {A.key, B.key} < names(snapshot)
    assert len(snapshot.nodes_of("person")) == 1
    assert len(snapshot.fact_kind) == 2


def test_an_observation_beside_a_withheld_record_goes_with_it(world: World) -> None:
    zhang = local_person("张某", A)
    day = date(2025, 3, 1)
    observed = LegalRepresentation(source=zhang, target=A, valid_from=day, valid_to=date(2025, 3, 2))
    repaired = event("1", A, **REPAIRED)
    world.load([*described(A)])
    world.load(repaired, source="court", document="b")
    assert names(world.snapshot(day)) == {A.key}
    world.load([*repaired, replace(observed, valid_to=None)], source="court", document="c")
    assert len(world.snapshot(day).fact_kind) == 1


@pytest.mark.parametrize("status", ["active", "removed", "lifted", "performed"])
def test_other_states_withhold_nothing(world: World, status: str) -> None:
    stranger = by_name("某公司", A)
    world.load([*described(A), *event("1", stranger, status=status, status_on=TODAY)])
    assert stranger.key in names(world.snapshot())


def test_a_typing_error_beside_a_code_names_nobody_else(world: World) -> None:
    bridge = project("1")
    misspelt = company("91441900MA4W6BGB8T", "丙公司")
    world.load([*described(A, B, bridge)], source="registry")
    world.load([holds(misspelt, A, 10)], source="list", document="b")
    world.load(event("1", by_name("丙公司", bridge)), source="court", document="c")
    snapshot = world.snapshot()
    assert snapshot.public_id[int(snapshot.subject_node[0])] == by_name("丙公司", bridge).key
