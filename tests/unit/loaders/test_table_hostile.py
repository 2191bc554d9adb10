"""Whatever stands in the cells: no crash, the books add up, and no ID number or phone reaches the graph in clear."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from graph_engine.errors import LoadRejectedError
from graph_engine.loading.report import LoadReport
from loaders.table import read_mapping, table_loader
from tests.unit.loading.desk import Desk

PERSON, PHONE = "11010519491231002X", "13812345678"
CODE = "91441900MA0000015D"

MAPPING = """
mapping = "all"
[values.roles]
won = "winner"

[tables.t]
optional = ["k"]
unused = ["l"]
placeholders = ["Persons"]
repair = "utf8_read_as_latin1"
[[tables.t.ignore]]
rule = "gone"
en = "gone"
zh = "已删除"
when = { a = ["gone", "x"] }
[tables.t.each.item]
column = "e"
pattern = '(?P<name>.+?)(?: \\[(?P<share>[^]]*)\\])?'
[tables.t.parties.company]
kind = "enterprise"
name = "a"
credit_code = "b"
source_id = "c"
identifiers = { GB-COH = "d" }
scope = "source"
[tables.t.parties.holder]
kind = "either"
name = "item.name"
credit_code = "f"
id_number = "g"
scope = "company"
[tables.t.parties.person]
kind = "person"
name = "h"
source_id = "c"
scope = { column = "d" }
[tables.t.parties.phone]
kind = "contact"
channel = "phone"
text = "i"
[tables.t.parties.place]
kind = "contact"
channel = "address"
text = "h"
[tables.t.parties.work]
kind = "project"
name = "h"
number = "d"
[[tables.t.records]]
kind = "enterprise"
party = "company"
industry = "g"
former_names = "e"
established_on = { column = "j", unreadable = "leave_out" }
[[tables.t.records]]
kind = "holds_shares_in"
source = "holder"
target = "company"
ratio = "item.share"
amount = { column = "k", unit = "万元", currency = { column = "f", missing = "CNY" }, unreadable = "leave_out" }
valid_from = "j"
record_id = "c"
[[tables.t.records]]
kind = "legal_representative_of"
source = "person"
target = "company"
last_day = { column = "j", unreadable = "leave_out" }
[[tables.t.records]]
kind = "takes_part_in"
source = "company"
target = "work"
role = { column = "e", values = "roles", otherwise = "other" }
role_text = "g"
[[tables.t.records]]
kind = "risk_event"
subject = "company"
category = { constant = "other_list" }
document_number = "d"
authority = "h"
text = "g"
decided_on = { column = "j", format = "%d/%m/%Y", unreadable = "leave_out" }
key = ["e"]
when = { f = ["", "1"] }
[[tables.t.records]]
kind = "uses_contact"
source = "company"
target = "phone"
role = { constant = "phone" }
[[tables.t.records]]
kind = "uses_contact"
source = "company"
target = "place"
role = { constant = "registered_address" }
"""
COLUMNS = "abcdefghijkl"

CELLS = st.sampled_from(
    [
        *(
            "",
            "-",
            "gone",
            "x",
            "张三",
            "甲有限公司",
            "Persons",
            "A Ltd [50%]; B Ltd [x]",
            "A; B",
            "[1, 2]",
            "{",
            "[[[[",
        ),
        *(CODE, "9.13E+17", PERSON, f"由{PERSON}申报", PHONE, f"电话{PHONE}", "110105********002X", "1", "239718"),
        *(
            "50%",
            "150%",
            "1e308",
            "-5",
            "100万元",
            "nan",
            "2024-05-06",
            "06/05/2024",
            "长期",
            "0000-00-00",
            "9999-12-31",
        ),
        *("RÃ\xado", "\u202eabc", "=1+1", '="1"', "a" * 5000, "\ud7ff", "某路1号", "1" * 400, "CNY", "USD", "won"),
    ]
) | st.text(max_size=12)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=13), min_size=1, max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | CELLS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["", "name", "a.b", "0"]), inner, max_size=3)
    ),
    max_leaves=6,
)
RECORDS = st.lists(st.dictionaries(st.sampled_from(COLUMNS), JSON, max_size=12) | JSON, max_size=4)


def check(desk: Desk, report: LoadReport) -> None:
    for document in report.documents:
        assert document.rows == document.understood + sum(document.ignored.values()) + sum(document.refused.values())
    # Names are left out: a column of names may hold anything, and a number in it is masked where it stands alone.
    said = str(desk.kept.statements) + str(desk.kept.nodes) + str(desk.kept.names)
    assert PERSON not in said
    assert PHONE not in said


def load(desk: Desk, mapping: str, name: str, content: bytes) -> None:
    try:
        report = desk.load(table_loader(read_mapping(mapping, "all")), desk.write(name, content))
    except LoadRejectedError:
        return
    check(desk, report)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
@example(rows=[[PHONE, "", "gone"]])
@example(rows=[[PERSON, "", "gone"]])
def test_tables(desk: Desk, rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([list(COLUMNS), *rows])
    load(desk, MAPPING, "t.csv", text.getvalue().encode("utf-8", "replace"))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=RECORDS)
def test_nested_json(desk: Desk, records: list[Any]) -> None:
    mapping = MAPPING.replace("[tables.t]\n", '[tables.t]\nrows = "list.*"\n')
    mapping = mapping.replace('optional = ["k"]', f"optional = {json.dumps(list(COLUMNS[:-1]))}")
    load(desk, mapping, "t.json", json.dumps({"list": [{"a": "甲", "b": CODE}, *records]}).encode("utf-8", "replace"))


NESTED = """
mapping = "nested"
[tables.t]
rows = "groups.*.members.*"
[tables.t.parties.company]
kind = "enterprise"
name = "name"
credit_code = "code"
[[tables.t.records]]
kind = "enterprise"
party = "company"
"""


def test_what_should_hold_records_and_is_a_plain_value_is_refused(desk: Desk) -> None:
    groups = [
        {"members": [{"name": "东河甲公司", "code": CODE}]},
        {"members": 1.5},
        {"members": None},
        {"members": "x"},
    ]
    path = desk.write("a.json", json.dumps({"groups": groups}))
    report = desk.load(table_loader(read_mapping(NESTED, "nested.toml")), path)
    assert (report.rows, report.understood, report.refused) == (3, 1, {"not a JSON object": 2})
    assert [row.row for row in desk.refused()] == ["1.5", "x"]
