"""Work in many chunks, taken in turn by Python threads over compiled loops that hold no lock (多线程)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count


def in_turns(worker: Callable[[Iterator[int]], None], chunks: int, threads: int) -> None:
    """Let every thread take the next chunk until none is left; whatever a worker raises is raised here."""
    turn = count()
    turns = iter(lambda: min(next(turn), chunks), chunks)
    if threads == 1:
        worker(turns)
        return
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(worker, turns) for _ in range(threads)]:
            done.result()
