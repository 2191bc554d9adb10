"""What is dear to make and is kept in memory for several threads: the latest few, each made once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class Kept(Generic[_Key, _Value]):
    """The `most` values that were asked for last. May be used from several threads.

    One value is made at a time, so that threads which want the same one make it once, and memory holds one in the
    making. Who asks for what is there already never waits for that.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[_Key, _Value] = OrderedDict()
        self._touching = Lock()
        self._making = Lock()

    def get(self, key: _Key, make: Callable[[], _Value]) -> _Value:
        """The value of a key, made if it is not there. Whatever `make` raises is raised, and nothing is kept."""
        found = self.find(key)
        if found is not None:
            return found
        with self._making:
            found = self.find(key)
            if found is None:
                found = make()
                with self._touching:
                    self._values[key] = found
                    while len(self._values) > self._most:
                        self._values.popitem(last=False)
        return found

    def forget(self, is_needless: Callable[[_Key], bool]) -> None:
        """Lets go of the values whose key is needless."""
        with self._touching:
            for key in [key for key in self._values if is_needless(key)]:
                del self._values[key]

    def find(self, key: _Key) -> _Value | None:
        """The value of a key if it is there."""
        with self._touching:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]
