"""`graph-engine view TARGET -o FILE.html` writes one page."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Desk


def test_a_project_is_drawn_into_a_file(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "图.html"
    result = desk.run("view", "2026-17", "-o", str(target), "--as-of", "2026-06-10")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    assert str(target) in result.stderr
    page = target.read_bytes()
    assert b"\r" not in page
    for name in ("东河大桥", "东河甲贸易有限公司", "东河乙建设有限公司"):
        assert name in page.decode()
    assert '<html lang="zh-CN">' in page.decode()


def test_an_enterprise_and_a_code_nobody_knows_are_drawn_as_well(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "x.html"
    for asked in ("东河乙建设有限公司", "91441900MA4W6BGB8T", "91441900MA56AU7R3N"):
        assert desk.run("view", asked, "-o", str(target), "--language", "en").exit_code == 0
        assert '<html lang="en">' in target.read_text("utf-8")


def test_the_format_pyvis_writes_its_page(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "x.html"
    assert desk.run("view", "2026-17", "--format", "pyvis", "--output", str(target)).exit_code == 0
    assert "vis.DataSet" in target.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("2026-17", "-o", "x.html", "--format", "pdf"), "format is one of html, pyvis"),
        (("2026-17", "-o", "nowhere/x.html"), "cannot be written"),
        (("nobody", "-o", "x.html"), "nobody"),
        (("2026-17", "-o", "x.html", "--language", "fr"), "language is zh or en"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert told in desk.refused("view", *words)
    assert list(tmp_path.glob("**/*.html")) == []


def test_the_command_line_needs_no_pyvis_until_it_is_asked_for(desk: Desk, tmp_path: Path) -> None:
    import subprocess

    code = "import sys, graph_engine.cli.app; print('pyvis' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
