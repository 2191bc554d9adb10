"""Values between stage, server and columns (取值转换): dates for people and days for arrays, lists, flags.

Columns leave the server by `collect()`, which skips nulls, so a column with gaps would fall out of step with
the others: each gap is sent as `MISSING` or `ABSENT`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np

from graph_engine.errors import LoadRejectedError, RequestError
from graph_engine.model import schema
from graph_engine.model.days import date_of
from graph_engine.model.records import Value
from graph_engine.model.schema import Property, Type
from graph_engine.store.base import MISSING, Column
from graph_engine.store.neo4j_schema import KNOWN_TIME, is_relation, statement_properties, value_properties
from graph_engine.store.search import codes_of_key

_date = lru_cache(1 << 14)(date_of)

ABSENT: Final = "\x00"
"""Stands for "no text" on the way; no cleaned text holds it."""

Properties = dict[str, Any]
"""A map as the driver takes it."""


def properties_to_write(kind: str) -> dict[str, str]:
    """What fills the open places of a query that writes statements of `kind`."""
    return {
        "/*, properties */": "".join(f", {name}: row.{name}" for name in statement_properties(kind)),
    }


class StatementRows:
    """Turns staged statements of one kind into maps for the server."""

    def __init__(self, kind: str, documents: Mapping[str, int]) -> None:
        self._kind = kind
        self._documents = documents
        properties = value_properties(kind)
        self._names = ("slot", "content", *schema.end_columns(kind), *(prop.name for prop in properties))
        self._dates = [prop.name for prop in properties if prop.type is Type.DATE]
        self._flags = [prop.name for prop in properties if prop.type is Type.BOOLEAN]
        self._lists = [prop.name for prop in properties if prop.type is Type.LIST]

    def of(self, row: Sequence[Value | bytes]) -> Properties:
        """The map of one staged row: its ends as keys, what is stored, and what the node may show as `shown`.

        Raises:
            LoadRejectedError: the row names a document that was not staged.
        """
        stored: Properties = {name: value for name, value in zip(self._names, row, strict=True) if value is not None}
        stored["slot"], stored["content"] = stored["slot"].hex(), stored["content"].hex()
        document = self._documents.get(stored["document"])
        if document is None:
            raise LoadRejectedError(f"statements come from document '{stored['document']}', which is not in the load")
        stored["document"] = document
        for name in self._dates:
            day = stored.get(name)
            if day is not None:
                stored[name] = _date(day)
                stored[f"{name}_day"] = day
        for name in self._flags:
            if name in stored:
                stored[name] = bool(stored[name])
        for name in self._lists:
            if name in stored:
                stored[name] = json.loads(stored[name])
        self._derive(stored)
        return stored

    def _derive(self, stored: Properties) -> None:
        if self._kind == schema.ALIAS:
            stored["code"] = codes_of_key(stored["other_key"])[0]
        elif not is_relation(self._kind) and not stored.get("mention"):
            stored["shown"] = stored.get("name") or stored.get("document_number") or stored.get("category")


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns that are asked of the server, and how they become ours."""

    text: str
    converters: Mapping[str, Callable[[list[Any]], Column]]

    def of(self, record: Mapping[str, Any]) -> dict[str, Column]:
        """The columns of one batch."""
        return {name: convert(record[name]) for name, convert in self.converters.items()}


def columns_to_read(kind: str, names: Sequence[str]) -> Columns:
    """How the named columns of statements of `kind` are asked for.

    Raises:
        RequestError: there is no such kind, or it has no such column.
    """
    readable = _readable(kind)
    unknown = [name for name in names if name not in readable]
    if unknown or not names:
        raise RequestError(f"statements of '{kind}' have no column {', '.join(unknown) or 'asked for'}")
    text = "".join(f"collect({readable[name][0]}) AS {name}, " for name in dict.fromkeys(names))
    return Columns(text, {name: readable[name][1] for name in names})


def history_columns(kind: str) -> Columns:
    """How all that statements of `kind` say is asked for, with the keys of their ends and their known time."""
    ends = {name: (f"{name.removesuffix('_key')}.key", _texts) for name in schema.end_columns(kind)}
    known_time = {name: (f"coalesce(statement.{name}, $missing)", _integers) for name in KNOWN_TIME}
    said = {name: place for name, place in _readable(kind).items() if name not in ("node", "source", "target")}
    # A damaged row must be seen, not throw the columns out of step.
    kept = {
        "content": ("coalesce(statement.content, '')", _texts),
        "document": ("coalesce(statement.document, $missing)", _integers),
    }
    readable = {**known_time, **said, **ends, **kept}
    text = "".join(f"collect({place}) AS {name}, " for name, (place, _) in readable.items())
    return Columns(text, {name: convert for name, (_, convert) in readable.items()})


def _readable(kind: str) -> dict[str, tuple[str, Callable[[list[Any]], Column]]]:
    if kind not in schema.STATEMENT_KINDS:
        raise RequestError(f"there are no statements of a kind '{kind}'")
    ends = ("source", "target") if is_relation(kind) else ("node",)
    readable: dict[str, tuple[str, Callable[[list[Any]], Column]]] = {
        "slot": ("statement.slot", _texts),
        "content": ("statement.content", _texts),
        **{end: (f"{end}.nid", _integers) for end in ends},
        "document": ("statement.document", _integers),
    }
    for prop in value_properties(kind):
        readable.setdefault(prop.name, _column(prop))
    return readable


def _column(prop: Property) -> tuple[str, Callable[[list[Any]], Column]]:
    stored = f"statement.{prop.name}"
    match prop.type:
        case Type.TEXT:
            return f"coalesce({stored}, $absent)", _texts
        case Type.LIST:
            return f"coalesce({stored}, [])", _lists
        case Type.DATE:
            return f"coalesce({stored}_day, $missing)", _integers
        case Type.BOOLEAN:
            return f"coalesce(toInteger({stored}), $missing)", _integers
        case Type.INTEGER:
            return f"coalesce({stored}, $missing)", _integers


def gaps() -> dict[str, Value]:
    """The parameters that stand for gaps."""
    return {"missing": MISSING, "absent": ABSENT}


def text_or_none(text: str) -> str | None:
    """A text as it came from the server."""
    return None if text == ABSENT else text


def list_text(values: Sequence[str]) -> str | None:
    """The canonical JSON text of a list, as records make it; nothing when empty."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) if values else None


def _integers(values: list[Any]) -> Column:
    return np.array(values, dtype=np.int64)


def _texts(values: list[Any]) -> Column:
    return [None if value == ABSENT else value for value in values]


def _lists(values: list[Any]) -> Column:
    return [list_text(value) for value in values]
