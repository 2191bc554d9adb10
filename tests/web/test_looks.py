"""The page is legible: nothing overlaps, nothing is cut off, on a desk and on a phone, in light and in dark."""

from __future__ import annotations

from typing import Any

import pytest

from graph_engine.views.assessment_page import assessment_page
from tests.web.answers import answer_of, wide_answer
from tests.web.conftest import DESK, PHONE, Opened, Opener

BOXES = """() => [...document.querySelectorAll('#tree .node')].map(e => {
  const b = e.querySelector('.box').getBoundingClientRect();
  const texts = [...e.querySelectorAll(':scope > text')].map(t => t.getBoundingClientRect());
  return {id: e.dataset.id, box: [b.left, b.top, b.right, b.bottom],
          texts: texts.map(t => [t.left, t.top, t.right, t.bottom])};
})"""
PILLS = """() => [...document.querySelectorAll('#edges .pill')].map(e => {
  const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; })"""

# Luminance after WCAG 2.2; a text's ground is the nearest one behind it that is painted.
CONTRASTS = """() => {
  const rgb = c => c.match(/[\\d.]+/g).map(Number);
  const linear = v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const lum = c => { const [r, g, b] = rgb(c).map(v => linear(v / 255)); return .2126 * r + .7152 * g + .0722 * b; };
  const ratio = (a, b) => (Math.max(lum(a), lum(b)) + .05) / (Math.min(lum(a), lum(b)) + .05);
  const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if (rgb(c)[3] !== 0) return c; } return 'rgb(255,255,255)'; };
  const found = [];
  for (const e of document.querySelectorAll('body *')) {
    if (e.closest('svg, script, style, noscript') || !e.checkVisibility() || e.id === 'told') continue;
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    found.push([ratio(getComputedStyle(e).color, ground(e)), e.textContent.slice(0, 20), e.className]);
  }
  for (const t of document.querySelectorAll('#canvas text')) {
    const painted = t.closest('.badge, .label, .node').querySelector('rect:not(.halo), polygon');
    found.push([ratio(getComputedStyle(t).fill, getComputedStyle(painted).fill), t.textContent, 'in the picture']);
  }
  return found; }"""


def apart(one: list[float], other: list[float]) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def pictures(found: Opened) -> tuple[list[dict[str, Any]], list[list[float]]]:
    found.page.click("#fit")
    return found.run(BOXES), found.run(PILLS)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("many", [False, True])
def test_boxes_labels_and_texts_do_not_overlap(opened: Opener, language: str, many: bool) -> None:
    found = opened(assessment_page(wide_answer(40) if many else answer_of(), language))
    nodes, pills = pictures(found)
    for at, node in enumerate(nodes):
        left, top, right, bottom = node["box"]
        for text in node["texts"]:
            assert text[0] >= left, node
            assert text[2] <= right, node
            assert text[1] >= top - 2, node
            assert text[3] <= bottom + 2, node
        assert all(apart(node["box"], other["box"]) for other in nodes[at + 1 :])
        assert all(apart(node["box"], pill) for pill in pills)
    assert all(apart(one, other) for at, one in enumerate(pills) for other in pills[at + 1 :])


@pytest.mark.parametrize("size", [DESK, PHONE, (640, 400)])
@pytest.mark.parametrize("view", ["picture", "list"])
def test_nothing_sticks_out_at_the_side(opened: Opener, size: tuple[int, int], view: str) -> None:
    found = opened(assessment_page(answer_of(), "en"), size=size)
    found.page.click(f"#to-{view}")
    assert found.run("document.documentElement.scrollWidth <= window.innerWidth")
    cut = found.run(
        "() => [...document.querySelectorAll('#panel *, #head *, #foot *, #legend *')].filter(e => !e.closest('svg')"
        " && e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML)"
    )
    assert cut == []


def test_on_a_phone_the_target_is_in_sight_and_fingers_can_hit(opened: Opener) -> None:
    found = opened(assessment_page(answer_of(), "zh"), size=PHONE)
    target = found.page.locator("#tree .focus .box").bounding_box()
    canvas = found.page.locator("#canvas").bounding_box()
    assert target is not None
    assert canvas is not None
    assert canvas["x"] <= target["x"]
    assert target["x"] + target["width"] <= canvas["x"] + canvas["width"]
    assert canvas["y"] <= target["y"]
    assert target["y"] + target["height"] <= canvas["y"] + canvas["height"]
    for button in found.page.locator("#head button, #tools button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24  # WCAG 2.2, 2.5.8


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("view", ["picture", "list"])
def test_every_text_stands_out_from_its_ground(opened: Opener, dark: bool, view: str) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    found = opened(assessment_page(answer_of(), "zh"), dark=dark)
    found.page.click(f"#to-{view}")
    found.run("document.querySelectorAll('details').forEach(each => each.open = true)")
    found.page.wait_for_timeout(250)
    measured: list[tuple[float, str, str]] = found.run(CONTRASTS)
    assert len(measured) > 60
    assert [each for each in measured if each[0] < 4.5] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_chosen_path_and_an_opened_node_stay_legible(opened: Opener, dark: bool) -> None:
    found = opened(assessment_page(answer_of(), "zh"), dark=dark)
    found.page.locator("#why .choose").nth(2).click()
    found.page.wait_for_timeout(250)
    chosen = [each for each in found.run(CONTRASTS) if each[0] < 4.5]
    assert chosen == []


def test_whoever_wants_no_motion_gets_none(opened: Opener) -> None:
    found = opened(assessment_page(answer_of(), "zh"))
    found.page.emulate_media(reduced_motion="reduce")
    assert found.run("getComputedStyle(document.querySelector('#tree .node')).transitionDuration") == "0s"


def test_four_hundred_nodes_open_and_can_be_dragged(opened: Opener) -> None:
    """A step of a drag draws every edge anew."""
    found = opened(assessment_page(wide_answer(200), "zh"))
    assert found.page.locator("#tree .node").count() == 401
    assert found.run("performance.getEntriesByType('navigation')[0].domComplete") < 20_000
    found.run(
        "() => { window.longest = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => {"
        " window.longest = Math.max(window.longest, entry.duration); })).observe({type: 'longtask'}); }"
    )
    box = found.page.locator("#tree .focus .box").bounding_box()
    assert box is not None
    found.page.mouse.move(box["x"] + 20, box["y"] + 40)
    found.page.mouse.down()
    found.page.mouse.move(box["x"] - 60, box["y"] + 90, steps=10)
    found.page.mouse.up()
    moved = found.page.locator("#tree .focus .box").bounding_box()
    assert moved is not None
    assert moved["x"] == pytest.approx(box["x"] - 80, abs=2)
    assert found.run("window.longest") < 4_000
