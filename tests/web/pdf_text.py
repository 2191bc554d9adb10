"""The text layer of a PDF as Chromium writes it: what a search in the file would find.

Only what is needed for that: FlateDecode streams, hex strings that are shown, fonts with a ToUnicode map, and the
ActualText that stands for a glyph of several characters (ISO 32000-1, 9.10.3 and 14.9.4).
"""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"/Length (\d+).*?stream\r?\n", re.DOTALL)
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|ActualText <FEFF(\w+)> >> BDC.*?EMC|<([0-9A-Fa-f]+)>", re.DOTALL)

Font = dict[str, str]
"""Characters by their code as written, in hex digits."""


def pdf_text(pdf: bytes) -> str:
    """All text of all pages, in the order in which it is drawn, without the spaces between words far apart."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    fonts = {
        name: _characters(_stream(objects[int(to_unicode[1])]))
        for body in objects.values()
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", body)
        if int(number) in objects and (to_unicode := re.search(rb"/ToUnicode (\d+) 0 R", objects[int(number)]))
    }
    contents = (_stream(body) for body in objects.values())
    return "".join(_shown(content, fonts) for content in contents if b" Tf" in content)


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    if found is None:
        return b""
    data = body[found.end() : found.end() + int(found[1])]
    return zlib.decompress(data) if b"/FlateDecode" in body[: found.end()] else data


def _characters(table: bytes) -> Font:
    found: Font = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(rb"<(\w+)> <(\w+)>", block):
            found[code.decode()] = _text(text)
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(rb"<(\w+)> <(\w+)> <(\w+)>", block):
            for at, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[f"{code:0{len(first)}X}"] = chr(int(text, 16) + at)
    return found


def _shown(content: bytes, fonts: dict[bytes, Font]) -> str:
    told: list[str] = []
    font: Font = {}
    for name, actual, codes in _SHOWN.findall(content):
        if name:
            font = fonts.get(name, {})
        elif actual:
            told.append(_text(actual))
        else:
            width = len(next(iter(font), "00"))
            told += [font.get(codes[at : at + width].decode(), "") for at in range(0, len(codes), width)]
    return "".join(told)


def _text(codes: bytes) -> str:
    return bytes.fromhex(codes.decode()).decode("utf-16-be")
