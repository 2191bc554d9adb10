"""Text that is measured without fonts, and shapes that load nothing."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.reports.svg import Line, Paper, balanced, height_of, longest_word, printable, text_width, wrap

SIZE = 10.0
TEXTS = st.text(alphabet=st.sampled_from("澄川市有限公司，。（）〔〕abc WXYZ0189-.,;:()…\n\t"), min_size=1, max_size=60)


def test_chinese_is_as_wide_as_high_and_latin_is_narrower() -> None:
    assert text_width("澄川", SIZE) == 20.0
    assert 10.0 < text_width("abc", SIZE) < 20.0
    assert text_width("ABC", SIZE) > text_width("abc", SIZE)
    assert text_width("", SIZE) == 0.0


@given(TEXTS, st.integers(20, 200), st.integers(1, 8))
@settings(max_examples=200)
def test_every_line_fits(text: str, width: int, lines: int) -> None:
    found = wrap(text, SIZE, width, lines)
    assert len(found) <= lines
    assert all(text_width(line, SIZE) <= width for line in found)


@given(TEXTS, st.integers(20, 200))
@settings(max_examples=200)
def test_nothing_is_lost_where_there_are_lines_enough(text: str, width: int) -> None:
    found = wrap(text, SIZE, width, 100)
    assert "".join(found).replace(" ", "") == printable(text).replace(" ", "")
    assert [line for line in found if line != line.strip() or not line] == []


@given(TEXTS, st.integers(20, 200), st.integers(1, 5))
@settings(max_examples=200)
def test_balanced_lines_are_as_many_and_no_wider(text: str, width: int, lines: int) -> None:
    plain, even = wrap(text, SIZE, width, lines), balanced(text, SIZE, width, lines)
    assert len(even) == len(plain)
    assert "".join(even).replace(" ", "") == "".join(plain).replace(" ", "")
    assert max((text_width(line, SIZE) for line in even), default=0) <= width


def test_what_does_not_fit_is_marked() -> None:
    assert wrap("澄川市长风路桥工程有限公司", SIZE, 50, 2) == ["澄川市长风", "路桥工程…"]
    assert wrap("澄川市长风路桥工程", SIZE, 50, 2) == ["澄川市长风", "路桥工程"]


def test_balanced_leaves_no_single_character_behind() -> None:
    assert wrap("澄东快速路三期工程", SIZE, 80, 3) == ["澄东快速路三期工", "程"]
    assert balanced("澄东快速路三期工程", SIZE, 80, 3) == ["澄东快速路", "三期工程"]


def test_words_stay_whole_and_punctuation_stays_with_what_it_closes() -> None:
    assert wrap("legal representative of", SIZE, 80, 3) == ["legal", "representative", "of"]
    assert wrap("甲乙丙，丁戊", SIZE, 30, 3) == ["甲乙", "丙，丁", "戊"]
    assert wrap("甲乙丙（丁）", SIZE, 40, 3) == ["甲乙丙", "（丁）"]
    assert longest_word("legal representative of", SIZE) == text_width("representative", SIZE)


def test_a_word_longer_than_the_line_is_broken() -> None:
    assert wrap("0" * 30, SIZE, 60, 9) == ["0" * 10, "0" * 10, "0" * 10]


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1f", "\x7f", "‮", "​", "\ud800", "\ufffe", "\uffff", "\n"])
def test_signs_that_xml_forbids_or_that_turn_the_text_are_left_out(sign: str) -> None:
    assert printable(f"甲{sign}乙") == "甲 乙"
    paper = Paper(100)
    paper.text(0, 0, f"甲{sign}乙", "ink", SIZE)
    ElementTree.fromstring(paper.svg(10, sign, sign).encode())


def test_rare_characters_of_names_are_kept() -> None:
    assert printable("𠮷\U00031350㐂·ā") == "𠮷\U00031350㐂·ā"


def test_names_are_escaped_wherever_they_stand() -> None:
    name = "<script>alert(\"1\")</script> & 'x'"
    paper = Paper(100)
    with paper.group(name):
        paper.text(1, 2, name, "ink", SIZE)
    root = ElementTree.fromstring(paper.svg(10, name, name))
    assert {element.tag.rpartition("}")[2] for element in root.iter()} == {
        "svg", "title", "desc", "style", "rect", "g", "text",
    }  # fmt: skip
    assert [element.text for element in root.iter() if element.text == name] == [name] * 4


def test_an_arrow_points_where_it_goes() -> None:
    tips = []
    for back in (False, True):
        paper = Paper(100)
        paper.arrow(10, 90, 5, back=back)
        (head,) = ElementTree.fromstring(paper.svg(10, "", "")).iter("{http://www.w3.org/2000/svg}polygon")
        tips.append(head.attrib["points"].split()[0])
    assert tips == ["90,5", "10,5"]


def test_a_column_is_as_high_as_its_lines() -> None:
    lines = [Line("甲", "ink", 10), Line("", "ink", 0, leading=5), Line("乙", "ink", 20, leading=40)]
    paper = Paper(100)
    assert paper.column(0, 100, lines) == 100 + height_of(lines) == pytest.approx(100 + 13.2 + 5 + 40)
    texts = list(ElementTree.fromstring(paper.svg(10, "", "")).iter("{http://www.w3.org/2000/svg}text"))
    assert [text.text for text in texts] == ["甲", "乙"]
    assert all(100 < float(text.attrib["y"]) < 158.2 for text in texts)


def test_light_and_dark_have_the_same_styles() -> None:
    sheet = Paper(10).svg(10, "", "").partition("<style>")[2].partition("</style>")[0]
    light, _, dark = sheet.partition("@media (prefers-color-scheme:dark)")
    names = [set(re.findall(r"\.assessment \.(\w+)\{", half)) for half in (light, dark)]
    assert names[0] == names[1]
    assert {"page", "ink", "own", "parties", "linked"} <= names[0]
