"""Reporting exceptions (例外申报): why an entity names no parent; each reason passed over under its own name.

They name nobody, so nothing in the graph can stand for them; a report of the load counts each reason, and that
an entity has no parent here is then known to be stated, not forgotten.
"""

from __future__ import annotations

from typing import Any, Final

from graph_engine.errors import RowError
from graph_engine.loading import MISSING_VALUE, Emitter, Reason, Rule
from loaders.gleif.cdf import entries_of, lei_of, text_of

UNKNOWN_REASON: Final = Reason("a reason that the format does not know", "格式未定义的例外原因")

_REASONS: Final = {
    "NATURAL_PERSONS": ("natural persons control the entity", "由自然人控制"),
    "NON_CONSOLIDATING": ("its parents need not consolidate it", "母公司无须合并其报表"),
    "NO_KNOWN_PERSON": ("nobody is known to control it", "无已知控制人"),
    "NO_LEI": ("its parent has no LEI", "母公司没有 LEI"),
    "NON_PUBLIC": ("its parent is not public information", "母公司信息不公开"),
    "BINDING_LEGAL_COMMITMENTS": ("bound by law to keep its parent secret", "依法律义务不得披露母公司"),
    "LEGAL_OBSTACLES": ("legal obstacles to naming its parent", "披露母公司有法律障碍"),
    "CONSENT_NOT_OBTAINED": ("its parent does not consent to be named", "母公司未同意披露"),
    "DETRIMENT_NOT_EXCLUDED": ("naming its parent may do harm", "披露母公司可能造成损害"),
    "DISCLOSURE_DETRIMENTAL": ("naming its parent would do harm", "披露母公司会造成损害"),
}
RULES: Final = {
    reason: Rule(f"parent_not_stated:{reason.lower()}", f"no parent is stated: {en}", f"未申报母公司：{zh}")
    for reason, (en, zh) in _REASONS.items()
}


def load_exception(record: Any, emit: Emitter) -> None:
    """One reporting exception.

    Raises:
        RowError: its LEI fails, or the reason is missing or unknown.
    """
    emit.touch(f"lei:{lei_of(record, 'LEI')}")
    reasons = sorted(filter(None, map(text_of, entries_of(record, "ExceptionReason", ""))))
    if not reasons:
        raise RowError(MISSING_VALUE, column="ExceptionReason")
    for reason in reasons:
        if reason not in RULES:
            raise RowError(UNKNOWN_REASON, column="ExceptionReason", value=reason)
    first, *further = (RULES[reason] for reason in reasons)
    emit.ignore(first, *further)
