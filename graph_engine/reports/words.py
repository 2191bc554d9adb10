"""The words of reports in both languages: relations, roles, parts, kinds of unknown."""

from __future__ import annotations

from graph_engine.answers.assessment import Words
from graph_engine.answers.writing import Micro
from graph_engine.model import schema

RELATIONS: dict[str, Words] = {name: Words(kind.zh, kind.en) for name, kind in schema.RELATION_KINDS.items()}

PARTS: dict[str, Words] = {
    "own": Words("自身记录", "own record"),
    "parties": Words("参与方自身记录", "parties' own records"),
    "linked": Words("关联线索", "linked leads"),
}

SHORT_PARTS: dict[str, Words] = {
    "own": Words("自身", "own"),
    "parties": Words("参与方", "parties"),
    "linked": Words("关联", "linked"),
}

ROLES: dict[str, Words] = {
    "self": Words("评估对象", "assessed"),
    "target": Words("拟引进企业", "enterprise to be attracted"),
    "applicant": Words("申请单位", "applicant"),
    "investor": Words("投资方", "investor"),
    "owner": Words("建设单位", "owner"),
    "beneficiary": Words("受益方", "beneficiary"),
    "winner": Words("中标人", "winner"),
    "contractor": Words("承包单位", "contractor"),
    "subcontractor": Words("分包单位", "subcontractor"),
    "supplier": Words("供应商", "supplier"),
    "bidder": Words("投标人", "bidder"),
    "agent": Words("代理机构", "agent"),
    "buyer": Words("采购人", "buyer"),
    "permit_holder": Words("许可相对人", "permit holder"),
    "other": Words("其他", "other"),
    "chairman": Words("董事长", "chairman"),
    "director": Words("董事", "director"),
    "executive_director": Words("执行董事", "executive director"),
    "independent_director": Words("独立董事", "independent director"),
    "supervisor": Words("监事", "supervisor"),
    "manager": Words("经理", "manager"),
    "senior_manager": Words("高级管理人员", "senior manager"),
    "financial_officer": Words("财务负责人", "financial officer"),
    "secretary": Words("董事会秘书", "secretary"),
    "partner_in_charge": Words("执行事务合伙人", "partner in charge"),
    "branch_head": Words("分支机构负责人", "head of branch"),
    "safety_officer": Words("安全负责人", "safety officer"),
    "liquidator": Words("清算人", "liquidator"),
    "principal": Words("当事人", "principal"),
    "derived": Words("连带限制对象", "derived subject"),
    "registered_address": Words("登记住所", "registered address"),
    "report_address": Words("年报地址", "address of the annual report"),
    "postal_address": Words("通信地址", "postal address"),
    "phone": Words("电话", "phone"),
    "mail": Words("邮箱", "mail"),
    "equity": Words("股权", "equity"),
    "ordinary": Words("普通股", "ordinary shares"),
    "preferred": Words("优先股", "preferred shares"),
    "partnership": Words("合伙份额", "partnership interest"),
    "votes": Words("表决权", "votes"),
    "appointment": Words("任免权", "right to appoint"),
}

UNKNOWNS: dict[str, Words] = {
    "ratio_missing": Words("持股比例缺失", "share unknown"),
    "ratio_band": Words("持股比例仅有区间", "share known as a band only"),
    "ratio_conflict": Words("来源之间持股比例不一致", "sources disagree on the share"),
    "ratios_over_100": Words("持股比例合计超过100%", "shares add up to more than 100 %"),
    "relation_undated": Words("关系起始日期未知", "beginning of the relation unknown"),
    "end_disputed": Words("来源之间对关系是否终止不一致", "sources disagree whether the relation has ended"),
    "joined_by_name": Words("仅凭名称匹配", "joined by name only"),
    "posts_joined_by_name": Words(
        "同一企业内同名任职视为一人", "posts of one name in one enterprise taken as one person"
    ),
    "event_undated": Words("事件日期未知，仅计入上限", "event undated: in the upper value only"),
    "event_unclassified": Words("未归类记录，仅列示", "unclassified record: listed only"),
    "code_refused": Words("统一社会信用代码未通过校验", "credit code failed its check"),
    "inner_check_failed": Words("主体标识码校验不符", "inner check of the credit code fails"),
    "rows_refused": Words("涉及该主体的数据行被隔离", "rows about this party are in quarantine"),
    "identity_key_fits_several": Words("标识可对应多个主体，未合并", "a key fits several parties: not joined"),
    "identity_name_fits_several": Words("名称可对应多个主体，未合并", "a name fits several parties: not joined"),
    "outcome_fits_none": Words(
        "修复、撤销或移出决定未能匹配到记录", "a repair, revocation or list exit could not be matched to a record"
    ),
    "outcome_fits_several": Words(
        "修复、撤销或移出决定可对应多条记录，未生效",
        "a repair, revocation or list exit fits several records: without effect",
    ),
    "identity_branch_of_several": Words("分支机构对应多个总公司，未合并", "a branch of several heads: not joined"),
}

CLAIMS: dict[str, Words] = {
    "own_record": Words("自身记录", "own record"),
    "party_record": Words("参与方自身记录", "own record of a party"),
    "lead_control": Words("线索（控制关系）", "lead through control"),
    "lead_relation": Words("线索（其他关系）", "lead through another relation"),
    "lead_doubt": Words("线索（身份或事实待核）", "lead that rests on a doubt"),
}

DOUBTS: dict[str, Words] = {
    "joined_by_name": UNKNOWNS["joined_by_name"],
    "end_disputed": UNKNOWNS["end_disputed"],
    "ratio_conflict": UNKNOWNS["ratio_conflict"],
    "ratio_band": UNKNOWNS["ratio_band"],
    "undated": UNKNOWNS["relation_undated"],
}


def word(table: dict[str, Words], key: str, language: str) -> str:
    """The word of a key in one language; a key without words stands for itself."""
    found = table.get(key)
    if found is None:
        return key
    return found.zh if language == "zh" else found.en


def kind_name(kind: str, language: str) -> str:
    """The name of a kind of statement."""
    found = schema.NODE_KINDS.get(kind) or schema.RELATION_KINDS.get(kind) or schema.ASPECT_KINDS[kind]
    return found.zh if language == "zh" else found.en


def say(words: Words, language: str) -> str:
    """One language of a wording."""
    return words.zh if language == "zh" else words.en


def exact_percent(ratio: Micro) -> str:
    """A share of 0..1 in percent, to its last decimal."""
    whole, rest = divmod(int(ratio), 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".") + "%"
