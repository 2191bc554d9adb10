from __future__ import annotations

import numpy as np
import pytest

from graph_engine.analysis.network import Network, build_network
from graph_engine.errors import RequestError

Facts = list[tuple[int, int, int]]


def build(facts: Facts, *, size: int = 4, transit: list[int] | None = None, limit: int = 27_213) -> Network:
    columns = np.array(facts, np.int64).reshape(-1, 3)
    return build_network(
        size,
        columns[:, 0].astype(np.uint32),
        columns[:, 1].astype(np.uint32),
        columns[:, 2],
        np.array(transit or [0] * size, np.int32),
        limit=limit,
    )


def test_a_network_answers_in_public_numbers() -> None:
    network = build([(3, 0, 500_000_000), (3, 1, 600_000_000), (0, 2, 250_000_000)], transit=[7, 8, 9, 1 << 29])
    assert network.arcs == 3
    assert network.successors(3) == [(1, 3019), (0, 4096)]
    assert network.predecessors(2) == [(0, 8192)]
    assert network.successors(1) == []
    assert [network.transit_of(node) for node in range(4)] == [7, 8, 9, 27_214]


def test_distinct_facts_of_one_pair_are_one_arc() -> None:
    assert build([(0, 1, 500_000_000), (0, 1, 300_000_000)]).successors(0) == [(1, 2546)]


def test_arcs_that_carry_nothing_are_left_out() -> None:
    assert build([(0, 0, 900_000_000), (0, 1, 0), (0, 2, 1_000_000)]).arcs == 0


def test_an_empty_network_is_fine() -> None:
    assert build([], size=0).arcs == 0


@pytest.mark.parametrize("facts", [[(0, 4, 1)], [(4, 0, 1)], [(0, 1, -1)], [(0, 1, 1_000_000_001)]])
def test_arcs_that_make_no_sense_are_refused(facts: Facts) -> None:
    with pytest.raises(RequestError):
        build(facts)


def test_transit_and_limit_that_make_no_sense_are_refused() -> None:
    with pytest.raises(RequestError, match="transit"):
        build([], transit=[0, 0])
    with pytest.raises(RequestError, match="negative"):
        build([], transit=[0, -1, 0, 0])
    with pytest.raises(RequestError, match="limit"):
        build([], limit=-1)
