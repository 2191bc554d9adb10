"""Python's search for dead cycles (循环垃圾回收), held back while rows are read.

It looks after every few hundred new objects; a load makes millions, and hardly a cycle: a tenth of its time went into
looking. Loads of one process may overlap: the last to end gives back what the first found.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_NEW_OBJECTS: Final = 200_000
"""How many are made between two looks meanwhile."""


class _Collector:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held = 0
        self._usual = gc.get_threshold()

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """Looks seldom until the context, and every other one of its kind, has ended."""
        with self._lock:
            if not self._held:
                self._usual = gc.get_threshold()
                gc.set_threshold(_NEW_OBJECTS, *self._usual[1:])
            self._held += 1
        try:
            yield
        finally:
            with self._lock:
                self._held -= 1
                if not self._held:
                    gc.set_threshold(*self._usual)


collector: Final = _Collector()
"""That of this process."""
