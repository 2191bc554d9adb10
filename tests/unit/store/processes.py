"""Runs several Python processes that begin their work at the same moment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_PREAMBLE = """
import sys, pathlib, time
go = pathlib.Path(sys.argv[1])
def wait():
    print("ready", flush=True)
    while not go.exists():
        time.sleep(0.0005)
"""


def run_together(scripts: list[str], folder: Path) -> list[str]:
    """The output of each script; a script imports what it needs, calls `wait()`, and does its work."""
    go = folder / "go"
    workers = [
        subprocess.Popen([sys.executable, "-c", _PREAMBLE + script, str(go)], stdout=subprocess.PIPE, text=True)
        for script in scripts
    ]
    try:
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
        go.touch()
        outputs = [worker.communicate(timeout=60)[0] for worker in workers]
    finally:
        for worker in workers:
            if worker.poll() is None:
                worker.kill()
                worker.communicate()
    assert [worker.returncode for worker in workers] == [0] * len(workers)
    return [output.strip() for output in outputs]
