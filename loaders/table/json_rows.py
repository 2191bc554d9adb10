"""Rows of a nested JSON document (JSON 路径): the records at a path, their members as columns.

A path is the way from the top of the document to its rows: names of members, and a star for every member of an
object or list: `edges.*`, or `*` for a bare list and for JSON Lines. A row's columns are named by the way from the
row: `props.percentage`; lists stay JSON text in one cell. `@key` is the name under which an object holds the row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from graph_engine.loading.files import SourceFile
from graph_engine.loading.json_items import iter_items
from graph_engine.loading.reasons import NOT_A_RECORD
from graph_engine.loading.sheets import RawRow

KEY: Final = "@key"


class JsonRows:
    """The rows at one path of a document, as a sheet named by the path; `keyed` where their names are asked for."""

    def __init__(self, file: SourceFile, path: str, *, keyed: bool = False) -> None:
        self.file = file
        self._keyed = keyed
        self.name = "" if path == "*" else path
        self._path = path.split(".")
        self._columns: dict[str, int] = {}

    def header(self) -> Sequence[str]:
        """Names of the columns met so far."""
        return list(self._columns)

    def rows(self) -> Iterator[RawRow]:
        """One row a record; the number counts the rows of this path, or is the line of JSON Lines."""
        number = 0
        for item in iter_items(self.file):
            if item.fault is not None:
                yield RawRow(item.line, [str(item.value)], item.fault)
                continue
            for key, record in self._found(item.member, item.line, item.value):
                number += 1
                yield self._row(item.line if self.file.format == "jsonl" else number, key, record)

    def _found(self, member: str, line: int, value: Any) -> Iterator[tuple[str, Any]]:
        # The reader has already opened the top: a list item stands below a star, a member below its name.
        opened = [member] if member else []
        opened += ["*"] if line else []
        if len(opened) > len(self._path) or any(
            step not in ("*", name) for step, name in zip(self._path, opened, strict=False)
        ):
            return
        yield from _walk("", value, self._path[len(opened) :])

    def _row(self, line: int, key: str, record: Any) -> RawRow:
        if not isinstance(record, dict):
            return RawRow(line, [_text(record)], NOT_A_RECORD)
        cells: dict[str, str] = {KEY: key} if self._keyed else {}
        try:
            _flatten("", record, cells)
        except RecursionError:
            return RawRow(line, [key], NOT_A_RECORD)
        for name in cells:
            self._columns.setdefault(name, len(self._columns))
        row = [""] * len(self._columns)
        for name, cell in cells.items():
            row[self._columns[name]] = cell
        return RawRow(line, row)


def _walk(key: str, value: Any, path: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """The values at a path below a value, each with the name that it has where it stands."""
    if not path:
        yield key, value
    elif path[0] == "*":
        if isinstance(value, (dict, list)):
            members = value.items() if isinstance(value, dict) else [("", entry) for entry in value]
            for name, entry in members:
                yield from _walk(name, entry, path[1:])
        elif value is not None:
            # What should hold records and is a plain value is refused like a record that is none.
            yield key, value
    elif isinstance(value, dict) and path[0] in value:
        yield from _walk(path[0], value[path[0]], path[1:])


def _flatten(before: str, record: dict[str, Any], cells: dict[str, str]) -> None:
    for name, value in record.items():
        if isinstance(value, dict) and value:
            _flatten(f"{before}{name}.", value, cells)
        else:
            cells[before + name] = _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=str) if value else ""


def unclaimed(file: SourceFile, paths: Sequence[str]) -> list[str]:
    """Paths to the records at the top of a document that no path of a mapping leads to, so that they are counted."""
    tops = {path.split(".")[0] for path in paths}
    if "*" in tops:
        return []
    found: dict[str, None] = {}
    for item in iter_items(file):
        records = item.line > 0 or (isinstance(item.value, dict) and _holds_records(item.value))
        if item.member not in tops and records and item.fault is None:
            found[f"{item.member}.*" if item.member else "*"] = None
    return list(found)


def _holds_records(value: dict[str, Any]) -> bool:
    return bool(value) and all(isinstance(entry, dict) for entry in value.values())
