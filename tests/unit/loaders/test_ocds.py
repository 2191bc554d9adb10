from __future__ import annotations

import json
from typing import Any

import pytest

from graph_engine.errors import UnknownFormatError
from graph_engine.loading.report import LoadReport
from loaders import LOADERS
from tests.unit.loading.desk import Desk

OCDS = LOADERS["ocds"]
PROJECT = "project:office:ocds-abc-1"


def party(
    identity: str, *roles: str, scheme: str = "GB-COH", number: str | None = None, **members: Any
) -> dict[str, Any]:
    identifier = {"scheme": scheme, "id": number, "legalName": f"Party {identity} Ltd"} if number else {}
    return {"id": identity, "name": f"Party {identity} Ltd", "roles": list(roles), "identifier": identifier, **members}


def release(**members: Any) -> dict[str, Any]:
    return {
        "ocid": "ocds-abc-1",
        "id": "r1",
        "date": "2019-08-09T00:00:00Z",
        "tag": ["award"],
        "parties": [
            party("b", "buyer", scheme="GB-SRS", number="sid4gov/au8q", address={"locality": "REDCAR"}),
            party("1", "supplier", "tenderer", number="133804"),
            party("2", "tenderer", number="00442696"),
        ],
        "buyer": {"id": "b", "name": "Party b Ltd"},
        "tender": {
            "id": "t",
            "title": "Roads &amp; Bridges",
            "status": "complete",
            "value": {"amount": 5, "currency": "GBP"},
        },
        "awards": [
            {
                "id": "a",
                "status": "active",
                "date": "2020-03-03T00:00:00Z",
                "value": {"amount": 300000.5, "currency": "GBP"},
                "suppliers": [{"id": "1", "name": "Party 1 Ltd"}],
            }
        ],
        **members,
    }


def load(desk: Desk, *releases: Any) -> LoadReport:
    return desk.load(OCDS, desk.write("a.json", json.dumps({"version": "1.1", "releases": list(releases)})))


def roles(desk: Desk) -> dict[str, str]:
    return {row["source_key"]: row["role"] for row in desk.kept.of("takes_part_in")}


# ---------------------------------------------------------------------- projects


def test_a_process_is_a_project(desk: Desk) -> None:
    load(desk, release())
    project = next(row for row in desk.kept.of("project") if "mention" not in row)
    assert project["node_key"] == PROJECT
    assert (project["name"], project["number"]) == ("Roads & Bridges", "ocds-abc-1")
    assert (project["scenario"], project["status_text"]) == ("fiscal_funds", "complete")
    assert (project["amount"], project["currency"]) == (300_000_50, "GBP")
    assert (project["decision_on"], project["place_text"]) == ("2020-03-03", "REDCAR")


def test_signed_contracts_go_before_awards_and_awards_before_the_tender(desk: Desk) -> None:
    contract = {"dateSigned": "2020-04-05", "value": {"amount": 250000, "currency": "GBP"}, "status": "active"}
    load(desk, release(contracts=[contract, contract | {"dateSigned": "2020-05-06"}]))
    project = next(row for row in desk.kept.of("project") if "mention" not in row)
    assert (project["decision_on"], project["amount"], project["status_text"]) == ("2020-04-05", 500_000_00, "active")
    load(desk, release(awards=[]))
    project = next(row for row in desk.kept.of("project") if "mention" not in row)
    assert (project.get("decision_on"), project["amount"]) == (None, 5_00)


def test_values_in_several_currencies_have_no_sum(desk: Desk) -> None:
    contracts = [{"value": {"amount": 1, "currency": currency}} for currency in ("GBP", "EUR")]
    load(desk, release(contracts=contracts, awards=[], tender={"title": "x"}))
    assert "amount" not in next(row for row in desk.kept.of("project") if "mention" not in row)


@pytest.mark.parametrize(
    "value",
    [{"amount": "many", "currency": "GBP"}, {"amount": 5, "currency": "pounds"}, {"amount": -5, "currency": "GBP"}],
)
def test_an_amount_that_cannot_be_read_is_left_out_and_told_of(desk: Desk, value: dict[str, Any]) -> None:
    report = load(desk, release(awards=[], tender={"title": "x", "value": value}))
    assert report.documents[0].left_out == {"unreadable_amount": 1}


def test_several_releases_of_one_process_are_one_project(desk: Desk) -> None:
    load(desk, release(awards=[], tag=["tender"]), release())
    assert {key for key, (kind, _) in desk.kept.nodes.items() if kind == "project"} == {PROJECT}


# ---------------------------------------------------------------------- parties


def test_who_does_what(desk: Desk) -> None:
    load(desk, release())
    assert roles(desk) == {
        "GB-COH:00133804": "winner",
        "GB-COH:00442696": "bidder",
        "GB-SRS:SID4GOV/AU8Q": "buyer",
    }
    winner = next(row for row in desk.kept.of("takes_part_in") if row["role"] == "winner")
    assert (winner["amount"], winner["currency"], winner["role_text"]) == (300_000_50, "GBP", "supplier, tenderer")


def test_what_several_suppliers_share_is_the_amount_of_none(desk: Desk) -> None:
    award = release()["awards"][0] | {"suppliers": [{"id": "1"}, {"id": "2"}]}
    load(desk, release(awards=[award]))
    assert set(roles(desk).values()) == {"winner", "buyer"}
    assert not any("amount" in row for row in desk.kept.of("takes_part_in"))


def test_a_cancelled_award_makes_no_winner(desk: Desk) -> None:
    award = release()["awards"][0] | {"status": "cancelled"}
    load(desk, release(awards=[award]))
    assert roles(desk)["GB-COH:00133804"] == "bidder"


def test_bidders_that_only_the_tender_or_the_bids_name(desk: Desk) -> None:
    load(
        desk,
        release(
            tender={"title": "x", "tenderers": [{"id": "9", "name": "Nine Ltd"}]},
            bids={"details": [{"tenderers": [{"id": "8", "name": "Eight Ltd"}]}]},
        ),
    )
    assert roles(desk)[f"name:Nine Ltd@{PROJECT}"] == "bidder"
    assert roles(desk)[f"name:Eight Ltd@{PROJECT}"] == "bidder"


def test_parties_without_number_are_local_to_the_process(desk: Desk) -> None:
    load(desk, release(parties=[party("1", "supplier")], buyer=None))
    assert roles(desk) == {f"name:Party 1 Ltd@{PROJECT}": "winner"}


def test_a_natural_person_is_local_to_the_process(desk: Desk) -> None:
    load(desk, release(parties=[party("1", "supplier") | {"name": "王五"}], buyer=None))
    assert desk.kept.nodes[desk.kept.one("takes_part_in")["source_key"]] == ("person", PROJECT)


def test_numbers_of_several_registers(desk: Desk) -> None:
    more = [{"scheme": "XI-LEI", "id": "529900T8BM49AURSDO55"}, {"scheme": "GB-COH", "id": "no number"}]
    report = load(
        desk, release(parties=[party("1", "supplier", number="133804", additionalIdentifiers=more)], buyer=None)
    )
    assert roles(desk) == {"lei:529900T8BM49AURSDO55": "winner"}
    assert desk.kept.one("also_known_as")["other_key"] == "GB-COH:00133804"
    assert report.documents[0].left_out == {"malformed_identifier": 1}


@pytest.mark.parametrize("wrong", [-1, True, 1e308, {"buyer": 1}, "buyer", [["buyer"], 1, None]])
def test_roles_that_are_no_list_of_texts_are_none(desk: Desk, wrong: Any) -> None:
    """Found by fuzzing."""
    load(desk, release(parties=[{**party("9", number="00442699"), "roles": wrong}]))
    assert "enterprise:GB-COH:00442699" not in roles(desk)


def test_parties_that_do_nothing_here_and_parties_without_name(desk: Desk) -> None:
    parties = [party("1", "supplier"), party("2", "reviewBody"), {"id": "3", "roles": ["tenderer"]}]
    report = load(desk, release(parties=parties, buyer=None))
    assert len(roles(desk)) == 1
    assert report.documents[0].left_out == {"other_role": 1, "unnamed_party": 1}


def test_a_chinese_supplier_by_its_credit_code(desk: Desk) -> None:
    load(desk, release(parties=[party("1", "supplier", scheme="CN-SAIC", number="91441900MA0000015D")], buyer=None))
    assert roles(desk) == {"uscc:91441900MA0000015D": "winner"}


# ---------------------------------------------------------------------- forms


def test_lines_of_packages_single_releases_and_records(desk: Desk) -> None:
    other = release(ocid="ocds-abc-2")
    lines = "\n".join(json.dumps({"releases": [entry]}) for entry in (release(), other))
    assert desk.load(OCDS, desk.write("a.jsonl", lines)).understood == 2
    assert desk.load(OCDS, desk.write("b.jsonl", "\n".join(map(json.dumps, (release(), other))))).understood == 2
    records = {"records": [{"ocid": "ocds-abc-1", "compiledRelease": release(), "releases": [{"url": "https://x"}]}]}
    assert desk.load(OCDS, desk.write("c.json", json.dumps(records))).understood == 1
    assert len(desk.kept.of("takes_part_in")) == 3


def test_a_record_that_only_links_to_its_releases_is_ignored(desk: Desk) -> None:
    records = [{"ocid": "ocds-abc-1", "releases": [{"url": "https://x"}]}, {"ocid": "2", "releases": [release()]}]
    report = desk.load(OCDS, desk.write("c.json", json.dumps({"records": records})))
    assert report.ignored == {"no_release": 1}
    assert report.understood == 1


def test_what_is_no_release_is_refused(desk: Desk) -> None:
    lines = "\n".join(map(json.dumps, (release(), {"hello": 1}, [1])))
    report = desk.load(OCDS, desk.write("a.jsonl", lines))
    assert (report.understood, sum(report.refused.values())) == (1, 2)


def test_ownership_statements_are_no_contracts(desk: Desk) -> None:
    statement = {"statementID": "e1", "statementType": "entityStatement", "entityType": "registeredEntity", "name": "x"}
    with pytest.raises(UnknownFormatError) as error:
        desk.load(OCDS, desk.write("a.json", json.dumps([statement])))
    assert error.value.nearest == "bods"
