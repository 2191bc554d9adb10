from __future__ import annotations

import gzip
import io

import openpyxl
import pytest

from graph_engine.errors import UnknownFormatError
from graph_engine.loading.report import LoadReport
from graph_engine.model.identifiers import resident_id_check
from loaders import LOADERS
from tests.unit.loading.desk import KEY, Desk

PENALTIES = LOADERS["penalties"]
CODE = "91441900MA0000015D"
SOLE_TRADER = "92441900MAC1234557"
ID = "44190019900307123" + resident_id_check("44190019900307123")

FORFEITED = "没收违法所得、没收非法财物的金额（万元）"

PRESENT = {
    "行政相对人名称": "东莞市甲测试有限公司",
    "行政相对人类别": "法人及非法人组织",
    "行政相对人代码_1（统一社会信用代码）": CODE,
    "行政相对人代码_2（工商注册号）": "",
    "行政相对人代码_3（组织机构代码）": "MA0000015",
    "行政相对人代码_4（税务登记号） ": "",
    "行政相对人代码_5（事业单位证书号）": "",
    "行政相对人代码_6（社会组织登记证号）": "",
    "法定代表人": "张三",
    "法定代表人证件类型": "身份证",
    "法定代表人证件号码": "",
    "证件类型": "",
    "证件号码": "",
    "行政处罚决定书文号": "东市监处罚〔2023〕12号",
    "违法行为类型": "生产不合格产品",
    "违法事实": "生产的灯具不符合标准",
    "处罚依据": "产品质量法",
    "处罚类别": "罚款;没收违法所得",
    "处罚内容": "罚款12345.67元",
    "罚款金额（万元）": "1.234567",
    "没收违法所得、没收非法财物的金额（万元）": "0.500000",
    "暂扣或吊销证照名称及编号": "",
    "处罚决定日期": "2023/05/06",
    "处罚有效期": "2099/12/31",
    "公示截止期": "2026/05/06",
    "处罚机关": "东莞市市场监督管理局",
    "处罚机关统一社会信用代码": "11441900007330002J",
    "数据来源单位": "东莞市市场监督管理局",
    "数据来源单位统一社会信用代码": "11441900007330002J",
    "备注": "",
}

NAMES = {
    "CF_XDR_MC": "东莞市甲测试有限公司",
    "CF_XDR_LB": "法人及非法人组织",
    "CF_XDR_SHXYM": CODE,
    "CF_FRDB": "张三",
    "CF_WSH": "东市监处罚〔2023〕12号",
    "CF_WFXW": "生产不合格产品",
    "CF_SY": "生产的灯具不符合标准",
    "CF_CFLB": "罚款;没收违法所得",
    "CF_NR": "罚款12345.67元",
    "CF_NR_FK": "1.234567",
    "CF_NR_WFFF": "0.5",
    "CF_JDRQ": "20230506",
    "CF_YXQ": "2099-12-31",
    "CF_GSJZQ": "2026-05-06 00:00:00",
    "CF_CFJG": "东莞市市场监督管理局",
}

ARCHIVE = {
    "CF_WSH": "东环罚字〔2017〕012号",
    "CF_CFMC": "超标排放案",
    "CF_CFLB1": "罚款",
    "CF_CFLB2": "责令停产停业",
    "CF_SY": "超标排放废水",
    "CF_YJ": "水污染防治法",
    "CF_XDR_MC": "东莞市甲测试有限公司",
    "CF_XDR_SHXYM": CODE,
    "CF_XDR_ZDM": "",
    "CF_XDR_GSDJ": "",
    "CF_XDR_SWDJ": "",
    "CF_XDR_SFZ": "",
    "CF_FR": "张三",
    "CF_JG": "罚款三万元，责令停产整治",
    "CF_JDRQ": "2017-03-01",
    "CF_XZJG": "东莞市环境保护局",
    "CF_ZT": "0",
    "DFBM": "441900",
    "SJC": "2017-03-05 10:00:00",
    "BZ": "",
}


def load(desk: Desk, *rows: dict[str, str], encoding: str = "utf-8-sig") -> LoadReport:
    return desk.load(PENALTIES, desk.table("a.csv", rows, encoding=encoding))


def event(desk: Desk, **cells: str) -> dict[str, object]:
    """The one event of a present-layout row with some cells changed."""
    load(desk, PRESENT | cells)
    return desk.kept.one("risk_event")


def test_the_present_layout(desk: Desk) -> None:
    report = load(desk, PRESENT, encoding="gb18030")
    assert report.documents[0].unknown_columns == {}
    event = desk.kept.one("risk_event")
    provenance = ("document", "line", "row_hash", "node_key")
    assert {name: value for name, value in event.items() if name not in provenance} == {
        "category": "administrative_penalty",
        "matter": "decision:东市监处罚(2023)12号",
        "document_number": "东市监处罚〔2023〕12号",
        "authority": "东莞市市场监督管理局",
        "decided_on": "2023-05-06",
        "publicity_until": "2026-05-06",
        "status": "active",
        "penalty_types": '["confiscation","fine"]',
        "text": "生产不合格产品；生产的灯具不符合标准；没收 5000 元",
        "amount": 1_234_567,
        "currency": "CNY",
    }
    subject = desk.kept.one("subject_of")
    assert (subject["source_key"], subject["target_key"], subject["role"]) == (
        f"uscc:{CODE}",
        event["node_key"],
        "principal",
    )
    holding = desk.kept.one("legal_representative_of")
    assert (holding["target_key"], holding["valid_from"], holding["valid_to"]) == (
        f"uscc:{CODE}",
        "2023-05-06",
        "2023-05-07",
    )
    assert desk.kept.of("also_known_as") == []
    assert report.documents[0].covered_until is not None


def test_both_headers_of_the_present_layout_say_the_same(desk: Desk) -> None:
    load(desk, PRESENT)
    first = desk.kept.one("risk_event")
    load(desk, NAMES)
    second = desk.kept.one("risk_event")
    for event in (first, second):
        del event["document"], event["row_hash"]
    assert first == second


def test_the_old_layout(desk: Desk) -> None:
    report = load(desk, ARCHIVE)
    assert report.documents[0].layout == "archive"
    assert report.documents[0].unknown_columns == {}
    event = desk.kept.one("risk_event")
    assert event["matter"] == "decision:东环罚字(2017)12号"
    assert event["penalty_types"] == '["fine","shutdown_ordered"]'
    assert event["text"] == "超标排放案；超标排放废水"
    assert "amount" not in event


@pytest.mark.parametrize(
    "header",
    [
        "行政处罚决定文书号",
        "行政处罚决定书文号",
        "行政处罚决定书号",
        "税务处罚决定文书号",
        "处罚决定文号",
        "行政处罚决定书文号 ",
        "*行政处罚决定书文号",
    ],
)
def test_headers_of_the_number(desk: Desk, header: str) -> None:
    row = {header if name == "行政处罚决定书文号" else name: value for name, value in PRESENT.items()}
    assert load(desk, row).understood == 1
    assert desk.kept.one("risk_event")["document_number"] == "东市监处罚〔2023〕12号"


@pytest.mark.parametrize(
    ("printed", "header"),
    [
        ("没收违法所得、没收非法财物的金额（万元）", "没收违法所得、没收非法财务的金额（万元）"),
        ("罚款金额（万元）", "处罚金额（万元）"),
        ("罚款金额（万元）", "罚款金额(万元)"),
        ("违法事实", "处罚是由"),
        ("违法事实", "罚款事由"),
        ("行政相对人代码_1（统一社会信用代码）", "行政相对人代码-1（统一社会信用代码）"),
        ("行政相对人代码_1（统一社会信用代码）", "统一社会代码"),
        ("法定代表人证件号码", "法定代表人身份证号"),
        ("处罚机关", "作出行政处罚决定机关名称"),
        ("公示截止期", "公示截止日期"),
    ],
)
def test_misprinted_headers_mean_the_same(desk: Desk, printed: str, header: str) -> None:
    load(desk, PRESENT)
    expected = desk.kept.one("risk_event")
    report = load(desk, {header if name == printed else name: value for name, value in PRESENT.items()})
    assert report.documents[0].unknown_columns == {}
    found = desk.kept.one("risk_event")
    for event in (expected, found):
        del event["document"]
    assert found == expected


@pytest.mark.parametrize(
    ("cells", "types"),
    [
        ({"处罚类别": "警告"}, '["confiscation","fine","warning"]'),
        (
            {"处罚类别": "通报批评", "罚款金额（万元）": "0", FORFEITED: "0.000000"},
            '["criticism"]',
        ),
        ({"处罚类别": "暂扣或者吊销许可证、暂扣或者吊销执照", "处罚内容": "吊销食品经营许可证"}, "licence_revoked"),
        ({"处罚类别": "暂扣或者吊销许可证、暂扣或者吊销执照", "处罚内容": "暂扣三个月"}, "licence_suspended"),
        ({"处罚类别": "责令停产停业"}, "shutdown_ordered"),
        ({"处罚类别": "责令关闭"}, "closure_ordered"),
        ({"处罚类别": "限制开展生产经营活动"}, "operation_restricted"),
        ({"处罚类别": "限制从业"}, "occupation_banned"),
        ({"处罚类别": "降低资质等级"}, "qualification_lowered"),
        ({"处罚类别": "行政拘留"}, "detention"),
        ({"处罚类别": "", "处罚内容": "警告。逾期不改的，吊销许可证"}, '["confiscation","fine","warning"]'),
    ],
)
def test_types_of_penalty(desk: Desk, cells: dict[str, str], types: str) -> None:
    assert types in str(event(desk, **cells)["penalty_types"])


def test_a_penalty_of_no_known_type_is_another(desk: Desk) -> None:
    bare = {"罚款金额（万元）": "", "没收违法所得、没收非法财物的金额（万元）": ""}
    assert event(desk, 处罚类别="责令改正", **bare)["penalty_types"] == '["other"]'


@pytest.mark.parametrize(
    ("cells", "summary"),
    [
        ({"行政处罚决定书文号": "莞交当场行政处罚〔2023〕5号"}, True),
        ({"备注": "适用简易程序"}, True),
        ({"处罚内容": "当场作出处罚，罚款50元"}, True),
        ({"备注": "不适用简易程序"}, False),
        ({}, False),
    ],
)
def test_summary_procedure_if_the_text_says_so(desk: Desk, cells: dict[str, str], summary: bool) -> None:
    assert ("summary_procedure" in event(desk, **cells)) is summary


@pytest.mark.parametrize(
    ("printed", "fen"),
    [("0.000001", 1), ("1.234567", 1_234_567), ("12,345.6", 12_345_600_000), ("5000元", 500_000), ("0.0000004", 0)],
)
def test_amounts_are_exact(desk: Desk, printed: str, fen: int) -> None:
    assert event(desk, **{"罚款金额（万元）": printed}).get("amount", 0) == fen


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("罚款金额（万元）", "1e308", "no amount"),
        ("罚款金额（万元）", "99999999999999999999", "amount too large"),
        ("罚款金额（万元）", "-1", "negative amount"),
        ("罚款金额（万元）", "一万", "no amount"),
        ("处罚决定日期", "2023-02-30", "no such day"),
        ("处罚决定日期", "2099/12/31", "a long term is no date here"),
        ("公示截止期", "2026年5月", "no date"),
        ("行政相对人代码_1（统一社会信用代码）", CODE[:-1] + "X", "the check character of the credit code fails"),
        ("行政相对人代码_1（统一社会信用代码）", "9.14419E+17", "a spreadsheet turned the credit code into a number"),
        ("行政相对人名称", "-", "a required value is missing"),
        ("行政相对人名称", "***", "a required value is missing"),
    ],
)
def test_bad_cells_refuse_their_row_with_place_value_and_reason(
    desk: Desk, column: str, value: str, reason: str
) -> None:
    bare = {"行政相对人代码_3（组织机构代码）": ""}
    report = load(desk, PRESENT, PRESENT | bare | {column: value, "行政处罚决定书文号": "东环罚〔2023〕1号"})
    (refused,) = desk.refused()
    assert (refused.file, refused.line, refused.column.strip(), refused.value) == ("a.csv", 3, column, value)
    assert reason in refused.reason
    assert report.understood == 1
    assert len(desk.kept.of("risk_event")) == 1


def test_a_refused_row_shows_whom_it_touches(desk: Desk) -> None:
    load(desk, PRESENT, PRESENT | {"处罚决定日期": "昨天"})
    assert desk.kept.quarantine[0].touches == f"uscc:{CODE}"


def test_a_wrong_code_is_kept_under_another_key(desk: Desk) -> None:
    load(desk, PRESENT | {"行政相对人代码_1（统一社会信用代码）": CODE[:-1] + "X"})
    assert desk.kept.one("subject_of")["source_key"] == "org:MA0000015"
    assert any(row.get("refused_code") == CODE[:-1] + "X" for row in desk.kept.of("enterprise"))


def test_fillers_make_no_hub(desk: Desk) -> None:
    fillers = ["00000000000000000X", "000000000000000000", "无", "-", "***", "null", "/"]
    bare = PRESENT | {"行政相对人代码_3（组织机构代码）": ""}
    rows = [
        bare
        | {
            "行政相对人名称": f"第{at}号有限公司",
            "行政相对人代码_1（统一社会信用代码）": filler,
            "行政处罚决定书文号": f"东环罚〔2023〕{at}号",
        }
        for at, filler in enumerate(fillers)
    ]
    assert load(desk, *rows).understood == len(fillers)
    keys = {row["source_key"] for row in desk.kept.of("subject_of")}
    assert len(keys) == len(fillers)
    assert all(key.startswith("name:第") and key.partition("@")[2].startswith("decision:") for key in keys)


def test_a_natural_person_is_punished(desk: Desk) -> None:
    cells = {
        "行政相对人名称": "李四",
        "行政相对人类别": "自然人",
        "行政相对人代码_1（统一社会信用代码）": "00000000000000000X",
        "行政相对人代码_3（组织机构代码）": "",
        "法定代表人": "",
        "证件类型": "身份证",
        "证件号码": ID,
        "违法事实": f"李四（身份证{ID}，电话13800138000）闯红灯",
    }
    load(desk, PRESENT | cells)
    assert desk.kept.one("subject_of")["source_key"] == f"person:{KEY.keyed_hash().person(ID)}"
    assert desk.kept.one("person")["name"] == "李四"
    assert ID not in repr(desk.kept)
    assert "13800138000" not in repr(desk.kept)
    assert desk.vault.get_number(KEY.keyed_hash().person(ID)) == ID


def test_persons_without_id_number_stay_apart_by_decision(desk: Desk) -> None:
    cells = {
        "行政相对人名称": "李四",
        "行政相对人类别": "自然人",
        "行政相对人代码_1（统一社会信用代码）": "",
        "行政相对人代码_3（组织机构代码）": "",
    }
    numbers = ("东环罚〔2023〕1号", "东环罚〔2023〕2号")
    load(desk, *(PRESENT | cells | {"行政处罚决定书文号": number} for number in numbers))
    assert len({row["source_key"] for row in desk.kept.of("subject_of")}) == 2


def test_an_individual_business_has_its_own_code_whatever_its_class(desk: Desk) -> None:
    for kind in ("个体工商户", "自然人", ""):
        load(
            desk,
            PRESENT
            | {
                "行政相对人名称": "李四",
                "行政相对人类别": kind,
                "行政相对人代码_1（统一社会信用代码）": SOLE_TRADER,
                "行政相对人代码_3（组织机构代码）": "",
            },
        )
        assert desk.kept.one("subject_of")["source_key"] == f"uscc:{SOLE_TRADER}"


@pytest.mark.parametrize(("name", "kind"), [("John Smith", ""), ("东莞市乙测试有限公司", "自然人"), ("纸厂", "")])
def test_a_subject_that_may_be_either_is_refused(desk: Desk, name: str, kind: str) -> None:
    unclear = {
        "行政相对人名称": name,
        "行政相对人类别": kind,
        "行政相对人代码_1（统一社会信用代码）": "",
        "行政相对人代码_3（组织机构代码）": "",
    }
    report = load(desk, PRESENT, PRESENT | unclear)
    assert report.refused == {"neither surely a person nor surely an enterprise": 1}


def test_a_repeated_row_is_one_event_and_another_number_another(desk: Desk) -> None:
    again = PRESENT | {"行政处罚决定书文号": "东市监处罚（2023）第12号 "}
    other = PRESENT | {"行政处罚决定书文号": "东市监处罚〔2023〕13号"}
    report = load(desk, PRESENT, PRESENT, again, other)
    assert report.understood == 4
    assert len({row["node_key"] for row in desk.kept.of("risk_event")}) == 2


def test_two_subjects_of_one_decision_are_two_events_of_one_matter(desk: Desk) -> None:
    number = {"行政处罚决定书文号": "东环罚字〔2023〕12号"}
    other = {"行政相对人代码_1（统一社会信用代码）": "91441900MA4W6BGB8T", "行政相对人代码_3（组织机构代码）": ""}
    load(desk, PRESENT | number, PRESENT | number | other)
    events = desk.kept.of("risk_event")
    assert len({event["node_key"] for event in events}) == 2
    assert {event["matter"] for event in events} == {"decision:东环罚字(2023)12号"}


def test_a_decision_without_number_goes_by_day_and_content(desk: Desk) -> None:
    first = PRESENT | {"行政处罚决定书文号": "-"}
    load(desk, first, first, first | {"处罚决定日期": "2023-05-07"})
    assert len({row["node_key"] for row in desk.kept.of("risk_event")}) == 2
    report = load(desk, PRESENT, first | {"处罚决定日期": ""})
    assert report.refused == {"a required value is missing": 1}


@pytest.mark.parametrize(
    ("cells", "long_term", "until"),
    [
        ({"公示截止期": "2099/12/31"}, 1, None),
        ({"公示截止期": "长期"}, 1, None),
        ({"公示截止期": "", "处罚有效期": "2099-12-31"}, 1, None),
        ({"公示截止期": "", "处罚有效期": "2024-05-06"}, None, None),
        ({"公示截止期": "2024-01-01"}, None, "2024-01-01"),
    ],
)
def test_publicity(desk: Desk, cells: dict[str, str], long_term: int | None, until: str | None) -> None:
    found = event(desk, **cells)
    assert (found.get("long_term"), found.get("publicity_until")) == (long_term, until)


def test_states_of_records(desk: Desk) -> None:
    for printed, status in (("有效", "active"), ("撤销", "revoked"), ("已修复", "repaired"), ("", "active")):
        assert event(desk, 当前状态=printed)["status"] == status
    assert event(desk, 当前状态="1")["status"] == "active"
    report = load(desk, PRESENT, PRESENT | {"当前状态": "2"})
    assert report.refused == {"the code of the record's state has no known meaning here": 1}
    report = load(desk, ARCHIVE, ARCHIVE | {"CF_ZT": "1", "CF_WSH": "x〔2017〕1号"})
    assert sum(report.refused.values()) == 1


def test_the_day_of_a_state(desk: Desk) -> None:
    repaired = {"当前状态": "已修复", "备注": "信用修复决定日期：2026-08-12"}
    assert event(desk, **repaired)["status_on"] == "2026-08-12"
    assert event(desk, **repaired, 修复日期="2026/8/13")["status_on"] == "2026-08-13"
    for header, status in (("信用修复日期", "repaired"), ("撤销日期", "revoked"), ("状态日期", "active")):
        assert event(desk, **{header: "2026/8/13"})["status"] == status
        assert event(desk, **{header: ""})["status"] == "active"
    assert "status_on" not in event(desk, 当前状态="已修复", 备注="2026-08-12 来函")
    assert "status_on" not in event(desk, 备注="信用修复决定日期：2026-08-12")


def test_the_legal_representative_is_seen_on_the_day_of_the_decision_only(desk: Desk) -> None:
    report = load(desk, PRESENT | {"处罚决定日期": ""})
    assert desk.kept.of("legal_representative_of") == []
    assert report.documents[0].left_out == {"undated_representative": 1}
    report = load(desk, PRESENT | {"法定代表人": "John Smith"})
    assert report.documents[0].left_out == {"undecided_representative": 1}
    load(desk, PRESENT | {"法定代表人": "某某投资有限公司"})
    assert desk.kept.one("legal_representative_of")["source_key"] == f"name:某某投资有限公司@uscc:{CODE}"
    load(desk, PRESENT | {"法定代表人证件号码": ID})
    assert desk.kept.one("legal_representative_of")["source_key"] == f"person:{KEY.keyed_hash().person(ID)}"


def test_a_vendors_sheet_by_name_with_its_history_not_current(desk: Desk) -> None:
    book = openpyxl.Workbook()
    header = ["批量上传公司名称", "系统匹配公司名称", "行政处罚决定书文号", "违法行为类型", "处罚内容", "处罚金额"]
    header += ["作出行政处罚决定机关名称", "作出行政处罚决定日期", "处罚依据"]
    for title, number in (("行政处罚", "东环罚〔2023〕1号"), ("行政处罚（历史）", "东环罚〔2020〕2号")):
        sheet = book.create_sheet(title)
        sheet.append(header)
        name = "东莞市甲测试有限公司"
        sheet.append([name, name, number, "超标排放", "罚款5000元", 5000, "东莞市生态环境局", "2023-01-02", ""])
        sheet.append([name, "未匹配到相关企业"])
    book.remove(book.worksheets[0])
    path = desk.folder / "尽调.xlsx"
    book.save(path)
    report = desk.load(PENALTIES, path)
    assert [document.layout for document in report.documents] == ["vendor", "vendor"]
    assert report.ignored == {"header": 2, "vendor_unmatched": 2}
    states = {row["document_number"]: row["status"] for row in desk.kept.of("risk_event")}
    assert states == {"东环罚〔2023〕1号": "active", "东环罚〔2020〕2号": "removed"}
    # A vendor's bare number may be in any unit.
    assert all("amount" not in row for row in desk.kept.of("risk_event"))
    assert report.documents[0].left_out == {"amount_without_unit": 1}
    assert all(row["source_key"].startswith("name:东莞市甲测试有限公司@") for row in desk.kept.of("subject_of"))


def test_dirt_of_all_kinds_at_once(desk: Desk) -> None:
    text = io.StringIO()
    text.write("某市双公示数据导出  导出时间：2023-06-01,,,\r\n\r\n")
    text.write(
        '="行政相对人名称", 行政相对人类别 ,"行政相对人代码_1\n（统一社会信用代码）",行政处罚决定文书号,处罚类别,'
    )
    text.write("违法事实,罚款金额（万元）,处罚决定日期,处罚机关\r\n")
    text.write(f'="东莞市甲\u200f测试有限公司",法人及非法人组织,="{CODE}",="东环罚字〔2023〕12号",罚款,')
    text.write('"排放\n超标, ""严重""",="1,234.5",2023年5月6日,东莞市生态环境局\r\n')
    text.write("行政相对人名称,行政相对人类别,行政相对人代码_1（统一社会信用代码）,行政处罚决定文书号,处罚类别,")
    text.write("违法事实,罚款金额（万元）,处罚决定日期,处罚机关\r\n")
    text.write(",,,,,,,,\r\n合计,,,1,,,1234.5,,\r\n备注：以上数据仅供参考,,,,,,,,\r\n")
    content = gzip.compress(text.getvalue().encode("gb18030"))
    report = desk.load(PENALTIES, desk.write("导出.csv.gz", content))
    document = report.documents[0]
    assert (document.encoding, document.compressed, document.rows, document.understood) == ("gb18030", True, 8, 1)
    assert document.ignored == {"blank": 2, "banner": 1, "header": 1, "repeated_header": 1, "total": 1, "footnote": 1}
    event = desk.kept.one("risk_event")
    assert (event["amount"], event["decided_on"], event["line"]) == (1_234_500_000, "2023-05-06", 5)
    assert desk.kept.one("subject_of")["source_key"] == f"uscc:{CODE}"


def test_a_file_of_permits_is_no_file_of_penalties(desk: Desk) -> None:
    permit = {"行政相对人名称": "甲", "行政许可决定文书号": "1", "许可类别": "普通", "许可内容": "x"}
    with pytest.raises(UnknownFormatError, match=r"the column 行政处罚决定书文号, .* is missing"):
        load(desk, permit)
