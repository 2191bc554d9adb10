"""Rows of company registers, as a vendor's batch prints them, for the tests of each sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from graph_engine.loading.report import LoadReport
from graph_engine.model.identifiers import (
    credit_code_check,
    organisation_code_check,
    registration_number_check,
    resident_id_check,
)
from loaders import LOADERS
from tests.unit.loading.desk import KEY, Desk
from tests.workbook_files import xlsx_bytes

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

COMPANY = {"批量上传公司名称": "东莞市甲测试有限公司", "系统匹配公司名称": "东莞市甲测试有限公司"}
"""What every sheet of topics says of the company that a row is about."""
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
    path.write_bytes(xlsx_bytes(sheets))
    return path


def load(desk: Desk, *rows: dict[str, str], name: str = "a.csv") -> LoadReport:
    return desk.load(REGISTRY, desk.table(name, rows))
