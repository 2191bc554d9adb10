"""Numbers of decisions and cases (文号、案号): the form in which two printings of one number are equal.

A court case number is unique in the country; a decision number is, where it names its authority; a bare number
such as 12号 means something only together with authority and party.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from graph_engine.model.text import INVISIBLE

_BRACKETS = str.maketrans("[]{}〔〕【】〖〗《》〈〉「」『』", "()()()()()()()()()")
_YEAR = re.compile(r"\(((?:19|20)\d\d)(?:年度?)?\)")
_CASE = re.compile(
    r"\((\d{4})\)(.*?[执民刑行商破清赔保财辖认督催恢].*?)(?:字)?(?:第)?0*(\d+)号?(?:之[\d一二三四五六七八九十]+)?"
)
_NUMBER = re.compile(r"(?:第)?0*(\d+)(号)?$")
_GENERIC = re.compile(
    r"行政处罚|处罚|决定书|决定|通知书|事先|告知书|当场|简易|市场监管|市场监督|市监|工商|质监|食药监|国税|地税|税务|税|"
    r"生态环境|环保|环境|环|公安|交警|消防|消|城管|卫健|卫生|卫|安监|应急|海关|关|人社|劳监|[罚处稽字第号书决行政审简()\d\-]"
)
"""What decision numbers are made of everywhere; what is left over names the authority."""


def fold_number(number: str) -> str:
    """A document number with brackets of one kind, one width, and no spaces."""
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", number)).translate(_BRACKETS)
    return "".join(text.split())


@lru_cache(maxsize=1 << 12)
def standing_number(number: str) -> tuple[str, bool]:
    """The form in which a number is compared, and whether it tells decisions apart by itself.

    `case:` for court cases, where 字第, leading zeros and 之一 make no other case; `decision:` for decisions whose
    number names year and authority; else the bare number.
    """
    folded = fold_number(number)
    if "罚" not in folded:
        case = _CASE.fullmatch(folded)
        if case:
            year, court, serial = case.groups()
            return f"case:({year}){court}{serial}号", True
    normal = _NUMBER.sub(r"\1号", folded)
    if _YEAR.search(folded) and _GENERIC.sub("", _YEAR.sub("", folded)):
        return f"decision:{normal}", True
    return normal, False
