"""The load report (装载报告): what was read, what became of each row, and what the store did."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from graph_engine.loading.emit import Tally
from graph_engine.loading.files import SourceFile
from graph_engine.loading.gathering import PassedOver
from graph_engine.loading.reasons import Rule
from graph_engine.store.base import Applied


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """What became of one sheet or file. `rows = understood + sum(ignored) + sum(refused)`.

    `ignored` and `left_out` count by rule, `refused` by reason (English); `left_out` are parts of understood rows,
    `repaired` cells of theirs that were put right, by repair. `unknown_columns` are headers that the layout does not
    know, each with the nearest one that it does; `unread_columns` are known, but of no use for the graph. `records`
    counts statements by kind. `words` says what each rule and reason among them means, in both languages.
    """

    file: str
    sheet: str
    sha256: str
    size: int
    format: str
    encoding: str
    compressed: bool
    layout: str
    note: str
    rows: int
    understood: int
    ignored: Mapping[str, int]
    refused: Mapping[str, int]
    left_out: Mapping[str, int]
    records: Mapping[str, int]
    unknown_columns: Mapping[str, str | None]
    unread_columns: tuple[str, ...]
    covered_until: date | None
    repaired: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, file: SourceFile, sheet: str, layout: str, note: str, tally: Tally) -> DocumentReport:
        """The report of a document whose books are closed."""
        return cls(
            file=file.name,
            sheet=sheet,
            sha256=file.sha256,
            size=file.size,
            format=file.format,
            encoding=file.encoding,
            compressed=file.compressed,
            layout=layout,
            note=note,
            rows=tally.rows,
            understood=tally.understood,
            ignored=_sorted(tally.ignored),
            refused=_sorted(tally.refused),
            left_out=_sorted(tally.left_out),
            repaired=_sorted(tally.repaired),
            records=_sorted(tally.records),
            unknown_columns=dict(tally.unknown_columns),
            unread_columns=tuple(tally.unread_columns),
            covered_until=tally.covered_until,
            words=_words(tally),
        )

    @classmethod
    def of_dict(cls, plain: Mapping[str, Any]) -> DocumentReport:
        """The report that `as_dict` made plain."""
        until = plain["covered_until"]
        return cls(
            **{
                **plain,
                "unread_columns": tuple(plain["unread_columns"]),
                "covered_until": None if until is None else date.fromisoformat(until),
            }
        )

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data for JSON."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        fields["unread_columns"] = list(self.unread_columns)
        fields["covered_until"] = None if self.covered_until is None else self.covered_until.isoformat()
        return fields


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What one load did. `applied` is none for a dry run; `applied.number` is none when nothing changed.

    `passed_over` are files in folders and archives that never hold data, each with the rule that says so.
    """

    loader: str
    source: str
    full: bool
    dry_run: bool
    recorded_at: datetime
    documents: tuple[DocumentReport, ...]
    applied: Applied | None
    warnings: tuple[str, ...]
    passed_over: tuple[PassedOver, ...] = ()

    @property
    def rows(self) -> int:
        """Rows read, of all documents."""
        return sum(document.rows for document in self.documents)

    @property
    def understood(self) -> int:
        """Rows understood, of all documents."""
        return sum(document.understood for document in self.documents)

    @property
    def ignored(self) -> Mapping[str, int]:
        """Ignored rows by rule, of all documents."""
        return _added(document.ignored for document in self.documents)

    @property
    def refused(self) -> Mapping[str, int]:
        """Refused rows by reason, of all documents."""
        return _added(document.refused for document in self.documents)

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data for JSON."""
        applied = self.applied
        return {
            "loader": self.loader,
            "source": self.source,
            "full": self.full,
            "dry_run": self.dry_run,
            "recorded_at": self.recorded_at.isoformat(),
            "load": None if applied is None else applied.number,
            "added": {} if applied is None else _sorted(applied.added),
            "retired": {} if applied is None else _sorted(applied.retired),
            "unchanged": {} if applied is None else _sorted(applied.unchanged),
            "rows": self.rows,
            "understood": self.understood,
            "ignored": dict(self.ignored),
            "refused": dict(self.refused),
            "warnings": list(self.warnings),
            "passed_over": {entry.file: str(entry.rule) for entry in self.passed_over},
            "documents": [document.as_dict() for document in self.documents],
        }

    def to_json(self) -> str:
        """The report as JSON text."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2)


def _sorted(counts: Mapping[Any, int]) -> dict[str, int]:
    """Counts with plain text names, most first."""
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1], str(entry[0])))
    return {str(name): count for name, count in ranked if count}


def _words(tally: Tally) -> dict[str, dict[str, str]]:
    """What the rules and reasons of a document mean; a reason is its own English."""
    rules = {*tally.ignored, *tally.left_out, *(repair for repair in tally.repaired if isinstance(repair, Rule))}
    words = {str(rule): {"zh": rule.zh, "en": rule.en} for rule in rules}
    words |= {str(reason): {"zh": reason.zh, "en": str(reason)} for reason in tally.refused}
    return dict(sorted(words.items()))


def _added(counts: Any) -> dict[str, int]:
    total: Counter[str] = Counter()
    for entry in counts:
        total.update(entry)
    return _sorted(total)
