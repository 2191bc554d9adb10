"""Reads from a store what a snapshot is built from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph_engine.model import schema
from graph_engine.model.columns import Column
from graph_engine.snapshot.tables import Tables, wanted_columns
from graph_engine.store.base import Progress, Reader


def read_tables(reader: Reader, load: int, progress: Progress | None = None) -> Tables:
    """Everything that was live at a load; `progress` is told of each kind of statement that is read."""
    ids: list[NDArray[np.int64]] = []
    kinds: list[str] = []
    keys: list[str] = []
    scopes: list[str | None] = []
    for node_ids, batch_kinds, batch_keys, batch_scopes in reader.nodes(load):
        ids.append(np.asarray(node_ids, dtype=np.int64))
        kinds.extend(batch_kinds)
        keys.extend(batch_keys)
        scopes.extend(batch_scopes)
    statements: dict[str, dict[str, Column]] = {}
    for done, kind in enumerate(schema.STATEMENT_KINDS):
        if progress is not None:
            progress("read", done, len(schema.STATEMENT_KINDS))
        statements[kind] = _columns(reader, kind, load)
    return Tables(
        node_id=np.concatenate(ids) if ids else np.zeros(0, dtype=np.int64),
        kind=kinds,
        key=keys,
        scope=scopes,
        documents=dict(reader.documents(load)),
        statements=statements,
        refused=[row.touches for row in reader.quarantine(load) if row.touches],
    )


def _columns(reader: Reader, kind: str, load: int) -> dict[str, Column]:
    wanted = wanted_columns(kind)
    numbers: dict[str, list[NDArray[np.int64]]] = {name: [] for name in wanted}
    words: dict[str, list[str | None]] = {name: [] for name in wanted}
    is_text = _texts(kind)
    for batch in reader.statements(kind, wanted, load):
        for name in wanted:
            column = batch[name]
            if isinstance(column, list):
                words[name].extend(column)
            else:
                numbers[name].append(column)
    empty = np.zeros(0, dtype=np.int64)
    return {name: words[name] if name in is_text else np.concatenate((empty, *numbers[name])) for name in wanted}


def _texts(kind: str) -> frozenset[str]:
    types = (schema.Type.TEXT, schema.Type.LIST)
    return frozenset(prop.name for prop in schema.own_properties(kind) if prop.type in types)
