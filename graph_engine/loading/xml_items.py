"""XML as a stream of records (XML 流式读取): documents of any size, one record in memory at a time.

Which elements are records is the loader's to say. A record's value has the form that its publishers use for
the same record in JSON: children by their local names, repeated ones as a list, text beside attributes or
children under `$`, attributes under `@name`; an element of text alone is that text. Namespaces only tell
names apart from prefixes.

A document type, and with it every entity that is not XML's own, is refused before it is read: entities that
multiply, or that fetch files, have no use in data.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Any, Final, NoReturn
from xml.parsers import expat

from graph_engine.errors import LoadRejectedError
from graph_engine.loading.files import SourceFile
from graph_engine.loading.json_items import JsonItem

_CHUNK_CHARS: Final = 1 << 16
_DEEPEST: Final = 64
"""Deepest nesting of elements; records of known formats stay below ten."""
_GB: Final = frozenset(("gb2312", "gbk", "gb18030"))
_UTF8: Final = frozenset(("utf-8", "ascii"))


def iter_xml_items(file: SourceFile, records: frozenset[str]) -> Iterator[JsonItem]:
    """The records of an XML document in order, each an element with one of the local names `records`.

    Elements of text alone that stand outside records, such as a header's date, come with line 0.

    Raises:
        LoadRejectedError: the document is no XML, is cut off, has a document type, declares an encoding that
            is not its own, is nested too deeply, or has a record larger than the limit.
    """
    scanner = _Scanner(file, records)
    with file.text() as text:
        while chunk := text.read(_CHUNK_CHARS):
            yield from scanner.feed(chunk, last=False)
        yield from scanner.feed("", last=True)


class _Element:
    """An element that is open: its name, its children so far, and its text."""

    __slots__ = ("members", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.members: dict[str, Any] = {f"@{_local(key)}": value for key, value in attributes.items()}
        self.text: list[str] = []

    def add(self, name: str, value: Any) -> None:
        """A child's value; a second one of the same name makes a list."""
        held = self.members.get(name)
        if isinstance(held, list):
            held.append(value)
        else:
            self.members[name] = value if held is None else [held, value]

    def value(self) -> Any:
        """The text alone, else the members with the text under `$`."""
        text = "".join(self.text).strip()
        if not self.members:
            return text
        if text:
            self.members["$"] = text
        return self.members


class _Scanner:
    """Turns a parser's calls into items, holding no more than the record at hand."""

    def __init__(self, file: SourceFile, records: frozenset[str]) -> None:
        self._file = file
        self._records = records
        self._path: list[_Element] = []
        self._record = 0
        """Depth of the record at hand; 0 outside."""
        self._count = 0
        self._size = 0
        """Characters of the record at hand, or since anything was met."""
        self._gb_declared = False
        self._items: list[JsonItem] = []
        # The file's own encoding was found by its bytes; the parser is given UTF-8.
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.buffer_text = True
        self._parser.XmlDeclHandler = self._declare
        self._parser.StartDoctypeDeclHandler = self._refuse_document_type
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._add_text

    def feed(self, chunk: str, *, last: bool) -> Iterator[JsonItem]:
        """The items that a piece of the text completes."""
        met = self._size
        try:
            self._parser.Parse(chunk.encode(), last)
        except expat.ExpatError as error:
            self._fail(expat.ErrorString(error.code))
        if self._gb_declared and not chunk.isascii():
            self._fail("it declares a Chinese encoding and is in UTF-8")
        if self._size == met:
            # The parser keeps a tag, comment or instruction until it is whole.
            self._grow(len(chunk))
        yield from self._items
        self._items.clear()

    # ------------------------------------------------------------------ the parser's calls

    def _declare(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is None:
            return
        try:
            name = codecs.lookup(encoding).name
        except LookupError:
            self._fail("it declares an unknown encoding")
        own = self._file.encoding
        if name in _GB:
            self._gb_declared = own != "gb18030"
        elif name not in _UTF8 or own == "gb18030":
            self._fail(f"it declares the encoding {name}; save it as UTF-8")

    def _refuse_document_type(self, *declared: object) -> NoReturn:
        self._fail("it declares a document type; such documents are not read, for entities in them can do harm")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._path) >= _DEEPEST:
            self._fail(f"elements within elements, more than {_DEEPEST} deep")
        local = _local(name)
        if not self._record:
            self._size = 0
            if local in self._records:
                self._record = len(self._path) + 1
        self._path.append(_Element(local, attributes))
        self._grow(len(name) + sum(len(key) + len(value) for key, value in attributes.items()))

    def _end(self, name: str) -> None:
        element = self._path.pop()
        if self._path and (not self._record or len(self._path) < self._record):
            # Spaces between records would otherwise gather in what holds them.
            self._path[-1].text.clear()
        if not self._record:
            value = element.value()
            if isinstance(value, str) and value:
                self._items.append(JsonItem(element.name, 0, value))
        elif len(self._path) + 1 == self._record:
            self._count += 1
            self._items.append(JsonItem(element.name, self._count, element.value()))
            self._record = self._size = 0
        else:
            self._path[-1].add(element.name, element.value())

    def _add_text(self, text: str) -> None:
        if self._path:
            self._path[-1].text.append(text)
        self._grow(len(text))

    # ------------------------------------------------------------------ bounds

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > self._file.limits.json_item_chars:
            self._fail(f"not readable as a record within {self._file.limits.json_item_chars} characters")

    def _fail(self, fault: str) -> NoReturn:
        raise LoadRejectedError(f"{self._file.path}: line {self._parser.CurrentLineNumber}: no XML: {fault}")


def _local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(" ")[2]
