"""Answers in a notebook: a table and pictures, in which nothing that data say can run."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from graph_engine.answers.request import RequestContext
from graph_engine.assessment.assess import no_data
from graph_engine.engine import RiskEngine
from graph_engine.errors import RequestError
from graph_engine.exchange.answers import Answers
from graph_engine.model.records import Record
from tests.worlds import assessed, by_key, described, event, grounds_of, holds, project, takes_part

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</td></table><iframe src=//evil.example>",
    "javascript:alert(1)//' onmouseover='alert(1)",
    "]]><!--<style>*{background:url(//evil.example)}",
]
QUIET = {"table", "caption", "thead", "tbody", "tr", "th", "td", "p", "br", "html", "head", "body", "title", "meta"}
DRAWN = {"svg", "style", "title", "desc", "rect", "text", "tspan", "line", "path", "polygon", "g", "circle"}


class Reader(HTMLParser):
    """What a browser would make of a page: its tags and attributes, and the text in it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


def answers(name: str = "某公司") -> Answers:
    """A flagged bridge, a clean park, and a party that nobody knows; every text is `name`."""
    winner, holder = by_key("GB-COH:1", f"{name}甲"), by_key("GB-COH:2", f"{name}乙")
    bridge, park = project("1", f"{name}桥"), project("2", f"{name}园")
    records: list[Record] = [
        *described(winner, holder, bridge, park),
        takes_part(winner, bridge),
        holds(holder, winner, 60),
        *event(f"{name}号", holder, authority=name),
    ]
    grounds = grounds_of(records)
    unknown = no_data(grounds, f"src:{name}")
    return Answers([assessed(grounds, bridge), assessed(grounds, park), unknown], "zh")


def test_a_list_shows_itself_as_a_table() -> None:
    shown = read(answers()._repr_html_())
    assert [tag for tag, _ in shown.tags].count("tr") == 4
    for told in ("某公司桥", "某公司园", "关联风险线索", "无数据", "不评价、不惩戒、不公开", "关联信用风险评估"):
        assert told in shown.text


def test_flagged_leaves_out_what_has_neither_record_nor_lead() -> None:
    flagged = answers().flagged
    assert [answer.name for answer in flagged] == ["某公司桥", ""]
    assert (flagged.language, type(flagged)) == ("zh", Answers)
    assert "某公司园" not in flagged._repr_html_()


def test_a_picture_shows_itself() -> None:
    picture = answers().picture()
    assert picture._repr_svg_() == picture._repr_html_() == picture.svg
    assert picture.svg.startswith("<svg")
    assert "某公司乙" in picture.svg


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_that_data_say_can_run(name: str, tmp_path: Path) -> None:
    found = answers(name)
    path = tmp_path / "page.html"
    found.save(path)
    page = path.read_text("utf-8")
    for text, allowed in ((found._repr_html_(), QUIET), (page, QUIET | DRAWN)):
        shown = read(text)
        assert {tag for tag, _ in shown.tags} <= allowed
        for tag, attributes in shown.tags:
            assert not [each for each in attributes if each.startswith("on") or each in ("href", "src", "xlink:href")]
            if tag not in ("meta", "svg"):
                assert not [value for value in attributes.values() if value and "evil" in value]
    assert f"{name}桥" in read(found._repr_html_()).text
    # What stands in the style of a picture is ours alone.
    assert all("evil" not in style for style in re.findall(r"<style>.*?</style>", page, re.DOTALL))


def test_a_saved_page_loads_nothing(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    answers().save(str(path))
    page = path.read_text("utf-8")
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=|@import|url\(", page)
    assert set(re.findall(r"https?://[^\"' <]+", page)) <= {"http://www.w3.org/2000/svg"}


def test_a_frame_has_the_columns_of_the_command_lines_csv_and_no_zero_for_no_data() -> None:
    found = answers()
    frame = found.frame()
    assert len(frame) == 3
    bridge = frame.iloc[0]
    assert found[0].hazard is not None
    assert f"{bridge['hazard_total']:.6f}" == str(found[0].hazard.total)
    assert bridge["hazard_total"] > 0
    assert bridge["claim"] == "lead_control"
    assert frame["hazard_total"].isna().tolist() == [False, False, True]
    assert frame["hazard_total"][1] == 0
    assert frame["claim"].isna().tolist() == [False, True, True]
    assert Answers([]).frame().empty


def test_the_engine_loads_files_and_gives_what_shows_itself(tmp_path: Path) -> None:
    city = Path(__file__).parents[3] / "examples" / "city"
    me = RequestContext("me", "officer", "project_review", "2026-17")
    with RiskEngine.open(f"sqlite:///{tmp_path}/city.sqlite") as engine:
        with pytest.raises(RequestError, match="there are: penalties"):
            engine.load(me, "novel", city / "projects.xlsx")
        report = engine.load(me, "projects", city / "projects.xlsx", source="office")
        assert report.source == "office"
        assert report.documents[0].understood > 50
        engine.load(me, "registry", [city / "registry.xlsx"])
        assert [load.source for load in engine.loads(me)] == ["office", "registry"]
        assert len(engine.assess_all(me)) == 40
        assert isinstance(engine.assess(me, ["ZDXM-2026-001"]), Answers)
