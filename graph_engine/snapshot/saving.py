"""Keeps snapshots on disk and opens them again memory-mapped, so that several processes share one copy.

A saved snapshot is a folder named by its id: one `.npy` file an array and a manifest. It appears whole or not
at all: it is written beside and renamed. It is a cache, made anew from the store whenever it is missing.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from graph_engine.errors import SnapshotError
from graph_engine.snapshot.snapshot import Snapshot
from graph_engine.snapshot.texts import Texts

FORMAT = 1
_MANIFEST = "manifest.json"


def save_snapshot(snapshot: Snapshot, directory: Path) -> Path:
    """Writes a snapshot under `directory` and returns its folder; one that is there already stays as it is."""
    folder = directory / snapshot.id
    if (folder / _MANIFEST).exists():
        return folder
    directory.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=directory))
    try:
        for name, array in snapshot.arrays():
            np.save(building / f"{name}.npy", array, allow_pickle=False)
        manifest = {"format": FORMAT, "id": snapshot.id, "as_of": snapshot.as_of.isoformat()}
        (building / _MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        building.chmod(0o700)
        try:
            building.rename(folder)
        except OSError:
            if not (folder / _MANIFEST).exists():
                # What is left of one that was half taken away.
                shutil.rmtree(folder)
                building.rename(folder)
    finally:
        if building.exists():
            shutil.rmtree(building)
    return folder


def open_snapshot(folder: Path, *, verify: bool = True) -> Snapshot:
    """Opens a saved snapshot memory-mapped; with `verify` its content is held against its id.

    Raises:
        SnapshotError: the folder is missing, damaged, or of another format.
    """
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise SnapshotError(f"{folder.name}: format {manifest['format']}, this program reads {FORMAT}")
        values: dict[str, Any] = {"as_of": date.fromisoformat(manifest["as_of"])}
        for field in fields(Snapshot):
            if field.type == "Texts":
                values[field.name] = Texts(_load(folder, f"{field.name}.data"), _load(folder, f"{field.name}.offsets"))
            elif field.name != "as_of":
                values[field.name] = _load(folder, field.name)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SnapshotError(f"{folder.name}: the saved snapshot is damaged: {error}") from error
    snapshot = Snapshot(**values)
    if verify and snapshot.id != manifest["id"]:
        raise SnapshotError(f"{folder.name}: the saved snapshot is damaged: its content does not fit its id")
    return snapshot


def _load(folder: Path, name: str) -> Any:
    # A plain array over the map: numpy's own class for maps makes every look at one element some ten times dearer.
    return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False))
