from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.kernels.csr import Csr, merged_rows, reversed_rows
from graph_engine.kernels.order import depth_first, relabeled
from graph_engine.kernels.tables import thresholds

SIZE = 5
CAP = 950_000_000
Arcs = list[tuple[int, int, int]]
arcs_of = st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1), st.integers(1, 10**9)), max_size=40)


def build(arcs: Arcs, size: int = SIZE, limit: int = 1 << 20) -> Csr:
    columns = np.array(arcs, np.uint32).reshape(-1, 3)
    return merged_rows(
        size,
        columns[:, 0].copy(),
        columns[:, 1].copy(),
        columns[:, 2].copy(),
        thresholds=thresholds(),
        cap=CAP,
        limit=limit,
    )


def listed(rows: Csr) -> list[list[tuple[int, int]]]:
    return [
        list(zip(rows.cost[start:end].tolist(), rows.head[start:end].tolist(), strict=True))
        for start, end in zip(rows.indptr[:-1].tolist(), rows.indptr[1:].tolist(), strict=True)
    ]


@given(arcs_of)
def test_a_pair_is_one_arc_and_rows_rise_by_cost_then_head(arcs: Arcs) -> None:
    rows = listed(build(arcs))
    assert [{head for _, head in row} for row in rows] == [
        {head for tail, head, _ in arcs if tail == node} for node in range(SIZE)
    ]
    assert all(row == sorted(row) and len({head for _, head in row}) == len(row) for row in rows)


@given(arcs_of)
def test_input_order_is_without_effect(arcs: Arcs) -> None:
    assert listed(build(arcs)) == listed(build(sorted(arcs)))


@given(arcs_of)
def test_reversed_rows_hold_the_same_arcs(arcs: Arcs) -> None:
    rows = build(arcs)
    forward = {(tail, head, cost) for tail, row in enumerate(listed(rows)) for cost, head in row}
    backward = {(tail, head, cost) for head, row in enumerate(listed(reversed_rows(rows))) for cost, tail in row}
    assert forward == backward
    assert all(row == sorted(row) for row in listed(reversed_rows(rows)))


def test_corroboration_is_multiplied_from_the_weakest_and_capped() -> None:
    # 1 − 0.7 · 0.5 = 0.65 for the pair (0, 1); three strong facts of (0, 2) are capped at 0.95: cost 303.
    arcs = [(0, 1, 500_000_000), (0, 1, 300_000_000), *[(0, 2, 900_000_000)] * 3]
    assert listed(build(arcs))[0] == [(303, 2), (2546, 1)]


def test_corroboration_rounds_half_up() -> None:
    # 0.448184010 by rounding each product, 0.448184011 by cutting it: the border of two costs lies between.
    arcs = [(0, 1, 79_568_442), (0, 1, 175_234_692), (0, 1, 273_103_805)]
    assert listed(build(arcs))[0] == [(4743, 1)]


def test_arcs_that_no_path_can_afford_are_left_out() -> None:
    assert listed(build([(0, 1, 500_000_000), (0, 2, 499_000_000)], limit=4096))[0] == [(4096, 1)]


def test_long_rows_are_sorted_like_short_ones() -> None:
    generator = np.random.default_rng(7)
    arcs = [(0, head, int(strength)) for head, strength in enumerate(generator.integers(1, 10**9, 300), start=1)]
    row = listed(build(arcs, size=301))[0]
    assert row == sorted(row)
    assert len(row) == 300


def test_no_node_and_no_arc_are_fine() -> None:
    assert listed(build([], size=0)) == []
    assert listed(build([])) == [[]] * SIZE


@settings(max_examples=50)
@given(arcs_of)
def test_depth_first_meets_every_node_once_and_relabeling_keeps_the_arcs(arcs: Arcs) -> None:
    rows = build(arcs)
    order = depth_first(rows.indptr, rows.head)
    assert sorted(order.tolist()) == list(range(SIZE))
    place = np.empty(SIZE, np.uint32)
    place[order] = np.arange(SIZE, dtype=np.uint32)
    moved = listed(relabeled(rows, order, place))
    back = [[(cost, int(order[head])) for cost, head in moved[int(place[node])]] for node in range(SIZE)]
    assert back == listed(rows)


def test_depth_first_follows_the_strongest_arc_first() -> None:
    rows = build([(0, 4, 900_000_000), (0, 1, 100_000_000), (4, 2, 500_000_000)])
    assert depth_first(rows.indptr, rows.head).tolist() == [0, 4, 2, 1, 3]
