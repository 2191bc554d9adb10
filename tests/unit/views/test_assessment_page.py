"""The text of the page: its data, its words, its policy. How it looks and acts is tested in a browser."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from graph_engine.answers.assessment import Assessment, Words
from graph_engine.views import words
from graph_engine.views.assessment_page import SCRIPTS, assessment_page, page_data, page_script
from graph_engine.views.safe_html import content_policy
from tests.worlds import assessed, company, described, event, grounds_of, holds, project, takes_part

PAGE_FILES = Path(__file__).parents[3] / "graph_engine" / "views" / "page"
PARENT, WINNER = company("P", "长风控股集团有限公司"), company("W", "长风路桥工程有限公司")
ROAD = project("7", "快速路三期")


@pytest.fixture(scope="module")
def answer() -> Assessment:
    records = [*described(ROAD), *event("粤执1号", PARENT), holds(PARENT, WINNER, 70), takes_part(WINNER, ROAD)]
    return assessed(grounds_of(records), ROAD)


def test_every_part_of_the_script_is_in_it_and_no_part_is_forgotten() -> None:
    assert {path.name for path in PAGE_FILES.glob("*.js")} == set(SCRIPTS)
    for name in SCRIPTS:
        assert (PAGE_FILES / name).read_text("utf-8") in page_script()


def test_the_script_asks_for_the_words_that_there_are() -> None:
    script = page_script()
    asked = set(re.findall(r'\bword\("(\w+)"', script))
    named = set(re.findall(r'"(\w+)"', script))
    tables = {f"{name}_table" for name in ("paths", "relations", "nodes", "grounds")}
    assert asked <= set(words.PAGE)
    notes = {"no_data", "no_events", "clean"}
    assert set(words.PAGE) - asked - named - tables - notes == {"noscript"}


def test_the_page_has_no_handler_no_address_and_one_script_of_its_own(answer: Assessment) -> None:
    page = assessment_page(answer, "zh")
    skeleton = page.replace(page_script(), "")
    assert re.findall(r"<script[^>]*>", skeleton) == ['<script type="application/json" id="data">', "<script>"]
    assert not re.search(r"\s(src|href|on\w+)\s*=", skeleton.replace((PAGE_FILES / "page.css").read_text("utf-8"), ""))
    # The name of the vector format, which nobody fetches.
    assert set(re.findall(r"https?://[\w./]+", page)) == {"http://www.w3.org/2000/svg"}
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert forbidden not in page_script()


def test_the_policy_fits_the_script_and_the_style(answer: Assessment) -> None:
    page = assessment_page(answer, "zh")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    style = (PAGE_FILES / "page.css").read_text("utf-8")
    assert unescape(policy) == content_policy([page_script()], [style])
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert script == page_script()


def test_the_data_hold_amounts_as_they_are_printed(answer: Assessment) -> None:
    data = page_data(answer, "zh")
    assert answer.hazard is not None
    assert data["answer"]["total"] == str(answer.hazard.total)
    assert [path["amount"] for path in data["graph"]["paths"]] == [str(each.amount) for each in answer.contributions]
    assert json.loads(json.dumps(data)) == json.loads(json.dumps(data, ensure_ascii=False))


def test_the_same_answer_gives_the_same_bytes(answer: Assessment) -> None:
    assert assessment_page(answer, "en") == assessment_page(answer, "en")


def test_a_name_that_looks_like_a_mark_of_the_skeleton_is_only_a_name(answer: Assessment) -> None:
    from dataclasses import replace

    page = assessment_page(replace(answer, name="@data@@script@@style@"), "zh")
    assert page.count(page_script()) == 1
    assert "<title>@data@@script@@style@：" in page


@pytest.mark.parametrize(
    "table", [words.PAGE, words.KINDS, words.RELATIONS, words.ROWS, words.SEVERITY_WORDS, words.LABELS]
)
def test_every_word_stands_in_both_languages_with_the_same_places(table: dict[str, Words]) -> None:
    for key, found in table.items():
        assert found.zh, key
        assert found.en, key
        assert set(re.findall(r"\{\w+\}", found.zh)) == set(re.findall(r"\{\w+\}", found.en)), key
