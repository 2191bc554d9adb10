"""The exchange folder at the command line: one look, and a watch that Ctrl-C ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

from typer.testing import CliRunner

from graph_engine.cli.app import app

ROW = (
    "行政相对人名称,统一社会信用代码,行政处罚决定书文号,处罚类别\n"
    "东河甲公司,91441900MA0000015D,东环罚〔2023〕1号,警告\n"
)


def test_one_look_loads_what_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "exchange" / "penalties"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text(ROW, encoding="utf-8")
    words = ["watch-folder", str(folder.parent), "--once", "--settle", "0", "--store", f"sqlite:///{tmp_path}/s.sqlite"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    assert "penalties/a.csv: loaded: 2 rows, 1 understood, 1 ignored, 0 refused" in result.stdout
    assert json.loads((folder / "a.csv.result.json").read_text(encoding="utf-8"))["load"] == 1
    (folder / "b.csv").write_text("什么都不是\n", encoding="utf-8")
    again = CliRunner().invoke(app, words)
    assert again.exit_code == 1
    assert "a.csv" not in again.stdout
    assert "penalties/b.csv: rejected" in again.stdout


def test_a_watch_ends_clean(tmp_path: Path) -> None:
    (tmp_path / "exchange" / "penalties").mkdir(parents=True)
    words = ["watch-folder", str(tmp_path / "exchange"), "--every", "1", "--settle", "0"]
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from graph_engine.cli import main; main()",
            *words,
            "--store",
            f"sqlite:///{tmp_path}/s.sqlite",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        (tmp_path / "exchange" / "penalties" / "a.csv").write_text(ROW, encoding="utf-8")
        deadline = time.monotonic() + 60
        while not (tmp_path / "exchange" / "penalties" / "a.csv.result.json").exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert "penalties/a.csv: loaded" in out
    assert "Traceback" not in err
