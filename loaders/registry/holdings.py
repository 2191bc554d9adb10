"""Shareholders (工商股东) and outbound investments (对外投资): who holds what part of a company.

A share is taken as stated: percent, fraction or band. Where only the capital is stated it is set against the
registered capital, and a count of shares against the total, if the row gives them; the basis is recorded. Rows
that disagree are both kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Final

from graph_engine.loading import NOT_A_RATIO, Emitter, Layout, Reason, Row, Rule
from graph_engine.model.money import Money
from graph_engine.model.parties import PartyRef
from graph_engine.model.ratios import Ratio, parse_ratio, ratio_of
from graph_engine.model.records import Shareholding
from loaders.registry.cells import (
    COMPANY,
    COMPANY_NUMBERS,
    HISTORY_UNDATED,
    UPLOADED,
    about_company,
    company_of,
    interval,
    is_past,
    money_or_none,
    party_of,
)
from loaders.registry.register import Register

VENDOR_SHARE: Final = Rule(
    "vendor_computed_share", "an indirect or final share as the vendor computes it", "数据商计算的间接或最终受益比例"
)
BARE_RATIO: Final = Reason(
    "a bare number up to 1 may be a fraction or a percentage", "1以下的数字无法判断是小数还是百分数"
)
CAPITAL_OVER_REGISTERED: Final = Rule(
    "capital_over_registered_refused",
    "the capital of a holder exceeds the registered capital, so it gives no ratio",
    "认缴额大于注册资本，不据以计算比例",
)

_ratio = lru_cache(maxsize=1 << 14)(parse_ratio)
_BARE: Final = re.compile(r"\d*\.?\d+")
_COUNT: Final = re.compile(r"([\d,]+(?:\.0*)?)\s*股?")

_SHARE_COLUMNS: Final = {
    "ratio": (
        "持股比例",
        "出资比例",
        "认缴出资比例",
        "认缴比例",
        "投资比例",
        "投资比列",
        "股权比例",
        "持股比例（%）",
        "出资比例（%）",
        "FUNDEDRATIO",
        "StockPercent",
        "percent",
    ),
    "vendor_share": ("间接持股比例", "最终受益股份", "最终受益比例", "FinalBenefitPercent", "finalBenefitShares"),
    "count": ("持股数（股）", "持股数", "持股数量", "持股数量（股）"),
    "total": ("总股本（股）", "总股本", "股份总数"),
    "capital": (
        "认缴出资额",
        "认缴出资金额",
        "认缴出资额（万元）",
        "出资额",
        "投资数额",
        "投资金额",
        "SUBCONAM",
        "ShouldCapi",
    ),
    "currency": ("币种", "出资币种", "SUBCURRENCY", "CURRENCY"),
    "registered": ("注册资本", "注册资本（万元）", "REGCAP"),
    "since": ("首次持股日期", "持股日期", "入股日期", "投资日期"),
    "until": ("退出日期", "退股日期", "减持至零日期", "历史退出日期"),
    "history": ("是否历史数据", "是否历史", "是否历史股东"),
}


@dataclass(frozen=True, slots=True)
class _Stake:
    """What a row says of a share."""

    ratio: Ratio | None
    text: str | None
    basis: str | None
    capital: Money | None


def holder_row(register: Register, row: Row, emit: Emitter) -> None:
    """One shareholder of a company.

    Raises:
        RowError: the company, the holder or the share cannot be understood.
    """
    about_company(register, row, emit)
    validity = _validity(row)
    if validity is None:
        emit.ignore(HISTORY_UNDATED)
        return
    company = company_of(register, row, emit)
    holder = party_of(
        row,
        emit,
        row.need("holder"),
        company,
        type_text=row.text("holder_type"),
        code=row.text("holder_code"),
        id_number=row.text("certificate"),
        column="holder",
    )
    _add_holding(row, emit, holder, company, validity)


def investment_row(register: Register, row: Row, emit: Emitter) -> None:
    """One company in which a company has invested.

    Raises:
        RowError: either company, or the share, cannot be understood.
    """
    about_company(register, row, emit)
    validity = _validity(row)
    if validity is None:
        emit.ignore(HISTORY_UNDATED)
        return
    holder = company_of(register, row, emit)
    name = row.need("held")
    held = emit.parties.enterprise(
        name=name, credit_code=row.text("held_code"), scope=holder, column=row.header("held_code")
    )
    _add_holding(row, emit, holder, held, validity)


def _validity(row: Row) -> tuple[date | None, date | None] | None:
    """When the share was held; `None` for a past share of which the end is not dated."""
    since, until = row.day("since"), row.day("until")
    if is_past(row) and until is None:
        return None
    return interval(row, since, until, "until")


def _add_holding(
    row: Row, emit: Emitter, holder: PartyRef, company: PartyRef, validity: tuple[date | None, date | None]
) -> None:
    stake = _stake(row, emit)
    ratio = stake.ratio
    emit.covered(validity[1] or validity[0])
    emit.add(
        Shareholding(
            source=holder,
            target=company,
            ratio_ppb=ratio.point_ppb if ratio else None,
            ratio_low_ppb=ratio.least_ppb if ratio else None,
            ratio_high_ppb=ratio.greatest_ppb if ratio else None,
            amount=stake.capital.amount if stake.capital else None,
            currency=stake.capital.currency if stake.capital else None,
            ratio_text=stake.text,
            basis=stake.basis,
            valid_from=validity[0],
            valid_to=validity[1],
        )
    )


def _stake(row: Row, emit: Emitter) -> _Stake:
    if row.text("vendor_share") is not None:
        emit.leave_out(VENDOR_SHARE)
    capital = money_or_none(row, emit, "capital", "currency")
    text = row.text("ratio")
    if text is not None:
        ratio = _stated_ratio(row, text)
        return _Stake(ratio, text, "band" if ratio.is_band else "reported", capital)
    count = row.text("count")
    if count is not None:
        ratio_by_count = _ratio_of_counts(row, count)
        return _Stake(ratio_by_count, f"{count}股".replace("股股", "股"), "share_count", capital)
    registered = money_or_none(row, emit, "registered", "currency")
    if capital is None or registered is None or capital.currency != registered.currency:
        return _Stake(None, None, None, capital)
    if not 0 <= capital.amount <= registered.amount or not registered.amount:
        emit.leave_out(CAPITAL_OVER_REGISTERED)
        return _Stake(None, None, None, capital)
    words = f"{row.text('capital')}÷{row.text('registered')}"
    return _Stake(ratio_of(capital.amount, registered.amount), words, "capital_over_registered", capital)


def _stated_ratio(row: Row, text: str) -> Ratio:
    bare = _BARE.fullmatch(text)
    if bare and 0 < float(text) <= 1 and not _says_percent(row.header("ratio")):
        raise row.refuse(BARE_RATIO, "ratio")
    ratio = row.parse("ratio", _ratio, NOT_A_RATIO)
    if ratio is None:
        raise row.refuse(NOT_A_RATIO, "ratio")
    return ratio


def _says_percent(header: str) -> bool:
    return "%" in header or "％" in header


def _ratio_of_counts(row: Row, count: str) -> Ratio | None:
    part, whole = _whole_number(count), _whole_number(row.text("total") or "")
    if part is None:
        raise row.refuse(NOT_A_RATIO, "count")
    if whole is None or not 0 < part <= whole:
        return None
    return ratio_of(part, whole)


def _whole_number(text: str) -> int | None:
    found = _COUNT.fullmatch(text)
    return int(found[1].replace(",", "").partition(".")[0]) if found else None


_HOLDER_COLUMNS: Final = {
    "holder": (
        "股东名称",
        "股东姓名",
        "股东",
        "股东（发起人）",
        "股东及出资人名称",
        "发起人",
        "投资人",
        "投资人名称",
        "SHANAME",
        "INV",
        "StockName",
    ),
    "holder_type": ("股东类型", "投资人类型", "INVTYPE_CN", "StockType"),
    "share_type": ("股份类型",),
    "certificate": ("股东证件号码", "股东身份证号", "证件号码"),
    "region": ("地区",),
    "holder_status": ("经营状态",),
    "terms": ("认缴出资明细",),
    "due": ("认缴出资日期", "CONDATE", "ShoudDate"),
    "paid": ("实缴出资额", "实缴出资金额", "ACCONAM"),
    "paid_terms": ("实缴出资明细",),
    "products": ("关联产品/机构",),
    **_SHARE_COLUMNS,
}
_HOLDER_CODES: Final = ("股东统一社会信用代码", "股东代码", "股东信用代码", "投资人统一社会信用代码")
_COMPANY_CODES: Final = ("企业统一社会信用代码", "公司统一社会信用代码", "UNISCID", "CreditCode")


def layouts(register: Register) -> tuple[Layout, ...]:
    """The layouts of holders and investments, for the companies of one workbook."""
    return (
        Layout(
            name="shareholders_of_batch",
            columns={
                "company": COMPANY[:2],
                "uploaded": UPLOADED,
                # In a batch workbook the code beside the holder is the holder's.
                "holder_code": (*_HOLDER_CODES, "统一社会信用代码"),
                "company_code": _COMPANY_CODES,
                **COMPANY_NUMBERS,
                **_HOLDER_COLUMNS,
            },
            required=("company", "holder"),
            handler=partial(holder_row, register),
            sheet_names=("工商股东", "股东信息", "股东"),
        ),
        Layout(
            name="shareholders",
            columns={
                "company": COMPANY[2:],
                "uploaded": UPLOADED,
                # In a list of companies the code is the company's.
                "company_code": (*_COMPANY_CODES, "统一社会信用代码"),
                "holder_code": _HOLDER_CODES,
                **COMPANY_NUMBERS,
                **_HOLDER_COLUMNS,
            },
            required=("company", "holder"),
            handler=partial(holder_row, register),
            sheet_names=("工商股东", "股东信息", "股东"),
        ),
        Layout(
            name="investments",
            columns={
                "company": COMPANY,
                "uploaded": UPLOADED,
                "company_code": ("企业统一社会信用代码", "投资方统一社会信用代码"),
                **COMPANY_NUMBERS,
                "held": ("被投资企业", "被投资企业名称", "被投资公司名称", "对外投资企业", "投资企业名称"),
                "held_code": ("统一社会信用代码", "被投资企业统一社会信用代码"),
                "held_representative": ("法定代表人/负责人/执行事务合伙人", "法定代表人", "被投资企业法定代表人"),
                "held_status": ("状态", "经营状态", "登记状态"),
                "held_capital": ("被投资企业注册资本",),
                "established": ("成立日期",),
                "region": ("所属地区", "省份"),
                "city": ("市", "城市"),
                "district": ("区域", "区县"),
                "industry": ("所属行业", "行业"),
                "products": ("关联产品/机构",),
                **_SHARE_COLUMNS,
            },
            required=("company", "held"),
            handler=partial(investment_row, register),
            sheet_names=("对外投资",),
        ),
    )
