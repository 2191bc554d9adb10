"""assess, explain, search: exit codes, formats, and errors in one line."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from graph_engine.answers.assessment import Assessment
from graph_engine.answers.json_schema import schema_of
from graph_engine.cli.app import app
from graph_engine.cli.printing import print_table
from graph_engine.cli.session import console
from graph_engine.reports.assessment_table import CSV_HEADS
from graph_engine.reports.table import Table
from tests.unit.cli.conftest import BRIDGE, HOLDER, PARK, WINNER, Desk, one_line
from tests.worlds import POLICY

DAY = ("--as-of", "2026-06-01")
ARRAY = Draft202012Validator(schema_of(Assessment, array=True))


def test_json_is_one_array_valid_under_the_published_schema(desk: Desk) -> None:
    published = CliRunner().invoke(app, ["schema", "assessment"])
    assert published.exit_code == 0
    schema = json.loads(published.stdout)
    Draft202012Validator.check_schema(schema)
    for words in (["--all"], ["2026-17", WINNER.key], ["91441900MA56AU7R3N"]):
        answers = desk.json("assess", *words, *DAY, "--format", "json")
        Draft202012Validator(schema).validate(answers)
    assert schema == schema_of(Assessment, array=True)


def test_what_is_piped_is_json(desk: Desk) -> None:
    (answer,) = desk.json("assess", "2026-17", *DAY)
    assert answer["id"] == BRIDGE.key
    assert answer["hazard"]["linked"] == answer["hazard"]["total"]
    assert [step["source"] for step in answer["contributions"][0]["path"]] == [HOLDER.key, WINNER.key]


def test_numbers_stand_with_six_decimals_that_add_up_as_printed(desk: Desk) -> None:
    text = desk.run("assess", "2026-17", *DAY).stdout
    (answer,) = json.loads(text, parse_float=Decimal)
    hazard = answer["hazard"]
    assert hazard["own"] + hazard["parties"] + hazard["linked"] == hazard["total"]
    assert sum(line["amount"] for line in answer["contributions"]) == hazard["total"]
    assert all(-value.as_tuple().exponent == 6 for value in hazard.values())


def test_all_projects_come_in_order_and_flagged_ones_alone(desk: Desk) -> None:
    assert [answer["id"] for answer in desk.json("assess", "--all", *DAY)] == [BRIDGE.key, PARK.key]
    assert [answer["id"] for answer in desk.json("assess", "--all", "--flagged", *DAY)] == [BRIDGE.key]
    # Who is asked for and not known stays: no data is not nothing.
    asked = desk.json("assess", "2026-18", "91441900MA56AU7R3N", "--flagged", *DAY)
    assert [answer["hazard"] for answer in asked] == [None]


def test_a_scenario_filters(desk: Desk) -> None:
    assert [answer["id"] for answer in desk.json("assess", "--all", "--scenario", "fiscal_funds")] == [PARK.key]
    assert desk.json("assess", "--all", "--scenario", "investment_attraction") == []


def test_no_data_is_an_answer_not_an_error(desk: Desk) -> None:
    (answer,) = desk.json("assess", "91441900MA56AU7R3N")
    assert (answer["hazard"], answer["score"], answer["coverage"]["known"]) == (None, None, False)


def test_before_the_first_load_nothing_is_known(desk: Desk) -> None:
    (answer,) = desk.json("assess", WINNER.key, "--known-at", "2026-06-02T11:59")
    assert answer["hazard"] is None
    # The office's noon is the time of the load.
    (answer,) = desk.json("assess", WINNER.key, "--known-at", "2026-06-02T12:00")
    assert answer["hazard"] is not None
    assert answer["known_at"] == "2026-06-02T12:00:00+08:00"


def test_csv_has_one_row_an_answer(desk: Desk) -> None:
    result = desk.run("assess", "--all", *DAY, "--format", "csv")
    heads, *rows = csv.reader(io.StringIO(result.stdout))
    assert tuple(heads) == CSV_HEADS
    assert [row[0] for row in rows] == [BRIDGE.key, PARK.key]


@pytest.mark.parametrize(("language", "word"), [("zh", "关联风险线索（控制关系）"), ("en", "lead through control")])
def test_a_table_speaks_the_language_asked_for(
    desk: Desk, language: str, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "width", 200)
    result = desk.run("assess", "--all", *DAY, "--format", "table", "--language", language)
    assert result.exit_code == 0
    assert word in result.stdout


def test_cells_are_printed_as_they_are() -> None:
    odd = "甲[bold]公司\\[1] :smile:"
    with console.capture() as captured:
        print_table(console, Table("", ("name",), ((odd,),)))
    assert odd in captured.get()


# ---------------------------------------------------------------------- misuse


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["assess", "2026-17", "--as-of", "31.3.2026"], "'31.3.2026' is no date; write 2026-03-31"),
        (["assess", "2026-17", "--as-of", "2026-02-30"], "is no date"),
        (["assess", "2026-17", "--as-of", "9999-12-31"], "lies in the future"),
        (["assess", "2026-17", "--known-at", "noon"], "'noon' is no time; write 2026-03-31T12:00"),
        (["assess", "no such party"], "NotFoundError: no enterprise or project 'no such party'"),
        (["assess", "2026-17", "no such party"], "NotFoundError"),
        (["assess", "91441900MA0000015E"], "NotFoundError"),
        (["assess", "2026-17", "--purpose", "curiosity"], "'curiosity' is no purpose of the policy"),
        (["assess", "2026-17", "--purpose", "project_review"], "needs a reference"),
        (["assess", "2026-17", "--role", "guest"], "role 'guest' may not ask"),
        (["assess", "2026-17", "--scenario", "holiday"], "'holiday' is no scenario"),
        (["assess", "2026-17", "--format", "xml"], "format is one of table, json, csv, not 'xml'"),
        (["assess", "2026-17", "--language", "fr"], "language is zh or en"),
        (["assess"], "name one or more targets, or give --all"),
        (["assess", "--all", "2026-17"], "name one or more targets, or give --all"),
        (["explain", "no such party"], "NotFoundError"),
        (["explain", "2026-17", "--as-of", "soon"], "is no date"),
        (["search", "东河", "--limit", "0"], "at least one hit"),
        (["search", "东河", "--purpose", "curiosity"], "is no purpose"),
    ],
)
def test_misuse_stops_with_one_line(desk: Desk, words: list[str], told: str) -> None:
    assert told in desk.refused(*words)


def test_a_long_message_stays_one_line(desk: Desk) -> None:
    assert "无" * 300 in desk.refused("assess", "无" * 300)


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["assess", "--all", "--store", f"sqlite:///{tmp_path}/none.sqlite"])
    assert result.exit_code == 2
    assert "there is no store" in one_line(result.stderr)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_store_is_told(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear sirs" * 100, encoding="utf-8")
    result = CliRunner().invoke(app, ["assess", "--all", "--store", f"sqlite:///{tmp_path}/letter.txt"])
    assert result.exit_code == 2
    one_line(result.stderr)


def test_settings_that_make_no_sense_are_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPH_ENGINE_LANGUAGE", "fr")
    assert "GRAPH_ENGINE_LANGUAGE" in desk.refused("assess", "--all")


# ---------------------------------------------------------------------- purposes


def test_a_purpose_with_its_reference_is_answered(desk: Desk) -> None:
    asked = ("--purpose", "project_review", "--reference", "2026-17")
    (answer,) = desk.json("assess", "2026-17", *DAY, *asked)
    assert answer["policy"] == POLICY.hash


# ---------------------------------------------------------------------- explain


def test_a_case_is_told_in_prose(desk: Desk) -> None:
    result = desk.run("explain", "2026-17", *DAY, "--language", "en")
    assert result.exit_code == 0
    assert "粤执1号" in result.stdout
    assert "东河乙建设有限公司 —holds shares in 60%→ 东河甲贸易有限公司" in result.stdout


def test_an_event_that_plays_no_part_is_told_by_exit_code_1(desk: Desk) -> None:
    assert desk.run("explain", "2026-17", *DAY, "--event", "粤执1号").exit_code == 0
    result = desk.run("explain", "2026-17", *DAY, "--event", "粤执9号")
    assert result.exit_code == 1
    assert "no contribution of '粤执9号'" in one_line(result.stderr)


# ---------------------------------------------------------------------- search


def test_a_search_finds_names_codes_and_numbers(desk: Desk) -> None:
    assert {hit["id"] for hit in desk.json("search", "东河")} == {WINNER.key, HOLDER.key, BRIDGE.key}
    assert desk.json("search", "MA000001-5") == [
        {"id": WINNER.key, "kind": "enterprise", "name": WINNER.name, "hit": "org:MA0000015"}
    ]
    assert len(desk.json("search", "东河", "--limit", "1")) == 1
    assert desk.json("search", "无此公司") == []


def test_a_search_as_csv(desk: Desk) -> None:
    heads, row = csv.reader(io.StringIO(desk.run("search", "科技园", "--format", "csv").stdout))
    assert heads == ["id", "kind", "name", "hit"]
    assert row == [PARK.key, "project", "科技园", "科技园"]


# ---------------------------------------------------------------------- as a process


def test_as_a_process_of_its_own(desk: Desk, tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "COLUMNS": "60"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[3])

    def run(words: Sequence[str], output: IO[str] | int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from graph_engine.cli import main; main()", *words]
        return subprocess.run(
            command,
            stdout=output,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=tmp_path,
            timeout=120,
            check=False,
        )

    answered = run(["assess", "--all", *DAY, "--store", desk.store])
    assert (answered.returncode, answered.stderr) == (0, "")
    ARRAY.validate(json.loads(answered.stdout))
    stopped = run(["assess", "2026-17", "--as-of", "yesterday", "--store", desk.store])
    assert (stopped.returncode, stopped.stdout) == (2, "")
    assert one_line(stopped.stderr) == "RequestError: 'yesterday' is no date; write 2026-03-31"
    with open("/dev/full", "w", encoding="utf-8") as full:
        lost = run(["assess", "--all", *DAY, "--store", desk.store], full)
    assert (lost.returncode, one_line(lost.stderr)) == (2, "OSError: No space left on device")
