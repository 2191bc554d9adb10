"""What the office decides, as data: event kinds, legal effect, channels, wording, ladders (政策).

policy = Policy.load()                                    # the packaged policy
policy = Policy.load(overlay="our-office.toml")           # with an office's own changes
effect = effect_of(policy, EventFacts(category="abnormal_operation", decided_on=day), as_of=day, today=day)
"""

from graph_engine.policy.channels import Channel, Conduction, Exemption, Propagation
from graph_engine.policy.citations import MARKS, Citation, Language, Text
from graph_engine.policy.effect import LISTED_UNTIL, PUBLICITY_UNTIL, Effect, class_of, effect_of, withheld_on
from graph_engine.policy.facts import EventFacts, NodeFacts
from graph_engine.policy.kinds import DISHONESTY, LABELS, LEGAL_CLASSES, RISK_NOTICE, EventKind, WarningDomain
from graph_engine.policy.policy import Policy, merge
from graph_engine.policy.rendering import Section, render_policy
from graph_engine.policy.rules import EffectRules, PenaltyClasses, Regime, Rule, add_months
from graph_engine.policy.wording import (
    CLAIM_PARTS,
    GATE_STEPS,
    LEAD_CLAIMS,
    MEASURE_STEPS,
    PARTS,
    REASONS,
    RECORD_CLAIMS,
    Claim,
    Gate,
    GateStep,
    Ladder,
    Measure,
    Purpose,
    Scenario,
)

__all__ = [
    "CLAIM_PARTS",
    "DISHONESTY",
    "GATE_STEPS",
    "LABELS",
    "LEAD_CLAIMS",
    "LEGAL_CLASSES",
    "LISTED_UNTIL",
    "MARKS",
    "MEASURE_STEPS",
    "PARTS",
    "PUBLICITY_UNTIL",
    "REASONS",
    "RECORD_CLAIMS",
    "RISK_NOTICE",
    "Channel",
    "Citation",
    "Claim",
    "Conduction",
    "Effect",
    "EffectRules",
    "EventFacts",
    "EventKind",
    "Exemption",
    "Gate",
    "GateStep",
    "Ladder",
    "Language",
    "Measure",
    "NodeFacts",
    "PenaltyClasses",
    "Policy",
    "Propagation",
    "Purpose",
    "Regime",
    "Rule",
    "Scenario",
    "Section",
    "Text",
    "WarningDomain",
    "add_months",
    "class_of",
    "effect_of",
    "merge",
    "render_policy",
    "withheld_on",
]
