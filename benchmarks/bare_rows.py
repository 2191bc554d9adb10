"""The statements of a load without anything around them: what writing them costs in itself.

No checks, no time axes, no provenance, no search index, and a broken run leaves a half: the yardstick beside a load.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from graph_engine.model import schema
from graph_engine.model.columns import MISSING, Column
from graph_engine.store.base import Reader
from tests.neo4j_server import Neo4jServer

_BATCH: Final = 10_000


@dataclass(frozen=True, slots=True)
class BareRows:
    """Nodes as {key, kind}; statements by kind as maps of own properties with `source` and `target`, or `node`."""

    nodes: list[dict[str, Any]]
    statements: Mapping[str, list[dict[str, Any]]]


def rows_of(reader: Reader, load: int) -> BareRows:
    """Everything that stands in a store after a load."""
    keys: dict[int, str] = {}
    nodes: list[dict[str, Any]] = []
    for ids, kinds, batch_keys, _ in reader.nodes(load):
        keys.update(zip(_values(ids), batch_keys, strict=True))
        nodes.extend({"key": key, "kind": kind} for key, kind in zip(batch_keys, kinds, strict=True))
    return BareRows(nodes, {kind: _statements(reader, kind, load, keys) for kind in schema.STATEMENT_KINDS})


def _statements(reader: Reader, kind: str, load: int, keys: Mapping[int, str]) -> list[dict[str, Any]]:
    ends = ("source", "target") if kind in schema.RELATION_KINDS else ("node",)
    names = (*ends, *(prop.name for prop in schema.own_properties(kind)), "valid_from", "valid_to")
    found: list[dict[str, Any]] = []
    for batch in reader.statements(kind, names, load):
        columns = [_values(batch[name]) for name in names]
        for values in zip(*columns, strict=True):
            row: dict[str, Any] = {
                name: None if value == MISSING else value for name, value in zip(names, values, strict=True)
            }
            for end in ends:
                row[end] = keys[row[end]]
            found.append(row)
    return found


def _values(column: Column) -> list[Any]:
    return column if isinstance(column, list) else column.tolist()


def into_sqlite(rows: BareRows, path: Path) -> None:
    """One table a kind, a unique key on nodes, one transaction."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("BEGIN")
        database.execute("CREATE TABLE node(key TEXT PRIMARY KEY, kind TEXT)")
        database.executemany("INSERT INTO node VALUES(:key, :kind)", rows.nodes)
        for kind, statements in rows.statements.items():
            if statements:
                names = list(statements[0])
                database.execute(f"CREATE TABLE {kind}({', '.join(names)})")
                marks = ", ".join(f":{name}" for name in names)
                database.executemany(f"INSERT INTO {kind} VALUES({marks})", statements)
        database.execute("COMMIT")


def into_neo4j(rows: BareRows, server: Neo4jServer) -> None:
    """A unique key, then UNWIND in transactions of ten thousand rows: MERGE nodes, MATCH ends, MERGE relations."""
    with server.driver() as driver, driver.session(database=server.database) as session:
        session.run("CREATE CONSTRAINT bare_key FOR (n:Bare) REQUIRE n.key IS UNIQUE").consume()
        try:
            for cypher, batch in _writes(rows):
                with session.begin_transaction() as transaction:
                    transaction.run(cypher, rows=batch).consume()
                    transaction.commit()
        finally:
            session.run("DROP CONSTRAINT bare_key").consume()


def _writes(rows: BareRows) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    parts = [("UNWIND $rows AS row MERGE (n:Bare {key: row.key}) SET n.kind = row.kind", rows.nodes)]
    for kind, statements in rows.statements.items():
        if kind in schema.RELATION_KINDS:
            ends = "MATCH (a:Bare {key: row.source}) MATCH (b:Bare {key: row.target})"
            write = f"MERGE (a)-[r:{schema.RELATION_KINDS[kind].type}]->(b) SET r += row"
        else:
            ends, write = "MATCH (n:Bare {key: row.node})", "SET n += row"
        parts.append((f"UNWIND $rows AS row {ends} {write}", statements))
    for cypher, statements in parts:
        for start in range(0, len(statements), _BATCH):
            yield cypher, statements[start : start + _BATCH]
