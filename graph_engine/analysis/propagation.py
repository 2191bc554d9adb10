"""Exposure of every node to every live matter (风险传导): bounded best path, exact sums, many threads.

    X_v = Σ over sources of A · T_p[D],   D = min over the source's subjects of relative cost + d(subject, v)

in units of 2^-56. Integers only, and integer sums do not depend on the order in which they are added:
threads, chunks and input order change no bit. Time: the arcs within reach of the subjects; memory: 24
bytes a node and thread, and 8 a pair that the subjects of one chunk reach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_engine.analysis.freezing import Freezer, Reach
from graph_engine.analysis.network import FIRST_HOPS, Network, checked_limit
from graph_engine.analysis.sources import Sources
from graph_engine.analysis.turns import in_turns
from graph_engine.errors import RequestError
from graph_engine.kernels.forms import FAR, Meeting, Triples, Weights
from graph_engine.kernels.tables import PATH_BITS, paths
from graph_engine.kernels.weighing import carried, weigh_sources

_LOW_BITS = 16
_CHUNK = 1024

Reached = Callable[[NDArray[np.int64]], tuple[Triples, NDArray[np.int64]]]
"""From the subjects of some sources, row by row: frozen reach, and where each row's subject stands in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Exposure:
    """X of every node by public number, exact: high · 2^16 + low in units of 2^-56; int64[n] each."""

    high: NDArray[np.int64]
    low: NDArray[np.int64]

    def units(self, node: int) -> int:
        """X of one node as one whole number."""
        return (int(self.high[node]) << _LOW_BITS) + int(self.low[node])


def sweep(
    network: Network, sources: Sources, *, limit: int | None = None, hops: int = FIRST_HOPS, threads: int = 1
) -> Exposure:
    """X of every node under all sources; the same bits for any number of threads.

    A thousand sources at a time are frozen, weighed and forgotten. Ordered by place they share subjects,
    each of which is searched once, and what they touch stays in the processor's cache. `limit` is the
    largest path cost (θ as a cost), by default the network's. Raises `RequestError` if the sums could
    overflow, or if sources or limit do not fit the network.
    """
    limit = checked_limit(network, limit, hops)
    _check_fit(network.size, sources, threads)

    def searching() -> Reached:
        freezer = Freezer(network.forward(), limit, hops)

        def reached(subject: NDArray[np.int64]) -> tuple[Triples, NDArray[np.int64]]:
            distinct, row = np.unique(subject, return_inverse=True)
            return freezer.freeze(distinct.astype(np.uint32)), row

        return reached

    weights = _weights(sources, network.place[sources.subject].astype(np.int64))
    return _summed(weights, network.place, threads, searching)


def reweigh(reach: Reach, sources: Sources, *, threads: int = 1) -> Exposure:
    """`sweep` from frozen reach: equal in every bit to a fresh one with the limit and hops of the freezing.

    Raises `RequestError` if a source names a subject that was not frozen.
    """
    _check_fit(reach.size, sources, threads)
    row = np.searchsorted(reach.subject, sources.subject).astype(np.int64)
    known = np.append(reach.subject, np.uint32(0))[row] == sources.subject
    if not bool((known & (row < reach.subject.size)).all()):
        raise RequestError("a source names a subject that was not frozen")
    return _summed(_weights(sources, row), reach.place, threads, lambda: lambda row: (reach.triples, row))


def check_capacity(sources: Sources) -> None:
    """Raise `RequestError` where the sums of a sweep could overflow: Σ of all A · 2^14 must stay below 2^63.

    Counted in unbounded integers, before a sweep: 2^49 is some eight million matters at full amplitude.
    """
    whole = sum(sources.amount.tolist())
    if whole << (PATH_BITS - _LOW_BITS) >= 1 << 63:
        raise RequestError(
            f"{sources.matter.size} matters weigh {whole} together, which an exact sweep cannot hold (2^49); "
            "raise the policy's cut of faint events or sweep in parts"
        )


def _check_fit(size: int, sources: Sources, threads: int) -> None:
    if sources.size != size:
        raise RequestError(f"the sources were built for {sources.size} nodes, not for {size}")
    if threads < 1:
        raise RequestError(f"a sweep needs at least one thread, not {threads}")
    check_capacity(sources)


def _weights(sources: Sources, subject: NDArray[np.int64]) -> Weights:
    """The sources as the kernels take them, under other numbers of their subjects, in the order of the first."""
    order = np.argsort(subject[sources.indptr[:-1]], kind="stable")
    lengths = np.diff(sources.indptr)[order]
    indptr = np.append(0, np.cumsum(lengths)).astype(np.int64)
    rows = np.repeat(sources.indptr[:-1][order] - indptr[:-1], lengths) + np.arange(indptr[-1])
    return Weights(indptr, subject[rows], sources.relative[rows], sources.amount[order], paths(sources.p))


def _summed(weights: Weights, place: NDArray[np.uint32], threads: int, prepared: Callable[[], Reached]) -> Exposure:
    """The sums of all threads, each of which prepares once how it comes to the reach of subjects."""
    size, count = place.size, weights.amount.size
    every: list[NDArray[np.int64]] = []

    def worker(turns: Iterator[int]) -> None:
        reached = prepared()
        meeting = Meeting(np.full(size, FAR, np.int32), np.empty(size + 1, np.uint32), np.empty(size + 1, np.int32))
        sums = np.zeros((size, 2), np.int64)
        every.append(sums)
        for chunk in turns:
            begin, end = chunk * _CHUNK, min((chunk + 1) * _CHUNK, count)
            triples, row = reached(weights.subject[weights.indptr[begin] : weights.indptr[end]])
            weigh_sources(triples, row, weights, begin, end, sums, meeting)

    in_turns(worker, -(-count // _CHUNK), threads)
    total, *others = every
    for sums in others:
        total += sums
    return Exposure(*carried(total, place))
