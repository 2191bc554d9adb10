"""schema, policy, loaders, loads, version."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from graph_engine import __version__
from graph_engine.cli.app import app
from loaders import LOADERS
from tests.unit.cli.conftest import Desk, one_line
from tests.worlds import POLICY


def run(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_version_and_help() -> None:
    assert run("--version").strip() == __version__
    for command in ("load", "assess", "explain", "search", "schema", "serve", "policy", "quarantine"):
        assert command in run("--help")


@pytest.mark.parametrize("name", ["assessment", "party", "records"])
def test_published_schemas_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(json.loads(run("schema", name)))


def test_the_data_dictionary_is_markdown() -> None:
    assert run("schema", "data-dictionary").startswith("#")


def test_an_unknown_schema_is_told_with_those_that_there_are() -> None:
    result = CliRunner().invoke(app, ["schema", "novel"])
    assert result.exit_code == 2
    assert "assessment, party, records, openapi, data-dictionary" in one_line(result.stderr)


def test_the_policy_is_shown_whole_with_its_hash() -> None:
    shown = json.loads(run("policy", "show", "--format", "json"))
    assert shown.pop("hash") == POLICY.hash
    assert shown == json.loads(json.dumps(POLICY.as_dict()))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_policy_as_tables(language: str) -> None:
    shown = run("policy", "show", "--format", "table", "--language", language)
    assert "order36_art3" in shown or "36号" in shown


def test_a_broken_policy_is_told_fault_by_fault(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path_factory.mktemp("policy") / "office.toml"
    broken.write_text("[propagation]\nexponent = 3\nfoo = 1\n", encoding="utf-8")
    monkeypatch.setenv("GRAPH_ENGINE_POLICY", str(broken))
    result = CliRunner().invoke(app, ["policy", "show"])
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
    assert "2 fault(s)" in result.stderr
    for fault in ("exponent", "foo"):
        assert fault in result.stderr


def test_loaders_and_loads_are_listed(desk: Desk) -> None:
    listed = run("loaders")
    assert all(name in listed for name in LOADERS)
    (load,) = desk.json("loads")
    assert (load["number"], load["source"], load["recorded_at"]) == (1, "registry", "2026-06-02T04:00:00+00:00")
    assert desk.run("loads", "--format", "table").exit_code == 0
