"""Every error of ours is one problem, and what is wrong on the office's side is told in fixed words."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from api.errors import PROBLEMS, kind_of
from graph_engine import errors
from graph_engine.errors import Fault, GraphEngineError
from tests.api.conftest import Service as Running


@pytest.fixture
def service(standing: Running) -> Running:
    return standing


SECRET = "/srv/office/张三.sqlite"


def leaves(root: type[GraphEngineError]) -> Iterator[type[GraphEngineError]]:
    below = root.__subclasses__()
    if not below:
        yield root
    for each in below:
        yield from leaves(each)


def example(kind: type[GraphEngineError]) -> GraphEngineError:
    """An error of a class, with a secret in it."""
    match kind:
        case errors.SettingsError:
            return errors.SettingsError([Fault("STORE", SECRET)])
        case errors.PolicyError:
            return errors.PolicyError("office.toml", [Fault("gate", SECRET)])
        case errors.MappingError:
            return errors.MappingError("mapping.toml", [Fault("tables", SECRET)])
        case errors.NotFoundError:
            return errors.NotFoundError("company", SECRET)
        case errors.AmbiguousError:
            return errors.AmbiguousError("company", [SECRET])
        case errors.UnknownFormatError:
            return errors.UnknownFormatError("company", SECRET)
        case _:
            return kind(SECRET)


LEAVES = [each for each in leaves(GraphEngineError) if each.__module__ == errors.__name__]


def test_the_table_has_every_leaf_of_the_tree() -> None:
    assert set(LEAVES) <= set(PROBLEMS)
    # What stands above a leaf may be raised itself.
    assert set(PROBLEMS) - set(LEAVES) == {errors.RequestError, errors.LoadRejectedError}


def test_kinds_are_told_apart_by_their_slugs() -> None:
    slugs = [kind.slug for kind in PROBLEMS.values()]
    assert len(set(slugs)) == len(slugs)


def test_a_class_that_is_new_below_a_known_one_is_that_problem() -> None:
    class NewError(errors.NotFoundError):
        pass

    class StrangeError(GraphEngineError):
        pass

    assert kind_of(NewError("party", "x")) is PROBLEMS[errors.NotFoundError]
    assert kind_of(StrangeError()).slug == "internal"


@pytest.mark.parametrize("kind", PROBLEMS, ids=lambda kind: kind.__name__)
def test_every_error_becomes_its_problem(
    service: Running, kind: type[GraphEngineError], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise example(kind)

    monkeypatch.setattr(service.engine, "search", fails)
    caplog.set_level(logging.INFO)
    response = service.get("/search?q=x")
    told = PROBLEMS[kind]
    body = service.problem(told.status, told.slug, response)
    assert (response.status_code == 503) == ("retry-after" in response.headers)
    if told.status >= 500:
        assert SECRET not in response.text
        assert f"request_id={body['request_id']} error={kind.__name__}" in caplog.text
    else:
        assert SECRET in body["detail"]
        assert SECRET not in caplog.text
    if kind is errors.AmbiguousError:
        assert (body["key"], body["candidates"]) == ("company", [SECRET])
    if kind is errors.NotFoundError:
        assert (body["kind"], body["key"]) == ("company", SECRET)


def test_a_fault_of_ours_tells_neither_client_nor_log_what_was_asked(
    service: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise KeyError(SECRET)

    monkeypatch.setattr(service.engine, "search", fails)
    caplog.set_level(logging.INFO)
    response = service.get("/search?q=张三")
    service.problem(500, "internal", response)
    assert "error=KeyError at=" in caplog.text
    for text in (response.text, caplog.text):
        assert "张三" not in text
        assert "Traceback" not in text


def test_a_store_that_went_away_is_no_answer_and_no_readiness(
    service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise errors.StoreUnavailableError(SECRET)

    monkeypatch.setattr(service.engine.store, "reader", away)
    for address in ("/readyz", "/assessments", "/search?q=x", "/parties/2026-17"):
        service.problem(503, "store-unavailable", service.get(address))
    assert service.client.get("/healthz").status_code == 200
