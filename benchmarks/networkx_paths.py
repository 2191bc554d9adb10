"""The same bounded best paths on a networkx graph: what one would write with the library.

networkx has no shortest path under a bound of arcs with a charge for passing through nodes, so the rounds are
written out over its adjacency.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import networkx as nx
import numpy as np

from graph_engine.analysis.network import Network
from graph_engine.analysis.sources import Sources
from graph_engine.kernels.tables import paths


def graph_of(network: Network) -> nx.DiGraph[int]:
    """The network with costs on arcs and transits on nodes, numbered from outside."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    transit = network.transit[network.place].tolist()
    graph.add_nodes_from((node, {"transit": cost}) for node, cost in enumerate(transit))
    tail = network.order[np.repeat(np.arange(network.size), np.diff(network.out.indptr))].tolist()
    head = network.order[network.out.head].tolist()
    graph.add_weighted_edges_from(zip(tail, head, network.out.cost.tolist(), strict=True), weight="cost")
    return graph


def reach(graph: nx.DiGraph[int], start: int, limit: int, hops: int, *, backward: bool = False) -> dict[int, int]:
    """The cost of the cheapest path of at most `hops` arcs to every node within `limit`."""
    arcs: Any = graph.pred if backward else graph.adj
    best, front = {start: 0}, {start: 0}
    for hop in range(hops):
        found: dict[int, int] = {}
        for node, cost in front.items():
            base = cost + (graph.nodes[node]["transit"] if hop else 0)
            for other, arc in arcs[node].items():
                total = base + arc["cost"]
                if total <= limit and total < best.get(other, limit + 1) and total < found.get(other, limit + 1):
                    found[other] = total
        best.update(found)
        front = found
    return best


def swept(graph: nx.DiGraph[int], sources: Sources, which: Iterable[int], limit: int, hops: int) -> dict[int, int]:
    """X of every node that some of the sources reach, in units of 2^-56."""
    through = paths(sources.p).tolist()
    exposure: dict[int, int] = {}
    for source in which:
        least: dict[int, int] = {}
        for subject, relative in sources.rows(source):
            for node, cost in reach(graph, subject, limit, hops).items():
                total = relative + cost
                if total < least.get(node, total + 1):
                    least[node] = total
        amount = int(sources.amount[source])
        for node, total in least.items():
            if total < len(through):
                exposure[node] = exposure.get(node, 0) + amount * through[total]
    return exposure


def explained(graph: nx.DiGraph[int], sources: Sources, target: int, limit: int, hops: int) -> int:
    """X of one target, by one search backward from it."""
    through = paths(sources.p).tolist()
    least: dict[int, int] = {}
    seats = sources.seats
    for subject, cost in reach(graph, target, limit, hops, backward=True).items():
        for seat in range(int(seats.indptr[subject]), int(seats.indptr[subject + 1])):
            source, total = int(seats.source[seat]), int(seats.relative[seat]) + cost
            if total < least.get(source, total + 1):
                least[source] = total
    return sum(int(sources.amount[source]) * through[total] for source, total in least.items() if total < len(through))
