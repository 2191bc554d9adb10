"""What the policy looks at: the facts of an event as one subject bears them, and the attributes of a node."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """What is known of a risk event (风险事件) and of the kind of subject that it names.

    Names are those of the model's `RiskEvent`. `amount_fen` is the amount in fen, `None` when it is unknown
    or not in yuan. `publicity_until` is never 2099-12-31: that date arrives as `long_term`. `status_on` is
    the day from which `status` holds, `status_until` the first on which it no longer does (撤销修复).
    `subject_is_person` tells a natural person (自然人) from organizations; an individual business (个体工商户)
    is one of these.
    """

    category: str
    authority: str = ""
    text: str = ""
    decided_on: date | None = None
    published_on: date | None = None
    publicity_until: date | None = None
    listed_until: date | None = None
    long_term: bool = False
    status: str = "active"
    status_on: date | None = None
    status_until: date | None = None
    severity_class: str | None = None
    penalty_types: frozenset[str] = frozenset()
    summary_procedure: bool = False
    amount_fen: int | None = None
    situations: frozenset[str] = frozenset()
    subject_is_person: bool = False

    @classmethod
    def of(cls, attributes: Mapping[str, Any], *, subject_is_person: bool = False) -> EventFacts:
        """The facts in the attributes of an event as a snapshot keeps them: JSON values by property name."""
        in_yuan = attributes.get("currency") in (None, "CNY")
        return cls(
            category=attributes["category"],
            authority=attributes.get("authority") or "",
            text=attributes.get("text") or "",
            decided_on=_day(attributes.get("decided_on")),
            published_on=_day(attributes.get("published_on")),
            publicity_until=_day(attributes.get("publicity_until")),
            listed_until=_day(attributes.get("listed_until")),
            long_term=bool(attributes.get("long_term")),
            status=attributes.get("status") or "active",
            status_on=_day(attributes.get("status_on")),
            status_until=_day(attributes.get("status_until")),
            severity_class=attributes.get("severity_class"),
            penalty_types=frozenset(attributes.get("penalty_types") or ()),
            summary_procedure=bool(attributes.get("summary_procedure")),
            amount_fen=attributes.get("amount") if in_yuan else None,
            situations=frozenset(attributes.get("situations") or ()),
            subject_is_person=subject_is_person,
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeFacts:
    """What exemptions look at: the kind of a node, its code, name, type as printed, and how many use it.

    `channel` and `size` belong to contacts: address, phone or mail, and the count of distinct users.
    """

    kind: str
    credit_code: str = ""
    name: str = ""
    type_text: str = ""
    channel: str = ""
    size: int = 0
