"""Rows as stages and stores keep them (入库行): the columns of statements, documents and refused rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from graph_engine.model import schema
from graph_engine.model.days import date_of, day_of
from graph_engine.model.documents import SourceDocument
from graph_engine.model.records import Value


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


def document_row(document: SourceDocument) -> tuple[Value, ...]:
    """A document in the columns in which stages and stores keep it."""
    values = asdict(document)
    values["covers"] = " ".join(document.covers)
    values["covered_until"] = day_of(document.covered_until)
    values["headers"] = json.dumps(document.headers, ensure_ascii=False)
    return tuple(values[name] for name in DOCUMENT_COLUMNS)


def document_of_row(row: Sequence[Any]) -> SourceDocument:
    """The document that `document_row` made a row of."""
    values = dict(zip(DOCUMENT_COLUMNS, row, strict=True))
    until = values["covered_until"]
    values["covers"] = tuple(values["covers"].split())
    values["covered_until"] = None if until is None else date_of(until)
    values["headers"] = tuple(json.loads(values["headers"]))
    return SourceDocument(**values)
