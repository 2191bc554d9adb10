"""The storylines of the invented city, from its files to the answers: what must be found, and what must not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from examples.city import make
from graph_engine import RequestContext, RiskEngine, Settings
from graph_engine.answers.assessment import Assessment
from tests.loading_files import RECORDED_AT, load_files

CITY = Path(make.__file__).parent
CONTEXT = RequestContext("tester", "officer", "test")
STORIES = json.loads((CITY / "stories.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Assessment]]:
    folder = tmp_path_factory.mktemp("city")
    settings = Settings(store=f"sqlite:///{folder}/city.sqlite")
    with RiskEngine.open(settings=settings, clock=lambda: RECORDED_AT) as engine:
        for loader, names in (
            ("registry", ["registry.xlsx"]),
            ("penalties", ["penalties.csv", "penalties_old.csv"]),
            ("court", ["court.csv", "restrictions.csv"]),
            ("licences", ["licences.csv"]),
            ("lists", ["lists.xlsx"]),
            ("repairs", ["repairs.csv"]),
            ("projects", ["projects.xlsx"]),
        ):
            load_files(engine.store, loader, [CITY / name for name in names], folder)
        found = engine.assess_all(CONTEXT, as_of=date(2026, 11, 22))
        yield {answer.id.rpartition(":")[2]: answer for answer in found}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: str(story["story"]))
def test_each_story_ends_as_told(story: dict[str, object], answers: dict[str, Assessment]) -> None:
    answer = answers[str(story["project"])]
    assert (answer.claim.id if answer.claim else None) == story["claim"]
    assert answer.measures is not None
    assert (answer.measures.gate.step != "normal") == story["flagged"]


@pytest.fixture
def of(answers: dict[str, Assessment]) -> dict[str, Assessment]:
    return {str(story["story"]): answers[str(story["project"])] for story in STORIES}


def test_forty_projects_are_assessed_and_most_are_not_flagged(answers: dict[str, Assessment]) -> None:
    flagged = [a for a in answers.values() if a.measures is not None and a.measures.gate.step != "normal"]
    assert len(answers) == 40
    assert 13 <= len(flagged) < 25


def test_the_case_of_a_restricted_leader_counts_once(of: dict[str, Assessment]) -> None:
    (contribution,) = of["restricted_leader"].contributions
    assert {event.kind for event in contribution.events} == {"dishonest_debtor", "consumption_restriction"}


def test_the_path_from_a_listed_parent_leads_through_the_registered_holding(of: dict[str, Assessment]) -> None:
    (contribution,) = of["parent_listed"].contributions
    assert [step.relation for step in contribution.path] == ["holds_shares_in", "takes_part_in"]
    assert [step.direction for step in contribution.path] == ["down", "down"]


def test_three_steps_of_majority(of: dict[str, Assessment]) -> None:
    (contribution,) = of["grandparent_punished"].contributions
    assert [step.relation for step in contribution.path] == ["holds_shares_in", "holds_shares_in", "takes_part_in"]


def test_missing_shares_and_missing_dates_open_the_range(of: dict[str, Assessment]) -> None:
    low, score, high = (getattr(of["missing_shares"], name) for name in ("low", "score", "high"))
    assert low < score < high
    low, score, high = (getattr(of["undated"], name) for name in ("low", "score", "high"))
    assert low == score == 0 < high


def test_a_name_that_fits_two_is_told_as_a_doubt(of: dict[str, Assessment]) -> None:
    assert "identity_name_fits_several" in {unknown.kind for unknown in of["fits_two"].unknowns}


def test_what_was_repaired_is_shown_nowhere(of: dict[str, Assessment]) -> None:
    names = ("repaired", "removed_from_list", "namesakes", "masked_namesake", "state_hub", "address_hub", "clean")
    for name in (*names, "left_the_list"):
        assert of[name].contributions == ()
        assert not any(party.record for party in of[name].parties)


def test_what_a_later_decision_repaired_is_gone_and_counted(of: dict[str, Assessment]) -> None:
    answer = of["repaired_by_decision"]
    assert answer.contributions == ()
    assert answer.withheld == 1
    # The shop's other record, a public criticism, is minor: told, and without weight.
    assert [event.counts for party in answer.parties for event in party.record] == [False]


def test_a_listed_person_is_listed_by_a_decision_of_its_own(of: dict[str, Assessment]) -> None:
    subjects = {event.subject for found in of["wages_listed"].contributions for event in found.events}
    assert {subject.partition(":")[0] for subject in subjects} <= {"uscc", "person", "person-local"}
    assert all(event.role == "principal" for found in of["wages_listed"].contributions for event in found.events)


def test_a_permit_holder_is_shown_with_its_record_and_conducts_nothing(of: dict[str, Assessment]) -> None:
    answer = of["permit_holder"]
    (holder,) = [party for party in answer.parties if party.role == "permit_holder"]
    assert "dishonest_debtor" in {event.kind for event in holder.record}
    assert answer.contributions == ()


def test_a_repair_without_a_record_is_told_as_unknown(of: dict[str, Assessment]) -> None:
    assert "outcome_fits_none" in {unknown.kind for unknown in of["repair_without_record"].unknowns}
    others = [answer for story, answer in of.items() if story != "repair_without_record"]
    assert not any(unknown.kind.startswith("outcome") for answer in others for unknown in answer.unknowns)
