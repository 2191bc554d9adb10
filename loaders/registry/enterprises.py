"""The sheet of basics (企业信息): registered enterprises, with legal representative, contacts and state."""

from __future__ import annotations

import re
from typing import Final

from graph_engine.errors import RowError
from graph_engine.loading import Emitter, Layout, Row, Rule, event_party, party_kind
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import ContactUse, Enterprise, LegalRepresentation, RiskEvent, SubjectOf
from graph_engine.model.text import split_values
from loaders.registry.cells import (
    COMPANY,
    UPLOADED,
    day_or_none,
    money_or_none,
    party_of,
    register_key,
    without_delegate,
)
from loaders.registry.words import enterprise_status

UNDECIDED_REPRESENTATIVE: Final = Rule(
    "undecided_representative",
    "a representative who is neither surely a person nor surely an enterprise",
    "法定代表人栏无法判断是自然人还是企业",
)
UNREADABLE_CONTACT: Final = Rule("unreadable_contact", "no phone or mail, or a masked one", "电话、邮箱无效或已脱敏")
COARSE_ADDRESS: Final = Rule(
    "coarse_address",
    "an address without any number: it would tie a whole street together",
    "住所没有门牌号，不作为同址依据",
)

_HOUSE: Final = re.compile(r"[0-9０-９]|[一二三四五六七八九十百]+[号栋座楼层室组队房]")

_COLUMNS: Final = {
    "company": COMPANY,
    "uploaded": UPLOADED,
    "credit_code": (
        "统一社会信用代码",
        "社会统一信用代码",
        "统一信用代码",
        "统一社会代码",
        "信用代码",
        "UNISCID",
        "CreditCode",
    ),
    "registration_number": ("注册号", "工商注册号", "企业注册号", "REGNO"),
    "organisation_code": ("组织机构代码", "组织机构码", "ORGCODE"),
    "taxpayer_number": ("纳税人识别号", "纳税人识别码", "税号"),
    "source_id": ("主体身份代码", "PRIPID"),
    "status": ("登记状态", "经营状态", "企业状态", "REGSTATE_CN", "状态", "Status"),
    "status_code": ("登记状态代码", "经营状态代码", "REGSTATE", "ENTSTATUS"),
    "representative": (
        "法定代表人",
        "法定代表人姓名",
        "法定代表人/负责人",
        "法定代表人或负责人",
        "法定代表人/负责人/执行事务合伙人",
        "企业法人",
        "法人代表",
        "负责人",
        "经营者",
        "FRNAME",
        "OperName",
    ),
    "representative_code": ("NAME",),
    "certificate_type": ("法定代表人证件类型", "法定代表人证件名称", "CERTYPE"),
    "certificate": ("法定代表人证件号码", "法定代表人身份证号", "法定代表人身份证件号码", "法定代表人证件号", "CERNO"),
    "type_text": ("企业（机构）类型", "企业类型", "公司类型", "机构类型", "市场主体类型", "ENTTYPE_CN"),
    "type_code": ("ENTTYPE", "企业类型代码"),
    "capital": ("注册资本", "注册资本（万元）", "注册资金", "注册金额", "REGCAP", "RegistCapi"),
    "currency": ("注册资本币种", "币种", "REGCAPCUR_CN", "REGCAPCUR"),
    "paid_capital": ("实缴资本", "实收资本", "RECCAP"),
    "established": ("成立日期", "成立时间", "注册日期", "ESDATE", "StartDate"),
    "deregistered": ("注销日期", "CANDATE"),
    "revoked": ("吊销日期", "REVDATE"),
    "approved": ("核准日期", "APPRDATE"),
    "term": ("营业期限", "经营期限"),
    "term_from": ("营业期限自", "OPFROM"),
    "term_to": ("营业期限至", "OPTO"),
    "authority": ("登记机关", "REGORG_CN"),
    "authority_code": ("登记机关代码", "REGORG"),
    "province": ("所属省份", "省份"),
    "city": ("所属城市", "城市", "市"),
    "district": ("所属区县", "区县", "区域"),
    "address": ("注册地址", "企业地址", "企业注册地址", "住所", "经营场所", "地址", "DOM"),
    "report_address": ("最新年报地址", "年报地址"),
    "postal_address": ("通信地址", "通讯地址", "联系地址"),
    "phone": ("电话", "电话号码", "联系电话", "有效手机号", "企业电话"),
    "more_phones": ("更多电话", "其他电话"),
    "mail": ("邮箱", "电子邮箱", "企业邮箱", "Email"),
    "more_mails": ("更多邮箱", "其他邮箱"),
    "website": ("网址", "官网"),
    "industry": ("国标行业门类", "行业门类", "所属行业", "行业", "INDUSTRYPHY"),
    "industry_division": ("国标行业大类", "行业大类"),
    "industry_group": ("国标行业中类", "行业中类"),
    "industry_class": ("国标行业小类", "行业小类"),
    "former_names": ("曾用名", "历史名称"),
    "english_name": ("英文名", "企业英文名"),
    "insured": ("参保人数",),
    "insured_year": ("参保人数所属年报",),
    "report_year": ("最新年报年份",),
    "size": ("企业规模", "人员规模"),
    "business": ("经营范围", "OPSCOPE"),
}


def enterprise_row(row: Row, emit: Emitter) -> None:
    """One registered enterprise.

    Raises:
        RowError: no name, or no key: a credit code that fails its outer check and nothing beside it.
    """
    code = row.text("credit_code")
    emit.parties.about(credit_code=code, organisation_code=row.text("organisation_code"))
    name = row.need("company")
    party = emit.parties.enterprise(
        name=name,
        credit_code=code,
        organisation_code=row.text("organisation_code"),
        registration_number=row.text("registration_number"),
        source_id=row.text("source_id"),
        described=True,
        column=row.header("credit_code"),
    )
    # The other sheets of the source name this company by its legal name alone.
    party = party._replace(aliases=(*party.aliases, register_key(emit, name)))
    _describe(row, emit, party, name, code)
    _represent(row, emit, party)
    _reach(row, emit, party)
    emit.covered(day_or_none(row, emit, "approved"))


def _describe(row: Row, emit: Emitter, party: PartyRef, name: str, code: str | None) -> None:
    status_text = row.text("status")
    status = enterprise_status(status_text, row.text("status_code"))
    revoked_on = day_or_none(row, emit, "revoked")
    ended_on = day_or_none(row, emit, "deregistered") or revoked_on
    capital = money_or_none(row, emit, "capital", "currency")
    finding = emit.parties.code_finding(code)
    emit.add(
        Enterprise(
            party=party,
            name=name,
            status=status,
            status_text=status_text or row.text("status_code"),
            type_text=row.text("type_text"),
            industry=row.text("industry"),
            address=row.text("address"),
            established_on=day_or_none(row, emit, "established"),
            ended_on=ended_on,
            amount=capital.amount if capital else None,
            currency=capital.currency if capital else None,
            former_names=tuple(split_values(row.raw("former_names"))),
            refused_code=finding.refused_code,
            inner_check_failed=finding.inner_check_failed,
        )
    )
    if status == "revoked":
        event = event_party(emit.source, "licence_revoked_state", party.key)
        emit.add(
            RiskEvent(
                party=event,
                category="licence_revoked_state",
                matter=f"state:licence_revoked/{party.key}",
                authority=row.text("authority"),
                decided_on=revoked_on,
                text=status_text,
            ),
            SubjectOf(source=party, target=event, role="principal"),
        )


def _represent(row: Row, emit: Emitter, party: PartyRef) -> None:
    column = "representative" if row.text("representative") is not None else "representative_code"
    name = row.text(column)
    if name is None:
        return
    if party_kind(without_delegate(name)) is None:
        emit.leave_out(UNDECIDED_REPRESENTATIVE)
        return
    source = party_of(
        row,
        emit,
        name,
        party,
        id_number=row.text("certificate"),
        document_type=row.text("certificate_type"),
        column=column,
    )
    emit.add(LegalRepresentation(source=source, target=party))


def _reach(row: Row, emit: Emitter, party: PartyRef) -> None:
    addresses = (
        ("address", "registered_address"),
        ("report_address", "report_address"),
        ("postal_address", "postal_address"),
    )
    for column, role in addresses:
        address = row.text(column)
        if address is None:
            continue
        if not _HOUSE.search(address):
            emit.leave_out(COARSE_ADDRESS)
            continue
        emit.add(ContactUse(source=party, target=emit.parties.contact("address", address), role=role))
    for channel, columns in (("phone", ("phone", "more_phones")), ("mail", ("mail", "more_mails"))):
        texts = dict.fromkeys(text for column in columns for text in row.values(column))
        for text in texts:
            try:
                contact = emit.parties.contact(channel, text)
            except RowError:
                emit.leave_out(UNREADABLE_CONTACT)
                continue
            emit.add(ContactUse(source=party, target=contact, role=channel))


LAYOUT: Final = Layout(
    name="enterprises",
    columns=_COLUMNS,
    required=("company", ("status", "status_code", "representative", "type_text", "established", "address")),
    handler=enterprise_row,
    sheet_names=("企业信息", "工商信息", "基本信息", "照面信息", "企业基本信息", "登记信息"),
)
