"""What goes wrong under the embedded store: a full disk, no right to write, locks, Ctrl-C in mid statement."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType

import pytest

from graph_engine.errors import LoadInProgressError, LoadRejectedError, StoreUnavailableError
from graph_engine.store import sqlite, sqlite_pulse, sqlite_writer
from graph_engine.store.sqlite import SqliteStore
from graph_engine.store.sqlite_connection import connect
from graph_engine.store.stage import Stage
from tests.contract.loads import Load, apply, document_of, enterprise, fill, quiet, staged
from tests.contract.pictures import newest
from tests.processes import PROCESSES

OLD = Load([enterprise(n) for n in range(100)])
NEW = Load([enterprise(n) for n in range(50, 4000)], document="b", full=True)

_NOBODY = 65_534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with SqliteStore(path, busy_seconds=0.05) as opened:
        apply(opened, OLD)
        yield opened


# ------------------------------------------------------------ limits of the machine, in a process of its own


def _attempt(limit: Callable[[Path], None], path: Path, stages: Path, pipe: Connection) -> None:
    with Stage(NEW.source, stages) as stage:
        fill(stage, NEW)
        limit(path)
        try:
            with SqliteStore(path) as store:
                store.apply(stage, NEW.request, quiet)
            pipe.send("applied")
        except StoreUnavailableError as error:
            pipe.send(str(error))
        except BaseException as error:
            pipe.send(repr(error))


def _outcome(limit: Callable[[Path], None], path: Path, stages: Path) -> str:
    """What became of applying `NEW` in a process that is limited before it opens the store."""
    ours, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(target=_attempt, args=(limit, path, stages, theirs))
    process.start()
    theirs.close()
    assert ours.poll(60)
    outcome = str(ours.recv())
    process.join(60)
    return outcome


def _little_room(path: Path) -> None:
    """No file may grow beyond the store's present size, as on a disk that is full."""
    size = path.stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def _no_limit(path: Path) -> None:
    """The check of the check."""


def _no_right_to_write(path: Path) -> None:
    path.chmod(0o444)
    path.parent.chmod(0o555)
    if os.geteuid() == 0:
        os.setuid(_NOBODY)


@contextmanager
def _folder_for_everybody() -> Iterator[Path]:
    """A folder that another user can reach; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(prefix="graph-engine-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        try:
            yield folder
        finally:
            folder.chmod(0o755)


def test_a_file_that_may_not_grow_leaves_the_old_state(store: SqliteStore, path: Path, tmp_path: Path) -> None:
    before = newest(store)
    assert "cannot be read or written" in _outcome(_little_room, path, tmp_path)
    assert newest(store) == before
    assert _outcome(_no_limit, path, tmp_path) == "applied"
    assert len(newest(store).of("enterprise")) == 3950


def test_a_full_disk_leaves_the_old_state(monkeypatch: pytest.MonkeyPatch, store: SqliteStore) -> None:
    def cramped(path: Path, *, busy_seconds: float) -> sqlite3.Connection:
        connection = connect(path, busy_seconds=busy_seconds)
        connection.execute("PRAGMA max_page_count=1")  # means: as many as there are now
        return connection

    before = newest(store)
    with monkeypatch.context() as patch:
        patch.setattr(sqlite, "connect", cramped)
        with pytest.raises(StoreUnavailableError, match="is full, or its disk is"):
            apply(store, NEW)
    assert newest(store) == before
    assert apply(store, NEW).number == 2


def test_a_read_only_file_is_said_to_be_so(tmp_path: Path) -> None:
    with _folder_for_everybody() as folder:
        path = folder / "store.sqlite"
        with SqliteStore(path) as store:
            apply(store, OLD)
            before = newest(store)
        outcome = _outcome(_no_right_to_write, path, tmp_path)
        assert str(path) in outcome
        assert "read-only" in outcome or "cannot be opened" in outcome
        path.chmod(0o644)
        folder.chmod(0o755)
        with SqliteStore(path) as store:
            assert newest(store) == before
            assert apply(store, NEW).number == 2


# ------------------------------------------------------------ locks


def test_a_lock_held_elsewhere_turns_a_load_away_and_no_reader(store: SqliteStore, path: Path) -> None:
    before = newest(store)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LoadInProgressError, match="another load"):
            apply(store, NEW)
        assert newest(store) == before
        with SqliteStore(path) as again:
            assert newest(again) == before
    assert apply(store, NEW).number == 2


def test_a_reader_that_stays_open_does_not_hold_up_loads(store: SqliteStore) -> None:
    with store.reader() as reader:
        for number in range(2, 6):
            assert apply(store, Load([enterprise(number, f"改名{number}")], document=f"{number}")).number == number
        assert len(reader.loads()) == 1


# ------------------------------------------------------------ a load stopped in mid statement


def _stop_in_mid_statement(monkeypatch: pytest.MonkeyPatch, store: SqliteStore, error: BaseException) -> None:
    """Raises `error` from a word of progress that is told within a statement of SQL, not between two."""
    monkeypatch.setattr(sqlite_pulse, "_PULSE_INSTRUCTIONS", 5_000)
    last: list[tuple[str, int]] = []

    def stop(stage: str, done: int, total: int) -> None:
        if last.count((stage, done)) > 3:
            raise error
        last.append((stage, done))

    apply(store, NEW, stop)


@pytest.mark.parametrize("error", [KeyboardInterrupt("by hand"), ZeroDivisionError("by chance")])
def test_what_progress_raises_within_a_statement_comes_out(
    monkeypatch: pytest.MonkeyPatch, store: SqliteStore, error: BaseException
) -> None:
    before = newest(store)
    with pytest.raises(type(error), match=str(error)):
        _stop_in_mid_statement(monkeypatch, store, error)
    assert newest(store) == before
    assert apply(store, NEW).number == 2


class _CtrlC:
    """Sends SIGINT to this process a moment after the first word of progress."""

    def __init__(self, seconds: float) -> None:
        self.timer = threading.Timer(seconds, signal.raise_signal, (signal.SIGINT,))
        self._begun = False

    def __call__(self, stage: str, done: int, total: int) -> None:
        if not self._begun:
            self._begun = True
            self.timer.start()


@pytest.mark.parametrize("milliseconds", [1, 3, 7, 12, 20])
def test_ctrl_c_leaves_the_old_state_or_the_new(store: SqliteStore, milliseconds: int) -> None:
    before = newest(store)
    interrupted = []

    def note(number: int, frame: FrameType | None) -> None:
        interrupted.append(number)
        raise KeyboardInterrupt

    usual = signal.signal(signal.SIGINT, note)
    press = _CtrlC(milliseconds / 1000)

    def apply_until_interrupted(stage: Stage) -> None:
        store.apply(stage, NEW.request, press)
        press.timer.join()
        while not interrupted:
            pass

    try:
        with staged(NEW) as stage, pytest.raises(KeyboardInterrupt):
            apply_until_interrupted(stage)
    finally:
        signal.signal(signal.SIGINT, usual)
    shown = newest(store)
    if shown == before:
        assert apply(store, NEW).number == 2
    assert len(newest(store).of("enterprise")) == 3950


def test_ctrl_c_while_names_are_indexed_is_no_error_of_the_database(
    monkeypatch: pytest.MonkeyPatch, store: SqliteStore
) -> None:
    def interrupted(search: str) -> str:
        raise KeyboardInterrupt

    before = newest(store)
    with monkeypatch.context() as patch:
        patch.setattr(sqlite_writer, "index_tokens", interrupted)
        with pytest.raises(KeyboardInterrupt):
            apply(store, NEW)
    assert newest(store) == before
    assert apply(store, NEW).number == 2


# ------------------------------------------------------------ stages that do not hang together


def test_a_statement_of_a_document_that_is_nowhere_is_refused(store: SqliteStore) -> None:
    before = newest(store)
    with Stage("registry") as stage:
        stage.add(enterprise(1, "改名公司"), document_of("nowhere").key, 1, "hash")
        stage.seal()
        with pytest.raises(LoadRejectedError, match=r"enterprise\.document"):
            store.apply(stage, OLD.request, quiet)
    assert newest(store) == before


def test_spans_cover_every_slot_once(monkeypatch: pytest.MonkeyPatch, store: SqliteStore) -> None:
    monkeypatch.setattr(sqlite_writer, "CHUNK_ROWS", 300)
    told: list[int] = []
    done = apply(store, NEW, lambda stage, done, total: told.append(done))
    assert done.added == {"enterprise": 3900}
    assert done.retired == {"enterprise": 50}
    assert len(newest(store).of("enterprise")) == 3950
    assert told == sorted(told)
    assert len(set(told)) > 10
