"""Probes: is the service alive, and is it ready to answer (存活与就绪检查)."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.asking import Engine
from api.errors import NOT_READY, problem, request_id_of
from api.models import Health
from api.openapi import problems
from api.readiness import OURSELVES

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> Health:
    """Whether the service is alive. Answered without a worker thread, so also while all of them are busy."""
    return Health(status="alive")


@router.get("/readyz", response_model=Health, responses=problems(503))
def readyz(request: Request, engine: Engine) -> Health | Response:
    """Whether the store can be reached, a snapshot is built and the loops are compiled."""
    engine.loads(OURSELVES)
    if not request.app.state.warm_up.is_done:
        return problem(NOT_READY, request_id_of(request), headers={"Retry-After": "1"})
    return Health(status="ready")
