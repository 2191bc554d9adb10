"""`python -m benchmarks`: measures, and writes the table.

`python -m benchmarks` measures everything at the usual scale and writes benchmarks/RESULTS.md;
`python -m benchmarks sweep --scale 1` measures one thing on the whole city, and only prints it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter

from benchmarks import explanation, load_memory, load_profile, load_registry, snapshot, sweep
from benchmarks.machine import this_machine
from benchmarks.measuring import Measurement, Options, apart
from benchmarks.results import measurement_text, results_text

MEASUREMENTS: dict[str, Callable[[Options], list[Measurement]]] = {
    "load_registry": load_registry.measure,
    "load_profile": load_profile.measure,
    "load_memory": load_memory.measure,
    "snapshot": snapshot.measure,
    "sweep": sweep.measure,
    "explanation": explanation.measure,
}
"""Every measurement by the name of its file."""

RESULTS = Path(__file__).parent / "RESULTS.md"


def main(arguments: Sequence[str]) -> int:
    """Runs what was asked for; each measurement in a process of its own, one after the other."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    unknown = [name for name in asked.which if name not in MEASUREMENTS]
    if unknown:
        parser.error(f"no measurement {', '.join(unknown)}; there are: {', '.join(MEASUREMENTS)}")
    options = Options(
        scale=asked.scale, seed=asked.seed, threads=asked.threads, repeats=asked.repeats, neo4j=not asked.without_neo4j
    )
    names = asked.which or list(MEASUREMENTS)
    measured: list[Measurement] = []
    for name in names:
        begun = perf_counter()
        print(f"{name} …", file=sys.stderr, flush=True)
        found = apart(MEASUREMENTS[name], options)
        print(f"{name}: {perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
        for measurement in found:
            print(measurement_text(measurement), flush=True)
        measured.extend(found)
    if not asked.which:
        RESULTS.write_text(results_text(measured, this_machine(), options, asked.date), encoding="utf-8")
        print(f"written: {RESULTS.name}", file=sys.stderr)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures, and writes the table.")
    usual, names = Options(), ", ".join(MEASUREMENTS)
    parser.add_argument("which", nargs="*", help=f"of {names}; none: all, and the table is written")
    parser.add_argument("--scale", type=float, default=usual.scale, help="1 is the whole city, 5 M nodes")
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--threads", type=int, default=usual.threads)
    parser.add_argument("--repeats", type=int, default=usual.repeats)
    parser.add_argument("--date", type=date.fromisoformat, default=date.today(), help="the day written into the table")
    parser.add_argument("--without-neo4j", action="store_true", help="leave out what needs a server")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
