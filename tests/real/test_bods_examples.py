"""The examples of the Beneficial Ownership Data Standard 0.4, with the shares that they state of themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from loaders import LOADERS
from tests.unit.loading.desk import Desk

BODS = LOADERS["bods"]


@pytest.fixture(scope="session")
def examples(real_data: Callable[[str], Path]) -> Path:
    return real_data("bods-spec-examples")


def test_every_example_loads_and_every_statement_is_accounted_for(examples: Path, desk: Desk) -> None:
    report = desk.load(BODS, *sorted(examples.glob("*.json")))
    assert len(report.documents) == 19
    assert report.rows == 119
    assert report.refused == {}
    assert report.ignored == {
        "restated": 17,
        "interest_without_relation": 6,
        "unknown_party": 2,
        "no_interests": 1,
        "unspecified_owner": 1,
    }


def stated(desk: Desk, kind: str) -> dict[tuple[str, str], int | None]:
    """Share in ppb by the last parts of the ids of holder and subject."""
    return {
        (row["source_key"].rpartition(":")[2], row["target_key"].rpartition(":")[2]): row.get("ratio_ppb")
        for row in desk.kept.of(kind)
        if row["role"] == ""
    }


def test_a_ministry_owns_a_company_directly_and_through_another(examples: Path, desk: Desk) -> None:
    desk.load(BODS, examples / "bods-package-fi-soe.json")
    gasgrid, network, ministry, state = "19f1c5afe9d7", "0199c515a699", "7ff95ba3682c", "05ce06ec97b1"
    assert stated(desk, "holds_shares_in") == {
        (network, gasgrid): 765_000_000,
        (ministry, network): 1_000_000_000,
        (ministry, gasgrid): 235_000_000,
    }
    assert stated(desk, "has_indirect_interest_in") == {(state, gasgrid): 1_000_000_000}
    assert [row["basis"] for row in desk.kept.of("controls")] == ["otherInfluenceOrControl"]


@pytest.mark.parametrize(
    ("name", "indirect", "direct"),
    [
        ("indirect-ownership", [300_000_000], [600_000_000]),
        ("mixed-direct-and-indirect-ownership", [500_000_000], [500_000_000, 500_000_000]),
        ("multiple-indirect-ownership", [600_000_000], [500_000_000, 500_000_000]),
        ("joint-ownership", [], [500_000_000, 500_000_000, 1_000_000_000]),
    ],
)
def test_stated_indirect_holdings_stand_apart_from_direct_ones(
    examples: Path, desk: Desk, name: str, indirect: list[int], direct: list[int]
) -> None:
    desk.load(BODS, examples / f"{name}.json")
    assert sorted(row["ratio_ppb"] for row in desk.kept.of("has_indirect_interest_in")) == indirect
    held = [row["ratio_ppb"] for row in desk.kept.of("holds_shares_in") if row["role"] == ""]
    assert sorted(held) == direct


def test_control_through_a_nominee_without_shares(examples: Path, desk: Desk) -> None:
    desk.load(BODS, examples / "nomination.json")
    assert desk.kept.of("holds_shares_in") == []
    assert desk.kept.one("controls")["basis"] == "nominator"
    assert desk.kept.one("nominee_for")["target_key"].endswith("103AB1984D")
    assert desk.kept.one("holds_office_in")["role"] == "director"
    assert desk.kept.one("has_indirect_interest_in")["basis"] == "otherInfluenceOrControl"


@pytest.mark.parametrize(
    ("day", "owners"),
    [
        ("2002-03-08", {}),
        ("2002-03-09", {"018AF6B3EB": 1_000_000_000}),
        ("2021-09-23", {"018AF6B3EB": 1_000_000_000}),
        ("2021-09-24", {"018AF6B3EB": 400_000_000, "033E84672B": 600_000_000}),
        ("2022-09-20", {"018AF6B3EB": 400_000_000, "033E84672B": 600_000_000}),
        ("2022-09-21", {"018AF6B3EB": 300_000_000, "033E84672B": 700_000_000}),
    ],
)
def test_the_owners_of_tecido_as_of_a_day(examples: Path, desk: Desk, day: str, owners: dict[str, int]) -> None:
    desk.load(BODS, examples / "tecido.json")
    found = {
        row["source_key"].rpartition(":")[2]: row["ratio_ppb"]
        for row in desk.kept.of("holds_shares_in")
        if row["role"] == "" and row["valid_from"] <= day < row.get("valid_to", "9999")
    }
    assert found == owners


@pytest.mark.parametrize(
    ("day", "shares"),
    [
        ("2020-01-01", [500_000_000, 500_000_000]),
        ("2021-04-02", [500_000_000, 500_000_000]),
        ("2021-04-03", [500_000_000, 500_000_000]),
        ("2022-01-20", [500_000_000, 500_000_000]),
        ("2022-01-21", [1_000_000_000]),
    ],
)
def test_the_shares_of_fermcat_add_up_on_any_day(examples: Path, desk: Desk, day: str, shares: list[int]) -> None:
    desk.load(BODS, examples / "fermcat.json")
    rows = desk.kept.of("holds_shares_in")
    assert sorted(r["ratio_ppb"] for r in rows if r["valid_from"] <= day < r.get("valid_to", "9999")) == shares
