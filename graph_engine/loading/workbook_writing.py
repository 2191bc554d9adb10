"""Writing workbooks (写工作簿): tables as sheets whose cells stay the text that they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

Cells = Sequence[Sequence[str]]

_LONGEST: Final = 32_767
"""Characters of a cell that spreadsheets keep."""

_CUT: Final = "…（过长，全文见 CSV）"
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML may hold; one of them and a spreadsheet refuses the whole workbook."""

_TITLE: Final = re.compile(r"[\[\]:*?/\\]|^'|'$|^(?=history$)", re.IGNORECASE)
"""What spreadsheets refuse in a title, and the one that they keep for themselves."""

_LONGEST_TITLE: Final = 31
"""UTF-16 units of a title."""

_ROOM: Final = 3
"""What the library may put behind a title to tell it from another."""


def write_workbook(path: Path, sheets: Sequence[tuple[str, Cells]]) -> None:
    """Writes a workbook of titled sheets. Every cell is text, so nothing is taken for a formula, and a code of
    eighteen digits stays one.

    Raises:
        OSError: the file cannot be written.
    """
    book = Workbook(write_only=True)
    for title, table in sheets:
        sheet = book.create_sheet(_title(title) or None)
        for line in table:
            cells = []
            for text in line:
                cell = WriteOnlyCell(sheet, _fitting(text))
                cell.data_type = "s"
                cell.number_format = "@"
                cells.append(cell)
            sheet.append(cells)
    book.save(path)


def _title(text: str) -> str:
    text = _NO_XML.sub("\ufffd", text).encode("utf-16-le")[: 2 * (_LONGEST_TITLE - _ROOM)].decode("utf-16-le", "ignore")
    return _TITLE.sub("_", text)


def _fitting(text: str) -> str:
    text = _NO_XML.sub("\ufffd", text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - len(_CUT)] + _CUT
