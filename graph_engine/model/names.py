"""Names of enterprises and persons (名称): a form to join by, a form to search by, and the bigrams of search.

The name as printed is always kept; these forms stand beside it. `exact_name` changes nothing but widths and
spaces, since it decides whether two rows mean one enterprise. `search_name` forgives much more and decides
nothing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import Final

from graph_engine.model.text import INVISIBLE
from graph_engine.model.traditional import fold_traditional

_IDLE_SPACES: Final = re.compile(
    r" (?=[()\u00b7\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
    r"|(?<=[()\u00b7\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]) "
)
"""Spaces beside a bracket or a Chinese character, where they carry no meaning."""

_BRACKETS: Final = str.maketrans("[]{}〔〕【】〖〗《》〈〉「」『』", "()()()()()()()()()")
_HAN_ALONE: Final = re.compile(r"[\u4e00-\u9fff]+")
"""Names that no folding of widths, case, spaces or brackets changes: most of them."""
_SEPARATORS: Final = re.compile(r"[\s·•‧∙⋅・･●]+")
_INDIVIDUAL_BUSINESS: Final = "(个体工商户)"
_MASKED: Final = re.compile(r"[*＊×✕✖]|某|[○●□■]|(?<=[\u3400-\u9fff])[xX]{1,2}(?=[\u3400-\u9fff]?$)")


@lru_cache(maxsize=1 << 16)
def exact_name(name: str) -> str:
    """A legal name as the key of an exact match (名称精确匹配): NFKC, so brackets have one width; no spaces.

    One space stays between Latin words, where it tells names apart. Case, traditional forms and legal
    suffixes stay: 有限责任公司 and 有限公司 are two names here.
    """
    if not name.isascii():
        name = unicodedata.normalize("NFKC", INVISIBLE.sub("", name))
    name = " ".join(name.split())
    if " " in name:
        # Without the space between them, a sign and its mark may be one character.
        name = unicodedata.normalize("NFKC", _IDLE_SPACES.sub("", name))
    return name


def search_name(name: str) -> str:
    """A name as the text to search in and by (检索名称).

    NFKC, no spaces and middle dots, Latin letters lowered, one kind of bracket, traditional characters made
    simplified, 有限责任公司 shortened to 有限公司, and without a closing （个体工商户）.
    """
    if _HAN_ALONE.fullmatch(name):
        return fold_traditional(name).replace("有限责任公司", "有限公司")
    text = fold_traditional(_caseless(name)).translate(_BRACKETS).replace("有限责任公司", "有限公司")
    while text.endswith(_INDIVIDUAL_BUSINESS) and len(text) > len(_INDIVIDUAL_BUSINESS):
        text = text[: -len(_INDIVIDUAL_BUSINESS)]
    return text


def _caseless(text: str) -> str:
    """Lowered, in NFKC, without spaces and middle dots."""
    text = INVISIBLE.sub("", text)
    if text.isascii():
        return _SEPARATORS.sub("", text).lower()
    # A space that goes can let an accent join its letter, and lowering can bring forth what NFKC takes apart.
    text = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return unicodedata.normalize("NFKC", text).casefold()


def bigrams(text: str) -> list[str]:
    """The search terms of a name for a full-text index (二元切分): its pairs of characters, then each one.

    Pairs come first and in order, so that a phrase of consecutive pairs finds a part of the name; the single
    characters answer questions of one character. Signs and spaces are left out.
    """
    characters = _searchable(text)
    return _pairs(characters) + list(characters)


def query_bigrams(text: str) -> list[str]:
    """The terms to look for, as one phrase, when searching for `text`; empty if nothing is left."""
    characters = _searchable(text)
    return list(characters) if len(characters) < 2 else _pairs(characters)


def _pairs(characters: str) -> list[str]:
    return [first + second for first, second in pairwise(characters)]


def _searchable(text: str) -> str:
    return "".join(character for character in search_name(text) if character.isalnum())


def is_masked_name(name: str) -> bool:
    """Whether a name is only partly shown (脱敏姓名): 张*三, 张某, 李××, 王xx; it identifies nobody."""
    return _MASKED.search(name.strip()) is not None
