"""Tables through a mapping file: whom and what a row becomes, said as a person would write it."""

from __future__ import annotations

import json

import pytest

from graph_engine.errors import UnknownFormatError
from loaders import LOADERS
from tests.unit.loaders.table_rows import CODE, COMPANY, OTHER, load
from tests.unit.loading.desk import Desk


def test_without_a_mapping_the_loader_says_what_it_needs(desk: Desk) -> None:
    with pytest.raises(UnknownFormatError, match="it needs a mapping: --mapping FILE"):
        desk.load(LOADERS["table"], desk.table("t.csv", [{"a": "1"}]))


def test_a_table_of_shareholders(desk: Desk) -> None:
    mapping = f"""
    {COMPANY}
    [tables.t.parties.holder]
    kind = "either"
    name = "holder"
    type_text = "kind"
    scope = "company"

    [[tables.t.records]]
    kind = "holds_shares_in"
    source = "holder"
    target = "company"
    ratio = "share"
    amount = {{ column = "capital", unit = "万元" }}
    valid_from = "since"
    last_day = "until"
    """
    row = {"company": "甲有限公司", "code": CODE, "kind": "", "capital": "600", "since": "2020-01-02", "until": ""}
    load(
        desk,
        mapping,
        {**row, "holder": "乙有限公司", "share": "60%"},
        {**row, "holder": "张三", "share": "40", "until": "2024年5月6日"},
    )
    company, person = sorted(desk.kept.of("holds_shares_in"), key=lambda found: -found["ratio_ppb"])
    assert company["target_key"] == f"uscc:{CODE}"
    assert company["source_key"] == f"name:乙有限公司@uscc:{CODE}"
    assert (company["ratio_ppb"], company["basis"], company["ratio_text"]) == (600_000_000, "reported", "60%")
    assert (company["amount"], company["currency"], company["valid_from"]) == (600_000_000, "CNY", "2020-01-02")
    assert person["source_key"].startswith("person-local:")
    assert person["valid_to"] == "2024-05-07"


def test_a_party_that_may_be_either_is_never_guessed(desk: Desk) -> None:
    mapping = f"""
    {COMPANY}
    [tables.t.parties.boss]
    kind = "either"
    name = "boss"
    scope = "company"
    [[tables.t.records]]
    kind = "legal_representative_of"
    source = "boss"
    target = "company"
    """
    row = {"company": "甲有限公司", "code": CODE}
    report = load(
        desk, mapping, {**row, "boss": "Unclear Words"}, {**row, "boss": "张三"}, {**row, "boss": "乙有限公司"}
    )
    assert report.refused == {"neither surely a person nor surely an enterprise": 1}
    assert desk.refused()[0].column == "boss"


def test_persons_of_one_name_in_two_companies_stay_two(desk: Desk) -> None:
    mapping = f"""
    {COMPANY}
    [tables.t.parties.boss]
    kind = "person"
    name = "boss"
    scope = "company"
    [[tables.t.records]]
    kind = "legal_representative_of"
    source = "boss"
    target = "company"
    """
    rows = [{"company": "甲有限公司", "code": code, "boss": "张三"} for code in (CODE, OTHER)]
    load(desk, mapping, *rows)
    assert len({found["source_key"] for found in desk.kept.of("legal_representative_of")}) == 2


def test_a_person_known_by_id_number_is_a_keyed_hash(desk: Desk) -> None:
    mapping = f"""
    {COMPANY}
    [tables.t.parties.boss]
    kind = "person"
    name = "boss"
    id_number = "id"
    scope = "company"
    [[tables.t.records]]
    kind = "person"
    party = "boss"
    [[tables.t.records]]
    kind = "legal_representative_of"
    source = "boss"
    target = "company"
    """
    load(desk, mapping, {"company": "甲有限公司", "code": CODE, "boss": "张三", "id": "11010519491231002X"})
    (person,) = {found["source_key"] for found in desk.kept.of("legal_representative_of")}
    assert person.startswith("person:")
    assert "19491231" not in json.dumps([*desk.kept.statements.values()])


def test_values_are_translated_and_unlisted_ones_refuse_the_row(desk: Desk) -> None:
    mapping = f"""
    [values.states]
    "正常" = "active"
    "注销" = "deregistered"
    {COMPANY}
    [[tables.t.records]]
    kind = "enterprise"
    party = "company"
    status = {{ column = "state", values = "states" }}
    status_text = "state"
    """
    rows = [{"company": "甲有限公司", "code": CODE, "state": state} for state in ("正常", "迷失")]
    report = load(desk, mapping, *rows)
    assert report.refused == {"a value that the mapping does not list": 1}
    assert (desk.kept.one("enterprise")["status"], desk.kept.one("enterprise")["status_text"]) == ("active", "正常")
    load(
        desk, mapping.replace('values = "states"', 'values = "states", otherwise = "unknown", missing = "other"'), *rows
    )
    assert {row["status"] for row in desk.kept.of("enterprise")} == {"active", "unknown"}


def test_a_word_outside_the_closed_list_refuses_the_row(desk: Desk) -> None:
    mapping = f"{COMPANY}\n[[tables.t.records]]\nkind = 'enterprise'\nparty = 'company'\nstatus = 'state'"
    report = load(
        desk,
        mapping,
        {"company": "甲有限公司", "code": CODE, "state": "active"},
        {"company": "乙有限公司", "code": OTHER, "state": "fine"},
    )
    assert (report.understood, sum(report.refused.values())) == (1, 1)


def test_an_event_with_its_subject(desk: Desk) -> None:
    mapping = f"""
    {COMPANY}
    [[tables.t.records]]
    kind = "risk_event"
    subject = "company"
    category = {{ constant = "wage_arrears_list" }}
    authority = "by"
    document_number = "number"
    decided_on = {{ column = "day", format = "%d.%m.%Y" }}
    amount = "sum (万元)"
    text = "why"
    key = ["why"]
    """
    row = {
        "company": "甲有限公司",
        "code": CODE,
        "by": "某某局",
        "number": "",
        "day": "03.04.2024",
        "sum (万元)": "1.5",
    }
    report = load(desk, mapping, {**row, "why": "欠薪，电话13812345678"}, {**row, "why": "再次欠薪", "day": "2024"})
    assert report.refused == {"not a date of the mapping's format": 1}
    event = desk.kept.one("risk_event")
    assert (event["category"], event["decided_on"], event["amount"]) == ("wage_arrears_list", "2024-04-03", 1_500_000)
    assert event["text"] == "欠薪，电话138****5678"
    subject = desk.kept.one("subject_of")
    assert (subject["source_key"], subject["target_key"], subject["role"]) == (
        f"uscc:{CODE}",
        event["node_key"],
        "principal",
    )
    assert str(report.documents[0].covered_until) == "2024-04-03"


def test_events_without_a_number_are_told_apart_by_the_key(desk: Desk) -> None:
    mapping = f"""
    {COMPANY}
    [[tables.t.records]]
    kind = "risk_event"
    subject = "company"
    category = {{ constant = "other_list" }}
    key = ["why"]
    """
    row = {"company": "甲有限公司", "code": CODE, "also": ""}
    load(desk, mapping, {**row, "why": "a"}, {**row, "why": "b"}, {**row, "why": "a", "also": "again"})
    assert len(desk.kept.of("risk_event")) == 2


def test_numbers_of_foreign_registers_and_projects(desk: Desk) -> None:
    mapping = """
    [tables.t.parties.company]
    kind = "enterprise"
    name = "company"
    identifiers = { GB-COH = "coh" }
    scope = "project"
    [tables.t.parties.project]
    kind = "project"
    name = "project"
    number = "no"
    [[tables.t.records]]
    kind = "project"
    party = "project"
    number = "no"
    decision_on = "day"
    amount = { column = "sum", unit = "元", currency = { column = "money" } }
    [[tables.t.records]]
    kind = "takes_part_in"
    source = "company"
    target = "project"
    role = { column = "part", values = { won = "winner" } }
    """
    row = {"project": "Roads", "no": "7", "day": "2024-05-06", "sum": "10", "money": "GBP", "part": "won"}
    report = load(
        desk,
        mapping,
        {**row, "company": "A Ltd", "coh": "239718"},
        {**row, "company": "B Ltd", "coh": "no number"},
    )
    assert {found["source_key"] for found in desk.kept.of("takes_part_in")} == {
        "GB-COH:00239718",
        "name:B Ltd@project:office:7",
    }
    assert report.documents[0].left_out == {"malformed_identifier": 1}
    project = desk.kept.one("project")
    assert (project["amount"], project["currency"], project["decision_on"]) == (1000, "GBP", "2024-05-06")


def test_contacts_tie_by_hash_and_a_street_ties_nobody(desk: Desk) -> None:
    mapping = f"""
    {COMPANY}
    [tables.t.each.phone]
    column = "phones"
    [tables.t.parties.phone]
    kind = "contact"
    channel = "phone"
    text = "phone"
    [tables.t.parties.place]
    kind = "contact"
    channel = "address"
    text = "place"
    [[tables.t.records]]
    kind = "uses_contact"
    source = "company"
    target = "phone"
    role = {{ constant = "phone" }}
    [[tables.t.records]]
    kind = "uses_contact"
    source = "company"
    target = "place"
    role = {{ constant = "registered_address" }}
    """
    report = load(
        desk, mapping, {"company": "甲", "code": CODE, "phones": "13812345678；138****1234", "place": "厦岗路"}
    )
    assert report.documents[0].left_out == {"coarse_address": 1, "unreadable_contact": 1}
    assert desk.kept.one("uses_contact")["target_key"].startswith("contact:phone:")
    assert "13812345678" not in str(desk.kept.statements)


def test_names_within_a_source_mean_one_enterprise(desk: Desk) -> None:
    mapping = """
    [tables.t.parties.company]
    kind = "enterprise"
    name = "company"
    source_id = "id"
    scope = "source"
    [tables.t.parties.parent]
    kind = "enterprise"
    name = "parent"
    scope = "source"
    [[tables.t.records]]
    kind = "enterprise"
    party = "company"
    [[tables.t.records]]
    kind = "branch_of"
    source = "company"
    target = "parent"
    """
    load(desk, mapping, {"company": "甲", "id": "1", "parent": ""}, {"company": "乙", "id": "2", "parent": "甲"})
    assert desk.kept.one("branch_of")["target_key"] == "name:甲@register:office"
    assert ("src:office:1", "name:甲@register:office") in {
        (row["node_key"], row["other_key"]) for row in desk.kept.of("also_known_as")
    }


def test_an_id_number_in_the_place_of_an_own_id_never_becomes_a_key(desk: Desk) -> None:
    mapping = """
    [tables.t.parties.company]
    kind = "enterprise"
    name = "company"
    source_id = "id"
    scope = "source"
    [tables.t.parties.boss]
    kind = "person"
    name = "boss"
    source_id = "boss id"
    [[tables.t.records]]
    kind = "legal_representative_of"
    source = "boss"
    target = "company"
    """
    number = "11010519491231002X"
    report = load(desk, mapping, {"company": "甲", "id": number, "boss": "张三", "boss id": number})
    (row,) = desk.kept.of("legal_representative_of")
    assert row["source_key"].startswith("person:")
    assert row["target_key"].startswith("src:office:")
    assert report.understood == 1
    assert number not in str(desk.kept.statements) + str(desk.kept.nodes)


def test_a_party_with_a_code_is_an_enterprise_whatever_its_name(desk: Desk) -> None:
    mapping = f"""
    {COMPANY}
    [tables.t.parties.holder]
    kind = "either"
    name = "holder"
    credit_code = "holder code"
    scope = "company"
    [[tables.t.records]]
    kind = "holds_shares_in"
    source = "holder"
    target = "company"
    """
    load(desk, mapping, {"company": "甲", "code": CODE, "holder": "王老吉", "holder code": OTHER})
    assert desk.kept.one("holds_shares_in")["source_key"] == f"uscc:{OTHER}"


def test_a_namesake_with_a_code_of_its_own_is_another_party(desk: Desk) -> None:
    mapping = f"""
    {COMPANY}
    [tables.t.parties.holder]
    kind = "enterprise"
    name = "holder"
    credit_code = "holder code"
    scope = "company"
    [[tables.t.records]]
    kind = "holds_shares_in"
    source = "holder"
    target = "company"
    """
    row = {"company": "甲有限公司", "code": CODE, "holder": "甲有限公司"}
    report = load(desk, mapping, {**row, "holder code": OTHER}, {**row, "holder code": ""})
    assert desk.kept.one("holds_shares_in")["source_key"] == f"uscc:{OTHER}"
    # A company does not hold itself: nothing is left of the second row.
    assert report.refused == {"nothing that the mapping makes is stated in this row": 1}


def test_what_has_no_name_is_not_described(desk: Desk) -> None:
    mapping = f"{COMPANY}\n[[tables.t.records]]\nkind = 'enterprise'\nparty = 'company'"
    report = load(desk, mapping, {"company": "无", "code": CODE}, {"company": "甲", "code": OTHER})
    assert report.refused == {"the party has no name": 1}
