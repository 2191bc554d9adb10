"""Addresses of stores: which backend they mean, and which are refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from graph_engine.errors import SettingsError
from graph_engine.settings import Settings
from graph_engine.store import open_store
from graph_engine.store.sqlite import SqliteStore


def test_an_absolute_path(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/a.sqlite", Settings()) as store:
        assert isinstance(store, SqliteStore)
        assert store.url == f"sqlite:///{tmp_path}/a.sqlite"
    assert (tmp_path / "a.sqlite").exists()


def test_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with open_store("sqlite:///b.sqlite", Settings()) as store:
        assert store.url == "sqlite:///b.sqlite"
    assert (tmp_path / "b.sqlite").exists()


def test_a_store_stays_where_it_was_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    with open_store("sqlite:///b.sqlite", Settings()) as store:
        monkeypatch.chdir(tmp_path / "elsewhere")
        with store.reader() as reader:
            assert reader.loads() == []


def test_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    open_store("sqlite:///~/c.sqlite", Settings()).close()
    assert (tmp_path / "c.sqlite").exists()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "graph.sqlite",
        "/graph.sqlite",
        "sqlite:graph",
        "sqlite://graph.sqlite",
        "sqlite:///",
        "mysql://h/x",
        "neo4j://",
        "bolt:///x",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match=r"sqlite:///PATH|neo4j://HOST:PORT"):
        open_store(url, Settings())


@pytest.mark.parametrize("url", ["neo4j://neo4j:hush-hush@host:7687", "bolt://hush-hush@host", "sqlite://hush-hush@/x"])
def test_credentials_in_an_address_are_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(SettingsError, match="credentials") as caught:
        open_store(url, Settings())
    assert "hush" not in str(caught.value)


def test_the_embedded_store_does_not_wait_for_the_driver(tmp_path: Path) -> None:
    script = (
        "import sys; from graph_engine.store import open_store; from graph_engine.settings import Settings;"
        f"open_store('sqlite:///{tmp_path}/a.sqlite', Settings()).close();"
        "sys.exit('neo4j' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
