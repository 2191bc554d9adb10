"""Files as they come (来源文件识别): what a file is, in which encoding, and whether it is whole.

`inspect_file` reads a file once, to its end, before anything of it is believed: its content hash, its format
by its bytes rather than its name, its encoding, and every fault that would show only half way through (a gzip
that breaks off, NUL bytes, bytes of no encoding, a decompression bomb, a line without end). Memory does not
depend on the size of the file.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Literal

from graph_engine.errors import LoadRejectedError, UnknownFormatError
from graph_engine.loading.compound_file import BrokenFileError, old_workbook_fault
from graph_engine.loading.content import CHUNK_BYTES, Content, chunks
from graph_engine.loading.limits import DEFAULT_LIMITS, Limits
from graph_engine.loading.origins import FileOrigin, Origin, reading, unpacked
from graph_engine.loading.zips import check_workbook, open_zip, zip_kind

__all__ = ["CHUNK_BYTES", "DEFAULT_LIMITS", "WORKBOOKS", "Format", "Limits", "SourceFile", "inspect_file"]

Format = Literal["csv", "xlsx", "xls", "ods", "json", "jsonl", "xml"]

WORKBOOKS: tuple[Format, ...] = ("xlsx", "xls", "ods")
"""Formats of spreadsheets; a number in them may be a day."""

_HEAD_BYTES = 64 * 1024
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = {
    b"\xff\xfe": "UTF-16 text; save it as UTF-8",
    b"\xfe\xff": "UTF-16 text; save it as UTF-8",
    b"%PDF": "a PDF; tables in it cannot be read reliably",
    b"Rar!": "a RAR archive; unpack it, or pack it as .zip",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive; unpack it, or pack it as .zip",
    b"BZh91AY&SY": "packed with bzip2; unpack it, or pack it as .gz",
    b"\xfd7zXZ": "packed with xz; unpack it, or pack it as .gz",
    b"\x28\xb5\x2f\xfd": "packed with zstd; unpack it, or pack it as .gz",
}
_GB18030_BOM = b"\x84\x31\x95\x33"
_OFFICE_MARKUP = (b"<!doctype html", b"<html", b"schemas-microsoft-com:office")
_TAR_PLACE, _TAR = 257, b"ustar"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read once to its end and found whole.

    `sha256` and `size` are those of the content: of the unpacked bytes where the file is a gzip or stands in an
    archive, so that the same content packed anew is the same document. `encoding` is empty for workbooks.
    """

    origin: Origin
    format: Format
    encoding: str
    compressed: bool
    sha256: str
    size: int
    modified: int
    limits: Limits

    @property
    def path(self) -> Path:
        """The file as messages name it; a member of an archive stands behind the archive's path."""
        return self.origin.path

    @property
    def name(self) -> str:
        """The file as provenance names it: its own name, behind that of the archive or folder it came in."""
        return self.origin.name

    @property
    def title(self) -> str:
        """Its own name without any ending: what a table is called that stands alone in its file."""
        return self.name.rpartition("/")[2].split(".")[0]

    @contextmanager
    def binary(self) -> Iterator[IO[bytes]]:
        """The unpacked bytes.

        Raises:
            LoadRejectedError: the file was changed since it was inspected, or cannot be read.
        """
        with reading(self.path):
            if self.origin.stamp != self.modified:
                raise LoadRejectedError(f"{self.path}: the file was changed while it was being read")
            with unpacked(self.origin, self.compressed) as stream:
                yield stream

    @contextmanager
    def text(self) -> Iterator[IO[str]]:
        """The decoded text, with line ends as they stand and without a byte order mark."""
        with self.binary() as stream:
            if self.encoding == "gb18030" and stream.read(4) != _GB18030_BOM:
                stream.seek(0)
            yield io.TextIOWrapper(stream, encoding=self.encoding, newline="")

    @contextmanager
    def seekable(self) -> Iterator[Path | IO[bytes]]:
        """The unpacked bytes for readers that jump to and fro: the file itself, or its bytes in memory.

        Raises:
            LoadRejectedError: the file was changed since it was inspected, or cannot be read.
        """
        with self.binary() as stream:
            if self.origin.on_disk is not None and not self.compressed:
                yield self.origin.on_disk
            else:
                yield io.BytesIO(stream.read())


def inspect_file(place: Path | Origin, limits: Limits = DEFAULT_LIMITS) -> SourceFile:
    """Reads a file once to its end and says what it is.

    Raises:
        UnknownFormatError: the file is of no format that can be loaded.
        LoadRejectedError: it is missing, damaged, too large or in no known encoding.
    """
    origin = FileOrigin.of(place) if isinstance(place, Path) else place
    path = origin.path
    if origin.on_disk is not None and not origin.on_disk.is_file():
        raise LoadRejectedError(f"{path}: not a file" if origin.on_disk.exists() else f"{path}: there is no such file")
    with reading(path):
        modified = origin.stamp
        with origin.open() as raw:
            compressed = raw.read(2) == _GZIP
        with unpacked(origin, compressed) as stream:
            head = stream.read(_HEAD_BYTES)
        _refuse_foreign(path, head)
        binary = head.startswith((*_ZIP, _OLE))
        # JSON and XML may well stand in one line; their records have a limit of their own.
        bound = not binary and _text_format(path, head, "utf-8") not in ("json", "xml")
        content = Content(origin, limits, line_bound=bound)
        for chunk in chunks(origin, compressed, limits):
            content.take(chunk, text=not binary)
        encoding = "" if binary else content.encoding(compressed)
        kind = _text_format(path, head, encoding) if not binary else "xlsx"
    digest = content.digest.hexdigest()
    file = SourceFile(origin, kind, encoding, compressed, digest, content.size, modified, limits)
    return _as_workbook(file, zipped=head.startswith(_ZIP)) if binary else file


def _as_workbook(file: SourceFile, *, zipped: bool) -> SourceFile:
    """A file that is no text, as the workbook that it must be."""
    if file.size > file.limits.workbook_bytes:
        raise LoadRejectedError(
            f"{file.path}: {file.size} bytes; workbooks are read up to {file.limits.workbook_bytes}"
        )
    kind = _zipped_workbook(file) if zipped else _old_workbook(file)
    return replace(file, format=kind)


def _zipped_workbook(file: SourceFile) -> Format:
    with file.seekable() as place, open_zip(file.path, place) as archive:
        kind = zip_kind(file.path, archive, file.limits)
        if kind == "archive":
            raise UnknownFormatError(
                str(file.path), "a zip that is no workbook, within another archive; unpack the outer one first"
            )
        check_workbook(file.path, archive, file.limits)
        return kind


def _old_workbook(file: SourceFile) -> Format:
    with file.binary() as stream:
        content = stream.read()
    try:
        fault = old_workbook_fault(content, file.limits)
    except BrokenFileError as error:
        raise LoadRejectedError(f"{file.path}: the workbook is damaged: {error}") from error
    if fault:
        raise UnknownFormatError(str(file.path), fault)
    return "xls"


def is_zip(path: Path) -> bool:
    """Whether a file begins as a zip does; false for what cannot be read."""
    try:
        with path.open("rb") as stream:
            return stream.read(4) in _ZIP
    except OSError:
        return False


def _refuse_foreign(path: Path, head: bytes) -> None:
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnknownFormatError(str(path), "the file is empty")
    if head.startswith(_GZIP):
        raise UnknownFormatError(str(path), "a gzip within a gzip")
    for sign, what in _FOREIGN.items():
        if head.startswith(sign):
            raise UnknownFormatError(str(path), what)
    if head.startswith(_TAR, _TAR_PLACE):
        raise UnknownFormatError(str(path), "a tar archive; unpack it, or pack it as .zip")
    start = head[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    office = start.startswith(b"<?xml") and any(sign in head.lower() for sign in _OFFICE_MARKUP)
    if office or start.startswith((b"<!doctype html", b"<html", b"<table")):
        raise UnknownFormatError(str(path), "HTML or XML of an office, whatever its name says; save it as .xlsx or CSV")


def _text_format(path: Path, head: bytes, encoding: str) -> Format:
    """csv, json, jsonl or xml: by the first sign of the text, except where the name says that it is a table."""
    text = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    if text.startswith("<?xml"):
        return "xml"
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    suffix = suffixes[-1] if suffixes else ""
    if suffix in (".csv", ".tsv", ".tab", ".txt"):
        return "csv"
    if suffix in (".jsonl", ".ndjson"):
        return "jsonl"
    if text.startswith("["):
        return "json"
    if text.startswith("{"):
        lines = [line for line in text.splitlines() if line.strip()]
        several = len(lines) > 1 and lines[0].rstrip().endswith("}") and lines[1].startswith("{")
        return "jsonl" if several else "json"
    return "xml" if re.match("<[A-Za-z_!?]", text) else "csv"
