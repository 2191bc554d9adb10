"""Backups (备份与恢复): a folder with the store in one file, what stands beside it, and a manifest to prove it by.

An embedded store is copied page by page, a server load by load; others go on reading and loading meanwhile. The
folder of a server's backup is a store as well: it can be opened, asked and copied like any other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from graph_engine.errors import StoreCorruptError, StoreUnavailableError
from graph_engine.store.base import Progress, Store
from graph_engine.store.companions import TRIAL_KEY, VAULT, carry, copy_database, digest_of
from graph_engine.store.copying import StoreState, check_store, copy_store
from graph_engine.store.sqlite import SqliteStore
from graph_engine.store.whole_file import whole_file

STORE_FILE = "store.sqlite"
MANIFEST = "backup.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: loads, statements and fingerprint of its store, and the SHA-256 of each of its files."""

    format: int
    loads: int
    statements: int
    fingerprint: str
    files: Mapping[str, str]


def back_up(store: Store, companions: Mapping[str, Path], folder: Path, progress: Progress) -> Manifest:
    """Makes a backup in a folder that does not exist yet, or is empty. The manifest comes last: without it, the
    folder is no backup.

    Raises:
        StoreUnavailableError: the folder is not empty.
        StoreCorruptError: the store is not whole.
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise StoreUnavailableError(f"{folder} is not empty; a backup goes into a new folder")
    path = folder / STORE_FILE
    if isinstance(store, SqliteStore):
        with whole_file(path) as draft:
            copy_database(store.path, draft)
        with SqliteStore(path) as copy:
            state = _whole(check_store(copy, progress))
    else:
        with SqliteStore(path) as copy:
            state = copy_store(store, copy, progress)
    carry(companions, _places(folder))
    files = {
        file.name: digest_of(file) for file in sorted(folder.iterdir()) if not file.name.startswith(f"{STORE_FILE}-")
    }
    manifest = Manifest(_FORMAT, state.loads, state.statements, state.fingerprint, files)
    with whole_file(folder / MANIFEST) as draft:
        draft.write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")
    return manifest


def restore(
    folder: Path, target: Store, companions: Mapping[str, Path], progress: Progress
) -> tuple[StoreState, list[str]]:
    """Brings an empty store to hold what a backup holds, and its companions with it; a restore that was broken off
    can be run again. Gives the state, and a sentence for each companion that another one stood in the way of.

    Raises:
        StoreUnavailableError: the folder is no backup.
        StoreCorruptError: the backup is damaged.
        ForeignDataError: the target holds other loads.
    """
    manifest = read_manifest(folder)
    for name, digest in manifest.files.items():
        if not (folder / name).is_file() or digest_of(folder / name) != digest:
            raise StoreCorruptError(f"{folder / name} is not the file that was backed up")
    with SqliteStore(folder / STORE_FILE) as source:
        if isinstance(target, SqliteStore) and _is_empty(target):
            copy_database(source.path, target.path, journal="WAL")
        state = copy_store(source, target, progress)
    if state.fingerprint != manifest.fingerprint:
        raise StoreCorruptError(f"{target.url} is not what was backed up: its fingerprint differs")
    return state, carry(_places(folder), companions)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup.

    Raises:
        StoreUnavailableError: there is none, so the folder is no backup, or it was broken off.
        StoreCorruptError: it is damaged, or of a later version.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise StoreUnavailableError(f"{folder} is no backup: it has no {MANIFEST}")
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        manifest = Manifest(**content)
    except (ValueError, TypeError) as error:
        raise StoreCorruptError(f"{path} is damaged") from error
    if manifest.format != _FORMAT:
        raise StoreCorruptError(f"{path} has format {manifest.format}, not {_FORMAT}")
    return manifest


def _is_empty(store: Store) -> bool:
    with store.reader() as reader:
        return not reader.loads()


def _places(folder: Path) -> dict[str, Path]:
    return {VAULT: folder / VAULT, TRIAL_KEY: folder / TRIAL_KEY}


def _whole(state: StoreState) -> StoreState:
    if state.faults:
        raise StoreCorruptError(f"the store is not whole: {state.faults[0]}")
    return state
