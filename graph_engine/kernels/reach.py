"""Bounded best-path reach: the cheapest way of at most H arcs from one node to every other (有界最优路径).

Best path is the base of MIA/PMIA (Chen, Wang, Wang: Scalable influence maximization, KDD 2010), here
under a bound of arcs and with a charge for passing through a node. One search is H synchronous rounds;
rows are sorted by cost, so a scan stops at the first arc that is too dear. A search costs the arcs it
looks at, never the size of the graph.

A source is a set of (subject, relative cost). Every subject is searched by itself, from one seed: the
limit is on the path's own cost, so in one search from several seeds a strong subject would cut off a
weaker one whose path is shorter.

All of it stands in one file because the compiler's cache on disk knows only a function's own file: a
change in a function that another file had compiled into its own would go unnoticed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph_engine.kernels.compiled import compiled
from graph_engine.kernels.forms import Arcs, Arena, Candidates, Meeting, Seats, Sums, Triples, Weights

ARENA_FULL = -1

_LOW_BITS = 16
_LOW_MASK = (1 << _LOW_BITS) - 1


@compiled
def search(arcs: Arcs, arena: Arena, seed: int, limit: int, hops: int) -> int:
    """Fill the arena from `seed`; returns its number of entries, or `ARENA_FULL` with `slot` put back.

    The entries of round r are `first[r]` … `first[r + 1]` - 1. An entry is final if `slot` points to it;
    its round is then the smallest number of arcs of a cheapest path. Of equally cheap ways with equally
    many arcs, `back` keeps the one over the smallest public id, so that following it gives the smallest
    sequence of ids.

    An entry of an earlier round never changes, so a round expands what its frontier cost at the *end of
    the previous round*: with the live minimum a path could grow by two arcs in one round. A node that
    becomes strictly cheaper enters again, so the entries can outgrow the graph: the arena is checked.
    """
    indptr, head, cost, transit, order = arcs
    slot, node, dist, back, first = arena
    room = node.size
    node[0] = seed
    dist[0] = 0
    back[0] = 0
    slot[seed] = 0
    first[0] = 0
    end = 1
    for stage in range(hops):
        begin = end
        first[stage + 1] = begin
        for at in range(first[stage], begin):
            u = node[at]
            base = np.int64(dist[at])
            if stage > 0:
                # From the second round on, u is in the middle of a path, and only there its transit counts.
                base += transit[u]
            for arc in range(indptr[u], indptr[np.int64(u) + 1]):
                reached = base + cost[arc]
                if reached > limit:
                    break
                v = head[arc]
                known = slot[v]
                if known < 0 or (reached < dist[known] and known < begin):
                    if end == room:
                        clear(arena, end)
                        return ARENA_FULL
                    node[end] = v
                    dist[end] = reached
                    back[end] = at
                    slot[v] = end
                    end += 1
                elif reached < dist[known]:
                    dist[known] = reached
                    back[known] = at
                elif reached == dist[known] and known >= begin and order[u] < order[node[back[known]]]:
                    back[known] = at
    first[hops + 1] = end
    return end


@compiled
def clear(arena: Arena, entries: int) -> None:
    """Put `slot` back to all -1 after a search of so many entries."""
    for at in range(entries):
        arena.slot[arena.node[at]] = -1


@compiled
def add_product(sums: Sums, at: int, amount: int, factor: int) -> None:
    """Add amount · factor to the two words of a node; exact for amount < 2^49 and factor <= 2^30."""
    rest = (amount & _LOW_MASK) * factor
    sums.high[at] += (amount >> _LOW_BITS) * factor + (rest >> _LOW_BITS)
    sums.low[at] += rest & _LOW_MASK


@compiled
def sweep_sources(
    arcs: Arcs,
    weights: Weights,
    limit: int,
    hops: int,
    begin: int,
    end: int,
    sums: Sums,
    arena: Arena,
    meeting: Meeting,
) -> int:
    """Add what sources begin … end - 1 do to every node; returns the first not done (scratch was full)."""
    for source in range(begin, end):
        opens, closes = weights.indptr[source], weights.indptr[source + 1]
        alone = closes - opens == 1
        amount = weights.amount[source]
        count = 0
        for row in range(opens, closes):
            relative = np.int64(weights.relative[row])
            entries = search(arcs, arena, weights.subject[row], limit, hops)
            if entries < 0 or (not alone and count + entries > meeting.node.size):
                clear(arena, entries)
                _leave(meeting, count)
                return source
            for at in range(entries):
                v = arena.node[at]
                if arena.slot[v] != at:
                    continue
                arena.slot[v] = -1
                total = relative + arena.dist[at]
                if alone:
                    add_product(sums, v, amount, _let_through(weights.paths, total))
                else:
                    count = _meet(meeting, count, v, total)
        _settle(meeting, count, sums, amount, weights.paths)
    return end


@compiled
def freeze_subjects(
    arcs: Arcs,
    subject: NDArray[np.uint32],
    limit: int,
    hops: int,
    begin: int,
    end: int,
    counts: NDArray[np.int64],
    target: NDArray[np.uint32],
    distance: NDArray[np.int32],
    arena: Arena,
) -> tuple[int, int, bool]:
    """Write (target, path cost) of subjects begin … end - 1, and how many each has into `counts`.

    Returns the first subject not done, the number of pairs written, and whether it was the arena that was
    full.
    """
    written = 0
    for place in range(begin, end):
        entries = search(arcs, arena, subject[place], limit, hops)
        if entries < 0:
            return place, written, True
        if written + entries > target.size:
            clear(arena, entries)
            return place, written, False
        opened = written
        for at in range(entries):
            v = arena.node[at]
            if arena.slot[v] == at:
                arena.slot[v] = -1
                target[written] = v
                distance[written] = arena.dist[at]
                written += 1
        counts[place] = written - opened
    return end, written, False


@compiled
def weigh_sources(
    triples: Triples,
    row: NDArray[np.int64],
    weights: Weights,
    begin: int,
    end: int,
    sums: Sums,
    meeting: Meeting,
) -> int:
    """As `sweep_sources`, from frozen triples; `row` (int64[r]) is where each subject stands in them."""
    for source in range(begin, end):
        opens, closes = weights.indptr[source], weights.indptr[source + 1]
        alone = closes - opens == 1
        amount = weights.amount[source]
        count = 0
        for at in range(opens, closes):
            relative = np.int64(weights.relative[at])
            starts, ends = triples.indptr[row[at]], triples.indptr[row[at] + 1]
            if not alone and count + ends - starts > meeting.node.size:
                _leave(meeting, count)
                return source
            for pair in range(starts, ends):
                v = triples.target[pair]
                total = relative + triples.distance[pair]
                if alone:
                    add_product(sums, v, amount, _let_through(weights.paths, total))
                else:
                    count = _meet(meeting, count, v, total)
        _settle(meeting, count, sums, amount, weights.paths)
    return end


@compiled
def _let_through(paths: NDArray[np.int64], total: int) -> int:
    # The table ends with 0, and stays there.
    return int(paths[total]) if total < paths.size else 0


@compiled
def _meet(meeting: Meeting, count: int, v: int, total: int) -> int:
    seat = meeting.seat[v]
    if seat < 0:
        meeting.seat[v] = count
        meeting.node[count] = v
        meeting.least[count] = total
        return count + 1
    if total < meeting.least[seat]:
        meeting.least[seat] = total
    return count


@compiled
def _settle(meeting: Meeting, count: int, sums: Sums, amount: int, paths: NDArray[np.int64]) -> None:
    for at in range(count):
        through = _let_through(paths, int(meeting.least[at]))
        add_product(sums, meeting.node[at], amount, through)
    _leave(meeting, count)


@compiled
def _leave(meeting: Meeting, count: int) -> None:
    for at in range(count):
        meeting.seat[meeting.node[at]] = -1


@compiled
def trace_target(into: Arcs, seats: Seats, target: int, limit: int, hops: int, arena: Arena, found: Candidates) -> int:
    """Fill `found` for one target (an internal place); returns the number of rows.

    `ARENA_FULL` asks for a larger arena; a smaller number -n - 1 for room for n rows. `slot` is put back
    in each case.
    """
    entries = search(into, arena, target, limit, hops)
    if entries < 0:
        return ARENA_FULL
    rows = 0
    for at in range(entries):
        if arena.slot[arena.node[at]] == at:
            subject = np.int64(into.order[arena.node[at]])
            rows += seats.indptr[subject + 1] - seats.indptr[subject]
    if rows > found.source.size:
        clear(arena, entries)
        return -rows - 1
    put = 0
    stage = 0
    for at in range(entries):
        while at >= arena.first[stage + 1]:
            stage += 1
        if arena.slot[arena.node[at]] != at:
            continue
        subject = np.int64(into.order[arena.node[at]])
        for seat in range(seats.indptr[subject], seats.indptr[subject + 1]):
            found.source[put] = seats.source[seat]
            found.subject[put] = subject
            found.total[put] = seats.relative[seat] + arena.dist[at]
            found.distance[put] = arena.dist[at]
            found.arcs[put] = stage
            entry = np.int64(at)
            for step in range(stage + 1):
                found.path[put, step] = into.order[arena.node[entry]]
                entry = np.int64(arena.back[entry])
            put += 1
    clear(arena, entries)
    return put
