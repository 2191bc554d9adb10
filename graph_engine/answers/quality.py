"""How good the data of each source is (数据质量): what was refused and why, what is missing, how late it came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph_engine.answers.writing import Micro


@dataclass(frozen=True, slots=True)
class RefusedFor:
    """Rows of a source that are refused and not yet mended, for one reason."""

    reason: str
    reason_zh: str
    rows: int


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many of a source's live statements of a kind have a field that an office needs; `share` of them, 0..1."""

    kind: str
    field: str
    zh: str
    en: str
    statements: int
    filled: int
    share: Micro


@dataclass(frozen=True, slots=True)
class CodeVerdicts:
    """Enterprises that a source names, by the verdict on their credit code (统一社会信用代码核验).

    `valid`: passes its checks; `inner_failed`: valid, but the inner check of the organisation code fails (错码
    candidate); `refused`: a code was given that fails; `other_key`: known by another number; `name_only`: known by
    name within another party.
    """

    valid: int
    inner_failed: int
    refused: int
    other_key: int
    name_only: int


@dataclass(frozen=True, slots=True)
class Timeliness:
    """Days from a decision, else its publication, to the load that brought it (时效), for events and permits.
    `within` counts those of at most `limit_days`; `undated` have neither date; `median_days` and `longest_days` are
    none where nothing is dated."""

    events: int
    undated: int
    limit_days: int
    within: int
    median_days: int | None
    longest_days: int | None


@dataclass(frozen=True, slots=True)
class SourceQuality:
    """One source. `rows = understood + ignored + refused`, over every document it handed over; `open_refused` are
    those refused rows that no later load has mended."""

    source: str
    loaders: tuple[str, ...]
    documents: int
    rows: int
    understood: int
    ignored: int
    refused: int
    open_refused: int
    covered_until: date | None
    reasons: tuple[RefusedFor, ...]
    completeness: tuple[Completeness, ...]
    codes: CodeVerdicts
    timeliness: Timeliness


@dataclass(frozen=True, slots=True)
class QualityReport:
    """The quality of every source on a day (数据质量报告)."""

    answered_on: date
    sources: tuple[SourceQuality, ...]
