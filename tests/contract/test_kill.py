"""kill -9 at any moment of a load leaves the old state or the new one, and the load can be run again."""

from __future__ import annotations

import random
import time
from pathlib import Path

from graph_engine.settings import Settings
from graph_engine.store.base import Store
from tests.contract.backends import Backend
from tests.contract.killing import applier, new_load, old_load
from tests.contract.loads import apply
from tests.contract.pictures import newest

KILLS = 50
SEED = 20_260_105
STATEMENTS = 3_000


def _sqlite_backend(folder: Path) -> Backend:
    def empty() -> None:
        for file in folder.glob("store.sqlite*"):
            file.unlink()

    return Backend("sqlite", f"sqlite:///{folder}/store.sqlite", Settings(), empty)


def test_fifty_kills_of_the_embedded_store_leave_no_half_load(tmp_path: Path) -> None:
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

    chance = random.Random(SEED)
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


def _loads(store: Store) -> int:
    with store.reader() as reader:
        return len(reader.loads())
