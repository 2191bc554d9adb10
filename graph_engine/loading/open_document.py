"""OpenDocument workbooks (.ods): read as a stream of rows, so that repeated cells cannot fill the memory.

Source: OpenDocument 1.3 part 3, chapter 9 (tables). A cell is what was stored, not what was shown, except that
percentages keep their sign: 60 % is stored as 0.6, which as a bare number would be taken for 0.6 %.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.parsers import expat

from graph_engine.errors import LoadRejectedError
from graph_engine.loading.files import SourceFile
from graph_engine.loading.origins import reading
from graph_engine.loading.rows import RawRow, Sheet
from graph_engine.loading.workbooks import cell_text, percent_text
from graph_engine.loading.zips import open_zip

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE = f"{_OASIS}table:1.0 table"
_ROW = f"{_OASIS}table:1.0 table-row"
_CELLS = (f"{_OASIS}table:1.0 table-cell", f"{_OASIS}table:1.0 covered-table-cell")
_NAME = f"{_OASIS}table:1.0 name"
_ROWS_REPEATED = f"{_OASIS}table:1.0 number-rows-repeated"
_COLUMNS_REPEATED = f"{_OASIS}table:1.0 number-columns-repeated"
_PARAGRAPH = f"{_OASIS}text:1.0 p"
_SPACES = f"{_OASIS}text:1.0 s"
_COUNT = f"{_OASIS}text:1.0 c"
_SIGNS = {f"{_OASIS}text:1.0 tab": "\t", f"{_OASIS}text:1.0 line-break": "\n"}
_ASIDE = (f"{_OASIS}office:1.0 annotation", f"{_OASIS}drawing:1.0 ")
_TYPE = f"{_OASIS}office:1.0 value-type"
_VALUE = f"{_OASIS}office:1.0 "
_SHEET_LEVEL = 3
"""Sheets stand in document, body, spreadsheet; tables elsewhere are parts of links and pictures."""
_CHUNK_BYTES = 1 << 16
"""Small, since a look at the first rows parses one piece more than it needs."""
_WIDEST = 16_384
_MOST_ROWS = 1 << 24


@dataclass(frozen=True, slots=True)
class OpenDocumentSheet:
    """A sheet of an .ods, read as a stream. `place` tells which one, since two may bear one name."""

    file: SourceFile
    name: str
    place: int

    def header(self) -> Sequence[str] | None:
        """None: the header stands somewhere in the rows."""
        return None

    def rows(self) -> Iterator[RawRow]:
        """Rows by their number in the sheet, blank ones in its midst too."""
        sheet = _SheetReader(self.place)
        cells = 0
        for row in _read(self.file, sheet):
            cells += max(1, len(row.cells))
            if cells > self.file.limits.sheet_cells:
                raise LoadRejectedError(
                    f"{self.file.path}: sheet '{self.name}' has more than {self.file.limits.sheet_cells} cells: "
                    "save it as CSV"
                )
            yield row


def open_document_sheets(file: SourceFile) -> list[Sheet]:
    """The sheets of an .ods in its own order.

    Raises:
        LoadRejectedError: it is damaged.
    """
    names = _Names()
    for _ in _read(file, names):
        pass
    return [OpenDocumentSheet(file, name, place) for place, name in enumerate(names.found)]


def _read(file: SourceFile, reader: _Names | _SheetReader) -> Iterator[RawRow]:
    """Drives a reader through the workbook's content; gives the rows that it has ready."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = _CHUNK_BYTES
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    # Without a document type there are no entities that could multiply.
    parser.StartDoctypeDeclHandler = _refuse_doctype
    with file.seekable() as place, reading(file.path), open_zip(file.path, place) as archive:
        # LookupError: it names an encoding that nobody knows.
        try:
            with archive.open("content.xml") as stream:
                while not reader.done and (chunk := stream.read(_CHUNK_BYTES)):
                    parser.Parse(chunk, False)
                    yield from reader.ready()
                if not reader.done:
                    parser.Parse(b"", True)
                    yield from reader.ready()
        except (expat.ExpatError, _BrokenSheetError, LookupError) as error:
            raise LoadRejectedError(f"{file.path}: the workbook is damaged ({error})") from error


def _refuse_doctype(*declaration: object) -> None:
    raise _BrokenSheetError("it declares a document type")


class _BrokenSheetError(ValueError):
    """The sheet contradicts itself or goes beyond what any program writes."""


class _Names:
    """Finds the titles of the sheets."""

    done = False

    def __init__(self) -> None:
        self.found: list[str] = []
        self._level = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == _TABLE and self._level == _SHEET_LEVEL:
            self.found.append(attributes.get(_NAME, ""))
        self._level += 1

    def end(self, name: str) -> None:
        self._level -= 1

    def text(self, text: str) -> None:
        """Texts are no titles."""

    def ready(self) -> Iterator[RawRow]:
        return iter(())


class _SheetReader:
    """Gathers the rows of one sheet. Blank cells and rows wait until something follows them."""

    def __init__(self, place: int) -> None:
        self.done = False
        self._before = place
        self._level = 0
        self._inside = False
        self._rows: list[tuple[int, int, list[str]]] = []
        self._number = 0
        self._blank_rows = 0
        self._repeated = 1
        self._row: list[str] = []
        self._blank_cells = 0
        self._cell: Mapping[str, str] | None = None
        self._paragraphs: list[list[str]] = []
        self._in_paragraph = False
        self._aside = 0

    def ready(self) -> Iterator[RawRow]:
        rows, self._rows = self._rows, []
        for first, repeated, cells in rows:
            for number in range(first, first + repeated):
                yield RawRow(number, cells.copy())

    # ------------------------------------------------------------------ the parser's events

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._level += 1
        if name == _TABLE:
            self._start_table()
        elif not self._inside:
            return
        elif self._aside or name.startswith(_ASIDE):
            self._aside += 1
        elif name == _ROW:
            self._row, self._blank_cells = [], 0
            self._repeated = _count(attributes, _ROWS_REPEATED)
        elif name in _CELLS:
            self._cell, self._paragraphs = attributes, []
        elif name == _PARAGRAPH and self._cell is not None:
            self._in_paragraph = True
            self._paragraphs.append([])
        elif name in _SIGNS:
            self.text(_SIGNS[name])
        elif name == _SPACES:
            self.text(" " * min(_count(attributes, _COUNT), _WIDEST))

    def end(self, name: str) -> None:
        self._level -= 1
        if not self._inside:
            return
        if self._aside:
            self._aside -= 1
        elif name == _TABLE:
            self._inside, self.done = False, True
        elif name == _PARAGRAPH:
            self._in_paragraph = False
        elif name in _CELLS and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif name == _ROW:
            self._end_row()

    def text(self, text: str) -> None:
        if self._in_paragraph and not self._aside:
            self._paragraphs[-1].append(text)

    def _start_table(self) -> None:
        if self._inside:
            raise _BrokenSheetError("a table stands within a table")
        if self._level == _SHEET_LEVEL + 1:
            self._inside = not self._before
            self._before -= 1

    # ------------------------------------------------------------------ cells and rows

    def _end_cell(self, attributes: Mapping[str, str]) -> None:
        repeated = _count(attributes, _COLUMNS_REPEATED)
        value = _value(attributes, "\n".join(map("".join, self._paragraphs)))
        if not value:
            self._blank_cells += repeated
            return
        if len(self._row) + self._blank_cells + repeated > _WIDEST:
            raise _BrokenSheetError(f"row {self._number + 1} has more than {_WIDEST} cells")
        self._row += [""] * self._blank_cells + [value] * repeated
        self._blank_cells = 0

    def _end_row(self) -> None:
        first = self._number + 1
        self._number += self._repeated
        if self._number > _MOST_ROWS:
            raise _BrokenSheetError(f"more than {_MOST_ROWS} rows")
        if not self._row:
            self._blank_rows += self._repeated
            return
        if self._blank_rows:
            self._rows.append((first - self._blank_rows, self._blank_rows, []))
            self._blank_rows = 0
        self._rows.append((first, self._repeated, self._row))


def _count(attributes: Mapping[str, str], name: str) -> int:
    text = attributes.get(name)
    if text is None:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise _BrokenSheetError(f"'{text[:20]}' is no number of repetitions")
    return int(text)


def _value(attributes: Mapping[str, str], shown: str) -> str:
    """What a cell holds, as a person would have typed it."""
    reader = _VALUES.get(attributes.get(_TYPE, ""))
    return shown if reader is None else reader(attributes, shown)


def _number(attributes: Mapping[str, str], shown: str) -> str:
    try:
        return cell_text(float(attributes[f"{_VALUE}value"]))
    except (KeyError, ValueError):
        return shown


def _percentage(attributes: Mapping[str, str], shown: str) -> str:
    return percent_text(attributes.get(f"{_VALUE}value", "")) or shown


def _day(attributes: Mapping[str, str], shown: str) -> str:
    day, _, time = attributes.get(f"{_VALUE}date-value", shown).partition("T")
    return f"{day} {time}" if time.strip("0:.") else day


def _truth(attributes: Mapping[str, str], shown: str) -> str:
    return attributes.get(f"{_VALUE}boolean-value", shown)


def _string(attributes: Mapping[str, str], shown: str) -> str:
    return attributes.get(f"{_VALUE}string-value", shown)


_VALUES: dict[str, Callable[[Mapping[str, str], str], str]] = {
    "float": _number,
    "currency": _number,
    "percentage": _percentage,
    "date": _day,
    "boolean": _truth,
    "string": _string,
}
