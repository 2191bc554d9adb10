"""What a loader finds out about a whole load before its first row, and tables that come without a header."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graph_engine.errors import LoadRejectedError, UnknownFormatError
from graph_engine.loading import (
    EitherLoader,
    Emitter,
    JsonDocument,
    JsonLoader,
    Layout,
    Recognition,
    Row,
    Rule,
    TableLoader,
)
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Enterprise
from tests.unit.loading.desk import Desk
from tests.workbook_files import ods_bytes, xls_bytes, xlsx_bytes

SHORT = Rule("short", "less than the longest", "短于最长者")
PART = Rule("part", "a part of it", "其一部分")


def longest(rows: Iterator[Row]) -> int:
    return max((len(row.text("name") or "") for row in rows), default=0)


def keep(row: Row, emit: Emitter) -> None:
    """Understands the longest names of the load only."""
    name = row.need("name")
    if len(name) < emit.survey:
        emit.ignore(SHORT, *[PART] * len(name))
        return
    emit.leave_out(PART)
    emit.add(Enterprise(party=PartyRef("enterprise", f"src:{emit.source}:{name}"), name=name))


def digits(cells: Sequence[str]) -> bool:
    return cells[0].isdecimal()


LAYOUT = Layout(
    name="names",
    columns={"number": ("编号",), "name": ("名称",)},
    required=("number", "name"),
    handler=keep,
    headerless=digits,
)
LOADER = TableLoader(name="names", zh="名称", en="names", covers=("enterprise",), layouts=(LAYOUT,), surveys=longest)


def names(desk: Desk) -> set[str]:
    return {row["name"] for row in desk.kept.of("enterprise")}


def test_a_survey_sees_the_rows_of_all_files_and_no_others(desk: Desk) -> None:
    one = desk.write("one.csv", "这是很长很长的标题\n编号,名称\n1,甲\n2,甲乙丙\n合计,这是很长很长的合计行\n")
    two = desk.table("two.csv", [{"编号": "1", "名称": "甲乙丙丁"}])
    for files in ((one, two), (two, one)):
        desk.load(LOADER, *files)
        assert names(desk) == {"甲乙丙丁"}
    desk.load(LOADER, one)
    assert names(desk) == {"甲乙丙"}


@pytest.mark.parametrize(("ending", "packed"), [("xlsx", xlsx_bytes), ("xls", xls_bytes), ("ods", ods_bytes)])
def test_a_survey_reads_a_cell_as_the_handler_will(
    desk: Desk, ending: str, packed: Callable[[dict[str, list[list[object]]]], bytes]
) -> None:
    """A day may stand in a workbook as a number."""
    seen: list[tuple[str, object]] = []

    def survey(rows: Iterator[Row]) -> None:
        seen.extend(("survey", row.day("day")) for row in rows)

    def handler(row: Row, emit: Emitter) -> None:
        seen.append(("handler", row.day("day")))
        emit.ignore(SHORT)

    columns = {"name": ("名称",), "day": ("成立日期",)}
    layout = Layout(name="days", columns=columns, required=("name", "day"), handler=handler)
    path = desk.write(f"a.{ending}", packed({"表": [["名称", "成立日期"], ["甲", 45000]]}))
    with pytest.raises(LoadRejectedError, match="no row was understood"):
        desk.load(replace(LOADER, layouts=(layout,), surveys=survey), path)
    assert seen == [("survey", date(2023, 3, 15)), ("handler", date(2023, 3, 15))]


def test_parts_of_an_ignored_row_are_counted_beside_those_of_understood_ones(desk: Desk) -> None:
    report = desk.load(LOADER, desk.write("one.csv", "编号,名称\n1,甲\n2,甲乙\n3,甲乙丙\n"))
    (document,) = report.documents
    assert dict(document.ignored) == {"header": 1, "short": 2}
    assert dict(document.left_out) == {"part": 1 + 2 + 1}


@pytest.mark.parametrize("banner", ["", "编号,名称\n"])
def test_a_table_without_a_header_is_known_by_its_first_row(desk: Desk, banner: str) -> None:
    report = desk.load(LOADER, desk.write("one.csv", f"{banner}1,甲乙丙\n2,丁戊己\n"))
    assert names(desk) == {"甲乙丙", "丁戊己"}
    assert report.understood == 2
    assert report.rows == 2 + bool(banner)


@pytest.mark.parametrize("text", ["x,甲乙丙\n", "1,甲乙丙,丁\n", "1\n"])
def test_a_first_row_that_is_another_is_no_such_table(desk: Desk, text: str) -> None:
    with pytest.raises(UnknownFormatError):
        desk.load(LOADER, desk.write("one.csv", text))


def first(document: JsonDocument, emit: Emitter) -> None:
    for item in document.items():
        emit.take(item, lambda found, into: into.add(_record(found.value, into)))


def _record(value: Any, emit: Emitter) -> Enterprise:
    return Enterprise(party=PartyRef("enterprise", f"src:{emit.source}:{value}"), name=value["$"])


DOCUMENTS = JsonLoader(
    name="names",
    zh="名称",
    en="names",
    covers=("enterprise",),
    recognises=lambda items: Recognition(1.0 if items else 0.0, "no record"),
    handler=first,
    elements=frozenset(("Name",)),
)


def test_one_loader_reads_documents_and_tables(desk: Desk) -> None:
    either = EitherLoader(LOADER, DOCUMENTS)
    assert (either.name, either.covers, either.minimum) == ("names", ("enterprise",), {})
    desk.load(either, desk.write("a.xml", '<Names><Name n="1">甲乙丙</Name></Names>'))
    assert names(desk) == {"甲乙丙"}


def test_the_two_halves_of_a_loader_bear_one_name() -> None:
    with pytest.raises(ValueError, match="two names"):
        EitherLoader(TableLoader(name="other", zh="", en="", covers=(), layouts=()), DOCUMENTS)


def test_xml_is_for_no_loader_of_tables_or_json_alone(desk: Desk) -> None:
    json_alone = JsonLoader(name="j", zh="", en="", covers=(), recognises=lambda items: Recognition(1.0), handler=first)
    for loader, reason in ((LOADER, "not a table"), (json_alone, "not JSON")):
        with pytest.raises(UnknownFormatError, match=reason):
            desk.load(loader, desk.write("a.xml", "<Names><Name>1</Name></Names>"))
