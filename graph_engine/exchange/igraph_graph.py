"""The known graph as an igraph graph, and back; the one file that knows igraph.

igraph is under the GPL (see NOTICE). Without it installed, everything else works.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph_engine.errors import RequestError
from graph_engine.exchange.graph import KnownGraph

if TYPE_CHECKING:
    import igraph

_LABEL = "label"
"""What igraph itself calls `name` is the key; the party's name stands here."""


def to_igraph(graph: KnownGraph) -> igraph.Graph:
    """A directed igraph graph: vertices named by their keys, the parties' names as `label`."""
    import igraph

    place = {row["node"]: number for number, row in enumerate(graph.nodes)}
    made = igraph.Graph(directed=True)
    for name, value in graph.about.items():
        made[name] = value
    made.add_vertices(len(graph.nodes), attributes=_columns(graph.nodes, {"node": "name", "name": _LABEL}))
    ends = [(place[row["source"]], place[row["target"]]) for row in graph.edges]
    made.add_edges(ends, attributes=_columns(graph.edges, {}, frozenset({"source", "target"})))
    return made


def from_igraph(graph: igraph.Graph) -> KnownGraph:
    """The rows of a directed igraph graph with attributes of these names.

    Raises `RequestError` for an undirected graph: who holds whom cannot be told from it.
    """
    if not graph.is_directed():
        raise RequestError("the graph has no directions; a relation goes from its subject to its object")
    back = {"name": "node", _LABEL: "name"}
    nodes = [
        {back.get(name, name): value for name, value in vertex.attributes().items() if value is not None}
        for vertex in graph.vs
    ]
    edges = [
        {
            "source": nodes[edge.source].get("node"),
            "target": nodes[edge.target].get("node"),
            **{name: value for name, value in edge.attributes().items() if value is not None},
        }
        for edge in graph.es
    ]
    return KnownGraph(tuple(nodes), tuple(edges), {name: graph[name] for name in graph.attributes()})


def _columns(
    rows: tuple[dict[str, Any], ...], renamed: dict[str, str], left_out: frozenset[str] = frozenset()
) -> dict[str, list[Any]]:
    """The rows by column; what a row does not have is `None`."""
    names = [name for name in dict.fromkeys(name for row in rows for name in row) if name not in left_out]
    return {renamed.get(name, name): [row.get(name) for row in rows] for name in names}
