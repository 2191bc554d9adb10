"""The table of results, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from benchmarks.machine import Machine
from benchmarks.measuring import Measurement, Options, Reading


def results_text(measurements: Sequence[Measurement], machine: Machine, options: Options, on: date) -> str:
    """All measurements of one run, one table each, under the day and the machine."""
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions)
    parts = [
        "# Results\n",
        f"Written by `python -m benchmarks` on {on.isoformat()}: {machine.cores} cores, {machine.memory_gib} GiB, "
        f"{machine.system}; {versions}. City of scale {options.scale:g}, seed {options.seed}.\n",
        "Times are medians of the runs counted in the last column; what is compiled was compiled before. Compare rows "
        "of one table, not tables of two machines.\n",
    ]
    parts.extend(measurement_text(measurement) for measurement in measurements)
    return "\n".join(parts)


def measurement_text(measurement: Measurement) -> str:
    """One measurement as a heading, a table and its notes."""
    remembers = any(reading.peak_mib is not None for reading in measurement.readings)
    heads = ["", "seconds", measurement.unit, f"{measurement.unit} a second"]
    heads += ["times ours"] * measurement.rivals + ["peak MiB"] * remembers + ["runs"]
    lines = [f"## {measurement.name}\n", _row(heads), _row(["---"] + ["---:"] * (len(heads) - 1))]
    ours = measurement.readings[0]
    for reading in measurement.readings:
        cells = [reading.who, _number(reading.seconds), f"{reading.work:,}", _number(reading.work / reading.seconds)]
        if measurement.rivals:
            cells.append("1" if reading is ours else _number(times(reading, ours)))
        if remembers:
            cells.append("" if reading.peak_mib is None else f"{reading.peak_mib:,}")
        lines.append(_row([*cells, str(reading.runs)]))
    return "\n".join([*lines, "", *(f"{note}\n" for note in measurement.notes)])


def times(reading: Reading, ours: Reading) -> float:
    """How many times as long a reading takes for a unit of work as ours."""
    return (reading.seconds / reading.work) / (ours.seconds / ours.work)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _number(value: float) -> str:
    """Three digits that mean something: 0.00123, 1.23, 123, 123,000."""
    if value >= 100:
        places = len(str(int(value))) - 3
        return f"{round(value, -places):,.0f}"
    digits = 2 if value >= 1 else 4 if value >= 0.01 else 6
    return f"{value:.3g}" if value >= 1 else f"{value:.{digits}f}"
