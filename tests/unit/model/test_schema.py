"""The one declaration of what the graph may hold: complete, free of doubles, named as the house names things."""

from __future__ import annotations

import re

import pytest

from graph_engine.model import schema, vocabulary
from graph_engine.model.schema import Property, Type

KINDS = schema.STATEMENT_KINDS
RESERVED = {
    "id", "nid", "did", "slot", "content", "node", "source", "target", "source_key", "target_key", "node_key",
    "recorded_load", "retired_load", "kind", "key", "scope",
}  # fmt: skip
"""Names of the stores' own columns, which a property would hide."""


def _properties() -> list[tuple[str, Property]]:
    own = [(kind, prop) for kind in KINDS for prop in schema.own_properties(kind)]
    return own + [("statement", prop) for prop in schema.STATEMENT_PROPERTIES]


def _id(where: tuple[str, Property]) -> str:
    return f"{where[0]}.{where[1].name}"


@pytest.mark.parametrize("where", _properties(), ids=_id)
def test_a_property_is_named_and_explained(where: tuple[str, Property]) -> None:
    _, prop = where
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", prop.name)
    assert prop.name not in RESERVED
    assert re.search("[\u4e00-\u9fff]", prop.zh)
    assert re.match("[A-Za-z]", prop.en)


@pytest.mark.parametrize("where", _properties(), ids=_id)
def test_a_closed_list_of_words_has_no_doubles_and_belongs_to_a_text(where: tuple[str, Property]) -> None:
    _, prop = where
    assert len(set(prop.values)) == len(prop.values)
    if prop.values:
        assert prop.type is Type.TEXT


@pytest.mark.parametrize("kind", KINDS)
def test_no_property_stands_twice_in_a_statement(kind: str) -> None:
    names = [prop.name for prop in (*schema.own_properties(kind), *schema.STATEMENT_PROPERTIES)]
    assert len(set(names)) == len(names)


def test_a_property_means_the_same_type_wherever_it_stands() -> None:
    types: dict[str, set[Type]] = {}
    for _, prop in _properties():
        types.setdefault(prop.name, set()).add(prop.type)
    assert {name for name, found in types.items() if len(found) > 1} == set()


def test_names_of_properties_say_their_unit() -> None:
    for kind, prop in _properties():
        dated = prop.name.endswith(("_on", "_until", "_from", "_to"))
        assert dated == (prop.type is Type.DATE), f"{kind}.{prop.name}"
        if prop.name.endswith(("_ppb", "_ppm")):
            assert prop.type is Type.INTEGER


def test_money_carries_its_currency() -> None:
    for kind in KINDS:
        names = {prop.name for prop in schema.own_properties(kind)}
        assert ("amount" in names) == ("currency" in names), kind


def test_kinds_are_nodes_then_aliases_then_relations() -> None:
    assert (*schema.NODE_KINDS, *schema.ASPECT_KINDS, *schema.RELATION_KINDS) == KINDS
    assert len(set(KINDS)) == len(KINDS)
    assert all(name == kind.name for name, kind in schema.NODE_KINDS.items())
    assert all(name == kind.name for name, kind in schema.RELATION_KINDS.items())


def test_labels_and_types_are_the_names_in_the_form_of_cypher() -> None:
    for node in schema.NODE_KINDS.values():
        assert node.label == "".join(part.capitalize() for part in node.name.split("_"))
    for relation in schema.RELATION_KINDS.values():
        assert relation.type == relation.name.upper()
    words = [(kind.zh, kind.en) for kind in schema.NODE_KINDS.values()]
    words += [(kind.zh, kind.en) for kind in schema.RELATION_KINDS.values()]
    for zh, en in words:
        assert re.search("[\u4e00-\u9fff]", zh)
        assert en.isascii()


def test_relations_join_kinds_that_there_are() -> None:
    for relation in schema.RELATION_KINDS.values():
        assert relation.sources, relation.name
        assert relation.targets, relation.name
        assert {*relation.sources, *relation.targets} <= set(schema.NODE_KINDS)


def test_a_relation_begins_with_its_role() -> None:
    for relation in schema.RELATION_KINDS.values():
        first, *others = relation.all_properties
        assert (first.name, first.type, first.values) == ("role", Type.TEXT, relation.roles)
        assert tuple(others) == relation.properties
        assert schema.own_properties(relation.name) == relation.all_properties


def test_an_aspect_says_nothing_by_which_its_node_is_shown() -> None:
    # A store shows a node by the name, number or category of the statements that describe it.
    for aspect in schema.ASPECT_KINDS.values():
        assert not {"name", "document_number", "category", "mention"} & {prop.name for prop in aspect.properties}
        assert aspect.label.endswith("Statement")
        assert re.search("[\u4e00-\u9fff]", aspect.zh)
        assert aspect.en.isascii()


def test_ends_of_statements() -> None:
    for kind in KINDS:
        ends = ("source_key", "target_key") if kind in schema.RELATION_KINDS else ("node_key",)
        assert schema.end_columns(kind) == ends


def test_only_what_is_always_known_is_required() -> None:
    required = {(kind, prop.name) for kind, prop in _properties() if prop.required}
    assert required == {
        ("enterprise", "name"),
        ("person", "name"),
        ("project", "name"),
        ("risk_event", "category"),
        ("risk_event", "matter"),
        ("contact", "channel"),
        ("also_known_as", "other_key"),
        ("outcome", "result"),
        ("statement", "document"),
    }


def test_an_unknown_kind_has_no_properties() -> None:
    with pytest.raises(KeyError):
        schema.own_properties("nothing")


def test_every_closed_list_is_used_and_its_words_are_plain() -> None:
    used = {prop.values for _, prop in _properties()}
    lists = {
        name: words
        for name, words in vars(vocabulary).items()
        if name.isupper() and isinstance(words, tuple) and name not in ("PENALTY_TYPES", "DEBTOR_SITUATIONS")
    }
    assert {name for name, words in lists.items() if words not in used} == set()
    for words in vars(vocabulary).values():
        if isinstance(words, tuple):
            assert len(set(words)) == len(words)
            assert all(re.fullmatch(r"[a-z][a-z0-9_]*|", word) for word in words)
