"""Matters and events (同案与事件标识): keys that do not depend on the order of rows or files.

Events of one matter, the same court case or decision document, are counted once. A court case number is
unique in the country; a decision number is, where it names its authority; a bare number such as 12号 means
something only together with authority and subject.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

from graph_engine.model.names import exact_name
from graph_engine.model.parties import EVENT_SCHEME, PROJECT_SCHEME, PartyRef
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


def matter_key(number: str, authority: str | None, subject_key: str) -> str:
    """The key of the matter that a document number stands for (同案标识).

    `case:` for court cases, where 字第, leading zeros and 之一 make no other case; `decision:` for decisions;
    scoped by authority and subject where the number alone does not tell decisions apart.
    """
    key, alone = _standing(number)
    return key if alone else f"decision:{exact_name(authority or '')}/{subject_key}/{key}"


@lru_cache(maxsize=1 << 12)
def _standing(number: str) -> tuple[str, bool]:
    """The key of a number that stands alone, else its normal form, and which of them it is."""
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


def unnumbered_matter(*natural: str) -> str:
    """The key of a matter without document number, by what else identifies it, its subject included."""
    return f"decision:unnumbered:{_digest(natural)}"


def event_party(source: str, *natural: str) -> PartyRef:
    """The node of a risk event, by what identifies it in its source: number, subject, category, …"""
    return PartyRef("risk_event", f"{EVENT_SCHEME}:{source}:{_digest(natural)}")


def project_party(source: str, number: str | None, name: str) -> PartyRef:
    """The node of a project: by its number in its source, else by its exact name there."""
    natural = fold_number(number) if number is not None else "=" + exact_name(name)
    return PartyRef("project", f"{PROJECT_SCHEME}:{source}:{natural}", name)


def _digest(parts: tuple[str, ...]) -> str:
    return blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()
