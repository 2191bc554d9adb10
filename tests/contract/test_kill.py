"""kill -9 at any moment of a load leaves the old state or the new one, and the load can be run again."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from graph_engine.errors import LoadInProgressError
from graph_engine.settings import Settings
from graph_engine.store.base import Store
from graph_engine.store.copying import check_store
from tests.contract.backends import Backend
from tests.contract.killing import applier, loading, new_load, old_load
from tests.contract.loads import apply, quiet
from tests.contract.pictures import newest
from tests.loading_files import load_files

KILLS = 75
"""In each of the two halves of the first test."""

WHOLE_LOADS = 50
SEED = 20_260_105
STATEMENTS = 2_000
HEADER = "行政相对人名称,统一社会信用代码,行政处罚决定书文号,处罚类别,处罚决定日期"


def _sqlite_backend(folder: Path) -> Backend:
    def empty() -> None:
        for file in folder.glob("store.sqlite*"):
            file.unlink()

    return Backend("sqlite", f"sqlite:///{folder}/store.sqlite", Settings(), empty)


@pytest.mark.parametrize("half", [0, 1])
def test_kills_of_the_embedded_store_leave_no_half_load(tmp_path: Path, half: int) -> None:
    backend = _sqlite_backend(tmp_path)
    old, new = old_load(STATEMENTS), new_load(STATEMENTS)
    with backend.open() as store:
        apply(store, old)
        template = (tmp_path / "store.sqlite").read_bytes()
        before = newest(store)
        with applier(backend, tmp_path, new) as process:
            process.begin()
            applied, seconds = process.finished()
        assert applied.number == 2
        after = newest(store)
    assert before != after

    chance = random.Random(SEED + half)
    outcomes = []
    for _ in range(KILLS):
        backend.empty()
        (tmp_path / "store.sqlite").write_bytes(template)
        with applier(backend, tmp_path, new) as process:
            process.begin()
            # Most often near the end, where the transaction is written and moved into the file.
            time.sleep(chance.triangular(0, 1.2 * seconds, 0.9 * seconds))
            process.kill()
        with backend.open() as store:
            shown = newest(store)
            assert shown in (before, after), "a half load"
            outcomes.append(shown == after)
            assert _loads(store) == (2 if outcomes[-1] else 1)
            assert apply(store, new).number == (None if outcomes[-1] else 2)
            assert newest(store) == after
    assert not all(outcomes), "no kill came in time: the test tests nothing"


def test_kills_from_the_first_row_read_to_the_last_word_leave_no_half_load(tmp_path: Path) -> None:
    backend = _sqlite_backend(tmp_path)
    first, second = _penalties(tmp_path / "first.csv", 0), _penalties(tmp_path / "second.csv", 300)
    with backend.open() as store:
        load_files(store, "penalties", [first], tmp_path)
        template = (tmp_path / "store.sqlite").read_bytes()
        before = newest(store)
        with loading(backend, tmp_path, "penalties", second) as process:
            process.begin()
            _, seconds = process.finished()
        after = newest(store)
    assert before != after

    chance = random.Random(SEED)
    outcomes = []
    for _ in range(WHOLE_LOADS):
        backend.empty()
        (tmp_path / "store.sqlite").write_bytes(template)
        with loading(backend, tmp_path, "penalties", second) as process:
            process.begin()
            time.sleep(chance.uniform(0, 1.1 * seconds))
            process.kill()
        with backend.open() as store:
            shown = newest(store)
            assert shown in (before, after), "a half load"
            outcomes.append(shown == after)
            assert check_store(store, quiet).faults == ()
    assert not all(outcomes), "no kill came in time: the test tests nothing"
    with backend.open() as store:
        load_files(store, "penalties", [second], tmp_path)
        assert newest(store) == after


def test_of_two_loads_at_once_both_come_through_or_one_is_turned_away(backend: Backend, tmp_path: Path) -> None:
    files = [_penalties(tmp_path / f"{place}.csv", place * 300) for place in range(2)]
    with backend.open(), loading(backend, tmp_path, "penalties", files[0]) as process:
        process.begin()
        with backend.open() as store:
            turned_away = []
            try:
                load_files(store, "penalties", [files[1]], tmp_path)
            except LoadInProgressError:
                turned_away.append(files[1])
        if process.outcome()[0] is None:
            turned_away.append(files[0])
    assert len(turned_away) < 2, "one of two comes through"
    with backend.open() as store:
        for file in turned_away:
            load_files(store, "penalties", [file], tmp_path)
        assert _loads(store) == 2
        assert len(newest(store).of("risk_event")) == 600
        assert check_store(store, quiet).faults == ()


def _penalties(path: Path, start: int) -> Path:
    rows = [
        f"东河第{number}贸易有限公司,91441900MA0000015D,东环罚〔2026〕{number}号,警告,2026-0{number % 9 + 1}-11"
        for number in range(start, start + 300)
    ]
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    return path


def _loads(store: Store) -> int:
    with store.reader() as reader:
        return len(reader.loads())
