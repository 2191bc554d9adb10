"""From store to answers: read the tables, build the snapshot, save it, open it again memory-mapped, make it ready."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.city import build_city
from benchmarks.city_arrays import AS_OF
from benchmarks.city_records import SOURCE, stage_city
from benchmarks.measuring import Measurement, Options, Reading, apart, peak_mib, timed
from graph_engine.assessment.grounds import Grounds
from graph_engine.policy.policy import Policy
from graph_engine.snapshot.build import build_snapshot
from graph_engine.snapshot.saving import open_snapshot, save_snapshot
from graph_engine.store.sqlite import SqliteStore
from graph_engine.store.stage import Stage
from graph_engine.store.tables import read_tables


def measure(options: Options) -> list[Measurement]:
    """Measures each step, those that build and those that reopen in a process of their own."""
    with tempfile.TemporaryDirectory(prefix="graph-engine-bench-") as folder:
        place = Path(folder)
        statements = apart(_load, options, place / "city.sqlite")
        folder_of_it, built = apart(_build, place / "city.sqlite", place / "snapshots", statements)
        nodes, reopened = apart(_reopen, folder_of_it, statements)
    whole = built[0].seconds + built[1].seconds
    note = (
        f"Store → snapshot: {whole:.1f} s for {statements:,} statements of {nodes:,} parties and projects. The last "
        "two steps ran in another process, on the saved snapshot; what is compiled was compiled before."
    )
    return [
        Measurement(
            name="Store to snapshot (SQLite)",
            unit="statements",
            readings=(*built, *reopened),
            rivals=False,
            notes=(note,),
        )
    ]


def _load(options: Options, path: Path) -> int:
    """Loads the city; returns the number of statements."""
    with Stage(SOURCE) as stage:
        request = stage_city(build_city(options.scale, options.seed), stage)
        with SqliteStore(path) as store:
            applied = store.apply(stage, request, lambda step, done, total: None)
    return sum(applied.added.values())


def _withholds(attributes: Mapping[str, Any]) -> bool:
    return attributes.get("status") == "repaired"


def _build(path: Path, directory: Path, statements: int) -> tuple[Path, list[Reading]]:
    with SqliteStore(path) as store, store.reader() as reader:
        tables, reading = timed(lambda: read_tables(reader, 1))
    after_reading = peak_mib()
    snapshot, building = timed(lambda: build_snapshot(tables, AS_OF, _withholds))
    after_building = peak_mib()
    folder, saving = timed(lambda: save_snapshot(snapshot, directory))
    return folder, [
        Reading(who="read the tables", seconds=reading, work=statements, peak_mib=after_reading),
        Reading(who="build the snapshot", seconds=building, work=statements, peak_mib=after_building),
        Reading(who="save it, with its hash", seconds=saving, work=statements, peak_mib=peak_mib()),
    ]


def _reopen(folder: Path, statements: int) -> tuple[int, list[Reading]]:
    snapshot, opening = timed(lambda: open_snapshot(folder))
    opened = peak_mib()
    policy = Policy.load()
    _ready(Grounds.of(snapshot, policy, answered_on=AS_OF, persons_allowed=True))
    grounds, making = timed(lambda: Grounds.of(snapshot, policy, answered_on=AS_OF, persons_allowed=True))
    _, networking = timed(lambda: _ready(grounds))
    ready = making + networking
    return snapshot.size, [
        Reading(who="open it memory-mapped, hash checked", seconds=opening, work=statements, peak_mib=opened),
        Reading(
            who="judge its events, make its network and sources", seconds=ready, work=statements, peak_mib=peak_mib()
        ),
    ]


def _ready(grounds: Grounds) -> None:
    """Makes what is made on first use."""
    grounds.conduction.network.forward()
    _ = grounds.sources
