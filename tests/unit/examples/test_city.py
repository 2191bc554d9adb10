"""The invented city: its files are those that its script writes, and hold what their README promises."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from python_calamine import load_workbook

from examples.city import make
from examples.city.world import World
from graph_engine.loading.report import LoadReport
from graph_engine.model.identifiers import check_credit_code, check_resident_id
from loaders import LOADERS
from tests.unit.loading.desk import Desk

CITY = Path(make.__file__).parent
ENCODINGS = {
    "penalties.csv": "gb18030",
    "penalties_old.csv": "utf-8-sig",
    "court.csv": "utf-8",
    "restrictions.csv": "gb18030",
    "licences.csv": "gb18030",
    "repairs.csv": "utf-8-sig",
}
FILES = ("registry.xlsx", "lists.xlsx", "projects.xlsx", "stories.json", "README.md", *ENCODINGS)


@pytest.fixture(scope="module")
def world() -> World:
    return make.build()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    make.write(folder)
    return folder


def content(path: Path) -> object:
    """What a file holds: bytes, or the members of an archive, since another zlib packs the same bytes otherwise."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return [(entry.filename, entry.date_time, archive.read(entry)) for entry in archive.infolist()]


@pytest.mark.parametrize("name", FILES)
def test_the_committed_files_are_those_that_the_script_writes(written: Path, name: str) -> None:
    assert content(CITY / name) == content(written / name), "run `python -m examples.city.make`"


def test_the_script_writes_nothing_else(written: Path) -> None:
    assert {path.name for path in written.iterdir()} == set(FILES)


def test_writing_twice_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    make.write(tmp_path)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (written / name).read_bytes()


def test_a_spreadsheet_library_opens_the_workbooks_and_sees_true_dates() -> None:
    book = openpyxl.load_workbook(CITY / "registry.xlsx")
    header = [cell.value for cell in book["企业信息"][3]]
    assert isinstance(book["企业信息"].cell(4, header.index("成立日期") + 1).value, datetime)
    assert openpyxl.load_workbook(CITY / "projects.xlsx").sheetnames == ["项目清单"]


@pytest.mark.parametrize("name", FILES)
def test_the_files_are_small(name: str) -> None:
    assert (CITY / name).stat().st_size < 400_000


def test_the_city_has_the_size_that_its_readme_says(world: World) -> None:
    assert len(world.firms) == 400
    assert len(world.humans) == 600
    assert world.events() == 304
    assert len(world.projects) == 40


def test_codes_are_right_but_for_those_that_are_wrong_on_purpose(world: World) -> None:
    verdicts = [check_credit_code(firm.code) for firm in world.firms]
    assert Counter((verdict.outer, verdict.inner) for verdict in verdicts) == {
        (True, True): 397,
        (False, True): 2,
        (True, False): 1,
    }
    assert len({firm.code for firm in world.firms}) == 400


def test_nobody_of_the_city_can_exist(world: World) -> None:
    regions = {firm.code[2:8] for firm in world.firms}
    assert all(region.startswith("4499") for region in regions)
    numbers = [human.id_number for human in world.humans if human.id_number]
    assert all(number.startswith("449902") and check_resident_id(number).check for number in numbers)
    assert all("澄川" in firm.name for firm in world.firms)


# ---------------------------------------------------------------------- the places that the stories cite


def rows_of(name: str, sheet: str) -> list[list[str]]:
    if name.endswith(".xlsx"):
        return [
            [str(cell) for cell in row] for row in load_workbook(str(CITY / name)).get_sheet_by_name(sheet).to_python()
        ]
    text = (CITY / name).read_bytes().decode(ENCODINGS[name])
    return list(csv.reader(io.StringIO(text, newline="")))


def stories() -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads((CITY / "stories.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("story", stories(), ids=lambda story: str(story["story"]))
def test_each_story_stands_where_it_says(story: dict[str, object], world: World) -> None:
    places = story["places"]
    assert isinstance(places, list)
    cited = [re.fullmatch(r"([\w.]+)(?:「(.+)」)?:(\d+)", place) for place in places]
    rows = {
        place: rows_of(found[1], found[2])[int(found[3]) - 1]
        for place, found in zip(places, cited, strict=True)
        if found
    }
    assert len(rows) == len(places)
    assert any(row[0] == story["project"] for place, row in rows.items() if place.startswith("projects.xlsx"))
    # Every row of a story names somebody whom another row of it names too; a row that slipped would not.
    known = {human.name for human in world.humans}
    known |= {word for firm in world.firms for word in (firm.name, firm.code, firm.organisation_code)}
    names = Counter(cell for row in rows.values() for cell in set(row) & known)
    for place, row in rows.items():
        assert row[0] == story["project"] or any(names[cell] > 1 for cell in row), place


# ---------------------------------------------------------------------- what the loaders make of it


def refused_and_ignored(report: LoadReport) -> tuple[dict[str, int], dict[str, int]]:
    return dict(report.refused), dict(report.ignored)


def test_the_registry_loads(desk: Desk) -> None:
    report = desk.load(LOADERS["registry"], CITY / "registry.xlsx")
    refused, ignored = refused_and_ignored(report)
    assert refused == {"the check character of the credit code fails": 1}
    assert ignored == {
        "header": 18,
        "banner": 1,
        "blank": 1,
        "vendor_unmatched": 2,
        "change_without_relation": ignored["change_without_relation"],
        "history_undated": 3,
        "vendor_inference:actual_controllers": 25,
        "vendor_inference:beneficial_owners": 15,
        "vendor_inference:suspected_relations": 12,
        "counts": 17,
    }
    assert report.documents[0].understood == 386
    assert all(not document.unknown_columns for document in report.documents if document.understood)


def test_the_penalties_load_in_both_layouts(desk: Desk, world: World) -> None:
    report = desk.load(LOADERS["penalties"], CITY / "penalties.csv", CITY / "penalties_old.csv")
    assert report.refused == {}
    assert [(d.encoding, d.layout, d.understood) for d in report.documents] == [
        ("gb18030", "current", len(world.penalties) - 12),
        ("utf-8-sig", "archive", 12),
    ]
    assert {row["status"] for row in desk.kept.of("risk_event")} == {"active", "repaired"}


def test_the_court_lists_load(desk: Desk) -> None:
    report = desk.load(LOADERS["court"], CITY / "court.csv", CITY / "restrictions.csv")
    assert report.refused == {}
    assert [document.layout for document in report.documents] == ["dishonest", "restriction"]
    assert {row["category"] for row in desk.kept.of("risk_event")} == {"dishonest_debtor", "consumption_restriction"}


def test_the_licences_load(desk: Desk) -> None:
    report = desk.load(LOADERS["licences"], CITY / "licences.csv")
    assert report.refused == {}
    assert len(desk.kept.of("licence")) == 2
    assert desk.kept.one("takes_part_in")["target_key"] == "project-code:2026-449903-48-01-000035"


def test_the_lists_load(desk: Desk, world: World) -> None:
    report = desk.load(LOADERS["lists"], CITY / "lists.xlsx")
    assert (report.refused, report.understood) == ({}, len(world.entries))
    assert {row["category"] for row in desk.kept.of("risk_event")} == {"wage_arrears_list", "abnormal_operation"}
    assert all(not document.unknown_columns for document in report.documents)


def test_the_repairs_load(desk: Desk, world: World) -> None:
    report = desk.load(LOADERS["repairs"], CITY / "repairs.csv")
    assert (report.refused, report.understood) == ({}, len(world.repairs))
    assert {row["result"] for row in desk.kept.of("outcome")} == {"repaired", "removed", "reinstated"}
    assert desk.kept.names == set()


def test_the_projects_load(desk: Desk) -> None:
    report = desk.load(LOADERS["projects"], CITY / "projects.xlsx")
    refused, ignored = refused_and_ignored(report)
    assert refused == {"the check character of the credit code fails": 1}
    assert ignored == {"header": 1, "banner": 1, "blank": 1, "total": 1}
    assert len({row["node_key"] for row in desk.kept.of("project")}) == 40
