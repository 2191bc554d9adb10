"""The fuzzer itself: it makes the same files always, and sees what it is there to see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from graph_engine.loading import emit as emit_room
from graph_engine.loading import sheets as sheets_room
from graph_engine.loading.rows import RawRow
from graph_engine.store.stage import Stage
from tests.contract.loader_samples import CATALOGUE, SAMPLES, table
from tests.fuzz import trial
from tests.fuzz.__main__ import loader_of
from tests.fuzz.cases import NOISE, Case, case_of
from tests.fuzz.tables import filled, grid_of
from tests.unit.loading.desk import Desk


@pytest.fixture
def plain() -> Case:
    """A sample as it is, of which one row is refused."""
    (name, content), _ = SAMPLES["penalties"].items()
    return Case("penalties", 0, {name: content}, filled(grid_of(content)))


def test_a_seed_makes_the_same_files_always() -> None:
    for loader in (*sorted(CATALOGUE), NOISE):
        assert case_of(loader, 7) == case_of(loader, 7)
        assert len({str(case_of(loader, seed).files) for seed in range(20)}) > 10


def test_every_loader_has_its_turn() -> None:
    assert {loader_of(seed) for seed in range(100)} == {*CATALOGUE, NOISE}


def test_a_good_file_is_accepted(desk: Desk, plain: Case) -> None:
    assert trial.try_case(desk, plain)
    assert desk.kept.quarantine


def test_a_refused_file_is_no_fault(desk: Desk) -> None:
    assert not trial.try_case(desk, Case("penalties", 0, {"a.csv": b"a,b\n\0\n"}, None))


def test_a_crash_is_seen(desk: Desk, plain: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*anything: object) -> None:
        raise TypeError("planted")

    monkeypatch.setattr(Stage, "add_quarantined", crash)
    with pytest.raises(TypeError, match="planted"):
        trial.try_case(desk, plain)


def test_a_row_lost_before_it_was_booked_is_seen(desk: Desk, plain: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sheets_room.DelimitedSheet.rows

    def fewer(sheet: Any) -> Iterator[RawRow]:
        rows = list(whole(sheet))
        yield from rows[:-1]

    monkeypatch.setattr(sheets_room.DelimitedSheet, "rows", fewer)
    with pytest.raises(AssertionError, match="4 rows went in, 3 were read"):
        trial.try_case(desk, plain)


def test_a_refused_row_that_never_reached_the_quarantine_is_seen(
    desk: Desk, plain: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Stage, "add_quarantined", lambda stage, row: None)
    with pytest.raises(AssertionError, match="1 rows refused, 0 in the quarantine"):
        trial.try_case(desk, plain)


def test_a_row_booked_twice_is_seen(desk: Desk, plain: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    once = emit_room.Emitter._refuse

    def twice(emitter: Any, *refusal: Any) -> None:
        once(emitter, *refusal)
        once(emitter, *refusal)

    monkeypatch.setattr(emit_room.Emitter, "_refuse", twice)
    with pytest.raises((AssertionError, RuntimeError)):
        trial.try_case(desk, plain)


def test_a_case_that_takes_too_long_is_seen(desk: Desk, plain: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "MOST_SECONDS", 0.0)
    with pytest.raises(AssertionError, match="seconds"):
        trial.try_case(desk, plain)


def test_the_count_of_filled_rows_is_that_of_the_sample() -> None:
    assert filled(grid_of(table([{"a": "1"}, {"a": " "}, {"a": "2"}], banner="示例"))) == 4
