"""The register of changes (工商变更) and guarantees (担保信息)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import partial
from typing import Final

from graph_engine.errors import RowError
from graph_engine.loading import MISSING_VALUE, Emitter, Layout, Row, Rule, party_kind
from graph_engine.model.names import exact_name
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import ContactUse, Enterprise, Guarantee, LegalRepresentation
from loaders.registry.cells import (
    COMPANY,
    COMPANY_NUMBERS,
    HISTORY_UNDATED,
    UNREADABLE_DATE,
    UPLOADED,
    about_company,
    company_of,
    money_or_none,
    party_of,
)
from loaders.registry.register import Register
from loaders.registry.words import is_yes

CHANGE_WITHOUT_RELATION: Final = Rule(
    "change_without_relation",
    "a change of capital, scope, articles or holders as text: the sheets of the present state say it better",
    "注册资本、经营范围、章程、投资人等变更为文字描述，以现状表为准",
)
NOTHING_BEFORE: Final = Rule("nothing_before", "a change that does not say what was before", "变更前内容为空")

_ADDRESS: Final = re.compile(r"住所|地址|经营场所|驻在地")
_NAME: Final = re.compile(r"名称")
_REPRESENTATIVE: Final = re.compile(r"法定代表人|负责人(?!.*财务)|执行事务合伙人|经营者")
_NAME_OF_OTHERS: Final = re.compile(r"股东|投资人|出资|合伙人名")
_NOISE: Final = re.compile(
    r"^(姓名|名称|法定代表人|企业名称|住所)\s*[:：]\s*|[\[【(（](新增|退出|变更前|变更后)[\]】)）]"
)
_HOUSE: Final = re.compile(r"[0-9０-９]")
_ENDED: Final = re.compile(r"履行完毕|已履行|已解除|解除|终止|失效|已到期")


def change_row(register: Register, row: Row, emit: Emitter) -> None:
    """One change: what was before is true until its day.

    Former representatives, addresses and names are kept with that end. What came after is not taken from here:
    whether it still holds, the present state says.

    Raises:
        RowError: the company or the day cannot be understood.
    """
    about_company(register, row, emit)
    item = row.need("item")
    kind = _kind_of(item)
    if kind is None:
        emit.ignore(CHANGE_WITHOUT_RELATION)
        return
    text = row.free_text("before")
    before = _NOISE.sub("", text).strip() if text else ""
    if not before:
        emit.ignore(NOTHING_BEFORE)
        return
    on = row.day("on")
    if on is None:
        raise row.refuse(MISSING_VALUE, "on")
    emit.covered(on)
    if kind == "representative" and party_kind(before) is None:
        emit.ignore(CHANGE_WITHOUT_RELATION)
        return
    if kind == "address" and not _HOUSE.search(before):
        emit.ignore(CHANGE_WITHOUT_RELATION)
        return
    company = company_of(register, row, emit)
    _add_former(row, emit, kind, before, company, on)


def _kind_of(item: str) -> str | None:
    if _REPRESENTATIVE.search(item):
        return "representative"
    if _ADDRESS.search(item):
        return "address"
    if _NAME.search(item) and not _NAME_OF_OTHERS.search(item):
        return "name"
    return None


def _add_former(row: Row, emit: Emitter, kind: str, before: str, company: PartyRef, on: date) -> None:
    if kind == "representative":
        source = party_of(row, emit, before, company, column="before")
        # The day tells this post from a later one of the same person.
        record = f"change:{on}"
        emit.add(LegalRepresentation(source=source, target=company, valid_to=on, record_id=record))
    elif kind == "address":
        contact = emit.parties.contact("address", before)
        emit.add(ContactUse(source=company, target=contact, role="registered_address", valid_to=on))
    elif exact_name(before) != exact_name(company.name or ""):
        emit.add(
            Enterprise(
                party=company,
                name=company.name or before,
                mention=True,
                former_names=(before,),
            )
        )


def guarantee_row(register: Register, row: Row, emit: Emitter) -> None:
    """One guarantee: who answers for whose debt.

    Raises:
        RowError: a party cannot be understood.
    """
    about_company(register, row, emit)
    first, end = _term(row, emit)
    if _ENDED.search(row.text("state") or "") and end is None:
        emit.ignore(HISTORY_UNDATED)
        return
    if (row.history or is_yes(row.text("history"))) and end is None:
        emit.ignore(HISTORY_UNDATED)
        return
    company = company_of(register, row, emit)
    guarantor = party_of(row, emit, row.need("guarantor"), company, column="guarantor")
    debtor = party_of(row, emit, row.need("debtor"), company, column="debtor")
    money = money_or_none(row, emit, "amount", "currency")
    emit.covered(first)
    emit.add(
        Guarantee(
            source=guarantor,
            target=debtor,
            amount=money.amount if money else None,
            currency=money.currency if money else None,
            valid_from=first,
            valid_to=end,
        )
    )


def _term(row: Row, emit: Emitter) -> tuple[date | None, date | None]:
    try:
        first, last = row.period("term")
    except RowError:
        emit.leave_out(UNREADABLE_DATE)
        return None, None
    return first, last + timedelta(days=1) if isinstance(last, date) else None


def layouts(register: Register) -> tuple[Layout, ...]:
    """The layouts of changes and guarantees, for the companies of one workbook."""
    return (
        Layout(
            name="changes",
            columns={
                "company": COMPANY,
                "uploaded": UPLOADED,
                "company_code": ("统一社会信用代码", "企业统一社会信用代码", "UNISCID"),
                **COMPANY_NUMBERS,
                "on": ("变更日期", "变更时间", "ALTDATE"),
                "history": ("是否历史记录",),
                "item": ("变更事项", "变更项目", "ALTITEM_CN", "ALTITEM"),
                "before": ("变更前", "变更前内容", "ALTBE"),
                "after": ("变更后", "变更后内容", "ALTAF"),
            },
            required=("company", "on", "item", "before"),
            handler=partial(change_row, register),
            sheet_names=("工商变更", "变更记录", "变更信息"),
        ),
        Layout(
            name="guarantees",
            columns={
                "company": COMPANY,
                "uploaded": UPLOADED,
                "company_code": ("统一社会信用代码", "企业统一社会信用代码"),
                **COMPANY_NUMBERS,
                "guarantor": ("担保方", "担保人", "保证人"),
                "debtor": ("被担保方", "被担保人", "债务人"),
                "way": ("担保方式", "保证的方式"),
                "amount": ("担保金额", "担保金额（万元）", "主债权数额"),
                "currency": ("币种",),
                "state": ("履行状态", "状态"),
                "published": ("公告日期",),
                "report": ("报告期",),
                "term": ("担保期限", "保证的期间"),
                "history": ("是否历史记录", "是否历史"),
            },
            required=("company", "guarantor", "debtor"),
            handler=partial(guarantee_row, register),
            sheet_names=("担保信息", "对外担保"),
        ),
    )
