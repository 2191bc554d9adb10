"""docker-compose.yml, read as Docker would read it: there need be no Docker engine to find its mistakes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph_engine.settings import Settings
from tests.neo4j_server import neo4j_version

FILE = Path(__file__).resolve().parents[2] / "docker-compose.yml"
TEXT = FILE.read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
HEADER = TEXT[: TEXT.index("\nname:")]
BODY = TEXT[TEXT.index("\nname:") :]
VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


def filled_in(value: str, given: dict[str, str] | None = None) -> str:
    """The value as Docker Compose fills it in."""
    return VARIABLE.sub(lambda found: (given or {}).get(found[1], found[2] or ""), value)


@pytest.mark.parametrize("name", SERVICES)
class TestEveryService:
    def test_its_image_is_pinned_to_a_whole_version(self, name: str) -> None:
        assert re.fullmatch(r"[\w./-]+:\d+\.\d+\.\d+(-[\w.]+)?", SERVICES[name]["image"])

    def test_it_has_a_health_check(self, name: str) -> None:
        check = SERVICES[name]["healthcheck"]
        assert check["test"][0] == "CMD"
        assert {"interval", "timeout", "retries", "start_period"} <= set(check)

    def test_it_starts_again_by_itself(self, name: str) -> None:
        assert SERVICES[name]["restart"] == "unless-stopped"

    def test_its_volumes_are_declared(self, name: str) -> None:
        named = {mount.partition(":")[0] for mount in SERVICES[name]["volumes"]}
        assert named
        assert named <= set(COMPOSE["volumes"])

    def test_its_secrets_are_declared_and_come_from_files(self, name: str) -> None:
        for secret in SERVICES[name].get("secrets", []):
            assert set(COMPOSE["secrets"][secret]) == {"file"}

    def test_its_ports_are_open_to_this_machine_only_unless_asked(self, name: str) -> None:
        for port in SERVICES[name]["ports"]:
            address, outside, inside = filled_in(port).split(":")
            assert (address, outside) == ("127.0.0.1", inside)

    def test_no_variable_holds_a_password(self, name: str) -> None:
        for variable, value in SERVICES[name]["environment"].items():
            secret = any(word in variable.upper() for word in ("AUTH", "PASSWORD", "KEY"))
            assert not secret or (variable.endswith("_FILE") and value.startswith("/run/secrets/"))


def test_neo4j_is_the_version_that_the_tests_run_on() -> None:
    assert SERVICES["neo4j"]["image"] == f"neo4j:{neo4j_version()}-community"


def test_neo4j_keeps_data_and_logs() -> None:
    assert {mount.partition(":")[2] for mount in SERVICES["neo4j"]["volumes"]} == {"/data", "/logs"}


def test_neo4j_takes_its_password_from_the_secret_it_is_given() -> None:
    service = SERVICES["neo4j"]
    (secret,) = service["secrets"]
    assert service["environment"]["NEO4J_AUTH_FILE"] == f"/run/secrets/{secret}"
    assert filled_in(COMPOSE["secrets"][secret]["file"]) == "./secrets/neo4j_auth"


def test_neo4j_memory_is_set_by_variables() -> None:
    environment = SERVICES["neo4j"]["environment"]
    given = {"NEO4J_HEAP": "5g", "NEO4J_PAGECACHE": "7g"}
    memory = {
        name.removeprefix("NEO4J_server_memory_"): (filled_in(value), filled_in(value, given))
        for name, value in environment.items()
        if "_memory_" in name
    }
    assert memory == {
        "heap_initial__size": ("2g", "5g"),
        "heap_max__size": ("2g", "5g"),
        "pagecache_size": ("1g", "7g"),
    }


def test_drivers_are_sent_to_the_port_that_is_open() -> None:
    service = SERVICES["neo4j"]
    given = {"NEO4J_HOST": "graph.example", "NEO4J_BOLT_PORT": "9999"}
    told = service["environment"]["NEO4J_server_bolt_advertised__address"]
    assert filled_in(told) == "localhost:7687"
    assert filled_in(told, given) == "graph.example:9999"
    assert "127.0.0.1:9999:7687" in [filled_in(port, given) for port in service["ports"]]


def test_every_variable_has_a_default_and_is_documented_with_it() -> None:
    used = {found[1]: found[2] for found in VARIABLE.finditer(BODY)}
    assert BODY.count("$") == len(VARIABLE.findall(BODY))
    documented = dict(re.findall(r"^#   ([A-Z0-9_]+) {2,}.*\(([^ :)]+)[^)]*\)$", HEADER, re.MULTILINE))
    assert documented == used


def test_our_own_variables_in_the_instructions_exist() -> None:
    named = re.findall(r"GRAPH_ENGINE_\w+", TEXT)
    assert named
    Settings.from_env(dict.fromkeys(named, ""))
