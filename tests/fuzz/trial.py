"""The trial of a case (试验): it is loaded, and what must hold whatever the files are is held against it."""

from __future__ import annotations

import io
import shutil
import time
from pathlib import Path

from graph_engine.errors import GraphEngineError
from graph_engine.loading.files import Limits, inspect_file
from graph_engine.loading.json_items import iter_items
from graph_engine.loading.loader import recognise
from graph_engine.loading.quarantine import export_quarantine
from graph_engine.loading.report import LoadReport
from graph_engine.loading.sheets import open_sheets
from graph_engine.reports.load_table import load_tables
from tests.contract.loader_samples import CATALOGUE
from tests.fuzz.cases import NOISE, Case
from tests.unit.loading.desk import Desk

_MIB = 1 << 20
LIMITS = Limits(
    gzip_free_bytes=_MIB,
    workbook_bytes=16 * _MIB,
    sheet_cells=200_000,
    line_bytes=_MIB,
    json_item_chars=2 * _MIB,
    files=1_000,
    archive_bytes=64 * _MIB,
)
"""Small ones, so that what is too large is met often and a process stays within its memory."""

MOST_SECONDS = 10.0
"""Of computing, for one case."""


def write_files(folder: Path, files: dict[str, bytes]) -> list[Path]:
    """Writes the files of a case; what is to be loaded: files that stand alone, and folders."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return sorted(folder.iterdir())


def try_case(desk: Desk, case: Case) -> bool:
    """Tries one case; whether its load was accepted.

    Raises:
        AssertionError: something does not hold.
        Exception: any other error than one of ours got out: a crash.
    """
    folder = desk.folder / "case"
    begun = time.process_time()
    try:
        paths = write_files(folder, case.files)
        if case.loader == NOISE:
            _read_by_everyone(paths[0])
            return True
        report = desk.load(CATALOGUE[case.loader], *paths, limits=LIMITS)
        _check_books(report, desk, case)
    except GraphEngineError as error:
        # What is told must be tellable.
        str(error).encode()
        return False
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        seconds = time.process_time() - begun
        assert seconds < MOST_SECONDS, f"{seconds:.1f} seconds"
    return True


def _read_by_everyone(path: Path) -> None:
    """Every reader of the kit on one file, directly."""
    file = inspect_file(path, LIMITS)
    for loader in CATALOGUE.values():
        recognise(loader, file)
    if file.format in ("json", "jsonl"):
        for item in iter_items(file):
            item.content()
    for sheet in open_sheets(file):
        for row in sheet.rows():
            assert row.line > 0


def _check_books(report: LoadReport, desk: Desk, case: Case) -> None:
    documents = {(document.name, document.sheet): document for document in desk.kept.documents}
    assert len(documents) == len(report.documents), "documents were lost"
    for document in report.documents:
        ignored, refused = sum(document.ignored.values()), sum(document.refused.values())
        assert document.rows == document.understood + ignored + refused, "rows do not add up"
        kept = documents[document.file, document.sheet]
        assert (kept.rows, kept.understood, kept.ignored, kept.refused) == (
            document.rows,
            document.understood,
            ignored,
            refused,
        ), "the store was told other counts"
    refused = sum(report.refused.values())
    assert len(desk.kept.quarantine) == refused, (
        f"{refused} rows refused, {len(desk.kept.quarantine)} in the quarantine"
    )
    assert export_quarantine(desk.refused(), io.StringIO()) == refused
    if case.filled is not None:
        read = report.rows - report.ignored.get("blank", 0)
        assert read == case.filled, f"{case.filled} rows went in, {read} were read"
    report.to_json().encode()
    for language in ("zh", "en"):
        str(load_tables(report, language)).encode()
