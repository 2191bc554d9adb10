"""The whole service on one page: routes, errors, edge, warm-up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute

from api.edge import Edge
from api.errors import NO_METHOD, add_handlers, problem, request_id_of
from api.openapi import openapi_document, openapi_text
from api.readiness import WarmUp
from api.routes import ROUTERS
from graph_engine.engine import RiskEngine


def create_app(engine: RiskEngine, *, threads: int = 2) -> FastAPI:
    """The service over an engine that somebody else opened and closes; so many questions are answered at a time."""
    warm_up = WarmUp(engine)

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = threads
        warm_up.start()
        yield
        warm_up.stop()

    # The usual pages of documentation load scripts from elsewhere; /openapi.json is enough for every tool.
    app = FastAPI(title="graph-engine", lifespan=running, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.engine = engine
    app.state.warm_up = warm_up
    for router in ROUTERS.values():
        app.include_router(router)
    document = openapi_document(list(ROUTERS.values()))
    app.openapi = lambda: document  # type: ignore[method-assign]
    add_handlers(app)
    app.add_exception_handler(405, _other_method)
    app.add_middleware(Edge)
    return app


def _other_method(request: Request, error: Exception) -> Response:
    """The methods that an address has, to who asks for them (OPTIONS) and to who asked by another one."""
    routes = [route for router in ROUTERS.values() for route in router.routes if isinstance(route, APIRoute)]
    known = {method for route in routes if route.path_regex.match(request.url.path) for method in route.methods or ()}
    allow = {"Allow": ", ".join(sorted({*(known or {"GET"}), *({"HEAD"} if known != {"POST"} else ()), "OPTIONS"}))}
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=allow)
    return problem(NO_METHOD, request_id_of(request), headers=allow)


def schema_text() -> str:
    """The OpenAPI document as it is committed; the command line prints it."""
    return openapi_text(list(ROUTERS.values()))
