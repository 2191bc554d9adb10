"""One later decision (后续处理决定): what it makes of a record, since when, and which record it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from graph_engine.loading import (
    Emitter,
    Reason,
    Row,
    Rule,
    list_category,
    matter_key,
    subject_of,
    unnumbered_matter,
)
from graph_engine.model.names import exact_name
from graph_engine.model.records import Outcome

PENALTY = "administrative_penalty"

UNKNOWN_RESULT = Reason("the result of the decision has no known meaning here", "处理结果含义不明")
NAMES_NO_RECORD = Reason(
    "neither a decision number nor a list with the day of entry says which record this is about",
    "既无原决定文号，也无名单及列入日期，无法确定所涉记录",
)
UNDATED_END_OF_A_REPAIR = Reason("the revocation of a repair without a date", "撤销修复未注明日期")
NO_OUTCOME = Rule("no_outcome", "a record of which nothing has become yet", "尚无后续处理的记录")
NOT_GRANTED = Rule("not_granted", "an application that was not granted", "未予准许的申请")

_RESULTS = (
    ("reinstated", re.compile("(?:撤销|撤回|取消).{0,6}修复|修复.{0,4}(?:撤销|撤回|取消)|恢复公示|重新公示")),
    ("", re.compile("不予|驳回|不准|不同意|未通过|不通过|未(?:修复|移出|撤销|解除)|待|审核中|受理中|办理中|撤回申请")),
    ("repaired", re.compile("修复")),
    ("revoked", re.compile("撤销|撤消|确认违法|确认无效")),
    ("withdrawn", re.compile("撤回|变更")),
    ("corrected", re.compile("更正|纠错|纠正|异议成立|删除")),
    ("removed", re.compile("移出|移除|退出")),
    ("lifted", re.compile("解除")),
    ("performed", re.compile("履行完毕|已履行|执行完毕")),
)
_GRANTED = re.compile("准予|同意|通过|成功|办结|完成|是")
_BY_COLUMN = ("reinstated", "repaired", "revoked", "withdrawn", "corrected", "removed", "lifted")
"""The order in which filled columns speak where no cell states the result: the last word about a record first."""

_CATEGORIES = (
    (PENALTY, re.compile("行政处罚")),
    ("consumption_restriction", re.compile("限制(?:高)?消费|限高|限消")),
    ("enforcement_case", re.compile("(?<!失信)被执行人")),
)


@dataclass(frozen=True, slots=True)
class _Original:
    """The record that a row names."""

    number: str | None
    authority: str | None
    on: date | None
    category: str | None

    @property
    def scope(self) -> str:
        """Where a party known by name alone is named: in the same matter as in the record's own source."""
        if self.number is not None:
            return matter_key(self.number, self.authority, str(self.on or ""))
        return unnumbered_matter(self.category or "", exact_name(self.authority or ""), str(self.on or ""))


def add_outcome(row: Row, emit: Emitter) -> None:
    """Adds the outcome that a row tells of.

    Raises:
        RowError: the result has no known meaning, or nothing says which record or whose it is about.
    """
    emit.parties.about(credit_code=row.text("credit_code"), organisation_code=row.text("organisation_code"))
    result = _result(row)
    if not result:
        emit.ignore(NO_OUTCOME if result is None else NOT_GRANTED)
        return
    original = _original(row, result)
    number = _number(row, result)
    decided_on, effective_on = _days(row, result)
    if result == "reinstated" and decided_on is None and effective_on is None:
        raise row.refuse(UNDATED_END_OF_A_REPAIR, "reinstated_on")
    party = subject_of(row, emit, original.scope)
    emit.add(
        Outcome(
            party=party._replace(name=None),
            record_id="\x1f".join((result, original.scope, str(original.on or ""), number or str(decided_on or ""))),
            result=result,
            decision_number=number,
            authority=row.text("authority") or row.text("handled_by"),
            decided_on=decided_on,
            effective_on=effective_on,
            original_number=original.number,
            original_authority=original.authority,
            original_on=original.on,
            original_category=original.category,
            text=row.free_text("reason"),
        )
    )
    emit.covered(decided_on)


# ---------------------------------------------------------------------- what was decided


def _result(row: Row) -> str | None:
    """The result; none where the row tells of no decision, empty where it was not granted."""
    text = row.text("result")
    if text is None:
        return next((name for name in _BY_COLUMN if row.text(f"{name}_number") or row.text(f"{name}_on")), None)
    found = next((name for name, pattern in _RESULTS if pattern.search(text)), None)
    if found is None and _GRANTED.search(text):
        # 同意, 通过: the header, else the columns that are filled, say what was granted.
        found = next((name for name, pattern in _RESULTS if name and pattern.search(row.header("result"))), None)
        found = found or next((name for name in _BY_COLUMN if row.text(f"{name}_on")), None)
    if found is None:
        raise row.refuse(UNKNOWN_RESULT, "result")
    return found


def _number(row: Row, result: str) -> str | None:
    own = row.free_text(f"{result}_number") if result in _BY_COLUMN else None
    return own or row.free_text("number")


def _days(row: Row, result: str) -> tuple[date | None, date | None]:
    """The day of the decision, and the first day on which it holds where that is another."""
    own = row.day(f"{result}_on") if result in _BY_COLUMN else None
    decided_on, effective_on = row.day("decided_on"), row.day("effective_on")
    if decided_on is None:
        return own, effective_on
    return decided_on, effective_on or own


# ---------------------------------------------------------------------- about which record


def _original(row: Row, result: str) -> _Original:
    number = row.free_text("original_number")
    if result == "reinstated":
        number = row.free_text("repaired_number") or number
    original = _Original(number, row.text("original_authority"), row.day("original_on"), _category(row))
    by_list = original.category not in (None, PENALTY) and original.on is not None
    if number is None and not by_list:
        raise row.refuse(NAMES_NO_RECORD, "original_number")
    return original


def _category(row: Row) -> str | None:
    """The kind of record: by the list's name, else by what a cell, a header or the title says in so many words."""
    name = row.text("list_name")
    if name is not None:
        return _said(name) or "other_list"
    headers = (row.header(field) for field in ("original_number", "reason") if row.text(field) is not None)
    texts = (row.text("record_kind"), *headers, row.title)
    return next((found for text in texts if text is not None and (found := _said(text))), None)


def _said(text: str) -> str | None:
    found = next((name for name, pattern in _CATEGORIES if pattern.search(text)), None)
    if found is not None:
        return found
    listed = list_category(text)
    return None if listed == "other_list" else listed
