"""Writing workbooks (写工作簿): tables as sheets whose cells stay the text that they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

Cells = Sequence[Sequence[str]]

_LONGEST: Final = 32_767
"""Characters of a cell that spreadsheets keep."""

_CUT: Final = "…（过长，全文见 CSV）"
_TITLE: Final = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TITLE: Final = 31


def write_workbook(path: Path, sheets: Sequence[tuple[str, Cells]]) -> None:
    """Writes a workbook of titled sheets. Every cell is text, so nothing is taken for a formula, and a code of
    eighteen digits stays one.

    Raises:
        OSError: the file cannot be written.
    """
    book = Workbook(write_only=True)
    for title, table in sheets:
        sheet = book.create_sheet(_TITLE.sub("_", title)[:_LONGEST_TITLE] or None)
        for line in table:
            cells = []
            for text in line:
                cell = WriteOnlyCell(sheet, _fitting(text))
                cell.data_type = "s"
                cell.number_format = "@"
                cells.append(cell)
            sheet.append(cells)
    book.save(path)


def _fitting(text: str) -> str:
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - len(_CUT)] + _CUT
