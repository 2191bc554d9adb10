"""A load that fails part of the way leaves the old state, and can be run again."""

from __future__ import annotations

import pytest

from graph_engine.errors import LoadRejectedError
from graph_engine.store.base import Store
from tests.contract.backends import Backend
from tests.contract.loads import FIRST_TIME, Load, apply, document_of, enterprise, holding, refused_row
from tests.contract.pictures import history, newest

OLD = Load(
    (*(enterprise(n) for n in range(6)), holding(1, 2, 5), holding(2, 3, 5)),
    refused=[refused_row(document_of("a"), 9)],
)
NEW = Load(
    (
        *(enterprise(n, aliases=(f"regno:{n}",)) for n in range(3, 9)),
        enterprise(1, "改名公司"),
        holding(1, 2, 6),
        holding(7, 8),
    ),
    document="b",
    full=True,
    names=[("src:3", "新名公司")],
    refused=[refused_row(document_of("b"), 4)],
)
MOMENTS = 12
"""At how many evenly spread words of progress a load is made to fail."""


class _FailureError(Exception):
    """What the test itself raises."""


def _words_of_progress(backend: Backend) -> int:
    told = 0

    def count(stage: str, done: int, total: int) -> None:
        nonlocal told
        told += 1

    with backend.emptied() as store:
        apply(store, OLD)
        apply(store, NEW, count)
    return told


@pytest.mark.parametrize("error", [_FailureError, KeyboardInterrupt, MemoryError])
def test_a_load_that_is_stopped_leaves_the_old_state(backend: Backend, error: type[BaseException]) -> None:
    words = _words_of_progress(backend)
    moments = sorted({1 + words * moment // MOMENTS for moment in range(MOMENTS)} | {words})
    assert len(moments) > 3
    with backend.emptied() as store:
        apply(store, OLD)
        old = newest(store)
        for moment in moments:
            with pytest.raises(error):
                apply(store, NEW, _Stop(moment, error))
            _assert_untouched(store, old)
        assert apply(store, NEW).number == 2
        new = newest(store)
        assert history(store) == [old, new]
    with backend.emptied() as store:
        apply(store, OLD)
        apply(store, NEW)
        assert newest(store) == new, "as if nothing had ever failed"


class _Stop:
    """Progress that raises at its `moment`-th word."""

    def __init__(self, moment: int, error: type[BaseException]) -> None:
        self.left = moment
        self.error = error

    def __call__(self, stage: str, done: int, total: int) -> None:
        self.left -= 1
        if self.left == 0:
            raise self.error("stopped by the test")


def _assert_untouched(store: Store, old: object) -> None:
    assert newest(store) == old
    with store.reader() as reader:
        assert [row.number for row in reader.loads()] == [1]
        assert reader.search("新名公司", 5) == reader.search("改名公司", 5) == reader.search("regno", 5) == []


def test_a_first_load_that_is_stopped_leaves_an_empty_store(store: Store) -> None:
    with pytest.raises(_FailureError):
        apply(store, OLD, _Stop(2, _FailureError))
    with store.reader() as reader:
        assert reader.loads() == []
        assert list(reader.nodes(9)) == []
        assert reader.documents(9) == []
    assert apply(store, OLD).number == 1


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_another_load_may_follow_one_that_was_stopped(backend: Backend, part: float) -> None:
    """What a stopped load left behind must not come to light under the next load's number."""
    moment = int(part * _words_of_progress(backend))
    with backend.emptied() as store:
        apply(store, OLD)
        with pytest.raises(KeyboardInterrupt):
            apply(store, NEW, _Stop(moment, KeyboardInterrupt))
        assert apply(store, Load((enterprise(90),), source="court", document="court")).number == 2
        _assert_nothing_of_new(store)


def _assert_nothing_of_new(store: Store) -> None:
    shown = newest(store)
    assert [key for _, key, _ in shown.nodes] == [*(f"src:{n}" for n in range(6)), "src:90"]
    assert {document.name for document in shown.documents} == {"a.csv", "court.csv"}
    assert len(shown.of("enterprise")) == 7
    assert "also_known_as" not in shown.statements
    with store.reader() as reader:
        assert reader.search("新名", 5) == []


def test_a_reopened_store_knows_nothing_of_a_load_that_was_stopped(backend: Backend) -> None:
    with backend.open() as store:
        apply(store, OLD)
        old = newest(store)
        with pytest.raises(_FailureError):
            apply(store, NEW, _Stop(4, _FailureError))
    with backend.open() as store:
        _assert_untouched(store, old)
        assert apply(store, NEW).number == 2


def test_a_refused_full_load_leaves_no_trace(store: Store) -> None:
    apply(store, OLD)
    old = newest(store)
    load = Load(
        (enterprise(60, "未收录公司"),),
        document="b",
        full=True,
        minimum={"enterprise": 2},
        names=[("src:1", "未收录名称")],
        recorded_at=FIRST_TIME,
    )
    with pytest.raises(LoadRejectedError):
        apply(store, load)
    assert newest(store) == old
    with store.reader() as reader:
        assert reader.search("未收录", 5) == []
        assert [row.number for row in reader.loads()] == [1]
    assert apply(store, NEW).number == 2
