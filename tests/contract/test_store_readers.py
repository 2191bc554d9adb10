"""Readers see committed loads only, and each keeps the picture that it was opened with."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph_engine.errors import LoadInProgressError
from graph_engine.store.base import Reader, Store
from tests.contract.backends import Backend
from tests.contract.killing import applier, new_load, old_load
from tests.contract.loads import Load, apply, document_of, enterprise, holding, refused_row, totals
from tests.contract.pictures import Picture, integers_of, newest, picture

OLD = Load(
    (*(enterprise(n, aliases=(f"regno:{n}",)) for n in range(6)), holding(1, 2, 5), holding(2, 3, 5)),
    refused=[refused_row(document_of("a"), 9)],
)
NEW = Load(
    (*(enterprise(n) for n in range(3, 9)), enterprise(50, "新设公司"), holding(1, 2, 6)),
    document="b",
    full=True,
    names=[("src:3", "新名公司")],
    refused=[refused_row(document_of("b"), 4)],
)


def _everything(reader: Reader) -> tuple[object, ...]:
    """All that a reader can be asked, at every load and beyond."""
    texts = ("新设", "新名", "东河", "50", "regno", "5")
    return (
        reader.loads(),
        [picture(reader, load) for load in range(4)],
        [reader.search(text, 50) for text in texts],
    )


def test_a_reader_keeps_its_picture_while_a_load_is_applied(store: Store) -> None:
    apply(store, OLD)
    with store.reader() as before:
        seen = _everything(before)
        assert apply(store, NEW).number == 2
        assert _everything(before) == seen
    with store.reader() as after:
        assert len(after.loads()) == 2
        assert _everything(after) != seen


def test_a_reader_that_has_read_nothing_yet_keeps_its_picture_too(store: Store) -> None:
    apply(store, OLD)
    with store.reader() as first:
        seen = _everything(first)
    with store.reader() as silent:
        apply(store, NEW)
        assert _everything(silent) == seen


def test_readers_opened_within_a_load_see_nothing_of_it(store: Store, backend: Backend) -> None:
    apply(store, OLD)
    with store.reader() as reader:
        seen = _everything(reader)
    looked: list[bool] = []

    def look(stage: str, done: int, total: int) -> None:
        with backend.open() as elsewhere, elsewhere.reader() as reader:
            looked.append(_everything(reader) == seen)

    apply(store, NEW, look)
    assert len(looked) > 3
    assert all(looked)


def test_batches_of_one_reading_belong_together(store: Store) -> None:
    count = 21_000
    apply(store, Load([enterprise(n) for n in range(count)]))
    with store.reader() as reader:
        batches = reader.statements("enterprise", ["name", "line"], 1)
        lines = integers_of(next(batches)["line"])
        assert len(lines) < count, "the rows come in several batches"
        done = apply(store, Load([enterprise(n, "改名公司") for n in range(0, count, 1000)], document="b", full=True))
        assert totals(done.retired) == {"enterprise": count}
        for batch in batches:
            lines.extend(integers_of(batch["line"]))
            assert "改名公司" not in batch["name"]
    assert sorted(lines) == list(range(1, count + 1))


def test_two_readings_of_one_reader_may_be_interleaved(store: Store) -> None:
    apply(store, OLD)
    with store.reader() as reader:
        nodes, statements = reader.nodes(1), reader.statements("enterprise", ["node"], 1)
        ids = {number for batch in statements for number in integers_of(batch["node"])}
        assert ids == {number for batch in nodes for number in integers_of(batch[0])}


def test_several_readers_in_several_threads_see_the_same(store: Store) -> None:
    apply(store, OLD)

    def read(_: int) -> Picture:
        return newest(store)

    with ThreadPoolExecutor(4) as pool:
        shown = list(pool.map(read, range(12)))
    assert all(one == shown[0] for one in shown)


def test_readers_see_the_old_state_then_the_new_while_another_process_loads(
    store: Store, backend: Backend, tmp_path: Path
) -> None:
    apply(store, old_load(400))
    old, seen = newest(store), []
    with applier(backend, tmp_path, new_load(400)) as process:
        process.begin()
        while not process.has_finished():
            seen.append(newest(store))
        assert process.finished()[0].number == 2
    new = newest(store)
    assert new != old
    assert seen, "the load was over before anybody looked"
    turned = seen.index(new) if new in seen else len(seen)
    assert seen == [old] * turned + [new] * (len(seen) - turned)


def test_a_second_load_is_turned_away_while_one_is_applied(store: Store, backend: Backend) -> None:
    apply(store, OLD)
    turned_away: list[bool] = []

    def try_another(stage: str, done: int, total: int) -> None:
        if done and not turned_away:
            with backend.open() as elsewhere:
                with pytest.raises(LoadInProgressError):
                    apply(elsewhere, Load((enterprise(77),), source="court", document="court"))
                turned_away.append(True)

    assert apply(store, NEW, try_another).number == 2
    assert turned_away
    done = apply(store, Load((enterprise(77),), source="court", document="court"))
    assert done.number == 3


def test_loads_from_several_threads_are_applied_one_after_the_other(store: Store, backend: Backend) -> None:
    def apply_until_done(number: int) -> int | None:
        load = Load((enterprise(number), enterprise(100)), source=f"source {number}", document=str(number))
        with backend.open() as own:
            while True:
                try:
                    return apply(own, load).number
                except LoadInProgressError:
                    continue

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(apply_until_done, range(8)))
    assert sorted(number or 0 for number in numbers) == list(range(1, 9))
    assert len(newest(store).nodes) == 9
    assert len(newest(store).of("enterprise")) == 16
