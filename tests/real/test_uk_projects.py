"""UK contracts with the owners of their suppliers: 56 contracts, one level of ownership, shares as bands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from graph_engine import RequestContext, RiskEngine, Settings
from graph_engine.answers.assessment import Assessment
from graph_engine.model.parties import PartyRef
from tests.contract.loads import Load, apply
from tests.loading_files import RECORDED_AT, load_files
from tests.worlds import event

CONTEXT = RequestContext("tester", "officer", "test")
AS_OF = date(2026, 11, 22)
HOLDINGS = "GB-COH:02987170"


@pytest.fixture(scope="module")
def uk(real_data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[RiskEngine]:
    data = real_data("uk-projects-ownership")
    folder = tmp_path_factory.mktemp("uk")
    settings = Settings(store=f"sqlite:///{folder}/uk.sqlite")
    with RiskEngine.open(settings=settings, clock=lambda: RECORDED_AT) as engine:
        load_files(engine.store, "ocds", [data / "ocds_bods_match.jsonl"], folder)
        load_files(engine.store, "bods", [data / "bods_statements.jsonl"], folder)
        yield engine


def contracts_of(data: Path, companies: set[str]) -> set[str]:
    """The contracts in which a company takes part, straight from the file."""
    found = set()
    for line in (data / "ocds_bods_match.jsonl").read_text(encoding="utf-8").splitlines():
        for release in json.loads(line)["releases"]:
            for party in release.get("parties", []):
                if party.get("identifier", {}).get("id") in companies and "buyer" not in party.get("roles", []):
                    found.add(release["ocid"])
    return found


def owned_by_holdings(data: Path) -> set[str]:
    """The companies that SODEXO HOLDINGS LIMITED owns, straight from the statements."""
    entities: dict[str, set[str]] = {}
    statements = [json.loads(line) for line in (data / "bods_statements.jsonl").read_text("utf-8").splitlines()]
    for statement in statements:
        if statement["statementType"] == "entityStatement":
            # The register writes some numbers without their leading zeros too.
            named = [i for i in statement.get("identifiers", []) if i.get("scheme") == "GB-COH" and "id" in i]
            numbers = {i["id"].zfill(8) for i in named}
            entities.setdefault(statement["statementID"], set()).update(numbers)
    owned: set[str] = set()
    for statement in statements:
        if statement["statementType"] == "ownershipOrControlStatement":
            owner = statement["interestedParty"].get("describedByEntityStatement", "")
            if "02987170" in entities.get(owner, set()):
                owned |= entities[statement["subject"]["describedByEntityStatement"]]
    return owned


def test_fifty_six_contracts_join_and_without_an_event_nothing_is_flagged(uk: RiskEngine) -> None:
    answers = uk.assess_all(CONTEXT, as_of=AS_OF)
    assert len(answers) == 56
    assert {answer.claim for answer in answers} == {None}
    assert {int(answer.hazard.total) for answer in answers if answer.hazard} == {0}


def test_every_supplier_is_known_to_both_sources(uk: RiskEngine, real_data: Callable[[str], Path]) -> None:
    data = real_data("uk-projects-ownership")
    snapshot = uk.snapshot(CONTEXT, as_of=AS_OF)
    node = snapshot.node("GB-COH:00239718")
    assert {source["source"] for source in snapshot.sources_of(node)} == {"bods", "ocds"}
    assert len(contracts_of(data, {"00239718"})) == 4


@pytest.fixture(scope="module")
def flagged(uk: RiskEngine) -> list[Assessment]:
    holdings = PartyRef("enterprise", HOLDINGS, "SODEXO HOLDINGS LIMITED")
    apply(uk.store, Load(event("sodexo", holdings), source="court", document="court", recorded_at=RECORDED_AT))
    return [answer for answer in uk.assess_all(CONTEXT, as_of=AS_OF) if answer.claim is not None]


def test_an_event_on_an_owner_flags_exactly_the_contracts_of_what_it_owns(
    flagged: list[Assessment], real_data: Callable[[str], Path]
) -> None:
    data = real_data("uk-projects-ownership")
    owned = owned_by_holdings(data)
    assert len(owned) == 2
    expected = {f"project:ocds:{ocid}" for ocid in contracts_of(data, owned)}
    assert {answer.id for answer in flagged} == expected
    assert expected


def test_each_flag_has_the_right_path(flagged: list[Assessment], real_data: Callable[[str], Path]) -> None:
    owned = {f"GB-COH:{number}" for number in owned_by_holdings(real_data("uk-projects-ownership"))}
    for answer in flagged:
        assert answer.hazard is not None
        assert int(answer.hazard.total) == int(answer.hazard.linked)
        for contribution in answer.contributions:
            assert contribution.subject == HOLDINGS
            holding, part = contribution.path
            assert (holding.source, holding.relation, holding.direction) == (HOLDINGS, "holds_shares_in", "down")
            assert holding.target in owned
            assert (part.source, part.target, part.relation) == (holding.target, answer.id, "takes_part_in")
