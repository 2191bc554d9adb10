"""Long statements of SQL that tell how far they are, and that Ctrl-C stops at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from graph_engine.store.progress import Progress

_PULSE_INSTRUCTIONS: Final = 1_000_000
"""Steps of the SQL machine, a few hundredths of a second, after which an interrupt is noticed."""

_FUNCTION_FAILED: Final = "user-defined function raised exception"


@dataclass(slots=True)
class Pulse:
    """Tells the caller how far the work is, between statements of SQL and within them."""

    progress: Progress
    total: int
    stage: str
    done: int = 0
    raised: BaseException | None = None

    def at(self, stage: str, rows: int = 0) -> None:
        """Goes on to a stage of the work, with `rows` more done."""
        self.stage = stage
        self.done += rows
        self.progress(stage, self.done, self.total)

    def beat(self) -> int:
        """Called by the driver within a long statement; not 0 stops the statement."""
        try:
            self.progress(self.stage, self.done, self.total)
        except BaseException as error:
            self.raised = error
            return 1
        return 0


@contextmanager
def beating(connection: sqlite3.Connection, pulse: Pulse) -> Iterator[None]:
    """Lets a pulse beat within the statements of a connection.

    Raises:
        Whatever the pulse's progress raised, or KeyboardInterrupt, in place of the driver's word that a statement
        was interrupted.
    """
    connection.set_progress_handler(pulse.beat, _PULSE_INSTRUCTIONS)
    try:
        yield
    except BaseException as error:
        if pulse.raised is not None:
            raise pulse.raised from error
        if isinstance(error, sqlite3.OperationalError) and (
            error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT or _FUNCTION_FAILED in str(error)
        ):
            # Ctrl-C came while the driver was calling us: outside our own `try`, or in a function of ours that by
            # itself never fails.
            raise KeyboardInterrupt from error
        raise
    finally:
        connection.set_progress_handler(None, 0)
