"""The shelf: snapshots are built once, opened again, and made anew whenever the cache is not to be trusted."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph_engine.snapshot.snapshot import Snapshot
from graph_engine.store import shelf as shelf_module
from graph_engine.store.base import Reader
from graph_engine.store.shelf import KEPT, Shelf
from tests.worlds import POLICY, TODAY, World, company, described, event, holds, withholding

A, B = company("A"), company("B")


@dataclass
class CountingStore:
    """A store that notes what is read of it."""

    inner: Any
    statements: list[str] = field(default_factory=list)

    def reader(self) -> Reader:
        reader = self.inner.reader()
        read = reader.statements

        def counted(kind: str, *rest: Any) -> Any:
            self.statements.append(kind)
            return read(kind, *rest)

        reader.statements = counted
        return reader  # type: ignore[no-any-return]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.load([*described(A, B), holds(A, B, 60)])
    yield made
    made.store.close()


@pytest.fixture
def store(world: World) -> CountingStore:
    return CountingStore(world.store)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "snapshots"


def taken(
    store: Any, cache: Path, *, known: int = 1, as_of: date = TODAY, today: date = TODAY, asked: str = ""
) -> Snapshot:
    shelf = Shelf(store, cache)
    words = asked or f"{POLICY.hash} {today}"
    return shelf.snapshot(known, as_of, asked=words, withholds=withholding(POLICY, today))


def folders(cache: Path) -> set[str]:
    return {path.name for path in cache.iterdir() if path.is_dir()}


def test_the_same_question_builds_nothing_again(store: CountingStore, cache: Path) -> None:
    first = taken(store, cache)
    built = len(store.statements)
    assert built > 0
    second = taken(store, cache)
    assert len(store.statements) == built
    assert second.id == first.id
    # The second one is mapped from the disk, so that several processes share it.
    assert isinstance(second.node_kind.base, np.memmap)
    assert folders(cache) == {first.id}


@pytest.mark.parametrize(
    "other", [{"as_of": date(2026, 1, 1)}, {"known": 0}, {"asked": "another policy"}, {"today": date(2026, 11, 23)}]
)
def test_another_question_is_answered_anew(store: CountingStore, cache: Path, other: dict[str, Any]) -> None:
    taken(store, cache)
    built = len(store.statements)
    taken(store, cache, **other)
    assert len(store.statements) > built


def test_a_new_load_is_seen(world: World, store: CountingStore, cache: Path) -> None:
    first = taken(store, cache)
    world.load(event("1", B), document="b")
    assert taken(store, cache, known=2).id != first.id
    # The old state stays what it was, though it must be read again: what is withheld may have changed.
    assert taken(store, cache, known=1).id == first.id


def test_a_store_loaded_anew_from_a_corrected_file_is_told_apart(tmp_path: Path, cache: Path) -> None:
    # Loader, source, time and counts are alike; only the file is another one.
    answers = []
    for name, percent in (("a", 60), ("b", 40)):
        folder = tmp_path / name
        folder.mkdir()
        made = World(folder)
        made.load([*described(A, B), holds(A, B, percent)], document=name)
        answers.append(int(taken(made.store, cache).fact_point[0]))
        made.store.close()
    assert answers == [600_000_000, 400_000_000]


def test_a_record_repaired_since_is_withheld_from_what_was_known_before(world: World, cache: Path) -> None:
    world.load(event("1", B), document="b")
    assert list(taken(world.store, cache, known=2).event_key) == ["event:court:1"]
    world.load(event("1", B, status="repaired", status_on=TODAY), document="c")
    replayed = taken(world.store, cache, known=2)
    assert list(replayed.event_key) == []
    assert replayed.withheld(replayed.node(B.key)) == 1


# ---------------------------------------------------------------------- damage


def _cut_an_array(cache: Path, name: str) -> None:
    path = cache / name / "node_kind.npy"
    path.write_bytes(path.read_bytes()[:-1])


def _change_an_array(cache: Path, name: str) -> None:
    path = cache / name / "fact_point.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))


def _lose_an_array(cache: Path, name: str) -> None:
    (cache / name / "public_id.data.npy").unlink()


def _lose_the_manifest(cache: Path, name: str) -> None:
    (cache / name / "manifest.json").unlink()


def _lose_the_snapshot(cache: Path, name: str) -> None:
    shutil.rmtree(cache / name)


def _scribble_in_the_manifest(cache: Path, name: str) -> None:
    (cache / name / "manifest.json").write_text("[]", encoding="utf-8")


def _scribble_in_the_index(cache: Path, name: str) -> None:
    for index in cache.glob("index-*"):
        index.write_text('{"snapshot": ', encoding="utf-8")


def _index_without_a_name(cache: Path, name: str) -> None:
    for index in cache.glob("index-*"):
        index.write_text('["snapshot"]', encoding="utf-8")


@pytest.mark.parametrize(
    "damage",
    [
        _cut_an_array,
        _change_an_array,
        _lose_an_array,
        _lose_the_manifest,
        _lose_the_snapshot,
        _scribble_in_the_manifest,
        _scribble_in_the_index,
        _index_without_a_name,
    ],
)
def test_a_damaged_cache_is_made_anew(store: CountingStore, cache: Path, damage: Any) -> None:
    first = taken(store, cache)
    damage(cache, first.id)
    built = len(store.statements)
    assert taken(store, cache).id == first.id
    assert len(store.statements) > built
    # And it is whole again.
    built = len(store.statements)
    assert taken(store, cache).id == first.id
    assert len(store.statements) == built


def test_a_cache_that_cannot_be_written_costs_no_answer(
    store: CountingStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # A file stands where the folder should be: nobody, not even root, can write into it.
    blocked = tmp_path / "snapshots"
    blocked.write_text("", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert taken(store, blocked).size == 2
    assert "saved_snapshot=refused" in caplog.text


# ---------------------------------------------------------------------- room


def test_the_newest_snapshots_are_kept_and_older_ones_taken_away(store: CountingStore, cache: Path) -> None:
    days = [TODAY - timedelta(days=back) for back in range(KEPT + 3)]
    made = []
    for at, day in enumerate(days):
        made.append(taken(store, cache, as_of=day).id)
        os.utime(cache / made[-1], (at, at))
    assert folders(cache) == set(made[-KEPT:])
    named = {json.loads(index.read_text(encoding="utf-8"))["snapshot"] for index in cache.glob("index-*.json")}
    assert named == set(made[-KEPT:])
    # One that was taken away comes back.
    assert taken(store, cache, as_of=days[0]).id == made[0]
    assert len(folders(cache)) == KEPT


def test_nothing_but_snapshots_and_their_indexes_is_left(store: CountingStore, cache: Path) -> None:
    first = taken(store, cache)
    names = sorted(path.name for path in cache.iterdir())
    assert len(names) == 2
    assert first.id in names


# ---------------------------------------------------------------------- several at once


def test_several_at_once_get_the_same_and_leave_it_whole(world: World, cache: Path) -> None:
    days = [TODAY - timedelta(days=back) for back in range(3)] * 4

    def one(day: date) -> str:
        return taken(world.store, cache, as_of=day).id

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(one, days))
    assert found == found[:3] * 4
    assert folders(cache) == set(found)
    counting = CountingStore(world.store)
    assert [taken(counting, cache, as_of=day).id for day in days[:3]] == found[:3]
    assert counting.statements == []


def test_tidying_bears_with_another_that_tidies_too(
    store: CountingStore, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf_module, "KEPT", 1)
    first = taken(store, cache, as_of=date(2026, 1, 1))
    monkeypatch.setattr(shelf_module, "_made_at", _made_at_while_gone(first.id, shelf_module._made_at))
    second = taken(store, cache)
    assert folders(cache) == {second.id}


def _made_at_while_gone(name: str, real: Any) -> Any:
    def made_at(folder: Path) -> float:
        if folder.name == name:
            shutil.rmtree(folder, ignore_errors=True)
        return float(real(folder))

    return made_at
