"""Bounded best paths with the ways themselves: from one node, every cheapest path and what it passes (最优路径).

As `reach`, with the rounds kept: an entry remembers where it came from, so that a path can be told and
ties between paths be decided. A sweep asks for none of that and does without; an explanation needs it of
one node only.

All of it stands in one file because the compiler's cache on disk knows only a function's own file: a
change in a function that another file had compiled into its own would go unnoticed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph_engine.kernels.compiled import compiled
from graph_engine.kernels.forms import Arcs, Arena, Candidates, Matters, Seats

Shares = tuple[
    NDArray[np.int64],
    NDArray[np.uint32],
    NDArray[np.int32],
    NDArray[np.int32],
    NDArray[np.int32],
    NDArray[np.int64],
    NDArray[np.uint32],
]
"""Columns of an explanation: matter, subject, cost, distance, arcs, units, path."""

ARENA_FULL = -1


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


@compiled
def explain_target(
    into: Arcs,
    seats: Seats,
    matters: Matters,
    paths: NDArray[np.int64],
    target: int,
    limit: int,
    hops: int,
    arena: Arena,
    found: Candidates,
) -> tuple[int, Shares]:
    """`trace_target` and `share_out` in one call, which of short answers costs less than half of two."""
    rows = trace_target(into, seats, target, limit, hops, arena, found)
    return rows, share_out(found, max(rows, 0), matters, paths)


@compiled
def share_out(found: Candidates, rows: int, matters: Matters, paths: NDArray[np.int64]) -> Shares:
    """Give every matter of the sources that reach the target its row: strongest first, then fewer arcs, then by matter.

    Matters too faint to count one unit are left out.
    """
    chosen = _best_of_each_source(found, rows)
    room = 0
    for row in chosen:
        room += matters.indptr[found.source[row] + 1] - matters.indptr[found.source[row]]
    origin, number, units = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int64)
    count, last = 0, paths.size - 1
    for row in chosen:
        through = paths[min(int(found.total[row]), last)]
        for at in range(matters.indptr[found.source[row]], matters.indptr[found.source[row] + 1]):
            origin[count], number[count], units[count] = row, matters.number[at], matters.amount[at] * through
            count += int(units[count] > 0)
    # Stable sorts, the deciding one last.
    order = number[:count].argsort(kind="mergesort")
    order = order[found.arcs[origin[order]].argsort(kind="mergesort")]
    order = order[(-units[order]).argsort(kind="mergesort")]
    kept = origin[order]
    return (
        number[order],
        found.subject[kept],
        found.total[kept],
        found.distance[kept],
        found.arcs[kept],
        units[order],
        found.path[kept],
    )


@compiled
def _best_of_each_source(found: Candidates, rows: int) -> NDArray[np.int64]:
    """The row of each source with the least total; then of the fewest arcs, then of the smallest subject.

    A path begins at its subject, so of equally cheap and equally short ones the smallest subject decides.
    """
    chosen = np.empty(rows, np.int64)
    count = 0
    for row in found.source[:rows].argsort(kind="mergesort"):
        best = chosen[count - 1] if count else row
        if count == 0 or found.source[best] != found.source[row]:
            chosen[count] = row
            count += 1
        elif (found.total[row], found.arcs[row], found.subject[row]) < (
            found.total[best],
            found.arcs[best],
            found.subject[best],
        ):
            chosen[count - 1] = row
    return chosen[:count]
