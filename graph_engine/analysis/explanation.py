"""Why one target is exposed (为何关联): every matter that reaches it, from whom, by which path, how much.

One backward search from the target. Its sum is the sweep's X in every bit: within a source each matter's
part is B_p[matter cost] · T_p[D], a whole number, and the parts of a source add up to A · T_p[D] without
any remainder.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_engine.analysis.network import FIRST_HOPS, Network, checked_limit
from graph_engine.analysis.scratch import Scratch, scratch_of_thread
from graph_engine.analysis.sources import Sources
from graph_engine.errors import RequestError
from graph_engine.kernels.tables import paths
from graph_engine.kernels.trace import ARENA_FULL, explain_target

_LOW_BITS = 16


@dataclass(frozen=True, slots=True)
class Line:
    """One matter's part in a target's exposure: the subject it leads from, by its best path.

    `path` goes from the subject to the target (both named, the same node once if the target is the
    subject itself); `distance` is the path's cost d, `cost` is relative cost + d, `units` the part of X
    in units of 2^-56.
    """

    matter: int
    subject: int
    cost: int
    distance: int
    units: int
    path: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """All matters that reach one target, strongest first (then fewer arcs, then by matter), as columns.

    matter int64[k], subject uint32[k], cost int32[k], distance int32[k], arcs int32[k], units int64[k], and
    path uint32[k, H+1], filled up to arcs + 1 nodes. Matters too faint to count one unit are left out.
    """

    target: int
    matter: NDArray[np.int64]
    subject: NDArray[np.uint32]
    cost: NDArray[np.int32]
    distance: NDArray[np.int32]
    arcs: NDArray[np.int32]
    units: NDArray[np.int64]
    path: NDArray[np.uint32]

    def __len__(self) -> int:
        return int(self.matter.size)

    @property
    def total(self) -> int:
        """X of the target: exactly the sweep's."""
        return exact_sum(self.units)

    def line(self, row: int) -> Line:
        """One row in plain values."""
        return Line(
            matter=int(self.matter[row]),
            subject=int(self.subject[row]),
            cost=int(self.cost[row]),
            distance=int(self.distance[row]),
            units=int(self.units[row]),
            path=tuple(self.path[row, : int(self.arcs[row]) + 1].tolist()),
        )

    def lines(self) -> list[Line]:
        """All rows in plain values, strongest first."""
        return [self.line(row) for row in range(len(self))]


def explain(
    network: Network,
    sources: Sources,
    target: int,
    *,
    limit: int | None = None,
    hops: int = FIRST_HOPS,
    scratch: Scratch | None = None,
) -> Explanation:
    """Split the exposure of one target among the matters that reach it, exactly.

    Of equally dear ways the one with fewer arcs is told, then the one whose ids, read from the subject to
    the target, are smallest. For a hub as target a smaller `limit` (a larger θ) keeps the answer short;
    say so in the answer. Time: the arcs within reach of the target, independent of the size of the
    network.
    """
    limit = checked_limit(network, limit, hops)
    if sources.size != network.size:
        raise RequestError(f"the sources were built for {sources.size} nodes, not for {network.size}")
    if not 0 <= target < network.size:
        raise RequestError(f"node {target} is outside the {network.size} nodes")
    scratch = scratch or scratch_of_thread(network.size, hops)
    into, seed, through = network.backward(), int(network.place[target]), paths(sources.p)
    while True:
        rows, shares = explain_target(
            into, sources.seats, sources.matters, through, seed, limit, hops, scratch.arena, scratch.candidates
        )
        if rows >= 0:
            return Explanation(target, *shares)
        if rows == ARENA_FULL:
            scratch.grow()
        else:
            scratch.make_room(-rows - 1)


def exact_sum(units: NDArray[np.int64]) -> int:
    """The sum of parts of X, which can exceed 63 bits though each part fits."""
    return (int((units >> _LOW_BITS).sum()) << _LOW_BITS) + int((units & ((1 << _LOW_BITS) - 1)).sum())
