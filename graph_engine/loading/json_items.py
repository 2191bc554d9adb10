"""JSON as a stream of records (JSON 流式读取): documents of any size, one record in memory at a time.

A document is one array of records, or one object (a package) whose members are arrays of records or facts
about the package, or JSON Lines. Numbers with a point come as `Decimal`, so that amounts stay exact.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any, NoReturn

from graph_engine.errors import LoadRejectedError
from graph_engine.loading.files import SourceFile
from graph_engine.loading.reasons import BROKEN_TEXT, NOT_JSON, Reason

_CHUNK_CHARS = 1 << 20
_SPACE = " \t\n\r\ufeff"
_HALVES = ("\\ud", "\\uD")
"""How the escapes begin that stand for halves of characters."""
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class JsonItem:
    """One record of a JSON document, or one member of a package that is no array.

    `member` is the package's member in which it stands, empty for a bare array and JSON Lines. `line` is the
    line in JSON Lines, else the number of the record among all records, counted from 1; 0 for a member that
    is no array. `fault` tells why `value` is not there.
    """

    member: str
    line: int
    value: Any
    fault: Reason | None = None

    def content(self) -> str:
        """The record as canonical JSON text, for its hash and its seal."""
        return json.dumps(self.value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def iter_items(file: SourceFile) -> Iterator[JsonItem]:
    """The records of a JSON or JSON Lines file in order.

    Raises:
        LoadRejectedError: the document is no JSON, is cut off, or has a record larger than the limit. A line
            of JSON Lines that is no JSON is only an item with a fault.
    """
    with file.text() as text:
        if file.format == "jsonl":
            yield from _lines(text)
        else:
            yield from _Scanner(text, file).document()


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant)


def _lines(text: IO[str]) -> Iterator[JsonItem]:
    for line, content in enumerate(text, 1):
        stripped = content.strip(_SPACE)
        if not stripped:
            continue
        try:
            value = _DECODER.decode(stripped)
        except (ValueError, RecursionError):
            yield JsonItem("", line, stripped, NOT_JSON)
        else:
            yield _item("", line, value, escaped=any(half in stripped for half in _HALVES))


def _item(member: str, line: int, value: Any, *, escaped: bool) -> JsonItem:
    """A record, unless a text in it holds half of a character, which nobody could write down again.

    `escaped` says whether it could at all: only an escape, such as \\ud800, carries one into a text.
    """
    if escaped:
        text = json.dumps(value, ensure_ascii=False, default=str)
        if _SURROGATE.search(text):
            return JsonItem(member, line, _SURROGATE.sub("\ufffd", text), BROKEN_TEXT)
    return JsonItem(member, line, value)


class _Scanner:
    """Reads values off a text stream, holding no more than the value at hand."""

    def __init__(self, text: IO[str], file: SourceFile) -> None:
        self._text = text
        self._file = file
        self._buffer = ""
        self._place = 0
        self._lines = 0
        self._ended = False
        self._escaped = False

    def document(self) -> Iterator[JsonItem]:
        sign = self._peek()
        if sign == "[":
            for number, value in enumerate(self._array(), 1):
                yield _item("", number, value, escaped=self._escaped)
        elif sign == "{":
            yield from self._package()
        else:
            self._fail("neither an array nor an object")
        if self._peek():
            self._fail("text after the end of the document")

    def _package(self) -> Iterator[JsonItem]:
        number = 0
        for member in self._members():
            if self._peek() == "[":
                for value in self._array():
                    number += 1
                    yield _item(member, number, value, escaped=self._escaped)
            else:
                value = self._value()
                item = _item(member, 0, value, escaped=self._escaped)
                if item.fault is not None:
                    self._fail(item.fault)
                yield item

    def _members(self) -> Iterator[str]:
        self._take("{")
        if self._peek() == "}":
            self._take("}")
            return
        while True:
            if self._peek() != '"':
                self._fail("a member's name is missing")
            name = self._value()
            self._take(":")
            yield _SURROGATE.sub("\ufffd", name)
            if self._peek() == "}":
                self._take("}")
                return
            self._take(",")

    def _array(self) -> Iterator[Any]:
        self._take("[")
        if self._peek() == "]":
            self._take("]")
            return
        while True:
            yield self._value()
            if self._peek() == "]":
                self._take("]")
                return
            self._take(",")

    def _peek(self) -> str:
        """The next sign that is no space; empty at the end."""
        while True:
            while self._place < len(self._buffer):
                sign = self._buffer[self._place]
                if sign not in _SPACE:
                    return sign
                self._place += 1
            if not self._more(_CHUNK_CHARS):
                return ""

    def _take(self, sign: str) -> None:
        if self._peek() != sign:
            self._fail(f"'{sign}' is missing" if self._peek() else "the document is cut off")
        self._place += 1

    def _value(self) -> Any:
        self._peek()
        size = _CHUNK_CHARS
        while True:
            try:
                value, end = _DECODER.raw_decode(self._buffer, self._place)
            except RecursionError:
                self._fail("nested too deeply")
            except json.JSONDecodeError as error:
                if not self._more(size):
                    self._fail("the document is cut off" if error.pos >= len(self._buffer) else error.msg)
            except ValueError as error:
                self._fail(str(error))
            else:
                # A number at the end of the buffer may go on.
                if end < len(self._buffer) or not self._more(size):
                    self._escaped = any(self._buffer.find(half, self._place, end) >= 0 for half in _HALVES)
                    self._place = end
                    return value
            size *= 2
            if len(self._buffer) - self._place > self._file.limits.json_item_chars:
                self._fail(f"not readable as a record within {self._file.limits.json_item_chars} characters")

    def _more(self, size: int) -> bool:
        """Reads on; what was read off is let go."""
        if self._ended:
            return False
        chunk = self._text.read(size)
        if not chunk:
            self._ended = True
            return False
        self._lines += self._buffer.count("\n", 0, self._place)
        self._buffer = self._buffer[self._place :] + chunk
        self._place = 0
        return True

    def _fail(self, fault: str) -> NoReturn:
        line = self._lines + self._buffer.count("\n", 0, self._place) + 1
        raise LoadRejectedError(f"{self._file.path}: line {line}: no JSON: {fault}")
