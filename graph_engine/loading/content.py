"""What one pass over a file's bytes tells (内容检查): its hash, its size, its encoding, and faults of its text.

Nothing of a file is believed before it was read to its end; memory does not depend on its size.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from graph_engine.errors import LoadRejectedError
from graph_engine.loading.limits import Limits
from graph_engine.loading.origins import Origin, unpacked

CHUNK_BYTES = 1 << 20

_SURELY_UTF8 = 10
"""So many valid non-ASCII characters in a row never happen by chance in GB18030 text (about 0.14 each)."""


def chunks(origin: Origin, compressed: bool, limits: Limits) -> Iterator[bytes]:
    """The unpacked bytes in pieces; stops a decompression bomb long before it fills anything.

    Raises:
        LoadRejectedError: a gzip becomes more than the limit.
    """
    packed = origin.packed
    size = 0
    with unpacked(origin, compressed) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            size += len(chunk)
            if compressed and size > limits.gzip_free_bytes and size > packed * limits.gzip_ratio:
                raise LoadRejectedError(
                    f"{origin.path}: {packed} packed bytes become more than {limits.gzip_ratio} times as many; "
                    "taken for a decompression bomb"
                )
            yield chunk


class Content:
    """What one pass over the bytes tells: hash, size, and whether they are UTF-8."""

    def __init__(self, origin: Origin, limits: Limits, *, line_bound: bool) -> None:
        self.origin = origin
        self.path: Path = origin.path
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
        """Takes the next piece; of texts the lines and signs are looked at too.

        Raises:
            LoadRejectedError: the text holds a NUL byte or an endless line.
        """
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
        """The encoding of the whole content: `utf-8`, `utf-8-sig` (with a byte order mark) or `gb18030`.

        Raises:
            LoadRejectedError: it is in none of them, or damaged.
        """
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
        for chunk in chunks(self.origin, compressed, self.limits):
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
