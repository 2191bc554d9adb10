"""What a decision says of itself: types of penalty, procedure, and the state of its record."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from graph_engine.loading import Reason, Row
from graph_engine.model.dates import parse_day
from graph_engine.model.money import Money

UNKNOWN_STATE = Reason("the code of the record's state has no known meaning here", "当前状态代码含义不明")

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


def status_of(row: Row) -> str:
    """The state of the record (当前状态).

    Raises:
        RowError: a code of which no text confirms the meaning.
    """
    if row.history:
        # A vendor's sheet of past penalties: no longer published, from which day on it does not say.
        return "removed"
    state = row.text("state")
    if state is None:
        return _by_day(row)
    found = _STATES.get(state) or _STATE_CODES[row.layout].get(state)
    if found is None:
        raise row.refuse(UNKNOWN_STATE, "state")
    return found


def _by_day(row: Row) -> str:
    """Where no cell states the state: a day in a column of repairs (信用修复日期) or revocations says it."""
    header = row.header("state_on") if row.text("state_on") is not None else ""
    if "修复" in header:
        return "repaired"
    return "revoked" if "撤销" in header else "active"


_STATED_DAY = re.compile(
    r"(?:修复|撤销|撤回|更正)(?:决定)?(?:日期|时间)[:：]?\s*([0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?)"
)


def status_on(row: Row, status: str) -> date | None:
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


def types_of(row: Row, content: str, fine: Money | None, confiscated: Money | None) -> tuple[str, ...]:
    """Types of penalty (处罚类别), as printed, and as the amounts show."""
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


def is_summary(row: Row, content: str) -> bool:
    """Whether the record says that it was decided by summary procedure (简易程序)."""
    texts = (row.text("number"), row.text("penalty_name"), content, row.text("facts"), row.text("remark"))
    return any(
        text is not None and ("简易" in text or "当场" in text) and _SUMMARY.search(text) is not None for text in texts
    )
