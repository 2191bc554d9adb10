"""Cells as sources write them (单元格清洗): wrappers, invisible characters, the many ways to say "nothing".

A sentinel (占位值) is a text that stands for a missing value. It must become `None`: taken for a value, it
would tie thousands of strangers to one false hub.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from graph_engine.errors import RowError

_SENTINEL_TEXT: Final = """
    - -- --- — —— – _ / // \\ \\\\ . .. 。 、 , ， ? ？ # * ** ***
    无 無 (无) [无] 无。 空 空白 (空) 空值 没有 未有 暂无 暂缺 缺 缺失
    无数据 暂无数据 无信息 暂无信息 无记录 暂无记录 无此项 无内容 无相关信息 不适用 未登记 未录入
    未公示 未公开 不公示 不公开 暂未公示 企业选择不公示 该企业选择不公示 企业未公示
    未填 未填写 未填报 未提供 未采集 未知 不详 不明 待定 待补充 待完善
    null (null) [null] <null> none nil nan n/a n.a. #n/a undefined unknown \\n
    #ref! #value! #div/0! #name? #null! #num! #n/a!
"""
SENTINELS: Final[frozenset[str]] = frozenset(_SENTINEL_TEXT.split())
"""Texts that mean "no value", compared after full width is folded and letters are lowered."""

LONGEST_SENTINEL: Final = max(map(len, SENTINELS))
"""Longer texts are values, unless they are fillers: nothing but stars, dashes or zeros."""

_FILLER: Final = re.compile(r"[*＊\-‐‑–—－_]+|0{2,}|0{8,}[xX]")
"""Only stars, dashes or zeros, whatever their number; zeros and an X fill a column of 双公示 records."""

INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""Control characters, byte order marks, zero-width and direction marks, variation selectors, surrogates."""

_SPACES: Final = re.compile(r"\s+")
_WIDE_ALPHANUMERICS: Final = {
    wide: chr(wide - 0xFEE0)
    for first, last in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"))
    for wide in range(ord(first), ord(last) + 1)
}
_VALUE_SEPARATORS: Final = re.compile(r"[\n\r;；,，、|]+")


def is_sentinel(text: str) -> bool:
    """Whether a text only says that there is no value (占位值)."""
    text = text.strip()
    if not text:
        return True
    if _FILLER.fullmatch(text):
        return True
    if len(text) > LONGEST_SENTINEL:
        return False
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).strip()
    return not text or text.casefold() in SENTINELS or _FILLER.fullmatch(text) is not None


def unwrap_cell(text: str) -> str:
    """The content of a cell that a vendor wrote as a formula, `="…"`, so that spreadsheets keep its zeros."""
    while len(text) > 2 and text.startswith('="') and text.endswith('"'):
        text = text[2:-1].replace('""', '"').strip()
    return text


def tidy_text(value: str) -> str:
    """A cell without wrapper, invisible characters and surplus spaces; may be empty; sentinels stay.

    Full-width letters and digits become narrow; Chinese punctuation stays as printed, since texts are shown
    to people. Any run of spaces and line ends becomes one space.
    """
    if value.isascii() and value.isalnum():
        return value
    text = _SPACES.sub(" ", INVISIBLE.sub("", value)).strip()
    if text.startswith("="):
        text = unwrap_cell(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_WIDE_ALPHANUMERICS))
    return text


def clean_text(value: str | None) -> str | None:
    """A cell as a value: tidied, and `None` where it only says that there is none (无, -, ***, null, …)."""
    if value is None:
        return None
    text = tidy_text(value)
    return None if is_sentinel(text) else text


def has_separators(value: str) -> bool:
    """Whether a cell may hold several values; one that has none of the signs between them is one value, or none."""
    return _VALUE_SEPARATORS.search(value) is not None


def split_values(value: str | None) -> list[str]:
    """The values of a cell that holds several (曾用名, 电话 …), without sentinels and repetitions, in order.

    They stand apart by line ends, commas, semicolons, enumeration commas or bars.
    """
    if not value:
        return []
    parts = (clean_text(part) for part in _VALUE_SEPARATORS.split(unwrap_cell(value.strip())))
    return list(dict.fromkeys(part for part in parts if part is not None))


def narrow(text: str) -> str:
    """A text in NFKC form without invisible characters, for parsing; never for keeping."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).strip()


LONGEST_PARSED: Final = 100
"""Longest text that can be an amount, a date, a share or a contact; what is longer is not even looked into."""


def parsed_cell(value: str | None) -> str | None:
    """A cell made ready for a parser of amounts, dates or ratios: narrow, `None` for sentinels."""
    if value is None:
        return None
    text = narrow(value)
    if text.startswith("="):
        text = unwrap_cell(text)
    return None if is_sentinel(text) else text


def refused(reason: str, *, column: str, value: str | None) -> RowError:
    """The error for a cell that cannot be understood; long cells are cut."""
    shown = value or ""
    return RowError(reason, column=column, value=shown if len(shown) <= 200 else shown[:200] + "…")
