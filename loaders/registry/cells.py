"""Cells that several sheets of the register have in common: the company, holders, dates, shares, contacts."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import Final

from graph_engine.errors import RowError
from graph_engine.loading import UNDECIDED_PARTY, Emitter, Reason, Row, Rule, key_of_codes, party_kind
from graph_engine.model.amounts import CURRENCIES, parse_amount
from graph_engine.model.money import Money
from graph_engine.model.names import exact_name
from graph_engine.model.parties import NAME_SCHEME, PartyRef
from loaders.registry.register import Codes, Register
from loaders.registry.words import is_yes

COMPANY: Final = (
    "系统匹配公司名称",
    "系统匹配企业名称",
    "企业名称",
    "公司名称",
    "单位名称",
    "市场主体名称",
    "主体名称",
    "企业（机构）名称",
    "名称",
    "ENTNAME",
    "CompanyName",
)
UPLOADED: Final = ("批量上传公司名称", "原文件导入名称", "上传企业名称", "查询企业名称")
COMPANY_NUMBERS: Final = {
    "company_number": ("企业注册号", "注册号", "工商注册号", "REGNO"),
    "company_id": ("主体身份代码", "PRIPID"),
}

AMOUNT_WITHOUT_UNIT: Final = Rule(
    "amount_without_unit", "a bare number of which the unit stands nowhere", "金额没有单位，无法确定是元还是万元"
)
UNREADABLE_AMOUNT: Final = Rule("unreadable_amount", "an amount that cannot be read", "无法识别的金额")
UNREADABLE_DATE: Final = Rule("unreadable_date", "a date that cannot be read", "无法识别的日期")
HISTORY_UNDATED: Final = Rule(
    "history_undated", "a past state of which the end is not dated", "历史记录没有结束日期，不作为现状"
)
ENDS_BEFORE_IT_BEGINS: Final = Reason("it ends before it begins", "结束日期早于开始日期")

_amount = lru_cache(maxsize=1 << 14)(parse_amount)
_BARE_NUMBER: Final = re.compile(r"[-+]?[\d,]*\.?\d+")
_IN_TEN_THOUSANDS: Final = re.compile(r"万|^(regcap|reccap|subconam|acconam)$", re.IGNORECASE)
_IN_UNITS: Final = re.compile(r"[(（]元|（单位：元|_元$")
_DELEGATE: Final = re.compile(r"[(（]?\s*(委派代表|委派|执行事务合伙人委派代表)\s*[:：].*$")


def register_scope(emit: Emitter) -> str:
    """The scope within which a source's register knows its companies by name alone."""
    return f"register:{emit.source}"


def register_key(emit: Emitter, name: str) -> str:
    """The key under which the source's other sheets name a company that has a row of its own."""
    return f"{NAME_SCHEME}:{exact_name(name)}@{register_scope(emit)}"


def about_company(register: Register, row: Row, emit: Emitter) -> None:
    """Says early which company a row is about, so that a row refused later can be shown beside it."""
    emit.touch(partial(_company_key, register, row, emit))


def _company_key(register: Register, row: Row, emit: Emitter) -> str:
    name = row.text("company")
    known = register.codes_of(name) or Codes()
    key = key_of_codes(row.text("company_code") or known.credit_code, known.organisation_code)
    return key or ("" if name is None else register_key(emit, name))


def company_of(register: Register, row: Row, emit: Emitter) -> PartyRef:
    """The company that a row of a topic sheet is about.

    Batch workbooks name it by its legal name alone; the workbook's sheet of basics says which code bears that name.

    Raises:
        RowError: no name and no code.
    """
    name = row.text("company")
    code, number, own = row.text("company_code"), row.text("company_number"), row.text("company_id")
    known = register.codes_of(name) if code is None and number is None else None
    if known is not None:
        return emit.parties.enterprise(
            name=name,
            credit_code=known.credit_code,
            organisation_code=known.organisation_code,
            registration_number=known.registration_number,
            described=True,
        )
    return emit.parties.enterprise(
        name=name,
        credit_code=code,
        registration_number=number,
        source_id=own,
        scope=register_scope(emit),
        column=row.header("company_code" if row.has("company_code") else "company"),
    )


def is_past(row: Row) -> bool:
    """Whether a row tells of a past state (历史): by the sheet's title, or by its own mark."""
    return row.history or is_yes(row.text("history")) is True


def party_of(
    row: Row,
    emit: Emitter,
    name: str,
    scope: PartyRef,
    *,
    type_text: str | None = None,
    code: str | None = None,
    id_number: str | None = None,
    document_type: str | None = None,
    column: str,
) -> PartyRef:
    """A holder, officer or other party that a row names beside its company.

    Raises:
        RowError: neither surely a person nor surely an enterprise; or its code is refused.
    """
    bare = without_delegate(name)
    kind = "enterprise" if code is not None and id_number is None else party_kind(bare, type_text)
    if kind is None:
        raise row.refuse(UNDECIDED_PARTY, column)
    if kind == "person":
        return emit.parties.person(
            name=bare, scope=scope, id_number=id_number or code, document_type=document_type, column=row.header(column)
        )
    if exact_name(bare) == exact_name(scope.name or ""):
        return scope
    return emit.parties.enterprise(name=bare, credit_code=code, scope=scope, column=row.header(column))


def without_delegate(name: str) -> str:
    """The name of a managing partner without the person it delegates: `某某投资（有限合伙）（委派代表：张三）`."""
    if ":" not in name and "：" not in name:
        return name
    return _DELEGATE.sub("", name).strip() or name


# ---------------------------------------------------------------------- dates and amounts


def day_or_none(row: Row, emit: Emitter, name: str) -> date | None:
    """A date of an attribute: one that cannot be read is left out, and said so."""
    try:
        found = row.date(name)
    except RowError:
        emit.leave_out(UNREADABLE_DATE)
        return None
    return found if isinstance(found, date) else None


def interval(row: Row, first: date | None, end: date | None, column: str) -> tuple[date | None, date | None]:
    """Valid time from the first day to the first day on which it no longer holds.

    Raises:
        RowError: it ends before it begins.
    """
    if first is not None and end is not None and end < first:
        raise row.refuse(ENDS_BEFORE_IT_BEGINS, column)
    # One day at least: what began and ended on one day was true on it.
    return first, end + timedelta(days=1) if end is not None and end == first else end


def money_or_none(row: Row, emit: Emitter, name: str, currency: str = "") -> Money | None:
    """An amount of an attribute; a bare number counts only where the header or the code names its unit."""
    text = row.text(name)
    if text is None:
        return None
    header = row.header(name)
    unit = "万元" if _IN_TEN_THOUSANDS.search(header) else "元"
    bare = _BARE_NUMBER.fullmatch(text.replace(" ", "")) is not None
    if bare and unit == "元" and not _IN_UNITS.search(header):
        emit.leave_out(AMOUNT_WITHOUT_UNIT)
        return None
    named = (row.text(currency) if currency else None) or "CNY"
    try:
        return _amount(text, unit, CURRENCIES.get(named.casefold(), named.upper()))
    except (RowError, ValueError):
        emit.leave_out(UNREADABLE_AMOUNT)
        return None
