"""Cells: what stands for "nothing", and what is taken off without touching what people read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.model.text import clean_text, is_sentinel, parsed_cell, refused, split_values, tidy_text, unwrap_cell

SENTINELS = """
    - -- --- — —— － / * *** ＊＊＊ ****************** 无 （无） 無 暂无 未公示 不详 null NULL None none N/A n/a
    #N/A nan nil undefined \\N 00 000000000000000000 00000000000000000X 00000000000000000x ----
"""


@pytest.mark.parametrize("text", SENTINELS.split())
def test_sentinels_are_missing(text: str) -> None:
    assert is_sentinel(text)
    assert clean_text(text) is None
    assert clean_text(f"\ufeff {text}\t") is None
    assert clean_text(f'="{text}"') is None


@pytest.mark.parametrize("text", [None, "", " ", "\u3000", "\n", "\u200b", '=""', '=" "'])
def test_blank_cells_are_missing(text: str | None) -> None:
    assert clean_text(text) is None


@pytest.mark.parametrize(
    "text",
    ["0", "无锡某厂", "无忧（东莞）公司", "-5", "0.00", "100", "NA", "X", "Nonesuch Ltd", "空间设计", "/路", "a*"],
)
def test_values_that_only_look_like_sentinels_stay(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('="股东信息"', "股东信息"),
        ('="28,843,500"', "28,843,500"),
        ('="他说""好"""', '他说"好"'),
        ("\ufeff企业名称", "企业名称"),
        ("东莞\u200b市\u00ad", "东莞市"),
        ("  两  个\u3000空格\n换行 ", "两 个 空格 换行"),
        ("ＯＰＰＯ广东", "OPPO广东"),
        ("阿里巴巴（中国）有限公司", "阿里巴巴（中国）有限公司"),
        ("，。：；“”", "，。：；“”"),
        ("a\x00b\x1fc", "ab c"),
        ("lone \ud800 half", "lone half"),
    ],
)
def test_wrappers_and_invisible_characters_go_and_printed_ones_stay(cell: str, text: str) -> None:
    assert clean_text(cell) == text


def test_only_whole_formulas_are_unwrapped() -> None:
    assert unwrap_cell('="a"') == "a"
    assert unwrap_cell('="a') == '="a'
    assert unwrap_cell("=1+1") == "=1+1"
    assert unwrap_cell('="="x""') == "x"


def test_a_cell_of_several_values_is_parted_without_sentinels_and_repetitions() -> None:
    assert split_values("甲公司；乙公司,甲公司\n-、丙公司") == ["甲公司", "乙公司", "丙公司"]
    assert split_values('="甲;乙"') == ["甲", "乙"]
    assert split_values(None) == []
    assert split_values("-") == []


def test_a_cell_for_a_parser_is_narrow_or_missing() -> None:
    assert parsed_cell("　１２３，４５６％ ") == "123,456%"
    assert parsed_cell('="55.24%"') == "55.24%"
    assert parsed_cell("－") is None
    assert parsed_cell(None) is None


def test_a_refused_cell_is_shown_with_its_column_and_cut_when_long() -> None:
    error = refused("无法识别 (unknown)", column="持股比例", value="x" * 500)
    assert (error.column, error.reason) == ("持股比例", "无法识别 (unknown)")
    assert error.value == "x" * 200 + "…"
    assert refused("r", column="", value=None).value == ""


@settings(derandomize=True, max_examples=300)
@given(st.text() | st.text(alphabet='="\u3000Ａ０＊-无\ufeff\u0301a '))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = tidy_text(text)
    assert tidy_text(once) == once
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned


@settings(derandomize=True, max_examples=100)
@given(st.text())
def test_no_cleaned_text_can_break_a_file_or_a_line(text: str) -> None:
    cleaned = clean_text(text) or ""
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert not any(sign in cleaned for sign in "\r\n\t\x00\ufeff\u200b\u2028")
