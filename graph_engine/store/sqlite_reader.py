"""Reading the embedded store: columns in batches, out of one read transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np

from graph_engine.errors import RequestError
from graph_engine.model import schema
from graph_engine.model.documents import SourceDocument
from graph_engine.model.names import search_name
from graph_engine.model.schema import Type
from graph_engine.store.base import MISSING, Column, LoadRow, NamedParty
from graph_engine.store.search import Hit, codes_in_text, ranked, shown_name
from graph_engine.store.sqlite_connection import translated
from graph_engine.store.sqlite_names import index_query
from graph_engine.store.sqlite_schema import end_names, value_properties
from graph_engine.store.stored_rows import DOCUMENT_COLUMNS, QUARANTINE_COLUMNS, QuarantinedRow, document_of_row

BATCH_ROWS: Final = 500
"""Rows of a batch: so few stay in the processor's cache until they are columns, which takes half the time."""

_LIVE: Final = "recorded_load <= ?1 AND (retired_load IS NULL OR retired_load > ?1)"


class SqliteReader:
    """A consistent picture of the loads that were committed when it was made; see `Reader`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        try:
            connection.execute("PRAGMA query_only=ON")
            connection.execute("BEGIN")
            # The picture is taken by the first read, not by BEGIN.
            connection.execute("SELECT count(*) FROM load").fetchone()
        except BaseException:
            connection.close()
            raise

    def loads(self) -> list[LoadRow]:
        """Every committed load, oldest first."""
        with translated(self._path):
            rows = self._connection.execute(
                "SELECT number, loader, source, full_load, recorded_at, added, retired, digest, reading"
                " FROM load ORDER BY number"
            ).fetchall()
        return [
            LoadRow(number, loader, source, bool(full), datetime.fromisoformat(recorded_at), *counted)
            for number, loader, source, full, recorded_at, *counted in rows
        ]

    def nodes(self, load: int) -> Iterator[tuple[Column, list[str], list[str], list[str | None]]]:
        """Batches of (nid, kind, key, scope key) of the nodes known at `load`."""
        sql = "SELECT nid, kind, key, scope FROM node WHERE recorded_load <= ?1"
        for ids, kinds, keys, scopes in self._columns(sql, load):
            yield np.fromiter(ids, np.int64, len(ids)), list(kinds), list(keys), list(scopes)

    def statements(self, kind: str, columns: Sequence[str], load: int) -> Iterator[dict[str, Column]]:
        """Batches of the statements of `kind` live at `load`; see `Reader.statements`."""
        known = _readable(kind)
        unknown = [name for name in columns if name not in known]
        if unknown or not columns:
            raise RequestError(f"statements of '{kind}' have no column {', '.join(unknown) or 'asked for'}")
        picked = [known[name] for name in columns]
        sql = f"SELECT {', '.join(expression for expression, _ in picked)} FROM {kind} WHERE {_LIVE}"
        for batch in self._columns(sql, load):
            yield {name: convert(values) for name, (_, convert), values in zip(columns, picked, batch, strict=True)}

    def documents(self, load: int) -> list[tuple[int, SourceDocument]]:
        """(store's own id, document) of every document known at `load`."""
        sql = f"SELECT did, {', '.join(DOCUMENT_COLUMNS)} FROM document WHERE recorded_load <= ?1 ORDER BY did"
        with translated(self._path):
            rows = self._connection.execute(sql, (load,)).fetchall()
        return [(row[0], document_of_row(row[1:])) for row in rows]

    def quarantine(self, load: int) -> Iterator[QuarantinedRow]:
        """Refused rows that are open at `load`, by document, then line."""
        columns = ", ".join(f"q.{name}" for name in QUARANTINE_COLUMNS[1:])
        live = _LIVE.replace("recorded_load", "q.recorded_load").replace("retired_load", "q.retired_load")
        sql = (
            f"SELECT d.key, {columns} FROM quarantine q JOIN document d ON d.did = q.document"
            f" WHERE {live} ORDER BY d.key, q.line"
        )
        for batch in self._batches(sql, load):
            yield from (QuarantinedRow(*row) for row in batch)

    def search(self, text: str, limit: int) -> list[NamedParty]:
        """Nodes found by a part of a name or by a code; see `Reader.search`."""
        if limit <= 0:
            return []
        with translated(self._path):
            return ranked([*self._found_by_code(text), *self._found_by_name(text, limit)], limit)

    def _found_by_code(self, text: str) -> Iterator[Hit]:
        nodes: dict[int, tuple[str, str]] = {}
        for code in codes_in_text(text):
            rows = self._connection.execute(_BY_CODE, {"code": code})
            nodes.update((nid, (kind, key)) for nid, kind, key in rows)
        for nid, (kind, key) in nodes.items():
            names = self._connection.execute("SELECT name FROM name WHERE node = ?", (nid,))
            yield Hit(kind, key, shown_name(key, (name for (name,) in names)), exact=True)

    def _found_by_name(self, text: str, limit: int) -> Iterator[Hit]:
        wanted = search_name(text)
        if not wanted:
            return
        found: set[str] = set()
        rows = self._connection.execute(_BY_NAME, {"query": index_query(wanted), "wanted": wanted})
        for kind, key, name, exact in rows:
            # Rows come best first, several of one node among them.
            found.add(key)
            yield Hit(kind, key, name, bool(exact))
            if len(found) >= limit:
                return

    def _columns(self, sql: str, load: int) -> Iterator[list[tuple[Any, ...]]]:
        for batch in self._batches(sql, load):
            yield list(zip(*batch, strict=True))

    def _batches(self, sql: str, load: int) -> Iterator[list[tuple[Any, ...]]]:
        with translated(self._path):
            cursor = self._connection.execute(sql, (load,))
        while True:
            with translated(self._path):
                batch = cursor.fetchmany(BATCH_ROWS)
            if not batch:
                return
            yield batch

    def close(self) -> None:
        """Lets the picture go."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


_VALUE_OF_KEY = "substr({0}, instr({0}, ':') + 1)"
_BY_CODE: Final = (
    f"SELECT nid, kind, key FROM node WHERE {_VALUE_OF_KEY.format('key')} = :code"
    " UNION SELECT nid, kind, key FROM node WHERE substr(key, 1, 5) = 'uscc:' AND substr(key, 14, 9) = :code"
    f" UNION SELECT n.nid, n.kind, n.key FROM {schema.ALIAS} a JOIN node n ON n.nid = a.node"
    f" WHERE a.retired_load IS NULL AND {_VALUE_OF_KEY.format('a.other_key')} = :code"
)
_BY_NAME: Final = (
    "SELECT n.kind, n.key, m.name, m.search = :wanted AS exact"
    " FROM name_index i JOIN name m ON m.id = i.rowid JOIN node n ON n.nid = m.node"
    " WHERE name_index MATCH :query AND instr(m.search, :wanted)"
    " ORDER BY exact DESC, length(m.name), m.name, n.key"
)


def _integers(values: Sequence[int]) -> Column:
    return np.fromiter(values, np.int64, len(values))


def _texts(values: Sequence[str | None]) -> Column:
    return list(values)


def _readable(kind: str) -> dict[str, tuple[str, Callable[[Any], Column]]]:
    """What can be asked of a kind: name → (SQL, how its values become a column)."""
    if kind not in schema.STATEMENT_KINDS:
        raise RequestError(f"there are no statements of a kind '{kind}'")
    readable: dict[str, tuple[str, Callable[[Any], Column]]] = {
        "slot": ("lower(hex(slot))", _texts),
        "content": ("lower(hex(content))", _texts),
        "document": ("document", _integers),
    }
    for end in end_names(kind):
        readable[end] = (end, _integers)
    for prop in value_properties(kind):
        if prop.type in (Type.TEXT, Type.LIST):
            readable.setdefault(prop.name, (prop.name, _texts))
        else:
            readable[prop.name] = (f"coalesce({prop.name}, {MISSING})", _integers)
    return readable
