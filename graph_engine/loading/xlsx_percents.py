"""Which cells of an .xlsx are shown as percentages (百分比格式单元格).

Such a cell is stored as 0.6 and shown as 60 %. Read without its format it would be taken for 0.6 %, or refused, and the
reader of spreadsheets does not tell formats; so the styles are looked up, and where one is a percentage the sheet's XML
is gone through for the cells that have it.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol
from xml.parsers import expat

from graph_engine.loading.xlsx_bounds import column_number

_BUILT_IN = frozenset(("9", "10"))
"""Number formats `0%` and `0.00%`, which a workbook need not declare (ECMA-376 part 1, 18.8.30)."""
_LONGEST_FORMAT = 255
"""What spreadsheet programs allow."""
_LARGEST_LIST = 1 << 25
"""Bytes of a list of sheets or styles; that of a very rich workbook has a tenth of it."""
_CHUNK_BYTES = 1 << 16
_WORKBOOK, _RELATIONS, _STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
_NOT_SHOWN_AS_SUCH = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
"""Parts of a format in which a percent sign is only a letter: quoted, escaped, as a width, in brackets."""
_CONDITION = re.compile(r"\[[<>=]")
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_WIDEST = 1 << 14


class Percents:
    """The cells of one sheet that are shown as percentages; `places` are rising numbers of row and column."""

    def __init__(self, places: Sequence[int]) -> None:
        self._places = places

    def by_row(self) -> Iterator[tuple[int, list[int]]]:
        """(row, columns), both counted from 1, of each row that has such cells, from top to bottom."""
        row, columns = 0, list[int]()
        for place in self._places:
            at, column = divmod(place, _WIDEST)
            if at != row and columns:
                yield row, columns
                columns = []
            row = at
            columns.append(column + 1)
        if columns:
            yield row, columns


def percents_of(archive: zipfile.ZipFile, sheet: str) -> Percents:
    """The cells of a sheet that are shown as percentages. Memory: eight bytes each.

    Raises:
        ValueError: the lists of styles or sheets, or the sheet, are not as they should be.
    """
    styles = _Styles()
    _read(archive, _STYLES, styles)
    if not styles.percent:
        return Percents(())
    cells = _Cells(frozenset(map(str, styles.percent)))
    _read(archive, _place_of(archive, sheet), cells, largest=None)
    # A sheet's rows may stand in any order.
    return Percents(sorted(cells.places) if cells.unordered else cells.places)


def _place_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The entry that holds the sheet of a title."""
    sheets, relations = _Sheets(), _Relations()
    _read(archive, _WORKBOOK, sheets)
    _read(archive, _RELATIONS, relations)
    target = relations.targets.get(sheets.relations.get(sheet, ""))
    if target is None:
        raise ValueError("the workbook does not say where it stands")
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


# ---------------------------------------------------------------------- reading XML


class _Elements(Protocol):
    """Takes what it needs of the elements of one part, by their local names."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""


def _read(archive: zipfile.ZipFile, name: str, elements: _Elements, largest: int | None = _LARGEST_LIST) -> None:
    """Reads a part of the workbook; a part that is not there has no elements. Names are compared without case, as by
    the reader of spreadsheets."""
    entry = next((entry for entry in archive.infolist() if entry.filename.lower() == name.lower()), None)
    if entry is None:
        return
    if largest is not None and entry.file_size > largest:
        raise ValueError(f"{name} has {entry.file_size} bytes; at most {largest} are read")
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda tag, attributes: elements.start(_local(tag), attributes)
    parser.EndElementHandler = lambda tag: elements.end(_local(tag))
    # Without a document type there are no entities that could multiply.
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    # LookupError: it names an encoding that nobody knows.
    except (expat.ExpatError, LookupError) as error:
        raise ValueError(f"{name}: {error}") from error


def _refuse_doctype(*declaration: object) -> None:
    raise ValueError("it declares a document type")


def _local(tag: str) -> str:
    return tag.rpartition(" ")[2]


class _Styles:
    """Numbers of the cell formats (cellXfs) that show a percentage."""

    def __init__(self) -> None:
        self.percent: list[int] = []
        self._formats = set(_BUILT_IN)
        self._within = ""
        self._cell_formats = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in ("numFmts", "cellXfs"):
            self._within = name
        elif name == "numFmt" and self._within == "numFmts":
            # Conditional formats have number formats of their own, under numbers that mean nothing elsewhere.
            number = attributes.get("numFmtId", "")
            self._formats.discard(number)
            if _shows_percent(attributes.get("formatCode", "")):
                self._formats.add(number)
        elif name == "xf" and self._within == "cellXfs":
            if attributes.get("numFmtId", "0") in self._formats:
                self.percent.append(self._cell_formats)
            self._cell_formats += 1

    def end(self, name: str) -> None:
        if name == self._within:
            self._within = ""


def _shows_percent(code: str) -> bool:
    """Whether a number format shows its number as a percentage: where it has no conditions, a positive number."""
    if len(code) > _LONGEST_FORMAT:
        return False
    sections = _NOT_SHOWN_AS_SUCH.sub("", code).split(";")
    return any("%" in section for section in (sections if _CONDITION.search(code) else sections[:1]))


class _Sheets:
    """Which relation leads to the sheet of a title."""

    def __init__(self) -> None:
        self.relations: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if _local(key) == "id"), "")
            self.relations[attributes.get("name", "")] = relation

    def end(self, name: str) -> None:
        """Nothing is nested."""


class _Relations:
    """Where the relations of a workbook lead."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def end(self, name: str) -> None:
        """Nothing is nested."""


class _Cells:
    """Places of the numbers of a sheet that have one of some styles."""

    def __init__(self, styles: frozenset[str]) -> None:
        self.places = array("q")
        self.unordered = False
        self._styles = styles
        self._row = self._column = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            self._cell(attributes)
        elif name == "row":
            self._row = _row_number(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = 0

    def end(self, name: str) -> None:
        """Nothing is nested."""

    def _cell(self, attributes: Mapping[str, str]) -> None:
        reference = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._column = column_number(reference[1].encode()) if reference else self._column + 1
        if attributes.get("s", "0") not in self._styles or attributes.get("t", "n") != "n" or self._column > _WIDEST:
            return
        place = (_row_number(reference[2]) if reference else self._row) * _WIDEST + self._column - 1
        self.unordered = self.unordered or (len(self.places) > 0 and place < self.places[-1])
        self.places.append(place)


def _row_number(digits: str) -> int:
    row = int(digits)
    if row < 1:
        raise ValueError(f"there is no row {row}")
    return row
