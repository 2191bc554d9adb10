"""What is said of a node, and which of several statements speaks for it."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_engine.model import schema
from graph_engine.model.columns import MISSING
from graph_engine.model.days import date_of
from graph_engine.snapshot.tables import Tables, integers, texts


def attributes_of(
    tables: Tables, kind: str, rows: NDArray[np.int64], leave_out: frozenset[str] = frozenset()
) -> list[dict[str, Any]]:
    """The own properties of some statements of a node kind, as JSON values; what has no value is left out."""
    statements = tables.statements[kind]
    found: list[dict[str, Any]] = [{} for _ in range(len(rows))]
    for prop in schema.own_properties(kind):
        if prop.name in leave_out:
            continue
        if prop.type in (schema.Type.TEXT, schema.Type.LIST):
            column = texts(statements, prop.name)
            for at, row in enumerate(rows.tolist()):
                text = column[row]
                if text is not None:
                    found[at][prop.name] = json.loads(text) if prop.type is schema.Type.LIST else text
            continue
        numbers = integers(statements, prop.name)[rows].tolist()
        for at, number in enumerate(numbers):
            if number != MISSING:
                found[at][prop.name] = _json_value(prop.type, number)
    return found


def _json_value(type_: schema.Type, number: int) -> Any:
    if type_ is schema.Type.DATE:
        return date_of(number).isoformat()
    if type_ is schema.Type.BOOLEAN:
        return bool(number)
    return number


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no blanks: one value, one text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def best_rows(tables: Tables, kind: str, nodes: NDArray[np.int64], keys: tuple[NDArray[Any], ...]) -> NDArray[np.int64]:
    """The statement that speaks for each node, one row a node in the order of nodes.

    The least by `keys` (the first decides), then of the first document and line. Where one line says two things
    of a node, their content decides, so that the order in which a store keeps its rows plays no part.
    """
    order = np.lexsort((*keys[::-1], nodes))
    if not len(order):
        return order
    fresh = np.ones(len(order), dtype=np.bool_)
    fresh[1:] = nodes[order][1:] != nodes[order][:-1]
    starts = np.flatnonzero(fresh)
    best = order[starts]
    group = np.cumsum(fresh) - 1
    tied = ~fresh
    for key in keys:
        tied &= key[order] == key[best[group]]
    rivals: dict[int, list[int]] = defaultdict(list)
    for at in np.flatnonzero(tied).tolist():
        rivals[int(group[at])].append(int(order[at]))
    for at, rows in rivals.items():
        candidates = np.array([best[at], *rows], dtype=np.int64)
        said = [canonical_json(own) for own in attributes_of(tables, kind, candidates)]
        best[at] = candidates[said.index(min(said))]
    return best


def newest_first(days: NDArray[np.int64]) -> NDArray[np.float64]:
    """Days as a key that puts the newest first and the undated last."""
    return -days.astype(np.float64)
