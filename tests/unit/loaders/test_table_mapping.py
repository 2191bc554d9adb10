"""Mapping files: every fault is found in one pass, with its place; a mapping's hash is that of what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_engine.errors import MappingError
from loaders.table import open_mapping, read_mapping

ROOT = Path(__file__).parents[3]

GOOD = """
mapping = "good"
[tables.t.parties.company]
kind = "enterprise"
name = "company name"
credit_code = "code"
[[tables.t.records]]
kind = "enterprise"
party = "company"
"""


def faults(text: str) -> list[str]:
    with pytest.raises(MappingError) as refused:
        read_mapping(text, "m.toml")
    assert str(refused.value).startswith("m.toml: ")
    return [str(fault) for fault in refused.value.faults]


def test_a_good_mapping_reads() -> None:
    mapping = read_mapping(GOOD, "m.toml")
    assert (mapping.name, mapping.covers(), mapping.tables[0].columns()) == (
        "good",
        ("enterprise",),
        ("company name", "code"),
    )


def test_all_faults_are_listed_at_once() -> None:
    text = """
    mapping = "bad name"
    colour = "red"
    [tables.t]
    rows = "a..b"
    optional = ["nowhere"]
    repair = "magic"
    [tables.t.each.one]
    column = "one"
    [tables.t.each.two]
    column = "list"
    pattern = "(("
    [tables.t.parties.company]
    kind = "enterprise"
    name = "name"
    credit_cod = "code"
    [tables.t.parties.person]
    kind = "person"
    name = "boss"
    [tables.t.parties.nobody]
    kind = "person"
    scope = "companie"
    [tables.t.parties.world]
    kind = "person"
    name = "boss"
    scope = "source"
    [[tables.t.records]]
    kind = "holds_share_in"
    source = "company"
    target = "person"
    [[tables.t.records]]
    kind = "holds_shares_in"
    source = "compny"
    target = "person"
    amount = "capital"
    ratio = { column = "share", scale = "promille" }
    [[tables.t.records]]
    kind = "risk_event"
    subject = "company"
    status = { constant = "activ" }
    [[tables.t.ignore]]
    rule = "Bad Rule"
    zh = "x"
    """
    found = faults(text)
    for expected in (
        "mapping: use 1 to 40 letters",
        "colour: unknown key",
        "tables.t.rows: a path is names and stars",
        "tables.t.repair: unknown 'magic'",
        "tables.t.each.one.column: speaks of its own items",
        "tables.t.each.two.pattern: no regular expression",
        "tables.t.parties.company.credit_cod: unknown key; did you mean 'credit_code'?",
        "tables.t.parties.person.scope: missing: a person known by name alone",
        "tables.t.parties.nobody: nothing names this person",
        "tables.t.parties.nobody.scope: unknown 'companie'; did you mean 'company'?",
        "tables.t.parties.world.scope: persons are never known by their name in a whole source",
        "tables.t.records[1].kind: unknown 'holds_share_in'; did you mean 'holds_shares_in'?",
        "tables.t.records[2].source: unknown 'compny'; did you mean 'company'?",
        "tables.t.records[2].target: a party of kind 'person' cannot stand here",
        "tables.t.records[2].amount: say the unit",
        "tables.t.records[2].ratio.scale: unknown 'promille'",
        "tables.t.records[3].category: missing",
        "tables.t.records[3].status: unknown 'activ'; did you mean 'active'?",
        "tables.t.ignore[1].rule: a rule's name",
        "tables.t.ignore[1].en: missing",
    ):
        assert any(fault.startswith(expected) for fault in found), f"{expected} not in\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "mapping: missing"),
        ("mapping = 'm'", "tables: missing"),
        ("mapping = 'm'\n[tables]", "tables: must hold at least one table"),
        ("mapping = [", "TOML: "),
        ("mapping = 'm'\ntables = 3", "tables: must be a table"),
        ("mapping = 'm'\n[tables.t]\nunused = ['a']", "tables.t.records: a table makes records"),
        (GOOD + "status = { columm = 'x' }", "tables.t.records[1].status.columm: unknown key; did you mean 'column'?"),
        (GOOD + "status = {}", "tables.t.records[1].status: needs either a column or a constant"),
        (GOOD + "status = { column = 'a', constant = 'active' }", "tables.t.records[1].status: needs either"),
        (GOOD + "industry = 7", "tables.t.records[1].industry: must be a text or a list of texts"),
        (GOOD + "status = { column = 'a', values = 'list' }", "tables.t.records[1].status.values: unknown 'list'"),
        (
            GOOD + "status = { column = 'a', otherwise = 'other' }",
            "tables.t.records[1].status.otherwise: means nothing",
        ),
        (GOOD + "amount = { column = 'a', unit = '斤' }", "tables.t.records[1].amount.unit: unknown '斤'"),
        (
            GOOD + "amount = { column = 'a', unit = '元', currency = 'money' }",
            "tables.t.records[1].amount.currency: 'mon",
        ),
        (
            GOOD + "established_on = { column = 'a', values = { x = 'y' } }",
            "tables.t.records[1].established_on.values: mea",
        ),
        (GOOD + "status = { column = 'a', unit = '元' }", "tables.t.records[1].status.unit: means nothing"),
        (
            GOOD.replace('"code"', "{ column = 'code', format = '%d' }"),
            "tables.t.parties.company.credit_code.format: mean",
        ),
        (GOOD + "industry = '---'", "tables.t.---: a header has at least one letter"),
        (GOOD + "industry = 'Code'", "tables.t.Code: cannot be told from the column 'code'"),
        (GOOD.replace('name = "company name"', ""), "tables.t.records[1].party: 'company' has no column for its name"),
        (GOOD.replace("company", "source"), "tables.t.parties.source: 'source' means the whole source"),
    ],
)
def test_single_faults(text: str, expected: str) -> None:
    assert any(fault.startswith(expected) for fault in faults(text)), faults(text)


def test_lists_that_are_not_in_each_other_cannot_meet_in_one_record() -> None:
    text = GOOD.replace('"company name"', '"one"') + "industry = 'two'"
    text += "\n[tables.t.each.one]\ncolumn = 'a'\n[tables.t.each.two]\ncolumn = 'b'"
    assert faults(text) == ["tables.t.records[1]: hangs on the items of two lists that are not in each other"]


def test_circles_are_refused() -> None:
    scopes = """
    mapping = "m"
    [tables.t.parties.a]
    kind = "enterprise"
    name = "x"
    scope = "b"
    [tables.t.parties.b]
    kind = "enterprise"
    name = "y"
    scope = "a"
    [[tables.t.records]]
    kind = "branch_of"
    source = "a"
    target = "b"
    """
    assert any("leads back to the party itself" in fault for fault in faults(scopes))
    lists = GOOD + "\n[tables.t.each.one]\ncolumn = 'two.a'\n[tables.t.each.two]\ncolumn = 'one.b'"
    assert any("speaks of its own items" in fault for fault in faults(lists))


def test_a_lookup_needs_its_table() -> None:
    text = GOOD + "\n[tables.t.lookup.other]\ntable = 'u'\nby = 'code'\nkey = 'id'"
    assert faults(text) == ["tables.t.lookup.other.table: unknown 'u'"]


def test_the_hash_is_that_of_what_is_said() -> None:
    said = read_mapping(GOOD, "a")
    assert read_mapping("# a comment\n" + GOOD.replace("\n[", "\n\n["), "b").hash == said.hash
    assert read_mapping(GOOD.replace('"code"', '"Code"'), "c").hash != said.hash
    assert said.stated == f"good@{said.hash[:16]}"


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="No such file"):
        open_mapping(tmp_path / "none.toml")
    (tmp_path / "gbk.toml").write_bytes('mapping = "映射"'.encode("gb18030"))
    with pytest.raises(MappingError, match=r"is no UTF-8"):
        open_mapping(tmp_path / "gbk.toml")


@pytest.mark.parametrize("path", sorted((ROOT / "examples" / "mappings").glob("*.toml")), ids=lambda path: path.stem)
def test_the_example_mappings_are_good_and_begin_with_their_command(path: Path) -> None:
    assert open_mapping(path).name == path.stem
    head = path.read_text(encoding="utf-8").split("\n\n")[0]
    assert "graph-engine load table" in head
    assert f"examples/mappings/{path.name}" in head
