"""Headers and names of the files in `cypher/`, without a server."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

import graph_engine
from graph_engine.errors import SchemaError
from graph_engine.model import schema
from graph_engine.store import neo4j_schema
from graph_engine.store.neo4j_connection import schema_name
from graph_engine.store.queries import Query, query, statements
from tests.cypher.texts import FOLDERS, bare, filled, names, places

ALL = names(*FOLDERS)
ROW_ENDS = {"source_key", "target_key", "node_key"}
PASSING = {*ROW_ENDS, "shown"}
"""What a row brings along that is not stored."""


@pytest.mark.parametrize("name", ALL)
def test_the_header_says_what_the_text_does(name: str) -> None:
    for asked in filled(name):
        text = bare(asked.text)
        assert asked.meaning.endswith(".")
        assert set(asked.params) == set(re.findall(r"\$(\w+)", text)), "// params: are those of the text"
        if "/* columns */" not in query(name).text:
            assert list(asked.columns) == _returned(text), "// returns: are those of the text, in its order"
        else:
            assert asked.columns == ()
            assert _returned(text)[-1] == "rows"


def _returned(text: str) -> list[str]:
    """The columns of the last RETURN."""
    *_, last = ["", *re.split(r"\bRETURN\b", text)]
    if "RETURN" not in text:
        return []
    clause = re.split(r"\b(?:ORDER BY|LIMIT)\b", last)[0]
    return [re.findall(r"\w+", part.rpartition(" AS ")[2] or part)[-1] for part in _split_outside_brackets(clause)]


def _split_outside_brackets(clause: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for at, character in enumerate(clause):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            parts.append(clause[start:at])
            start = at + 1
    return [*parts, clause[start:]]


@pytest.mark.parametrize("name", ALL)
def test_every_label_type_and_property_is_declared(name: str) -> None:
    labels, types = neo4j_schema.labels(), neo4j_schema.relation_types()
    for asked in filled(name):
        text = bare(asked.text)
        assert not places(asked), "every place is filled"
        used_labels = {word for names in re.findall(r"\(\w*((?::\w+)+)", text) for word in names.split(":") if word}
        assert used_labels <= labels.keys()
        used_types = {word for found in re.findall(r"\[\w*:([A-Z_|]+)", text) for word in found.split("|")}
        assert used_types <= types.keys()
        declared = set().union(PASSING, *labels.values(), *types.values())
        assert _used_properties(text) <= declared


def _used_properties(text: str) -> set[str]:
    text = re.sub(r"\b(?:CALL|YIELD) [\w.]+|\bmetaData\.\w+", "", text)
    in_maps = {key for entries in re.findall(r"\{([^{}]*)\}", text) for key in re.findall(r"(\w+):", entries)}
    return in_maps | set(re.findall(r"\b\w+\.(\w+)\b(?!\()", text))


def test_statements_write_every_property_of_the_schema() -> None:
    for kind in schema.STATEMENT_KINDS:
        name = "write/relations" if kind in schema.RELATION_KINDS else "write/attributes"
        word = next(iter(neo4j_schema.place_of(kind).values()))
        (text,) = (asked.text for asked in filled(name) if f":{word} " in asked.text)
        for prop in (*schema.own_properties(kind), *schema.STATEMENT_PROPERTIES):
            assert f"{prop.name}: row.{prop.name}" in text


@pytest.mark.parametrize("name", ALL)
def test_the_language_is_plain_and_bounded(name: str) -> None:
    for asked in filled(name):
        text = bare(asked.text)
        assert not re.search(r"\b(apoc|gds)\b|CYPHER|\bid\(|CALL \{", text)
        for bounds in re.findall(r"\[[^\]]*\*([^\]]*)\]", text):
            assert re.fullmatch(r"\d*\.\.[1-9]", bounds), f"*{bounds} has no end"
        for label in ("RELATION_TYPE", "NODE_LABEL", "STATEMENT_LABEL"):
            assert label not in text


def test_every_file_is_used_and_every_use_has_a_file() -> None:
    folder = Path(graph_engine.__file__).parent
    source = "\n".join(file.read_text(encoding="utf-8") for file in folder.rglob("*.py"))
    used = set(re.findall(r'\b(?:query|statements)\(\s*"(\w+/\w+)"', source))
    used |= set(re.findall(r'\belse "(\w+/\w+)"', source)) | set(re.findall(r'"((?:read|write)/\w+)" if ', source))
    assert used == {*names("read", "write"), "schema/constraints", "schema/indexes"}


def test_what_is_for_people_stands_in_the_readme() -> None:
    readme = resources.files("cypher").joinpath("README.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(\w+)\.cypher` \|", readme, re.MULTILINE))
    assert {f"show/{name}" for name in told} == set(names("show"))


def test_the_schema_files_are_fresh() -> None:
    folder = resources.files("cypher").joinpath("schema")
    made = neo4j_schema.schema_files()
    assert {file.name for file in folder.iterdir()} == set(made)
    for name, text in made.items():
        there = folder.joinpath(name).read_text(encoding="utf-8")
        assert there == text, "run: python -m graph_engine.store.neo4j_schema"


def test_making_the_schema_files_writes_them_all(tmp_path: Path) -> None:
    neo4j_schema.write_schema_files(tmp_path)
    assert {file.name: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()} == neo4j_schema.schema_files()


def test_schema_statements_have_names_of_their_own() -> None:
    made = [schema_name(text) for file in ("constraints", "indexes") for text in statements(f"schema/{file}")]
    assert len(set(made)) == len(made) > len(schema.STATEMENT_KINDS)
    assert all(re.fullmatch(r"graph_engine_\w+", name) for name in made)
    assert neo4j_schema.NAME_INDEX in made


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(SchemaError, match="no cypher/read/nothing"):
        query("read/nothing")


def test_a_query_knows_its_header() -> None:
    asked = query("read/loads")
    assert isinstance(asked, Query)
    assert (asked.name, asked.meaning, asked.params) == ("read/loads", "Committed loads, oldest first.", ("load",))
    assert asked.columns[:2] == ("number", "loader")
    assert asked.text.startswith("MATCH (load:Load)")
