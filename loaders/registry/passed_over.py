"""Sheets of vendors' workbooks that are passed over by name: guesses, counts, and topics of no use for the graph.

What a vendor infers (疑似关系, 实际控制人 …) is no fact of a register: the engine computes its own, and shows how.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from graph_engine.loading import Emitter, Layout, Row, Rule
from loaders.registry.cells import COMPANY, UPLOADED

_INFERENCES: Final = {
    "疑似关系": "suspected_relations",
    "疑似实际控制人": "suspected_controllers",
    "实际控制人": "actual_controllers",
    "受益所有人": "beneficial_owners",
    "最终受益人": "final_beneficiaries",
    "实控企业": "controlled_companies",
    "控制企业": "held_companies",
    "间接股东": "indirect_holders",
    "间接持股企业": "indirect_investments",
    "合作持股股东": "joint_holders",
    "同联系方式企业": "same_contact_companies",
    "启信指数": "vendor_index",
    "空壳指数": "shell_index",
    "企业评分": "vendor_score",
    "关联方": "vendor_related_parties",
}
_TOPICS: Final = {
    "股权出质": "equity_pledges",
    "动产抵押": "chattel_mortgages",
    "清算信息": "liquidation_notices",
    "注销备案": "deregistration_filings",
    "立案信息": "case_filings",
    "开庭公告": "hearings",
    "法院公告": "court_notices",
    "送达公告": "service_notices",
    "裁判文书": "judgments",
    "行政许可": "licences",
    "资质证书": "certificates",
    "知识产权": "intellectual_property",
    "商标信息": "trademarks",
    "专利信息": "patents",
    "招投标": "bids",
    "年报": "annual_reports",
    "抽查检查": "inspections",
    "双随机抽查": "random_inspections",
    "税务评级": "tax_ratings",
    "纳税人资质": "taxpayer_qualities",
    "新闻舆情": "news",
    "融资历史": "financing",
    "公告研报": "announcements",
}
_COUNTS: Final = ("尽调结果", "统计", "目录", "说明")


def _passing_over(rule: Rule) -> Callable[[Row, Emitter], None]:
    def pass_over(row: Row, emit: Emitter) -> None:
        emit.ignore(rule)

    return pass_over


def _layout(title: str, name: str, en: str, zh: str) -> Layout:
    return Layout(
        name=name,
        columns={"company": (*COMPANY, *UPLOADED)},
        required=("company",),
        handler=_passing_over(Rule(name, en, zh)),
        sheet_names=(title,),
        only_named=True,
    )


LAYOUTS: Final = (
    *(
        _layout(
            title, f"vendor_inference:{name}", "what the vendor infers is no fact", f"数据商推断（{title}），不是事实"
        )
        for title, name in _INFERENCES.items()
    ),
    *(
        _layout(title, f"not_used:{name}", "a topic of no use for the graph", f"图谱不使用的专题（{title}）")
        for title, name in _TOPICS.items()
    ),
    Layout(
        name="counts",
        columns={"topic": ("维度", "统计项", "项目", "类目", "尽调维度"), "number": ("数量", "条数", "结果", "总数")},
        required=("topic", "number"),
        handler=_passing_over(Rule("counts", "a sheet of counts, not of records", "统计数量，不是记录")),
        sheet_names=_COUNTS,
        only_named=True,
    ),
)
