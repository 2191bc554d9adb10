"""Percentages of an .xlsx: a number shown as 60 % is read as 60 %, and nothing else is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from graph_engine.errors import LoadRejectedError
from graph_engine.loading.files import inspect_file
from graph_engine.loading.sheets import open_sheets
from graph_engine.loading.workbooks import percent_text
from graph_engine.loading.xlsx_percents import percents_of
from tests.workbook_files import zip_bytes

TITLE = "甲 & 乙"


def book_of(cells: list[tuple[object, str]]) -> openpyxl.Workbook:
    """A first sheet of no interest, and one row of cells in these number formats."""
    book = openpyxl.Workbook()
    book.worksheets[0].title = "说明 & <其他>"
    sheet = book.create_sheet(TITLE)
    for column, (value, number_format) in enumerate(cells, start=2):
        cell = sheet.cell(3, column, value)
        cell.number_format = number_format
    return book


def bytes_of(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(content: bytes, **parts: tuple[str, str]) -> bytes:
    """A workbook with something replaced in its parts `styles`, `workbook`, `relations`, `sheet`."""
    names = {
        "styles": "xl/styles.xml",
        "workbook": "xl/workbook.xml",
        "relations": "xl/_rels/workbook.xml.rels",
        "sheet": "xl/worksheets/sheet2.xml",
    }
    entries = entries_of(content)
    for part, (old, new) in parts.items():
        before = entries[names[part]].decode()
        assert old in before
        entries[names[part]] = before.replace(old, new).encode()
    return zip_bytes(entries)


def entries_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(tmp_path: Path, content: bytes) -> list[list[str]]:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    *_, sheet = open_sheets(inspect_file(path))
    first = [row.cells for row in sheet.rows()]
    assert [row.cells for row in sheet.rows()] == first
    return first


def places_of(entries: Mapping[str, bytes]) -> list[tuple[int, list[int]]]:
    with zipfile.ZipFile(io.BytesIO(zip_bytes(entries))) as archive:
        return list(percents_of(archive, TITLE).by_row())


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.6, "0%", "60%"),
        (0.8593, "0.00%", "85.93%"),
        (1, "0.000%", "100%"),
        (0.07, '0.0" 占比"%;-0.0%', "7%"),
        (0.1 + 0.2, "0%", "30%"),
        (1 / 3, "0%", "33.3333333333333%"),
        (-0.05, "0%", "-5%"),
        (1e-7, "0%", "0.00001%"),
        (0.6, '[=0]"-";0.0%', "60%"),
        (0.6, "[Red]0.0%", "60%"),
        (0.6, "General", "0.6"),
        (0.6, '0.0"%"', "0.6"),
        (0.6, r"0.0\%", "0.6"),
        (0.6, "0.0;0%", "0.6"),
        (0.6, "0" * 256 + "%", "0.6"),
        ("0.6", "0%", "0.6"),
        (True, "0%", "true"),
        (1e-40, "0%", "1e-40"),
    ],
)
def test_a_cell_shown_as_a_percentage_is_read_as_one(
    tmp_path: Path, value: object, number_format: str, text: str
) -> None:
    rows = rows_of(tmp_path, bytes_of(book_of([("占比", "General"), (value, number_format)])))
    assert rows == [[""] * 3, [""] * 3, ["", "占比", text]]


def test_formats_of_conditions_mean_nothing_elsewhere(tmp_path: Path) -> None:
    book = book_of([(0.6, "0.000"), (0.6, "0.0%")])
    for format_code in ("0.0000", "0.00000%"):
        style = DifferentialStyle(font=Font(bold=True), numFmt=NumberFormat(164, format_code))
        book[TITLE].conditional_formatting.add(
            "A1:B2", Rule(type="cellIs", operator="lessThan", dxf=style, formula=["0"])
        )
    content = bytes_of(book)
    assert entries_of(content)["xl/styles.xml"].count(b'numFmtId="164"') > 2
    assert rows_of(tmp_path, content)[-1] == ["", "0.6", "60%"]


def test_styles_are_counted_whatever_they_say(tmp_path: Path) -> None:
    content = bytes_of(book_of([(0.6, "0%"), (0.6, "General")]))
    bare = changed(content, styles=("<cellXfs", "<cellXfs><xf/></cellXfs><cellXfs"))
    assert places_of(entries_of(content)) == [(3, [2])]
    # One without attributes counts, so the numbers of the others have moved.
    assert places_of(entries_of(bare)) == []


def test_cells_and_rows_that_do_not_say_where_they_stand_follow_each_other(tmp_path: Path) -> None:
    entries = entries_of(bytes_of(book_of([(0.5, "0%")])))
    style = entries["xl/worksheets/sheet2.xml"].decode().split(' s="')[1].split('"')[0]
    rows = f'<row/><row><c/><c s="{style}"><v>0.5</v></c></row><row r="9"><c s="{style}"><v>1</v></c></row>'
    namespace = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = f'<worksheet {namespace}><sheetData>{rows}<!-- <row><c s="{style}"/></row> --></sheetData></worksheet>'
    entries["xl/worksheets/sheet2.xml"] = sheet.encode()
    assert places_of(entries) == [(2, [2]), (9, [1])]


def test_rows_may_stand_in_any_order(tmp_path: Path) -> None:
    entries = entries_of(bytes_of(book_of([(0.5, "0%")])))
    style = entries["xl/worksheets/sheet2.xml"].decode().split(' s="')[1].split('"')[0]
    rows = "".join(f'<row r="{n}"><c r="{c}{n}" s="{style}"/></row>' for n, c in ((3, "A"), (2, "B"), (2, "A")))
    entries["xl/worksheets/sheet2.xml"] = f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode()
    assert places_of(entries) == [(2, [1, 2]), (3, [1])]


def test_names_of_parts_are_compared_without_case(tmp_path: Path) -> None:
    entries = entries_of(bytes_of(book_of([(0.5, "0%")])))
    moved = {name.replace("xl/styles", "xl/Styles").replace("sheet2", "Sheet2"): part for name, part in entries.items()}
    assert places_of(moved) == places_of(entries) == [(3, [2])]


def test_without_styles_nothing_is_a_percentage() -> None:
    entries = entries_of(bytes_of(book_of([(0.5, "0%")])))
    del entries["xl/styles.xml"]
    assert places_of(entries) == []


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"relations": ("worksheets/sheet2.xml", 'worksheets/sheet2.xml" Id="')}, "damaged"),
        ({"styles": ("</styleSheet>", "")}, "damaged"),
        ({"styles": ("<styleSheet", "<!DOCTYPE a><styleSheet")}, "document type"),
        ({"sheet": ('r="3"', 'r="0"')}, "damaged"),
    ],
)
def test_what_is_not_as_it_should_be_refuses_the_load(
    tmp_path: Path, parts: Mapping[str, tuple[str, str]], reason: str
) -> None:
    with pytest.raises(LoadRejectedError, match=reason):
        rows_of(tmp_path, changed(bytes_of(book_of([(0.5, "0%")])), **parts))


@pytest.mark.parametrize("filling", [" " * (1 << 22), "[" * 100_000, '<xf numFmtId="9"/>' * 100_000])
def test_hostile_styles_are_read_to_their_end(filling: str) -> None:
    inside = filling if filling.startswith("<") else f'<numFmt numFmtId="200" formatCode="{filling}"/>'
    content = changed(bytes_of(book_of([(0.5, "0%")])), styles=("<cellXfs", f"<numFmts>{inside}</numFmts><cellXfs"))
    assert places_of(entries_of(content)) == [(3, [2])]


@pytest.mark.parametrize("number", ["", "x", "nan", "inf", "1e999999"])
def test_what_is_no_number_has_no_percentage(number: str) -> None:
    assert percent_text(number) is None
