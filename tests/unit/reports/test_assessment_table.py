"""The list of assessments as a table and as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from graph_engine.answers.assessment import Assessment
from graph_engine.assessment.assess import no_data
from graph_engine.model.records import Record
from graph_engine.reports.assessment_prose import assessment_prose
from graph_engine.reports.assessment_table import CSV_HEADS, assessment_table, csv_rows
from tests.worlds import assessed, company, described, event, grounds_of, holds, project, takes_part

A, B, BRIDGE = company("A", "甲公司"), company("B", "乙公司"), project("1", "东河大桥")


def solved(records: Sequence[Record]) -> Assessment:
    return assessed(grounds_of([*described(A, B, BRIDGE), *records]), BRIDGE)


FLAGGED = solved([takes_part(A, BRIDGE), holds(B, A, 60), *event("执1号", B)])
CLEAN = solved([])
IN_DOUBT = solved(
    [
        takes_part(A, BRIDGE),
        holds(B, A, None, ratio_low_ppb=400_000_000, ratio_high_ppb=700_000_000),
        *event("执1号", B),
    ]
)
WITHOUT_EVENTS = replace(CLEAN, coverage=replace(CLEAN.coverage, not_covered=("risk_event",)))
UNKNOWN = no_data(grounds_of([]), "uscc:91441900MA56AU7R3N")


@pytest.mark.parametrize(
    ("language", "claim", "reason"),
    [
        ("zh", "关联风险线索（控制关系）\n→ 复核", "乙公司\n失信被执行人 执1号"),
        ("en", "lead through control\n→ review", "乙公司\ndishonest judgment debtor 执1号"),
    ],
)
def test_a_row_names_claim_numbers_and_the_main_reason(language: str, claim: str, reason: str) -> None:
    table = assessment_table([FLAGGED], language)
    (row,) = table.rows
    assert FLAGGED.hazard is not None
    assert len(row) == len(table.heads)
    assert row[0] == "东河大桥\nprojects:1"
    assert row[1] == claim
    assert row[2].startswith(f"{FLAGGED.hazard.total}\n")
    assert row[3] == str(FLAGGED.score)
    assert row[-1] == reason


def test_a_score_in_doubt_shows_its_range() -> None:
    (row,) = assessment_table([IN_DOUBT], "en").rows
    assert IN_DOUBT.low != IN_DOUBT.high
    assert row[3] == f"{IN_DOUBT.score}\n{IN_DOUBT.low}–{IN_DOUBT.high}"


def test_only_parts_that_are_there_are_told_and_the_rest_is_counted() -> None:
    answer = solved([takes_part(A, BRIDGE), *event("1", A), *event("2", A), *event("3", BRIDGE)])
    (row,) = assessment_table([answer], "zh").rows
    assert answer.hazard is not None
    assert row[2].splitlines()[0] == str(answer.hazard.total)
    assert [line.split()[-1] for line in row[2].splitlines()[1:]] == [
        str(answer.hazard.own),
        str(answer.hazard.parties),
    ]
    assert row[-1].endswith("\n+2")


@pytest.mark.parametrize(("language", "none", "nothing"), [("zh", "无", "无数据"), ("en", "none", "no data")])
def test_what_is_clean_and_what_is_unknown_are_two_things(language: str, none: str, nothing: str) -> None:
    clean, unknown = assessment_table([CLEAN, UNKNOWN], language).rows
    assert clean[1].splitlines()[0] == none
    assert clean[2] == "0.000000"
    assert unknown[1] == nothing
    assert set(unknown[2:]) == {""}


@pytest.mark.parametrize(("language", "nothing"), [("zh", "无风险事件数据"), ("en", "no data on events")])
def test_without_a_source_of_events_no_number_is_told(language: str, nothing: str) -> None:
    (row,) = assessment_table([WITHOUT_EVENTS], language).rows
    assert row[1:] == (nothing, "", "", "")
    told = dict(zip(CSV_HEADS, csv_rows([WITHOUT_EVENTS])[0], strict=True))
    assert {told[head] for head in ("gate", "hazard_total", "hazard_own", "score", "low", "high")} == {""}
    assert "0.000000" not in assessment_prose(WITHOUT_EVENTS, language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_says_what_leads_are_not_for(language: str) -> None:
    (note,) = assessment_table([], language).notes
    assert ("不评价、不惩戒、不公开" if language == "zh" else "no evaluation, no sanction, no publication") in note


def test_csv_rows_stand_under_their_heads_and_leave_what_is_not_known_empty() -> None:
    flagged, clean, unknown = (dict(zip(CSV_HEADS, row, strict=True)) for row in csv_rows([FLAGGED, CLEAN, UNKNOWN]))
    assert FLAGGED.hazard is not None
    assert (flagged["claim"], flagged["gate"]) == ("lead_control", "review")
    assert (flagged["hazard_total"], flagged["hazard_linked"]) == (str(FLAGGED.hazard.total),) * 2
    assert (flagged["as_of"], flagged["known_at"]) == ("2026-11-22", "")
    assert (clean["claim"], clean["hazard_total"], clean["gate"]) == ("", "0.000000", "normal")
    empty = ("claim", "gate", "hazard_total", "hazard_own", "hazard_parties", "hazard_linked", "score", "low", "high")
    assert {unknown[head] for head in empty} == {""}
    assert unknown["id"] == "uscc:91441900MA56AU7R3N"
