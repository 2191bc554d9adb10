"""A service over a store with a load, asked without a network; and the same engine asked directly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api.app import create_app
from graph_engine.answers.request import RequestContext
from graph_engine.engine import RiskEngine
from graph_engine.model.records import Branch, Enterprise, Project, Record
from graph_engine.settings import Settings
from tests.contract.loads import Load, apply
from tests.worlds import (
    address,
    company,
    described,
    event,
    holds,
    known_person,
    leads,
    project,
    takes_part,
    uses,
)

WINNER = company("91441900MA0000015D", "东河甲贸易有限公司", aliases=["regno:441900000000001"])
HOLDER = company("91441900MA4W6BGB8T", "东河乙建设有限公司")
BRANCH = company("91441900MA56AU7R3N", "东河甲贸易有限公司石桥分公司")
BRIDGE, PARK, ROAD = project("2026-17", "东河大桥"), project("2026-18", "科技园"), project("A/B (2026)9号", "<东河>路")
ZHANG = known_person("1", "张三丰")
ROOM = address("东河路1号")
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PURPOSE = {"X-Purpose": "project_review", "X-Reference": "2026-17", "X-Operator": "li"}
OFFICER = RequestContext("li", "officer", "project_review", "2026-17")
TESTER = RequestContext("local", "officer", "test")


def records() -> list[Record]:
    """A bridge whose winner is held by a debtor and led by a person; a park and a road with nobody."""
    return [
        Enterprise(party=WINNER, name=WINNER.name or "", status="active", amount=123456789, currency="CNY"),
        *described(HOLDER, BRANCH, ZHANG),
        Branch(source=BRANCH, target=WINNER),
        *(
            Project(party=what, name=what.name or "", scenario=scenario, number=what.key.split(":", 2)[2])
            for what, scenario in ((BRIDGE, "major_project"), (PARK, "fiscal_funds"), (ROAD, "fiscal_funds"))
        ),
        takes_part(WINNER, BRIDGE),
        holds(HOLDER, WINNER, 60),
        holds(ZHANG, WINNER, 40),
        leads(ZHANG, WINNER),
        *uses(WINNER, ROOM),
        *uses(ZHANG, ROOM),
        *event("粤执1号", HOLDER),
        *event("粤执2号", BRANCH),
        *event("粤执3号", WINNER, status="repaired", published_on=None),
    ]


@dataclass
class Service:
    """A service, its engine, and a clock that tests set."""

    client: TestClient
    engine: RiskEngine
    now: datetime = NOON

    def get(self, address: str, **more: Any) -> Response:
        """The answer at an address, asked for a purpose that covers persons."""
        response: Response = self.client.get(address, **{"headers": PURPOSE, **more})
        return response

    def json(self, address: str, **more: Any) -> Any:
        """A good answer, its numbers exactly as printed."""
        response = self.get(address, **more)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == "application/json"
        return json.loads(response.text, parse_float=Decimal)

    def problem(self, status: int, slug: str, response: Response) -> Any:
        """The body of a response that must be this problem."""
        assert response.status_code == status, response.text
        assert response.headers["content-type"] == "application/problem+json"
        body = response.json()
        assert body["status"] == status
        assert body["type"] == f"urn:graph-engine:problem:{slug}"
        assert body["request_id"] == response.headers["x-request-id"]
        assert body["title_zh"]
        return body

    def load(self, said: list[Record], document: str, **more: Any) -> None:
        """One more load."""
        apply(self.engine.store, Load(tuple(said), document=document, recorded_at=self.now, **more))


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A service that is running, over a store of its own."""
    with running(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service for tests that load nothing."""
    with running(tmp_path_factory.mktemp("office")) as made:
        yield made


@contextmanager
def running(folder: Path) -> Iterator[Service]:
    settings = Settings(store=f"sqlite:///{folder}/office.sqlite")
    with RiskEngine.open(settings=settings, clock=lambda: made.now) as engine:
        made = Service(TestClient(create_app(engine), base_url="http://127.0.0.1:8000"), engine)
        made.load(records(), "a")
        with made.client:
            yield made
