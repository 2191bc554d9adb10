"""Workbooks of every kind from a few rows, as bytes: small writers, so that tests know what stands in a file."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

import openpyxl

Sheets = Mapping[str, Sequence[Sequence[object]]]

_SECTOR = 512
_FREE, _END, _TABLE_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx_bytes(sheets: Sheets) -> bytes:
    """An .xlsx."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# ---------------------------------------------------------------------- OpenDocument


def ods_bytes(sheets: Sheets) -> bytes:
    """An .ods; texts as texts, numbers as numbers."""
    return ods_of("".join(_ods_table(title, rows) for title, rows in sheets.items()))


def ods_of(tables: str, *, mimetype: str = ODS_TYPE, manifest: str = "", doctype: str = "") -> bytes:
    """An .ods around the XML of its tables."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return zip_bytes({"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": f"<m>{manifest}</m>"})


def _ods_table(title: str, rows: Sequence[Sequence[object]]) -> str:
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    return f"<table:table table:name={quoteattr(title)}>{lines}</table:table>"


def _ods_cell(value: object) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, (int, float)):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def zip_bytes(members: Mapping[str, str | bytes]) -> bytes:
    """A zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


# ---------------------------------------------------------------------- BIFF 8 in a compound file


def xls_bytes(sheets: Sheets, *, locked: bool = False) -> bytes:
    """An .xls of Excel 97; texts as texts, numbers as numbers. `locked`: as with a password."""
    return compound_file({"Workbook": book_stream(sheets, locked=locked)})


def book_stream(sheets: Sheets, *, locked: bool = False) -> bytes:
    """The stream of an .xls that holds its records."""
    parts = [_sheet(rows) for rows in sheets.values()]
    bounds = [_record(0x0085, struct.pack("<IH", 0, 0) + _short_text(title)) for title in sheets]
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 0))
    head += _record(0x002F, bytes(6)) if locked else b""
    head += _record(0x0042, struct.pack("<H", 1200))
    place = len(head) + sum(map(len, bounds)) + 4
    for title, part in zip(sheets, parts, strict=True):
        head += _record(0x0085, struct.pack("<IH", place, 0) + _short_text(title))
        place += len(part)
    return head + _record(0x000A) + b"".join(parts)


def _sheet(rows: Sequence[Sequence[object]]) -> bytes:
    width = max(map(len, rows), default=0)
    part = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 0))]
    part.append(_record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0)))
    for row, cells in enumerate(rows):
        part += [biff_cell(row, column, value) for column, value in enumerate(cells) if value not in (None, "")]
    return b"".join(part) + _record(0x000A)


def biff_cell(row: int, column: int, value: object) -> bytes:
    """The record of one cell."""
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, (int, float)):
        return _record(0x0203, place + struct.pack("<d", value))
    text = str(value)
    return _record(0x0204, place + struct.pack("<HB", len(text.encode("utf-16-le")) // 2, 1) + text.encode("utf-16-le"))


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _short_text(text: str) -> bytes:
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """An OLE compound file (MS-CFB, version 3) of streams, each padded beyond the mini stream's reach."""
    padded = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    sizes = {name: -(-len(content) // _SECTOR) for name, content in padded.items()}
    directory = -(-(len(padded) + 1) // 4)
    tables = 1
    while tables * 128 < tables + directory + sum(sizes.values()):
        tables += 1
    table = [_TABLE_SECTOR] * tables
    table += [*range(tables + 1, tables + directory), _END]
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    for number, (name, content) in enumerate(padded.items(), 1):
        sibling = number + 1 if number < len(padded) else _FREE
        entries.append(_entry(name, 2, len(table), len(content), sibling=sibling))
        table += [*range(len(table) + 1, len(table) + sizes[name]), _END]
    table += [_FREE] * (tables * 128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *range(tables), *[_FREE] * (109 - tables))
    body = struct.pack(f"<{len(table)}I", *table) + b"".join(entries).ljust(directory * _SECTOR, b"\0")
    return header + body + b"".join(content.ljust(sizes[name] * _SECTOR, b"\0") for name, content in padded.items())


def _entry(name: str, kind: int, start: int, size: int, *, child: int = _FREE, sibling: int = _FREE) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1)
    return head + struct.pack("<III", _FREE, sibling, child) + bytes(36) + struct.pack("<IQ", start, size)
