"""JSON Schema of an answer, derived from its record: one declaration, no second list of fields."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any, Union, get_args, get_origin, get_type_hints

from graph_engine.answers.writing import Micro

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(record: type, *, array: bool = False) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a record as `to_json` writes it; with `array` that of a list of them."""
    definitions: dict[str, Any] = {}
    reference = _of(record, definitions)
    root = {"type": "array", "items": reference} if array else reference
    return {"$schema": DIALECT, "title": record.__name__, **root, "$defs": definitions}


def _of(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if isinstance(hint, type) and is_dataclass(hint):
        return _record(hint, definitions)
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_of(option, definitions) for option in get_args(hint)]}
    if origin is tuple:
        return {"type": "array", "items": _of(get_args(hint)[0], definitions)}
    return dict(_SIMPLE[hint])


def _record(record: type, definitions: dict[str, Any]) -> dict[str, Any]:
    name = record.__name__
    if name not in definitions:
        definitions[name] = {}
        hints = get_type_hints(record)
        own = {field.name: _of(hints[field.name], definitions) for field in fields(record)}
        definitions[name] = {
            "type": "object",
            "description": " ".join((record.__doc__ or "").split()),
            "properties": own,
            "required": list(own),
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}


_SIMPLE: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    # No multipleOf: checkers divide in binary floats, in which most of our decimals are no whole multiple.
    Micro: {"type": "number", "minimum": 0, "description": "printed with six decimals"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}
