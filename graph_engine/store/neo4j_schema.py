"""How the graph stands in Neo4j (Neo4j 中的图), derived from `model/schema.py`; the one place of its names.

A party, project, event or contact is a node with the label of its kind, and `:Node`, under which it has its
key and a dense integer `nid`. What a source says of a node is a node of its own, `(:EnterpriseStatement)` and so
on, that `:DESCRIBES` it: attributes have two time axes and a provenance like relations have, several sources
may say different things, and none of them overwrites another. The node itself shows the best name known, and
all names under which it is found. Relations are relationships with all their properties. Dates are dates for
people, and beside them `…_day`, days since 1970-01-01, for the snapshot.

Run as a program, this writes `cypher/schema/`.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Final

from graph_engine.model import schema
from graph_engine.model.schema import Property, Type
from graph_engine.store.stored_rows import DOCUMENT_COLUMNS

FORMAT: Final = 1
"""Version of this layout. A store of a higher one is refused; one of a lower one is brought forward on opening."""

NODE: Final = "Node"
DESCRIBES: Final = "DESCRIBES"
NAME_INDEX: Final = "graph_engine_node_names"
_PREFIX: Final = "graph_engine_"

KNOWN_TIME: Final = ("recorded_load", "retired_load")

STORE_PROPERTIES: Final[dict[str, tuple[str, ...]]] = {
    NODE: (
        *("key", "nid", "scope", "code", "organisation_code", "name", "recorded_load"),
        *("names", "search_names", "names_since"),
    ),
    "SourceDocument": ("document", *DOCUMENT_COLUMNS, "covered_until_day", "recorded_load"),
    "QuarantinedRow": (
        *("document", "line", "column", "reason", "reason_zh", "touches", "sealed", "row_hash"),
        *KNOWN_TIME,
    ),
    "Load": ("number", "loader", "source", "full", "recorded_at", "added", "retired", "digest", "reading"),
    "GraphStore": (
        *("name", "format", "committed_load", "next_nid", "next_document", "open_load"),
        *("lease_owner", "lease_user", "lease_until", "lease_asked_by"),
    ),
}
"""Labels that the store adds to those of the model, and their properties."""


def statement_label(kind: str) -> str:
    """The label of statements of `kind` that are nodes: attributes, other keys, licences, outcomes."""
    aspect = schema.ASPECT_KINDS.get(kind)
    return f"{schema.NODE_KINDS[kind].label}Statement" if aspect is None else aspect.label


def is_relation(kind: str) -> bool:
    """Whether statements of `kind` are relationships."""
    return kind in schema.RELATION_KINDS


def place_of(kind: str) -> dict[str, str]:
    """The word by which a query about statements speaks of `kind`: a relationship type or a label."""
    if is_relation(kind):
        return {"RELATION_TYPE": schema.RELATION_KINDS[kind].type}
    return {"STATEMENT_LABEL": statement_label(kind)}


def value_properties(kind: str) -> tuple[Property, ...]:
    """The properties of statements of `kind` as the stage has them, from the first own one to the row's hash."""
    return (*schema.own_properties(kind), *schema.STATEMENT_PROPERTIES)


def stored_names(prop: Property) -> tuple[str, ...]:
    """The names under which a property stands in Neo4j: a date has a second one, for its day."""
    return (prop.name, f"{prop.name}_day") if prop.type is Type.DATE else (prop.name,)


def statement_properties(kind: str) -> tuple[str, ...]:
    """All properties of a statement of `kind` in Neo4j, without the known time."""
    names = ["slot", "content"]
    for prop in value_properties(kind):
        names.extend(stored_names(prop))
    return (*names, "code") if kind == schema.ALIAS else tuple(names)


def labels() -> dict[str, frozenset[str]]:
    """Every label that may occur, with its properties."""
    found = {label: frozenset(names) for label, names in STORE_PROPERTIES.items()}
    found.update({kind.label: found[NODE] for kind in schema.NODE_KINDS.values()})
    for kind in (*schema.NODE_KINDS, *schema.ASPECT_KINDS):
        found[statement_label(kind)] = frozenset((*statement_properties(kind), *KNOWN_TIME))
    return found


def relation_types() -> dict[str, frozenset[str]]:
    """Every relationship type that may occur, with its properties."""
    found = {
        kind.type: frozenset((*statement_properties(kind.name), *KNOWN_TIME)) for kind in schema.RELATION_KINDS.values()
    }
    return {**found, DESCRIBES: frozenset()}


def _unique(label: str, name: str) -> str:
    return (
        f"CREATE CONSTRAINT {_PREFIX}{label.lower()}_{name} IF NOT EXISTS\nFOR (n:{label}) REQUIRE n.{name} IS UNIQUE;"
    )


def _index(pattern: str, label: str, *names: str) -> str:
    properties = ", ".join(f"n.{name}" for name in names)
    return (
        f"CREATE INDEX {_PREFIX}{label.lower()}_{'_'.join(names)} IF NOT EXISTS\n"
        f"FOR {pattern.format(label)} ON ({properties});"
    )


def _constraints() -> list[str]:
    return [
        _unique(NODE, "key"),
        _unique(NODE, "nid"),
        _unique("SourceDocument", "key"),
        _unique("SourceDocument", "document"),
        _unique("Load", "number"),
        _unique("GraphStore", "name"),
    ]


def _indexes() -> list[str]:
    node = "(n:{})"
    return [
        _index(node, NODE, "code"),
        _index(node, NODE, "organisation_code"),
        _index(node, "QuarantinedRow", "document", "line"),
        _index(node, statement_label(schema.ALIAS), "code"),
        *(_index(node, statement_label(kind), "slot") for kind in (*schema.NODE_KINDS, *schema.ASPECT_KINDS)),
        *(_index("()-[n:{}]-()", kind.type, "slot") for kind in schema.RELATION_KINDS.values()),
        (
            f"CREATE FULLTEXT INDEX {NAME_INDEX} IF NOT EXISTS\n"
            f"FOR (n:{NODE}) ON EACH [n.search_names]\n"
            "OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};"
        ),
    ]


def schema_files() -> dict[str, str]:
    """The files of `cypher/schema/` by name: made from the tables above, run when a store is opened."""
    head = "// {}\n// Made by `python -m graph_engine.store.neo4j_schema`; do not edit.\n\n"
    return {
        "constraints.cypher": head.format("One node a key, one a nid: constraints come before any row is written.")
        + "\n\n".join(_constraints())
        + "\n",
        "indexes.cypher": head.format("What is looked up while loading and searching.")
        + "\n\n".join(_indexes())
        + "\n",
    }


def write_schema_files(folder: Path) -> None:
    """Writes the files of `cypher/schema/` into a folder."""
    for name, text in schema_files().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    with resources.as_file(resources.files("cypher").joinpath("schema")) as target:
        write_schema_files(target)
