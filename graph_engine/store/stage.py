"""The stage: where one load is gathered, whole, before a store is touched.

Loaders fill it, stores empty it. It is a scratch SQLite file, so its size does not depend on memory. While it is
filled, rows are only ever appended; when it is sealed they are put in order once, statements said twice become
one (the first row is the provenance that stays), and an index finds them by slot. What cannot be read, or read
whole, never gets past it: an interrupted or refused load has changed nothing.

A **slot** is the place that later words of the same source about the same thing replace: a hash of kind,
source, ends and the record's own `place`. The **content** is a hash of everything the statement says. A slot
holds the set of contents that the last load mentioning it stated. Both are 16-byte BLAKE2b digests.

Keys are long and come again and again, so statements hold numbers instead. The `party` table says which key a
number stands for: a key that is met again after `KNOWN_PARTIES` others may get a second one. The same goes for
documents, which have one number each. Readers see keys: the views are named for what they hold, `said_…` are the
tables beneath, which stores attach and join by number.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass
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

KNOWN_PARTIES = 200_000
"""Parties that are remembered with what was said of them, so that it need not be said again."""

MENTIONS: dict[str, type[Enterprise] | type[Person] | type[Project]] = {
    "enterprise": Enterprise,
    "person": Person,
    "project": Project,
}
"""Node kinds that are known by name, and the record that says so."""

_SEPARATOR = "\x1f"
_NULL = float("nan")
"""Stands for nothing where rows are written: SQLite keeps it as NULL. The driver looks for an adapter of `None`, and
of `bytes`, each time it is given one; that takes three times as long as all the rest."""


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


def said_table(kind: str) -> str:
    """The table of the stage that holds the statements of a kind with numbers for parties and documents."""
    return f"said_{kind}"


def said_columns(kind: str) -> tuple[str, ...]:
    """The columns of `said_table`: as `statement_columns`, with numbers under the names of the ends."""
    ends = schema.end_columns(kind)
    return tuple(name.removesuffix("_key") if name in ends else name for name in statement_columns(kind))


def _view(kind: str) -> str:
    """Statements with the keys that their numbers stand for, by slot."""
    keys = {end.removesuffix("_key"): end for end in schema.end_columns(kind)}
    shown = (
        f"{name}_party.key AS {keys[name]}"
        if name in keys
        else "said_document.key AS document"
        if name == "document"
        else f"s.{name}"
        for name in said_columns(kind)
    )
    joins = " ".join(f"JOIN party {end}_party ON {end}_party.number = s.{end}" for end in keys)
    return (
        f"CREATE VIEW {kind} AS SELECT {', '.join(shown)} FROM {said_table(kind)} s {joins}"
        " JOIN said_document ON said_document.number = s.document ORDER BY s.slot, s.content"
    )


def _needless_mentions(kind: str) -> str:
    """Takes away bare mentions of nodes that the same load describes under the same name."""
    others = (prop.name for prop in schema.own_properties(kind) if prop.name not in ("name", "mention"))
    bare = " AND ".join(f"{name} IS NULL" for name in (*others, "valid_from", "valid_to"))
    said = said_table(kind)
    described = f"SELECT p.key, s.name FROM {said} s JOIN party p ON p.number = s.node WHERE s.mention IS NULL"
    key = f"(SELECT key FROM party WHERE number = {said}.node)"
    return f"DELETE FROM {said} WHERE mention = 1 AND {bare} AND ({key}, name) IN ({described})"


def _said_again(kind: str) -> str:
    """Takes away what an earlier row says in the same words."""
    said = said_table(kind)
    same = f"s.slot = {said}.slot AND s.content = {said}.content AND s.rowid < {said}.rowid"
    return f"DELETE FROM {said} WHERE EXISTS (SELECT 1 FROM {said} s WHERE {same})"


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
        self._documents: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._next_number = 1
        self._described: dict[tuple[str, str | None, tuple[str, ...]], int] = {}
        self._mentioned: dict[tuple[str, str | None, tuple[str, ...]], int] = {}
        self._create()

    def _create(self) -> None:
        script = [
            "PRAGMA journal_mode=OFF",
            "PRAGMA synchronous=OFF",
            "PRAGMA cache_size=-65536",
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
            script.append(_view(kind))
        for statement in script:
            self._connection.execute(statement)
        self._connection.execute("BEGIN")

    # ------------------------------------------------------------------ filling

    def add(self, record: Record, document: str, line: int, row_hash: str) -> None:
        """Stages one statement with its provenance.

        The parties at its ends are staged with it: their nodes, their other keys and, where the record does not
        describe the party itself, a mention that says under which name this row knows them.
        """
        number = self._documents.get(document)
        if number is None:
            number = self._documents[document] = len(self._documents) + 1
        self._add(record, (number, line, row_hash))
        if self._pending_rows >= FLUSH_ROWS:
            self.flush()

    def _add(self, record: Record, said_by: tuple[int, int, str]) -> None:
        kind = record.kind
        ends = record.ends()
        numbers = []
        for party in ends:
            known = self._described if party.kind == kind else self._mentioned
            number = known.get((party.key, party.name, party.aliases))
            numbers.append(self._introduced(party, kind, said_by) if number is None else number)
        self._say(record, [party.key for party in ends], numbers, said_by)

    def _say(self, record: Record, keys: list[str], numbers: list[int], said_by: tuple[int, int, str]) -> None:
        kind = record.kind
        said = (*record.values(), day_of(record.valid_from), day_of(record.valid_to))
        slot = slot_of(kind, self.source, keys, record.place())
        self._pending[kind].append(
            [
                bytearray(slot),
                bytearray(content_of(said)),
                *numbers,
                *[_NULL if value is None else value for value in said],
                *said_by,
            ]
        )
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
        what = (party.key, party.name, party.aliases)
        if what not in self._described and what not in self._mentioned:
            for other in party.aliases:
                self._say(Alias(party=party, other_key=other), [party.key], [number], said_by)
            if party.name is not None:
                self._names.append((number, party.name))
        if party.kind == kind:
            self._described[what] = number
            return number
        self._mentioned[what] = number
        mention = MENTIONS.get(party.kind)
        if mention is not None and party.name is not None:
            self._say(mention(party=party, name=party.name, mention=True), [party.key], [number], said_by)
        return number

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
        execute("INSERT INTO party VALUES(?, ?, ?, ?)", self._parties)
        names = [(number, name, search_name(name)) for number, name in self._names]
        execute("INSERT INTO said_name VALUES(?, ?, ?)", names)
        for kind, rows in self._pending.items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                execute(f"INSERT INTO {said_table(kind)} VALUES({marks})", rows)
                rows.clear()
        self._parties.clear()
        self._names.clear()
        self._pending_rows = 0

    def seal(self) -> None:
        """Ends the filling: everything is in the scratch file, in order, which a store may now read or attach."""
        self.flush()
        with translated(self.path):
            documents = ((number, key) for key, number in self._documents.items())
            self._connection.executemany("INSERT INTO said_document VALUES(?, ?)", documents)
            self._connection.execute("CREATE INDEX party_key ON party(key, kind, scope)")
            for kind in schema.STATEMENT_KINDS:
                said = said_table(kind)
                self._connection.execute(f"CREATE INDEX {said}_slot ON {said}(slot, content)")
                if self._count(said) > self._count(f"(SELECT DISTINCT slot, content FROM {said})"):
                    self._connection.execute(_said_again(kind))
            for kind in MENTIONS:
                self._connection.execute(_needless_mentions(kind))
            self._connection.execute("COMMIT")
        self._numbers.clear()
        self._described.clear()
        self._mentioned.clear()

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
