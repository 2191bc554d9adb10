"""Random histories of every kind of statement: a store that loads made is whole, and its copy is the same store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_type_hints

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_engine.model import schema
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import RECORD_CLASSES, Record
from graph_engine.store.copying import check_store, copy_store
from graph_engine.store.sqlite import SqliteStore
from tests.contract.loads import FIRST_TIME, Load, apply, document_of, quiet, refused_row
from tests.contract.pictures import history

SOURCES = ("registry", "court", "lists")
DOCUMENTS = ("a", "b", "c")
LINES = (1, 2, 3)

_VALUES: dict[Any, tuple[Any, ...]] = {
    str: ("甲", ""),
    str | None: (None, "甲", ""),
    int | None: (None, 0, -1, 2**62),
    bool: (False, True),
    date | None: (None, date(2024, 2, 29), date(1949, 10, 1)),
    tuple[str, ...]: ((), ("乙", "甲")),
}
"""Few values, so that slots meet and contents come again."""


def _kinds_at(end: str, kind: str) -> tuple[str, ...]:
    if end == "party":
        return ("enterprise", "person") if kind in schema.ASPECT_KINDS else (kind,)
    relation = schema.RELATION_KINDS[kind]
    return relation.sources if end == "source" else relation.targets


def _parties(kinds: tuple[str, ...]) -> st.SearchStrategy[PartyRef]:
    def made(kind: str, number: int, name: str | None, aliased: bool) -> PartyRef:
        aliases = (f"regno:{kind}{number}",) if aliased else ()
        # One key has one scope always: it is part of what the key was made of.
        return PartyRef(kind, f"src:{kind}{number}", name, aliases, scope="src:enterprise1" if number > 1 else None)

    return st.builds(
        made, st.sampled_from(kinds), st.integers(1, 3), st.sampled_from((None, "甲", "乙")), st.booleans()
    )


def _records(record_class: Any) -> st.SearchStrategy[Record]:
    hints = get_type_hints(record_class)
    drawn = {
        field.name: _parties(_kinds_at(field.name, record_class.kind))
        if field.name in ("party", "source", "target")
        else st.sampled_from(_VALUES[hints[field.name]])
        for field in fields(record_class)
    }
    return st.builds(record_class, **drawn)


@st.composite
def _loads(draw: st.DrawFn) -> Load:
    """A load as run_load makes them: refused rows stand in its own documents, mended ones in any of its source's."""
    source = draw(st.sampled_from(SOURCES))
    name, other = draw(st.permutations(DOCUMENTS))[:2]
    own = document_of(name, source)
    rows = st.builds(refused_row, st.just(own), st.sampled_from(LINES), st.sampled_from(("", "src:enterprise1")))
    mended = st.tuples(st.sampled_from([document_of(each, source).key for each in DOCUMENTS]), st.sampled_from(LINES))
    kinds = draw(st.lists(st.sampled_from(RECORD_CLASSES), max_size=6))
    return Load(
        records=[draw(_records(kind)) for kind in kinds],
        source=source,
        document=name,
        full=draw(st.booleans()),
        refused=draw(st.lists(rows, max_size=2)),
        others=[document_of(other, source)] if draw(st.booleans()) else [],
        mended=draw(st.lists(mended, max_size=2)),
        names=[("src:enterprise1", "东河一号")] if draw(st.booleans()) else [],
    )


@contextmanager
def _two_stores() -> Iterator[tuple[SqliteStore, SqliteStore]]:
    with (
        TemporaryDirectory() as folder,
        SqliteStore(Path(folder) / "source.sqlite") as source,
        SqliteStore(Path(folder) / "copy.sqlite") as copy,
    ):
        yield source, copy


@given(loads=st.lists(_loads(), min_size=4, max_size=14), again=st.lists(st.integers(0, 13), max_size=4))
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
def test_a_copy_of_any_history_is_the_same_store(loads: list[Load], again: list[int]) -> None:
    told = [*loads, *(loads[place] for place in again if place < len(loads))]
    with _two_stores() as (source, copy):
        for number, load in enumerate(told):
            apply(source, replace(load, recorded_at=FIRST_TIME + timedelta(hours=number), reading=f"{number}"))
        state = check_store(source, quiet)
        assert state.faults == ()
        assert copy_store(source, copy, quiet).fingerprint == state.fingerprint
        assert history(copy) == history(source)
        with source.reader() as old, copy.reader() as new:
            assert new.search("东河一号", 5) == old.search("东河一号", 5)
