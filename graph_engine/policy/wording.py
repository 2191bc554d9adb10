"""What an answer may say and suggest (措辞与措施): claim levels, ladders, scenarios, purposes, reasons.

A linked party is only ever a lead (关联风险线索). The words that would call it more are listed in the policy
and refused wherever a lead, or the gate that handles leads, is worded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph_engine.policy.citations import Citation, Text

PARTS: tuple[str, ...] = ("own", "parties", "linked")
"""The three disjoint parts of a hazard: 自身, 参与方, 关联."""

CLAIM_PARTS: dict[str, str] = {
    "own_record": "own",
    "party_record": "parties",
    "lead_control": "linked",
    "lead_relation": "linked",
    "lead_doubt": "linked",
}
"""The five claim levels (结论层级), strongest first, and the part of the hazard that each speaks of."""

LEAD_CLAIMS: tuple[str, ...] = tuple(claim for claim, part in CLAIM_PARTS.items() if part == "linked")
RECORD_CLAIMS: tuple[str, ...] = tuple(claim for claim, part in CLAIM_PARTS.items() if part != "linked")

MEASURE_STEPS: tuple[str, ...] = ("reminder", "warning_talk", "rectify_repair")
"""The ladder of article 4 of 东府办〔2024〕6号: 提示, 警示约谈, 督促整改/修复."""

GATE_STEPS: tuple[str, ...] = ("normal", "attention", "review", "consult")
"""The office's own gate ladder: 正常, 关注, 复核, 提请会商."""


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """One claim level (结论层级): its fixed wording, and what it does not allow. Rank 1 is strongest."""

    id: str
    rank: int
    part: str
    name: Text
    wording: Text
    does_not_allow: Text
    basis: tuple[Citation, ...]

    @property
    def is_lead(self) -> bool:
        """Whether this level is a lead (线索) about others' records, not a record."""
        return self.part == "linked"


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """A step of the ladder of article 4 (提示 → 警示约谈 → 督促整改/修复).

    For a party's own record only: from `serious_records_from` matters of serious dishonesty in effect.
    """

    id: str
    name: Text
    advice: Text
    serious_records_from: int
    basis: tuple[Citation, ...]
    threshold_basis: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """The measures ladder (措施阶梯) and the claim levels that it may follow: own records, never leads."""

    claims: tuple[str, ...]
    steps: tuple[Measure, ...]

    def step_of(self, serious_records: int) -> Measure | None:
        """The step suggested for a party with so many own matters of serious dishonesty in effect."""
        reached = [step for step in self.steps if serious_records >= step.serious_records_from]
        return reached[-1] if reached else None


@dataclass(frozen=True, slots=True, eq=False)
class GateStep:
    """A step of the office's gate ladder (本单位把关程序): a local procedure, without legal basis.

    `thresholds_ppm` maps a claim level to the hazard, taken alone, from which the step applies; a level that
    is absent never leads to it.
    """

    id: str
    name: Text
    advice: Text
    thresholds_ppm: Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """The gate ladder with the note that it has no legal basis (无法律依据)."""

    note: Text
    steps: tuple[GateStep, ...]
    basis: tuple[Citation, ...]

    def step_of(self, hazards_ppb: Mapping[str, int]) -> GateStep:
        """The highest step that any claim level reaches.

        `hazards_ppb` gives by claim level the hazard *alone*, in parts per billion, of what is said at that level;
        for leads, of what is said at that level or a firmer one. A record known by name alone is a doubtful lead.
        """
        for step in reversed(self.steps):
            for claim, threshold in step.thresholds_ppm.items():
                if hazards_ppb.get(claim, 0) >= threshold * 1000:
                    return step
        return self.steps[0]


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """One of the four uses of article 19 (应用场景)."""

    id: str
    name: Text
    basis: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Purpose:
    """A purpose of asking (查询目的): which roles have it, and whether natural persons' events show."""

    id: str
    name: Text
    roles: frozenset[str]
    natural_persons: bool
    reference_required: bool
    basis: tuple[Citation, ...]


REASONS: dict[str, Text] = {
    "in_effect": Text("在效力期内", "in effect"),
    "withheld": Text("已修复、撤销、撤回或更正，不予使用", "repaired, revoked, withdrawn or corrected: withheld"),
    "unclassified": Text("未归入任何事件种类，仅列示", "of no event kind: listed only"),
    "person_not_allowed": Text("查询目的不含自然人记录", "the purpose does not cover natural persons"),
    "person_excluded": Text("自然人为被冒用方或无关方，不计", "the natural person is a victim of what is recorded"),
    "not_yet": Text("查询日期时尚未作出", "not yet decided on the as-of date"),
    "minor": Text("轻微，仅列示、不计入", "class minor: listed, never counted"),
    "kind_off": Text("依据未经确认，本单位未启用，仅列示", "basis unconfirmed and not turned on: listed only"),
    "listed_only": Text("不属风险，仅列示", "no risk by itself: listed only"),
    "status_ended": Text("已移出、解除或履行完毕", "removed, lifted or performed"),
    "publicity_ended": Text("公示或列入期限已届满", "period of publicity or listing is over"),
    "undated": Text("无决定日期和公示日期，仅计入上限", "neither decided nor published: in the upper value only"),
}
"""Why an event counts or not (理由代码), with the words for it."""
