"""Sheets of records (风险信息) in vendors' workbooks: court lists, penalties, abnormal and serious lists, taxes.

One declaration a sheet: which category its rows are, which headers say number, authority, dates and amounts.
A row that the vendor marks as history is loaded as removed, so that it ends what an earlier file said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from graph_engine.errors import RowError
from graph_engine.loading import (
    Emitter,
    Layout,
    Row,
    event_party,
    list_category,
    listing_matter,
    matter_key,
    unnumbered_matter,
)
from graph_engine.model.names import exact_name
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import RiskEvent, SubjectOf
from loaders.registry.cells import (
    COMPANY,
    COMPANY_NUMBERS,
    UNREADABLE_DATE,
    UPLOADED,
    about_company,
    company_of,
    is_past,
    money_or_none,
    party_of,
)
from loaders.registry.register import Register
from loaders.registry.words import penalty_types

_ENDED_STATE: Final = re.compile(r"解除|解冻|失效|撤回|撤销|终止|移出|已?修复|不予受理|驳回")
_LISTS: Final = frozenset(
    ("abnormal_operation", "serious_violation_list", "tax_serious_list", "tax_abnormal_household")
)
_STAGE_ONLY: Final = re.compile(r"冻结\|冻结$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One sheet of records: its titles, the category of its rows, and the headers of its fields.

    `ended` is the status of a row that is past. `debtor` are headers of who is pursued where that need not be
    the company, `applicant` of who pursues. `periods` are headers of an interval that begins with the decision.
    """

    name: str
    titles: tuple[str, ...]
    category: str
    ended: str = "removed"
    number: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    filed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    list_name: tuple[str, ...] = ()
    amount: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    debtor: tuple[str, ...] = ()
    applicant: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


def _layout(topic: Topic, register: Register) -> Layout:
    fields = {
        name: getattr(topic, name)
        for name in (
            *("number", "authority", "decided", "published", "filed", "removed", "periods", "text", "more"),
            *("list_name", "amount", "state", "debtor", "applicant"),
        )
    }
    columns = {
        "company": COMPANY,
        "uploaded": UPLOADED,
        "company_code": ("企业统一社会信用代码", "统一社会信用代码"),
        **COMPANY_NUMBERS,
        "history": ("是否历史记录", "是否历史", "是否历史数据"),
        **{name: headers for name, headers in fields.items() if headers},
        **{f"other_{place}": (header,) for place, header in enumerate(topic.other)},
    }
    return Layout(
        name=f"records:{topic.name}",
        columns=columns,
        required=("company", *topic.required),
        handler=partial(_record, topic, register),
        sheet_names=topic.titles,
        only_named=True,
    )


def _record(topic: Topic, register: Register, row: Row, emit: Emitter) -> None:
    about_company(register, row, emit)
    company = company_of(register, row, emit)
    subject = _subject(topic, row, emit, company)
    decided, published, removed = _dates(topic, row, emit)
    past = is_past(row) or removed is not None or _has_ended(topic, row)
    number = row.text("number") if topic.number else None
    authority = row.text("authority") if topic.authority else None
    text = _text(topic, row)
    category = topic.category
    if topic.list_name:
        category = list_category(f"{row.text('list_name') or ''} {text or ''}")
    money = money_or_none(row, emit, "amount") if topic.amount else None
    day = decided or published
    # A list without numbers tells its entries apart by authority, day and cause.
    natural = number or f"{authority or ''}/{day or ''}/{exact_name(text or '')}"
    event = event_party(emit.source, category, subject.key, natural)
    emit.covered(removed or published or decided)
    emit.add(
        RiskEvent(
            party=event,
            category=category,
            matter=_matter(category, number, authority, subject, day, natural),
            document_number=number,
            authority=authority,
            decided_on=decided,
            published_on=published,
            status=topic.ended if past else "active",
            status_on=removed,
            penalty_types=penalty_types(text) if category == "administrative_penalty" else (),
            text=text,
            amount=money.amount if money else None,
            currency=money.currency if money else None,
        ),
        SubjectOf(source=subject, target=event, role="principal"),
    )


def _matter(
    category: str, number: str | None, authority: str | None, subject: PartyRef, day: date | None, natural: str
) -> str:
    if number is not None:
        return matter_key(number, authority, subject.key)
    if category in _LISTS:
        # The list's own file tells of the same entry, with other words for its cause.
        return listing_matter(category, subject.key, day, natural)
    return unnumbered_matter(category, subject.key, natural)


def _subject(topic: Topic, row: Row, emit: Emitter, company: PartyRef) -> PartyRef:
    """Who is pursued: the company, unless the row names somebody else.

    Raises:
        RowError: the one pursued cannot be understood.
    """
    name = row.text("debtor") if topic.debtor else None
    if name is None or exact_name(name) == exact_name(company.name or ""):
        return company
    return party_of(row, emit, name, company, column="debtor")


def _dates(topic: Topic, row: Row, emit: Emitter) -> tuple[date | None, date | None, date | None]:
    decided = row.day("decided") if topic.decided else None
    published = row.day("published") if topic.published else None
    removed = row.day("removed") if topic.removed else None
    if topic.periods and decided is None and row.text("periods") is not None:
        try:
            decided, _ = row.period("periods")
        except RowError:
            emit.leave_out(UNREADABLE_DATE)
    if topic.filed and decided is None and published is None:
        decided = row.day("filed")
    return decided, published, removed


def _has_ended(topic: Topic, row: Row) -> bool:
    state = row.text("state") if topic.state else None
    return state is not None and _ENDED_STATE.search(_STAGE_ONLY.sub("", state)) is not None


def _text(topic: Topic, row: Row) -> str | None:
    parts = [row.free_text(name) for name in ("list_name", "text", "more") if getattr(topic, name)]
    return "；".join(dict.fromkeys(part for part in parts if part)) or None


_TOPICS: Final = (
    Topic(
        name="dishonest_debtor",
        titles=("失信被执行人", "失信信息"),
        category="dishonest_debtor",
        number=("案号",),
        authority=("执行法院", "法院"),
        filed=("立案日期", "立案时间"),
        published=("发布日期", "发布时间"),
        text=("失信被执行人行为具体情形", "失信行为"),
        more=("被执行人履行情况", "履行情况"),
        amount=("执行标的", "执行标的（元）", "涉案金额"),
        other=("执行依据文号", "省份"),
        required=("number",),
    ),
    Topic(
        name="enforcement_case",
        titles=("被执行人",),
        category="enforcement_case",
        number=("案号",),
        authority=("执行法院", "法院"),
        decided=("立案日期", "立案时间"),
        amount=("执行标的", "执行标的（元）", "执行金额"),
        state=("案件状态", "状态"),
        required=("number",),
    ),
    Topic(
        name="consumption_restriction",
        titles=("限制高消费", "限制消费", "限高"),
        category="consumption_restriction",
        ended="lifted",
        number=("案号",),
        authority=("执行法院", "法院"),
        decided=("限制令发布日期", "发布日期", "发布时间"),
        filed=("立案时间", "立案日期"),
        text=("限制消费类型", "限制对象"),
        other=("限消人员", "申请人"),
        required=("number",),
    ),
    Topic(
        name="enforcement_terminated",
        titles=("终本案件", "终本"),
        category="enforcement_terminated",
        number=("终本案号", "案号"),
        authority=("执行法院", "法院"),
        decided=("终本时间", "终本日期"),
        filed=("立案时间", "立案日期"),
        amount=("未履行金额", "未履行金额（元）"),
        more=("履行状态",),
        other=("执行标的", "执行标的（元）"),
        required=("number",),
    ),
    Topic(
        name="administrative_penalty",
        titles=("行政处罚", "环保处罚", "税务处罚"),
        category="administrative_penalty",
        number=("行政处罚决定书文号", "决定书文号", "处罚决定文号", "文号"),
        authority=("作出行政处罚决定机关名称", "处罚机关", "决定机关", "处罚单位"),
        decided=("作出行政处罚决定日期", "处罚日期", "处罚决定日期", "决定日期"),
        published=("公示日期", "公告日期"),
        text=("违法行为类型", "处罚事由", "违法类型"),
        more=("处罚内容", "处罚结果"),
        amount=("处罚金额", "处罚金额（元）", "处罚金额（万元）", "罚款金额", "罚款金额（元）"),
        other=("处罚依据", "处罚类别", "违法事实"),
        required=("decided",),
    ),
    Topic(
        name="abnormal_operation",
        titles=("经营异常",),
        category="abnormal_operation",
        authority=("做出决定机关", "作出决定机关", "列入决定机关", "作出决定机关（列入）"),
        decided=("列入日期",),
        removed=("移出日期",),
        text=("列入经营异常名录原因", "列入原因"),
        other=("移出经营异常名录原因", "移出原因", "移出决定机关", "作出决定机关（移出）"),
        required=("decided",),
    ),
    Topic(
        name="serious_violation_list",
        titles=("严重违法",),
        category="serious_violation_list",
        authority=("作出决定机关（列入）", "列入决定机关", "作出决定机关"),
        decided=("列入日期",),
        removed=("移出日期",),
        text=("列入严重违法失信企业名单原因", "列入严重违法失信名单原因", "列入原因"),
        other=("类别", "移出严重违法失信企业名单原因", "移出原因", "作出决定机关（移出）"),
        required=("decided",),
    ),
    Topic(
        name="tax_serious_list",
        titles=("重大税收违法", "税收违法"),
        category="tax_serious_list",
        authority=("检查机关", "所属税务机关", "税务机关"),
        decided=("决定日期",),
        published=("公布时间", "发布时间", "发布日期"),
        text=("案件性质",),
        more=("违法事实", "主要违法事实"),
        other=("纳税人识别号", "法律依据及处罚", "相关法律依据及税务处理处罚情况"),
        required=("text",),
    ),
    Topic(
        name="tax_arrears",
        titles=("欠税",),
        category="tax_arrears",
        ended="performed",
        authority=("发布单位", "税务机关", "所属税务机关"),
        published=("发布时间", "发布日期", "公告时间"),
        text=("欠税税种",),
        amount=("欠税金额（元）", "欠税余额（元）", "欠税余额", "欠税金额"),
        other=("纳税人识别号", "当前新发生的欠税额"),
        required=("text",),
    ),
    Topic(
        name="tax_abnormal_household",
        titles=("非正常户",),
        category="tax_abnormal_household",
        authority=("所属税务机关", "主管税务机关", "税务机关", "认定机关"),
        decided=("认定日期", "列入日期", "认定时间"),
        published=("发布时间", "公告时间"),
        removed=("解除日期", "移出日期"),
        text=("列入原因", "认定原因"),
        other=("纳税人识别号",),
    ),
    Topic(
        name="equity_freeze",
        titles=("股权冻结", "司法协助"),
        category="equity_freeze",
        ended="lifted",
        number=("执行通知书文号", "执行裁定书文号", "案号"),
        authority=("执行法院", "法院"),
        published=("公示时间", "公示日期"),
        periods=("起止日期", "冻结期限"),
        amount=("股权数额", "股权数额（万元）"),
        state=("状态",),
        debtor=("被执行人",),
        text=("冻结股权的标的企业", "标的企业"),
        required=("number",),
    ),
    Topic(
        name="judicial_auction",
        titles=("司法拍卖",),
        category="judicial_auction",
        number=("案号",),
        authority=("委托法院", "执行法院", "法院", "处置单位"),
        published=("公告时间", "拍卖时间", "发布时间"),
        text=("拍卖标题", "标题", "拍卖标的"),
        amount=("起拍价", "起拍价（元）", "评估价"),
        required=("text",),
    ),
    Topic(
        name="bankruptcy",
        titles=("破产案件", "破产重整"),
        category="bankruptcy",
        ended="lifted",
        number=("案号",),
        authority=("办理法院", "经办法院", "法院"),
        published=("公开日期", "公开时间", "发布时间"),
        debtor=("被申请人",),
        applicant=("申请人",),
        text=("破产类型", "案件类型"),
        other=("管理人", "管理人主要负责人"),
        required=("number",),
    ),
    Topic(
        name="simplified_deregistration",
        titles=("简易注销",),
        category="simplified_deregistration",
        ended="withdrawn",
        authority=("登记机关",),
        published=("公告日期",),
        periods=("公告期", "公告期限"),
        state=("简易注销结果", "公告结果"),
    ),
    Topic(
        name="identity_misuse_notice",
        titles=("冒用他人身份",),
        category="identity_misuse_notice",
        ended="lifted",
        authority=("公告机关", "登记机关"),
        published=("公告期自", "公告日期"),
        text=("冒名登记事项",),
        state=("处理结果",),
        other=("公告期至", "被冒用人"),
    ),
    Topic(
        name="other_list",
        titles=("黑名单",),
        category="other_list",
        list_name=("黑名单名称", "名单名称"),
        authority=("认定部门", "列入部门"),
        decided=("列入日期",),
        removed=("移出日期",),
        text=("黑名单认定依据", "认定依据", "列入原因"),
        other=("认定等级",),
        more=("黑名单类型",),
        required=("list_name",),
    ),
)


def layouts(register: Register) -> tuple[Layout, ...]:
    """The layouts of records, for the companies of one workbook."""
    return tuple(_layout(topic, register) for topic in _TOPICS)
