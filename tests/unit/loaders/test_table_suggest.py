"""First mappings: what they guess, what they admit not to know, and that they hold no cell of the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from graph_engine.errors import LoadRejectedError, RequestError
from graph_engine.loading.report import LoadReport
from loaders.table import read_mapping, suggest_mapping, table_loader
from tests.unit.loading.desk import Desk

CODES = ("91441900MA0000015D", "91441900MA4W6BGB8T", "91441900MA4UWUFR4J", "91441900MA56AU7R3N")
PERSON = "11010519491231002X"


def load(desk: Desk, path: Path) -> LoadReport:
    return desk.load(table_loader(read_mapping(suggest_mapping(path), "suggested")), path)


def test_a_plain_list_of_shareholders_loads_as_it_is(desk: Desk) -> None:
    rows = [
        {
            "公司名称": f"第{number}测试有限公司",
            "信用代码": code,
            "股东": holder,
            "持股比例": "50%",
            "认缴出资额（万元）": "10",
            "备注": "x",
        }
        for number, code in enumerate(CODES)
        for holder in ("张三", "某某投资有限公司")
    ]
    path = desk.table("股权.csv", rows)
    text = suggest_mapping(path)
    assert 'credit_code = "信用代码"  # sure' in text
    assert 'unused = ["备注"]' in text
    assert "# unsure" not in text
    report = load(desk, path)
    assert (report.understood, report.refused) == (8, {})
    holdings = desk.kept.of("holds_shares_in")
    assert len(holdings) == 8
    assert {row["ratio_ppb"] for row in holdings} == {500_000_000}
    assert {row["amount"] for row in holdings} == {10_000_000}
    assert len({row["source_key"] for row in holdings if row["source_key"].startswith("person-local:")}) == 4


def test_a_list_of_decisions_becomes_events_of_a_kind_to_be_confirmed(desk: Desk) -> None:
    rows = [
        {
            "企业名称": "甲测试有限公司",
            "统一社会信用代码": CODES[0],
            "处罚决定书文号": f"某环罚〔2024〕{number}号",
            "处罚决定日期": "2024-05-06",
            "处罚机关": "某某生态环境局",
            "处罚事由": "超标排放",
        }
        for number in (1, 2)
    ]
    path = desk.table("某局清单.csv", rows)
    assert "# unsure: what kind of record this is: taken for administrative_penalty" in suggest_mapping(path)
    assert load(desk, path).understood == 2
    assert {row["decided_on"] for row in desk.kept.of("risk_event")} == {"2024-05-06"}


def test_no_cell_of_the_file_is_in_the_mapping(desk: Desk) -> None:
    secret = {"姓名": "欧阳某某", "身份证号": PERSON, "职务": "董事长", "公司": "秘密测试有限公司", "代码": "机密"}
    path = desk.table("人员.csv", [secret, {**secret, "姓名": "张三"}])
    text = suggest_mapping(path)
    for cell in ("欧阳", "张三", PERSON, "秘密", "机密"):
        assert cell not in text
    assert 'id_number = "身份证号"' in text
    assert "# unsure: whose the numbers" in text
    assert load(desk, path).understood == 2
    assert {row["role"] for row in desk.kept.of("holds_office_in")} == {"chairman"}


def test_codes_that_a_spreadsheet_made_numbers_of_are_told(desk: Desk) -> None:
    rows = [{"企业名称": f"第{n}有限公司", "统一社会信用代码": code} for n, code in enumerate((*CODES, "9.13E+17"))]
    text = suggest_mapping(desk.table("t.csv", rows))
    assert '# unsure: 1 codes in "统一社会信用代码" were made numbers by a spreadsheet' in text


def test_companies_known_by_name_alone_are_a_doubt(desk: Desk) -> None:
    path = desk.table(
        "t.csv", [{"企业名称": "甲有限公司", "登记状态": "存续"}, {"企业名称": "乙有限公司", "登记状态": "怪"}]
    )
    text = suggest_mapping(path)
    assert "known by name alone" in text
    assert "怪" not in text
    assert load(desk, path).understood == 2
    assert {row["status"] for row in desk.kept.of("enterprise")} == {"active", "other"}


def test_an_amount_without_a_unit_is_not_loaded_before_somebody_says_which(desk: Desk) -> None:
    path = desk.table("t.csv", [{"企业名称": "甲有限公司", "统一社会信用代码": CODES[0], "注册资本": "100"}])
    text = suggest_mapping(path)
    assert '# unsure: the unit of "注册资本"' in text
    assert "amount =" not in text
    load(desk, path)
    assert "amount" not in desk.kept.one("enterprise")
    with_unit = desk.table("u.csv", [{"企业名称": "甲有限公司", "统一社会信用代码": CODES[0], "注册资本": "100万元"}])
    load(desk, with_unit)
    assert desk.kept.one("enterprise")["amount"] == 100_000_000


def test_cells_that_list_several_with_shares_in_brackets(desk: Desk) -> None:
    rows = [{"company": "A Ltd", "credit code": code, "parents": "B Corp [54.0%]; C Corp [46.0%]"} for code in CODES]
    path = desk.table("t.csv", rows)
    assert "are taken for lists" in suggest_mapping(path)
    assert load(desk, path).understood == 4
    assert {row["ratio_ppb"] for row in desk.kept.of("holds_shares_in")} == {540_000_000, 460_000_000}


def test_a_project_list(desk: Desk) -> None:
    rows = [{"项目名称": "某某大桥", "项目编号": "P-1", "企业名称": "甲有限公司", "统一社会信用代码": CODES[0]}]
    path = desk.table("t.csv", rows)
    assert "its role is 'other' until you say" in suggest_mapping(path)
    load(desk, path)
    assert desk.kept.one("takes_part_in")["target_key"] == "project:office:P-1"


def test_a_banner_above_the_header_and_a_workbook_of_sheets(desk: Desk, tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, extra in (("企业", "住所"), ("其他", "note")):
        sheet = book.create_sheet(title)
        sheet.append(["某某局 2024 年数据"])
        sheet.append(["企业名称", "统一社会信用代码", extra] if title == "企业" else ["a", "b", extra])
        sheet.append(["甲有限公司", CODES[0], "某路1号"] if title == "企业" else ["1", "2", "3"])
    book.save(tmp_path / "book.xlsx")
    text = suggest_mapping(tmp_path / "book.xlsx")
    assert 'titles = ["企业"]' in text
    assert "all rows are passed over as they are" in text
    report = load(desk, tmp_path / "book.xlsx")
    assert [part.understood for part in report.documents] == [1, 0]
    assert report.documents[1].ignored["not_mapped_yet"] == 1


def test_json_records(desk: Desk) -> None:
    companies = {"list": [{"company": {"name": "甲有限公司"}, "credit code": code} for code in CODES], "version": "1"}
    path = desk.write("t.json", json.dumps(companies, ensure_ascii=False))
    assert 'rows = "list.*"' in suggest_mapping(path)
    assert load(desk, path).understood == 4


@pytest.mark.parametrize("content", ["91441900MA0000015D,甲有限公司\n91441900MA4W6BGB8T,乙有限公司\n", "1234,5\n6,7\n"])
def test_a_file_without_a_header_is_refused(desk: Desk, content: str) -> None:
    with pytest.raises(RequestError, match="no row looks like a header"):
        suggest_mapping(desk.write("t.csv", content))


def test_the_same_file_gives_the_same_text(desk: Desk) -> None:
    path = desk.table("t.csv", [{"企业名称": "甲有限公司", "统一社会信用代码": CODES[0], "电话": "0769-22222222"}])
    assert suggest_mapping(path) == suggest_mapping(path)


CELLS = st.sampled_from(
    [
        "",
        "-",
        "张三",
        "甲有限公司",
        *CODES,
        PERSON,
        "9.13E+17",
        "50%",
        "100",
        "100万元",
        "2024-05-06",
        "a;b",
        "x [5%]",
        '"',
        "\\",
        "#",
    ]
)
HEADERS = st.text(min_size=0, max_size=8) | st.sampled_from(
    [
        "企业名称",
        "统一社会信用代码",
        "股东",
        "持股比例",
        "注册资本",
        "职务",
        "姓名",
        "项目名称",
        "id",
        "name",
        "地址",
        "a.b",
        "#",
        "日期",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(header=st.lists(HEADERS, min_size=1, max_size=6), rows=st.lists(st.lists(CELLS, max_size=6), max_size=6))
def test_whatever_the_file_the_suggestion_reads(desk: Desk, header: list[str], rows: list[list[str]]) -> None:
    import csv
    import io

    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    path = desk.write("t.csv", text.getvalue().encode("utf-8", "replace"))
    try:
        suggested = suggest_mapping(path)
    except (RequestError, LoadRejectedError):
        return
    assert read_mapping(suggested, "suggested").tables
    assert PERSON not in suggested.replace(json.dumps(header, ensure_ascii=False), "")
    try:
        report = desk.load(table_loader(read_mapping(suggested, "suggested")), path)
    except LoadRejectedError:
        return
    assert report.rows == report.understood + sum(report.ignored.values()) + sum(report.refused.values())


def test_a_header_that_most_cells_speak_against_is_unsure(desk: Desk) -> None:
    names = ("VESSEL ONE", "Person, Some", "Another Person", "某某投资有限公司")
    path = desk.table("entries.csv", [{"ID": str(number), "Name": name} for number, name in enumerate(names)])
    assert 'name = "Name"  # unsure: by its header; 1 of 4 cells looked at are such' in suggest_mapping(path)
