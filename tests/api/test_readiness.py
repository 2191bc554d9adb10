"""Getting ready: in the background, again after a failure, and again when the day or the data change."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from api.readiness import WarmUp
from graph_engine.answers.request import RequestContext
from graph_engine.engine import RiskEngine
from graph_engine.errors import StoreUnavailableError
from tests.api.conftest import Service as Running


class Script(RiskEngine):
    """An engine that does as it is told when it is to get warm."""

    def __init__(self, steps: Iterator[Callable[[], None]]) -> None:
        self.steps = steps
        self.told = 0

    def warm(self, context: RequestContext) -> None:
        self.told += 1
        assert (context.role, context.purpose) == ("service", "test")
        next(self.steps, lambda: None)()


def fails(error: Exception) -> Callable[[], None]:
    def step() -> None:
        raise error

    return step


def until(holds: Callable[[], bool]) -> None:
    for _ in range(2000):
        if holds():
            return
        time.sleep(0.005)
    raise AssertionError("it never came")


def test_what_fails_is_tried_again_and_told_without_what_may_be_a_name(caplog: pytest.LogCaptureFixture) -> None:
    engine = Script(iter([fails(StoreUnavailableError("the disk is away")), fails(KeyError("张三")), lambda: None]))
    warm_up = WarmUp(engine, again_seconds=0.01)
    assert not warm_up.is_done
    warm_up.start()
    until(lambda: warm_up.is_done)
    # It goes on looking: another day, another load.
    until(lambda: engine.told > 5)
    warm_up.stop()
    assert "error=StoreUnavailableError reason=the disk is away" in caplog.text
    assert "error=KeyError" in caplog.text
    assert "张三" not in caplog.text


def test_a_service_that_never_gets_warm_is_never_ready(service: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WarmUp, "is_done", False)
    body = service.problem(503, "not-ready", service.client.get("/readyz"))
    assert "ask again soon" in body["detail"]
    assert service.client.get("/healthz").status_code == 200


def test_warming_makes_the_first_question_find_everything_there(
    service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.engine.warm(RequestContext("x", "service", "test"))

    def made_anew(*_: object, **__: object) -> None:
        raise AssertionError("a snapshot was made while somebody waited")

    monkeypatch.setattr(service.engine, "_shelf", made_anew)
    assert service.client.get("/assessments/2026-17").status_code == 200
    # A purpose with persons rests on the same snapshot.
    assert service.get("/assessments/2026-17").status_code == 200
