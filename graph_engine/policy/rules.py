"""How long a record has legal effect (效力期限): regimes, and their rules by date and class.

A **regime** is one clock of the law, such as that of administrative penalties; its **rules** are the versions
of that law, each in force over [valid_from, valid_to). For every class the rules of a regime tile all time:
the validation refuses gaps and overlaps, so that exactly one rule answers for a class and a day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date

from graph_engine.policy.citations import Citation, Text

VERSION_CHOICES: tuple[str, ...] = ("decision", "as_of", "earlier_end")
"""Which rule version holds: of the decision day, of the as-of day, or of both the one that ends earlier."""

SUPPLIED_END_CHOICES: tuple[str, ...] = ("wins", "earlier")
"""What a supplied end of publicity (公示截止期) does: replaces the rule's end, or only shortens it."""

START_CHOICES: tuple[str, ...] = ("decision", "publication")
"""From which day a rule counts its period."""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One version of a regime: how long a record of each class has effect, and from which day.

    `months` maps a class to calendar months, or to `None` where the effect lasts while the state persists.
    The situation keys belong to dishonest debtors (失信被执行人): `open_situations` have no fixed term;
    `extension_months` are added for a situation of `extended_by`, or for at least `extended_from` situations
    (0: never by their number).
    """

    id: str
    valid_from: date | None
    valid_to: date | None
    counts_from: str
    months: Mapping[str, int | None]
    open_situations: frozenset[str]
    extended_by: frozenset[str]
    extended_from: int
    extension_months: int
    basis: tuple[Citation, ...]

    def months_of(self, severity_class: str, situations: frozenset[str]) -> int | None:
        """Calendar months of effect for a class and its situations; `None` while the state persists."""
        months = self.months[severity_class]
        if months is None or not situations:
            return months
        if not self.open_situations.isdisjoint(situations):
            return None
        several = self.extended_from and len(situations - self.extended_by) >= self.extended_from
        if several or not self.extended_by.isdisjoint(situations):
            return months + self.extension_months
        return months


@dataclass(frozen=True, slots=True, eq=False)
class Regime:
    """One clock of the law; without `counts`, records are only listed. `ended_by`: statuses that end it."""

    id: str
    name: Text
    counts: bool
    ended_by: frozenset[str]
    rules: tuple[Rule, ...]
    by_class: Mapping[str, tuple[Rule, ...]]

    def rule_at(self, severity_class: str, day: date) -> Rule:
        """The rule of a class in force on a day."""
        for rule in self.by_class[severity_class]:
            if rule.valid_to is None or day < rule.valid_to:
                return rule
        raise LookupError(f"{self.id}: no rule for class {severity_class} on {day}")


@dataclass(frozen=True, slots=True, eq=False)
class PenaltyClasses:
    """How a penalty's class (轻微, 一般, 严重) follows from its content where the source states none.

    `serious_fine_fen` is in fen and reached by "at least". Types of `serious_types` outrank a mark of summary
    procedure, since article 51 of the penalty law does not allow them there.
    """

    minor_types: frozenset[str]
    serious_types: frozenset[str]
    serious_fine_fen: int
    basis: tuple[Citation, ...]

    def class_of(self, penalty_types: frozenset[str], summary_procedure: bool, amount_fen: int | None) -> str:
        """The class of a penalty by its content."""
        if not self.serious_types.isdisjoint(penalty_types):
            return "serious"
        if summary_procedure or (penalty_types and penalty_types <= self.minor_types):
            return "minor"
        if amount_fen is not None and amount_fen >= self.serious_fine_fen:
            return "serious"
        return "general"


@dataclass(frozen=True, slots=True, eq=False)
class EffectRules:
    """All about legal effect (法律效力): which statuses withhold a record, which version of a rule holds.

    `listed_after_end` says whether a record whose publicity or listing is over is still shown, uncounted.
    """

    version_by: str
    supplied_end: str
    supplied_basis: tuple[Citation, ...]
    withheld_statuses: frozenset[str]
    withheld_basis: tuple[Citation, ...]
    listed_after_end: bool
    penalty_classes: PenaltyClasses
    regimes: Mapping[str, Regime]
    basis: tuple[Citation, ...]


def add_months(day: date, months: int) -> date:
    """`day` plus calendar months; the last of the month where it is shorter, `date.max` past year 9999."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > MAXYEAR:
        return date.max
    month += 1
    if day.day <= 28:
        return date(year, month, day.day)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
