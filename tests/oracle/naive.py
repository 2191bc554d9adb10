"""Plausible wrong implementations of the search, one for each trap; the tests show that they are wrong."""

from __future__ import annotations

import heapq

from tests.oracle.brute_force import World

Costs = dict[int, int]


def _arcs(world: World, node: int) -> list[tuple[int, int]]:
    rows = [(cost, head) for (tail, head), cost in world.arcs.items() if tail == node]
    return [(head, cost) for cost, head in sorted(rows)]


def with_live_minimum(world: World, subject: int) -> Costs:
    """Rounds that expand a node with its newest cost instead of a copy from the end of the round before."""
    best, frontier = {subject: 0}, [subject]
    for stage in range(world.hops):
        following: list[int] = []
        for node in frontier:
            base = best[node] + (world.transit[node] if stage else 0)
            for head, cost in _arcs(world, node):
                total = base + cost
                if total <= world.limit and total < best.get(head, total + 1):
                    best[head] = total
                    following.append(head)
        frontier = following
    return best


def with_dijkstra(world: World, subject: int) -> Costs:
    """Dijkstra that settles every node once, by cost, and remembers how many arcs that took."""
    best: Costs = {}
    heap = [(0, 0, subject)]
    while heap:
        cost, arcs, node = heapq.heappop(heap)
        if node in best:
            continue
        best[node] = cost
        if arcs == world.hops:
            continue
        base = cost + (world.transit[node] if arcs else 0)
        for head, step in _arcs(world, node):
            if base + step <= world.limit:
                heapq.heappush(heap, (base + step, arcs + 1, head))
    return best


def from_all_seeds(world: World, seeds: Costs, *, seeds_pass_free: bool = False, limit_on_total: bool = False) -> Costs:
    """One search from all subjects of a matter at once, each starting at its relative cost.

    It keeps one cost a node, so a strong subject's path shuts out a weaker one's; `seeds_pass_free` charges transit
    by "is a seed" instead of by round; `limit_on_total` cuts relative + path cost instead of the path's.
    """
    best, own = dict(seeds), dict.fromkeys(seeds, 0)
    frontier = [(seed, cost, 0) for seed, cost in seeds.items()]
    for stage in range(world.hops):
        reached: dict[int, tuple[int, int]] = {}
        for node, total, path in frontier:
            charged = node not in seeds if seeds_pass_free else stage > 0
            passing = world.transit[node] if charged else 0
            for head, cost in _arcs(world, node):
                further = path + passing + cost
                sum_ = total + passing + cost
                if (sum_ if limit_on_total else further) > world.limit:
                    continue
                if sum_ < min(best.get(head, sum_ + 1), reached.get(head, (sum_ + 1, 0))[0]):
                    reached[head] = sum_, further
        for head, (sum_, further) in reached.items():
            best[head], own[head] = sum_, further
        frontier = [(head, sum_, further) for head, (sum_, further) in reached.items()]
    return best
