"""The tables of the embedded store, derived from `model/schema.py`, and how older files are brought forward.

One table a statement kind; beside them nodes, names with their full-text index, documents, refused rows and
loads. The file carries our application id and the version of its schema. A file is created at the newest
version; an older one is taken forward step by step, all steps in one transaction, and what comes out must have
the shape that a new file has.
"""

from __future__ import annotations

import functools
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph_engine.errors import ForeignDataError, SchemaError
from graph_engine.model import schema
from graph_engine.model.schema import Property, Type
from graph_engine.store.stored_rows import DOCUMENT_COLUMNS, QUARANTINE_COLUMNS

APPLICATION_ID: Final = 0x47524547
"""`GREG` in the header of the file: what tells our files from other people's."""

_COLUMN_TYPES: Final = {
    Type.TEXT: "TEXT",
    Type.INTEGER: "INTEGER",
    Type.DATE: "INTEGER",
    Type.BOOLEAN: "INTEGER",
    Type.LIST: "TEXT",
}
_INTEGER_COLUMNS: Final = {"line", "size", "rows", "understood", "ignored", "refused", "covered_until"}

# No foreign keys: these are only ever the number of the very transaction that writes them, and each key that has
# to be looked up costs a tenth of the speed of a load.
_KNOWN_TIME: Final = ("recorded_load INTEGER NOT NULL", "retired_load INTEGER")


@dataclass(frozen=True, slots=True)
class Schema:
    """A version of the tables: how to make them, and one migration from each earlier version to the next."""

    creation: tuple[str, ...]
    migrations: tuple[tuple[str, ...], ...] = ()

    @property
    def version(self) -> int:
        """The version of a new file; the first was 1."""
        return len(self.migrations) + 1


def end_names(kind: str) -> tuple[str, ...]:
    """The columns that hold the nids of a statement's ends, in the order of `schema.end_columns`."""
    return ("source", "target") if kind in schema.RELATION_KINDS else ("node",)


def value_properties(kind: str) -> tuple[Property, ...]:
    """The columns of a statement table after slot, content and ends, up to the known time."""
    return (*schema.own_properties(kind), *schema.STATEMENT_PROPERTIES)


def _table(name: str, *columns: str) -> str:
    return f"CREATE TABLE {name}(\n  " + ",\n  ".join(columns) + "\n)"


def _plain_column(name: str) -> str:
    return f"{name} {'INTEGER' if name in _INTEGER_COLUMNS else 'TEXT'}"


def _value_column(prop: Property) -> str:
    if prop.name == "document":
        return "document INTEGER NOT NULL REFERENCES document(did)"
    return f"{prop.name} {_COLUMN_TYPES[prop.type]}" + (" NOT NULL" if prop.required else "")


def _shared_tables() -> list[str]:
    documents = [_plain_column(name) for name in DOCUMENT_COLUMNS if name != "key"]
    refused = [
        "sealed BLOB" if name == "sealed" else _plain_column(name)
        for name in QUARANTINE_COLUMNS
        if name not in ("document", "line")
    ]
    return [
        _table(
            "load",
            "number INTEGER PRIMARY KEY",
            "loader TEXT NOT NULL",
            "source TEXT NOT NULL",
            "full_load INTEGER NOT NULL",
            "recorded_at TEXT NOT NULL",
            "added INTEGER NOT NULL",
            "retired INTEGER NOT NULL",
            "digest TEXT NOT NULL",
            "reading TEXT NOT NULL",
        ),
        _table("document", "did INTEGER PRIMARY KEY", "key TEXT NOT NULL UNIQUE", *documents, _KNOWN_TIME[0]),
        _table(
            "node",
            "nid INTEGER PRIMARY KEY",
            "key TEXT NOT NULL UNIQUE",
            "kind TEXT NOT NULL",
            "scope TEXT",
            _KNOWN_TIME[0],
        ),
        # A code is searched for without its scheme, and an organisation code also inside a credit code.
        "CREATE INDEX node_code ON node(substr(key, instr(key, ':') + 1))",
        "CREATE INDEX node_organisation_code ON node(substr(key, 14, 9)) WHERE substr(key, 1, 5) = 'uscc:'",
        _table(
            "name",
            "id INTEGER PRIMARY KEY",
            "node INTEGER NOT NULL REFERENCES node(nid)",
            "name TEXT NOT NULL",
            "search TEXT NOT NULL",
            _KNOWN_TIME[0],
            "UNIQUE(node, name)",
        ),
        "CREATE VIRTUAL TABLE name_index USING fts5(bigrams, content='', detail=none, tokenize='ascii')",
        _table(
            "quarantine",
            "id INTEGER PRIMARY KEY",
            "document INTEGER NOT NULL REFERENCES document(did)",
            "line INTEGER NOT NULL",
            *refused,
            *_KNOWN_TIME,
        ),
        "CREATE UNIQUE INDEX quarantine_open ON quarantine(document, line) WHERE retired_load IS NULL",
    ]


def _statement_table(kind: str) -> list[str]:
    return [
        _table(
            kind,
            "id INTEGER PRIMARY KEY",
            "slot BLOB NOT NULL",
            "content BLOB NOT NULL",
            *(f"{name} INTEGER NOT NULL REFERENCES node(nid)" for name in end_names(kind)),
            *(_value_column(prop) for prop in value_properties(kind)),
            *_KNOWN_TIME,
        ),
        live_index(kind),
        f"CREATE INDEX {kind}_retired ON {kind}(retired_load) WHERE retired_load IS NOT NULL",
    ]


def live_index_name(kind: str) -> str:
    """The name of the index of what is live of a kind."""
    return f"{kind}_live"


def live_index(kind: str) -> str:
    """Makes the index of what is live of a kind, by slot and content.

    Only what is live is ever looked up by slot; retired rows would make the index grow for nothing.
    """
    name = live_index_name(kind)
    return f"CREATE UNIQUE INDEX {name} ON {kind}(slot, content) WHERE retired_load IS NULL"


def _creation() -> tuple[str, ...]:
    statements = _shared_tables()
    for kind in schema.STATEMENT_KINDS:
        statements.extend(_statement_table(kind))
    code = "substr(other_key, instr(other_key, ':') + 1)"
    statements.append(f"CREATE INDEX {schema.ALIAS}_code ON {schema.ALIAS}({code}) WHERE retired_load IS NULL")
    return tuple(statements)


SCHEMA: Final = Schema(creation=_creation(), migrations=())
"""Change a table: add the statements that bring a file of the present version forward to `migrations`."""


def prepare(connection: sqlite3.Connection, path: Path, wanted: Schema = SCHEMA) -> None:
    """Makes the tables in an empty file, brings an older file forward, refuses what is not ours.

    Raises:
        ForeignDataError: the file is another program's database.
        SchemaError: the file was written by a newer version of this program, or its tables are not ours.
    """
    if version_of(connection, path, wanted) < wanted.version:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have done it while this one waited for the lock.
            version = version_of(connection, path, wanted)
            if version < wanted.version:
                _bring_forward(connection, version, wanted)
            _check_shape(connection, path, wanted)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
    _check_shape(connection, path, wanted)


def version_of(connection: sqlite3.Connection, path: Path, wanted: Schema = SCHEMA) -> int:
    """The schema version of a file of ours; 0 for an empty one.

    Raises:
        ForeignDataError: the file is another program's database.
        SchemaError: it was written by a newer version of this program.
    """
    application = _pragma(connection, "application_id")
    version = _pragma(connection, "user_version")
    tables = int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    if application == 0 and version == 0 and tables == 0:
        return 0
    if application != APPLICATION_ID:
        raise ForeignDataError(f"{path} is a database of another program; nothing was written into it")
    if version > wanted.version:
        raise SchemaError(
            f"{path} has schema version {version}, newer than the {wanted.version} that this program knows"
        )
    return version


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _bring_forward(connection: sqlite3.Connection, version: int, wanted: Schema) -> None:
    steps = wanted.migrations[version - 1 :] if version else (wanted.creation,)
    for step in steps:
        for statement in step:
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={wanted.version}")


def _check_shape(connection: sqlite3.Connection, path: Path, wanted: Schema) -> None:
    differing = sorted({name for name, *_ in _shape(connection) ^ _wanted_shape(wanted)})
    if differing:
        raise SchemaError(f"{path} has not the tables of its schema version; they differ in {', '.join(differing)}")


@functools.cache
def _wanted_shape(wanted: Schema) -> frozenset[tuple[str, str, str]]:
    connection = sqlite3.connect(":memory:")
    try:
        for statement in wanted.creation:
            connection.execute(statement)
        return _shape(connection)
    finally:
        connection.close()


def _shape(connection: sqlite3.Connection) -> frozenset[tuple[str, str, str]]:
    """(table, column, type) of every table and (table, index, '') of every index, however they came about."""
    columns = connection.execute(
        "SELECT m.name, c.name, c.type || iif(c.\"notnull\", ' NOT NULL', '')"
        " FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
        " UNION ALL SELECT tbl_name, name, '' FROM sqlite_master WHERE type = 'index'"
    )
    return frozenset(columns.fetchall())
