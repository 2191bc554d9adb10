"""An exchange folder: each delivery once, whatever happens, with its result beside it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph_engine.errors import LoadInProgressError, RequestError
from graph_engine.loading.exchange import Delivery, ExchangeFolder, result_path
from graph_engine.loading.report import LoadReport
from graph_engine.store.sqlite import SqliteStore
from loaders import LOADERS
from tests.unit.loading.desk import Desk
from tests.unit.loading.test_slips import BAD_CODE, GOOD_CODE, WATER, penalty

NOW = 1_800_000_000.0


class Exchange:
    """A folder, a store, and a clock that a test turns."""

    def __init__(self, desk: Desk, store: SqliteStore) -> None:
        self.desk, self.store, self.now = desk, store, NOW
        self.folder = desk.folder / "exchange"
        (self.folder / "penalties").mkdir(parents=True)
        (self.folder / "penalties@water").mkdir()
        self.busy = False
        self.folder_again = self.opened()

    def opened(self, **more: Any) -> ExchangeFolder:
        return ExchangeFolder(self.folder, list(LOADERS), self.load, lambda: self.now, **more)

    def load(self, delivery: Delivery) -> LoadReport:
        if self.busy:
            raise LoadInProgressError("another load is being applied")
        loader = LOADERS[delivery.loader]
        return self.desk.load(loader, delivery.path, source=delivery.source, store=self.store, full=delivery.full)

    def drop(self, name: str, *codes: str, age: float = 60.0) -> Path:
        rows = [penalty(number, code, WATER) for number, code in enumerate(codes)]
        path = self.desk.table(f"exchange/{name}", rows)
        os.utime(path, (self.now - age, self.now - age))
        return path

    def look(self) -> list[tuple[str, str]]:
        return [(outcome.delivery.path.name, outcome.status) for outcome in self.folder_again.look()]


@pytest.fixture
def exchange(desk: Desk, tmp_path: Path) -> Iterator[Exchange]:
    with SqliteStore(tmp_path / "store.sqlite") as store:
        yield Exchange(desk, store)


def result(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result_path(path).read_text(encoding="utf-8"))
    return found


def test_each_file_is_loaded_once(exchange: Exchange) -> None:
    first = exchange.drop("penalties/a.csv", GOOD_CODE, BAD_CODE)
    second = exchange.drop("penalties@water/a.csv", GOOD_CODE)
    assert exchange.look() == [("a.csv", "loaded"), ("a.csv", "loaded")]
    assert exchange.look() == []
    assert (result(first)["source"], result(second)["source"]) == ("penalties", "water")
    shown = result(first)
    assert (shown["status"], shown["load"], shown["report"]["understood"], shown["earlier"]) == ("loaded", 1, 1, [])
    assert sum(shown["report"]["refused"].values()) == 1
    # Whoever starts anew finds the results, and loads nothing again.
    assert list(exchange.opened().look()) == []


def test_a_file_that_is_still_being_written_waits(exchange: Exchange) -> None:
    exchange.drop("penalties/a.csv", GOOD_CODE, age=1.0)
    exchange.drop("penalties/b.csv.part", GOOD_CODE)
    exchange.drop("penalties/.c.csv", GOOD_CODE)
    exchange.drop("penalties/~$d.csv", GOOD_CODE)
    assert exchange.look() == []
    exchange.now += 5
    assert exchange.look() == [("a.csv", "loaded")]


def test_a_clock_ahead_keeps_no_file_waiting(exchange: Exchange) -> None:
    exchange.drop("penalties/a.csv", GOOD_CODE, age=-86_400.0)
    assert exchange.look() == []
    assert exchange.look() == [("a.csv", "loaded")]


def test_other_content_under_the_same_name_is_another_delivery(exchange: Exchange) -> None:
    path = exchange.drop("penalties/a.csv", GOOD_CODE)
    exchange.look()
    exchange.drop("penalties/a.csv", GOOD_CODE, "91441900MA4W6BGB8T")
    assert exchange.look() == [("a.csv", "loaded")]
    assert [earlier["load"] for earlier in result(path)["earlier"]] == [1]
    assert result(path)["load"] == 2
    # Touched, not changed.
    os.utime(path, (exchange.now - 50, exchange.now - 50))
    assert exchange.look() == []


def test_what_says_nothing_new_is_told(exchange: Exchange) -> None:
    exchange.drop("penalties/a.csv", GOOD_CODE)
    exchange.drop("penalties/b.csv", GOOD_CODE)
    assert exchange.look() == [("a.csv", "loaded"), ("b.csv", "unchanged")]


def test_what_is_rejected_has_its_reason_beside_it(exchange: Exchange) -> None:
    path = exchange.folder / "penalties" / "letter.csv"
    path.write_text("尊敬的领导\n", encoding="utf-8")
    stray = exchange.folder / "stray.csv"
    stray.write_text("a,b\n", encoding="utf-8")
    (exchange.folder / "weather").mkdir()
    lost = exchange.folder / "weather" / "rain.csv"
    lost.write_text("a,b\n", encoding="utf-8")
    for file in (path, stray, lost):
        os.utime(file, (NOW - 60, NOW - 60))
    assert exchange.look() == [("stray.csv", "rejected"), ("letter.csv", "rejected"), ("rain.csv", "rejected")]
    assert "loader" in result(path)["reason"]
    assert "penalties" in result(stray)["reason"]
    assert result(lost)["report"] is None
    assert exchange.look() == []


def test_a_busy_store_is_tried_again(exchange: Exchange) -> None:
    path = exchange.drop("penalties/a.csv", GOOD_CODE)
    exchange.busy = True
    with pytest.raises(LoadInProgressError):
        exchange.look()
    assert not result_path(path).exists()
    exchange.busy = False
    assert exchange.look() == [("a.csv", "loaded")]


def test_a_damaged_result_is_as_none(exchange: Exchange) -> None:
    path = exchange.drop("penalties/a.csv", GOOD_CODE)
    result_path(path).write_text("[]")
    assert exchange.look() == [("a.csv", "loaded")]


def test_a_folder_of_whole_files_retires_what_they_no_longer_hold(exchange: Exchange) -> None:
    exchange.folder_again = exchange.opened(full=frozenset(["penalties"]))
    exchange.drop("penalties/1.csv", *[GOOD_CODE] * 6)
    exchange.drop("penalties/2.csv", *[GOOD_CODE] * 5)
    outcomes = list(exchange.folder_again.look())
    assert [outcome.delivery.full for outcome in outcomes] == [True, True]
    applied = outcomes[1].report
    assert applied is not None
    assert applied.applied is not None
    assert applied.applied.retired


@pytest.mark.parametrize("full", ["nowhere", "../x"])
def test_a_folder_that_is_not_there_is_told(exchange: Exchange, full: str) -> None:
    with pytest.raises(RequestError):
        exchange.opened(full=frozenset([full]))
    with pytest.raises(RequestError, match="no folder"):
        ExchangeFolder(exchange.folder / "none", [], exchange.load, lambda: NOW)
