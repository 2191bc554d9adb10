"""Loads files as the command line does, with a fixed office key and time, for tests of whole answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from graph_engine.loading.report import LoadReport
from graph_engine.loading.run import LoadOptions, run_load
from graph_engine.loading.secrets import LoadSecrets
from graph_engine.store.base import Store
from graph_engine.store.office_key import OfficeKey
from graph_engine.store.vault import open_vault
from loaders import LOADERS

KEY = OfficeKey(bytes(range(32)))
RECORDED_AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def load_files(
    store: Store,
    loader: str,
    paths: Sequence[Path],
    folder: Path,
    *,
    source: str | None = None,
    recorded_at: datetime = RECORDED_AT,
    full: bool = False,
) -> LoadReport:
    """Loads files of one source under the fixed key; the vault stands in `folder`."""
    options = LoadOptions(source=source or loader, recorded_at=recorded_at, full=full)
    with open_vault(folder / "vault", KEY) as vault:
        return run_load(store, LOADERS[loader], list(paths), options, LoadSecrets(KEY, vault), catalogue=LOADERS)
