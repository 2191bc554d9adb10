"""The routes, one file a noun. A route asks the engine and nothing else."""

from fastapi import APIRouter

from api.routes import assessments, health, parties, search

ROUTERS: dict[str, APIRouter] = {
    "health": health.router,
    "search": search.router,
    "parties": parties.router,
    "assessments": assessments.router,
}
"""Every router, by the stem of its file."""
