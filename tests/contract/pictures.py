"""Everything that a reader shows at one load, in a form that is equal where the contents are equal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph_engine.model import schema
from graph_engine.model.documents import SourceDocument
from graph_engine.model.records import Value
from graph_engine.store.base import MISSING, Column, Reader, Store
from graph_engine.store.stored_rows import QuarantinedRow

Statement = tuple[Value, ...]
"""Slot and content in hex, keys of the ends, own properties, valid_from, valid_to, document key, line, row_hash."""


@dataclass(frozen=True)
class Picture:
    """What is known at one load."""

    nodes: list[tuple[str, str, str | None]]
    statements: dict[str, list[Statement]]
    documents: list[SourceDocument]
    refused: list[QuarantinedRow]

    def of(self, kind: str) -> list[Statement]:
        """The statements of one kind; none where the kind is empty."""
        return self.statements.get(kind, [])


EMPTY = Picture([], {}, [], [])


def columns_of(kind: str) -> tuple[str, ...]:
    """All that can be asked about a statement, in the order of `Statement`."""
    ends = ("source", "target") if kind in schema.RELATION_KINDS else ("node",)
    own = (prop.name for prop in schema.own_properties(kind))
    return ("slot", "content", *ends, *own, *(prop.name for prop in schema.STATEMENT_PROPERTIES))


def values_of(column: Column) -> list[Value]:
    """A column as plain values."""
    if isinstance(column, list):
        return list(column)
    return [None if value == MISSING else value for value in column.tolist()]


def integers_of(column: Column) -> list[int]:
    """A column of integers, none of which is missing."""
    assert not isinstance(column, list)
    assert MISSING not in column
    return [int(value) for value in column]


def picture(reader: Reader, load: int) -> Picture:
    """Everything that `reader` shows at `load`."""
    nodes: dict[Value, tuple[str, str, str | None]] = {}
    for ids, kinds, keys, scopes in reader.nodes(load):
        rows = zip(kinds, keys, scopes, strict=True)
        nodes.update(zip(values_of(ids), rows, strict=True))
    documents = dict(reader.documents(load))
    keys_of_nodes = {number: key for number, (_, key, _) in nodes.items()}
    keys_of_documents: dict[Value, str] = {number: document.key for number, document in documents.items()}
    statements = {}
    for kind in schema.STATEMENT_KINDS:
        found = sorted(_statements(reader, kind, load, keys_of_nodes, keys_of_documents), key=repr)
        if found:
            statements[kind] = found
    return Picture(
        nodes=sorted(nodes.values(), key=repr),
        statements=statements,
        documents=sorted(documents.values(), key=lambda document: document.key),
        refused=list(reader.quarantine(load)),
    )


def _statements(
    reader: Reader, kind: str, load: int, nodes: dict[Value, str], documents: dict[Value, str]
) -> Iterator[Statement]:
    wanted = columns_of(kind)
    for batch in reader.statements(kind, wanted, load):
        assert set(batch) == set(wanted)
        columns = []
        for name in wanted:
            values = values_of(batch[name])
            if name in ("node", "source", "target"):
                values = [nodes[value] for value in values]
            elif name == "document":
                values = [documents[value] for value in values]
            columns.append(values)
        yield from zip(*columns, strict=True)


def newest(store: Store) -> Picture:
    """What the last committed load shows."""
    with store.reader() as reader:
        loads = reader.loads()
        return picture(reader, loads[-1].number if loads else 0)


def history(store: Store) -> list[Picture]:
    """What each committed load showed, oldest first."""
    with store.reader() as reader:
        return [picture(reader, load.number) for load in reader.loads()]
