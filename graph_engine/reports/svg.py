"""Pen and paper for pictures (绘图): text that is measured and wrapped without fonts, shapes as SVG text.

A picture loads nothing: no script, no font, no address. Widths are estimates on the wide side, so that text stays in
its box whatever font shows it. Colors stand in one style sheet that follows a dark background.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

_LIGHT: Final = {
    "page": "fill:#ffffff;stroke:#d5dae1",
    "box": "fill:#f5f7fa;stroke:#8a95a5",
    "event": "fill:#fdf6f2;stroke:#d3b9aa",
    "target": "fill:#e9eff8;stroke:#3a5f9e",
    "panel": "fill:#f5f7fa;stroke:none",
    "track": "fill:#e1e6ed;stroke:none",
    "ink": "fill:#1b2430",
    "soft": "fill:#4c5868",
    "faint": "fill:#6f7b8b",
    "warn": "fill:#8f5200",
    "onpart": "fill:#ffffff",
    "line": "stroke:#4c5868",
    "head": "fill:#4c5868;stroke:none",
    "range": "fill:#9db2d3;stroke:none",
    "mark": "fill:#1b2430;stroke:none",
    "own": "fill:#9c2f3c;stroke:none",
    "parties": "fill:#b5651d;stroke:none",
    "linked": "fill:#3a5f9e;stroke:none",
}
_DARK: Final = {
    "page": "fill:#151b23;stroke:#39424e",
    "box": "fill:#202833;stroke:#6f7b8b",
    "event": "fill:#2b2422;stroke:#7a5f50",
    "target": "fill:#1d2c44;stroke:#7f9fd4",
    "panel": "fill:#202833",
    "track": "fill:#333d4a",
    "ink": "fill:#eef2f7",
    "soft": "fill:#c3ccd8",
    "faint": "fill:#98a4b3",
    "warn": "fill:#f0b866",
    "onpart": "fill:#10151c",
    "line": "stroke:#c3ccd8",
    "head": "fill:#c3ccd8",
    "range": "fill:#56709b",
    "mark": "fill:#eef2f7",
    "own": "fill:#e98a94",
    "parties": "fill:#e5a767",
    "linked": "fill:#8fb0e6",
}
_FONTS: Final = (
    '"Noto Sans CJK SC","Noto Sans SC","Source Han Sans SC","PingFang SC","Microsoft YaHei","WenQuanYi Micro Hei",'
    "system-ui,sans-serif"
)

# Widths in parts of the font size, after the widest of the usual sans-serif faces.
_NARROW: Final = frozenset("ijlrtfI.,:;'|!()[]/ ")
_BROAD: Final = frozenset("mwMW@%—…")
_NARROW_WIDTH: Final = 0.36
_BROAD_WIDTH: Final = 0.93
_CAPITAL_WIDTH: Final = 0.68
_OTHER_WIDTH: Final = 0.58

_HANGING: Final = "，。；：、！？）》」』”〕】,.;:!?)]}"
_TOKEN: Final = re.compile(rf"[（《「『“〔【]*(?:[!-~]+|[^\s])[{re.escape(_HANGING)}]*|\s+")
_UNPRINTED: Final = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
_NO_CHARACTERS: Final = "\ufffe\uffff"
_HEAD: Final = 9.0
_HEAD_SLOPE: Final = 0.45
_LEADING: Final = 1.32


def printable(text: str) -> str:
    """A text without what XML forbids and without marks that turn or hide what follows."""
    kept = (" " if unicodedata.category(sign) in _UNPRINTED or sign in _NO_CHARACTERS else sign for sign in text)
    return " ".join("".join(kept).split())


def text_width(text: str, size: float) -> float:
    """The width of a line of text, estimated on the wide side; CJK characters are as wide as they are high."""
    return sum(_sign_width(sign) for sign in text) * size


def _sign_width(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.0
    if sign in _NARROW:
        return _NARROW_WIDTH
    if sign in _BROAD:
        return _BROAD_WIDTH
    return _CAPITAL_WIDTH if sign.isupper() else _OTHER_WIDTH


def wrap(text: str, size: float, width: float, lines: int) -> list[str]:
    """A text in at most so many lines of a width; what does not fit is cut and marked by an ellipsis."""
    found: list[str] = []
    line = ""
    for token in _tokens(printable(text), size, width):
        if line and text_width((line + token).rstrip(), size) > width:
            found.append(line.rstrip())
            line = ""
        line += token if line else token.lstrip()
    if line.strip():
        found.append(line.rstrip())
    if len(found) <= lines:
        return found
    return [*found[: lines - 1], _cut(found[lines - 1], size, width)]


def balanced(text: str, size: float, width: float, lines: int) -> list[str]:
    """As `wrap`, with lines as even as they come: no last line of one character."""
    found = wrap(text, size, width, lines)
    narrower = width
    while len(found) > 1 and narrower > size:
        narrower -= size / 2
        tried = wrap(text, size, narrower, lines)
        if len(tried) > len(found) or tried[-1].endswith("…"):
            break
        found = tried
    return found


def _tokens(text: str, size: float, width: float) -> Iterator[str]:
    """What a line may not break within: a word, or a character with the punctuation that belongs to it."""
    for token in _TOKEN.findall(text):
        piece = ""
        for sign in token:
            if piece and text_width(piece + sign, size) > width:
                yield piece
                piece = ""
            piece += sign
        yield piece


def _cut(line: str, size: float, width: float) -> str:
    while line and text_width(line + "…", size) > width:
        line = line[:-1]
    return line.rstrip() + "…"


def longest_word(text: str, size: float) -> float:
    """The width that a text needs at least if none of its words is to be broken."""
    return max((text_width(token.strip(), size) for token in _TOKEN.findall(printable(text))), default=0.0)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text with its style and size; `leading` is its height where it is not the usual one."""

    text: str
    style: str
    size: float
    bold: bool = False
    leading: float = 0.0

    @property
    def height(self) -> float:
        """The height of the line with the space around it."""
        return self.leading or self.size * _LEADING


def wrapped(text: str, style: str, size: float, width: float, lines: int, *, bold: bool = False) -> list[Line]:
    """A text as lines of one style; as `wrap`."""
    return [Line(line, style, size, bold) for line in wrap(text, size, width, lines)]


def height_of(lines: Iterable[Line]) -> float:
    """The height of lines one below the other."""
    return sum(line.height for line in lines)


class Paper:
    """A page that shapes are put on, in order; `svg` gives the whole of it."""

    def __init__(self, width: float) -> None:
        self.width = width
        self._parts: list[str] = []

    @contextmanager
    def group(self, title: str) -> Iterator[None]:
        """Shapes that belong together; the title is shown where a pointer rests on them."""
        self._parts.append(f"<g><title>{escape(printable(title))}</title>")
        yield
        self._parts.append("</g>")

    def rect(self, x: float, y: float, width: float, height: float, style: str, *, radius: float = 0) -> None:
        """A rectangle, its corners rounded by a radius."""
        round_ = f' rx="{_n(radius)}"' if radius else ""
        self._parts.append(
            f'<rect class="{style}" x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"{round_}/>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, style: str, *, dashed: bool = False) -> None:
        """A line, dashed where what it stands for is in doubt."""
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self._parts.append(
            f'<line class="{style}" x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" stroke-width="1.6"{dash}/>'
        )

    def arrow(self, x1: float, x2: float, y: float, *, back: bool = False, dashed: bool = False) -> None:
        """A level arrow from `x1` to `x2`, or with `back` from `x2` to `x1`."""
        tip, inner = (x1, x1 + _HEAD) if back else (x2, x2 - _HEAD)
        self.line(inner if back else x1, y, x2 if back else inner, y, "line", dashed=dashed)
        half = _HEAD * _HEAD_SLOPE
        points = f"{_n(tip)},{_n(y)} {_n(inner)},{_n(y - half)} {_n(inner)},{_n(y + half)}"
        self._parts.append(f'<polygon class="head" points="{points}"/>')

    def text(
        self, x: float, y: float, words: str, style: str, size: float, *, anchor: str = "start", bold: bool = False
    ) -> None:
        """One line of text; `y` is its base line, `anchor` start, middle or end."""
        if not words:
            return
        place = "" if anchor == "start" else f' text-anchor="{anchor}"'
        weight = ' font-weight="600"' if bold else ""
        self._parts.append(
            f'<text class="{style}" x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}"{place}{weight}>'
            f"{escape(printable(words))}</text>"
        )

    def column(self, x: float, top: float, lines: Iterable[Line], *, anchor: str = "start") -> float:
        """Lines of text from an upper edge down; gives their lower edge."""
        for line in lines:
            top += line.height
            self.text(
                x,
                top - (line.height - line.size) / 2 - line.size * 0.17,
                line.text,
                line.style,
                line.size,
                anchor=anchor,
                bold=line.bold,
            )
        return top

    def svg(self, height: float, title: str, description: str) -> str:
        """The whole picture."""
        width = _n(self.width)
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" class="assessment" role="img" width="{width}" '
                f'height="{_n(height)}" viewBox="0 0 {width} {_n(height)}" font-family="{escape(_FONTS, _QUOTES)}">',
                f"<title>{escape(printable(title))}</title>",
                f"<desc>{escape(printable(description))}</desc>",
                f"<style>{_sheet(_LIGHT)}@media (prefers-color-scheme:dark){{{_sheet(_DARK)}}}</style>",
                f'<rect class="page" x="0.5" y="0.5" rx="8" width="{_n(self.width - 1)}" height="{_n(height - 1)}"/>',
                *self._parts,
                "</svg>\n",
            ]
        )


_QUOTES: Final = {'"': "&quot;"}


def _sheet(styles: dict[str, str]) -> str:
    return "".join(f".assessment .{name}{{{style}}}" for name, style in styles.items())


def _n(value: float) -> str:
    """A number with one decimal at the most."""
    return f"{value:.1f}".removesuffix(".0")
