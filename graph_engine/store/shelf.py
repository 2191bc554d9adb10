"""The shelf: snapshots of one store, built once, kept beside it, and opened memory-mapped ever after.

An index file says which snapshot answers for a state of the store, an as-of date, a known load, a policy and a day
of asking; the snapshots themselves are named by their content. All of it is a cache: it may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from graph_engine.errors import SnapshotError
from graph_engine.snapshot.build import build_snapshot
from graph_engine.snapshot.events import Withholds
from graph_engine.snapshot.saving import open_snapshot, save_snapshot
from graph_engine.snapshot.snapshot import Snapshot
from graph_engine.store.base import LoadRow, Progress, Reader, Store
from graph_engine.store.tables import read_tables

logger = logging.getLogger(__name__)

KEPT = 8
"""Snapshots that stay on the shelf; older ones are taken away when a new one is put there."""


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
            index = self._directory / f"index-{_fingerprint(loads, known, as_of, asked)}.json"
            found = self._opened(index)
            if found is not None:
                return found
            snapshot = self._build(reader, known, loads, as_of, withholds, progress)
        folder = save_snapshot(snapshot, self._directory)
        _write_whole(index, json.dumps({"snapshot": snapshot.id}) + "\n")
        self._tidy(folder)
        logger.info("snapshot=%s nodes=%d as_of=%s load=%d", snapshot.id[:12], snapshot.size, as_of, known)
        return snapshot

    def _opened(self, index: Path) -> Snapshot | None:
        if not index.exists():
            return None
        folder: Path | None = None
        try:
            folder = self._directory / str(json.loads(index.read_text(encoding="utf-8"))["snapshot"])
            return open_snapshot(folder)
        except (SnapshotError, OSError, ValueError, KeyError) as error:
            # A cache that is damaged or half deleted is no reason to fail: the store has everything.
            logger.warning("saved_snapshot=unusable reason=%s", error)
            if folder is not None:
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
        folders = [path for path in self._directory.iterdir() if path.is_dir() and not path.name.startswith(".")]
        by_age = sorted(folders, key=lambda path: (path == newest, path.stat().st_mtime), reverse=True)
        for old in by_age[KEPT:]:
            shutil.rmtree(old, ignore_errors=True)
        kept = {path.name for path in by_age[:KEPT]}
        for index in self._directory.glob("index-*.json"):
            try:
                if json.loads(index.read_text(encoding="utf-8"))["snapshot"] not in kept:
                    index.unlink(missing_ok=True)
            except (OSError, ValueError, KeyError):
                index.unlink(missing_ok=True)


def _fingerprint(loads: Sequence[LoadRow], known: int, as_of: date, asked: str) -> str:
    """What a snapshot depends on: every committed load, so that another store under the same name is told apart."""
    digest = hashlib.sha256(f"1 {known} {as_of.isoformat()} {asked}\n".encode())
    for load in loads:
        digest.update(repr(load).encode())
    return digest.hexdigest()[:32]


def _write_whole(path: Path, text: str) -> None:
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
