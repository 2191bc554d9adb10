"""Socket and signals (启动与停止): where the service listens, and how it ends."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from typing import Final

import uvicorn

from api.app import create_app
from graph_engine.engine import RiskEngine
from graph_engine.errors import RequestError

logger = logging.getLogger(__name__)

ADDRESSES: Final = {"127.0.0.1": socket.AF_INET, "localhost": socket.AF_INET, "::1": socket.AF_INET6}
"""This machine, by every name that it is allowed under."""

_HIGHEST_PORT: Final = 65_535
_GRACE_SECONDS: Final = 10
"""How long running questions may take when the service is told to stop, and then what runs in the background."""


def serve(engine: RiskEngine, *, host: str, port: int, threads: int, told: Callable[[str], None]) -> None:
    """Serves until SIGINT or SIGTERM. `told` gets the address once it is bound.

    Raises:
        RequestError: the address is not this machine's, or the port cannot be had.
    """
    listening = _bound(host, port)
    config = uvicorn.Config(
        create_app(engine, threads=threads),
        # Our own log has one line a request, without its address.
        access_log=False,
        log_config=None,
        http="h11",
        ws="none",
        loop="asyncio",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    server = uvicorn.Server(config)

    def stop(*_: object) -> None:
        server.should_exit = True

    # uvicorn raises the signal again when it has stopped, for whoever stood there before: us, to whom it is no fault.
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        shown = f"[{host}]" if ":" in host else host
        told(f"http://{shown}:{listening.getsockname()[1]}")
        server.run(sockets=[listening])
        _wait_for_threads()
    finally:
        listening.close()
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait_for_threads() -> None:
    """Lets what still runs come to its end, and leaves it behind if it takes too long.

    Python would abort in a thread that is in compiled code when the program ends. Leaving at once is safe: a question
    changes nothing, and snapshots appear whole or not at all.
    """
    until = time.monotonic() + _GRACE_SECONDS
    others = [thread for thread in threading.enumerate() if thread is not threading.current_thread()]
    for thread in others:
        thread.join(max(until - time.monotonic(), 0))
    if any(thread.is_alive() for thread in others):
        logger.warning("stopped=unfinished")
        logging.shutdown()
        os._exit(0)


def _bound(host: str, port: int) -> socket.socket:
    if host not in ADDRESSES:
        raise RequestError(
            f"'{host}' is refused: until there is access control this service listens on this machine only; "
            f"--host is one of {', '.join(ADDRESSES)}"
        )
    if not 0 <= port <= _HIGHEST_PORT:
        raise RequestError(f"{port} is no port; 0 takes a free one")
    # Asked by number: what a hosts file says of `localhost` may be another machine.
    address = "127.0.0.1" if host == "localhost" else host
    try:
        return socket.create_server((address, port), family=ADDRESSES[host])
    except OSError as error:
        raise RequestError(
            f"port {port} on {host} cannot be had: {error.strerror}; choose another by --port"
        ) from error
