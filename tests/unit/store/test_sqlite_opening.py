"""The embedded store looks at its file before it uses it, and refuses what it cannot trust."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from graph_engine.errors import (
    ForeignDataError,
    SchemaError,
    StoreCorruptError,
    StoreUnavailableError,
)
from graph_engine.model import schema
from graph_engine.store.sqlite import SqliteStore
from graph_engine.store.sqlite_connection import connect
from graph_engine.store.sqlite_schema import APPLICATION_ID, SCHEMA
from tests.contract.loads import Load, apply, document_of, enterprise, holding, refused_row
from tests.contract.pictures import history, newest

WORLD = Load(
    [*(enterprise(n, aliases=(f"regno:{n}",)) for n in range(300)), *(holding(n, n + 1) for n in range(299))],
    refused=[refused_row(document_of("a"), 9)],
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


@pytest.fixture
def filled(path: Path) -> Path:
    """The file of a store with one load in it."""
    with SqliteStore(path) as store:
        apply(store, WORLD)
    return path


def _execute(path: Path, *statements: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        rows: list[tuple[object, ...]] = []
        for statement in statements:
            rows = connection.execute(statement).fetchall()
        return rows


def test_a_new_file_is_marked_as_ours(path: Path) -> None:
    SqliteStore(path).close()
    assert _execute(path, "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert _execute(path, "PRAGMA user_version") == [(SCHEMA.version,)]
    assert _execute(path, "PRAGMA journal_mode") == [("wal",)]


def test_every_connection_holds_foreign_keys(filled: Path) -> None:
    with closing(connect(filled)) as connection:
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute(
                "INSERT INTO also_known_as(slot, content, node, other_key, document, recorded_load)"
                " VALUES(x'00', x'00', 99999, 'org:1', 1, 1)"
            )


def test_what_a_load_wrote_holds_foreign_keys_and_the_files_own_check(filled: Path) -> None:
    assert _execute(filled, "PRAGMA foreign_key_check") == []
    assert _execute(filled, "PRAGMA integrity_check") == [("ok",)]


def test_a_closed_store_is_one_file(filled: Path) -> None:
    assert [file.name for file in filled.parent.iterdir()] == ["store.sqlite"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError, match=r"no folder .*nowhere.* four slashes"):
        SqliteStore(tmp_path / "nowhere" / "store.sqlite")


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError):
        SqliteStore(tmp_path)


@pytest.mark.parametrize(
    "content", [b"x", b"name,code\n" * 100, b"\x00" * 4096, b"SQLite format 3\x00" + b"\xff" * 9000]
)
def test_another_kind_of_file_is_left_as_it_is(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreCorruptError):
        SqliteStore(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param(("CREATE TABLE theirs(a)",), id="tables"),
        pytest.param(("PRAGMA application_id=7", "VACUUM"), id="application"),
        pytest.param(("PRAGMA user_version=1", "VACUUM"), id="version"),
        pytest.param(("CREATE TABLE load(number)", "PRAGMA user_version=1"), id="look-alike"),
    ],
)
def test_another_programs_database_is_left_as_it_is(path: Path, statements: tuple[str, ...]) -> None:
    _execute(path, *statements)
    content = path.read_bytes()
    with pytest.raises(ForeignDataError):
        SqliteStore(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("statements", [(), ("PRAGMA journal_mode=WAL",)], ids=["empty", "cut-off-while-made"])
def test_an_empty_database_becomes_a_store(path: Path, statements: tuple[str, ...]) -> None:
    path.touch()
    _execute(path, *statements)
    with SqliteStore(path) as store:
        assert apply(store, WORLD).number == 1


def test_a_newer_schema_is_refused_untouched(filled: Path) -> None:
    _execute(filled, f"PRAGMA user_version={SCHEMA.version + 1}")
    with pytest.raises(SchemaError, match=f"version {SCHEMA.version + 1}, newer"):
        SqliteStore(filled)
    assert _execute(filled, "PRAGMA user_version") == [(SCHEMA.version + 1,)]


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("DROP TABLE guarantees", "guarantees"),
        ("ALTER TABLE person DROP COLUMN masked_id", "person"),
        ("ALTER TABLE person ADD COLUMN nickname TEXT", "person"),
        ("DROP INDEX enterprise_live", "enterprise"),
        ("CREATE TABLE theirs(a)", "theirs"),
    ],
)
def test_tables_that_are_not_those_of_the_version_are_named(filled: Path, statement: str, named: str) -> None:
    _execute(filled, statement)
    with pytest.raises(SchemaError, match=f"differ in {named}"):
        SqliteStore(filled)


@pytest.mark.parametrize("part", [0.02, 0.3, 0.7, 0.999])
def test_a_file_that_was_cut_short_is_found(filled: Path, part: float) -> None:
    content = filled.read_bytes()
    filled.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(StoreCorruptError):
        SqliteStore(filled)


def test_a_missing_load_is_found(filled: Path) -> None:
    with SqliteStore(filled) as store:
        apply(store, Load((enterprise(1, "改名公司"),), document="b"))
    _execute(filled, "DELETE FROM load WHERE number = 1")
    with pytest.raises(StoreCorruptError, match="1 loads but the last one is number 2"):
        SqliteStore(filled)


def test_damaged_pages_are_reported_as_damage(filled: Path) -> None:
    """Each page in turn loses its head: opening, reading or loading must say so, in our words."""
    content = filled.read_bytes()
    page_size = 4096
    found = 0
    with SqliteStore(filled) as store:
        whole = newest(store)
    pages = range(0, len(content), page_size)
    for at in pages:
        filled.write_bytes(content[:at] + b"\xa5" * 16 + content[at + 16 :])
        try:
            with SqliteStore(filled) as store:
                assert newest(store) == whole
                apply(store, Load((*WORLD.records[:5], enterprise(1, "改名公司")), document="b", full=True))
                with store.reader() as reader:
                    reader.search("东河", 5)
        except (StoreCorruptError, SchemaError, StoreUnavailableError):
            found += 1
    assert found > len(pages) / 2
    assert found >= len(schema.STATEMENT_KINDS)


def test_several_may_make_the_same_store_at_once(path: Path) -> None:
    def make(_: int) -> int:
        with SqliteStore(path) as store, store.reader() as reader:
            return len(reader.loads())

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(make, range(8))) == [0] * 8


def test_a_store_that_was_deleted_is_not_made_anew_by_a_reader(filled: Path) -> None:
    with SqliteStore(filled) as store:
        filled.unlink()
        with pytest.raises(StoreUnavailableError, match="cannot be opened"):
            store.reader()
        with pytest.raises(StoreUnavailableError, match="cannot be opened"):
            apply(store, WORLD)
    assert not filled.exists()


def test_names_of_files_may_hold_anything(tmp_path: Path) -> None:
    path = tmp_path / "库 ?mode=ro&x=%41#frag.sqlite"
    with SqliteStore(path) as store:
        apply(store, WORLD)
        assert store.url == f"sqlite:///{path}"
    assert path.stat().st_size > 0
    with SqliteStore(path) as store:
        assert len(history(store)) == 1
