"""Files that appear whole or not at all."""

import errno
import os
import stat
from pathlib import Path

import pytest

from graph_engine.store.whole_file import whole_file


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    with whole_file(path) as draft:
        draft.write_bytes(b"half")
        assert not path.exists()
        assert stat.S_IMODE(draft.stat().st_mode) == 0o600
        draft.write_bytes(b"whole")
    assert path.read_bytes() == b"whole"
    assert list(path.parent.iterdir()) == [path]


def test_nothing_appears_when_the_work_breaks_off(tmp_path: Path) -> None:
    def break_off() -> None:
        with whole_file(tmp_path / "file") as draft:
            draft.write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert list(tmp_path.iterdir()) == []


def test_who_comes_first_stays(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with whole_file(path) as draft:
        draft.write_bytes(b"second")
        path.write_bytes(b"first")
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_system_without_links_does_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(source: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", no_links)
    path = tmp_path / "file"
    for content in (b"first", b"second"):
        with whole_file(path) as draft:
            draft.write_bytes(content)
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_any_other_failure_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "full")

    def write() -> None:
        with whole_file(tmp_path / "file") as draft:
            draft.write_bytes(b"x")

    monkeypatch.setattr(os, "link", full)
    with pytest.raises(OSError, match="full"):
        write()
    assert list(tmp_path.iterdir()) == []
