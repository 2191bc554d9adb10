"""Eight askers at once, while loads are applied: every answer is one that a single asker would have got."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from graph_engine.answers.writing import to_json
from graph_engine.engine import RiskEngine
from graph_engine.errors import ChangedError
from graph_engine.settings import Settings
from tests.api.conftest import BRIDGE, HOLDER, NOON, OFFICER, PARK, TESTER, WINNER, records
from tests.api.conftest import Service as Running
from tests.contract.loads import Load, apply
from tests.worlds import event

THREADS = 8
LOADS = 4


def load(engine: RiskEngine, number: int) -> None:
    said = records() if number == 0 else event(f"粤执{number}0号", HOLDER if number % 2 else WINNER)
    source = "registry" if number == 0 else "court"
    apply(engine.store, Load(tuple(said), source=source, document=f"d{number}", recorded_at=NOON))


def questions(engine: RiskEngine) -> dict[str, Callable[[], str]]:
    """Questions of both purposes, about today and the past, each as the text of its answer."""
    return {
        "one": lambda: to_json(engine.assess(OFFICER, [BRIDGE.key, PARK.key])),
        "test": lambda: to_json(engine.assess(TESTER, [BRIDGE.key])),
        "past": lambda: to_json(engine.assess(OFFICER, [BRIDGE.key], as_of=NOON.date().replace(day=1))),
        "all": lambda: to_json(engine.assess_all(OFFICER)),
        "party": lambda: to_json(engine.party(OFFICER, WINNER.key)),
        "search": lambda: to_json(engine.search(TESTER, "东河")),
        "page": lambda: to_json(engine.assess_page(OFFICER, limit=2).answers),
    }


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What one asker gets to each question after each load."""
    found: dict[str, set[str]] = {}
    settings = Settings(store=f"sqlite:///{tmp_path_factory.mktemp('alone')}/office.sqlite")
    with RiskEngine.open(settings=settings, clock=lambda: NOON) as engine:
        for number in range(LOADS + 1):
            load(engine, number)
            for name, ask in questions(engine).items():
                found.setdefault(name, set()).add(ask())
    return found


def test_eight_threads_and_a_loader_get_what_one_asker_gets(running: RiskEngine, expected: dict[str, set[str]]) -> None:
    gate, loaded = Barrier(THREADS + 1), Event()

    def ask(turn: int) -> dict[str, set[str]]:
        own: dict[str, set[str]] = {name: set() for name in expected}
        asked = list(questions(running).items())
        gate.wait()
        rounds = 0
        while rounds < 2 or not loaded.is_set():
            for name, question in (*asked[turn % len(asked) :], *asked[: turn % len(asked)]):
                own[name].add(question())
            rounds += loaded.is_set()
        return own

    with ThreadPoolExecutor(THREADS) as pool:
        askers = [pool.submit(ask, turn) for turn in range(THREADS)]
        gate.wait()
        try:
            for number in range(1, LOADS + 1):
                load(running, number)
        finally:
            loaded.set()
        given = [asker.result() for asker in askers]
    for name, answers in expected.items():
        every = set().union(*(own[name] for own in given))
        assert every <= answers, name
    # All have arrived at the last load's answer.
    last = {name: question() for name, question in questions(running).items()}
    assert all(last[name] in own[name] for name in last for own in given)


@pytest.fixture
def running(tmp_path_factory: pytest.TempPathFactory) -> RiskEngine:
    settings = Settings(store=f"sqlite:///{tmp_path_factory.mktemp('many')}/office.sqlite")
    engine = RiskEngine.open(settings=settings, clock=lambda: NOON)
    load(engine, 0)
    return engine


def test_a_cursor_never_mixes_two_states(running: RiskEngine) -> None:
    first = running.assess_page(OFFICER, limit=1)
    assert first.following is not None
    load(running, 1)
    with pytest.raises(ChangedError):
        running.assess_page(OFFICER, limit=1, after=first.following)


def test_the_service_answers_many_at_once(service: Running) -> None:
    expected = service.get("/assessments/2026-17").text

    def ask(number: int) -> str:
        return service.get("/assessments/2026-17" if number % 2 else "/healthz").text

    with ThreadPoolExecutor(THREADS) as pool:
        given = list(pool.map(ask, range(64)))
    assert set(given[1::2]) == {expected}
    assert {json.loads(text)["status"] for text in given[::2]} == {"alive"}
