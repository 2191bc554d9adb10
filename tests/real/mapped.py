"""Loads real sets through the mappings of `examples/mappings`, as the command in each of them does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graph_engine.loading import Loader
from graph_engine.loading.report import LoadReport
from graph_engine.loading.run import LoadOptions, run_load
from graph_engine.loading.secrets import LoadSecrets
from graph_engine.store.base import Store
from graph_engine.store.vault import open_vault
from loaders import LOADERS
from loaders.table import open_mapping, table_loader
from tests.loading_files import KEY, RECORDED_AT

MAPPINGS = Path(__file__).parents[2] / "examples" / "mappings"


def mapped_loader(name: str) -> Loader:
    """The loader `table` with an example's mapping."""
    return table_loader(open_mapping(MAPPINGS / f"{name}.toml"))


def load_mapped(store: Store, name: str, paths: Sequence[Path], folder: Path, source: str) -> LoadReport:
    """Loads files of one source into a store; the vault stands in `folder`."""
    options = LoadOptions(source=source, recorded_at=RECORDED_AT)
    with open_vault(folder / "vault", KEY) as vault:
        return run_load(store, mapped_loader(name), paths, options, LoadSecrets(KEY, vault), catalogue=LOADERS)
