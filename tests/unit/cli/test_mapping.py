"""`mapping suggest`, `mapping check`, and `load table` by a mapping, as a new user types them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from graph_engine.cli.app import app

Run = Callable[..., Result]

ROWS = "企业名称,统一社会信用代码\n甲有限公司,91441900MA0000015D\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("GRAPH_ENGINE_STORE", f"sqlite:///{tmp_path}/office.sqlite")
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: CliRunner().invoke(app, list(words))


def test_from_a_file_to_a_load(run: Run, tmp_path: Path) -> None:
    table, mapping = tmp_path / "t.csv", tmp_path / "m.toml"
    table.write_text(ROWS, encoding="utf-8")
    assert "mapping =" in run("mapping", "suggest", str(table)).stdout
    assert run("mapping", "suggest", str(table), "-o", str(mapping)).exit_code == 0
    again = run("mapping", "suggest", str(table), "-o", str(mapping))
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    assert run("mapping", "suggest", str(table), "-o", str(mapping), "--force").exit_code == 0
    assert run("mapping", "check", str(mapping), str(table)).exit_code == 0
    loaded = run("load", "table", str(table), "--mapping", str(mapping), "--format", "json")
    assert loaded.exit_code == 0
    assert '"loader": "table:t@' in loaded.stdout


def test_a_file_that_another_loader_knows_is_told(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "企业信息.csv"
    table.write_text(
        "企业名称,统一社会信用代码,登记状态,法定代表人\n甲有限公司,91441900MA0000015D,存续,张三\n", encoding="utf-8"
    )
    assert "loader 'registry' knows 100% of its columns; try that one first" in run(
        "mapping", "suggest", str(table)
    ).stderr.replace("\n", " ")


def test_a_mapping_with_faults_lists_them(run: Run, tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text('mapping = "m"\ncolor = 1\n[tables.t]\n', encoding="utf-8")
    for command in (("mapping", "check", str(mapping)), ("load", "table", str(mapping), "--mapping", str(mapping))):
        refused = run(*command)
        assert refused.exit_code == 2
        assert "MappingError" in refused.stderr
        assert "color: unknown key" in refused.stderr
        assert "tables.t.records" in refused.stderr


def test_a_sheet_that_fits_no_table_is_told(run: Run, tmp_path: Path) -> None:
    table, other, mapping = tmp_path / "t.csv", tmp_path / "o.csv", tmp_path / "m.toml"
    table.write_text(ROWS, encoding="utf-8")
    other.write_text("企业名称,代码\n甲,1\n", encoding="utf-8")
    run("mapping", "suggest", str(table), "-o", str(mapping))
    checked = run("mapping", "check", str(mapping), str(other))
    assert checked.exit_code == 1
    assert "the column 统一社会信用代码 is missing" in " ".join(checked.stdout.split())


def test_only_the_loader_of_tables_takes_a_mapping(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(ROWS, encoding="utf-8")
    refused = run("load", "court", str(table), "--mapping", str(table))
    assert refused.exit_code == 2
    assert "reads by no mapping" in refused.stderr
    missing = run("load", "table", str(table))
    assert missing.exit_code == 2
    assert "--mapping FILE" in " ".join(missing.stderr.split())
