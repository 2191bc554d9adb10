"""Working memory of one thread, kept between explanations so that an explanation never costs O(nodes)."""

from __future__ import annotations

import threading

import numpy as np

from graph_engine.kernels.forms import Arena, Candidates

_FIRST_ROOM = 4096


class Scratch:
    """Arena and candidates of one thread for networks of one size; grows when found full."""

    __slots__ = ("arena", "candidates", "hops", "size")

    def __init__(self, size: int, hops: int, room: int = _FIRST_ROOM) -> None:
        self.size = size
        self.hops = hops
        self.arena = Arena(
            np.full(size, -1, np.int32),
            np.empty(room, np.uint32),
            np.empty(room, np.int32),
            np.empty(room, np.int32),
            np.zeros(hops + 2, np.int64),
        )
        self.candidates = _candidates(room, hops)

    def grow(self) -> None:
        """Double the arena, which is empty when a kernel asks for it."""
        room = 2 * self.arena.node.size
        self.arena = self.arena._replace(
            node=np.empty(room, np.uint32), dist=np.empty(room, np.int32), back=np.empty(room, np.int32)
        )

    def make_room(self, rows: int) -> None:
        """Have room for so many candidates of one target."""
        self.candidates = _candidates(rows + rows // 2, self.hops)


class _Kept(threading.local):
    scratch: Scratch | None = None


_KEPT = _Kept()


def scratch_of_thread(size: int, hops: int) -> Scratch:
    """This thread's scratch for networks of this size; a new one where the last one was for another size."""
    kept = _KEPT.scratch
    if kept is None or kept.size != size or kept.hops != hops:
        kept = _KEPT.scratch = Scratch(size, hops)
    return kept


def _candidates(room: int, hops: int) -> Candidates:
    return Candidates(
        source=np.empty(room, np.int64),
        subject=np.empty(room, np.uint32),
        total=np.empty(room, np.int32),
        distance=np.empty(room, np.int32),
        arcs=np.empty(room, np.int32),
        path=np.empty((room, hops + 1), np.uint32),
    )
