"""Event kinds (事件种类): what a record means in law; decided here at reading time, never by the loader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from graph_engine.model.vocabulary import EVENT_CATEGORIES, SUBJECT_ROLES
from graph_engine.policy.citations import Citation, Text
from graph_engine.policy.facts import EventFacts
from graph_engine.policy.rules import Regime

LEGAL_CLASSES: dict[str, Text] = {
    "serious_list": Text("严重失信主体名单信息", "lists of seriously dishonest parties"),
    "penalty": Text("行政处罚信息", "administrative penalties"),
    "abnormal_list": Text("异常名录信息", "lists of abnormal operation"),
    "other_dishonesty": Text("其他失信信息", "other dishonesty information"),
}
"""The four classes of dishonesty information (失信信息) of 发改委令36号 art. 4; there is no fifth."""

DISHONESTY = "dishonesty"
RISK_NOTICE = "risk_notice"
LABELS: dict[str, Text] = {
    DISHONESTY: Text("失信信息", "dishonesty information by law"),
    RISK_NOTICE: Text("风险提示", "risk notice"),
}
"""Only the four legal classes may be called dishonesty (失信); all else is a risk notice (风险提示)."""

BY_RULE = "by_rule"
"""The class of a kind whose class follows from the content of each record."""


@dataclass(frozen=True, slots=True)
class WarningDomain:
    """A field of monitoring and early warning (监测预警领域); `priority` for the four named by the plan."""

    id: str
    name: Text
    priority: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """What a record must show to be of a kind: any one word of a field, and every field.

    An empty field asks for nothing. `authority` and `text` are looked for as parts of the printed text.
    """

    authority: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    penalty_types: frozenset[str] = frozenset()
    severity_classes: frozenset[str] = frozenset()

    def holds(self, facts: EventFacts) -> bool:
        """Whether a record shows what this condition asks for."""
        return (
            (not self.authority or _contains(facts.authority, self.authority))
            and (not self.penalty_types or not self.penalty_types.isdisjoint(facts.penalty_types))
            and (not self.severity_classes or facts.severity_class in self.severity_classes)
            and (not self.text or _contains(facts.text, self.text))
        )


@dataclass(frozen=True, slots=True, eq=False)
class EventKind:
    """A kind of risk event with all that the law and the office say of it.

    `severity_class` is 轻微, 一般, 严重 or `by_rule`; severities and role weights are in parts per million.
    `half_life_days` is `None` for states that persist. `conditions` are alternatives; none means that every
    record of the categories is of this kind. With `enabled` off, records are listed and count nothing.
    `excludes_persons` keeps natural persons out who are the victims of what is recorded.
    """

    id: str
    name: Text
    categories: tuple[str, ...]
    conditions: tuple[Condition, ...]
    decided_by: Text
    basis: tuple[Citation, ...]
    severity_class: str
    domain: WarningDomain
    severity_ppm: Mapping[str, int]
    half_life_days: int | None
    principal_ppm: int
    derived_ppm: int
    legal_class: str | None
    catalogue_ref: str
    in_catalogue: bool
    enabled: bool
    excludes_persons: bool
    regime: Regime

    @property
    def label(self) -> str:
        """`dishonesty` for the four legal classes, else `risk_notice`."""
        return DISHONESTY if self.legal_class else RISK_NOTICE

    @property
    def counts(self) -> bool:
        """Whether records of this kind can count at all: turned on, and under a clock that counts."""
        return self.enabled and self.regime.counts

    def role_ppm(self, role: str) -> int:
        """Weight of a subject's role (principal or derived), in parts per million."""
        if role not in SUBJECT_ROLES:
            raise ValueError(f"unknown subject role '{role}'")
        return self.principal_ppm if role == "principal" else self.derived_ppm


Matcher = Mapping[str, tuple[EventKind, ...]]
"""The kinds of each category, in file order."""


def compile_matcher(kinds: Iterable[EventKind]) -> Matcher:
    """The kinds by category, so that a record is tried only against kinds that cover it."""
    listed = tuple(kinds)
    return {category: tuple(kind for kind in listed if category in kind.categories) for category in EVENT_CATEGORIES}


def match(matcher: Matcher, facts: EventFacts) -> EventKind | None:
    """The first kind in file order whose conditions hold; `None` for a record of no kind (未分类)."""
    for kind in matcher.get(facts.category, ()):
        if not kind.conditions:
            return kind
        for condition in kind.conditions:
            if condition.holds(facts):
                return kind
    return None


def witnesses(kind: EventKind) -> Iterator[EventFacts]:
    """The barest records that a kind covers, one for each way to meet its conditions.

    Conditions only ever ask for more to be present, so whatever matches the kind shows at least what one of
    these shows. Hence earlier kinds shadow a kind completely exactly if they take all of its witnesses.
    """
    for category in kind.categories:
        for condition in kind.conditions or (Condition(),):
            for authority, text, penalty, severity_class in product(
                condition.authority or ("",),
                condition.text or ("",),
                sorted(condition.penalty_types) or ("",),
                sorted(condition.severity_classes) or ("",),
            ):
                yield EventFacts(
                    category=category,
                    authority=authority,
                    text=text,
                    penalty_types=frozenset({penalty} if penalty else ()),
                    severity_class=severity_class or None,
                )


def _contains(text: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110 - a generator costs thrice as much, and this runs millions of times
        if word in text:
            return True
    return False
