"""Gathering of files (来源收集): from what an officer names to the files of one load.

A folder stands for all files in it and below it; a zip archive for its members; `-` for standard input, which is
kept in a scratch file, since files are read several times. Files that never hold data are passed over by a named
rule and told; everything else must be understood by the loader, or the whole load is refused.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from graph_engine.errors import LoadRejectedError, RequestError, UnknownFormatError
from graph_engine.loading.archives import archive_members
from graph_engine.loading.files import is_zip
from graph_engine.loading.limits import Limits
from graph_engine.loading.origins import FileOrigin, Origin, reading, shown_name
from graph_engine.loading.reasons import ACCOMPANYING_TEXT, DROPPING, HIDDEN_FILE, Rule
from graph_engine.loading.zips import open_zip, zip_kind

STANDARD_INPUT = Path("-")

_DROPPINGS = frozenset((".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "$recycle.bin"))
_LEFT_BEHIND = ("~$", "._", ".~lock.")
"""Of open workbooks, and of what a Mac packs beside each file."""
_TEXTS = frozenset(
    (
        *("readme", "read me", "license", "licence", "copying", "notice", "changelog"),
        *("说明", "使用说明", "数据说明", "字段说明", "文件说明", "自述", "许可", "许可证"),
    )
)
_TEXT_ENDINGS = frozenset(("", ".md", ".txt", ".rst", ".rtf", ".pdf", ".doc", ".docx", ".html", ".htm"))


@dataclass(frozen=True, slots=True)
class Piped:
    """What comes through standard input, and the name under which it is to be known."""

    stream: IO[bytes]
    name: str = "stdin"


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file that no loader was asked about, and the rule by which it was passed over."""

    file: str
    rule: Rule


@dataclass(slots=True)
class Gathered:
    """The files of one load in order, and what was passed over."""

    files: list[Origin] = field(default_factory=list)
    passed_over: list[PassedOver] = field(default_factory=list)


@contextmanager
def gathered(
    paths: Sequence[Path], limits: Limits, scratch: Path | None = None, piped: Piped | None = None
) -> Iterator[Gathered]:
    """The files that the paths stand for; they can be read until the context ends.

    A file that is named itself is never passed over, whatever its name.

    Raises:
        RequestError: nothing is named, or standard input where nothing is piped in, or twice.
        UnknownFormatError: a folder or an archive holds nothing to load.
        LoadRejectedError: there are too many files, or an archive is damaged or hostile.
    """
    if not paths:
        raise RequestError("no file to load")
    if list(paths).count(STANDARD_INPUT) > (piped is not None):
        raise RequestError("standard input can be read once, where something is piped in")
    with ExitStack() as stack:
        found = Gathered()
        for path in paths:
            before = len(found.files)
            for file in _files_of(path, found, scratch, piped, stack):
                _add(file, found, limits, stack)
                if len(found.files) > limits.files:
                    raise LoadRejectedError(f"{path}: more than {limits.files} files in one load")
            if len(found.files) == before:
                raise UnknownFormatError(str(path), "it holds no file to load")
        yield found


def _files_of(
    path: Path, found: Gathered, scratch: Path | None, piped: Piped | None, stack: ExitStack
) -> Iterator[FileOrigin]:
    if path == STANDARD_INPUT and piped is not None:
        yield _spooled(piped, scratch, stack)
    elif path.is_dir():
        with reading(path):
            names = sorted(_names_below(path, "", found))
        for name in names:
            yield FileOrigin.of(path / name, f"{path.resolve().name}/{name}")
    else:
        yield FileOrigin.of(path)


def _spooled(piped: Piped, scratch: Path | None, stack: ExitStack) -> FileOrigin:
    name = shown_name(os.fsencode(piped.name))
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="graph-engine-", dir=scratch)))
    place = folder / "stdin"
    with reading(Path(name)), place.open("wb") as file:
        shutil.copyfileobj(piped.stream, file)
    return FileOrigin(Path(name), name, place)


def _names_below(top: Path, folder: str, found: Gathered) -> Iterator[str]:
    """The files below a folder by their path within it; what a rule passes over is noted, not entered."""
    with os.scandir(top / folder) as listed:
        entries = list(listed)
    for entry in entries:
        name = f"{folder}{entry.name}"
        rule = passing_rule(entry.name, folder=entry.is_dir())
        if rule is not None:
            _note(f"{top.resolve().name}/{name}", rule, found)
        elif entry.is_dir():
            if entry.is_symlink():
                raise LoadRejectedError(f"{top / name}: a link to a folder; name that folder itself")
            yield from _names_below(top, f"{name}/", found)
        else:
            yield name


def _add(file: FileOrigin, found: Gathered, limits: Limits, stack: ExitStack) -> None:
    """Adds a file, or the members of the archive that it is."""
    if not _regular(file.place) or not is_zip(file.place):
        found.files.append(file)
        return
    archive = stack.enter_context(open_zip(file.path, file.place))
    if not _holds_files(file.path, archive, limits):
        found.files.append(file)
        return
    before = len(found.files)
    for member in archive_members(file, archive, limits):
        *folders, name = member.name.removeprefix(f"{file.name}/").split("/")
        rules = (*(passing_rule(folder, folder=True) for folder in folders), passing_rule(name))
        rule = next((rule for rule in rules if rule is not None), None)
        if rule is None:
            found.files.append(member)
        else:
            _note(member.name, rule, found)
    if len(found.files) == before:
        raise UnknownFormatError(str(file.path), "it holds no file to load")


def _holds_files(path: Path, archive: zipfile.ZipFile, limits: Limits) -> bool:
    try:
        return zip_kind(path, archive, limits) == "archive"
    except UnknownFormatError:
        # Told when it is inspected, together with whatever else does not fit.
        return False


def _regular(path: Path) -> bool:
    """Whether it can be opened without waiting for anybody; pipes and devices cannot."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _note(name: str, rule: Rule, found: Gathered) -> None:
    found.passed_over.append(PassedOver(shown_name(os.fsencode(name)), rule))


def passing_rule(name: str, *, folder: bool = False) -> Rule | None:
    """The rule by which a file or folder of this name is passed over in folders and archives."""
    folded = name.casefold()
    if folded in _DROPPINGS or folded.startswith(_LEFT_BEHIND):
        return DROPPING
    if name.startswith("."):
        return HIDDEN_FILE
    stem, ending = os.path.splitext(folded)
    return ACCOMPANYING_TEXT if not folder and stem in _TEXTS and ending in _TEXT_ENDINGS else None
