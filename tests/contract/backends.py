"""The backends that the contract suite is run on: how each is opened, and opened again by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from graph_engine.settings import Settings
from graph_engine.store import open_store
from graph_engine.store.base import Store


@dataclass(frozen=True, slots=True)
class Backend:
    """An empty place of its own for one test. Every `open` is another door to the same data."""

    name: str
    url: str
    settings: Settings
    empty: Callable[[], None]

    def open(self) -> Store:
        """A store on this place; to be closed."""
        return open_store(self.url, self.settings)

    def emptied(self) -> Store:
        """A store on this place with nothing in it, whatever was there; to be closed."""
        self.empty()
        return self.open()
