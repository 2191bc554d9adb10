"""The page of pyvis: what is not known is refused, and what is missing is said. A browser looks at it elsewhere."""

from __future__ import annotations

import builtins
from dataclasses import replace
from typing import Any

import pytest

from graph_engine.answers.assessment import Assessment
from graph_engine.errors import RequestError
from graph_engine.views.assessment_graph import assessment_graph
from graph_engine.views.graph import Graph
from graph_engine.views.pyvis_page import MOST, pyvis_page, to_pyvis
from tests.worlds import assessed, company, described, event, grounds_of, project, takes_part

WINNER, ROAD = company("W", "长风路桥工程有限公司"), project("7", "快速路三期")


@pytest.fixture(scope="module")
def answer() -> Assessment:
    return assessed(grounds_of([*described(ROAD), *event("粤执1号", WINNER), takes_part(WINNER, ROAD)]), ROAD)


def test_the_page_holds_no_address_to_load_and_says_what_may_be_said(answer: Assessment) -> None:
    page = to_pyvis(answer, "zh")
    assert "jsdelivr" not in page
    assert '<meta http-equiv="Content-Security-Policy"' in page
    assert answer.claim is not None
    for text in (answer.name, answer.claim.wording.zh, answer.claim.does_not_allow.zh, answer.result[:12]):
        assert text in page


@pytest.mark.parametrize("nodes", [MOST + 1, 20_000])
def test_more_nodes_than_it_can_show_are_refused(answer: Assessment, nodes: int) -> None:
    with pytest.raises(RequestError, match="holds 2,000 nodes at the most"):
        to_pyvis(answer, nodes=nodes)
    drawn = assessment_graph(answer)
    crowd = [replace(drawn.nodes[1], id=f"x{number}") for number in range(nodes)]
    with pytest.raises(RequestError, match="use the format html"):
        pyvis_page(Graph(nodes=crowd), ["title"], "zh")


def test_a_missing_extra_is_said_in_one_sentence(answer: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    known = builtins.__import__

    def without_pyvis(name: str, *more: Any, **named: Any) -> Any:
        if name.startswith("pyvis"):
            raise ModuleNotFoundError(f"No module named '{name}'")
        return known(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without_pyvis)
    with pytest.raises(RequestError, match=r"pip install 'graph-engine\[pyvis\]'"):
        to_pyvis(answer)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cdn.jsdelivr.net/npm/bootstrap", "cdn.example.net/npm/bootstrap"),
        ("<body>", "<body><script src=http://example.net/x.js></script>"),
        ("<body>", "<body><script>1</script>"),
        ("<body>", "<body><img src=http://example.net/x.png>"),
        ("<body>", "<body onload=alert(1)>"),
        ("<html>", "<html class=x>"),
        ('<meta charset="utf-8">', ""),
        ("<h1></h1>", "<h1>x</h1>"),
    ],
)
def test_a_page_that_pyvis_writes_otherwise_is_refused(
    answer: Assessment, monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    from pyvis.network import Network

    written = Network.generate_html

    def otherwise(network: Any) -> str:
        page: str = written(network)
        assert old in page
        return page.replace(old, new)

    monkeypatch.setattr(Network, "generate_html", otherwise)
    with pytest.raises(ValueError, match="pyvis has written a page"):
        to_pyvis(answer)
