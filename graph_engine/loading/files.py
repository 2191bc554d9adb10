"""Files as they come (来源文件识别): what a file is, in which encoding, and whether it is whole.

`inspect_file` reads a file once, to its end, before anything of it is believed: its content hash, its format
by its bytes rather than its name, its encoding, and every fault that would show only half way through (a gzip
that breaks off, NUL bytes, bytes of no encoding, a decompression bomb, a line without end). Memory does not
depend on the size of the file.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, BinaryIO, Literal, cast

from graph_engine.errors import LoadRejectedError, UnknownFormatError

Format = Literal["csv", "xlsx", "json", "jsonl", "xml"]

CHUNK_BYTES = 1 << 20
_MIB = 1 << 20

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_GB18030_BOM = b"\x84\x31\x95\x33"
_OFFICE_MARKUP = (b"<!doctype html", b"<html", b"schemas-microsoft-com:office")
_SURELY_UTF8 = 10
"""So many valid non-ASCII characters in a row never happen by chance in GB18030 text (about 0.14 each)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large things may be before a file is refused; what is streamed has no limit."""

    gzip_ratio: int = 200
    """Most bytes that one compressed byte may become, once `gzip_free_bytes` are out."""
    gzip_free_bytes: int = 64 * _MIB
    workbook_bytes: int = 2048 * _MIB
    """Most bytes of a workbook when unpacked."""
    sheet_cells: int = 20_000_000
    """Most cells of a spreadsheet's sheet, which is held whole in memory."""
    line_bytes: int = 8 * _MIB
    json_item_chars: int = 64 * _MIB
    """Longest single record of a JSON or XML document."""
    header_rows: int = 20
    """Rows within which the header must stand."""


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read once to its end and found whole.

    `sha256` and `size` are those of the content: of the unpacked bytes where the file is a gzip, so that the
    same content packed anew is the same document. `encoding` is empty for workbooks.
    """

    path: Path
    format: Format
    encoding: str
    compressed: bool
    sha256: str
    size: int
    modified: int
    limits: Limits

    @property
    def name(self) -> str:
        """The file's own name, without its folder."""
        return self.path.name

    @contextmanager
    def binary(self) -> Iterator[IO[bytes]]:
        """The unpacked bytes.

        Raises:
            LoadRejectedError: the file was changed since it was inspected, or cannot be read.
        """
        with _reading(self.path):
            if self.path.stat().st_mtime_ns != self.modified:
                raise LoadRejectedError(f"{self.path}: the file was changed while it was being read")
            with _open(self.path, self.compressed) as stream:
                yield stream

    @contextmanager
    def text(self) -> Iterator[IO[str]]:
        """The decoded text, with line ends as they stand and without a byte order mark."""
        with self.binary() as stream:
            if self.encoding == "gb18030" and stream.read(4) != _GB18030_BOM:
                stream.seek(0)
            yield io.TextIOWrapper(stream, encoding=self.encoding, newline="")


def inspect_file(path: Path, limits: Limits = DEFAULT_LIMITS) -> SourceFile:
    """Reads a file once to its end and says what it is.

    Raises:
        UnknownFormatError: the file is of no format that can be loaded.
        LoadRejectedError: it is missing, damaged, too large or in no known encoding.
    """
    if not path.is_file():
        raise LoadRejectedError(f"{path}: not a file" if path.exists() else f"{path}: there is no such file")
    with _reading(path):
        modified = path.stat().st_mtime_ns
        with path.open("rb") as raw:
            compressed = raw.read(2) == _GZIP
        with _open(path, compressed) as stream:
            head = stream.read(64 * 1024)
        _refuse_foreign(path, head)
        workbook = head.startswith(_ZIP)
        # JSON and XML may well stand in one line; their records have a limit of their own.
        bound = not workbook and _text_format(path, head, "utf-8") not in ("json", "xml")
        content = _Content(path, limits, line_bound=bound)
        for chunk in _chunks(path, compressed, limits):
            content.take(chunk, text=not workbook)
        if workbook:
            _check_workbook(path, compressed, limits, content.size)
            encoding, kind = "", "xlsx"
        else:
            encoding = content.encoding(compressed)
            kind = _text_format(path, head, encoding)
    digest = content.digest.hexdigest()
    return SourceFile(path, _FORMATS[kind], encoding, compressed, digest, content.size, modified, limits)


_FORMATS: dict[str, Format] = {"csv": "csv", "xlsx": "xlsx", "json": "json", "jsonl": "jsonl", "xml": "xml"}


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Translates what the machine says about a damaged or unreadable file."""
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise LoadRejectedError(f"{path}: the gzip is cut off or damaged ({error})") from error
    except UnicodeDecodeError as error:
        raise LoadRejectedError(f"{path}: the file was changed while it was being read") from error
    except OSError as error:
        raise LoadRejectedError(f"{path}: cannot be read ({error.strerror or error})") from error


def _open(path: Path, compressed: bool) -> BinaryIO:
    if compressed:
        return cast("BinaryIO", gzip.open(path, "rb"))
    return path.open("rb")


def _refuse_foreign(path: Path, head: bytes) -> None:
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnknownFormatError(str(path), "the file is empty")
    if head.startswith(_GZIP):
        raise UnknownFormatError(str(path), "a gzip within a gzip")
    if head.startswith(_OLE):
        raise UnknownFormatError(
            str(path), "an old or password-protected workbook; save it as .xlsx without a password"
        )
    if head.startswith(_UTF16):
        raise UnknownFormatError(str(path), "UTF-16 text; save it as UTF-8")
    if head.startswith(b"%PDF"):
        raise UnknownFormatError(str(path), "a PDF; tables in it cannot be read reliably")
    start = head[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    office = start.startswith(b"<?xml") and any(sign in head.lower() for sign in _OFFICE_MARKUP)
    if office or start.startswith((b"<!doctype html", b"<html", b"<table")):
        raise UnknownFormatError(str(path), "HTML or XML of an office, whatever its name says; save it as .xlsx or CSV")


def _chunks(path: Path, compressed: bool, limits: Limits) -> Iterator[bytes]:
    """The unpacked bytes in pieces; stops a decompression bomb long before it fills anything."""
    packed = path.stat().st_size
    size = 0
    with _open(path, compressed) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            size += len(chunk)
            if compressed and size > limits.gzip_free_bytes and size > packed * limits.gzip_ratio:
                raise LoadRejectedError(
                    f"{path}: {packed} packed bytes become more than {limits.gzip_ratio} times as many; "
                    "taken for a decompression bomb"
                )
            yield chunk


class _Content:
    """What one pass over the bytes tells: hash, size, and whether they are UTF-8."""

    def __init__(self, path: Path, limits: Limits, *, line_bound: bool) -> None:
        self.path = path
        self.limits = limits
        self.line_bound = line_bound
        self.digest = sha256()
        self.size = 0
        self._lines = 0
        self._line_bytes = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._wide = 0
        self._utf8_fault: tuple[int, int] | None = None
        self._marked = False

    def take(self, chunk: bytes, *, text: bool) -> None:
        if not self.size:
            self._marked = chunk.startswith(codecs.BOM_UTF8)
        self.digest.update(chunk)
        self.size += len(chunk)
        if text:
            self._check_bytes(chunk)
            self._check_utf8(chunk)
            self._lines += chunk.count(b"\n")

    def _check_bytes(self, chunk: bytes) -> None:
        place = chunk.find(0)
        if place >= 0:
            line = self._line_of(chunk, place)
            raise LoadRejectedError(f"{self.path}: line {line}: a NUL byte; no text, or damaged")
        first = chunk.find(b"\n")
        self._line_bytes += len(chunk) if first < 0 else first
        if self.line_bound and self._line_bytes > self.limits.line_bytes:
            raise LoadRejectedError(
                f"{self.path}: line {self._lines + 1} is longer than {self.limits.line_bytes} bytes"
            )
        if first >= 0:
            self._line_bytes = len(chunk) - chunk.rfind(b"\n") - 1

    def _check_utf8(self, chunk: bytes) -> None:
        if self._utf8_fault is not None:
            return
        try:
            text = self._decoder.decode(chunk)
        except UnicodeDecodeError as error:
            good = error.object[: error.start].decode("utf-8")
            self._count_wide(good)
            place = max(0, error.start - (len(error.object) - len(chunk)))
            self._utf8_fault = (self._line_of(chunk, place), error.object[error.start])
            return
        if self._wide < _SURELY_UTF8:
            self._count_wide(text)

    def _count_wide(self, text: str) -> None:
        self._wide += len(text) - len(text.encode("ascii", "ignore"))

    def _line_of(self, chunk: bytes, place: int) -> int:
        return self._lines + chunk.count(b"\n", 0, place) + 1

    def encoding(self, compressed: bool) -> str:
        """The encoding of the whole content: `utf-8`, `utf-8-sig` (with a byte order mark) or `gb18030`."""
        if self._utf8_fault is None:
            try:
                self._decoder.decode(b"", final=True)
            except UnicodeDecodeError as error:
                self._utf8_fault = (self._lines + 1, error.object[error.start])
        if self._utf8_fault is None:
            return "utf-8-sig" if self._marked else "utf-8"
        line, byte = self._utf8_fault
        if self._marked or self._wide >= _SURELY_UTF8:
            raise LoadRejectedError(f"{self.path}: line {line}: byte 0x{byte:02x} is no UTF-8; it is damaged")
        fault = self._gb18030_fault(compressed)
        if fault is not None:
            raise LoadRejectedError(
                f"{self.path}: neither UTF-8 (line {line}, byte 0x{byte:02x}) nor GB18030 (line {fault})"
            )
        return "gb18030"

    def _gb18030_fault(self, compressed: bool) -> int | None:
        decoder = codecs.getincrementaldecoder("gb18030")()
        lines = 0
        for chunk in _chunks(self.path, compressed, self.limits):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                place = max(0, error.start - (len(error.object) - len(chunk)))
                return lines + chunk.count(b"\n", 0, place) + 1
            lines += chunk.count(b"\n")
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return lines + 1
        return None


def _text_format(path: Path, head: bytes, encoding: str) -> str:
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


def _check_workbook(path: Path, compressed: bool, limits: Limits, size: int) -> None:
    """A zip is a workbook only if it holds one, and not a bomb."""
    if size > limits.workbook_bytes:
        raise LoadRejectedError(f"{path}: {size} bytes; workbooks are read up to {limits.workbook_bytes}")
    try:
        with _open(path, compressed) as stream, zipfile.ZipFile(stream) as archive:
            _check_entries(path, archive.infolist(), limits)
            # Reads every entry: its checksum, and that it is no longer than it says.
            damaged = archive.testzip()
    except zipfile.BadZipFile as error:
        raise LoadRejectedError(f"{path}: the workbook is cut off or damaged ({error})") from error
    if damaged is not None:
        raise LoadRejectedError(f"{path}: the workbook is damaged in {damaged}")


def _check_entries(path: Path, entries: Sequence[zipfile.ZipInfo], limits: Limits) -> None:
    if not any(entry.filename.lower().startswith("xl/workbook") for entry in entries):
        raise UnknownFormatError(str(path), "a zip archive that is no workbook; unpack it first")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.workbook_bytes:
        raise LoadRejectedError(
            f"{path}: unpacks to {unpacked} bytes; workbooks are read up to {limits.workbook_bytes}"
        )
