"""load and quarantine: exit codes, reports, and what is refused before anything is written."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from graph_engine.cli.app import app
from tests.unit.cli.conftest import one_line

HEADS = "项目编号,项目名称,场景,单位名称,统一社会信用代码,角色,决策日期\n"
GOOD = "2026-17,东河大桥,重大项目,东河甲贸易有限公司,91441900MA0000015D,中标,2026-05-04\n"
BAD = "2026-18,科技园,无此场景,东河乙建设有限公司,91441900MA4W6BGB8T,中标,2026-05-04\n"


class Office:
    """A folder with a store that the first load makes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = f"sqlite:///{folder}/office.sqlite"

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(app, [*words, "--store", self.store])

    def file(self, *rows: str, name: str = "projects.csv") -> str:
        path = self.folder / name
        path.write_text(HEADS + "".join(rows), encoding="utf-8")
        return str(path)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_clean_load_ends_with_0_and_reports_what_became_of_its_rows(office: Office) -> None:
    report = office.folder / "report.json"
    result = office.run("load", "projects", office.file(GOOD), "--report", str(report))
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert told == json.loads(report.read_text(encoding="utf-8"))
    (document,) = told["documents"]
    assert (document["rows"], document["understood"], document["ignored"]) == (2, 1, {"header": 1})
    (answer,) = json.loads(office.run("assess", "2026-17").stdout)
    assert [party["name"] for party in answer["parties"]] == ["东河大桥", "东河甲贸易有限公司"]


def test_a_second_time_changes_nothing(office: Office) -> None:
    path = office.file(GOOD)
    assert office.run("load", "projects", path).exit_code == 0
    result = office.run("load", "projects", path, "--format", "table", "--language", "en")
    assert result.exit_code == 0
    assert "nothing changed, nothing written" in result.stdout
    assert len(json.loads(office.run("loads").stdout)) == 1


def test_refused_rows_end_a_load_with_1_and_stand_in_the_quarantine(office: Office) -> None:
    result = office.run("load", "projects", office.file(GOOD, BAD), "--refused-limit", "1")
    assert result.exit_code == 1, result.stderr
    (row,) = json.loads(office.run("quarantine", "list").stdout)
    assert (row["file"], row["line"], row["column"], row["value"]) == ("projects.csv", 3, "场景", "无此场景")
    exported = office.folder / "refused.csv"
    assert office.run("quarantine", "export", str(exported)).exit_code == 0
    heads, line = csv.reader(io.StringIO(exported.read_text(encoding="utf-8-sig")))
    assert dict(zip(heads, line, strict=True))["value"] == "无此场景"
    for language, heads_told in (("zh", "行号"), ("en", "line")):
        table = office.run("quarantine", "list", "--format", "table", "--language", language)
        assert table.exit_code == 0
        assert heads_told in table.stdout


def test_too_many_refused_rows_stop_a_load(office: Office) -> None:
    result = office.run("load", "projects", office.file(GOOD, BAD), "--refused-limit", "0.1")
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
    assert json.loads(office.run("loads").stdout) == []


def test_a_dry_run_writes_nothing(office: Office) -> None:
    result = office.run("load", "projects", office.file(GOOD), "--dry-run")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["dry_run"] is True
    assert json.loads(office.run("loads").stdout) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["load", "novel", "FILE"], "no loader 'novel'; there are: "),
        (["load", "projects", "FILE", "--recorded-at", "soon"], "'soon' is no time"),
        (["load", "projects", "FILE", "--recorded-at", "9999-01-01"], "lies ahead"),
        (["load", "projects", "FILE", "--format", "csv"], "format is one of table, json"),
        (["load", "court", "FILE"], "UnknownFormatError"),
        (["load", "projects", "FILE", "--report", "/nowhere/at/all/report.json"], "cannot be written"),
    ],
)
def test_misuse_stops_with_one_line(office: Office, words: list[str], told: str) -> None:
    path = office.file(GOOD)
    result = office.run(*(path if word == "FILE" else word for word in words))
    assert result.exit_code == 2
    assert told in one_line(result.stderr)


def test_standard_input_is_loaded_under_a_name(office: Office) -> None:
    words = ["load", "projects", "-", "--stdin-name", "清单.csv", "--store", office.store]
    result = CliRunner().invoke(app, words, input=HEADS + GOOD)
    assert result.exit_code == 0, result.stderr
    (document,) = json.loads(result.stdout)["documents"]
    assert (document["file"], document["understood"]) == ("清单.csv", 1)


def test_a_folder_is_loaded_and_what_was_passed_over_is_told(office: Office) -> None:
    folder = office.folder / "收件"
    folder.mkdir()
    office.file(GOOD, name="收件/projects.csv")
    (folder / ".DS_Store").write_bytes(b"x")
    result = office.run("load", "projects", str(folder), "--format", "table", "--language", "zh")
    assert result.exit_code == 0, result.stderr
    assert "按规则未读：收件/.DS_Store（系统或办公软件遗留的文件）" in result.stdout


def test_a_file_that_is_not_there_is_misuse(office: Office) -> None:
    result = office.run("load", "projects", str(office.folder / "none.csv"))
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr


def test_a_quarantine_needs_a_purpose_that_may_see_it(office: Office) -> None:
    assert office.run("load", "projects", office.file(GOOD)).exit_code == 0
    for command in (("list",), ("export", "rows.csv"), ("slips", "slips")):
        result = office.run("quarantine", *command, "--purpose", "test")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "may tell of natural persons" in one_line(result.stderr)
    result = office.run("quarantine", "list", "--purpose", "curiosity")
    assert result.exit_code == 2
    assert "is no purpose" in one_line(result.stderr)
