"""Tables through a mapping file: cells that hold several, nothing, or what cannot be read."""

from __future__ import annotations

from tests.unit.loaders.table_rows import CODE, COMPANY, OTHER, load
from tests.unit.loading.desk import Desk

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


def test_a_cell_that_lists_several_makes_a_record_of_each(desk: Desk) -> None:
    load(
        desk,
        PARENTS,
        {"company": "甲有限公司", "code": CODE, "parents": "Alcoa Corp [54.0%]; South32 [36.0%]; Rest Ltd"},
    )
    shares = {row["source_key"].split("@")[0]: row.get("ratio_ppb") for row in desk.kept.of("holds_shares_in")}
    assert shares == {"name:Alcoa Corp": 540_000_000, "name:South32": 360_000_000, "name:Rest Ltd": None}


def test_placeholders_are_nobody(desk: Desk) -> None:
    mapping = "[tables.t]\nplaceholders = ['Persons']\n" + PARENTS
    report = load(desk, mapping, {"company": "甲有限公司", "code": CODE, "parents": "Alcoa Corp [50%]; PERSONS [50%]"})
    assert report.documents[0].left_out == {"placeholder": 1}
    assert desk.kept.one("holds_shares_in")["ratio_ppb"] == 500_000_000
    assert not any("ersons" in key.casefold() for key in desk.kept.nodes)


def test_an_item_that_does_not_fit_the_pattern_refuses_the_row(desk: Desk) -> None:
    mapping = PARENTS.replace("(?P<name>.+?)", "(?P<name>[A-Z]+)")
    report = load(
        desk,
        mapping,
        {"company": "甲有限公司", "code": CODE, "parents": "ABC [10%]"},
        {"company": "乙有限公司", "code": OTHER, "parents": "ABC; d3"},
    )
    assert report.refused == {"an item that does not fit the mapping's pattern": 1}
    assert desk.refused()[0].value == "d3"


def test_rows_are_ignored_by_a_named_rule(desk: Desk) -> None:
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
    report = load(desk, mapping, {**row, "company": "测试"}, {**row, "company": "-"}, {**row, "company": "甲有限公司"})
    assert report.ignored == {"test_row": 2, "header": 1}
    assert report.understood == 1


def test_a_row_of_which_nothing_is_made_is_refused_not_lost(desk: Desk) -> None:
    mapping = f"{COMPANY}\n[[tables.t.records]]\nkind='enterprise'\nparty='company'\nwhen = {{ note = 'yes' }}"
    row = {"company": "甲有限公司", "code": CODE}
    report = load(desk, mapping, {**row, "note": "no"}, {**row, "note": "yes"})
    assert report.refused == {"nothing that the mapping makes is stated in this row": 1}


def test_required_cells(desk: Desk) -> None:
    mapping = f"[tables.t]\nrequired = ['note']\n{COMPANY}\n[[tables.t.records]]\nkind='enterprise'\nparty='company'"
    row = {"company": "甲有限公司", "code": CODE}
    assert load(desk, mapping, {**row, "note": "无"}, {**row, "note": "1"}).refused == {
        "a required value is missing": 1
    }


def test_a_ruined_code_is_refused_as_a_code_and_kept_in_sight(desk: Desk) -> None:
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
    load(desk, mapping, *({"company": f"{n}有限公司", "code": "9.13E+17", "id": f"k{n}"} for n in (1, 2)))
    assert {row["node_key"] for row in desk.kept.of("enterprise")} == {"src:office:k1", "src:office:k2"}
    assert {row["refused_code"] for row in desk.kept.of("enterprise")} == {"9.13E+17"}


def test_leading_zeros_are_given_back_and_counted(desk: Desk) -> None:
    mapping = """
    [tables.t.parties.company]
    kind = "enterprise"
    name = "company"
    source_id = { column = "stock", width = 6 }
    [[tables.t.records]]
    kind = "enterprise"
    party = "company"
    """
    report = load(desk, mapping, {"company": "甲", "stock": "1"}, {"company": "乙", "stock": "600001"})
    assert {row["node_key"] for row in desk.kept.of("enterprise")} == {"src:office:000001", "src:office:600001"}
    assert report.documents[0].repaired == {"leading_zeros": 1}


def test_characters_read_in_the_wrong_encoding_are_put_right_only_if_asked(desk: Desk) -> None:
    mapping = f"{COMPANY}\n[[tables.t.records]]\nkind='enterprise'\nparty='company'"
    row = {"company": "Río Ltd".encode().decode("latin-1"), "code": CODE}
    fine = {"company": "Ça va Ltd", "code": OTHER}
    load(desk, mapping, row, fine)
    assert {found["name"] for found in desk.kept.of("enterprise")} == {"RÃo Ltd", "Ça va Ltd"}
    report = load(desk, "[tables.t]\nrepair = 'utf8_read_as_latin1'\n" + mapping, row, fine)
    assert {found["name"] for found in desk.kept.of("enterprise")} == {"Río Ltd", "Ça va Ltd"}
    assert report.documents[0].repaired == {"utf8_read_as_latin1": 1}


def test_a_refused_row_is_sealed_as_it_was_read(desk: Desk) -> None:
    repair = "[tables.t]\nrepair = 'utf8_read_as_latin1'"
    mapping = f"{repair}\n{COMPANY}\n[[tables.t.records]]\nkind='enterprise'\nparty='company'"
    broken = "RÃ\xado"
    load(desk, mapping, {"company": broken, "code": "x"}, {"company": "甲", "code": CODE})
    assert broken in desk.refused()[0].row


def test_one_of_several_columns_is_enough(desk: Desk) -> None:
    mapping = """
    [tables.t.parties.c]
    kind = "enterprise"
    name = ["full name", "short name"]
    credit_code = "code"
    [[tables.t.records]]
    kind = "enterprise"
    party = "c"
    """
    load(desk, mapping, {"short name": "甲", "code": CODE})
    assert desk.kept.one("enterprise")["name"] == "甲"
    load(desk, mapping, {"short name": "甲", "full name": "甲有限公司", "code": CODE})
    assert desk.kept.one("enterprise")["name"] == "甲有限公司"
    load(desk, mapping, {"short name": "甲", "full name": "", "code": CODE})
    assert desk.kept.one("enterprise")["name"] == "甲"


def test_what_cannot_be_read_may_be_left_out(desk: Desk) -> None:
    mapping = f"""
    {COMPANY}
    [[tables.t.records]]
    kind = "enterprise"
    party = "company"
    established_on = {{ column = "since", unreadable = "leave_out" }}
    """
    report = load(desk, mapping, {"company": "甲", "code": CODE, "since": "spring"})
    assert report.documents[0].left_out == {"unreadable_value": 1}
    assert "established_on" not in desk.kept.one("enterprise")


def test_a_long_term_leaves_an_end_open_and_is_no_beginning(desk: Desk) -> None:
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
    report = load(desk, mapping, {**row, "from": "2020-01-02"}, {**row, "from": "长期"})
    assert report.refused == {"a long term is no date here": 1}
    assert "valid_to" not in desk.kept.one("enterprise")
    assert desk.kept.one("risk_event")["long_term"] == 1


def test_what_ends_before_it_begins_is_refused(desk: Desk) -> None:
    mapping = f"{COMPANY}\n[[tables.t.records]]\nkind='enterprise'\nparty='company'\nvalid_from='a'\nvalid_to='b'"
    row = {"company": "甲", "code": CODE, "a": "2020-01-02"}
    report = load(desk, mapping, {**row, "b": "2020-01-02"}, {**row, "b": "2020-01-03"})
    assert report.refused == {"it ends before it begins": 1}


def test_unreadable_amounts_shares_and_currencies_tell_their_column(desk: Desk) -> None:
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
    load(desk, mapping, good, *({**good, **change} for change in wrong))
    assert [row.column for row in desk.refused()] == ["share", "sum", "sum"]
    assert desk.kept.one("holds_shares_in")["currency"] == "USD"
