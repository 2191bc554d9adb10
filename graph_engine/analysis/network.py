"""The network that risk is propagated on (传导网络): pure arrays, made from strengths under one limit.

Nodes are known outside by their rank in the order of public ids. Inside they stand in a depth-first
order, which makes searches about twice as fast; nothing that leaves this package shows it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_engine.analysis.strengths import CAP_PPB
from graph_engine.errors import RequestError
from graph_engine.kernels.csr import Csr, merged_rows, reversed_rows
from graph_engine.kernels.forms import Arcs
from graph_engine.kernels.order import depth_first, relabeled
from graph_engine.kernels.tables import PPB, thresholds

FIRST_HOPS = 4
"""Paths have at most so many arcs; first value, the policy decides."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Arcs with costs, one a pair and direction, and what each node charges for passing through it.

    `out` (tail → head) and `into` (head → tail) are in internal places; `order` (uint32[n]) gives the
    public number of a place, `place` (uint32[n]) the place of a public number. `transit` (int32[n], by
    place) is clamped at limit + 1, which never conducts. `limit` is the largest path cost that this
    network can answer for.
    """

    size: int
    limit: int
    out: Csr
    into: Csr
    transit: NDArray[np.int32]
    order: NDArray[np.uint32]
    place: NDArray[np.uint32]

    @property
    def arcs(self) -> int:
        """How many arcs there are, parallel ones joined."""
        return int(self.out.head.size)

    def forward(self) -> Arcs:
        """The arcs as the kernels take them, from sources to targets."""
        return Arcs(*self.out, self.transit, self.order)

    def backward(self) -> Arcs:
        """The arcs as the kernels take them, from targets to sources."""
        return Arcs(*self.into, self.transit, self.order)

    def successors(self, node: int) -> list[tuple[int, int]]:
        """(head, cost) of the arcs that leave a node, cheapest first, then by public number."""
        return self._row(self.out, node)

    def predecessors(self, node: int) -> list[tuple[int, int]]:
        """(tail, cost) of the arcs that enter a node, cheapest first, then by public number."""
        return self._row(self.into, node)

    def transit_of(self, node: int) -> int:
        """What a node charges for passing through it."""
        return int(self.transit[self.place[node]])

    def _row(self, rows: Csr, node: int) -> list[tuple[int, int]]:
        place = int(self.place[node])
        row = slice(int(rows.indptr[place]), int(rows.indptr[place + 1]))
        return list(zip(self.order[rows.head[row]].tolist(), rows.cost[row].tolist(), strict=True))


def build_network(
    size: int,
    tail: NDArray[np.uint32],
    head: NDArray[np.uint32],
    strength: NDArray[np.int64],
    transit: NDArray[np.int32],
    *,
    limit: int,
    cap: int = CAP_PPB,
) -> Network:
    """Join the arcs of distinct facts (one row a fact and direction, strength in ppb) into a network.

    Parallel arcs corroborate: w = min(cap, 1 − Π(1 − w_k)). Arcs of strength 0, arcs from a node to
    itself and arcs that cost more than `limit` carry nothing and are left out. `transit` is by public
    number, int32[size]. Time O(size + arcs · log of a row).
    """
    _check(size, tail, head, strength, transit, limit=limit, cap=cap)
    used = (strength > 0) & (tail != head)
    out = merged_rows(
        size,
        tail[used].astype(np.uint32),
        head[used].astype(np.uint32),
        strength[used].astype(np.uint32),
        thresholds=thresholds(),
        cap=cap,
        limit=limit,
    )
    into = reversed_rows(out)
    order = depth_first(out.indptr, out.head)
    place = np.empty(size, np.uint32)
    place[order] = np.arange(size, dtype=np.uint32)
    return Network(
        size=size,
        limit=limit,
        out=relabeled(out, order, place),
        into=relabeled(into, order, place),
        transit=np.minimum(transit, limit + 1).astype(np.int32)[order],
        order=order,
        place=place,
    )


def checked_limit(network: Network, limit: int | None, hops: int) -> int:
    """The limit to search under: the network's, or a smaller one that was asked for."""
    if hops < 1:
        raise RequestError(f"a path has at least one arc, so H is not {hops}")
    if limit is None:
        return network.limit
    if not 0 <= limit <= network.limit:
        raise RequestError(f"this network answers up to a path cost of {network.limit}, not {limit}")
    return limit


def _check(
    size: int,
    tail: NDArray[np.uint32],
    head: NDArray[np.uint32],
    strength: NDArray[np.int64],
    transit: NDArray[np.int32],
    *,
    limit: int,
    cap: int,
) -> None:
    if not tail.size == head.size == strength.size:
        counts = f"{tail.size} tails, {head.size} heads, {strength.size} strengths"
        raise RequestError(f"arcs need one row each: {counts}")
    if transit.size != size:
        raise RequestError(f"{size} nodes, but {transit.size} transit costs")
    if tail.size and max(int(tail.max()), int(head.max())) >= size:
        raise RequestError(f"an arc names a node outside the {size} nodes")
    if tail.size and min(int(tail.min()), int(head.min())) < 0:
        raise RequestError("an arc names a negative node")
    if strength.size and not (int(strength.min()) >= 0 and int(strength.max()) <= PPB):
        raise RequestError("a strength lies outside [0, 1]")
    if transit.size and int(transit.min()) < 0:
        raise RequestError("a transit cost is negative")
    if not (0 <= limit < 1 << 29 and 0 < cap <= PPB):
        raise RequestError(f"limit {limit} or cap {cap} makes no sense")
