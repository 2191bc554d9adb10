"""Zip files looked at before they are believed (压缩包检查): what they are, and that they are whole and no bomb.

Workbooks of two kinds are zips (.xlsx, .ods), and so are archives of data files.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, Literal

from graph_engine.errors import LoadRejectedError, UnknownFormatError
from graph_engine.loading.limits import Limits
from graph_engine.loading.origins import reading
from graph_engine.loading.xlsx_bounds import sheet_cells

ZipKind = Literal["xlsx", "ods", "archive"]

_CHUNK_BYTES = 1 << 20
_ENCRYPTED = 0x1
_END, _END_BYTES = b"PK\x05\x06", 18
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_LONGEST_MANIFEST = 1 << 20


def open_zip(path: Path, place: Path | IO[bytes]) -> zipfile.ZipFile:
    """A zip file; `path` is the name by which messages know it. Needs closing.

    Raises:
        LoadRejectedError: it is cut off or damaged.
    """
    with reading(path):
        try:
            archive = zipfile.ZipFile(place)
        except (UnicodeDecodeError, ValueError, OverflowError) as error:
            raise LoadRejectedError(f"{path}: the zip is damaged ({error})") from error
    if any(entry.header_offset < 0 for entry in archive.infolist()):
        archive.close()
        raise LoadRejectedError(f"{path}: the zip is damaged (an entry begins before the file)")
    return archive


def zip_kind(path: Path, archive: zipfile.ZipFile, limits: Limits) -> ZipKind:
    """What a zip holds: a workbook, or files.

    Raises:
        UnknownFormatError: a document of an office program that is no workbook to be read.
        LoadRejectedError: it is damaged, or has more entries than the limit.
    """
    entries = archive.infolist()
    if len(entries) > limits.files:
        raise LoadRejectedError(f"{path}: {len(entries)} entries; at most {limits.files} are read")
    names = {entry.filename.lower() for entry in entries}
    if "xl/workbook.bin" in names:
        raise UnknownFormatError(str(path), "a binary workbook (.xlsb); save it as .xlsx")
    if any(name.startswith("xl/workbook") for name in names):
        return "xlsx"
    if "[content_types].xml" in names:
        raise UnknownFormatError(str(path), "an Office document that is no workbook")
    if {"mimetype", "content.xml"} <= set(archive.namelist()):
        return _open_document_kind(path, archive)
    return "archive"


def _open_document_kind(path: Path, archive: zipfile.ZipFile) -> ZipKind:
    kind = _beginning(path, archive, "mimetype")
    if not kind.startswith(_ODS):
        raise UnknownFormatError(str(path), "an OpenDocument file that is no workbook")
    if b"encryption-data" in _beginning(path, archive, "META-INF/manifest.xml"):
        raise UnknownFormatError(str(path), "a workbook protected by a password; save it without one")
    return "ods"


def _beginning(path: Path, archive: zipfile.ZipFile, name: str) -> bytes:
    with reading(path):
        try:
            entry = archive.getinfo(name)
        except KeyError:
            return b""
        refuse_locked(path, entry)
        with archive.open(entry) as stream:
            return stream.read(_LONGEST_MANIFEST)


def check_workbook(path: Path, archive: zipfile.ZipFile, limits: Limits) -> None:
    """Reads every entry of a workbook: that it is whole, no bomb, and no sheet larger than can be held.

    Raises:
        LoadRejectedError: it is damaged or too large.
    """
    if not _ends_with_its_end(archive):
        # Another reader might find another directory in there.
        raise LoadRejectedError(f"{path}: the workbook is damaged: something stands behind its end")
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.workbook_bytes:
        raise LoadRejectedError(
            f"{path}: unpacks to {unpacked} bytes; workbooks are read up to {limits.workbook_bytes}"
        )
    refuse_bomb(path, sum(entry.compress_size for entry in entries), unpacked, limits)
    with reading(path):
        for entry in entries:
            refuse_locked(path, entry)
            cells = sheet_cells(partial(_entry_chunks, archive, entry), limits.sheet_cells)
            if cells > limits.sheet_cells:
                raise LoadRejectedError(
                    f"{path}: sheet {entry.filename} has {cells} cells; "
                    f"at most {limits.sheet_cells} are read: save it as CSV"
                )


def _ends_with_its_end(archive: zipfile.ZipFile) -> bool:
    if archive.fp is None:
        return False
    archive.fp.seek(-len(_END) - _END_BYTES, 2)
    return archive.fp.read(len(_END)) == _END


def _entry_chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            yield chunk


def refuse_locked(path: Path, entry: zipfile.ZipInfo) -> None:
    """Refuses an entry that needs a password.

    Raises:
        UnknownFormatError: it does.
    """
    if entry.flag_bits & _ENCRYPTED:
        raise UnknownFormatError(str(path), "protected by a password; unpack it, or pack it without one")


def refuse_bomb(path: Path, packed: int, unpacked: int, limits: Limits) -> None:
    """Refuses what becomes far larger than anything that was ever packed in earnest.

    Raises:
        LoadRejectedError: it does.
    """
    if unpacked > limits.gzip_free_bytes and unpacked > packed * limits.gzip_ratio:
        raise LoadRejectedError(
            f"{path}: {packed} packed bytes become {unpacked}, more than {limits.gzip_ratio} times as many; "
            "taken for a decompression bomb"
        )
