"""What every loader's samples make of a store: it is whole, its copy is the same, and what was refused goes back and
comes again."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from graph_engine.loading import Loader
from graph_engine.loading.quarantine import RefusedRow
from graph_engine.loading.slips import RECORD_HEADER, SLIP_HEADERS, write_slips
from graph_engine.store.base import Store
from graph_engine.store.copying import check_store, copy_store
from graph_engine.store.sqlite import SqliteStore
from tests.contract.backends import Backend
from tests.contract.loader_samples import CATALOGUE, CODES, SAMPLES, lei
from tests.contract.loads import quiet
from tests.contract.pictures import history
from tests.unit.loading.desk import RECORDED_AT, Desk

CORRECTIONS: Mapping[str, Mapping[str, str]] = {
    "penalties": {"行政相对人代码_1（统一社会信用代码）": CODES[3]},
    "licences": {"行政相对人代码_1（统一社会信用代码）": CODES[3]},
    "lists": {"统一社会信用代码": CODES[3]},
    "repairs": {"统一社会信用代码": CODES[3]},
    "court": {"案号": "（2024）粤1971执2号"},
    "projects": {"统一社会信用代码": CODES[3]},
    "registry": {"统一社会信用代码": CODES[3]},
    "gleif": {"Relationship.EndNode.NodeID": lei(1)},
    "ofac": {"Name": "ENTITY FOUR"},
    "table": {"guarantor code": CODES[3], "by.code": CODES[1]},
}
"""What a department writes into the cells of its slip; loaders that are not here refuse no row of a table."""


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[SqliteStore]:
    with SqliteStore(tmp_path / "embedded.sqlite") as opened:
        yield opened


@pytest.fixture(params=sorted(CATALOGUE))
def loader(request: pytest.FixtureRequest) -> Loader:
    return CATALOGUE[request.param]


def tell(desk: Desk, loader: Loader, store: Store, *, day: int = 0) -> None:
    """The first sample, then both as all there is."""
    first, second = (desk.write(name, content) for name, content in SAMPLES[loader.name].items())
    when = RECORDED_AT + timedelta(days=day)
    desk.load(loader, second, store=store, source=loader.name, recorded_at=when)
    desk.load(loader, first, second, store=store, source=loader.name, full=True, recorded_at=when)


def test_samples_of_all_loaders_make_a_whole_store_that_can_be_copied(
    desk: Desk, backend: Backend, embedded: SqliteStore
) -> None:
    with backend.open() as store:
        for day, loader in enumerate(CATALOGUE.values()):
            tell(desk, loader, store, day=day)
        state = check_store(store, quiet)
        assert state.faults == ()
        assert copy_store(store, embedded, quiet).fingerprint == state.fingerprint
        assert history(embedded) == history(store)


def corrected(path: Path, corrections: Mapping[str, str]) -> None:
    """Writes into a slip what its department mends."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = [
                {**row, **{name: value for name, value in corrections.items() if name in row}}
                for row in csv.DictReader(stream)
            ]
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return
    book = load_workbook(path)
    for sheet in book.worksheets:
        for column in sheet.iter_cols():
            if column[0].value in corrections:
                for cell in column[1:]:
                    cell.value = corrections[str(column[0].value)]
    book.save(path)


def is_table(row: RefusedRow) -> bool:
    return bool(row.headers)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_refused_rows_of_tables_come_back_corrected(
    desk: Desk, embedded: SqliteStore, loader: Loader, ending: str
) -> None:
    tell(desk, loader, embedded)
    refused = desk.refused(embedded)
    assert any(map(is_table, refused)) == (loader.name in CORRECTIONS)
    slips = [path for path in write_slips(filter(is_table, refused), desk.folder / "slips") if path.suffix == ending]
    for slip in slips:
        corrected(slip, CORRECTIONS[loader.name])
        report = desk.load(
            loader, slip, store=embedded, source=loader.name, recorded_at=RECORDED_AT + timedelta(days=1)
        )
        assert (report.refused, report.documents[0].left_out, report.documents[0].unknown_columns) == ({}, {}, {})
        assert report.understood > 0
    assert not any(map(is_table, desk.refused(embedded)))
    assert check_store(embedded, quiet).faults == ()


def test_refused_records_that_are_no_rows_go_back_as_they_are(
    desk: Desk, embedded: SqliteStore, loader: Loader
) -> None:
    tell(desk, loader, embedded)
    records = [row for row in desk.refused(embedded) if not is_table(row)]
    for slip in write_slips(records, desk.folder / "slips"):
        if slip.suffix == ".csv":
            with slip.open(encoding="utf-8-sig", newline="") as stream:
                header, *rows = csv.reader(stream)
            assert header == [RECORD_HEADER, *SLIP_HEADERS]
            assert [row[0] for row in rows] == [row.row for row in records]
