"""What a loader is (装载器): it says what it can read, recognises it, and turns rows into records.

A loader is data, not a program: a `TableLoader` is a list of layouts, each with a function for a row; a
`JsonLoader` is a function for a document; an `EitherLoader` reads a format that comes as both. Files, encodings,
headers, counting, quarantine, staging and the store are the kit's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Protocol, runtime_checkable

from graph_engine.loading.emit import Emitter
from graph_engine.loading.files import SourceFile
from graph_engine.loading.json_items import JsonItem, iter_items
from graph_engine.loading.layout import HeaderMatch, Layout, match_layout
from graph_engine.loading.sheets import Sheet, open_sheets
from graph_engine.loading.table import Row, iter_rows, load_table
from graph_engine.loading.xml_items import iter_xml_items
from graph_engine.model import schema

_HEAD_ITEMS = 50


@dataclass(frozen=True, slots=True)
class Recognition:
    """How well a file, or a sheet of it, fits a loader: 0 (not at all; `reason` says why) to 1."""

    fit: float
    reason: str = ""


class Loader(Protocol):
    """A source format. The name is the stem of the file in which the loader is written."""

    @property
    def name(self) -> str:
        """Name in the catalogue, stem of the loader's file."""
        ...

    @property
    def zh(self) -> str:
        """What it reads, in Chinese."""
        ...

    @property
    def en(self) -> str:
        """What it reads, in English."""
        ...

    @property
    def mapping(self) -> str:
        """Name and hash of the mapping by which it reads; empty for a loader that needs none."""
        ...

    @property
    def covers(self) -> tuple[str, ...]:
        """Statement kinds of which a source of this format speaks."""
        ...

    @property
    def minimum(self) -> Mapping[str, int]:
        """Least live statements of each kind that a source must have after a full load."""
        ...

    def parts(self, file: SourceFile) -> list[Part]:
        """The file's parts with what this loader makes of each; nothing is loaded yet."""
        ...


@runtime_checkable
class Surveying(Protocol):
    """A loader whose rows refer to each other, across the files of a load."""

    def survey(self, parts: Sequence[Part]) -> Any:
        """What rows must know of other rows, found before any is taken; handlers find it in `emit.survey`."""
        ...


class Part(Protocol):
    """A sheet or document of a file, looked at by one loader."""

    @property
    def sheet(self) -> str:
        """Title of the sheet; empty where the file has only one part."""
        ...

    @property
    def layout(self) -> str:
        """Name of the layout that fits; empty if none does."""
        ...

    @property
    def recognition(self) -> Recognition:
        """How well the part fits the loader."""
        ...

    def load(self, emit: Emitter) -> None:
        """Reads the part to its end into `emit`."""
        ...


def stated(loader: Loader) -> str:
    """The loader as documents and loads state it: its name and, where it has one, its mapping: `table:name@hash`."""
    return f"{loader.name}:{loader.mapping}" if loader.mapping else loader.name


def recognise(loader: Loader, file: SourceFile) -> Recognition:
    """How well the best part of a file fits a loader."""
    return max((part.recognition for part in loader.parts(file)), key=lambda found: found.fit)


def _check_covers(name: str, covers: tuple[str, ...]) -> None:
    unknown = [kind for kind in covers if kind not in schema.STATEMENT_KINDS]
    if unknown:
        raise ValueError(f"loader {name} covers what does not exist: {', '.join(unknown)}")


# ---------------------------------------------------------------------- tables


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLoader:
    """A loader of tables: CSV, workbooks, or flat JSON records whose members stand for columns.

    `surveys` is given the rows of all tables of a load before any is handed to its handler, where rows refer to
    each other; what it returns is the handlers' `emit.survey`.
    """

    name: str
    zh: str
    en: str
    covers: tuple[str, ...]
    layouts: tuple[Layout, ...]
    minimum: Mapping[str, int] = field(default_factory=dict)
    surveys: Callable[[Iterator[Row]], Any] | None = None
    mapping: str = ""

    def __post_init__(self) -> None:
        _check_covers(self.name, self.covers)

    def parts(self, file: SourceFile) -> list[Part]:
        """Each sheet of the file with the layout that fits it best."""
        if file.format == "xml":
            return [ForeignPart(Recognition(0.0, "an XML document, not a table"))]
        return [self._part(file, sheet) for sheet in open_sheets(file)]

    def survey(self, parts: Sequence[Part]) -> Any:
        """What `surveys` makes of all rows; nothing where there is none."""
        if self.surveys is None:
            return None
        return self.surveys(row for part in parts if isinstance(part, TablePart) for row in part.rows())

    def _part(self, file: SourceFile, sheet: Sheet) -> Part:
        title = sheet.name or file.title
        match, reason = match_layout(self.layouts, title, _first_rows(file, sheet))
        return TablePart(sheet, title, match, reason)


def _first_rows(file: SourceFile, sheet: Sheet) -> list[Sequence[str]]:
    first: list[Sequence[str]] = [row.cells for row in islice(sheet.rows(), file.limits.header_rows)]
    header = sheet.header()
    return first if header is None else [header]


@dataclass(frozen=True, slots=True)
class TablePart:
    """One sheet as one table loader sees it."""

    table: Sheet
    title: str
    match: HeaderMatch | None
    reason: str

    @property
    def sheet(self) -> str:
        """Title of the sheet in its workbook."""
        return self.table.name

    @property
    def layout(self) -> str:
        """Name of the layout that fits."""
        return self.match.layout.name if self.match else ""

    @property
    def recognition(self) -> Recognition:
        """The part of the header that the layout knows."""
        return Recognition(self.match.fit) if self.match else Recognition(0.0, self.reason)

    def rows(self) -> Iterator[Row]:
        """The rows that will be handed to the layout's handler; none if no layout fits."""
        return iter(()) if self.match is None else iter_rows(self.table, self.title, self.match)

    def load(self, emit: Emitter) -> None:
        """Hands each row to the layout's handler; a sheet that no layout fits is ignored row by row."""
        load_table(self.table, self.title, self.match, emit)


@dataclass(frozen=True, slots=True)
class ForeignPart:
    """A file of a form that a loader does not read at all."""

    recognition: Recognition
    sheet: str = ""
    layout: str = ""

    def load(self, emit: Emitter) -> None:
        """Reads nothing.

        Raises:
            RuntimeError: always; a file that fits nothing is not loaded.
        """
        raise RuntimeError(f"nothing to load: {self.recognition.reason}")


# ---------------------------------------------------------------------- JSON and XML documents


class JsonDocument:
    """A document of a nested format: its records, which can be read through several times.

    `elements` are the local names of the elements that are records where the document is XML; its records have
    the form of JSON. `count` is the number of records, known once they were read to the end.
    """

    def __init__(self, file: SourceFile, elements: frozenset[str] = frozenset()) -> None:
        self.file = file
        self.elements = elements
        self.count: int | None = None

    def items(self) -> Iterator[JsonItem]:
        """Every record in order; what stands beside the records comes with line 0."""
        count = 0
        for item in iter_xml_items(self.file, self.elements) if self.file.format == "xml" else iter_items(self.file):
            count += item.line > 0
            yield item
        self.count = count


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonLoader:
    """A loader of nested JSON, and of XML where `elements` names its records.

    `recognises` is given the first items of a document. `handler` is given the whole document; it must hand
    every item that has a line to `emit.take`, once. `surveys` is given all documents of a load before any is
    handed to the handler, where records refer to each other; what it returns is `emit.survey`.
    """

    name: str
    zh: str
    en: str
    covers: tuple[str, ...]
    recognises: Callable[[Sequence[JsonItem]], Recognition]
    handler: Callable[[JsonDocument, Emitter], None]
    minimum: Mapping[str, int] = field(default_factory=dict)
    elements: frozenset[str] = frozenset()
    surveys: Callable[[Iterator[JsonDocument]], Any] | None = None
    mapping: str = ""

    def __post_init__(self) -> None:
        _check_covers(self.name, self.covers)

    def parts(self, file: SourceFile) -> list[Part]:
        """The document, if it is one that can be read."""
        if file.format == "xml" and not self.elements:
            return [ForeignPart(Recognition(0.0, "an XML document, not JSON"))]
        if file.format not in ("json", "jsonl", "xml"):
            return [ForeignPart(Recognition(0.0, "not a JSON document"))]
        items = list(islice(JsonDocument(file, self.elements).items(), _HEAD_ITEMS))
        return [JsonPart(self, file, self.recognises(items))]

    def survey(self, parts: Sequence[Part]) -> Any:
        """What `surveys` makes of all documents; nothing where there is none."""
        if self.surveys is None:
            return None
        return self.surveys(part.document() for part in parts if isinstance(part, JsonPart))


@dataclass(frozen=True, slots=True)
class JsonPart:
    """A JSON or XML document as one loader sees it."""

    loader: JsonLoader
    file: SourceFile
    recognition: Recognition
    sheet: str = ""

    @property
    def layout(self) -> str:
        """The loader's own name, where the document fits."""
        return self.loader.name if self.recognition.fit else ""

    def document(self) -> JsonDocument:
        """The document, to be read through."""
        return JsonDocument(self.file, self.loader.elements)

    def load(self, emit: Emitter) -> None:
        """Hands the document to the loader's handler."""
        document = self.document()
        self.loader.handler(document, emit)
        emit.check_rows(document.count)


# ---------------------------------------------------------------------- formats that come as both


@dataclass(frozen=True, slots=True)
class EitherLoader:
    """A loader of a format that its publisher gives as tables and as documents; both bear one name."""

    tables: TableLoader
    documents: JsonLoader

    def __post_init__(self) -> None:
        if self.tables.name != self.documents.name:
            raise ValueError(f"one loader, two names: {self.tables.name}, {self.documents.name}")

    @property
    def name(self) -> str:
        """Name in the catalogue."""
        return self.documents.name

    @property
    def zh(self) -> str:
        """What it reads, in Chinese."""
        return self.documents.zh

    @property
    def en(self) -> str:
        """What it reads, in English."""
        return self.documents.en

    @property
    def covers(self) -> tuple[str, ...]:
        """Statement kinds of which a source of this format speaks."""
        return self.documents.covers

    @property
    def minimum(self) -> Mapping[str, int]:
        """Least live statements of each kind that a source must have after a full load."""
        return self.documents.minimum

    @property
    def mapping(self) -> str:
        """None: a format that has a loader of its own needs no mapping."""
        return ""

    def parts(self, file: SourceFile) -> list[Part]:
        """The document or the sheets; JSON that is no such document may still be flat records."""
        parts = self.documents.parts(file)
        found = file.format == "xml" or any(part.recognition.fit for part in parts)
        return parts if found else self.tables.parts(file)
