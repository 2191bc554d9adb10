"""Measures the data of each source (数据质量) from what a store holds: nothing has to be kept while loading."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median_low
from sys import intern
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from graph_engine.answers.quality import (
    CodeVerdicts,
    Completeness,
    QualityReport,
    RefusedFor,
    SourceQuality,
    Timeliness,
)
from graph_engine.answers.writing import MICRO, Micro
from graph_engine.model import schema
from graph_engine.model.columns import MISSING, Column
from graph_engine.model.days import day_of
from graph_engine.model.documents import SourceDocument
from graph_engine.model.parties import NAME_SCHEME, scheme_of
from graph_engine.store.base import History, Reader, Store
from graph_engine.store.stored_rows import statement_columns

NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "enterprise": ("status", "address", "established_on"),
    "project": ("scenario", "number", "decision_on", "amount"),
    "risk_event": ("document_number", "authority", "decided_on", "text"),
    "licence": ("decision_number", "title", "authority", "decided_on", "text"),
    "holds_shares_in": ("ratio_low_ppb",),
}
"""Fields without which an answer is poorer: for penalties and permits those that the upload layout demands (必填)."""

DATED: Final[dict[str, tuple[str, ...]]] = {"risk_event": ("decided_on", "published_on"), "licence": ("decided_on",)}
"""What is to be handed over in time (双公示: 许可 and 处罚), and the dates from which that counts, the first stated."""

LIMIT_DAYS: Final = 7
"""Days within which a decision is to be handed over (双公示 asks for seven working days; first value)."""

_CREDIT_CODE: Final = "uscc"
_REFUSED: Final = 1
_INNER_FAILED: Final = 2


@dataclass(slots=True)
class _Measured:
    documents: list[SourceDocument] = field(default_factory=list)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    statements: Counter[str] = field(default_factory=Counter)
    filled: Counter[tuple[str, str]] = field(default_factory=Counter)
    enterprises: dict[int, int] = field(default_factory=dict)
    """Number of an enterprise → what is said against its code, as flags."""
    lags: list[int] = field(default_factory=list)
    undated: int = 0


def measure_quality(store: Store, today: date, zone: ZoneInfo) -> QualityReport:
    """The quality of every source, as the store is now.

    Raises:
        StoreUnavailableError: the store cannot be reached.
    """
    measured: defaultdict[str, _Measured] = defaultdict(_Measured)
    schemes: dict[int, str] = {}
    with store.reader() as reader:
        loads = reader.loads()
        last = loads[-1].number if loads else 0
        source_of: dict[int, str] = {}
        for number, document in reader.documents(last):
            source_of[number] = document.source
            measured[document.source].documents.append(document)
        sources = {document.key: document.source for found in measured.values() for document in found.documents}
        for row in reader.quarantine(last):
            measured[sources[row.document]].refused[row.reason, row.reason_zh] += 1
        for kind in NEEDED:
            _measure_fields(reader, kind, last, source_of, measured)
        _measure_codes(reader, last, source_of, measured)
        for numbers, kinds, keys, _ in reader.nodes(last):
            # Millions of enterprises have a handful of schemes between them.
            schemes.update(
                (int(number), intern(scheme_of(key)))
                for number, kind, key in zip(numbers, kinds, keys, strict=True)
                if kind == "enterprise"
            )
    with store.history() as history:
        _measure_lags(history, last, zone, sources, measured)
    found = (_source(name, measured[name], schemes) for name in sorted(measured))
    return QualityReport(today, tuple(found))


def _measure_fields(
    reader: Reader, kind: str, load: int, source_of: dict[int, str], measured: defaultdict[str, _Measured]
) -> None:
    mentions = [prop.name for prop in schema.own_properties(kind) if prop.name == "mention"]
    for batch in reader.statements(kind, ["document", *NEEDED[kind], *mentions], load):
        described = ~_filled(batch["mention"]) if mentions else np.ones(len(batch["document"]), bool)
        documents = np.asarray(batch["document"], np.int64)
        for source, of_source in _by_source(documents, source_of):
            counted = of_source & described
            measured[source].statements[kind] += int(counted.sum())
            for name in NEEDED[kind]:
                measured[source].filled[kind, name] += int((counted & _filled(batch[name])).sum())


def _measure_codes(reader: Reader, load: int, source_of: dict[int, str], measured: defaultdict[str, _Measured]) -> None:
    columns = ("document", "node", "refused_code", "inner_check_failed")
    for batch in reader.statements("enterprise", columns, load):
        documents, refused, failed = (
            batch["document"],
            _filled(batch["refused_code"]),
            _filled(batch["inner_check_failed"]),
        )
        for document, node, is_refused, has_failed in zip(documents, batch["node"], refused, failed, strict=True):
            said = measured[source_of[int(document or 0)]].enterprises
            number = int(node or 0)
            said[number] = said.get(number, 0) | _REFUSED * bool(is_refused) | _INNER_FAILED * bool(has_failed)


def _measure_lags(
    history: History, last: int, zone: ZoneInfo, sources: dict[str, str], measured: defaultdict[str, _Measured]
) -> None:
    """Decisions by the load that first brought what is live at load `last`; later loads may have come meanwhile."""
    days = {load.number: day_of(load.recorded_at.astimezone(zone).date()) or 0 for load in history.loads()}
    for kind, dates in DATED.items():
        columns = statement_columns(kind)
        document_at, *dates_at = map(columns.index, ("document", *dates))
        for batch in history.statements(kind):
            for recorded, retired, row in batch:
                if recorded > last or (retired is not None and retired <= last):
                    continue
                found = measured[sources[str(row[document_at])]]
                decided = next((day for at in dates_at if isinstance(day := row[at], int)), None)
                if decided is None:
                    found.undated += 1
                else:
                    found.lags.append(max(0, days[recorded] - decided))


def _by_source(documents: np.ndarray, source_of: dict[int, str]) -> Iterable[tuple[str, np.ndarray]]:
    for document in np.unique(documents):
        yield source_of[int(document)], documents == document


def _filled(column: Column) -> np.ndarray:
    if isinstance(column, list):
        return np.fromiter((value is not None for value in column), bool, len(column))
    return np.asarray(column != MISSING)


def _source(name: str, found: _Measured, schemes: dict[int, str]) -> SourceQuality:
    documents = found.documents
    until = [document.covered_until for document in documents if document.covered_until is not None]
    ranked = sorted(found.refused.items(), key=lambda entry: (-entry[1], entry[0]))
    return SourceQuality(
        source=name,
        loaders=tuple(sorted({document.loader for document in documents})),
        documents=len(documents),
        rows=sum(document.rows for document in documents),
        understood=sum(document.understood for document in documents),
        ignored=sum(document.ignored for document in documents),
        refused=sum(document.refused for document in documents),
        open_refused=found.refused.total(),
        covered_until=max(until, default=None),
        reasons=tuple(RefusedFor(reason, zh, rows) for (reason, zh), rows in ranked),
        completeness=tuple(_completeness(found)),
        codes=_codes(found, schemes),
        timeliness=_timeliness(found.lags, found.undated),
    )


def _completeness(found: _Measured) -> Iterable[Completeness]:
    for kind, names in NEEDED.items():
        statements = found.statements[kind]
        if not statements:
            continue
        properties = {prop.name: prop for prop in schema.own_properties(kind)}
        for name in names:
            filled = found.filled[kind, name]
            share = Micro(filled * MICRO // statements)
            prop = properties[name]
            yield Completeness(kind, name, prop.zh, prop.en, statements, filled, share)


def _codes(found: _Measured, schemes: dict[int, str]) -> CodeVerdicts:
    counts: Counter[str] = Counter()
    for node, said in found.enterprises.items():
        scheme = schemes[node]
        if said & _REFUSED:
            counts["refused"] += 1
        elif scheme == _CREDIT_CODE:
            counts["inner_failed" if said & _INNER_FAILED else "valid"] += 1
        else:
            counts["name_only" if scheme == NAME_SCHEME else "other_key"] += 1
    return CodeVerdicts(**{name: counts[name] for name in CodeVerdicts.__dataclass_fields__})


def _timeliness(lags: Sequence[int], undated: int) -> Timeliness:
    return Timeliness(
        events=len(lags) + undated,
        undated=undated,
        limit_days=LIMIT_DAYS,
        within=sum(lag <= LIMIT_DAYS for lag in lags),
        median_days=median_low(lags) if lags else None,
        longest_days=max(lags, default=None),
    )
