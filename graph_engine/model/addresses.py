"""Addresses (住所、地址): one form to group by, and the town of an address in Dongguan.

Dongguan (441900) has no counties: its third level is the town. Exports leave the column of the county empty
or repeat the city there, so the town is read from the text. Source of the codes: the statistical division
codes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from graph_engine.model.text import INVISIBLE
from graph_engine.model.traditional import fold_traditional


@dataclass(frozen=True, slots=True)
class Town:
    """A town, subdistrict or park of Dongguan (镇街、园区) with its nine-digit code."""

    code: str
    name: str
    short: str


def _towns() -> tuple[Town, ...]:
    streets = "003东城 004南城 005万江 006莞城"
    towns = (
        "101石碣 102石龙 103茶山 104石排 105企石 106横沥 107桥头 108谢岗 109东坑 110常平 111寮步 112樟木头 "
        "113大朗 114黄江 115清溪 116塘厦 117凤岗 118大岭山 119长安 121虎门 122厚街 123沙田 124道滘 125洪梅 "
        "126麻涌 127望牛墩 128中堂 129高埗"
    )
    return (
        *(Town("441900" + row[:3], row[3:] + "街道", row[3:]) for row in streets.split()),
        *(Town("441900" + row[:3], row[3:] + "镇", row[3:]) for row in towns.split()),
        Town("441900401", "松山湖", "松山湖"),
        Town("441900402", "东莞港", "东莞港"),
        Town("441900403", "东莞生态园", "生态园"),
        Town("441900404", "东莞滨海湾新区", "滨海湾"),
    )


DONGGUAN_TOWNS: Final[tuple[Town, ...]] = _towns()
"""The 36 units below Dongguan city; there is no 120."""

_BY_SHORT: Final = {town.short: town for town in DONGGUAN_TOWNS}
_SHORT: Final = "|".join(sorted(map(re.escape, _BY_SHORT), key=len, reverse=True))
_AFTER_CITY: Final = re.compile(rf"东莞(?:市|市辖区|市区|市内|市东莞市)*(?:东莞(?!港))?(?P<short>{_SHORT})")
_ANYWHERE: Final = re.compile(rf"(?P<short>{_SHORT})(?:镇|街道|街办|办事处|区|园区|高新|科技产业园|新区)")
_IN_DONGGUAN: Final = re.compile(r"^(?:中国)?(?:广东省?|粤)?东莞|东莞市")

_DASHES: Final = re.compile(r"[‐‑‒–—―－−﹣]+|-{2,}")
_EDGES: Final = " ,.;:、。，；：-#"
_ADDRESS_BRACKETS: Final = str.maketrans("[]{}〔〕【】〖〗", "()()()()()")


def normalize_address(address: str) -> str:
    """An address as the key of a group (同址): widths, brackets, dashes, spaces and traditional forms folded.

    Province and city stay, as do building and room: what the source leaves out is not guessed.
    """
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", address)).upper()
    text = fold_traditional("".join(unicodedata.normalize("NFKC", text).split())).translate(_ADDRESS_BRACKETS)
    return _DASHES.sub("-", text).strip(_EDGES)


def dongguan_town(address: str, *, within_dongguan: bool = False) -> Town | None:
    """The town of an address in Dongguan, also without 镇 or 街道 (东莞市长安厦岗…); none if unsure.

    Names of towns occur in other cities too. So the text must name Dongguan, unless the caller knows that the
    address lies there.
    """
    text = normalize_address(address)
    found = _AFTER_CITY.search(text)
    if found is None and (within_dongguan or _IN_DONGGUAN.search(text)):
        found = _ANYWHERE.search(text) or (re.match(_SHORT, text) if within_dongguan else None)
    return None if found is None else _BY_SHORT[found["short"] if "short" in found.re.groupindex else found[0]]
