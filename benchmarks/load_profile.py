"""Where the time of `load registry` goes: looked at a few hundred times a second while one load runs.

Each look counts for the step whose code is innermost on the stack. Looking costs next to nothing, so the seconds are
those of an ordinary load.
"""

from __future__ import annotations

import signal
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import process_time
from types import FrameType
from typing import Final

from benchmarks.load_registry import load_into_sqlite, write_registers
from benchmarks.measuring import Measurement, Options, Reading, apart

_EVERY_SECONDS: Final = 0.001
_READING: Final = "reading rows, cleaning cells, keeping the books"
_STEPS: Final = (
    ("graph_engine/model/keyed_hash.py", "HMAC-SM3 of rows, persons and contacts"),
    ("graph_engine/store/vault.py", "sealing ID numbers (SM4) for the vault"),
    ("graph_engine/store/stage.py:_write_pending", "writing to the scratch file, search forms of names"),
    ("graph_engine/store/stage.py:_put_in_order", "sorting the scratch file"),
    ("graph_engine/store/stage.py", "staging: numbers of parties, hashes of slots and contents"),
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
        seconds, looks = apart(_profiled, paths, place / "profiled.sqlite")
    whole = looks.total()
    readings = [
        Reading(who=step, seconds=seconds * count / whole, work=rows) for step, count in looks.most_common() if count
    ]
    return [
        Measurement(
            name="Where the time of `load registry` into SQLite goes",
            unit="rows",
            readings=(Reading(who="the whole load", seconds=seconds, work=rows), *readings),
            rivals=False,
            notes=(f"Seconds that one core worked, by {whole:,} looks at what it was doing.",),
        )
    ]


def _profiled(paths: list[Path], store: Path) -> tuple[float, Counter[str]]:
    looks: Counter[str] = Counter()
    seconds = _looked_at(lambda: load_into_sqlite(paths, store), looks)
    return seconds, looks


def _looked_at(run: Callable[[], object], looks: Counter[str]) -> float:
    def look(signum: int, frame: FrameType | None) -> None:
        looks[step_of(frame)] += 1

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, _EVERY_SECONDS, _EVERY_SECONDS)
    begun = process_time()
    try:
        run()
        return process_time() - begun
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
