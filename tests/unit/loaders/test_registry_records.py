"""Company registers: sheets of records, and what is passed over by name."""

from __future__ import annotations

import pytest

from graph_engine.errors import UnknownFormatError
from tests.unit.loaders.registry_rows import BASICS, COMPANY, FIRM, LOCAL, REGISTRY, load, write_workbook
from tests.unit.loading.desk import Desk

RECORDS: list[tuple[str, dict[str, str], dict[str, object]]] = [
    (
        "失信被执行人",
        {
            "立案日期": "2025-01-02",
            "发布日期": "2025-03-04",
            "执行标的": "100万元",
            "执行法院": "东莞市第一人民法院",
            "被执行人履行情况": "全部未履行",
            "案号": "（2025）粤1971执12号",
            "是否历史记录": "否",
        },
        {
            "category": "dishonest_debtor",
            "matter": "case:(2025)粤1971执12号",
            "published_on": "2025-03-04",
            "amount": 100_0000_00,
        },
    ),
    (
        "被执行人",
        {
            "立案日期": "2025-01-02",
            "执行标的": "100万元",
            "执行法院": "东莞市第一人民法院",
            "案号": "(2025)粤1971执12号",
        },
        {"category": "enforcement_case", "matter": "case:(2025)粤1971执12号", "decided_on": "2025-01-02"},
    ),
    (
        "限制高消费",
        {
            "限制令发布日期": "2025-02-03",
            "限制消费类型": "法定代表人",
            "立案时间": "2025-01-02",
            "案号": "(2025)粤1971执12号",
        },
        {"category": "consumption_restriction", "decided_on": "2025-02-03"},
    ),
    (
        "终本案件",
        {"终本时间": "2025-06-07", "未履行金额": "100万元", "立案时间": "2025-01-02", "终本案号": "(2025)粤1971执12号"},
        {"category": "enforcement_terminated", "decided_on": "2025-06-07", "amount": 100_0000_00},
    ),
    (
        "行政处罚",
        {
            "行政处罚决定书文号": "东市监处罚〔2025〕12号",
            "违法行为类型": "虚假宣传",
            "处罚内容": "罚款人民币2万元，没收违法所得",
            "处罚金额": "2万元",
            "作出行政处罚决定机关名称": "东莞市市场监督管理局",
            "作出行政处罚决定日期": "2025-05-06",
            "处罚依据": "广告法",
        },
        {
            "category": "administrative_penalty",
            "decided_on": "2025-05-06",
            "penalty_types": '["confiscation","fine"]',
            "amount": 2_0000_00,
        },
    ),
    (
        "经营异常",
        {
            "做出决定机关": "东莞市市场监督管理局",
            "列入经营异常名录原因": "登记的住所无法联系",
            "列入日期": "2025-04-05",
            "移出日期": "2025-08-09",
        },
        {"category": "abnormal_operation", "decided_on": "2025-04-05", "status": "removed", "status_on": "2025-08-09"},
    ),
    (
        "严重违法失信",
        {"类别": "严重违法失信名单", "列入严重违法失信企业名单原因": "提交虚假材料", "列入日期": "-"},
        {"category": "serious_violation_list", "status": "active", "text": "提交虚假材料"},
    ),
    (
        "重大税收违法",
        {"案件性质": "虚开增值税专用发票", "检查机关": "东莞市税务局稽查局", "公布时间": "2025-05-06"},
        {"category": "tax_serious_list", "published_on": "2025-05-06", "authority": "东莞市税务局稽查局"},
    ),
    (
        "欠税信息",
        {
            "纳税人识别号": FIRM,
            "欠税税种": "增值税",
            "欠税金额（元）": "120000.00",
            "发布时间": "2025-05-06",
            "发布单位": "东莞市税务局",
        },
        {"category": "tax_arrears", "amount": 12_000_000, "published_on": "2025-05-06"},
    ),
    ("非正常户", {"纳税人识别号": FIRM, "认定日期": "2025-05-06"}, {"category": "tax_abnormal_household"}),
    (
        "股权冻结",
        {
            "执行通知书文号": "(2025)粤1971执12号之一",
            "被执行人": "东莞市甲测试有限公司",
            "冻结股权的标的企业": "东莞市丁测试有限公司",
            "股权数额": "50万元人民币",
            "状态": "股权冻结|冻结",
            "起止日期": "2025-05-06至2028-05-05",
        },
        {"category": "equity_freeze", "decided_on": "2025-05-06", "status": "active", "amount": 50_0000_00},
    ),
    (
        "破产案件",
        {"案号": "(2025)粤19破申3号", "被申请人": "东莞市甲测试有限公司", "公开日期": "2025-05-06"},
        {"category": "bankruptcy", "published_on": "2025-05-06"},
    ),
    (
        "简易注销",
        {"公告期": "2025-05-06至2025-05-25", "简易注销结果": "正在进行"},
        {"category": "simplified_deregistration"},
    ),
    (
        "涉嫌冒用他人身份登记信息",
        {"冒名登记事项": "法定代表人", "公告期自": "2025-05-06", "公告期至": "2025-06-20"},
        {"category": "identity_misuse_notice", "published_on": "2025-05-06"},
    ),
    (
        "黑名单",
        {
            "黑名单类型": "拖欠农民工工资",
            "黑名单名称": "拖欠农民工工资失信联合惩戒对象",
            "认定部门": "东莞市人社局",
            "列入日期": "2025-05-06",
        },
        {"category": "wage_arrears_list", "decided_on": "2025-05-06"},
    ),
]


@pytest.mark.parametrize(("title", "cells", "expected"), RECORDS, ids=[title for title, _, _ in RECORDS])
def test_sheets_of_records(desk: Desk, title: str, cells: dict[str, str], expected: dict[str, object]) -> None:
    row = COMPANY | cells
    desk.load(REGISTRY, write_workbook(desk.folder / "a.xlsx", {title: [list(row), list(row.values())]}))
    event = desk.kept.one("risk_event")
    assert {name: event.get(name) for name in expected} == expected
    subject = desk.kept.one("subject_of")
    assert (subject["source_key"], subject["role"]) == (LOCAL, "principal")


@pytest.mark.parametrize("title", ["失信被执行人（历史）", "失信被执行人"])
def test_records_of_the_past_end_what_was_said_before(desk: Desk, title: str) -> None:
    row = COMPANY | RECORDS[0][1] | {"是否历史记录": "是" if "历史" not in title else "-"}
    desk.load(REGISTRY, write_workbook(desk.folder / "a.xlsx", {title: [list(row), list(row.values())]}))
    assert desk.kept.one("risk_event")["status"] == "removed"


def test_a_freeze_that_was_lifted_and_one_of_somebody_else(desk: Desk) -> None:
    row = COMPANY | RECORDS[10][1]
    other = row | {"状态": "股权冻结|解除冻结", "被执行人": "王五"}
    desk.load(REGISTRY, write_workbook(desk.folder / "a.xlsx", {"股权冻结": [list(row), list(other.values())]}))
    assert desk.kept.one("risk_event")["status"] == "lifted"
    assert desk.kept.nodes[desk.kept.one("subject_of")["source_key"]][0] == "person"


def test_one_record_keeps_its_key_whatever_the_order_of_rows(desk: Desk) -> None:
    one, other = COMPANY | RECORDS[0][1], COMPANY | RECORDS[0][1] | {"案号": "（2025）粤1971执13号"}
    keys = []
    for rows in ((one, other, one), (other, one)):
        sheet = [list(one), *(list(row.values()) for row in rows)]
        desk.load(REGISTRY, write_workbook(desk.folder / "a.xlsx", {"失信被执行人": sheet}))
        keys.append(sorted(row["node_key"] for row in desk.kept.of("risk_event")))
    assert keys[0] == keys[1]
    assert len(keys[0]) == 2


@pytest.mark.parametrize(
    ("title", "rule"),
    [
        ("疑似关系", "vendor_inference:suspected_relations"),
        ("实际控制人", "vendor_inference:actual_controllers"),
        ("受益所有人", "vendor_inference:beneficial_owners"),
        ("同联系方式企业", "vendor_inference:same_contact_companies"),
        ("启信指数", "vendor_inference:vendor_index"),
        ("股权出质", "not_used:equity_pledges"),
        ("开庭公告", "not_used:hearings"),
    ],
)
def test_guesses_and_unused_topics_are_ignored_by_name_and_counted(desk: Desk, title: str, rule: str) -> None:
    sheet = [[*COMPANY, "其他"], [*COMPANY.values(), "王五"], [*COMPANY.values(), "赵六"]]
    sheets = {"企业信息": [list(BASICS), list(BASICS.values())], title: sheet}
    report = desk.load(REGISTRY, write_workbook(desk.folder / "a.xlsx", sheets))
    assert report.ignored[rule] == 2


def test_counts_and_unknown_sheets_are_said_so(desk: Desk) -> None:
    sheets = {
        "企业信息": [list(BASICS), list(BASICS.values())],
        "尽调结果": [["维度", "数量"], ["股东", "3"]],
        "其他说明文字": [["这里什么也没有"]],
    }
    report = desk.load(REGISTRY, write_workbook(desk.folder / "a.xlsx", sheets))
    assert report.ignored["counts"] == 1
    assert report.ignored["unknown_sheet"] == 1


def test_a_list_of_penalties_is_no_register(desk: Desk) -> None:
    row = {
        "行政相对人名称": "东莞市甲测试有限公司",
        "行政处罚决定书文号": "1号",
        "处罚类别": "罚款",
        "处罚内容": "罚款",
    }
    with pytest.raises(UnknownFormatError) as error:
        load(desk, row)
    assert error.value.nearest == "penalties"


def test_the_header_may_stand_below_a_banner(desk: Desk) -> None:
    sheet = [["声明：仅供参考"], [], list(BASICS), list(BASICS.values())]
    report = desk.load(REGISTRY, write_workbook(desk.folder / "a.xlsx", {"企业信息": sheet}))
    assert report.understood == 1
    assert report.ignored == {"banner": 1, "blank": 1, "header": 1}


def test_columns_that_nobody_knows_are_listed_with_the_nearest(desk: Desk) -> None:
    report = load(desk, BASICS | {"登记状态 态": "x", "毫无关系": "y"})
    assert report.documents[0].unknown_columns == {"登记状态 态": "登记状态", "毫无关系": None}
    assert "经营范围" in report.documents[0].unread_columns
