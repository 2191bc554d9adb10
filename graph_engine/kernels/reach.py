"""Bounded best-path reach: what the cheapest way of at most H arcs from one node to every other costs (有界最优路径).

Best path is the base of MIA/PMIA (Chen, Wang, Wang: Scalable influence maximization, KDD 2010), here
under a bound of arcs and with a charge for passing through a node. One search is H synchronous rounds;
rows are sorted by cost, so a scan stops at the first arc that is too dear. A search costs the arcs it
looks at, never the size of the graph.

Costs alone, for sweeps: `trace` keeps the ways as well, at more than twice the price. The loops write
first and count afterwards, without a branch that the processor would have to guess: a quarter faster.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph_engine.kernels.compiled import compiled
from graph_engine.kernels.forms import FAR, Arcs, Front


@compiled
def freeze_subjects(
    arcs: Arcs,
    front: Front,
    subject: NDArray[np.uint32],
    limit: int,
    hops: int,
    begin: int,
    indptr: NDArray[np.int64],
    target: NDArray[np.uint32],
    distance: NDArray[np.int32],
) -> int:
    """Write (target, path cost) of subjects from `begin` on, behind those before; returns the first not done.

    A subject is begun only while there is room for every node and one more, so none is left halfway.
    """
    least = front.least
    for at in range(begin, subject.size):
        opens = indptr[at]
        if target.size - opens <= least.size:
            return at
        closes = _reach(arcs, front, subject[at], limit, hops, target, opens)
        for pair in range(opens, closes):
            v = target[pair]
            distance[pair] = least[v]
            least[v] = FAR
        indptr[at + 1] = closes
    return subject.size


@compiled
def _reach(arcs: Arcs, front: Front, seed: int, limit: int, hops: int, target: NDArray[np.uint32], opens: int) -> int:
    """Write every node within reach of `seed` into `target` from `opens` on, its cost into `front.least`.

    Returns where the nodes end. A round expands what its frontier cost at the *end of the previous round*:
    with the live minimum a path could grow by two arcs in one round. So costs are copied into the frontier,
    and a node that becomes strictly cheaper enters it again. The last round needs no next frontier.
    """
    indptr, head, cost, transit, _ = arcs
    least, node, base, fresh, found = front
    target[opens] = seed
    least[seed] = 0
    node[0] = seed
    # An end of a path pays no transit: the seed expands at 0, later nodes at their cost and their transit.
    base[0] = 0
    expanded, closes = 1, opens + 1
    for _ in range(hops - 1):
        improved = 0
        for at in range(expanded):
            u, start = np.int64(node[at]), base[at]
            for arc in range(indptr[u], indptr[u + 1]):
                reached = start + cost[arc]
                if reached > limit:
                    break
                v = head[arc]
                known = least[v]
                target[closes] = v
                closes += int(known == FAR)
                fresh[improved] = v
                found[improved] = reached
                improved += int(reached < known)
                least[v] = min(reached, known)
        expanded = 0
        for at in range(improved):
            v, reached = fresh[at], found[at]
            node[expanded] = v
            base[expanded] = reached + transit[v]
            # Who became cheaper twice in one round goes on once, from the better cost.
            expanded += int(reached == least[v])
    for at in range(expanded):
        u, start = np.int64(node[at]), base[at]
        for arc in range(indptr[u], indptr[u + 1]):
            reached = start + cost[arc]
            if reached > limit:
                break
            v = head[arc]
            known = least[v]
            target[closes] = v
            closes += int(known == FAR)
            least[v] = min(reached, known)
    return closes
