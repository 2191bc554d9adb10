"""The same rows say the same, whatever file they come in: every format, packed or not, alone, in a folder or piped."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from graph_engine.loading import Loader
from graph_engine.loading.gathering import Piped
from tests.contract.loader_samples import CATALOGUE, SAMPLES
from tests.unit.loading.desk import Desk
from tests.workbook_files import ods_bytes, xls_bytes, xlsx_bytes, zip_bytes

Rows = list[list[str]]


def rows_of(content: bytes) -> Rows:
    """The rows of a sample table."""
    plain = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return list(csv.reader(io.StringIO(plain.decode(encoding), newline="")))
        except UnicodeDecodeError:
            continue
    raise AssertionError("a sample in no known encoding")


def records_of(rows: Rows) -> list[dict[str, str]]:
    """The rows below the header as objects."""
    header = max(range(len(rows)), key=lambda number: (len(rows[number]), -number))
    return [dict(zip(rows[header], row, strict=True)) for row in rows[header + 1 :]]


def delimited(rows: Rows, delimiter: str, encoding: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


FORMATS: dict[str, Callable[[Rows, str], bytes]] = {
    "csv": lambda rows, title: delimited(rows, ",", "utf-8"),
    "tsv": lambda rows, title: delimited(rows, "\t", "gb18030"),
    "txt": lambda rows, title: delimited(rows, "|", "utf-8-sig"),
    "xlsx": lambda rows, title: xlsx_bytes({title: rows}),
    "xls": lambda rows, title: xls_bytes({title: rows}),
    "ods": lambda rows, title: ods_bytes({title: rows}),
    "json": lambda rows, title: json.dumps(records_of(rows), ensure_ascii=False).encode(),
    "jsonl": lambda rows, title: "\n".join(json.dumps(record) for record in records_of(rows)).encode(),
}
TABLES = {
    name: files
    for name, files in SAMPLES.items()
    # One publisher's list comes as CSV only, in part without a header.
    if name != "ofac" and all(".csv" in file for file in files)
}


def said(desk: Desk, loader: Loader, *paths: Path, piped: Piped | None = None) -> object:
    """Everything that a load hands to the store, without the document and the place in it."""
    desk.load(loader, *paths, piped=piped)
    statements = {
        kind: sorted(
            sorted((name, value) for name, value in row.items() if name not in ("document", "line")) for row in rows
        )
        for kind, rows in desk.kept.statements.items()
    }
    assert any(statements.values())
    refused = sorted((row.column, row.value, row.reason, row.row) for row in desk.refused())
    return statements, desk.kept.nodes, desk.kept.names, refused


def test_tables_are_among_the_samples() -> None:
    assert {"penalties", "court", "projects", "registry"} <= set(TABLES)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_says_the_same_in_every_format(desk: Desk, name: str) -> None:
    for file, content in TABLES[name].items():
        title = file.split(".")[0]
        rows = rows_of(content)
        plain = said(desk, CATALOGUE[name], desk.write(file, content))
        for ending, write in FORMATS.items():
            path = desk.write(f"{title}.{ending}", write(rows, title))
            assert said(desk, CATALOGUE[name], path) == plain, ending


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_files_say_the_same_packed_in_a_folder_or_piped(desk: Desk, name: str) -> None:
    loader = CATALOGUE[name]
    files = SAMPLES[name]
    together = said(desk, loader, *(desk.write(file, content) for file, content in files.items()))

    folder = desk.folder / "收件" / "2026"
    folder.mkdir(parents=True)
    for file, content in files.items():
        (folder / file).write_bytes(content)
    assert said(desk, loader, desk.folder / "收件") == together

    archive = zip_bytes({f"2026/{file}": content for file, content in files.items()})
    assert said(desk, loader, desk.write("收件.zip", archive)) == together
    assert said(desk, loader, Path("-"), piped=Piped(io.BytesIO(archive), "收件.zip")) == together

    (first, first_content), (second, second_content) = files.items()
    packed = desk.folder / first if first.endswith(".gz") else desk.write(f"{first}.gz", gzip.compress(first_content))
    piped = Piped(io.BytesIO(second_content), second)
    assert said(desk, loader, packed, Path("-"), piped=piped) == together


def test_a_workbook_in_an_archive_and_an_archive_in_a_folder(desk: Desk) -> None:
    (file, content), _ = TABLES["penalties"].items()
    title = file.split(".")[0]
    plain = said(desk, CATALOGUE["penalties"], desk.write(file, content))
    books = {ending: FORMATS[ending](rows_of(content), title) for ending in ("xlsx", "xls", "ods")}
    for ending, book in books.items():
        folder = desk.folder / ending
        folder.mkdir()
        (folder / "周报.zip").write_bytes(zip_bytes({f"内/{title}.{ending}": book}))
        assert said(desk, CATALOGUE["penalties"], folder) == plain
        (document,) = desk.kept.documents
        assert document.name == f"{ending}/周报.zip/内/{title}.{ending}"
        assert document.sheet == title


def test_the_key_of_a_document_depends_on_its_content_only(desk: Desk) -> None:
    (file, content), _ = TABLES["penalties"].items()
    keys = set()
    for path in (desk.write(file, content), desk.write("a.zip", zip_bytes({"b.csv": content}))):
        desk.load(CATALOGUE["penalties"], path)
        (document,) = desk.kept.documents
        keys.add(document.key)
    assert len(keys) == 1


def test_sheets_that_refer_to_each_other_stand_in_any_order(desk: Desk) -> None:
    tables = {file.split(".")[0]: rows_of(content) for file, content in TABLES["registry"].items()}
    backwards = dict(reversed(tables.items()))
    whole = said(desk, CATALOGUE["registry"], desk.write("a.xlsx", xlsx_bytes(tables)))
    assert said(desk, CATALOGUE["registry"], desk.write("b.xlsx", xlsx_bytes(backwards))) == whole
    assert said(desk, CATALOGUE["registry"], desk.write("c.ods", ods_bytes(backwards))) == whole
    assert said(desk, CATALOGUE["registry"], desk.write("d.xls", xls_bytes(tables))) == whole


def test_an_unknown_header_is_told_with_the_nearest_in_every_format(desk: Desk) -> None:
    (file, content), _ = TABLES["penalties"].items()
    rows = rows_of(content)
    place = rows[0].index("违法事实")
    rows[0][place] = "违法事买"
    title = file.split(".")[0]
    for ending, write in FORMATS.items():
        report = desk.load(CATALOGUE["penalties"], desk.write(f"{title}.{ending}", write(rows, title)))
        assert report.documents[0].unknown_columns == {"违法事买": "违法事实"}, ending
