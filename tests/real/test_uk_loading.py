"""UK contracts and the owners of their suppliers, as their README describes them, read by `bods` and `ocds`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders import LOADERS
from tests.unit.loading.desk import Desk


@pytest.fixture(scope="session")
def uk(real_data: Callable[[str], Path]) -> Path:
    return real_data("uk-projects-ownership")


def test_every_statement_is_accounted_for(uk: Path, desk: Desk) -> None:
    report = desk.load(LOADERS["bods"], uk / "bods_statements.jsonl")
    assert (report.rows, report.understood) == (900, 881)
    assert report.ignored == {"unspecified_owner": 19}
    assert report.documents[0].left_out["identifier_without_id"] == 61
    # 361 and 187 statements, of which two are there twice.
    assert len(desk.kept.of("enterprise")) + len(desk.kept.of("person")) == 361 + 187 - 2


def test_bands_keep_their_excluded_ends(uk: Path, desk: Desk) -> None:
    desk.load(LOADERS["bods"], uk / "bods_statements.jsonl")
    bands = {(row["ratio_low_ppb"], row["ratio_high_ppb"]) for row in desk.kept.of("holds_shares_in") if "basis" in row}
    assert bands == {(250_000_001, 500_000_000), (500_000_001, 749_999_999), (750_000_000, 1_000_000_000)}
    assert not any("ratio_ppb" in row for row in desk.kept.of("holds_shares_in"))


def test_interests_of_every_kind_and_the_ended_ones(uk: Path, desk: Desk) -> None:
    report = desk.load(LOADERS["bods"], uk / "bods_statements.jsonl")
    assert report.documents[0].records["holds_shares_in"] == 270 + 176 + 97 + 3
    assert report.documents[0].records["controls"] == 64
    rows = desk.kept.of("holds_shares_in") + desk.kept.of("controls")
    ended = [row for row in rows if "valid_to" in row]
    assert ended
    assert all(row["valid_from"] < row["valid_to"] for row in ended)
    assert "&amp;" not in str(desk.kept.names)


def test_numbers_written_in_several_ways_are_one_key(uk: Path, desk: Desk) -> None:
    desk.load(LOADERS["bods"], uk / "bods_statements.jsonl")
    keys = {row["node_key"] for row in desk.kept.of("enterprise")}
    assert {"GB-COH:00101073", "GB-COH:SC062229", "GB-COH:OC309409", "GB-COH:02987170"} <= keys
    assert all(len(key) == len("GB-COH:00101073") for key in keys if key.startswith("GB-COH:"))


def test_each_contract_is_a_project(uk: Path, desk: Desk) -> None:
    report = desk.load(LOADERS["ocds"], uk / "ocds_bods_match.jsonl")
    assert (report.rows, report.understood) == (56, 56)
    projects = [row for row in desk.kept.of("project") if "mention" not in row]
    assert len(projects) == len({row["node_key"] for row in projects}) == 56
    assert all(row["currency"] == "GBP" for row in projects if "amount" in row)
    days = [row["decision_on"] for row in projects]
    assert (min(days), max(days)) == ("2019-02-28", "2020-05-12")


def test_suppliers_go_by_their_numbers(uk: Path, desk: Desk) -> None:
    desk.load(LOADERS["ocds"], uk / "ocds_bods_match.jsonl")
    parts = desk.kept.of("takes_part_in")
    assert Counter(row["role"] for row in parts)["winner"] == 204
    winners = {row["source_key"] for row in parts if row["role"] == "winner"}
    assert len(winners) == 179
    assert all(key.startswith("GB-COH:") for key in winners)
    assert sum(row["source_key"] == "GB-COH:00239718" for row in parts) == 4


def test_every_supplier_of_the_matched_contracts_has_owner_statements(uk: Path, desk: Desk) -> None:
    desk.load(LOADERS["ocds"], uk / "ocds_bods_match.jsonl")
    winners = {row["source_key"] for row in desk.kept.of("takes_part_in") if row["role"] == "winner"}
    desk.load(LOADERS["bods"], uk / "bods_statements.jsonl")
    assert winners <= {row["node_key"] for row in desk.kept.of("enterprise")}


def test_the_larger_set_of_contracts(uk: Path, desk: Desk) -> None:
    report = desk.load(LOADERS["ocds"], uk / "ocds_supplier_ids_match.jsonl")
    assert report.understood == 73
    numbered = {row["source_key"] for row in desk.kept.of("takes_part_in") if row["role"] != "buyer"}
    assert len({key for key in numbered if key.startswith("GB-COH:")}) == 188


def test_the_fictional_tender_with_its_five_bidders(uk: Path, desk: Desk) -> None:
    folder = uk / "fictional-with-flags"
    assert desk.load(LOADERS["ocds"], folder / "ocds" / "ocds_tenderers_package.json").understood == 1
    assert Counter(row["role"] for row in desk.kept.of("takes_part_in")) == {"bidder": 5, "buyer": 1}
    statements = sorted((folder / "bods" / "PROC-20-0001").glob("*.json"))
    report = desk.load(LOADERS["bods"], *statements)
    assert (report.rows, report.understood) == (63, 63)
