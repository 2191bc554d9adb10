"""A chronicle (批次编年): all that a store ever committed, in a scratch file, to be gone through load by load.

It is how a store is checked, and how one store becomes another: what each load changed is worked out from the known
times of the rows, so that the same load can be told to a store of any kind, and its digest worked out anew. Disk:
about the size of the store; memory does not depend on it.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from graph_engine.model import schema
from graph_engine.store.base import Historic, History, LoadRow, Progress
from graph_engine.store.digest import LoadDigest
from graph_engine.store.sqlite_connection import translated
from graph_engine.store.stage import Stage
from graph_engine.store.statement_hashes import content_of
from graph_engine.store.stored_rows import (
    DOCUMENT_COLUMNS,
    QUARANTINE_COLUMNS,
    QuarantinedRow,
    document_of_row,
    document_row,
    statement_columns,
)

_LIVE: Final = "recorded <= :load AND (retired IS NULL OR retired > :load)"
_CHANGED: Final = "(recorded = :load OR retired = :load)"
_PROVENANCE: Final = 3
"""Document, line and row_hash end every statement."""


class Chronicle:
    """Takes a store's history whole when it is made. Needs closing; usable as a context manager.

    Raises:
        StoreUnavailableError: the store went away, or there is no room for the scratch file.
    """

    def __init__(self, history: History, progress: Progress, directory: Path | None = None) -> None:
        self._directory = tempfile.TemporaryDirectory(prefix="graph-engine-chronicle-", dir=directory)
        self._path = Path(self._directory.name) / "chronicle.sqlite"
        self._connection = sqlite3.connect(self._path, isolation_level=None)
        self.loads: Sequence[LoadRow] = history.loads()
        self.faults: list[str] = list(history.faults())
        """What the store itself found wrong."""
        try:
            with translated(self._path):
                self._take(history, progress)
        except BaseException:
            self.close()
            raise

    def _take(self, history: History, progress: Progress) -> None:
        execute = self._connection.execute
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-65536"):
            execute(f"PRAGMA {pragma}")
        execute("BEGIN")
        execute("CREATE TABLE node(recorded, kind, key PRIMARY KEY, scope) WITHOUT ROWID")
        execute("CREATE TABLE name(recorded, key, name)")
        execute(f"CREATE TABLE document(recorded, {', '.join(DOCUMENT_COLUMNS)}, PRIMARY KEY(key)) WITHOUT ROWID")
        for batch in history.nodes():
            self._many("INSERT OR IGNORE INTO node VALUES(?, ?, ?, ?)", batch)
        for names in history.names():
            self._many("INSERT INTO name VALUES(?, ?, ?)", names)
        marks = ", ".join("?" * (len(DOCUMENT_COLUMNS) + 1))
        documents = ((load, *document_row(document)) for load, document in history.documents())
        self._many(f"INSERT INTO document VALUES({marks})", documents)
        self._take_historic("quarantine", QUARANTINE_COLUMNS, history.quarantine())
        for done, kind in enumerate(schema.STATEMENT_KINDS):
            progress("read", done, len(schema.STATEMENT_KINDS))
            self._take_historic(kind, statement_columns(kind), history.statements(kind))
        progress("read", len(schema.STATEMENT_KINDS), len(schema.STATEMENT_KINDS))
        for table in ("node", "name", "document", "quarantine", *schema.STATEMENT_KINDS):
            execute(f"CREATE INDEX {table}_recorded ON {table}(recorded)")
        for table in ("quarantine", *schema.STATEMENT_KINDS):
            execute(f"CREATE INDEX {table}_retired ON {table}(retired) WHERE retired IS NOT NULL")
        for kind in schema.STATEMENT_KINDS:
            execute(f"CREATE INDEX {kind}_slot ON {kind}(slot, content)")
        execute("COMMIT")

    def _take_historic(self, table: str, columns: Sequence[str], batches: Iterator[list[Historic]]) -> None:
        self._connection.execute(f"CREATE TABLE {table}(recorded, retired, {', '.join(columns)})")
        marks = ", ".join("?" * (len(columns) + 2))
        for batch in batches:
            rows = ((recorded, retired, *said) for recorded, retired, said in batch)
            self._many(f"INSERT INTO {table} VALUES({marks})", rows)

    def _many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self._connection.executemany(sql, rows)

    # ------------------------------------------------------------------ what it says

    def statements(self) -> int:
        """How many statements there are, live or not."""
        return sum(self._one(f"SELECT count(*) FROM {kind}") for kind in schema.STATEMENT_KINDS)

    def digest(self, load: LoadRow) -> str:
        """The digest of what a load changed, worked out anew."""
        digest, at = LoadDigest(), {"load": load.number}
        for kind in schema.STATEMENT_KINDS:
            pairs = f"SELECT slot, content FROM {kind} WHERE {{}} = :load ORDER BY slot, content"
            sums = f"SELECT document, count(*), sum(line) FROM {kind} WHERE recorded = :load GROUP BY 1 ORDER BY 1"
            digest.added(kind, self._rows(pairs.format("recorded"), at), self._rows(sums, at))
            digest.retired(kind, self._rows(pairs.format("retired"), at))
        opened = "SELECT document, line, row_hash FROM quarantine WHERE recorded = :load ORDER BY document, line"
        closed = "SELECT document, line FROM quarantine WHERE retired = :load ORDER BY document, line"
        digest.refused(self._rows(opened, at), self._rows(closed, at))
        return digest.hexdigest()

    def fingerprint(self) -> str:
        """One hash of everything: loads, nodes, names, documents, refused rows and statements, live or not."""
        total = blake2b(digest_size=32)
        for load in self.loads:
            total.update(repr(load).encode())
        orders = {"node": "key", "name": "key, name", "document": "key", "quarantine": "document, line, recorded"}
        orders |= dict.fromkeys(schema.STATEMENT_KINDS, "slot, content, recorded")
        for table, order in orders.items():
            total.update(f"\n{table}\n".encode())
            for row in self._rows(f"SELECT * FROM {table} ORDER BY {order}"):
                total.update(repr(row).encode())
        return total.hexdigest()

    # ------------------------------------------------------------------ what is wrong

    def check(self, progress: Progress) -> Iterator[str]:
        """Every fault of the store, a sentence each; none where all is well."""
        yield from self.faults
        yield from self._wrong_loads(progress)
        for kind in schema.STATEMENT_KINDS:
            yield from self._wrong_statements(kind)
        yield from self._dangling()
        yield from self._wrong_documents()

    def _wrong_loads(self, progress: Progress) -> Iterator[str]:
        last: LoadRow | None = None
        for done, load in enumerate(self.loads):
            progress("check", done, len(self.loads))
            if load.number != (last.number + 1 if last else 1):
                yield f"load {load.number} follows load {last.number if last else 0}"
            if last is not None and load.recorded_at < last.recorded_at:
                yield f"load {load.number} is dated before load {last.number}"
            for word, known in (("added", "recorded"), ("retired", "retired")):
                tables = [
                    f"SELECT count(*) FROM {kind} WHERE {known} = {load.number}" for kind in schema.STATEMENT_KINDS
                ]
                found, stated = sum(map(self._one, tables)), getattr(load, word)
                if found != stated:
                    yield f"load {load.number} {word} {stated} statements, but {found} are there"
            if self.digest(load) != load.digest:
                yield f"load {load.number} is not what was committed: its digest differs"
            last = load

    def _wrong_statements(self, kind: str) -> Iterator[str]:
        twice = f"SELECT slot FROM {kind} WHERE retired IS NULL GROUP BY slot, content HAVING count(*) > 1"
        yield from (f"{kind}: slot {slot.hex()} says one thing twice" for (slot,) in self._rows(twice))
        backward = f"SELECT slot FROM {kind} WHERE retired < recorded"
        yield from (f"{kind}: slot {slot.hex()} was retired before it was recorded" for (slot,) in self._rows(backward))
        ends = schema.end_columns(kind)
        for row in self._rows(f"SELECT {', '.join(statement_columns(kind))} FROM {kind}"):
            slot, content, *said = row
            if content_of(said[len(ends) : -_PROVENANCE]) != content:
                yield f"{kind}: a statement in slot {slot.hex()} does not say what its hash was made of"

    def _dangling(self) -> Iterator[str]:
        for kind in schema.STATEMENT_KINDS:
            for column, parent in (*((end, "node") for end in schema.end_columns(kind)), ("document", "document")):
                lost = (
                    f"SELECT count(*) FROM {kind} WHERE {column} IS NULL OR {column} NOT IN (SELECT key FROM {parent})"
                )
                count = self._one(lost)
                if count:
                    yield f"{kind}: the {column.removesuffix('_key')} of {count} statements is gone"
        for table, column, parent in (("name", "key", "node"), ("quarantine", "document", "document")):
            count = self._one(
                f"SELECT count(*) FROM {table} WHERE {column} IS NULL OR {column} NOT IN (SELECT key FROM {parent})"
            )
            if count:
                yield f"{table}: the {parent} of {count} rows is gone"

    def _wrong_documents(self) -> Iterator[str]:
        wrong = "SELECT key FROM document WHERE rows <> understood + ignored + refused"
        yield from (f"{key}: its rows do not add up" for (key,) in self._rows(wrong))
        stray = "SELECT key FROM document WHERE recorded NOT BETWEEN 1 AND ?"
        yield from (f"{key}: no load brought it" for (key,) in self._rows(stray, (len(self.loads),)))

    # ------------------------------------------------------------------ telling it to another store

    @contextmanager
    def staged(self, load: LoadRow) -> Iterator[Stage]:
        """A sealed stage which, applied after all earlier loads, changes just what `load` changed."""
        with Stage(load.source) as stage:
            at = {"load": load.number, "source": load.source}
            for node in self._rows("SELECT key, kind, scope FROM node WHERE recorded = :load", at):
                stage.add_node(*node)
            for name in self._rows("SELECT key, name FROM name WHERE recorded = :load", at):
                stage.add_name(*name)
            self._stage_refused(stage, at)
            carrier = self._stage_documents(stage, load, at)
            for kind in schema.STATEMENT_KINDS:
                stage.fill(kind, self._stated(kind, load, carrier))
            stage.seal()
            yield stage

    def _stage_refused(self, stage: Stage, at: dict[str, Any]) -> None:
        columns = ", ".join(QUARANTINE_COLUMNS)
        for row in self._rows(f"SELECT {columns} FROM quarantine WHERE recorded = :load", at):
            stage.add_quarantined(QuarantinedRow(*row))
        for row in self._rows("SELECT document, line FROM quarantine WHERE retired = :load", at):
            stage.add_mended(*row)

    def _stage_documents(self, stage: Stage, load: LoadRow, at: dict[str, Any]) -> str:
        """Stages the documents that the load brought or spoke of; gives one for what it only said again.

        A full load closes the refused rows of documents that it does not have: those of which rows stay open were
        among its own.
        """
        columns = ", ".join(DOCUMENT_COLUMNS)
        told = " UNION ".join(
            (
                "SELECT key FROM document WHERE recorded = :load",
                "SELECT document FROM quarantine WHERE recorded = :load",
                f"SELECT document FROM quarantine WHERE {_LIVE}",
                *(f"SELECT document FROM {kind} WHERE recorded = :load" for kind in schema.STATEMENT_KINDS),
            )
        )
        mine = f"SELECT {columns} FROM document WHERE source = :source AND key"
        rows = [*self._rows(f"{mine} IN ({told}) ORDER BY key", at)]
        if not rows:
            unclosed = "(SELECT document FROM quarantine WHERE retired = :load)"
            rows = [*self._rows(f"{mine} NOT IN {unclosed} AND recorded <= :load ORDER BY key LIMIT 1", at)]
        for row in rows:
            stage.add_document(document_of_row(row))
        return str(rows[0][0]) if rows else ""

    def _stated(self, kind: str, load: LoadRow, carrier: str) -> Iterator[Sequence[Any]]:
        """What the slots that the load touched say after it; all that its source says, where the load was full."""
        columns = ", ".join(f"t.{name}" for name in statement_columns(kind))
        if load.full:
            which = "t.document IN (SELECT key FROM document WHERE source = :source)"
        else:
            which = f"t.slot IN (SELECT slot FROM {kind} WHERE {_CHANGED})"
        sql = f"SELECT recorded, {columns} FROM {kind} t WHERE {which} AND {_LIVE}"
        for recorded, *row in self._rows(sql, {"load": load.number, "source": load.source}):
            if recorded != load.number:
                # It stays as it is; its own document need not have been part of this load.
                row[-_PROVENANCE] = carrier
            yield row

    # ------------------------------------------------------------------ plumbing

    def _rows(self, sql: str, values: Any = ()) -> Iterator[Any]:
        with translated(self._path):
            cursor = self._connection.execute(sql, values)
        yield from cursor

    def _one(self, sql: str) -> int:
        return int(next(self._rows(sql))[0])

    def close(self) -> None:
        """Removes the scratch file."""
        self._connection.close()
        self._directory.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
