"""The stage: where one load is gathered, whole, before a store is touched.

Loaders fill it, stores empty it. It is a scratch SQLite file, so its size does not depend on memory; it folds
statements said twice into one (the first row is the provenance that stays) and orders them by slot. What
cannot be read, or read whole, never gets past it: an interrupted or refused load has changed nothing.

A **slot** is the place that later words of the same source about the same thing replace: a hash of kind,
source, ends and the record's own `place`. The **content** is a hash of everything the statement says. A slot
holds the set of contents that the last load mentioning it stated. Both are 16-byte BLAKE2b digests.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

from graph_engine.model import schema
from graph_engine.model.days import day_of
from graph_engine.model.documents import SourceDocument
from graph_engine.model.names import search_name
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Alias, Enterprise, Person, Project, Record, Value
from graph_engine.store.sqlite_connection import translated

FLUSH_ROWS = 10_000
"""Rows kept in memory before they go to the scratch file."""

MENTIONS: dict[str, type[Enterprise] | type[Person] | type[Project]] = {
    "enterprise": Enterprise,
    "person": Person,
    "project": Project,
}
"""Node kinds that are known by name, and the record that says so."""

_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """A refused row (隔离行). `sealed` is the encrypted raw row with the offending value."""

    document: str
    line: int
    column: str
    reason: str
    reason_zh: str
    touches: str
    """Key of the enterprise that the row is about, where the row says so; else empty."""
    sealed: bytes
    row_hash: str = ""


QUARANTINE_COLUMNS = ("document", "line", "column_name", "reason", "reason_zh", "touches", "sealed", "row_hash")
DOCUMENT_COLUMNS = (
    "key",
    "source",
    "loader",
    "name",
    "sheet",
    "sha256",
    "size",
    "rows",
    "understood",
    "ignored",
    "refused",
    "covers",
    "covered_until",
    "headers",
)


def statement_columns(kind: str) -> tuple[str, ...]:
    """The columns of a staged statement: slot, content, ends, own properties, then `STATEMENT_PROPERTIES`."""
    own = (prop.name for prop in schema.own_properties(kind))
    shared = (prop.name for prop in schema.STATEMENT_PROPERTIES)
    return ("slot", "content", *schema.end_columns(kind), *own, *shared)


def slot_of(kind: str, source: str, ends: Sequence[str], place: str) -> bytes:
    """The slot of a statement: 16 bytes that later words of `source` about the same thing share."""
    return blake2b(_SEPARATOR.join((kind, source, *ends, place)).encode(), digest_size=16).digest()


def content_of(values: Sequence[Value]) -> bytes:
    """The content hash of what a statement says: own properties, then valid_from and valid_to as days."""
    return blake2b(repr(tuple(values)).encode(), digest_size=16).digest()


def document_row(document: SourceDocument) -> tuple[Value, ...]:
    """A document in the columns in which stages and stores keep it."""
    values = asdict(document)
    values["covers"] = " ".join(document.covers)
    values["covered_until"] = day_of(document.covered_until)
    values["headers"] = json.dumps(document.headers, ensure_ascii=False)
    return tuple(values[name] for name in DOCUMENT_COLUMNS)


def _needless_mentions(kind: str) -> str:
    """Takes away bare mentions of nodes that the same load describes under the same name."""
    others = (prop.name for prop in schema.own_properties(kind) if prop.name not in ("name", "mention"))
    bare = " AND ".join(f"{name} IS NULL" for name in (*others, "valid_from", "valid_to"))
    described = f"SELECT node_key, name FROM {kind} WHERE mention IS NULL"
    return f"DELETE FROM {kind} WHERE mention = 1 AND {bare} AND (node_key, name) IN ({described})"


class Stage:
    """Gathers one load of one source in a scratch file. Needs closing; usable as a context manager."""

    def __init__(self, source: str, directory: Path | None = None) -> None:
        self.source = source
        self._directory = tempfile.TemporaryDirectory(prefix="graph-engine-stage-", dir=directory)
        self.path = Path(self._directory.name) / "stage.sqlite"
        self._connection = sqlite3.connect(self.path, isolation_level=None)
        self._pending: dict[str, list[tuple[Value | bytes, ...]]] = {kind: [] for kind in schema.STATEMENT_KINDS}
        self._nodes: dict[str, tuple[str, str | None]] = {}
        self._names: dict[tuple[str, str], None] = {}
        self._mentioned: set[tuple[str, str]] = set()
        self._pending_rows = 0
        self._create()

    def _create(self) -> None:
        script = [
            "PRAGMA journal_mode=OFF",
            "PRAGMA synchronous=OFF",
            "PRAGMA cache_size=-65536",
            "CREATE TABLE node(key TEXT PRIMARY KEY, kind TEXT NOT NULL, scope TEXT) WITHOUT ROWID",
            "CREATE TABLE name(key TEXT, name TEXT, search TEXT, PRIMARY KEY(key, name)) WITHOUT ROWID",
            f"CREATE TABLE document({', '.join(DOCUMENT_COLUMNS)}, PRIMARY KEY(key)) WITHOUT ROWID",
            f"CREATE TABLE quarantine({', '.join(QUARANTINE_COLUMNS)}, PRIMARY KEY(document, line)) WITHOUT ROWID",
            "CREATE TABLE mended(document, line, PRIMARY KEY(document, line)) WITHOUT ROWID",
        ]
        for kind in schema.STATEMENT_KINDS:
            columns = ", ".join(statement_columns(kind))
            script.append(f"CREATE TABLE {kind}({columns}, PRIMARY KEY(slot, content)) WITHOUT ROWID")
        for statement in script:
            self._connection.execute(statement)
        self._connection.execute("BEGIN")

    # ------------------------------------------------------------------ filling

    def add(self, record: Record, document: str, line: int, row_hash: str) -> None:
        """Stages one statement with its provenance.

        The parties at its ends are staged with it: their nodes, their other keys and, where the record does not
        describe the party itself, a mention that says under which name this row knows them.
        """
        ends = record.ends()
        for party in ends:
            self._add_party(party, record.kind, document, line, row_hash)
        self._add_statement(record, tuple(party.key for party in ends), document, line, row_hash)

    def _add_party(self, party: PartyRef, kind: str, document: str, line: int, row_hash: str) -> None:
        self._nodes[party.key] = (party.kind, party.scope)
        if party.aliases:
            bare = replace(party, aliases=())
            for other in party.aliases:
                self._add_statement(Alias(party=bare, other_key=other), (party.key,), document, line, row_hash)
        if party.name is None:
            return
        name = (party.key, party.name)
        self._names[name] = None
        mention = MENTIONS.get(party.kind)
        # Whether the party is described elsewhere in the load plays no part: row order must change nothing.
        if mention is not None and party.kind != kind and name not in self._mentioned:
            self._mentioned.add(name)
            record = mention(party=party, name=party.name, mention=True)
            self._add_statement(record, (party.key,), document, line, row_hash)

    def add_name(self, key: str, name: str) -> None:
        """Makes a node findable under a name; `add` does this for the names that parties carry."""
        self._names[(key, name)] = None

    def _add_statement(self, record: Record, ends: tuple[str, ...], document: str, line: int, row_hash: str) -> None:
        values = record.values()
        valid = (day_of(record.valid_from), day_of(record.valid_to))
        slot = slot_of(record.kind, self.source, ends, record.place())
        content = content_of((*values, *valid))
        self._pending[record.kind].append((slot, content, *ends, *values, *valid, document, line, row_hash))
        self._pending_rows += 1
        if self._pending_rows >= FLUSH_ROWS:
            self.flush()

    def add_document(self, document: SourceDocument) -> None:
        """Stages a document; to be called when its rows are counted."""
        self.fill("document", [document_row(document)])

    def add_quarantined(self, row: QuarantinedRow) -> None:
        """Stages a refused row."""
        marks = ", ".join("?" * len(QUARANTINE_COLUMNS))
        self._connection.execute(f"INSERT OR IGNORE INTO quarantine VALUES({marks})", astuple(row))

    def add_mended(self, document: str, line: int) -> None:
        """Says that a row which this source's earlier load refused is mended (已更正): its refusal is closed."""
        self._connection.execute("INSERT OR IGNORE INTO mended VALUES(?, ?)", (document, line))

    def fill(self, table: str, rows: Iterable[Sequence[Value | bytes]]) -> None:
        """Stages rows as `rows` gives them, in the columns of their table: what another store has stated before."""
        some = iter(rows)
        first = next(some, None)
        if first is not None:
            marks = ", ".join("?" * len(first))
            self._connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES({marks})", chain([first], some))

    def flush(self) -> None:
        """Writes what is pending to the scratch file.

        Raises:
            StoreUnavailableError: there is no room for it.
        """
        with translated(self.path):
            self._write_pending()

    def _write_pending(self) -> None:
        execute = self._connection.executemany
        nodes = [(key, kind, scope) for key, (kind, scope) in self._nodes.items()]
        execute("INSERT OR IGNORE INTO node VALUES(?, ?, ?)", nodes)
        names = [(key, name, search_name(name)) for key, name in self._names]
        execute("INSERT OR IGNORE INTO name VALUES(?, ?, ?)", names)
        for kind, rows in self._pending.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                execute(f"INSERT OR IGNORE INTO {kind} VALUES({marks})", rows)
                rows.clear()
        self._nodes.clear()
        self._names.clear()
        self._mentioned.clear()
        self._pending_rows = 0

    def seal(self) -> None:
        """Ends the filling: everything is in the scratch file, which a store may now read or attach."""
        self.flush()
        with translated(self.path):
            for kind in MENTIONS:
                self._connection.execute(_needless_mentions(kind))
            self._connection.execute("COMMIT")

    # ------------------------------------------------------------------ emptying

    def count(self, table: str) -> int:
        """Rows in a table of the stage: a statement kind, `node`, `name`, `document` or `quarantine`."""
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
