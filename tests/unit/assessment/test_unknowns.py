"""What is not known: each kind where it should stand, and nowhere else; and which sources cover a party."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graph_engine.answers.assessment import Assessment
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Branch, Enterprise, Office, Outcome, Record, Shareholding
from graph_engine.reports.words import UNKNOWNS
from tests.contract.loads import document_of, refused_row
from tests.worlds import (
    World,
    assessed,
    by_key,
    by_name,
    company,
    described,
    event,
    grounds_of,
    holds,
    leads,
    local_person,
    project,
    takes_part,
)

A, B, C, T = company("A", "甲公司"), company("B", "乙公司"), company("C", "丙公司"), company("T", "丁公司")
BRIDGE = project("1")

Entry = tuple[str, str, str, int]


def listed(answer: Assessment) -> list[Entry]:
    return [(unknown.kind, unknown.subject, unknown.detail, unknown.count) for unknown in answer.unknowns]


def unknowns(records: Sequence[Record], target: PartyRef = T) -> list[Entry]:
    return listed(assessed(grounds_of([*described(target), *records]), target))


def test_where_all_is_known_nothing_is_listed() -> None:
    records = [holds(A, T, 60), holds(B, T, 40), *event("1", A), takes_part(T, BRIDGE)]
    assert unknowns(records) == []


def test_missing_ratios_name_company_and_holder() -> None:
    records = [holds(A, T, 60), holds(B, T, None), holds(C, T, None)]
    assert unknowns(records) == [("ratio_missing", T.key, B.key, 1), ("ratio_missing", T.key, C.key, 1)]


def test_a_ratio_is_missing_at_the_company_not_at_its_holder() -> None:
    # A is unknown as a holder of T; asked about A, with nothing on the way to it, there is nothing to list.
    assert unknowns([holds(A, T, None)], A) == []


def test_bands_and_sums_over_the_whole() -> None:
    band = Shareholding(
        source=A, target=T, ratio_low_ppb=250_000_001, ratio_high_ppb=500_000_000, valid_from=date(2015, 1, 1)
    )
    assert unknowns([band]) == [("ratio_band", T.key, A.key, 1)]
    # However many hold, the company is over the whole once.
    over = [holds(holder, T, 60) for holder in (A, B, C)]
    assert unknowns(over) == [("ratios_over_100", T.key, "", 1)]


def test_conflicting_ratios(world: World) -> None:
    world.load([*described(T), holds(A, T, 60)])
    world.load([holds(A, T, 40)], source="vendor", document="b")
    assert listed(world.assess(T)) == [("ratio_conflict", T.key, "", 1)]


def test_relations_without_a_beginning_are_counted() -> None:
    undated = [replace(holds(holder, T, 30), valid_from=None) for holder in (A, B)]
    assert unknowns([*undated, holds(C, T, 30)]) == [("relation_undated", T.key, "", 2)]


def test_a_disputed_end(world: World) -> None:
    world.load([*described(T), holds(A, T, 60)])
    world.load([replace(holds(A, T, 60), valid_to=date(2024, 1, 1))], source="vendor", document="b")
    assert listed(world.assess(T)) == [("end_disputed", T.key, "", 1)]


def test_joins_by_name() -> None:
    records = [*described(A), holds(by_name("甲公司", T), T, 60)]
    assert unknowns(records) == [("joined_by_name", T.key, "", 1)]


def test_posts_joined_by_name_stand_where_the_way_leads_through_them() -> None:
    zhang = local_person("张某", T)
    posts = [leads(zhang, T), Office(source=zhang, target=T, role="manager", valid_from=date(2015, 1, 1))]
    assert unknowns(posts) == []
    derived = event("1", A, (zhang, "derived"), category="consumption_restriction")
    assert unknowns([*posts, *derived]) == [("posts_joined_by_name", zhang.key, "", 1)]


def test_undated_and_unclassified_events() -> None:
    records = [*event("1", T, published_on=None), *event("2", T, category="of_no_kind")]
    assert unknowns(records) == [
        ("event_unclassified", T.key, "event:court:2", 1),
        ("event_undated", T.key, "event:court:1", 1),
    ]


def test_an_undated_event_that_raises_only_the_upper_value_is_told_of() -> None:
    # It reaches T through its holder in the upper value alone; that is why high lies above the score.
    answer = assessed(grounds_of([*described(T), holds(A, T, 60), *event("1", A, published_on=None)]), T)
    assert answer.high is not None
    assert answer.score is not None
    assert answer.high > answer.score
    assert listed(answer) == [("event_undated", A.key, "event:court:1", 1)]


def test_a_missing_ratio_that_raises_only_the_upper_value_is_told_of() -> None:
    # A's share of B is missing and floored: 0.06 · 0.05 · 1 is below θ; at its upper end, 0.36, it is not.
    records = [holds(C, B, 64), holds(A, B, None), holds(company("D"), B, None)]
    chain = [holds(B, T, 1), *event("1", A)]
    answer = assessed(grounds_of([*described(T), *records, *chain]), T)
    assert answer.high is not None
    assert answer.score is not None
    assert answer.high > answer.score
    assert ("ratio_missing", B.key, A.key, 1) in listed(answer)


def test_codes_refused_and_inner_checks_failed() -> None:
    described_ = [
        Enterprise(party=T, name="丁公司", inner_check_failed=True),
        Enterprise(party=A, name="甲公司", refused_code="914403001922038217"),
    ]
    assert unknowns([*described_, holds(A, T, 60)]) == [("inner_check_failed", T.key, "", 1)]
    assert unknowns([*described_, holds(A, T, 60), *event("1", A)]) == [
        ("code_refused", A.key, "", 1),
        ("inner_check_failed", T.key, "", 1),
    ]


def test_refused_rows_that_touch_the_parties(world: World) -> None:
    document = document_of("a")
    refused = [refused_row(document, 7, T.key), refused_row(document, 8, T.key), refused_row(document, 9, "uscc:Z")]
    world.load([*described(T, A)], refused=refused)
    assert listed(world.assess(T)) == [("rows_refused", T.key, "", 2)]
    assert listed(world.assess(A)) == []


def test_refused_rows_find_a_party_under_its_other_key(world: World) -> None:
    known = company("91441900MA0000015D")
    world.load([*described(known)], refused=[refused_row(document_of("a"), 7, "org:MA0000015")])
    assert listed(world.assess(known)) == [("rows_refused", known.key, "", 1)]


def test_refused_rows_that_touch_a_branch(world: World) -> None:
    branch = company("T1")
    world.load([Branch(source=branch, target=T)], refused=[refused_row(document_of("a"), 7, branch.key)])
    assert ("rows_refused", branch.key, "", 1) in listed(world.assess(T))


def test_a_key_that_fits_several_is_told_at_each_of_them() -> None:
    first, second = company("91441900MA0000015D", "甲公司"), company("92441900MA0000015X", "乙商行")
    shared = by_key("org:MA0000015")
    records = [*described(first, second), *event("1", shared)]
    entry = ("identity_key_fits_several", shared.key, f"{first.key} {second.key}", 1)
    assert unknowns(records, first) == [entry]
    assert unknowns(records, second) == [entry]
    assert unknowns(records, T) == []


def test_a_name_that_fits_several_is_told_where_it_stands() -> None:
    namesakes = [company("A", "甲公司"), company("B", "甲公司")]
    named = by_name("甲公司", BRIDGE)
    records = [*described(*namesakes), takes_part(named, BRIDGE)]
    assert unknowns(records, BRIDGE) == [("identity_name_fits_several", named.key, f"{A.key} {B.key}", 1)]


def test_a_branch_of_several_heads(world: World) -> None:
    world.load([*described(A, B, C), Branch(source=C, target=A, valid_from=date(2020, 1, 1))])
    world.load([Branch(source=C, target=B, valid_from=date(2020, 1, 1))], source="vendor", document="b")
    assert listed(world.assess(C)) == [("identity_branch_of_several", C.key, f"{A.key} {B.key}", 1)]


def test_repairs_that_could_not_be_matched_are_told_of_their_party() -> None:
    nameless = T._replace(name=None)
    lost = [
        Outcome(party=nameless, result="repaired", original_number=f"东环罚字〔2026〕{number}号", record_id=str(number))
        for number in (1, 2)
    ]
    assert unknowns(lost) == [("outcome_fits_none", T.key, "", 2)]
    case: dict[str, Any] = {"document_number": "（2025）粤1971执9号", "matter": "case:x"}
    both = [*event("1", T, **case), *event("2", T, category="consumption_restriction", **case)]
    unclear = Outcome(party=nameless, result="lifted", original_number="(2025)粤1971执9号")
    assert ("outcome_fits_several", T.key, "", 1) in unknowns([*both, unclear])
    # Nobody else hears of it.
    assert unknowns([*described(A), *lost], A) == []


def test_every_kind_of_unknown_has_words() -> None:
    kinds = {
        "ratio_missing", "ratio_band", "ratio_conflict", "ratios_over_100", "relation_undated", "end_disputed",
        "joined_by_name", "posts_joined_by_name", "event_undated", "event_unclassified", "code_refused",
        "inner_check_failed", "rows_refused", "identity_key_fits_several", "identity_name_fits_several",
        "identity_branch_of_several", "outcome_fits_none", "outcome_fits_several",
    }  # fmt: skip
    assert set(UNKNOWNS) == kinds


# ---------------------------------------------------------------------- coverage


def test_coverage_names_the_sources_of_target_and_parties(world: World) -> None:
    world.load([*described(BRIDGE), takes_part(A, BRIDGE)], source="projects")
    world.load(described(A, B), source="registry", document="b")
    world.load(event("1", B), source="court", document="c")
    found = world.assess(BRIDGE).coverage
    assert found.known
    # The court knows B only, which is no party.
    assert [(source.source, source.until) for source in found.sources] == [
        ("projects", "2026-01-01"),
        ("registry", "2026-01-01"),
    ]


def test_what_no_source_at_all_covers_is_said(world: World) -> None:
    world.load([*described(BRIDGE, T)], source="projects")
    silent = set(world.assess(BRIDGE).coverage.not_covered)
    assert silent >= {"legal_representative_of", "holds_office_in"}
    # A list on which a party does not stand covers it all the same.
    posts = replace(document_of("posts", "registry"), covers=("legal_representative_of", "holds_office_in"))
    world.load(described(A), source="registry", document="b", others=[posts])
    assert set(world.assess(BRIDGE).coverage.not_covered) == silent - set(posts.covers)


@pytest.mark.parametrize("status", ["repaired", "withdrawn"])
def test_withheld_records_are_counted_for_target_parties_and_branches(world: World, status: str) -> None:
    branch = company("A1")
    world.load(
        [
            *described(BRIDGE, A, B),
            takes_part(A, BRIDGE),
            Branch(source=branch, target=A),
            holds(B, A, 60),
            *event("1", A, status=status),
            *event("2", branch, status=status),
            *event("3", B, status=status),
            *event("4", BRIDGE),
        ]
    )
    answer = world.assess(BRIDGE)
    # B is no party: its withheld record is no business of this answer.
    assert answer.withheld == 2
    assert [line.matter for line in answer.contributions] == ["case:4"]
    assert "event:court:1" not in str(answer)
