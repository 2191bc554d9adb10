"""Which nodes are one party: rules of the issue, section 2, each on a world of a few rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Enterprise, Office, Person, Record
from graph_engine.snapshot.snapshot import JOINED_BY_NAME, UNITED_BY_NAME, Snapshot
from tests.worlds import (
    World,
    by_key,
    by_name,
    company,
    described,
    event,
    holds,
    known_person,
    leads,
    local_person,
    names,
    project,
    takes_part,
)

A = company("91441900MA0000015D", "甲贸易有限公司")
B = company("91441900MA4W6BGB8T", "乙建设有限公司")
ORG_OF_A = by_key("org:MA0000015", "甲贸易有限公司")


def doubts(snapshot: Snapshot) -> list[dict[str, object]]:
    return [json.loads(text) for text in snapshot.doubts]


def test_an_organisation_code_joins_the_credit_code_that_holds_it(world: World) -> None:
    world.load([*described(A), *event("1", ORG_OF_A)])
    snapshot = world.snapshot()
    assert names(snapshot) == {A.key}
    assert snapshot.find("org:MA0000015") == snapshot.find(A.key)
    assert snapshot.public_id[int(snapshot.subject_node[0])] == A.key
    assert int(snapshot.subject_flags[0]) == 0


def test_an_organisation_code_of_nobody_stands_for_itself(world: World) -> None:
    world.load(event("1", ORG_OF_A))
    assert names(world.snapshot()) == {ORG_OF_A.key}


def test_an_organisation_code_in_two_credit_codes_joins_neither_and_is_doubted(world: World) -> None:
    other = company("92441900MA0000015X", "丙商行")
    world.load([*described(A, other), *event("1", ORG_OF_A)])
    snapshot = world.snapshot()
    assert names(snapshot) == {A.key, other.key, ORG_OF_A.key}
    assert doubts(snapshot) == [
        {"key": ORG_OF_A.key, "reason": "key_fits_several", "candidates": sorted((A.key, other.key))}
    ]


def test_an_alias_leads_to_the_stronger_key(world: World) -> None:
    with_number = company("91441900MA0000015D", "甲贸易有限公司", aliases=["regno:441900000000001"])
    world.load([*described(with_number), holds(by_key("regno:441900000000001"), B, 40)])
    snapshot = world.snapshot()
    assert names(snapshot) == {A.key, B.key}
    assert snapshot.public_id[int(snapshot.fact_source[0])] == A.key


def test_aliases_lead_on_through_a_chain(world: World) -> None:
    number = PartyRef("enterprise", "org:MA0000015", "甲贸易有限公司", aliases=("regno:441900000000001",))
    world.load([*described(A), Enterprise(party=number, name="甲贸易有限公司", mention=True)])
    world.load([holds(by_key("regno:441900000000001"), B, 40)], source="other", document="b")
    snapshot = world.snapshot()
    assert names(snapshot) == {A.key, B.key}


def test_a_number_claimed_by_two_codes_joins_neither(world: World) -> None:
    first = company("91441900MA0000015D", aliases=["regno:441900000000001"])
    second = company("91441900MA4W6BGB8T", aliases=["regno:441900000000001"])
    world.load([*described(first, second), *event("1", by_key("regno:441900000000001"))])
    snapshot = world.snapshot()
    assert "regno:441900000000001" in names(snapshot)
    assert [doubt["reason"] for doubt in doubts(snapshot)] == ["key_fits_several"]


def test_a_name_alone_joins_the_one_enterprise_that_bears_it_and_says_so(world: World) -> None:
    bridge = project("1")
    world.load([*described(A, bridge), takes_part(by_name("甲贸易有限公司", bridge), bridge)])
    snapshot = world.snapshot()
    assert names(snapshot) == {A.key, bridge.key}
    assert int(snapshot.fact_flags[0]) & JOINED_BY_NAME


def test_a_former_name_joins_too(world: World) -> None:
    bridge = project("1")
    renamed = Enterprise(party=A, name="甲贸易有限公司", former_names=("旧甲贸易有限公司",))
    world.load([renamed, *described(bridge), takes_part(by_name("旧甲贸易有限公司", bridge), bridge)])
    assert names(world.snapshot()) == {A.key, bridge.key}


def test_a_name_that_two_bear_stays_local_and_is_doubted(world: World) -> None:
    bridge = project("1")
    namesake = company("91441900MA4W6BGB8T", "甲贸易有限公司")
    named = by_name("甲贸易有限公司", bridge)
    world.load([*described(A, namesake, bridge), takes_part(named, bridge)])
    snapshot = world.snapshot()
    assert named.key in names(snapshot)
    assert [doubt["reason"] for doubt in doubts(snapshot)] == ["name_fits_several"]


def test_a_name_that_nobody_bears_stays_local(world: World) -> None:
    bridge, road = project("1"), project("2")
    world.load(
        [
            *described(bridge, road),
            takes_part(by_name("无此公司", bridge), bridge),
            takes_part(by_name("无此公司", road), road),
        ]
    )
    assert len([key for key in names(world.snapshot()) if key.startswith("name:")]) == 2


def test_a_fact_that_also_stands_under_a_code_does_not_rest_on_the_name(world: World) -> None:
    bridge = project("1")
    world.load([*described(A, bridge), takes_part(by_name("甲贸易有限公司", bridge), bridge), takes_part(A, bridge)])
    snapshot = world.snapshot()
    assert len(snapshot.fact_kind) == 1
    assert not int(snapshot.fact_flags[0]) & JOINED_BY_NAME


# --------------------------------------------------------------------------------------- persons


def test_one_name_in_two_enterprises_is_two_persons(world: World) -> None:
    world.load([*described(A, B), leads(local_person("张某", A), A), leads(local_person("张某", B), B)])
    assert len(world.snapshot().nodes_of("person")) == 2


def test_one_name_in_two_posts_of_one_enterprise_is_one_person_and_marked(world: World) -> None:
    zhang = local_person("张某", A)
    world.load([*described(A), leads(zhang, A), holds(zhang, A, 60)])
    snapshot = world.snapshot()
    (person,) = snapshot.nodes_of("person")
    assert int(snapshot.node_flags[person]) & UNITED_BY_NAME


def test_one_post_alone_joins_nothing(world: World) -> None:
    world.load([*described(A), leads(local_person("张某", A), A)])
    snapshot = world.snapshot()
    (person,) = snapshot.nodes_of("person")
    assert not int(snapshot.node_flags[person]) & UNITED_BY_NAME


def test_local_persons_meet_when_their_enterprises_turn_out_to_be_one(world: World) -> None:
    world.load([*described(A), leads(local_person("张某", A), A)])
    world.load(event("1", ORG_OF_A, (local_person("张某", ORG_OF_A), "derived")), source="court", document="b")
    snapshot = world.snapshot()
    assert len(snapshot.nodes_of("person")) == 1


def test_a_local_person_joins_the_identified_one_of_that_name_in_the_enterprise(world: World) -> None:
    zhang = known_person("1", "张某")
    world.load([*described(A), leads(zhang, A), holds(local_person("张某", A), A, 60)])
    snapshot = world.snapshot()
    assert [snapshot.public_id[node] for node in snapshot.nodes_of("person")] == [zhang.key]
    joined = [int(flags) & JOINED_BY_NAME for flags in snapshot.fact_flags]
    assert sorted(joined) == [0, JOINED_BY_NAME]


def test_two_identified_persons_of_one_name_leave_the_local_one_apart(world: World) -> None:
    office = Office(source=known_person("2", "张某"), target=A, role="director")
    world.load([*described(A), leads(known_person("1", "张某"), A), office, holds(local_person("张某", A), A, 60)])
    snapshot = world.snapshot()
    assert len(snapshot.nodes_of("person")) == 3
    assert [doubt["reason"] for doubt in doubts(snapshot)] == ["name_fits_several"]


def test_an_identified_person_elsewhere_does_not_count(world: World) -> None:
    world.load([*described(A, B), leads(known_person("1", "张某"), B), leads(local_person("张某", A), A)])
    assert len(world.snapshot().nodes_of("person")) == 2


# --------------------------------------------------------------------------------------- order

_STATEMENTS: Sequence[tuple[str, list[Record]]] = (
    ("registry", [*described(A, B), holds(A, B, 70), leads(known_person("1", "张某"), A)]),
    ("court", event("1", ORG_OF_A, (local_person("张某", ORG_OF_A), "derived"))),
    ("projects", [*described(project("1")), takes_part(by_name("乙建设有限公司", project("1")), project("1"))]),
    ("list", [Person(party=local_person("张某", B), name="张某", masked_id="4419001980****1234", mention=True)]),
)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_whichever_source_loads_first_the_picture_is_the_same(tmp_path: Path, order: tuple[int, ...]) -> None:
    ids = []
    for name, sequence in (("a", range(4)), ("b", order)):
        folder = tmp_path / name
        folder.mkdir()
        world = World(folder)
        for at in sequence:
            source, records = _STATEMENTS[at]
            world.load(records, source=source, document=source)
        ids.append(world.snapshot().id)
        world.store.close()
    assert ids[0] == ids[1]


def test_a_key_that_was_learned_later_is_not_known_before(world: World) -> None:
    world.load(event("1", ORG_OF_A), source="court")
    world.load(described(A), source="registry", document="b")
    assert names(world.snapshot(known=1)) == {ORG_OF_A.key}
    assert names(world.snapshot(known=2)) == {A.key}


def test_dates_of_a_world_do_not_depend_on_today(world: World) -> None:
    world.load([*described(A, B), holds(A, B, 70)])
    assert world.snapshot(today=date(2026, 11, 22)).id == world.snapshot(today=date(2026, 12, 24)).id


def test_what_is_no_longer_said_of_a_party_joins_and_doubts_nothing(world: World) -> None:
    bridge = project("1")
    wrong, named = company("91441900MA4W6BGB8T", "甲贸易有限公司"), by_name("甲贸易有限公司", bridge)
    world.load([*described(A, wrong, bridge), takes_part(named, bridge)], full=True)
    assert [doubt["reason"] for doubt in doubts(world.snapshot())] == ["name_fits_several"]
    mended = [*described(A, bridge), takes_part(A, bridge)]
    world.load(mended, full=True, document="b")
    snapshot = world.snapshot()
    assert doubts(snapshot) == []
    assert snapshot.find(named.key) is None
    assert snapshot.find(wrong.key) is None


def test_a_retired_code_no_longer_claims_an_organisation_code(world: World) -> None:
    wrong = company("92441900MA0000015X", "丙商行")
    world.load([*described(A), *event("1", ORG_OF_A)], source="court")
    world.load(described(wrong), document="b", full=True)
    assert ORG_OF_A.key in names(world.snapshot())
    world.load(described(B), document="c", full=True)
    snapshot = world.snapshot()
    assert snapshot.find(ORG_OF_A.key) == snapshot.node(A.key)
    assert doubts(snapshot) == []
