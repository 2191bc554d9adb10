"""The decision (处罚决定) as an event: what tells it from others, its dates, amounts and text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph_engine.loading import MISSING_VALUE, Emitter, Row, Rule, matter_key, unnumbered_matter
from graph_engine.model.dates import LongTerm
from graph_engine.model.money import Money
from graph_engine.model.names import exact_name
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import RiskEvent
from loaders.penalties.contents import is_summary, status_of, status_on, types_of

CATEGORY = "administrative_penalty"
NO_UNIT = Rule("amount_without_unit", "an amount of which nothing tells the unit", "未写明单位的金额")

_TEXT_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Decision:
    """What tells one decision from another."""

    number: str | None
    authority: str | None
    decided_on: date | None
    published_on: date | None
    content: str | None

    @classmethod
    def of(cls, row: Row) -> Decision:
        """The decision of a row.

        Raises:
            RowError: it has neither number nor day and content.
        """
        decision = cls(
            number=row.free_text("number"),
            authority=row.text("authority") or row.text("origin"),
            decided_on=row.day("decided_on"),
            published_on=row.day("published_on"),
            content=row.free_text("content") or row.free_text("facts"),
        )
        if decision.number is None and (decision.decided_on is None or decision.content is None):
            raise row.refuse(MISSING_VALUE, "number")
        return decision

    def matter(self, subject: str) -> str:
        """The matter: by the decision's number; without one by its day and content, for its subject alone."""
        if self.number is not None:
            return matter_key(self.number, self.authority, subject)
        natural = (exact_name(self.authority or ""), str(self.decided_on), self.content or "", subject)
        return unnumbered_matter(*natural)

    @property
    def scope(self) -> str:
        """Where a subject known by name alone is named."""
        return self.matter(str(self.decided_on or ""))


def event_of(row: Row, emit: Emitter, event: PartyRef, matter: str, decision: Decision) -> RiskEvent:
    """The event that a row makes of its decision."""
    fine, confiscated = _amount(row, emit, "fine"), _amount(row, emit, "confiscated")
    until, long_term = _publicity(row)
    status = status_of(row)
    content = row.free_text("content") or ""
    return RiskEvent(
        party=event,
        category=CATEGORY,
        matter=matter,
        document_number=decision.number,
        authority=decision.authority,
        decided_on=decision.decided_on,
        published_on=decision.published_on,
        publicity_until=until,
        long_term=long_term,
        status=status,
        status_on=status_on(row, status),
        penalty_types=types_of(row, content, fine, confiscated),
        summary_procedure=is_summary(row, content),
        text=_text(row, confiscated),
        amount=fine.amount if fine is not None and fine.amount else None,
        currency=fine.currency if fine is not None and fine.amount else None,
    )


def _amount(row: Row, emit: Emitter, name: str) -> Money | None:
    """An amount whose unit is known: from the cell, the header, or the definition of the upload column."""
    if row.header(name).upper().startswith("CF_"):
        return row.money(name, unit="万元")
    if row.text(name) is not None and not row.has_unit(name):
        emit.leave_out(NO_UNIT)
        return None
    return row.money(name)


def _publicity(row: Row) -> tuple[date | None, bool]:
    """End of publicity as supplied, and whether there is none: 2099-12-31 and 长期, there or as 处罚有效期."""
    until = row.date("publicity_until")
    if isinstance(until, LongTerm):
        return None, True
    return until, until is None and isinstance(row.date("valid_until"), LongTerm)


def _text(row: Row, confiscated: Money | None) -> str | None:
    parts = [row.free_text("penalty_name"), row.free_text("violation"), row.free_text("facts")]
    if confiscated is not None and confiscated.amount:
        parts.append(f"没收 {confiscated.units.normalize():f} 元")
    text = "；".join(dict.fromkeys(part for part in parts if part))
    return (text if len(text) <= _TEXT_LIMIT else text[: _TEXT_LIMIT - 1] + "…") or None
