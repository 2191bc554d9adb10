"""LEI records, level 1: who an entity is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph_engine import RequestContext, RiskEngine, Settings
from tests.loading_files import RECORDED_AT, load_files
from tests.unit.loaders.gleif_records import ONE, THREE, TWO, USCC, described, entity, load, relation
from tests.unit.loading.desk import Desk


def test_an_entity_goes_by_its_lei_with_its_registers_number_as_another_key(desk: Desk) -> None:
    load(
        desk,
        entity(
            LegalAddress={
                "FirstAddressLine": "Test Street 1",
                "AdditionalAddressLine": ["Floor 2", "Room 3"],
                "City": "Testville",
                "Country": "FI",
            },
            OtherEntityNames=[
                {"type": "PREVIOUS_LEGAL_NAME", "OtherEntityName": "Entity Old Ltd"},
                {"type": "TRADING_OR_OPERATING_NAME", "OtherEntityName": "The One"},
            ],
            RegistrationAuthority={"RegistrationAuthorityID": "RA000188", "RegistrationAuthorityEntityID": "0000001-9"},
            LegalJurisdiction="FI",
            EntityCategory="GENERAL",
            LegalForm={"EntityLegalFormCode": "DKUW"},
            EntityCreationDate="1983-09-15T02:00:00+02:00",
        ),
    )
    row = described(desk)
    assert row["node_key"] == f"lei:{ONE}"
    assert {name: row.get(name) for name in ("name", "status", "status_text", "type_text", "jurisdiction")} == {
        "name": "Entity One Ltd",
        "status": "active",
        "status_text": "ACTIVE, LEI ISSUED",
        "type_text": "GENERAL, DKUW",
        "jurisdiction": "FI",
    }
    assert row["address"] == "Test Street 1, Floor 2, Room 3, Testville, FI"
    assert row["established_on"] == "1983-09-15"
    assert row["former_names"] == '["Entity Old Ltd"]'
    assert [alias["other_key"] for alias in desk.kept.of("also_known_as")] == ["RA000188:0000001-9"]


def test_companies_house_numbers_take_the_scheme_under_which_others_know_them(desk: Desk) -> None:
    register = {"RegistrationAuthorityID": "RA000585", "RegistrationAuthorityEntityID": "1234567"}
    load(desk, entity(RegistrationAuthority=register, LegalJurisdiction="GB"))
    assert desk.kept.one("also_known_as")["other_key"] == "GB-COH:01234567"


@pytest.mark.parametrize(
    ("number", "jurisdiction", "category", "key", "aliases", "left_out"),
    [
        (USCC, "CN", "GENERAL", f"uscc:{USCC}", {f"lei:{ONE}"}, {}),
        (USCC, "CN-44", "BRANCH", f"uscc:{USCC}", {f"lei:{ONE}"}, {}),
        (USCC, "CN", "FUND", f"lei:{ONE}", set(), {"credit_code_of_a_fund": 1}),
        (USCC, "HK", "GENERAL", f"lei:{ONE}", {f"RA000999:{USCC}"}, {}),
        ("91441900MA0000015X", "CN", "GENERAL", f"lei:{ONE}", {"RA000999:91441900MA0000015X"}, {}),
    ],
)
def test_a_chinese_credit_code_is_the_key_where_it_passes_its_checks(
    desk: Desk, number: str, jurisdiction: str, category: str, key: str, aliases: set[str], left_out: dict[str, int]
) -> None:
    register = {"RegistrationAuthorityID": "RA000999", "RegistrationAuthorityEntityID": number}
    report = load(desk, entity(RegistrationAuthority=register, LegalJurisdiction=jurisdiction, EntityCategory=category))
    assert described(desk)["node_key"] == key
    assert {alias["other_key"] for alias in desk.kept.of("also_known_as")} == aliases
    assert dict(report.documents[0].left_out) == left_out


@pytest.mark.parametrize("register", ["RA999999", "RA888888", None])
def test_a_number_of_no_named_register_is_no_key(desk: Desk, register: str | None) -> None:
    authority = {"RegistrationAuthorityID": register, "RegistrationAuthorityEntityID": "17"}
    report = load(desk, entity(RegistrationAuthority=authority))
    assert desk.kept.of("also_known_as") == []
    assert dict(report.documents[0].left_out) == {"unnamed_register": 1}


@pytest.mark.parametrize(
    ("members", "status", "text"),
    [
        ({"EntityStatus": "INACTIVE", "EntityExpirationReason": "DISSOLVED"}, "deregistered", "INACTIVE, DISSOLVED"),
        ({"EntityStatus": "INACTIVE"}, "closed", "INACTIVE"),
        ({"EntityStatus": "NULL"}, None, None),
    ],
)
def test_an_ended_entity_is_told_so(desk: Desk, members: dict[str, str], status: str | None, text: str | None) -> None:
    load(desk, entity(registration="RETIRED", EntityExpirationDate="2020-01-02T00:00:00Z", **members))
    row = described(desk)
    assert row.get("status") == status
    assert row["status_text"] == ", ".join(filter(None, (text, "LEI RETIRED")))
    assert row["ended_on"] == "2020-01-02"


@pytest.mark.parametrize(("code", "successor"), [(ONE, TWO), (TWO, ONE)])
def test_a_duplicate_leads_to_the_lei_that_stays_whichever_sorts_first(desk: Desk, code: str, successor: str) -> None:
    load(desk, entity(code, registration="DUPLICATE", SuccessorEntity={"SuccessorLEI": successor}))
    alias = desk.kept.one("also_known_as")
    assert {alias["node_key"], alias["other_key"]} == {f"lei:{ONE}", f"lei:{TWO}"}
    assert alias["node_key"] < alias["other_key"]
    assert [row["name"] for row in desk.kept.of("enterprise")] == ["Another Ltd"]


@pytest.mark.parametrize(("code", "successor"), [(ONE, TWO), (TWO, ONE)])
def test_both_leis_of_a_chinese_company_and_what_they_name_lead_to_its_credit_code(
    tmp_path: Path, code: str, successor: str
) -> None:
    register = {"RegistrationAuthorityID": "RA000999", "RegistrationAuthorityEntityID": USCC}
    chinese: dict[str, Any] = {"RegistrationAuthority": register, "LegalJurisdiction": "CN"}
    file = tmp_path / "a.json"
    records = [
        entity(code, registration="DUPLICATE", SuccessorEntity={"SuccessorLEI": successor}, **chinese),
        entity(successor, **chinese),
        relation(child=THREE, parent=code),
        relation(child=THREE, parent=successor),
    ]
    file.write_text(json.dumps(records), "utf-8")
    settings = Settings(store=f"sqlite:///{tmp_path}/a.sqlite")
    with RiskEngine.open(settings=settings, clock=lambda: RECORDED_AT) as engine:
        load_files(engine.store, "gleif", [file], tmp_path)
        snapshot = engine.snapshot(RequestContext("tester", "officer", "project_review", "t"))
    assert {snapshot.public_id[snapshot.node(f"lei:{number}")] for number in (ONE, TWO)} == {f"uscc:{USCC}"}
    assert snapshot.size == 2


@pytest.mark.parametrize(
    "successor", [{}, {"SuccessorLEI": ONE}, {"SuccessorLEI": "x"}, {"SuccessorEntityName": "Heir Ltd"}]
)
def test_a_duplicate_of_nothing_is_ignored_by_name(desk: Desk, successor: dict[str, str]) -> None:
    report = load(desk, entity(registration="DUPLICATE", SuccessorEntity=successor))
    assert dict(report.documents[0].ignored) == {"duplicate_without_successor": 1}


def test_who_took_over_by_merger_is_another_enterprise(desk: Desk) -> None:
    successors = {"SuccessorEntity": [{"SuccessorLEI": TWO}]}
    report = load(desk, entity(registration="RETIRED", EntityStatus="INACTIVE", SuccessorEntities=successors))
    assert desk.kept.of("also_known_as") == []
    assert dict(report.documents[0].left_out) == {"successor_entity": 1}


@pytest.mark.parametrize("registration", ["ANNULLED", "CANCELLED", "PENDING_VALIDATION"])
def test_a_void_lei_is_ignored_by_name(desk: Desk, registration: str) -> None:
    report = load(desk, entity(registration=registration))
    assert dict(report.documents[0].ignored) == {"void_lei": 1}


def test_a_lapsed_lei_is_kept_with_a_word(desk: Desk) -> None:
    load(desk, entity(registration="LAPSED"))
    assert described(desk)["status_text"] == "ACTIVE, LEI LAPSED"


@pytest.mark.parametrize("code", ["9999" * 5, ONE[:-1], "", None, 7])
def test_an_lei_that_fails_refuses_the_record(desk: Desk, code: Any) -> None:
    report = load(desk, entity(code))
    assert sum(report.refused.values()) == 1
    assert [row.line for row in desk.refused()] == [1]


def test_dates_that_are_none_are_left_out(desk: Desk) -> None:
    report = load(desk, entity(EntityCreationDate="0999-01-01T00:00:00Z", EntityExpirationDate="soon"))
    assert "established_on" not in described(desk)
    assert dict(report.documents[0].left_out) == {"unreadable_date": 2}
