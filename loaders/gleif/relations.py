"""Level 2, who owns whom (二级数据): relationship records, which state consolidation and no share.

A parent consolidates what it controls (IFRS 10; 企业会计准则第33号 art. 7), so a direct consolidation is declared
control. An ultimate one leads through others and would count twice: it is a stated indirect interest. A fund's
manager holds an office in it. Sub-funds and feeders are links without further word: their assets stand apart.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from graph_engine.errors import RowError
from graph_engine.loading import MISSING_VALUE, Emitter, Reason, Rule
from graph_engine.model.records import Branch, DeclaredControl, IndirectInterest, LinkedTo, Office, Record
from loaders.gleif.cdf import day_of, day_or_none, end_of, entries_of, holder_of, lei_of, text_of, withdrawn_on

VOID: Final = Rule(
    "void_relationship", "a record annulled, a duplicate, or not published yet", "作废、重复或尚未发布的关系记录"
)
ENDED_UNDATED: Final = Rule(
    "ended_without_day", "an ended relationship, without the day on which it ended", "已结束的关系，未说明结束日期"
)
NOT_BY_LEI: Final = Rule("node_without_lei", "an end of the relationship that has no LEI", "关系一端没有 LEI")
ITSELF: Final = Rule("related_to_itself", "both ends are one entity", "关系两端为同一主体")
UNKNOWN_TYPE: Final = Reason("a type of relationship that the format does not know", "格式未定义的关系类型")
ENDS_BEFORE: Final = Reason("the relationship ends before it begins", "关系的结束早于开始")

_VOID: Final = frozenset(("ANNULLED", "CANCELLED", "DUPLICATE", "PENDING_VALIDATION", "TRANSFERRED"))
_LINKS: Final = frozenset(("IS_SUBFUND_OF", "IS_FEEDER_TO"))
_TYPES: Final = _LINKS | {
    "IS_DIRECTLY_CONSOLIDATED_BY",
    "IS_ULTIMATELY_CONSOLIDATED_BY",
    "IS_INTERNATIONAL_BRANCH_OF",
    "IS_FUND-MANAGED_BY",
}

_NO_LONGER: Final = "NULL"

Span = tuple[date | None, date | None]


def load_relationship(record: Any, emit: Emitter) -> None:
    """One level 2 record; its start node is the child, the branch or the fund.

    Raises:
        RowError: an LEI fails, the type is unknown, or the period is no period.
    """
    stated = record["Relationship"]
    emit.covered(day_or_none(record, emit, "Registration", "LastUpdateDate"))
    if any(text_of(stated, end, "NodeIDType") not in ("LEI", None) for end in ("StartNode", "EndNode")):
        emit.ignore(NOT_BY_LEI)
        return
    child, parent = lei_of(stated, "StartNode", "NodeID"), lei_of(stated, "EndNode", "NodeID")
    emit.touch(f"lei:{child}")
    kind = text_of(stated, "RelationshipType")
    if kind is None:
        raise RowError(MISSING_VALUE, column="RelationshipType")
    if kind not in _TYPES:
        raise RowError(UNKNOWN_TYPE, column="RelationshipType", value=kind)
    registration = text_of(record, "Registration", "RegistrationStatus")
    if registration in _VOID:
        emit.ignore(VOID)
        return
    if child == parent:
        emit.ignore(ITSELF)
        return
    spans = _spans(stated, withdrawn_on(record))
    ended = _status_of(stated) not in ("ACTIVE", None) or registration == "RETIRED"
    if ended and any(last is None for _, last in spans):
        # When it ended is not guessed, and it must not go on.
        emit.ignore(ENDED_UNDATED)
        return
    for span in spans:
        emit.add(_relation(kind, child, parent, span, str(span[0]) if len(spans) > 1 else ""))


def _status_of(stated: Any) -> str | None:
    """The status of a relationship; here NULL is a value of the format, and no missing one."""
    status = stated.get("RelationshipStatus")
    status = status.get("$") if isinstance(status, dict) else status
    return status if status == _NO_LONGER else text_of(stated, "RelationshipStatus")


def _spans(stated: Any, withdrawn: date | None) -> list[Span]:
    """When the relationship held: its own periods, not those of accounts or filings; one without days if none."""
    spans = {
        _span(day_of(period, "StartDate"), end_of(period, "EndDate"), withdrawn)
        for period in entries_of(stated, "RelationshipPeriods", "RelationshipPeriod")
        if text_of(period, "PeriodType") == "RELATIONSHIP_PERIOD"
    }
    return sorted(spans, key=str) or [_span(None, None, withdrawn)]


def _span(first: date | None, last: date | None, withdrawn: date | None) -> Span:
    if first is not None and last is not None and last < first:
        raise RowError(ENDS_BEFORE, column="RelationshipPeriods", value=f"{first} {last}")
    if withdrawn is not None and (last is None or last > withdrawn):
        # What the publisher took out, it says no longer; it never was if it began after that.
        last = withdrawn if first is None or withdrawn > first else first
    if first is not None and last == first:
        last = first + timedelta(days=1)
    return first, last


def _relation(kind: str, child: str, parent: str, span: Span, record_id: str) -> Record:
    above, below = holder_of(parent), holder_of(child)
    first, last = span
    if kind == "IS_DIRECTLY_CONSOLIDATED_BY":
        return DeclaredControl(
            source=above, target=below, basis=kind, record_id=record_id, valid_from=first, valid_to=last
        )
    if kind == "IS_ULTIMATELY_CONSOLIDATED_BY":
        return IndirectInterest(
            source=above, target=below, basis=kind, record_id=record_id, valid_from=first, valid_to=last
        )
    if kind == "IS_INTERNATIONAL_BRANCH_OF":
        return Branch(source=below, target=above, record_id=record_id, valid_from=first, valid_to=last)
    if kind == "IS_FUND-MANAGED_BY":
        return Office(
            source=above,
            target=below,
            role="other",
            role_text=kind,
            record_id=record_id,
            valid_from=first,
            valid_to=last,
        )
    return LinkedTo(
        source=below, target=above, basis=kind, record_id=f"{kind}{record_id}", valid_from=first, valid_to=last
    )
