"""What the office decides: exemptions, ladders, purposes."""

from __future__ import annotations

from importlib import resources

import pytest

from graph_engine.errors import NotFoundError
from graph_engine.policy import NodeFacts, Policy
from graph_engine.policy.policy import DEFAULT_NAME

POLICY = Policy.load()


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (NodeFacts(kind="enterprise", credit_code="11441900007330002J", name="某局"), "public_body"),
        (NodeFacts(kind="enterprise", credit_code="12100000400000624D", name="某大学"), "public_body"),
        (NodeFacts(kind="enterprise", name="某市人民政府国有资产监督管理委员会"), "state_holder"),
        (NodeFacts(kind="enterprise", name="某市财政局"), "state_holder"),
        (NodeFacts(kind="enterprise", name="香港中央结算有限公司"), "nominee_holder"),
        (NodeFacts(kind="enterprise", name="HKSCC NOMINEES LIMITED"), "nominee_holder"),
        (NodeFacts(kind="enterprise", name="某市某某商务秘书有限公司"), "registration_agent"),
        (NodeFacts(kind="enterprise", credit_code="N2441900MF00000131", name="某村"), "collective"),
        (NodeFacts(kind="enterprise", name="某镇某村股份经济联合社"), "collective"),
        (NodeFacts(kind="contact", channel="address", size=13), "crowded_address"),
        (NodeFacts(kind="contact", channel="address", size=12), None),
        (NodeFacts(kind="contact", channel="phone", size=11), "crowded_line"),
        (NodeFacts(kind="contact", channel="mail", size=10), None),
        (NodeFacts(kind="enterprise", credit_code="91441900MA0000015D", name="某某有限公司"), None),
        (NodeFacts(kind="person", name="商务秘书"), None),
        (NodeFacts(kind="enterprise", credit_code="", name=""), None),
    ],
)
def test_who_does_not_conduct(node: NodeFacts, expected: str | None) -> None:
    exemption = POLICY.exemption_of(node)
    assert (exemption.id if exemption else None) == expected


def test_an_office_names_its_own_funds_by_code_and_type() -> None:
    overlay = """
[exemptions.our_funds]
zh = "本市产业基金"
en = "our funds"
kinds = ["enterprise"]
codes = ["91441900MA0000015D"]
type_contains = ["机关法人"]
basis = ["hub_design"]
"""
    policy = Policy.from_texts(_packaged(), overlay)
    by_code = policy.exemption_of(NodeFacts(kind="enterprise", credit_code="91441900MA0000015D"))
    by_type = policy.exemption_of(NodeFacts(kind="enterprise", type_text="机关法人"))
    assert by_code is not None
    assert by_code is by_type
    assert by_code.id == "our_funds"


@pytest.mark.parametrize(
    ("records", "step"),
    [(0, None), (1, "reminder"), (2, "warning_talk"), (3, "rectify_repair"), (50, "rectify_repair")],
)
def test_the_measures_ladder_follows_a_partys_own_serious_records(records: int, step: str | None) -> None:
    found = POLICY.measure_for(records)
    assert (found.id if found else None) == step


def test_the_measures_ladder_never_follows_a_lead() -> None:
    assert not [claim for claim in POLICY.ladder.claims if POLICY.claim(claim).is_lead]


@pytest.mark.parametrize(
    ("hazards", "step"),
    [
        ({}, "normal"),
        ({"own_record": 49_999_999}, "normal"),
        ({"own_record": 50_000_000}, "attention"),
        ({"own_record": 250_000_000}, "review"),
        ({"own_record": 750_000_000}, "consult"),
        ({"party_record": 449_999_999}, "review"),
        ({"party_record": 450_000_000}, "consult"),
        ({"lead_control": 500_000_000}, "consult"),
        ({"lead_relation": 2_000_000_000}, "review"),
        ({"lead_doubt": 2_000_000_000}, "attention"),
        ({"own_record": 60_000_000, "lead_control": 200_000_000}, "review"),
    ],
)
def test_the_gate_takes_the_highest_step_that_any_level_alone_reaches(hazards: dict[str, int], step: str) -> None:
    assert POLICY.gate_step(hazards).id == step


def test_purposes_say_who_may_ask_and_whether_persons_show() -> None:
    assert POLICY.persons_allowed("project_review")
    assert not POLICY.persons_allowed("backtest")
    assert POLICY.may_ask("officer", "project_review")
    assert not POLICY.may_ask("officer", "audit")
    assert POLICY.may_ask("auditor", "audit")
    assert not POLICY.purpose("emergency_response").reference_required


def test_every_role_of_an_operator_has_a_purpose() -> None:
    used = {role for purpose in POLICY.purposes.values() for role in purpose.roles}
    assert used == set(POLICY.operator_roles)


def test_what_does_not_exist_is_not_found() -> None:
    for ask in (POLICY.kind, POLICY.claim, POLICY.purpose, POLICY.persons_allowed):
        with pytest.raises(NotFoundError, match="nothing_such"):
            ask("nothing_such")


def _packaged() -> str:
    return resources.files("graph_engine.policy").joinpath(DEFAULT_NAME).read_text(encoding="utf-8")
