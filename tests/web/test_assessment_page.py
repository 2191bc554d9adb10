"""The page of an answer in a real browser: it opens from disk, asks for nothing, and shows what the answer says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from graph_engine.answers.assessment import Assessment
from graph_engine.views.assessment_graph import assessment_graph
from graph_engine.views.assessment_page import assessment_page
from tests.web.answers import BOSS, WINNER, answer_of, answer_without_data, clean_answer, wide_answer
from tests.web.conftest import DESK, PHONE, Opened, Opener
from tests.web.pdf_text import pdf_text

CHOSEN = "#canvas .chosen:not([hidden])"


@pytest.fixture(scope="module")
def answer() -> Assessment:
    return answer_of()


@pytest.fixture(scope="module")
def page(answer: Assessment) -> str:
    return assessment_page(answer, "zh")


def amounts(opened: Opened, selector: str) -> list[Decimal]:
    return [Decimal(text) for text in opened.texts(selector)]


def focused(opened: Opened) -> dict[str, Any]:
    """What has the focus: tag, id, data-id, role, name."""
    found: dict[str, Any] = opened.run(
        "() => { const e = document.activeElement; return {tag: e.tagName, id: e.id, node: e.dataset.id ?? null, "
        "role: e.getAttribute('role'), name: e.getAttribute('aria-label') ?? e.textContent}; }"
    )
    return found


# ---------------------------------------------------------------------- opening


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [DESK, PHONE])
def test_it_opens_from_disk_without_a_request_or_an_error(
    opened: Opener, answer: Assessment, language: str, size: tuple[int, int]
) -> None:
    found = opened(assessment_page(answer, language), size=size)
    assert found.page.locator("#tree .node").count() == len(assessment_graph(answer).nodes)
    assert found.page.locator("h1").text_content() == answer.name
    assert found.run("document.documentElement.lang") == ("zh-CN" if language == "zh" else "en")
    found.assert_quiet()


def test_the_policy_of_the_page_stops_a_script_that_is_not_its_own(opened: Opener, page: str) -> None:
    strange = page.replace("</body>", "<script>window.ran = 1</script><img src=x onerror='window.ran = 2'></body>")
    found = opened(strange)
    found.page.wait_for_timeout(100)
    assert found.run("window.ran === undefined")
    assert len([text for text in found.said if "Content Security Policy" in text]) >= 2, found.said


@pytest.mark.parametrize("make", [clean_answer, answer_without_data], ids=["clean", "no data"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_answer_with_nothing_to_show_says_so(opened: Opener, make: Any, language: str) -> None:
    answer = make()
    found = opened(assessment_page(answer, language))
    told = found.page.locator("#claim").text_content() or ""
    if answer.hazard is None:
        assert ("No data is not no risk" if language == "en" else "无数据不等于无风险") in told
        assert found.page.locator("#hazard, .score").count() == 0
        assert "0.000000" not in found.page.locator("body").inner_text()
    else:
        assert ("nothing counts" if language == "en" else "没有计入的记录或线索") in told
    assert found.page.locator(".card").count() == 0
    assert found.page.locator("#tree .node.focus").count() == 1
    assert "null" not in found.page.locator("body").inner_text()
    found.assert_quiet()


def test_an_enterprise_as_target_stands_as_one(opened: Opener) -> None:
    found = opened(assessment_page(answer_of(WINNER), "en"))
    assert found.page.locator("#tree .node.focus.enterprise").count() == 1
    found.assert_quiet()


# ---------------------------------------------------------------------- what it says


def test_the_amounts_on_the_page_add_up_to_the_hazard(opened: Opener, answer: Assessment, page: str) -> None:
    found = opened(page)
    total = Decimal(found.page.locator("#total").text_content() or "")
    assert str(answer.hazard and answer.hazard.total) == str(total)
    assert len(amounts(found, ".card .amount")) == len(answer.contributions) >= 5
    assert sum(amounts(found, ".card .amount")) == total
    assert sum(amounts(found, "#hazard [data-part]")) == total
    found.page.click("#to-list")
    assert sum(amounts(found, "#paths-table tbody td:last-child")) == total
    assert amounts(found, "#paths-table tfoot td") == [total]


def test_what_does_not_fit_is_folded_and_the_sum_still_holds(opened: Opener) -> None:
    answer = wide_answer(30)
    found = opened(assessment_page(answer, "en", nodes=21))
    assert found.page.locator(".card:not(.fold)").count() == 10
    (told,) = found.texts(".card.fold .said")
    assert told.startswith("20 more of")
    assert sum(amounts(found, ".card .amount")) == Decimal(str(answer.hazard and answer.hazard.total))
    assert found.page.locator("#tree .node.fold").count() >= 1


def test_claim_limits_unknowns_and_grounds_are_shown(opened: Opener, answer: Assessment, page: str) -> None:
    found = opened(page)
    told = found.page.locator("body").inner_text()
    assert answer.claim is not None
    assert answer.claim.wording.zh in told
    assert answer.claim.does_not_allow.zh in told
    for text in (answer.snapshot[:12], answer.policy[:12], answer.result[:12], answer.as_of, answer.answered_on):
        assert str(text) in found.page.locator("#foot").inner_text()
    assert "依法不予使用的记录" in found.page.locator("#foot").inner_text()
    assert len(found.texts("#unknowns li")) == len({unknown.kind for unknown in answer.unknowns})
    found.page.click("#to-list")
    for text in (answer.snapshot, answer.policy, answer.result):
        assert text in found.page.locator("#grounds-table").inner_text()


def test_a_card_highlights_exactly_its_path(opened: Opener, answer: Assessment, page: str) -> None:
    found = opened(page)
    for path in assessment_graph(answer).paths:
        found.page.click(f".card[data-path='{path.number}'] .choose")
        assert found.ids(CHOSEN) == {*path.nodes, *path.edges}
        dim = found.ids("#canvas .dim")
        assert dim == found.ids("#canvas .node, #canvas .edge") - {*path.nodes, *path.edges}
        assert found.page.locator(".choose[aria-pressed=true]").count() == 2
    found.page.click(f".card[data-path='{path.number}'] .choose")
    assert found.ids("#canvas .chosen, #canvas .dim") == set()


def test_details_of_a_node_and_of_a_relation_name_the_source_row(opened: Opener, answer: Assessment, page: str) -> None:
    found = opened(page)
    graph = assessment_graph(answer)
    node = next(node for node in graph.nodes if node.key == WINNER.key)
    found.page.click(f"#tree .node[data-id='{node.id}']")
    told = found.page.locator("#details").inner_text()
    assert "Long Wind Bridges" in told
    assert "E-2" in told
    edge = next(edge for edge in graph.edges if "70%" in edge.label.en)
    found.page.click(f"#edges .edge[data-id='{edge.id}'] .label")
    told = found.page.locator("#details").inner_text()
    assert "70%" in told
    place = answer.contributions[0].events[0].provenance[0]
    assert f":{place.line}" in told or ":" in told
    found.page.click(".back")
    assert found.page.locator("#why").count() == 1


def test_the_list_says_what_the_picture_says(opened: Opener, answer: Assessment) -> None:
    found = opened(assessment_page(answer, "en"))
    found.page.click("#to-list")
    graph = assessment_graph(answer)
    assert found.page.locator("#nodes-table tbody tr").count() == len(graph.nodes)
    facts = sum(max(len(edge.facts), 1) for edge in graph.edges if edge.kind != "rest")
    assert found.page.locator("#relations-table tbody tr").count() == facts
    assert found.page.locator("#paths-table tbody tr").count() == len(graph.paths)
    row = found.page.locator("#relations-table tr", has_text="70%").first.inner_text()
    assert row.index("Long Wind Holding") < row.index("Long Wind Bridges")


# ---------------------------------------------------------------------- filter, zoom, drag


def test_the_legend_filters_picture_and_list_and_says_what_is_hidden(opened: Opener, answer: Assessment) -> None:
    found = opened(assessment_page(answer, "en"))
    graph = assessment_graph(answer)
    person = next(node.id for node in graph.nodes if node.key == BOSS.key)
    before = found.page.locator("#total").text_content()
    found.page.click(f"#tree .node[data-id='{person}']")
    found.page.click(".back")
    found.page.uncheck("[data-key='node:person']")
    assert found.page.locator("#tree .node[tabindex='0']:not([hidden])").count() == 1
    assert found.page.locator(f"#tree .node[data-id='{person}']").is_hidden()
    assert found.page.locator("#edges .edge.legal_representative_of:not([hidden])").count() == 0
    assert "Bo Wang" not in found.page.locator("#nodes-table").text_content()  # type: ignore[operator]
    assert "hides" in (found.page.locator("#count").text_content() or "")
    assert found.page.locator("#total").text_content() == before
    found.page.check("[data-key='node:person']")
    assert found.page.locator("#canvas [hidden]").count() == 0
    found.page.uncheck("[data-key='doubt']")
    assert found.page.locator("#edges .edge.doubtful:not([hidden])").count() == 0


def test_a_node_can_be_dragged_and_its_edges_follow(opened: Opener, page: str) -> None:
    found = opened(page)
    box = found.page.locator("#tree .node.person .box").bounding_box()
    edge = "#edges .edge.legal_representative_of .line"
    assert box is not None
    before = found.page.locator(edge).first.get_attribute("d")
    found.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    found.page.mouse.down()
    found.page.mouse.move(box["x"] + box["width"] / 2 + 40, box["y"] + 60, steps=4)
    found.page.mouse.up()
    moved = found.page.locator("#tree .node.person .box").bounding_box()
    assert moved is not None
    assert moved["x"] == pytest.approx(box["x"] + 40, abs=1.5)
    assert found.page.locator(edge).first.get_attribute("d") != before
    assert found.page.locator("#details").count() == 0, "a drag is no click"
    found.page.click("#reset")
    assert found.page.locator(edge).first.get_attribute("d") == before


def test_wheel_and_buttons_zoom_and_the_whole_picture_comes_back(opened: Opener, page: str) -> None:
    found = opened(page)

    def width() -> float:
        box = found.page.locator("#tree .node.focus .box").bounding_box()
        return box["width"] if box else 0.0

    start = width()
    found.page.click("#zoom-in")
    assert width() == pytest.approx(start * 1.25, rel=0.02)
    found.page.mouse.move(400, 400)
    found.page.mouse.wheel(0, 400)
    found.page.wait_for_timeout(50)
    assert width() < start * 1.25
    found.page.click("#fit")
    boxes = found.run(
        "() => { const c = document.getElementById('canvas').getBoundingClientRect();"
        " return [...document.querySelectorAll('#tree .node .box')].every(e => { const b = e.getBoundingClientRect();"
        " return b.left >= c.left && b.right <= c.right && b.top >= c.top && b.bottom <= c.bottom; }); }"
    )
    assert boxes is True


# ---------------------------------------------------------------------- keyboard and reading aloud


def test_everything_can_be_done_with_keys_alone(opened: Opener, answer: Assessment) -> None:
    found = opened(assessment_page(answer, "en"))
    graph = assessment_graph(answer)
    keys = found.page.keyboard
    for _ in range(12):
        keys.press("Tab")
        if focused(found)["role"] == "treeitem":
            break
    assert focused(found)["node"] == graph.nodes[0].id
    assert found.run("getComputedStyle(document.querySelector('.node:focus-visible .halo')).stroke") != "none"
    keys.press("ArrowLeft")
    first = focused(found)["node"]
    assert first == graph.edges[-1].tail or first in {edge.tail for edge in graph.edges}
    keys.press("ArrowDown")
    assert focused(found)["node"] != first
    keys.press("ArrowUp")
    assert focused(found)["node"] == first
    keys.press("ArrowRight")
    assert focused(found)["node"] == graph.nodes[0].id
    keys.press("ArrowLeft")
    keys.press("Enter")
    assert focused(found)["id"] == "details"
    keys.press("Tab")
    keys.press("Enter")
    assert focused(found)["node"] == first
    keys.press("r")
    assert found.ids(CHOSEN) == {*graph.paths[0].nodes, *graph.paths[0].edges}
    keys.press("r")
    assert found.ids(CHOSEN) == {*graph.paths[1].nodes, *graph.paths[1].edges}
    keys.press("Escape")
    assert found.ids(CHOSEN) == set()
    assert found.page.locator("#told").text_content() == "selection cleared"


def test_tab_passes_through_the_page_in_the_order_of_reading(opened: Opener, answer: Assessment) -> None:
    found = opened(assessment_page(answer, "en"))
    order = []
    for _ in range(40):
        found.page.keyboard.press("Tab")
        order.append(focused(found))
        if focused(found)["tag"] == "BODY":
            break
    names = [each["id"] or each["role"] or each["tag"] for each in order]
    assert names[:4] == ["to-picture", "to-list", "to-print", "to-language"]
    assert names.index("zoom-in") < names.index("treeitem") < names.index("INPUT")
    assert names.count("treeitem") == 1, "one stop for the whole picture; arrows lead on from there"
    assert all((each["name"] or "").strip() or each["tag"] in ("INPUT", "BODY", "ASIDE") for each in order)


def test_whoever_hears_the_page_gets_names_roles_and_tables(opened: Opener, answer: Assessment) -> None:
    found = opened(assessment_page(answer, "en"))
    assert found.page.get_by_role("tree").count() == 1
    items = found.page.get_by_role("treeitem")
    assert items.count() == len(assessment_graph(answer).nodes)
    for at in range(items.count()):
        assert (items.nth(at).get_attribute("aria-label") or "").strip()
        assert int(items.nth(at).get_attribute("aria-level") or 0) >= 1
    assert found.page.get_by_role("heading", level=1).count() == 1
    assert found.page.get_by_role("main").count() == 1
    assert found.page.get_by_role("contentinfo").count() == 1
    assert found.page.get_by_role("status").count() == 1
    assert found.page.get_by_role("button", name="").count() == found.page.get_by_role("button").count()
    unnamed = found.run(
        "() => [...document.querySelectorAll('button, input, summary')].filter(e => !(e.getAttribute('aria-label') ||"
        " e.textContent.trim() || e.closest('label')?.textContent.trim())).length"
    )
    assert unnamed == 0
    drawings = found.run("() => [...document.querySelectorAll('svg:not(#canvas)')].every(e => e.ariaHidden === 'true')")
    assert drawings is True
    found.page.click("#to-list")
    assert found.page.get_by_role("table").count() == 4
    assert found.page.locator("th:not([scope])").count() == 0
    assert found.page.locator("table > caption").count() == 4


# ---------------------------------------------------------------------- languages


def test_the_language_switch_leaves_nothing_untranslated(opened: Opener, page: str) -> None:
    """All names of this world are English: in English no Chinese sign is left but the switch itself."""
    found = opened(page)
    found.page.click("#to-language")
    found.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    for node in found.page.locator("#tree .node").all():
        node.dispatch_event("focus")
    told = found.run("document.body.textContent.replace(document.getElementById('data').textContent, '')")
    visible = found.run(
        "() => { const c = document.body.cloneNode(true); c.querySelectorAll('script, noscript, style').forEach(e =>"
        " e.remove()); c.querySelectorAll('#to-language').forEach(e => e.remove());"
        " const labels = [...c.querySelectorAll('[aria-label]')].map(e => e.ariaLabel);"
        " return c.textContent + labels.join(' '); }"
    )
    assert told
    # Citations of Chinese law are quoted as they are printed.
    chinese = {sign for sign in visible if "\u4e00" <= sign <= "\u9fff"} - set(CITED)
    assert chinese == set()
    for trace in ("undefined", "null", "[object", "NaN", "{", "_"):
        assert trace not in visible
    found.page.click("#to-language")
    assert "为何被标记" in found.page.locator("#panel").inner_text()
    found.assert_quiet()


CITED = "法释东府办中华人民共和国公司法号第条最高人民法院关于信用修复管理办系统设定"


def test_the_language_switch_keeps_the_chosen_path(opened: Opener, answer: Assessment, page: str) -> None:
    found = opened(page)
    path = assessment_graph(answer).paths[1]
    found.page.click(f".card[data-path='{path.number}'] .choose")
    found.page.click("#to-language")
    assert found.ids(CHOSEN) == {*path.nodes, *path.edges}
    assert focused(found)["id"] == "to-language"


# ---------------------------------------------------------------------- print


@pytest.mark.parametrize("dark", [False, True])
def test_a_print_holds_the_names_in_its_text_layer(opened: Opener, dark: bool) -> None:
    answer = wide_answer(3)
    found = opened(assessment_page(answer, "zh"), dark=dark)
    found.page.click("#zoom-in")
    text = pdf_text(found.page.pdf(prefer_css_page_size=True, print_background=True))
    for number in range(3):
        assert f"第{number}建设工程" in text
    assert answer.claim is not None
    assert answer.claim.does_not_allow.zh[:12] in text
    assert answer.snapshot[:12] in text
    assert ":1" in text, "the evidence is open, with its source rows"
    assert found.page.locator("details[open]").count() == 0
