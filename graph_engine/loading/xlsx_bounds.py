"""How large a sheet of an .xlsx is (工作表范围), read off its XML before anything holds it in memory.

The reader of spreadsheets makes room for the whole rectangle from the first value to the last, so that two cells in
opposite corners of a tiny file would take hundreds of gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

_FAR = re.compile(rb"""r\s*=\s*["'](?:[A-Za-z]{2,}[0-9]|[A-Za-z]?[0-9]{6,})""")
_NEAR_CELLS = 26 * 99_999
_UNPLACED = re.compile(rb"<(?:\w+:)?(?:row|c)(?=[\s/>])(?![^<>]*\sr\s*=)")
"""A row or cell that does not say where it stands, which is then behind the one before it."""
_TAG = re.compile(rb"""<(?:\w+:)?(row|c)((?:\s(?:[^<>"']|"[^"<]*"|'[^'<]*')*)?/?)>""")
_REFERENCE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]*)([0-9]{1,9})["']""")
_LONGEST_TAG = 1 << 20


def sheet_cells(chunks: Callable[[], Iterable[bytes]], limit: int) -> int:
    """Cells of the rectangle around all values of a sheet; where that is surely within the limit, a number that is.

    `chunks` gives the XML in pieces, as often as asked; it is read to its end at least once.
    """
    # Nearly all sheets say where each cell stands, and end before column AA or row 100,000: to see that is quicker.
    far = any(_FAR.search(piece) or _UNPLACED.search(piece) for piece in _pieces(chunks()))
    if limit >= _NEAR_CELLS and not far:
        return 0
    top = left = 1 << 40
    bottom = right = row = column = 0
    for piece in _pieces(chunks()):
        for tag in _TAG.finditer(piece):
            reference = _REFERENCE.search(tag[2])
            if tag[1] == b"row":
                row, column = int(reference[2]) if reference else row + 1, 0
                continue
            column = column + 1 if reference is None else column_number(reference[1])
            at = row if reference is None else int(reference[2])
            # Cells that are only formatted, often to the end of the sheet, take no room.
            if not tag[2].endswith(b"/"):
                top, bottom = min(top, at), max(bottom, at)
                left, right = min(left, column), max(right, column)
    return max(0, bottom - top + 1) * max(0, right - left + 1)


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


def column_number(letters: bytes) -> int:
    """The number of a column by its letters, of which five count; A is 1."""
    number = 0
    for letter in letters.upper()[:5]:
        number = number * 26 + letter - 64
    return number
