"""What is known of one party, project or contact (主体档案)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.answering import answered, grounds_of, tag_of
from api.asking import Context, Engine
from api.models import Asked, PartyQuestion
from api.openapi import answers, problems
from graph_engine.answers.party import PartyProfile

router = APIRouter(tags=["parties"])


@router.get("/parties/{id:path}", responses={**answers(PartyProfile), **problems(304, 403, 404, 409, 422, 503)})
def party(
    request: Request,
    engine: Engine,
    context: Context,
    id: Annotated[Asked, Path(description="public id, code, project number or exact name")],
    question: Annotated[PartyQuestion, Query()],
) -> Response:
    """Names, keys, state, relations with their sources, own record with its legal status, and what is not known.

    A related party is neither judged nor scored here; natural persons show only for a purpose that covers them.
    """
    found = engine.party(context, id, as_of=question.as_of, known_at=question.known_at, listed=question.limit)
    return answered(request, found, tag_of(grounds_of(found)))
