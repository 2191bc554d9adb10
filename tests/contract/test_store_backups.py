"""Backups: made while others read and load, restored into a store of any kind, and proved by hashes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from graph_engine.errors import ForeignDataError, StoreCorruptError, StoreUnavailableError
from graph_engine.store.backup import MANIFEST, STORE_FILE, back_up, read_manifest, restore
from graph_engine.store.base import Store
from graph_engine.store.companions import companions_of
from graph_engine.store.copying import check_store
from graph_engine.store.office_key import open_office_key
from graph_engine.store.sqlite import SqliteStore
from graph_engine.store.vault import open_vault
from tests.contract.loads import FIRST_TIME, Load, apply, enterprise, quiet
from tests.contract.pictures import history
from tests.contract.test_store_copies import tell

ID_NUMBER = "11010519491231002X"
"""The sample number of GB 11643."""


@pytest.fixture
def target(tmp_path: Path) -> Iterator[SqliteStore]:
    """An empty store to restore into."""
    (tmp_path / "new").mkdir()
    with SqliteStore(tmp_path / "new" / "store.sqlite") as opened:
        yield opened


def companions(folder: Path) -> dict[str, Path]:
    return companions_of(folder / "store.sqlite", None)


def test_what_is_restored_is_what_was_backed_up(store: Store, target: SqliteStore, tmp_path: Path) -> None:
    tell(store)
    made = back_up(store, companions(tmp_path), tmp_path / "backup", quiet)
    state, left = restore(tmp_path / "backup", target, companions(tmp_path / "new"), quiet)
    assert (state.fingerprint, left) == (made.fingerprint, [])
    assert history(target) == history(store)
    assert check_store(store, quiet).fingerprint == made.fingerprint == read_manifest(tmp_path / "backup").fingerprint


def test_a_backup_can_be_restored_into_the_other_kind(store: Store, target: SqliteStore, tmp_path: Path) -> None:
    tell(target)
    made = back_up(target, companions(tmp_path / "new"), tmp_path / "backup", quiet)
    state, _ = restore(tmp_path / "backup", store, companions(tmp_path), quiet)
    assert state.fingerprint == made.fingerprint
    assert history(store) == history(target)


def test_the_vault_and_the_trial_key_go_along(target: SqliteStore, tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "store.sqlite") as store:
        tell(store)
        key = open_office_key(None, tmp_path / "store.sqlite")
        with open_vault(companions(tmp_path)["vault"], key) as vault:
            vault.put([ID_NUMBER])
            back_up(store, companions(tmp_path), tmp_path / "backup", quiet)
    restore(tmp_path / "backup", target, companions(tmp_path / "new"), quiet)
    again = open_office_key(None, tmp_path / "new" / "store.sqlite")
    assert again.key == key.key
    with open_vault(companions(tmp_path / "new")["vault"], again) as vault:
        assert vault.count() == 1
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "backup").iterdir()} == {0}


def test_another_vault_is_never_written_over(target: SqliteStore, tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "store.sqlite") as store:
        tell(store)
        with open_vault(companions(tmp_path)["vault"], open_office_key(None, tmp_path / "store.sqlite")):
            back_up(store, companions(tmp_path), tmp_path / "backup", quiet)
    own = open_office_key(None, tmp_path / "new" / "store.sqlite")
    with open_vault(companions(tmp_path / "new")["vault"], own):
        _, left = restore(tmp_path / "backup", target, companions(tmp_path / "new"), quiet)
    assert len(left) == 2
    assert "left as it is" in left[0]
    assert open_office_key(None, tmp_path / "new" / "store.sqlite").key == own.key


def test_loading_goes_on_while_a_backup_is_made(tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "store.sqlite") as store:
        tell(store)
        before = check_store(store, quiet).fingerprint
        begun, loaded = threading.Event(), threading.Event()

        def load() -> None:
            begun.wait(30)
            for number in range(5):
                late = FIRST_TIME + timedelta(days=1 + number)
                apply(store, Load((enterprise(100 + number),), document=f"late {number}", recorded_at=late))
            loaded.set()

        def at_once(stage: str, done: int, total: int) -> None:
            begun.set()
            assert loaded.wait(30)

        loader = threading.Thread(target=load)
        loader.start()
        made = back_up(store, companions(tmp_path), tmp_path / "backup", at_once)
        loader.join()
        assert made.fingerprint == before
        assert check_store(store, quiet).loads == made.loads + 5


def test_a_backup_goes_into_a_new_folder_only(store: Store, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "letter.txt").write_text("mine")
    with pytest.raises(StoreUnavailableError, match="not empty"):
        back_up(store, companions(tmp_path), tmp_path / "backup", quiet)


def test_a_broken_off_backup_is_none(store: Store, target: SqliteStore, tmp_path: Path) -> None:
    tell(store)

    def breaking_off(stage: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(store, companions(tmp_path), tmp_path / "backup", breaking_off)
    with pytest.raises(StoreUnavailableError, match="is no backup"):
        restore(tmp_path / "backup", target, companions(tmp_path / "new"), quiet)


def test_a_damaged_backup_is_not_restored(store: Store, target: SqliteStore, tmp_path: Path) -> None:
    tell(store)
    back_up(store, companions(tmp_path), tmp_path / "backup", quiet)
    path = tmp_path / "backup" / STORE_FILE
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(StoreCorruptError, match="not the file that was backed up"):
        restore(tmp_path / "backup", target, companions(tmp_path / "new"), quiet)
    (tmp_path / "backup" / MANIFEST).write_text("{")
    with pytest.raises(StoreCorruptError, match="damaged"):
        read_manifest(tmp_path / "backup")
    assert history(target) == []


def test_a_manifest_of_a_later_version_is_refused(store: Store, tmp_path: Path) -> None:
    back_up(store, companions(tmp_path), tmp_path / "backup", quiet)
    path = tmp_path / "backup" / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 2}))
    with pytest.raises(StoreCorruptError, match="format 2"):
        read_manifest(tmp_path / "backup")


def test_nothing_is_restored_over_other_loads(store: Store, target: SqliteStore, tmp_path: Path) -> None:
    tell(store)
    back_up(store, companions(tmp_path), tmp_path / "backup", quiet)
    apply(target, Load((enterprise(9),), document="own"))
    before = history(target)
    with pytest.raises(ForeignDataError):
        restore(tmp_path / "backup", target, companions(tmp_path / "new"), quiet)
    assert history(target) == before
