"""Does an event count: supplied ends, missing dates, natural persons, kinds that are off, calendar months."""

from __future__ import annotations

from datetime import date

import pytest

from graph_engine.policy import EventFacts, add_months
from tests.unit.policy.records import TODAY, effect, listed, penalty, under

# --- the supplied end of publicity (公示截止期)


def test_a_supplied_end_goes_before_the_rule() -> None:
    found = effect(penalty(date(2026, 5, 1), publicity_until=date(2026, 8, 1)), date(2026, 7, 31))
    assert (found.counts, found.ends_on, found.rule) == (True, date(2026, 8, 1), "publicity_until")
    assert not effect(penalty(date(2026, 5, 1), publicity_until=date(2026, 8, 1)), date(2026, 8, 1)).counts


def test_an_end_of_publicity_earlier_than_the_decision_is_bad_data_and_the_rule_holds() -> None:
    found = effect(penalty(date(2026, 5, 1), publicity_until=date(2016, 5, 1)))
    assert (found.counts, found.bad_end, found.rule) == (True, True, "penalty_order36")
    assert found.ends_on == date(2027, 5, 1)


def test_a_listing_that_ends_before_it_begins_is_bad_data_too() -> None:
    found = effect(listed("dishonest_debtor", listed_until=date(2020, 1, 1)))
    assert (found.counts, found.bad_end, found.rule) == (True, True, "court_list_term")


def test_2099_12_31_is_long_term_not_a_date() -> None:
    found = effect(penalty(date(2026, 5, 1), long_term=True, publicity_until=date(2099, 12, 31)), date(2100, 1, 1))
    assert (found.counts, found.ends_on, found.rule) == (True, None, "publicity_until")
    assert found.half_life_days == 730


def test_long_term_with_an_end_of_listing_ends_with_the_listing() -> None:
    found = effect(listed("serious_violation_list", long_term=True, listed_until=date(2027, 1, 1)))
    assert (found.ends_on, found.rule) == (date(2027, 1, 1), "listed_until")


def test_of_two_supplied_ends_the_earlier_holds() -> None:
    facts = listed("dishonest_debtor", publicity_until=date(2027, 1, 1), listed_until=date(2026, 12, 1))
    assert effect(facts).ends_on == date(2026, 12, 1)


def test_an_office_may_let_a_supplied_end_only_shorten_the_rule() -> None:
    overlay = '[effect]\nsupplied_end = "earlier"'
    assert under(overlay, penalty(date(2026, 5, 1), long_term=True)).ends_on == date(2027, 5, 1)
    longer = under(overlay, penalty(date(2026, 5, 1), publicity_until=date(2030, 1, 1)))
    assert (longer.ends_on, longer.rule) == (date(2027, 5, 1), "penalty_order36")
    shorter = under(overlay, penalty(date(2026, 5, 1), publicity_until=date(2026, 12, 1)))
    assert (shorter.ends_on, shorter.rule) == (date(2026, 12, 1), "publicity_until")


def test_an_office_may_keep_ended_records_in_sight() -> None:
    found = under("[effect]\nlisted_after_end = true", penalty(date(2020, 1, 1)))
    assert (found.counts, found.listed) == (False, True)


# --- dates missing


def test_decision_date_missing_the_publication_stands_for_it() -> None:
    found = effect(penalty(None, published_on=date(2026, 5, 1)))
    assert (found.counts, found.ends_on, found.age_days) == (True, date(2027, 5, 1), 123)
    assert not effect(penalty(None, published_on=date(2026, 5, 1)), date(2026, 4, 30)).listed


def test_neither_decided_nor_published_counts_only_in_the_upper_value() -> None:
    found = effect(penalty(None))
    assert (found.counts, found.undated, found.listed, found.reason) == (False, True, True, "undated")
    assert (found.age_days, found.severity_ppm, found.ends_on) == (None, 500_000, None)


@pytest.mark.parametrize(
    "rest",
    [
        {"summary_procedure": True},
        {"publicity_until": date(2026, 8, 31)},
        {"status": "repaired"},
        {"status": "removed", "status_on": date(2026, 8, 31)},
    ],
)
def test_an_undated_event_without_effect_does_not_enter_the_upper_value(rest: dict[str, object]) -> None:
    assert not effect(penalty(None, **rest)).undated


def test_an_undated_persisting_state_enters_the_upper_value_without_decay() -> None:
    found = effect(EventFacts(category="consumption_restriction"))
    assert (found.undated, found.half_life_days) == (True, None)


def test_an_event_of_the_future_is_not_there_yet() -> None:
    found = effect(penalty(date(2026, 9, 2)))
    assert (found.counts, found.listed, found.reason) == (False, False, "not_yet")


def test_an_event_counts_on_the_day_of_its_decision_at_age_0() -> None:
    found = effect(penalty(TODAY))
    assert (found.counts, found.age_days) == (True, 0)


# --- who it is about


def test_a_natural_persons_event_needs_a_purpose_that_allows_it() -> None:
    facts = listed("dishonest_debtor", subject_is_person=True)
    found = effect(facts)
    assert (found.counts, found.listed, found.withheld) == (False, False, False)
    assert found.reason == "person_not_allowed"
    assert effect(facts, persons=True).counts


def test_an_individual_business_is_punished_itself_and_its_operator_is_exposed_as_a_person() -> None:
    business = penalty(date(2026, 5, 1))
    operator = penalty(date(2026, 5, 1), subject_is_person=True)
    assert effect(business).counts
    assert not effect(operator).counts
    exposed = effect(operator, persons=True)
    assert exposed.counts
    assert exposed.kind is not None
    assert (exposed.kind.role_ppm("principal"), exposed.kind.role_ppm("derived")) == (1_000_000, 500_000)


def test_a_penalty_on_a_branch_has_the_effect_of_one_on_its_head_office() -> None:
    assert effect(penalty(date(2026, 5, 1), text="某公司第一分公司")) == effect(penalty(date(2026, 5, 1)))


def test_the_victim_of_a_false_registration_never_answers_for_it() -> None:
    facts = EventFacts(category="false_registration_revoked", decided_on=date(2026, 5, 1), subject_is_person=True)
    assert effect(facts, persons=True).reason == "person_excluded"


# --- kinds that do not count


def test_an_unconfirmed_kind_is_listed_and_counts_once_the_office_turns_it_on() -> None:
    facts = listed("safety_serious_list")
    found = effect(facts)
    assert (found.counts, found.listed, found.undated, found.reason) == (False, True, False, "kind_off")
    on = under("[kinds.safety_serious_list]\nenabled = true", facts)
    assert (on.counts, on.severity_ppm) == (True, 1_000_000)


def test_a_record_of_no_kind_is_listed_and_never_lost() -> None:
    found = effect(EventFacts(category="something_new", decided_on=date(2026, 5, 1)))
    assert (found.counts, found.listed, found.kind, found.reason) == (False, True, None, "unclassified")
    gone = effect(EventFacts(category="something_new", status="removed"))
    assert (gone.listed, gone.reason) == (False, "status_ended")


def test_a_notice_that_is_no_risk_is_listed_only() -> None:
    found = effect(EventFacts(category="simplified_deregistration", decided_on=date(2026, 5, 1)))
    assert (found.counts, found.listed, found.reason) == (False, True, "listed_only")


# --- arithmetic


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(9998, 6, 1), 36, date.max),
    ],
)
def test_months_are_calendar_months(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_facts_come_from_the_attributes_of_a_snapshot() -> None:
    facts = EventFacts.of(
        {
            "category": "administrative_penalty",
            "matter": "m",
            "authority": "某市生态环境局",
            "decided_on": "2026-05-01",
            "penalty_types": ["fine"],
            "amount": 100_000_000,
            "currency": "CNY",
            "status": "active",
        }
    )
    assert facts == penalty(date(2026, 5, 1), amount_fen=100_000_000)
    assert EventFacts.of({"category": "litigation", "amount": 5, "currency": "USD"}).amount_fen is None
    assert EventFacts.of({"category": "litigation"}, subject_is_person=True).subject_is_person
