"""The sweep (全量传导) beside DuckDB and networkx: X of every node under every live matter, the same in every bit."""

from __future__ import annotations

import numpy as np

from benchmarks.city import build_city
from benchmarks.city_network import Ground, ground_of, sources_of
from benchmarks.duckdb_paths import DuckdbPaths
from benchmarks.measuring import Measurement, Options, Reading, seconds_of, timed
from benchmarks.networkx_paths import graph_of, swept
from graph_engine.analysis.freezing import freeze
from graph_engine.analysis.propagation import Exposure, reweigh, sweep
from graph_engine.analysis.sources import Sources
from graph_engine.policy.policy import Policy

_SAMPLE = 5_000
"""Matters that networkx is run on; it is compared by time for a source."""


def measure(options: Options) -> list[Measurement]:
    """Measures the sweep; raises `AssertionError` if an engine comes to other integers."""
    policy = Policy.load()
    ground = ground_of(build_city(options.scale, options.seed), policy)
    expected = _swept(ground, options.threads)
    ours = _ours(ground, options)
    count = ground.sources.count
    with DuckdbPaths(ground.network, ground.sources, hops=ground.hops, threads=options.threads) as rival:
        check_equal(rival.sweep(), expected, "DuckDB")
        runs = min(options.repeats, 3)
        seconds = seconds_of(rival.sweep, repeats=runs)
    ours.append(Reading(who=f"DuckDB SQL, {options.threads} threads", seconds=seconds, work=count, runs=runs))
    ours.append(_networkx(ground, policy))
    note = (
        f"{ground.network.size:,} nodes, {ground.network.arcs:,} arcs, {ground.sources.matter.size:,} matters in "
        f"{count:,} sources, H = {ground.hops}. DuckDB and networkx came to the same integers, bit by bit; networkx "
        f"was run on the sources of {_SAMPLE:,} matters drawn at random, and is compared by its time for a source."
    )
    return [Measurement(name="Sweep", unit="sources", readings=tuple(ours), notes=(note,))]


def _swept(ground: Ground, threads: int) -> Exposure:
    return sweep(ground.network, ground.sources, hops=ground.hops, threads=threads)


def _ours(ground: Ground, options: Options) -> list[Reading]:
    count, found = ground.sources.count, []
    for threads in dict.fromkeys((options.threads, 1)):
        seconds = seconds_of(lambda threads=threads: _swept(ground, threads), repeats=options.repeats)  # type: ignore[misc]
        who = f"graph-engine, {threads} thread{'s' * (threads > 1)}"
        found.append(Reading(who=who, seconds=seconds, work=count, runs=options.repeats))
    reach = freeze(ground.network, ground.sources.subject, hops=ground.hops, threads=options.threads)
    check_equal(reweigh(reach, ground.sources, threads=options.threads), _swept(ground, 1), "the frozen reach")
    seconds = seconds_of(lambda: reweigh(reach, ground.sources, threads=options.threads), repeats=options.repeats)
    who = f"graph-engine, {options.threads} threads, events aged only (frozen reach)"
    found.append(Reading(who=who, seconds=seconds, work=count, runs=options.repeats))
    return found


def _networkx(ground: Ground, policy: Policy) -> Reading:
    sample = _sample(ground, policy)
    graph, every = graph_of(ground.network), range(sample.count)
    found, seconds = timed(lambda: swept(graph, sample, every, ground.network.limit, ground.hops))
    expected = sweep(ground.network, sample, hops=ground.hops)
    if any(expected.units(node) != found.get(node, 0) for node in range(ground.network.size)):
        raise AssertionError("networkx came to other integers")
    return Reading(who="networkx, 1 thread, on a sample", seconds=seconds, work=sample.count)


def _sample(ground: Ground, policy: Policy) -> Sources:
    """The sources of some matters drawn at random."""
    matters = int(ground.city.events.matter.max()) + 1
    within = np.zeros(matters, np.bool_)
    within[np.random.Generator(np.random.PCG64(ground.city.seed)).permutation(matters)[:_SAMPLE]] = True
    return sources_of(ground.city, policy, within)


def check_equal(found: Exposure, expected: Exposure, who: str) -> None:
    """Raises `AssertionError` unless two exposures are the same in every bit."""
    if not (np.array_equal(found.high, expected.high) and np.array_equal(found.low, expected.low)):
        raise AssertionError(f"{who} came to other integers")
