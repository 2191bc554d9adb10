"""Where nodes stand (分层布局): the target at the right, each step away from it one column farther left.

Each node hangs on the next node of the strongest path that it is on, which makes a tree; a subtree has a band of its
own, so boxes never overlap, edges of the tree never cross, and a path that shares nothing is one straight line. The
other edges leave their node on a row of their own and pass columns in free lanes. An edge's label stands beside its
tail, on that row. Time: linear, but for sorting.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from graph_engine.reports.words import say
from graph_engine.views.graph import Edge, Graph, Shape
from graph_engine.views.labels import label_width

PORT: Final = 18.0
"""Distance of two edges where they enter a node, as long as the node stays of a size that can be seen whole."""
ROW: Final = 24.0
"""Least distance of two edges where they leave a node, each with its label."""

_GAP: Final = 16.0
_FAMILY_GAP: Final = 14.0
_CURVE: Final = 52.0
_LEAST_ZONE: Final = 16.0
_TALLEST: Final = 300.0
_DOWN: Final = 240.0
"""How far below its first child a node stands at the most: the strongest stands first, and is seen with its head."""
_MARGIN: Final = 24.0


@dataclass(slots=True)
class _Place:
    """A node, or without a shape the lane that an edge passes a column in."""

    id: str
    shape: Shape | None
    depth: int
    height: float
    children: list[_Place] = field(default_factory=list)
    band: float = 0.0
    middle: float = 0.0

    @property
    def width(self) -> float:
        return 0.0 if self.shape is None else self.shape.width


def lay_out(graph: Graph, language: str) -> None:
    """Gives every node its place, every long edge its lanes, and the picture its size, as drawn in one language."""
    shapes = {node.id: node.shape[language] for node in graph.nodes}
    out: dict[str, list[Edge]] = defaultdict(list)
    into: dict[str, int] = defaultdict(int)
    for edge in graph.edges:
        out[edge.tail].append(edge)
        into[edge.head] += 1
    for id_, shape in shapes.items():
        shape.height = max(shape.height, len(out[id_]) * ROW, min(into[id_] * PORT + 12, _TALLEST))

    places = _tree(graph, shapes, out)
    root = places[graph.nodes[0].id]
    lanes = _lanes(graph, places, out)
    _measure(root)
    _settle(root, _MARGIN)
    width = _columns(graph, [*places.values(), *lanes], language)
    graph.size[language] = (round(width, 1), round(root.band + 2 * _MARGIN, 1))


def _tree(graph: Graph, shapes: dict[str, Shape], out: dict[str, list[Edge]]) -> dict[str, _Place]:
    """Hangs each node on the head of its first edge; edges stand in the order of the strongest paths."""
    target = graph.nodes[0].id
    places = {target: _Place(target, shapes[target], 0, shapes[target].height)}
    for node in graph.nodes[1:]:
        chain = [node.id]
        # Heads come into a path after their tails, so a chain may have to be hung up from its far end.
        while chain[-1] not in places:
            head = next((edge.head for edge in out[chain[-1]] if edge.head not in chain), target)
            chain.append(head)
        for tail, head in zip(reversed(chain[:-1]), reversed(chain[1:]), strict=True):
            parent = places[head]
            places[tail] = _Place(tail, shapes[tail], parent.depth + 1, shapes[tail].height)
            parent.children.append(places[tail])
    return places


def _lanes(graph: Graph, places: dict[str, _Place], out: dict[str, list[Edge]]) -> list[_Place]:
    """A free lane in every column that an edge outside the tree passes."""
    found: list[_Place] = []
    for edge in graph.edges:
        tail, at = places[edge.tail], places[edge.head]
        if out[edge.tail][0] is edge:
            continue
        while at.depth + 1 < tail.depth:
            lane = _Place(edge.id, None, at.depth + 1, ROW)
            at.children.append(lane)
            found.append(lane)
            at = lane
    return found


def _measure(root: _Place) -> None:
    """The height of each subtree's band, from the leaves up."""
    order = [root]
    for place in order:
        order.extend(place.children)
    for place in reversed(order):
        place.band = max(place.height, _span(place))


def _span(place: _Place) -> float:
    gaps = sum(_gap(place, at) for at in range(1, len(place.children)))
    return sum(child.band for child in place.children) + gaps


def _gap(place: _Place, at: int) -> float:
    """Children with children of their own stand a little apart."""
    left, right = place.children[at - 1], place.children[at]
    return _GAP + (_FAMILY_GAP if left.children or right.children else 0.0)


def _settle(root: _Place, top: float) -> None:
    """The middle of each node: that of the first and last of its children, unless these reach far down."""
    waiting = [(root, top)]
    order = []
    while waiting:
        place, upper = waiting.pop()
        order.append(place)
        place.middle = upper + place.band / 2
        upper += (place.band - _span(place)) / 2
        for at, child in enumerate(place.children):
            upper += _gap(place, at) if at else 0.0
            waiting.append((child, upper))
            upper += child.band
    for place in reversed(order):
        if place.children:
            first, last = place.children[0].middle, place.children[-1].middle
            middle = first + min((last - first) / 2, _DOWN)
            room = (place.band - place.height) / 2
            center = place.middle
            place.middle = min(max(middle, center - room), center + room)


def _columns(graph: Graph, places: list[_Place], language: str) -> float:
    """The columns from the target to the left: right edges in line, then labels, then the curves. Gives the width."""
    deepest = max(place.depth for place in places)
    widths = [max((place.width for place in places if place.depth == depth), default=0) for depth in range(deepest + 1)]
    depth_of = {place.id: place.depth for place in places if place.shape is not None}
    zones = dict.fromkeys(range(deepest + 1), _LEAST_ZONE)
    for edge in graph.edges:
        depth = depth_of[edge.tail]
        zones[depth] = max(zones[depth], label_width(say(edge.label, language)) + 30)
    right = _MARGIN + sum(widths) + sum(zones[depth] + _CURVE for depth in range(1, deepest + 1))
    width = right + _MARGIN
    rights: list[float] = []
    for depth in range(deepest + 1):
        right -= zones[depth] + _CURVE if depth else 0
        rights.append(right)
        right -= widths[depth]
    lanes: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for place in sorted(places, key=lambda place: -place.depth):
        if place.shape is not None:
            place.shape.x = round(rights[place.depth] - place.shape.width, 1)
            place.shape.y = round(place.middle - place.shape.height / 2, 1)
            place.shape.zone = round(zones[place.depth], 1)
        else:
            left, y = rights[place.depth] - widths[place.depth], round(place.middle, 1)
            lanes[place.id] += [(round(left, 1), y), (round(rights[place.depth] + zones[place.depth], 1), y)]
    for edge in graph.edges:
        edge.via[language] = tuple(lanes[edge.id])
    return width
