"""Rows of another table of the same file, found by a key (查找): what an id stands for.

A sheet of relations often holds ids alone, and the sheet beside it says what each of them is. Memory: one entry a
row of the table looked into, with the columns that the mapping names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from graph_engine.loading.loader import TablePart
from graph_engine.model.text import clean_text
from loaders.table.mapping import TableMap

Entry = Mapping[str, str]
Found = Mapping[str, Mapping[str, Entry | None]]
"""Entries by key, by name of the lookup; none for a key under which two rows say different things."""

NOTHING: Final[Found] = {}


def read_lookups(table: TableMap, parts: Iterable[TablePart]) -> Found:
    """What the lookups of a table find in the parts of its file."""
    of_file = list(parts)
    found: dict[str, dict[str, Entry | None]] = {}
    for lookup in table.lookups.values():
        wanted = [name.partition(".")[2] for name in table.named() if name.partition(".")[0] == lookup.name]
        entries: dict[str, Entry | None] = {}
        for part in of_file:
            if part.layout == lookup.table:
                _read(part, lookup.key, wanted, entries)
        found[lookup.name] = entries
    return found


def _read(part: TablePart, key: str, wanted: list[str], entries: dict[str, Entry | None]) -> None:
    if part.match is None:
        return
    headers = list(part.match.headers)
    for row in part.table.rows():
        named = part.table.header()
        cells = dict(zip(named if named is not None else headers, row.cells, strict=False))
        text = clean_text(cells.get(key))
        if text is None or row.fault is not None:
            continue
        entry = {name: cells.get(name, "") for name in wanted}
        if entries.setdefault(text, entry) != entry:
            entries[text] = None
