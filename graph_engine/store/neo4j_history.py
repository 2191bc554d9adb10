"""All that was ever committed to the server (全部历史), read by ranges so that no batch outgrows memory."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import Any, Final, Self

from graph_engine.model import schema
from graph_engine.model.documents import SourceDocument
from graph_engine.model.records import Value
from graph_engine.store.base import MISSING, Column, Historic, LoadRow
from graph_engine.store.neo4j_connection import Connection
from graph_engine.store.neo4j_reader import Neo4jReader
from graph_engine.store.neo4j_scan import BATCH_ROWS, count, slot_ranges
from graph_engine.store.neo4j_schema import is_relation, place_of
from graph_engine.store.neo4j_search import KIND_OF_LABEL
from graph_engine.store.neo4j_values import gaps, history_columns
from graph_engine.store.queries import query
from graph_engine.store.stored_rows import QUARANTINE_COLUMNS, statement_columns

_KNOWN_TIME: Final = ("recorded_load", "retired_load")


class Neo4jHistory:
    """See `History`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._reader = Neo4jReader(connection)
        store = connection.row(query("read/store"))
        self._last: int = store["committed_load"]
        self._next_nid: int = store["next_nid"]
        self._documents = {number: document.key for number, document in self._reader.documents(self._last)}

    def loads(self) -> list[LoadRow]:
        """Every committed load, oldest first."""
        return self._reader.loads()

    def nodes(self) -> Iterator[list[tuple[int, str, str, str | None]]]:
        """(recorded_load, kind, key, scope key) of every node."""
        for rows in self._nodes():
            yield [(row["recorded_load"], KIND_OF_LABEL[row["label"]], row["key"], row["scope"]) for row in rows]

    def names(self) -> Iterator[list[tuple[int, str, str]]]:
        """(recorded_load, key, name) of every name under which a node is found."""
        for rows in self._nodes():
            yield [
                (since, row["key"], name)
                for row in rows
                for name, since in zip(row["names"], row["names_since"], strict=True)
                if since <= self._last
            ]

    def documents(self) -> list[tuple[int, SourceDocument]]:
        """(recorded_load, document) of every document."""
        rows = self._connection.rows(query("read/documents"), load=self._last)
        since = {row["document"]: int(row["properties"]["recorded_load"]) for row in rows}
        return [(since[number], document) for number, document in self._reader.documents(self._last)]

    def quarantine(self) -> Iterator[list[Historic]]:
        """Every refused row; it says the fields of `QuarantinedRow`."""
        for number, key in self._documents.items():
            rows = self._connection.rows(query("read/refused_history"), document=number, load=self._last)
            found = [row["properties"] for row in rows]
            if found:
                yield [
                    (row["recorded_load"], self._retired(row.get("retired_load")), _refused(key, row)) for row in found
                ]

    def statements(self, kind: str) -> Iterator[list[Historic]]:
        """Every statement of a kind; it says `statement_columns(kind)`."""
        asked = history_columns(kind)
        name = "read/relation_history" if is_relation(kind) else "read/attribute_history"
        template = query(name).filled({**place_of(kind), "/* columns */": asked.text})
        for low, high in slot_ranges(count(self._connection, kind)):
            record = self._connection.row(template, lo=low, hi=high, load=self._last, **gaps())
            if record["rows"]:
                yield self._rows(kind, asked.of(record))

    def _rows(self, kind: str, columns: dict[str, Column]) -> list[Historic]:
        plain = {name: _plain(column) for name, column in columns.items()}
        for half in ("slot", "content"):
            plain[half] = [bytes.fromhex(str(text)) for text in plain[half]]
        plain["document"] = [self._documents.get(number) for number in plain["document"]]
        said = zip(*(plain[name] for name in statement_columns(kind)), strict=True)
        known_time = zip(*(plain[name] for name in _KNOWN_TIME), strict=True)
        return [
            (recorded, self._retired(retired), row) for (recorded, retired), row in zip(known_time, said, strict=True)
        ]

    def _retired(self, load: int | None) -> int | None:
        """A load that is still being written has retired nothing yet."""
        return load if load is not None and load <= self._last else None

    def _nodes(self) -> Iterator[list[Any]]:
        for low in range(0, self._next_nid, BATCH_ROWS):
            high = min(low + BATCH_ROWS, self._next_nid)
            yield self._connection.rows(query("read/node_history"), lo=low, hi=high, load=self._last)

    def faults(self) -> Iterator[str]:
        """Indexes that are not kept, and statements about nothing."""
        for name in self._connection.row(query("read/unready_indexes"))["names"]:
            yield f"index {name} is not online"
        for kind in (*schema.NODE_KINDS, *schema.ASPECT_KINDS):
            asked = query("read/stray_attributes").filled(place_of(kind))
            stray = self._connection.row(asked, load=self._last)["rows"]
            if stray:
                yield f"{kind}: {stray} statements describe no node"

    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _plain(column: Column) -> list[Any]:
    if isinstance(column, list):
        return list(column)
    return [None if value == MISSING else value for value in column.tolist()]


def _refused(document: str, properties: dict[str, Any]) -> tuple[Value | bytes, ...]:
    values = {**properties, "document": document, "column_name": properties["column"]}
    return tuple(bytes(values[name]) if name == "sealed" else values[name] for name in QUARANTINE_COLUMNS)
