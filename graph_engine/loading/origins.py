"""Where the bytes of a file stand (来源位置): by themselves on disk, or as a member of a zip archive.

Members are read where they stand; nothing is ever unpacked to disk, so no name in an archive can lead anywhere.
"""

from __future__ import annotations

import gzip
import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from graph_engine.errors import LoadRejectedError

_WIDE_SPACE = "\u3000"


class Origin(Protocol):
    """The place at which a file can be read, as often as needed."""

    @property
    def path(self) -> Path:
        """The file as messages name it: the archive's path with the member's name after it."""
        ...

    @property
    def name(self) -> str:
        """The file as provenance names it: without the folders that lead to what was asked for."""
        ...

    @property
    def packed(self) -> int:
        """Bytes that it takes where it stands."""
        ...

    @property
    def stamp(self) -> int:
        """Another number once the file was changed."""
        ...

    @property
    def on_disk(self) -> Path | None:
        """The file itself, if it stands on disk by itself."""
        ...

    def open(self) -> BinaryIO:
        """Its bytes from the first on."""
        ...


@dataclass(frozen=True, slots=True)
class FileOrigin:
    """A file on disk. `path` and `name` are what it is called, `place` is where it stands."""

    path: Path
    name: str
    place: Path

    @classmethod
    def of(cls, path: Path, name: str | None = None) -> FileOrigin:
        """A file under its own name, or under the one it has within a folder."""
        return cls(path, shown_name(os.fsencode(name or path.name)), path)

    @property
    def packed(self) -> int:
        """Bytes on disk."""
        return self.place.stat().st_size

    @property
    def stamp(self) -> int:
        """Time of the last change in nanoseconds."""
        return self.place.stat().st_mtime_ns

    @property
    def on_disk(self) -> Path | None:
        """The file itself."""
        return self.place

    def open(self) -> BinaryIO:
        """Its bytes from the first on."""
        return self.place.open("rb")


@dataclass(frozen=True, slots=True)
class MemberOrigin:
    """A member of a zip archive that stays open while a load reads from it."""

    path: Path
    name: str
    archive: zipfile.ZipFile
    entry: zipfile.ZipInfo
    place: Path
    """The archive on disk."""

    @property
    def packed(self) -> int:
        """Bytes in the archive."""
        return self.entry.compress_size

    @property
    def stamp(self) -> int:
        """Time of the archive's last change in nanoseconds."""
        return self.place.stat().st_mtime_ns

    @property
    def on_disk(self) -> Path | None:
        """None: it stands within another file."""
        return None

    def open(self) -> BinaryIO:
        """Its bytes from the first on."""
        return cast("BinaryIO", self.archive.open(self.entry))


def unpacked(origin: Origin, compressed: bool) -> BinaryIO:
    """The bytes of a file, out of the gzip that it may be."""
    stream = origin.open()
    if not compressed:
        return stream
    return cast("BinaryIO", _Gunzipped(stream))


class _Gunzipped(gzip.GzipFile):
    """A gzip that closes the file beneath it with itself."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(fileobj=stream, mode="rb")
        self._beneath = stream

    def close(self) -> None:
        super().close()
        self._beneath.close()


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Translates what the machine says about a damaged or unreadable file.

    Raises:
        LoadRejectedError: it is damaged, unreadable, or was changed while it was read.
    """
    try:
        yield
    except (zipfile.BadZipFile, struct.error) as error:
        raise LoadRejectedError(f"{path}: the zip is cut off or damaged ({error})") from error
    except NotImplementedError as error:
        raise LoadRejectedError(f"{path}: packed in a way that cannot be read ({error}); pack it anew") from error
    except (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError) as error:
        raise LoadRejectedError(f"{path}: what is packed in it is cut off or damaged ({error})") from error
    except UnicodeDecodeError as error:
        raise LoadRejectedError(f"{path}: the file was changed while it was being read") from error
    except OSError as error:
        raise LoadRejectedError(f"{path}: cannot be read ({error.strerror or error})") from error


def shown_name(name: bytes) -> str:
    """A file's name as text, in UTF-8 or as old Chinese systems write it; what cannot be shown becomes U+FFFD.

    Names go into reports and onto terminals, so no sign that steers a terminal or turns the writing direction stays.
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            text = name.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    else:
        text = name.decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() or sign == _WIDE_SPACE else "\ufffd" for sign in text)
