"""The data dictionary (数据字典) and the JSON Schema of records, derived from `model/schema.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from graph_engine.answers.json_schema import DIALECT
from graph_engine.model import schema

_JSON_TYPES: dict[schema.Type, dict[str, Any]] = {
    schema.Type.TEXT: {"type": ["string", "null"]},
    schema.Type.INTEGER: {"type": ["integer", "null"]},
    schema.Type.DATE: {"type": ["string", "null"], "format": "date"},
    schema.Type.BOOLEAN: {"type": ["boolean", "null"]},
    schema.Type.LIST: {"type": ["array", "null"], "items": {"type": "string"}},
}


def data_dictionary() -> str:
    """The data dictionary as a Markdown page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Data dictionary (数据字典)"
    yield ""
    yield "Made from `graph_engine/model/schema.py` by `graph-engine schema data-dictionary`; do not edit."
    yield ""
    yield "Every statement also carries:"
    yield ""
    yield from _table(schema.STATEMENT_PROPERTIES)
    yield ""
    yield "## Nodes (实体)"
    for node in schema.NODE_KINDS.values():
        yield ""
        yield f"### `{node.name}`, label `:{node.label}`: {node.zh}, {node.en}"
        yield ""
        yield from _table(node.properties)
    yield ""
    yield "## Relations (关系)"
    for relation in schema.RELATION_KINDS.values():
        yield ""
        yield f"### `{relation.name}`, type `[:{relation.type}]`: {relation.zh}, {relation.en}"
        yield ""
        yield f"From {', '.join(relation.sources)} to {', '.join(relation.targets)}."
        yield ""
        yield from _table(relation.all_properties)
    yield ""
    yield "## What else is said of a node (附属记录)"
    for aspect in schema.ASPECT_KINDS.values():
        yield ""
        yield f"### `{aspect.name}`, label `:{aspect.label}`: {aspect.zh}, {aspect.en}"
        yield ""
        yield from _table(aspect.properties)


def _table(properties: Iterable[schema.Property]) -> Iterator[str]:
    yield "| property | type | 中文 | meaning | values |"
    yield "|---|---|---|---|---|"
    for prop in properties:
        values = ", ".join(f"`{value}`" for value in prop.values if value)
        yield f"| `{prop.name}` | {prop.type.value} | {prop.zh} | {prop.en} | {values} |"


def records_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of every kind of statement, by its name."""
    return {
        "$schema": DIALECT,
        "title": "statements",
        "$defs": {kind: _record(kind) for kind in schema.STATEMENT_KINDS},
    }


def _record(kind: str) -> dict[str, Any]:
    ends = {column: {"type": "string"} for column in schema.end_columns(kind)}
    own = (*schema.own_properties(kind), *schema.STATEMENT_PROPERTIES)
    properties = {**ends, **{prop.name: _property(prop) for prop in own}}
    required = [*ends, *(prop.name for prop in own if prop.required)]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _property(prop: schema.Property) -> dict[str, Any]:
    described: dict[str, Any] = {**_JSON_TYPES[prop.type], "description": f"{prop.zh}: {prop.en}"}
    if prop.values:
        described["enum"] = [*prop.values, None] if not prop.required else list(prop.values)
    return described
