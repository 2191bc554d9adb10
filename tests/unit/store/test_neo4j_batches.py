"""Making batches ready while the one before is being written, without a server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from graph_engine.store.neo4j_batches import ahead

PATIENCE = 10.0
OURS = "graph-engine-batches"


def _threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(OURS)]


def test_nothing_is_lost_and_the_order_stays() -> None:
    assert list(ahead(iter(range(1, 50)))) == list(range(1, 50))
    assert list(ahead(iter(()))) == []


def test_the_next_is_made_while_this_one_is_used_and_no_further() -> None:
    made = [threading.Event() for _ in range(4)]

    def making() -> Iterator[int]:
        for number, event in enumerate(made):
            event.set()
            yield number

    with closing(ahead(making())) as ready:
        for number in ready:
            if number + 1 < len(made):
                assert made[number + 1].wait(PATIENCE), "the next one waits for this one's end"
            assert not any(event.is_set() for event in made[number + 2 :]), "memory would grow with the load"


def test_what_goes_wrong_in_making_is_raised_in_its_turn() -> None:
    def making() -> Iterator[int]:
        yield 1
        raise OSError("no room")

    got: list[int] = []
    with pytest.raises(OSError, match="no room"), closing(ahead(making())) as ready:
        got.extend(iter(ready))
    assert got == [1]
    assert not _threads()


def test_who_leaves_early_leaves_no_thread_behind() -> None:
    begun, go_on = threading.Event(), threading.Event()
    ended: list[bool] = []

    def making() -> Iterator[int]:
        yield 1
        begun.set()
        go_on.wait(PATIENCE)
        ended.append(True)
        yield 2

    with closing(ahead(making())) as ready:
        assert next(ready) == 1
        assert begun.wait(PATIENCE)
        go_on.set()
    assert ended == [True], "its sources may be closed now"
    assert not _threads()
