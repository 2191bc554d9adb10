"""Nothing from data can run, and what is written stays readable, on either page of an answer."""

from __future__ import annotations

from typing import Any

import pytest

from graph_engine.answers.assessment import Assessment
from graph_engine.reports.svg import printable
from graph_engine.views.assessment_graph import assessment_graph
from graph_engine.views.assessment_page import assessment_page
from graph_engine.views.pyvis_page import to_pyvis
from tests.web.answers import answer_of, answer_without_data, poisoned
from tests.web.conftest import Opened, Opener
from tests.web.hostile import INJECTIONS, ODD

TEXTS = {**INJECTIONS, **ODD}


def gone_through(found: Opened) -> None:
    """Everything a reader can open is opened, in both languages: nodes, edges, cards, lists, hovered names."""
    page = found.page
    for _ in range(2):
        found.run("document.querySelectorAll('details').forEach(each => each.open = true)")
        for choose in page.locator("#why .choose").all()[:3]:
            choose.dispatch_event("click")
        for selector in ("#tree .node", "#edges .edge"):
            for element in page.locator(selector).all()[:6]:
                element.dispatch_event("mouseover")
                element.dispatch_event("pointerdown", {"pointerId": 1})
                element.dispatch_event("pointerup", {"pointerId": 1})
                element.dispatch_event("click")
        page.click("#to-list")
        page.click("#to-picture")
        page.click("#to-language")
    page.wait_for_timeout(50)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_in_every_field_is_inert_and_readable(opened: Opener, text: str) -> None:
    answer: Assessment = poisoned(answer_of(), text)
    found = opened(assessment_page(answer, "zh"))
    gone_through(found)
    found.assert_quiet()
    assert found.page.locator("h1").text_content() == printable(answer.name)
    assert found.page.locator("body script:not([type])").count() == 1
    assert found.page.locator("img, iframe, base, a, [onerror], [onload], [onfocus]").count() == 0
    head, foot = found.page.locator("#head").bounding_box(), found.page.locator("#foot").bounding_box()
    assert head is not None
    assert foot is not None
    assert head["height"] + foot["height"] < 360, "a long name leaves room for the picture"
    found.page.click("#to-list")
    listed = found.texts("#nodes-table .link")
    names = [node.name for node in assessment_graph(answer).nodes]
    assert listed == [name if isinstance(name, str) else name.zh for name in names]
    assert found.run("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("text", INJECTIONS.values(), ids=INJECTIONS)
def test_an_answer_without_data_is_as_safe(opened: Opener, text: str) -> None:
    found = opened(assessment_page(poisoned(answer_without_data(), text), "en"))
    found.assert_quiet()
    assert found.page.locator("#claim").count() == 1


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_in_every_field_is_inert_on_the_page_of_pyvis(opened: Opener, text: str) -> None:
    answer: Assessment = poisoned(answer_of(), text)
    found = opened(to_pyvis(answer, "zh"))
    ready(found)
    box = found.page.locator("canvas").bounding_box()
    assert box is not None
    for x in range(0, int(box["width"]), 120):
        found.page.mouse.move(box["x"] + x, box["y"] + box["height"] / 2)
    found.assert_quiet()
    assert found.page.title() == printable(answer.name)
    labels: list[str] = found.run("nodes.get().map(node => node.label)")
    assert len(labels) == len(assessment_graph(answer).nodes)


def ready(found: Opened) -> Any:
    """Waits until the network of pyvis stands."""
    return found.page.wait_for_function("typeof network !== 'undefined' && network.getScale() > 0")


def test_the_page_of_pyvis_keeps_parallel_edges_and_positions(opened: Opener) -> None:
    answer = answer_of()
    graph = assessment_graph(answer)
    found = opened(to_pyvis(answer, "en"))
    ready(found)
    drawn: list[dict[str, Any]] = found.run("edges.get()")
    assert len(drawn) == sum(max(len(edge.facts), 1) for edge in graph.edges)
    parallel = [edge for edge in graph.edges if len(edge.facts) > 1]
    assert parallel, "the world has a person with two posts in one company"
    for edge in parallel:
        between = [each for each in drawn if {each["from"], each["to"]} == {edge.tail, edge.head}]
        assert sorted(each["label"] for each in between) == sorted(fact.label.en for fact in edge.facts)
    places: dict[str, dict[str, float]] = found.run("network.getPositions()")
    found.page.wait_for_timeout(200)
    assert found.run("network.getPositions()") == places, "nothing moves by itself"
    for node in graph.nodes:
        assert places[node.id]["x"] == pytest.approx(node.shape["en"].x + node.shape["en"].width / 2, abs=1)
    assert "#" not in found.page.url
    found.assert_quiet()


def test_a_strange_script_does_not_run_on_the_page_of_pyvis(opened: Opener) -> None:
    found = opened(to_pyvis(answer_of(), "en").replace("<body>", "<body><script>window.ran = 1</script>"))
    assert found.run("window.ran === undefined")
    assert any("Content Security Policy" in text for text in found.said)
