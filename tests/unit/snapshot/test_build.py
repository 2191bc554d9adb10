from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from typing import Any

import pytest

from graph_engine.snapshot.build import build_snapshot
from tests.worlds import TODAY, company, described, event, tables_of

A = company("91441900MA0000015D", "甲公司")


@pytest.fixture(params=[True, False], ids=["running", "at rest"])
def collector(request: pytest.FixtureRequest) -> Iterator[bool]:
    was = gc.isenabled()
    (gc.enable if request.param else gc.disable)()
    yield request.param
    (gc.enable if was else gc.disable)()


@pytest.mark.parametrize("fails", [False, True])
def test_the_collector_rests_while_a_snapshot_is_built_and_is_left_as_it_was(collector: bool, fails: bool) -> None:
    seen: list[bool] = []

    def withholds(attributes: Mapping[str, Any]) -> bool:
        seen.append(gc.isenabled())
        if fails:
            raise ValueError("a policy that fails")
        return False

    with pytest.raises(ValueError, match="that fails") if fails else nullcontext():
        build_snapshot(tables_of([*described(A), *event("1", A)]), TODAY, withholds)
    assert seen
    assert not any(seen)
    assert gc.isenabled() == collector
