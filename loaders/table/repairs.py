"""Cells that were damaged on their way (单元格修复), put right where a mapping asks for it, and counted.

UTF-8 text that somebody read as Latin-1 and saved again shows two or three odd letters for one: `RÃ­o` for `Río`.
Such a cell is told by this: all its signs fit one byte, and the bytes are valid UTF-8 with a sign beyond ASCII.
Text that was right has practically never that form, and then stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from graph_engine.loading import Rule

LEADING_ZEROS: Final = Rule(
    "leading_zeros", "a number whose leading zeros a spreadsheet had taken away", "被电子表格去掉前导零的编号"
)
REPAIRED: Final = Rule(
    "utf8_read_as_latin1", "a cell of UTF-8 that had been read as Latin-1", "被误读为Latin-1的UTF-8文本"
)


def read_as_latin1(cell: str) -> str:
    """A cell as it was before its UTF-8 was read as Latin-1; itself where that is not what happened."""
    if cell.isascii():
        return cell
    try:
        return cell.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return cell


REPAIRS: Final[dict[str, Callable[[str], str]]] = {REPAIRED: read_as_latin1}
"""Repairs by the names that a mapping calls them by."""
