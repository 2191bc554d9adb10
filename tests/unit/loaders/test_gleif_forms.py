"""LEI records as XML, JSON and tables: one content, whatever the form."""

from __future__ import annotations

import json

import pytest

from graph_engine.errors import UnknownFormatError
from loaders import LOADERS
from tests.unit.loaders.gleif_records import GLEIF, ONE, OTHER, PERIOD, TWO, relation
from tests.unit.loading.desk import Desk

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
