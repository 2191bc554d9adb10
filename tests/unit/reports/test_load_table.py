"""What became of a load, as tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from graph_engine.loading.report import DocumentReport, LoadReport
from graph_engine.reports.load_table import load_tables
from graph_engine.store.base import Applied

DOCUMENT = DocumentReport(
    file="list.csv",
    sheet="",
    sha256="0" * 64,
    size=7,
    format="csv",
    encoding="gb18030",
    compressed=False,
    layout="penalties",
    note="",
    rows=9,
    understood=5,
    ignored={"header": 1, "blank": 1},
    refused={"no name": 2},
    left_out={},
    records={"risk_event": 5},
    unknown_columns={"违法行为类形": "违法行为类型"},
    unread_columns=(),
    covered_until=None,
)
REPORT = LoadReport(
    loader="penalties",
    source="office",
    full=False,
    dry_run=False,
    recorded_at=datetime(2026, 11, 22, tzinfo=UTC),
    documents=(DOCUMENT,),
    applied=Applied(3, {"risk_event": 5, "person": 0}, {"person": 1}, {}),
    warnings=(),
)


@pytest.mark.parametrize(("language", "title"), [("zh", "第 3 批入库"), ("en", "committed as load 3")])
def test_rows_and_statements_are_told_with_what_became_of_them(language: str, title: str) -> None:
    read, written = load_tables(REPORT, language)
    (row,) = read.rows
    assert len(row) == len(read.heads)
    assert row[-4:] == ("9", "5", "1 × header\n1 × blank", "2 × no name")
    assert any("违法行为类形" in note for note in read.notes)
    assert written.title == title
    # A kind of which nothing happened is left out.
    assert written.rows == (("person", "0", "1", "0"), ("risk_event", "5", "0", "0"))


@pytest.mark.parametrize(
    ("report", "title"),
    [
        (replace(REPORT, applied=None), "dry run, nothing written"),
        (replace(REPORT, applied=Applied(None, {}, {}, {"risk_event": 5})), "nothing changed, nothing written"),
    ],
)
def test_a_load_that_wrote_nothing_says_so(report: LoadReport, title: str) -> None:
    assert load_tables(report, "en")[1].title == title


def test_nothing_ignored_is_a_nought() -> None:
    clean = replace(REPORT, documents=(replace(DOCUMENT, ignored={}, refused={}, unknown_columns={}),))
    read, _ = load_tables(clean, "zh")
    assert read.rows[0][-2:] == ("0", "0")
    assert read.notes == ()


def test_cells_that_were_put_right_are_told() -> None:
    mended = replace(REPORT, documents=(replace(DOCUMENT, repaired={"leading_zeros": 3}),))
    assert "cells put right: list.csv : 3 × leading_zeros" in load_tables(mended, "en")[0].notes
