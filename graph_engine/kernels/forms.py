"""The arrays that the search takes and fills, grouped and named; dtypes and shapes stand with each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FAR = (1 << 31) - 1
"""A cost above all that can be reached, as int32."""


class Arcs(NamedTuple):
    """One direction of a network in internal places: rows, transit costs, the public id of each place."""

    indptr: NDArray[np.int64]
    head: NDArray[np.uint32]
    cost: NDArray[np.int32]
    transit: NDArray[np.int32]
    order: NDArray[np.uint32]


class Arena(NamedTuple):
    """Scratch of one thread: the entries of a search, round after round, and each node's last one (-1: none).

    Between searches `slot` is all -1; a search's user puts it back by walking the entries, never the nodes.
    """

    slot: NDArray[np.int32]
    node: NDArray[np.uint32]
    dist: NDArray[np.int32]
    back: NDArray[np.int32]
    first: NDArray[np.int64]


class Front(NamedTuple):
    """Scratch of one thread: least cost of a node, int32[n], all `FAR` between searches; a round and the next.

    node uint32[n] and base int32[n] are expanded now, at what it costs to go on from each; fresh uint32[m]
    and cost int32[m] were found cheaper by them, a node as often as it became so. m is the number of arcs,
    more than a round can find.
    """

    least: NDArray[np.int32]
    node: NDArray[np.uint32]
    base: NDArray[np.int32]
    fresh: NDArray[np.uint32]
    cost: NDArray[np.int32]


class Weights(NamedTuple):
    """Sources by starts int64[s+1]: subject int64[r], relative cost int32[r], A int64[s], T_p."""

    indptr: NDArray[np.int64]
    subject: NDArray[np.int64]
    relative: NDArray[np.int32]
    amount: NDArray[np.int64]
    paths: NDArray[np.int64]


class Meeting(NamedTuple):
    """Where the subjects of one source meet by their minimum.

    least int32[n] by node, all `FAR` between sources; the nodes met, uint32[n+1], and their totals, int32[n+1].
    """

    least: NDArray[np.int32]
    node: NDArray[np.uint32]
    total: NDArray[np.int32]


class Triples(NamedTuple):
    """Frozen reach: row starts by subject int64[k+1], target (uint32[t], internal), path cost (int32[t])."""

    indptr: NDArray[np.int64]
    target: NDArray[np.uint32]
    distance: NDArray[np.int32]


class Seats(NamedTuple):
    """The sources of each node: starts by public id int64[n+1], source int64[r], relative cost int32[r]."""

    indptr: NDArray[np.int64]
    source: NDArray[np.int64]
    relative: NDArray[np.int32]


class Matters(NamedTuple):
    """The matters of each source: starts int64[s+1], the caller's number int64[m], B_p int64[m]."""

    indptr: NDArray[np.int64]
    number: NDArray[np.int64]
    amount: NDArray[np.int64]


class Candidates(NamedTuple):
    """Subjects that reach the target, one row a (source, subject): c rows of room.

    source int64, subject uint32, total (relative + path) int32, distance int32, arcs int32, and path
    uint32[c, H+1] from the subject to the target; ids are public, the path is filled up to its arcs + 1
    nodes.
    """

    source: NDArray[np.int64]
    subject: NDArray[np.uint32]
    total: NDArray[np.int32]
    distance: NDArray[np.int32]
    arcs: NDArray[np.int32]
    path: NDArray[np.uint32]
