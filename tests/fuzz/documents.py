"""Nested JSON: how its trees are bent, and written in ways that are hard to read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any

from tests.fuzz.values import SURROGATES, strange

_ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1e308,
    -1e308,
    1e-308,
    2**64,
    10**400,
    [],
    {},
    [[]],
    [None],
    {"": ""},
)
_RAW = ("NaN", "Infinity", "-Infinity", "1e999999", "9" * 5_000, "01", "'x'", '"\\ud800"', '"\\u0000"', "[" * 3_000, "")
_DEPTHS = (5, 100, 900, 960, 990, 3_000)
_PLACE = "@@raw@@"


def tree_of(content: bytes) -> tuple[Any, bool]:
    """The value of a JSON sample, and whether it is one of JSON Lines, whose lines are then a list."""
    text = content.decode()
    try:
        return json.loads(text), False
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.strip()], True


def bend(tree: Any, random: Random) -> Any:
    """A tree bent in a few ways."""
    for _ in range(random.choice((0, 1, 1, 2, 4))):
        places = list(_places(tree))
        if not places:
            return tree
        holder, key = random.choice(places)
        _bend_at(holder, key, random)
    return tree


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every holder with each of its keys or indexes."""
    keys = tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    for key in keys:
        yield tree, key
        yield from _places(tree[key])


def _bend_at(holder: Any, key: Any, random: Random) -> None:
    value = holder[key]
    match random.randrange(9):
        case 0:
            holder[key] = strange(random)
        case 1:
            holder[key] = deepcopy(random.choice(_ODD))
        case 2:
            holder[key] = random.choice(SURROGATES)
        case 3:
            holder[key] = [value, deepcopy(value)] if random.random() < 0.5 else {"x": value}
        case 4:
            del holder[key]
        case 5 if isinstance(holder, list):
            holder.insert(random.randint(0, len(holder)), deepcopy(value))
        case 5 | 6 if isinstance(holder, dict):
            holder[random.choice((str(key) + "s", strange(random), random.choice(SURROGATES)))] = holder.pop(key)
        case 7 if isinstance(holder, list):
            random.shuffle(holder)
        case _:
            holder[key] = _PLACE


def _raw(random: Random) -> str:
    """What no honest writer writes, or only deeper than anybody reads."""
    if random.random() < 0.4:
        depth = random.choice(_DEPTHS)
        return random.choice(("[" * depth + "]" * depth, '{"x":' * depth + "1" + "}" * depth))
    return random.choice(_RAW)


def write(tree: Any, lines: bool, random: Random) -> tuple[bytes, int | None]:
    """JSON or JSON Lines of a tree, and how many records it must be read as, if that is known."""
    style: dict[str, Any] = {"ensure_ascii": random.random() < 0.5}
    style["indent"] = None if lines else random.choice((None, None, 2))
    if lines:
        entries = tree if isinstance(tree, list) else [tree]
        text = "\n".join(json.dumps(entry, **style) for entry in entries) + random.choice(("", "\n", "\n\n"))
    else:
        text = json.dumps(tree, **style)
    raw = False
    while f'"{_PLACE}"' in text:
        text = text.replace(f'"{_PLACE}"', _raw(random), 1)
        raw = True
    if lines:
        rows: int | None = sum(1 for line in text.split("\n") if line)
    else:
        rows = len(tree) if isinstance(tree, list) and not raw else None
    if random.random() < 0.1:
        place = random.randint(0, len(text))
        text = text[:place] + random.choice(("\ufeff", ",", "}", '"', "\n", "\x00", "//x\n")) + text[place:]
        rows = None
    encoding = random.choice(("utf-8", "utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16"))
    return text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace"), rows
