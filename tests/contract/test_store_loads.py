"""What a load does to a store: slots replaced, identical words left alone, full loads that retire."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from graph_engine.errors import LoadRejectedError, RequestError
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Enterprise, Office, Person, Shareholding
from graph_engine.store.base import LoadRow, Store
from tests.contract.backends import Backend
from tests.contract.loads import (
    FIRST_TIME,
    Load,
    applied_number,
    apply,
    company,
    document_of,
    enterprise,
    holding,
    quiet,
    refused_row,
    staged,
    totals,
)
from tests.contract.pictures import EMPTY, integers_of, newest, picture

WORLD = (enterprise(1), enterprise(2), enterprise(3), holding(1, 2, 600_000_000), holding(2, 3))


def test_a_new_store_is_empty(store: Store) -> None:
    with store.reader() as reader:
        assert reader.loads() == []
        assert picture(reader, 0) == EMPTY
        assert reader.search("东河", 10) == []


def test_a_first_load_is_all_there(store: Store) -> None:
    load = Load(WORLD)
    done = apply(store, load)
    assert done.number == 1
    assert totals(done.added) == {"enterprise": 3, "holds_shares_in": 2}
    assert totals(done.retired) == totals(done.unchanged) == {}
    shown = newest(store)
    assert shown.nodes == [("enterprise", f"src:{n}", None) for n in (1, 2, 3)]
    assert {row[2:4] for row in shown.of("enterprise")} == {(f"src:{n}", f"东河第{n}贸易有限公司") for n in (1, 2, 3)}
    held = {row[2:4]: row[5] for row in shown.of("holds_shares_in")}
    assert held == {("src:1", "src:2"): 600_000_000, ("src:2", "src:3"): None}
    assert shown.documents == [load.source_document]


def test_loads_are_listed_as_they_were_asked_for(store: Store) -> None:
    later = FIRST_TIME + timedelta(days=1, microseconds=1)
    apply(store, Load(WORLD))
    apply(store, Load(WORLD[:3], document="b", full=True, recorded_at=later))
    with store.reader() as reader:
        first, second = reader.loads()
    assert first == LoadRow(1, "by_hand", "registry", False, FIRST_TIME, 5, 0, first.digest)
    assert second == LoadRow(2, "by_hand", "registry", True, later, 0, 2, second.digest)
    assert len({first.digest, second.digest, ""}) == 3


def test_the_store_can_be_opened_again(backend: Backend) -> None:
    with backend.open() as store:
        apply(store, Load(WORLD))
        before = newest(store)
    with backend.open() as store:
        assert newest(store) == before
        assert backend.url == store.url


def test_an_identical_load_changes_nothing(store: Store) -> None:
    apply(store, Load(WORLD, refused=[refused_row(document_of("a"), 9)]))
    before = newest(store)
    done = apply(
        store,
        Load(WORLD, refused=[refused_row(document_of("a"), 9)], recorded_at=FIRST_TIME + timedelta(hours=1)),
    )
    assert done.number is None
    assert totals(done.added) == totals(done.retired) == {}
    assert totals(done.unchanged) == {"enterprise": 3, "holds_shares_in": 2}
    assert newest(store) == before
    with store.reader() as reader:
        assert len(reader.loads()) == 1


@pytest.mark.parametrize("full", [False, True])
def test_identical_words_in_another_document_change_nothing(store: Store, full: bool) -> None:
    apply(store, Load(WORLD))
    before = newest(store)
    names = [("src:1", "东河一号")]
    done = apply(store, Load(tuple(reversed(WORLD)), document="zipped again", full=full, names=names))
    assert done.number is None
    assert newest(store) == before, "documents and names alone make no load"
    with store.reader() as reader:
        assert reader.search("东河一号", 5) == []


def test_an_empty_partial_load_changes_nothing(store: Store) -> None:
    apply(store, Load(WORLD))
    before = newest(store)
    assert apply(store, Load((), document="b")).number is None
    assert newest(store) == before


def test_what_is_said_twice_in_one_load_is_one_statement_of_the_first_row(store: Store) -> None:
    done = apply(store, Load((enterprise(1), enterprise(1), enterprise(2), enterprise(1))))
    assert totals(done.added) == {"enterprise": 2}
    assert {row[-2:] for row in newest(store).of("enterprise")} == {(1, "row-a-1"), (3, "row-a-3")}


def test_later_words_replace_earlier_ones_in_the_same_slot(store: Store) -> None:
    apply(store, Load(WORLD))
    done = apply(store, Load((holding(1, 2, 700_000_000),), document="b"))
    assert done.number == 2
    assert totals(done.added) == totals(done.retired) == {"holds_shares_in": 1}
    held = {row[2:4]: (row[5], row[-2], row[-1]) for row in newest(store).of("holds_shares_in")}
    assert held == {
        ("src:1", "src:2"): (700_000_000, 1, "row-b-1"),
        ("src:2", "src:3"): (None, 5, "row-a-5"),
    }


def test_unchanged_words_keep_their_old_provenance(store: Store) -> None:
    apply(store, Load(WORLD))
    before = newest(store)
    apply(store, Load((enterprise(3), enterprise(4)), document="b"))
    after = newest(store)
    assert set(before.of("enterprise")) < set(after.of("enterprise"))
    assert len(after.of("enterprise")) == 4


def test_a_slot_holds_every_content_that_its_last_load_stated(store: Store) -> None:
    def held(first: str | None, last: str | None) -> Shareholding:
        def day(text: str | None) -> date | None:
            return date.fromisoformat(text) if text else None

        return Shareholding(
            source=company(1), target=company(2), valid_from=day(first), valid_to=day(last), ratio_ppb=5
        )

    one, two, three = held("2019-01-01", "2020-01-01"), held("2020-01-01", None), held("2021-05-01", None)
    apply(store, Load((one, two)))
    assert len(newest(store).of("holds_shares_in")) == 2
    done = apply(store, Load((two, three), document="b"))
    assert (totals(done.added), totals(done.retired)) == ({"holds_shares_in": 1}, {"holds_shares_in": 1})
    assert totals(done.unchanged) == {"holds_shares_in": 1}
    found = newest(store).of("holds_shares_in")
    assert len({row[0] for row in found}) == 1, "one slot"
    assert len({row[1] for row in found}) == 2, "two contents"
    done = apply(store, Load((three,), document="c"))
    assert totals(done.retired) == {"holds_shares_in": 1}


def test_what_was_retired_can_be_said_again(store: Store) -> None:
    apply(store, Load((holding(1, 2, 1),)))
    apply(store, Load((holding(1, 2, 2),), document="b"))
    done = apply(store, Load((holding(1, 2, 1),), document="c"))
    assert done.number == 3
    assert totals(done.added) == totals(done.retired) == {"holds_shares_in": 1}
    assert [row[-1] for row in newest(store).of("holds_shares_in")] == ["row-c-1"]


def test_sources_do_not_replace_each_others_words(store: Store) -> None:
    apply(store, Load((enterprise(1, "甲公司"),), source="registry"))
    apply(store, Load((enterprise(1, "乙公司"),), source="court", document="b"))
    done = apply(store, Load((), source="court", document="c", full=True))
    assert totals(done.retired) == {"enterprise": 1}
    assert [row[3] for row in newest(store).of("enterprise")] == ["甲公司"]


def test_roles_and_record_numbers_keep_relations_apart(store: Store) -> None:
    person = PartyRef("person", "person-local:9@src:1", scope="src:1")
    posts = [
        Office(source=person, target=company(1), role=role, record_id=record)
        for role, record in (("director", ""), ("manager", ""), ("manager", "7"))
    ]
    done = apply(store, Load(posts))
    assert totals(done.added) == {"holds_office_in": 3}
    done = apply(store, Load(posts[:2], document="b", full=True))
    assert totals(done.retired) == {"holds_office_in": 1}


def test_a_partial_load_retires_nothing_that_it_does_not_mention(store: Store) -> None:
    apply(store, Load(WORLD))
    done = apply(store, Load((enterprise(9),), document="b"))
    assert totals(done.retired) == {}
    assert len(newest(store).of("enterprise")) == 4


def test_a_full_load_retires_what_the_source_no_longer_has(store: Store) -> None:
    apply(store, Load(WORLD))
    apply(store, Load((enterprise(1), enterprise(8)), source="court", document="court"))
    done = apply(store, Load((enterprise(1), enterprise(2, "改名公司"), holding(2, 3)), document="b", full=True))
    assert totals(done.added) == {"enterprise": 1}
    assert totals(done.retired) == {"enterprise": 2, "holds_shares_in": 1}
    assert totals(done.unchanged) == {"enterprise": 1, "holds_shares_in": 1}
    shown = newest(store)
    assert sorted(str(row[2]) for row in shown.of("enterprise")) == ["src:1", "src:1", "src:2", "src:8"]
    assert [key for _, key, _ in shown.nodes] == ["src:1", "src:2", "src:3", "src:8"], "nodes are never retired"


def test_an_empty_full_load_retires_all_of_the_source(store: Store) -> None:
    apply(store, Load(WORLD))
    done = apply(store, Load((), document="b", full=True))
    assert totals(done.retired) == {"enterprise": 3, "holds_shares_in": 2}
    assert newest(store).statements == {}


@pytest.mark.parametrize("left", [1, 2])
def test_a_full_load_never_goes_below_its_minimum(store: Store, left: int) -> None:
    apply(store, Load(WORLD))
    apply(store, Load((enterprise(8), enterprise(9)), source="court", document="court"))
    before = newest(store)
    load = Load(WORLD[:left], document="b", full=True, minimum={"enterprise": 2, "holds_shares_in": 0})
    if left < 2:
        with pytest.raises(LoadRejectedError, match="enterprise: 1 of at least 2"):
            apply(store, load)
        assert newest(store) == before
        with store.reader() as reader:
            assert len(reader.loads()) == 2
    else:
        assert totals(apply(store, load).retired) == {"enterprise": 1, "holds_shares_in": 2}


def test_the_minimum_counts_what_is_new_and_what_is_unchanged(store: Store) -> None:
    apply(store, Load(WORLD))
    load = Load((enterprise(3), enterprise(4)), document="b", full=True, minimum={"enterprise": 2})
    assert apply(store, load).number == 2
    with pytest.raises(LoadRejectedError, match="person: 0 of at least 1"):
        apply(store, Load((enterprise(3), enterprise(4)), document="b", full=True, minimum={"person": 1}))


def test_the_minimum_does_not_bind_a_partial_load(store: Store) -> None:
    assert apply(store, Load(WORLD, minimum={"enterprise": 100})).number == 1


def test_recorded_times_do_not_run_backwards(store: Store) -> None:
    apply(store, Load(WORLD))
    before = newest(store)
    with pytest.raises(LoadRejectedError, match="before"):
        apply(store, Load((enterprise(9),), recorded_at=FIRST_TIME - timedelta(microseconds=1)))
    assert newest(store) == before
    same_moment_in_the_east = FIRST_TIME.astimezone(timezone(timedelta(hours=8)))
    apply(store, Load((enterprise(9),), document="b", recorded_at=same_moment_in_the_east))
    with store.reader() as reader:
        assert [row.recorded_at for row in reader.loads()] == [FIRST_TIME, FIRST_TIME]
        assert {row.recorded_at.utcoffset() for row in reader.loads()} == {timedelta(0)}


def test_a_recorded_time_needs_a_zone(store: Store) -> None:
    with pytest.raises(LoadRejectedError, match="zone"):
        apply(store, Load(WORLD, recorded_at=datetime(2026, 1, 5)))
    assert newest(store) == EMPTY


def test_a_stage_of_another_source_is_refused(store: Store) -> None:
    apply(store, Load(WORLD))
    with staged(Load((), source="court", document="b")) as stage, pytest.raises(LoadRejectedError, match="court"):
        store.apply(stage, Load((), full=True).request, quiet)
    assert len(newest(store).of("enterprise")) == 3


def test_a_sealed_stage_can_be_applied_to_several_stores(store: Store, backend: Backend) -> None:
    with staged(Load(WORLD)) as stage:
        assert store.apply(stage, Load(WORLD).request, quiet).number == 1
        with backend.open() as same:
            assert same.apply(stage, Load(WORLD).request, quiet).number is None


def test_progress_is_told_from_nothing_to_everything(store: Store) -> None:
    told: list[tuple[str, int, int]] = []
    apply(store, Load(WORLD), lambda stage, done, total: told.append((stage, done, total)))
    assert told
    assert all(stage and 0 <= done <= total for stage, done, total in told)
    assert told[-1][1] == told[-1][2]


def test_unknown_kinds_and_columns_are_refused(store: Store) -> None:
    apply(store, Load(WORLD))
    with store.reader() as reader:
        for kind, columns in (
            ("enterprise", ["ratio_ppb"]),
            ("enterprise", ["source"]),
            ("holds_shares_in", ["node"]),
            ("enterprise", ["name) FROM enterprise --"]),
            ("load", ["number"]),
        ):
            with pytest.raises(RequestError):
                list(reader.statements(kind, columns, 1))


def test_a_node_is_there_once_whoever_names_it(store: Store) -> None:
    person = PartyRef("person", "person-local:9@src:1", scope="src:1")
    apply(store, Load((Office(source=person, target=company(1), role="director"),)))
    apply(store, Load((Person(party=person, name="某人"), enterprise(1)), source="court", document="b"))
    assert newest(store).nodes == [
        ("enterprise", "src:1", None),
        ("person", "person-local:9@src:1", "src:1"),
    ]
    with store.reader() as reader:
        ids = [number for batch in reader.nodes(2) for number in integers_of(batch[0])]
        assert len(set(ids)) == 2


def test_node_ids_stay(store: Store) -> None:
    def ids() -> dict[str, int]:
        with store.reader() as reader:
            last = reader.loads()[-1].number
            return {
                key: number
                for numbers, _, keys, _ in reader.nodes(last)
                for number, key in zip(integers_of(numbers), keys, strict=True)
            }

    apply(store, Load(WORLD))
    before = ids()
    apply(store, Load((enterprise(0), enterprise(5)), document="b"))
    assert before.items() <= ids().items()


def test_a_mere_mention_does_not_replace_what_a_register_says(store: Store) -> None:
    said = Enterprise(party=company(1), name="东河甲公司", status="active")
    mentioned = Enterprise(party=company(1), name="东河甲公司", mention=True)
    apply(store, Load((said,)))
    done = apply(store, Load((mentioned,), document="b"))
    assert totals(done.retired) == {}
    assert len(newest(store).of("enterprise")) == 2


def test_many_rows_come_back_in_batches_that_lose_nothing(store: Store) -> None:
    count = 20_003
    number = applied_number(store, Load([enterprise(n) for n in range(count)]))
    with store.reader() as reader:
        batches = list(reader.statements("enterprise", ["node", "name", "line"], number))
        lines = sorted(line for batch in batches for line in integers_of(batch["line"]))
        nodes = {node for batch in batches for node in integers_of(batch["node"])}
    assert lines == list(range(1, count + 1))
    assert len(nodes) == count
    assert all(len(batch["node"]) == len(batch["name"]) == len(batch["line"]) > 0 for batch in batches)
