"""Members of zip archives (压缩包成员): what an archive of data files holds, before anything of it is read.

Nothing is unpacked to disk: members are read where they stand. An archive whose entries overlap, lead out of it,
need a password or unpack to far more than anything packed in earnest is refused whole.
"""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Sequence
from pathlib import Path

from graph_engine.errors import LoadRejectedError
from graph_engine.loading.limits import Limits
from graph_engine.loading.origins import FileOrigin, MemberOrigin, shown_name
from graph_engine.loading.zips import refuse_bomb, refuse_locked

_UTF8_NAME = 0x800
_DRIVE = re.compile(r"[A-Za-z]:")


def archive_members(origin: FileOrigin, archive: zipfile.ZipFile, limits: Limits) -> list[MemberOrigin]:
    """The files in an open archive, ordered by name; each named `archive.zip/inner/name.csv`.

    Raises:
        UnknownFormatError: a member needs a password.
        LoadRejectedError: the archive is a bomb or hostile.
    """
    entries = archive.infolist()
    _check_sizes(origin, entries, limits)
    members: dict[str, MemberOrigin] = {}
    for entry in entries:
        name = _name_of(entry)
        if name.endswith("/") and not entry.file_size:
            continue
        _check_name(origin.path, name)
        name = "/".join(part for part in name.split("/") if part not in ("", "."))
        path = Path(f"{origin.path}/{name}")
        refuse_locked(path, entry)
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise LoadRejectedError(f"{path}: a link, not a file")
        if name in members:
            raise LoadRejectedError(f"{origin.path}: two members are called '{name}'")
        members[name] = MemberOrigin(path, f"{origin.name}/{name}", archive, entry, origin.place)
    return [members[name] for name in sorted(members)]


def _name_of(entry: zipfile.ZipInfo) -> str:
    """A member's name with slashes between folders; Chinese systems write names in GB18030 and do not say so."""
    said = entry.flag_bits & _UTF8_NAME
    raw = entry.filename.encode("utf-8", "surrogatepass") if said else entry.filename.encode("cp437", "replace")
    return shown_name(raw).replace("\\", "/")


def _check_name(path: Path, name: str) -> None:
    if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
        raise LoadRejectedError(f"{path}: its member '{name}' leads out of the archive")


def _check_sizes(origin: FileOrigin, entries: Sequence[zipfile.ZipInfo], limits: Limits) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.archive_bytes:
        raise LoadRejectedError(f"{origin.path}: unpacks to {unpacked} bytes; at most {limits.archive_bytes} are read")
    if sum(entry.compress_size for entry in entries) > origin.packed:
        raise LoadRejectedError(f"{origin.path}: its members overlap; taken for a decompression bomb")
    refuse_bomb(origin.path, origin.packed, unpacked, limits)
    for entry in entries:
        refuse_bomb(Path(f"{origin.path}/{_name_of(entry)}"), entry.compress_size, entry.file_size, limits)
