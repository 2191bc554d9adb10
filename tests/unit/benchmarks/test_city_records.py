"""The city under its names, as files and as statements, is the city of the arrays."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarks import city_names
from benchmarks.city import build_city
from benchmarks.city_arrays import AS_OF, City
from benchmarks.city_files import write_files
from benchmarks.city_network import ground_of
from benchmarks.city_records import SOURCE, enterprise, project, stage_city
from graph_engine.analysis.propagation import sweep
from graph_engine.assessment.grounds import Grounds
from graph_engine.model.identifiers import check_credit_code, check_resident_id
from graph_engine.policy.policy import Policy
from graph_engine.snapshot.build import build_snapshot
from graph_engine.store.sqlite import SqliteStore
from graph_engine.store.stage import Stage
from graph_engine.store.tables import read_tables

SCALE = 0.0005


@pytest.fixture(scope="module")
def city() -> City:
    return build_city(SCALE)


@pytest.mark.parametrize("number", [0, 1, 30, 31, 1_999_999])
def test_codes_pass_every_check(number: int) -> None:
    verdict = check_credit_code(city_names.credit_code(number))
    assert (verdict.outer, verdict.inner, verdict.authority_type) == (True, True, True)
    assert check_resident_id(city_names.id_number(number)).number == city_names.id_number(number)


def test_enterprises_have_names_and_codes_of_their_own() -> None:
    numbers = range(0, 2_000_000, 97)
    assert len({city_names.enterprise_name(number) for number in numbers}) == len(numbers)
    codes = [city_names.credit_code(number) for number in numbers]
    assert codes == sorted(set(codes))
    assert len({city_names.id_number(number) for number in range(0, 3_000_000, 97)}) == len(range(0, 3_000_000, 97))


def test_files_hold_a_row_a_fact(city: City, tmp_path: Path) -> None:
    paths, count = write_files(city, tmp_path)
    rows = {}
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows[path.stem] = list(csv.DictReader(file))
    assert count == sum(len(sheet) for sheet in rows.values())
    assert len(rows["企业信息"]) == city.enterprises
    assert len(rows["工商股东"]) == city.relations.rows_of("holds_shares_in").size
    assert len(rows["主要人员"]) == city.relations.rows_of("holds_office_in").size
    assert rows["经营异常"]


def test_store_and_snapshot_give_the_exposures_of_the_arrays(city: City, tmp_path: Path) -> None:
    """Staged, stored, resolved and judged, the city is the network and the sources made from its arrays."""
    policy = Policy.load()
    ground = ground_of(city, policy)
    expected = sweep(ground.network, ground.sources, hops=ground.hops)
    with Stage(SOURCE) as stage, SqliteStore(tmp_path / "city.sqlite") as store:
        store.apply(stage, stage_city(city, stage), lambda step, done, total: None)
        with store.reader() as reader:
            tables = read_tables(reader, 1)
    snapshot = build_snapshot(tables, AS_OF, lambda attributes: attributes["status"] == "repaired")
    grounds = Grounds.of(snapshot, policy, answered_on=AS_OF, persons_allowed=True)
    found = sweep(grounds.conduction.network, grounds.sources, hops=ground.hops)
    assert grounds.conduction.network.arcs == ground.network.arcs
    assert grounds.sources.count == ground.sources.count
    numbers = {enterprise(city, number).key: number for number in range(city.enterprises)}
    first = city.enterprises + city.persons
    numbers |= {project(number).key: first + number for number in range(city.projects)}
    named = {key: number for key, number in numbers.items() if snapshot.find(key) is not None}
    assert len(named) == len(numbers)
    assert any(expected.units(number) for number in named.values())
    for key, number in named.items():
        assert found.units(snapshot.node(key)) == expected.units(number), key
