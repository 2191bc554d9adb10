"""What stands beside a store (随库文件): the vault and the key for trials, which go where the store goes.

An office's own key is never carried: it lives where the office keeps its keys.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from hashlib import file_digest
from pathlib import Path
from typing import Literal

from graph_engine.store.office_key import trial_key_path, vault_path
from graph_engine.store.sqlite_connection import file_uri, translated
from graph_engine.store.whole_file import whole_file

VAULT = "vault"
TRIAL_KEY = "trial-key"


def companions_of(beside: Path, vault: Path | None) -> dict[str, Path]:
    """Where the companions of the store at `beside` stand; `vault` is the place that a setting names."""
    return {VAULT: vault or vault_path(beside), TRIAL_KEY: trial_key_path(beside)}


def carry(source: Mapping[str, Path], target: Mapping[str, Path]) -> list[str]:
    """Copies the companions that are there; gives a sentence for each that another one stood in the way of.

    Raises:
        OSError: a file cannot be read or written.
        StoreUnavailableError: the vault cannot be read.
    """
    left: list[str] = []
    for name, path in source.items():
        place = target[name]
        if not path.exists() or (place.exists() and place.samefile(path)):
            continue
        if not place.exists():
            with whole_file(place) as draft:
                _copy(name, path, draft)
        elif not (_continued(path, place) if name == VAULT else digest_of(place) == digest_of(path)):
            left.append(f"{place} is another {name} than {path}, and was left as it is")
    return left


def _continued(path: Path, place: Path) -> bool:
    """Adds to a vault what another one under the same key holds besides; under another key nothing is done.

    Copies of one vault differ in their bytes, and a store that is copied again may have grown, its vault with it.
    """
    with translated(place), closing(sqlite3.connect(f"{file_uri(place)}?mode=rw", uri=True)) as vault:
        vault.execute("ATTACH ? AS source", (f"{file_uri(path)}?mode=ro",))
        keys = [vault.execute(f"SELECT key_id FROM {schema}.seal_check").fetchall() for schema in ("main", "source")]
        if keys[0] != keys[1]:
            return False
        with vault:
            vault.execute("INSERT OR IGNORE INTO main.identity SELECT * FROM source.identity")
    return True


def _copy(name: str, path: Path, draft: Path) -> None:
    if name == VAULT:
        copy_database(path, draft)
    else:
        draft.write_bytes(path.read_bytes())


def copy_database(path: Path, place: Path, *, journal: Literal["DELETE", "WAL"] = "DELETE") -> None:
    """Copies a SQLite file as it is committed now, while others read and write it; all of it, or nothing.

    What comes out is one plain file, unless its journal is to be a write-ahead log.

    Raises:
        StoreError: one of the files cannot be used.
    """
    with (
        translated(path),
        closing(sqlite3.connect(f"{file_uri(path)}?mode=rw", uri=True, isolation_level=None)) as source,
        closing(sqlite3.connect(place, isolation_level=None)) as target,
    ):
        # The picture stays the same from the first page to the last.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target)
        target.execute(f"PRAGMA journal_mode={journal}")


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
