"""The quarantine (隔离区): refused rows with place, value and reason, for whoever must mend the source.

Raw rows are kept sealed; listing them needs the office's key. The export opens safely in a spreadsheet: a
cell that would be taken for a formula is marked as text.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from graph_engine.model.text import INVISIBLE
from graph_engine.store.base import Reader

_FORMULA = re.compile(rf"[\t\r\n]|(?:\s|{INVISIBLE.pattern})*[=+\-@＝＋－＠﹦﹢﹣﹫]")
"""What spreadsheets take for a formula, in the widths in which input methods write it; they pass over the blanks, and
some over signs that nobody sees, that stand before it."""

EXPORT_COLUMNS = ("file", "sheet", "line", "column", "value", "reason", "reason_zh", "touches", "row")


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of the quarantine as a person reads it; `row` holds the cells as read, parted by ` | `."""

    file: str
    sheet: str
    line: int
    column: str
    value: str
    reason: str
    reason_zh: str
    touches: str
    row: str
    source: str
    department: str
    """Department that delivered the row, where the row names it."""
    document: str
    headers: tuple[str, ...]
    cells: tuple[str, ...]


def iter_quarantine(reader: Reader, load: int, opener: Callable[[bytes], bytes]) -> Iterator[RefusedRow]:
    """The refused rows open at `load`, by document, then line. `opener` breaks the seal of a raw row.

    Raises:
        VaultError: a row was sealed with another key.
    """
    documents = {document.key: document for _, document in reader.documents(load)}
    for entry in reader.quarantine(load):
        raw = json.loads(opener(entry.sealed))
        document = documents[entry.document]
        cells = tuple(raw["row"].split("\x1f"))
        yield RefusedRow(
            file=document.name,
            sheet=document.sheet,
            line=entry.line,
            column=entry.column,
            value=raw["value"],
            reason=entry.reason,
            reason_zh=entry.reason_zh,
            touches=entry.touches,
            row=" | ".join(cells),
            source=document.source,
            department=raw["department"],
            document=entry.document,
            headers=document.headers,
            cells=cells,
        )


def export_quarantine(rows: Iterable[RefusedRow], stream: IO[str]) -> int:
    """Writes refused rows as CSV that no spreadsheet takes for formulas; gives the number of rows.

    The stream must have been opened with `newline=""`; `utf-8-sig` lets spreadsheets show the Chinese text.
    """
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    writer.writerow(EXPORT_COLUMNS)
    count = 0
    for row in rows:
        writer.writerow([safe_cell(str(getattr(row, name))) for name in EXPORT_COLUMNS])
        count += 1
    return count


def safe_cell(text: str) -> str:
    """A cell that a spreadsheet shows as text: what begins like a formula gets an apostrophe before it."""
    return f"'{text}" if _FORMULA.match(text) else text


def plain_cell(text: str) -> str:
    """A cell without the apostrophe that `safe_cell` gave it."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text[1:]) else text
