"""All that the embedded store ever committed (全部历史), out of one read transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from graph_engine.model import schema
from graph_engine.model.documents import SourceDocument
from graph_engine.store.base import Historic, LoadRow
from graph_engine.store.sqlite_connection import translated
from graph_engine.store.sqlite_reader import SqliteReader
from graph_engine.store.sqlite_schema import end_names, value_properties
from graph_engine.store.stored_rows import QUARANTINE_COLUMNS

_BATCH_ROWS: Final = 2_000


class SqliteHistory:
    """See `History`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._reader = SqliteReader(path, connection)

    def loads(self) -> list[LoadRow]:
        """Every committed load, oldest first."""
        return self._reader.loads()

    def nodes(self) -> Iterator[list[tuple[int, str, str, str | None]]]:
        """(recorded_load, kind, key, scope key) of every node."""
        return self._batches("SELECT recorded_load, kind, key, scope FROM node")

    def names(self) -> Iterator[list[tuple[int, str, str]]]:
        """(recorded_load, key, name) of every name under which a node is found."""
        return self._batches(
            "SELECT m.recorded_load, n.key, m.name FROM name m LEFT JOIN node n ON n.nid = m.node ORDER BY m.id"
        )

    def documents(self) -> list[tuple[int, SourceDocument]]:
        """(recorded_load, document) of every document."""
        since = dict(chain.from_iterable(self._batches("SELECT key, recorded_load FROM document")))
        last = max(since.values(), default=0)
        return [(since[document.key], document) for _, document in self._reader.documents(last)]

    def quarantine(self) -> Iterator[list[Historic]]:
        """Every refused row; it says the fields of `QuarantinedRow`."""
        columns = ", ".join(f"q.{name}" for name in QUARANTINE_COLUMNS[1:])
        return self._historic(
            f"SELECT q.recorded_load, q.retired_load, d.key, {columns}"
            " FROM quarantine q LEFT JOIN document d ON d.did = q.document"
        )

    def statements(self, kind: str) -> Iterator[list[Historic]]:
        """Every statement of a kind; it says `statement_columns(kind)`."""
        ends = end_names(kind)
        values = ("d.key" if prop.name == "document" else f"t.{prop.name}" for prop in value_properties(kind))
        columns = ", ".join((*(f"{end}_node.key" for end in ends), *values))
        joins = " ".join(f"LEFT JOIN node {end}_node ON {end}_node.nid = t.{end}" for end in ends)
        return self._historic(
            f"SELECT t.recorded_load, t.retired_load, t.slot, t.content, {columns}"
            f" FROM {kind} t {joins} LEFT JOIN document d ON d.did = t.document"
        )

    def faults(self) -> Iterator[str]:
        """What SQLite itself finds, row by row and index by index, and names that no search finds."""
        for batch in self._batches("PRAGMA integrity_check(100)"):
            yield from (f"the file is damaged: {fault}" for (fault,) in batch if fault != "ok")
        for batch in self._batches("PRAGMA foreign_key_check"):
            yield from (f"{table}, row {row}: what it points to in {parent} is gone" for table, row, parent, _ in batch)
        unfound = "SELECT n.key FROM name m JOIN node n ON n.nid = m.node WHERE m.id NOT IN (SELECT id FROM {})"
        for batch in self._batches(unfound.format("name_index_docsize")):
            yield from (f"{key} has a name that the search does not know" for (key,) in batch)
        for kind in schema.STATEMENT_KINDS:
            twice = (
                f"SELECT hex(slot) FROM {kind} WHERE retired_load IS NULL GROUP BY slot, content HAVING count(*) > 1"
            )
            for batch in self._batches(twice):
                yield from (f"{kind}: slot {slot.lower()} says one thing twice" for (slot,) in batch)

    def _historic(self, sql: str) -> Iterator[list[Historic]]:
        for batch in self._batches(sql):
            yield [(recorded, retired, tuple(row)) for recorded, retired, *row in batch]

    def _batches(self, sql: str) -> Iterator[list[Any]]:
        with translated(self._path):
            cursor = self._connection.execute(sql)
        while True:
            with translated(self._path):
                batch = cursor.fetchmany(_BATCH_ROWS)
            if not batch:
                return
            yield batch

    def close(self) -> None:
        """Lets the picture go."""
        self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
