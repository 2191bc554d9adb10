"""One load from files to store (装载流程): look at every file, read all of it, check, and only then write.

Nothing is written before everything was read; what is refused, interrupted or cut off leaves the store as it
was. Memory does not depend on the size of the files: rows are streamed into a scratch file, the stage.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from graph_engine.errors import LoadRejectedError, RequestError, UnknownFormatError
from graph_engine.loading.emit import Emitter, Tally
from graph_engine.loading.files import DEFAULT_LIMITS, WORKBOOKS, Limits, SourceFile, inspect_file
from graph_engine.loading.garbage import collector
from graph_engine.loading.gathering import PassedOver, Piped, gathered
from graph_engine.loading.loader import Loader, Part, Surveying, recognise, stated
from graph_engine.loading.origins import Origin
from graph_engine.loading.repeat import Reading, fingerprint_of, last_reading
from graph_engine.loading.report import DocumentReport, LoadReport
from graph_engine.loading.secrets import LoadSecrets
from graph_engine.loading.slips import GivenBack
from graph_engine.model import schema
from graph_engine.model.documents import SourceDocument
from graph_engine.store.base import Applied, LoadRequest, LoadRow, Progress, Store
from graph_engine.store.stage import Stage

_SOURCE = re.compile(r"[\w.\-]{1,64}")
_DOUBTFUL_FIT = 0.5
"""A file of which a loader knows less than half the header is refused if another loader knows more of it."""
_ZONES = timedelta(days=1)
"""The office's day may be ahead of the recorded time's."""
_GB18030_AS_UTF8 = 1.5
"""A Chinese character has two bytes in GB18030 and three in UTF-8."""
_READ_BEFORE = "these files were the last load of this source, by the same program; they were not read again"
_KEPT_SHARE = 2
"""A full load must keep at least one in so many of the source's live statements of each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """How to load (装载选项).

    `source` is the name under which the office knows where the files come from. `full`: the files hold all
    that the source has, so what they no longer hold is retired. `recorded_at` is an aware time, not before
    that of the last load; with a `clock` the load is recorded when everything has been read, at the clock's
    time, so that a load which took long does not come before a short one that overtook it. `minimum` adds to
    the loader's own least counts after a full load. `refused_limit` is the largest part (0..1) of rows, other
    than ignored ones, that may be refused; none: no limit. With `reread` files are read even if they were the
    source's last load. `scratch` is the folder for scratch files, `piped` what the path `-` stands for.
    """

    source: str
    recorded_at: datetime
    clock: Callable[[], datetime] | None = None
    full: bool = False
    dry_run: bool = False
    minimum: Mapping[str, int] = field(default_factory=dict)
    refused_limit: float | None = None
    reread: bool = False
    limits: Limits = DEFAULT_LIMITS
    scratch: Path | None = None
    piped: Piped | None = None

    def __post_init__(self) -> None:
        if not _SOURCE.fullmatch(self.source):
            raise RequestError(f"'{self.source}' is no name of a source: use 1 to 64 letters, digits, points, dashes")
        if self.recorded_at.tzinfo is None:
            raise RequestError("recorded_at has no time zone")


def quiet(stage: str, done: int, total: int) -> None:
    """A progress that tells nobody."""


def run_load(
    store: Store,
    loader: Loader,
    paths: Sequence[Path],
    options: LoadOptions,
    secrets: LoadSecrets,
    *,
    catalogue: Mapping[str, Loader],
    progress: Progress = quiet,
) -> LoadReport:
    """Loads files with one loader as one load of one source, and reports on every row.

    A path may be a file, a folder, a zip archive of files, or `-` for standard input.

    `catalogue` are all loaders, to name the nearest where a file is not what `loader` expects.

    Raises:
        UnknownFormatError: a file is not what the loader expects.
        LoadRejectedError: a file is damaged, nothing was understood, too much was refused, or a full load
            would leave too little; nothing was written.
        StoreError: the store could not take the load; the old state stands.
    """
    loads, given_back = _admitted(store, options)
    with collector.held_back(), gathered(paths, options.limits, options.scratch, options.piped) as sources:
        files, foreign, warnings = _inspected(sources.files, options.limits, progress)
        fingerprint = fingerprint_of(loader, options.source, files, options.limits, options.minimum, secrets.key_id)
        if not (foreign or options.reread or options.dry_run):
            persons = secrets.persons()
            again = last_reading(loads, options.source, fingerprint, full=options.full, persons=persons)
            if again is not None:
                _check_outcome(again.documents, options)
                nothing = Applied(None, {}, {}, again.statements)
                warnings = [*warnings, _READ_BEFORE, *secrets.warnings]
                return _report(loader, options, again.documents, nothing, warnings, sources.passed_over)
        chosen = _recognised(loader, files, foreign, catalogue)
        with Stage(options.source, options.scratch) as stage, secrets:
            documents = []
            survey = loader.survey([part for _, part in chosen]) if isinstance(loader, Surveying) else None
            for file, part in chosen:
                documents.append(_read(stage, loader, file, part, secrets, options, given_back, survey, progress))
            _check_outcome(documents, options)
            stage.seal(progress)
            applied: Applied | None = None
            if not options.dry_run:
                reading = partial(_reading, fingerprint, documents, stage, secrets)
                applied = _apply(store, stage, loader, options, secrets, reading, progress)
        warnings = [*warnings, *secrets.warnings]
        return _report(loader, options, documents, applied, warnings, sources.passed_over)


def _report(
    loader: Loader,
    options: LoadOptions,
    documents: Sequence[DocumentReport],
    applied: Applied | None,
    warnings: Sequence[str],
    passed_over: Sequence[PassedOver],
) -> LoadReport:
    return LoadReport(
        loader=stated(loader),
        source=options.source,
        full=options.full,
        dry_run=options.dry_run,
        recorded_at=options.recorded_at,
        documents=tuple(documents),
        applied=applied,
        warnings=tuple(warnings),
        passed_over=tuple(passed_over),
    )


def _admitted(store: Store, options: LoadOptions) -> tuple[list[LoadRow], GivenBack]:
    """Refuses a time before the last load's before the files are read for nothing; gives all loads, and the refused
    rows that this source may answer."""
    with store.reader() as reader:
        loads = reader.loads()
        documents = reader.documents(loads[-1].number) if loads else []
    if loads and options.recorded_at < loads[-1].recorded_at:
        raise LoadRejectedError(
            f"recorded_at {options.recorded_at.isoformat()} lies before that of the last load, "
            f"{loads[-1].recorded_at.isoformat()}"
        )
    return loads, GivenBack(document.key for _, document in documents if document.source == options.source)


# ---------------------------------------------------------------------- recognising


def _inspected(
    origins: Sequence[Origin], limits: Limits, progress: Progress
) -> tuple[list[SourceFile], list[UnknownFormatError], list[str]]:
    """Each file once, those that are of no known format, and warnings."""
    files: list[SourceFile] = []
    foreign: list[UnknownFormatError] = []
    warnings: list[str] = []
    seen: dict[str, str] = {}
    for number, origin in enumerate(origins):
        progress("inspect", number, len(origins))
        try:
            file = inspect_file(origin, limits)
        except UnknownFormatError as error:
            foreign.append(error)
            continue
        if file.sha256 in seen:
            warnings.append(f"{file.name} has the same content as {seen[file.sha256]}; it was read once")
            continue
        seen[file.sha256] = file.name
        files.append(file)
    progress("inspect", len(origins), len(origins))
    return files, foreign, warnings


def _recognised(
    loader: Loader, files: Sequence[SourceFile], foreign: Sequence[UnknownFormatError], catalogue: Mapping[str, Loader]
) -> list[tuple[SourceFile, Part]]:
    """The parts of the files. A folder may hold several that do not belong there; whoever mends it wants to know
    them all."""
    chosen: list[tuple[SourceFile, Part]] = []
    strangers = [*foreign]
    for file in files:
        try:
            parts = loader.parts(file)
            _check_fit(loader, file, parts, catalogue)
        except UnknownFormatError as error:
            strangers.append(error)
            continue
        chosen.extend((file, part) for part in parts)
    if strangers:
        first, *others = strangers
        raise UnknownFormatError(
            first.file, first.reason, nearest=first.nearest, others=[error.file for error in others]
        ) from first
    return chosen


def _check_fit(loader: Loader, file: SourceFile, parts: Sequence[Part], catalogue: Mapping[str, Loader]) -> None:
    best = max((part.recognition for part in parts), key=lambda found: found.fit, default=None)
    if best is None:
        raise UnknownFormatError(str(file.path), "the workbook has no sheet")
    if best.fit >= _DOUBTFUL_FIT:
        return
    nearest, fit = _nearest(loader, file, catalogue)
    if not best.fit:
        reason = f"not for loader '{loader.name}': {best.reason}"
        raise UnknownFormatError(str(file.path), reason, nearest=nearest)
    if fit > best.fit:
        reason = f"loader '{loader.name}' knows only {best.fit:.0%} of its columns"
        raise UnknownFormatError(str(file.path), reason, nearest=nearest)


def _nearest(loader: Loader, file: SourceFile, catalogue: Mapping[str, Loader]) -> tuple[str | None, float]:
    fits = [(recognise(other, file).fit, other.name) for other in catalogue.values() if other.name != loader.name]
    fit, name = max(fits, default=(0.0, ""))
    return (name, fit) if fit else (None, 0.0)


# ---------------------------------------------------------------------- reading


def _read(
    stage: Stage,
    loader: Loader,
    file: SourceFile,
    part: Part,
    secrets: LoadSecrets,
    options: LoadOptions,
    given_back: GivenBack,
    survey: Any,
    progress: Progress,
) -> DocumentReport:
    key = SourceDocument.key_of(stage.source, file.sha256, part.sheet, loader.mapping)
    place = f"{file.name} {part.sheet}".strip()
    emit = Emitter(
        stage=stage,
        document=key,
        secrets=secrets,
        latest=options.recorded_at.date() + _ZONES,
        given_back=given_back,
        progress=lambda rows, size: progress(f"read {place}", rows, _expected_rows(file, rows, size)),
        survey=survey,
    )
    part.load(emit)
    tally = emit.tally
    stage.add_document(_document(key, stage.source, loader, file, part, tally))
    return DocumentReport.of(file, part.sheet, part.layout, _note(part), tally)


def _expected_rows(file: SourceFile, rows: int, size: int) -> int:
    """About how many rows a text has, by the rows read and their bytes as UTF-8; 0 where that cannot be told."""
    if file.format in WORKBOOKS or not size:
        return 0
    whole = file.size * _GB18030_AS_UTF8 if file.encoding == "gb18030" else file.size
    return max(rows, round(rows * whole / size))


def _document(key: str, source: str, loader: Loader, file: SourceFile, part: Part, tally: Tally) -> SourceDocument:
    return SourceDocument(
        key=key,
        source=source,
        loader=stated(loader),
        name=file.name,
        sheet=part.sheet,
        sha256=file.sha256,
        size=file.size,
        rows=tally.rows,
        understood=tally.understood,
        ignored=tally.ignored.total(),
        refused=tally.refused.total(),
        covers=loader.covers,
        covered_until=tally.covered_until,
        headers=tally.headers,
    )


def _note(part: Part) -> str:
    return "" if part.recognition.fit else part.recognition.reason


# ---------------------------------------------------------------------- checking and writing


def _check_outcome(documents: Sequence[DocumentReport], options: LoadOptions) -> None:
    understood = sum(document.understood for document in documents)
    refused: Counter[str] = Counter()
    for document in documents:
        refused.update(document.refused)
    if not understood:
        # Where nothing was refused either, what was passed over explains it.
        passed: Counter[str] = Counter()
        for document in documents:
            passed.update(document.ignored)
        why = "; ".join(f"{reason} ({count})" for reason, count in (refused or passed).most_common(3))
        raise LoadRejectedError(f"no row was understood{': ' + why if why else ''}")
    part = refused.total() / (understood + refused.total())
    if options.refused_limit is not None and part > options.refused_limit:
        raise LoadRejectedError(
            f"{refused.total()} of {understood + refused.total()} rows were refused ({part:.1%}); "
            f"the limit is {options.refused_limit:.1%}"
        )


def _apply(
    store: Store,
    stage: Stage,
    loader: Loader,
    options: LoadOptions,
    secrets: LoadSecrets,
    reading: Callable[[], str],
    progress: Progress,
) -> Applied:
    least = _minimum(store, loader, options) if options.full else {}
    secrets.commit()
    request = LoadRequest(
        loader=stated(loader),
        source=options.source,
        full=options.full,
        recorded_at=options.recorded_at if options.clock is None else max(options.recorded_at, options.clock()),
        minimum=least,
        reading=reading(),
    )
    return store.apply(stage, request, progress)


def _reading(fingerprint: str | None, documents: Sequence[DocumentReport], stage: Stage, secrets: LoadSecrets) -> str:
    """What the store keeps of the reading; to be asked for when the vault has been filled."""
    if fingerprint is None:
        return ""
    statements = {kind: count for kind in schema.STATEMENT_KINDS if (count := stage.count(kind))}
    return Reading(fingerprint, tuple(documents), statements, secrets.persons()).to_text()


def _minimum(store: Store, loader: Loader, options: LoadOptions) -> dict[str, int]:
    """Least counts after a full load: the loader's, the caller's, and half of what the source has now."""
    live: Counter[str] = Counter()
    with store.reader() as reader:
        loads = reader.loads()
        if loads:
            number = loads[-1].number
            documents = [entry for entry in reader.documents(number) if entry[1].source == options.source]
            _check_one_loader(loader, options, {document.loader for _, document in documents})
            own = {key for key, _ in documents}
            for kind in schema.STATEMENT_KINDS:
                for batch in reader.statements(kind, ("document",), number):
                    live[kind] += sum(1 for document in batch["document"] if document in own)
    least = {kind: -(-count // _KEPT_SHARE) for kind, count in live.items()}
    for asked in (loader.minimum, options.minimum):
        for kind, count in asked.items():
            least[kind] = max(count, least.get(kind, 0))
    return {kind: count for kind, count in least.items() if count}


def _check_one_loader(loader: Loader, options: LoadOptions, earlier: set[str]) -> None:
    """A full load retires all that its source no longer has, whoever loaded it."""
    others = sorted({name.partition(":")[0] for name in earlier} - {loader.name})
    if others:
        raise LoadRejectedError(
            f"source '{options.source}' was also loaded by {', '.join(others)}, whose rows a full load would retire; "
            "give each its own source"
        )
