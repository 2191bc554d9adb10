"""Projects (重大项目、招商引资、财政资金清单): an office's own list, one row a project and party."""

from __future__ import annotations

import re
from functools import lru_cache

from graph_engine.loading import (
    UNDECIDED_PARTY,
    Emitter,
    Layout,
    PartyKind,
    Reason,
    Row,
    Rule,
    TableLoader,
    is_credit_code,
    party_kind,
    project_party,
)
from graph_engine.model.amounts import parse_amount
from graph_engine.model.money import Money
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Participation, Project

UNKNOWN_SCENARIO = Reason("none of the four scenarios", "不属于四类场景")
UNKNOWN_CURRENCY = Reason("no known currency", "币种不明")
NO_UNIT = Rule("amount_without_unit", "an amount of which nothing tells the unit", "未写明单位的金额")

_SCENARIOS = (
    ("investment_attraction", re.compile("招商|引资|引进")),
    ("fiscal_funds", re.compile("财政|资金|补贴|补助|奖补|扶持")),
    ("major_investment", re.compile("重大投资|投资")),
    ("major_project", re.compile("重大项目|重点项目|项目|工程")),
)
"""In this order: 招商引资项目 is an attraction, 财政投资 fiscal money."""

_ROLES = (
    ("target", re.compile("引进|招商对象|目标企业|意向企业|落户")),
    ("agent", re.compile("代理")),
    ("subcontractor", re.compile("分包")),
    ("winner", re.compile("中标|成交|中选")),
    ("bidder", re.compile("投标|竞标|应标|响应")),
    ("buyer", re.compile("采购人|采购单位|采购方|招标人|招标单位|甲方")),
    ("supplier", re.compile("供应商|供货|乙方")),
    ("contractor", re.compile("承包|承建|施工|总包")),
    ("applicant", re.compile("申请|申报")),
    ("beneficiary", re.compile("受益|补贴对象|补助对象|扶持|受助|资金使用|领取|获得")),
    ("investor", re.compile("投资|出资")),
    ("owner", re.compile("建设|业主|项目单位|项目法人|实施单位|项目主体")),
)

_COLUMNS: dict[str, tuple[str, ...]] = {
    "project_number": ("项目编号", "项目编码", "项目号", "编号"),
    "project_code": ("项目代码", "投资项目代码", "投资项目统一代码", "项目统一代码", "国家项目代码"),
    "project_name": ("项目名称", "项目", "专项名称", "资金名称"),
    "scenario": ("场景", "项目场景", "项目类型", "项目类别", "应用场景"),
    "party_name": ("单位名称", "企业名称", "参与单位", "主体名称", "参与方名称", "公司名称", "参与单位名称"),
    "credit_code": ("统一社会信用代码", "信用代码", "单位统一社会信用代码", "社会信用代码", "统一社会代码"),
    "organisation_code": ("组织机构代码",),
    "registration_number": ("注册号", "工商注册号"),
    "party_kind": ("单位类型", "主体类型", "参与方类型", "单位性质"),
    "person_number": ("证件号码", "身份证号", "身份证号码"),
    "role": ("单位角色", "角色", "参与角色", "参与方式", "承担角色"),
    "amount": ("金额（万元）", "金额", "项目金额（万元）", "项目金额", "金额（元）"),
    "total": (
        "总投资（万元）",
        "总投资额（万元）",
        "项目总投资（万元）",
        "投资总额（万元）",
        "总投资（亿元）",
        "总投资",
        "总投资额",
        "项目总投资",
        "投资总额",
    ),
    "party_amount": (
        "单位金额（万元）",
        "出资金额（万元）",
        "补贴金额（万元）",
        "合同金额（万元）",
        "中标金额（万元）",
        "单位金额",
        "出资金额",
        "补贴金额",
        "合同金额",
        "中标金额",
    ),
    "currency": ("币种", "货币"),
    "decision_on": ("决策日期", "决策时间", "拟决策日期", "签约日期", "立项日期", "批准日期", "审批日期"),
    "status": ("项目状态", "状态", "项目进展", "项目阶段"),
    "place": ("属地", "所属镇街", "镇街", "项目属地", "建设地点", "所属镇街（园区）"),
    "remark": ("备注", "说明"),
    "serial": ("序号",),
}


def _row(row: Row, emit: Emitter) -> None:
    emit.parties.about(credit_code=row.text("credit_code"), organisation_code=row.text("organisation_code"))
    name = row.need("project_name")
    number, code = row.text("project_number"), row.text("project_code")
    project = project_party(emit.source, number, name, code)
    # A row that is refused for its party's sake is shown with the project, which is known.
    emit.touch(project.key)
    scenario = _scenario(row)
    total = _money(row, emit, "total")
    amount = _money(row, emit, "amount")
    part = _money(row, emit, "party_amount")
    if scenario == "fiscal_funds" and part is None:
        # A list of grants states what each unit gets; elsewhere the amount is the project's.
        part, amount = amount, None
    whole = total or amount
    decision_on = row.day("decision_on")
    emit.add(
        Project(
            party=project,
            name=name,
            scenario=scenario,
            number=number or code,
            decision_on=decision_on,
            status_text=row.text("status"),
            place_text=row.text("place"),
            amount=whole.amount if whole else None,
            currency=whole.currency if whole else None,
        )
    )
    party = _party(row, emit, project)
    if party is not None:
        role_text = row.text("role")
        emit.add(
            Participation(
                source=party,
                target=project,
                role=_role(role_text),
                role_text=role_text,
                amount=part.amount if part else None,
                currency=part.currency if part else None,
            )
        )


def _scenario(row: Row) -> str | None:
    text = row.text("scenario")
    if text is None:
        return None
    found = _first_of(_SCENARIOS, text)
    if found is None:
        raise row.refuse(UNKNOWN_SCENARIO, "scenario")
    return found


@lru_cache(maxsize=1 << 10)
def _role(text: str | None) -> str:
    """The role that a printed one stands for; the printed one is kept beside it."""
    return "other" if text is None else _first_of(_ROLES, text) or "other"


def _first_of(patterns: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> str | None:
    return next((name for name, pattern in patterns if pattern.search(text)), None)


def _money(row: Row, emit: Emitter, name: str) -> Money | None:
    """An amount whose unit the cell or the header tells, in the row's currency."""
    if row.text(name) is None:
        return None
    if not row.has_unit(name):
        emit.leave_out(NO_UNIT)
        return None
    return row.money(name, currency=_currency(row))


def _currency(row: Row) -> str:
    text = row.text("currency")
    if text is None:
        return "CNY"
    # The currency's own word is understood where it stands behind an amount.
    found = row.parse("currency", lambda word: parse_amount(f"1{word}"), UNKNOWN_CURRENCY)
    return found.currency if found else "CNY"


def _party(row: Row, emit: Emitter, project: PartyRef) -> PartyRef | None:
    name, code = row.text("party_name"), row.text("credit_code")
    if name is None and code is None and row.text("organisation_code") is None:
        return None
    if _kind(row, name, code) == "person":
        return emit.parties.person(
            name=name, id_number=row.text("person_number") or code, scope=project, column=row.header("party_name")
        )
    return emit.parties.enterprise(
        name=name,
        credit_code=code,
        organisation_code=row.text("organisation_code"),
        registration_number=row.text("registration_number"),
        scope=project,
        column=row.header("credit_code"),
    )


def _kind(row: Row, name: str | None, code: str | None) -> PartyKind:
    """What the party is; the column of units holds persons too, and short names of enterprises look like theirs."""
    if name is None or is_credit_code(code) or row.text("organisation_code") is not None:
        return "enterprise"
    said = row.text("party_kind")
    kind = party_kind(name, said)
    if kind == "person" and said is None and row.text("person_number") is None:
        raise row.refuse(UNDECIDED_PARTY, "party_name")
    return kind or "enterprise"


LOADER = TableLoader(
    name="projects",
    zh="重大项目、招商引资与财政资金清单",
    en="lists of major projects, investments, attraction targets and fiscal grants",
    covers=("project", "takes_part_in"),
    layouts=(
        Layout(
            name="projects",
            columns=_COLUMNS,
            required=("project_name", "party_name", ("scenario", "role", "decision_on")),
            handler=_row,
        ),
    ),
)
