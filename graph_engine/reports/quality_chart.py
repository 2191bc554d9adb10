"""The quality of the sources as a picture (数据质量图): the fate of each source's rows, and what its records lack."""

from __future__ import annotations

from typing import Final

from graph_engine.answers.quality import QualityReport, SourceQuality
from graph_engine.answers.writing import MICRO
from graph_engine.reports.quality_table import percent
from graph_engine.reports.svg import Paper, text_width
from graph_engine.reports.words import kind_name

_WIDTH: Final = 900.0
_MARGIN: Final = 28.0
_BAR: Final = 18.0
_SMALL_BAR: Final = 8.0
_LABEL: Final = 190.0
_WORDS: Final = {
    "zh": {
        "title": "各来源数据质量",
        "understood": "采用",
        "ignored": "按规则忽略",
        "refused": "拒收",
        "rows": "{rows} 行，未更正 {open} 行",
        "none": "尚未装载任何数据",
    },
    "en": {
        "title": "Quality of each source",
        "understood": "understood",
        "ignored": "ignored by rule",
        "refused": "refused",
        "rows": "{rows} rows, {open} not mended",
        "none": "nothing has been loaded",
    },
}
_STYLES: Final = (("understood", "linked", "onpart"), ("ignored", "range", "ink"), ("refused", "own", "onpart"))
"""The fates of a row: the style of its bar, and of the number on it."""


def quality_chart(report: QualityReport, language: str) -> str:
    """One SVG: a stacked bar a source, and a thin bar for each needed field. Says the numbers beside the bars."""
    words = _WORDS[language]
    paper = Paper(_WIDTH)
    title = f"{words['title']} · {report.answered_on.isoformat()}"
    paper.text(_MARGIN, 42, title, "ink", 18, bold=True)
    left = _WIDTH - _MARGIN
    for name, style, _ in reversed(_STYLES):
        left -= text_width(words[name], 12) + 28
        paper.rect(left, 30, 12, 12, style, radius=2)
        paper.text(left + 18, 41, words[name], "soft", 12)
    top = 70.0
    for source in report.sources:
        top = _draw(paper, source, top, language)
    if not report.sources:
        paper.text(_MARGIN, top + 14, words["none"], "soft", 14)
        top += 34
    return paper.svg(top + 10, title, words["title"])


def _draw(paper: Paper, source: SourceQuality, top: float, language: str) -> float:
    words = _WORDS[language]
    paper.text(_MARGIN, top + 14, source.source, "ink", 14, bold=True)
    said = words["rows"].format(rows=f"{source.rows:,}", open=f"{source.open_refused:,}")
    paper.text(_WIDTH - _MARGIN, top + 14, said, "soft", 12, anchor="end")
    top += 24
    room = _WIDTH - 2 * _MARGIN
    with paper.group(" · ".join(f"{words[name]} {getattr(source, name):,}" for name, _, _ in _STYLES)):
        paper.rect(_MARGIN, top, room, _BAR, "track", radius=3)
        x = _MARGIN
        for name, style, ink in _STYLES:
            width = room * getattr(source, name) / max(source.rows, 1)
            paper.rect(x, top, width, _BAR, style)
            count = f"{getattr(source, name):,}"
            if text_width(count, 11) + 8 < width:
                paper.text(x + width / 2, top + 13, count, ink, 11, anchor="middle")
            x += width
    top += _BAR + 12
    for entry in source.completeness:
        field = entry.zh if language == "zh" else entry.en
        paper.text(_MARGIN, top + 9, f"{kind_name(entry.kind, language)} · {_short(field)}", "soft", 11)
        bar = room - _LABEL - 60
        paper.rect(_MARGIN + _LABEL, top + 1, bar, _SMALL_BAR, "track", radius=2)
        paper.rect(_MARGIN + _LABEL, top + 1, bar * int(entry.share) / MICRO, _SMALL_BAR, "linked", radius=2)
        paper.text(_WIDTH - _MARGIN, top + 9, percent(entry.share), "soft", 11, anchor="end")
        top += 18
    return top + 22


def _short(text: str) -> str:
    return text if len(text) <= 22 else text[:21] + "…"
