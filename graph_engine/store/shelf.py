"""The shelf: snapshots of one store, built once, kept beside it, and opened memory-mapped ever after.

An index file says which snapshot answers for a state of the store, an as-of date, a known load, a policy and a day
of asking; the snapshots themselves are named by their content. All of it is a cache: it may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import re
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from graph_engine.errors import SnapshotError
from graph_engine.snapshot.build import build_snapshot
from graph_engine.snapshot.saving import open_snapshot, save_snapshot
from graph_engine.snapshot.snapshot import Snapshot
from graph_engine.snapshot.withholding import Withholds
from graph_engine.store.base import LoadRow, Progress, Reader, Store
from graph_engine.store.tables import read_tables
from graph_engine.store.whole_file import whole_file

logger = logging.getLogger(__name__)

KEPT = 8
"""Snapshots that stay on the shelf; older ones are taken away when a new one is put there."""

BUILDER = 4
"""To be raised when the same data give another snapshot, so that no older program's picture answers."""

_SNAPSHOT_NAME = re.compile("[0-9a-f]{64}")


class Shelf:
    """Gives snapshots of a store, from the shelf if there is one."""

    def __init__(self, store: Store, directory: Path) -> None:
        self._store = store
        self._directory = directory

    def snapshot(
        self, known: int, as_of: date, *, asked: str, withholds: Withholds, progress: Progress | None = None
    ) -> Snapshot:
        """The snapshot as of a date, as known at load `known` (0: before the first).

        `asked` names what `withholds` depends on (policy and day of asking); the two must go together.
        """
        with self._store.reader() as reader:
            loads = reader.loads()
            index = self._directory / f"index-{_fingerprint(reader, loads, known, as_of, asked)}.json"
            found = self._opened(index)
            if found is not None:
                return found
            snapshot = self._build(reader, known, loads, as_of, withholds, progress)
        logger.info("snapshot=%s nodes=%d as_of=%s load=%d", snapshot.id[:12], snapshot.size, as_of, known)
        try:
            self._keep(snapshot, index)
        except OSError as error:
            # A full disk, or a folder that only others may write: the answer stands without the cache.
            logger.warning("saved_snapshot=refused reason=%s", error)
        return snapshot

    def _keep(self, snapshot: Snapshot, index: Path) -> None:
        folder = save_snapshot(snapshot, self._directory)
        with whole_file(index) as draft:
            draft.write_text(json.dumps({"snapshot": snapshot.id}) + "\n", encoding="utf-8")
        self._tidy(folder)

    def _opened(self, index: Path) -> Snapshot | None:
        folder: Path | None = None
        try:
            folder = self._directory / _named_in(index)
            return open_snapshot(folder)
        except FileNotFoundError:
            return None
        except (SnapshotError, OSError, ValueError) as error:
            # A cache that is damaged or half deleted is no reason to fail: the store has everything.
            logger.warning("saved_snapshot=unusable reason=%s", error)
            with contextlib.suppress(OSError):
                index.unlink(missing_ok=True)
            if folder is not None and _SNAPSHOT_NAME.fullmatch(folder.name):
                shutil.rmtree(folder, ignore_errors=True)
            return None

    def _build(
        self,
        reader: Reader,
        known: int,
        loads: Sequence[LoadRow],
        as_of: date,
        withholds: Withholds,
        progress: Progress | None,
    ) -> Snapshot:
        tables = read_tables(reader, known, progress)
        last = loads[-1].number if loads else 0
        latest = read_tables(reader, last, progress) if known < last else None
        return build_snapshot(tables, as_of, withholds, latest)

    def _tidy(self, newest: Path) -> None:
        # Somebody may keep other things in this folder: only what has the name of a snapshot is ours to take away.
        folders = [path for path in self._directory.iterdir() if _SNAPSHOT_NAME.fullmatch(path.name)]
        by_age = sorted(folders, key=lambda path: (path == newest, _made_at(path)), reverse=True)
        for old in by_age[KEPT:]:
            shutil.rmtree(old, ignore_errors=True)
        kept = {path.name for path in by_age[:KEPT]}
        for index in self._directory.glob("index-*.json"):
            try:
                if _named_in(index) not in kept:
                    index.unlink(missing_ok=True)
            except (OSError, ValueError):
                index.unlink(missing_ok=True)


def _fingerprint(reader: Reader, loads: Sequence[LoadRow], known: int, as_of: date, asked: str) -> str:
    """What a snapshot depends on: every committed load and the content of its documents, so that another store
    under the same name is told apart, one loaded anew from a corrected file included."""
    digest = hashlib.sha256(f"{BUILDER} {known} {as_of.isoformat()} {asked}\n".encode())
    for load in loads:
        digest.update(repr(load).encode())
    documents = reader.documents(loads[-1].number) if loads else []
    for key in sorted(document.key for _, document in documents):
        digest.update(f"\n{key}".encode())
    return digest.hexdigest()[:32]


def _named_in(index: Path) -> str:
    """The snapshot that an index file names. Raises OSError or ValueError where it names none."""
    content = json.loads(index.read_text(encoding="utf-8"))
    if not (isinstance(content, dict) and isinstance(content.get("snapshot"), str)):
        raise ValueError(f"{index.name} names no snapshot")
    return str(content["snapshot"])


def _made_at(folder: Path) -> float:
    """When a saved snapshot was made; another process may have taken it away meanwhile."""
    try:
        return folder.stat().st_mtime
    except FileNotFoundError:
        return 0.0
