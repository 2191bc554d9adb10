"""Does an event count: the rules by date, class, repair, lists and states."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from graph_engine.policy import EventFacts, withheld_on
from tests.unit.policy.records import NEW_RULE, POLICY, TODAY, effect, listed, penalty, under

# --- the period by rule version and class


def test_a_general_penalty_counts_one_year_from_its_decision_under_order_36() -> None:
    facts = penalty(date(2026, 5, 10))
    last = effect(facts, date(2027, 5, 9))
    assert (last.counts, last.rule, last.ends_on) == (True, "penalty_order36", date(2027, 5, 10))
    over = effect(facts, date(2027, 5, 10))
    assert (over.counts, over.listed, over.reason) == (False, False, "publicity_ended")


def test_a_serious_penalty_counts_three_years_under_order_36() -> None:
    facts = penalty(date(2026, 5, 10), penalty_types=frozenset({"licence_revoked"}))
    assert effect(facts, date(2029, 5, 9)).counts
    assert not effect(facts, date(2029, 5, 10)).counts


def test_under_order_58_a_general_penalty_counts_three_years_as_long_as_that_order_holds() -> None:
    facts = penalty(date(2023, 4, 5))
    before = effect(facts, date(2026, 3, 31))
    assert (before.counts, before.rule, before.ends_on) == (True, "penalty_order58", date(2026, 4, 5))


def test_two_rules_overlapping_on_2026_04_01() -> None:
    facts = penalty(date(2024, 6, 1))
    eve = effect(facts, NEW_RULE - timedelta(days=1))
    assert (eve.counts, eve.rule, eve.ends_on) == (True, "penalty_order58", date(2027, 6, 1))
    day = effect(facts, NEW_RULE)
    assert (day.counts, day.rule, day.ends_on) == (False, "penalty_order36", date(2025, 6, 1))


def test_a_penalty_decided_on_the_first_day_of_order_36_falls_under_it() -> None:
    assert effect(penalty(NEW_RULE), NEW_RULE).rule == "penalty_order36"
    assert effect(penalty(NEW_RULE - timedelta(days=1)), NEW_RULE).ends_on == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("version_by", "rule", "ends_on"),
    [
        ("decision", "penalty_order58", date(2028, 6, 1)),
        ("as_of", "penalty_order36", date(2026, 6, 1)),
        ("earlier_end", "penalty_order36", date(2026, 6, 1)),
    ],
)
def test_the_office_chooses_which_rule_version_holds(version_by: str, rule: str, ends_on: date) -> None:
    overlay = f'[effect]\nversion_by = "{version_by}"\n[policy]\nversion = "test"'
    found = under(overlay, penalty(date(2025, 6, 1)), date(2026, 5, 1))
    assert (found.rule, found.ends_on) == (rule, ends_on)


def test_order_45_counts_from_publication() -> None:
    facts = EventFacts(
        category="administrative_penalty",
        authority="某市市场监督管理局",
        penalty_types=frozenset({"fine"}),
        decided_on=date(2023, 1, 10),
        published_on=date(2023, 2, 10),
    )
    found = effect(facts, date(2026, 1, 20))
    assert (found.counts, found.rule, found.ends_on) == (True, "market_samr45", date(2026, 2, 10))
    assert found.citation is not None
    assert found.citation.printed("en") == "SAMR 45号令 [A]"
    assert found.age_days == (date(2026, 1, 20) - date(2023, 1, 10)).days
    assert not effect(facts, date(2026, 2, 10)).counts


# --- class


@pytest.mark.parametrize(
    ("facts", "severity_class"),
    [
        (penalty(NEW_RULE, summary_procedure=True), "minor"),
        (penalty(NEW_RULE, penalty_types=frozenset({"warning"})), "minor"),
        (penalty(NEW_RULE, penalty_types=frozenset({"warning", "criticism"})), "minor"),
        (penalty(NEW_RULE, penalty_types=frozenset({"warning", "fine"})), "general"),
        (penalty(NEW_RULE, penalty_types=frozenset()), "general"),
        (penalty(NEW_RULE, amount_fen=99_999_999), "general"),
        (penalty(NEW_RULE, amount_fen=100_000_000), "serious"),
        (penalty(NEW_RULE, penalty_types=frozenset({"shutdown_ordered", "fine"})), "serious"),
        (penalty(NEW_RULE, penalty_types=frozenset({"closure_ordered"})), "serious"),
        (penalty(NEW_RULE, penalty_types=frozenset({"occupation_banned"})), "serious"),
        (penalty(NEW_RULE, penalty_types=frozenset({"operation_restricted"})), "serious"),
        (penalty(NEW_RULE, penalty_types=frozenset({"licence_revoked"}), summary_procedure=True), "serious"),
        (penalty(NEW_RULE, severity_class="serious", summary_procedure=True), "serious"),
        (penalty(NEW_RULE, severity_class="minor", amount_fen=10**12), "minor"),
        (listed("abnormal_operation"), "general"),
    ],
)
def test_the_class_is_that_of_the_source_else_of_the_kind_else_of_the_content(
    facts: EventFacts, severity_class: str
) -> None:
    assert effect(facts).severity_class == severity_class


def test_a_minor_record_is_listed_and_never_counts() -> None:
    found = effect(penalty(date(2026, 8, 1), summary_procedure=True))
    assert (found.counts, found.listed, found.undated, found.reason) == (False, True, False, "minor")
    assert found.severity_ppm == 0


def test_a_minor_record_is_not_even_listed_after_three_months() -> None:
    assert not effect(penalty(date(2026, 4, 1), summary_procedure=True), date(2026, 7, 1)).listed


# --- repaired, withdrawn, corrected: the law's own clock


def test_repaired_the_same_day_it_is_withheld_from_that_day_on() -> None:
    facts = penalty(date(2026, 5, 1), status="repaired", status_on=TODAY)
    found = effect(facts)
    assert (found.counts, found.listed, found.withheld, found.reason) == (False, False, True, "withheld")
    assert found.citation is not None
    assert found.citation.id == "order36_art3"
    assert effect(facts, TODAY - timedelta(days=1), today=TODAY - timedelta(days=1)).counts


def test_what_is_repaired_today_is_withheld_from_answers_about_the_past_too() -> None:
    facts = penalty(date(2026, 5, 1), status="repaired", status_on=TODAY)
    assert effect(facts, date(2026, 6, 1)).withheld


def test_a_repair_without_a_date_withholds_at_once() -> None:
    assert effect(penalty(date(2026, 5, 1), status="repaired"), date(2026, 5, 2)).withheld


def test_a_repair_that_takes_effect_later_ends_the_record_on_that_day_only() -> None:
    facts = penalty(date(2026, 5, 1), status="repaired", status_on=date(2026, 10, 1))
    assert effect(facts, date(2026, 9, 30)).counts
    later = effect(facts, date(2026, 10, 1))
    assert (later.counts, later.listed, later.withheld, later.reason) == (False, False, False, "status_ended")


def test_a_repair_that_was_revoked_withholds_and_ends_nothing_from_that_day_on() -> None:
    facts = penalty(date(2026, 5, 1), status="repaired", status_on=date(2026, 6, 1), status_until=date(2026, 7, 1))
    assert effect(facts, date(2026, 6, 30), today=date(2026, 6, 30)).withheld
    assert not effect(facts, date(2026, 6, 30)).withheld
    assert [effect(facts, day).counts for day in (date(2026, 5, 31), date(2026, 6, 1), date(2026, 7, 1))] == [
        True,
        False,
        True,
    ]
    assert not withheld_on(POLICY, "repaired", date(2026, 6, 1), date(2026, 7, 1), date(2026, 7, 1))


def test_a_decision_withdrawn_within_3_days_counts_only_until_it_is() -> None:
    facts = penalty(date(2026, 8, 1), status="withdrawn", status_on=date(2026, 8, 3))
    assert effect(facts, date(2026, 8, 2), today=date(2026, 8, 2)).counts
    assert effect(facts, date(2026, 8, 2), today=date(2026, 8, 3)).withheld
    assert effect(facts, date(2026, 8, 4), today=date(2026, 8, 4)).withheld


@pytest.mark.parametrize("status", ["repaired", "revoked", "withdrawn", "corrected"])
def test_every_status_that_withholds(status: str) -> None:
    assert effect(penalty(date(2026, 8, 1), status=status, status_on=TODAY)).withheld
    assert withheld_on(POLICY, status, TODAY, TODAY)
    assert not withheld_on(POLICY, status, TODAY, TODAY - timedelta(days=1))


@pytest.mark.parametrize("status", ["active", "removed", "lifted", "performed"])
def test_other_statuses_withhold_nothing(status: str) -> None:
    assert not withheld_on(POLICY, status, None, TODAY)


# --- lists, states and their ends


def test_list_exit_then_re_entry() -> None:
    first = listed("abnormal_operation", decided_on=date(2024, 7, 8), status="removed", status_on=date(2024, 9, 1))
    second = listed("abnormal_operation", decided_on=date(2025, 7, 8))
    assert effect(first, date(2024, 8, 31)).counts
    exited = effect(first, date(2024, 9, 1))
    assert (exited.counts, exited.listed, exited.withheld, exited.reason) == (
        False,
        False,
        False,
        "status_ended",
    )
    assert exited.ends_on == date(2024, 9, 1)
    assert not effect(second, date(2025, 7, 7)).counts
    assert effect(second, date(2025, 7, 8)).counts
    assert not effect(first, date(2025, 7, 8)).counts


def test_a_list_exit_without_a_date_has_ended() -> None:
    assert effect(listed("abnormal_operation", status="removed")).reason == "status_ended"


def test_restriction_lifted_but_dishonest_listing_still_on() -> None:
    lifted = listed("consumption_restriction", status="lifted", status_on=date(2026, 1, 1))
    listing = listed("dishonest_debtor", situations=frozenset({"s4"}))
    assert not effect(lifted, date(2026, 6, 1)).counts
    assert effect(listing, date(2026, 6, 1)).counts
    assert effect(lifted, date(2025, 12, 31)).counts


def test_performing_a_duty_ends_a_court_record_but_not_the_publicity_of_a_penalty() -> None:
    performed = {"status": "performed", "status_on": date(2026, 6, 1)}
    assert effect(listed("dishonest_debtor", **performed)).reason == "status_ended"
    assert effect(penalty(date(2026, 5, 1), **performed)).counts


@pytest.mark.parametrize(
    "category",
    [
        "abnormal_operation",
        "consumption_restriction",
        "licence_revoked_state",
        "enforcement_case",
        "enforcement_terminated",
    ],
)
def test_persisting_states_are_open_ended_and_do_not_decay(category: str) -> None:
    found = effect(EventFacts(category=category, decided_on=date(1999, 1, 1)), date(2060, 1, 1))
    assert (found.counts, found.ends_on, found.half_life_days) == (True, None, None)


def test_other_events_decay_with_a_half_life() -> None:
    found = effect(penalty(date(2026, 5, 1)))
    assert (found.half_life_days, found.severity_ppm, found.age_days) == (730, 500_000, 123)


# --- dishonest judgment debtors (失信被执行人)


@pytest.mark.parametrize(
    ("situations", "ends_on"),
    [
        ({"s2"}, date(2027, 3, 1)),
        ({"s6"}, date(2027, 3, 1)),
        (set(), date(2027, 3, 1)),
        ({"s2", "aggravated"}, date(2028, 3, 1)),
        ({"s4", "s5"}, date(2028, 3, 1)),
        ({"s1"}, None),
        ({"s1", "s4", "aggravated"}, None),
    ],
)
def test_a_listing_lasts_two_years_one_more_if_grave_and_situation_1_without_end(
    situations: set[str], ends_on: date | None
) -> None:
    found = effect(listed("dishonest_debtor", situations=frozenset(situations)))
    assert (found.counts, found.ends_on, found.rule) == (True, ends_on, "court_list_term")
    assert found.half_life_days == (730 if ends_on else None)
    if ends_on:
        assert not effect(listed("dishonest_debtor", situations=frozenset(situations)), ends_on).counts


def test_an_end_that_the_list_states_goes_before_the_two_years() -> None:
    found = effect(listed("dishonest_debtor", situations=frozenset({"s4"}), listed_until=date(2030, 3, 1)))
    assert (found.counts, found.ends_on, found.rule) == (True, date(2030, 3, 1), "listed_until")
