"""What every store refuses before and while it applies a load (批次准入), with the same words on every backend."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from graph_engine.errors import LoadRejectedError
from graph_engine.store.base import LoadRequest
from graph_engine.store.stage import Stage


def admit(stage: Stage, request: LoadRequest, last_recorded_at: datetime | None) -> None:
    """Lets a load in, or not, by what is known before anything is compared.

    Raises:
        LoadRejectedError: the stage is another source's, so that a full load would retire what it never saw;
            `recorded_at` has no time zone, or lies before that of the last committed load.
    """
    if stage.source != request.source:
        raise LoadRejectedError(f"the stage was filled by source '{stage.source}', not '{request.source}'")
    if request.recorded_at.tzinfo is None:
        raise LoadRejectedError(f"recorded_at {request.recorded_at} has no time zone")
    if last_recorded_at is not None and request.recorded_at < last_recorded_at:
        raise LoadRejectedError(
            f"recorded_at {request.recorded_at.isoformat()} lies before that of the last load, "
            f"{last_recorded_at.isoformat()}"
        )


def keep_minimum(request: LoadRequest, live: Mapping[str, int]) -> None:
    """Holds a full load to its minimum counts; `live` are the source's live statements by kind, after the load.

    Raises:
        LoadRejectedError: fewer would be left than `request.minimum` says; every such kind is named.
    """
    short = [
        f"{kind}: {live.get(kind, 0)} of at least {least}"
        for kind, least in request.minimum.items()
        if live.get(kind, 0) < least
    ]
    if short:
        raise LoadRejectedError(
            f"the full load would leave too few statements of source '{request.source}': {', '.join(short)}"
        )
