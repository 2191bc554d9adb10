from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph_engine import RequestContext, RiskEngine, Settings
from graph_engine.errors import LoadRejectedError, UnknownFormatError
from graph_engine.loading.report import LoadReport
from loaders import LOADERS
from tests.contract.loader_samples import lei
from tests.loading_files import RECORDED_AT, load_files
from tests.unit.loading.desk import Desk

GLEIF = LOADERS["gleif"]
ONE, TWO, THREE = lei(1), lei(2), lei(3)
USCC = "91441900MA0000015D"


def entity(code: str = ONE, *, registration: str = "ISSUED", **members: Any) -> dict[str, Any]:
    return {
        "LEI": code,
        "Entity": {"LegalName": "Entity One Ltd", "EntityStatus": "ACTIVE", **members},
        "Registration": {"RegistrationStatus": registration, "LastUpdateDate": "2024-02-03T08:00:00Z"},
    }


def relation(
    kind: str = "IS_DIRECTLY_CONSOLIDATED_BY",
    *periods: tuple[str | None, str | None, str],
    child: str = ONE,
    parent: str = TWO,
    status: str = "ACTIVE",
    registration: str = "PUBLISHED",
    **members: Any,
) -> dict[str, Any]:
    return {
        "Relationship": {
            "StartNode": {"NodeID": child, "NodeIDType": "LEI"},
            "EndNode": {"NodeID": parent, "NodeIDType": "LEI"},
            "RelationshipType": kind,
            "RelationshipPeriods": [
                {"StartDate": first, "EndDate": last, "PeriodType": period} for first, last, period in periods
            ],
            "RelationshipStatus": status,
        },
        "Registration": {"RegistrationStatus": registration},
        **members,
    }


def exception(*reasons: str, code: str = ONE) -> dict[str, Any]:
    return {
        "LEI": code,
        "ExceptionCategory": "DIRECT_ACCOUNTING_CONSOLIDATION_PARENT",
        "ExceptionReason": reasons[0] if len(reasons) == 1 else list(reasons),
    }


OTHER = entity(lei(99), LegalName="Another Ltd")
"""So that a load of what is passed over is a load at all."""


def load(desk: Desk, *records: Any, name: str = "a.json") -> LoadReport:
    return desk.load(GLEIF, desk.write(name, json.dumps([*records, OTHER], ensure_ascii=False)))


def described(desk: Desk) -> dict[str, Any]:
    (found,) = (row for row in desk.kept.of("enterprise") if row["name"] != "Another Ltd")
    return found


# ---------------------------------------------------------------------- level 1


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


# ---------------------------------------------------------------------- level 2

PERIOD = ("2020-01-02T00:00:00Z", None, "RELATIONSHIP_PERIOD")


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


# ---------------------------------------------------------------------- exceptions


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


# ---------------------------------------------------------------------- the three forms

XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<rr:RelationshipData xmlns:rr="http://www.gleif.org/data/schema/rr/2016"><rr:Header>
<rr:ContentDate>2024-05-06T08:00:00Z</rr:ContentDate><rr:RecordCount>394970</rr:RecordCount></rr:Header>
<rr:RelationshipRecords><rr:RelationshipRecord><rr:Relationship>
<rr:StartNode><rr:NodeID>{ONE}</rr:NodeID><rr:NodeIDType>LEI</rr:NodeIDType></rr:StartNode>
<rr:EndNode><rr:NodeID>{TWO}</rr:NodeID><rr:NodeIDType>LEI</rr:NodeIDType></rr:EndNode>
<rr:RelationshipType>IS_DIRECTLY_CONSOLIDATED_BY</rr:RelationshipType>
<rr:RelationshipPeriods><rr:RelationshipPeriod><rr:StartDate>2021-01-01T00:00:00Z</rr:StartDate>
<rr:EndDate>2021-12-31T00:00:00Z</rr:EndDate><rr:PeriodType>ACCOUNTING_PERIOD</rr:PeriodType></rr:RelationshipPeriod>
<rr:RelationshipPeriod><rr:StartDate>2020-01-02T00:00:00Z</rr:StartDate>
<rr:PeriodType>RELATIONSHIP_PERIOD</rr:PeriodType></rr:RelationshipPeriod></rr:RelationshipPeriods>
<rr:RelationshipStatus>ACTIVE</rr:RelationshipStatus></rr:Relationship>
<rr:Registration><rr:RegistrationStatus>PUBLISHED</rr:RegistrationStatus></rr:Registration>
</rr:RelationshipRecord></rr:RelationshipRecords></rr:RelationshipData>"""
GOLDEN = {
    "relations": [
        {
            "RelationshipRecord": {
                "Relationship": {
                    "StartNode": {"NodeID": {"$": ONE}, "NodeIDType": {"$": "LEI"}},
                    "EndNode": {"NodeID": {"$": TWO}, "NodeIDType": {"$": "LEI"}},
                    "RelationshipType": {"$": "IS_DIRECTLY_CONSOLIDATED_BY"},
                    "RelationshipPeriods": {
                        "RelationshipPeriod": [
                            {"StartDate": {"$": "2020-01-02T00:00:00Z"}, "PeriodType": {"$": "RELATIONSHIP_PERIOD"}}
                        ]
                    },
                    "RelationshipStatus": {"$": "ACTIVE"},
                },
                "Registration": {"RegistrationStatus": {"$": "PUBLISHED"}},
            }
        }
    ]
}
TABLE = {
    "Relationship.StartNode.NodeID": ONE,
    "Relationship.StartNode.NodeIDType": "LEI",
    "Relationship.EndNode.NodeID": TWO,
    "Relationship.EndNode.NodeIDType": "LEI",
    "Relationship.RelationshipType": "IS_DIRECTLY_CONSOLIDATED_BY",
    "Relationship.RelationshipStatus": "ACTIVE",
    "Relationship.Period.1.startDate": "2021-01-01T00:00:00Z",
    "Relationship.Period.1.endDate": "2021-12-31T00:00:00Z",
    "Relationship.Period.1.periodType": "ACCOUNTING_PERIOD",
    "Relationship.Period.2.startDate": "2020-01-02T00:00:00Z",
    "Relationship.Period.2.endDate": "",
    "Relationship.Period.2.periodType": "RELATIONSHIP_PERIOD",
    "Registration.RegistrationStatus": "PUBLISHED",
}


def test_xml_json_and_tables_say_the_same(desk: Desk) -> None:
    plain = json.dumps([relation("IS_DIRECTLY_CONSOLIDATED_BY", PERIOD)])
    said = []
    for file in (
        desk.write("a.xml", XML),
        desk.write("b.json", json.dumps(GOLDEN)),
        desk.write("c.json", plain),
        desk.table("d.csv", [TABLE]),
    ):
        desk.load(GLEIF, file)
        row = desk.kept.one("controls")
        said.append({name: row.get(name) for name in ("source_key", "target_key", "basis", "valid_from", "valid_to")})
    assert said == [said[0]] * 4
    assert said[0]["valid_from"] == "2020-01-02"


def test_a_status_of_null_ends_a_relationship_in_a_table_too(desk: Desk) -> None:
    files = (desk.table("a.csv", [{**TABLE, "Relationship.RelationshipStatus": "NULL"}]), desk.write("b.xml", XML))
    assert dict(desk.load(GLEIF, *files).documents[0].ignored) == {"header": 1, "ended_without_day": 1}


def test_entities_in_the_golden_copys_forms_say_the_same(desk: Desk) -> None:
    golden = {
        "records": [
            {
                "LEI": {"$": ONE},
                "Entity": {
                    "LegalName": {"@xml:lang": "en", "$": "Entity One Ltd"},
                    "OtherEntityNames": {"OtherEntityName": [{"@type": "PREVIOUS_LEGAL_NAME", "$": "Entity Old Ltd"}]},
                    "LegalAddress": {"FirstAddressLine": {"$": "Test Street 1"}, "Country": {"$": "FI"}},
                    "EntityStatus": {"$": "ACTIVE"},
                },
            }
        ]
    }
    xml = f"""<x:LEIData xmlns:x="u"><x:LEIRecords><x:LEIRecord><x:LEI>{ONE}</x:LEI><x:Entity>
        <x:LegalName xml:lang="en">Entity One Ltd</x:LegalName><x:OtherEntityNames>
        <x:OtherEntityName xml:lang="en" type="PREVIOUS_LEGAL_NAME">Entity Old Ltd</x:OtherEntityName>
        </x:OtherEntityNames><x:LegalAddress xml:lang="en"><x:FirstAddressLine>Test Street 1</x:FirstAddressLine>
        <x:Country>FI</x:Country></x:LegalAddress><x:EntityStatus>ACTIVE</x:EntityStatus></x:Entity></x:LEIRecord>
        </x:LEIRecords></x:LEIData>"""
    row = {
        "LEI": ONE,
        "Entity.LegalName": "Entity One Ltd",
        "Entity.OtherEntityNames.OtherEntityName.1": "Entity Old Ltd",
        "Entity.OtherEntityNames.OtherEntityName.1.type": "PREVIOUS_LEGAL_NAME",
        "Entity.LegalAddress.FirstAddressLine": "Test Street 1",
        "Entity.LegalAddress.Country": "FI",
        "Entity.EntityStatus": "ACTIVE",
    }
    said = []
    for file in (desk.write("a.json", json.dumps(golden)), desk.write("b.xml", xml), desk.table("c.csv", [row])):
        desk.load(GLEIF, file)
        found = desk.kept.one("enterprise")
        said.append({name: found.get(name) for name in ("node_key", "name", "former_names", "address", "status")})
    assert said == [said[0]] * 3
    assert said[0]["former_names"] == '["Entity Old Ltd"]'
    assert said[0]["address"] == "Test Street 1, FI"


def test_the_day_of_a_file_is_that_of_its_header_and_its_count_is_not_looked_at(desk: Desk) -> None:
    report = desk.load(GLEIF, desk.write("a.xml", XML))
    assert report.rows == report.understood == 1
    assert str(report.documents[0].covered_until) == "2024-05-06"


def test_exceptions_come_as_tables_too(desk: Desk) -> None:
    row = {
        "LEI": ONE,
        "Exception.Category": "DIRECT",
        "Exception.Reason.1": "NO_LEI",
        "Exception.Reason.2": "NON_PUBLIC",
    }
    report = desk.load(GLEIF, desk.table("a.csv", [row]), desk.write("b.json", json.dumps([OTHER])))
    assert report.documents[0].ignored["parent_not_stated:non_public"] == 1
    assert dict(report.documents[0].left_out) == {"parent_not_stated:no_lei": 1}


def test_plain_lists_of_entities_and_edges(desk: Desk) -> None:
    edges = [
        {"firm_i": ONE, "firm_j": TWO, "relation_type": "IS_DIRECTLY_CONSOLIDATED_BY", "relation_direction": way}
        for way in ("child_to_parent", "parent_to_child")
    ]
    nodes = [{"lei": ONE, "legal_name": "Entity One Ltd", "country": "NG"}]
    report = desk.load(
        GLEIF, desk.table("edges.csv", [{**edge, "year": "2017.0"} for edge in edges]), desk.table("nodes.csv", nodes)
    )
    assert "valid_from" not in desk.kept.one("controls")
    assert dict(report.refused) == {"it is not said which end is the child": 1}
    assert dict(report.documents[0].left_out) == {"year_alone": 1}
    assert desk.kept.one("enterprise")["jurisdiction"] == "NG"


@pytest.mark.parametrize("content", ["<D><E>1</E></D>", "<a/>"])
def test_other_xml_is_for_nobody(desk: Desk, content: str) -> None:
    for loader in LOADERS.values():
        with pytest.raises(UnknownFormatError) as refused:
            desk.load(loader, desk.write("a.xml", content))
        assert refused.value.nearest is None
