from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_engine.analysis.sources import Sources, build_sources
from graph_engine.errors import RequestError
from graph_engine.kernels.tables import amplitudes

Events = list[tuple[int, int, int]]
SIZE = 6
events_of = st.lists(st.tuples(st.integers(0, 5), st.integers(0, SIZE - 1), st.integers(0, 3)), max_size=25)


def build(events: Events, *, p: int = 1, size: int = SIZE) -> Sources:
    columns = np.array(events, np.int64).reshape(-1, 3)
    return build_sources(size, columns[:, 0], columns[:, 1].astype(np.uint32), columns[:, 2].astype(np.int32), p=p)


def by_set(sources: Sources) -> dict[tuple[tuple[int, int], ...], dict[int, int]]:
    """The matters, with their cost, behind each distinct set of (subject, relative cost)."""
    found = {}
    for source in range(sources.count):
        row = slice(int(sources.matter_indptr[source]), int(sources.matter_indptr[source + 1]))
        matters = dict(zip(sources.matter[row].tolist(), sources.matter_cost[row].tolist(), strict=True))
        found[tuple(sources.rows(source))] = matters
    return found


def test_matters_with_equal_subjects_and_relative_costs_are_one_source() -> None:
    events = [(0, 1, 10), (0, 2, 15), (1, 2, 105), (1, 1, 100), (2, 1, 10), (3, 1, 0), (3, 2, 6)]
    assert by_set(build(events)) == {
        ((1, 0), (2, 5)): {0: 10, 1: 100},
        ((1, 0),): {2: 10},
        ((1, 0), (2, 6)): {3: 0},
    }


def test_a_derived_subject_does_not_inherit_the_principal_s_amplitude() -> None:
    # The case names the company strongly; the person only by the later, fainter restriction.
    assert by_set(build([(0, 1, 0), (0, 4, 4096 + 300)])) == {((1, 0), (4, 4396)): {0: 0}}


def test_several_events_of_a_matter_count_once_each_subject_by_its_strongest() -> None:
    assert by_set(build([(0, 1, 40), (0, 1, 20), (0, 1, 30), (0, 3, 25)])) == {((1, 0), (3, 5)): {0: 20}}


def test_a_case_with_fifty_subjects_weighs_as_one() -> None:
    sources = build([(0, subject, 0) for subject in range(50)], size=50)
    assert sources.count == 1
    assert sources.amount.tolist() == [2**26]


@given(events_of, st.sampled_from((1, 2)))
def test_sources_are_the_distinct_sets_of_the_matters(events: Events, p: int) -> None:
    named: dict[int, dict[int, int]] = {}
    for matter, subject, cost in events:
        mine = named.setdefault(matter, {})
        mine[subject] = min(cost, mine.get(subject, cost))
    expected: dict[tuple[tuple[int, int], ...], dict[int, int]] = {}
    for matter, mine in named.items():
        least = min(mine.values())
        expected.setdefault(tuple((s, c - least) for s, c in sorted(mine.items())), {})[matter] = least
    sources = build(events, p=p)
    assert by_set(sources) == expected
    table = amplitudes(p)
    for source, amount in enumerate(sources.amount.tolist()):
        matters = expected[tuple(sources.rows(source))]
        assert amount == sum(int(table[cost]) for cost in matters.values())
    assert sources.seats.source.size == sources.subject.size
    for node in range(SIZE):
        row = slice(int(sources.seats.indptr[node]), int(sources.seats.indptr[node + 1]))
        seats = zip(sources.seats.source[row].tolist(), sources.seats.relative[row].tolist(), strict=True)
        assert list(seats) == [(s, c) for s in range(sources.count) for n, c in sources.rows(s) if n == node]


@given(events_of)
def test_input_order_is_without_effect(events: Events) -> None:
    one, other = build(events), build(sorted(events, reverse=True))
    for name in ("indptr", "subject", "relative", "amount", "matter", "matter_cost", "matter_amount"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()


def test_a_matter_too_faint_for_its_table_weighs_nothing() -> None:
    assert build([(0, 1, 200_000)]).amount.tolist() == [0]


def test_no_event_is_fine() -> None:
    assert build([]).count == 0


@pytest.mark.parametrize("events", [[(0, SIZE, 0)], [(0, 1, -1)]])
def test_events_that_make_no_sense_are_refused(events: Events) -> None:
    with pytest.raises(RequestError):
        build(events)


def test_columns_of_unequal_length_are_refused() -> None:
    with pytest.raises(RequestError, match="one row each"):
        build_sources(3, np.zeros(2, np.int64), np.zeros(1, np.uint32), np.zeros(2, np.int32), p=1)
