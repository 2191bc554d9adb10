"""What every command needs: settings read once, the context of the request, the engine, errors as one line."""

from __future__ import annotations

import getpass
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from graph_engine.answers.request import RequestContext
from graph_engine.engine import RiskEngine
from graph_engine.errors import Fault, GraphEngineError, RequestError, SettingsError, StoreUnavailableError
from graph_engine.settings import Settings

STOPPED = 2
"""Exit code of misuse and of every error that stops a command."""

INTERRUPTED = 130

console = Console()
notes = Console(stderr=True)

StoreOption = Annotated[
    str | None, typer.Option("--store", help="sqlite:///PATH or neo4j://HOST:PORT [default: GRAPH_ENGINE_STORE]")
]
PurposeOption = Annotated[
    str, typer.Option("--purpose", help="what the question is for (see: policy show); 'test' leaves persons out")
]
RoleOption = Annotated[str, typer.Option("--role", help="role in which the question is asked")]
ReferenceOption = Annotated[str, typer.Option("--reference", help="case or project number the question belongs to")]
AsOfOption = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="date of the answer [default: today]")]
KnownAtOption = Annotated[
    str | None, typer.Option("--known-at", metavar="TIME", help="as known at this time [default: the last load]")
]
LanguageOption = Annotated[str | None, typer.Option("--language", help="zh or en [default: GRAPH_ENGINE_LANGUAGE]")]


def settings_of(store: str | None = None) -> Settings:
    """The settings of the environment, with the store of the command line."""
    settings = Settings.from_env(os.environ)
    if store is None:
        return settings
    try:
        return replace(settings, store=store)
    except SettingsError as error:
        raise SettingsError([Fault("--store", fault.reason) for fault in error.faults]) from None


def context_of(purpose: str, role: str, reference: str) -> RequestContext:
    """Who asks: the system's user, in the role and for the purpose given on the command line."""
    return RequestContext(getpass.getuser(), role, purpose, reference)


def language_of(language: str | None, settings: Settings) -> str:
    """The language of what is printed."""
    if language is None:
        return settings.language
    if language not in ("zh", "en"):
        raise RequestError(f"language is zh or en, not '{language}'")
    return language


def day_of_text(text: str | None) -> date | None:
    """A date as typed: 2026-03-31."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RequestError(f"'{text}' is no date; write 2026-03-31") from None


def time_of_text(text: str | None, settings: Settings) -> datetime | None:
    """A time as typed, in the office's time zone unless it names one: 2026-03-31T12:00."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise RequestError(f"'{text}' is no time; write 2026-03-31T12:00") from None
    return found if found.tzinfo is not None else found.replace(tzinfo=ZoneInfo(settings.time_zone))


@contextmanager
def opened(settings: Settings) -> Iterator[RiskEngine]:
    """The engine over the store of the settings; a question never makes a store."""
    path = Path(settings.store.removeprefix("sqlite:///")).expanduser()
    if settings.store.startswith("sqlite:///") and not path.exists():
        raise StoreUnavailableError(f"there is no store at {path}; the first load makes it")
    with RiskEngine.open(settings=settings) as engine:
        yield engine


@contextmanager
def errors_told() -> Iterator[None]:
    """Turns our errors into one clear message and an exit code; everything else is a fault of ours and shows."""
    try:
        yield
    except GraphEngineError as error:
        notes.print(f"[bold red]{type(error).__name__}:[/]", end=" ", highlight=False)
        notes.print(str(error), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(STOPPED) from None
    except KeyboardInterrupt:
        notes.print("interrupted; what was not committed has left nothing behind")
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        # Whoever read our output has gone; nothing is left to say.
        sys.stderr.close()
        raise typer.Exit(0) from None
    except OSError as error:
        # A full disk under our output; what is left of it would only fail again when the program ends.
        notes.print(f"{type(error).__name__}: {error.strerror or error}", markup=False, soft_wrap=True)
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        raise typer.Exit(STOPPED) from None


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Tells in one line that a file cannot be written."""
    try:
        yield
    except OSError as error:
        raise RequestError(f"{path} cannot be written: {error.strerror or error}") from error


def start_logging(settings: Settings) -> None:
    """Logs to standard error, key=value; never a personal name or number."""
    # What the driver has to say comes as one of our errors, in one line.
    logging.getLogger("neo4j").setLevel(logging.CRITICAL)
    logging.basicConfig(
        level=settings.log_level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
