"""The stage: where one load is gathered, whole, before a store is touched.

Loaders fill it, stores empty it. It is a scratch SQLite file, so its size does not depend on memory. While it is
filled, rows are only ever appended; when it is sealed they are put in order once, statements said twice become
one (the first row is the provenance that stays), and an index finds them by slot. What cannot be read, or read
whole, never gets past it: an interrupted or refused load has changed nothing.

A slot (see `statement_hashes`) holds the set of contents that the last load mentioning it stated. Parties and
documents stand as numbers (see `stage_sql`); a key that is met again after `KNOWN_PARTIES` others may get a second one.
"""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from graph_engine.model import schema
from graph_engine.model.days import day_of
from graph_engine.model.documents import SourceDocument
from graph_engine.model.names import search_name
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Alias, Record, Value
from graph_engine.store.progress import Progress
from graph_engine.store.sqlite_connection import translated
from graph_engine.store.sqlite_pulse import Pulse, beating
from graph_engine.store.stage_sql import needless_mentions_sql, said_again_sql, said_columns, said_table, view_sql
from graph_engine.store.statement_hashes import MENTIONS, content_of, mention_hashes, slot_of
from graph_engine.store.stored_rows import DOCUMENT_COLUMNS, QUARANTINE_COLUMNS, QuarantinedRow, document_row

FLUSH_ROWS = 10_000
"""Rows kept in memory before they go to the scratch file."""

_MOST_SEALED_BYTES = 1 << 23
"""Refused rows are kept whole, and may be long."""

KNOWN_PARTIES = 200_000
"""Parties that are remembered with what was said of them, so that it need not be said again."""

_NULL = float("nan")
"""Stands for nothing where rows are written: SQLite keeps it as NULL. The driver looks for an adapter of `None`, and
of `bytes`, each time it is given one; that takes three times as long as all the rest."""


class Stage:
    """Gathers one load of one source in a scratch file. Needs closing; usable as a context manager."""

    def __init__(self, source: str, directory: Path | None = None) -> None:
        self.source = source
        self._directory = tempfile.TemporaryDirectory(prefix="graph-engine-stage-", dir=directory)
        self.path = Path(self._directory.name) / "stage.sqlite"
        self._connection = sqlite3.connect(self.path, isolation_level=None)
        self._pending: dict[str, list[list[Value | bytearray | float]]] = {kind: [] for kind in schema.STATEMENT_KINDS}
        self._pending_rows = 0
        self._parties: list[tuple[int, str, str | float, str | float]] = []
        self._names: list[tuple[int, str]] = []
        self._refused: list[tuple[Any, ...]] = []
        self._refused_bytes = 0
        self._mended: list[tuple[str, int]] = []
        self._documents: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._next_number = 1
        self._described: dict[PartyRef, int] = {}
        self._mentioned: dict[PartyRef, int] = {}
        self._bare: dict[str, list[tuple[bytearray, bytearray, int, str, int, int, str]]] = {
            kind: [] for kind in MENTIONS
        }
        self._create()

    def _create(self) -> None:
        script = [
            "PRAGMA journal_mode=OFF",
            "PRAGMA synchronous=OFF",
            "PRAGMA cache_size=-65536",
            "BEGIN",
            "CREATE TABLE party(number INTEGER PRIMARY KEY, key TEXT, kind TEXT, scope TEXT)",
            "CREATE TABLE said_name(party INTEGER, name TEXT, search TEXT)",
            "CREATE TABLE said_document(number INTEGER PRIMARY KEY, key TEXT)",
            f"CREATE TABLE document({', '.join(DOCUMENT_COLUMNS)}, PRIMARY KEY(key)) WITHOUT ROWID",
            f"CREATE TABLE quarantine({', '.join(QUARANTINE_COLUMNS)}, PRIMARY KEY(document, line)) WITHOUT ROWID",
            "CREATE TABLE mended(document, line, PRIMARY KEY(document, line)) WITHOUT ROWID",
            # A party that was only given a name is no node: its kind is not known.
            "CREATE VIEW node AS SELECT key, max(kind) AS kind, max(scope) AS scope FROM party"
            " GROUP BY key HAVING max(kind) IS NOT NULL",
            "CREATE VIEW name AS SELECT DISTINCT p.key, n.name, n.search"
            " FROM said_name n JOIN party p ON p.number = n.party ORDER BY p.key, n.name",
        ]
        for kind in schema.STATEMENT_KINDS:
            script.append(f"CREATE TABLE {said_table(kind)}({', '.join(said_columns(kind))})")
            script.append(view_sql(kind))
        for statement in script:
            self._connection.execute(statement)

    # ------------------------------------------------------------------ filling

    def add(self, record: Record, document: str, line: int, row_hash: str) -> None:
        """Stages one statement with its provenance; see `add_all`."""
        self.add_all((record,), document, line, row_hash)

    def add_all(self, records: Iterable[Record], document: str, line: int, row_hash: str) -> None:
        """Stages the statements of one row with their provenance.

        The parties at their ends are staged with them: their nodes, their other keys and, where a record does not
        describe the party itself, a mention that says under which name this row knows it.
        """
        said_by = (self._document_number(document), line, row_hash)
        described, mentioned = self._described, self._mentioned
        for record in records:
            kind = record.kind
            ends = record.ends()
            numbers = []
            for party in ends:
                number = (described if party.kind == kind else mentioned).get(party)
                numbers.append(self._introduced(party, kind, said_by) if number is None else number)
            values = record.values()
            said = (*values, day_of(record.valid_from), day_of(record.valid_to))
            self._say(kind, [party.key for party in ends], numbers, record.place(values), said, said_by)
        if self._pending_rows >= FLUSH_ROWS:
            self.flush()

    def _document_number(self, document: str) -> int:
        number = self._documents.get(document)
        if number is None:
            number = self._documents[document] = len(self._documents) + 1
        return number

    def _say(
        self,
        kind: str,
        keys: Sequence[str],
        numbers: Sequence[int],
        place: str,
        values: Sequence[Value],
        said_by: tuple[int, int, str],
    ) -> None:
        """Puts one row with what is said to those that wait: `values` are own properties, then the valid time."""
        row: list[Value | bytearray | float] = [
            bytearray(slot_of(kind, self.source, keys, place)),
            bytearray(content_of(values)),
            *numbers,
            *[_NULL if value is None else value for value in values],
            *said_by,
        ]
        self._pending[kind].append(row)
        self._pending_rows += 1

    def _introduced(self, party: PartyRef, kind: str, said_by: tuple[int, int, str]) -> int:
        """Stages what a row says of a party merely by naming it; gives the party's number.

        Whether the party is described elsewhere in the load plays no part: row order must change nothing.
        """
        number = self._numbers.get(party.key)
        if number is None:
            if len(self._numbers) >= KNOWN_PARTIES:
                for known in (self._numbers, self._described, self._mentioned):
                    known.clear()
            number = self._numbers[party.key] = self._numbered(party.key, party.kind, party.scope)
        if party not in self._described and party not in self._mentioned:
            for other in party.aliases:
                alias = Alias(party=party, other_key=other)
                self._say(alias.kind, (party.key,), (number,), alias.place(), (*alias.values(), None, None), said_by)
            if party.name is not None:
                self._names.append((number, party.name))
        if party.kind == kind:
            self._described[party] = number
            return number
        self._mentioned[party] = number
        if party.name is not None and party.kind in MENTIONS:
            self._mention(party, party.name, number, said_by)
        return number

    def _mention(self, party: PartyRef, name: str, number: int, said_by: tuple[int, int, str]) -> None:
        """Puts a bare mention to those that wait: of its many columns only the name is not the same in all."""
        slot, content = mention_hashes(party.kind, self.source, party.key, name)
        self._bare[party.kind].append((bytearray(slot), bytearray(content), number, name, *said_by))
        self._pending_rows += 1

    def _numbered(self, key: str, kind: str | None, scope: str | None) -> int:
        number = self._next_number
        self._next_number += 1
        self._parties.append((number, key, kind or _NULL, _NULL if scope is None else scope))
        return number

    def add_name(self, key: str, name: str) -> None:
        """Makes a node findable under a name; `add` does this for the names that parties carry."""
        self._names.append((self._numbered(key, None, None), name))

    def add_document(self, document: SourceDocument) -> None:
        """Stages a document; to be called when its rows are counted."""
        row = document_row(document)
        self._connection.execute(f"INSERT OR IGNORE INTO document VALUES({', '.join('?' * len(row))})", row)

    def add_quarantined(self, row: QuarantinedRow) -> None:
        """Stages a refused row."""
        self._refused.append(astuple(row))
        self._refused_bytes += len(row.sealed)
        if len(self._refused) >= FLUSH_ROWS or self._refused_bytes >= _MOST_SEALED_BYTES:
            self.flush()

    def add_mended(self, document: str, line: int) -> None:
        """Says that a row which this source's earlier load refused is mended (已更正): its refusal is closed."""
        self._mended.append((document, line))
        if len(self._mended) >= FLUSH_ROWS:
            self.flush()

    def fill(self, kind: str, rows: Iterable[Sequence[Value | bytes]]) -> None:
        """Stages statements in the columns of `statement_columns`: what another store has stated before. Their nodes
        are staged by `add_node`, or are in the store already."""
        ends = len(schema.end_columns(kind))
        for slot, content, *rest in rows:
            keys, said, (document, *place) = rest[:ends], rest[ends:-3], rest[-3:]
            row: list[Any] = [
                bytearray(cast("bytes", slot)),
                bytearray(cast("bytes", content)),
                *(self._number_of(str(key)) for key in keys),
                *(_NULL if value is None else value for value in said),
                self._document_number(str(document)),
                *place,
            ]
            self._pending[kind].append(row)
            self._pending_rows += 1
            if self._pending_rows >= FLUSH_ROWS:
                self.flush()

    def add_node(self, key: str, kind: str, scope: str | None) -> None:
        """Stages a node by itself; `add` does this for the parties of its records."""
        self._numbers[key] = self._numbered(key, kind, scope)

    def _number_of(self, key: str) -> int:
        number = self._numbers.get(key)
        if number is None:
            if len(self._numbers) >= KNOWN_PARTIES:
                self._numbers.clear()
            number = self._numbers[key] = self._numbered(key, None, None)
        return number

    def flush(self) -> None:
        """Writes what is pending to the scratch file.

        Raises:
            StoreUnavailableError: there is no room for it.
        """
        with translated(self.path):
            self._write_pending()

    def _write_pending(self) -> None:
        execute = self._connection.executemany
        execute("INSERT INTO party VALUES(?, ?, ?, ?)", self._parties)
        names = [(number, name, search_name(name)) for number, name in self._names]
        execute("INSERT INTO said_name VALUES(?, ?, ?)", names)
        for kind, rows in self._pending.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                execute(f"INSERT INTO {said_table(kind)} VALUES({marks})", rows)
                rows.clear()
        for kind, mentions in self._bare.items():
            if mentions:
                execute(
                    f"INSERT INTO {said_table(kind)}(slot, content, node, name, mention, document, line, row_hash)"
                    " VALUES(?1, ?2, ?3, ?4, 1, ?5, ?6, ?7)",
                    mentions,
                )
                mentions.clear()
        marks = ", ".join("?" * len(QUARANTINE_COLUMNS))
        execute(f"INSERT OR IGNORE INTO quarantine VALUES({marks})", self._refused)
        execute("INSERT OR IGNORE INTO mended VALUES(?, ?)", self._mended)
        for waiting in (self._parties, self._names, self._refused, self._mended):
            waiting.clear()
        self._pending_rows = self._refused_bytes = 0

    def seal(self, progress: Progress = lambda stage, done, total: None) -> None:
        """Ends the filling: everything is in the scratch file, in order, which a store may now read or attach.

        Raises:
            StoreUnavailableError: there is no room for it.
            Whatever `progress` raises.
        """
        self.flush()
        for known in (self._numbers, self._described, self._mentioned):
            known.clear()
        pulse = Pulse(progress, self._next_number + sum(map(self.count, schema.STATEMENT_KINDS)), "sort")
        with translated(self.path), beating(self._connection, pulse):
            documents = ((number, key) for key, number in self._documents.items())
            self._connection.executemany("INSERT INTO said_document VALUES(?, ?)", documents)
            self._connection.execute("CREATE INDEX party_key ON party(key, kind, scope)")
            pulse.at("sort", self._next_number)
            for kind in schema.STATEMENT_KINDS:
                rows = self.count(kind)
                self._put_in_order(kind)
                pulse.at("sort", rows)
            self._connection.execute("COMMIT")

    def _put_in_order(self, kind: str) -> None:
        said = said_table(kind)
        self._connection.execute(f"CREATE INDEX {said}_slot ON {said}(slot, content)")
        if self.count(kind) > self._count(f"(SELECT DISTINCT slot, content FROM {said})"):
            self._connection.execute(said_again_sql(kind))
        if kind in MENTIONS:
            self._connection.execute(needless_mentions_sql(kind))

    # ------------------------------------------------------------------ emptying

    def count(self, table: str) -> int:
        """Rows of a statement kind, `node`, `name`, `document` or `quarantine`.

        Of nodes and names those count twice that were forgotten between (`KNOWN_PARTIES`): it is for progress.
        """
        if table == "node":
            return self._count("party WHERE kind IS NOT NULL")
        return self._count(said_table(table) if table in self._pending or table == "name" else table)

    def _count(self, table: str) -> int:
        return int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def rows(self, table: str, batch: int = 10_000) -> Iterator[list[tuple[Value | bytes, ...]]]:
        """Batches of a table in key order: statements by (slot, content), so one slot's rows stand together."""
        cursor = self._connection.execute(f"SELECT * FROM {table}")
        while rows := cursor.fetchmany(batch):
            yield rows

    def close(self) -> None:
        """Removes the scratch file."""
        with contextlib.suppress(sqlite3.ProgrammingError):
            self._connection.close()
        self._directory.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
