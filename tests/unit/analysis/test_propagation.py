"""Small worlds solved by hand, and the manners of the sweep."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from graph_engine.analysis import propagation
from graph_engine.analysis.allocation import hazard_micro
from graph_engine.analysis.explanation import exact_sum, explain
from graph_engine.analysis.freezing import Freezer, freeze
from graph_engine.analysis.network import Network, build_network
from graph_engine.analysis.propagation import check_capacity, reweigh, sweep
from graph_engine.analysis.sources import Sources, build_sources
from graph_engine.analysis.strengths import cost_of, limit_of, transit_costs
from graph_engine.errors import RequestError
from graph_engine.kernels.forms import Triples

UNIT = 2**56
LIMIT = limit_of(10_000)

# A holding of one half conducts 0.60 · √0.5 down and 0.50 · 0.5 up; a legal representative 0.70 and 0.60.
HOLDER, REPRESENTATIVE, COMPANY, SUBSIDIARY = range(4)
FACTS = [
    (HOLDER, COMPANY, 424_264_069),
    (COMPANY, HOLDER, 250_000_000),
    (REPRESENTATIVE, COMPANY, 700_000_000),
    (COMPANY, REPRESENTATIVE, 600_000_000),
    (COMPANY, SUBSIDIARY, 600_000_000),
    (SUBSIDIARY, COMPANY, 500_000_000),
]


def network(facts: list[tuple[int, int, int]], size: int, transit: list[int] | None = None) -> Network:
    columns = np.array(facts, np.int64).reshape(-1, 3)
    tail, head = columns[:, 0].astype(np.uint32), columns[:, 1].astype(np.uint32)
    costs = np.array(transit or [0] * size, np.int32)
    return build_network(size, tail, head, columns[:, 2], costs, limit=LIMIT)


def sources(events: list[tuple[int, int, int]], size: int, p: int) -> Sources:
    columns = np.array(events, np.int64).reshape(-1, 3)
    subject, cost = columns[:, 1].astype(np.uint32), columns[:, 2].astype(np.int32)
    return build_sources(size, columns[:, 0], subject, cost, p=p)


def test_a_punished_holder_reaches_company_subsidiary_and_representative() -> None:
    net = network(FACTS, 4)
    one = sources([(0, HOLDER, 0)], 4, p=1)
    hazards = [hazard_micro(sweep(net, one).units(node), 1) for node in range(4)]
    # 1; 0.424264 · 0.6; 0.424264; 0.424264 · 0.6, each within the rounding of its costs.
    assert hazards == pytest.approx([1_000_000, 254_558, 424_264, 254_558], rel=3e-4)
    assert hazards[REPRESENTATIVE] == hazards[SUBSIDIARY]


def test_with_p_two_strong_matters_lead_and_with_p_one_they_add_up() -> None:
    events = [(0, COMPANY, 0), (1, HOLDER, 0)]
    net = network(FACTS, 4)
    added = hazard_micro(sweep(net, sources(events, 4, p=1)).units(COMPANY), 1)
    leading = hazard_micro(sweep(net, sources(events, 4, p=2)).units(COMPANY), 2)
    assert added == pytest.approx(1_424_264, rel=2e-4)
    assert leading == pytest.approx(1_000_000 * (1 + 0.18) ** 0.5, rel=2e-4)


def test_own_record_is_not_weakened_and_costs_nothing() -> None:
    told = explain(network(FACTS, 4), sources([(5, COMPANY, 0)], 4, p=2), COMPANY)
    line = told.line(0)
    assert (line.matter, line.subject, line.cost, line.path) == (5, COMPANY, 0, (COMPANY,))
    assert told.total == line.units == UNIT


def test_a_guarantee_ring_does_not_echo() -> None:
    ring = [(a, b, 500_000_000) for a in range(3) for b in range(3) if a != b]
    net = network(ring, 3)
    exposure = sweep(net, sources([(0, 0, 0)], 3, p=1))
    assert [hazard_micro(exposure.units(node), 1) for node in range(3)] == [1_000_000, 500_000, 500_000]


def test_a_registration_agent_takes_on_risk_but_passes_none() -> None:
    clients = list(range(1, 61))
    facts = [(0, client, 350_000_000) for client in clients] + [(client, 0, 350_000_000) for client in clients]
    degree = np.bincount([tail for tail, _, _ in facts], minlength=61)
    bad = sources([(0, 1, 0)], 61, p=1)
    shared = network(facts, 61, transit_costs(degree, np.zeros(61, np.bool_), limit=LIMIT).tolist())
    agent = network(facts, 61, transit_costs(degree, np.arange(61) == 0, limit=LIMIT).tolist())
    # An ordinary address of 60 users passes one half; an exempt one nothing.
    assert hazard_micro(sweep(shared, bad).units(2), 1) == pytest.approx(350_000 * 0.35 * 0.5, rel=3e-4)
    assert sweep(agent, bad).units(2) == 0
    assert hazard_micro(sweep(agent, bad).units(0), 1) == pytest.approx(350_000, rel=2e-4)


def test_a_fifth_arc_is_out_of_reach() -> None:
    chain = network([(at, at + 1, 950_000_000) for at in range(6)], 7)
    exposure = sweep(chain, sources([(0, 0, 0)], 7, p=1))
    assert [exposure.units(node) > 0 for node in range(7)] == [True] * 5 + [False] * 2


def test_equal_ways_are_told_by_fewer_arcs_then_smallest_ids() -> None:
    half, quarter = 500_000_000, 250_000_000
    diamond = [(0, 3, half), (3, 4, half), (0, 2, half), (2, 4, half), (0, 1, half), (1, 4, half)]
    told = explain(network(diamond, 5), sources([(0, 0, 0)], 5, p=2), 4)
    assert told.line(0).path == (0, 1, 4)
    direct = explain(network([*diamond, (0, 4, quarter)], 5), sources([(0, 0, 0)], 5, p=2), 4)
    assert direct.line(0).path == (0, 4)


def test_ids_that_break_ties_are_the_public_ones_not_the_order_of_the_arrays() -> None:
    # The arrays put node 2 first, because the stronger arc leads there; the way over node 1 is equally strong.
    facts = [(0, 2, 500_000_000), (2, 3, 250_000_000), (0, 1, 250_000_000), (1, 3, 500_000_000)]
    net = network(facts, 4)
    assert net.place[2] < net.place[1]
    assert explain(net, sources([(0, 0, 0)], 4, p=2), 3).line(0).path == (0, 1, 3)


def test_of_equally_near_subjects_the_one_with_fewer_arcs_is_told() -> None:
    facts = [(0, 1, 500_000_000), (1, 3, 500_000_000), (2, 3, 250_000_000)]
    case = sources([(0, 0, 0), (0, 2, 0)], 4, p=2)
    assert explain(network(facts, 4), case, 3).line(0).path == (2, 3)
    both = [*facts, (0, 3, 250_000_000)]
    assert explain(network(both, 4), case, 3).line(0).path == (0, 3)


def test_matters_of_one_source_are_told_apart_by_their_weights() -> None:
    events = [(3, HOLDER, 4096), (1, HOLDER, 0), (2, HOLDER, 4096)]
    told = explain(network(FACTS, 4), sources(events, 4, p=2), COMPANY)
    assert told.matter.tolist() == [1, 2, 3]
    assert told.units[0] == 4 * told.units[1]
    assert told.total == exact_sum(told.units) == sum(told.units.tolist())


def test_a_sum_of_parts_may_exceed_63_bits() -> None:
    events = [(matter, HOLDER, 0) for matter in range(300)]
    net, many = network(FACTS, 4), sources(events, 4, p=2)
    assert explain(net, many, HOLDER).total == sweep(net, many).units(HOLDER) == 300 * UNIT > 2**63


def test_sums_that_could_overflow_are_refused_before_the_sweep() -> None:
    few = sources([(0, 0, 0), (1, 1, 0)], 4, p=2)
    full = replace(few, amount=np.array([2**48, 2**48], np.int64))
    with pytest.raises(RequestError, match="exact sweep cannot hold"):
        check_capacity(full)
    with pytest.raises(RequestError, match="exact sweep cannot hold"):
        sweep(network(FACTS, 4), full)
    check_capacity(replace(few, amount=np.array([2**48, 2**48 - 1], np.int64)))
    # Counting in 64 bits would wrap around and let this pass.
    wrapped = replace(few, amount=np.array([2**62, 2**62], np.int64))
    with pytest.raises(RequestError, match="exact sweep cannot hold"):
        check_capacity(wrapped)


def random_world() -> tuple[Network, Sources]:
    generator = np.random.default_rng(20_260_401)
    size, arcs, events = 2_000, 7_000, 3_000
    strength = generator.choice(np.array([424_264_069, 250_000_000, 600_000_000, 700_000_000]), arcs)
    tail, head = (generator.integers(0, size, arcs).astype(np.uint32) for _ in range(2))
    degree = np.bincount(tail, minlength=size)
    transit = transit_costs(degree, np.zeros(size, np.bool_), limit=LIMIT, full_degree=3)
    subject = generator.integers(0, size, events).astype(np.uint32)
    cost = generator.integers(0, 20_000, events).astype(np.int32)
    matter = generator.integers(0, 2_200, events)
    return (
        build_network(size, tail, head, strength, transit, limit=LIMIT),
        build_sources(size, matter, subject, cost, p=2),
    )


def test_threads_change_no_bit_over_many_chunks() -> None:
    net, many = random_world()
    assert many.count > propagation._CHUNK
    one = sweep(net, many)
    frozen = freeze(net, many.subject)
    for threads in (2, 3):
        other = sweep(net, many, threads=threads)
        again = reweigh(freeze(net, many.subject, threads=threads), many, threads=threads)
        assert one.high.tobytes() == other.high.tobytes() == again.high.tobytes()
        assert one.low.tobytes() == other.low.tobytes() == again.low.tobytes()
        assert frozen.triples.target.tobytes() == freeze(net, many.subject, threads=threads).triples.target.tobytes()
    for node in range(0, net.size, 37):
        assert explain(net, many, node).total == one.units(node)


def test_the_size_of_chunks_changes_no_bit_and_in_each_a_subject_is_searched_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    net, many = random_world()
    whole = sweep(net, many)
    searched: list[list[int]] = []
    freezes = Freezer.freeze

    def spying(freezer: Freezer, subject: NDArray[np.uint32]) -> Triples:
        searched.append(subject.tolist())
        return freezes(freezer, subject)

    monkeypatch.setattr(Freezer, "freeze", spying)
    monkeypatch.setattr(propagation, "_CHUNK", 7)
    small = sweep(net, many, threads=2)
    assert (small.high.tobytes(), small.low.tobytes()) == (whole.high.tobytes(), whole.low.tobytes())
    assert len(searched) == -(-many.count // 7)
    assert all(len(set(chunk)) == len(chunk) for chunk in searched)
    assert sum(map(len, searched)) < many.subject.size


def test_a_hub_with_more_neighbors_than_a_buffer_holds_is_swept_frozen_and_explained() -> None:
    leaves = 70_000
    head = np.arange(1, leaves + 1, dtype=np.uint32)
    strength, none = np.full(leaves, 500_000_000), np.zeros(leaves + 1, np.int32)
    star = build_network(leaves + 1, np.zeros(leaves, np.uint32), head, strength, none, limit=LIMIT)
    one = sources([(0, 0, 0)], leaves + 1, p=2)
    exposure = sweep(star, one)
    assert exposure.units(leaves) == UNIT // 4
    assert freeze(star, one.subject).triples.target.size == leaves + 1
    back = build_network(leaves + 1, head, np.zeros(leaves, np.uint32), strength, none, limit=LIMIT)
    many = sources([(leaf, leaf, 0) for leaf in range(1, leaves + 1)], leaves + 1, p=2)
    assert explain(back, many, 0).total == leaves * UNIT // 4


def test_a_larger_theta_tells_a_shorter_story_of_the_same_network() -> None:
    net, many = random_world()
    far, near = explain(net, many, 7), explain(net, many, 7, limit=limit_of(100_000))
    assert set(near.matter.tolist()) < set(far.matter.tolist())
    assert near.total == sweep(net, many, limit=limit_of(100_000)).units(7)


def test_an_explanation_leaves_its_scratch_for_the_next_size_and_depth() -> None:
    large, many = random_world()
    small, few = network(FACTS, 4), sources([(0, HOLDER, 0)], 4, p=2)
    first = explain(small, few, COMPANY)
    explain(large, many, 7, hops=2)
    again = explain(small, few, COMPANY)
    assert first.total == again.total
    assert first.lines() == again.lines()


def test_a_matter_too_faint_for_one_unit_is_left_out() -> None:
    net, faint = network(FACTS, 4), sources([(0, HOLDER, 60_000), (1, HOLDER, 0)], 4, p=2)
    assert explain(net, faint, COMPANY).matter.tolist() == [1]


def test_nothing_live_exposes_nobody() -> None:
    net, none = network(FACTS, 4), sources([], 4, p=2)
    assert [sweep(net, none).units(node) for node in range(4)] == [0] * 4
    assert explain(net, none, 0).lines() == []
    assert len(explain(net, none, 0)) == 0


def test_questions_that_make_no_sense_are_refused() -> None:
    net, few = network(FACTS, 4), sources([(0, 0, 0)], 4, p=2)
    for wrong in (
        lambda: sweep(net, few, hops=0),
        lambda: sweep(net, few, threads=0),
        lambda: sweep(net, few, limit=LIMIT + 1),
        lambda: sweep(net, sources([(0, 0, 0)], 5, p=2)),
        lambda: explain(net, few, 4),
        lambda: explain(net, few, -1),
        lambda: explain(net, sources([(0, 0, 0)], 5, p=2), 0),
        lambda: freeze(net, np.array([4], np.uint32)),
    ):
        with pytest.raises(RequestError):
            wrong()


def test_a_subject_that_was_not_frozen_is_named_as_the_fault() -> None:
    net = network(FACTS, 4)
    frozen = freeze(net, np.array([HOLDER], np.uint32))
    for stranger in (COMPANY, SUBSIDIARY):
        with pytest.raises(RequestError, match="not frozen"):
            reweigh(frozen, sources([(0, stranger, 0)], 4, p=2))


def test_a_role_of_one_half_is_one_halving() -> None:
    net = network(FACTS, 4)
    full, derived = sources([(0, COMPANY, 0)], 4, p=1), sources([(0, COMPANY, cost_of(500_000))], 4, p=1)
    assert sweep(net, full).units(SUBSIDIARY) == 2 * sweep(net, derived).units(SUBSIDIARY)
