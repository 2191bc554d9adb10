"""How an answer goes out: the command line's own bytes, with a tag by which a client asks whether it still holds."""

from __future__ import annotations

import hashlib
from typing import Any

from fastapi import Request, Response

from graph_engine.answers.assessment import Assessment
from graph_engine.answers.party import PartyProfile
from graph_engine.answers.writing import to_json


def answered(request: Request, answer: Any, tag: str, *, headers: dict[str, str] | None = None) -> Response:
    """An answer as the command line prints it, or 304 where the client already has the one of this tag.

    Nothing is to be stored by caches on the way (`no-store`, see the edge). A client that keeps an answer in its case
    file may ask with If-None-Match whether anything has changed: data, policy, or what the law withholds today.
    """
    sent = {"ETag": f'"{tag}"', **(headers or {})}
    if _is_known(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=sent)
    return json_response(answer, headers=sent)


def json_response(answer: Any, *, headers: dict[str, str] | None = None) -> Response:
    """An answer as the command line prints it, to the last decimal and the last byte."""
    return Response(to_json(answer) + "\n", headers=headers, media_type="application/json")


def tag_of(*parts: object) -> str:
    """A tag for what an answer rests on."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def grounds_of(answer: Assessment | PartyProfile) -> tuple[object, ...]:
    """What an answer rests on: the law has a clock of its own, so the day of asking is part of it."""
    known_at = None if answer.known_at is None else answer.known_at.isoformat()
    return (answer.snapshot, answer.policy, answer.result, answer.answered_on.isoformat(), known_at)


def _is_known(if_none_match: str, tag: str) -> bool:
    known = [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
    return "*" in known or f'"{tag}"' in known
