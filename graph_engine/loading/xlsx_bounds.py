"""The cells of a sheet of an .xlsx (工作表范围), read off its XML before anything holds it in memory.

The reader of spreadsheets makes room for the whole rectangle from the first value to the last, so that two cells in
opposite corners of a tiny file would take hundreds of gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

_FAR = re.compile(rb"""r\s*=\s*["'](?:[A-Za-z]{2,}[0-9]|[A-Za-z]?[0-9]{6,})""")
_NEAR_CELLS = 26 * 99_999
_TAG = re.compile(rb"""<(?:\w+:)?(row|c)((?:\s(?:[^<>"']|"[^"<]*"|'[^'<]*')*)?)>""")
_REFERENCE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]*)([0-9]{1,9})["']""")
_LONGEST_TAG = 1 << 20


def sheet_cells(chunks: Callable[[], Iterable[bytes]], limit: int) -> int:
    """Cells of the rectangle around all values of a sheet; where that is surely within the limit, a number that is.

    `chunks` gives the XML in pieces, as often as asked; it is read to its end at least once.
    """
    # Nearly all sheets end before column AA or row 100,000, or are small: to see that is eight times as fast.
    far = [True for piece in _pieces(chunks()) if _FAR.search(piece)]
    if limit >= _NEAR_CELLS and not far:
        return 0
    top = left = 1 << 40
    bottom = right = 0
    for cell in cells_of(chunks()):
        top, bottom = min(top, cell.row), max(bottom, cell.row)
        left, right = min(left, cell.column), max(right, cell.column)
    return max(0, bottom - top + 1) * max(0, right - left + 1)


class Cell(NamedTuple):
    """Where a cell stands, both counted from 1, and the attributes of its tag as they stand there."""

    row: int
    column: int
    attributes: bytes


def cells_of(chunks: Iterable[bytes]) -> Iterator[Cell]:
    """The cells of a sheet that hold something, from its XML in pieces.

    Cells that are only formatted, often to the end of the sheet, take no room and are left out.
    """
    row = column = 0
    for piece in _pieces(chunks):
        for tag in _TAG.finditer(piece):
            reference = _REFERENCE.search(tag[2])
            if tag[1] == b"row":
                row, column = int(reference[2]) if reference else row + 1, 0
                continue
            column = column + 1 if reference is None else _number_of(reference[1])
            if not tag[2].endswith(b"/"):
                yield Cell(row if reference is None else int(reference[2]), column, tag[2])


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same text cut between tags."""
    rest = b""
    for chunk in chunks:
        piece = rest + chunk
        cut = piece.rfind(b"<")
        # What goes on without any tag is no sheet; the reader will say so.
        if cut < 0 or len(piece) - cut > _LONGEST_TAG:
            cut = len(piece)
        yield piece[:cut]
        rest = piece[cut:]
    yield rest


def _number_of(letters: bytes) -> int:
    """The number of a column by its letters; A is 1."""
    number = 0
    for letter in letters.upper()[:5]:
        number = number * 26 + letter - 64
    return number
