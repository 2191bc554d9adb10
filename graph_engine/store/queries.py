"""The questions put to Neo4j (查询): each a file of the package `cypher`, read once.

A file begins with its header: lines of meaning, then `// params: name: type, …`, then `// returns: name: type, …`.
Values are always parameters. What Cypher cannot take as a parameter (a label, a relationship type, lists of
properties) stands in the file as a word that is filled in with names from `neo4j_schema` and nothing else.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Final

from graph_engine.errors import SchemaError

PLACES: Final = ("NODE_LABEL", "RELATION_TYPE", "STATEMENT_LABEL", "/*, properties */", "/* columns */")
"""What a file may leave open. The last two are comments to Cypher, so an open file is still valid Cypher."""

_PARAMS: Final = "// params:"
_RETURNS: Final = "// returns:"
_NAME: Final = re.compile(r"\s*([a-z_]+): *[a-z\[\]]+\s*")


@dataclass(frozen=True, slots=True)
class Query:
    """One question: its text as sent, its parameters, its columns, and what it means in one or two sentences."""

    name: str
    text: str
    meaning: str
    params: tuple[str, ...]
    columns: tuple[str, ...]

    def filled(self, words: Mapping[str, str]) -> Query:
        """The query with its open places filled in."""
        text = self.text
        for place, word in words.items():
            text = text.replace(place, word)
        return replace(self, text=text)


@functools.cache
def query(name: str) -> Query:
    """The query in `cypher/<name>.cypher`, such as `read/loads`.

    Raises:
        SchemaError: there is no such file, or its header is not one.
    """
    meaning: list[str] = []
    params = returns = None
    body: list[str] = []
    for line in _file(name).splitlines():
        if body or not line.startswith("//"):
            body.append(line)
        elif line.startswith(_PARAMS):
            params = line.removeprefix(_PARAMS)
        elif line.startswith(_RETURNS):
            returns = line.removeprefix(_RETURNS)
        else:
            meaning.append(line.removeprefix("//").strip())
    if not meaning or params is None or returns is None:
        raise SchemaError(f"cypher/{name}.cypher lacks a header of meaning, params and returns")
    return Query(name, "\n".join(body).strip(), " ".join(meaning), _names(params), _names(returns))


@functools.cache
def statements(name: str) -> tuple[str, ...]:
    """The statements of a schema file, each to be run by itself."""
    lines = (line for line in _file(name).splitlines() if not line.startswith("//"))
    return tuple(text for part in "\n".join(lines).split(";") if (text := part.strip()))


def _file(name: str) -> str:
    file = resources.files("cypher").joinpath(*f"{name}.cypher".split("/"))
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise SchemaError(f"there is no cypher/{name}.cypher: the installation is not whole") from error


def _names(declared: str) -> tuple[str, ...]:
    found = (_NAME.fullmatch(part) for part in declared.split(","))
    return tuple(match[1] for match in found if match)
