"""What conducts, how strongly and through whom; strengths worked out by hand in the comments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib import resources
from math import sqrt

import numpy as np
import pytest

from graph_engine.analysis.conduction import Conduction, RatioEnd, conduct
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import (
    Branch,
    ConcertParty,
    DeclaredControl,
    Enterprise,
    Guarantee,
    IndirectInterest,
    Nominee,
    Office,
    PossiblySame,
    Record,
    Shareholding,
)
from graph_engine.policy import Policy
from graph_engine.policy.policy import DEFAULT_NAME
from graph_engine.snapshot.build import build_snapshot
from tests.worlds import (
    POLICY,
    TODAY,
    address,
    by_key,
    company,
    described,
    event,
    holds,
    known_person,
    leads,
    project,
    tables_of,
    takes_part,
    uses,
    withholding,
)

A, B, C = company("A"), company("B"), company("C")
PPB = 10**9
LIMIT = 27_213
"""θ = 0.01: 4096 · log2(100) = 27 213.3."""


def conduction(records: Sequence[Record], policy: Policy = POLICY) -> Conduction:
    return conduct(build_snapshot(tables_of(records), TODAY, withholding(policy, TODAY)), policy)


def strengths(found: Conduction, end: RatioEnd = RatioEnd.POINT) -> dict[tuple[str, str], list[float]]:
    """The strengths of all facts by the public ids of tail and head."""
    ids = found.snapshot.public_id
    table: dict[tuple[str, str], list[float]] = {}
    rows = zip(found.tail.tolist(), found.head.tolist(), found.strengths(end).tolist(), strict=True)
    for tail, head, strength in rows:
        table.setdefault((ids[tail], ids[head]), []).append(strength / PPB)
    return {pair: sorted(values) for pair, values in table.items()}


def transits(found: Conduction) -> dict[str, int]:
    return dict(zip(found.snapshot.public_id, found.transit.tolist(), strict=True))


def degrees(found: Conduction) -> dict[str, int]:
    return dict(zip(found.snapshot.public_id, found.degree.tolist(), strict=True))


@pytest.mark.parametrize(
    ("record", "down", "up"),
    [
        (leads(known_person("1", "张某"), B), 0.70, 0.60),
        (Office(source=A, target=B, role="director"), 0.25, 0.20),
        (DeclaredControl(source=A, target=B), 0.80, 0.60),
        (ConcertParty(source=A, target=B), 0.60, 0.60),
        (Nominee(source=A, target=B), 0.60, 0.60),
        (Guarantee(source=A, target=B), None, 0.50),
        (takes_part(A, project("1"), "winner"), 0.60, None),
        (takes_part(A, project("1"), "contractor"), 0.60, None),
        (takes_part(A, project("1"), "bidder"), 0.20, None),
        (takes_part(A, project("1"), "buyer"), None, None),
        (Office(source=A, target=B, role="independent_director"), None, None),
        (uses(A, address("某路1号"))[1], 0.35, 0.35),
    ],
)
def test_each_relation_conducts_as_the_table_of_the_model_says(
    record: Record, down: float | None, up: float | None
) -> None:
    source, target = (party.key for party in record.ends())
    expected = {(source, target): [down], (target, source): [up]}
    assert strengths(conduction([record])) == {pair: own for pair, own in expected.items() if own != [None]}


def test_a_holding_conducts_by_the_root_of_the_ratio_down_and_by_the_ratio_up() -> None:
    # 0.60 · √0.64 = 0.48 down, 0.50 · 0.64 = 0.32 up.
    found = strengths(conduction([holds(A, B, 64)]))
    assert found == {(A.key, B.key): [0.48], (B.key, A.key): [0.32]}


@pytest.mark.parametrize(
    ("percent", "down", "up"),
    [
        (100, 0.60, 0.50),
        (25, 0.30, 0.125),  # √0.25 = 0.5
        (1, 0.06, 0.05),  # √0.01 = 0.1 and 0.01 → 0.10, the least that a recorded holder conducts with
        (0, 0.06, 0.05),
        (None, 0.60, 0.50),  # the one holder of whom no share is known has all that is left
        (250, 0.60, 0.50),  # above 1: repaired to 1
    ],
)
def test_a_share_is_clipped_and_never_below_the_floor(percent: float | None, down: float, up: float) -> None:
    assert strengths(conduction([holds(A, B, percent)])) == {(A.key, B.key): [down], (B.key, A.key): [up]}


def test_the_repair_of_shares_flows_into_strengths() -> None:
    # 64 % known, two holders without a share: (1 − 0.64) / 2 = 0.18 each; 0.6 · √0.18 = 0.254558.
    found = strengths(conduction([holds(A, B, 64), holds(C, B, None), holds(by_key("src:D"), B, None)]))
    assert found[(A.key, B.key)] == [0.48]
    assert found[(C.key, B.key)] == found[("src:D", B.key)] == [pytest.approx(0.6 * sqrt(0.18), abs=1e-9)]
    assert found[(B.key, C.key)] == [0.09]


def test_a_missing_share_conducts_with_the_floor_where_nothing_is_left() -> None:
    # A has all: C's guess is 0, floored at 0.10; so 0.06 down and 0.05 up.
    found = strengths(conduction([holds(A, B, 100), holds(C, B, None)]))
    assert found[(C.key, B.key)] == [0.06]
    assert found[(B.key, C.key)] == [0.05]


def test_shares_over_the_whole_are_divided_by_their_sum() -> None:
    # 80 + 80 = 160 %: 0.5 each; 0.60 · √0.5 = 0.424264.
    found = strengths(conduction([holds(A, C, 80), holds(B, C, 80)]))
    assert found[(A.key, C.key)] == [pytest.approx(0.6 * sqrt(0.5), abs=1e-9)]


def test_a_band_conducts_by_its_middle_and_its_ends() -> None:
    band = Shareholding(source=A, target=B, ratio_low_ppb=250_000_000, ratio_high_ppb=500_000_000)
    found = conduction([band])
    pair = (B.key, A.key)
    assert [strengths(found, end)[pair] for end in (RatioEnd.LOW, RatioEnd.POINT, RatioEnd.HIGH)] == [
        [0.125],
        [0.1875],
        [0.25],
    ]
    assert found.has_ratio_doubt


def test_the_floor_holds_at_every_end_of_an_interval() -> None:
    # A's 64 % leave C [0, 0.36]: floored at 0.10 for the lower end, 0.5 · 0.36 = 0.18 for the upper one.
    found = conduction([holds(A, B, 64), holds(C, B, None)])
    ends = {end: strengths(found, end)[(B.key, C.key)] for end in RatioEnd}
    assert ends == {RatioEnd.LOW: [0.05], RatioEnd.POINT: [0.18], RatioEnd.HIGH: [0.18]}


def test_without_doubt_the_three_networks_are_one() -> None:
    found = conduction([holds(A, B, 64)])
    assert not found.has_ratio_doubt
    assert found.low_network is found.network
    assert found.high_network is found.network


def test_votes_and_capital_add_up_apart() -> None:
    # 80 % of capital and 70 % of votes are two rights, not 150 %.
    capital = holds(A, B, 80)
    votes = Shareholding(source=A, target=B, role="votes", ratio_ppb=700_000_000)
    assert strengths(conduction([capital, votes]))[(B.key, A.key)] == [0.35, 0.40]


def test_distinct_facts_between_one_pair_corroborate_and_come_strongest_first() -> None:
    # 1 − (1 − 0.48)(1 − 0.25) = 0.61; its cost is 4096 · log2(1 / 0.61) = 2 920.9.
    found = conduction([holds(A, B, 64), Office(source=A, target=B, role="director")])
    a, b = (found.snapshot.node(party.key) for party in (A, B))
    assert [(arc.strength_ppb, arc.down) for arc in found.arcs_between(a, b)] == [
        (480_000_000, True),
        (250_000_000, True),
    ]
    assert found.network.successors(a) == [(b, 2921)]
    assert found.arcs_between(b, b) == []


def test_no_corroboration_exceeds_the_cap() -> None:
    # 1 − 0.2 · 0.4 · 0.4 = 0.968 → 0.95, which costs 4096 · log2(1 / 0.95) = 303.1.
    records = [DeclaredControl(source=A, target=B), holds(A, B, 100), ConcertParty(source=A, target=B)]
    found = conduction(records)
    a, b = (found.snapshot.node(party.key) for party in (A, B))
    assert found.network.successors(a) == [(b, 303)]


@pytest.mark.parametrize(
    "record",
    [
        IndirectInterest(source=A, target=B, ratio_ppb=900_000_000),
        PossiblySame(source=A, target=B, probability_ppm=999_999),
    ],
)
def test_silent_relations_conduct_nothing_and_give_no_degree(record: Record) -> None:
    found = conduction([*described(A, B), record])
    assert strengths(found) == {}
    assert set(degrees(found).values()) == {0}


def test_a_relation_that_is_over_or_not_yet_conducts_nothing() -> None:
    over = Shareholding(source=A, target=B, ratio_ppb=PPB, valid_to=TODAY)
    coming = Shareholding(source=A, target=C, ratio_ppb=PPB, valid_from=date(2026, 11, 23))
    assert strengths(conduction([*described(A, B, C), over, coming])) == {}


def test_a_holder_of_oneself_conducts_nothing() -> None:
    found = conduction([*described(A), holds(A, A, 30)])
    assert strengths(found) == {}
    assert degrees(found) == {A.key: 0}


# ---------------------------------------------------------------------- branches


def test_a_branch_conducts_as_its_head_office() -> None:
    branch = company("A1", "甲公司一分公司")
    found = conduction([*described(A, branch, B), Branch(source=branch, target=A), holds(branch, B, 64)])
    assert strengths(found) == {(A.key, B.key): [0.48], (B.key, A.key): [0.32]}


def test_branch_and_head_are_one_counterparty() -> None:
    branch = company("A1", "甲公司一分公司")
    found = conduction(
        [Branch(source=branch, target=A), holds(branch, B, 30), holds(A, B, 30), leads(known_person("1", "张某"), A)]
    )
    assert degrees(found) == {A.key: 2, branch.key: 0, B.key: 1, "person:key:1": 1}


def test_what_branch_and_head_are_to_each_other_conducts_nothing() -> None:
    branch = company("A1", "甲公司一分公司")
    assert strengths(conduction([Branch(source=branch, target=A), holds(A, branch, 100)])) == {}


# ---------------------------------------------------------------------- degrees and transit


def test_parallel_facts_count_once_and_weak_ones_count_as_well() -> None:
    records = [
        holds(A, B, 64),
        Office(source=A, target=B, role="director"),
        holds(B, A, 1),
        Office(source=A, target=C, role="independent_director"),
        *event("1", A, (B, "derived")),
    ]
    # An independent director conducts nothing, so appointing some lowers no transit.
    assert degrees(conduction(records)) == {A.key: 1, B.key: 1, C.key: 0}


@pytest.mark.parametrize(
    ("holdings", "cost"),
    [
        (2, 0),
        (30, 0),
        (31, 194),  # 4096 · log2(31 / 30) = 193.8
        (60, 4096),  # one half
        (120, 8192),
    ],
)
def test_transit_is_thirty_to_the_number_of_counterparties(holdings: int, cost: int) -> None:
    found = conduction([holds(A, by_key(f"src:{at}"), 100) for at in range(holdings)])
    assert degrees(found)[A.key] == holdings
    assert transits(found)[A.key] == cost
    assert transits(found)["src:0"] == 0


@pytest.mark.parametrize(
    "hub",
    [
        company("11441900007330002J", "某市自然资源局"),
        company("12100000400000624D", "某大学"),
        company("91440000000000001X", "某市国有资产监督管理委员会"),
        company("91440000000000002X", "某某商务秘书有限公司"),
        company("91440000000000003X", "香港中央结算有限公司"),
        company("N2441900MF00000131", "某村股份经济联合社"),
    ],
)
def test_exempt_holders_pay_more_than_any_path_may_cost(hub: PartyRef) -> None:
    found = conduction([*described(hub), holds(hub, A, 100), holds(hub, B, 100)])
    assert transits(found)[hub.key] == LIMIT + 1
    assert transits(found)[A.key] == 0
    # It still starts and ends: its arcs are there.
    assert (hub.key, A.key) in strengths(found)
    assert (A.key, hub.key) in strengths(found)


@pytest.mark.parametrize(("users", "cost"), [(12, 0), (13, LIMIT + 1)])
def test_an_address_with_more_than_twelve_users_does_not_conduct(users: int, cost: int) -> None:
    place = address("某路1号")
    found = conduction([record for at in range(users) for record in uses(by_key(f"src:{at}"), place)])
    assert transits(found)[place.key] == cost


@pytest.mark.parametrize(("users", "cost"), [(10, 0), (11, LIMIT + 1)])
@pytest.mark.parametrize("channel", ["phone", "mail"])
def test_a_phone_or_mail_with_more_than_ten_users_does_not_conduct(channel: str, users: int, cost: int) -> None:
    line = PartyRef("contact", f"contact:{channel}:key:9f3a")
    found = conduction([record for at in range(users) for record in uses(by_key(f"src:{at}"), line)])
    assert transits(found)[line.key] == cost


def test_an_exemption_by_the_type_as_printed() -> None:
    base = resources.files("graph_engine.policy").joinpath(DEFAULT_NAME).read_text(encoding="utf-8")
    overlay = '[exemptions.fund]\nzh = "基金"\nen = "fund"\nkinds = ["enterprise"]\ntype_contains = ["政府出资"]\n'
    policy = Policy.from_texts(base, overlay + 'basis = ["hub_design"]\n')
    fund = Enterprise(party=A, name="某基金", type_text="有限合伙（政府出资）")
    records = [fund, holds(A, B, 100), holds(A, C, 100)]
    assert transits(conduction(records, policy))[A.key] == LIMIT + 1
    assert transits(conduction(records))[A.key] == 0


def test_a_world_without_relations_conducts_nothing() -> None:
    found = conduction(described(A, B))
    assert found.network.arcs == 0
    assert strengths(found) == {}
    empty = conduction([])
    assert (empty.snapshot.size, empty.network.arcs) == (0, 0)


def test_the_order_of_rows_changes_no_array() -> None:
    records = [
        *described(A, B, C),
        holds(A, B, 64),
        holds(C, B, None),
        holds(B, A, 3),
        leads(known_person("1", "张某"), A),
        leads(known_person("1", "张某"), C),
    ]
    forward, backward = conduction(records), conduction(records[::-1])
    for name in ("tail", "head", "down", "beta", "degree", "exempt"):
        assert np.array_equal(getattr(forward, name), getattr(backward, name)), name
    assert strengths(forward) == strengths(backward)
