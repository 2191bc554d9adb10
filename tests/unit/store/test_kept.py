"""What is kept: made once, the latest few, and nothing of what failed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from graph_engine.store.kept import Kept


def test_a_value_is_made_once_and_found_again() -> None:
    kept: Kept[str, object] = Kept(2)
    first = kept.get("a", object)
    assert kept.get("a", object) is first is kept.find("a")
    assert kept.find("b") is None


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    kept: Kept[str, str] = Kept(2)
    for key in ("a", "b", "a", "c"):
        kept.get(key, lambda key=key: key)  # type: ignore[misc]
    assert [kept.find(key) for key in "abc"] == ["a", None, "c"]


def test_what_is_needless_is_let_go() -> None:
    kept: Kept[int, int] = Kept(5)
    for key in range(5):
        kept.get(key, lambda: 7)
    kept.forget(lambda key: key % 2 == 0)
    assert [kept.find(key) for key in range(5)] == [None, 7, None, 7, None]


def test_what_failed_is_not_kept() -> None:
    kept: Kept[str, int] = Kept(2)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert kept.get("a", lambda: 7) == 7


def test_many_threads_make_one_value_once() -> None:
    kept: Kept[str, int] = Kept(2)
    gate = Barrier(8)
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return 7

    def ask(_: int) -> int:
        gate.wait()
        return kept.get("a", make)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [7] * 8
    assert made == [1]


def test_what_is_there_is_given_while_another_is_made() -> None:
    kept: Kept[str, int] = Kept(2)
    kept.get("a", lambda: 1)
    begun, given = Event(), Event()

    def slow() -> int:
        begun.set()
        assert given.wait(10)
        return 2

    with ThreadPoolExecutor(1) as pool:
        later = pool.submit(kept.get, "b", slow)
        assert begun.wait(10)
        assert kept.get("a", lambda: 3) == 1
        given.set()
        assert later.result() == 2
