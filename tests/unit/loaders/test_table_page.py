"""docs/mapping.md cannot lie: its example loads as it says, its lists of keys and fields are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

from loaders.table import read_mapping, table_loader
from loaders.table.fields import DATES, FIELDS
from loaders.table.reading import PARTY_FIELDS
from tests.unit.loading.desk import Desk

PAGE = (Path(__file__).parents[3] / "docs" / "mapping.md").read_text(encoding="utf-8")
SHARED = (*DATES, "record_id")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_the_example_loads_as_the_page_says(desk: Desk) -> None:
    loader = table_loader(read_mapping(blocks("toml")[0], "docs/mapping.md"))
    report = desk.load(loader, desk.write("担保清单.csv", blocks("csv")[0]))
    assert report.understood == 2
    assert report.ignored == {"guarantee_ended": 1, "header": 1}
    assert sum(report.refused.values()) == 1
    first, second = sorted(desk.kept.of("guarantees"), key=lambda row: -row["amount"])
    assert (first["amount"], first["valid_to"]) == (1_200_000_000, "2027-05-07")
    assert second["target_key"].startswith("person-local:")
    assert "valid_to" not in second
    assert desk.refused()[0].value == "9.13E+17"
    assert not report.documents[0].unknown_columns


def test_the_other_examples_are_toml_of_the_language() -> None:
    each, lookup = blocks("toml")[1:]
    parent = '[tables.units.parties.p]\nkind = "project"\nname = "parent.name"\n'
    record = '[[tables.units.records]]\nkind = "project"\nparty = "p"\n'
    assert read_mapping(f'mapping = "m"\n{each}\n{parent}{record}', "page").tables[0].each["parent"].pattern
    ignored = '[[tables.{0}.ignore]]\nrule = "r"\nen = "e"\nzh = "z"\n'
    text = f'mapping = "m"\n{lookup}\n{ignored.format("edges")}\n{ignored.format("nodes")}'
    assert read_mapping(text, "page").tables[0].lookups["origin"].by == "source"


def test_the_fields_are_those_of_the_code() -> None:
    listed = PAGE.split("<!-- fields:")[1].split("<!-- end of fields -->")[0]
    for kind, fields in FIELDS.items():
        own = ", ".join(f"`{name}`" for name in fields if name not in SHARED) or "–"
        assert f"| `{kind}` | {own} |" in listed
    assert f"| every kind | {', '.join(f'`{name}`' for name in SHARED)} |" in listed


def test_every_field_of_a_party_is_on_the_page() -> None:
    for kind, fields in PARTY_FIELDS.items():
        assert f"| `{kind}` |" in PAGE
        for name in fields:
            assert f"`{name}`" in PAGE
