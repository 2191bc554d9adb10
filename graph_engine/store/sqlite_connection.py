"""Connections to the file of the embedded store, and the driver's errors in our words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from graph_engine.errors import (
    LoadInProgressError,
    LoadRejectedError,
    StoreCorruptError,
    StoreError,
    StoreUnavailableError,
)

BUSY_SECONDS: Final = 2.0
"""How long to wait for another process's lock. A load holds its lock to its end, so waiting longer is of no use."""

_CACHE_KIB: Final = 256 * 1024
_LEFT_OVER_LOG_BYTES: Final = 64 * 1024 * 1024

_BUSY: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_UNAVAILABLE: Final = {
    sqlite3.SQLITE_FULL: "is full, or its disk is",
    sqlite3.SQLITE_READONLY: "is read-only",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened",
    sqlite3.SQLITE_PERM: "may not be used by this user",
    sqlite3.SQLITE_IOERR: "cannot be read or written",
    sqlite3.SQLITE_NOMEM: "needs more memory than there is",
}


def connect(path: Path, *, create: bool = False, busy_seconds: float = BUSY_SECONDS) -> sqlite3.Connection:
    """A connection in autocommit mode that holds foreign keys; it may be closed from another thread."""
    connection = sqlite3.connect(
        f"{file_uri(path)}?mode={'rwc' if create else 'rw'}",
        uri=True,
        isolation_level=None,
        timeout=busy_seconds,
        check_same_thread=False,
    )
    try:
        for pragma in (
            "foreign_keys=ON",
            # One wait for the disk a load: a load that was reported survives a power cut.
            "synchronous=FULL",
            f"cache_size=-{_CACHE_KIB}",
            f"journal_size_limit={_LEFT_OVER_LOG_BYTES}",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def file_uri(path: Path) -> str:
    """The path as a file URI without parameters."""
    return "file:" + quote(str(path.absolute()))


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turns the driver's errors into ours.

    Raises:
        LoadInProgressError: somebody else holds the lock.
        StoreCorruptError: the file is damaged.
        StoreUnavailableError: the file is read-only, full, away or may not be opened.
        LoadRejectedError: what was to be written breaks a rule of the schema.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _ours(path, error) from error


def _ours(path: Path, error: sqlite3.Error) -> StoreError | LoadRejectedError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return LoadInProgressError(f"{path} is locked: another load is being applied")
    if code in _DAMAGED:
        return StoreCorruptError(f"{path} is damaged, or no database: {error}")
    if code == sqlite3.SQLITE_CONSTRAINT:
        return LoadRejectedError(f"the load does not fit the store's schema: {error}")
    return StoreUnavailableError(f"{path} {_UNAVAILABLE.get(code, 'failed')}: {error}")
