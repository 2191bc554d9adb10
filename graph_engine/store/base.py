"""What a store must do: keep statements on two time axes and give back columns of them.

Three small protocols. A `Store` opens readers and applies one staged load at a time; a `Reader` sees the
loads that were committed when it was opened, and nothing of a load that is still being written. Both backends
are held to the same contract suite (`tests/contract/`), which is the specification.

Known time is the order of committed loads. Each load has a number and a time not before the last one's; rows
carry `recorded_load` and `retired_load`. A row is live at load L when `recorded_load <= L` and it was not
retired at or before L. Numbers and times stay outside every content hash.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from graph_engine.model.columns import MISSING, Column
from graph_engine.model.documents import SourceDocument
from graph_engine.model.records import Value
from graph_engine.store.progress import Progress
from graph_engine.store.stage import Stage
from graph_engine.store.stored_rows import QuarantinedRow

__all__ = [
    "MISSING",
    "Applied",
    "Column",
    "Historic",
    "History",
    "LoadRequest",
    "LoadRow",
    "NamedParty",
    "Progress",
    "QuarantinedRow",
    "Reader",
    "Store",
]


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """What is to be applied as one load. `recorded_at` is an aware UTC time."""

    loader: str
    source: str
    full: bool
    recorded_at: datetime
    minimum: Mapping[str, int]
    """Least number of live statements of each kind that this source must have after a full load."""
    reading: str = ""
    """What was read, in the caller's own words; kept with the load and given back, see `LoadRow`."""


@dataclass(frozen=True, slots=True)
class LoadRow:
    """A committed load (已提交批次)."""

    number: int
    loader: str
    source: str
    full: bool
    recorded_at: datetime
    added: int
    retired: int
    digest: str
    """What the load changed, as one hash; see `graph_engine.store.digest`."""
    reading: str = field(default="", repr=False)
    """What whoever made the load kept with it."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What a load did to the store. `number` is `None` when nothing changed, and then nothing was written."""

    number: int | None
    added: Mapping[str, int]
    retired: Mapping[str, int]
    unchanged: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class NamedParty:
    """A hit of a search: the node's key, as stored, and the name that was hit."""

    kind: str
    key: str
    name: str


Historic = tuple[int, int | None, tuple[Value | bytes, ...]]
"""A row with its known time: the load that recorded it, the one that retired it if any, and what it says."""


class History(Protocol):
    """Everything that was committed before it was opened, live or not: for checks and copies, not for answers.

    Rows come in batches. What points nowhere comes with `None` where a key should be.
    """

    def loads(self) -> list[LoadRow]:
        """Every committed load, oldest first."""
        ...

    def nodes(self) -> Iterator[list[tuple[int, str, str, str | None]]]:
        """(recorded_load, kind, key, scope key) of every node."""
        ...

    def names(self) -> Iterator[list[tuple[int, str, str]]]:
        """(recorded_load, key, name) of every name under which a node is found."""
        ...

    def documents(self) -> list[tuple[int, SourceDocument]]:
        """(recorded_load, document) of every document."""
        ...

    def quarantine(self) -> Iterator[list[Historic]]:
        """Every refused row; it says the fields of `QuarantinedRow`."""
        ...

    def statements(self, kind: str) -> Iterator[list[Historic]]:
        """Every statement of a kind; it says `statement_columns(kind)`, as a stage has them."""
        ...

    def faults(self) -> Iterator[str]:
        """What is wrong with the store by its own rules (索引、约束、悬空引用), a sentence each."""
        ...

    def close(self) -> None:
        """Lets go of what it holds."""
        ...

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Reader(Protocol):
    """A consistent picture of the committed loads."""

    def loads(self) -> list[LoadRow]:
        """Every committed load, oldest first."""
        ...

    def nodes(self, load: int) -> Iterator[tuple[Column, list[str], list[str], list[str | None]]]:
        """Batches of (nid, kind, key, scope key) of the nodes known at `load`; nids are the store's own."""
        ...

    def statements(self, kind: str, columns: Sequence[str], load: int) -> Iterator[dict[str, Column]]:
        """Batches of the statements of `kind` live at `load`.

        `columns` are names of own or statement properties, or `node`, `source`, `target`: the nids of the ends.
        `document` comes as the store's own integer document id, see `documents`; `slot` and `content` as
        hexadecimal text.

        Raises:
            RequestError: there is no such kind or column.
        """
        ...

    def documents(self, load: int) -> list[tuple[int, SourceDocument]]:
        """(store's own id, document) of every document known at `load`."""
        ...

    def quarantine(self, load: int) -> Iterator[QuarantinedRow]:
        """Refused rows that are open at `load`, by document, then line."""
        ...

    def search(self, text: str, limit: int) -> list[NamedParty]:
        """Nodes one of whose names contains `text` as normalised by `search_name`, or whose key or live
        other key has `text` as its value or, within a credit code, as its organisation code. One line a node:
        exact hits first, then shorter names, then by name and key; see `graph_engine.store.search`."""
        ...

    def close(self) -> None:
        """Lets go of what it holds."""
        ...

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Store(Protocol):
    """Keeps what loads say. Open with `open_store(url, settings)`; needs closing."""

    @property
    def url(self) -> str:
        """The address without any secret."""
        ...

    def reader(self) -> Reader:
        """A reader of the loads committed now.

        Raises:
            StoreUnavailableError: the store cannot be reached.
        """
        ...

    def history(self) -> History:
        """Everything committed now.

        Raises:
            StoreUnavailableError: the store cannot be reached.
        """
        ...

    def apply(self, stage: Stage, request: LoadRequest, progress: Progress) -> Applied:
        """Applies one staged load: all of it, or nothing.

        Per slot (see `Stage`), what the stage says replaces what this source said before; identical content is
        left as it is; with `full`, slots of this source that the stage does not mention are retired. If nothing
        would change, nothing is written and no load number is used.

        Raises:
            LoadRejectedError: `recorded_at` lies before the last load's, or a full load would leave fewer live
                statements than `minimum`.
            LoadInProgressError: another load is being applied.
            StoreUnavailableError: the store went away, is read-only or full; the old state stands.
        """
        ...

    def close(self) -> None:
        """Lets go of what it holds."""
        ...

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
