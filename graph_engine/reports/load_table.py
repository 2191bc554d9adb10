"""What became of a load (装载结果), as tables."""

from __future__ import annotations

from collections.abc import Mapping

from graph_engine.loading.report import DocumentReport, LoadReport
from graph_engine.reports.table import Table
from graph_engine.reports.words import kind_name

_Cells = tuple[str, ...]

_DOCUMENTS = {
    "zh": ("文件", "工作表", "编码", "行数", "采用", "按规则忽略", "隔离"),
    "en": ("file", "sheet", "encoding", "rows", "understood", "ignored by rule", "refused"),
}
_STATEMENTS = {"zh": ("数据种类", "新增", "失效", "未变"), "en": ("statements", "added", "retired", "unchanged")}
_TITLES = {
    "zh": ("来源 {source}，装载器 {loader}", "第 {number} 批入库", "没有任何变化，未写入", "试运行，未写入"),
    "en": (
        "source {source}, loader {loader}",
        "committed as load {number}",
        "nothing changed, nothing written",
        "dry run, nothing written",
    ),
}
_PASSED = {"zh": "按规则未读：{file}（{rule}）", "en": "passed over: {file} ({rule})"}
_UNKNOWN = {"zh": "未识别的列：{columns}", "en": "columns not known: {columns}"}
_REPAIRED = {"zh": "已修复的单元格：{cells}", "en": "cells put right: {cells}"}


def load_tables(report: LoadReport, language: str) -> tuple[Table, ...]:
    """The documents with the fate of their rows, then what the store did."""
    titles = _TITLES[language]
    rows: tuple[_Cells, ...] = tuple(
        (
            document.file,
            document.sheet,
            document.encoding,
            str(document.rows),
            str(document.understood),
            _counts(document, document.ignored, language),
            _counts(document, document.refused, language),
        )
        for document in report.documents
    )
    unknown = tuple(
        _UNKNOWN[language].format(columns=f"{_place(document)}: {', '.join(document.unknown_columns)}")
        for document in report.documents
        if document.unknown_columns
    )
    repaired = tuple(
        _REPAIRED[language].format(cells=f"{_place(document)}: {_counts(document, document.repaired, language, '; ')}")
        for document in report.documents
        if document.repaired
    )
    passed = tuple(
        _PASSED[language].format(file=entry.file, rule=entry.rule.zh if language == "zh" else entry.rule.en)
        for entry in report.passed_over
    )
    title = titles[0].format(source=report.source, loader=report.loader)
    heads, rows = _filled(_DOCUMENTS[language], rows)
    read = Table(title, heads, rows, (*unknown, *repaired, *passed))
    applied = report.applied
    if applied is None:
        return (read, Table(titles[3], _STATEMENTS[language], ()))
    title = titles[2] if applied.number is None else titles[1].format(number=applied.number)
    changes = (applied.added, applied.retired, applied.unchanged)
    written = tuple(
        (kind_name(kind, language), *(str(counts.get(kind, 0)) for counts in changes))
        for kind in sorted({*applied.added, *applied.retired, *applied.unchanged})
        if any(counts.get(kind) for counts in changes)
    )
    return (read, Table(title, _STATEMENTS[language], written))


def _counts(document: DocumentReport, counts: Mapping[str, int], language: str, between: str = "\n") -> str:
    """Rows by rule or reason, in words."""
    told = (f"{count} × {document.words.get(what, {}).get(language, what)}" for what, count in counts.items())
    return between.join(told) or "0"


def _place(document: DocumentReport) -> str:
    return f"{document.file} {document.sheet}".strip()


def _filled(heads: _Cells, rows: tuple[_Cells, ...]) -> tuple[_Cells, tuple[_Cells, ...]]:
    """Heads and rows without the columns in which nothing stands: a CSV has no sheet, a workbook no encoding."""
    kept = [at for at in range(len(heads)) if not rows or any(row[at] for row in rows)]
    return tuple(heads[at] for at in kept), tuple(tuple(row[at] for at in kept) for row in rows)
