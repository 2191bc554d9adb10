"""Administrative penalties (双公示 行政处罚): the present and the old upload layout, and vendors' sheets of them.

Amounts are printed in 万元 with six decimals. The legal representative named in a decision is an observation of
its day: it says nothing of any other day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from graph_engine.loading import (
    MISSING_VALUE,
    UNDECIDED_PARTY,
    Emitter,
    Layout,
    PartyKind,
    Reason,
    Row,
    Rule,
    TableLoader,
    event_party,
    is_credit_code,
    matter_key,
    party_kind,
    unnumbered_matter,
)
from graph_engine.model.dates import LongTerm, parse_day
from graph_engine.model.identifiers import check_resident_id
from graph_engine.model.money import Money
from graph_engine.model.names import exact_name
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import LegalRepresentation, RiskEvent, SubjectOf

CATEGORY = "administrative_penalty"

UNDATED_REPRESENTATIVE = Rule(
    "undated_representative",
    "a legal representative on an undated decision",
    "决定日期缺失，其法定代表人无法定时",
)
UNDECIDED_REPRESENTATIVE = Rule(
    "undecided_representative",
    "a legal representative who is neither surely a person nor surely an enterprise",
    "无法判断类型的法定代表人",
)
NO_UNIT = Rule("amount_without_unit", "an amount of which nothing tells the unit", "未写明单位的金额")
UNKNOWN_STATE = Reason("the code of the record's state has no known meaning here", "当前状态代码含义不明")

_TEXT_LIMIT = 1_000

_SUBJECT: dict[str, tuple[str, ...]] = {
    "name": (
        "CF_XDR_MC",
        "行政相对人名称",
        "行政相对人",
        "相对人名称",
        "被处罚人名称",
        "被处罚当事人名称",
        "当事人名称",
    ),
    "kind": ("CF_XDR_LB", "行政相对人类别", "相对人类别"),
    "credit_code": (
        "CF_XDR_SHXYM",
        "行政相对人代码_1（统一社会信用代码）",
        "行政相对人代码_1",
        "统一社会信用代码",
        "统一社会代码",
        "社会信用代码",
        "行政相对人统一社会信用代码",
    ),
    "registration_number": (
        "CF_XDR_GSZC",
        "CF_XDR_GSDJ",
        "行政相对人代码_2（工商注册号）",
        "行政相对人代码_3（工商登记码）",
        "工商注册号",
        "工商登记码",
        "注册号",
    ),
    "organisation_code": (
        "CF_XDR_ZZJG",
        "CF_XDR_ZDM",
        "行政相对人代码_3（组织机构代码）",
        "行政相对人代码_2（组织机构代码）",
        "组织机构代码",
    ),
    "tax_number": ("CF_XDR_SWDJ", "行政相对人代码_4（税务登记号）", "税务登记号", "纳税人识别号"),
    "institution_number": ("CF_XDR_SYDW", "行政相对人代码_5（事业单位证书号）", "事业单位证书号"),
    "social_number": ("CF_XDR_SHZZ", "行政相对人代码_6（社会组织登记证号）", "社会组织登记证号"),
    "person_document": ("CF_XDR_ZJLX", "证件类型", "自然人证件类型", "行政相对人证件类型"),
    "person_number": (
        "CF_XDR_ZJHM",
        "CF_XDR_SFZ",
        "证件号码",
        "自然人证件号码",
        "居民身份证号",
        "自然人身份证号",
        "行政相对人代码_5（居民身份证号）",
    ),
    "representative": (
        "CF_FRDB",
        "CF_FR",
        "法定代表人",
        "法定代表人姓名",
        "法定代表人（负责人）",
        "法定代表人/负责人",
        "法人代表",
    ),
    "representative_document": ("CF_FR_ZJLX", "法定代表人证件类型"),
    "representative_number": ("CF_FR_ZJHM", "CF_FR_SFZH", "法定代表人证件号码", "法定代表人身份证号"),
}

_DECISION: dict[str, tuple[str, ...]] = {
    "number": (
        "CF_WSH",
        "行政处罚决定书文号",
        "行政处罚决定文书号",
        "行政处罚决定书号",
        "行政处罚决定文号",
        "税务处罚决定文书号",
        "处罚决定文号",
        "处罚决定书文号",
        "处罚文号",
    ),
    "violation": ("CF_WFXW", "违法行为类型"),
    "facts": ("CF_SY", "违法事实", "处罚事由", "处罚是由", "罚款事由", "主要违法事实"),
    "law": ("CF_YJ", "处罚依据"),
    "types": ("CF_CFLB", "CF_CFLB1", "处罚类别", "处罚类别1", "处罚种类"),
    "content": ("CF_NR", "处罚内容", "CF_JG", "处罚结果"),
    "fine": ("CF_NR_FK", "罚款金额（万元）", "处罚金额（万元）", "罚款金额", "处罚金额"),
    "confiscated": (
        "CF_NR_WFFF",
        "没收违法所得、没收非法财物的金额（万元）",
        "没收违法所得、没收非法财务的金额（万元）",
        "没收金额（万元）",
        "没收违法所得、没收非法财物的金额",
    ),
    "licence": ("CF_NR_ZKDX", "暂扣或吊销证照名称及编号"),
    "decided_on": ("CF_JDRQ", "处罚决定日期", "作出行政处罚决定日期", "行政处罚决定日期", "决定日期", "处罚日期"),
    "valid_until": ("CF_YXQ", "处罚有效期", "处罚有效期至"),
    "publicity_until": ("CF_GSJZQ", "公示截止期", "公示截止日期", "公示截止日"),
    "published_on": ("公示日期", "公示时间", "发布日期", "公布日期"),
    "authority": (
        "CF_CFJG",
        "CF_XZJG",
        "处罚机关",
        "处罚机关名称",
        "作出行政处罚决定机关名称",
        "行政处罚机关",
        "处罚机构",
    ),
    "authority_code": ("CF_CFJGDM", "处罚机关统一社会信用代码"),
    "origin": ("CF_SJLY", "数据来源单位", "数据来源"),
    "origin_code": ("CF_SJLYDM", "数据来源单位统一社会信用代码"),
    "state": ("CF_ZT", "当前状态", "状态"),
    "state_on": ("信用修复日期", "修复日期", "修复决定日期", "撤销日期", "状态日期"),
    "remark": ("BZ", "备注"),
}

_ARCHIVE: dict[str, tuple[str, ...]] = {
    "penalty_name": ("CF_CFMC", "处罚名称", "行政处罚名称"),
    "types_more": ("CF_CFLB2", "处罚类别2"),
    "area": ("DFBM", "地方编码"),
    "stamp": ("SJC", "数据更新时间戳"),
}


# ---------------------------------------------------------------------- one row


def _penalty(row: Row, emit: Emitter) -> None:
    emit.parties.about(credit_code=row.text("credit_code"), organisation_code=row.text("organisation_code"))
    decision = _Decision.of(row)
    subject = _subject(row, emit, decision)
    matter = decision.matter(subject.key)
    event = event_party(emit.source, CATEGORY, matter, subject.key)
    emit.add(_event(row, emit, event, matter, decision), SubjectOf(source=subject, target=event, role="principal"))
    if subject.kind == "enterprise":
        _representative(row, emit, subject, decision.decided_on)
    emit.covered(decision.decided_on)
    emit.covered(decision.published_on)


@dataclass(frozen=True, slots=True)
class _Decision:
    """What tells one decision from another."""

    number: str | None
    authority: str | None
    decided_on: date | None
    published_on: date | None
    content: str | None

    @classmethod
    def of(cls, row: Row) -> _Decision:
        decision = cls(
            number=row.free_text("number"),
            authority=row.text("authority") or row.text("origin"),
            decided_on=row.day("decided_on"),
            published_on=row.day("published_on"),
            content=row.free_text("content") or row.free_text("facts"),
        )
        if decision.number is None and (decision.decided_on is None or decision.content is None):
            raise row.refuse(MISSING_VALUE, "number")
        return decision

    def matter(self, subject: str) -> str:
        """The matter: by the decision's number; without one by its day and content, for its subject alone."""
        if self.number is not None:
            return matter_key(self.number, self.authority, subject)
        natural = (exact_name(self.authority or ""), str(self.decided_on), self.content or "", subject)
        return unnumbered_matter(*natural)

    @property
    def scope(self) -> str:
        """Where a subject known by name alone is named."""
        return self.matter(str(self.decided_on or ""))


def _event(row: Row, emit: Emitter, event: PartyRef, matter: str, decision: _Decision) -> RiskEvent:
    fine, confiscated = _amount(row, emit, "fine"), _amount(row, emit, "confiscated")
    until, long_term = _publicity(row)
    status = _status(row)
    content = row.free_text("content") or ""
    return RiskEvent(
        party=event,
        category=CATEGORY,
        matter=matter,
        document_number=decision.number,
        authority=decision.authority,
        decided_on=decision.decided_on,
        published_on=decision.published_on,
        publicity_until=until,
        long_term=long_term,
        status=status,
        status_on=_status_on(row, status),
        penalty_types=_types(row, content, fine, confiscated),
        summary_procedure=_is_summary(row, content),
        text=_text(row, confiscated),
        amount=fine.amount if fine is not None and fine.amount else None,
        currency=fine.currency if fine is not None and fine.amount else None,
    )


def _amount(row: Row, emit: Emitter, name: str) -> Money | None:
    """An amount whose unit is known: from the cell, the header, or the definition of the upload column."""
    if row.header(name).upper().startswith("CF_"):
        return row.money(name, unit="万元")
    if row.text(name) is not None and not row.has_unit(name):
        emit.leave_out(NO_UNIT)
        return None
    return row.money(name)


def _publicity(row: Row) -> tuple[date | None, bool]:
    """End of publicity as supplied, and whether there is none: 2099-12-31 and 长期, there or as 处罚有效期."""
    until = row.date("publicity_until")
    if isinstance(until, LongTerm):
        return None, True
    return until, until is None and isinstance(row.date("valid_until"), LongTerm)


def _text(row: Row, confiscated: Money | None) -> str | None:
    parts = [row.free_text("penalty_name"), row.free_text("violation"), row.free_text("facts")]
    if confiscated is not None and confiscated.amount:
        parts.append(f"没收 {confiscated.units.normalize():f} 元")
    text = "；".join(dict.fromkeys(part for part in parts if part))
    return (text if len(text) <= _TEXT_LIMIT else text[: _TEXT_LIMIT - 1] + "…") or None


# ---------------------------------------------------------------------- state, types, procedure

_STATES = {
    "有效": "active",
    "正常": "active",
    "公示中": "active",
    "异议": "active",
    "撤销": "revoked",
    "已撤销": "revoked",
    "撤回": "withdrawn",
    "已撤回": "withdrawn",
    "已修复": "repaired",
    "修复": "repaired",
    "信用修复": "repaired",
    "更正": "corrected",
}
_STATE_CODES = {"archive": {"0": "active"}, "current": {"1": "active"}, "vendor": {}}
"""The two layouts count differently, and no text confirms the rest: such rows are refused, not guessed at."""


def _status(row: Row) -> str:
    if row.history:
        # A vendor's sheet of past penalties: no longer published, from which day on it does not say.
        return "removed"
    state = row.text("state")
    if state is None:
        return "active"
    found = _STATES.get(state) or _STATE_CODES[row.layout].get(state)
    if found is None:
        raise row.refuse(UNKNOWN_STATE, "state")
    return found


_STATED_DAY = re.compile(
    r"(?:修复|撤销|撤回|更正)(?:决定)?(?:日期|时间)[:：]?\s*([0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?)"
)


def _status_on(row: Row, status: str) -> date | None:
    """The day from which a state holds: from its column, or a remark that states it in so many words."""
    stated = row.day("state_on")
    if stated is None and status != "active":
        found = _STATED_DAY.search(row.text("remark") or "")
        stated = None if found is None else parse_day(found[1], column=row.header("remark"))
    return stated


_TYPE_WORDS = (
    ("warning", "警告"),
    ("criticism", "通报批评"),
    ("fine", "罚款|罚金"),
    ("confiscation", "没收"),
    ("licence_suspended", "暂扣"),
    ("qualification_lowered", "降低资质|降低.{0,4}等级"),
    ("licence_revoked", "吊销"),
    ("operation_restricted", "限制(?:开展)?.{0,4}(?:生产|经营)"),
    ("shutdown_ordered", "停产|停业|停止(?:生产|营业)"),
    ("closure_ordered", "责令关闭"),
    ("occupation_banned", "限制从业|禁止从业|禁止从事|市场禁入"),
    ("detention", "拘留"),
)
_TYPES = tuple((name, re.compile(pattern)) for name, pattern in _TYPE_WORDS)
_EITHER = re.compile(r"暂扣(?:或者?|、|/)吊销[^、,，;；]*")
"""One printed type that leaves open which of two it was; the content has to tell."""
_CONDITIONAL = re.compile(r"(?:逾期|如不|若不|如果不|拒不|到期不|未按期)[^。；;]*")
_SUMMARY = re.compile(r"(?<!不适用)(?<!不属于)(?<!不符合)(?:简易程序|当场(?:作出)?(?:行政)?处罚)")


def _types(row: Row, content: str, fine: Money | None, confiscated: Money | None) -> tuple[str, ...]:
    printed = "；".join(filter(None, (row.text("types"), row.text("types_more"))))
    found = set(_types_in(printed)) if printed else set(_types_in(_CONDITIONAL.sub("", content)))
    if _EITHER.search(printed):
        found.add("licence_revoked" if "吊销" in content else "licence_suspended")
    if fine is not None and fine.amount:
        found.add("fine")
    if confiscated is not None and confiscated.amount:
        found.add("confiscation")
    return tuple(sorted(found)) or ("other",)


@lru_cache(maxsize=1 << 12)
def _types_in(text: str) -> tuple[str, ...]:
    """Types of penalty (行政处罚法 art. 9) that a text names."""
    text = _EITHER.sub("", text)
    return tuple(name for name, pattern in _TYPES if pattern.search(text))


def _is_summary(row: Row, content: str) -> bool:
    texts = (row.text("number"), row.text("penalty_name"), content, row.text("facts"), row.text("remark"))
    return any(
        text is not None and ("简易" in text or "当场" in text) and _SUMMARY.search(text) is not None for text in texts
    )


# ---------------------------------------------------------------------- parties


def _subject(row: Row, emit: Emitter, decision: _Decision) -> PartyRef:
    name = row.need("name")
    code = row.text("credit_code")
    number = row.text("person_number")
    if _subject_kind(row, name, code, number) == "person":
        return emit.parties.person(
            name=name,
            id_number=number or code,
            document_type=row.text("person_document"),
            scope=decision.scope,
            column=row.header("name"),
        )
    return emit.parties.enterprise(
        name=name,
        credit_code=code or _credit_code_of(row.text("tax_number")),
        organisation_code=row.text("organisation_code"),
        registration_number=row.text("registration_number"),
        others=_other_numbers(row),
        scope=decision.scope,
        column=row.header("credit_code"),
    )


def _subject_kind(row: Row, name: str, code: str | None, number: str | None) -> PartyKind:
    """Person or enterprise, where 类别, codes and the name do not contradict each other."""
    if is_credit_code(code):
        # Also for 自然人: an individual business (个体工商户) is uploaded under it, with its own code.
        return "enterprise"
    said = _said_kind(row.text("kind"))
    named = party_kind(name)
    if said is None:
        known = _is_id_number(number) or _is_id_number(code)
        said = "person" if known and named != "enterprise" else named
    elif said == "person" and named == "enterprise" and not _is_id_number(number):
        said = None
    if said is None:
        raise row.refuse(UNDECIDED_PARTY, "name")
    return said


@lru_cache(maxsize=1 << 10)
def _said_kind(text: str | None) -> PartyKind | None:
    if text is None:
        return None
    if "非自然人" not in text and ("自然人" in text or "个人" in text or "公民" in text):
        return "person"
    return "enterprise" if re.search("法人|组织|企业|单位|个体|合作社|非自然人", text) else None


def _is_id_number(text: str | None) -> bool:
    return text is not None and text[:6].isdigit() and check_resident_id(text).usable


def _credit_code_of(tax_number: str | None) -> str | None:
    """Since 2015 the tax number of an enterprise is its credit code; older ones are no key."""
    return tax_number if is_credit_code(tax_number) else None


def _other_numbers(row: Row) -> list[tuple[str, str]]:
    """Certificate numbers of public institutions, which are twelve digits; other numbers are no keys."""
    number = row.text("institution_number")
    if number is None or not re.fullmatch(r"[0-9]{12}", number):
        return []
    return [("CN-INSTITUTION", number)]


def _representative(row: Row, emit: Emitter, subject: PartyRef, decided_on: date | None) -> None:
    name = row.text("representative")
    if name is None:
        return
    if decided_on is None:
        emit.leave_out(UNDATED_REPRESENTATIVE)
        return
    kind = party_kind(name)
    if kind == "person":
        holder = emit.parties.person(
            name=name,
            id_number=row.text("representative_number"),
            document_type=row.text("representative_document"),
            scope=subject,
        )
    elif kind == "enterprise":
        holder = emit.parties.enterprise(name=name, scope=subject)
    else:
        emit.leave_out(UNDECIDED_REPRESENTATIVE)
        return
    emit.add(
        LegalRepresentation(
            source=holder, target=subject, valid_from=decided_on, valid_to=decided_on + timedelta(days=1)
        )
    )


# ---------------------------------------------------------------------- the loader

_CONTENT = ("types", "content", "facts", "violation")

LOADER = TableLoader(
    name="penalties",
    zh="双公示行政处罚",
    en="administrative penalties as published (双公示)",
    covers=("risk_event", "subject_of", "legal_representative_of"),
    layouts=(
        Layout(
            name="current",
            columns={**_SUBJECT, **_DECISION},
            required=("name", "number", _CONTENT),
            handler=_penalty,
        ),
        Layout(
            name="archive",
            columns={**_SUBJECT, **_DECISION, **_ARCHIVE},
            required=("name", "number", ("penalty_name", "types_more", "area", "stamp"), _CONTENT),
            handler=_penalty,
        ),
        Layout(
            name="vendor",
            columns={
                **_SUBJECT,
                **_DECISION,
                "name": ("系统匹配公司名称", "系统匹配企业名称", "企业名称", "公司名称"),
                "asked": ("批量上传公司名称", "原文件导入名称"),
            },
            required=("name", "number", _CONTENT),
            sheet_names=("行政处罚", "环保处罚"),
            handler=_penalty,
        ),
    ),
)
