"""The office's key and the vault, opened for a load (密钥与保险库)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph_engine.loading.secrets import LoadSecrets
from graph_engine.settings import Settings
from graph_engine.store.office_key import open_office_key, vault_path
from graph_engine.store.vault import Vault, open_vault


@contextmanager
def opened_secrets(settings: Settings) -> Iterator[tuple[LoadSecrets, Vault]]:
    """The office's key and the vault, and what a load needs of both.

    Raises:
        VaultError: the key is none, or not the one that the vault was made with.
    """
    place = beside(settings)
    place.parent.mkdir(parents=True, exist_ok=True)
    vault_file = settings.vault or vault_path(place)
    key = open_office_key(settings.office_key, place, vault=vault_file)
    with open_vault(vault_file, key) as vault:
        yield LoadSecrets(key, vault), vault


def beside(settings: Settings) -> Path:
    """The path beside which the key for trials and the vault stand where settings name none."""
    if settings.store.startswith("sqlite:///"):
        return Path(settings.store.removeprefix("sqlite:///")).expanduser()
    return Path("~/.local/share/graph-engine").expanduser() / settings.store.partition("://")[2].replace("/", "_")
