"""Profiles of small worlds by hand: relations as assessments use them, own record, doubts, and nothing else's."""

from __future__ import annotations

from datetime import date

import pytest

from graph_engine.answers.party import PartyProfile, RelationGroup
from graph_engine.assessment.profile import profile
from graph_engine.errors import PurposeError, RequestError
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Branch, Enterprise, Guarantee, IndirectInterest, Record, Shareholding
from tests.worlds import (
    address,
    by_name,
    company,
    described,
    event,
    grounds_of,
    holds,
    known_person,
    project,
    takes_part,
    uses,
)

A, B, C, D = (company(letter) for letter in "ABCD")
ZHANG = known_person("1", "张三丰")


def told(records: list[Record], who: PartyRef, *, persons: bool = True, listed: int = 20) -> PartyProfile:
    grounds = grounds_of(records)
    if not persons:
        grounds = grounds.for_purpose(persons_allowed=False)
    return profile(grounds, grounds.snapshot.node(who.key), listed=listed)


def group(found: PartyProfile, relation: str, direction: str) -> RelationGroup:
    (only,) = (each for each in found.relations if (each.relation, each.direction) == (relation, direction))
    return only


def test_holders_come_by_share_and_shares_are_those_that_assessments_use() -> None:
    # 60 % + 50 % are more than the whole: both are scaled by 100/110.
    found = told([*described(A, B, C), holds(B, A, 50), holds(C, A, 60)], A)
    holders = group(found, "holds_shares_in", "in")
    assert [(note.other.id, str(note.ratio)) for note in holders.shown] == [(C.key, "0.545455"), (B.key, "0.454545")]
    assert "ratios_over_100" in {unknown.kind for unknown in found.unknowns}
    assert group(told([*described(A, B), holds(B, A, 50)], B), "holds_shares_in", "out").shown[0].other.id == A.key


def test_a_band_has_ends_and_its_doubt() -> None:
    band = Shareholding(source=B, target=A, ratio_low_ppb=100_000_000, ratio_high_ppb=300_000_000)
    (note,) = group(told([*described(A, B), band], A), "holds_shares_in", "in").shown
    assert (str(note.ratio), str(note.ratio_low), str(note.ratio_high)) == ("0.200000", "0.100000", "0.300000")
    assert note.doubts == ("ratio_band", "undated")


def test_a_stated_indirect_interest_is_shown_as_stated_and_an_unknown_share_as_none() -> None:
    records: list[Record] = [
        *described(A, B),
        IndirectInterest(source=B, target=A, ratio_ppb=250_000_000),
        IndirectInterest(source=C, target=A),
    ]
    notes = group(told(records, A), "has_indirect_interest_in", "in").shown
    assert [(note.other.id, note.ratio and str(note.ratio)) for note in notes] == [(B.key, "0.250000"), (C.key, None)]


def test_money_carries_its_currency_and_days_their_ends() -> None:
    guarantee = Guarantee(source=A, target=B, amount=123_456, currency="USD", valid_from=date(2025, 1, 2))
    (note,) = group(told([*described(A, B), guarantee], A), "guarantees", "out").shown
    assert (str(note.amount), note.currency, note.valid_from, note.valid_to) == (
        "1234.560000",
        "USD",
        date(2025, 1, 2),
        None,
    )
    assert [(place.file, place.line) for place in note.provenance] == [("a.csv", 3)]


def test_the_record_is_ones_own_and_that_of_branches() -> None:
    records = [
        *described(A, B, C, D),
        Branch(source=C, target=A),
        holds(B, A, 90),
        *event("own", A),
        *event("branch", C),
        *event("holder", B),
        *event("minor", A, category="administrative_penalty", severity_class="minor"),
        *event("repaired", A, status="repaired"),
        *event("old", A, published_on=date(2015, 1, 1)),
    ]
    found = told(records, A)
    assert {(note.document_number, note.counts) for note in found.record} >= {("own", True), ("branch", True)}
    assert "holder" not in {note.document_number for note in found.record}
    assert "repaired" not in {note.document_number for note in found.record}
    assert (found.withheld, found.record_count, found.legal_person) == (1, len(found.record), None)
    branch = told(records, C)
    assert [note.document_number for note in branch.record] == ["branch"]
    assert branch.legal_person is not None
    assert branch.legal_person.id == A.key
    assert told(records, B).withheld == 0


def test_persons_are_left_out_and_counted() -> None:
    records = [*described(A, B, ZHANG), holds(ZHANG, A, 40), holds(B, A, 60), *event("1", ZHANG)]
    found = told(records, A, persons=False)
    assert (group(found, "holds_shares_in", "in").count, found.persons_left_out) == (1, 1)
    assert told(records, A).persons_left_out == 0
    assert [note.document_number for note in told(records, ZHANG).record] == ["1"]
    with pytest.raises(PurposeError):
        told(records, ZHANG, persons=False)


def test_a_doubt_about_a_persons_share_does_not_say_whose() -> None:
    records = [*described(A, B, ZHANG), holds(ZHANG, A, None), holds(B, A, None)]
    assert [unknown.detail for unknown in told(records, A).unknowns] == [ZHANG.key, B.key]
    without = told(records, A, persons=False).unknowns
    assert [(unknown.kind, unknown.detail) for unknown in without] == [("ratio_missing", ""), ("ratio_missing", B.key)]


def test_projects_and_contacts_have_profiles_too() -> None:
    bridge, room = project("17", "东河大桥"), address("东河路1号")
    records = [*described(A, B, bridge), takes_part(A, bridge), *uses(A, room), *uses(B, room)]
    assert [note.role for note in group(told(records, bridge), "takes_part_in", "in").shown] == ["winner"]
    users = group(told(records, room), "uses_contact", "in")
    assert [note.other.id for note in users.shown] == [A.key, B.key]


def test_keys_are_numbers_of_registers_and_no_names_of_lists() -> None:
    named = by_name(A.name or "", project("17"))
    records = [
        Enterprise(party=company("A", A.name, aliases=["regno:7"]), name=A.name or ""),
        takes_part(named, project("17")),
    ]
    found = told(records, A)
    assert found.keys == ("regno:7",)
    assert group(found, "takes_part_in", "out").shown[0].doubts == ("joined_by_name",)


def test_what_is_listed_is_part_of_what_is_said() -> None:
    records = [*described(A, B, C), holds(B, A, 50), holds(C, A, 50), *event("1", A)]
    whole, cut = told(records, A), told(records, A, listed=0)
    assert (group(cut, "holds_shares_in", "in").count, group(cut, "holds_shares_in", "in").shown) == (2, ())
    assert (cut.record, cut.record_count) == ((), 1)
    assert whole.result != cut.result
    assert whole.result == told(records, A).result
    with pytest.raises(RequestError):
        told(records, A, listed=-1)


def test_a_mention_is_told_as_one() -> None:
    records: list[Record] = [*described(A), holds(B, A, 60)]
    assert told(records, B).mention_only
    assert not told(records, A).mention_only
