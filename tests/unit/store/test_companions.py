"""What stands beside a store, and goes where it goes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graph_engine.store.companions import VAULT, carry
from graph_engine.store.office_key import OfficeKey
from graph_engine.store.vault import open_vault
from tests.unit.store.test_vault import KEY, NUMBERS, OTHER


def keep(path: Path, key: OfficeKey, numbers: Sequence[str]) -> int:
    """Puts numbers into a vault; tells how many were new to it."""
    with open_vault(path, key) as vault:
        return vault.put(numbers)


def test_a_vault_that_is_carried_again_is_the_same_one_and_grows_with_its_source(tmp_path: Path) -> None:
    source, target = {VAULT: tmp_path / "old.vault"}, {VAULT: tmp_path / "new.vault"}
    keep(source[VAULT], KEY, NUMBERS[:5])
    assert carry(source, target) == []
    assert carry(source, target) == []
    keep(source[VAULT], KEY, NUMBERS[5:9])
    keep(target[VAULT], KEY, NUMBERS[9:10])
    assert carry(source, target) == []
    assert keep(target[VAULT], KEY, NUMBERS[:10]) == 0
    assert keep(source[VAULT], KEY, NUMBERS[9:10]) == 1


def test_a_vault_under_another_key_is_left_as_it_is_and_told(tmp_path: Path) -> None:
    source, target = {VAULT: tmp_path / "old.vault"}, {VAULT: tmp_path / "new.vault"}
    keep(source[VAULT], KEY, NUMBERS[:5])
    keep(target[VAULT], OTHER, NUMBERS[5:6])
    before = target[VAULT].read_bytes()
    (told,) = carry(source, target)
    assert "is another vault" in told
    assert target[VAULT].read_bytes() == before
