"""The quality of the sources (数据质量), as tables: one line a source, then what is refused and what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from graph_engine.answers.quality import QualityReport, SourceQuality
from graph_engine.answers.writing import MICRO, Micro
from graph_engine.reports.table import Table
from graph_engine.reports.words import kind_name

_HEADS = {
    "zh": (
        ("来源", "数据表", "行数", "采用", "按规则忽略", "拒收", "未更正", "数据至"),
        ("来源", "有效代码", "错码疑似", "代码拒收", "其他标识", "仅名称"),
        ("来源", "原因", "行数"),
        ("来源", "数据种类", "字段", "条数", "已填", "完整率"),
        ("来源", "决定", "无日期", "{limit}日内", "中位天数", "最长天数"),
    ),
    "en": (
        ("source", "tables", "rows", "understood", "ignored", "refused", "not mended", "data until"),
        ("source", "valid codes", "inner check failed", "codes refused", "other key", "name only"),
        ("source", "reason", "rows"),
        ("source", "statements", "field", "number", "filled", "share"),
        ("source", "decisions", "undated", "within {limit} days", "median days", "longest"),
    ),
}
_TITLES = {
    "zh": ("各来源数据质量（{day}）", "企业代码核验", "未更正的拒收原因", "必要字段完整率", "时效：从作出决定到入库"),
    "en": (
        "quality of each source on {day}",
        "credit codes by verdict",
        "why rows are refused and not mended",
        "completeness of needed fields",
        "timeliness: from decision to load",
    ),
}


def quality_tables(report: QualityReport, language: str) -> tuple[Table, ...]:
    """Five tables: rows, codes, reasons, completeness, timeliness."""
    titles = [title.format(day=report.answered_on.isoformat()) for title in _TITLES[language]]
    limit = report.sources[0].timeliness.limit_days if report.sources else 0
    heads = [tuple(head.format(limit=limit) for head in of_table) for of_table in _HEADS[language]]
    sources = report.sources
    bodies: Sequence[tuple[tuple[str, ...], ...]] = (
        tuple(_rows(source) for source in sources),
        tuple(_codes(source) for source in sources),
        tuple(
            (source.source, entry.reason_zh if language == "zh" else entry.reason, str(entry.rows))
            for source in sources
            for entry in source.reasons
        ),
        tuple(
            (
                source.source,
                kind_name(entry.kind, language),
                entry.zh if language == "zh" else entry.en,
                str(entry.statements),
                str(entry.filled),
                percent(entry.share),
            )
            for source in sources
            for entry in source.completeness
        ),
        tuple(_late(source) for source in sources if source.timeliness.events),
    )
    return tuple(Table(*parts) for parts in zip(titles, heads, bodies, strict=True))


def _rows(source: SourceQuality) -> tuple[str, ...]:
    until = source.covered_until.isoformat() if source.covered_until else "–"
    numbers = (source.documents, source.rows, source.understood, source.ignored, source.refused, source.open_refused)
    return (source.source, *map(str, numbers), until)


def _codes(source: SourceQuality) -> tuple[str, ...]:
    codes = source.codes
    numbers = (codes.valid, codes.inner_failed, codes.refused, codes.other_key, codes.name_only)
    return (source.source, *map(str, numbers))


def _late(source: SourceQuality) -> tuple[str, ...]:
    late = source.timeliness
    days = ("–" if value is None else str(value) for value in (late.median_days, late.longest_days))
    return (source.source, str(late.events), str(late.undated), str(late.within), *days)


def percent(share: Micro) -> str:
    """A share of 0..1 in percent, rounded down: what is not whole never reads as 100 %."""
    return f"{int(share) * 1000 // MICRO / 10:.1f} %"
