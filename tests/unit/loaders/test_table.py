"""Tables through a mapping file: what a row becomes, said as a person would write it; all of it invented."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from graph_engine.errors import UnknownFormatError
from graph_engine.loading.report import LoadReport
from loaders import LOADERS
from loaders.table import read_mapping, table_loader
from tests.unit.loading.desk import Desk

CODE, OTHER = "91441900MA0000015D", "91441900MA4W6BGB8T"
HEAD = 'mapping = "m"\n'

COMPANY = """
[tables.t.parties.company]
kind = "enterprise"
name = "company"
credit_code = "code"
"""

Load = Callable[..., LoadReport]


@pytest.fixture
def load(desk: Desk) -> Load:
    def load(mapping: str, *rows: dict[str, object], name: str = "t.csv", **options: Any) -> LoadReport:
        file = desk.table(name, rows) if name.endswith(".csv") else desk.write(name, json.dumps(rows[0]))
        return desk.load(table_loader(read_mapping(HEAD + mapping, "test")), file, **options)

    return load


def test_without_a_mapping_the_loader_says_what_it_needs(desk: Desk) -> None:
    with pytest.raises(UnknownFormatError, match="it needs a mapping: --mapping FILE"):
        desk.load(LOADERS["table"], desk.table("t.csv", [{"a": "1"}]))


def test_a_table_of_shareholders(desk: Desk, load: Load) -> None:
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


def test_a_party_that_may_be_either_is_never_guessed(desk: Desk, load: Load) -> None:
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
    report = load(mapping, {**row, "boss": "Unclear Words"}, {**row, "boss": "张三"}, {**row, "boss": "乙有限公司"})
    assert report.refused == {"neither surely a person nor surely an enterprise": 1}
    assert desk.refused()[0].column == "boss"


def test_persons_of_one_name_in_two_companies_stay_two(desk: Desk, load: Load) -> None:
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
    load(mapping, *rows)
    assert len({found["source_key"] for found in desk.kept.of("legal_representative_of")}) == 2


def test_a_person_known_by_id_number_is_a_keyed_hash(desk: Desk, load: Load) -> None:
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
    load(mapping, {"company": "甲有限公司", "code": CODE, "boss": "张三", "id": "11010519491231002X"})
    (person,) = {found["source_key"] for found in desk.kept.of("legal_representative_of")}
    assert person.startswith("person:")
    assert "19491231" not in json.dumps([*desk.kept.statements.values()])


def test_values_are_translated_and_unlisted_ones_refuse_the_row(desk: Desk, load: Load) -> None:
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
    report = load(mapping, *rows)
    assert report.refused == {"a value that the mapping does not list": 1}
    assert (desk.kept.one("enterprise")["status"], desk.kept.one("enterprise")["status_text"]) == ("active", "正常")
    load(mapping.replace('values = "states"', 'values = "states", otherwise = "unknown", missing = "other"'), *rows)
    assert {row["status"] for row in desk.kept.of("enterprise")} == {"active", "unknown"}


def test_a_word_outside_the_closed_list_refuses_the_row(load: Load) -> None:
    mapping = f"{COMPANY}\n[[tables.t.records]]\nkind = 'enterprise'\nparty = 'company'\nstatus = 'state'"
    report = load(
        mapping,
        {"company": "甲有限公司", "code": CODE, "state": "active"},
        {"company": "乙有限公司", "code": OTHER, "state": "fine"},
    )
    assert (report.understood, sum(report.refused.values())) == (1, 1)


def test_an_event_with_its_subject(desk: Desk, load: Load) -> None:
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
    report = load(mapping, {**row, "why": "欠薪，电话13812345678"}, {**row, "why": "再次欠薪", "day": "2024"})
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


def test_events_without_a_number_are_told_apart_by_the_key(desk: Desk, load: Load) -> None:
    mapping = f"""
    {COMPANY}
    [[tables.t.records]]
    kind = "risk_event"
    subject = "company"
    category = {{ constant = "other_list" }}
    key = ["why"]
    """
    row = {"company": "甲有限公司", "code": CODE, "also": ""}
    load(mapping, {**row, "why": "a"}, {**row, "why": "b"}, {**row, "why": "a", "also": "again"})
    assert len(desk.kept.of("risk_event")) == 2


PARENTS = f"""
{COMPANY}
[tables.t.each.parent]
column = "parents"
split = ";"
pattern = '(?P<name>.+?)(?: \\[(?P<share>[0-9.]+%)\\])?'

[tables.t.parties.parent]
kind = "enterprise"
name = "parent.name"
scope = "company"

[[tables.t.records]]
kind = "enterprise"
party = "company"

[[tables.t.records]]
kind = "holds_shares_in"
source = "parent"
target = "company"
ratio = "parent.share"
"""


def test_a_cell_that_lists_several_makes_a_record_of_each(desk: Desk, load: Load) -> None:
    load(PARENTS, {"company": "甲有限公司", "code": CODE, "parents": "Alcoa Corp [54.0%]; South32 [36.0%]; Rest Ltd"})
    shares = {row["source_key"].split("@")[0]: row.get("ratio_ppb") for row in desk.kept.of("holds_shares_in")}
    assert shares == {"name:Alcoa Corp": 540_000_000, "name:South32": 360_000_000, "name:Rest Ltd": None}


def test_placeholders_are_nobody(desk: Desk, load: Load) -> None:
    mapping = "[tables.t]\nplaceholders = ['Persons']\n" + PARENTS
    report = load(mapping, {"company": "甲有限公司", "code": CODE, "parents": "Alcoa Corp [50%]; PERSONS [50%]"})
    assert report.documents[0].left_out == {"placeholder": 1}
    assert desk.kept.one("holds_shares_in")["ratio_ppb"] == 500_000_000
    assert not any("ersons" in key.casefold() for key in desk.kept.nodes)


def test_an_item_that_does_not_fit_the_pattern_refuses_the_row(load: Load, desk: Desk) -> None:
    mapping = PARENTS.replace("(?P<name>.+?)", "(?P<name>[A-Z]+)")
    report = load(
        mapping,
        {"company": "甲有限公司", "code": CODE, "parents": "ABC [10%]"},
        {"company": "乙有限公司", "code": OTHER, "parents": "ABC; d3"},
    )
    assert report.refused == {"an item that does not fit the mapping's pattern": 1}
    assert desk.refused()[0].value == "d3"


def test_rows_are_ignored_by_a_named_rule(load: Load) -> None:
    mapping = f"""
    [[tables.t.ignore]]
    rule = "test_row"
    en = "a row for trials"
    zh = "测试数据"
    when = {{ company = ["测试", ""], note = "x" }}
    {COMPANY}
    [[tables.t.records]]
    kind = "enterprise"
    party = "company"
    """
    row = {"code": CODE, "note": "x"}
    report = load(mapping, {**row, "company": "测试"}, {**row, "company": "-"}, {**row, "company": "甲有限公司"})
    assert report.ignored == {"test_row": 2, "header": 1}
    assert report.understood == 1


def test_a_row_of_which_nothing_is_made_is_refused_not_lost(load: Load) -> None:
    mapping = f"{COMPANY}\n[[tables.t.records]]\nkind='enterprise'\nparty='company'\nwhen = {{ note = 'yes' }}"
    row = {"company": "甲有限公司", "code": CODE}
    report = load(mapping, {**row, "note": "no"}, {**row, "note": "yes"})
    assert report.refused == {"nothing that the mapping makes is stated in this row": 1}


def test_required_cells(load: Load) -> None:
    mapping = f"[tables.t]\nrequired = ['note']\n{COMPANY}\n[[tables.t.records]]\nkind='enterprise'\nparty='company'"
    row = {"company": "甲有限公司", "code": CODE}
    assert load(mapping, {**row, "note": "无"}, {**row, "note": "1"}).refused == {"a required value is missing": 1}


def test_a_ruined_code_is_refused_as_a_code_and_kept_in_sight(desk: Desk, load: Load) -> None:
    mapping = """
    [tables.t.parties.company]
    kind = "enterprise"
    name = "company"
    credit_code = "code"
    source_id = "id"
    [[tables.t.records]]
    kind = "enterprise"
    party = "company"
    """
    load(mapping, *({"company": f"{n}有限公司", "code": "9.13E+17", "id": f"k{n}"} for n in (1, 2)))
    assert {row["node_key"] for row in desk.kept.of("enterprise")} == {"src:office:k1", "src:office:k2"}
    assert {row["refused_code"] for row in desk.kept.of("enterprise")} == {"9.13E+17"}


def test_leading_zeros_are_given_back_and_counted(desk: Desk, load: Load) -> None:
    mapping = """
    [tables.t.parties.company]
    kind = "enterprise"
    name = "company"
    source_id = { column = "stock", width = 6 }
    [[tables.t.records]]
    kind = "enterprise"
    party = "company"
    """
    report = load(mapping, {"company": "甲", "stock": "1"}, {"company": "乙", "stock": "600001"})
    assert {row["node_key"] for row in desk.kept.of("enterprise")} == {"src:office:000001", "src:office:600001"}
    assert report.documents[0].repaired == {"leading_zeros": 1}


def test_characters_read_in_the_wrong_encoding_are_put_right_only_if_asked(desk: Desk, load: Load) -> None:
    mapping = f"{COMPANY}\n[[tables.t.records]]\nkind='enterprise'\nparty='company'"
    row = {"company": "Río Ltd".encode().decode("latin-1"), "code": CODE}
    fine = {"company": "Ça va Ltd", "code": OTHER}
    load(mapping, row, fine)
    assert {found["name"] for found in desk.kept.of("enterprise")} == {"RÃo Ltd", "Ça va Ltd"}
    report = load("[tables.t]\nrepair = 'utf8_read_as_latin1'\n" + mapping, row, fine)
    assert {found["name"] for found in desk.kept.of("enterprise")} == {"Río Ltd", "Ça va Ltd"}
    assert report.documents[0].repaired == {"utf8_read_as_latin1": 1}


def test_a_refused_row_is_sealed_as_it_was_read(desk: Desk, load: Load) -> None:
    repair = "[tables.t]\nrepair = 'utf8_read_as_latin1'"
    mapping = f"{repair}\n{COMPANY}\n[[tables.t.records]]\nkind='enterprise'\nparty='company'"
    broken = "RÃ\xado"
    load(mapping, {"company": broken, "code": "x"}, {"company": "甲", "code": CODE})
    assert broken in desk.refused()[0].row


def test_a_header_that_occurs_twice_is_called_by_number(desk: Desk, load: Load) -> None:
    mapping = """
    [tables.t.parties.company]
    kind = "enterprise"
    name = "name"
    source_id = "number#2"
    [[tables.t.records]]
    kind = "enterprise"
    party = "company"
    """
    file = desk.write("t.csv", "name,number,number\n甲,1,2\n")
    desk.load(table_loader(read_mapping(HEAD + mapping, "test")), file)
    assert desk.kept.one("enterprise")["node_key"] == "src:office:2"


def test_numbers_of_foreign_registers_and_projects(desk: Desk, load: Load) -> None:
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


def test_contacts_tie_by_hash_and_a_street_ties_nobody(desk: Desk, load: Load) -> None:
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
    report = load(mapping, {"company": "甲", "code": CODE, "phones": "13812345678；138****1234", "place": "厦岗路"})
    assert report.documents[0].left_out == {"coarse_address": 1, "unreadable_contact": 1}
    assert desk.kept.one("uses_contact")["target_key"].startswith("contact:phone:")
    assert "13812345678" not in str(desk.kept.statements)


def test_names_within_a_source_mean_one_enterprise(desk: Desk, load: Load) -> None:
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
    load(mapping, {"company": "甲", "id": "1", "parent": ""}, {"company": "乙", "id": "2", "parent": "甲"})
    assert desk.kept.one("branch_of")["target_key"] == "name:甲@register:office"
    assert ("src:office:1", "name:甲@register:office") in {
        (row["node_key"], row["other_key"]) for row in desk.kept.of("also_known_as")
    }


NESTED = """
[tables.nodes]
rows = "nodes.*"
[tables.nodes.parties.company]
kind = "enterprise"
source_id = "@key"
name = "names.main"
[[tables.nodes.records]]
kind = "enterprise"
party = "company"

[tables.edges]
rows = "edges.*"
[tables.edges.lookup.origin]
table = "nodes"
by = "from"
key = "@key"
[tables.edges.each.record]
column = "said"
[tables.edges.each.share]
column = "record.shares"
keep_empty = true
[tables.edges.parties.from]
kind = "enterprise"
source_id = "from"
when = { "origin.type" = "company" }
[tables.edges.parties.to]
kind = "enterprise"
source_id = "to"
[[tables.edges.records]]
kind = "holds_shares_in"
source = "from"
target = "to"
ratio = "share.percent"
record_id = "record.by"
"""


def test_nested_json_with_rows_that_refer_to_each_other(desk: Desk, load: Load) -> None:
    document = {
        "nodes": {"a": {"type": "company", "names": {"main": "甲"}}, "b": {"type": "company", "names": {"main": "乙"}}},
        "edges": [
            {
                "from": "a",
                "to": "b",
                "said": [{"by": "1", "shares": [{"percent": 55.24}, {"percent": None}]}, {"by": "2"}],
            },
            {"from": "zz", "to": "b", "said": [{"by": "3"}]},
        ],
        "more": [{"x": 1}, {"x": 2}],
    }
    report = load(NESTED, document, name="t.json")
    assert [(part.sheet, part.rows, part.understood) for part in report.documents] == [
        ("nodes.*", 2, 2),
        ("edges.*", 2, 1),
        ("more.*", 2, 0),
    ]
    assert report.documents[2].ignored == {"unknown_sheet": 2}
    assert report.refused == {"nothing that the mapping makes is stated in this row": 1}
    said = {(row.get("ratio_ppb"), row["source_key"], row["target_key"]) for row in desk.kept.of("holds_shares_in")}
    assert said == {(552_400_000, "src:office:a", "src:office:b"), (None, "src:office:a", "src:office:b")}
    assert len(desk.kept.of("holds_shares_in")) == 3


def test_json_lines_and_wrong_records(desk: Desk) -> None:
    mapping = """
    [tables.t]
    rows = "*"
    [tables.t.parties.c]
    kind = "enterprise"
    name = "c.name"
    credit_code = "c.code"
    [[tables.t.records]]
    kind = "enterprise"
    party = "c"
    """
    lines = [json.dumps({"c": {"name": "甲", "code": CODE}}, ensure_ascii=False), "[1, 2]", "{broken", '"text"']
    file = desk.write("t.jsonl", "\n".join(lines))
    report = desk.load(table_loader(read_mapping(HEAD + mapping, "test")), file)
    assert (report.rows, report.understood) == (4, 1)
    assert report.refused == {"not a JSON object": 2, "the line is no JSON": 1}
    assert [row.line for row in desk.refused()] == [2, 3, 4]


def test_the_table_is_chosen_by_header_and_title(desk: Desk) -> None:
    one = "\n[tables.{0}]\ntitles = ['{0}']\n[tables.{0}.parties.p]\nkind='enterprise'\nname='src'\nsource_id='src'"
    mapping = one.format("shares") + "\n[[tables.shares.records]]\nkind='enterprise'\nparty='p'"
    mapping += one.format("gifts") + "\n[[tables.gifts.ignore]]\nrule='gift'\nen='a gift'\nzh='赠与'"
    loader = table_loader(read_mapping(HEAD + mapping, "test"))
    files = [desk.table(f"{name}-2024.csv", [{"src": name}]) for name in ("shares", "gifts")]
    report = desk.load(loader, *files)
    assert [part.layout for part in report.documents] == ["shares", "gifts"]
    with pytest.raises(UnknownFormatError):
        desk.load(loader, desk.table("others.csv", [{"src": "1"}]))
    with pytest.raises(UnknownFormatError, match="no known header"):
        desk.load(loader, desk.table("gifts.csv", [{"source": "1"}]))


def test_one_of_several_columns_is_enough(desk: Desk, load: Load) -> None:
    mapping = """
    [tables.t.parties.c]
    kind = "enterprise"
    name = ["full name", "short name"]
    credit_code = "code"
    [[tables.t.records]]
    kind = "enterprise"
    party = "c"
    """
    load(mapping, {"short name": "甲", "code": CODE})
    assert desk.kept.one("enterprise")["name"] == "甲"
    load(mapping, {"short name": "甲", "full name": "甲有限公司", "code": CODE})
    assert desk.kept.one("enterprise")["name"] == "甲有限公司"
    load(mapping, {"short name": "甲", "full name": "", "code": CODE})
    assert desk.kept.one("enterprise")["name"] == "甲"


def test_what_cannot_be_read_may_be_left_out(load: Load, desk: Desk) -> None:
    mapping = f"""
    {COMPANY}
    [[tables.t.records]]
    kind = "enterprise"
    party = "company"
    established_on = {{ column = "since", unreadable = "leave_out" }}
    """
    report = load(mapping, {"company": "甲", "code": CODE, "since": "spring"})
    assert report.documents[0].left_out == {"unreadable_value": 1}
    assert "established_on" not in desk.kept.one("enterprise")


def test_unknown_and_unused_columns_are_told(load: Load) -> None:
    mapping = f"[tables.t]\nunused=['fax']\n{COMPANY}\n[[tables.t.records]]\nkind='enterprise'\nparty='company'"
    report = load(mapping, {"company": "甲", "code": CODE, "fax": "1", "codes": "2"})
    assert report.documents[0].unread_columns == ("fax",)
    assert report.documents[0].unknown_columns == {"codes": "code"}


def test_provenance_names_the_mapping_and_a_changed_one_is_another_document(desk: Desk, load: Load) -> None:
    mapping = f"{COMPANY}\n[[tables.t.records]]\nkind='enterprise'\nparty='company'"
    row = {"company": "甲", "code": CODE}
    first = load(mapping, row)
    (document,) = desk.kept.documents
    assert document.loader == first.loader == f"table:{read_mapping(HEAD + mapping, '').stated}"
    load("# a comment changes nothing\n" + mapping, row)
    assert desk.kept.documents == [document]
    load(mapping + "\nindustry = { constant = 'C' }", row)
    (changed,) = desk.kept.documents
    assert changed.key != document.key
    assert changed.loader != document.loader


def test_a_full_load_may_come_through_a_changed_mapping(desk: Desk, load: Load, tmp_path: Any) -> None:
    from graph_engine.settings import Settings
    from graph_engine.store import open_store

    mapping = f"{COMPANY}\n[[tables.t.records]]\nkind='enterprise'\nparty='company'"
    row = {"company": "甲", "code": CODE, "state": "active"}
    with open_store(f"sqlite:///{tmp_path}/store.sqlite", Settings()) as store:
        load(mapping, row, store=store)
        again = load(mapping + "\nstatus='state'", row, store=store, full=True)
        assert again.applied is not None
        assert (again.applied.added["enterprise"], again.applied.retired["enterprise"]) == (1, 1)
        with store.reader() as reader:
            assert [entry.loader.partition("@")[0] for entry in reader.loads()] == ["table:m", "table:m"]
            assert len(reader.documents(2)) == 2


def test_an_id_number_in_the_place_of_an_own_id_never_becomes_a_key(desk: Desk, load: Load) -> None:
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
    report = load(mapping, {"company": "甲", "id": number, "boss": "张三", "boss id": number})
    (row,) = desk.kept.of("legal_representative_of")
    assert row["source_key"].startswith("person:")
    assert row["target_key"].startswith("src:office:")
    assert report.understood == 1
    assert number not in str(desk.kept.statements) + str(desk.kept.nodes)


def test_a_party_with_a_code_is_an_enterprise_whatever_its_name(desk: Desk, load: Load) -> None:
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
    load(mapping, {"company": "甲", "code": CODE, "holder": "王老吉", "holder code": OTHER})
    assert desk.kept.one("holds_shares_in")["source_key"] == f"uscc:{OTHER}"


def test_a_long_term_leaves_an_end_open_and_is_no_beginning(desk: Desk, load: Load) -> None:
    mapping = f"""
    {COMPANY}
    [[tables.t.records]]
    kind = "enterprise"
    party = "company"
    valid_from = "from"
    last_day = "to"
    [[tables.t.records]]
    kind = "risk_event"
    subject = "company"
    category = {{ constant = "other_list" }}
    publicity_until = "shown"
    """
    row = {"company": "甲", "code": CODE, "to": "长期", "shown": "2099-12-31"}
    report = load(mapping, {**row, "from": "2020-01-02"}, {**row, "from": "长期"})
    assert report.refused == {"a long term is no date here": 1}
    assert "valid_to" not in desk.kept.one("enterprise")
    assert desk.kept.one("risk_event")["long_term"] == 1


def test_what_ends_before_it_begins_is_refused(load: Load) -> None:
    mapping = f"{COMPANY}\n[[tables.t.records]]\nkind='enterprise'\nparty='company'\nvalid_from='a'\nvalid_to='b'"
    row = {"company": "甲", "code": CODE, "a": "2020-01-02"}
    report = load(mapping, {**row, "b": "2020-01-02"}, {**row, "b": "2020-01-03"})
    assert report.refused == {"it ends before it begins": 1}


def test_unreadable_amounts_shares_and_currencies_tell_their_column(load: Load, desk: Desk) -> None:
    mapping = f"""
    {COMPANY}
    [tables.t.parties.holder]
    kind = "enterprise"
    name = "holder"
    scope = "company"
    [[tables.t.records]]
    kind = "holds_shares_in"
    source = "holder"
    target = "company"
    ratio = "share"
    amount = {{ column = "sum", unit = "元", currency = {{ column = "money" }} }}
    """
    good = {"company": "甲", "code": CODE, "holder": "乙有限公司", "share": "50%", "sum": "1", "money": "USD"}
    wrong = ({"share": "150%"}, {"sum": "many"}, {"money": "贝壳"})
    load(mapping, good, *({**good, **change} for change in wrong))
    assert [row.column for row in desk.refused()] == ["share", "sum", "sum"]
    assert desk.kept.one("holds_shares_in")["currency"] == "USD"


def test_json_nested_beyond_all_reason_is_refused_as_a_row(desk: Desk) -> None:
    mapping = """
    [tables.t]
    rows = "*"
    [tables.t.parties.c]
    kind = "enterprise"
    name = "code"
    credit_code = "code"
    [[tables.t.records]]
    kind = "enterprise"
    party = "c"
    """
    deep = '{"code": ' + '{"a": ' * 700 + "1" + "}" * 700 + "}"
    file = desk.write("t.jsonl", json.dumps({"code": CODE}) + "\n" + deep + "\n")
    loader = table_loader(read_mapping(HEAD + mapping.replace('"c"', '"company"').replace(".c]", ".company]"), "test"))
    report = desk.load(loader, file)
    assert (report.rows, report.understood + sum(report.refused.values())) == (2, 2)


def test_a_namesake_with_a_code_of_its_own_is_another_party(desk: Desk, load: Load) -> None:
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
    report = load(mapping, {**row, "holder code": OTHER}, {**row, "holder code": ""})
    assert desk.kept.one("holds_shares_in")["source_key"] == f"uscc:{OTHER}"
    # A company does not hold itself: nothing is left of the second row.
    assert report.refused == {"nothing that the mapping makes is stated in this row": 1}


def test_what_has_no_name_is_not_described(load: Load, desk: Desk) -> None:
    mapping = f"{COMPANY}\n[[tables.t.records]]\nkind = 'enterprise'\nparty = 'company'"
    report = load(mapping, {"company": "无", "code": CODE}, {"company": "甲", "code": OTHER})
    assert report.refused == {"the party has no name": 1}
