"""Workbooks of every kind: their cells, and the lies that must not fill the memory."""

from __future__ import annotations

import struct
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from graph_engine.errors import LoadRejectedError, UnknownFormatError
from graph_engine.loading.files import DEFAULT_LIMITS, Limits, inspect_file
from graph_engine.loading.rows import RawRow
from graph_engine.loading.sheets import open_sheets
from graph_engine.loading.xlsx_bounds import sheet_cells
from tests.workbook_files import (
    biff_cell,
    book_stream,
    compound_file,
    ods_bytes,
    ods_of,
    xls_bytes,
    xlsx_bytes,
)

LONG = 914419007480321175
ROWS: list[list[object]] = [["企业名称", "金额", "说明"], ["甲", 1.5, "一\n二"], ["乙", LONG, ""], ["丙", 12]]
READ = [["企业名称", "金额", "说明"], ["甲", "1.5", "一\n二"], ["乙", "9.144190074803212e+17", ""], ["丙", "12", ""]]


def rows_of(path: Path, content: bytes, limits: Limits = DEFAULT_LIMITS) -> list[RawRow]:
    path.write_bytes(content)
    (sheet,) = open_sheets(inspect_file(path, limits))
    return list(sheet.rows())


@pytest.mark.parametrize(("name", "write"), [("a.xlsx", xlsx_bytes), ("a.xls", xls_bytes), ("a.ods", ods_bytes)])
def test_cells_are_read_alike_from_every_workbook(tmp_path: Path, name: str, write: object) -> None:
    assert callable(write)
    path = tmp_path / name
    path.write_bytes(write({"甲": ROWS, "乙": [["x"]]}))
    first, second = open_sheets(inspect_file(path))
    assert (first.name, second.name) == ("甲", "乙")
    assert first.file.format == path.suffix[1:]
    for _ in range(2):
        assert [row.line for row in first.rows()] == [1, 2, 3, 4]
        assert [[*row.cells, ""][:3] for row in first.rows()] == READ
    assert [row.cells for row in second.rows()] == [["x"]]


# ---------------------------------------------------------------------- OpenDocument


def table(rows: str) -> bytes:
    """An .ods of one sheet; `row`, `cell`, `rows=` and `columns=` stand for the long names of the standard."""
    for short, name in (("row", "table-row"), ("cell", "table-cell")):
        rows = rows.replace(f"<{short}", f"<table:{name}").replace(f"</{short}>", f"</table:{name}>")
    for short in ("rows", "columns"):
        rows = rows.replace(f" {short}=", f" table:number-{short}-repeated=")
    rows = rows.replace(" type=", " office:value-type=").replace(" value=", " office:value=")
    return ods_of(f'<table:table table:name="甲">{rows}</table:table>')


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<cell type="percentage" value="0.6"><text:p>60%</text:p></cell>', "60%"),
        ('<cell type="percentage" value="0.12345"/>', "12.345%"),
        ('<cell type="percentage" value="1e999999999"><text:p>x</text:p></cell>', "x"),
        ('<cell type="currency" value="1200"><text:p>¥1,200</text:p></cell>', "1200"),
        ('<cell type="float" value="0.1"><text:p>0</text:p></cell>', "0.1"),
        ('<cell type="float" value="many"><text:p>x</text:p></cell>', "x"),
        ('<cell type="date" office:date-value="2024-02-29"/>', "2024-02-29"),
        ('<cell type="date" office:date-value="2024-02-29T13:05:00"/>', "2024-02-29 13:05:00"),
        ('<cell type="date" office:date-value="2024-02-29T00:00:00"/>', "2024-02-29"),
        ('<cell type="boolean" office:boolean-value="true"/>', "true"),
        ('<cell type="string" office:string-value="y"><text:p>x</text:p></cell>', "y"),
        ("<cell><office:annotation><text:p>批注</text:p></office:annotation><text:p>a</text:p></cell>", "a"),
        ('<cell><text:p>a<text:s text:c="2"/>b<text:tab/><text:span>c</text:span></text:p><text:p>d</text:p></cell>',
         "a  b\tc\nd"),
    ],
)  # fmt: skip
def test_cells_of_an_ods_become_the_texts_that_a_person_typed(tmp_path: Path, cell: str, text: str) -> None:
    (row,) = rows_of(tmp_path / "a.ods", table(f"<row>{cell}</row>"))
    assert row.cells == [text]


def test_repeated_cells_and_rows_of_an_ods_stand_where_they_stood(tmp_path: Path) -> None:
    rows = (
        '<row rows="2"><cell columns="16384"/></row>'
        '<row rows="2"><cell columns="2"/><cell type="string"><text:p>a</text:p></cell><cell columns="9"/></row>'
        '<row rows="1048570"><cell/></row>'
    )
    assert rows_of(tmp_path / "a.ods", table(rows)) == [
        RawRow(1, []),
        RawRow(2, []),
        RawRow(3, ["", "", "a"]),
        RawRow(4, ["", "", "a"]),
    ]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ('<row><cell columns="99999999" type="float" value="1"/></row>', "more than 16384 cells"),
        ('<row rows="99999999"><cell type="float" value="1"/></row>', "more than 16777216 rows"),
        ('<row rows="1000000"><cell type="float" value="1"/></row>', "more than 9 cells"),
        ('<row rows="-1"><cell/></row>', "'-1' is no number"),
        ("<row><cell><table:table/></cell></row>", "within a table"),
        ("<row>", "damaged"),
    ],
)
def test_an_ods_that_lies_is_refused(tmp_path: Path, rows: str, reason: str) -> None:
    with pytest.raises(LoadRejectedError, match=reason):
        rows_of(tmp_path / "a.ods", table(rows), replace(DEFAULT_LIMITS, sheet_cells=9))


def test_entities_of_an_ods_are_not_even_read(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    with pytest.raises(LoadRejectedError, match="declares a document type"):
        rows_of(tmp_path / "a.ods", ods_of("<table:table>&b;</table:table>", doctype=laughs))


def test_an_ods_in_an_encoding_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    """Found by fuzzing."""
    (tmp_path / "good.ods").write_bytes(ods_bytes({"甲": [["a"]]}))
    with zipfile.ZipFile(tmp_path / "good.ods") as archive, zipfile.ZipFile(tmp_path / "a.ods", "w") as changed:
        for entry in archive.infolist():
            changed.writestr(entry, archive.read(entry).replace(b'"UTF-8"', b'"UUTF-8"'))
    with pytest.raises(LoadRejectedError, match="unknown encoding: UUTF-8"):
        open_sheets(inspect_file(tmp_path / "a.ods"))


def test_tables_of_links_are_no_sheets(tmp_path: Path) -> None:
    links = "<table:dde-links><table:dde-link><table:table/></table:dde-link></table:dde-links>"
    (tmp_path / "a.ods").write_bytes(ods_of(f'<table:table table:name="甲"/>{links}'))
    (sheet,) = open_sheets(inspect_file(tmp_path / "a.ods"))
    assert (sheet.name, list(sheet.rows())) == ("甲", [])


# ---------------------------------------------------------------------- .xlsx


def far_apart(tmp_path: Path, row: int, column: int, value: str | None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.cell(1, 1, "a")
    sheet.cell(row, column, value).font = Font(bold=True)
    book.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


@pytest.mark.parametrize(("name", "write"), [("a.xlsx", xlsx_bytes), ("a.xls", xls_bytes), ("a.ods", ods_bytes)])
def test_a_workbook_changed_after_inspection_is_not_read(tmp_path: Path, name: str, write: object) -> None:
    assert callable(write)
    (tmp_path / name).write_bytes(write({"甲": ROWS}))
    file = replace(inspect_file(tmp_path / name), modified=0)
    with pytest.raises(LoadRejectedError, match="changed while"):
        open_sheets(file)


@pytest.mark.parametrize("cell", ["<c><v>1</v></c>", '<c t="n"><v>1</v></c>', "<c/><c><v>1</v></c>"])
def test_cells_that_do_not_say_where_they_stand_are_counted(cell: str) -> None:
    row = f"<row>{cell * 20}</row>".encode()
    wide = 20 * cell.count("<c") - cell.count("<c/>")
    assert sheet_cells(lambda: [row * 200_000], 20_000_000) == 200_000 * wide
    assert sheet_cells(lambda: [b'<row r="1"><c r="A1"><v>1</v></c></row>'], 20_000_000) == 0


def test_two_cells_in_opposite_corners_do_not_fill_the_memory(tmp_path: Path) -> None:
    with pytest.raises(LoadRejectedError, match="17179869184 cells; at most 20000000"):
        inspect_file(far_apart(tmp_path, 1_048_576, 16_384, "z"))


def test_cells_that_are_only_formatted_take_no_room(tmp_path: Path) -> None:
    (sheet,) = open_sheets(inspect_file(far_apart(tmp_path, 1_048_576, 16_384, None)))
    assert [row.cells for row in sheet.rows()] == [["a"]]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r = "XFD1048576"><v>1</v></c>',
        "<c s='>' r='XFD1048576'><v>1</v></c>",
        '<x:c r="XFD1048576"><v>1</v></x:c>',
        '<c r="XFD1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c>',
    ],
)
def test_a_far_cell_is_seen_however_it_is_written(tmp_path: Path, cell: str) -> None:
    source = far_apart(tmp_path, 2, 2, "z")
    hostile = tmp_path / "b.xlsx"
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(hostile, "w") as changed:
        for entry in archive.infolist():
            content = archive.read(entry).decode()
            if entry.filename == "xl/worksheets/sheet1.xml":
                assert "</row>" in content
                content = content.replace("</row>", f"{cell}</row>", 1)
            changed.writestr(entry, content)
    with pytest.raises(LoadRejectedError, match="cells; at most 20000000"):
        inspect_file(hostile)


def test_a_workbook_that_unpacks_to_far_more_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(xlsx_bytes({"甲": [["a" * 30_000]] * 200}))
    limits = replace(DEFAULT_LIMITS, gzip_free_bytes=10_000, gzip_ratio=2)
    with pytest.raises(LoadRejectedError, match="taken for a decompression bomb"):
        inspect_file(tmp_path / "a.xlsx", limits)


def test_two_sheets_of_one_title_are_damage(tmp_path: Path) -> None:
    """A sheet is found by its title, so the second would be read as the first once more."""
    source, twice = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    source.write_bytes(xlsx_bytes({"甲": [["a"]], "乙": [["b"]]}))
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(twice, "w") as changed:
        for entry in archive.infolist():
            changed.writestr(entry, archive.read(entry).replace("乙".encode(), "甲".encode()))
    with pytest.raises(LoadRejectedError, match="two sheets are called '甲'"):
        open_sheets(inspect_file(twice))


# ---------------------------------------------------------------------- .xls


def test_an_xls_with_cells_far_apart_is_refused(tmp_path: Path) -> None:
    filler = struct.pack("<HH", 0x1234, 1) + b"x"
    small, far = biff_cell(0, 0, "a" * 14), biff_cell(0, 0, 1.0) + biff_cell(65_535, 255, 1.0) + filler
    assert len(small) == len(far)
    for sheets in (1, 40):
        book = book_stream({f"s{number}": [["a" * 14]] for number in range(sheets)}).replace(small, far)
        path = tmp_path / f"{sheets}.xls"
        path.write_bytes(compound_file({"Workbook": book}))
        if sheets == 1:
            assert inspect_file(path).format == "xls"
        else:
            # All of them would be held together.
            with pytest.raises(UnknownFormatError, match=f"{40 << 24} cells; at most 20000000"):
                inspect_file(path)


def test_an_xls_that_says_it_is_large_is_refused(tmp_path: Path) -> None:
    book = book_stream({"甲": [["a"]]})
    lie = book.replace(struct.pack("<IIHHH", 0, 1, 0, 1, 0), struct.pack("<IIHHH", 0, 1 << 31, 0, 60_000, 0))
    assert lie != book
    with pytest.raises(UnknownFormatError, match="cells; at most"):
        rows_of(tmp_path / "a.xls", compound_file({"Workbook": lie}))


def test_an_xls_that_says_it_is_large_and_then_small_is_refused(tmp_path: Path) -> None:
    """Found by fuzzing: a sheet that does not end runs on into the next, which says its size once more."""
    book = book_stream({"甲": [["a"]], "乙": [["b"]]})
    large = book.replace(struct.pack("<IIHHH", 0, 1, 0, 1, 0), struct.pack("<IIHHH", 0, 1 << 30, 0, 2, 0), 1)
    ends = [place for place in range(len(book)) if large.startswith(struct.pack("<HH", 0x000A, 0), place)]
    endless = large[: ends[1]] + struct.pack("<HH", 0x1234, 0) + large[ends[1] + 4 :]
    with pytest.raises(UnknownFormatError, match=f"{(1 << 31) + 1} cells; at most"):
        rows_of(tmp_path / "a.xls", compound_file({"Workbook": endless}))


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.ods", "a.xlsb", "a", "a.csv"])
@pytest.mark.parametrize("write", [xlsx_bytes, xls_bytes, ods_bytes])
def test_a_workbook_is_what_it_is_whatever_its_name(tmp_path: Path, name: str, write: object) -> None:
    assert callable(write)
    assert [row.cells for row in rows_of(tmp_path / name, write({"甲": [["a", "b"]]}))] == [["a", "b"]]


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.ods", "a"])
def test_a_workbook_hidden_in_another_is_never_read(tmp_path: Path, name: str) -> None:
    """Found by fuzzing: what was inspected as one format was read as another, past all that had been checked."""
    hidden = xlsx_bytes({"乙": [["hidden"]]})
    outside = xls_bytes({"甲": [["a"]]})
    assert [row.cells for row in rows_of(tmp_path / name, outside + hidden)] == [["a"]]
    with pytest.raises(LoadRejectedError):
        rows_of(tmp_path / name, compound_file({"Workbook": hidden}))


def test_a_workbook_with_something_behind_its_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadRejectedError, match="something stands behind its end"):
        rows_of(tmp_path / "a.xlsx", xlsx_bytes({"甲": [["a"]]}) + b"more")


def test_an_xls_of_a_sheet_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    """Found by fuzzing: its reader would ask for hundreds of gigabytes, and end the process."""
    book = book_stream({"甲": [["a"]]})
    lie = book.replace(struct.pack("<IIHHH", 0, 1, 0, 1, 0), struct.pack("<IIHHH", 9, 1, 0, 1, 0))
    with pytest.raises(LoadRejectedError, match="ends before it begins"):
        rows_of(tmp_path / "a.xls", compound_file({"Workbook": lie}))


def test_an_xls_that_goes_round_in_circles_is_refused(tmp_path: Path) -> None:
    content = bytearray(xls_bytes({"甲": ROWS}))
    # The first sector of the workbook's stream follows itself.
    content[512 + 4 * 2 : 512 + 4 * 3] = struct.pack("<I", 2)
    begun = time.monotonic()
    with pytest.raises(LoadRejectedError, match="in a circle"):
        rows_of(tmp_path / "a.xls", bytes(content))
    assert time.monotonic() - begun < 5


def test_an_xls_with_more_texts_than_it_can_hold_is_refused(tmp_path: Path) -> None:
    book = book_stream({"甲": [["a"]]})
    head = 4 + 16
    texts = struct.pack("<HHII", 0x00FC, 8, 1, 0xFFFFFFF0)
    with pytest.raises(LoadRejectedError, match="more texts"):
        rows_of(tmp_path / "a.xls", compound_file({"Workbook": book[:head] + texts + book[head:]}))


@pytest.mark.parametrize("length", [9, 100, 600, 1500])
def test_an_xls_that_breaks_off_is_refused(tmp_path: Path, length: int) -> None:
    with pytest.raises(LoadRejectedError, match="damaged"):
        rows_of(tmp_path / "a.xls", xls_bytes({"甲": ROWS})[:length])
