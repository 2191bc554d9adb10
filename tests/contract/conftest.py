"""The stores that the contract holds for: every test that asks for `store` or `backend` runs on each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from graph_engine.settings import Settings
from graph_engine.store import open_store
from graph_engine.store.base import Store
from tests.contract.backends import Backend
from tests.neo4j_server import Neo4jServer


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Backend:
    """An empty place to keep a graph in."""
    if request.param == "sqlite":
        return Backend("sqlite", f"sqlite:///{tmp_path}/store.sqlite", Settings(), partial(_remove_store, tmp_path))
    server: Neo4jServer = request.getfixturevalue("neo4j_database")
    settings = Settings(neo4j_user=server.user, neo4j_password=server.password, neo4j_database=server.database)
    return Backend("neo4j", server.uri, settings, server.empty)


def _remove_store(folder: Path) -> None:
    for file in folder.glob("store.sqlite*"):
        file.unlink()


@pytest.fixture
def backend_pair(backend: Backend, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """Two empty, open stores: the embedded one, and the one that the contract is held to."""
    with open_store(f"sqlite:///{tmp_path}/other.sqlite", Settings()) as other, backend.open() as opened:
        yield other, opened


@pytest.fixture
def store(backend: Backend) -> Iterator[Store]:
    """An empty, open store."""
    with backend.open() as opened:
        yield opened
