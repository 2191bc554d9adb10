from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from graph_engine.errors import LoadRejectedError
from graph_engine.loading.files import DEFAULT_LIMITS, inspect_file
from graph_engine.loading.json_items import iter_items
from graph_engine.loading.reasons import BROKEN_QUOTES, BROKEN_TEXT, NOT_A_RECORD, NOT_JSON
from graph_engine.loading.sheets import RawRow, open_sheets


def rows_of(path: Path, content: str | bytes) -> list[RawRow]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (sheet,) = open_sheets(inspect_file(path))
    return list(sheet.rows())


def test_rows_carry_the_line_on_which_they_begin(tmp_path: Path) -> None:
    rows = rows_of(tmp_path / "a.csv", 'a,b\r\n"x\ny\nz",1\n\n"q""q",2\n')
    assert rows == [
        RawRow(1, ["a", "b"]),
        RawRow(2, ["x\ny\nz", "1"]),
        RawRow(5, []),
        RawRow(6, ['q"q', "2"]),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "企业,x,y\n甲,1,2\n"),
        ("a.tsv", "企业\tx,\ty\n甲\t1,\t2\n"),
        ("a.csv", "企业\tx\ty\n甲\t1\t2\n"),
        ("a.csv", "企业;x;y\n甲;1;2\n"),
        ("a.txt", "企业|x|y\n甲|1|2\n"),
    ],
)
def test_the_delimiter_is_found(tmp_path: Path, name: str, content: str) -> None:
    rows = rows_of(tmp_path / name, content)
    assert [len(row.cells) for row in rows] == [3, 3]


def test_broken_quotes_spoil_only_their_row(tmp_path: Path) -> None:
    rows = rows_of(tmp_path / "a.csv", 'a,b\n"x"y,1\nz,2\n')
    assert [(row.line, row.cells, row.fault) for row in rows] == [
        (1, ["a", "b"], None),
        (2, [], BROKEN_QUOTES),
        (3, ["z", "2"], None),
    ]


def test_a_quote_that_never_closes_refuses_the_file(tmp_path: Path) -> None:
    with pytest.raises(LoadRejectedError, match="line 2: a quote is opened and never closed"):
        rows_of(tmp_path / "a.csv", 'a,b\n"x,1\n' + "z,2\n" * 100)
    with pytest.raises(LoadRejectedError, match="line 2: a quote is opened and never closed"):
        rows_of(tmp_path / "b.csv", 'a,b\n"x,1\n' + "z,2\n" * 60_000)


def workbook(path: Path, sheets: dict[str, list[list[object]]], *, first_row: int = 1, first_column: int = 1) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                sheet.cell(first_row + number, first_column + place, value)
    stream = io.BytesIO()
    book.save(stream)
    path.write_bytes(stream.getvalue())
    return path


def test_cells_of_a_workbook_become_the_texts_that_a_person_typed(tmp_path: Path) -> None:
    values: list[object] = [
        "914419007480321175",
        12,
        0.5,
        914419007480321175,
        dt.date(2024, 2, 29),
        dt.datetime(2024, 2, 29, 13, 5),
        True,
        None,
    ]
    path = workbook(tmp_path / "a.xlsx", {"甲": [values]})
    (sheet,) = open_sheets(inspect_file(path))
    (row,) = sheet.rows()
    assert (
        row.cells
        == [
            "914419007480321175",
            "12",
            "0.5",
            "9.144190074803212e+17",
            "2024-02-29",
            "2024-02-29 13:05:00",
            "true",
            "",
        ][: len(row.cells)]
    )


def test_rows_of_a_workbook_keep_their_numbers(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"甲": [["企业名称"], ["乙"]], "空": []}, first_row=4, first_column=3)
    first, empty = open_sheets(inspect_file(path))
    assert [row for row in first.rows() if any(row.cells)] == [
        RawRow(4, ["", "", "企业名称"]),
        RawRow(5, ["", "", "乙"]),
    ]
    assert (first.name, empty.name, list(empty.rows())) == ("甲", "空", [])


def test_a_sheet_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"甲": [[1, 2, 3], [4, 5, 6]]})
    with pytest.raises(LoadRejectedError, match="6 cells; at most 5"):
        inspect_file(path, replace(DEFAULT_LIMITS, sheet_cells=5))
    (sheet,) = open_sheets(replace(inspect_file(path), limits=replace(DEFAULT_LIMITS, sheet_cells=5)))
    with pytest.raises(LoadRejectedError, match="6 cells; at most 5"):
        list(sheet.rows())


def test_json_records_become_rows_and_their_members_columns(tmp_path: Path) -> None:
    records = [{"iname": "甲", "age": 0}, {"iname": "乙", "more": ["a", "b"], "deep": {"x": 1.50}, "no": None}]
    path = tmp_path / "a.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    (sheet,) = open_sheets(inspect_file(path))
    assert list(sheet.rows()) == [
        RawRow(1, ["甲", "0"]),
        RawRow(2, ["乙", "", "a\nb", '{"x": "1.5"}', ""]),
    ]
    assert sheet.header() == ["iname", "age", "more", "deep", "no"]


@pytest.mark.parametrize(
    "content",
    [
        '[{"x": 1}, {"x": 2}]',
        '{"code": 200, "result": [{"x": 1}, {"x": 2}]}',
        '{"code": 200, "result": {"total": 2, "items": [{"x": 1}, {"x": 2}]}, "tags": ["a"]}',
        '{"x": 1}\n\n{"x": 2}\n',
    ],
)
def test_records_are_found_in_a_package(tmp_path: Path, content: str) -> None:
    rows = rows_of(tmp_path / "a.json", content)
    assert [row.cells for row in rows] == [["1"], ["2"]]
    assert len({row.line for row in rows}) == 2


def test_an_object_without_arrays_of_objects_is_one_record(tmp_path: Path) -> None:
    assert rows_of(tmp_path / "a.json", '{"x": 1, "y": ["a", "b"]}') == [RawRow(1, ["1", "a\nb"])]


def test_what_is_no_record_spoils_only_its_row(tmp_path: Path) -> None:
    rows = rows_of(tmp_path / "a.jsonl", '{"x": 1}\n{"x": \n3\n{"x": NaN}\n')
    assert [(row.line, row.fault) for row in rows] == [(1, None), (2, NOT_JSON), (3, NOT_A_RECORD), (4, NOT_JSON)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", r'[{"x": 1}, {"x": "\ud800"}, {"x": "\uD83D\uDE00"}]'),
        ("a.jsonl", '{"x": 1}\n{"\\udfff": 1}\n{"x": "\\ud83d\\ude00"}\n'),
        ("a.json", r'{"code": 200, "records": [{"x": 1}, {"x": "\uDBFF"}, {"x": "\ud83d\ude00"}]}'),
    ],
)
def test_half_of_a_character_refuses_only_its_row(tmp_path: Path, name: str, content: str) -> None:
    rows = rows_of(tmp_path / name, content)
    assert [row.fault for row in rows] == [None, BROKEN_TEXT, None]
    # What is quarantined can be written down.
    assert "\ufffd".encode() in rows[1].cells[0].encode()
    assert rows[2].cells == ["\U0001f600"]


def test_half_of_a_character_in_a_package_itself_refuses_it(tmp_path: Path) -> None:
    content = r'{"result": {"items": [{"x": "\ud800"}]}}'
    with pytest.raises(LoadRejectedError, match="half of a character"):
        rows_of(tmp_path / "a.json", content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('[{"x": 1}, {"x": 2', "cut off"),
        ('[{"x": 1},\n{"x" 2}]', "line 2: no JSON"),
        ('[{"x": 1}] [', "line 1: no JSON: text after the end"),
        ('{"x": 1', "cut off"),
        ('[{"x": Infinity}]', "no JSON"),
        ("[" * 100_000, "nested too deeply|cut off"),
    ],
)
def test_a_broken_document_is_refused_with_its_line(tmp_path: Path, content: str, reason: str) -> None:
    with pytest.raises(LoadRejectedError, match=reason):
        rows_of(tmp_path / "a.json", content)


def test_a_large_document_is_read_record_by_record(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    record = json.dumps({"id": 1, "text": "东莞" * 300})
    path.write_text('{"date": "2026-01-01", "releases": [' + ",\n".join([record] * 3_000) + '], "last": 12}', "utf-8")
    items = list(iter_items(inspect_file(path)))
    assert [(item.member, item.line) for item in items[:3]] == [("date", 0), ("releases", 1), ("releases", 2)]
    assert (len(items), items[-1].member, items[-1].value) == (3_002, "last", 12)


def test_a_record_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"x": "' + "y" * 5_000_000 + '"}]', "utf-8")
    with pytest.raises(LoadRejectedError, match="not readable as a record within 1000000 characters"):
        list(iter_items(inspect_file(path, replace(DEFAULT_LIMITS, json_item_chars=1_000_000))))
