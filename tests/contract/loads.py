"""Loads written by hand, for tests of stores: from records to one applied load in one call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256

from graph_engine.model.documents import SourceDocument
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Enterprise, Record, Shareholding
from graph_engine.store.base import Applied, LoadRequest, Progress, Store
from graph_engine.store.stage import Stage
from graph_engine.store.stored_rows import QuarantinedRow

FIRST_TIME = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Load:
    """One load as a test writes it: the records of one document of one source, line by line."""

    records: Sequence[Record] = ()
    source: str = "registry"
    document: str = "a"
    full: bool = False
    recorded_at: datetime = FIRST_TIME
    minimum: Mapping[str, int] = field(default_factory=dict)
    names: Sequence[tuple[str, str]] = ()
    refused: Sequence[QuarantinedRow] = ()
    others: Sequence[SourceDocument] = ()
    """Documents of this load besides `document`, from which no record comes."""
    reading: str = ""
    mended: Sequence[tuple[str, int]] = ()
    """(document, line) of refused rows that this load mends."""

    @property
    def source_document(self) -> SourceDocument:
        """The document that the records come from."""
        return document_of(self.document, self.source)

    @property
    def request(self) -> LoadRequest:
        """What is asked of the store."""
        return LoadRequest("by_hand", self.source, self.full, self.recorded_at, self.minimum, self.reading)


def document_of(name: str, source: str = "registry") -> SourceDocument:
    """A document named `name`, whose content is told by its name."""
    digest = sha256(name.encode()).hexdigest()
    return SourceDocument(
        key=SourceDocument.key_of(source, digest, ""),
        source=source,
        loader="by_hand",
        name=f"{name}.csv",
        sheet="",
        sha256=digest,
        size=len(name),
        rows=9,
        understood=7,
        ignored=1,
        refused=1,
        covers=("enterprise", "holds_shares_in", "risk_event"),
        covered_until=date(2026, 1, 1),
    )


def fill(stage: Stage, load: Load) -> None:
    """Stages a load and seals the stage."""
    key = load.source_document.key
    for line, record in enumerate(load.records, start=1):
        stage.add(record, key, line, f"row-{load.document}-{line}")
    for party, name in load.names:
        stage.add_name(party, name)
    for document in (load.source_document, *load.others):
        stage.add_document(document)
    for row in load.refused:
        stage.add_quarantined(row)
    for document_key, line in load.mended:
        stage.add_mended(document_key, line)
    stage.seal()


@contextmanager
def staged(load: Load) -> Iterator[Stage]:
    """The load in a sealed stage."""
    with Stage(load.source) as stage:
        fill(stage, load)
        yield stage


def quiet(stage: str, done: int, total: int) -> None:
    """A progress that nobody looks at."""


def apply(store: Store, load: Load, progress: Progress = quiet) -> Applied:
    """Stages a load and applies it."""
    with staged(load) as stage:
        return store.apply(stage, load.request, progress)


def applied_number(store: Store, load: Load) -> int:
    """Applies a load that is known to change something, and gives its number."""
    number = apply(store, load).number
    assert number is not None
    return number


def refused_row(document: SourceDocument, line: int, touches: str = "") -> QuarantinedRow:
    """A row of `document` that a loader refused."""
    return QuarantinedRow(
        document=document.key,
        line=line,
        column="统一社会信用代码",
        reason=f"check digit is wrong in line {line}",
        reason_zh="校验码不符",
        touches=touches,
        sealed=bytes(range(256)),
        row_hash=f"refused-{line}",
    )


def company(number: int, name: str | None = None, aliases: Iterable[str] = ()) -> PartyRef:
    """Invented company number `number`, by key alone unless a name is given: a name would add a mention."""
    return PartyRef("enterprise", f"src:{number}", name, tuple(aliases))


def enterprise(number: int, name: str | None = None, aliases: Iterable[str] = ()) -> Enterprise:
    """What a register says of company `number`."""
    name = name or f"东河第{number}贸易有限公司"
    return Enterprise(party=company(number, name, aliases), name=name)


def holding(holder: int, target: int, ratio_ppb: int | None = None) -> Shareholding:
    """Company `holder` holds shares of company `target`."""
    return Shareholding(source=company(holder), target=company(target), ratio_ppb=ratio_ppb)


def totals(counts: Mapping[str, int]) -> dict[str, int]:
    """The kinds of which there is anything."""
    return {kind: count for kind, count in counts.items() if count}
