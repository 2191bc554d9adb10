from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

from graph_engine.errors import LoadRejectedError, UnknownFormatError
from graph_engine.loading.report import LoadReport
from graph_engine.model.identifiers import (
    credit_code_check,
    organisation_code_check,
    registration_number_check,
    resident_id_check,
)
from loaders import LOADERS
from tests.unit.loading.desk import KEY, Desk

REGISTRY = LOADERS["registry"]


def credit_code(body: str, prefix: str = "91") -> str:
    start = prefix + "441900" + body + organisation_code_check(body)
    return start + credit_code_check(start)


def register_number(digits: str) -> str:
    return digits + registration_number_check(digits)


PARENT, FIRM, THIRD = credit_code("MA00000A"), credit_code("MA00000B"), credit_code("MA00000C")
NUMBER = register_number("44190000000012")
ID = "44190019900307123" + resident_id_check("44190019900307123")
KEYED_PERSON = f"person:{KEY.keyed_hash().person(ID)}"
LOCAL = "name:东莞市甲测试有限公司@register:office"

BASICS = {
    "批量上传公司名称": "东莞市甲测试有限公司",
    "系统匹配公司名称": "东莞市甲测试有限公司",
    "登记状态": "存续（在营、开业、在册）",
    "法定代表人": "张三",
    "注册资本": "13,400万元",
    "成立日期": "2016-05-04",
    "统一社会信用代码": FIRM,
    "注册号": NUMBER,
    "组织机构代码": FIRM[8:17],
    "企业（机构）类型": "有限责任公司",
    "国标行业门类": "制造业",
    "曾用名": "东莞市旧甲有限公司\n东莞市老甲有限公司",
    "注册地址": "广东省东莞市长安镇厦岗路1号2栋301室",
    "电话": "0769-81234567",
    "邮箱": "OFFICE@jia.example",
    "经营范围": "测试",
}
HOLDER = {
    "批量上传公司名称": "东莞市甲测试有限公司",
    "系统匹配公司名称": "东莞市甲测试有限公司",
    "股东名称": "东莞市母测试集团有限公司",
    "统一社会信用代码": PARENT,
    "股东类型": "企业法人",
    "持股比例": "70%",
    "认缴出资金额": "9380万元人民币",
}
OFFICER = {
    "批量上传公司名称": "东莞市甲测试有限公司",
    "系统匹配公司名称": "东莞市甲测试有限公司",
    "姓名": "李四",
    "职务": "监事",
    "是否历史主要人员": "否",
    "任职日期": "2019-01-02",
    "卸任日期": "-",
}


def write_workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[str]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def load(desk: Desk, *rows: dict[str, str], name: str = "a.csv") -> LoadReport:
    return desk.load(REGISTRY, desk.table(name, rows))


# ---------------------------------------------------------------------- basics


def test_an_enterprise_with_all_that_its_row_says(desk: Desk) -> None:
    load(desk, BASICS)
    (firm,) = [row for row in desk.kept.of("enterprise") if "mention" not in row]
    assert firm["node_key"] == f"uscc:{FIRM}"
    assert firm["name"] == "东莞市甲测试有限公司"
    assert (firm["status"], firm["status_text"]) == ("active", "存续（在营、开业、在册）")
    assert (firm["amount"], firm["currency"]) == (13_400_0000_00, "CNY")
    assert firm["established_on"] == "2016-05-04"
    assert firm["former_names"] == '["东莞市旧甲有限公司","东莞市老甲有限公司"]'
    assert firm["address"] == "广东省东莞市长安镇厦岗路1号2栋301室"
    assert {row["other_key"] for row in desk.kept.of("also_known_as")} == {f"regno:{NUMBER}", LOCAL}


def test_its_representative_is_local_to_it_unless_an_id_number_is_given(desk: Desk) -> None:
    load(desk, BASICS)
    led = desk.kept.one("legal_representative_of")
    assert led["target_key"] == f"uscc:{FIRM}"
    assert led["source_key"].endswith(f"@uscc:{FIRM}")
    assert "valid_from" not in led
    load(desk, BASICS | {"法定代表人证件类型": "居民身份证", "法定代表人证件号码": ID})
    assert desk.kept.one("legal_representative_of")["source_key"] == KEYED_PERSON


def test_a_company_can_be_the_managing_partner(desk: Desk) -> None:
    load(desk, BASICS | {"法定代表人": "东莞市丙投资合伙企业（有限合伙）（委派代表：王五）"})
    source = desk.kept.one("legal_representative_of")["source_key"]
    assert source == f"name:东莞市丙投资合伙企业(有限合伙)@uscc:{FIRM}"


def test_a_representative_of_uncertain_kind_is_left_out_and_told_of(desk: Desk) -> None:
    report = load(desk, BASICS | {"法定代表人": "Alpha"})
    assert desk.kept.of("legal_representative_of") == []
    assert report.documents[0].left_out == {"undecided_representative": 1}


def test_phones_and_mails_stand_as_hashes_and_addresses_as_printed(desk: Desk) -> None:
    load(desk, BASICS | {"更多电话": "0769-81234567；0769-87654321", "更多邮箱": "138****0000"})
    uses = {row["role"]: row["target_key"] for row in desk.kept.of("uses_contact") if row["role"] != "phone"}
    assert uses["registered_address"].startswith("contact:address:")
    assert uses["mail"].startswith(f"contact:mail:{KEY.key_id}:")
    phones = [row for row in desk.kept.of("uses_contact") if row["role"] == "phone"]
    assert len(phones) == 2
    shown = [row["name"] for row in desk.kept.of("contact") if "name" in row]
    assert shown == ["广东省东莞市长安镇厦岗路1号2栋301室"]
    assert "81234567" not in str(desk.kept.statements)


def test_an_address_without_a_number_ties_nobody(desk: Desk) -> None:
    report = load(desk, BASICS | {"注册地址": "广东省东莞市长安镇"})
    assert "registered_address" not in {row["role"] for row in desk.kept.of("uses_contact")}
    assert report.documents[0].left_out["coarse_address"] == 1


def test_what_cannot_be_read_of_an_attribute_is_left_out_and_told_of(desk: Desk) -> None:
    report = load(desk, BASICS | {"成立日期": "2016年", "注册资本": "若干", "电话": "138****0000", "邮箱": "无"})
    firm = next(row for row in desk.kept.of("enterprise") if "mention" not in row)
    assert "established_on" not in firm
    assert "amount" not in firm
    assert report.documents[0].left_out == {"unreadable_date": 1, "unreadable_amount": 1, "unreadable_contact": 1}


def test_a_bare_capital_has_no_unit_unless_the_header_names_one(desk: Desk) -> None:
    report = load(desk, BASICS | {"注册资本": "500"})
    assert report.documents[0].left_out == {"amount_without_unit": 1}
    load(
        desk,
        {key.replace("注册资本", "注册资本（万元）"): value for key, value in (BASICS | {"注册资本": "500"}).items()},
    )
    firm = next(row for row in desk.kept.of("enterprise") if "mention" not in row)
    assert firm["amount"] == 500_0000_00


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        ("存续", "active"),
        ("在业", "active"),
        ("仍注册", "active"),
        ("存续（吊销）", "revoked"),
        ("吊销，未注销", "revoked"),
        ("吊销,已注销", "revoked_deregistered"),
        ("内资注销", "deregistered"),
        ("撤销登记", "cancelled"),
        ("迁往外省市", "moved_out"),
        ("歇业", "paused"),
        ("清算中", "liquidating"),
        ("责令关闭", "closed"),
        ("停业", "closed"),
        ("非正常户", "unknown"),
        ("甲乙丙", "unknown"),
        ("2", "revoked"),
        ("***", None),
    ],
)
def test_states_of_registration(desk: Desk, printed: str, status: str | None) -> None:
    load(desk, BASICS | {"登记状态": printed})
    firm = next(row for row in desk.kept.of("enterprise") if "mention" not in row)
    assert firm.get("status") == status


def test_the_worse_of_code_and_text_stands(desk: Desk) -> None:
    load(desk, BASICS | {"REGSTATE": "2"})
    assert next(row for row in desk.kept.of("enterprise") if "mention" not in row)["status"] == "revoked"


def test_a_revoked_licence_is_a_record_of_its_day(desk: Desk) -> None:
    load(desk, BASICS | {"登记状态": "吊销，未注销", "吊销日期": "2023-04-05"})
    event = desk.kept.one("risk_event")
    assert (event["category"], event["decided_on"]) == ("licence_revoked_state", "2023-04-05")
    assert desk.kept.one("subject_of")["source_key"] == f"uscc:{FIRM}"
    load(desk, BASICS | {"登记状态": "吊销，已注销", "吊销日期": "2023-04-05"})
    assert desk.kept.of("risk_event") == []


def test_a_code_that_fails_its_check_gives_way_to_another_key_or_refuses_the_row(desk: Desk) -> None:
    wrong = FIRM[:-1] + ("A" if FIRM[-1] != "A" else "B")
    report = load(
        desk,
        BASICS | {"统一社会信用代码": wrong},
        BASICS | {"统一社会信用代码": wrong, "注册号": "-", "组织机构代码": "-"},
    )
    firm = next(row for row in desk.kept.of("enterprise") if "mention" not in row)
    assert firm["node_key"] == f"org:{FIRM[8:17]}"
    assert firm["refused_code"] == wrong
    assert report.refused == {"the check character of the credit code fails": 1}
    assert desk.refused()[0].value == wrong


def test_fillers_in_the_code_column_are_no_code(desk: Desk) -> None:
    report = load(
        desk, *(BASICS | {"统一社会信用代码": filler} for filler in ("00000000000000000X", "-", "000000000000000000"))
    )
    assert {row["node_key"] for row in desk.kept.of("enterprise")} == {f"org:{FIRM[8:17]}"}
    assert report.understood == 3


def test_an_inner_check_that_fails_only_marks_the_enterprise(desk: Desk) -> None:
    start = FIRM[:16] + ("1" if FIRM[16] != "1" else "2")
    load(desk, BASICS | {"统一社会信用代码": start + credit_code_check(start), "组织机构代码": ""})
    firm = next(row for row in desk.kept.of("enterprise") if "mention" not in row)
    assert firm["node_key"] == f"uscc:{start}{credit_code_check(start)}"
    assert firm["inner_check_failed"] == 1


def test_a_vendor_that_found_nothing(desk: Desk) -> None:
    report = load(desk, BASICS, {"批量上传公司名称": "东莞市无此公司", "系统匹配公司名称": "未匹配到相关企业"})
    assert report.ignored["vendor_unmatched"] == 1


QCC = {
    "原文件导入名称": "甲测试",
    "系统匹配企业名称": "东莞市甲测试有限公司",
    "登记状态": "存续",
    "统一社会信用代码": f'="{FIRM}"',
    "法定代表人": "张三",
    "注册资本": "500万美元",
    "企业地址": "东莞市南城街道1号",
    "更多电话": "-",
}
TYC = {
    "公司名称": "东莞市甲测试有限公司",
    "登记状态": "在业",
    "法定代表人": "张三",
    "企业规模": "小型",
    "注册资本": "500万美元",
    "统一社会信用代码": FIRM,
    "有效手机号": "13800000000",
    "注册地址": "东莞市南城街道1号",
    "其他邮箱": "a@b.example",
}
OLD = {
    "企业名称": "东莞市甲测试有限公司",
    "企业法人": "张三",
    "注册金额": "500万美元",
    "电话号码": "0769-81234567",
    "电子邮箱": "a@b.example",
    "纳税人识别码": FIRM,
    "统一社会信用代码": FIRM,
    "组织机构码": FIRM[8:17],
    "企业类型": "有限责任公司",
    "企业地址": "东莞市南城街道1号",
}
GSXT = {
    "PRIPID": "4419000001",
    "ENTNAME": "东莞市甲测试有限公司",
    "UNISCID": FIRM.lower(),
    "REGNO": NUMBER,
    "NAME": "张三",
    "REGCAP": "500",
    "REGCAPCUR": "美元",
    "ESDATE": "20160504",
    "DOM": "东莞市南城街道1号",
    "REGSTATE": "1",
    "REGSTATE_CN": "存续（在营、开业、在册）",
}


@pytest.mark.parametrize("row", [QCC, TYC, OLD, GSXT], ids=["企查查", "天眼查", "older", "register"])
def test_exports_of_every_vendor_say_the_same(desk: Desk, row: dict[str, str]) -> None:
    load(desk, row)
    firm = next(row for row in desk.kept.of("enterprise") if "mention" not in row)
    assert firm["node_key"] == f"uscc:{FIRM}"
    assert (firm["amount"], firm["currency"]) == (500_0000_00, "USD")
    assert firm["address"] == "东莞市南城街道1号"
    assert len(desk.kept.of("legal_representative_of")) == 1


# ---------------------------------------------------------------------- shareholders


def test_a_shareholder_of_a_batch_workbook(desk: Desk) -> None:
    load(desk, HOLDER)
    held = desk.kept.one("holds_shares_in")
    assert (held["source_key"], held["target_key"]) == (f"uscc:{PARENT}", LOCAL)
    assert held["ratio_ppb"] == held["ratio_low_ppb"] == held["ratio_high_ppb"] == 700_000_000
    assert (held["ratio_text"], held["basis"], held["amount"]) == ("70%", "reported", 9380_0000_00)


def book(desk: Desk, *rows: dict[str, str], title: str = "工商股东", row: dict[str, str] = HOLDER) -> Path:
    sheets = {
        title: [list(row), list(row.values())],
        "企业信息": [list(rows[0]), *(list(row.values()) for row in rows)],
    }
    return write_workbook(desk.folder / "a.xlsx", sheets)


def test_the_basics_of_a_workbook_say_which_company_bears_the_name(desk: Desk) -> None:
    desk.load(REGISTRY, book(desk, BASICS))
    held = desk.kept.one("holds_shares_in")
    assert (held["source_key"], held["target_key"]) == (f"uscc:{PARENT}", f"uscc:{FIRM}")
    desk.load(REGISTRY, book(desk, BASICS, title="主要人员", row=OFFICER))
    assert desk.kept.one("holds_office_in")["source_key"].endswith(f"@uscc:{FIRM}")
    desk.load(REGISTRY, book(desk, BASICS, title="经营异常", row=COMPANY | RECORDS[5][1]))
    assert desk.kept.one("subject_of")["source_key"] == f"uscc:{FIRM}"


def test_two_companies_of_a_workbook_that_share_a_name_stay_apart(desk: Desk) -> None:
    other = BASICS | {"统一社会信用代码": THIRD, "组织机构代码": "", "注册号": ""}
    desk.load(REGISTRY, book(desk, BASICS, other))
    assert desk.kept.one("holds_shares_in")["target_key"] == LOCAL
    claims = {row["node_key"] for row in desk.kept.of("also_known_as") if row["other_key"] == LOCAL}
    assert claims == {f"uscc:{FIRM}", f"uscc:{THIRD}"}


def test_a_refused_code_of_the_basics_names_nobody(desk: Desk) -> None:
    wrong = BASICS | {"统一社会信用代码": FIRM[:-1] + "E", "组织机构代码": "", "注册号": ""}
    report = desk.load(REGISTRY, book(desk, wrong))
    assert report.refused == {"the check character of the credit code fails": 1}
    assert desk.kept.one("holds_shares_in")["target_key"] == LOCAL


@pytest.mark.parametrize(
    ("printed", "point", "low", "high", "basis"),
    [
        ("1.4726%", 14_726_000, 14_726_000, 14_726_000, "reported"),
        ("100%", 1_000_000_000, 1_000_000_000, 1_000_000_000, "reported"),
        ("33.3333", 333_333_000, 333_333_000, 333_333_000, "reported"),
        ("1/3", 333_333_333, 333_333_333, 333_333_334, "reported"),
        ("超过25%", None, 250_000_001, 1_000_000_000, "band"),
        ("25%-50%", None, 250_000_000, 500_000_000, "band"),
        ("***", None, None, None, None),
    ],
)
def test_shares(
    desk: Desk, printed: str, point: int | None, low: int | None, high: int | None, basis: str | None
) -> None:
    load(desk, HOLDER | {"持股比例": printed})
    held = desk.kept.one("holds_shares_in")
    assert (held.get("ratio_ppb"), held.get("ratio_low_ppb"), held.get("ratio_high_ppb")) == (point, low, high)
    assert held.get("basis") == basis


@pytest.mark.parametrize(
    ("printed", "reason"), [("150%", "not a share"), ("一半", "not a share"), ("0.55", "a bare number")]
)
def test_a_share_that_cannot_be_understood_refuses_its_row(desk: Desk, printed: str, reason: str) -> None:
    report = load(desk, HOLDER, HOLDER | {"持股比例": printed})
    assert [text.startswith(reason) for text in report.refused] == [True]
    assert desk.refused()[0].column == "持股比例"


def test_capital_is_set_against_the_registered_capital_and_marked(desk: Desk) -> None:
    load(desk, HOLDER | {"持股比例": "-", "注册资本": "13,400万元人民币"})
    held = desk.kept.one("holds_shares_in")
    assert (held["ratio_ppb"], held["basis"]) == (700_000_000, "capital_over_registered")
    assert held["ratio_text"] == "9380万元人民币÷13,400万元人民币"


@pytest.mark.parametrize("registered", ["100万元人民币", "2000万美元", "-"])
def test_capital_that_does_not_fit_the_registered_capital_gives_no_ratio(desk: Desk, registered: str) -> None:
    load(desk, HOLDER | {"持股比例": "-", "注册资本": registered})
    held = desk.kept.one("holds_shares_in")
    assert "ratio_ppb" not in held
    assert held["amount"] == 9380_0000_00


def test_counts_of_shares(desk: Desk) -> None:
    row = {key: value for key, value in HOLDER.items() if key != "持股比例"} | {"持股数（股）": "28,843,500"}
    load(desk, row)
    assert desk.kept.one("holds_shares_in")["ratio_text"] == "28,843,500股"
    assert "ratio_ppb" not in desk.kept.one("holds_shares_in")
    load(desk, row | {"总股本（股）": "288,435,000"})
    held = desk.kept.one("holds_shares_in")
    assert (held["ratio_ppb"], held["basis"]) == (100_000_000, "share_count")


def test_rows_that_disagree_are_both_kept(desk: Desk) -> None:
    load(desk, HOLDER, HOLDER | {"持股比例": "45%"})
    assert sorted(row["ratio_ppb"] for row in desk.kept.of("holds_shares_in")) == [450_000_000, 700_000_000]


def test_a_natural_holder_is_local_to_the_company(desk: Desk) -> None:
    row = HOLDER | {"股东名称": "王五", "统一社会信用代码": "-", "股东类型": "自然人股东"}
    load(desk, row, row | {"系统匹配公司名称": "东莞市乙测试有限公司"})
    sources = {row["source_key"] for row in desk.kept.of("holds_shares_in")}
    assert len(sources) == 2
    load(desk, row | {"证件号码": ID})
    assert desk.kept.one("holds_shares_in")["source_key"] == KEYED_PERSON


def test_a_holder_of_uncertain_kind_refuses_its_row(desk: Desk) -> None:
    report = load(desk, HOLDER, HOLDER | {"股东名称": "Alpha", "统一社会信用代码": "-", "股东类型": "-"})
    assert report.refused == {"neither surely a person nor surely an enterprise": 1}
    assert desk.refused()[0].touches == LOCAL


def test_holders_of_the_past_end_or_are_ignored_by_name(desk: Desk) -> None:
    header = [*HOLDER, "退出日期"]
    rows = [[*HOLDER.values(), "2024-06-12"], [*HOLDER.values(), "-"]]
    report = desk.load(REGISTRY, write_workbook(desk.folder / "a.xlsx", {"工商股东（历史）": [header, *rows]}))
    assert desk.kept.one("holds_shares_in")["valid_to"] == "2024-06-12"
    assert report.ignored["history_undated"] == 1


QCC_HOLDERS = """数据由示例数据商提供，仅供参考

="股东信息"
="企业名称",="股东名称",="股东类型",="股份类型",="持股数（股）",="认缴出资额",="认缴出资日期",="间接持股比例",="首次持股日期",="关联产品/机构"
="东莞市甲测试有限公司",="东莞市母测试集团有限公司",="企业法人",="-",="28,843,500",="6500万元人民币",="2020-01-01",="12.5%",="2019-02-03",="***"
="东莞市甲测试有限公司",="王五",="自然人股东",="-",="-",="***",="-",="-",="-",="-"
"""
TYC_INVESTMENTS = """声明：本数据仅供参考

企业名称,被投资企业名称,状态,成立日期,持股比例,认缴出资额,最终受益股份,所属地区,所属行业,关联产品/机构
="东莞市母测试集团有限公司",="东莞市甲测试有限公司",="存续",="2016-05-04",="70%",="6500万元人民币",="49%",="广东省",="制造业",="-"
"""


def test_the_shareholder_export_with_banner_and_formulas(desk: Desk) -> None:
    report = desk.load(REGISTRY, desk.write("a.csv", "\ufeff" + QCC_HOLDERS))
    held = {row["source_key"].partition("@")[0]: row for row in desk.kept.of("holds_shares_in")}
    company = held["name:东莞市母测试集团有限公司"]
    assert company["target_key"] == LOCAL
    assert (company["ratio_text"], company["valid_from"]) == ("28,843,500股", "2019-02-03")
    assert len(held) == 2
    assert report.ignored == {"banner": 2, "blank": 1, "header": 1}
    assert report.documents[0].left_out == {"vendor_computed_share": 1}


def test_the_investment_export_in_gb18030(desk: Desk) -> None:
    report = desk.load(REGISTRY, desk.write("a.csv", TYC_INVESTMENTS.encode("gb18030")))
    held = desk.kept.one("holds_shares_in")
    assert held["source_key"] == "name:东莞市母测试集团有限公司@register:office"
    assert held["ratio_ppb"] == 700_000_000
    assert (report.documents[0].encoding, report.documents[0].layout) == ("gb18030", "investments")


def test_an_investment_under_the_misprinted_header(desk: Desk) -> None:
    row = {
        "系统匹配公司名称": "东莞市母测试集团有限公司",
        "被投资企业": "东莞市甲测试有限公司",
        "投资数额": "6500万元人民币",
        "投资比列": "70%",
        "统一社会信用代码": FIRM,
        "是否历史数据": "否",
    }
    load(desk, row)
    held = desk.kept.one("holds_shares_in")
    assert (held["target_key"], held["ratio_ppb"]) == (f"uscc:{FIRM}", 700_000_000)
    with pytest.raises(LoadRejectedError, match="no row was understood"):
        load(desk, row | {"是否历史数据": "是"})


def test_in_a_list_of_companies_the_code_is_the_companys(desk: Desk) -> None:
    load(desk, {"企业名称": "东莞市甲测试有限公司", "统一社会信用代码": FIRM, "股东名称": "王五", "出资比例": "60%"})
    assert desk.kept.one("holds_shares_in")["target_key"] == f"uscc:{FIRM}"


def test_codes_of_the_register(desk: Desk) -> None:
    row = {"ENTNAME": "东莞市甲测试有限公司", "UNISCID": FIRM, "INV": "王五", "SUBCONAM": "60", "FUNDEDRATIO": "60%"}
    load(desk, row)
    held = desk.kept.one("holds_shares_in")
    assert (held["target_key"], held["amount"]) == (f"uscc:{FIRM}", 60_0000_00)


# ---------------------------------------------------------------------- officers, branches, changes, guarantees


@pytest.mark.parametrize(
    ("post", "roles"),
    [
        ("监事", ["supervisor"]),
        ("监事会主席", ["supervisor"]),
        ("董事长兼总经理", ["chairman", "manager"]),
        ("执行董事,经理", ["executive_director", "manager"]),
        ("副董事长", ["director"]),
        ("独立董事", ["independent_director"]),
        ("财务负责人", ["financial_officer"]),
        ("董事会秘书、副总经理", ["secretary", "senior_manager"]),
        ("联络员", ["other"]),
        ("-", ["other"]),
    ],
)
def test_posts(desk: Desk, post: str, roles: list[str]) -> None:
    load(desk, OFFICER | {"职务": post})
    assert sorted(row["role"] for row in desk.kept.of("holds_office_in")) == sorted(roles)


def test_an_officer_with_dates(desk: Desk) -> None:
    load(desk, OFFICER | {"卸任日期": "2021-03-04"})
    office = desk.kept.one("holds_office_in")
    assert (office["valid_from"], office["valid_to"]) == ("2019-01-02", "2021-03-04")
    assert office["source_key"].endswith(f"@{LOCAL}")


def test_a_legal_representative_among_the_officers(desk: Desk) -> None:
    load(desk, OFFICER | {"职务": "法定代表人、执行董事"})
    assert len(desk.kept.of("legal_representative_of")) == 1
    assert desk.kept.one("holds_office_in")["role"] == "executive_director"


def test_officers_of_the_past_without_a_date_are_ignored(desk: Desk) -> None:
    report = load(desk, OFFICER, OFFICER | {"姓名": "赵六", "是否历史主要人员": "是", "任职日期": "-"})
    assert report.ignored["history_undated"] == 1
    assert len(desk.kept.of("holds_office_in")) == 1


def test_an_end_before_its_beginning_refuses_the_row(desk: Desk) -> None:
    report = load(desk, OFFICER, OFFICER | {"卸任日期": "2018-01-01"})
    assert report.refused == {"it ends before it begins": 1}


def test_branches(desk: Desk) -> None:
    row = {
        "系统匹配公司名称": "东莞市甲测试有限公司",
        "分支机构名称": "东莞市甲测试有限公司石龙分公司",
        "统一社会信用代码": THIRD,
        "负责人": "李四",
        "经营状态": "吊销",
    }
    report = load(desk, row, row | {"分支机构名称": "-", "统一社会信用代码": "-", "负责人": "-"})
    branch = desk.kept.one("branch_of")
    assert (branch["source_key"], branch["target_key"]) == (f"uscc:{THIRD}", LOCAL)
    assert desk.kept.one("holds_office_in")["role"] == "branch_head"
    assert {row["other_key"] for row in desk.kept.of("also_known_as")} == {
        "name:东莞市甲测试有限公司石龙分公司@register:office"
    }
    assert report.ignored["no_branch"] == 1


CHANGE = {
    "系统匹配公司名称": "东莞市甲测试有限公司",
    "变更日期": "2022-03-04",
    "是否历史记录": "否",
    "变更事项": "法定代表人变更",
    "变更前": "姓名：李四",
    "变更后": "姓名：张三",
}


def test_what_was_before_a_change_ends_on_its_day(desk: Desk) -> None:
    load(desk, CHANGE)
    led = desk.kept.one("legal_representative_of")
    assert led["valid_to"] == "2022-03-04"
    assert "valid_from" not in led
    load(desk, CHANGE | {"变更事项": "住所变更", "变更前": "东莞市石龙镇2号"})
    assert desk.kept.one("uses_contact")["valid_to"] == "2022-03-04"
    load(desk, CHANGE | {"变更事项": "名称变更", "变更前": "东莞市旧甲有限公司"})
    assert '["东莞市旧甲有限公司"]' in {row.get("former_names") for row in desk.kept.of("enterprise")}


@pytest.mark.parametrize(
    ("item", "before", "rule"),
    [
        ("注册资本变更", "100万元", "change_without_relation"),
        ("投资人（股权）变更", "王五60%", "change_without_relation"),
        ("法定代表人变更", "-", "nothing_before"),
        ("住所变更", "东莞市石龙镇", "change_without_relation"),
    ],
)
def test_changes_that_are_ignored_by_name(desk: Desk, item: str, before: str, rule: str) -> None:
    report = load(desk, CHANGE, CHANGE | {"变更事项": item, "变更前": before})
    assert report.ignored[rule] == 1


GUARANTEE = {
    "系统匹配公司名称": "东莞市甲测试有限公司",
    "担保方": "东莞市甲测试有限公司",
    "被担保方": "东莞市丁测试有限公司",
    "担保金额": "3500万元",
    "履行状态": "履行中",
    "担保期限": "2024-06-01至2027-05-31",
}


def test_guarantees(desk: Desk) -> None:
    load(desk, GUARANTEE)
    guarantee = desk.kept.one("guarantees")
    assert (guarantee["source_key"], guarantee["target_key"]) == (LOCAL, f"name:东莞市丁测试有限公司@{LOCAL}")
    assert (guarantee["amount"], guarantee["valid_from"], guarantee["valid_to"]) == (
        3500_0000_00,
        "2024-06-01",
        "2027-06-01",
    )


def test_a_guarantee_that_was_performed_some_day_is_ignored(desk: Desk) -> None:
    report = load(desk, GUARANTEE, GUARANTEE | {"履行状态": "履行完毕", "担保期限": "-"})
    assert report.ignored["history_undated"] == 1


# ---------------------------------------------------------------------- sheets of records

COMPANY = {"批量上传公司名称": "东莞市甲测试有限公司", "系统匹配公司名称": "东莞市甲测试有限公司"}
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
