"""LEI records, level 2 and exceptions: who consolidates whom, and why nobody is named."""

from __future__ import annotations

import json
from typing import Any

import pytest

from graph_engine.errors import LoadRejectedError
from tests.unit.loaders.gleif_records import GLEIF, ONE, PERIOD, TWO, entity, exception, load, relation
from tests.unit.loading.desk import Desk


def test_a_direct_consolidation_is_declared_control_of_the_parent_over_the_child(desk: Desk) -> None:
    load(desk, relation("IS_DIRECTLY_CONSOLIDATED_BY", PERIOD, ("2021-01-01", "2021-12-31", "ACCOUNTING_PERIOD")))
    row = desk.kept.one("controls")
    assert (row["source_key"], row["target_key"]) == (f"lei:{TWO}", f"lei:{ONE}")
    assert row["basis"] == "IS_DIRECTLY_CONSOLIDATED_BY"
    assert (row["valid_from"], row.get("valid_to")) == ("2020-01-02", None)


@pytest.mark.parametrize(
    ("kind", "statement", "source", "role"),
    [
        ("IS_ULTIMATELY_CONSOLIDATED_BY", "has_indirect_interest_in", TWO, ""),
        ("IS_INTERNATIONAL_BRANCH_OF", "branch_of", ONE, ""),
        ("IS_FUND-MANAGED_BY", "holds_office_in", TWO, "other"),
        ("IS_SUBFUND_OF", "linked_to", ONE, ""),
        ("IS_FEEDER_TO", "linked_to", ONE, ""),
    ],
)
def test_other_relationships_become_what_they_are(
    desk: Desk, kind: str, statement: str, source: str, role: str
) -> None:
    load(desk, relation(kind, PERIOD))
    row = desk.kept.one(statement)
    assert row["source_key"] == f"lei:{source}"
    assert row.get("role", "") == role
    assert desk.kept.of("controls") == []


def test_one_pair_may_be_tied_in_several_ways_and_periods(desk: Desk) -> None:
    kinds = ("IS_SUBFUND_OF", "IS_FEEDER_TO", "IS_DIRECTLY_CONSOLIDATED_BY")
    twice = (("2010-01-01", "2012-01-01", "RELATIONSHIP_PERIOD"), ("2015-01-01", None, "RELATIONSHIP_PERIOD"))
    load(desk, *(relation(kind, *twice) for kind in kinds))
    assert len(desk.kept.of("linked_to")) == 4
    assert {(row["valid_from"], row.get("valid_to")) for row in desk.kept.of("controls")} == {
        ("2010-01-01", "2012-01-01"),
        ("2015-01-01", None),
    }


def test_without_a_period_of_its_own_a_relationship_is_undated(desk: Desk) -> None:
    load(desk, relation("IS_DIRECTLY_CONSOLIDATED_BY", ("2021-01-01", "2021-12-31", "ACCOUNTING_PERIOD")))
    row = desk.kept.one("controls")
    assert "valid_from" not in row
    assert "valid_to" not in row


@pytest.mark.parametrize("ended", [{"status": "INACTIVE"}, {"status": "NULL"}, {"registration": "RETIRED"}])
def test_what_ended_ends_on_its_day_or_is_ignored_by_name(desk: Desk, ended: dict[str, str]) -> None:
    report = load(desk, relation("IS_DIRECTLY_CONSOLIDATED_BY", PERIOD, **ended))
    assert dict(report.documents[0].ignored) == {"ended_without_day": 1}
    load(desk, relation("IS_DIRECTLY_CONSOLIDATED_BY", ("2020-01-02", "2021-01-02", "RELATIONSHIP_PERIOD"), **ended))
    assert desk.kept.one("controls")["valid_to"] == "2021-01-02"


@pytest.mark.parametrize(
    ("period", "deleted", "expected"),
    [
        (("2020-01-02", None), "2023-11-01T01:39:19Z", ("2020-01-02", "2023-11-01")),
        (("2020-01-02", "2021-01-02"), "2023-11-01T01:39:19Z", ("2020-01-02", "2021-01-02")),
        ((None, None), "2023-11-01T01:39:19Z", (None, "2023-11-01")),
        (("2020-01-02", "9999-12-31"), None, ("2020-01-02", None)),
        (("2020-01-02", "2020-01-02"), None, ("2020-01-02", "2020-01-03")),
    ],
)
def test_a_relationship_ends_on_its_day_or_when_it_was_withdrawn(
    desk: Desk, period: tuple[str | None, str | None], deleted: str | None, expected: tuple[str | None, str | None]
) -> None:
    extension: dict[str, Any] = {} if deleted is None else {"Extension": {"Deletion": {"DeletedAt": deleted}}}
    load(desk, relation("IS_DIRECTLY_CONSOLIDATED_BY", (*period, "RELATIONSHIP_PERIOD"), **extension))
    row = desk.kept.one("controls")
    assert (row.get("valid_from"), row.get("valid_to")) == expected


def test_a_period_that_ends_before_it_begins_refuses_the_record(desk: Desk) -> None:
    report = load(desk, relation("IS_DIRECTLY_CONSOLIDATED_BY", ("2020-01-02", "2019-01-01", "RELATIONSHIP_PERIOD")))
    assert dict(report.refused) == {"the relationship ends before it begins": 1}


@pytest.mark.parametrize(
    ("record", "rule"),
    [
        (relation(parent=ONE), "related_to_itself"),
        (relation(registration="ANNULLED"), "void_relationship"),
        (relation(registration="DUPLICATE"), "void_relationship"),
        (
            {"Relationship": {"StartNode": {"NodeID": "x", "NodeIDType": "PNI"}, "EndNode": {"NodeID": TWO}}},
            "node_without_lei",
        ),
    ],
)
def test_what_ties_nobody_is_ignored_by_name(desk: Desk, record: dict[str, Any], rule: str) -> None:
    assert dict(load(desk, record).documents[0].ignored) == {rule: 1}


@pytest.mark.parametrize(
    "record",
    [
        relation("IS_A_FRIEND_OF"),
        relation(parent="9999" * 5),
        {"Relationship": {"StartNode": {"NodeID": ONE}, "EndNode": {}}},
        {"Relationship": 7},
        {"LEI": ONE},
        "text",
        None,
        [],
    ],
)
def test_what_is_no_record_is_refused(desk: Desk, record: Any) -> None:
    report = load(desk, entity(), record)
    assert sum(report.refused.values()) == 1


def test_each_reason_for_naming_no_parent_is_counted_under_its_own_name(desk: Desk) -> None:
    report = load(
        desk,
        exception("NATURAL_PERSONS"),
        exception("NATURAL_PERSONS", code=TWO),
        exception("NON_CONSOLIDATING"),
        exception("NO_LEI", "NON_PUBLIC"),
        exception("BECAUSE"),
        exception("NO_LEI", code="9999" * 5),
    )
    assert dict(report.documents[0].ignored) == {
        "parent_not_stated:natural_persons": 2,
        "parent_not_stated:non_consolidating": 1,
        "parent_not_stated:non_public": 1,
    }
    assert dict(report.documents[0].left_out) == {"parent_not_stated:no_lei": 1}
    assert report.refused["a reason that the format does not know"] == 1
    assert sum(report.refused.values()) == 2


def test_exceptions_alone_are_no_load_and_the_reason_is_told(desk: Desk) -> None:
    file = desk.write("a.json", json.dumps([exception("NO_LEI")]))
    with pytest.raises(LoadRejectedError, match=r"no row was understood: parent_not_stated:no_lei \(1\)"):
        desk.load(GLEIF, file)
