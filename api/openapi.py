"""The OpenAPI document (接口说明): routes as they are declared, answers as their records say.

`docs/openapi.json` is this document as it was agreed; a test holds the two together, so a change on the wire is
always meant.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi

from api.errors import MEDIA_TYPE
from api.models import Problem
from graph_engine import __version__
from graph_engine.answers.assessment import Assessment
from graph_engine.answers.json_schema import schema_of
from graph_engine.answers.party import PartyProfile
from graph_engine.answers.search import SearchHit

RECORDS: Final = (Assessment, PartyProfile, SearchHit)
"""Answers that a route gives."""

_COMPONENTS: Final = "#/components/schemas/"
_DESCRIPTION: Final = """\
Who is behind a company, and what trouble is it tied to? Linked leads (关联风险线索) are for internal checking only: no
evaluation, no sanction, no publication, no automatic refusal (不评价、不惩戒、不公开). Numbers stand with six decimals
and add up as printed; read them as decimals. Without `X-Purpose` a question counts as a test, and natural persons'
records are left out. Paths carry no version: this document says it, and a change that breaks clients gets new paths.
"""
_TOLD: Final = {
    400: "the body is no JSON",
    304: "what the client has still holds",
    403: "role or purpose do not cover this",
    404: "not known",
    409: "ambiguous, with candidates, or the list has changed",
    413: "request too large",
    422: "malformed, or makes no sense",
    503: "not ready, or the store is not available",
}


def answers(record: type, *, array: bool = False, headers: dict[str, Any] | None = None) -> dict[int | str, Any]:
    """The good response of a route that gives this record, or a list of it."""
    reference = {"$ref": _COMPONENTS + record.__name__}
    schema = {"type": "array", "items": reference} if array else reference
    told: dict[str, Any] = {"description": "the answer", "content": {"application/json": {"schema": schema}}}
    if headers is not None:
        told["headers"] = headers
    return {200: told}


def problems(*statuses: int) -> dict[int | str, Any]:
    """The other responses of a route."""
    content = {MEDIA_TYPE: {"schema": {"$ref": _COMPONENTS + Problem.__name__}}}
    told: dict[int | str, Any] = {}
    for status in statuses:
        told[status] = {"description": _TOLD[status], **({} if status == 304 else {"content": content})}
    return told


def openapi_document(routers: Sequence[APIRouter]) -> dict[str, Any]:
    """The document of some routers, with the schemas of every record that they answer with."""
    app = FastAPI()
    for router in routers:
        app.include_router(router)
    document = get_openapi(
        title="graph-engine", version=__version__, description=_DESCRIPTION, routes=app.routes, license_info=_LICENSE
    )
    schemas: dict[str, Any] = document["components"]["schemas"]
    for record in RECORDS:
        schemas.update(_schemas(record))
    schemas[Problem.__name__] = Problem.model_json_schema(ref_template=_COMPONENTS + "{model}")
    schemas.update(schemas[Problem.__name__].pop("$defs"))
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    return document


def openapi_text(routers: Sequence[APIRouter]) -> str:
    """The document as it is committed."""
    return json.dumps(openapi_document(routers), ensure_ascii=False, indent=2) + "\n"


_LICENSE: Final = {"name": "Apache-2.0", "identifier": "Apache-2.0"}


def _schemas(record: type) -> dict[str, Any]:
    """The schemas of a record and of all that it holds, each under its name."""
    text = json.dumps(schema_of(record)["$defs"]).replace("#/$defs/", _COMPONENTS)
    found: dict[str, Any] = json.loads(text)
    return found
