"""A first mapping for a file (映射建议): written from its headers and the form of its cells, doubts and all.

The result is a mapping that reads; where the file is plain it loads as it is. It holds headers and counts of the
file, never a cell of it: names and numbers of persons stay where they are. The same file gives the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from graph_engine.errors import RequestError
from graph_engine.loading import is_credit_code
from graph_engine.loading.files import SourceFile, inspect_file
from graph_engine.loading.layout import fold_header
from graph_engine.loading.sheets import Sheet, open_sheets
from graph_engine.model.identifiers import check_resident_id
from graph_engine.model.text import clean_text, tidy_text
from loaders.table.concepts import guesses
from loaders.table.draft import Draft, list_lines, quoted
from loaders.table.json_rows import JsonRows, unclaimed
from loaders.table.reading import read_mapping

_SAMPLE: Final = 2_000
"""Rows looked at."""


def suggest_mapping(path: Path) -> str:
    """The text of a first mapping for a file.

    Raises:
        LoadRejectedError: the file cannot be read.
        RequestError: no sheet of it has a header.
    """
    file = inspect_file(path)
    stem = file.name.split(".")[0]
    name = re.sub(r"[^\w\-]+", "-", stem).strip("-")[:40] or "table"
    drafts = list(_drafts(file))
    if not drafts:
        raise RequestError(f"{path}: no row looks like a header; a mapping calls columns by their headers")
    written = [line for draft in drafts for line in draft.lines()]
    lists = sorted({name for draft in drafts for name in draft.lists})
    lines = [
        f"# A first mapping for {tidy_text(file.name)}, guessed from its headers and the form of its cells.",
        "# Read it first: `sure` was told by header and cells, `likely` by one of them, `unsure` needs your decision.",
        "# Then try it; with --dry-run nothing is written:",
        f"#   graph-engine load table {quoted(file.name)} --mapping THIS_FILE --source NAME --dry-run",
        f"mapping = {quoted(name)}",
        *(line for each in lists for line in list_lines(each)),
        *written,
    ]
    text = "\n".join(lines) + "\n"
    read_mapping(text, "the suggested mapping")
    return text


def _drafts(file: SourceFile) -> Iterator[Draft]:
    sheets = _sheets(file)
    names: set[str] = set()
    for number, sheet in enumerate(sheets, 1):
        found = _header_and_rows(sheet)
        if found is None:
            continue
        title = sheet.name or file.name.split(".")[0]
        name = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")
        if not name.isidentifier() or name in names:
            name = f"table_{number}"
        names.add(name)
        headers, rows = found
        nested = isinstance(sheet, JsonRows)
        # A title is asked for only where sheets must be told apart.
        titles = title if len(sheets) > 1 and not nested else ""
        path = (sheet.name or "*") if nested else ""
        yield Draft(name, headers, rows, guesses(headers, rows), title=title, titles=titles, path=path)


def _sheets(file: SourceFile) -> Sequence[Sheet]:
    if file.format == "json":
        paths = unclaimed(file, [])
        return [JsonRows(file, path) for path in paths] or open_sheets(file)
    return [JsonRows(file, "*")] if file.format == "jsonl" else open_sheets(file)


def _header_and_rows(sheet: Sheet) -> tuple[list[str], list[list[str]]] | None:
    """The header and the cells below it, cleaned; nothing where no row looks like a header."""
    raw = [row.cells for row in islice(sheet.rows(), _SAMPLE) if row.fault is None]
    named = sheet.header()
    if named is not None:
        header, at = list(named), -1
    else:
        top = raw[: sheet.file.limits.header_rows]
        filled = [sum(1 for cell in cells if cell.strip()) for cells in top]
        if not filled or max(filled) == 0:
            return None
        # The header is the first row as full as any of the first: banners above it are shorter.
        at = next(number for number, count in enumerate(filled) if count >= 0.8 * max(filled))
        header = [tidy_text(cell) for cell in top[at]]
    if not any(map(fold_header, header)) or any(map(_is_data, header)):
        return None
    rows = [[clean_text(cell) or "" for cell in cells] for cells in raw[at + 1 :] if any(map(str.strip, cells))]
    return header, rows


def _is_data(header: str) -> bool:
    """Whether a cell is surely no header: a code, a number of a person, or a bare number."""
    return is_credit_code(header) or check_resident_id(header).usable or bool(re.fullmatch(r"[\d.,/:\-%]{4,}", header))
