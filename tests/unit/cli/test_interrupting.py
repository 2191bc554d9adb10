"""Ctrl-C ends a load clean: one line, exit code 130, nothing written, no scratch file left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph_engine.settings import Settings
from graph_engine.store import open_store

_HEADS = "项目编号,项目名称,场景,单位名称,角色,决策日期\n"
_PATIENCE_SECONDS = 60

_TOLD = """
import sys, time
from contextlib import contextmanager
from graph_engine.cli import loading, main

@contextmanager
def told_progress(console):
    def told(stage, done, total):
        if stage.startswith(sys.argv[0]) and done:
            print("there", file=sys.stdout, flush=True)
            time.sleep(float(pause))
    yield told

loading.told_progress = told_progress
pause, *sys.argv = sys.argv[1:]
main()
"""
"""The command line, which says when it has come to a stage of the load, and waits there if asked to."""


@pytest.mark.parametrize(
    ("stage", "pause"),
    [("inspect", 0.0), ("read", 0.0), ("read", 30.0), ("sort", 30.0), ("project", 30.0), ("names", 30.0)],
)
def test_ctrl_c_leaves_nothing_behind(tmp_path: Path, stage: str, pause: float) -> None:
    scratch, store = tmp_path / "scratch", f"sqlite:///{tmp_path}/office.sqlite"
    scratch.mkdir()
    path = tmp_path / "projects.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEADS)
        for row in range(12_000):
            file.write(f"2026-{row},东河第{row}桥,重大项目,东河第{row % 900}贸易有限公司,中标,2026-05-04\n")
    command = [sys.executable, "-c", _TOLD, str(pause), stage, "load", "projects", str(path), "--store", store]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(scratch), "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "there\n"
    time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=_PATIENCE_SECONDS)
    assert told.splitlines() == ["interrupted; what was not committed has left nothing behind"]
    assert process.returncode == 130
    assert list(scratch.iterdir()) == []
    with open_store(store, Settings()) as opened, opened.reader() as reader:
        assert reader.loads() == []
        assert list(reader.nodes(9)) == []
