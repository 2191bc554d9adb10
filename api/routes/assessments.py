"""Assessments of projects and enterprises (评估): one, several, or the list of all projects."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Body, Path, Query, Request, Response

from api.answering import answered, grounds_of, json_response, tag_of
from api.asking import Context, Engine
from api.models import Asked, AssessmentQuestion, AssessmentsQuestion, Batch
from api.openapi import answers, problems
from graph_engine.answers.assessment import Assessment

router = APIRouter(tags=["assessments"])

_PAGE_HEADERS = {
    "Link": {"description": "the next page, rel=next", "schema": {"type": "string"}},
    "X-Total-Count": {"description": "how many the whole list has", "schema": {"type": "integer"}},
}


@router.get(
    "/assessments",
    responses={**answers(Assessment, array=True, headers=_PAGE_HEADERS), **problems(304, 403, 409, 422, 503)},
)
def assessments(
    request: Request, engine: Engine, context: Context, question: Annotated[AssessmentsQuestion, Query()]
) -> Response:
    """Every project, strongest claim first, page by page. A page after a change of the data is refused with 409."""
    page = engine.assess_page(
        context,
        scenario=question.scenario,
        flagged=question.flagged,
        limit=question.limit,
        after=question.cursor,
        as_of=question.as_of,
        known_at=question.known_at,
        printed=question.printed,
    )
    headers = {"X-Total-Count": str(page.total)}
    if page.following is not None:
        asked = {**request.query_params, "cursor": page.following}
        headers["Link"] = f'<{request.url.path}?{urlencode(asked)}>; rel="next"'
    tag = tag_of(page.mark, page.total, page.following, *map(grounds_of, page.answers))
    return answered(request, page.answers, tag, headers=headers)


@router.post(
    "/assessments", responses={**answers(Assessment, array=True), **problems(400, 403, 404, 409, 413, 422, 503)}
)
def assess_several(engine: Engine, context: Context, batch: Annotated[Batch, Body()]) -> Response:
    """Several targets at once, in the order asked: what `graph-engine assess ID…` prints, byte for byte."""
    found = engine.assess(
        context,
        batch.ids,
        scenario=batch.scenario,
        as_of=batch.as_of,
        known_at=batch.known_at,
        printed=batch.printed,
    )
    return json_response(found)


@router.get("/assessments/{id:path}", responses={**answers(Assessment), **problems(304, 403, 404, 409, 422, 503)})
def assessment(
    request: Request,
    engine: Engine,
    context: Context,
    id: Annotated[Asked, Path(description="public id, code, project number or exact name")],
    question: Annotated[AssessmentQuestion, Query()],
) -> Response:
    """One project or enterprise: own record, parties' records, linked leads, with every event and path behind them."""
    (found,) = engine.assess(
        context,
        [id],
        scenario=question.scenario,
        as_of=question.as_of,
        known_at=question.known_at,
        printed=question.printed,
    )
    return answered(request, found, tag_of(grounds_of(found)))
