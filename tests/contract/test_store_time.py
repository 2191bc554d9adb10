"""Two time axes: a reading at any earlier load gives what was known then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_engine.store.base import Store
from tests.contract.backends import Backend
from tests.contract.loads import FIRST_TIME, Load, apply, document_of, enterprise, holding, refused_row
from tests.contract.pictures import EMPTY, history, newest, picture
from tests.contract.reference import ReferenceStore


def _loads() -> list[Load]:
    day = timedelta(days=1)
    refused = refused_row(document_of("a"), 9, "src:1")
    return [
        Load((enterprise(1), enterprise(2), holding(1, 2, 5)), refused=[refused]),
        Load((enterprise(3), holding(1, 2, 7)), document="b", recorded_at=FIRST_TIME + day),
        Load((enterprise(1),), source="court", document="c", recorded_at=FIRST_TIME + day),
        Load((enterprise(2, "更名公司"),), document="d", full=True, recorded_at=FIRST_TIME + 2 * day),
        Load((holding(1, 2, 5), enterprise(1)), document="e", recorded_at=FIRST_TIME + 9 * day),
    ]


def test_every_earlier_load_reads_as_it_did_then(store: Store) -> None:
    seen = []
    for load in _loads():
        assert apply(store, load).number is not None
        seen.append(newest(store))
    assert history(store) == seen
    assert len({repr(shown) for shown in seen}) == len(seen), "each load changed something"


def test_before_the_first_load_nothing_is_known(store: Store) -> None:
    apply(store, _loads()[0])
    with store.reader() as reader:
        assert picture(reader, 0) == EMPTY


def test_nodes_and_documents_are_known_from_their_load_on(store: Store) -> None:
    for load in _loads()[:3]:
        apply(store, load)
    shown = history(store)
    assert [[key for _, key, _ in known.nodes] for known in shown] == [
        ["src:1", "src:2"],
        ["src:1", "src:2", "src:3"],
        ["src:1", "src:2", "src:3"],
    ]
    assert [sorted(document.name for document in known.documents) for known in shown] == [
        ["a.csv"],
        ["a.csv", "b.csv"],
        ["a.csv", "b.csv", "c.csv"],
    ]


def test_the_latest_state_is_also_that_of_loads_to_come(store: Store) -> None:
    apply(store, _loads()[0])
    with store.reader() as reader:
        assert picture(reader, 1) == picture(reader, 99)


# ---------------------------------------------------------------- random loads against a plain reference model

_RECORDS = st.lists(
    st.one_of(
        st.builds(enterprise, st.integers(1, 4), st.sampled_from(("甲公司", "乙公司"))),
        st.builds(holding, st.integers(1, 4), st.integers(1, 4), st.sampled_from((None, 1, 2))),
    ),
    max_size=6,
)
_OTHER = document_of("other")


def _with_documents_of_refused_rows(load: Load) -> Load:
    if load.source != _OTHER.source:
        return replace(load, refused=())
    return replace(load, others=(_OTHER,)) if load.refused else load


_LOADS = st.lists(
    st.builds(
        Load,
        records=_RECORDS,
        source=st.sampled_from(("registry", "court")),
        document=st.sampled_from(("a", "b", "c")),
        full=st.booleans(),
        refused=st.lists(st.builds(refused_row, st.just(_OTHER), st.integers(1, 3)), max_size=1),
    ).map(_with_documents_of_refused_rows),
    min_size=20,
    max_size=20,
)


@given(loads=_LOADS)
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_twenty_random_loads_agree_with_the_reference(backend: Backend, loads: list[Load]) -> None:
    _check_against_reference(backend, loads)


def _check_against_reference(backend: Backend, loads: list[Load]) -> None:
    reference = ReferenceStore()
    with backend.emptied() as store:
        for load in loads:
            done = apply(store, load)
            assert done.number == reference.apply(load)
            assert newest(store) == reference.newest
        assert history(store) == reference.pictures[1:]


def test_the_reference_tells_states_apart() -> None:
    reference = ReferenceStore()
    numbers = [reference.apply(load) for load in _loads()]
    assert numbers == [1, 2, 3, 4, 5]
    assert reference.pictures[0] == EMPTY
    assert len({repr(shown) for shown in reference.pictures}) == 6
