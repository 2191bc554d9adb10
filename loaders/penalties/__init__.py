"""Administrative penalties (双公示 行政处罚): the present and the old upload layout, and vendors' sheets of them.

Amounts are printed in 万元 with six decimals. The legal representative named in a decision is an observation of
its day: it says nothing of any other day.
"""

from __future__ import annotations

from graph_engine.loading import Emitter, Layout, Row, TableLoader, add_representative, event_party, subject_of
from graph_engine.model.records import SubjectOf
from loaders.penalties.columns import ARCHIVE, DECISION, SUBJECT
from loaders.penalties.decisions import CATEGORY, Decision, event_of


def _penalty(row: Row, emit: Emitter) -> None:
    emit.parties.about(credit_code=row.text("credit_code"), organisation_code=row.text("organisation_code"))
    decision = Decision.of(row)
    subject = subject_of(row, emit, decision.scope)
    matter = decision.matter(subject.key)
    event = event_party(emit.source, CATEGORY, matter, subject.key)
    emit.add(event_of(row, emit, event, matter, decision), SubjectOf(source=subject, target=event, role="principal"))
    if subject.kind == "enterprise":
        add_representative(row, emit, subject, decision.decided_on)
    emit.covered(decision.decided_on)
    emit.covered(decision.published_on)


_CONTENT = ("types", "content", "facts", "violation")

LOADER = TableLoader(
    name="penalties",
    zh="双公示行政处罚",
    en="administrative penalties as published (双公示)",
    covers=("risk_event", "subject_of", "legal_representative_of"),
    layouts=(
        Layout(
            name="current",
            columns={**SUBJECT, **DECISION},
            required=("name", "number", _CONTENT),
            department="origin",
            handler=_penalty,
        ),
        Layout(
            name="archive",
            columns={**SUBJECT, **DECISION, **ARCHIVE},
            required=("name", "number", ("penalty_name", "types_more", "area", "stamp"), _CONTENT),
            department="origin",
            handler=_penalty,
        ),
        Layout(
            name="vendor",
            columns={
                **SUBJECT,
                **DECISION,
                "name": ("系统匹配公司名称", "系统匹配企业名称", "企业名称", "公司名称"),
                "asked": ("批量上传公司名称", "原文件导入名称"),
            },
            required=("name", "number", _CONTENT),
            sheet_names=("行政处罚", "环保处罚"),
            department="origin",
            handler=_penalty,
        ),
    ),
)
