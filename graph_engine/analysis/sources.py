"""Sources of risk (风险源): the live matters, grouped by whom they name and how strongly.

A matter (同案) names subjects; each has the strongest amplitude of the events *that name it*, so a derived
subject never inherits the principal's. Matters whose subjects and relative costs are equal reach every
node in the same way: they are one source, weighed together and split again exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_engine.errors import RequestError
from graph_engine.kernels.forms import Matters, Seats
from graph_engine.kernels.tables import amplitudes


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """Distinct sets {(subject, relative cost)} with the matters behind each (风险源).

    indptr          int64[s+1]   rows of each source
    subject         uint32[r]    public numbers, rising within a source
    relative        int32[r]     cost of the subject's amplitude − matter cost; the least of a source is 0
    amount          int64[s]     A = Σ B_p[matter cost] over the source's matters
    matter_indptr   int64[s+1]   matters of each source
    matter          int64[m]     the caller's numbers, rising within a source
    matter_cost     int32[m]     cost of the strongest subject's amplitude
    matter_amount   int64[m]     B_p[matter cost]
    seats           by node: the sources that name it
    """

    size: int
    p: int
    indptr: NDArray[np.int64]
    subject: NDArray[np.uint32]
    relative: NDArray[np.int32]
    amount: NDArray[np.int64]
    matter_indptr: NDArray[np.int64]
    matter: NDArray[np.int64]
    matter_cost: NDArray[np.int32]
    matter_amount: NDArray[np.int64]
    seats: Seats

    @property
    def count(self) -> int:
        """How many distinct sources there are."""
        return int(self.amount.size)

    @property
    def matters(self) -> Matters:
        """The matters of each source as the kernels take them."""
        return Matters(self.matter_indptr, self.matter, self.matter_amount)

    def rows(self, source: int) -> list[tuple[int, int]]:
        """(subject, relative cost) of one source."""
        row = slice(int(self.indptr[source]), int(self.indptr[source + 1]))
        return list(zip(self.subject[row].tolist(), self.relative[row].tolist(), strict=True))


def build_sources(
    size: int, matter: NDArray[np.int64], subject: NDArray[np.uint32], cost: NDArray[np.int32], *, p: int
) -> Sources:
    """Group live events into sources: one row an event and subject it names, cost that of amplitude · role.

    Rows that count 0 are left out by the caller (`strengths.amplitude_cost` gives `None`). Of several
    events of one matter that name a subject the strongest counts. Input order is without effect; O(rows ·
    log rows).
    """
    if not matter.size == subject.size == cost.size:
        raise RequestError(f"one row each: {matter.size} matters, {subject.size} subjects, {cost.size} costs")
    if subject.size and not (int(subject.min()) >= 0 and int(subject.max()) < size):
        raise RequestError(f"an event names a node outside the {size} nodes")
    if cost.size and int(cost.min()) < 0:
        raise RequestError("an amplitude above 1 has a negative cost; policy refuses it")
    keys, subjects, costs = _strongest(matter.astype(np.int64), subject.astype(np.uint32), cost.astype(np.int32))
    starts = np.flatnonzero(np.diff(keys, prepend=keys[:1] - 1)) if keys.size else np.empty(0, np.int64)
    matter_cost = np.minimum.reduceat(costs, starts) if starts.size else np.empty(0, np.int32)
    lengths = np.diff(np.append(starts, keys.size))
    relative = (costs - np.repeat(matter_cost, lengths)).astype(np.int32)
    order, breaks = _grouped(starts, lengths, subjects, relative, keys[starts])
    return _packed(size, p, order, breaks, starts, lengths, subjects, relative, keys[starts], matter_cost)


def _strongest(
    matter: NDArray[np.int64], subject: NDArray[np.uint32], cost: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.int32]]:
    order = np.lexsort((cost, subject, matter))
    matter, subject, cost = matter[order], subject[order], cost[order]
    fresh = np.ones(matter.size, np.bool_)
    fresh[1:] = (matter[1:] != matter[:-1]) | (subject[1:] != subject[:-1])
    return matter[fresh], subject[fresh], cost[fresh]


def _grouped(
    starts: NDArray[np.int64],
    lengths: NDArray[np.int64],
    subject: NDArray[np.uint32],
    relative: NDArray[np.int32],
    key: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The matters ordered by (number of subjects, their set, key), and where a new set begins."""
    orders, breaks = [np.empty(0, np.int64)], [np.empty(0, np.bool_)]
    for length in np.unique(lengths).tolist():
        same = np.flatnonzero(lengths == length)
        rows = starts[same, None] + np.arange(length)
        columns = np.concatenate((subject[rows].astype(np.int64), relative[rows].astype(np.int64)), axis=1)
        order = np.lexsort((key[same], *columns.T[::-1]))
        columns = columns[order]
        fresh = np.ones(same.size, np.bool_)
        fresh[1:] = (columns[1:] != columns[:-1]).any(axis=1)
        orders.append(same[order])
        breaks.append(fresh)
    return np.concatenate(orders), np.concatenate(breaks)


def _packed(
    size: int,
    p: int,
    order: NDArray[np.int64],
    breaks: NDArray[np.bool_],
    starts: NDArray[np.int64],
    lengths: NDArray[np.int64],
    subject: NDArray[np.uint32],
    relative: NDArray[np.int32],
    key: NDArray[np.int64],
    matter_cost: NDArray[np.int32],
) -> Sources:
    first = np.flatnonzero(breaks)
    table = amplitudes(p)
    weight = table[np.minimum(matter_cost[order], table.size - 1)]
    leaders = order[first]
    indptr = np.append(0, np.cumsum(lengths[leaders]))
    # Every source takes over the rows of its first matter.
    rows = np.repeat(starts[leaders] - indptr[:-1], lengths[leaders]) + np.arange(indptr[-1])
    return Sources(
        size=size,
        p=p,
        indptr=indptr.astype(np.int64),
        subject=subject[rows],
        relative=relative[rows],
        amount=np.add.reduceat(weight, first) if first.size else np.empty(0, np.int64),
        matter_indptr=np.append(first, order.size).astype(np.int64),
        matter=key[order],
        matter_cost=matter_cost[order],
        matter_amount=weight,
        seats=_seats(size, indptr, subject[rows], relative[rows]),
    )


def _seats(size: int, indptr: NDArray[np.int64], subject: NDArray[np.uint32], relative: NDArray[np.int32]) -> Seats:
    source = np.repeat(np.arange(indptr.size - 1, dtype=np.int64), np.diff(indptr))
    order = np.lexsort((source, subject))
    starts = np.append(0, np.cumsum(np.bincount(subject, minlength=size))).astype(np.int64)
    return Seats(starts, source[order], relative[order])
