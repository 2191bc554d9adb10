"""The files of `cypher/` as tests see them: every query, with its open places filled in for every kind."""

from __future__ import annotations

import re
from importlib import resources

from graph_engine.model import schema
from graph_engine.store.neo4j_schema import place_of
from graph_engine.store.neo4j_values import columns_to_read, properties_to_write
from graph_engine.store.queries import PLACES, Query, query

FOLDERS = ("read", "write", "show")


def names(*folders: str) -> list[str]:
    """The names of the queries in some folders."""
    root = resources.files("cypher")
    return sorted(
        f"{folder}/{file.name.removesuffix('.cypher')}"
        for folder in folders
        for file in root.joinpath(folder).iterdir()
        if file.name.endswith(".cypher")
    )


def places(asked: Query) -> list[str]:
    """The places that a query leaves open."""
    return [place for place in PLACES if place in asked.text]


def filled(name: str) -> list[Query]:
    """A query as it is sent; one for every kind where places are open."""
    asked = query(name)
    if not places(asked):
        return [asked]
    if "NODE_LABEL" in asked.text:
        return [asked.filled({"NODE_LABEL": kind.label}) for kind in schema.NODE_KINDS.values()]
    kinds = schema.RELATION_KINDS if "RELATION_TYPE" in asked.text else (*schema.NODE_KINDS, *schema.ASPECT_KINDS)
    return [asked.filled(_words(kind)) for kind in kinds]


def _words(kind: str) -> dict[str, str]:
    ends = ("source", "target") if kind in schema.RELATION_KINDS else ("node",)
    own = (prop.name for prop in (*schema.own_properties(kind), *schema.STATEMENT_PROPERTIES))
    columns = columns_to_read(kind, ["slot", "content", *ends, *own]).text
    return {**place_of(kind), **properties_to_write(kind), "/* columns */": columns}


def bare(text: str) -> str:
    """A query without comments and without what stands in quotes."""
    return re.sub(r"'[^']*'", "''", re.sub(r"/\*.*?\*/|//[^\n]*", "", text))
