"""What is said of a node, and which of several statements speaks for it."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph_engine.model import schema
from graph_engine.model.columns import MISSING
from graph_engine.model.days import date_of
from graph_engine.snapshot.tables import Tables, integers, texts

_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def attributes_of(
    tables: Tables, kind: str, rows: NDArray[np.int64], leave_out: frozenset[str] = frozenset()
) -> list[dict[str, Any]]:
    """The own properties of some statements of a node kind, as JSON values; what has no value is left out."""
    statements = tables.statements[kind]
    wanted = rows.tolist()
    found: list[dict[str, Any]] = [{} for _ in wanted]
    for prop in schema.own_properties(kind):
        if prop.name in leave_out:
            continue
        if prop.type in (schema.Type.TEXT, schema.Type.LIST):
            column = texts(statements, prop.name)
            for own, row in zip(found, wanted, strict=True):
                text = column[row]
                if text is not None:
                    own[prop.name] = json.loads(text) if prop.type is schema.Type.LIST else text
            continue
        numbers = integers(statements, prop.name)[rows]
        given = np.flatnonzero(numbers != MISSING)
        for at, number in zip(given.tolist(), numbers[given].tolist(), strict=True):
            found[at][prop.name] = _json_value(prop.type, number)
    return found


def _json_value(type_: schema.Type, number: int) -> Any:
    if type_ is schema.Type.DATE:
        return _date_text(number)
    if type_ is schema.Type.BOOLEAN:
        return bool(number)
    return number


@cache
def _date_text(day: int) -> str:
    return date_of(day).isoformat()


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no blanks: one value, one text."""
    return _CANONICAL.encode(value)


def best_rows(
    tables: Tables, kind: str, nodes: NDArray[np.int64], keys: tuple[NDArray[Any], ...], lines: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The statement that speaks for each node, one row a node in the order of nodes.

    The least by `keys` (the first decides), then by what it says, then of the first line: the order of rows, in a
    file or in a store, plays no part.
    """
    order = np.lexsort((lines, *keys[::-1], nodes))
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


def largest_first(numbers: NDArray[np.int64]) -> NDArray[np.float64]:
    """Days or ratios as a key that puts the newest or largest first, and those that are missing last."""
    return -numbers.astype(np.float64)
