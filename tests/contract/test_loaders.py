"""What every loader in the catalogue must keep, whatever it reads. Store: the embedded one; the stores' own
contract sees to it that the server's does the same."""

from __future__ import annotations

import gzip
import importlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from graph_engine.errors import UnknownFormatError
from graph_engine.loading import Loader
from graph_engine.loading.files import inspect_file
from graph_engine.loading.loader import recognise
from graph_engine.loading.report import LoadReport
from graph_engine.model import schema
from graph_engine.settings import Settings
from graph_engine.store import open_store
from graph_engine.store.base import Store
from loaders import LOADERS
from tests.contract.loader_samples import CATALOGUE, SAMPLES
from tests.contract.pictures import Picture, picture
from tests.unit.loading.desk import RECORDED_AT, Desk


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path}/store.sqlite", Settings()) as opened:
        yield opened


@pytest.fixture(params=sorted(LOADERS))
def loader(request: pytest.FixtureRequest) -> Loader:
    return CATALOGUE[request.param]


def paths(desk: Desk, loader: Loader) -> list[Path]:
    return [desk.write(name, content) for name, content in SAMPLES[loader.name].items()]


def said(desk: Desk, loader: Loader, *files: Path) -> object:
    """Everything that a load hands to the store, without the place at which it was read."""
    desk.load(loader, *files)
    kept = desk.kept
    statements = {
        kind: sorted(
            (sorted((name, value) for name, value in row.items() if name not in ("document", "line", "row_hash")))
            for row in rows
        )
        for kind, rows in kept.statements.items()
    }
    return statements, kept.nodes, kept.names


def seen(store: Store) -> Picture:
    """What a reader shows after the first load."""
    with store.reader() as reader:
        assert [load.number for load in reader.loads()] == [1]
        return picture(reader, 1)


def check_books(report: LoadReport) -> None:
    for document in report.documents:
        assert document.rows == document.understood + sum(document.ignored.values()) + sum(document.refused.values())
    assert report.rows == report.understood + sum(report.ignored.values()) + sum(report.refused.values())


def test_every_loader_has_its_samples() -> None:
    assert set(SAMPLES) == set(LOADERS)
    assert all(len(files) == 2 for files in SAMPLES.values())


def test_the_name_in_the_catalogue_is_the_stem_of_the_file(loader: Loader) -> None:
    module = importlib.import_module(f"loaders.{loader.name}")
    assert LOADERS[loader.name] is module.LOADER
    assert module.LOADER.name == loader.name
    assert module.__doc__
    assert loader.zh
    assert loader.en


def test_a_loader_covers_kinds_that_exist_and_makes_no_others(desk: Desk, loader: Loader) -> None:
    assert set(loader.covers) <= set(schema.STATEMENT_KINDS)
    desk.load(loader, *paths(desk, loader))
    made = {kind for kind, rows in desk.kept.statements.items() if rows}
    # Mentions of parties and their other keys come with whatever names them.
    assert made <= {*loader.covers, "enterprise", "person", "project", "contact", schema.ALIAS}
    assert made & set(loader.covers)


def test_the_counts_add_up_to_the_rows_read(desk: Desk, loader: Loader) -> None:
    report = desk.load(loader, *paths(desk, loader))
    check_books(report)
    assert report.understood > 0
    assert sum(report.refused.values()) > 0
    assert len(desk.kept.quarantine) == sum(report.refused.values())
    kept = {document.name: document for document in desk.kept.documents}
    for document in report.documents:
        row = kept[document.file]
        assert (row.rows, row.understood) == (document.rows, document.understood)
        assert (row.ignored, row.refused) == (sum(document.ignored.values()), sum(document.refused.values()))


def test_refused_rows_tell_place_and_reason_in_both_languages(desk: Desk, loader: Loader) -> None:
    desk.load(loader, *paths(desk, loader))
    for row in desk.refused():
        assert row.file in SAMPLES[loader.name]
        assert row.line > 0
        assert row.reason.isascii()
        assert not row.reason_zh.isascii()
        assert row.row


def test_loading_twice_changes_nothing(desk: Desk, store: Store, loader: Loader) -> None:
    files = paths(desk, loader)
    first = desk.load(loader, *files, store=store)
    assert first.applied is not None
    assert first.applied.number == 1
    before = seen(store)
    for full in (False, True):
        again = desk.load(loader, *files, store=store, full=full, recorded_at=RECORDED_AT + timedelta(days=1))
        check_books(again)
        assert again.applied is not None
        assert again.applied.number is None
        assert not any(again.applied.added.values())
        assert not any(again.applied.retired.values())
    assert seen(store) == before


def test_packing_a_file_anew_changes_nothing(desk: Desk, store: Store, loader: Loader) -> None:
    files = paths(desk, loader)
    desk.load(loader, *files, store=store)
    packed = []
    for file in files:
        content = file.read_bytes()
        plain = gzip.decompress(content) if file.suffix == ".gz" else content
        packed.append(desk.write(f"{file.name.removesuffix('.gz')}.gz", gzip.compress(plain, 1, mtime=7)))
    again = desk.load(loader, *packed, store=store)
    assert again.applied is not None
    assert again.applied.number is None


def test_the_order_of_files_does_not_matter(desk: Desk, loader: Loader) -> None:
    first, second = paths(desk, loader)
    assert said(desk, loader, first, second) == said(desk, loader, second, first)


def test_files_one_by_one_say_the_same_as_together(desk: Desk, store: Store, loader: Loader) -> None:
    first, second = paths(desk, loader)
    desk.load(loader, first, store=store)
    desk.load(loader, second, store=store)
    together = desk.load(loader, first, second, store=store)
    assert together.applied is not None
    assert not any(together.applied.retired.values())
    assert not any(together.applied.added.values())


def test_a_file_for_another_loader_is_refused_naming_that_one(desk: Desk, loader: Loader) -> None:
    for other, files in SAMPLES.items():
        if other == loader.name:
            continue
        for name, content in files.items():
            with pytest.raises(UnknownFormatError) as refused:
                desk.load(loader, desk.write(name, content), catalogue=CATALOGUE)
            assert refused.value.nearest == other
            assert name in refused.value.file


def test_a_file_for_nobody_is_refused_naming_none(desk: Desk, loader: Loader) -> None:
    for name, content in (("a.csv", b"x,y\n1,2\n"), ("a.json", b'{"x": 1}'), ("a.jsonl", b'{"x": 1}\n{"x": 2}\n')):
        with pytest.raises(UnknownFormatError) as refused:
            desk.load(loader, desk.write(name, content))
        assert refused.value.nearest is None


def test_a_loader_recognises_its_own_files_best(desk: Desk, loader: Loader) -> None:
    for path in paths(desk, loader):
        file = inspect_file(path)
        fits = {name: recognise(other, file).fit for name, other in CATALOGUE.items()}
        assert max(fits, key=lambda name: fits[name]) == loader.name
        assert 0.5 <= fits[loader.name] <= 1
