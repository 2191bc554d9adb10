"""Which of several statements speaks for a node."""

from __future__ import annotations

from datetime import date
from itertools import permutations

from graph_engine.model.records import Enterprise, Record
from graph_engine.snapshot.build import build_snapshot
from graph_engine.snapshot.snapshot import MENTION_ONLY, Snapshot
from graph_engine.snapshot.tables import Tables
from tests.worlds import (
    POLICY,
    TODAY,
    World,
    by_name,
    company,
    described,
    grounds_of,
    in_one_line,
    project,
    takes_part,
    withholding,
)

A = company("A", "甲公司")


def picture(tables: Tables, as_of: date = TODAY) -> Snapshot:
    return build_snapshot(tables, as_of, withholding(POLICY, TODAY))


def name_of(snapshot: Snapshot) -> str:
    return snapshot.name[snapshot.node(A.key)]


def test_a_description_goes_before_a_mention(world: World) -> None:
    world.load([Enterprise(party=company("A", "甲有限公司"), name="甲公司", mention=True, valid_from=TODAY)])
    assert int(world.snapshot().node_flags[0]) & MENTION_ONLY
    world.load([Enterprise(party=A, name="甲有限责任公司")], document="b")
    snapshot = world.snapshot()
    assert name_of(snapshot) == "甲有限责任公司"
    assert not int(snapshot.node_flags[0]) & MENTION_ONLY


def test_what_only_a_name_led_to_never_describes(world: World) -> None:
    bridge = project("1")
    named = by_name("甲公司", bridge)
    world.load([Enterprise(party=A, name="甲公司", mention=True), *described(bridge), takes_part(named, bridge)])
    world.load([Enterprise(party=named, name="甲公司", industry="贸易")], source="projects", document="b")
    snapshot = world.snapshot()
    assert snapshot.node_attributes(snapshot.node(A.key)) == {}


def test_the_newest_name_that_held_on_the_day_is_shown(world: World) -> None:
    old = Enterprise(party=A, name="旧名公司", valid_from=date(2010, 1, 1), valid_to=date(2026, 3, 1), record_id="1")
    new = Enterprise(party=A, name="新名公司", valid_from=date(2026, 3, 1), record_id="2")
    world.load([old, new])
    assert name_of(world.snapshot()) == "新名公司"
    assert name_of(world.snapshot(date(2026, 2, 28))) == "旧名公司"
    # Before the first: better one that came to be than none.
    assert name_of(world.snapshot(date(2009, 1, 1))) == "新名公司"


def test_two_names_in_one_line_are_told_apart_by_what_they_say() -> None:
    said: list[Record] = [Enterprise(party=A, name=name, mention=True) for name in ("丙公司", "乙公司", "丁公司")]
    ids = {picture(in_one_line(order)).id for order in permutations(said)}
    assert len(ids) == 1


def test_tables_without_a_store_are_those_of_a_store(world: World) -> None:
    bridge = project("1")
    records = [*described(A, bridge), takes_part(by_name("甲公司", bridge), bridge)]
    world.load(records)
    assert grounds_of(records).snapshot.id == world.snapshot().id
