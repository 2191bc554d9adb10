"""Checks and copies: a copy holds everything, history included, and whatever is damaged is found."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from graph_engine.errors import ForeignDataError, StoreCorruptError
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Office, Person
from graph_engine.settings import Settings
from graph_engine.store import open_store
from graph_engine.store.base import Store
from graph_engine.store.copying import check_store, copy_store
from graph_engine.store.sqlite import SqliteStore
from tests.contract.loads import (
    FIRST_TIME,
    Load,
    applied_number,
    apply,
    company,
    document_of,
    enterprise,
    holding,
    quiet,
    refused_row,
)
from tests.contract.pictures import history

PERSON = PartyRef("person", "person-local:9@src:1", "宋若溪", scope="src:1")
WORLD = (enterprise(1, aliases=["regno:441900000000001"]), enterprise(2), enterprise(3), holding(1, 2, 600_000_000))
SEVERAL = (holding(2, 3, 1), holding(2, 3, 2), Office(source=PERSON, target=company(1), role="director"))
FIRST = document_of("a")
LOADS = (
    Load(WORLD, refused=[refused_row(FIRST, line, touches="src:1") for line in (7, 9, 11)]),
    Load(SEVERAL, source="court", document="b", names=[("src:1", "东河一号")]),
    Load((holding(1, 2, 700_000_000), enterprise(4)), document="c", mended=[(FIRST.key, 9)]),
    Load((holding(2, 3, 2),), source="court", document="d"),
    Load((enterprise(1), enterprise(2, "改名公司"), holding(1, 2, 700_000_000)), document="e", full=True),
    Load((), source="court", document="f", full=True, refused=[refused_row(document_of("f", "court"), 3)]),
    Load((Person(party=PERSON, name="宋若溪", masked_id="4419001980****1234"),), source="lists", document="g"),
    Load(WORLD, document="a"),
    Load(
        (holding(1, 2, 700_000_000),),
        document="h",
        refused=[refused_row(FIRST, 9), refused_row(document_of("h"), 3), refused_row(document_of("h"), 4)],
        others=[FIRST],
        mended=[(FIRST.key, 9), (document_of("h").key, 3)],
    ),
)
"""Three sources in which everything happens that can: replaced, retired, mended, closed, said again; and a file that
comes together with its slip."""


def at_its_time(load: Load, number: int) -> Load:
    return replace(load, recorded_at=FIRST_TIME + timedelta(hours=number), reading=f"reading {number}")


def tell(store: Store, loads: int = len(LOADS)) -> None:
    for number, load in enumerate(LOADS[:loads]):
        assert applied_number(store, at_its_time(load, number)) == number + 1


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Store]:
    """Another store, to copy to and from."""
    with open_store(f"sqlite:///{tmp_path}/embedded.sqlite", Settings()) as opened:
        yield opened


def test_a_whole_store_has_no_fault(store: Store) -> None:
    tell(store)
    state = check_store(store, quiet)
    assert state.faults == ()
    assert (state.loads, state.url) == (len(LOADS), store.url)
    assert state.statements > len(WORLD)


def test_an_empty_store_is_whole_and_can_be_copied(store: Store, embedded: Store) -> None:
    assert check_store(store, quiet).faults == ()
    assert copy_store(store, embedded, quiet).loads == 0


@pytest.mark.parametrize("outward", [True, False], ids=["out", "in"])
def test_a_copy_holds_the_whole_history(store: Store, embedded: Store, outward: bool) -> None:
    source, target = (store, embedded) if outward else (embedded, store)
    tell(source)
    state = copy_store(source, target, quiet)
    assert state.faults == ()
    assert state.fingerprint == check_store(source, quiet).fingerprint
    assert history(target) == history(source)
    with source.reader() as old, target.reader() as new:
        assert new.loads() == old.loads()
        assert [load.reading for load in new.loads()] == [f"reading {number}" for number in range(len(LOADS))]
        assert new.search("东河一号", 5) == old.search("东河一号", 5) != []
    later = Load((enterprise(7),), document="later", recorded_at=FIRST_TIME + timedelta(days=1))
    assert applied_number(target, later) == applied_number(source, later)
    assert check_store(target, quiet).fingerprint == check_store(source, quiet).fingerprint


def test_a_copy_goes_on_where_it_was_broken_off(store: Store, embedded: Store) -> None:
    tell(embedded)

    def breaking_off(stage: str, done: int, total: int) -> None:
        with store.reader() as reader:
            if len(reader.loads()) == 3:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_store(embedded, store, breaking_off)
    with store.reader() as reader:
        assert len(reader.loads()) == 3
    copy_store(embedded, store, quiet)
    assert history(store) == history(embedded)


def test_a_copy_never_goes_into_a_store_with_loads_of_its_own(store: Store, embedded: Store) -> None:
    tell(embedded)
    apply(store, Load((enterprise(9),), document="own"))
    before = history(store)
    with pytest.raises(ForeignDataError, match="loads of its own"):
        copy_store(embedded, store, quiet)
    assert history(store) == before


def test_a_store_with_more_than_the_source_is_left_alone(store: Store, embedded: Store) -> None:
    tell(store)
    tell(embedded, 4)
    with pytest.raises(ForeignDataError):
        copy_store(embedded, store, quiet)


DAMAGES = {
    "a value": ("UPDATE enterprise SET name = '别的公司' WHERE id = 1", "does not say what its hash was made of"),
    "a content": ("UPDATE enterprise SET content = zeroblob(16) WHERE id = 1", "its digest differs"),
    "a lost row": ("DELETE FROM holds_shares_in WHERE id = 1", "load 1 added"),
    "a row back from the past": (
        "UPDATE holds_shares_in SET retired_load = NULL WHERE id = (SELECT max(id) FROM holds_shares_in"
        " WHERE retired_load IS NOT NULL)",
        "retired",
    ),
    "an end": ("UPDATE holds_shares_in SET target = 9999", "the target of"),
    "a document": ("UPDATE enterprise SET document = 9999 WHERE id = 2", "the document of 1 statements is gone"),
    "a moved provenance": ("UPDATE enterprise SET line = line + 1 WHERE id = 2", "its digest differs"),
    "a refused row": ("DELETE FROM quarantine WHERE line = 11", "load 1 is not what was committed"),
    "a name": ("UPDATE name SET node = 9999 WHERE id = 1", "name"),
    "counts of a document": ("UPDATE document SET ignored = 5 WHERE did = 1", "its rows do not add up"),
    "a load": ("UPDATE load SET added = added + 1 WHERE number = 2", "load 2 added"),
    "a time": ("UPDATE load SET recorded_at = '2020-01-01T00:00:00+00:00' WHERE number = 3", "is dated before"),
}


@pytest.mark.parametrize(("damage", "told"), DAMAGES.values(), ids=DAMAGES)
def test_damage_is_found_and_not_copied(tmp_path: Path, damage: str, told: str) -> None:
    path = tmp_path / "store.sqlite"
    with SqliteStore(path) as store:
        tell(store)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        assert connection.execute(damage).rowcount > 0
    with SqliteStore(path) as store, SqliteStore(tmp_path / "copy.sqlite") as target:
        faults = check_store(store, quiet).faults
        assert any(told in fault for fault in faults), faults
        with pytest.raises(StoreCorruptError, match="not whole"):
            copy_store(store, target, quiet)
        assert history(target) == []
