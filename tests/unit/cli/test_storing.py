"""The commands that care for stores, as an administrator types them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from typer.testing import CliRunner, Result

from graph_engine.cli.app import app
from tests.unit.cli.conftest import Desk


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_a_store_is_checked(desk: Desk) -> None:
    state = desk.json("store", "check")
    assert (state["url"], state["loads"], state["faults"]) == (desk.store, 1, [])
    assert len(state["fingerprint"]) == 64


def test_a_damaged_store_is_told_of(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.store.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("DELETE FROM holds_shares_in")
    result = desk.run("store", "check", "--format", "table")
    assert result.exit_code == 1
    assert "load 1 is not what was committed" in result.stdout


def test_a_store_is_copied_and_asked(desk: Desk, tmp_path: Path) -> None:
    copy = f"sqlite:///{tmp_path}/copy.sqlite"
    result = run("store", "copy", desk.store, copy)
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["fingerprint"] == desk.json("store", "check")["fingerprint"]
    assert json.loads(run("search", "东河", "--store", copy).stdout) == desk.json("search", "东河")


def test_a_backup_is_restored(desk: Desk, tmp_path: Path) -> None:
    folder, again = str(tmp_path / "backup"), f"sqlite:///{tmp_path}/again.sqlite"
    made = desk.json("store", "backup", folder)
    result = run("store", "restore", folder, "--store", again)
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["fingerprint"] == made["fingerprint"]
    assert desk.run("store", "backup", folder).exit_code == 2


def test_no_store_is_made_by_asking(tmp_path: Path) -> None:
    nowhere, target = f"sqlite:///{tmp_path}/none.sqlite", f"sqlite:///{tmp_path}/target.sqlite"
    for words in (
        ("check", "--store", nowhere),
        ("copy", nowhere, target),
        ("backup", str(tmp_path / "b"), "--store", nowhere),
        ("restore", str(tmp_path), "--store", target),
    ):
        result = run("store", *words)
        assert result.exit_code == 2, result.stdout
        assert "there is no store" in result.stderr or "is no backup" in result.stderr
    assert list(tmp_path.iterdir()) == []
