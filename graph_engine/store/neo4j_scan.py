"""Reading statements by ranges of slots (按槽位分段读取): batches of known size, however the graph is shaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from graph_engine.store.base import Column
from graph_engine.store.neo4j_connection import Connection
from graph_engine.store.neo4j_schema import is_relation, place_of
from graph_engine.store.neo4j_values import columns_to_read, gaps
from graph_engine.store.queries import query

BATCH_ROWS: Final = 20_000
"""Rows of a batch, on average; the server holds one batch in memory at a time."""

_SPAN: Final = 0x10000
_ABOVE_ALL: Final = "g"
"""Above every hexadecimal digit."""


def count(connection: Connection, kind: str) -> int:
    """Statements of `kind`, live or not; the server keeps this number, so asking costs nothing."""
    asked = query("read/relation_count" if is_relation(kind) else "read/attribute_count")
    return int(connection.row(asked.filled(place_of(kind)))["rows"])


def slot_ranges(rows: int, batch: int = BATCH_ROWS) -> Iterator[tuple[str, str]]:
    """Half-open ranges of slots in hex that hold about `batch` of `rows` rows each; none if there are no rows."""
    pieces = min(-(-rows // batch), _SPAN)
    bounds = [f"{piece * _SPAN // pieces:04x}" for piece in range(pieces)]
    yield from zip(bounds, [*bounds[1:], _ABOVE_ALL], strict=False)


def scan(connection: Connection, kind: str, columns: Sequence[str], load: int) -> Iterator[dict[str, Column]]:
    """Batches of the statements of `kind` live at `load`, as columns; none of them empty.

    Rows never change but for being retired later, so the batches fit together though each is read by itself.
    """
    asked = columns_to_read(kind, columns)
    words = {**place_of(kind), "/* columns */": asked.text}
    template = query("read/relations" if is_relation(kind) else "read/attributes").filled(words)
    for low, high in slot_ranges(count(connection, kind)):
        record = connection.row(template, lo=low, hi=high, load=load, **gaps())
        if record["rows"]:
            yield asked.of(record)
