"""Reads the legal half of a policy file: citations, domains, clocks of legal effect, event kinds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from graph_engine.model.vocabulary import (
    DEBTOR_SITUATIONS,
    EVENT_CATEGORIES,
    EVENT_STATUSES,
    PENALTY_TYPES,
    SEVERITY_CLASSES,
)
from graph_engine.policy.citations import MARKS, Citation, Text
from graph_engine.policy.kinds import BY_RULE, LEGAL_CLASSES, Condition, EventKind, WarningDomain
from graph_engine.policy.reading import MILLION, Table, unknown
from graph_engine.policy.rules import (
    START_CHOICES,
    SUPPLIED_END_CHOICES,
    VERSION_CHOICES,
    EffectRules,
    PenaltyClasses,
    Regime,
    Rule,
)

Citations = Mapping[str, Citation]
_NO_DOMAIN = WarningDomain("", Text("", ""), False)
_LONGEST_MONTHS = 1200
_LONGEST_DAYS = 36_500


def read_citations(root: Table) -> Citations:
    """The citations (依据) by id."""

    def citation(name: str, table: Table) -> Citation:
        return Citation(
            name,
            table.text("source"),
            table.text("title", ""),
            table.text("article", ""),
            table.phrase("point"),
            table.choice("mark", MARKS),
        )

    return root.entries("citations", citation)


def read_basis(
    table: Table, citations: Citations, key: str = "basis", *, required: bool = True
) -> tuple[Citation, ...]:
    """The citations that a table names under `basis`; at least one if it is required."""
    return tuple(citations[name] for name in table.names(key, citations, required=required))


def read_domains(root: Table) -> Mapping[str, WarningDomain]:
    """The warning domains (预警领域) by id."""
    return root.entries(
        "domains", lambda name, table: WarningDomain(name, table.words(), table.flag("priority", False))
    )


def read_effect(root: Table, citations: Citations) -> EffectRules:
    """The rules of legal effect (效力规则)."""
    table = root.child("effect")
    rules = EffectRules(
        version_by=table.choice("version_by", VERSION_CHOICES),
        supplied_end=table.choice("supplied_end", SUPPLIED_END_CHOICES),
        supplied_basis=read_basis(table, citations, "supplied_basis"),
        withheld_statuses=frozenset(table.names("withheld_statuses", EVENT_STATUSES, required=True)),
        withheld_basis=read_basis(table, citations, "withheld_basis"),
        listed_after_end=table.flag("listed_after_end"),
        penalty_classes=_penalty_classes(table.child("penalty_classes"), citations),
        regimes=table.entries("regimes", lambda name, entry: _regime(name, entry, citations)),
        basis=read_basis(table, citations),
    )
    if "active" in rules.withheld_statuses:
        table.fault("withheld_statuses", "'active' cannot withhold a record")
    table.close()
    return rules


def _penalty_classes(table: Table, citations: Citations) -> PenaltyClasses:
    classes = PenaltyClasses(
        frozenset(table.names("minor_types", PENALTY_TYPES, required=True)),
        frozenset(table.names("serious_types", PENALTY_TYPES, required=True)),
        table.integer("serious_fine_yuan", 1, 10**12) * 100,
        read_basis(table, citations),
    )
    both = classes.minor_types & classes.serious_types
    if both:
        table.fault("serious_types", f"{', '.join(sorted(both))} cannot be minor and serious at once")
    table.close()
    return classes


def _regime(name: str, table: Table, citations: Citations) -> Regime:
    counts = table.flag("counts", True)
    ended_by = frozenset(table.names("ended_by", EVENT_STATUSES))
    if "active" in ended_by:
        table.fault("ended_by", "'active' cannot end a record")
    rules: tuple[Rule, ...] = ()
    if counts:
        rules = tuple(table.entries("rules", lambda rule, entry: _rule(rule, entry, citations)).values())
    by_class = {
        severity_class: tuple(
            sorted(
                (rule for rule in rules if severity_class in rule.months),
                key=lambda rule: rule.valid_from or date.min,
            )
        )
        for severity_class in SEVERITY_CLASSES
    }
    return Regime(name, table.words(), counts, ended_by, rules, by_class)


def _rule(name: str, table: Table, citations: Citations) -> Rule:
    months = table.child("months")
    rule = Rule(
        id=name,
        valid_from=table.day("valid_from"),
        valid_to=table.day("valid_to"),
        counts_from=table.choice("counts_from", START_CHOICES, "decision"),
        months={
            severity_class: months.integer_or(severity_class, "open", 1, _LONGEST_MONTHS)
            for severity_class in SEVERITY_CLASSES
            if months.has(severity_class)
        },
        open_situations=frozenset(table.names("open_situations", DEBTOR_SITUATIONS)),
        extended_by=frozenset(table.names("extended_by", DEBTOR_SITUATIONS)),
        extended_from=table.integer("extended_from", 0, len(DEBTOR_SITUATIONS), 0),
        extension_months=table.integer("extension_months", 0, _LONGEST_MONTHS, 0),
        basis=read_basis(table, citations),
    )
    months.close()
    if rule.valid_from and rule.valid_to and rule.valid_from >= rule.valid_to:
        table.fault("valid_to", f"{rule.valid_to} is not after valid_from {rule.valid_from}")
    if bool(rule.extended_by or rule.extended_from) != bool(rule.extension_months):
        table.fault("extension_months", "goes together with extended_by or extended_from")
    return rule


class KindReader:
    """Reads event kinds with the defaults that the file states for them."""

    def __init__(
        self, root: Table, citations: Citations, domains: Mapping[str, WarningDomain], effect: EffectRules
    ) -> None:
        self._citations = citations
        self._domains = domains
        self._regimes = effect.regimes
        defaults = root.child("event_defaults")
        self._half_life_days = defaults.integer_or("half_life_days", "none", 1, _LONGEST_DAYS)
        severity = defaults.child("severity")
        self._serious_ppm = severity.ppm("serious")
        self._general_ppm = severity.ppm("general")
        self._notice_ppm = severity.ppm("risk_notice")
        severity.close()
        roles = defaults.child("roles")
        self._principal_ppm = roles.ppm("principal", high=10)
        self._derived_ppm = roles.ppm("derived", high=10)
        roles.close()
        defaults.close()

    def read(self, root: Table) -> tuple[EventKind, ...]:
        """All kinds in file order; a kind with `before` is moved in front of the kind that it names."""
        before: dict[str, str] = {}

        def kind(name: str, table: Table) -> EventKind:
            if table.has("before"):
                before[name] = table.text("before")
            return self._kind(name, table)

        kinds = root.entries("kinds", kind)
        order = list(kinds)
        for name, successor in before.items():
            if successor not in kinds or successor == name:
                root.fault(f"kinds.{name}.before", unknown(successor, kinds))
                continue
            order.remove(name)
            order.insert(order.index(successor), name)
        return tuple(kinds[name] for name in order)

    def _kind(self, name: str, table: Table) -> EventKind:
        basis = read_basis(table, self._citations, required=False)
        legal_class = table.choice("legal_class", LEGAL_CLASSES) if table.has("legal_class") else None
        principal_ppm, derived_ppm = self._roles(table)
        kind = EventKind(
            id=name,
            name=table.words(),
            categories=table.names("categories", EVENT_CATEGORIES, required=True),
            conditions=tuple(_condition(row) for row in table.rows("match")),
            decided_by=table.phrase("decided_by"),
            basis=basis,
            severity_class=table.choice("class", (*SEVERITY_CLASSES, BY_RULE)),
            domain=self._domain(table),
            severity_ppm=self._severity(table, legal_class),
            half_life_days=(
                table.integer_or("half_life_days", "none", 1, _LONGEST_DAYS)
                if table.has("half_life_days")
                else self._half_life_days
            ),
            principal_ppm=principal_ppm,
            derived_ppm=derived_ppm,
            legal_class=legal_class,
            catalogue_ref=table.text("catalogue_ref", ""),
            in_catalogue=table.flag("in_catalogue", False),
            enabled=table.flag("enabled", any(citation.is_confirmed for citation in basis)),
            excludes_persons=table.flag("excludes_persons", False),
            regime=self._regime(table),
        )
        _check_kind(kind, table)
        return kind

    def _roles(self, table: Table) -> tuple[int, int]:
        roles = table.child("roles", required=False)
        weights = (
            roles.ppm("principal", self._principal_ppm, high=10),
            roles.ppm("derived", self._derived_ppm, high=10),
        )
        roles.close()
        return weights

    def _domain(self, table: Table) -> WarningDomain:
        name = table.choice("domain", self._domains or ("",))
        return self._domains.get(name, _NO_DOMAIN)

    def _regime(self, table: Table) -> Regime:
        name = table.choice("effect", self._regimes or ("",))
        return self._regimes.get(name, Regime(name, Text("", ""), False, frozenset(), (), {}))

    def _severity(self, table: Table, legal_class: str | None) -> Mapping[str, int]:
        general, serious = self._general_ppm, self._serious_ppm
        if legal_class is None:
            general = serious = self._notice_ppm
        if table.has("severity"):
            if table.holds_table("severity"):
                stated = table.child("severity")
                general, serious = stated.ppm("general", general), stated.ppm("serious", serious)
                stated.close()
            else:
                general = serious = table.ppm("severity")
        return {"minor": 0, "general": general, "serious": serious}


def _condition(row: Table) -> Condition:
    condition = Condition(
        row.names("authority"),
        row.names("text"),
        frozenset(row.names("penalty_types", PENALTY_TYPES)),
        frozenset(row.names("severity_classes", SEVERITY_CLASSES)),
    )
    if condition == Condition():
        row.fault("", "asks for nothing")
    row.close()
    return condition


def _check_kind(kind: EventKind, table: Table) -> None:
    if kind.enabled and not kind.basis:
        table.fault("basis", "a kind that counts needs a citation")
    if kind.enabled and table.has("enabled") and not kind.regime.counts:
        table.fault("enabled", f"regime '{kind.regime.id}' lists only")
    if kind.legal_class and not kind.in_catalogue:
        table.fault("in_catalogue", "dishonesty information (失信信息) must stand in the catalogue")
    if kind.in_catalogue and not kind.catalogue_ref:
        table.fault("catalogue_ref", "missing for a kind that stands in the catalogue")
    if kind.severity_class == BY_RULE and "administrative_penalty" not in kind.categories:
        table.fault("class", "'by_rule' is for administrative penalties")
    if kind.severity_ppm["general"] > kind.severity_ppm["serious"]:
        table.fault("severity", "general above serious")
    strongest = max(kind.severity_ppm.values()) * max(kind.principal_ppm, kind.derived_ppm)
    if strongest > MILLION * MILLION:
        table.fault("", f"amplitude {strongest / MILLION / MILLION:g} (severity times role) is above 1")
