"""20,000 bent files (文件模糊测试): no crash, nothing lost, memory and time bounded; over all loaders in turn."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHARDS, CASES = 10, 2_000
MOST_MEBIBYTES = 600
MOST_WAITED_SECONDS = 900


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_file_breaks_a_load(shard: int, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz", "--shard", str(shard * CASES), str(CASES)]
    done = subprocess.run(
        command, cwd=ROOT, env={"TMPDIR": str(tmp_path)}, capture_output=True, text=True, timeout=MOST_WAITED_SECONDS
    )
    at_hand = done.stderr.splitlines()[-1:]
    assert done.returncode == 0, f"ended at {at_hand}: python -m tests.fuzz LOADER SEED; {done.stderr[-3_000:]}"
    result = json.loads(done.stdout)
    told = "\n".join(f"python -m tests.fuzz {each['case']}\n{each['fault']}" for each in result["shown"])
    assert not result["faults"], f"{result['faults']} of {CASES} cases:\n{told}"
    assert result["accepted"] > CASES / 10, "hardly anything is accepted: the files are bent beyond use"
    assert result["mebibytes"] < MOST_MEBIBYTES
    assert not list(tmp_path.iterdir()), "scratch files were left behind"
