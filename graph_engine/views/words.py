"""The words of the picture's page in both languages (界面文字). What an answer says has its words from the answer."""

from __future__ import annotations

from typing import Final

from graph_engine.answers.assessment import Words

KINDS: Final[dict[str, Words]] = {
    "project": Words("项目", "project"),
    "enterprise": Words("企业", "enterprise"),
    "person": Words("人员", "person"),
    "contact": Words("地址、电话等", "address, phone"),
    "event": Words("事件", "event"),
    "fold": Words("其余（合并显示）", "the rest (folded)"),
}

RELATIONS: Final[dict[str, Words]] = {
    "subject_of": Words("事件当事人", "subject of the event"),
    "rest": Words("其余", "the rest"),
}
"""Edges of the picture that are no relation of the graph."""

SEVERITY_WORDS: Final[dict[str, Words]] = {
    "serious": Words("严重", "serious"),
    "general": Words("一般", "general"),
    "minor": Words("轻微", "minor"),
    "risk_notice": Words("提示", "notice"),
}

LABELS: Final[dict[str | None, Words]] = {
    "dishonesty": Words("失信信息", "dishonesty information"),
    "risk_notice": Words("风险提示", "risk notice"),
    None: Words("未归类", "unclassified"),
}

ROWS: Final[dict[str, Words]] = {
    "number": Words("编号", "number"),
    "label": Words("性质", "label"),
    "severity": Words("类别", "class"),
    "document": Words("文号", "document"),
    "authority": Words("机关", "authority"),
    "decided": Words("日期", "date"),
    "subject": Words("当事人", "subject"),
    "role": Words("身份", "role"),
    "status": Words("状态", "status"),
    "ends": Words("效力至", "ends on"),
    "basis": Words("依据", "basis"),
    "doubt": Words("待核", "doubt"),
    "source": Words("来源", "source row"),
    "between": Words("双方", "between"),
    "ratio": Words("比例", "share"),
    "dates": Words("期间", "period"),
    "strength": Words("强度", "strength"),
    "policy": Words("政策", "policy"),
    "snapshot": Words("快照", "snapshot"),
    "result": Words("结果", "result"),
    "as_of": Words("截至", "as of"),
    "known_at": Words("数据入库截至", "known at"),
    "answered_on": Words("作答日期", "answered on"),
    "withheld": Words("依法不予使用的记录", "records withheld by law"),
    "sources": Words("数据来源", "sources"),
    "not_covered": Words("没有来源覆盖", "covered by no source"),
}

PAGE: Final[dict[str, Words]] = {
    "title": Words("{name}：信用关联风险评估", "{name}: linked credit risk"),
    "target": Words("评估对象", "assessed"),
    "score": Words("评分", "score"),
    "range": Words("范围 {low} – {high}", "range {low} – {high}"),
    "hazard": Words("风险值", "hazard"),
    "adds_up": Words("各部分相加等于风险值", "the parts add up to the hazard"),
    "no_data": Words(
        "没有任何来源提供该主体的数据。无数据不等于无风险。", "No source knows this party. No data is not no risk."
    ),
    "no_events": Words(
        "没有任何来源提供风险事件：风险值为零不说明任何问题。",
        "No source speaks of risk events: a hazard of 0 says nothing.",
    ),
    "clean": Words(
        "在所示数据范围内没有计入的记录或线索。", "Within the data shown nothing counts, neither record nor lead."
    ),
    "claim": Words("结论层级", "claim level"),
    "limits": Words("结论界限", "what may not be concluded"),
    "gate": Words("建议", "suggested"),
    "ladder": Words("对有自身严重失信记录的参与方", "for parties with serious records of their own"),
    "serious_records": Words("自身严重失信记录 {count} 件", "{count} serious record(s) of its own"),
    "pair": Words("{head}：{text}", "{head}: {text}"),
    "aside": Words("（{text}）", " ({text})"),
    "joint": Words("；", "; "),
    "why": Words("为何被标记", "why"),
    "why_hint": Words(
        "点选一张卡片，图中只突出这条路径；各项相加等于风险值。",
        "Choose a card to see its path alone; the amounts add up to the hazard.",
    ),
    "same_matter": Words("同案", "same matter"),
    "member": Words("该案也列有{member}，故归入{part}", "The matter names {member} as well: {part}"),
    "direct": Words("当事人即评估对象", "the subject is the target itself"),
    "total": Words("合计", "total"),
    "folded": Words("其余 {count} 条{part}", "{count} more of {part}"),
    "unknowns": Words("未知事项", "what is not known"),
    "times": Words("{count} 处", "{count}"),
    "details": Words("详情", "details"),
    "back": Words("返回线索", "back to the paths"),
    "relations": Words("关系", "relations"),
    "evidence": Words("证据", "evidence"),
    "nothing_more": Words("没有更多信息。", "Nothing more is known."),
    "legend": Words("图例与筛选", "legend and filter"),
    "legend_kinds": Words("节点", "nodes"),
    "legend_relations": Words("关系", "relations"),
    "legend_risk": Words("自身计入记录的最重类别", "gravest own record that counts"),
    "legend_doubt": Words("推断或待核", "inferred or in doubt"),
    "legend_arrow": Words(
        "箭头为关系自身的方向（如股东指向企业）；线索自左向右通向评估对象。",
        "Arrows show a relation's own direction (holder to company); leads run from left to right to the target.",
    ),
    "shown": Words("显示 {nodes} 个节点、{edges} 条关系", "{nodes} nodes, {edges} relations shown"),
    "hidden": Words(
        "，筛选隐藏了 {nodes} 个节点、{edges} 条关系（金额不变）",
        "; the filter hides {nodes} nodes and {edges} relations (amounts unchanged)",
    ),
    "picture": Words("图", "picture"),
    "list": Words("列表", "list"),
    "print": Words("打印", "print"),
    "language": Words("English", "中文"),
    "views": Words("显示方式", "view"),
    "zoom_in": Words("放大", "zoom in"),
    "zoom_out": Words("缩小", "zoom out"),
    "fit": Words("全图", "whole picture"),
    "reset": Words("复原布局", "undo moves"),
    "keys": Words(
        "方向键在节点间移动 · 回车看详情 · + − 缩放 · 0 全图 · R 逐条路径 · Esc 取消",
        "Arrow keys move between nodes · Enter opens · + − zoom · 0 whole picture · R next path · Esc clears",
    ),
    "graph_label": Words("关联图谱：{name}", "graph of {name}"),
    "selected": Words("路径 {number}：{told}", "path {number}: {told}"),
    "cleared": Words("已取消选择", "selection cleared"),
    "paths_table": Words("构成（事件 × 路径）", "parts (event × path)"),
    "relations_table": Words("关系", "relations"),
    "nodes_table": Words("节点", "nodes"),
    "grounds_table": Words("答案依据", "what the answer rests on"),
    "number": Words("序号", "no."),
    "part": Words("部分", "part"),
    "event": Words("事件", "event"),
    "path": Words("路径", "path"),
    "amount": Words("金额", "amount"),
    "from": Words("一方", "from"),
    "to": Words("另一方", "to"),
    "relation": Words("关系", "relation"),
    "name": Words("名称", "name"),
    "kind": Words("类别", "kind"),
    "record": Words("自身记录", "own record"),
    "only_name": Words("仅凭名称", "by name only"),
    "noscript": Words(
        "此页面用自带的脚本作图；请允许脚本运行，或使用 graph-engine explain。",
        "This page draws with its own script; allow scripts, or use graph-engine explain.",
    ),
}
"""By the key that the page's script and skeleton ask for."""
