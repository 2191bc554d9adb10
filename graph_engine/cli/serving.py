"""The command that serves: serve."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from graph_engine.cli.session import StoreOption, errors_told, notes, opened, settings_of, start_logging


def serve(
    host: Annotated[str, typer.Option("--host", help="127.0.0.1, localhost or ::1; nothing else yet")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="0 takes a free one")] = 8000,
    threads: Annotated[
        int | None, typer.Option("--threads", min=1, max=64, help="questions at a time [default: GRAPH_ENGINE_THREADS]")
    ] = None,
    store: StoreOption = None,
) -> None:
    """Serve answers over HTTP (接口服务), on this machine only until there is access control."""
    with errors_told():
        settings = settings_of(store)
        start_logging(settings)
        # By name: the service stands beside this package, and only this command pays for loading it.
        serving = import_module("api.serving")
        with opened(settings) as engine:
            serving.serve(
                engine,
                host=host,
                port=port,
                threads=threads or settings.threads,
                told=lambda address: notes.print(f"serving at {address}; Ctrl-C ends it", markup=False),
            )
