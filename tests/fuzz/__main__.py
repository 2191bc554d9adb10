"""Fuzzing of files by hand and by the shard.

    python -m tests.fuzz LOADER SEED [FOLDER]    writes the files of a case, loads them, and says what became of them
    python -m tests.fuzz --shard FIRST COUNT     tries so many seeds, over all loaders in turn; JSON on standard output

A shard runs in a process of its own with a bound on its memory, so that no case can take more, or end the tests.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path

from benchmarks.measuring import peak_mib
from tests.contract.loader_samples import CATALOGUE
from tests.fuzz.cases import NOISE, case_of
from tests.fuzz.trial import try_case, write_files
from tests.unit.loading.desk import Desk

MEMORY_BYTES = 3 << 29
"""Address space of a shard: what the libraries map, and half a gigabyte more."""

_SHOWN = 5


def loader_of(seed: int) -> str:
    """Whose turn a seed is."""
    names = (*sorted(CATALOGUE), NOISE)
    return names[seed % len(names)]


def try_shard(first: int, count: int) -> None:
    """Tries seeds one after another and prints what came of them as JSON; what is at hand goes to standard error."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    faults: list[dict[str, object]] = []
    accepted = 0
    slowest = (0.0, "")
    with tempfile.TemporaryDirectory(prefix="graph-engine-fuzz-") as folder:
        desk = Desk(Path(folder))
        for seed in range(first, first + count):
            loader = loader_of(seed)
            # If the process ends here, its last line says at which case.
            print(f"{loader} {seed}", file=sys.stderr, flush=True)
            begun = time.process_time()
            try:
                accepted += try_case(desk, case_of(loader, seed))
            except BaseException:
                faults.append({"case": f"{loader} {seed}", "fault": traceback.format_exc()})
            slowest = max(slowest, (time.process_time() - begun, f"{loader} {seed}"))
        desk.close()
    result = {
        "accepted": accepted,
        "faults": len(faults),
        "shown": faults[:_SHOWN],
        "slowest": slowest,
        "seconds": time.process_time(),
        "mebibytes": peak_mib(),
    }
    print(json.dumps(result, ensure_ascii=True))


def show(loader: str, seed: int, folder: Path) -> None:
    """Writes the files of a case and loads them, with whatever error comes of it."""
    case = case_of(loader, seed)
    write_files(folder, case.files)
    for name, content in case.files.items():
        print(f"{folder / name}: {len(content)} bytes")
    print(f"rows that are not blank: {case.filled}")
    with tempfile.TemporaryDirectory() as desk_folder:
        desk = Desk(Path(desk_folder))
        print("accepted" if try_case(desk, case) else "refused")
        for document in desk.kept.documents:
            print(f"{document.name!r} {document.sheet!r}: {document.rows} rows, {document.understood} understood")
        desk.close()


if __name__ == "__main__":
    if sys.argv[1] == "--shard":
        try_shard(int(sys.argv[2]), int(sys.argv[3]))
    else:
        show(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp()))
