"""Who asks, in which role, for which purpose (查询人、角色、目的、依据), and the engine that is asked.

Until there is access control the headers say it, as the options of the command line do; nobody is believed more for
it, because only this machine can reach the service. Without a purpose the question counts as a test, and natural
persons' records are left out. They are headers, not part of the address, because addresses end up in histories.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import unquote

from fastapi import Depends, Header, Request

from api.models import plain
from graph_engine.answers.request import RequestContext
from graph_engine.engine import RiskEngine
from graph_engine.errors import RequestError

_HEADERS = frozenset({"x-purpose", "x-role", "x-reference", "x-operator"})
_LONGEST = 100
_PERCENT = "UTF-8 in percent-encoding"


def engine_of(request: Request) -> RiskEngine:
    """The engine of this service."""
    engine: RiskEngine = request.app.state.engine
    return engine


def context_of(
    request: Request,
    x_purpose: Annotated[str, Header(description=f"what the question is for; {_PERCENT}")] = "test",
    x_role: Annotated[str, Header(description=f"the role in which it is asked; {_PERCENT}")] = "officer",
    x_reference: Annotated[str, Header(description=f"case or project number it belongs to; {_PERCENT}")] = "",
    x_operator: Annotated[str, Header(description=f"the person or system that asks; {_PERCENT}")] = "local",
) -> RequestContext:
    """The context of a request. Raises `RequestError` where a header or a parameter is malformed or said twice."""
    said = [name for name, _ in request.query_params.multi_items()]
    said += [name for name in request.headers if name in _HEADERS]
    if len(set(said)) < len(said):
        raise RequestError("a parameter or header is said twice")
    return RequestContext(
        operator=_read("X-Operator", x_operator),
        role=_read("X-Role", x_role),
        purpose=_read("X-Purpose", x_purpose),
        reference=_read("X-Reference", x_reference),
    )


def _read(header: str, value: str) -> str:
    """A header's text; what is not ASCII comes percent-encoded, since HTTP itself knows no other signs."""
    try:
        text = plain(unquote(value, encoding="utf-8", errors="strict"))
    except ValueError:
        raise RequestError(f"{header} holds control characters, or is no {_PERCENT}") from None
    if not value.isascii() or len(text) > _LONGEST:
        raise RequestError(f"{header} is to be {_PERCENT}, of {_LONGEST} signs at the most")
    return text


Engine = Annotated[RiskEngine, Depends(engine_of)]
Context = Annotated[RequestContext, Depends(context_of)]
