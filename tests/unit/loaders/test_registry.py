"""Company registers: the sheet of basics, whoever exported it."""

from __future__ import annotations

import pytest

from graph_engine.model.identifiers import (
    credit_code_check,
)
from tests.unit.loaders.registry_rows import BASICS, FIRM, ID, KEYED_PERSON, LOCAL, NUMBER, load
from tests.unit.loading.desk import KEY, Desk


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
