"""What holds for every request (服务边界): its number and size, the name it asks for, what is logged and sent along.

The log has one line a request, with the route's pattern and never its address: names and numbers stand there.
"""

from __future__ import annotations

import logging
import re
import time
import traceback
import uuid
from pathlib import Path
from typing import Final

from fastapi import Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import INTERNAL, TOO_LARGE, Kind, problem

logger = logging.getLogger(__name__)

LARGEST_BODY: Final = 256 * 1024
"""Bytes; a batch at its cap, with every sign escaped, is half of it."""

HEADERS: Final = {
    # Answers may hold personal data: no cache on the way, and none in a browser, is to keep them.
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Vary": "X-Purpose, X-Role, X-Reference, X-Operator",
    "X-Content-Type-Options": "nosniff",
}

_OURS: Final = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.ASCII)
_FRAMES: Final = 6
_METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")

_MISDIRECTED: Final = Kind(421, "misdirected-request", "Not the name of this service", "主机名不属于本服务")


class Edge:
    """The outermost layer of the service."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request in, or answers it at the door."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        asked = headers.get("x-request-id", "")
        # A number of the client's own is taken over only in a form that holds no ID number of a person.
        request_id = asked if _NUMBER.fullmatch(asked) else str(uuid.uuid4())
        scope.setdefault("state", {})["request_id"] = request_id
        method, began = scope["method"], time.perf_counter()
        status = 0

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                every = MutableHeaders(scope=message)
                for name, value in {**HEADERS, "X-Request-Id": request_id}.items():
                    every[name] = value
            elif method == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        if method == "HEAD":
            scope["method"] = "GET"
        try:
            turned_away = _turned_away(headers, request_id)
            if turned_away is not None:
                await turned_away(scope, receive, sent)
            else:
                await self._app(scope, _limited(receive), sent)
        except Exception as error:
            # Anything else is a fault of ours. Its words may quote what was asked, so the log gets its place only.
            frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
            place = ">".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
            logger.error("request_id=%s error=%s at=%s", request_id, type(error).__name__, place)
            if not status:
                await problem(INTERNAL, request_id)(scope, receive, sent)
        finally:
            route = getattr(scope.get("route"), "path", "-")
            logger.info(
                "request_id=%s method=%s route=%s status=%d ms=%.1f",
                request_id,
                method if method in _METHODS else "other",
                route,
                status,
                (time.perf_counter() - began) * 1000,
            )


def _turned_away(headers: Headers, request_id: str) -> Response | None:
    """The problem of a request that comes no further."""
    if not _OURS.fullmatch(headers.get("host", "").lower()):
        # A page on the internet may have its own name lead to this machine (DNS rebinding) and read what we answer.
        return problem(_MISDIRECTED, request_id, detail="This service is asked for as 127.0.0.1, localhost or [::1].")
    length = headers.get("content-length", "0")
    if length.isascii() and length.isdigit() and int(length[:20]) > LARGEST_BODY:
        return problem(TOO_LARGE, request_id, detail=f"A request has {LARGEST_BODY} bytes at the most.")
    return None


def _limited(receive: Receive) -> Receive:
    """Counts what comes in, since a length need not be told, nor be true."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST_BODY:
            raise HTTPException(TOO_LARGE.status, f"A request has {LARGEST_BODY} bytes at the most.")
        return message

    return counted
