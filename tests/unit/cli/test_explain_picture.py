"""`graph-engine explain TARGET --picture FILE.svg` draws what it tells."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

from graph_engine.cli.app import app
from graph_engine.model.records import Participation
from tests.worlds import World, company, described, event, holds, project

PARENT, WINNER, ROAD = (
    company("P", "长风控股集团有限公司"),
    company("W", "长风路桥工程有限公司"),
    project("7", "快速路三期工程"),
)
LOADED = datetime(2024, 1, 2, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> str:
    world = World(tmp_path)
    records = [*described(ROAD), *event("粤执1号", PARENT, published_on=date(2024, 1, 1)), holds(PARENT, WINNER, 70)]
    world.load([*records, Participation(source=WINNER, target=ROAD, role="winner")], recorded_at=LOADED)
    world.store.close()
    return f"sqlite:///{tmp_path}/world.sqlite"


def explain(store: str, *more: str) -> Result:
    arguments = ["explain", "7", "--store", store, "--as-of", "2024-06-01", *more]
    return CliRunner().invoke(app, arguments)


def test_the_picture_is_written_beside_the_prose(store: str, tmp_path: Path) -> None:
    target = tmp_path / "case.svg"
    result = explain(store, "--picture", str(target), "--language", "en")
    assert result.exit_code == 0, result.output
    assert "Claim level" in result.stdout
    assert str(target) in result.stderr.replace("\n", "")
    picture = target.read_text("utf-8")
    ElementTree.fromstring(picture)
    assert "长风控股" in picture
    assert "Claim level" in picture


def test_without_the_option_nothing_is_written(store: str, tmp_path: Path) -> None:
    assert explain(store).exit_code == 0
    assert list(tmp_path.glob("**/*.svg")) == []


def test_a_picture_that_cannot_be_written_is_told_in_one_line(store: str, tmp_path: Path) -> None:
    result = explain(store, "--picture", str(tmp_path / "nowhere" / "case.svg"))
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_an_event_that_stands_behind_nothing_draws_nothing(store: str, tmp_path: Path) -> None:
    target = tmp_path / "case.svg"
    result = explain(store, "--picture", str(target), "--event", "粤执9号")
    assert result.exit_code == 1
    assert not target.exists()
