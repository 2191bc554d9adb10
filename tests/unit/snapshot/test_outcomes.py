"""Repairs, revocations and list exits reach the record that they mean, and no other, whichever was loaded first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Outcome, Record, SubjectOf
from graph_engine.policy import EventFacts, effect_of
from graph_engine.snapshot.build import build_snapshot
from graph_engine.snapshot.outcomes import FITS_NONE, FITS_SEVERAL
from graph_engine.snapshot.snapshot import Snapshot
from tests.worlds import (
    POLICY,
    TODAY,
    World,
    by_name,
    company,
    described,
    event,
    local_person,
    names,
    project,
    tables_of,
    withholding,
)

A, B = company("91441900MA0000015D", "甲公司"), company("91441900MA4W6BGB8T", "乙公司")
NUMBER = "东环罚字〔2026〕12号"
MATTER = "decision:东环罚字(2026)12号"
YESTERDAY = date(2026, 11, 21)


def penalty(key: str, party: PartyRef, **facts: Any) -> list[Record]:
    """A penalty of 2026-05-04 by the environment bureau."""
    source = facts.pop("source", "office")
    values = {
        "category": "administrative_penalty",
        "matter": MATTER,
        "document_number": NUMBER,
        "authority": "东莞市生态环境局",
        "decided_on": date(2026, 5, 4),
        "published_on": None,
        "situations": (),
        "penalty_types": ("shutdown_ordered",),
        **facts,
    }
    return event(key, party, source=source, **values)


def listing(key: str, party: PartyRef, on: date, **facts: Any) -> list[Record]:
    """An entry of the list of abnormal operation, without a number."""
    values = {"category": "abnormal_operation", "matter": f"decision:unnumbered:{key}", "document_number": None}
    return event(key, party, **{**values, "decided_on": on, "published_on": None, "situations": (), **facts})


def outcome(party: PartyRef, result: str = "repaired", **facts: Any) -> Outcome:
    """A repair of the penalty, decided yesterday; a list of repairs says its parties' names to nobody."""
    values = {"original_number": NUMBER, "decided_on": YESTERDAY, "record_id": f"{result} {facts}", **facts}
    return Outcome(party=party._replace(name=None), result=result, **values)


def exit_of(party: PartyRef, entered: date | None, on: date, **facts: Any) -> Outcome:
    """A list exit that names the list and the day of entry."""
    values = {"original_category": "abnormal_operation", "original_number": None, "original_on": entered}
    return outcome(party, "removed", **{**values, "effective_on": on, **facts})


def live(snapshot: Snapshot) -> list[str]:
    """The parties of which a record is in the snapshot, by event."""
    return [snapshot.public_id[int(node)] for node in snapshot.subject_node]


def doubts(snapshot: Snapshot) -> list[str]:
    return [text.split('"reason":"')[1].split('"')[0] for text in snapshot.doubts]


def of(*records: Record, as_of: date = TODAY, today: date = TODAY) -> Snapshot:
    return build_snapshot(tables_of(records), as_of, withholding(POLICY, today))


# ---------------------------------------------------------------------- by number


def test_a_repair_withholds_the_penalty_of_its_party_and_number() -> None:
    snapshot = of(*described(A), *penalty("1", A), outcome(A))
    assert live(snapshot) == []
    assert list(snapshot.event_key) == []
    assert snapshot.withheld(snapshot.node(A.key)) == 1
    assert doubts(snapshot) == []


@pytest.mark.parametrize("printed", ["东环罚字[2026]12号", "东环罚字（2026）第012号", "东环罚字 〔２０２６〕 12 号"])
def test_numbers_are_compared_folded(printed: str) -> None:
    assert live(of(*described(A), *penalty("1", A), outcome(A, original_number=printed))) == []


@pytest.mark.parametrize("result", ["repaired", "revoked", "withdrawn", "corrected"])
def test_whatever_comes_first_and_however_the_past_is_asked(world: World, result: str) -> None:
    loads: list[tuple[Sequence[Record], str]] = [
        (described(A), "registry"),
        (penalty("1", A), "office"),
        ([outcome(A, result)], "repairs"),
    ]
    for number, (records, source) in enumerate(loads):
        world.load(records, source=source, document=str(number))
    known_before = world.snapshot(date(2026, 6, 1), known=2)
    for snapshot in (world.snapshot(), world.snapshot(date(2026, 6, 1)), known_before):
        assert live(snapshot) == []
        assert snapshot.withheld(snapshot.node(A.key)) == 1
    pictures = {of(*(row for rows, _ in order for row in rows)).id for order in permutations(loads)}
    assert len(pictures) == 1


def test_a_repair_still_holds_in_a_replay_when_its_record_has_been_taken_down(world: World) -> None:
    world.load([*described(A)], source="registry")
    world.load(penalty("1", A), source="office", document="b")
    world.load([outcome(A)], source="repairs", document="c")
    world.load(penalty("2", B, document_number="x罚〔2026〕1号", matter="y"), source="office", document="d", full=True)
    replay = world.snapshot(date(2026, 6, 1), known=2)
    assert live(replay) == []
    assert replay.withheld(replay.node(A.key)) == 1


def test_a_repair_loaded_under_another_key_of_the_party(world: World) -> None:
    world.load([*described(A), *penalty("1", PartyRef("enterprise", "org:MA0000015"))])
    world.load([outcome(A)], source="repairs", document="b")
    assert live(world.snapshot()) == []


def test_repaired_on_the_day_of_the_decision() -> None:
    assert live(of(*described(A), *penalty("1", A, decided_on=TODAY), outcome(A, decided_on=TODAY))) == []


def test_a_repair_without_a_day_holds_at_once() -> None:
    assert live(of(*described(A), *penalty("1", A), outcome(A, decided_on=None))) == []


def test_a_repair_of_tomorrow_changes_nothing_today() -> None:
    tomorrow = date(2026, 11, 23)
    said = [*described(A), *penalty("1", A), outcome(A, decided_on=tomorrow)]
    assert live(of(*said)) == [A.key]
    assert live(of(*said, today=tomorrow)) == []


def test_the_day_on_which_it_takes_effect_goes_before_that_of_the_decision() -> None:
    said = [*described(A), *penalty("1", A), outcome(A, decided_on=YESTERDAY, effective_on=date(2026, 12, 1))]
    assert live(of(*said)) == [A.key]


def test_two_parties_of_one_decision_and_one_is_repaired() -> None:
    snapshot = of(*described(A, B), *penalty("1", A), *penalty("2", B), outcome(A))
    assert live(snapshot) == [B.key]
    assert doubts(snapshot) == []


def test_another_party_under_that_number_is_left_alone_and_a_doubt_is_kept() -> None:
    snapshot = of(*described(A, B), *penalty("2", B), outcome(A))
    assert live(snapshot) == [B.key]
    assert doubts(snapshot) == [FITS_NONE]


def test_another_number_of_the_party_is_left_alone() -> None:
    snapshot = of(*described(A), *penalty("1", A), outcome(A, original_number="东环罚字〔2026〕13号"))
    assert live(snapshot) == [A.key]
    assert doubts(snapshot) == [FITS_NONE]


def test_what_other_sources_tell_of_the_record_goes_with_it(world: World) -> None:
    world.load([*described(A), *penalty("1", A)], source="office")
    world.load(penalty("9", A, source="vendor"), source="vendor", document="b")
    world.load([outcome(A)], source="repairs", document="c")
    assert live(world.snapshot()) == []


def test_lifting_one_record_of_a_case_leaves_its_others() -> None:
    case = {"matter": "case:(2025)粤1971执9号", "document_number": "（2025）粤1971执9号"}
    said = [*described(A), *event("1", A, **case), *event("2", A, category="consumption_restriction", **case)]
    lifted = outcome(A, "lifted", original_number="(2025)粤1971执第9号", original_category="consumption_restriction")
    snapshot = of(*said, lifted)
    states = {snapshot.event(at)["category"]: snapshot.event(at)["status"] for at in range(2)}
    assert states == {"dishonest_debtor": "active", "consumption_restriction": "lifted"}
    later = event("2", A, category="consumption_restriction", published_on=date(2026, 9, 9), **case)
    by_day = replace(lifted, original_category=None, original_on=date(2026, 9, 9))
    dated = of(*described(A), *event("1", A, **case), *later, by_day)
    assert [dated.event(at)["status"] for at in range(2)] == ["active", "lifted"]
    unclear = of(*said, outcome(A, "lifted", original_number="（2025）粤1971执9号"))
    assert {unclear.event(at)["status"] for at in range(2)} == {"active"}
    assert doubts(unclear) == [FITS_SEVERAL]


def test_a_bare_number_means_something_only_with_its_authority() -> None:
    bare = {"document_number": "12号", "matter": "decision:东莞市生态环境局/x/12号"}
    other = {"document_number": "12号", "matter": "decision:东莞市应急管理局/x/12号", "authority": "东莞市应急管理局"}
    said = [*described(A), *penalty("1", A, **bare), *penalty("2", A, **other)]
    unclear = of(*said, outcome(A, original_number="第12号"))
    assert (len(live(unclear)), doubts(unclear)) == (2, [FITS_SEVERAL])
    clear = of(*said, outcome(A, original_number="第12号", original_authority="东莞市应急管理局"))
    assert [clear.event(0)["authority"], doubts(clear)] == ["东莞市生态环境局", []]
    nobody = of(*said, outcome(A, original_number="第12号", original_authority="东莞市水务局"))
    assert (len(live(nobody)), doubts(nobody)) == (2, [FITS_NONE])


# ---------------------------------------------------------------------- by list and day


def test_a_list_exit_ends_the_entry_of_its_day_and_a_new_entry_stands() -> None:
    first, again = listing("1", A, date(2024, 1, 8)), listing("2", A, date(2026, 2, 3))
    snapshot = of(*described(A), *first, *again, exit_of(A, date(2024, 1, 8), date(2024, 6, 1)))
    states = {snapshot.event(at)["decided_on"]: snapshot.event(at)["status"] for at in range(2)}
    assert states == {"2024-01-08": "removed", "2026-02-03": "active"}
    assert doubts(snapshot) == []


def test_an_exit_is_no_repair_the_entry_counted_before_it() -> None:
    said = [*described(A), *listing("1", A, date(2024, 1, 8)), exit_of(A, date(2024, 1, 8), date(2024, 6, 1))]
    assert live(of(*said)) == [A.key]
    assert of(*said).event(0)["status_on"] == "2024-06-01"
    # It stands where the list says so, not where the exit does.
    assert of(*said).event_provenance(0).line == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"original_on": None},
        {"original_on": date(2024, 1, 9)},
        {"original_category": None},
        {"original_category": "tax_arrears"},
        {"original_category": "administrative_penalty"},
    ],
)
def test_an_exit_that_does_not_name_list_and_day_changes_nothing(wrong: dict[str, Any]) -> None:
    day = date(2024, 1, 8)
    gone = replace(exit_of(A, day, date(2024, 6, 1)), **wrong)
    snapshot = of(*described(A), *listing("1", A, day), *penalty("2", A, decided_on=day), gone)
    assert {snapshot.event(at)["status"] for at in range(2)} == {"active"}
    assert doubts(snapshot) == [FITS_NONE]


def test_two_entries_of_one_day_are_told_apart_by_their_authority(world: World) -> None:
    day = date(2024, 1, 8)
    said = [*described(A), *listing("1", A, day, authority="甲局"), *listing("2", A, day, authority="乙局")]
    unclear = of(*said, exit_of(A, day, TODAY))
    assert {unclear.event(at)["status"] for at in range(2)} == {"active"}
    assert doubts(unclear) == [FITS_SEVERAL]
    clear = of(*said, exit_of(A, day, TODAY, original_authority="乙局"))
    assert {clear.event(at)["authority"]: clear.event(at)["status"] for at in range(2)} == {
        "甲局": "active",
        "乙局": "removed",
    }


def test_an_entry_that_two_sources_tell_leaves_both(world: World) -> None:
    day = date(2024, 1, 8)
    world.load([*described(A), *listing("1", A, day, authority="甲局")], source="office")
    world.load(listing("2", A, day, authority="市甲局", source="vendor"), source="vendor", document="b")
    world.load([exit_of(A, day, TODAY)], source="repairs", document="c")
    snapshot = world.snapshot()
    assert {snapshot.event(at)["status"] for at in range(2)} == {"removed"}


# ---------------------------------------------------------------------- whose record


def test_a_party_known_by_name_only_joins_by_the_rule_for_names() -> None:
    named = by_name("甲公司", project("scope"))
    assert live(of(*described(A), *penalty("1", A), outcome(named))) == []
    namesake = company("91441900MA4W6BGB8T", "甲公司")
    snapshot = of(*described(A, namesake), *penalty("1", A), outcome(named))
    assert live(snapshot) == [A.key]
    # Both see that there is a repair which may be theirs.
    assert FITS_NONE in doubts(snapshot)
    assert all(A.key in text and namesake.key in text for text in snapshot.doubts if FITS_NONE in text)


def test_a_person_is_repaired_within_the_matter_only() -> None:
    zhang = PartyRef("person", f"person-local:z@{MATTER}", "张某", scope=MATTER)
    elsewhere = PartyRef("person", "person-local:z@decision:other", "张某", scope="decision:other")
    assert live(of(*penalty("1", zhang), outcome(zhang))) == []
    assert live(of(*penalty("1", zhang), outcome(elsewhere))) == [zhang.key]


def test_a_record_of_several_principals_is_nobodys_alone() -> None:
    first = penalty("1", A)
    both = SubjectOf(source=B, target=first[0].ends()[0], role="principal")
    snapshot = of(*described(A, B), *first, both, outcome(A))
    assert sorted(live(snapshot)) == [A.key, B.key]
    assert doubts(snapshot) == [FITS_NONE]


def test_who_was_reached_through_the_party_is_free_with_it() -> None:
    leader = local_person("张某", A)
    said = event("1", A, (leader, "derived"), category="consumption_restriction", document_number="(2025)粤1971执9号")
    snapshot = of(*described(A), *said, outcome(A, "revoked", original_number="(2025)粤1971执9号"))
    assert live(snapshot) == []


def test_a_decision_that_two_sources_tell_is_one(world: World) -> None:
    world.load(described(A), source="registry")
    for source in ("repairs", "credit_china"):
        world.load([outcome(A)], source=source, document=source)
    assert doubts(world.snapshot()) == [FITS_NONE]


def test_a_list_of_repairs_makes_nobody_known(world: World) -> None:
    world.load(described(A), source="registry")
    named = replace(outcome(A), party=company("91441900MA4W6BGB8T", "别人", aliases=("org:123456789",)))
    world.load([outcome(A), named], source="repairs", document="b")
    snapshot = world.snapshot()
    assert names(snapshot) == {A.key}
    assert [source["source"] for source in snapshot.sources_of(snapshot.node(A.key))] == ["registry"]
    assert doubts(snapshot) == [FITS_NONE, FITS_NONE]


# ---------------------------------------------------------------------- the end of a repair


REPAIR = "东信修〔2026〕3号"
JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)


def repaired_then(end: Outcome, *more: Record, as_of: date = TODAY, today: date = TODAY) -> Snapshot:
    repair = outcome(A, decision_number=REPAIR, decided_on=JULY)
    return of(*described(A), *penalty("1", A), repair, end, *more, as_of=as_of, today=today)


@pytest.mark.parametrize("original", [REPAIR, NUMBER])
def test_a_revoked_repair_brings_the_record_back_from_that_day(original: str) -> None:
    end = outcome(A, "reinstated", original_number=original, decided_on=AUGUST)
    assert live(repaired_then(end, today=date(2026, 7, 31))) == []
    assert live(repaired_then(end, today=AUGUST)) == [A.key]
    assert live(repaired_then(end)) == [A.key]
    assert doubts(repaired_then(end)) == []


def test_while_it_was_repaired_it_had_no_effect() -> None:
    end = outcome(A, "reinstated", decided_on=AUGUST)
    effects = {}
    for day in (date(2026, 6, 1), JULY, date(2026, 7, 31), AUGUST, TODAY):
        snapshot = repaired_then(end, as_of=day)
        facts = EventFacts.of(snapshot.event(0))
        effects[day] = effect_of(POLICY, facts, as_of=day, today=TODAY).counts
    assert list(effects.values()) == [True, False, False, True, True]


def test_repaired_once_more_it_is_withheld_once_more() -> None:
    end = outcome(A, "reinstated", decided_on=AUGUST)
    again = outcome(A, decision_number="东信修〔2026〕9号", decided_on=date(2026, 9, 1))
    assert live(repaired_then(end, again, today=date(2026, 8, 15))) == [A.key]
    assert live(repaired_then(end, again)) == []


def test_the_end_of_a_repair_that_the_list_of_penalties_told() -> None:
    own = {"status": "repaired", "status_on": JULY}
    end = outcome(A, "reinstated", decided_on=AUGUST)
    assert live(of(*described(A), *penalty("1", A, **own), end)) == [A.key]
    undated = of(*described(A), *penalty("1", A, status="repaired"), end)
    assert (live(undated), doubts(undated)) == ([], [FITS_NONE])


@pytest.mark.parametrize(
    "wrong",
    [{"decided_on": None}, {"original_number": "东信修〔2026〕4号"}, {"decided_on": date(2026, 6, 1)}, {"party": B}],
)
def test_an_end_that_fits_no_repair_leaves_it_standing(wrong: dict[str, Any]) -> None:
    snapshot = repaired_then(replace(outcome(A, "reinstated", decided_on=AUGUST), **wrong))
    assert live(snapshot) == []
    assert doubts(snapshot) == [FITS_NONE]
