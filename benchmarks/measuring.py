"""What a measurement is: readings side by side, medians, and a process of its own where memory counts."""

from __future__ import annotations

import resource
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import ParamSpec, TypeVar

_Result = TypeVar("_Result")
_Args = ParamSpec("_Args")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to measure. `scale` is that of the city; loads run on smaller ones, see `load_registry`."""

    scale: float = 0.1
    seed: int = 1
    threads: int = 2
    repeats: int = 5
    neo4j: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Who did it, in how many seconds (the median of the runs), and how much was worked on.

    `peak_mib`: the most memory that its process had had by then, where that was looked at.
    """

    who: str
    seconds: float
    work: int
    runs: int = 1
    peak_mib: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """Readings of one task. `unit` is what `work` counts; `notes` are sentences.

    With `rivals` every reading is compared with the first one, which is ours, by time per unit of work.
    """

    name: str
    unit: str
    readings: tuple[Reading, ...]
    rivals: bool = True
    notes: tuple[str, ...] = ()


def seconds_of(run: Callable[[], object], *, repeats: int = 1, prepare: Callable[[], object] | None = None) -> float:
    """The median time of a run in seconds; `prepare` is called before each and not counted."""
    times = []
    for _ in range(repeats):
        if prepare is not None:
            prepare()
        begun = perf_counter()
        run()
        times.append(perf_counter() - begun)
    return median(times)


def timed(run: Callable[[], _Result]) -> tuple[_Result, float]:
    """A result and the seconds that it took."""
    begun = perf_counter()
    result = run()
    return result, perf_counter() - begun


def worked(run: Callable[[], _Result]) -> tuple[_Result, float]:
    """A result and the seconds that one core of this process worked for it, however busy the machine was."""
    begun = process_time()
    result = run()
    return result, process_time() - begun


def apart(function: Callable[_Args, _Result], *args: _Args.args, **kwargs: _Args.kwargs) -> _Result:
    """Runs a function in a fresh process, so that its memory is its own. All of it must be picklable."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *args, **kwargs).result()


def peak_mib() -> int:
    """The most memory that this process has had so far, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():
        # What `getrusage` says on Linux includes the parent's memory at the time of the fork.
        line = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 * 1024)
