"""The picture of an answer says what the answer says, adds up, keeps its text in place and loads nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from graph_engine.answers.assessment import Assessment
from graph_engine.answers.writing import Micro
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Branch, DeclaredControl, Office, Record
from graph_engine.reports.assessment_picture import LANES, assessment_picture
from graph_engine.reports.assessment_prose import contributions_of
from graph_engine.reports.svg import text_width
from tests.worlds import (
    POLICY,
    address,
    assessed,
    by_name,
    company,
    described,
    event,
    grounds_of,
    holds,
    known_person,
    leads,
    project,
    takes_part,
    uses,
)

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES = ("zh", "en")
PARENT, WINNER, OTHER = (
    company("P", "长风控股集团有限公司"),
    company("W", "长风路桥工程有限公司"),
    company("O", "他方有限公司"),
)
BOSS = known_person("1", "柏望舒")
ROAD = project("7", "快速路三期工程")
COURT: dict[str, Any] = {"authority": "澄东区人民法院", "decided_on": date(2026, 3, 18)}


def answer_of(records: Sequence[Record], target: PartyRef = ROAD, *, printed: int = 20) -> Assessment:
    return assessed(grounds_of([*described(target), *records]), target, printed=printed)


def root_of(answer: Assessment, language: str = "zh", **more: str) -> ElementTree.Element:
    return ElementTree.fromstring(assessment_picture(answer, language, **more).encode())


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def said(answer: Assessment, language: str = "zh", **more: str) -> str:
    """All visible text, line after line, without the spaces at which lines were broken."""
    return "".join(texts(root_of(answer, language, **more))).replace(" ", "")


def rects(root: ElementTree.Element, style: str) -> list[tuple[float, float, float, float]]:
    """(x, y, width, height) of the rectangles of a style."""
    return [
        tuple(float(element.attrib[name]) for name in ("x", "y", "width", "height"))  # type: ignore[misc]
        for element in root.iter(f"{SVG}rect")
        if element.attrib["class"] == style
    ]


@pytest.fixture(scope="module")
def lead() -> Assessment:
    """A record of the parent, which holds 70 % of the winner of a road."""
    return answer_of([*event("粤执1000号", PARENT, **COURT), holds(PARENT, WINNER, 70), takes_part(WINNER, ROAD)])


@pytest.fixture(scope="module")
def many() -> Assessment:
    """Twelve matters of all kinds of parts, of which ten are printed."""
    records: list[Record] = [holds(PARENT, WINNER, 70), takes_part(WINNER, ROAD), *event("own", ROAD)]
    for number in range(6):
        records += event(f"p{number}", PARENT, published_on=date(2026, 1 + number, 1))
    for number in range(5):
        records += event(f"w{number}", WINNER, published_on=date(2026, 1 + number, 1))
    return answer_of(records, printed=10)


# ---------------------------------------------------------------------- what it says


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("失信信息", "失信被执行人", "持股", "70%", "中标人", "关联线索", "线索（控制关系）", "评估对象")),
        (
            "en",
            ("dishonestyinformation", "holdssharesin", "70%", "winner", "linkedleads", "leadthroughcontrol", "target"),
        ),
    ],
)
def test_a_lead_is_told_from_its_event_to_the_target(lead: Assessment, language: str, words: tuple[str, ...]) -> None:
    told = said(lead, language)
    (found,) = lead.contributions
    assert lead.hazard is not None
    for word in (
        *words,
        "粤执1000号",
        "2026-03-18",
        "澄东区人民法院",
        PARENT.name,
        WINNER.name,
        ROAD.name,
        f"{found.amount}",
        f"{lead.hazard.total}",
        f"{lead.score}",
        *(f"{step.strength}" for step in found.path),
        *(f":{place.line}" for place in found.events[0].provenance),
        lead.result[:12],
        lead.snapshot[:12],
        lead.policy[:12],
    ):
        assert word is not None
        assert word in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_claim_stands_with_its_wording_and_its_limits(lead: Assessment, language: str) -> None:
    told = said(lead, language)
    claim = POLICY.claims["lead_control"]
    for wording in (claim.name, claim.wording, claim.does_not_allow):
        assert getattr(wording, language).replace(" ", "") in told


def test_the_order_is_event_then_parties_then_target(lead: Assessment) -> None:
    root = root_of(lead)
    (card,), boxes, (target,) = rects(root, "event"), rects(root, "box"), rects(root, "target")
    row = [card, *boxes, target]
    assert len(boxes) == 2
    assert all(left[0] + left[2] < right[0] for left, right in pairwise(row))


def test_what_an_arrow_is_and_where_it_stands_is_shown_to_a_pointer(lead: Assessment) -> None:
    titles = [element.text or "" for element in root_of(lead).iter(f"{SVG}title")]
    (holding,) = (title for title in titles if title.startswith("持股"))
    (place,) = lead.contributions[0].path[0].provenance
    assert holding == f"持股 · 70% · 2015-01-01 起 · {place.file} :{place.line}"
    assert f"{PARENT.name} {PARENT.key}" in titles


def arrow_tips(root: ElementTree.Element) -> list[str]:
    """For each arrow whether its head is at its left or its right end."""
    found = []
    for head in root.iter(f"{SVG}polygon"):
        tip, wing, _ = (float(point.split(",")[0]) for point in head.attrib["points"].split())
        found.append("right" if tip > wing else "left")
    return found


def test_an_arrow_shows_the_direction_of_its_relation() -> None:
    answer = answer_of([*event("1", OTHER), leads(BOSS, OTHER), leads(BOSS, WINNER), takes_part(WINNER, ROAD)])
    assert [step.direction for step in answer.contributions[0].path] == ["up", "down", "down"]
    assert arrow_tips(root_of(answer)) == ["left", "right", "right"]


def test_a_person_is_round_and_a_contact_has_sharp_corners() -> None:
    room = address("石榴巷88号3栋502室")
    answer = answer_of([*event("1", OTHER), *uses(OTHER, room), *uses(WINNER, room), takes_part(WINNER, ROAD)])
    corners = [box.get("rx", "0") for box in root_of(answer).iter(f"{SVG}rect") if box.attrib["class"] == "box"]
    assert corners == ["5", "0", "5"]
    answer = answer_of([*event("1", OTHER), leads(BOSS, OTHER), leads(BOSS, WINNER), takes_part(WINNER, ROAD)])
    corners = [box.get("rx", "0") for box in root_of(answer).iter(f"{SVG}rect") if box.attrib["class"] == "box"]
    assert float(corners[1]) > 5 == float(corners[0]) == float(corners[2])


def test_a_relation_joined_by_name_is_dashed_and_says_so() -> None:
    named = by_name("长风路桥工程有限公司", OTHER)
    records = [*described(WINNER), *event("1", PARENT), holds(PARENT, named, 70), takes_part(WINNER, ROAD)]
    answer = answer_of(records)
    assert "joined_by_name" in answer.contributions[0].path[0].doubts
    root = root_of(answer)
    arrows = list(root.iter(f"{SVG}line"))
    assert ["stroke-dasharray" in line.attrib for line in arrows] == [False, True, False]
    assert "⚠仅凭名称匹配" in said(answer)


def test_a_branch_and_a_matter_of_several_events_are_told_on_the_card() -> None:
    branch = company("B", "长风路桥石桥分公司")
    records = [
        *event("1", branch, document_number="粤执1号", matter="case:1"),
        *event("2", branch, category="consumption_restriction", document_number="粤执1号", matter="case:1"),
        Branch(source=branch, target=WINNER),
        takes_part(WINNER, ROAD),
    ]
    told = said(answer_of(records))
    assert "涉及分支机构长风路桥石桥分公司" in told
    assert "同案限制消费" in told


def test_a_record_of_the_target_itself_leads_straight_to_it() -> None:
    answer = answer_of([*described(WINNER), *event("1", WINNER)], WINNER)
    root = root_of(answer)
    assert answer.contributions[0].path == ()
    assert rects(root, "box") == []
    assert arrow_tips(root) == ["right"]
    assert "即评估对象" in said(answer)


def test_a_ratio_in_doubt_shows_its_range() -> None:
    records = [*event("1", PARENT), holds(PARENT, WINNER, None), holds(OTHER, WINNER, 40), takes_part(WINNER, ROAD)]
    answer = answer_of(records)
    assert "60%[0%–60%]" in said(answer)
    (band,) = rects(root_of(answer), "range")
    assert answer.low is not None
    assert answer.high is not None
    assert band[2] == pytest.approx(236 * (answer.high - answer.low) / 1e6, abs=0.1)


# ---------------------------------------------------------------------- it adds up


def lane_amounts(root: ElementTree.Element) -> list[int]:
    """The amounts at the right end of the lanes and of what is summed up, in millionths."""
    found = []
    for element in root.iter(f"{SVG}text"):
        if element.get("text-anchor") == "end" and element.attrib["font-size"] == "13.5":
            found.append(int((element.text or "").replace(".", "")))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_lanes_and_the_rest_add_up_to_the_hazard_as_printed(many: Assessment, language: str) -> None:
    root = root_of(many, language)
    amounts = lane_amounts(root)
    assert len(rects(root, "event")) == LANES
    assert len(many.contributions) == 10
    assert many.more
    assert len(amounts) > LANES
    assert many.hazard is not None
    assert sum(amounts) == many.hazard.total


def test_the_rest_counts_what_has_no_lane(many: Assessment) -> None:
    counts = [int(number) for number in re.findall(r"另有(\d+)项", said(many))]
    assert sum(counts) == 12 - LANES


def test_the_bar_has_the_three_parts_in_proportion(many: Assessment) -> None:
    root = root_of(many)
    assert many.hazard is not None
    widths = {}
    for part in ("own", "parties", "linked"):
        (widths[part],) = (width for _, _, width, height in rects(root, part) if height == 16)
    assert sum(widths.values()) == pytest.approx(844, abs=0.2)
    for part, width in widths.items():
        assert width == pytest.approx(844 * getattr(many.hazard, part) / many.hazard.total, abs=0.1)


def test_only_the_lanes_of_one_event_and_still_the_whole_sum(many: Assessment) -> None:
    asked = many.contributions[3].events[0].id
    root = root_of(many, event=asked)
    assert len(rects(root, "event")) == len(contributions_of(many, asked)) == 1
    assert many.hazard is not None
    assert sum(lane_amounts(root)) == many.hazard.total


# ---------------------------------------------------------------------- nothing to show


@pytest.mark.parametrize(("language", "words"), [("zh", "无数据不等于无风险"), ("en", "Nodataisnotnorisk")])
def test_no_data_is_told_and_is_never_nought(lead: Assessment, language: str, words: str) -> None:
    nothing = replace(
        lead, name="", hazard=None, alone=None, score=None, low=None, high=None, contributions=(), more=(),
        parties=(), claim=None, measures=None, unknowns=(),
    )  # fmt: skip
    told = said(nothing, language)
    assert words in told
    assert "0.000000" not in told
    assert rects(root_of(nothing, language), "target") == []


@pytest.mark.parametrize(("language", "words"), [("zh", "没有计入的记录或线索"), ("en", "nothingcounts")])
def test_a_clean_answer_says_what_it_rests_on(language: str, words: str) -> None:
    answer = answer_of([takes_part(WINNER, ROAD)])
    told = said(answer, language)
    assert words in told
    assert "0.000000" in told
    assert rects(root_of(answer, language), "event") == []


# ---------------------------------------------------------------------- form

HOSTILE = "<script>alert('x')</script>&\"]]>\x00‮" + "长" * 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_cannot_break_out_of_the_picture(language: str) -> None:
    winner = company("W", HOSTILE)
    records = [*event(HOSTILE[:30], PARENT, authority=HOSTILE), holds(PARENT, winner, 70), takes_part(winner, ROAD)]
    answer = replace(answer_of([*described(winner), *records]), name=HOSTILE)
    root = root_of(answer, language)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {
        "svg", "title", "desc", "style", "g", "rect", "line", "polygon", "text",
    }  # fmt: skip
    assert "\x00" not in assessment_picture(answer, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_loads_nothing(many: Assessment, language: str) -> None:
    picture = assessment_picture(many, language)
    assert picture.count("http") == 1
    for forbidden in ("href", "url(", "@import", "@font-face", "<script", "<image", "<foreignObject", " on"):
        assert forbidden not in re.sub(r">[^<]*<", "><", picture)


def extents(root: ElementTree.Element) -> list[tuple[float, float, float]]:
    """(left, right, base line) of every line of text."""
    found = []
    for element in root.iter(f"{SVG}text"):
        x, y, size = (float(element.attrib[name]) for name in ("x", "y", "font-size"))
        width = text_width(element.text or "", size)
        left = {"start": x, "middle": x - width / 2, "end": x - width}[element.get("text-anchor", "start")]
        found.append((left, left + width, y))
    return found


def worst() -> Assessment:
    """The longest path, the longest names and the longest words that there are."""
    first, second = (
        company("F", "澄川市" + "很" * 40 + "有限公司"),
        company("G", "Extraordinarily Long Holdings Limited"),
    )
    records = [
        *event("粤执" + "9" * 40, first, authority="人民" * 20),
        DeclaredControl(source=second, target=first),
        leads(BOSS, second),
        Office(source=BOSS, target=WINNER, role="executive_director"),
        takes_part(WINNER, ROAD, "subcontractor"),
    ]
    return answer_of([*described(first, second), *records])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("which", ["lead", "many", "worst", "hostile"])
def test_text_stays_in_the_picture_and_in_its_box(
    lead: Assessment, many: Assessment, language: str, which: str
) -> None:
    answer = {"lead": lead, "many": many, "worst": worst(), "hostile": replace(lead, name=HOSTILE)}[which]
    root = root_of(answer, language)
    width, height = (float(root.attrib[name]) for name in ("width", "height"))
    assert all(0 < left < right < width and 0 < y < height for left, right, y in extents(root) if right > left)
    boxes = [found for style in ("box", "event", "target") for found in rects(root, style)]
    for x, top, wide, high in boxes:
        inside = [
            (left, right)
            for left, right, y in extents(root)
            if top < y < top + high and x < (left + right) / 2 < x + wide
        ]
        assert inside
        assert all(x <= left and right <= x + wide for left, right in inside)


def test_the_longest_path_still_fits_and_is_drawn_wider_only_as_needed() -> None:
    answer = worst()
    assert len(answer.contributions[0].path) == 4
    for language in LANGUAGES:
        root = root_of(answer, language)
        assert 900 <= float(root.attrib["width"]) <= 1150
        boxes = sorted([*rects(root, "event"), *rects(root, "box"), *rects(root, "target")])
        assert len(boxes) == 6
        assert all(left[0] + left[2] < right[0] for left, right in pairwise(boxes))


def test_usual_pictures_are_nine_hundred_wide(lead: Assessment, many: Assessment) -> None:
    for answer in (lead, many):
        for language in LANGUAGES:
            assert root_of(answer, language).attrib["width"] == "900"


def test_lanes_do_not_overlap(many: Assessment) -> None:
    root = root_of(many)
    cards = rects(root, "event")
    assert all(upper[1] + upper[3] < lower[1] for upper, lower in pairwise(cards))
    (target,) = rects(root, "target")
    assert target[1] < cards[0][1]
    assert cards[-1][1] + cards[-1][3] < target[1] + target[3]


def test_the_same_answer_gives_the_same_bytes(many: Assessment) -> None:
    assert assessment_picture(many, "zh") == assessment_picture(replace(many), "zh")
    assert assessment_picture(many, "zh") != assessment_picture(many, "en")
    other = replace(many, score=Micro(1))
    assert assessment_picture(other, "zh") != assessment_picture(many, "zh")
