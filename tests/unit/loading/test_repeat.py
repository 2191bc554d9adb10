"""The same load again is answered without reading; whatever differs is read, and what it says comes first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from graph_engine.errors import LoadRejectedError
from graph_engine.loading import repeat, run
from graph_engine.loading.report import LoadReport
from graph_engine.loading.run import LoadOptions, run_load
from graph_engine.loading.secrets import LoadSecrets
from graph_engine.model.identifiers import resident_id_check
from graph_engine.settings import Settings
from graph_engine.store import open_store
from graph_engine.store.base import Store
from graph_engine.store.office_key import OfficeKey
from graph_engine.store.vault import open_vault
from loaders import LOADERS
from tests.contract.pictures import newest
from tests.unit.loading.desk import KEY, RECORDED_AT, Desk
from tests.unit.loading.test_run import BAD, penalty

PENALTIES = LOADERS["penalties"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path}/store.sqlite", Settings()) as opened:
        yield opened


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were read, as they are read."""
    files: list[str] = []
    read = run._read

    def noted(stage: Any, loader: Any, file: Any, *more: Any) -> Any:
        files.append(file.name)
        return read(stage, loader, file, *more)

    monkeypatch.setattr(run, "_read", noted)
    return files


def was_answered(report: LoadReport) -> bool:
    return any("were not read again" in warning for warning in report.warnings)


@pytest.mark.parametrize("full", [False, True])
def test_the_same_load_again_is_not_read_and_tells_the_same(
    desk: Desk, store: Store, reads: list[str], full: bool
) -> None:
    paths = desk.table("a.csv", [penalty(1), penalty(2), BAD]), desk.table("b.csv", [penalty(3)])
    first = desk.load(PENALTIES, *paths, store=store, full=full)
    before = newest(store)
    assert reads == ["a.csv", "b.csv"]
    again = desk.load(PENALTIES, *reversed(paths), store=store, full=full)
    read = desk.load(PENALTIES, *paths, store=store, full=full, reread=True)
    assert reads == ["a.csv", "b.csv", "a.csv", "b.csv"]
    assert (was_answered(first), was_answered(again), was_answered(read)) == (False, True, False)
    assert again.documents == read.documents == first.documents
    assert again.applied == read.applied
    assert again.applied is not None
    assert again.applied.number is None
    assert newest(store) == before


def test_a_dry_run_reads(desk: Desk, store: Store, reads: list[str]) -> None:
    path = desk.table("a.csv", [penalty(1)])
    desk.load(PENALTIES, path, store=store)
    assert not was_answered(desk.load(PENALTIES, path, store=store, dry_run=True))
    assert len(reads) == 2


def test_another_load_of_the_source_between_has_the_files_read(desk: Desk, store: Store, reads: list[str]) -> None:
    """It may have replaced what they say."""
    old, new = desk.table("a.csv", [penalty(1)]), desk.table("b.csv", [penalty(1, 处罚类别="警告")])
    desk.load(PENALTIES, old, store=store)
    before = newest(store).of("risk_event")
    desk.load(PENALTIES, new, store=store)
    report = desk.load(PENALTIES, old, store=store)
    assert reads == ["a.csv", "b.csv", "a.csv"]
    assert report.applied is not None
    assert report.applied.added["risk_event"] == report.applied.retired["risk_event"] == 1
    assert [row[2:-1] for row in newest(store).of("risk_event")] == [row[2:-1] for row in before]


def test_loads_of_other_sources_between_play_no_part(desk: Desk, store: Store) -> None:
    path = desk.table("a.csv", [penalty(1)])
    desk.load(PENALTIES, path, store=store)
    other = desk.load(PENALTIES, path, store=store, source="other")
    assert not was_answered(other), "what one source said, another has yet to say"
    assert was_answered(desk.load(PENALTIES, path, store=store))
    assert was_answered(desk.load(PENALTIES, path, store=store, source="other"))


def test_a_full_load_after_a_partial_one_is_read_and_retires(desk: Desk, store: Store) -> None:
    first, second = desk.table("a.csv", [penalty(1)]), desk.table("b.csv", [penalty(2), penalty(3)])
    desk.load(PENALTIES, first, store=store)
    desk.load(PENALTIES, second, store=store)
    full = desk.load(PENALTIES, second, store=store, full=True)
    assert full.applied is not None
    assert full.applied.retired["risk_event"] == 1
    assert was_answered(desk.load(PENALTIES, second, store=store, full=True))
    assert was_answered(desk.load(PENALTIES, second, store=store)), "a partial load asks for less"


def test_files_under_other_names_or_fewer_of_them_are_read(desk: Desk, store: Store) -> None:
    rows = [penalty(1)]
    first, second = desk.table("a.csv", rows), desk.table("b.csv", [penalty(2)])
    desk.load(PENALTIES, first, second, store=store)
    assert not was_answered(desk.load(PENALTIES, first, store=store))
    first.unlink()
    assert not was_answered(desk.load(PENALTIES, desk.table("历史.csv", rows), second, store=store))


def test_another_program_reads(desk: Desk, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    path = desk.table("a.csv", [penalty(1)])
    desk.load(PENALTIES, path, store=store)
    monkeypatch.setattr(repeat, "_program", lambda: "another")
    assert not was_answered(desk.load(PENALTIES, path, store=store))


def test_another_key_reads(desk: Desk, store: Store) -> None:
    """Persons and rows stand under other hashes."""
    path = desk.table("a.csv", [penalty(1)])
    desk.load(PENALTIES, path, store=store)
    key = OfficeKey(bytes(range(1, 33)))
    with open_vault(desk.folder / "other.vault", key) as vault:
        options = LoadOptions(source="office", recorded_at=RECORDED_AT)
        assert not was_answered(run_load(store, PENALTIES, [path], options, LoadSecrets(key, vault), catalogue=LOADERS))


def test_a_vault_that_was_lost_is_filled_again(desk: Desk, store: Store) -> None:
    row = penalty(
        1, 法定代表人="宋若溪", 法定代表人证件号码="44190019900307123" + resident_id_check("44190019900307123")
    )
    path = desk.table("a.csv", [row])
    desk.load(PENALTIES, path, store=store)
    assert was_answered(desk.load(PENALTIES, path, store=store))
    with open_vault(desk.folder / "new.vault", KEY) as vault:
        options = LoadOptions(source="office", recorded_at=RECORDED_AT)
        for answered in (False, True):
            again = run_load(store, PENALTIES, [path], options, LoadSecrets(KEY, vault), catalogue=LOADERS)
            assert was_answered(again) == answered
            assert vault.count() == desk.vault.count() == 1


def test_limits_and_minimum_counts_hold(desk: Desk, store: Store) -> None:
    path = desk.table("a.csv", [penalty(1), BAD])
    desk.load(PENALTIES, path, store=store, full=True)
    with pytest.raises(LoadRejectedError, match=r"the limit is 20\.0%"):
        desk.load(PENALTIES, path, store=store, full=True, refused_limit=0.2)
    with pytest.raises(LoadRejectedError, match="risk_event: 1 of at least 2"):
        desk.load(PENALTIES, path, store=store, full=True, minimum={"risk_event": 2})
    with pytest.raises(LoadRejectedError, match="lies before that of the last load"):
        desk.load(PENALTIES, path, store=store, recorded_at=RECORDED_AT - timedelta(days=1))


def test_a_loader_that_is_not_the_programs_own_reads(desk: Desk, store: Store) -> None:
    """Nobody knows what else its rows depend on."""
    path = desk.table("a.csv", [penalty(1)])
    own: Any = PENALTIES
    other = replace(own)
    desk.load(other, path, store=store)
    assert not was_answered(desk.load(other, path, store=store))


def test_the_program_is_known_by_all_of_its_code() -> None:
    places = {Path(place).name for name in repeat._PROGRAM for place in repeat._places(name)}
    assert places == {"graph_engine", "loaders"}
    assert repeat._program() == repeat._program.__wrapped__()
