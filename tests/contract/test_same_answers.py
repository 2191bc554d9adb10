"""The same files give the same bytes: on either store, in any order of loading, replayed or loaded afresh."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from graph_engine import Policy, RequestContext, RiskEngine, Settings
from graph_engine.answers.writing import to_json
from graph_engine.store.base import Store
from graph_engine.store.sqlite import SqliteStore
from tests.contract.backends import Backend
from tests.loading_files import RECORDED_AT, load_files

CITY = Path(__file__).parents[2] / "examples" / "city"
FILES: dict[str, Sequence[str]] = {
    "registry": ["registry.xlsx"],
    "penalties": ["penalties.csv", "penalties_old.csv"],
    "court": ["court.csv", "restrictions.csv"],
    "licences": ["licences.csv"],
    "lists": ["lists.xlsx"],
    "repairs": ["repairs.csv"],
    "projects": ["projects.xlsx"],
}
CONTEXT = RequestContext("tester", "officer", "project_review", "test")
AS_OF = date(2026, 11, 22)


def load_city(store: Store, folder: Path, order: Sequence[str]) -> None:
    folder.mkdir(exist_ok=True)
    for loader in order:
        load_files(store, loader, [CITY / name for name in FILES[loader]], folder)


def answers(store: Store, folder: Path) -> str:
    engine = RiskEngine(store, Policy.load(), clock=lambda: RECORDED_AT, snapshot_dir=folder / "snapshots")
    return told(engine)


def told(engine: RiskEngine) -> str:
    """The assessments of all projects, profiles of some parties, and the whole graph."""
    asked = list(engine.snapshot(CONTEXT, as_of=AS_OF).public_id)[::20]
    profiles = [engine.party(CONTEXT, key, as_of=AS_OF) for key in asked]
    graph = engine.graph(CONTEXT, as_of=AS_OF)
    return to_json([engine.assess_all(CONTEXT, as_of=AS_OF), profiles, graph.nodes, graph.edges])


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The answers from an embedded store, loaded in the usual order."""
    folder = tmp_path_factory.mktemp("expected")
    with SqliteStore(folder / "city.sqlite") as store:
        load_city(store, folder, list(FILES))
        return answers(store, folder)


def test_either_store_in_any_order_gives_the_same_bytes(backend: Backend, tmp_path: Path, expected: str) -> None:
    with backend.open() as store:
        order = ["repairs", "projects", "court", "licences", "registry", "lists", "penalties"]
        load_city(store, tmp_path / "keys", order)
        assert answers(store, tmp_path) == expected


def test_loading_everything_again_changes_nothing(tmp_path: Path, expected: str) -> None:
    with SqliteStore(tmp_path / "city.sqlite") as store:
        load_city(store, tmp_path, list(FILES))
        for loader in FILES:
            report = load_files(store, loader, [CITY / name for name in FILES[loader]], tmp_path)
            assert report.applied is not None
            assert report.applied.number is None
        assert answers(store, tmp_path) == expected


def test_a_settings_object_opens_the_same_engine(tmp_path: Path, expected: str) -> None:
    settings = Settings(store=f"sqlite:///{tmp_path}/city.sqlite", snapshot_dir=tmp_path / "elsewhere")
    with RiskEngine.open(settings=settings, clock=lambda: RECORDED_AT) as engine:
        load_city(engine.store, tmp_path, list(FILES))
        assert told(engine) == expected
        assert list((tmp_path / "elsewhere").glob("index-*.json"))
