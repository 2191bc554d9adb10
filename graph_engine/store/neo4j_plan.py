"""What a load has to change on the server (批次比对), worked out before a single row is written.

What the server holds now of everything that the stage speaks of is fetched into a scratch database, where the
stage is attached; the differences are then questions of SQL. A slot is always seen whole, however the server was
asked for it in pieces.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

from graph_engine.errors import LoadRejectedError
from graph_engine.model import schema
from graph_engine.model.records import Value
from graph_engine.store.digest import LoadDigest
from graph_engine.store.stage import Stage

CHUNK_ROWS: Final = 5_000
"""Rows of one question to the server, and of one transaction."""

Row = tuple[Value | bytes, ...]


@dataclass(frozen=True, slots=True)
class NewNode:
    """A node that is to be made, with its names and their forms to search by."""

    key: str
    kind: str
    scope: str | None
    names: tuple[tuple[str, str], ...]


class Plan:
    """A scratch database beside the stage; it is gone when closed. Tables are named for what the server has."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        # An empty name is a temporary database on disk, so its size does not depend on memory.
        # One thread at a time uses it, though not always the same: batches are made ready ahead.
        self._connection = sqlite3.connect("", isolation_level=None, uri=True, check_same_thread=False)
        try:
            self._connection.execute("ATTACH ? AS stage", (f"{stage.path.absolute().as_uri()}?mode=ro",))
            self._connection.execute("PRAGMA main.journal_mode=OFF")
            for kind in schema.STATEMENT_KINDS:
                self._connection.execute(
                    f"CREATE TABLE live_{kind}(slot, content, PRIMARY KEY(slot, content)) WITHOUT ROWID"
                )
            for table in ("node(key PRIMARY KEY)", "name(key, name, PRIMARY KEY(key, name))"):
                self._connection.execute(f"CREATE TABLE live_{table} WITHOUT ROWID")
            for table in ("live_refused", "closed"):
                self._connection.execute(
                    f"CREATE TABLE {table}(document, line, PRIMARY KEY(document, line)) WITHOUT ROWID"
                )
        except BaseException:
            self._connection.close()
            raise

    # ------------------------------------------------------------------ what to ask the server for

    def node_keys(self) -> Iterator[list[str]]:
        """The keys of all nodes that the stage speaks of, in batches."""
        sql = "SELECT key FROM stage.node UNION SELECT key FROM stage.name"
        for rows in self._batches(sql):
            yield [str(key) for (key,) in rows]

    def slots(self, kind: str) -> Iterator[list[str]]:
        """The slots of `kind` that the stage speaks of, in hex, in batches."""
        for rows in self._batches(f"SELECT DISTINCT lower(hex(slot)) FROM stage.{kind}"):
            yield [str(slot) for (slot,) in rows]

    def documents(self, source: str) -> list[dict[str, Value]]:
        """The documents of the stage.

        Raises:
            LoadRejectedError: a statement comes from a document that was not staged, or is another source's; or a
                refused row from one that was not staged.
        """
        of_source = "SELECT key FROM stage.document WHERE source = :source"
        allowed = {**dict.fromkeys(schema.STATEMENT_KINDS, of_source), "quarantine": "SELECT key FROM stage.document"}
        for table, documents in allowed.items():
            stray = self._connection.execute(
                f"SELECT document FROM stage.{table} WHERE document NOT IN ({documents}) LIMIT 1", {"source": source}
            ).fetchone()
            if stray:
                raise LoadRejectedError(
                    f"{table} rows come from document '{stray[0]}', which is not in the load of source '{source}'"
                )
        cursor = self._connection.execute("SELECT * FROM stage.document")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def refused(self) -> Iterator[list[Row]]:
        """The refused rows of the stage, in batches."""
        yield from self._batches("SELECT * FROM stage.quarantine")

    def mended(self) -> Iterator[list[Row]]:
        """(document, line) of the rows that the stage says are mended, in batches."""
        yield from self._batches("SELECT document, line FROM stage.mended")

    # ------------------------------------------------------------------ what the server has

    def has_nodes(self, keys: Sequence[str], names: Sequence[Sequence[str]]) -> None:
        """Notes nodes that are there, and their names."""
        self._many("INSERT INTO live_node VALUES(?)", ((key,) for key in keys))
        pairs = ((key, name) for key, known in zip(keys, names, strict=True) for name in known)
        self._many("INSERT OR IGNORE INTO live_name VALUES(?, ?)", pairs)

    def has_statements(self, kind: str, slots: Sequence[Any], contents: Sequence[Any]) -> None:
        """Notes what is stated now, slots and contents in hex."""
        pairs = ((bytes.fromhex(slot), bytes.fromhex(content)) for slot, content in zip(slots, contents, strict=True))
        self._many(f"INSERT OR IGNORE INTO live_{kind} VALUES(?, ?)", pairs)

    def has_refused(self, documents: Sequence[str], lines: Sequence[int]) -> None:
        """Notes refused rows that are open now."""
        self._many("INSERT OR IGNORE INTO live_refused VALUES(?, ?)", zip(documents, lines, strict=True))

    def closes(self, documents: Sequence[str], lines: Sequence[int]) -> None:
        """Notes refused rows that are open now and are to be closed."""
        self._many("INSERT OR IGNORE INTO closed VALUES(?, ?)", zip(documents, lines, strict=True))

    def closes_at_once(self, source: str) -> None:
        """Notes refused rows of this source that the same load opens and mends: a file and its slip may come together.

        What is open now must have been noted.
        """
        self._connection.execute(
            f"INSERT OR IGNORE INTO closed SELECT q.document, q.line FROM {_NEW_REFUSED}"
            " AND EXISTS (SELECT 1 FROM stage.mended m WHERE m.document = q.document AND m.line = q.line)"
            " AND q.document IN (SELECT key FROM stage.document WHERE source = ?)",
            (source,),
        )

    # ------------------------------------------------------------------ the differences

    def new_nodes(self) -> Iterator[list[NewNode]]:
        """Nodes to be made, in batches of one kind each."""
        rows = self._connection.execute(
            "SELECT n.kind, n.key, n.scope, m.name, m.search FROM stage.node n"
            " LEFT JOIN stage.name m ON m.key = n.key"
            " WHERE n.key NOT IN (SELECT key FROM live_node) ORDER BY n.kind, n.key, length(m.name), m.name"
        )
        for kind, of_kind in itertools.groupby(rows, key=lambda row: row[0]):
            nodes = (
                _new_node(kind, key, list(group)) for key, group in itertools.groupby(of_kind, key=lambda row: row[1])
            )
            while some := list(itertools.islice(nodes, CHUNK_ROWS)):
                yield some

    def new_names(self) -> Iterator[list[tuple[str, list[tuple[str, str]]]]]:
        """Names to be given to nodes that are there: batches of (key, names with their forms to search by)."""
        rows = self._connection.execute(
            "SELECT m.key, m.name, m.search FROM stage.name m JOIN live_node n ON n.key = m.key"
            " WHERE NOT EXISTS (SELECT 1 FROM live_name l WHERE l.key = m.key AND l.name = m.name)"
            " ORDER BY m.key, length(m.name), m.name"
        )
        named = (
            (str(key), [(name, search) for _, name, search in group])
            for key, group in itertools.groupby(rows, key=lambda row: row[0])
        )
        while some := list(itertools.islice(named, CHUNK_ROWS)):
            yield some

    def count_new_nodes(self) -> int:
        """How many nodes are to be made."""
        return self._count("stage.node WHERE key NOT IN (SELECT key FROM live_node)")

    def count_new(self, kind: str) -> int:
        """How many statements of `kind` are to be made."""
        return self._count(self._new_sql(kind))

    def count_ended(self, kind: str) -> int:
        """How many statements of `kind` are to be retired."""
        return self._count(self._ended_sql(kind))

    def new(self, kind: str) -> Iterator[list[Row]]:
        """Statements of `kind` to be made, in batches, by slot."""
        yield from self._batches(f"SELECT s.* FROM {self._new_sql(kind)}")

    def ended(self, kind: str) -> Iterator[list[Row]]:
        """(slot, content) in hex of the statements of `kind` to be retired, in batches."""
        yield from self._batches(f"SELECT lower(hex(l.slot)), lower(hex(l.content)) FROM {self._ended_sql(kind)}")

    def new_refused(self) -> Iterator[list[Row]]:
        """Refused rows to be made, in batches."""
        yield from self._batches(f"SELECT q.* FROM {_NEW_REFUSED}")

    def count_new_refused(self) -> int:
        """How many refused rows are to be made."""
        return self._count(_NEW_REFUSED)

    def closed_refused(self) -> Iterator[list[Row]]:
        """(document, line) of the refused rows to be closed, in batches."""
        yield from self._batches("SELECT document, line FROM closed")

    def count_closed_refused(self) -> int:
        """How many refused rows are to be closed."""
        return self._count("closed")

    def digest(self) -> str:
        """The digest of the load; see `LoadDigest`."""
        execute = self._connection.execute
        digest = LoadDigest()
        for kind in schema.STATEMENT_KINDS:
            new, ended = self._new_sql(kind), self._ended_sql(kind)
            digest.added(
                kind,
                execute(f"SELECT s.slot, s.content FROM {new} ORDER BY s.slot, s.content"),
                execute(f"SELECT s.document, count(*), sum(s.line) FROM {new} GROUP BY s.document ORDER BY s.document"),
            )
            digest.retired(kind, execute(f"SELECT l.slot, l.content FROM {ended} ORDER BY l.slot, l.content"))
        digest.refused(
            execute(f"SELECT q.document, q.line, q.row_hash FROM {_NEW_REFUSED} ORDER BY q.document, q.line"),
            execute("SELECT document, line FROM closed ORDER BY document, line"),
        )
        return digest.hexdigest()

    @staticmethod
    def _new_sql(kind: str) -> str:
        return (
            f"stage.{kind} s WHERE NOT EXISTS"
            f" (SELECT 1 FROM live_{kind} l WHERE l.slot = s.slot AND l.content = s.content)"
        )

    @staticmethod
    def _ended_sql(kind: str) -> str:
        return (
            f"live_{kind} l WHERE NOT EXISTS"
            f" (SELECT 1 FROM stage.{kind} s WHERE s.slot = l.slot AND s.content = l.content)"
        )

    # ------------------------------------------------------------------ plumbing

    def _many(self, sql: str, rows: Iterator[tuple[Any, ...]] | zip[tuple[Any, ...]]) -> None:
        self._connection.execute("BEGIN")
        self._connection.executemany(sql, rows)
        self._connection.execute("COMMIT")

    def _count(self, what: str) -> int:
        return int(self._connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0])

    def _batches(self, sql: str) -> Iterator[list[Row]]:
        cursor = self._connection.execute(sql)
        while rows := cursor.fetchmany(CHUNK_ROWS):
            yield rows

    def close(self) -> None:
        """Lets the scratch database go."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


_NEW_REFUSED: Final = (
    "stage.quarantine q WHERE NOT EXISTS"
    " (SELECT 1 FROM live_refused l WHERE l.document = q.document AND l.line = q.line)"
)


def _new_node(kind: str, key: str, rows: list[tuple[str, str, str | None, str | None, str]]) -> NewNode:
    names = tuple((name, search) for *_, name, search in rows if name is not None)
    return NewNode(key, kind, rows[0][2], names)
