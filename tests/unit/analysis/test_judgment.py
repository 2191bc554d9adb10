"""Which events count for whom, and with what cost; costs worked out by hand in the comments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from graph_engine.analysis.judgment import Judgment, judge, sources_of
from graph_engine.analysis.strengths import NEVER
from graph_engine.model.records import Branch, Record
from graph_engine.snapshot.build import build_snapshot
from graph_engine.snapshot.snapshot import Snapshot
from tests.worlds import (
    POLICY,
    TODAY,
    company,
    described,
    event,
    known_person,
    tables_of,
    withholding,
)

A, B = company("A"), company("B")
ZHANG = known_person("1", "张某")
ONE_HALF = 4096


def judged(
    records: Sequence[Record], *, as_of: date = TODAY, today: date = TODAY, persons: bool = True
) -> tuple[Snapshot, Judgment]:
    snapshot = build_snapshot(tables_of(records), as_of, withholding(POLICY, today))
    return snapshot, judge(snapshot, POLICY, today=today, persons_allowed=persons)


def costs(records: Sequence[Record], **more: Any) -> dict[str, tuple[int, int]]:
    """(cost in the point value, cost in the upper value) by public id of the subject; the event's own order."""
    snapshot, found = judged(records, **more)
    return {
        snapshot.public_id[int(node)]: (int(found.cost[row]), int(found.upper[row]))
        for row, node in enumerate(snapshot.subject_node)
    }


def test_a_serious_record_in_effect_counts_in_full() -> None:
    assert costs(event("1", A)) == {A.key: (0, 0)}


def test_a_general_record_counts_one_half_and_a_notice_one_quarter() -> None:
    # Both are states that persist, so their age plays no part.
    assert costs(event("1", A, category="abnormal_operation")) == {A.key: (ONE_HALF, ONE_HALF)}
    assert costs(event("1", A, category="consumption_restriction")) == {A.key: (2 * ONE_HALF, 2 * ONE_HALF)}


def test_a_derived_subject_counts_one_half_of_the_event_that_names_it() -> None:
    # 0.25 · 0.5 = 0.125: three halvings.
    records = event("1", A, (ZHANG, "derived"), category="consumption_restriction")
    assert costs(records) == {A.key: (2 * ONE_HALF, 2 * ONE_HALF), ZHANG.key: (3 * ONE_HALF, 3 * ONE_HALF)}


def test_amplitudes_halve_in_their_half_life() -> None:
    # Situation 2 has a term of two years and decays: 365 days are half of 730, so 2^(−1/2) costs 2048.
    found = costs(event("1", A, situations=("s2",), published_on=date(2025, 11, 22)))
    assert found == {A.key: (2048, 2048)}


def test_a_record_on_the_day_itself_is_of_age_0_and_one_of_tomorrow_is_none() -> None:
    assert costs(event("1", A, situations=("s2",), published_on=TODAY)) == {A.key: (0, 0)}
    tomorrow = event("1", A, published_on=date(2026, 11, 23))
    assert costs(tomorrow) == {A.key: (NEVER, NEVER)}
    assert judged(tomorrow)[1].effect_of(0).reason == "not_yet"


def test_an_undated_event_counts_in_the_upper_value_only_at_age_0() -> None:
    found = costs(event("1", A, situations=("s2",), published_on=None))
    assert found == {A.key: (NEVER, 0)}


@pytest.mark.parametrize(
    ("facts", "reason", "listed"),
    [
        ({"category": "administrative_penalty", "penalty_types": ("warning",)}, "minor", True),
        ({"category": "litigation"}, "kind_off", True),
        ({"category": "of_no_kind"}, "unclassified", True),
        ({"category": "identity_misuse_notice"}, "listed_only", True),
        ({"status": "performed", "status_on": TODAY}, "status_ended", False),
        ({"situations": ("s2",), "published_on": date(2024, 11, 22)}, "publicity_ended", False),
    ],
)
def test_what_does_not_count_says_why(facts: dict[str, Any], reason: str, listed: bool) -> None:
    values = {"situations": (), "published_on": date(2026, 9, 22), **facts}
    snapshot, found = judged(event("1", A, **values))
    effect = found.effect_of(0)
    assert not effect.counts
    assert (effect.reason, effect.listed) == (reason, listed)
    assert (int(found.cost[0]), int(found.upper[0])) == (NEVER, NEVER)
    assert sources_of(snapshot, found.upper, 2).count == 0


def test_persons_are_left_out_where_the_purpose_does_not_cover_them() -> None:
    records = event("1", A, (ZHANG, "derived"), category="consumption_restriction")
    snapshot, found = judged(records, persons=False)
    reasons = {
        snapshot.public_id[int(node)]: found.effect_of(row).reason for row, node in enumerate(snapshot.subject_node)
    }
    assert reasons == {A.key: "in_effect", ZHANG.key: "person_not_allowed"}
    assert costs(records, persons=False)[ZHANG.key] == (NEVER, NEVER)


def test_one_event_is_judged_once_for_organisations_and_once_for_persons() -> None:
    records = event("1", A, (B, "derived"), (ZHANG, "derived"), (known_person("2", "李某"), "derived"))
    _, found = judged(records)
    assert len(found.effects) == 2


def test_a_faint_event_counts_nothing() -> None:
    # A debtor of situation 2 on the list until 2030: 11 half-lives are 8 030 days.
    begun = date.fromordinal(TODAY.toordinal() - 8030)
    faint = event("1", A, situations=("s2",), published_on=begun, listed_until=date(2030, 1, 1))
    assert judged(faint)[1].effect_of(0).counts
    assert costs(faint) == {A.key: (NEVER, NEVER)}
    # Ten half-lives are the last that count: 10 · 4096.
    begun = date.fromordinal(TODAY.toordinal() - 7300)
    last = event("1", A, situations=("s2",), published_on=begun, listed_until=date(2030, 1, 1))
    assert costs(last) == {A.key: (40_960, 40_960)}


# ---------------------------------------------------------------------- sources


def test_events_of_one_case_count_once_by_the_strongest() -> None:
    records = [
        *described(A),
        *event("1", A, matter="case:x"),
        *event("2", A, matter="case:x", category="consumption_restriction"),
        *event("3", A, matter="case:x", category="enforcement_terminated"),
    ]
    snapshot, found = judged(records)
    sources = sources_of(snapshot, found.cost, 2)
    assert sources.count == 1
    assert sources.rows(0) == [(snapshot.node(A.key), 0)]
    assert sources.matter_cost.tolist() == [0]


def test_a_derived_subject_never_inherits_the_principals_amplitude() -> None:
    # 失信 names the company alone (1.0); 限消 of the same case names both: the person's is 0.25 · 0.5.
    records = [
        *event("1", A, matter="case:x"),
        *event("2", A, (ZHANG, "derived"), matter="case:x", category="consumption_restriction"),
    ]
    snapshot, found = judged(records)
    sources = sources_of(snapshot, found.cost, 2)
    assert sources.count == 1
    assert sources.rows(0) == [(snapshot.node(A.key), 0), (snapshot.node(ZHANG.key), 3 * ONE_HALF)]


def test_branch_and_head_are_one_subject() -> None:
    branch = company("A1")
    records = [Branch(source=branch, target=A), *event("1", branch), *event("2", A, matter="case:1")]
    snapshot, found = judged(records)
    sources = sources_of(snapshot, found.cost, 2)
    assert sources.rows(0) == [(snapshot.node(A.key), 0)]
    assert sources.matter.tolist() == [0]


def test_matters_of_equal_subjects_and_costs_are_one_source() -> None:
    records = [*event("1", A), *event("2", A), *event("3", A, category="consumption_restriction")]
    snapshot, found = judged(records)
    sources = sources_of(snapshot, found.cost, 2)
    assert (sources.count, len(snapshot.matter_key)) == (1, 3)


def test_a_snapshot_without_events_has_no_source() -> None:
    snapshot, found = judged(described(A))
    assert found.effects == ()
    assert sources_of(snapshot, found.cost, 2).count == 0
