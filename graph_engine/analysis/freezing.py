"""Frozen reach (冻结的可达集): whom every subject reaches at which path cost, found once and weighed many times.

Age and amplitudes do not touch it. Time: the arcs within reach of the subjects; memory: 8 bytes a pair
found, and 4 bytes a node and thread while searching.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from graph_engine.analysis.network import FIRST_HOPS, Network, checked_limit
from graph_engine.analysis.turns import in_turns
from graph_engine.errors import RequestError
from graph_engine.kernels.forms import FAR, Arcs, Front, Triples
from graph_engine.kernels.reach import freeze_subjects

_Number = TypeVar("_Number", bound=np.generic)

_CHUNK = 256
_PAIRS = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Frozen (subject, target, path cost) triples.

    `subject` (uint32[k]) in rising public numbers, one row of `triples` each; targets are internal places
    of the network that `place` belongs to.
    """

    size: int
    subject: NDArray[np.uint32]
    triples: Triples
    place: NDArray[np.uint32]


class Freezer:
    """Searches from subjects in one thread and keeps its working memory between them.

    Room is reserved for the worst case and mostly never touched, and what is not touched costs no memory.
    """

    def __init__(self, arcs: Arcs, limit: int, hops: int) -> None:
        self._arcs, self._limit, self._hops = arcs, limit, hops
        size, most = arcs.transit.size, arcs.head.size
        self._front = Front(
            least=np.full(size, FAR, np.int32),
            node=np.empty(size, np.uint32),
            base=np.empty(size, np.int32),
            fresh=np.empty(most, np.uint32),
            cost=np.empty(most, np.int32),
        )
        self._target = np.empty(size + _PAIRS, np.uint32)
        self._distance = np.empty(size + _PAIRS, np.int32)

    def freeze(self, subject: NDArray[np.uint32]) -> Triples:
        """What each subject (an internal place) reaches; good until the next call, which writes over it."""
        indptr = np.zeros(subject.size + 1, np.int64)
        done = 0
        while True:
            done = freeze_subjects(
                self._arcs, self._front, subject, self._limit, self._hops, done, indptr, self._target, self._distance
            )
            written = indptr[done]
            if done == subject.size:
                return Triples(indptr, self._target[:written], self._distance[:written])
            self._target = _doubled(self._target, written)
            self._distance = _doubled(self._distance, written)


def _doubled(array: NDArray[_Number], written: int) -> NDArray[_Number]:
    larger = np.empty(2 * array.size, array.dtype)
    larger[:written] = array[:written]
    return larger


def freeze(
    network: Network,
    subjects: NDArray[np.uint32],
    *,
    limit: int | None = None,
    hops: int = FIRST_HOPS,
    threads: int = 1,
) -> Reach:
    """Search once from every distinct subject and keep whom it reaches at which cost, for later sweeps."""
    limit = checked_limit(network, limit, hops)
    distinct = np.unique(subjects).astype(np.uint32)
    if distinct.size and int(distinct[-1]) >= network.size:
        raise RequestError(f"a subject lies outside the {network.size} nodes")
    places = network.place[distinct]
    chunks = -(-distinct.size // _CHUNK)
    parts = [Triples(np.zeros(1, np.int64), np.empty(0, np.uint32), np.empty(0, np.int32))] * (chunks + 1)

    def worker(turns: Iterator[int]) -> None:
        freezer = Freezer(network.forward(), limit, hops)
        for chunk in turns:
            found = freezer.freeze(places[chunk * _CHUNK : (chunk + 1) * _CHUNK])
            parts[chunk] = Triples(found.indptr, found.target.copy(), found.distance.copy())

    in_turns(worker, chunks, threads)
    counts = np.concatenate([np.diff(part.indptr) for part in parts])
    triples = Triples(
        np.append(0, np.cumsum(counts)).astype(np.int64),
        np.concatenate([part.target for part in parts]),
        np.concatenate([part.distance for part in parts]),
    )
    return Reach(network.size, distinct, triples, network.place)
