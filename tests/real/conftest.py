"""Real data sets, where they are at hand: `GRAPH_ENGINE_TEST_DATA`, else `../shared/data` beside the repository."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def real_data() -> Callable[[str], Path]:
    """The folder of a data set by name; the test is skipped, saying so, where it is absent."""
    base = Path(os.environ.get("GRAPH_ENGINE_TEST_DATA") or ROOT.parent / "shared" / "data")

    def folder(name: str) -> Path:
        found = base / name
        if not found.is_dir():
            pytest.skip(f"real data set '{name}' is not at hand; GRAPH_ENGINE_TEST_DATA names the folder of all sets")
        return found

    return folder
