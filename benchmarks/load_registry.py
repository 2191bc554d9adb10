"""Rows a second of `load registry`, all checks on, into SQLite and into Neo4j, beside bare writing of the same."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from benchmarks.bare_rows import BareRows, into_neo4j, into_sqlite, rows_of
from benchmarks.city import ENTERPRISES, build_city
from benchmarks.city_files import write_files
from benchmarks.measuring import Measurement, Options, Reading, apart, peak_mib, timed, worked
from graph_engine.loading.report import LoadReport
from graph_engine.loading.run import LoadOptions, run_load
from graph_engine.loading.secrets import LoadSecrets
from graph_engine.settings import Settings
from graph_engine.store import open_store
from graph_engine.store.base import Store
from graph_engine.store.office_key import OfficeKey
from graph_engine.store.vault import open_vault
from loaders import LOADERS
from tests.neo4j_server import DisposableServer, Neo4jServer, NoServerError, given_server, installed_jars

SQLITE_PART: Final = 10
"""The city loaded into SQLite is so much smaller than the one on which snapshots and sweeps are measured."""
NEO4J_PART: Final = 40

_SHARED: Final = (
    "Server and client shared the machine. The bare rows had been written once before, as ours had where the server "
    "knows the queries; at first they are new to it, as in an office's first load."
)
_ONE_CORE: Final = "Seconds are those that one core worked; waiting for the disk, and for others, is not in them."
_LEAST: Final = 200 / ENTERPRISES
_OPTIONS: Final = LoadOptions(source="registry", recorded_at=datetime(2026, 11, 1, tzinfo=UTC))
_KEY: Final = OfficeKey(b"a key for measurements, no other")


def measure(options: Options) -> list[Measurement]:
    """Measures loads into SQLite, and into Neo4j where a server is to be had."""
    with tempfile.TemporaryDirectory(prefix="graph-engine-bench-") as folder:
        place = Path(folder)
        found = [into_sqlite_store(options, place)]
        if options.neo4j:
            try:
                with _neo4j() as server:
                    found.append(into_neo4j_store(options, place, server))
            except NoServerError as error:
                print(error, file=sys.stderr)
                found[0] = replace(found[0], notes=(*found[0].notes, "Neo4j was not measured: there was no server."))
    return found


@contextmanager
def _neo4j() -> Iterator[Neo4jServer]:
    given = given_server(os.environ)
    if given is not None:
        yield given
        return
    server = DisposableServer(installed_jars(os.environ))
    try:
        server.start()
        yield server
    finally:
        server.close()


def write_registers(options: Options, folder: Path, part: int = SQLITE_PART) -> tuple[list[Path], int]:
    """The files of a city `part` times smaller than asked for, and the number of their rows."""
    folder.mkdir()
    return write_files(build_city(max(options.scale / part, _LEAST), options.seed), folder)


def _load(store: Store, paths: list[Path], beside: Path, **options: Any) -> LoadReport:
    with open_vault(beside.with_suffix(".vault"), _KEY) as vault:
        secrets = LoadSecrets(_KEY, vault)
        return run_load(store, LOADERS["registry"], paths, replace(_OPTIONS, **options), secrets, catalogue=LOADERS)


def load_into_sqlite(paths: list[Path], path: Path, **options: Any) -> tuple[float, int, int]:
    """(seconds of one core, rows understood, peak MiB) of one load into a file, made if there is none."""
    with open_store(f"sqlite:///{path}", Settings()) as store:
        report, seconds = worked(lambda: _load(store, paths, path, **options))
    return seconds, report.understood, peak_mib()


def into_sqlite_store(options: Options, place: Path) -> Measurement:
    """Measures loads into a file under `place`, each in a process of its own."""
    paths, rows = write_registers(options, place / "for-sqlite")
    path = place / "loaded.sqlite"
    dry, _, _ = apart(load_into_sqlite, paths, place / "dry.sqlite", dry_run=True)
    seconds, understood, peak = apart(load_into_sqlite, paths, path)
    if understood != rows:
        raise AssertionError(f"{understood} of {rows} rows were understood")
    again, _, _ = apart(load_into_sqlite, paths, path)
    reread, _, _ = apart(load_into_sqlite, paths, path, reread=True)
    bare = _stored(path)
    _, plain = worked(lambda: into_sqlite(bare, place / "bare.sqlite"))
    return Measurement(
        name="`load registry` into SQLite",
        unit="rows",
        readings=(
            Reading(who="graph-engine, all checks", seconds=seconds, work=rows, peak_mib=peak),
            Reading(who="of which reading and checking (`--dry-run`)", seconds=dry, work=rows),
            Reading(who="the same load again", seconds=again, work=rows),
            Reading(who="the same load again, read all the same (`--reread`)", seconds=reread, work=rows),
            Reading(who="bare `executemany` of the same statements", seconds=plain, work=rows),
        ),
        notes=(_note(bare, rows), _ONE_CORE),
    )


def _stored(path: Path) -> BareRows:
    with open_store(f"sqlite:///{path}", Settings()) as store, store.reader() as reader:
        return rows_of(reader, 1)


def into_neo4j_store(options: Options, place: Path, server: Neo4jServer) -> Measurement:
    """Measures loads into an empty server; what is in it afterwards is the load."""
    paths, rows = write_registers(options, place / "for-neo4j", NEO4J_PART)
    load_into_sqlite(paths, place / "same.sqlite", dry_run=False)
    bare = _stored(place / "same.sqlite")
    settings = Settings(neo4j_user=server.user, neo4j_password=server.password, neo4j_database=server.database)
    # The server's own compiler warms up on the first writes, whoever makes them.
    into_neo4j(bare, server)
    server.empty()
    _, plain = timed(lambda: into_neo4j(bare, server))
    bare_graph = _graph(server)
    server.empty()
    with open_store(server.uri, settings) as store:
        _, dry = timed(lambda: _load(store, paths, place / "dry-neo4j", dry_run=True))
        _, seconds = timed(lambda: _load(store, paths, place / "on-neo4j"))
    graph = _graph(server)
    server.empty()
    with open_store(server.uri, settings) as store:
        _, warm = timed(lambda: _load(store, paths, place / "again-on-neo4j"))
    return Measurement(
        name="`load registry` into Neo4j",
        unit="rows",
        readings=(
            Reading(who="graph-engine, all checks", seconds=seconds, work=rows),
            Reading(who="of which reading and checking (`--dry-run`)", seconds=dry, work=rows),
            Reading(who="the same into the emptied server, which knows the queries", seconds=warm, work=rows),
            Reading(who="bare `UNWIND` of the same statements", seconds=plain, work=rows),
        ),
        notes=(
            _note(bare, rows),
            f"On the server the load is {graph}, as what a source says of a node is a node of its own, with an index "
            f"and with provenance; the bare rows are {bare_graph}.",
            _SHARED,
        ),
    )


def _graph(server: Neo4jServer) -> str:
    """How much stands on the server."""
    with server.driver() as driver:
        counted = "MATCH (n) RETURN count(*) AS n UNION ALL MATCH ()-->() RETURN count(*) AS n"
        nodes, relations = (row["n"] for row in driver.execute_query(counted, database_=server.database).records)
    return f"{nodes:,} nodes and {relations:,} relationships"


def _note(bare: BareRows, rows: int) -> str:
    statements = sum(len(each) for each in bare.statements.values())
    return (
        f"{rows:,} rows of five sheets make {len(bare.nodes):,} nodes and {statements:,} statements. Bare writing has "
        "no checks, no time axes, no provenance and no search index, and a broken run leaves a half."
    )
