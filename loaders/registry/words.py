"""Words of the company register (登记用语): states of registration and posts, as codes and as texts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_STATES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    # The worse state stands first: 存续（吊销） is revoked, and the 注销 in 吊销，未注销 is no deregistration.
    ("revoked_deregistered", re.compile(r"吊销.*已注销|已吊销.*已注销|注销.*吊销")),
    ("revoked", re.compile(r"吊销")),
    ("cancelled", re.compile(r"撤销|撤消")),
    ("liquidating", re.compile(r"清算|(正在|拟|申请|办理).{0,4}注销|注销中|注销备案|破产")),
    ("deregistered", re.compile(r"(?<!未)注销")),
    ("closed", re.compile(r"责令关闭|关闭|停业(?!整顿)|停产")),
    ("paused", re.compile(r"歇业|停业整顿")),
    ("moved_out", re.compile(r"迁出|迁往|移出")),
    ("unknown", re.compile(r"[非不]正常|不在业|未开业")),
    ("active", re.compile(r"存续|在业|在营|开业|在册|正常|登记成立|仍注册|确立|成立|迁入|有效|营业")),
    ("other", re.compile(r"其他|其它")),
)
_STATE_CODES: Final = {
    "1": "active",
    "2": "revoked",
    "3": "revoked_deregistered",
    "4": "deregistered",
    "5": "cancelled",
    "6": "moved_out",
    "9": "other",
}
_BY_WEIGHT: Final = (
    "revoked_deregistered",
    "revoked",
    "cancelled",
    "deregistered",
    "closed",
    "liquidating",
    "moved_out",
    "paused",
    "other",
    "active",
    "unknown",
)
"""Which state stands where code and text, or two columns, differ: the worse one."""

_POSTS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("supervisor", re.compile(r"监事")),
    ("independent_director", re.compile(r"独立(非执行)?董事")),
    ("secretary", re.compile(r"董事会秘书|董秘")),
    ("executive_director", re.compile(r"执行董事")),
    ("director", re.compile(r"副(董事长|理事长)")),
    ("chairman", re.compile(r"董事长|董事局主席|理事长")),
    ("director", re.compile(r"董事|理事")),
    ("financial_officer", re.compile(r"财务(负责人|总监|主管|经理)|总会计师|首席财务官|CFO", re.IGNORECASE)),
    ("safety_officer", re.compile(r"安全(负责人|总监|员|主任)")),
    ("partner_in_charge", re.compile(r"执行事务合伙人|执行合伙人|委派代表")),
    ("liquidator", re.compile(r"清算组|清算人|破产管理人")),
    ("branch_head", re.compile(r"分(公司|支机构|店).*(负责人|经理)")),
    ("senior_manager", re.compile(r"副(总)?经理|副总裁|高级管理|高管|总监|总工程师|总裁助理|首席")),
    ("manager", re.compile(r"总?经理|总裁|CEO|厂长|店长|院长|校长|主任", re.IGNORECASE)),
)
_REPRESENTATIVE: Final = re.compile(r"法定代表人|法人代表|^法人$|^负责人$|^经营者$")
_POST_SEPARATORS: Final = re.compile(r"[,，;；、/|\n]+|兼任?")
_YES: Final = frozenset(("是", "1", "true", "yes", "y", "历史", "有"))
_NO: Final = frozenset(("否", "0", "false", "no", "n", "当前", "现任", "非历史"))

REPRESENTATIVE: Final = "legal_representative"
"""What `post_role` gives for a legal representative, who is no officer but a relation of its own."""


@lru_cache(maxsize=4096)
def enterprise_status(text: str | None, code: str | None = None) -> str | None:
    """The state of registration (登记状态) of a text and a code as printed; the worse one stands.

    `None` where neither says anything; `unknown` for words that are not understood, which is no bad state.
    """
    found = {_state_of_text(text), _state_of_code(code)} - {None}
    return next((state for state in _BY_WEIGHT if state in found), None)


def _state_of_text(text: str | None) -> str | None:
    if text is None:
        return None
    compact = "".join(text.split())
    if compact in _STATE_CODES:
        return _STATE_CODES[compact]
    return next((state for state, pattern in _STATES if pattern.search(compact)), "unknown")


def _state_of_code(code: str | None) -> str | None:
    return None if code is None else _STATE_CODES.get(code.strip().lstrip("0")) or _state_of_text(code)


@lru_cache(maxsize=4096)
def post_roles(text: str | None) -> tuple[tuple[str, str], ...]:
    """The posts of a cell as (role, words as printed): `董事长兼总经理` are two; no words are one other post.

    A role is one of `vocabulary.OFFICE_ROLES`, or `REPRESENTATIVE`.
    """
    if text is None:
        return (("other", ""),)
    parts = [part.strip() for part in _POST_SEPARATORS.split(text)]
    return tuple((_role_of(part), part) for part in dict.fromkeys(parts) if part) or (("other", text),)


def _role_of(post: str) -> str:
    if _REPRESENTATIVE.search(post):
        return REPRESENTATIVE
    return next((role for role, pattern in _POSTS if pattern.search(post)), "other")


def is_yes(text: str | None) -> bool | None:
    """What a yes-or-no cell says; `None` where it says neither."""
    if text is None:
        return None
    lowered = text.strip().casefold()
    if lowered in _YES:
        return True
    return False if lowered in _NO else None


# ---------------------------------------------------------------------- penalties and lists

_PENALTIES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("warning", re.compile(r"警告")),
    ("criticism", re.compile(r"通报批评")),
    ("fine", re.compile(r"罚款|处以?罚|罚金")),
    ("confiscation", re.compile(r"没收")),
    ("licence_suspended", re.compile(r"暂扣")),
    ("qualification_lowered", re.compile(r"降低.{0,6}资质")),
    ("licence_revoked", re.compile(r"吊销")),
    ("operation_restricted", re.compile(r"限制.{0,4}(生产|开展|经营)")),
    ("shutdown_ordered", re.compile(r"停产|停业")),
    ("closure_ordered", re.compile(r"责令关闭")),
    ("occupation_banned", re.compile(r"限制从业|禁止从业|终身禁")),
    ("detention", re.compile(r"拘留")),
)


@lru_cache(maxsize=4096)
def penalty_types(text: str | None) -> tuple[str, ...]:
    """The types of penalty (处罚种类) that the words of a decision name, 行政处罚法 art. 9; `other` if none."""
    if text is None:
        return ()
    return tuple(name for name, pattern in _PENALTIES if pattern.search(text)) or ("other",)
