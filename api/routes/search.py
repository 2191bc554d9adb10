"""Finding parties and projects (查询)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.answering import answered, tag_of
from api.asking import Context, Engine
from api.models import SearchQuestion
from api.openapi import answers, problems
from graph_engine.answers.search import SearchHit

router = APIRouter(tags=["search"])


@router.get("/search", responses={**answers(SearchHit, array=True), **problems(304, 403, 422, 503)})
def search(
    request: Request, engine: Engine, context: Context, question: Annotated[SearchQuestion, Query()]
) -> Response:
    """Parties and projects by name, code, organisation code or project number, best first.

    Natural persons are found only for a purpose that covers them.
    """
    hits = engine.search(context, question.q, limit=question.limit, as_of=question.as_of, known_at=question.known_at)
    return answered(request, hits, tag_of(hits))
