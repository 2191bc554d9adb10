"""Boxes never overlap, lanes stay free, the target stands at the right: for any graph."""

from __future__ import annotations

from itertools import combinations

import hypothesis.strategies as st
from hypothesis import given

from graph_engine.answers.assessment import Words
from graph_engine.views.graph import Edge, Graph, Node, Shape, TextLine
from graph_engine.views.layered import ROW, lay_out

Ends = list[tuple[int, int]]
Given = tuple[list[tuple[float, float]], Ends]


def graph_of(sizes: list[tuple[float, float]], ends: Ends) -> Graph:
    line = (TextLine("N", "name"),)
    nodes = [
        Node(f"n{at}", f"k{at}", "enterprise", f"N{at}", focus=at == 0, shape={"zh": Shape(line, *size)})
        for at, size in enumerate(sizes)
    ]
    edges = [
        Edge(f"e{at}", f"n{tail}", f"n{head}", "holds_shares_in", Words("持股 70%", "holds 70%"))
        for at, (tail, head) in enumerate(ends)
    ]
    return Graph(nodes, edges)


def laid_out(sizes: list[tuple[float, float]], ends: Ends) -> Graph:
    graph = graph_of(sizes, ends)
    lay_out(graph, "zh")
    return graph


def boxes(graph: Graph) -> list[tuple[float, float, float, float]]:
    shapes = [node.shape["zh"] for node in graph.nodes]
    return [(shape.x, shape.y, shape.x + shape.width, shape.y + shape.height) for shape in shapes]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[tuple[float, float]], Ends]:
    """Any edges between up to twelve nodes, circles and unconnected nodes among them, never two alike."""
    count = draw(st.integers(1, 12))
    size = st.tuples(st.floats(40, 220), st.floats(24, 140))
    sizes = draw(st.lists(size, min_size=count, max_size=count))
    node = st.integers(0, count - 1)
    ends = draw(st.lists(st.tuples(node, node), max_size=20, unique=True))
    return sizes, [(tail, head) for tail, head in ends if tail != head and tail != 0]


@given(graphs())
def test_no_two_boxes_overlap_and_all_lie_inside_the_picture(given_graph: Given) -> None:
    graph = laid_out(*given_graph)
    width, height = graph.size["zh"]
    for left, top, right, bottom in boxes(graph):
        assert left >= -0.2
        assert top >= -0.2
        assert right <= width + 0.2
        assert bottom <= height + 0.2
    for one, other in combinations(boxes(graph), 2):
        beside = one[2] <= other[0] + 0.2 or other[2] <= one[0] + 0.2
        assert beside or one[3] <= other[1] + 0.2 or other[3] <= one[1] + 0.2


@given(graphs())
def test_lanes_pass_beside_every_box(given_graph: Given) -> None:
    graph = laid_out(*given_graph)
    for edge in graph.edges:
        points = edge.via["zh"]
        assert len(points) % 2 == 0
        for (left, y), (right, same) in zip(points[::2], points[1::2], strict=True):
            assert y == same
            for box in boxes(graph):
                assert box[2] <= left + 0.2 or right <= box[0] + 0.2 or box[3] <= y + 0.2 or y <= box[1] + 0.2


@given(graphs())
def test_the_target_is_the_rightmost_and_labels_have_their_room(given_graph: Given) -> None:
    graph = laid_out(*given_graph)
    (_, _, right, _), *others = boxes(graph)
    assert all(other[2] <= right + 0.2 for other in others)
    for node in graph.nodes:
        out = [edge for edge in graph.edges if edge.tail == node.id]
        assert node.shape["zh"].height >= len(out) * ROW


def test_a_path_that_shares_nothing_is_a_straight_line() -> None:
    graph = laid_out([(100, 40)] * 4, [(3, 2), (2, 1), (1, 0)])
    middles = {node.shape["zh"].y + node.shape["zh"].height / 2 for node in graph.nodes}
    assert len(middles) == 1
    lefts = [node.shape["zh"].x for node in graph.nodes]
    assert lefts == sorted(lefts, reverse=True)


def test_a_long_edge_outside_the_tree_gets_a_lane_in_each_column_that_it_passes() -> None:
    graph = laid_out([(100, 40)] * 4, [(3, 2), (2, 1), (1, 0), (3, 0)])
    assert [len(edge.via["zh"]) for edge in graph.edges] == [0, 0, 0, 4]


def test_a_circle_is_laid_out_like_any_other_graph() -> None:
    graph = laid_out([(100, 40)] * 3, [(1, 2), (2, 1)])
    assert len({box[0] for box in boxes(graph)}) == 3
