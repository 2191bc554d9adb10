"""A load that was its source's last one already (重复装载): told by what went into it, and not read again.

Exchanges hand over the same files day after day. What a load states follows from the files' bytes and names, the
program's own code, the office key and the options; all of that makes its fingerprint, which the store keeps with the
load. If the source's last load has the same one, nothing has touched what the source says since, and to read the
files again would change nothing. Whatever differs, a full load after a partial one too, is read from the start; so is
a load after which the vault knew more persons than now, for it was lost or replaced, and reading fills it again.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from graph_engine.loading.files import Limits, SourceFile
from graph_engine.loading.loader import Loader
from graph_engine.loading.report import DocumentReport
from graph_engine.store.base import LoadRow

_PROGRAM: Final = ("graph_engine", "loaders")
"""Packages whose code decides what becomes of a row."""
_READERS: Final = ("python-calamine",)
"""Distributions that decide what stands in a cell."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a load read: its fingerprint, the report of each document, how many statements of each kind, and how many
    persons the vault knew after it."""

    fingerprint: str
    documents: tuple[DocumentReport, ...]
    statements: Mapping[str, int]
    persons: int

    def to_text(self) -> str:
        """The reading as a store keeps it with its load."""
        documents = [document.as_dict() for document in self.documents]
        plain = {
            "fingerprint": self.fingerprint,
            "documents": documents,
            "statements": dict(self.statements),
            "persons": self.persons,
        }
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def fingerprint_of(
    loader: Loader, source: str, files: Iterable[SourceFile], limits: Limits, minimum: Mapping[str, int], key_id: str
) -> str | None:
    """What tells a load from every other; none for a loader that is not one of the program's own.

    Of another loader, such as one made of a mapping file, nobody knows what else its rows depend on.
    """
    if getattr(sys.modules.get(f"loaders.{loader.name}"), "LOADER", None) is not loader:
        return None
    contents = sorted((file.sha256, file.name, file.format, file.encoding) for file in files)
    parts = (_program(), loader.name, source, key_id, contents, repr(limits), sorted(minimum.items()))
    return sha256(repr(parts).encode()).hexdigest()


@cache
def _program() -> str:
    """A hash of the program, and of what it stands on where that decides what a cell holds."""
    digest = sha256(f"{sys.version} {unicodedata.unidata_version}".encode())
    for name in _READERS:
        digest.update(f"{name} {version(name)}".encode())
    for folder in (Path(place) for name in _PROGRAM for place in _places(name)):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(folder)} {sha256(path.read_bytes()).hexdigest()}".encode())
    return digest.hexdigest()


def _places(package: str) -> list[str]:
    spec = find_spec(package)
    return list(spec.submodule_search_locations or ()) if spec is not None else []


def last_reading(
    loads: Sequence[LoadRow], source: str, fingerprint: str | None, *, full: bool, persons: int
) -> Reading | None:
    """The reading of the source's last load, if that was the same load; `loads` are all, oldest first, and `persons`
    are those that the vault knows now."""
    last = next((load for load in reversed(loads) if load.source == source), None)
    if last is None or not last.reading or (full and not last.full):
        return None
    kept = json.loads(last.reading)
    if kept["fingerprint"] != fingerprint or kept["persons"] > persons:
        return None
    documents = tuple(map(DocumentReport.of_dict, kept["documents"]))
    return Reading(kept["fingerprint"], documents, kept["statements"], kept["persons"])
