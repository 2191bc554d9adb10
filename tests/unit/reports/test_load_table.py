"""What became of a load, as tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from graph_engine.loading.report import DocumentReport, LoadReport
from graph_engine.model import schema
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
    words={
        "header": {"zh": "表头", "en": "the header line"},
        "blank": {"zh": "空行", "en": "nothing in the row"},
        "no name": {"zh": "无名称", "en": "no name"},
        "leading_zeros": {"zh": "去掉前导零的编号", "en": "leading zeros lost"},
    },
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


@pytest.mark.parametrize(
    ("language", "title", "fates", "kinds"),
    [
        ("zh", "第 3 批入库", ("1 × 表头\n1 × 空行", "2 × 无名称"), ("自然人", "风险事件")),
        (
            "en",
            "committed as load 3",
            ("1 × the header line\n1 × nothing in the row", "2 × no name"),
            ("natural person", "risk event"),
        ),
    ],
)
def test_rows_and_statements_are_told_in_words_of_one_language(
    language: str, title: str, fates: tuple[str, str], kinds: tuple[str, str]
) -> None:
    read, written = load_tables(REPORT, language)
    (row,) = read.rows
    assert len(row) == len(read.heads)
    assert row[-4:] == ("9", "5", *fates)
    assert any("违法行为类形" in note for note in read.notes)
    assert written.title == title
    # A kind of which nothing happened is left out.
    assert written.rows == ((kinds[0], "0", "1", "0"), (kinds[1], "5", "0", "0"))


def test_a_column_in_which_nothing_stands_is_left_out() -> None:
    sheet = replace(DOCUMENT, sheet="名单")
    assert load_tables(REPORT, "en")[0].heads[:2] == ("file", "encoding")
    both, _ = load_tables(replace(REPORT, documents=(DOCUMENT, sheet)), "en")
    assert both.heads[:3] == ("file", "sheet", "encoding")
    assert [row[1] for row in both.rows] == ["", "名单"]


def test_every_kind_of_statement_has_a_name_to_print() -> None:
    kinds = (*schema.NODE_KINDS, *schema.RELATION_KINDS, *schema.ASPECT_KINDS)
    _, written = load_tables(replace(REPORT, applied=Applied(4, dict.fromkeys(kinds, 1), {}, {})), "zh")
    assert len({row[0] for row in written.rows}) == len(kinds)
    assert not {row[0] for row in written.rows} & set(kinds)


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
    assert "cells put right: list.csv: 3 × leading zeros lost" in load_tables(mended, "en")[0].notes
