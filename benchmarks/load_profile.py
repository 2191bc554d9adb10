"""Where the time of `load registry` goes: looked at a few hundred times a second while one load runs.

Each look gives the time since the one before it to the step whose code is innermost on the stack; while SQLite is at
work nobody looks, and the time is given when it comes back.
"""

from __future__ import annotations

import signal
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from time import process_time
from types import FrameType
from typing import Final

from benchmarks.load_registry import load_into_sqlite, write_registers
from benchmarks.measuring import Measurement, Options, Reading, apart

_EVERY_SECONDS: Final = 0.001
_READING: Final = "reading rows, cleaning cells, keeping the books"
_STAGING: Final = "staging: numbers of parties, hashes of slots and contents"
_STEPS: Final = (
    ("graph_engine/model/keyed_hash.py", "HMAC-SM3 of rows, persons and contacts"),
    ("graph_engine/store/vault.py", "sealing ID numbers (SM4) for the vault"),
    ("graph_engine/store/stage.py:_write_pending", "writing to the scratch file, search forms of names"),
    ("graph_engine/store/stage.py:_put_in_order", "sorting the scratch file"),
    ("graph_engine/store/stage.py", _STAGING),
    ("graph_engine/store/statement_hashes.py", _STAGING),
    ("graph_engine/store/stored_rows.py", _STAGING),
    ("graph_engine/store/", "the store's own tables and indexes"),
    ("graph_engine/loading/parties.py", "parties: checks of codes and ID numbers, keys"),
    ("graph_engine/loading/", _READING),
    ("loaders/", "handlers: dates, shares, amounts, posts, records"),
)
"""The first that fits a frame, by file or by file and function."""
_REST: Final = "the rest"


def measure(options: Options) -> list[Measurement]:
    """Profiles one load into a fresh file, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="graph-engine-bench-") as folder:
        place = Path(folder)
        paths, rows = write_registers(options, place / "registers")
        seconds, spent = apart(_profiled, paths, place / "profiled.sqlite")
    steps = sorted(spent.items(), key=lambda entry: -entry[1])
    readings = [Reading(who=step, seconds=part, work=rows) for step, part in steps if part]
    return [
        Measurement(
            name="Where the time of `load registry` into SQLite goes",
            unit="rows",
            readings=(Reading(who="the whole load", seconds=seconds, work=rows), *readings),
            rivals=False,
            notes=("Seconds that one core worked.",),
        )
    ]


def _profiled(paths: list[Path], store: Path) -> tuple[float, dict[str, float]]:
    spent: dict[str, float] = defaultdict(float)
    _look_at(lambda: load_into_sqlite(paths, store), spent)
    return sum(spent.values()), dict(spent)


def _look_at(run: Callable[[], object], spent: dict[str, float]) -> None:
    seen = process_time()

    def look(signum: int, frame: FrameType | None) -> None:
        nonlocal seen
        now = process_time()
        spent[step_of(frame)] += now - seen
        seen = now

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, _EVERY_SECONDS, _EVERY_SECONDS)
    try:
        run()
        spent[_REST] += process_time() - seen
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def step_of(frame: FrameType | None) -> str:
    """The step of a load that a stack is in: that of the innermost frame that belongs to one."""
    while frame is not None:
        place = f"{frame.f_code.co_filename}:{frame.f_code.co_name}"
        for part, step in _STEPS:
            if part in place:
                return step
        frame = frame.f_back
    return _REST
