"""JSON of answers: one value, one text. Amounts and ratios stand with six decimals, as they add up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

MICRO = 1_000_000


class Micro(int):
    """A number counted in millionths, printed with six decimals: Micro(1_500_000) is 1.500000."""

    __slots__ = ()

    def __str__(self) -> str:
        sign = "-" if self < 0 else ""
        whole, rest = divmod(abs(int(self)), MICRO)
        return f"{sign}{whole}.{rest:06d}"

    __repr__ = __str__


def to_plain(answer: Any) -> Any:
    """An answer as dicts, lists, texts, numbers and `None`; numbers in millionths stay `Micro`."""
    if is_dataclass(answer) and not isinstance(answer, type):
        return {field.name: to_plain(getattr(answer, field.name)) for field in fields(answer)}
    if isinstance(answer, Mapping):
        return {str(key): to_plain(value) for key, value in answer.items()}
    if isinstance(answer, list | tuple):
        return [to_plain(value) for value in answer]
    if isinstance(answer, datetime | date):
        return answer.isoformat()
    return answer


def to_json(answer: Any, *, indent: int | None = 2) -> str:
    """The JSON text of an answer; keys stand in the order of the record's fields."""
    return _write(to_plain(answer), indent, 0)


def canonical(answer: Any) -> str:
    """The text that is hashed: no blanks, keys sorted."""
    return _write(_sorted(to_plain(answer)), None, 0)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_sorted(item) for item in value]
    return value


def _write(value: Any, indent: int | None, depth: int) -> str:
    if isinstance(value, Micro):
        return str(value)
    if isinstance(value, dict):
        items = [f"{_text(key)}:{_gap(indent)}{_write(item, indent, depth + 1)}" for key, item in value.items()]
        return _enclose("{", items, "}", indent, depth)
    if isinstance(value, list):
        return _enclose("[", [_write(item, indent, depth + 1) for item in value], "]", indent, depth)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _gap(indent: int | None) -> str:
    return "" if indent is None else " "


def _enclose(left: str, items: list[str], right: str, indent: int | None, depth: int) -> str:
    if not items or indent is None:
        return left + ",".join(items) + right
    inner = "\n" + " " * indent * (depth + 1)
    return left + inner + ("," + inner).join(items) + "\n" + " " * indent * depth + right
