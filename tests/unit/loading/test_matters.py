from __future__ import annotations

from datetime import date

import pytest

from graph_engine.loading.matters import event_party, listing_matter, matter_key, project_party, unnumbered_matter

SUBJECT = "uscc:91441900MA0000015D"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("(2019)皖1122执1194号", "case:(2019)皖1122执1194号"),
        ("（2019）皖1122执1194号", "case:(2019)皖1122执1194号"),
        ("〔2019〕皖1122执1194号 ", "case:(2019)皖1122执1194号"),
        ("（2019）皖 1122 执 1194 号", "case:(2019)皖1122执1194号"),
        ("(2019)皖1122执1194号之一", "case:(2019)皖1122执1194号"),
        ("(2014)广法执字第00232号", "case:(2014)广法执232号"),
        ("（2014）广法执232号", "case:(2014)广法执232号"),
        ("(2021)粤1971破申12号", "case:(2021)粤1971破申12号"),
        ("东环罚字〔2023〕12号", "decision:东环罚字(2023)12号"),
        ("东环罚字【2023】12号", "decision:东环罚字(2023)12号"),
        ("东环罚字（2023）第012号", "decision:东环罚字(2023)12号"),
        ("（2023）粤食药监罚12号", "decision:(2023)粤食药监罚12号"),
    ],
)
def test_numbers_that_stand_for_a_matter_by_themselves(number: str, expected: str) -> None:
    assert matter_key(number, "某机关", SUBJECT) == expected


@pytest.mark.parametrize("number", ["12号", "第12号", "行政处罚决定书〔2023〕12号", "市监处罚〔2023〕12号", "2023-12"])
def test_numbers_that_mean_something_only_with_authority_and_subject(number: str) -> None:
    one = matter_key(number, "甲局", SUBJECT)
    assert one.startswith(f"decision:甲局/{SUBJECT}/")
    assert one != matter_key(number, "乙局", SUBJECT)
    assert one != matter_key(number, "甲局", "org:680926658")
    assert one == matter_key(f" {number} ", "甲局", SUBJECT)


def test_events_and_projects_go_by_what_identifies_them() -> None:
    assert event_party("office", "a", "b") == event_party("office", "a", "b")
    assert event_party("office", "a", "b") != event_party("office", "ab", "")
    assert event_party("office", "a", "b") != event_party("other", "a", "b")
    assert event_party("office", "a").kind == "risk_event"
    assert unnumbered_matter("a", "b") != unnumbered_matter("b", "a")
    assert project_party("office", "P-1", "甲").key == project_party("office", " p-1".upper(), "乙").key
    assert project_party("office", None, "甲 （一期）").key == "project:office:=甲(一期)"
    assert project_party("office", None, "1").key != project_party("office", "1", "1").key


def test_an_entry_of_a_list_is_one_matter_whoever_tells_of_it() -> None:
    day = date(2024, 1, 8)
    one = listing_matter("abnormal_operation", SUBJECT, day, "甲局/住所失联")
    assert one == listing_matter("abnormal_operation", SUBJECT, day, "市甲局/无法联系")
    others = {
        listing_matter("serious_violation_list", SUBJECT, day, ""),
        listing_matter("abnormal_operation", "uscc:B", day, ""),
        listing_matter("abnormal_operation", SUBJECT, date(2024, 1, 9), ""),
        listing_matter("abnormal_operation", SUBJECT, None, "甲"),
        listing_matter("abnormal_operation", SUBJECT, None, "乙"),
    }
    assert len({one, *others}) == 6
