"""Killing a process that applies a load, at any moment, and looking at what it leaves."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from graph_engine.errors import LoadInProgressError
from graph_engine.settings import Settings
from graph_engine.store import open_store
from graph_engine.store.base import Applied
from graph_engine.store.stage import Stage
from tests.contract.backends import Backend
from tests.contract.loads import Load, document_of, enterprise, fill, holding, quiet, refused_row
from tests.loading_files import load_files
from tests.processes import PROCESSES

_PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Place:
    """What a process needs to open a store: a `Backend` can not be sent to one."""

    url: str
    settings: Settings
    folder: Path
    """Where a killed process may leave its stage."""


def old_load(size: int) -> Load:
    """A load of about `size` statements."""
    return Load(
        (*(enterprise(n) for n in range(size // 2)), *(holding(n, n + 1, 5) for n in range(size // 2))),
        refused=[refused_row(document_of("a"), 9)],
    )


def new_load(size: int) -> Load:
    """A full load that adds, replaces and retires; half of `old_load` stays as it is."""
    half = size // 2
    return Load(
        (
            *(enterprise(n) for n in range(half // 2)),
            *(enterprise(n, f"北河第{n}实业有限公司") for n in range(half // 2, half)),
            *(enterprise(n, aliases=(f"regno:{n}",)) for n in range(half, half + half // 4)),
            *(holding(n, n + 1, 5 if n % 2 else 6) for n in range(half)),
        ),
        document="b",
        full=True,
        refused=[refused_row(document_of("b"), 4)],
    )


def _load_in_child(place: Place, loader: str, path: Path, pipe: Connection) -> None:
    with open_store(place.url, place.settings) as store:
        pipe.send("ready")
        pipe.recv()
        begun = time.perf_counter()
        try:
            report = load_files(store, loader, [path], place.folder)
        except LoadInProgressError:
            pipe.send((None, time.perf_counter() - begun))
        else:
            pipe.send((report.applied, time.perf_counter() - begun))


def _apply_in_child(place: Place, load: Load, pipe: Connection) -> None:
    with Stage(load.source, place.folder) as stage, open_store(place.url, place.settings) as store:
        fill(stage, load)
        pipe.send("ready")
        pipe.recv()
        begun = time.perf_counter()
        applied = store.apply(stage, load.request, quiet)
        pipe.send((applied, time.perf_counter() - begun))


class Applier:
    """A process of its own that does its work, and tells when it is done, when told to begin."""

    def __init__(self, work: Callable[..., None], *what: object) -> None:
        self._pipe, child = PROCESSES.Pipe()
        self._process = PROCESSES.Process(target=work, args=(*what, child), daemon=True)
        self._process.start()
        child.close()
        assert self._pipe.poll(_PATIENCE_SECONDS), "the process does not get ready"
        assert self._pipe.recv() == "ready"

    def begin(self) -> None:
        """Lets it begin."""
        self._pipe.send("go")

    def has_finished(self) -> bool:
        """Whether the load is over, without waiting for it."""
        return self._pipe.poll()

    def outcome(self) -> tuple[Applied | None, float]:
        """Waits for the end: what was applied, none if another load was in the way, and in how many seconds."""
        assert self._pipe.poll(_PATIENCE_SECONDS), "the load does not end"
        applied, seconds = self._pipe.recv()
        return applied, seconds

    def finished(self) -> tuple[Applied, float]:
        """The outcome of a load that nothing is in the way of."""
        applied, seconds = self.outcome()
        assert applied is not None
        return applied, seconds

    def kill(self) -> None:
        """Ends it with SIGKILL, whatever it does."""
        self._process.kill()
        self._process.join(_PATIENCE_SECONDS)
        self._pipe.close()


@contextmanager
def applier(backend: Backend, folder: Path, load: Load) -> Iterator[Applier]:
    """A process that has a load staged and applies it; it is gone afterwards."""
    with _gone_afterwards(_apply_in_child, Place(backend.url, backend.settings, folder), load) as process:
        yield process


@contextmanager
def loading(backend: Backend, folder: Path, loader: str, path: Path) -> Iterator[Applier]:
    """A process that reads, checks and applies a file; it is gone afterwards."""
    with _gone_afterwards(_load_in_child, Place(backend.url, backend.settings, folder), loader, path) as process:
        yield process


@contextmanager
def _gone_afterwards(work: Callable[..., None], *what: object) -> Iterator[Applier]:
    process = Applier(work, *what)
    try:
        yield process
    finally:
        process.kill()
