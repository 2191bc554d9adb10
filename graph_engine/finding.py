"""What a typed text means in a store (查找): the one node that it names, or all that it may be about."""

from __future__ import annotations

from graph_engine.answers.search import SearchHit
from graph_engine.errors import AmbiguousError
from graph_engine.model.asked_keys import asked_keys
from graph_engine.model.document_numbers import fold_number
from graph_engine.model.names import exact_name
from graph_engine.model.parties import PROJECT_SCHEME
from graph_engine.snapshot.snapshot import NODE_KINDS, Snapshot
from graph_engine.store.base import Store

_MOST_NAMESAKES = 10
_SEARCHED = 50


def find(store: Store, snapshot: Snapshot, text: str) -> int | None:
    """The node that a text names: a key, a project's number, or a name that only one party bears exactly.

    Raises `AmbiguousError` where a name or number fits several.
    """
    text = text.strip()
    number = fold_number(text)
    # Tables print a project as `source:number`.
    for key in (text, *asked_keys(text), f"{PROJECT_SCHEME}:{number}"):
        node = snapshot.find(key)
        if node is not None:
            return node
    named = _numbered(snapshot, number) or _bearers(store, snapshot, text)
    if len(named) > 1:
        raise AmbiguousError(text, [snapshot.public_id[node] for node in named[:_MOST_NAMESAKES]])
    return named[0] if named else None


def search(store: Store, snapshot: Snapshot, text: str, limit: int, *, persons: bool) -> list[SearchHit]:
    """Parties, projects and contacts that a text may be about, one hit a node, best first: by key, by number, by a
    part of a name; natural persons only with `persons`."""
    hits: dict[int, SearchHit] = {}
    for key in asked_keys(text):
        node = snapshot.find(key)
        if node is not None:
            hits[node] = _hit(snapshot, node, key)
    for node in _numbered(snapshot, fold_number(text)):
        hits.setdefault(node, _hit(snapshot, node, text.strip()))
    with store.reader() as reader:
        for named in reader.search(text, _SEARCHED + limit):
            node = snapshot.find(named.key)
            if node is not None and node not in hits:
                hits[node] = _hit(snapshot, node, _told(snapshot, node, named.name))
    shown = [hit for hit in hits.values() if persons or hit.kind != "person"]
    return shown[:limit]


def _bearers(store: Store, snapshot: Snapshot, text: str) -> list[int]:
    """Enterprises and projects with exactly this name; persons are never found by name alone."""
    wanted = exact_name(text)
    with store.reader() as reader:
        hits = reader.search(text, _SEARCHED)
    nodes = {snapshot.find(hit.key) for hit in hits if exact_name(hit.name) == wanted and hit.kind != "person"}
    return sorted(node for node in nodes if node is not None)


def _numbered(snapshot: Snapshot, number: str) -> list[int]:
    """The projects of a number, whichever list they stand in."""
    ends = [node for node in snapshot.nodes_of("project") if snapshot.public_id[node].endswith(f":{number}")]
    # The tail of a longer number, where that has a colon, is no number.
    return [node for node in ends if number and number in _numbers_of(snapshot, node)]


def _numbers_of(snapshot: Snapshot, node: int) -> set[str]:
    """The number in a project's key, and the one that its source gives it."""
    printed = snapshot.node_attributes(node).get("number")
    return {snapshot.public_id[node].split(":", 2)[-1], *([fold_number(printed)] if printed else [])}


def _told(snapshot: Snapshot, node: int, name: str) -> str:
    """The name that a search hit. A store finds every name that a source ever used; of a party with a withheld record
    only those are told that its own description holds, since another may stand in the withheld row alone."""
    if snapshot.withheld(node) and name not in snapshot.node_attributes(node).get("former_names", ()):
        return snapshot.name[node]
    return name


def _hit(snapshot: Snapshot, node: int, hit: str) -> SearchHit:
    kind = NODE_KINDS[int(snapshot.node_kind[node])]
    return SearchHit(snapshot.public_id[node], kind, snapshot.name[node], hit)
