"""Reading the server (读取): the loads committed when the reader was opened, and nothing of one being written.

The reader holds no transaction. It notes the number of the last committed load; rows of later loads carry higher
numbers, and a row that is retired later still says that it was live before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import UTC
from types import TracebackType
from typing import Any, Final, Self

import numpy as np

from graph_engine.model.days import date_of
from graph_engine.model.documents import SourceDocument
from graph_engine.store.base import Column, LoadRow, NamedParty
from graph_engine.store.neo4j_connection import Connection
from graph_engine.store.neo4j_scan import BATCH_ROWS, scan
from graph_engine.store.neo4j_search import KIND_OF_LABEL, find
from graph_engine.store.neo4j_values import ABSENT, columns_to_read, text_or_none
from graph_engine.store.queries import query
from graph_engine.store.stored_rows import QuarantinedRow

_REFUSED: Final = tuple(field.name for field in fields(QuarantinedRow))
_DOCUMENT: Final = tuple(field.name for field in fields(SourceDocument))


class Neo4jReader:
    """A consistent picture of the loads that were committed when it was made; see `Reader`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        store = connection.row(query("read/store"))
        self._last: int = store["committed_load"]
        self._next_nid: int = store["next_nid"]

    def _seen(self, load: int) -> int:
        return min(load, self._last)

    def loads(self) -> list[LoadRow]:
        """Every committed load, oldest first."""
        return [
            LoadRow(
                row["number"],
                row["loader"],
                row["source"],
                row["full"],
                row["recorded_at"].to_native().astimezone(UTC),
                row["added"],
                row["retired"],
                row["digest"],
                row["reading"],
            )
            for row in self._connection.rows(query("read/loads"), load=self._last)
        ]

    def nodes(self, load: int) -> Iterator[tuple[Column, list[str], list[str], list[str | None]]]:
        """Batches of (nid, kind, key, scope key) of the nodes known at `load`."""
        asked = query("read/nodes")
        for low in range(0, self._next_nid, BATCH_ROWS):
            row = self._connection.row(
                asked, lo=low, hi=min(low + BATCH_ROWS, self._next_nid), load=self._seen(load), absent=ABSENT
            )
            if row["nid"]:
                yield (
                    np.array(row["nid"], dtype=np.int64),
                    [KIND_OF_LABEL[label] for label in row["label"]],
                    list(row["key"]),
                    [text_or_none(scope) for scope in row["scope"]],
                )

    def statements(self, kind: str, columns: Sequence[str], load: int) -> Iterator[dict[str, Column]]:
        """Batches of the statements of `kind` live at `load`; see `Reader.statements`."""
        columns_to_read(kind, columns)
        return scan(self._connection, kind, columns, self._seen(load))

    def documents(self, load: int) -> list[tuple[int, SourceDocument]]:
        """(store's own id, document) of every document known at `load`."""
        rows = self._connection.rows(query("read/documents"), load=self._seen(load))
        return [(row["document"], _document(row["properties"])) for row in rows]

    def quarantine(self, load: int) -> Iterator[QuarantinedRow]:
        """Refused rows that are open at `load`, by document, then line."""
        seen = self._seen(load)
        keys = {number: document.key for number, document in self.documents(load)}
        with_rows = self._connection.row(query("read/documents_with_refused_rows"), load=seen)["documents"]
        for number in sorted(with_rows, key=lambda number: keys[number]):
            for row in self._connection.rows(query("read/refused_rows"), document=number, load=seen):
                yield _refused(keys[number], row["properties"])

    def search(self, text: str, limit: int) -> list[NamedParty]:
        """Nodes found by a part of a name or by a code; see `Reader.search`."""
        return find(self._connection, text, limit, self._last)

    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _document(properties: Mapping[str, Any]) -> SourceDocument:
    values = {name: properties[name] for name in _DOCUMENT if name in properties}
    until = properties.get("covered_until_day")
    for name in ("covers", "headers"):
        values[name] = tuple(values.get(name, ()))
    values["covered_until"] = None if until is None else date_of(until)
    return SourceDocument(**values)


def _refused(document: str, properties: Mapping[str, Any]) -> QuarantinedRow:
    values = {name: properties[name] for name in _REFUSED}
    return QuarantinedRow(**{**values, "document": document, "sealed": bytes(values["sealed"])})
