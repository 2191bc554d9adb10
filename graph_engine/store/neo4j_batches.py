"""What a load writes on the server, in its order, transaction by transaction (写入批次).

A batch holds nothing but what is to be sent, so the next one can be made ready while the server works on this one.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from graph_engine.model import schema
from graph_engine.model.records import Value
from graph_engine.store.neo4j_plan import NewNode, Plan
from graph_engine.store.neo4j_schema import is_relation, place_of
from graph_engine.store.neo4j_values import Properties, StatementRows, properties_to_write
from graph_engine.store.queries import Query, query
from graph_engine.store.search import codes_of_key
from graph_engine.store.stored_rows import QUARANTINE_COLUMNS

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Batch:
    """One transaction."""

    stage: str
    """What it is part of, as progress is told."""
    asked: Query
    rows: Sequence[Properties]
    done: int
    """Rows of the stage, unchanged ones too, that are dealt with after it."""

    @property
    def must_find(self) -> bool:
        """Whether each row belongs to something that must be there; the query says how many were found."""
        return bool(self.asked.columns)


class Batches:
    """The batches of one load, from a plan that is filled.

    `staged` says how many rows the stage has of each table, for progress. `documents` are the numbers of the
    documents of the stage, by key; `places` also those of the source's earlier ones.
    """

    def __init__(
        self,
        plan: Plan,
        staged: Mapping[str, int],
        load: int,
        next_nid: int,
        documents: Mapping[str, int],
        places: Mapping[str, int],
    ) -> None:
        self._plan = plan
        self._staged = staged
        self._load = load
        self._next_nid = next_nid
        self._documents = documents
        self._places = places

    def __iter__(self) -> Iterator[Batch]:
        done = 0
        for part in ("node", *schema.STATEMENT_KINDS):
            yield from self._nodes() if part == "node" else self._statements(part, done)
            done += self._staged[part]
        yield from self._refused(done)
        yield from self._names(done)

    def _nodes(self) -> Iterator[Batch]:
        done = 0
        for nodes in self._plan.new_nodes():
            label = schema.NODE_KINDS[nodes[0].kind].label
            rows = [_node(node, self._next_nid + done + place, self._load) for place, node in enumerate(nodes)]
            done += len(rows)
            yield Batch("node", query("write/nodes").filled({"NODE_LABEL": label}), rows, done)

    def _statements(self, kind: str, done: int) -> Iterator[Batch]:
        relation = is_relation(kind)
        retire = query("write/retire_relations" if relation else "write/retire_attributes").filled(place_of(kind))
        for ended in self._plan.ended(kind):
            yield Batch(kind, retire, [{"slot": slot, "content": content} for slot, content in ended], done)
        words = {**place_of(kind), **properties_to_write(kind)}
        asked = query("write/relations" if relation else "write/attributes").filled(words)
        maps = StatementRows(kind, self._documents)
        for new in self._plan.new(kind):
            done += len(new)
            yield Batch(kind, asked, [maps.of(row) for row in new], done)

    def _refused(self, done: int) -> Iterator[Batch]:
        for new in self._plan.new_refused():
            rows = [_refused(row, self._documents) for row in new]
            yield Batch("quarantine", query("write/refused_rows"), rows, done)
        for closed in self._plan.closed_refused():
            rows = [{"document": self._places[str(document)], "line": line} for document, line in closed]
            yield Batch("quarantine", query("write/retire_refused_rows"), rows, done)

    def _names(self, done: int) -> Iterator[Batch]:
        for named in self._plan.new_names():
            done += len(named)
            yield Batch("name", query("write/names"), [_names(key, names, self._load) for key, names in named], done)


def ahead(items: Iterator[_Item]) -> Generator[_Item]:
    """The same items, each made ready by another thread while the one before it is being used.

    To be closed when left before its end, so that the thread has ended when its sources do.
    """
    with ThreadPoolExecutor(1, "graph-engine-batches") as thread:
        coming = thread.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = thread.submit(next, items, None)
            yield item


def _node(node: NewNode, nid: int, load: int) -> Properties:
    code, *organisation_code = codes_of_key(node.key)
    return {
        **_names(node.key, node.names, load),
        "nid": nid,
        "scope": node.scope,
        "code": code,
        "organisation_code": organisation_code[0] if organisation_code else None,
    }


def _names(key: str, names: Sequence[tuple[str, str]], load: int) -> Properties:
    if not names:
        return {"key": key}
    return {
        "key": key,
        "name": names[0][0],
        "names": [name for name, _ in names],
        "search_names": [search for _, search in names],
        "names_since": [load] * len(names),
    }


def _refused(row: Sequence[Value | bytes], documents: Mapping[str, int]) -> Properties:
    values: Properties = dict(zip(QUARANTINE_COLUMNS, row, strict=True))
    values["column"] = values.pop("column_name")
    values["document"] = documents[values["document"]]
    return values
