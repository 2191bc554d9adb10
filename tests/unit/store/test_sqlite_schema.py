"""The tables of the embedded store follow the model, and older files are brought forward in one step or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from graph_engine.errors import SchemaError
from graph_engine.model import schema
from graph_engine.store.sqlite_schema import APPLICATION_ID, SCHEMA, Schema, prepare, version_of

FINGERPRINTS = {1: "7caf4ee220281f90d194d3e7ddaacbe24fb0bee156338572228d052f44debd0d"}
"""What each version of the schema makes, so that no version means two things."""

FIRST = Schema(("CREATE TABLE load(number INTEGER PRIMARY KEY, loader TEXT)",))
SECOND = Schema(
    (
        "CREATE TABLE load(number INTEGER PRIMARY KEY, loader TEXT, note TEXT)",
        "CREATE INDEX load_loader ON load(loader)",
    ),
    ((*("ALTER TABLE load ADD COLUMN note TEXT", "CREATE INDEX load_loader ON load(loader)"),),),
)
THIRD = Schema(
    (*SECOND.creation, "CREATE TABLE extra(a INTEGER)"),
    (*SECOND.migrations, ("CREATE TABLE extra(a INTEGER)", "INSERT INTO extra SELECT number FROM load")),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        yield opened


def test_a_version_of_the_schema_means_one_set_of_tables() -> None:
    made = sha256("\n".join(SCHEMA.creation).encode()).hexdigest()
    assert FINGERPRINTS.get(SCHEMA.version) == made, (
        "the tables changed: add a migration to SCHEMA and the new version's fingerprint here "
        "(before the first release, it is enough to replace the fingerprint)"
    )


def test_every_kind_has_a_table_with_its_properties(connection: sqlite3.Connection, path: Path) -> None:
    prepare(connection, path)
    for kind in schema.STATEMENT_KINDS:
        columns = {row[1]: row for row in connection.execute(f"PRAGMA table_info({kind})")}
        ends = {"source", "target"} if kind in schema.RELATION_KINDS else {"node"}
        own = {prop.name: prop for prop in (*schema.own_properties(kind), *schema.STATEMENT_PROPERTIES)}
        assert set(columns) == {"id", "slot", "content", "recorded_load", "retired_load", *ends, *own}
        for name, prop in own.items():
            assert bool(columns[name][3]) == prop.required
            if name != "document":
                text = prop.type in (schema.Type.TEXT, schema.Type.LIST)
                assert columns[name][2] == ("TEXT" if text else "INTEGER")


def test_a_new_file_is_made_at_the_newest_version(connection: sqlite3.Connection, path: Path) -> None:
    prepare(connection, path, THIRD)
    assert version_of(connection, path, THIRD) == 3
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert connection.execute("SELECT * FROM extra").fetchall() == []


@pytest.mark.parametrize(("old", "new"), [(FIRST, SECOND), (SECOND, THIRD), (FIRST, THIRD)])
def test_an_older_file_is_brought_forward(connection: sqlite3.Connection, path: Path, old: Schema, new: Schema) -> None:
    prepare(connection, path, old)
    connection.execute("INSERT INTO load(number, loader) VALUES(1, 'court')")
    prepare(connection, path, new)
    assert version_of(connection, path, new) == new.version
    assert connection.execute("SELECT number, loader, note FROM load").fetchall() == [(1, "court", None)]
    if new is THIRD:
        assert connection.execute("SELECT a FROM extra").fetchall() == [(1,)]
    prepare(connection, path, new)
    assert not connection.in_transaction


def test_a_newer_file_is_refused(connection: sqlite3.Connection, path: Path) -> None:
    prepare(connection, path, THIRD)
    with pytest.raises(SchemaError, match="schema version 3, newer than the 2"):
        prepare(connection, path, SECOND)


@pytest.mark.parametrize(
    ("migration", "error"),
    [
        (("ALTER TABLE load ADD COLUMN note TEXT", "CREATE TABLE load(a)"), sqlite3.OperationalError),
        (("ALTER TABLE load ADD COLUMN note INTEGER",), SchemaError),
        (("ALTER TABLE load ADD COLUMN note TEXT",), SchemaError),
        ((), SchemaError),
    ],
)
def test_a_migration_that_fails_or_falls_short_changes_nothing(
    connection: sqlite3.Connection, path: Path, migration: tuple[str, ...], error: type[Exception]
) -> None:
    prepare(connection, path, FIRST)
    connection.execute("INSERT INTO load(number, loader) VALUES(1, 'court')")
    with pytest.raises(error):
        prepare(connection, path, Schema(SECOND.creation, (migration,)))
    assert version_of(connection, path, SECOND) == 1
    assert connection.execute("SELECT * FROM load").fetchall() == [(1, "court")]
    prepare(connection, path, SECOND)
    assert version_of(connection, path, SECOND) == 2
