"""Snapshots on disk: the same arrays, memory-mapped; damage is told and never believed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from graph_engine.errors import SnapshotError
from graph_engine.snapshot.saving import open_snapshot, save_snapshot
from tests.worlds import World, company, described, event, holds

A, B = company("A", "甲公司"), company("B", "乙公司")


@pytest.fixture
def saved(world: World, tmp_path: Path) -> Path:
    world.load([*described(A, B), holds(A, B, 70), *event("1", A)])
    return save_snapshot(world.snapshot(), tmp_path / "shelf")


def test_what_was_saved_opens_as_it_was(world: World, saved: Path) -> None:
    original = world.snapshot()
    opened = open_snapshot(saved)
    assert opened.id == original.id == saved.name
    for (name, array), (other_name, other) in zip(original.arrays(), opened.arrays(), strict=True):
        assert name == other_name
        assert isinstance(other.base, np.memmap) or other.size == 0
        # numpy's own class for maps is slow at single elements.
        assert type(other) is np.ndarray
        assert np.array_equal(array, other)


def test_saving_twice_leaves_one_folder(world: World, saved: Path) -> None:
    assert save_snapshot(world.snapshot(), saved.parent) == saved
    assert [path.name for path in saved.parent.iterdir()] == [saved.name]


@pytest.mark.parametrize("name", ["fact_point.npy", "public_id.data.npy", "manifest.json"])
def test_a_missing_file_is_told(saved: Path, name: str) -> None:
    (saved / name).unlink()
    with pytest.raises(SnapshotError, match="damaged"):
        open_snapshot(saved)


def test_a_changed_byte_is_told(saved: Path) -> None:
    path = saved / "fact_point.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(SnapshotError, match="does not fit its id"):
        open_snapshot(saved)


def test_a_truncated_file_is_told(saved: Path) -> None:
    path = saved / "fact_source.npy"
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(SnapshotError, match="damaged"):
        open_snapshot(saved)
