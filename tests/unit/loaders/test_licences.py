from __future__ import annotations

import openpyxl
import pytest

from graph_engine.loading.report import LoadReport
from graph_engine.model.identifiers import resident_id_check
from loaders import LOADERS
from tests.unit.loading.desk import KEY, Desk

LICENCES = LOADERS["licences"]
CODE = "91441900MA0000015D"
ID = "44190019900307123" + resident_id_check("44190019900307123")
PROJECT = "2025-441900-35-03-012345"

PRESENT = {
    "行政相对人名称": "东莞市甲测试有限公司",
    "行政相对人类别": "法人及非法人组织",
    "行政相对人代码_1（统一社会信用代码）": CODE,
    "行政相对人代码_2（工商注册号）": "",
    "行政相对人代码_3（组织机构代码）": "",
    "行政相对人代码_4（税务登记号） ": "",
    "行政相对人代码_5（事业单位证书号）": "",
    "行政相对人代码_6（社会组织登记证号）": "",
    "法定代表人": "张三",
    "法定代表人证件类型": "身份证",
    "法定代表人证件号码": "",
    "证件类型": "",
    "证件号码": "",
    "行政许可决定文书名称": "准予行政许可决定书",
    "行政许可决定文书号": "莞建许〔2025〕12号",
    "许可类别": "核准",
    "许可证书名称": "建筑工程施工许可证",
    "许可编号": "441900202503040101",
    "许可内容": "厂房一期工程施工",
    "许可决定日期": "2025/03/04",
    "有效期自": "2025/03/10",
    "有效期至": "2027/03/09",
    "许可机关": "东莞市住房和城乡建设局",
    "许可机关统一社会信用代码": "11441900007330002J",
    "当前状态": "1",
    "数据来源单位": "东莞市住房和城乡建设局",
    "数据来源单位统一社会信用代码": "11441900007330002J",
    "备注": "",
}

NAMES = {
    "XK_XDR_MC": "东莞市甲测试有限公司",
    "XK_XDR_LB": "法人及非法人组织",
    "XK_XDR_SHXYM": CODE,
    "XK_FRDB": "张三",
    "XK_FR_ZJLX": "身份证",
    "XK_XKWS": "准予行政许可决定书",
    "XK_WSH": "莞建许〔2025〕12号",
    "XK_XKLB": "核准",
    "XK_XKZS": "建筑工程施工许可证",
    "XK_XKBH": "441900202503040101",
    "XK_NR": "厂房一期工程施工",
    "XK_JDRQ": "20250304",
    "XK_YXQZ": "2025-03-10",
    "XK_YXQZI": "2027-03-09 00:00:00",
    "XK_XKJG": "东莞市住房和城乡建设局",
    "XK_ZT": "1",
}

ARCHIVE = {
    "XK_WSH": "东环建〔2017〕012号",
    "XK_XMMC": "某某厂房项目",
    "XK_SPLB": "普通",
    "XK_NR": "同意建设",
    "XK_XDR": "东莞市甲测试有限公司",
    "XK_XDR_SHXYM": CODE,
    "XK_XDR_ZDM": "",
    "XK_XDR_GSDJ": "",
    "XK_XDR_SWDJ": "",
    "XK_XDR_SFZ": "",
    "XK_FR": "张三",
    "XK_JDRQ": "2017-03-01",
    "XK_JZQ": "2099-12-31",
    "XK_XZJG": "东莞市环境保护局",
    "XK_ZT": "0",
    "DFBM": "441900",
    "SJC": "2017-03-05 10:00:00",
    "BZ": "",
}


def load(desk: Desk, *rows: dict[str, str], encoding: str = "utf-8-sig") -> LoadReport:
    return desk.load(LICENCES, desk.table("a.csv", rows, encoding=encoding))


def licence(desk: Desk, **cells: str) -> dict[str, object]:
    load(desk, PRESENT | cells)
    return desk.kept.one("licence")


def test_the_present_layout(desk: Desk) -> None:
    report = load(desk, PRESENT, encoding="gb18030")
    assert report.documents[0].unknown_columns == {}
    found = desk.kept.one("licence")
    assert {name: value for name, value in found.items() if name not in ("document", "line", "row_hash")} == {
        "node_key": f"uscc:{CODE}",
        "title": "建筑工程施工许可证",
        "number": "441900202503040101",
        "decision_number": "莞建许〔2025〕12号",
        "type_text": "核准",
        "text": "厂房一期工程施工",
        "authority": "东莞市住房和城乡建设局",
        "decided_on": "2025-03-04",
        "status": "active",
        "status_text": "1",
        "valid_from": "2025-03-10",
        "valid_to": "2027-03-10",
    }
    seen = desk.kept.one("legal_representative_of")
    assert (seen["target_key"], seen["valid_from"], seen["valid_to"]) == (f"uscc:{CODE}", "2025-03-04", "2025-03-05")
    assert desk.kept.of("takes_part_in") == desk.kept.of("risk_event") == []
    assert report.documents[0].covered_until is not None


def test_both_headers_of_the_present_layout_say_the_same(desk: Desk) -> None:
    load(desk, PRESENT)
    first = desk.kept.one("licence")
    load(desk, NAMES)
    second = desk.kept.one("licence")
    for found in (first, second):
        del found["document"], found["row_hash"]
    assert first == second


def test_the_old_layout(desk: Desk) -> None:
    report = load(desk, ARCHIVE)
    assert report.documents[0].layout == "archive"
    assert report.documents[0].unknown_columns == {}
    found = desk.kept.one("licence")
    assert (found["decision_number"], found["type_text"], found["status"]) == ("东环建〔2017〕012号", "普通", "active")
    assert "valid_to" not in found
    # A project that is named without its code is nobody's to look for.
    assert report.documents[0].left_out == {"project_without_code": 1}


@pytest.mark.parametrize(
    ("printed", "header"),
    [
        ("行政许可决定文书号", "行政许可决定书文号"),
        ("行政许可决定文书号", "*行政许可决定书号 "),
        ("行政相对人代码_1（统一社会信用代码）", "行政相对人代码-1（统一社会信用代码）"),
        ("行政相对人代码_1（统一社会信用代码）", "统一社会代码"),
        ("许可编号", "许可证号"),
        ("许可证书名称", "证书名称"),
        ("有效期至", "许可截止期"),
        ("许可机关", "发证机关"),
        ("法定代表人证件号码", "法定代表人身份证号"),
    ],
)
def test_misprinted_headers_mean_the_same(desk: Desk, printed: str, header: str) -> None:
    load(desk, PRESENT)
    expected = desk.kept.one("licence")
    report = load(desk, {header if name == printed else name: value for name, value in PRESENT.items()})
    assert report.documents[0].unknown_columns == {}
    found = desk.kept.one("licence")
    for row in (expected, found):
        del row["document"]
    assert found == expected


@pytest.mark.parametrize("printed", ["2099/12/31", "长期", "长期有效", "9999-12-31", "", "-"])
def test_a_licence_without_end(desk: Desk, printed: str) -> None:
    assert "valid_to" not in licence(desk, 有效期至=printed)


def test_without_a_beginning_it_holds_from_its_decision(desk: Desk) -> None:
    assert licence(desk, 有效期自="")["valid_from"] == "2025-03-04"
    assert "valid_from" not in licence(desk, 有效期自="", 许可决定日期="")


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        ("有效", "active"),
        ("正常", "active"),
        ("暂停", "suspended"),
        ("暂扣", "suspended"),
        ("吊销", "revoked"),
        ("有效（已吊销）", "revoked"),
        ("撤销", "cancelled"),
        ("撤回", "withdrawn"),
        ("注销", "deregistered"),
        ("已过期", "expired"),
        ("", None),
    ],
)
def test_states_are_kept(desk: Desk, printed: str, status: str | None) -> None:
    found = licence(desk, 当前状态=printed)
    assert (found.get("status"), found.get("status_text")) == (status, printed or None)


def test_a_state_of_no_known_meaning_is_refused(desk: Desk) -> None:
    report = load(desk, PRESENT, PRESENT | {"当前状态": "2"}, PRESENT | {"当前状态": "丙"})
    assert report.refused == {"the state of the licence has no known meaning here": 2}
    report = load(desk, ARCHIVE, ARCHIVE | {"XK_ZT": "1"})
    assert sum(report.refused.values()) == 1


def test_what_was_revoked_holds_until_that_day(desk: Desk) -> None:
    gone = {"当前状态": "吊销", "吊销日期": "2026-01-02"}
    found = licence(desk, **gone)
    assert (found["valid_to"], found["status_on"]) == ("2026-01-02", "2026-01-02")
    # Revoked before it began it never held; printed as ending before, it still ends then.
    assert licence(desk, **gone | {"吊销日期": "2025-03-01"})["valid_to"] == "2025-03-10"
    assert licence(desk, **gone | {"吊销日期": "2029-01-02"})["valid_to"] == "2027-03-10"


# ---------------------------------------------------------------------- projects


@pytest.mark.parametrize(
    "cells",
    [
        {"项目代码": PROJECT, "项目名称": "甲厂房"},
        {"投资项目代码": "20254419003503012345"},
        {"许可内容": f"甲厂房（项目代码：{PROJECT}）"},
        {"备注": f"{PROJECT}"},
        {"项目代码": "-", "许可内容": "项目代码２０２５－４４１９００－３５－０３－０１２３４５"},
    ],
)
def test_a_permit_ties_its_holder_to_the_project_of_which_it_names_the_code(desk: Desk, cells: dict[str, str]) -> None:
    report = load(desk, PRESENT | cells)
    part = desk.kept.one("takes_part_in")
    assert (part["source_key"], part["target_key"]) == (f"uscc:{CODE}", f"project-code:{PROJECT}")
    assert (part["role"], part["role_text"]) == ("permit_holder", "建筑工程施工许可证 441900202503040101")
    assert (part["valid_from"], part["valid_to"]) == ("2025-03-10", "2027-03-10")
    assert report.documents[0].left_out == {}


def test_several_codes_and_none(desk: Desk) -> None:
    load(desk, PRESENT | {"项目代码": f"{PROJECT}；2025-441900-35-03-099999；DG-1", "项目名称": "两期厂房"})
    assert {row["target_key"] for row in desk.kept.of("takes_part_in")} == {
        f"project-code:{PROJECT}",
        "project-code:2025-441900-35-03-099999",
    }
    assert desk.kept.of("project") == []
    report = load(desk, PRESENT | {"项目代码": "DG-1", "项目名称": "甲厂房"})
    assert desk.kept.of("takes_part_in") == []
    assert report.documents[0].left_out == {"project_without_code": 1}


def test_a_permit_lost_on_an_unknown_day_ties_nobody(desk: Desk) -> None:
    report = load(desk, PRESENT | {"项目代码": PROJECT, "当前状态": "撤销"})
    assert desk.kept.of("takes_part_in") == []
    assert desk.kept.one("licence")["status"] == "cancelled"
    assert report.documents[0].left_out == {"ended_at_an_unknown_day": 1}
    load(desk, PRESENT | {"项目代码": PROJECT, "当前状态": "过期"})
    assert desk.kept.one("takes_part_in")["valid_to"] == "2027-03-10"


# ---------------------------------------------------------------------- holders


def test_a_natural_person_by_keyed_hash_and_by_name_within_the_licence(desk: Desk) -> None:
    person = {
        "行政相对人名称": "李四",
        "行政相对人类别": "自然人",
        "行政相对人代码_1（统一社会信用代码）": "00000000000000000X",
    }
    load(desk, PRESENT | person | {"证件类型": "身份证", "证件号码": ID})
    assert desk.kept.one("licence")["node_key"] == f"person:{KEY.keyed_hash().person(ID)}"
    load(desk, PRESENT | person)
    assert str(desk.kept.one("licence")["node_key"]).endswith("@decision:莞建许(2025)12号")
    assert ID not in str(desk.kept)


def test_licences_of_one_party_stand_side_by_side_and_a_repeated_row_is_one(desk: Desk) -> None:
    load(desk, PRESENT, PRESENT, PRESENT | {"许可编号": "441900202503040102"})
    assert sorted(str(row["number"])[-1] for row in desk.kept.of("licence")) == ["1", "2"]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("许可决定日期", "2025-02-30", "no such day"),
        ("有效期至", "2025-01-01", "the licence ends before it begins"),
        ("有效期自", "长期", "a long term is no date here"),
        ("行政相对人代码_1（统一社会信用代码）", CODE[:-1] + "X", "the check character of the credit code fails"),
        ("行政相对人名称", "***", "a required value is missing"),
    ],
)
def test_bad_cells_refuse_their_row(desk: Desk, column: str, value: str, reason: str) -> None:
    report = load(desk, PRESENT, PRESENT | {column: value, "行政许可决定文书号": "莞建许〔2025〕13号"})
    (refused,) = desk.refused()
    assert (refused.line, refused.column, refused.value) == (3, column, value)
    assert reason in refused.reason
    assert report.understood == 1


def test_a_licence_without_any_number_is_refused(desk: Desk) -> None:
    report = load(desk, PRESENT, PRESENT | {"行政许可决定文书号": "-", "许可编号": ""})
    assert report.refused == {"a required value is missing": 1}
    assert licence(desk, 行政许可决定文书号="-")["number"] == "441900202503040101"


def test_a_vendors_sheet_with_its_history(desk: Desk) -> None:
    book = openpyxl.Workbook()
    for title in ("行政许可", "行政许可（历史）"):
        sheet = book.create_sheet(title)
        sheet.append(["企业名称", "许可文件编号", "许可文件名称", "有效期自", "有效期至", "许可机关", "许可内容"])
        sheet.append(["东莞市甲测试有限公司", f"{title}1号", "排污许可证", "2020-01-02", "2021-01-01", "某局", "排污"])
    book.remove(book.worksheets[0])
    book.save(desk.folder / "尽调.xlsx")
    report = desk.load(LICENCES, desk.folder / "尽调.xlsx")
    assert [document.layout for document in report.documents] == ["vendor", "vendor"]
    assert {row["decision_number"]: row.get("status") for row in desk.kept.of("licence")} == {
        "行政许可1号": None,
        "行政许可（历史）1号": "expired",
    }
