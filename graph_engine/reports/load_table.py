"""What became of a load (装载结果), as tables."""

from __future__ import annotations

from collections.abc import Mapping

from graph_engine.loading.report import LoadReport
from graph_engine.reports.table import Table

_DOCUMENTS = {
    "zh": ("文件", "工作表", "编码", "版式", "行数", "采用", "按规则忽略", "隔离"),
    "en": ("file", "sheet", "encoding", "layout", "rows", "understood", "ignored by rule", "refused"),
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
    rows = tuple(
        (
            document.file,
            document.sheet,
            document.encoding,
            document.layout,
            str(document.rows),
            str(document.understood),
            _counts(document.ignored),
            _counts(document.refused),
        )
        for document in report.documents
    )
    unknown = tuple(
        _UNKNOWN[language].format(columns=f"{document.file} {document.sheet}: {', '.join(document.unknown_columns)}")
        for document in report.documents
        if document.unknown_columns
    )
    repaired = tuple(
        _REPAIRED[language].format(cells=f"{document.file} {document.sheet}: {_counts(document.repaired)}")
        for document in report.documents
        if document.repaired
    )
    passed = tuple(
        _PASSED[language].format(file=entry.file, rule=entry.rule.zh if language == "zh" else entry.rule.en)
        for entry in report.passed_over
    )
    title = titles[0].format(source=report.source, loader=report.loader)
    read = Table(title, _DOCUMENTS[language], rows, (*unknown, *repaired, *passed))
    applied = report.applied
    if applied is None:
        return (read, Table(titles[3], _STATEMENTS[language], ()))
    title = titles[2] if applied.number is None else titles[1].format(number=applied.number)
    kinds = sorted({*applied.added, *applied.retired, *applied.unchanged})
    written = tuple(
        (kind, *(str(counts.get(kind, 0)) for counts in (applied.added, applied.retired, applied.unchanged)))
        for kind in kinds
        if any(counts.get(kind) for counts in (applied.added, applied.retired, applied.unchanged))
    )
    return (read, Table(title, _STATEMENTS[language], written))


def _counts(counts: Mapping[str, int]) -> str:
    return "\n".join(f"{count} × {what}" for what, count in counts.items()) or "0"
