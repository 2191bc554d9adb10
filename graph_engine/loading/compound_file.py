"""Old workbooks (.xls) looked at before they are believed (复合文档检查).

An .xls is a compound file (MS-CFB) whose stream `Workbook` is a row of records (MS-XLS, BIFF). The reader of
spreadsheets trusts what such a file says of itself and would fill the memory, or go round in circles, on one that
lies; so its chains, its counts and the places of its cells are checked here first, and a password is told as such.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct, error, unpack_from

from graph_engine.loading.limits import Limits

_HEADER = 512
_END_OF_CHAIN = 0xFFFFFFFA
"""This and what is larger are marks, not sectors."""
_ENTRY = 128
_MOST_ENTRIES = 10_000

_RECORD = Struct("<HH")
_PLACE = Struct("<HH")
_END = 0x000A
_BOUND_SHEET = 0x0085
_PASSWORD = 0x002F
_STRINGS = 0x00FC
_DIMENSIONS = 0x0200
_MULTIPLE = 0x00BD
_CELLS = frozenset((0x0006, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6, 0x00FD, _MULTIPLE))
"""Records that hold a value: formula, number, label, boolean or error, packed numbers, texts."""


class BrokenFileError(ValueError):
    """The file contradicts itself; the text says in what."""


def old_workbook_fault(content: bytes, limits: Limits) -> str:
    """Why a compound file cannot be read as a workbook, in a few words; empty if it can.

    Raises:
        BrokenFileError: it is damaged.
    """
    try:
        streams = _Streams(content)
        names = streams.names
        if "encryptedpackage" in names:
            return "a workbook protected by a password; save it without one"
        name = next((name for name in ("workbook", "book") if name in names), None)
        if name is None:
            return "an old Office file that is no workbook"
        return _book_fault(streams.read(name), limits)
    except (error, IndexError) as fault:
        raise BrokenFileError("it is cut off") from fault


class _Streams:
    """The streams of a compound file by their names in lower case."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        shift, mini_shift = unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise BrokenFileError("sectors of an impossible size")
        self._sector = 1 << shift
        self._table = self._allocation()
        (directory,) = unpack_from("<I", content, 48)
        (self._cutoff,) = unpack_from("<I", content, 56)
        (short_table,) = unpack_from("<I", content, 60)
        self.names: dict[str, tuple[int, int]] = {}
        root = (_END_OF_CHAIN, 0)
        entries = b"".join(self._sectors(directory))
        for place in range(0, min(len(entries), _MOST_ENTRIES * _ENTRY), _ENTRY):
            (length,) = unpack_from("<H", entries, place + 64)
            kind = entries[place + 66]
            start, size = unpack_from("<II", entries, place + 116)
            name = entries[place : place + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").lower()
            if kind == 5:
                root = (start, size)
            elif kind == 2:
                self.names.setdefault(name, (start, size))
        self._short = b"".join(self._sectors(root[0]))[: root[1]]
        self._short_table = _numbers(b"".join(self._sectors(short_table)))

    def read(self, name: str) -> bytes:
        """The bytes of a stream."""
        start, size = self.names[name]
        if size > len(self._content):
            raise BrokenFileError("a stream longer than the file")
        if size >= self._cutoff:
            return b"".join(self._sectors(start))[:size]
        pieces = (self._short[sector * 64 : sector * 64 + 64] for sector in _chain(self._short_table, start))
        return b"".join(pieces)[:size]

    def _allocation(self) -> list[int]:
        """The file allocation table: for each sector the one that follows it."""
        first, _ = unpack_from("<II", self._content, 68)
        sectors = list(unpack_from("<109I", self._content, 76))
        seen: set[int] = set()
        while first < _END_OF_CHAIN:
            if first in seen:
                raise BrokenFileError("a chain of sectors in a circle")
            seen.add(first)
            *more, first = _numbers(self._at(first))
            sectors += more
        return _numbers(b"".join(self._at(sector) for sector in sectors if sector < _END_OF_CHAIN))

    def _sectors(self, start: int) -> Iterator[bytes]:
        return map(self._at, _chain(self._table, start))

    def _at(self, sector: int) -> bytes:
        place = _HEADER if self._sector == _HEADER else self._sector
        piece = self._content[place + sector * self._sector :][: self._sector] if sector < len(self._content) else b""
        if not piece:
            raise BrokenFileError("a sector beyond the end of the file")
        return piece


def _chain(table: list[int], start: int) -> Iterator[int]:
    left = len(table)
    while start < _END_OF_CHAIN:
        if start >= len(table) or not left:
            raise BrokenFileError("a chain of sectors in a circle, or out of the file")
        yield start
        left -= 1
        start = table[start]


def _numbers(content: bytes) -> list[int]:
    return list(unpack_from(f"<{len(content) // 4}I", content))


# ---------------------------------------------------------------------- the workbook's records


def _book_fault(book: bytes, limits: Limits) -> str:
    sheets: list[int] = []
    for kind, place, size in _records(book, 0):
        if kind == _PASSWORD:
            return "a workbook protected by a password; save it without one"
        if kind == _BOUND_SHEET:
            sheets.append(unpack_from("<I", book, place)[0])
        if kind == _STRINGS and size >= 8 and unpack_from("<I", book, place + 4)[0] > len(book):
            raise BrokenFileError("more texts than the file could hold")
        if kind == _END:
            break
    areas = {place: _area(book, place) for place in set(sheets)}
    # All sheets are held in memory together.
    cells = sum(areas[place] for place in sheets)
    return f"{cells} cells; at most {limits.sheet_cells} are read: save it as CSV" if cells > limits.sheet_cells else ""


def _area(book: bytes, start: int) -> int:
    """Cells of the rectangle from a sheet's corner to its last value, or that it says it has, if that is more."""
    rows = columns = said = 0
    for kind, place, size in _records(book, start):
        if kind in _CELLS and size >= _PLACE.size:
            row, column = _PLACE.unpack_from(book, place)
            last = unpack_from("<H", book, place + size - 2)[0] if kind == _MULTIPLE else column
            rows, columns = max(rows, row + 1), max(columns, column + 1, last + 1)
        elif kind == _DIMENSIONS and size in (10, 14):
            first_row, end_row, first_column, end_column = unpack_from("<IIHH" if size == 14 else "<HHHH", book, place)
            if end_row < first_row or end_column < first_column:
                raise BrokenFileError("a sheet that ends before it begins")
            said = max(said, (end_row - first_row) * (end_column - first_column))
        elif kind == _END:
            break
    return max(rows * columns, said)


def _records(book: bytes, place: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place of the content and its size, of each record from a place on."""
    while place + 4 <= len(book):
        kind, size = _RECORD.unpack_from(book, place)
        yield kind, place + 4, size
        place += 4 + size
