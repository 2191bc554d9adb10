from __future__ import annotations

import csv
import io

import pytest

from graph_engine.errors import VaultError
from graph_engine.loading.quarantine import RefusedRow, export_quarantine, iter_quarantine, plain_cell, safe_cell
from graph_engine.store.office_key import OfficeKey
from graph_engine.store.vault import Sealer
from loaders import LOADERS
from tests.unit.loading.desk import Desk

GOOD = {
    "行政相对人名称": "甲公司",
    "统一社会信用代码": "91441900MA0000015D",
    "行政处罚决定书文号": "东环罚〔2023〕1号",
    "处罚类别": "警告",
}


def test_raw_rows_are_sealed_and_open_only_with_their_key(desk: Desk) -> None:
    bad = GOOD | {"统一社会信用代码": "91441900MA0000015X", "处罚类别": "秘密的内容"}
    desk.load(LOADERS["penalties"], desk.table("a.csv", [GOOD, bad]))
    (kept,) = desk.kept.quarantine
    assert "秘密".encode() not in kept.sealed
    assert kept.line == 3
    assert len(kept.row_hash) == 32
    (opened,) = desk.refused()
    assert (opened.file, opened.line, opened.value) == ("a.csv", 3, "91441900MA0000015X")
    assert "秘密的内容" in opened.row
    other = Sealer(OfficeKey(bytes(32)))
    with pytest.raises(VaultError):
        list(iter_quarantine(desk.store.reader(), 1, other.open))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "－1", "＠x", "＋1"])
def test_cells_that_begin_like_a_formula_are_marked_as_text(text: str) -> None:
    for before in ("", " ", "\u3000\u00a0", "\ufeff", "\u200b\u202e ", "\x00"):
        marked = safe_cell(before + text)
        assert marked == "'" + before + text
        assert plain_cell(marked) == before + text


@pytest.mark.parametrize("text", ["", "1=1", "甲公司", "2023-01-01", " 甲 -1", "'甲"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == plain_cell(text) == text


def test_the_export_is_safe_and_complete() -> None:
    row = RefusedRow("a.csv", "", 3, "名称", '=HYPERLINK("x")', "reason", "原因", "", "=1 | 2\n3", "s", "", "d", (), ())
    stream = io.StringIO(newline="")
    assert export_quarantine([row, row], stream) == 2
    header, first, _ = csv.reader(io.StringIO(stream.getvalue(), newline=""))
    assert dict(zip(header, first, strict=True)) == {
        "file": "a.csv",
        "sheet": "",
        "line": "3",
        "column": "名称",
        "value": '\'=HYPERLINK("x")',
        "reason": "reason",
        "reason_zh": "原因",
        "touches": "",
        "row": "'=1 | 2\n3",
    }
