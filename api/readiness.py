"""Getting ready in the background (预热): the first snapshot and the compiled loops, before anybody waits for them."""

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

_AGAIN_SECONDS: Final = 5.0


class WarmUp:
    """Warms an engine in a thread of its own; what fails is tried again until it is stopped."""

    def __init__(self, engine: RiskEngine) -> None:
        self._engine = engine
        self._done = Event()
        self._stopped = Event()
        # A snapshot in the making cannot be cut short, and is no reason to keep a service that was told to stop.
        self._thread = Thread(target=self._run, name="warm-up", daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Tries no more."""
        self._stopped.set()

    @property
    def is_done(self) -> bool:
        """Whether the service is warm."""
        return self._done.is_set()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._engine.warm(OURSELVES)
            except Exception as error:
                # Whatever it was: a service that is not ready says so, and tries again. Only our errors' words are
                # known to hold no names.
                reason = error if isinstance(error, GraphEngineError) else ""
                if not self._stopped.is_set():
                    logger.error("warm_up=failed error=%s reason=%s", type(error).__name__, reason)
                self._stopped.wait(_AGAIN_SECONDS)
            else:
                self._done.set()
                logger.info("warm_up=done")
                return
