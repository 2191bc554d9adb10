"""What the graph may hold: node kinds, relation kinds, their properties and Chinese names, declared once.

Everything else is derived from these tables: the SQL tables of the embedded store, the constraints, indexes
and property names in Neo4j, the JSON Schema of exported records and the data dictionary page. A property is
named alike in Python, SQL, Cypher, JSON and CSV.

A **statement** is one thing that one source said: a node's attributes, another key of a party, a relation, or
an event. Each carries valid time, known time and provenance (`STATEMENT_PROPERTIES`); nothing in the graph is
believed without one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from graph_engine.model import vocabulary


class Type(Enum):
    """The type of a property, as every store must keep it."""

    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"
    """Days since 1970-01-01 inside; ISO 8601 outside."""
    BOOLEAN = "boolean"
    LIST = "list"
    """A list of texts; canonical JSON inside."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a statement: its name, type and meaning in both languages."""

    name: str
    type: Type
    zh: str
    en: str
    required: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NodeKind:
    """One kind of node (实体类别). `prefix` orders the kinds wherever nodes are sorted."""

    name: str
    label: str
    zh: str
    en: str
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class AspectKind:
    """One kind of statement about a node that neither describes it nor ties it to another (实体附属记录).

    `label` is that of such a statement in Neo4j. Its properties are none of those by which a node is shown.
    """

    name: str
    label: str
    zh: str
    en: str
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class RelationKind:
    """One kind of relation (关系类别), read from subject to object: holder HOLDS_SHARES_IN company."""

    name: str
    type: str
    zh: str
    en: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    properties: tuple[Property, ...] = ()
    roles: tuple[str, ...] = ()

    @property
    def all_properties(self) -> tuple[Property, ...]:
        """The relation's own properties after the `role` that every relation has."""
        return (Property("role", Type.TEXT, "角色", "role", values=self.roles), *self.properties)


def _text(name: str, zh: str, en: str, *, values: tuple[str, ...] = (), required: bool = False) -> Property:
    return Property(name, Type.TEXT, zh, en, required, values)


def _integer(name: str, zh: str, en: str) -> Property:
    return Property(name, Type.INTEGER, zh, en)


def _date(name: str, zh: str, en: str) -> Property:
    return Property(name, Type.DATE, zh, en)


def _flag(name: str, zh: str, en: str) -> Property:
    return Property(name, Type.BOOLEAN, zh, en)


def _list(name: str, zh: str, en: str) -> Property:
    return Property(name, Type.LIST, zh, en)


STATEMENT_PROPERTIES: tuple[Property, ...] = (
    _date("valid_from", "有效期自", "first day on which this is true; none: undated"),
    _date("valid_to", "有效期至", "first day on which this is no longer true; none: still"),
    _text("document", "来源文件", "key of the source document that says so", required=True),
    _integer("line", "行号", "row of the sheet or line of the file, counted from 1"),
    _text("row_hash", "行指纹", "keyed hash of the row as it was read"),
)
"""What every statement carries besides its own properties; the known time (`recorded_load`, `retired_load`),
`slot` and `content` belong to the store."""

_RATIO = (
    _integer("ratio_ppb", "比例（十亿分之一）", "share in parts per billion; none: unknown or a band"),
    _integer("ratio_low_ppb", "比例下限", "lower end, itself possible; none: unknown"),
    _integer("ratio_high_ppb", "比例上限", "upper end, itself possible; none: unknown"),
)
_MONEY = (
    _integer("amount", "金额（分）", "amount in hundredths of the currency unit"),
    _text("currency", "币种", "ISO 4217 code"),
)

PARTIES = ("enterprise", "person")
"""The node kinds that can hold, lead, act and answer for something."""

ENTERPRISE = NodeKind(
    "enterprise",
    "Enterprise",
    "企业",
    "enterprise",
    (
        _text("name", "名称", "legal name as printed", required=True),
        _flag("mention", "仅提及", "the source only mentions the enterprise; it is no register of it"),
        _text("status", "登记状态", "state of registration", values=vocabulary.ENTERPRISE_STATUSES),
        _text("status_text", "登记状态原文", "state of registration as printed"),
        _text("type_text", "企业类型", "type of organisation as printed"),
        _text("industry", "行业", "industry, GB/T 4754 section letter or text as printed"),
        _text("address", "住所", "registered address as printed"),
        _date("established_on", "成立日期", "date of foundation"),
        _date("ended_on", "注销吊销日期", "date of deregistration or revocation"),
        *_MONEY,
        _list("former_names", "曾用名", "former legal names"),
        _text("jurisdiction", "法域", "ISO 3166 code of the place of registration"),
        _text("refused_code", "未通过校验的代码", "credit code as printed that failed its outer check"),
        _flag(
            "inner_check_failed",
            "主体标识码校验不符",
            "the inner check of the credit code fails (错码 candidate)",
        ),
    ),
)
PERSON = NodeKind(
    "person",
    "Person",
    "自然人",
    "natural person",
    (
        _text("name", "姓名", "name as printed", required=True),
        _flag("mention", "仅提及", "the source only mentions the person"),
        _text("masked_id", "脱敏证件号", "ID number as the court masked it; never an ID number"),
        _text("jurisdiction", "国籍或地区", "ISO 3166 code"),
    ),
)
PROJECT = NodeKind(
    "project",
    "Project",
    "项目",
    "project",
    (
        _text("name", "项目名称", "name as printed", required=True),
        _flag("mention", "仅提及", "the source only mentions the project"),
        _text("scenario", "场景", "which of the four scenarios of article 19", values=vocabulary.SCENARIOS),
        _text("number", "项目编号", "number in its source"),
        _date("decision_on", "决策日期", "date on which money or land is, or was, committed"),
        _text("status_text", "项目状态", "state as printed"),
        _text("place_text", "属地", "place as printed"),
        *_MONEY,
    ),
)
RISK_EVENT = NodeKind(
    "risk_event",
    "RiskEvent",
    "风险事件",
    "risk event",
    (
        _text(
            "category",
            "类别",
            "kind of record in its source",
            values=vocabulary.EVENT_CATEGORIES,
            required=True,
        ),
        _text("matter", "同案标识", "key of the case or decision that the event belongs to", required=True),
        _text("document_number", "文号案号", "case or decision number as printed"),
        _text("authority", "决定机关", "deciding authority as printed"),
        _date("decided_on", "决定日期", "date of the decision, filing or listing"),
        _date("published_on", "公示日期", "date of publication"),
        _date("publicity_until", "公示截止期", "end of publicity as supplied by the source"),
        _date("listed_until", "列入截止日期", "end of the listing as stated by the list"),
        _flag("long_term", "长期公示", "the source says that publicity has no end"),
        _text("status", "状态", "legal state of the record", values=vocabulary.EVENT_STATUSES),
        _date("status_on", "状态日期", "date from which the state holds"),
        _date("status_until", "状态截止日期", "first day on which the state no longer holds (撤销修复)"),
        _text("severity_class", "失信类别", "class stated by the source", values=vocabulary.SEVERITY_CLASSES),
        _list("penalty_types", "处罚种类", "types of penalty, 行政处罚法 art. 9"),
        _flag("summary_procedure", "简易程序", "decided by summary procedure"),
        _list("situations", "失信情形", "situations of a dishonest debtor"),
        _text("text", "事实摘要", "facts and type of violation as printed"),
        *_MONEY,
    ),
)
CONTACT = NodeKind(
    "contact",
    "Contact",
    "联系方式",
    "contact",
    (
        _text("channel", "种类", "address, phone or mail", values=vocabulary.CONTACT_CHANNELS, required=True),
        _text("name", "内容", "address as printed; empty for phones and mails, which stand as keyed hashes"),
        _flag("mention", "仅提及", "the source only mentions the contact"),
    ),
)

NODE_KINDS: dict[str, NodeKind] = {kind.name: kind for kind in (ENTERPRISE, PERSON, PROJECT, RISK_EVENT, CONTACT)}

RELATION_KINDS: dict[str, RelationKind] = {
    kind.name: kind
    for kind in (
        RelationKind(
            "holds_shares_in",
            "HOLDS_SHARES_IN",
            "持股",
            "holds shares in",
            PARTIES,
            ("enterprise",),
            (
                *_RATIO,
                *_MONEY,
                _text("ratio_text", "比例原文", "share as printed"),
                _text("basis", "比例依据", "how the ratio was had", values=vocabulary.RATIO_BASES),
            ),
            vocabulary.SHAREHOLDING_ROLES,
        ),
        RelationKind(
            "legal_representative_of",
            "LEGAL_REPRESENTATIVE_OF",
            "法定代表人",
            "legal representative of",
            PARTIES,
            ("enterprise",),
        ),
        RelationKind(
            "holds_office_in",
            "HOLDS_OFFICE_IN",
            "董监高任职",
            "holds office in",
            PARTIES,
            ("enterprise",),
            (_text("role_text", "职务原文", "post as printed"),),
            vocabulary.OFFICE_ROLES,
        ),
        RelationKind("branch_of", "BRANCH_OF", "分支机构", "branch of", ("enterprise",), ("enterprise",)),
        RelationKind(
            "guarantees",
            "GUARANTEES",
            "担保",
            "guarantees the debts of",
            PARTIES,
            ("enterprise", "person"),
            _MONEY,
        ),
        RelationKind(
            "controls",
            "CONTROLS",
            "实际控制（申报）",
            "is declared to control",
            PARTIES,
            ("enterprise",),
            (_text("basis", "依据", "what the declaration rests on"),),
        ),
        RelationKind(
            "acts_in_concert_with",
            "ACTS_IN_CONCERT_WITH",
            "一致行动",
            "acts in concert with",
            PARTIES,
            PARTIES,
        ),
        RelationKind("nominee_for", "NOMINEE_FOR", "代持", "holds as nominee for", PARTIES, PARTIES),
        RelationKind(
            "has_indirect_interest_in",
            "HAS_INDIRECT_INTEREST_IN",
            "间接权益（申报）",
            "is stated to have an indirect interest in",
            PARTIES,
            ("enterprise",),
            (
                *_RATIO,
                _text("ratio_text", "比例原文", "share as printed"),
                _text("basis", "依据", "kind of interest"),
            ),
        ),
        RelationKind(
            "linked_to",
            "LINKED_TO",
            "来源所称关联",
            "is stated to be linked to",
            PARTIES,
            PARTIES,
            (_text("basis", "依据", "what the source calls the link"),),
        ),
        RelationKind(
            "uses_contact",
            "USES_CONTACT",
            "使用联系方式",
            "uses the contact",
            PARTIES,
            ("contact",),
            (),
            vocabulary.CONTACT_ROLES,
        ),
        RelationKind(
            "takes_part_in",
            "TAKES_PART_IN",
            "参与项目",
            "takes part in",
            PARTIES,
            ("project",),
            (*_MONEY, _text("role_text", "角色原文", "role as printed")),
            vocabulary.PROJECT_ROLES,
        ),
        RelationKind(
            "subject_of",
            "SUBJECT_OF",
            "事件主体",
            "is a subject of",
            ("enterprise", "person", "project"),
            ("risk_event",),
            (),
            vocabulary.SUBJECT_ROLES,
        ),
        RelationKind(
            "possibly_same_as",
            "POSSIBLY_SAME_AS",
            "疑似同一",
            "is possibly the same as",
            PARTIES,
            PARTIES,
            (_integer("probability_ppm", "概率（百万分之一）", "probability in parts per million"),),
        ),
    )
}

ALIAS = "also_known_as"
"""Statement kind for another key (`other_key`) of a party: the registry number or organisation code beside a
credit code. Kept as facts with both times; resolved when a snapshot is built, so no relation is rewritten."""

LICENCE = "licence"
"""Statement kind for a licence that a party holds, valid over the statement's own valid time. It is no risk event and
conducts nothing; a project that it names is taken part in by a relation of its own."""

OUTCOME = "outcome"
"""Statement kind for what a later decision makes of a party's record: repair, revocation, correction, list exit. It
names the record by number, or by list and date; which one that is, is decided when a snapshot is built."""

ASPECT_KINDS: dict[str, AspectKind] = {
    kind.name: kind
    for kind in (
        AspectKind(
            ALIAS,
            "AliasStatement",
            "其他标识",
            "other keys",
            (_text("other_key", "另一标识", "another key of the same party", required=True),),
        ),
        AspectKind(
            LICENCE,
            "LicenceStatement",
            "行政许可",
            "licences",
            (
                _text("title", "许可文书或证书名称", "name of the document or certificate"),
                _text("number", "许可编号", "number of the licence or its certificate"),
                _text("decision_number", "决定文书号", "number of the decision, as printed"),
                _text("type_text", "许可类别", "class of licence as printed"),
                _text("text", "许可内容", "what is allowed, as printed"),
                _text("authority", "许可机关", "licensing authority as printed"),
                _date("decided_on", "许可决定日期", "date of the decision"),
                _text("status", "当前状态", "state of the licence", values=vocabulary.LICENCE_STATUSES),
                _text("status_text", "当前状态原文", "state as printed"),
                _date("status_on", "状态日期", "date from which the state holds"),
            ),
        ),
        AspectKind(
            OUTCOME,
            "OutcomeStatement",
            "后续处理（修复、撤销、更正、移出）",
            "outcomes of records",
            (
                _text("result", "处理结果", "what becomes of the record", values=vocabulary.OUTCOMES, required=True),
                _text("decision_number", "决定文号", "number of this decision, as printed"),
                _text("authority", "决定机关", "authority that decided this"),
                _date("decided_on", "决定日期", "date of this decision"),
                _date("effective_on", "生效日期", "first day on which it holds; none: at once"),
                _text("original_number", "原文号", "number of the record's own decision, case or listing"),
                _text("original_authority", "原决定机关", "authority that made the record"),
                _date("original_on", "原决定或列入日期", "date of the record's own decision or listing"),
                _text(
                    "original_category",
                    "原记录类别",
                    "kind of record that is meant",
                    values=vocabulary.EVENT_CATEGORIES,
                ),
                _text("text", "处理事由", "reason as printed"),
            ),
        ),
    )
}

STATEMENT_KINDS: tuple[str, ...] = (*NODE_KINDS, *ASPECT_KINDS, *RELATION_KINDS)
"""Every kind of statement, in the order in which stores create and write them."""


def own_properties(kind: str) -> tuple[Property, ...]:
    """The properties that statements of `kind` have beyond `STATEMENT_PROPERTIES`."""
    if kind in NODE_KINDS:
        return NODE_KINDS[kind].properties
    if kind in ASPECT_KINDS:
        return ASPECT_KINDS[kind].properties
    return RELATION_KINDS[kind].all_properties


def end_columns(kind: str) -> tuple[str, ...]:
    """The columns that hold node keys: one for attributes and aliases, two for relations."""
    return ("source_key", "target_key") if kind in RELATION_KINDS else ("node_key",)
