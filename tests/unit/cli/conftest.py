"""An office at its command line: a store with a load, and commands over it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from graph_engine.cli.app import app
from graph_engine.model.records import Project, Record
from tests.worlds import World, company, described, event, holds, project, takes_part

WINNER = company("91441900MA0000015D", "东河甲贸易有限公司")
HOLDER = company("91441900MA4W6BGB8T", "东河乙建设有限公司")
BRIDGE, PARK = project("2026-17", "东河大桥"), project("2026-18", "科技园")
LOADED = datetime(2026, 6, 2, 4, 0, tzinfo=UTC)


def records() -> list[Record]:
    """A bridge whose winner is held by a debtor, and a park with nobody."""
    return [
        *described(WINNER, HOLDER),
        Project(party=BRIDGE, name="东河大桥", scenario="major_project", number="2026-17"),
        Project(party=PARK, name="科技园", scenario="fiscal_funds", number="2026-18"),
        takes_part(WINNER, BRIDGE),
        holds(HOLDER, WINNER, 60),
        *event("粤执1号", HOLDER),
    ]


@dataclass
class Desk:
    """A store, and commands over it as an officer types them."""

    store: str

    def run(self, *words: str) -> Result:
        """The result of a command; output and errors apart."""
        return CliRunner().invoke(app, [*words, "--store", self.store])

    def json(self, *words: str) -> Any:
        """What a command that must succeed prints as JSON."""
        result = self.run(*words)
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)

    def refused(self, *words: str) -> str:
        """The one line that a command says which must stop."""
        result = self.run(*words)
        assert result.exit_code == 2
        assert result.stdout == ""
        return one_line(result.stderr)


def one_line(text: str) -> str:
    """The only line of a text, which tells no traceback."""
    lines = text.splitlines()
    assert len(lines) == 1, text
    assert "Traceback" not in text
    return lines[0]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk over a store of one load."""
    world = World(tmp_path)
    world.load(records(), recorded_at=LOADED)
    world.store.close()
    return Desk(f"sqlite:///{tmp_path}/world.sqlite")
