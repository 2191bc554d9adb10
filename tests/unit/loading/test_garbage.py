"""The collector is held back while a load reads, and then as it was, however many loads overlap."""

from __future__ import annotations

import gc

from graph_engine.loading.garbage import collector


def test_the_last_load_to_end_gives_back_what_the_first_found() -> None:
    usual = gc.get_threshold()
    first, second = collector.held_back(), collector.held_back()
    with first:
        held = gc.get_threshold()
        assert held[0] > usual[0]
        second.__enter__()
    assert gc.get_threshold() == held
    second.__exit__(None, None, None)
    assert gc.get_threshold() == usual
