"""What may be asked, and what a problem looks like: the wire shapes that are not answers.

Answers are records of `graph_engine.answers`; their schemas are made from those, not written again here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

BATCH: Final = 100
"""Targets that one batch may name."""

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONGEST_TIME: Final = 40


def plain(text: str) -> str:
    """A text without control characters, and without the signs that stand for bytes that were no UTF-8."""
    if any(unicodedata.category(sign) in ("Cc", "Cs") or sign == "\ufffd" for sign in text):
        raise ValueError("holds control characters or broken UTF-8")
    return text


def _day(value: Any) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("is no date; write 2026-03-31")
    return date.fromisoformat(value)


def _time(value: Any) -> datetime:
    hint = "is no time with a zone; write 2026-03-31T12:00:00Z, or +08:00 with its plus sign as %2B in an address"
    if not isinstance(value, str) or len(value) > _LONGEST_TIME or not _DAY.match(value):
        raise ValueError(hint)
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(hint) from None
    if found.tzinfo is None:
        raise ValueError(hint)
    return found


def _as_text(read: Callable[[Any], Any], form: str) -> tuple[BeforeValidator, WithJsonSchema]:
    return BeforeValidator(read), WithJsonSchema({"type": "string", "format": form})


_READ_DAY, _SAY_DAY = _as_text(_day, "date")
_READ_TIME, _SAY_TIME = _as_text(_time, "date-time")
Day = Annotated[date, _READ_DAY, _SAY_DAY]
Time = Annotated[datetime, _READ_TIME, _SAY_TIME]
Asked = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(plain)]
"""A name, code, number or public id as a person types it."""
Word = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(plain)]


class _Question(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: Annotated[Day | None, Field(description="date of the answer; today if none")] = None
    known_at: Annotated[Time | None, Field(description="as known at this time; after the last load if none")] = None


class SearchQuestion(_Question):
    """What to look for (查询)."""

    q: Annotated[Asked, Field(description="part of a name, a code, an organisation code or a project number")]
    limit: Annotated[int, Field(ge=1, le=100, description="how many hits at the most")] = 20


class PartyQuestion(_Question):
    """How much of a party is told (主体档案)."""

    limit: Annotated[int, Field(ge=0, le=500, description="relations of a kind, and events, that are listed")] = 20


class AssessmentQuestion(_Question):
    """Under which scenario a target is assessed (评估)."""

    scenario: Annotated[Word | None, Field(description="one of the policy's four scenarios")] = None
    printed: Annotated[int, Field(ge=0, le=1000, description="contributions in full; the rest is summed up")] = 20


class AssessmentsQuestion(AssessmentQuestion):
    """Which part of the list of all projects (评估清单)."""

    flagged: Annotated[bool, Field(description="leave out what has neither record nor lead")] = False
    limit: Annotated[int, Field(ge=1, le=100, description="how many assessments a page has")] = 20
    cursor: Annotated[Word | None, Field(description="from the Link header of the page before")] = None


class Batch(AssessmentQuestion):
    """Several targets, answered in the order asked: all of them, or a problem."""

    ids: Annotated[list[Asked], Field(min_length=1, max_length=BATCH, description="ids, codes, numbers or names")]


class Fault(BaseModel):
    """One fault of a request: where it stands, and what is wrong. The value itself is not repeated."""

    where: str
    reason: str


class Problem(BaseModel):
    """A problem (RFC 9457) with its number; `type` is stable, `detail` is for people."""

    type: str
    title: str
    title_zh: str
    status: int
    detail: str
    request_id: str
    faults: list[Fault] | None = None
    kind: Annotated[str | None, Field(description="what was not found")] = None
    key: Annotated[str | None, Field(description="the text that was asked for")] = None
    candidates: Annotated[list[str] | None, Field(description="public ids that the text fits")] = None


class Health(BaseModel):
    """What a probe is told."""

    status: str
