"""Memory of a large load: one long export of shareholders, and one half as long, each into a fresh file."""

from __future__ import annotations

import csv
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks import city_names
from benchmarks.load_registry import load_into_sqlite
from benchmarks.measuring import Measurement, Options, Reading, apart

ROWS: Final = 10_000_000
"""Rows at scale 1."""
_LEAST: Final = 1_000
_HOLDERS: Final = 5
_PERSONS: Final = 3_000_000
_HEADER: Final = ("系统匹配公司名称", "股东名称", "股东类型", "股东证件号码", "持股比例", "首次持股日期")


def measure(options: Options) -> list[Measurement]:
    """Measures two loads; where memory followed the file, the longer one would need twice as much."""
    rows = max(round(options.scale * ROWS), _LEAST)
    readings = []
    with tempfile.TemporaryDirectory(prefix="graph-engine-bench-") as folder:
        for count in (rows // 2, rows):
            path = write_holders(Path(folder) / "工商股东.csv", count)
            seconds, understood, peak = apart(load_into_sqlite, [path], Path(folder) / f"{count}.sqlite")
            if understood != count:
                raise AssertionError(f"{understood} of {count} rows were understood")
            readings.append(Reading(who=f"{count:,} shareholders", seconds=seconds, work=count, peak_mib=peak))
    return [
        Measurement(
            name="Memory of a large `load registry` into SQLite",
            unit="rows",
            readings=tuple(readings),
            rivals=False,
            notes=(f"Five shareholders a company, persons with ID numbers; scale 1 is {ROWS:,} rows.",),
        )
    ]


def write_holders(path: Path, rows: int) -> Path:
    """Writes an export of shareholders, persons with their ID numbers, as a vendor's batch has them."""
    since = datetime(2015, 6, 1, tzinfo=UTC).date().isoformat()
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADER)
        for row in range(rows):
            # Far from each other, so that what comes again comes when it has long been forgotten.
            person = row * 7_919 % _PERSONS
            company, holder = city_names.enterprise_name(row // _HOLDERS), city_names.person_name(person)
            writer.writerow((company, holder, "自然人股东", city_names.id_number(person), "20.00%", since))
    return path
