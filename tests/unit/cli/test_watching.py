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
from tests.contract.loader_samples import MAPPING, SAMPLES
from tests.workbook_files import zip_bytes

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


def look(folder: Path, *more: str) -> list[str]:
    """What one look at an exchange folder tells, line by line."""
    store = f"sqlite:///{folder.parent}/s.sqlite"
    words = ["watch-folder", str(folder), "--once", "--settle", "0", "--store", store, *more]
    return CliRunner().invoke(app, words).stdout.splitlines()


def test_an_archive_is_one_delivery(tmp_path: Path) -> None:
    folder = tmp_path / "exchange" / "penalties"
    folder.mkdir(parents=True)
    other = ROW.replace("〔2023〕1号", "〔2023〕2号")
    (folder / "六月.zip").write_bytes(zip_bytes({"a.csv": ROW, "内/b.csv": other, "README.txt": "说明"}))
    assert look(folder.parent) == ["penalties/六月.zip: loaded: 4 rows, 2 understood, 2 ignored, 0 refused"]
    shown = json.loads((folder / "六月.zip.result.json").read_text(encoding="utf-8"))
    assert [document["file"] for document in shown["report"]["documents"]] == ["六月.zip/a.csv", "六月.zip/内/b.csv"]
    assert look(folder.parent) == []


def test_other_tables_are_read_through_the_mapping_beside_them(tmp_path: Path) -> None:
    folder = tmp_path / "exchange" / "table@guarantees"
    folder.mkdir(parents=True)
    (folder / "list.csv").write_bytes(SAMPLES["table"]["list.csv"])
    (told,) = look(folder.parent)
    assert told.startswith("table@guarantees/list.csv: rejected")
    assert "mapping.toml in its exchange folder" in told
    assert look(folder.parent) == [], "nothing has changed"
    (folder / "mapping.toml").write_text("tables = 1\n", encoding="utf-8")
    told = "\n".join(look(folder.parent))
    assert told.startswith("table@guarantees/list.csv: rejected")
    assert "fault(s)" in told
    (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    (told,) = look(folder.parent)
    assert told.startswith("table@guarantees/list.csv: loaded")
    shown = json.loads((folder / "list.csv.result.json").read_text(encoding="utf-8"))
    assert (shown["source"], shown["load"]) == ("guarantees", 1)
    assert [earlier["status"] for earlier in shown["earlier"]] == ["rejected", "rejected"]
    # What was loaded stays as it was read; what comes later is read by the mapping as it is then.
    (folder / "mapping.toml").write_text(f"# 更新\n{MAPPING}", encoding="utf-8")
    assert look(folder.parent) == []
    assert not (folder / "mapping.toml.result.json").exists()


def test_a_loader_that_reads_by_no_mapping_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "exchange" / "penalties"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text(ROW, encoding="utf-8")
    (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    (told,) = look(folder.parent)
    assert told == "penalties/a.csv: rejected: loader 'penalties' reads by no mapping; only 'table' does"
    (folder / "mapping.toml").unlink()
    (told,) = look(folder.parent)
    assert told.startswith("penalties/a.csv: loaded")
