from __future__ import annotations

import json

import openpyxl
import pytest

from graph_engine.errors import UnknownFormatError
from graph_engine.loading.report import LoadReport
from graph_engine.model.identifiers import resident_id_check
from loaders import LOADERS
from tests.unit.loading.desk import KEY, Desk

COURT = LOADERS["court"]
CODE = "91441900MA0000015D"
ID = "44190019900307123" + resident_id_check("44190019900307123")

COMPANY = {
    "iname": "东莞市甲测试有限公司",
    "caseCode": "(2019)粤1971执1194号",
    "age": 0,
    "sexy": "",
    "cardNum": "680926658",
    "businessEntity": "张三",
    "courtName": "东莞市第一人民法院",
    "areaName": "广东",
    "partyTypeName": "581",
    "gistId": "(2018)粤1971民初1号",
    "regDate": "2019年03月04日",
    "gistUnit": "东莞市第一人民法院",
    "duty": "支付货款100万元",
    "performance": "全部未履行",
    "performedPart": "",
    "unperformPart": "",
    "disruptTypeName": "有履行能力而拒不履行生效法律文书确定义务,违反财产报告制度",
    "publishDate": "2019年07月09日",
    "focusNumber": 12,
}
PERSON = COMPANY | {
    "iname": "李四",
    "cardNum": "4419001980****1234",
    "partyTypeName": "580",
    "businessEntity": "",
    "age": 40,
    "sexy": "男性",
    "caseCode": "（2014）广法执字第00232号",
}
CHINESE = {
    "失信被执行人姓名/名称": "东莞市甲测试有限公司",
    "案号": "（2019）粤1971执1194号",
    "身份证号码/组织机构代码": "68092665-8",
    "法定代表人或负责人姓名": "张三",
    "执行法院": "东莞市第一人民法院",
    "立案时间": "2019-03-04",
    "发布时间": "20190709",
    "被执行人的履行情况": "全部未履行",
    "失信被执行人行为具体情形": "有履行能力而拒不履行生效法律文书确定义务，违反财产报告制度",
    "生效法律文书确定的义务": "支付货款100万元",
}


def load_json(desk: Desk, *records: dict[str, object], name: str = "a.json") -> LoadReport:
    return desk.load(COURT, desk.write(name, json.dumps(records, ensure_ascii=False)))


def load(desk: Desk, *rows: dict[str, str], name: str = "a.csv") -> LoadReport:
    return desk.load(COURT, desk.table(name, rows))


def test_a_company_by_its_organisation_code(desk: Desk) -> None:
    report = load_json(desk, COMPANY)
    assert report.documents[0].layout == "dishonest"
    assert report.documents[0].unknown_columns == {}
    event = desk.kept.one("risk_event")
    expected = {
        "category": "dishonest_debtor",
        "matter": "case:(2019)粤1971执1194号",
        "document_number": "(2019)粤1971执1194号",
        "authority": "东莞市第一人民法院",
        "published_on": "2019-07-09",
        "status": "active",
        "situations": '["s1","s4"]',
    }
    assert {name: event.get(name) for name in expected} == expected
    assert "decided_on" not in event
    subject = desk.kept.one("subject_of")
    assert (subject["source_key"], subject["role"]) == ("org:680926658", "principal")
    leader = desk.kept.one("legal_representative_of")
    assert leader["source_key"].endswith("@org:680926658")
    assert (leader["valid_from"], leader["valid_to"]) == ("2019-07-09", "2019-07-10")


def test_json_names_and_chinese_headers_say_the_same(desk: Desk) -> None:
    load_json(desk, COMPANY)
    first = desk.kept.one("risk_event")
    load(desk, CHINESE)
    second = desk.kept.one("risk_event")
    for name in ("node_key", "category", "matter", "published_on", "situations", "status"):
        assert first[name] == second[name]


def test_a_dishonest_company_does_not_make_its_representative_a_subject(desk: Desk) -> None:
    load_json(desk, COMPANY)
    assert [row["role"] for row in desk.kept.of("subject_of")] == ["principal"]


def test_a_person_with_a_masked_number(desk: Desk) -> None:
    load_json(desk, PERSON)
    subject = desk.kept.one("subject_of")
    assert subject["source_key"].startswith("person-local:")
    assert "@case:(2014)广法执232号#" in subject["source_key"]
    masks = [row["masked_id"] for row in desk.kept.of("person") if "masked_id" in row]
    assert masks == ["4419001980****1234"]
    assert "4419001980" not in subject["source_key"]
    assert desk.kept.of("legal_representative_of") == []


def test_namesakes_of_one_case_stay_apart_by_their_masks(desk: Desk) -> None:
    load_json(desk, PERSON, PERSON | {"cardNum": "4419001999****1234"}, PERSON)
    assert len({row["source_key"] for row in desk.kept.of("subject_of")}) == 2
    assert len({row["node_key"] for row in desk.kept.of("risk_event")}) == 2


def test_a_full_id_number_goes_to_the_vault_only(desk: Desk) -> None:
    load_json(desk, PERSON | {"cardNum": ID})
    assert desk.kept.one("subject_of")["source_key"] == f"person:{KEY.keyed_hash().person(ID)}"
    assert ID not in repr(desk.kept)


@pytest.mark.parametrize(
    ("party_type", "kind"),
    [
        ("580", "person"),
        ("0", "person"),
        ("自然人", "person"),
        ("581", "name"),
        ("1", "name"),
        ("法人或其他组织", "name"),
    ],
)
def test_party_types(desk: Desk, party_type: str, kind: str) -> None:
    load_json(desk, COMPANY | {"iname": "John Smith", "cardNum": "", "partyTypeName": party_type})
    assert desk.kept.one("subject_of")["source_key"].startswith(kind)


def test_an_unknown_party_type_and_an_undecided_name_are_refused(desk: Desk) -> None:
    report = load_json(
        desk,
        COMPANY,
        COMPANY | {"partyTypeName": "9"},
        COMPANY | {"partyTypeName": "", "cardNum": "", "iname": "John Smith"},
        COMPANY | {"caseCode": ""},
    )
    assert report.refused == {
        "the party type is neither 580, 581, 0 nor 1": 1,
        "neither surely a person nor surely an enterprise": 1,
        "a required value is missing": 1,
    }
    assert [row.line for row in desk.refused()] == [2, 3, 4]


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("68092665-8", "org:680926658"),
        (CODE, f"uscc:{CODE}"),
        ("MA****01-5", "name:"),
        ("91441900MA******5D", "name:"),
        ("", "name:"),
        ("无", "name:"),
    ],
)
def test_codes_of_organisations(desk: Desk, number: str, key: str) -> None:
    load_json(desk, COMPANY | {"cardNum": number})
    assert desk.kept.one("subject_of")["source_key"].startswith(key)


def test_a_wrong_code_of_an_organisation_is_refused(desk: Desk) -> None:
    report = load_json(desk, COMPANY, COMPANY | {"cardNum": CODE[:-1] + "X"})
    assert report.refused == {"the check character of the credit code fails": 1}


@pytest.mark.parametrize(
    ("text", "situations"),
    [
        ("其他有履行能力而拒不履行生效法律文书确定义务的", '["s1"]'),
        ("以伪造证据、暴力、威胁等方法妨碍、抗拒执行", '["s2"]'),
        ("以虚假诉讼、虚假仲裁或者以隐匿、转移财产等方法规避执行", '["s3"]'),
        ("违反财产报告制度", '["s4"]'),
        ("违反限制消费令", '["s5"]'),
        ("违反限制高消费令", '["s5"]'),
        ("无正当理由拒不履行执行和解协议", '["s6"]'),
        ("违反财产报告制度,违反限制消费令", '["s4","s5"]'),
        ("别的情形", None),
        ("", None),
    ],
)
def test_situations(desk: Desk, text: str, situations: str | None) -> None:
    load_json(desk, COMPANY | {"disruptTypeName": text})
    assert desk.kept.one("risk_event").get("situations") == situations


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({"performance": "全部未履行"}, "active"),
        ({"performance": "部分未履行"}, "active"),
        ({"performance": "部分履行"}, "active"),
        ({"performance": "全部已履行"}, "performed"),
        ({"performance": "全部履行"}, "performed"),
        ({"是否历史记录": "是"}, "removed"),
        ({"是否历史记录": "否"}, "active"),
        ({"状态": "已移出"}, "removed"),
        ({"状态": "执行中"}, "active"),
    ],
)
def test_what_is_past_is_not_current(desk: Desk, cells: dict[str, object], status: str) -> None:
    load_json(desk, COMPANY | cells)
    assert desk.kept.one("risk_event")["status"] == status


def test_an_unknown_state_is_refused(desk: Desk) -> None:
    report = load_json(desk, COMPANY, COMPANY | {"状态": "甲乙丙"})
    assert report.refused == {"the state of the record has no known meaning here": 1}


def test_a_restriction_reaches_the_person_behind_as_derived(desk: Desk) -> None:
    row = {
        "企业信息": "东莞市甲测试有限公司",
        "统一社会信用代码": CODE,
        "限制消费人员": "张三",
        "案号": "（2019）粤1971执1194号",
        "立案时间": "2019-03-04",
        "公布日期": "2019-08-01",
        "执行法院": "东莞市第一人民法院",
    }
    report = load(desk, row)
    assert report.documents[0].layout == "restriction"
    event = desk.kept.one("risk_event")
    assert (event["category"], event["published_on"]) == ("consumption_restriction", "2019-08-01")
    roles = {row["role"]: row["source_key"] for row in desk.kept.of("subject_of")}
    assert roles["principal"] == f"uscc:{CODE}"
    assert roles["derived"].endswith(f"@uscc:{CODE}")
    assert len(roles) == 2
    alone = row | {"企业信息": "", "统一社会信用代码": ""}
    load(desk, alone)
    assert [row["role"] for row in desk.kept.of("subject_of")] == ["principal"]
    assert desk.kept.one("subject_of")["source_key"].startswith("person-local:")


def test_one_case_is_one_matter_over_all_lists(desk: Desk) -> None:
    enforcement = {
        "被执行人姓名/名称": "东莞市甲测试有限公司",
        "案号": "(2019)粤1971执字第1194号",
        "立案时间": "2019-03-04",
    }
    enforcement |= {"执行标的(元)": "1234567.89", "案件状态": "执行中", "执行法院": "东莞市第一人民法院"}
    desk.load(COURT, desk.write("a.json", json.dumps([COMPANY])), desk.table("被执行人.csv", [enforcement]))
    events = desk.kept.of("risk_event")
    assert {event["category"] for event in events} == {"dishonest_debtor", "enforcement_case"}
    assert {event["matter"] for event in events} == {"case:(2019)粤1971执1194号"}
    amounts = [event["amount"] for event in events if "amount" in event]
    assert amounts == [123_456_789]


def test_vendor_sheets_are_told_apart_by_columns_and_titles(desk: Desk) -> None:
    names = ["批量上传公司名称", "系统匹配公司名称"]
    sheets = {
        "失信被执行人": [
            *names,
            "立案日期",
            "发布日期",
            "执行标的",
            "执行法院",
            "被执行人履行情况",
            "案号",
            "是否历史记录",
        ],
        "失信被执行人（历史）": [*names, "立案日期", "发布日期", "执行标的", "执行法院", "被执行人履行情况", "案号"],
        "被执行人": [*names, "立案日期", "执行标的", "执行法院", "案号"],
        "限制高消费": [*names, "限制令发布日期", "限制消费类型", "立案时间", "案号"],
        "终本案件": [*names, "终本时间", "执行标的", "未履行金额", "立案时间", "执行法院", "履行状态", "终本案号"],
        "尽调结果": ["批量上传公司名称", "数量"],
    }
    cells = {
        "立案日期": "2019-03-04",
        "立案时间": "2019-03-04",
        "发布日期": "2019-07-09",
        "限制令发布日期": "2019-08-01",
        "终本时间": "2020-01-02",
        "执行标的": "12.5万元",
        "未履行金额": "100000元",
        "被执行人履行情况": "全部未履行",
        "履行状态": "全部未履行",
        "限制消费类型": "企业被限制高消费",
        "执行法院": "东莞市第一人民法院",
        "是否历史记录": "-",
    }
    book = openpyxl.Workbook()
    for number, (title, header) in enumerate(sheets.items()):
        sheet = book.create_sheet(title)
        sheet.append(header)
        case = f"(2019)粤1971执{number}号"
        row = dict.fromkeys(names, "甲测试有限公司") | cells | {"案号": case, "终本案号": case}
        sheet.append([row.get(name, "1") for name in header])
    book.remove(book.worksheets[0])
    path = desk.folder / "尽调.xlsx"
    book.save(path)
    report = desk.load(COURT, path)
    assert [document.layout for document in report.documents] == [
        "dishonest",
        "dishonest",
        "enforcement",
        "restriction",
        "terminated",
        "",
    ]
    found = {
        event["matter"][-2:]: (event["category"], event["status"], event.get("decided_on"), event.get("amount"))
        for event in desk.kept.of("risk_event")
    }
    assert found == {
        "0号": ("dishonest_debtor", "active", None, 12_500_000),
        "1号": ("dishonest_debtor", "removed", None, 12_500_000),
        "2号": ("enforcement_case", "active", "2019-03-04", 12_500_000),
        "3号": ("consumption_restriction", "active", "2019-08-01", None),
        "4号": ("enforcement_terminated", "active", "2020-01-02", 10_000_000),
    }


def test_a_list_without_a_column_of_its_own_is_told_by_its_title(desk: Desk) -> None:
    row = {"姓名": "李四", "身份证号码": "4419001980****1234", "案号": "(2019)粤1971执1号", "发布日期": "2019-08-01"}
    load(desk, row, name="限制消费人员名单.csv")
    assert desk.kept.one("risk_event")["category"] == "consumption_restriction"
    load(desk, row, name="失信被执行人名单.csv")
    assert desk.kept.one("risk_event")["category"] == "dishonest_debtor"
    with pytest.raises(UnknownFormatError):
        load(desk, row, name="名单.csv")


def test_vendors_bare_amounts_are_left_out_and_courts_are_yuan(desk: Desk) -> None:
    row = {
        "系统匹配公司名称": "甲测试有限公司",
        "立案日期": "2019-03-04",
        "执行标的": "5000",
        "案号": "(2019)粤1971执1号",
    }
    report = load(desk, row | {"批量上传公司名称": "甲测试有限公司"}, name="被执行人.csv")
    assert "amount" not in desk.kept.one("risk_event")
    assert report.documents[0].left_out == {"amount_without_unit": 1}
    load(
        desk, {"被执行人": "甲测试有限公司", "立案日期": "2019-03-04", "执行标的": "5000", "案号": "(2019)粤1971执1号"}
    )
    assert desk.kept.one("risk_event")["amount"] == 500_000


def test_the_same_person_in_two_lists_of_one_case_is_one_node(desk: Desk) -> None:
    dishonest = PERSON | {"caseCode": "(2019)粤1971执1号"}
    desk.load(
        COURT,
        desk.write("a.json", json.dumps([dishonest])),
        desk.table(
            "限制消费.csv",
            [
                {
                    "姓名": "李四",
                    "身份证号码": "4419001980****1234",
                    "案号": "(2019)粤1971执1号",
                    "发布日期": "2020-01-01",
                }
            ],
        ),
    )
    assert len({row["source_key"] for row in desk.kept.of("subject_of")}) == 1
    assert len(desk.kept.of("subject_of")) == 2
