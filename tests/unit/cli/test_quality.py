"""`graph-engine quality` at the command line."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from tests.unit.cli.conftest import Desk


def test_the_sources_are_measured(desk: Desk, tmp_path: Path) -> None:
    report = desk.json(
        "quality", "--chart", str(tmp_path / "q.svg"), "--xlsx", str(tmp_path / "q.xlsx"), "--language", "en"
    )
    (source,) = report["sources"]
    assert source["documents"] == 1
    assert (tmp_path / "q.svg").read_text(encoding="utf-8").startswith("<svg")
    book = load_workbook(tmp_path / "q.xlsx")
    assert len(book.sheetnames) == 5
    assert [cell.value for cell in book.worksheets[0][1]][:2] == ["source", "tables"]


def test_a_file_that_cannot_be_written_is_told(desk: Desk, tmp_path: Path) -> None:
    assert "cannot be written" in desk.refused("quality", "--chart", str(tmp_path / "no" / "q.svg"))
