"""Why one target is exposed (单个对象的解释) beside DuckDB and networkx: its X, and with us also matters and paths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter

import numpy as np

from benchmarks.city import build_city
from benchmarks.city_network import Ground, ground_of
from benchmarks.duckdb_paths import DuckdbPaths
from benchmarks.measuring import Measurement, Options, Reading
from benchmarks.networkx_paths import explained, graph_of
from graph_engine.analysis.explanation import explain
from graph_engine.analysis.propagation import sweep
from graph_engine.policy.policy import Policy

_TARGETS = 2_000
_HUBS = 200
_RIVAL_TARGETS = 20


def measure(options: Options) -> list[Measurement]:
    """Measures explanations; raises `AssertionError` if an engine comes to another X than the sweep."""
    ground = ground_of(build_city(options.scale, options.seed), Policy.load())
    exposure = sweep(ground.network, ground.sources, hops=ground.hops, threads=options.threads)
    targets = _targets(ground)
    few = targets[:: max(1, len(targets) // _RIVAL_TARGETS)][:_RIVAL_TARGETS]
    graph = graph_of(ground.network)
    limit, hops = ground.network.limit, ground.hops
    _of_each(ground, targets[:1])
    ours, hubs = _of_each(ground, targets), _of_each(ground, _hubs(ground))
    with DuckdbPaths(ground.network, ground.sources, hops=hops, threads=options.threads) as database:
        database.explain(targets[0])
        asked: dict[str, Callable[[int], int]] = {
            f"DuckDB SQL, {options.threads} threads, X alone": database.explain,
            "networkx, 1 thread, X alone": lambda target: explained(graph, ground.sources, target, limit, hops),
        }
        rivals = [_rival(who, ask, few, exposure.units) for who, ask in asked.items()]
    for target in few:
        if explain(ground.network, ground.sources, target, hops=hops).total != exposure.units(target):
            raise AssertionError(f"the explanation of {target} differs from the sweep")
    readings = (
        _reading("graph-engine: X, matters and paths of any target", ours),
        _reading("graph-engine: the same of the largest hubs", hubs),
        *rivals,
    )
    notes = (
        f"Targets are drawn at random from projects, enterprises and persons. A target takes {_spread(ours)}; of the "
        f"{len(hubs)} nodes with the most arcs one takes {_spread(hubs)}.",
        f"X was the sweep's in every bit, for all three engines, on {len(few)} targets.",
    )
    return [Measurement(name="Explanation of one target", unit="targets", readings=readings, notes=notes)]


def _targets(ground: Ground) -> list[int]:
    chance = np.random.Generator(np.random.PCG64(ground.city.seed))
    size = ground.city.enterprises + ground.city.persons
    projects = size + chance.permutation(ground.city.projects)[: _TARGETS // 2]
    parties = chance.permutation(size)[: _TARGETS // 2]
    found: list[int] = chance.permutation(np.concatenate((projects, parties))).tolist()
    return found


def _hubs(ground: Ground) -> list[int]:
    network = ground.network
    arcs = np.diff(network.into.indptr)[network.place]
    found: list[int] = np.argsort(-arcs, kind="stable")[:_HUBS].tolist()
    return found


def _of_each(ground: Ground, targets: Sequence[int]) -> list[float]:
    """Seconds of each target."""
    times = []
    for target in targets:
        begun = perf_counter()
        explain(ground.network, ground.sources, target, hops=ground.hops)
        times.append(perf_counter() - begun)
    return times


def _rival(who: str, ask: Callable[[int], int], targets: Sequence[int], expected: Callable[[int], int]) -> Reading:
    times = []
    for target in targets:
        begun = perf_counter()
        found = ask(target)
        times.append(perf_counter() - begun)
        if found != expected(target):
            raise AssertionError(f"{who}: {target} has another X than in the sweep")
    return _reading(who, times)


def _reading(who: str, times: Sequence[float]) -> Reading:
    return Reading(who=who, seconds=sum(times), work=len(times))


def _spread(times: Sequence[float]) -> str:
    middle, rare = np.percentile(times, (50, 99)) * 1000
    return f"{middle:.3f} ms at the median and {rare:.3f} ms at the 99th percentile"
