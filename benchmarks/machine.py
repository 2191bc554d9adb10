"""On what was measured: the machine, as far as it matters, and the versions of what was run."""

from __future__ import annotations

import os
import platform
import sqlite3
from dataclasses import dataclass
from importlib import metadata

from graph_engine import __version__

PACKAGES = ("numpy", "numba", "duckdb", "networkx", "neo4j", "neo4j-rust-ext")


@dataclass(frozen=True, slots=True)
class Machine:
    """Cores that this process may use, memory in GiB, kind of system, and (name, version) of what was run."""

    cores: int
    memory_gib: int
    system: str
    versions: tuple[tuple[str, str], ...]


def this_machine() -> Machine:
    """The machine that this runs on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    versions = (
        ("graph-engine", __version__),
        ("Python", platform.python_version()),
        ("SQLite", sqlite3.sqlite_version),
        *((package, metadata.version(package)) for package in PACKAGES),
    )
    return Machine(cores, round(memory / 2**30), f"{platform.system()} {platform.machine()}", versions)
