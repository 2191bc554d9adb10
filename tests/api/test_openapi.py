"""The wire as it was agreed: a change of it is always meant.

To write the document anew: `graph-engine schema openapi > docs/openapi.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from api.app import schema_text
from api.routes import ROUTERS
from graph_engine.cli.app import app
from tests.api.conftest import Service as Running

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "openapi.json"


def committed() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DOCUMENT.read_text("utf-8"))
    return found


def values_of(value: Any, name: str) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == name:
                yield inner
            yield from values_of(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from values_of(inner, name)


def test_the_committed_document_is_fresh() -> None:
    assert DOCUMENT.read_text("utf-8") == schema_text(), "run: graph-engine schema openapi > docs/openapi.json"


def test_the_command_line_and_the_service_give_the_document(service: Running) -> None:
    assert CliRunner().invoke(app, ["schema", "openapi"]).stdout == schema_text()
    assert service.client.get("/openapi.json").json() == committed()


def test_every_reference_leads_somewhere_and_every_schema_is_used() -> None:
    document = committed()
    schemas = document["components"]["schemas"]
    named = {reference.rpartition("/")[2] for reference in values_of(document, "$ref")}
    assert named == set(schemas)
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)


def test_routers_are_named_by_their_files_and_every_route_is_told() -> None:
    folder = ROOT / "api" / "routes"
    assert set(ROUTERS) == {path.stem for path in folder.glob("*.py")} - {"__init__"}
    routes = [route for router in ROUTERS.values() for route in router.routes if isinstance(route, APIRoute)]
    told = {(path, method.upper()) for path, methods in committed()["paths"].items() for method in methods}
    assert told == {(route.path_format, method) for route in routes for method in route.methods or ()}


def test_every_list_has_a_limit_and_every_text_a_length() -> None:
    for path, methods in committed()["paths"].items():
        for operation in methods.values():
            parameters = operation.get("parameters", [])
            good = operation["responses"]["200"]["content"]["application/json"]["schema"]
            if good.get("type") == "array" and "get" in methods and operation is methods["get"]:
                (limit,) = (each for each in parameters if each["name"] == "limit")
                assert limit["schema"]["maximum"] <= 100, path
            for parameter in parameters:
                schema = parameter["schema"]
                if parameter["name"] in ("id", "q"):
                    assert schema["maxLength"] == 200, path


def test_no_route_and_no_page_loads_from_elsewhere() -> None:
    assert "http" not in json.dumps({**committed(), "$schema": ""}).replace("HTTP", "")
