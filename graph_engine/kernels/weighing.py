"""Exact sums of what sources do to every node, from reach that was found before (按可达集加权求和).

X_v = Σ over sources of A · T_p[D] has up to 79 bits a product. Each node has two words side by side, for
one miss of the cache: multiples of 2^16 and the rest, carried once at the end. Exact for A < 2^49 and
T_p <= 2^30, while all A together stay below 2^49.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph_engine.kernels.compiled import compiled
from graph_engine.kernels.forms import FAR, Meeting, Triples, Weights

_LOW_BITS = 16
_LOW_MASK = (1 << _LOW_BITS) - 1


@compiled
def weigh_sources(
    triples: Triples,
    row: NDArray[np.int64],
    weights: Weights,
    begin: int,
    end: int,
    sums: NDArray[np.int64],
    meeting: Meeting,
) -> None:
    """Add what sources begin … end - 1 do to the two words of every node, `sums` int64[n, 2].

    `row` says where each of their subjects, one after the other, stands in `triples`.
    """
    first = weights.indptr[begin]
    for source in range(begin, end):
        opens, closes = weights.indptr[source] - first, weights.indptr[source + 1] - first
        relative = weights.relative[first + opens : first + closes]
        if closes - opens == 1:
            begins, ends = triples.indptr[row[opens]], triples.indptr[row[opens] + 1]
            target, total = triples.target[begins:ends], triples.distance[begins:ends]
            add_products(sums, weights.amount[source], weights.paths, target, total, relative[0])
        else:
            count = _meet(triples, row[opens:closes], relative, meeting)
            target, total = meeting.node[:count], meeting.total[:count]
            add_products(sums, weights.amount[source], weights.paths, target, total, 0)


@compiled
def add_products(
    sums: NDArray[np.int64],
    amount: int,
    paths: NDArray[np.int64],
    target: NDArray[np.uint32],
    total: NDArray[np.int32],
    relative: int,
) -> None:
    """Add amount · paths[relative + total] to the two words of every target; `paths` ends with 0, and stays there."""
    high, low = amount >> _LOW_BITS, amount & _LOW_MASK
    last = paths.size - 1
    for at in range(target.size):
        v = target[at]
        through = paths[min(relative + total[at], last)]
        rest = low * through
        sums[v, 0] += high * through + (rest >> _LOW_BITS)
        sums[v, 1] += rest & _LOW_MASK


@compiled
def _meet(triples: Triples, row: NDArray[np.int64], relative: NDArray[np.int32], meeting: Meeting) -> int:
    """Write every node that some subject reaches and the least of relative + path cost; returns how many."""
    indptr, target, distance = triples
    least, node, total = meeting
    count = 0
    for at in range(row.size):
        extra = relative[at]
        for pair in range(indptr[row[at]], indptr[row[at] + 1]):
            v = target[pair]
            known = least[v]
            node[count] = v
            count += int(known == FAR)
            least[v] = min(extra + distance[pair], known)
    for at in range(count):
        v = node[at]
        total[at] = least[v]
        least[v] = FAR
    return count


@compiled
def carried(sums: NDArray[np.int64], place: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The two words of every node by public number, int64[n] each, the low one below 2^16."""
    high, low = np.empty(place.size, np.int64), np.empty(place.size, np.int64)
    for node in range(place.size):
        word = sums[place[node], 1]
        high[node] = sums[place[node], 0] + (word >> _LOW_BITS)
        low[node] = word & _LOW_MASK
    return high, low
