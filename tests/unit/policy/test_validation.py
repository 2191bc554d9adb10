"""Faults between the parts of a policy: clocks, kinds never reached, channels, thresholds, wording."""

from __future__ import annotations

from importlib import resources

import pytest

from graph_engine.errors import PolicyError
from graph_engine.policy import Policy

DEFAULT = resources.files("graph_engine.policy").joinpath("default.toml").read_text(encoding="utf-8")
KIND = """
[kinds.ours]
zh = "甲"
en = "ours"
categories = ["other_list"]
decided_by = { zh = "乙", en = "somebody" }
basis = ["penalty_law_9"]
class = "general"
domain = "general"
effect = "notice"
before = "research_list"
match = [{ text = ["特有词"] }]
"""


def faults(overlay: str, base: str = DEFAULT) -> dict[str, str]:
    with pytest.raises(PolicyError) as caught:
        Policy.from_texts(base, overlay, name="office.toml")
    assert "office.toml" in str(caught.value)
    found = {fault.where: fault.reason for fault in caught.value.faults}
    for where, reason in found.items():
        assert f"{where}: {reason}" in str(caught.value)
    return found


def test_the_packaged_policy_and_a_kind_of_the_office_have_no_fault() -> None:
    policy = Policy.from_texts(DEFAULT, KIND)
    assert [kind.id for kind in policy.kinds].index("ours") + 1 == [kind.id for kind in policy.kinds].index(
        "research_list"
    )


@pytest.mark.parametrize(
    ("overlay", "where", "reason"),
    [
        # clocks: overlaps and gaps
        (
            "[effect.regimes.penalty.rules.penalty_order58]\nvalid_to = 2026-06-01",
            "effect.regimes.penalty.rules",
            "'penalty_order58' and 'penalty_order36' overlap from 2026-04-01",
        ),
        (
            "[effect.regimes.penalty.rules.penalty_order58]\nvalid_to = 2026-03-01",
            "effect.regimes.penalty.rules",
            "gap from 2026-03-01 to 2026-04-01",
        ),
        (
            "[effect.regimes.penalty.rules.penalty_order36]\nvalid_to = 2030-01-01",
            "effect.regimes.penalty.rules",
            "gap from 2030-01-01",
        ),
        (
            "[effect.regimes.penalty.rules.penalty_order58]\nvalid_from = 2020-01-01",
            "effect.regimes.penalty.rules",
            "gap before 2020-01-01",
        ),
        (
            '[effect.regimes.notice.rules.again]\nmonths = { general = 12 }\nbasis = ["effect_design"]',
            "effect.regimes.notice.rules",
            "class general: 'notice_term' and 'again' overlap from the start",
        ),
        (
            '[effect.regimes.ours]\nzh = "甲"\nen = "ours"\n[effect.regimes.ours.rules.one]\n'
            'months = { general = 12, serious = 36 }\nbasis = ["effect_design"]',
            "effect.regimes.ours.rules",
            "no rule for class minor",
        ),
        # kinds that nothing reaches
        (
            KIND.replace('match = [{ text = ["特有词"] }]', "").replace("research_list", "sme_arrears"),
            "kinds.research_list",
            "ours",
        ),
        (
            KIND.replace('"特有词"', '"科研诚信"').replace('before = "research_list"', ""),
            "kinds.ours",
            "unreachable",
        ),
        (KIND.replace("research_list", "nobody"), "kinds.ours.before", "unknown 'nobody'"),
        ("[kinds.tax_arrears]\nmatch = [{}]", "kinds.tax_arrears.match[1]", "asks for nothing"),
        # channels
        (
            '[channels.ours]\nzh = "甲"\nen = "ours"\nrelation = "uses_contact"\n'
            'down = 0.1\nup = 0.1\nbasis = ["plan_art19"]',
            "channels.ours",
            "already belong to 'contact'",
        ),
        (
            '[channels.ours]\nzh = "甲"\nen = "ours"\nrelation = "takes_part_in"\nroles = ["winner"]\n'
            'down = 0.1\nup = 0.1\nbasis = ["plan_art19"]',
            "channels.ours",
            "role 'winner' already belong to 'project_party'",
        ),
        ('[channels.project_bidder]\nroles = ["bidder"]', "channels", "no channel for agent, other"),
        ('[relations]\nsilent = ["possibly_same_as"]', "relations", "has no channel"),
        ('[relations]\nmerged = ["branch_of", "subject_of"]', "relations", "stands under silent and merged"),
        ('[relations]\nmerged = ["branch_of", "controls"]', "relations", "stands under channels and merged"),
        ("[channels.contact]\nratio_scaled = true", "channels.contact.ratio_scaled", "has no ratio"),
        # exemptions
        ("[exemptions.crowded_line]\nchannels = []", "exemptions.crowded_line.size_over", "goes together"),
        (
            "[exemptions.collective]\ncode_prefixes = []\nname_contains = []",
            "exemptions.collective",
            "exempts nothing",
        ),
        (
            '[exemptions.collective]\ncode_prefixes = ["N-"]',
            "exemptions.collective.code_prefixes",
            "no part of a credit code",
        ),
        (
            '[exemptions.collective]\ncodes = ["91"]',
            "exemptions.collective.codes",
            "no part of a credit code",
        ),
        # thresholds that contradict
        ("[propagation]\ntheta = 0", "propagation.theta", "above 0"),
        ("[propagation]\ntheta = 0.96", "propagation.theta", "not below cap"),
        ("[propagation]\ncap = 1", "propagation.cap", "below 1"),
        ("[propagation]\nkappa = 0", "propagation.kappa", "above 0"),
        (
            "[measures.steps.warning_talk]\nserious_records_from = 1",
            "measures.steps.warning_talk.serious_records_from",
            "not above",
        ),
        (
            "[gate.steps.review.thresholds]\nown_record = 0.05",
            "gate.steps.review.thresholds.own_record",
            "above a threshold of 'attention'",
        ),
        (
            "[gate.steps.consult.thresholds]\nlead_doubt = 0.9",
            "gate.steps.consult.thresholds.lead_doubt",
            "above a threshold of 'review'",
        ),
        (
            "[gate.steps.attention.thresholds]\nlead_doubt = 0.01",
            "gate.steps.attention.thresholds.lead_doubt",
            "stronger lead",
        ),
        (
            "[gate.steps.attention.thresholds]\nown_record = 0",
            "gate.steps.attention.thresholds",
            "reached by everybody",
        ),
        (
            "[gate.steps.normal.thresholds]\nown_record = 0.01",
            "gate.steps.normal.thresholds",
            "needs no threshold",
        ),
        # wording
        ('[kinds.tax_arrears]\nzh = ""', "kinds.tax_arrears.zh", "not empty"),
        (
            '[claims.lead_control.wording]\nzh = "该主体为失信关联方"',
            "claims.lead_control.wording.zh",
            "says '失信' of a lead",
        ),
        (
            '[claims.lead_doubt]\nen = "Dishonest by name"',
            "claims.lead_doubt.en",
            "says 'dishonest' of a lead",
        ),
        (
            '[gate.steps.consult.advice]\nzh = "列入黑名单"',
            "gate.steps.consult.advice.zh",
            "says '黑名单' of a lead",
        ),
    ],
)
def test_each_contradiction_is_named_with_its_path(overlay: str, where: str, reason: str) -> None:
    found = faults(overlay)
    assert reason in found.get(where, f"no fault there, but {found}")
