"""Closed lists of words that statements may use, shared by the schema, the loaders and the policy.

What a word *means* in law stands in the policy; here stands only which words exist.
"""

from __future__ import annotations

EVENT_CATEGORIES: tuple[str, ...] = (
    "administrative_penalty",
    "dishonest_debtor",
    "consumption_restriction",
    "enforcement_case",
    "enforcement_terminated",
    "equity_freeze",
    "judicial_auction",
    "bankruptcy",
    "compulsory_liquidation",
    "litigation",
    "abnormal_operation",
    "serious_violation_list",
    "licence_revoked_state",
    "false_registration_revoked",
    "simplified_deregistration",
    "identity_misuse_notice",
    "tax_serious_list",
    "tax_abnormal_household",
    "tax_arrears",
    "wage_arrears_list",
    "safety_serious_list",
    "environment_rating",
    "government_procurement_record",
    "bidding_record",
    "social_insurance_list",
    "medical_insurance_list",
    "customs_dishonest",
    "financial_violation",
    "debt_default",
    "sme_payment_arrears",
    "statistics_list",
    "price_list",
    "intellectual_property_list",
    "other_list",
    "foreign_sanction",
)
"""What kind of record a source gives; the policy decides which event kind that is."""

EVENT_STATUSES: tuple[str, ...] = (
    "active",
    "repaired",
    "revoked",
    "withdrawn",
    "corrected",
    "removed",
    "lifted",
    "performed",
)
"""Legal state of a record: 有效, 已修复, 已撤销, 已撤回, 更正, 已移出, 已解除, 已履行."""

OUTCOMES: tuple[str, ...] = (
    "repaired",
    "revoked",
    "withdrawn",
    "corrected",
    "removed",
    "lifted",
    "performed",
    "reinstated",
)
"""What a later decision makes of a record: 信用修复, 撤销, 撤回, 更正, 移出, 解除, 履行完毕; and 撤销修复, which takes
an earlier one of these back."""

LICENCE_STATUSES: tuple[str, ...] = (
    "active",
    "suspended",
    "revoked",
    "cancelled",
    "withdrawn",
    "deregistered",
    "expired",
    "other",
)
"""有效, 暂扣或中止, 吊销, 撤销, 撤回, 注销, 失效, 其他."""

SEVERITY_CLASSES: tuple[str, ...] = ("minor", "general", "serious")
"""轻微, 一般, 严重 (信用修复管理办法)."""

PENALTY_TYPES: tuple[str, ...] = (
    "warning",
    "criticism",
    "fine",
    "confiscation",
    "licence_suspended",
    "qualification_lowered",
    "licence_revoked",
    "operation_restricted",
    "shutdown_ordered",
    "closure_ordered",
    "occupation_banned",
    "detention",
    "other",
)
"""Types of administrative penalty (行政处罚法 art. 9)."""

DEBTOR_SITUATIONS: tuple[str, ...] = ("s1", "s2", "s3", "s4", "s5", "s6", "aggravated")
"""The six situations of a dishonest debtor in the order of 法释〔2017〕7号 art. 1, and the aggravated case."""

SUBJECT_ROLES: tuple[str, ...] = ("principal", "derived")
"""principal: the debtor or punished party; derived: reached only through it (a representative under 限消)."""

SCENARIOS: tuple[str, ...] = ("major_investment", "major_project", "investment_attraction", "fiscal_funds")
"""重大投资, 重大项目, 招商引资, 财政资金 (东府办〔2024〕6号 art. 19)."""

PROJECT_ROLES: tuple[str, ...] = (
    "applicant",
    "investor",
    "owner",
    "target",
    "beneficiary",
    "winner",
    "contractor",
    "subcontractor",
    "supplier",
    "bidder",
    "agent",
    "buyer",
    "permit_holder",
    "other",
)
"""申请单位, 投资方, 建设单位, 拟引进企业, 受益方, 中标人, 承包, 分包, 供应商, 投标人, 代理机构, 采购人,
许可相对人, 其他."""

ENTERPRISE_STATUSES: tuple[str, ...] = (
    "active",
    "revoked",
    "revoked_deregistered",
    "deregistered",
    "cancelled",
    "moved_out",
    "paused",
    "liquidating",
    "closed",
    "other",
    "unknown",
)
"""存续, 吊销未注销, 吊销已注销, 注销, 撤销, 迁出, 歇业, 清算中, 停业或责令关闭, 其他, 未知."""

SHAREHOLDING_ROLES: tuple[str, ...] = ("", "equity", "ordinary", "preferred", "partnership", "votes", "appointment")
"""Class of right; empty: a share of capital without further word."""

RATIO_BASES: tuple[str, ...] = ("reported", "capital_over_registered", "share_count", "band")
"""Where a ratio comes from: stated, paid-in share of the registered capital, count of shares, a band."""

OFFICE_ROLES: tuple[str, ...] = (
    "chairman",
    "director",
    "executive_director",
    "independent_director",
    "supervisor",
    "manager",
    "senior_manager",
    "financial_officer",
    "secretary",
    "partner_in_charge",
    "branch_head",
    "safety_officer",
    "liquidator",
    "other",
)
"""董事长, 董事, 执行董事, 独立董事, 监事, 经理, 高级管理人员, 财务负责人, 董事会秘书, 执行事务合伙人,
分支机构负责人, 安全负责人, 清算人, 其他."""

CONTACT_CHANNELS: tuple[str, ...] = ("address", "phone", "mail")
CONTACT_ROLES: tuple[str, ...] = ("registered_address", "report_address", "postal_address", "phone", "mail", "other")
