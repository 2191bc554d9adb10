"""An assessment as a page of pyvis (选装): known from old notebooks, and made safe here.

As pyvis writes it, a page loads two files from a network, and some texts of the data can run as a script. Here nothing
from data reaches its template but ids of our own, positions and labels, which it draws on a canvas; the two addresses
are taken out; and the page's policy lets exactly pyvis's own scripts run. Nothing moves by itself: positions are ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser
from typing import Any, Final

from graph_engine.answers.assessment import Assessment
from graph_engine.errors import RequestError
from graph_engine.reports.svg import printable
from graph_engine.reports.words import say
from graph_engine.views.assessment_graph import NODES, assessment_graph
from graph_engine.views.assessment_page import note
from graph_engine.views.graph import EVENT, Edge, Fact, Graph, Node
from graph_engine.views.safe_html import content_policy
from graph_engine.views.words import PAGE, RELATIONS, ROWS

MOST: Final = 2_000
"""Nodes above which a page of pyvis cannot be used any more."""

_SHAPES: Final = {"project": "box", "enterprise": "box", "person": "ellipse", "contact": "hexagon", EVENT: "diamond"}
_FILLS: Final = {"serious": "#9e1318", "general": "#df6e11", "minor": "#ebd98a", "risk_notice": "#ebd98a"}
_OPTIONS: Final = '{"physics": {"enabled": false}, "interaction": {"hover": false, "tooltipDelay": 3600000}}'
_DIAMOND: Final = 11
_FONT: Final = {"face": "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif", "size": 14}

_LOADED: Final = (
    re.compile(r'<link\s+href="https://cdn\.jsdelivr\.net/npm/bootstrap@[^"<>]*"[^<>]*/>'),
    re.compile(r'<script\s+src="https://cdn\.jsdelivr\.net/npm/bootstrap@[^"<>]*"[^<>]*></script>'),
)
_COMMENTED: Final = re.compile(r"<!-- <link .*?</script>-->", re.DOTALL)
_HEADING: Final = re.compile(r"<center>\s*<h1></h1>\s*</center>")
_SCRIPTS: Final = 3
"""Scripts of a page: pyvis's helpers, the drawing library, and the one with the data."""


def to_pyvis(answer: Assessment, language: str = "zh", *, nodes: int = NODES) -> str:
    """The page of an answer as text; to be written as UTF-8.

    Raises:
        RequestError: pyvis is not installed, or more than 2,000 nodes are asked for.
    """
    _check(nodes)
    claim = answer.claim
    words = [PAGE[note(answer) or "clean"]] if claim is None else [claim.wording, claim.does_not_allow]
    told = [
        printable(answer.name) or answer.id,
        " ".join(say(wording, language) for wording in words),
        f"{say(ROWS['as_of'], language)} {answer.as_of} · {say(ROWS['result'], language)} {answer.result[:12]}",
    ]
    return pyvis_page(assessment_graph(answer, nodes=nodes), told, language)


def pyvis_page(graph: Graph, told: Sequence[str], language: str) -> str:
    """A laid-out graph as a page of pyvis, with lines of text above it, the first of which is its title.

    Raises as `to_pyvis`.
    """
    _check(len(graph.nodes))
    network = _network()
    for node in graph.nodes:
        _add_node(network, node, language)
    for edge in graph.edges:
        _add_edges(network, edge, language)
    network.set_options(_OPTIONS)
    return _hardened(network.generate_html(), told, language)


def _check(nodes: int) -> None:
    if nodes > MOST:
        raise RequestError(f"a page of pyvis holds {MOST:,} nodes at the most, not {nodes:,}; use the format html")


def _network() -> Any:
    try:
        from pyvis.network import Network
    except ModuleNotFoundError as error:
        raise RequestError("the format pyvis needs an extra: pip install 'graph-engine[pyvis]'") from error
    # Directed: undirected networks drop all but one of several edges between two nodes.
    return Network(height="80vh", width="100%", directed=True, cdn_resources="in_line")


def _add_node(network: Any, node: Node, language: str) -> None:
    shape = node.shape[language]
    fill = "#2a5b8c" if node.focus else _FILLS.get(node.risk or "", "#ffffff") if node.kind == EVENT else "#ffffff"
    inside = "#ffffff" if node.focus else "#1b2a3a"
    network.add_node(
        node.id,
        label="\n".join(line.text for line in shape.lines),
        shape=_SHAPES.get(node.kind, "box"),
        x=shape.x + shape.width / 2,
        # A diamond has its lines below it, any other shape inside.
        y=shape.y + (_DIAMOND if node.kind == EVENT else shape.height / 2),
        physics=False,
        size=_DIAMOND,
        borderWidth=3 if node.risk else 1,
        color={"background": fill, "border": _FILLS.get(node.risk or "", "#8a97a8")},
        font={**_FONT, "color": inside},
    )


def _add_edges(network: Any, edge: Edge, language: str) -> None:
    """One edge a fact, each in a bow of its own."""
    facts: tuple[Edge | Fact, ...] = edge.facts or (edge,)
    for at, fact in enumerate(facts):
        ends = (edge.head, edge.tail) if fact.forward is False else (edge.tail, edge.head)
        network.add_edge(
            *ends,
            label=say(fact.label, language) or (say(RELATIONS[edge.kind], language) if edge.kind in RELATIONS else ""),
            arrows="" if fact.forward is None else "to",
            dashes=[2, 6] if fact.doubtful else False,
            color="#66748a",
            font={**_FONT, "size": 11, "strokeWidth": 4},
            smooth={"enabled": at > 0, "type": "curvedCW", "roundness": min(0.12 * at, 0.9)},
        )


# ---------------------------------------------------------------------- making it safe


def _hardened(html: str, told: Sequence[str], language: str) -> str:
    """Takes out what is loaded, and lets run what is known.

    Raises `ValueError` if pyvis writes another page than the one that this was made for.
    """
    for pattern in (*_LOADED, _COMMENTED):
        html, found = pattern.subn("", html)
        if found != 1:
            raise ValueError(f"pyvis has written a page that is not known here: {pattern.pattern} fits {found} times")
    page = _Page()
    page.feed(html)
    page.close()
    if page.loaded or page.handlers or len(page.scripts) != _SCRIPTS:
        raise ValueError(f"pyvis has written a page that is not safe: {page.loaded or page.handlers or page.scripts}")
    policy = content_policy(page.scripts, [], style_attributes=True, images="data: blob:")
    title = f"<title>{escape(printable(told[0]))}</title>"
    head = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">{title}'
    opening = f'<!doctype html>\n<html lang="{"zh-CN" if language == "zh" else "en"}">'
    html, begun = re.subn(r"\A\s*<html>", opening, html)
    html, filled = re.subn(r'<meta charset="utf-8">', lambda found: found[0] + head, html, count=1)
    lines = "".join(f"<p>{escape(printable(line))}</p>\n" for line in told)
    html, headed = _HEADING.subn(lambda found: lines, html, count=1)
    if not begun or not filled or not headed:
        raise ValueError("pyvis has written a page without the beginning that is known here")
    return html


class _Page(HTMLParser):
    """What a page would load or run: scripts with their texts, addresses, handlers in attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: list[str] = []
        self.loaded: list[str] = []
        self.handlers: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.loaded += [f"{tag} {name}" for name in ("src", "href", "data", "srcset", "action") if name in names]
        self.handlers += [f"{tag} {name}" for name in names if name.startswith("on")]
        if tag == "script":
            self._inside = True
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._inside = False
