"""Tables through a mapping file: which table it is, in which form, and what is told of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from graph_engine.errors import UnknownFormatError
from loaders.table import read_mapping, table_loader
from tests.unit.loaders.table_rows import CODE, COMPANY, HEAD, load
from tests.unit.loading.desk import Desk


def test_a_header_that_occurs_twice_is_called_by_number(desk: Desk) -> None:
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


def test_nested_json_with_rows_that_refer_to_each_other(desk: Desk) -> None:
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
    report = load(desk, NESTED, document, name="t.json")
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


def test_unknown_and_unused_columns_are_told(desk: Desk) -> None:
    mapping = f"[tables.t]\nunused=['fax']\n{COMPANY}\n[[tables.t.records]]\nkind='enterprise'\nparty='company'"
    report = load(desk, mapping, {"company": "甲", "code": CODE, "fax": "1", "codes": "2"})
    assert report.documents[0].unread_columns == ("fax",)
    assert report.documents[0].unknown_columns == {"codes": "code"}


def test_provenance_names_the_mapping_and_a_changed_one_is_another_document(desk: Desk) -> None:
    mapping = f"{COMPANY}\n[[tables.t.records]]\nkind='enterprise'\nparty='company'"
    row = {"company": "甲", "code": CODE}
    first = load(desk, mapping, row)
    (document,) = desk.kept.documents
    assert document.loader == first.loader == f"table:{read_mapping(HEAD + mapping, '').stated}"
    load(desk, "# a comment changes nothing\n" + mapping, row)
    assert desk.kept.documents == [document]
    load(desk, mapping + "\nindustry = { constant = 'C' }", row)
    (changed,) = desk.kept.documents
    assert changed.key != document.key
    assert changed.loader != document.loader


def test_a_full_load_may_come_through_a_changed_mapping(desk: Desk, tmp_path: Any) -> None:
    from graph_engine.settings import Settings
    from graph_engine.store import open_store

    mapping = f"{COMPANY}\n[[tables.t.records]]\nkind='enterprise'\nparty='company'"
    row = {"company": "甲", "code": CODE, "state": "active"}
    with open_store(f"sqlite:///{tmp_path}/store.sqlite", Settings()) as store:
        load(desk, mapping, row, store=store)
        again = load(desk, mapping + "\nstatus='state'", row, store=store, full=True)
        assert again.applied is not None
        assert (again.applied.added["enterprise"], again.applied.retired["enterprise"]) == (1, 1)
        with store.reader() as reader:
            assert [entry.loader.partition("@")[0] for entry in reader.loads()] == ["table:m", "table:m"]
            assert len(reader.documents(2)) == 2


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
