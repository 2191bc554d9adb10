"""Exposure of every node to every live matter (风险传导): bounded best path, exact sums, many threads.

    X_v = Σ over sources of A · T_p[D],   D = min over the source's subjects of relative cost + d(subject, v)

in units of 2^-56. Integers only, and integer sums do not depend on the order in which they are added:
threads, chunks and input order change no bit. Time: the arcs within reach of the subjects; memory: 24
bytes a node and thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from graph_engine.analysis.network import Network
from graph_engine.analysis.scratch import Scratch
from graph_engine.analysis.sources import Sources
from graph_engine.errors import RequestError
from graph_engine.kernels.forms import Sums, Triples, Weights
from graph_engine.kernels.reach import freeze_subjects, sweep_sources, weigh_sources
from graph_engine.kernels.tables import PATH_BITS, paths

FIRST_HOPS = 4
"""Paths have at most so many arcs; first value, the policy decides."""

_LOW_BITS = 16
_CHUNK = 256
_PAIRS = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class Exposure:
    """X of every node by public number, exact: high · 2^16 + low in units of 2^-56; int64[n] each."""

    high: NDArray[np.int64]
    low: NDArray[np.int64]

    def units(self, node: int) -> int:
        """X of one node as one whole number."""
        return (int(self.high[node]) << _LOW_BITS) + int(self.low[node])


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Frozen (subject, target, path cost) triples: age and amplitudes do not touch them (冻结的可达集).

    `subject` (uint32[k]) in rising public numbers, one row of `triples` each; targets are internal places
    of the network that `place` belongs to.
    """

    size: int
    subject: NDArray[np.uint32]
    triples: Triples
    place: NDArray[np.uint32]


def sweep(
    network: Network, sources: Sources, *, limit: int | None = None, hops: int = FIRST_HOPS, threads: int = 1
) -> Exposure:
    """X of every node under all sources; the same bits for any number of threads.

    `limit` is the largest path cost (θ as a cost), by default the network's. Raises `RequestError` if the
    sums could overflow, or if sources or limit do not fit the network.
    """
    limit = checked_limit(network, limit, hops)
    _check_fit(network.size, sources, threads)
    arcs = network.forward()
    weights = source_weights(sources, network.place)

    def work(begin: int, end: int, sums: Sums, scratch: Scratch) -> int:
        return sweep_sources(arcs, weights, limit, hops, begin, end, sums, scratch.arena, scratch.meeting)

    return _summed(network.size, hops, sources.count, threads, network.place, work)


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
    arcs, places = network.forward(), network.place[distinct]
    counts = np.zeros(distinct.size, np.int64)

    def part(chunk: int, scratch: Scratch) -> list[tuple[NDArray[np.uint32], NDArray[np.int32]]]:
        begin, end = chunk * _CHUNK, min((chunk + 1) * _CHUNK, distinct.size)
        room = _PAIRS
        pieces = []
        while begin < end:
            target, distance = np.empty(room, np.uint32), np.empty(room, np.int32)
            begin, written, arena_full = freeze_subjects(
                arcs, places, limit, hops, begin, end, counts, target, distance, scratch.arena
            )
            pieces.append((target[:written].copy(), distance[:written].copy()))
            if arena_full:
                scratch.grow()
            elif begin < end:
                room *= 2
        return pieces

    chunks = -(-distinct.size // _CHUNK)
    parts: list[list[tuple[NDArray[np.uint32], NDArray[np.int32]]]] = [[] for _ in range(chunks)]

    def worker(turns: Iterator[int]) -> None:
        scratch = Scratch(network.size, hops)
        for chunk in turns:
            parts[chunk] = part(chunk, scratch)

    _run(worker, chunks, threads)
    pairs = [(np.empty(0, np.uint32), np.empty(0, np.int32)), *(pair for pieces in parts for pair in pieces)]
    triples = Triples(
        np.append(0, np.cumsum(counts)).astype(np.int64),
        np.concatenate([target for target, _ in pairs]),
        np.concatenate([distance for _, distance in pairs]),
    )
    return Reach(network.size, distinct, triples, network.place)


def reweigh(reach: Reach, sources: Sources, *, threads: int = 1) -> Exposure:
    """`sweep` from frozen reach: equal in every bit to a fresh one with the limit and hops of the freezing.

    Raises `RequestError` if a source names a subject that was not frozen.
    """
    _check_fit(reach.size, sources, threads)
    row = np.searchsorted(reach.subject, sources.subject).astype(np.int64)
    known = np.append(reach.subject, np.uint32(0))[row] == sources.subject
    if not bool((known & (row < reach.subject.size)).all()):
        raise RequestError("a source names a subject that was not frozen")
    weights = source_weights(sources, reach.place)

    def work(begin: int, end: int, sums: Sums, scratch: Scratch) -> int:
        return weigh_sources(reach.triples, row, weights, begin, end, sums, scratch.meeting)

    return _summed(reach.size, 1, sources.count, threads, reach.place, work)


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


def checked_limit(network: Network, limit: int | None, hops: int) -> int:
    """The limit to search under: the network's, or a smaller one that was asked for."""
    if hops < 1:
        raise RequestError(f"a path has at least one arc, so H is not {hops}")
    if limit is None:
        return network.limit
    if not 0 <= limit <= network.limit:
        raise RequestError(f"this network answers up to a path cost of {network.limit}, not {limit}")
    return limit


def _check_fit(size: int, sources: Sources, threads: int) -> None:
    if sources.size != size:
        raise RequestError(f"the sources were built for {sources.size} nodes, not for {size}")
    if threads < 1:
        raise RequestError(f"a sweep needs at least one thread, not {threads}")
    check_capacity(sources)


def source_weights(sources: Sources, place: NDArray[np.uint32]) -> Weights:
    """The sources as the kernels take them, subjects in the places of a network."""
    return Weights(sources.indptr, place[sources.subject], sources.relative, sources.amount, paths(sources.p))


def _summed(
    size: int,
    hops: int,
    sources: int,
    threads: int,
    place: NDArray[np.uint32],
    work: Callable[[int, int, Sums, Scratch], int],
) -> Exposure:
    every: list[Sums] = []

    def worker(turns: Iterator[int]) -> None:
        scratch = Scratch(size, hops)
        sums = Sums(np.zeros(size, np.int64), np.zeros(size, np.int64))
        every.append(sums)
        for chunk in turns:
            begin, end = chunk * _CHUNK, min((chunk + 1) * _CHUNK, sources)
            while (begin := work(begin, end, sums, scratch)) < end:
                scratch.grow()

    _run(worker, -(-sources // _CHUNK), threads)
    high, low = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for sums in every:
        high += sums.high
        low += sums.low
    high, low = high[place], low[place]
    return Exposure(high + (low >> _LOW_BITS), low & ((1 << _LOW_BITS) - 1))


def _run(worker: Callable[[Iterator[int]], None], chunks: int, threads: int) -> None:
    """Let every thread take the next chunk until none is left; whatever a worker raises is raised here."""
    turn = count()
    turns = iter(lambda: min(next(turn), chunks), chunks)
    if threads == 1:
        worker(turns)
        return
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(worker, turns) for _ in range(threads)]:
            done.result()
