"""What a snapshot is built from: columns of the statements known at one load, as any store hands them over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_engine.model import schema
from graph_engine.model.columns import Column
from graph_engine.model.documents import SourceDocument


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The statements live at one load, in the store's own order, which means nothing.

    `node_id`, `kind`, `key` and `scope` describe the nodes; the ends of statements hold node ids. `documents`
    maps the store's own document ids. `refused` names, for each open quarantined row that says which enterprise
    it is about, that enterprise's key.
    """

    node_id: NDArray[np.int64]
    kind: Sequence[str]
    key: Sequence[str]
    scope: Sequence[str | None]
    documents: Mapping[int, SourceDocument]
    statements: Mapping[str, Mapping[str, Column]]
    refused: Sequence[str]


def wanted_columns(kind: str) -> tuple[str, ...]:
    """The columns that a snapshot needs of statements of `kind`."""
    ends = ("source", "target") if kind in schema.RELATION_KINDS else ("node",)
    own = tuple(prop.name for prop in schema.own_properties(kind))
    return (*ends, *own, "valid_from", "valid_to", "document", "line")


def integers(statements: Mapping[str, Column], name: str) -> NDArray[np.int64]:
    """An integer column."""
    column = statements[name]
    if isinstance(column, list):
        raise TypeError(f"{name} is a column of texts")
    return column


def texts(statements: Mapping[str, Column], name: str) -> list[str | None]:
    """A text column."""
    column = statements[name]
    if not isinstance(column, list):
        raise TypeError(f"{name} is a column of integers")
    return column


def subject_pairs(tables: Tables, position: NDArray[np.int64]) -> list[tuple[int, int]]:
    """(event, subject) of each statement that names a subject, as positions."""
    statements = tables.statements["subject_of"]
    sources = position[integers(statements, "source")].tolist()
    targets = position[integers(statements, "target")].tolist()
    return list(zip(targets, sources, strict=True))
