"""Checking a store, and making another like it (校验与迁移): whole, history included, from any kind to any kind.

A copy is the source's loads told again, one by one, in order. So the target is at every moment a store as it once
was; a copy that was broken off goes on where it stopped, and what comes out is proved by equal hashes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from graph_engine.errors import ForeignDataError, StoreCorruptError
from graph_engine.store.base import LoadRequest, LoadRow, Progress, Store
from graph_engine.store.chronicle import Chronicle

_MOST_FAULTS = 100


@dataclass(frozen=True, slots=True)
class StoreState:
    """What a check found (校验结果). `fingerprint` is one hash of all that the store holds, live or not; two stores
    with the same one hold the same. `faults` are sentences, at most a hundred of them."""

    url: str
    loads: int
    statements: int
    fingerprint: str
    faults: tuple[str, ...]


def check_store(store: Store, progress: Progress, scratch: Path | None = None) -> StoreState:
    """Reads a store whole: does it hold what its loads committed, does every reference lead somewhere, does every
    statement say what its hash was made of.

    Raises:
        StoreError: the store cannot be read to its end.
    """
    with store.history() as history, Chronicle(history, progress, scratch) as chronicle:
        faults = tuple(islice(chronicle.check(progress), _MOST_FAULTS))
        return StoreState(store.url, len(chronicle.loads), chronicle.statements(), chronicle.fingerprint(), faults)


def copy_store(source: Store, target: Store, progress: Progress, scratch: Path | None = None) -> StoreState:
    """Brings a store to hold what another holds, and gives the state that both then have.

    Raises:
        StoreCorruptError: the source is not whole, or the target came out otherwise.
        ForeignDataError: the target holds loads that the source has not.
        StoreError: one of them went away; what was copied stays, and the copy can be run again.
    """
    with source.history() as history, Chronicle(history, progress, scratch) as chronicle:
        faults = list(islice(chronicle.check(progress), _MOST_FAULTS))
        if faults:
            raise StoreCorruptError(f"{source.url} is not whole, so it is not copied: {faults[0]}")
        for load in chronicle.loads[_copied(chronicle.loads, target) :]:
            _copy_load(chronicle, load, target, progress)
        wanted = chronicle.fingerprint()
    state = check_store(target, progress, scratch)
    if state.faults or state.fingerprint != wanted:
        why = state.faults[0] if state.faults else "its fingerprint differs"
        raise StoreCorruptError(f"{target.url} is not what {source.url} is: {why}")
    return state


def _copied(loads: Sequence[LoadRow], target: Store) -> int:
    """How many of the loads the target has already."""
    with target.reader() as reader:
        there = reader.loads()
    if there != list(loads[: len(there)]):
        raise ForeignDataError(f"{target.url} holds loads of its own; a copy goes into an empty store")
    return len(there)


def _copy_load(chronicle: Chronicle, load: LoadRow, target: Store, progress: Progress) -> None:
    request = LoadRequest(load.loader, load.source, load.full, load.recorded_at, {}, load.reading)
    with chronicle.staged(load) as stage:
        applied = target.apply(stage, request, progress)
    if applied.number != load.number:
        raise StoreCorruptError(f"load {load.number} became load {applied.number} of {target.url}")
