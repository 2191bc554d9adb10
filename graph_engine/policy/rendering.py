"""The policy as tables for a person (政策打印): plain data, laid out by whoever prints it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph_engine.policy.citations import MARKS, Citation, Language, Text
from graph_engine.policy.kinds import BY_RULE, LABELS, LEGAL_CLASSES, EventKind
from graph_engine.policy.policy import Policy
from graph_engine.policy.rules import Regime

_CLASSES: dict[str, Text] = {
    "minor": Text("轻微", "minor"),
    "general": Text("一般", "general"),
    "serious": Text("严重", "serious"),
    BY_RULE: Text("按规则", "by rule"),
}
_STARTS: dict[str, Text] = {
    "decision": Text("决定日", "decision"),
    "publication": Text("公示日", "publication"),
}
_YES, _NO = Text("是", "yes"), Text("否", "no")


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a printed policy: its title, its column heads, its rows, all texts."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def render_policy(policy: Policy, language: Language = "zh") -> tuple[Section, ...]:
    """The whole policy (政策) as tables in one language: what `graph-engine policy show` prints."""
    printer = _Printer(policy, language)
    return (
        printer.overview(),
        printer.kinds(),
        printer.legal_effect(),
        printer.penalty_classes(),
        printer.channels(),
        printer.exemptions(),
        printer.propagation(),
        printer.claims(),
        printer.measures(),
        printer.gate(),
        printer.scenarios(),
        printer.purposes(),
        printer.citations(),
    )


class _Printer:
    def __init__(self, policy: Policy, language: Language) -> None:
        self._policy = policy
        self._language: Language = language

    def overview(self) -> Section:
        policy = self._policy
        return self._section(
            "policy",
            ("政策", "policy"),
            (("项目", "item"), ("内容", "value")),
            (
                (self._say("名称", "name"), self._of(policy.name)),
                (self._say("版本", "version"), f"{policy.id} {policy.version}"),
                (self._say("发布日期", "issued on"), policy.issued_on.isoformat()),
                (self._say("指纹", "hash"), policy.hash),
                (self._say("失信信息的依据", "basis of dishonesty"), self._basis(policy.dishonesty_basis)),
                (self._say("目录", "catalogue"), self._basis(policy.catalogue_basis)),
            ),
        )

    def kinds(self) -> Section:
        return self._section(
            "kinds",
            ("事件种类", "event kinds"),
            (
                ("种类", "kind"),
                ("标识", "id"),
                ("性质", "label"),
                ("四类", "legal class"),
                ("计入", "counts"),
                ("类别", "class"),
                ("预警领域", "domain"),
                ("权重", "severity"),
                ("半衰期（天）", "half-life, days"),
                ("角色权重", "roles"),
                ("效力", "effect"),
                ("决定机关", "decided by"),
                ("目录项", "catalogue"),
                ("依据", "basis"),
            ),
            (self._kind(kind) for kind in self._policy.kinds),
        )

    def _kind(self, kind: EventKind) -> tuple[str, ...]:
        stated = ("general", "serious") if kind.severity_class == BY_RULE else (kind.severity_class,)
        severities = sorted({kind.severity_ppm[severity_class] for severity_class in stated})
        return (
            self._of(kind.name),
            kind.id,
            self._of(LABELS[kind.label]),
            self._of(LEGAL_CLASSES[kind.legal_class]) if kind.legal_class else "",
            self._flag(kind.counts),
            self._of(_CLASSES[kind.severity_class]),
            self._of(kind.domain.name),
            "–".join(_ratio(severity) for severity in severities),
            str(kind.half_life_days) if kind.half_life_days is not None else self._say("不衰减", "none"),
            f"{_ratio(kind.principal_ppm)} / {_ratio(kind.derived_ppm)}",
            self._of(kind.regime.name),
            self._of(kind.decided_by),
            kind.catalogue_ref,
            self._basis(kind.basis),
        )

    def legal_effect(self) -> Section:
        return self._section(
            "effect",
            ("效力规则", "legal effect"),
            (
                ("适用", "applies to"),
                ("规则", "rule"),
                ("自", "from"),
                ("至", "to"),
                ("起算", "counted from"),
                ("轻微", "minor"),
                ("一般", "general"),
                ("严重", "serious"),
                ("依据", "basis"),
            ),
            (row for regime in self._policy.effect.regimes.values() for row in self._regime(regime)),
        )

    def _regime(self, regime: Regime) -> Iterable[tuple[str, ...]]:
        name = self._of(regime.name)
        if not regime.counts:
            return ((name, self._say("不计入", "never counts"), "", "", "", "", "", "", ""),)
        return tuple(
            (
                name,
                rule.id,
                rule.valid_from.isoformat() if rule.valid_from else "",
                rule.valid_to.isoformat() if rule.valid_to else "",
                self._of(_STARTS[rule.counts_from]),
                *(
                    self._months(rule.months[severity_class]) if severity_class in rule.months else ""
                    for severity_class in ("minor", "general", "serious")
                ),
                self._basis(rule.basis),
            )
            for rule in regime.rules
        )

    def _months(self, months: int | None) -> str:
        if months is None:
            return self._say("存续期间", "while it lasts")
        return self._say(f"{months}个月", f"{months} months")

    def penalty_classes(self) -> Section:
        classes = self._policy.effect.penalty_classes
        yuan = classes.serious_fine_fen // 100
        fine = self._say(f"罚款不低于{yuan}元", f"fine of at least {yuan} yuan")
        return self._section(
            "penalty_classes",
            ("处罚的类别", "classes of penalties"),
            (("类别", "class"), ("内容", "content"), ("依据", "basis")),
            (
                (
                    self._of(_CLASSES["minor"]),
                    f"{self._say('简易程序', 'summary procedure')}; {', '.join(sorted(classes.minor_types))}",
                    self._basis(classes.basis),
                ),
                (
                    self._of(_CLASSES["serious"]),
                    f"{', '.join(sorted(classes.serious_types))}; {fine}",
                    self._basis(classes.basis),
                ),
                (self._of(_CLASSES["general"]), self._say("其他", "all else"), self._basis(classes.basis)),
            ),
        )

    def channels(self) -> Section:
        conduction = self._policy.conduction
        rows = [
            (
                self._of(channel.name),
                channel.relation,
                ", ".join(sorted(channel.roles)),
                _ratio(channel.down_ppm),
                _ratio(channel.up_ppm),
                self._flag(channel.ratio_scaled),
                self._basis(channel.basis),
            )
            for channel in conduction.channels
        ]
        for relation in conduction.silent:
            rows.append((self._say("不传导", "silent"), relation, "", "", "", "", ""))
        for relation in conduction.merged:
            rows.append((self._say("视为同一法人", "one legal person"), relation, "", "", "", "", ""))
        return self._section(
            "channels",
            ("传导渠道", "channels"),
            (
                ("渠道", "channel"),
                ("关系", "relation"),
                ("角色", "roles"),
                ("顺向", "down"),
                ("逆向", "up"),
                ("按比例", "by ratio"),
                ("依据", "basis"),
            ),
            rows,
        )

    def exemptions(self) -> Section:
        rows = []
        for exemption in self._policy.conduction.exemptions:
            asked = [*exemption.code_prefixes, *sorted(exemption.codes), *exemption.name_contains]
            asked += exemption.type_contains
            if exemption.size_over is not None:
                asked.append(f"{', '.join(sorted(exemption.channels))} > {exemption.size_over}")
            rows.append((self._of(exemption.name), ", ".join(asked), self._basis(exemption.basis)))
        return self._section(
            "exemptions",
            ("不传导主体", "exemptions"),
            (("主体", "who"), ("条件", "condition"), ("依据", "basis")),
            rows,
        )

    def propagation(self) -> Section:
        numbers = self._policy.propagation
        return self._section(
            "propagation",
            ("传导参数", "propagation"),
            (("参数", "number"), ("数值", "value")),
            (
                ("transit_constant", str(numbers.transit_constant)),
                ("theta", _ratio(numbers.theta_ppm)),
                ("max_arcs", str(numbers.max_arcs)),
                ("exponent", str(numbers.exponent)),
                ("kappa", _ratio(numbers.kappa_ppm)),
                ("cap", _ratio(numbers.cap_ppm)),
                ("ratio_floor", _ratio(numbers.ratio_floor_ppm)),
                ("amplitude_halvings", str(numbers.amplitude_halvings)),
                (self._say("依据", "basis"), self._basis(numbers.basis)),
            ),
        )

    def claims(self) -> Section:
        return self._section(
            "claims",
            ("结论层级", "claim levels"),
            (
                ("层级", "level"),
                ("名称", "name"),
                ("措辞", "wording"),
                ("不得据此得出", "does not allow"),
                ("依据", "basis"),
            ),
            (
                (
                    str(claim.rank),
                    self._of(claim.name),
                    self._of(claim.wording),
                    self._of(claim.does_not_allow),
                    self._basis(claim.basis),
                )
                for claim in self._policy.claims.values()
            ),
        )

    def measures(self) -> Section:
        return self._section(
            "measures",
            ("措施阶梯（仅限主体自身严重记录）", "measures ladder (a party's own serious record only)"),
            (("步骤", "step"), ("记录数不少于", "records from"), ("内容", "advice"), ("依据", "basis")),
            (
                (
                    self._of(step.name),
                    str(step.serious_records_from),
                    self._of(step.advice),
                    self._basis((*step.basis, *step.threshold_basis)),
                )
                for step in self._policy.ladder.steps
            ),
        )

    def gate(self) -> Section:
        gate = self._policy.gate
        return self._section(
            "gate",
            (f"把关步骤：{gate.note.zh}", f"gate ladder: {gate.note.en}"),
            (
                ("步骤", "step"),
                ("内容", "advice"),
                *((claim.name.zh, claim.name.en) for claim in self._policy.claims.values()),
            ),
            (
                (
                    self._of(step.name),
                    self._of(step.advice),
                    *(
                        f"≥ {_ratio(step.thresholds_ppm[claim])}" if claim in step.thresholds_ppm else ""
                        for claim in self._policy.claims
                    ),
                )
                for step in gate.steps
            ),
        )

    def scenarios(self) -> Section:
        return self._section(
            "scenarios",
            ("应用场景", "scenarios"),
            (("场景", "scenario"), ("标识", "id"), ("依据", "basis")),
            (
                (self._of(scenario.name), scenario.id, self._basis(scenario.basis))
                for scenario in self._policy.scenarios.values()
            ),
        )

    def purposes(self) -> Section:
        roles = self._policy.operator_roles
        return self._section(
            "purposes",
            ("查询目的", "purposes"),
            (
                ("目的", "purpose"),
                ("标识", "id"),
                ("查询角色", "roles"),
                ("含自然人记录", "natural persons"),
                ("须有依据文号", "reference required"),
                ("依据", "basis"),
            ),
            (
                (
                    self._of(purpose.name),
                    purpose.id,
                    ", ".join(self._of(roles[role]) for role in roles if role in purpose.roles),
                    self._flag(purpose.natural_persons),
                    self._flag(purpose.reference_required),
                    self._basis(purpose.basis),
                )
                for purpose in self._policy.purposes.values()
            ),
        )

    def citations(self) -> Section:
        return self._section(
            "citations",
            ("依据", "citations"),
            (("标识", "id"), ("文件", "source"), ("要点", "point"), ("可信度", "confidence")),
            (
                (
                    citation.id,
                    citation.printed(self._language),
                    self._of(citation.point),
                    MARKS[citation.mark][0 if self._language == "zh" else 1],
                )
                for citation in self._policy.citations.values()
            ),
        )

    def _section(
        self,
        section_id: str,
        title: tuple[str, str],
        columns: Iterable[tuple[str, str]],
        rows: Iterable[tuple[str, ...]],
    ) -> Section:
        heads = tuple(self._say(zh, en) for zh, en in columns)
        return Section(section_id, self._say(*title), heads, tuple(tuple(row) for row in rows))

    def _basis(self, citations: Iterable[Citation]) -> str:
        return "; ".join(citation.printed(self._language) for citation in citations)

    def _flag(self, value: bool) -> str:
        return self._of(_YES if value else _NO)

    def _of(self, text: Text) -> str:
        return text.of(self._language)

    def _say(self, zh: str, en: str) -> str:
        return zh if self._language == "zh" else en


def _ratio(ppm: int) -> str:
    """A ratio in parts per million as a decimal number, without rounding."""
    whole, rest = divmod(ppm, 1_000_000)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".") if rest else str(whole)
