"""The embedded store (嵌入式存储): one SQLite file, no server, several processes reading while one loads.

The file is in write-ahead mode: a load is one transaction, readers go on seeing what was there when they were
opened, and whatever cuts a load off leaves the old state. Every reader and every load has a connection of its
own, so a `SqliteStore` holds nothing that can go stale and may be used from several threads.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from graph_engine.errors import StoreCorruptError, StoreUnavailableError
from graph_engine.store.base import Applied, History, LoadRequest, Progress, Reader
from graph_engine.store.sqlite_connection import BUSY_SECONDS, connect, file_uri, translated
from graph_engine.store.sqlite_history import SqliteHistory
from graph_engine.store.sqlite_reader import SqliteReader
from graph_engine.store.sqlite_schema import prepare
from graph_engine.store.sqlite_writer import apply_stage
from graph_engine.store.stage import Stage

_HEADER_BYTES: Final = 100
_MAGIC: Final = b"SQLite format 3\x00"
_WAL_PAGES: Final = 4000
"""Pages after which a commit moves the write-ahead log into the file; 16 MB at the usual page size."""


class SqliteStore:
    """A graph kept in one file, made if there is none. Checked on opening.

    Raises:
        StoreUnavailableError: the file cannot be opened or made.
        StoreCorruptError: it is damaged.
        ForeignDataError: it is another program's database.
        SchemaError: it is newer than this program, or its tables are not ours.
    """

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.url = f"sqlite:///{path}"
        # The process may change its folder while the store is open.
        self.path = path = path.absolute()
        self._busy_seconds = busy_seconds
        self._check_folder()
        with translated(path):
            _check_header(path)
            connection = connect(path, create=True, busy_seconds=busy_seconds)
            try:
                prepare(connection, path)
                _check_contents(connection, path)
            finally:
                connection.close()

    def reader(self) -> Reader:
        """A reader of the loads committed now; it holds its picture until it is closed."""
        with translated(self.path):
            return SqliteReader(self.path, connect(self.path, busy_seconds=self._busy_seconds))

    def history(self) -> History:
        """Everything committed now, live or not."""
        with translated(self.path):
            return SqliteHistory(self.path, connect(self.path, busy_seconds=self._busy_seconds))

    def apply(self, stage: Stage, request: LoadRequest, progress: Progress) -> Applied:
        """Applies one staged load in one transaction; see `Store.apply`."""
        with translated(self.path):
            connection = connect(self.path, busy_seconds=self._busy_seconds)
            try:
                connection.execute(f"PRAGMA wal_autocheckpoint={_WAL_PAGES}")
                connection.execute("ATTACH ? AS stage", (f"{file_uri(stage.path)}?mode=ro",))
                return apply_stage(connection, stage, request, progress)
            finally:
                connection.close()

    def close(self) -> None:
        """Nothing is held open between uses."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _check_folder(self) -> None:
        folder = self.path.parent
        if not folder.is_dir():
            raise StoreUnavailableError(
                f"there is no folder {folder} for the store (an absolute path has four slashes: sqlite:////…)"
            )


def _check_header(path: Path) -> None:
    """Finds a file that is no database, or was cut short, by its first bytes; the rest is not read.

    Another process may be making or growing the file at this moment. So the length is asked last: pages that the
    header counts are then either in the file, or a log beside it that still holds them was seen on the way.
    """
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
            logged = any(_is_filled(path.with_name(path.name + ending)) for ending in ("-wal", "-journal"))
            length = os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreUnavailableError(f"{path} cannot be opened: {error.strerror}") from error
    if not header:
        return
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        raise StoreCorruptError(f"{path} is no database, or its first bytes are damaged")
    page_size = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    if not logged and length < pages * (65_536 if page_size == 1 else page_size):
        raise StoreCorruptError(f"{path} was cut short: {length} bytes of {pages} pages")


def _is_filled(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False


def _check_contents(connection: sqlite3.Connection, path: Path) -> None:
    """Looks at what must agree whatever was loaded: the loads are numbered without gaps, and roots can be read."""
    last, loads = connection.execute("SELECT coalesce(max(number), 0), count(*) FROM load").fetchone()
    if last != loads:
        raise StoreCorruptError(f"{path} has {loads} loads but the last one is number {last}")
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        connection.execute(f"SELECT * FROM {table} LIMIT 1").fetchone()
