from __future__ import annotations

import json
from typing import Any

import pytest

from graph_engine.errors import UnknownFormatError
from graph_engine.loading.report import LoadReport
from loaders import LOADERS
from tests.unit.loading.desk import Desk

BODS = LOADERS["bods"]

# ---------------------------------------------------------------------- statements as files have them


def entity(identity: str = "e1", **members: Any) -> dict[str, Any]:
    """An entity statement of 0.2 and 0.3."""
    return {
        "statementID": identity,
        "statementType": "entityStatement",
        "entityType": "registeredEntity",
        "name": f"Entity {identity} Ltd",
        **members,
    }


def person(identity: str = "p1", **members: Any) -> dict[str, Any]:
    return {
        "statementID": identity,
        "statementType": "personStatement",
        "personType": "knownPerson",
        "names": [{"type": "individual", "fullName": f"Person {identity}"}],
        "birthDate": "1970-01-02",
        **members,
    }


def owns(
    *interests: dict[str, Any], identity: str = "o1", subject: str = "e1", holder: str = "p1", **members: Any
) -> dict[str, Any]:
    described = "describedByPersonStatement" if holder.startswith("p") else "describedByEntityStatement"
    return {
        "statementID": identity,
        "statementType": "ownershipOrControlStatement",
        "statementDate": "2020-01-02",
        "subject": {"describedByEntityStatement": subject},
        "interestedParty": {described: holder},
        "interests": list(interests),
        **members,
    }


def record(kind: str, identity: str, stated: str = "2020-01-02", status: str = "new", **details: Any) -> dict[str, Any]:
    """A record statement of 0.4."""
    return {
        "statementId": f"{identity}-{stated}-{status}",
        "statementDate": stated,
        "recordId": identity,
        "recordType": kind,
        "recordStatus": status,
        "recordDetails": details,
    }


def relationship(*interests: dict[str, Any], holder: str = "p1", **members: Any) -> dict[str, Any]:
    details = {name: members.pop(name) for name in ("componentRecords", "isComponent") if name in members}
    stated, status = members.pop("stated", "2020-01-02"), members.pop("status", "new")
    return record(
        "relationship", "r1", stated, status, subject="e1", interestedParty=holder, interests=list(interests), **details
    )


def shares(exact: float | None = 50, **members: Any) -> dict[str, Any]:
    share = {} if exact is None else {"share": {"exact": exact}}
    return {"type": "shareholding", "directOrIndirect": "direct", **share, **members}


COMPANY = record("entity", "e1", entityType={"type": "registeredEntity"}, name="Entity e1 Ltd")
OWNER = record("person", "p1", personType="knownPerson", names=[{"type": "legal", "fullName": "Person p1"}])


def load(desk: Desk, *statements: Any, name: str = "a.json") -> LoadReport:
    return desk.load(BODS, desk.write(name, json.dumps(list(statements))))


# ---------------------------------------------------------------------- forms


def test_flat_statements_and_records_say_the_same(desk: Desk) -> None:
    flat = {"type": "shareholding", "interestLevel": "direct", "share": {"exact": 50}, "startDate": "2019-01-02"}
    load(desk, entity(), person(), owns(flat))
    held = desk.kept.one("holds_shares_in")
    load(desk, COMPANY, OWNER, relationship(shares(startDate="2019-01-02")))
    again = desk.kept.one("holds_shares_in")
    for name in ("source_key", "target_key", "ratio_ppb", "valid_from", "basis"):
        assert held[name] == again[name]
    assert held["source_key"] == "person-src:office:p1"
    assert held["target_key"] == "src:office:e1"


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "package.json"])
def test_arrays_lines_and_packages(desk: Desk, name: str) -> None:
    statements = [entity(), person(), owns(shares())]
    texts = {
        "a.json": json.dumps(statements),
        "a.jsonl": "\n".join(map(json.dumps, statements)),
        "package.json": json.dumps({"license": "x", "statements": statements}),
    }
    report = desk.load(BODS, desk.write(name, texts[name]))
    assert (report.rows, report.understood) == (3, 3)


def test_the_order_of_statements_changes_nothing(desk: Desk) -> None:
    statements = [
        COMPANY,
        OWNER,
        relationship(shares(60, startDate="2018-01-01")),
        relationship(shares(40, startDate="2021-09-24"), stated="2021-09-25", status="updated"),
    ]
    kept = []
    for order in (statements, statements[::-1]):
        load(desk, *order)
        rows = desk.kept.of("holds_shares_in")
        kept.append(sorted((row["ratio_ppb"], row["valid_from"], row.get("valid_to", "")) for row in rows))
    assert kept[0] == kept[1] == [(400_000_000, "2021-09-24", ""), (600_000_000, "2018-01-01", "2021-09-24")]


def test_a_line_that_is_no_statement_is_refused(desk: Desk) -> None:
    lines = [json.dumps(entity()), '{"statementType": "somethingElse", "statementID": "x"}', "[]", "{no json"]
    report = desk.load(BODS, desk.write("a.jsonl", "\n".join(lines)))
    assert (report.understood, sum(report.refused.values())) == (1, 3)


def test_contracts_are_no_ownership(desk: Desk) -> None:
    with pytest.raises(UnknownFormatError) as error:
        desk.load(BODS, desk.write("a.json", json.dumps({"releases": [{"ocid": "ocds-1", "tag": ["award"]}]})))
    assert error.value.nearest == "ocds"


# ---------------------------------------------------------------------- shares


@pytest.mark.parametrize(
    ("share", "point", "low", "high"),
    [
        ({"exact": 76.5}, 765_000_000, 765_000_000, 765_000_000),
        ({"exact": 33.3333333333}, 333_333_333, 333_333_333, 333_333_334),
        ({"minimum": 75, "maximum": 100, "exclusiveMinimum": False}, None, 750_000_000, 1_000_000_000),
        ({"minimum": 25, "maximum": 50, "exclusiveMinimum": True}, None, 250_000_001, 500_000_000),
        (
            {"minimum": 50, "maximum": 75, "exclusiveMinimum": True, "exclusiveMaximum": True},
            None,
            500_000_001,
            749_999_999,
        ),
        ({"exclusiveMinimum": 25, "exclusiveMaximum": 50}, None, 250_000_001, 499_999_999),
        ({"minimum": 25, "exclusiveMaximum": 50}, None, 250_000_000, 499_999_999),
        ({"minimum": 25}, None, 250_000_000, 1_000_000_000),
        ({"maximum": 10}, None, 0, 100_000_000),
        ({"minimum": 40, "maximum": 40}, 400_000_000, 400_000_000, 400_000_000),
    ],
)
def test_shares_and_bands(desk: Desk, share: dict[str, Any], point: int | None, low: int, high: int) -> None:
    load(desk, entity(), person(), owns({"type": "shareholding", "share": share}))
    held = desk.kept.one("holds_shares_in")
    assert (held.get("ratio_ppb"), held["ratio_low_ppb"], held["ratio_high_ppb"]) == (point, low, high)
    assert held["basis"] == ("band" if point is None else "reported")


@pytest.mark.parametrize("share", [{"exact": 150}, {"exact": "half"}, {"minimum": 60, "maximum": 40}, {"exact": True}])
def test_a_share_that_makes_no_sense_refuses_its_statement(desk: Desk, share: dict[str, Any]) -> None:
    report = load(desk, entity(), person(), owns({"type": "shareholding", "share": share}))
    assert report.refused == {"not a share": 1}
    assert desk.refused()[0].column == "share"


def test_no_share_is_an_unknown_share(desk: Desk) -> None:
    load(desk, entity(), person(), owns({"type": "shareholding"}))
    held = desk.kept.one("holds_shares_in")
    assert not {"ratio_ppb", "ratio_low_ppb", "basis"} & set(held)


# ---------------------------------------------------------------------- interests


@pytest.mark.parametrize(
    ("kind", "statement", "role"),
    [
        ("shareholding", "holds_shares_in", ""),
        ("voting-rights", "holds_shares_in", "votes"),
        ("votingRights", "holds_shares_in", "votes"),
        ("appointment-of-board", "holds_shares_in", "appointment"),
        ("rights-to-surplus-assets", "holds_shares_in", "partnership"),
        ("rightsToSurplusAssetsOnDissolution", "holds_shares_in", "partnership"),
        ("boardMember", "holds_office_in", "director"),
        ("boardChair", "holds_office_in", "chairman"),
        ("senior-managing-official", "holds_office_in", "senior_manager"),
        ("influence-or-control", "controls", ""),
        ("otherInfluenceOrControl", "controls", ""),
        ("trustee-of-trust", "controls", ""),
        ("settlor", "controls", ""),
        ("nominator", "controls", ""),
        ("nominee", "nominee_for", ""),
    ],
)
def test_interests(desk: Desk, kind: str, statement: str, role: str) -> None:
    load(desk, entity(), person(), owns({"type": kind}))
    assert desk.kept.one(statement)["role"] == role


@pytest.mark.parametrize(
    "kind", ["unknownInterest", "rights-to-profit-or-income", "beneficiaryOfLegalArrangement", None]
)
def test_rights_that_tie_nobody_are_ignored_by_name(desk: Desk, kind: str | None) -> None:
    interest = {"type": kind} if kind else {"directOrIndirect": "unknown"}
    report = load(desk, entity(), person(), owns(interest))
    assert report.ignored == {"interest_without_relation": 1}
    report = load(desk, entity(), person(), owns(interest, shares()))
    assert report.documents[0].left_out == {"interest_without_relation": 1}


def test_indirect_interests_stand_apart(desk: Desk) -> None:
    load(desk, COMPANY, OWNER, relationship(shares(30, directOrIndirect="indirect"), componentRecords=["r2", "r3"]))
    apart = desk.kept.one("has_indirect_interest_in")
    assert (apart["ratio_ppb"], apart["basis"]) == (300_000_000, "shareholding")
    assert desk.kept.of("holds_shares_in") == []


def test_an_interest_of_unsaid_level_with_components_is_indirect(desk: Desk) -> None:
    bare = {"type": "shareholding", "share": {"exact": 30}}
    load(desk, COMPANY, OWNER, relationship(bare, componentRecords=["r2"]))
    assert len(desk.kept.of("has_indirect_interest_in")) == 1
    load(desk, COMPANY, OWNER, relationship(bare, isComponent=True))
    assert len(desk.kept.of("holds_shares_in")) == 1


def test_a_direct_and_an_indirect_part_of_one_statement(desk: Desk) -> None:
    load(desk, COMPANY, OWNER, relationship(shares(50), shares(50, directOrIndirect="indirect")))
    assert len(desk.kept.of("holds_shares_in")) == len(desk.kept.of("has_indirect_interest_in")) == 1


# ---------------------------------------------------------------------- time


def test_an_interest_that_ended(desk: Desk) -> None:
    load(desk, entity(), person(), owns(shares(startDate="2016-04-06", endDate="2018-05-06")))
    held = desk.kept.one("holds_shares_in")
    assert (held["valid_from"], held["valid_to"]) == ("2016-04-06", "2018-05-06")


def test_half_dates_are_not_guessed(desk: Desk) -> None:
    report = load(desk, entity(), person(), owns(shares(startDate="2016-04")))
    assert "valid_from" not in desk.kept.one("holds_shares_in")
    assert report.documents[0].left_out == {"half_date": 1}


def test_an_update_ends_the_share_before(desk: Desk) -> None:
    load(
        desk,
        COMPANY,
        OWNER,
        relationship(shares(100, startDate="2002-03-09"), stated="2019-01-20"),
        relationship(shares(40, startDate="2021-09-24"), stated="2021-09-25", status="updated"),
        relationship(shares(30, startDate="2022-09-21"), stated="2022-09-25", status="updated"),
    )
    rows = [(row["ratio_ppb"], row["valid_from"], row.get("valid_to")) for row in desk.kept.of("holds_shares_in")]
    assert sorted(rows) == [
        (300_000_000, "2022-09-21", None),
        (400_000_000, "2021-09-24", "2022-09-21"),
        (1_000_000_000, "2002-03-09", "2021-09-24"),
    ]


def test_an_update_that_says_the_same_is_told_once(desk: Desk) -> None:
    same = shares(50, startDate="2019-09-11")
    report = load(desk, COMPANY, OWNER, relationship(same), relationship(same, stated="2021-01-01", status="updated"))
    assert len(desk.kept.of("holds_shares_in")) == 1
    assert report.ignored == {"restated": 1}


def test_a_share_that_changes_without_a_new_beginning_holds_since_it_was_stated(desk: Desk) -> None:
    load(
        desk,
        COMPANY,
        OWNER,
        relationship(shares(50, startDate="2019-09-11"), stated="2019-09-11"),
        relationship(shares(100, startDate="2019-09-11"), stated="2022-01-21", status="updated"),
    )
    rows = [(row["ratio_ppb"], row["valid_from"], row.get("valid_to")) for row in desk.kept.of("holds_shares_in")]
    assert sorted(rows) == [(500_000_000, "2019-09-11", "2022-01-21"), (1_000_000_000, "2022-01-21", None)]


@pytest.mark.parametrize("interests", [[], [shares(50, startDate="2019-09-11", endDate="2021-04-03")]])
def test_a_closing_ends_the_record(desk: Desk, interests: list[dict[str, Any]]) -> None:
    load(
        desk,
        COMPANY,
        OWNER,
        relationship(shares(50, startDate="2019-09-11"), stated="2019-09-12"),
        relationship(*interests, stated="2021-09-11", status="closed"),
    )
    ends = {row.get("valid_to") for row in desk.kept.of("holds_shares_in")}
    assert ends == {"2021-04-03" if interests else "2021-09-11"}


def test_a_replacement_takes_the_place_of_what_it_replaces(desk: Desk) -> None:
    report = load(
        desk,
        entity("e0", name="Old Name Ltd"),
        entity("e1", replacesStatements=["e0"]),
        person(),
        owns(shares(50, startDate="2018-01-01"), identity="o0", subject="e0"),
        owns(
            shares(60, startDate="2019-01-01"),
            identity="o1",
            subject="e1",
            replacesStatements=["o0"],
            statementDate="2019-02-01",
        ),
    )
    assert report.ignored == {"restated": 1}
    assert {row["target_key"] for row in desk.kept.of("holds_shares_in")} == {"src:office:e0"}
    assert [row["name"] for row in desk.kept.of("enterprise")] == ["Entity e1 Ltd"]
    ends = {row["ratio_ppb"]: row.get("valid_to") for row in desk.kept.of("holds_shares_in")}
    assert ends == {500_000_000: "2019-01-01", 600_000_000: None}


# ---------------------------------------------------------------------- parties


def test_register_numbers_are_keys_and_the_statements_id_another(desk: Desk) -> None:
    numbers = ["00101073", "101073", "00101073", " 00101073 ", None]
    identifiers: list[dict[str, Any]] = [
        {"scheme": "GB-COH", **({"id": number} if number else {})} for number in numbers
    ]
    identifiers += [
        {"schemeName": "OpenCorporates", "id": "https://example.org/x"},
        {"scheme": "GB-COH", "id": "6th April"},
    ]
    report = load(desk, entity(identifiers=identifiers))
    assert desk.kept.one("enterprise")["node_key"] == "GB-COH:00101073"
    assert desk.kept.one("also_known_as")["other_key"] == "src:office:e1"
    assert report.documents[0].left_out == {"identifier_without_id": 1, "malformed_identifier": 1}


@pytest.mark.parametrize(
    ("scheme", "printed", "key"),
    [
        ("GB-COH", "Sc 062229", "GB-COH:SC062229"),
        ("GB-COH", "oc309409", "GB-COH:OC309409"),
        ("GB-COH", "NI57921", "GB-COH:NI057921"),
        ("GB-COH", "IP19059R", "GB-COH:IP19059R"),
        ("FI-PRO", "3007894-1", "FI-PRO:3007894-1"),
        ("CN-SAIC", "91441900MA0000015D", "uscc:91441900MA0000015D"),
        ("XI-LEI", "529900T8BM49AURSDO55", "lei:529900T8BM49AURSDO55"),
    ],
)
def test_schemes(desk: Desk, scheme: str, printed: str, key: str) -> None:
    load(desk, entity(identifiers=[{"scheme": scheme, "id": printed}]))
    assert desk.kept.one("enterprise")["node_key"] == key


def test_what_an_entity_says_of_itself(desk: Desk) -> None:
    load(
        desk,
        entity(
            name="Smith &amp; Sons&#039; Ltd",
            foundingDate="1856-02-29",
            dissolutionDate="2019-03-04",
            incorporatedInJurisdiction={"name": "United Kingdom", "code": "GB"},
            addresses=[
                {"type": "service", "address": "2 Other Street"},
                {"type": "registered", "address": "1 High Street"},
            ],
        ),
    )
    firm = desk.kept.one("enterprise")
    assert firm["name"] == "Smith & Sons' Ltd"
    assert (firm["established_on"], firm["ended_on"], firm["status"]) == ("1856-02-29", "2019-03-04", "deregistered")
    assert (firm["jurisdiction"], firm["address"]) == ("GB", "1 High Street")
    assert desk.kept.of("contact") == []


def test_two_statements_of_one_national_id_are_one_person_whatever_their_ids(desk: Desk) -> None:
    number = [{"schemeName": "Tax number", "id": "T1234567"}, {"schemeName": "National ID", "id": "YDAZ2151340592"}]
    load(
        desk, entity(), person("p1", identifiers=number), person("p2", identifiers=number), owns(shares(), holder="p1")
    )
    (key,) = {row["node_key"] for row in desk.kept.of("person") if "mention" not in row}
    assert key.startswith("person:")
    others = {row["other_key"] for row in desk.kept.of("also_known_as") if row["node_key"] == key}
    assert others == {"person-src:office:p1", "person-src:office:p2"}
    assert "YDAZ2151340592" not in repr(desk.kept)


def test_persons_by_the_sources_own_ids(desk: Desk) -> None:
    namesake = person("p2", names=[{"type": "individual", "fullName": "Person p1"}])
    load(desk, person(nationalities=[{"name": "Finland", "code": "FI"}]), namesake)
    persons = {row["node_key"]: row for row in desk.kept.of("person")}
    assert set(persons) == {"person-src:office:p1", "person-src:office:p2"}
    assert persons["person-src:office:p1"]["jurisdiction"] == "FI"
    assert "1970" not in str(desk.kept.statements)


def test_a_name_in_parts(desk: Desk) -> None:
    names = [{"type": "alias", "fullName": "Ann"}, {"type": "legal", "givenName": "Anna", "familyName": "Virtanen"}]
    load(desk, person(names=names))
    assert desk.kept.one("person")["name"] == "Anna Virtanen"


@pytest.mark.parametrize(
    "party",
    [
        {"unspecified": {"reason": "no-beneficial-owners", "description": "None"}},
        {"reason": "subjectExemptFromDisclosure"},
    ],
)
def test_nobody_named_is_nobody(desk: Desk, party: dict[str, Any]) -> None:
    report = load(desk, entity(), owns(shares(), interestedParty=party))
    assert report.ignored == {"unspecified_owner": 1}
    assert len(desk.kept.nodes) == 1


def test_the_unknown_are_no_hub(desk: Desk) -> None:
    anonymous = record("person", "p1", personType="anonymousPerson", unspecifiedPersonDetails={"reason": "x"})
    report = load(desk, COMPANY, anonymous, relationship(shares()))
    assert report.ignored == {"unknown_party": 2}
    assert len(desk.kept.nodes) == 1
    report = load(desk, entity(entityType="unknownEntity"), person(), owns(shares()))
    assert report.understood == 3


def test_statements_without_names_parties_or_interests(desk: Desk) -> None:
    nameless = {key: value for key, value in entity("e2").items() if key != "name"}
    report = load(desk, entity(), person(), nameless, owns(identity="o2"), {**owns(shares()), "subject": {}})
    assert report.refused == {"the party has no name": 1, "a required value is missing": 1}
    assert report.ignored == {"no_interests": 1}


def test_the_same_statement_twice_is_one(desk: Desk) -> None:
    load(desk, entity(), entity(), person(), owns(shares()), owns(shares()))
    assert len(desk.kept.of("holds_shares_in")) == len(desk.kept.of("enterprise")) == 1
