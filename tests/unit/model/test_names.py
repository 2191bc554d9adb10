"""Names: what joins, what is found, and what identifies nobody."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.model.names import bigrams, exact_name, is_masked_name, query_bigrams, search_name
from graph_engine.model.traditional import SIMPLIFIED, fold_traditional

PIECES = st.sampled_from(
    [
        "东莞市",
        "東莞",
        "（",
        "）",
        "(",
        "〔",
        "個體工商戶",
        "（个体工商户）",
        "有限责任公司",
        "有限責任公司",
        " ",
        "\u3000",
        "ABC",
        "Ａ",
        "ß",
        "İ",
        "·",
        "・",
        "\u200b",
        "\u0301",
        "㈱",
        "ﬁ",
        "责任",
        "有限",
        "公司",
        "。",
        "1",
    ]
)


@pytest.mark.parametrize(
    ("name", "exact"),
    [
        ("阿里巴巴（中国）有限公司", "阿里巴巴(中国)有限公司"),
        (" 阿里巴巴 (中国) 有限公司\n", "阿里巴巴(中国)有限公司"),
        ("ＯＰＰＯ 广东", "OPPO广东"),
        ("SODEXO  HOLDINGS\tLIMITED", "SODEXO HOLDINGS LIMITED"),
        ("ABC (China) Ltd", "ABC(China)Ltd"),
        ("A & B Ltd", "A & B Ltd"),
        ("东莞\u200b市", "东莞市"),
    ],
)
def test_the_exact_form_folds_widths_and_spaces(name: str, exact: str) -> None:
    assert exact_name(name) == exact


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("东莞市甲有限公司", "东莞市甲有限责任公司"),
        ("东莞市甲店", "东莞市甲店（个体工商户）"),
        ("東莞市甲店", "东莞市甲店"),
        ("Sodexo", "SODEXO"),
        ("THE RAPIST LTD", "THERAPIST LTD"),
        ("阿里木·买买提", "阿里木买买提"),
    ],
)
def test_the_exact_form_folds_nothing_else(one: str, other: str) -> None:
    assert exact_name(one) != exact_name(other)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("東莞市長安有限責任公司（個體工商戶）", "东莞市长安有限公司"),
        ("东莞市甲有限责任公司", "东莞市甲有限公司"),
        ("Sodexo Holdings LIMITED", "sodexoholdingslimited"),
        ("阿里木•买买提", "阿里木买买提"),
        ("乙〔广东〕【华南】有限公司", "乙(广东)(华南)有限公司"),
        ("（个体工商户）", "(个体工商户)"),
        ("甲（个体工商户）乙", "甲(个体工商户)乙"),
        ("滙豐銀行", "汇丰银行"),
    ],
)
def test_the_search_form_forgives_spelling(name: str, found: str) -> None:
    assert search_name(name) == found


@settings(derandomize=True, max_examples=300)
@given(st.text() | st.lists(PIECES, max_size=8).map("".join))
def test_both_forms_stay_when_made_twice(name: str) -> None:
    assert exact_name(exact_name(name)) == exact_name(name)
    assert search_name(search_name(name)) == search_name(name)


@settings(derandomize=True, max_examples=100)
@given(st.lists(PIECES, max_size=8).map("".join))
def test_names_that_are_exactly_alike_are_found_alike(name: str) -> None:
    assert search_name(exact_name(name)) == search_name(name)


def test_the_table_of_traditional_characters_is_one_to_one_and_ends_in_simplified_ones() -> None:
    assert len(SIMPLIFIED) >= 150
    for traditional, simplified in SIMPLIFIED.items():
        assert len(simplified) == 1
        assert ord(simplified) not in SIMPLIFIED
        # GB 2312 holds the simplified characters; the traditional ones are those of Big5 or its variants.
        assert simplified.encode("gb2312")
        assert unicodedata.name(chr(traditional)).startswith("CJK UNIFIED IDEOGRAPH")
    assert fold_traditional("廣東東莞虎門") == "广东东莞虎门"
    assert fold_traditional("plain") == "plain"


def test_bigrams_come_in_order_with_the_single_characters_after_them() -> None:
    assert bigrams("东莞市") == ["东莞", "莞市", "东", "莞", "市"]
    assert bigrams("东") == ["东"]
    assert bigrams("（东，莞）") == ["东莞", "东", "莞"]
    assert bigrams("") == []
    assert query_bigrams("东莞市") == ["东莞", "莞市"]
    assert query_bigrams("莞") == ["莞"]
    assert query_bigrams("（）") == []


@settings(derandomize=True, max_examples=150)
@given(st.lists(PIECES, max_size=6).map("".join), st.lists(PIECES, max_size=3).map("".join))
def test_a_name_is_found_by_any_part_of_its_search_form(name: str, more: str) -> None:
    text = search_name(name + more)
    for start in range(len(text)):
        for end in range(start + 1, min(start + 5, len(text)) + 1):
            wanted = query_bigrams(text[start:end])
            terms = bigrams(name + more)
            assert any(terms[at : at + len(wanted)] == wanted for at in range(len(terms) + 1))


@pytest.mark.parametrize(
    "name", ["张*三", "张＊＊", "张某", "张某某", "李某1", "王××", "李XX", "欧阳x", "***", "某公司"]
)
def test_masked_names_are_known(name: str) -> None:
    assert is_masked_name(name)


@pytest.mark.parametrize("name", ["张三", "Max Mustermann", "XX LIMITED", "甲X乙丙公司", "莫谋楠", ""])
def test_whole_names_are_not_masked(name: str) -> None:
    assert not is_masked_name(name)
