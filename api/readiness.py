"""Getting ready in the background (预热): snapshot and compiled loops, before anybody waits for them.

A load, or a new day of the law's clock, asks for another snapshot; so the service looks again every few seconds, which
costs next to nothing while all is as it was.
"""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import Final

from graph_engine.answers.request import RequestContext
from graph_engine.engine import RiskEngine
from graph_engine.errors import GraphEngineError

logger = logging.getLogger(__name__)

OURSELVES: Final = RequestContext("graph-engine", "service", "test")
"""The service asks for itself, without natural persons."""

AGAIN_SECONDS: Final = 10.0


class WarmUp:
    """Keeps an engine warm in a thread of its own, until it is stopped; what fails is tried again."""

    def __init__(self, engine: RiskEngine, *, again_seconds: float = AGAIN_SECONDS) -> None:
        self._engine = engine
        self._again_seconds = again_seconds
        self._done = Event()
        self._stopped = Event()
        # A snapshot in the making cannot be cut short, and is no reason to keep a service that was told to stop.
        self._thread = Thread(target=self._run, name="warm-up", daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Begins nothing any more."""
        self._stopped.set()

    @property
    def is_done(self) -> bool:
        """Whether the service has been warm."""
        return self._done.is_set()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._engine.warm(OURSELVES)
                self._done.set()
            except Exception as error:
                # Whatever it was: a service that is not ready says so, and tries again. Only our errors' words are
                # known to hold no names.
                reason = error if isinstance(error, GraphEngineError) else ""
                if not self._stopped.is_set():
                    logger.error("warm_up=failed error=%s reason=%s", type(error).__name__, reason)
            self._stopped.wait(self._again_seconds)
