"""The known graph as a networkx graph, and back; the one file that knows networkx."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph_engine.errors import RequestError
from graph_engine.exchange.graph import KnownGraph

if TYPE_CHECKING:
    import networkx


def to_networkx(graph: KnownGraph) -> networkx.MultiDiGraph:
    """A directed multigraph: nodes by their keys, an edge a relation; `graph.graph` says what it stands for."""
    import networkx

    made = networkx.MultiDiGraph(**graph.about)
    for row in graph.nodes:
        made.add_node(row["node"], **_without(row, "node"))
    for row in graph.edges:
        made.add_edge(row["source"], row["target"], **_without(row, "source", "target"))
    return made


def from_networkx(graph: networkx.Graph) -> KnownGraph:
    """The rows of a directed networkx graph whose nodes and edges have attributes of these names.

    Raises `RequestError` for an undirected graph: who holds whom cannot be told from it.
    """
    if not graph.is_directed():
        raise RequestError("the graph has no directions; a relation goes from its subject to its object")
    nodes = [{"node": node, **_known(data)} for node, data in graph.nodes(data=True)]
    edges = [{"source": source, "target": target, **_known(data)} for source, target, data in graph.edges(data=True)]
    return KnownGraph(tuple(nodes), tuple(edges), dict(graph.graph))


def _without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _known(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not None}
