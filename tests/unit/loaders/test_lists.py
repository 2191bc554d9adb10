from __future__ import annotations

import openpyxl
import pytest

from graph_engine.errors import UnknownFormatError
from graph_engine.loading.report import LoadReport
from graph_engine.model.identifiers import resident_id_check
from graph_engine.policy import EventFacts, Policy
from loaders import LOADERS
from tests.unit.loading.desk import KEY, Desk

LISTS = LOADERS["lists"]
CODE = "91441900MA0000015D"
OTHER = "91441900MA4W6BGB8T"
ID = "44190019900307123" + resident_id_check("44190019900307123")
MASKED = ID[:10] + "****" + ID[14:]

ROW = {
    "主体名称": "东莞市甲测试有限公司",
    "主体类别": "法人及非法人组织",
    "统一社会信用代码": CODE,
    "法定代表人": "张三",
    "名单名称": "安全生产严重失信主体名单",
    "列入决定文号": "莞应急列〔2025〕3号",
    "列入日期": "2025-03-04",
    "列入原因": "发生较大生产安全事故负有责任",
    "列入依据": "安全生产严重失信主体名单管理办法",
    "列入决定机关": "东莞市应急管理局",
    "列入截止日期": "2028-03-04",
    "移出日期": "",
    "移出原因": "",
    "备注": "",
}

ABNORMAL = {
    "企业名称": "东莞市甲测试有限公司",
    "统一社会信用代码": CODE,
    "列入经营异常名录原因": "通过登记的住所无法联系",
    "列入日期": "2024年1月8日",
    "作出决定机关（列入）": "东莞市市场监督管理局",
    "移出经营异常名录原因": "",
    "移出日期": "",
    "作出决定机关（移出）": "",
}

TAX = {
    "纳税人名称": "东莞市甲测试有限公司",
    "纳税人识别号": CODE,
    "法定代表人或者负责人姓名": "张三",
    "案件性质": "虚开增值税专用发票",
    "主要违法事实": "虚开发票120份",
    "相关法律依据及税务处理处罚情况": "追缴税款",
    "检查机关": "国家税务总局东莞市税务局稽查局",
    "公布时间": "2025-06-07",
}

WAGES = {
    "对象名称": "东莞市甲测试有限公司",
    "对象类别": "单位",
    "统一社会信用代码": CODE,
    "证件号码": "",
    "所属单位": "",
    "所属单位统一社会信用代码": "",
    "职务": "",
    "拖欠工资金额（元）": "1,234,567.89",
    "列入决定文号": "莞人社列〔2025〕5号",
    "列入日期": "2025-05-06",
    "列入决定机关": "东莞市人力资源和社会保障局",
}


def load(desk: Desk, *rows: dict[str, str], name: str = "a.csv") -> LoadReport:
    return desk.load(LISTS, desk.table(name, rows))


def event(desk: Desk, row: dict[str, str] = ROW, /, *, title: str = "a.csv", **cells: str) -> dict[str, object]:
    load(desk, row | cells, name=title)
    return desk.kept.one("risk_event")


def without(row: dict[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in row.items() if name not in names}


def test_an_entry_by_its_columns(desk: Desk) -> None:
    report = load(desk, ROW)
    assert report.documents[0].unknown_columns == {}
    found = desk.kept.one("risk_event")
    provenance = ("document", "line", "row_hash", "node_key")
    assert {name: value for name, value in found.items() if name not in provenance} == {
        "category": "safety_serious_list",
        "matter": "decision:莞应急列(2025)3号",
        "document_number": "莞应急列〔2025〕3号",
        "authority": "东莞市应急管理局",
        "decided_on": "2025-03-04",
        "listed_until": "2028-03-04",
        "status": "active",
        "text": "安全生产严重失信主体名单；发生较大生产安全事故负有责任",
    }
    subject = desk.kept.one("subject_of")
    assert (subject["source_key"], subject["role"]) == (f"uscc:{CODE}", "principal")
    # The representative was in post on that day; nobody lists it.
    seen = desk.kept.one("legal_representative_of")
    assert (seen["valid_from"], seen["valid_to"]) == ("2025-03-04", "2025-03-05")
    assert report.documents[0].covered_until is not None


@pytest.mark.parametrize(
    ("printed", "header"),
    [
        ("主体名称", "失信主体名称"),
        ("主体名称", "单位名称（姓名）"),
        ("主体名称", "企业（单位）名称 "),
        ("统一社会信用代码", "统一社会信用代码（纳税人识别号）"),
        ("名单名称", "黑名单名称"),
        ("列入日期", "认定日期"),
        ("列入决定文号", "认定文号"),
        ("列入决定机关", "认定部门"),
        ("列入原因", "列入事由"),
        ("列入截止日期", "惩戒截止日期"),
    ],
)
def test_other_headers_mean_the_same(desk: Desk, printed: str, header: str) -> None:
    load(desk, ROW)
    expected = desk.kept.one("risk_event")
    report = load(desk, {header if name == printed else name: value for name, value in ROW.items()})
    assert report.documents[0].unknown_columns == {}
    found = desk.kept.one("risk_event")
    for row in (expected, found):
        del row["document"]
    assert found == expected


def test_columns_that_stand_side_by_side_may_differ(desk: Desk) -> None:
    more = {"认定日期": "2025-03-01", "失信行为": "瞒报", "失信事实": "瞒报事故一起", "发布单位": "信用东莞"}
    found = event(desk, ROW | more)
    assert (found["decided_on"], found["authority"]) == ("2025-03-04", "东莞市应急管理局")
    assert str(found["text"]).endswith("；发生较大生产安全事故负有责任；瞒报；瞒报事故一起")
    assert event(desk, ROW | more | {"列入日期": ""})["decided_on"] == "2025-03-01"


# ---------------------------------------------------------------------- which list


@pytest.mark.parametrize(
    ("list_name", "category", "kind"),
    [
        ("市场监督管理严重违法失信名单", "serious_violation_list", "serious_violation_list"),
        ("安全生产严重失信主体名单", "safety_serious_list", "safety_serious_list"),
        ("政府采购严重违法失信行为记录名单", "government_procurement_record", "procurement_record"),
        ("招标投标不良行为记录", "bidding_record", "bidding_record"),
        ("社会保险领域严重失信人名单", "social_insurance_list", "social_insurance_list"),
        ("医疗保障领域失信名单", "medical_insurance_list", "medical_insurance_list"),
        ("海关失信企业", "customs_dishonest", "customs_dishonest"),
        ("统计严重失信企业", "statistics_list", "statistics_list"),
        ("价格失信名单", "price_list", "price_list"),
        ("知识产权领域严重失信名单", "intellectual_property_list", "intellectual_property_list"),
        ("科研严重失信行为名单", "other_list", "research_list"),
        ("文化市场严重失信主体名单", "other_list", "culture_tourism_list"),
        ("严重违法失信超限超载运输当事人名单", "other_list", "transport_list"),
        ("某某协会黑名单", "other_list", "other_list"),
    ],
)
def test_the_lists_name_says_which_and_the_policy_what_it_means(
    desk: Desk, list_name: str, category: str, kind: str
) -> None:
    found = event(desk, 名单名称=list_name, 列入原因="-")
    assert found["category"] == category
    judged = Policy.load().kind_of(EventFacts(category=category, text=str(found["text"])))
    assert judged is not None
    assert judged.id == kind


def test_without_a_column_the_title_says_it_and_without_a_title_nobody(desk: Desk) -> None:
    bare = without(ROW, "名单名称")
    assert (
        event(desk, bare, title="政府采购严重违法失信行为记录名单.csv")["category"] == "government_procurement_record"
    )
    assert "名单名称" not in str(desk.kept.one("risk_event"))
    report = load(desk, ROW, ROW | {"名单名称": ""}, name="导出.csv")
    assert report.refused == {"neither a column nor the title of the table says which list this is": 1}


def test_sheets_of_one_workbook_go_by_their_own_titles(desk: Desk) -> None:
    book = openpyxl.Workbook()
    for title in ("海关失信企业名单", "统计严重失信企业", "说明"):
        sheet = book.create_sheet(title)
        rows = [["企业名称", "统一社会信用代码", "认定日期", "认定部门", "认定文号"]]
        rows.append(["东莞市甲测试有限公司", CODE, "2025-01-02", "某机关", f"{title}〔2025〕1号"])
        for row in rows if title != "说明" else [["本表仅供参考"]]:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(desk.folder / "各领域.xlsx")
    report = desk.load(LISTS, desk.folder / "各领域.xlsx")
    assert {row["category"] for row in desk.kept.of("risk_event")} == {"customs_dishonest", "statistics_list"}
    assert report.ignored == {"header": 2, "unknown_sheet": 1}


@pytest.mark.parametrize("title", ["守信红名单.csv", "a.csv"])
def test_lists_of_the_trustworthy_are_passed_over(desk: Desk, title: str) -> None:
    praised = ROW | {"名单名称": "A级纳税人名单", "列入决定文号": "x〔2025〕9号"}
    report = load(desk, ROW, praised, name=title)
    assert report.ignored == {"header": 1, "list_of_the_trustworthy": 1}
    customs = {
        "企业名称": "东莞市乙测试有限公司",
        "统一社会信用代码": OTHER,
        "海关注册编码": "4419",
        "信用等级": "高级认证企业",
    }
    dated = customs | {"认定日期": "2025-01-02"}
    report = load(desk, dated, dated | {"信用等级": "失信企业"}, name="海关企业信用等级.csv")
    assert report.ignored == {"header": 1, "list_of_the_trustworthy": 1}
    assert desk.kept.one("risk_event")["category"] == "customs_dishonest"


# ---------------------------------------------------------------------- families


def test_abnormal_operation_by_its_headers(desk: Desk) -> None:
    found = event(desk, ABNORMAL)
    assert (found["category"], found["decided_on"], found["status"]) == ("abnormal_operation", "2024-01-08", "active")
    assert "document_number" not in found


def test_serious_tax_cases(desk: Desk) -> None:
    found = event(desk, TAX)
    assert (found["category"], found["published_on"]) == ("tax_serious_list", "2025-06-07")
    assert found["text"] == "虚开增值税专用发票；虚开发票120份；追缴税款"
    assert desk.kept.one("subject_of")["source_key"] == f"uscc:{CODE}"


def test_tax_arrears(desk: Desk) -> None:
    found = event(
        desk,
        {
            "纳税人名称": "东莞市甲测试有限公司",
            "统一社会信用代码": CODE,
            "欠税税种": "增值税",
            "欠税余额（元）": "10,000.5",
        },
        title="公告.csv",
    )
    assert (found["category"], found["amount"], found["text"]) == ("tax_arrears", 1_000_050, "增值税")


@pytest.mark.parametrize(
    ("grade", "kind"),
    [("绿牌", "environment_rating"), ("红牌", "environment_rating_low"), ("黑牌", "environment_rating_low")],
)
def test_environmental_ratings_keep_their_grade(desk: Desk, grade: str, kind: str) -> None:
    row = {"企业名称": "东莞市甲测试有限公司", "统一社会信用代码": CODE, "环保信用等级": grade, "评价年度": "2024"}
    found = event(desk, row | {"列入原因": "红线"})
    assert (found["category"], found["text"]) == ("environment_rating", f"{grade}；2024")
    judged = Policy.load().kind_of(EventFacts(category="environment_rating", text=str(found["text"])))
    assert judged is not None
    assert judged.id == kind
    plain = {"企业名称": "东莞市甲测试有限公司", "统一社会信用代码": CODE, "评价等级": grade, "公布日期": "2025-01-01"}
    assert event(desk, plain, title="企业环保信用评价结果.csv")["text"] == grade


@pytest.mark.parametrize(("reason", "severity"), [("拖欠货款，情节严重", "serious"), ("拖欠货款", None)])
def test_arrears_to_small_firms_are_serious_where_it_says_so(desk: Desk, reason: str, severity: str | None) -> None:
    row = {
        "欠款单位名称": "东莞市甲测试有限公司",
        "统一社会信用代码": CODE,
        "拖欠金额（万元）": "12.5",
        "列入原因": reason,
        "公布日期": "2025-01-02",
    }
    found = event(desk, row, title="拖欠中小企业账款名单.csv")
    assert (found["category"], found.get("severity_class")) == ("sme_payment_arrears", severity)
    assert found["amount"] == 12_500_000


def test_an_amount_without_a_unit_is_left_out(desk: Desk) -> None:
    row = {"企业名称": "甲公司", "统一社会信用代码": CODE, "欠薪金额": "1000", "列入日期": "2025-01-02"}
    report = load(desk, row)
    assert "amount" not in desk.kept.one("risk_event")
    assert report.documents[0].left_out == {"amount_without_unit": 1}


# ---------------------------------------------------------------------- persons


def test_wage_arrears_list_the_unit_and_its_people_each_by_its_own_decision(desk: Desk) -> None:
    person = {
        "对象名称": "张三",
        "对象类别": "个人",
        "统一社会信用代码": "",
        "证件号码": ID,
        "所属单位": "东莞市甲测试有限公司",
        "所属单位统一社会信用代码": CODE,
        "职务": "法定代表人",
        "列入决定文号": "莞人社列〔2025〕6号",
    }
    report = load(desk, WAGES, WAGES | person)
    assert report.documents[0].unknown_columns == {}
    assert {row["category"] for row in desk.kept.of("risk_event")} == {"wage_arrears_list"}
    assert {row["source_key"] for row in desk.kept.of("subject_of")} == {
        f"uscc:{CODE}",
        f"person:{KEY.keyed_hash().person(ID)}",
    }
    assert {row["matter"] for row in desk.kept.of("risk_event")} == {
        "decision:莞人社列(2025)5号",
        "decision:莞人社列(2025)6号",
    }
    leads = desk.kept.one("legal_representative_of")
    assert (leads["target_key"], leads["valid_from"], leads["valid_to"]) == (f"uscc:{CODE}", "2025-05-06", "2025-05-07")
    assert ID not in str(desk.kept)


def test_persons_without_a_number(desk: Desk) -> None:
    person = {"对象名称": "张三", "对象类别": "个人", "统一社会信用代码": "", "列入决定文号": "莞人社列〔2025〕6号"}
    load(desk, WAGES | person)
    assert str(desk.kept.one("subject_of")["source_key"]).endswith("@decision:莞人社列(2025)6号")
    load(desk, WAGES | person | {"证件号码": MASKED})
    assert MASKED in {row.get("masked_id") for row in desk.kept.of("person")}
    employed = {"所属单位": "东莞市甲测试有限公司", "所属单位统一社会信用代码": CODE, "职务": "项目经理"}
    load(desk, WAGES | person | employed)
    assert str(desk.kept.one("subject_of")["source_key"]).endswith(f"@uscc:{CODE}")
    assert desk.kept.of("legal_representative_of") == []
    report = load(desk, WAGES | person | {"所属单位": "某公司"})
    assert report.documents[0].left_out == {"employer_without_key": 1}


# ---------------------------------------------------------------------- states


@pytest.mark.parametrize(
    ("cells", "status", "status_on"),
    [
        ({}, "active", None),
        ({"移出日期": "2026-01-02"}, "removed", "2026-01-02"),
        ({"移出日期": "2026-01-02", "移出原因": "信用修复"}, "repaired", "2026-01-02"),
        ({"移出日期": "2026-01-02", "移出原因": "列入决定被撤销"}, "revoked", "2026-01-02"),
        ({"名单状态": "已移出"}, "removed", None),
        ({"名单状态": "未移出"}, "active", None),
        ({"名单状态": "已修复", "移出日期": "2026-01-02"}, "repaired", "2026-01-02"),
        ({"名单状态": "有效", "移出日期": ""}, "active", None),
        ({"信用修复日期": "2026-01-02", "移出日期": "2026-01-05"}, "repaired", "2026-01-02"),
        ({"信用修复日期": ""}, "active", None),
        ({"名单状态": "有效", "移出日期": "2026-01-02"}, "removed", "2026-01-02"),
        ({"是否历史记录": "是"}, "removed", None),
    ],
)
def test_states_of_entries(desk: Desk, cells: dict[str, str], status: str, status_on: str | None) -> None:
    found = event(desk, **cells)
    assert (found["status"], found.get("status_on")) == (status, status_on)


def test_a_state_of_no_known_meaning_is_refused(desk: Desk) -> None:
    report = load(desk, ROW | {"名单状态": "有效"}, ROW | {"名单状态": "7"})
    assert report.refused == {"the state of the entry has no known meaning here": 1}


def test_a_history_sheet_is_not_current(desk: Desk) -> None:
    assert event(desk, title="安全生产严重失信名单（历史）.csv")["status"] == "removed"


def test_an_entry_that_left_and_came_again_is_two(desk: Desk) -> None:
    load(desk, ABNORMAL | {"移出日期": "2024-06-01"}, ABNORMAL | {"列入日期": "2026-02-03"})
    states = {row["decided_on"]: row["status"] for row in desk.kept.of("risk_event")}
    assert states == {"2024-01-08": "removed", "2026-02-03": "active"}
    assert len({row["matter"] for row in desk.kept.of("risk_event")}) == 2


def test_two_causes_of_one_day_are_one_matter(desk: Desk) -> None:
    load(desk, ABNORMAL, ABNORMAL | {"列入经营异常名录原因": "未按期公示年报"})
    assert len({row["node_key"] for row in desk.kept.of("risk_event")}) == 2
    assert len({row["matter"] for row in desk.kept.of("risk_event")}) == 1


def test_a_vendors_sheet_and_the_lists_own_file_tell_of_one_entry(desk: Desk) -> None:
    load(desk, ABNORMAL)
    own = desk.kept.one("risk_event")["matter"]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "经营异常"
    sheet.append(["系统匹配公司名称", "统一社会信用代码", "列入日期", "列入经营异常名录原因", "做出决定机关"])
    sheet.append(["东莞市甲测试有限公司", CODE, "2024-01-08", "住所失联", "东莞市市监局"])
    book.save(desk.folder / "尽调.xlsx")
    desk.load(LOADERS["registry"], desk.folder / "尽调.xlsx")
    assert desk.kept.one("risk_event")["matter"] == own


# ---------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("列入日期", "2025-02-30", "no such day"),
        ("列入日期", "长期", "a long term is no date here"),
        ("统一社会信用代码", CODE[:-1] + "X", "the check character of the credit code fails"),
        ("主体名称", "-", "a required value is missing"),
    ],
)
def test_bad_cells_refuse_their_row(desk: Desk, column: str, value: str, reason: str) -> None:
    report = load(desk, ROW, ROW | {column: value, "列入决定文号": "莞应急列〔2025〕4号"})
    (refused,) = desk.refused()
    assert (refused.line, refused.column, refused.value) == (3, column, value)
    assert reason in refused.reason
    assert report.understood == 1


def test_fillers_make_no_hub(desk: Desk) -> None:
    fillers = ["00000000000000000X", "无", "-", "null"]
    load(
        desk,
        *[ROW | {"统一社会信用代码": code, "列入决定文号": f"列〔2025〕{at}号"} for at, code in enumerate(fillers)],
    )
    assert all(str(row["source_key"]).startswith("name:") for row in desk.kept.of("subject_of"))
    assert len({row["source_key"] for row in desk.kept.of("subject_of")}) == 4


@pytest.mark.parametrize(
    "row",
    [
        {"行政相对人名称": "甲公司", "行政处罚决定书文号": "1", "违法事实": "x", "公示日期": "2025-01-01"},
        {"名称": "甲公司", "案号": "(2025)粤1971执1号", "发布时间": "2025-01-01", "失信行为": "x"},
        {"名称": "甲公司", "电话": "1"},
        {"主体名称": "甲公司", "名单名称": "x名单", "列入日期": "2025-01-01", "处理类型": "移出"},
    ],
)
def test_files_of_other_kinds_are_no_lists(desk: Desk, row: dict[str, str]) -> None:
    with pytest.raises(UnknownFormatError):
        load(desk, row)
