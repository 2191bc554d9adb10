"""Every measurement runs, at a size at which its figures mean nothing, and checks what the engines came to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import explanation, load_memory, load_profile, load_registry, snapshot, sweep
from benchmarks.city import build_city
from benchmarks.city_network import ground_of
from benchmarks.duckdb_paths import DuckdbPaths
from benchmarks.machine import Machine, this_machine
from benchmarks.measuring import Measurement, Options, Reading, peak_mib, seconds_of
from benchmarks.networkx_paths import graph_of, reach
from benchmarks.results import measurement_text, results_text, times
from graph_engine.analysis.propagation import sweep as sweep_of
from graph_engine.policy.policy import Policy
from tests.neo4j_server import Neo4jServer

TINY = Options(scale=0.0005, repeats=1, neo4j=False)


def who(measurement: Measurement) -> list[str]:
    assert all(reading.seconds > 0 and reading.work > 0 for reading in measurement.readings)
    return [reading.who.split(",")[0] for reading in measurement.readings]


def test_the_sweep_runs_beside_its_rivals() -> None:
    (measurement,) = sweep.measure(TINY)
    assert who(measurement) == ["graph-engine"] * 3 + ["DuckDB SQL", "networkx"]


def test_explanations_run_beside_their_rivals() -> None:
    (measurement,) = explanation.measure(TINY)
    assert [name.split(":")[0] for name in who(measurement)] == ["graph-engine"] * 2 + ["DuckDB SQL", "networkx"]


def test_snapshots_are_read_built_saved_and_reopened() -> None:
    (measurement,) = snapshot.measure(TINY)
    assert [name.split()[0] for name in who(measurement)] == ["read", "build", "save", "open", "judge"]
    assert all((reading.peak_mib or 0) > 10 for reading in measurement.readings)


def test_registers_are_loaded_into_sqlite_with_every_row_understood() -> None:
    (measurement,) = load_registry.measure(TINY)
    assert who(measurement)[0] == "graph-engine"
    rows = {reading.work for reading in measurement.readings}
    assert len(rows) == 1
    assert rows.pop() > 500


def test_the_steps_of_a_load_take_all_of_its_time() -> None:
    (measurement,) = load_profile.measure(TINY)
    whole, *steps = measurement.readings
    assert sum(step.seconds for step in steps) == pytest.approx(whole.seconds)
    assert len(steps) > 2
    assert load_profile.step_of(None) == "the rest"


def test_a_long_load_is_measured_beside_one_half_as_long() -> None:
    (measurement,) = load_memory.measure(TINY)
    assert [reading.work for reading in measurement.readings] == [2_500, 5_000]
    assert all((reading.peak_mib or 0) > 10 for reading in measurement.readings)


def test_without_a_server_the_table_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GRAPH_ENGINE_TEST_NEO4J_URI", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    embedded = Measurement(name="SQLite", unit="rows", readings=(), notes=("Measured.",))
    monkeypatch.setattr(load_registry, "into_sqlite_store", lambda options, place: embedded)
    (measurement,) = load_registry.measure(replace(TINY, neo4j=True))
    assert measurement.notes == ("Measured.", "Neo4j was not measured: there was no server.")


def test_registers_are_loaded_into_neo4j(neo4j_database: Neo4jServer, tmp_path: Path) -> None:
    measurement = load_registry.into_neo4j_store(TINY, tmp_path, neo4j_database)
    assert who(measurement) == [
        "graph-engine",
        "of which reading and checking (`--dry-run`)",
        "the same into the emptied server",
        "bare `UNWIND` of the same statements",
    ]


def test_other_integers_are_found_out() -> None:
    ground = ground_of(build_city(TINY.scale), Policy.load())
    with DuckdbPaths(ground.network, ground.sources, hops=ground.hops - 1, threads=1) as rival:
        found = rival.sweep()
    with pytest.raises(AssertionError, match="the other came to other integers"):
        sweep.check_equal(found, sweep_of(ground.network, ground.sources, hops=ground.hops), "the other")


def test_networkx_paths_obey_the_bound_of_arcs() -> None:
    ground = ground_of(build_city(TINY.scale), Policy.load())
    graph, start = graph_of(ground.network), int(ground.sources.subject[0])
    near = reach(graph, start, ground.network.limit, 1)
    assert set(near) == {start, *(head for head, _ in ground.network.successors(start))}
    far = reach(graph, start, ground.network.limit, 4)
    assert set(near) < set(far)
    assert all(far[node] <= cost for node, cost in near.items())


def test_a_median_counts_runs_and_not_preparations() -> None:
    calls: list[str] = []
    assert seconds_of(lambda: calls.append("run"), repeats=3, prepare=lambda: calls.append("prepare")) >= 0
    assert calls == ["prepare", "run"] * 3
    assert peak_mib() > 10


def test_results_are_a_table_a_measurement() -> None:
    ours = Reading(who="graph-engine", seconds=0.5, work=1_000, runs=5, peak_mib=120)
    rival = Reading(who="another", seconds=3.0, work=600)
    measurement = Measurement(name="Task", unit="rows", readings=(ours, rival), notes=("A note.",))
    assert times(rival, ours) == pytest.approx(10)
    assert measurement_text(measurement).splitlines() == [
        "## Task",
        "",
        "|  | seconds | rows | rows a second | times ours | peak MiB | runs |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| graph-engine | 0.5000 | 1,000 | 2,000 | 1 | 120 | 5 |",
        "| another | 3 | 600 | 200 | 10 |  | 1 |",
        "",
        "A note.",
    ]
    text = results_text([measurement], Machine(2, 24, "Linux", (("numpy", "2"),)), TINY, date(2026, 11, 22))
    assert "on 2026-11-22: 2 cores, 24 GiB, Linux; numpy 2. City of scale 0.0005, seed 1." in text


def test_the_machine_names_what_was_run() -> None:
    machine = this_machine()
    assert machine.cores >= 1
    assert machine.memory_gib >= 1
    assert {"graph-engine", "Python", "SQLite", "duckdb", "networkx", "neo4j"} <= dict(machine.versions).keys()


def test_the_command_knows_its_measurements(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["unheard-of"])
    assert "no measurement unheard-of" in capsys.readouterr().err
    measured = {"load_registry", "load_profile", "load_memory", "snapshot", "sweep", "explanation"}
    assert set(command.MEASUREMENTS) == measured
