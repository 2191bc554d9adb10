"""Return slips: what was refused goes back to whom it came from, and comes again through the same loader."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from graph_engine.loading.quarantine import RefusedRow
from graph_engine.loading.slips import (
    NUMBER_HEADER,
    REASON_HEADER,
    SLIP_UNKNOWN,
    GivenBack,
    slip_number,
    write_slips,
)
from graph_engine.loading.workbook_writing import write_workbook
from graph_engine.store.sqlite import SqliteStore
from loaders import LOADERS
from tests.unit.loading.desk import RECORDED_AT, Desk

PENALTIES = LOADERS["penalties"]
WATER, SAFETY = "东河市水务局", "东河市应急管理局"
BAD_CODE, GOOD_CODE, OTHER_CODE = "91441900MA0000015X", "91441900MA0000015D", "91441900MA4W6BGB8T"


def penalty(number: int, code: str, origin: str, facts: str = "未按规定排放") -> dict[str, str]:
    return {
        "行政相对人名称": f"东河第{number}贸易有限公司",
        "统一社会信用代码": code,
        "行政处罚决定书文号": f"东环罚〔2023〕{number}号",
        "处罚类别": "警告",
        "违法事实": facts,
        "数据来源单位": origin,
    }


ROWS = (
    penalty(1, OTHER_CODE, WATER),
    penalty(2, BAD_CODE, WATER, '=HYPERLINK("http://x")'),
    penalty(3, BAD_CODE, SAFETY),
    penalty(4, BAD_CODE, WATER),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """A store with one load, three rows of which were refused."""
    with SqliteStore(tmp_path / "store.sqlite") as opened:
        yield opened


@pytest.fixture
def loaded(desk: Desk, store: SqliteStore) -> list[RefusedRow]:
    """The refused rows of a first load."""
    desk.load(PENALTIES, desk.table("六月.csv", ROWS), store=store)
    return desk.refused(store)


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def sheet_of(path: Path) -> Worksheet:
    return load_workbook(path).worksheets[0]


def corrected(path: Path, target: Path, code: str = GOOD_CODE) -> Path:
    """A slip with the wrong code put right, as a department sends it back."""
    if path.suffix == ".csv":
        text = path.read_text(encoding="utf-8-sig").replace(BAD_CODE, code)
        target.write_text(text, encoding="utf-8-sig")
        return target
    book = load_workbook(path)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == BAD_CODE:
                    cell.value = code
    book.save(target)
    return target


def test_there_is_one_slip_a_department(loaded: Sequence[RefusedRow], tmp_path: Path) -> None:
    written = write_slips(loaded, tmp_path / "slips")
    names = {"退回单-东河市应急管理局-六月", "退回单-东河市水务局-六月"}
    assert {path.stem for path in written} == names
    assert {path.suffix for path in written} == {".csv", ".xlsx"}
    (water,) = [path for path in written if WATER in path.stem and path.suffix == ".csv"]
    header, first, second = rows_of(water)
    assert header == [*ROWS[0], NUMBER_HEADER, REASON_HEADER]
    assert (first[0], second[0]) == (ROWS[1]["行政相对人名称"], ROWS[3]["行政相对人名称"])
    assert first[-1] == f"“统一社会信用代码”统一社会信用代码校验码（第18位）不符（{BAD_CODE}）"
    assert len({first[-2], second[-2]}) == 2


def test_no_cell_of_a_slip_is_a_formula(loaded: Sequence[RefusedRow], tmp_path: Path) -> None:
    for path in write_slips(loaded, tmp_path):
        if path.suffix == ".csv":
            assert not [cell for row in rows_of(path) for cell in row if cell.startswith("=")]
        else:
            cells = [cell for row in sheet_of(path).iter_rows() for cell in row]
            assert {cell.data_type for cell in cells} <= {"s", "n"}
            assert {cell.number_format for cell in cells} == {"@"}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_corrected_slip_closes_what_it_answers(
    desk: Desk, store: SqliteStore, loaded: Sequence[RefusedRow], tmp_path: Path, suffix: str
) -> None:
    slips = [path for path in write_slips(loaded, tmp_path / "slips") if path.suffix == suffix]
    (water,) = [path for path in slips if WATER in path.stem]
    later = RECORDED_AT + timedelta(days=1)
    report = desk.load(PENALTIES, corrected(water, tmp_path / f"back{suffix}"), store=store, recorded_at=later)
    assert (report.understood, report.refused, report.documents[0].unknown_columns) == (2, {}, {})
    assert [row.cells[0] for row in desk.refused(store)] == [ROWS[2]["行政相对人名称"]]
    with store.reader() as reader:
        (batch,) = reader.statements("risk_event", ["text"], 2)
        assert any('=HYPERLINK("http://x")' in str(text) for text in batch["text"])
        assert not any("'=" in str(text) for text in batch["text"])


def test_a_file_and_its_slip_may_come_together(
    desk: Desk, store: SqliteStore, loaded: Sequence[RefusedRow], tmp_path: Path
) -> None:
    """Before and after the slip was loaded by itself: a department hands over its whole folder again."""
    slips = [path for path in write_slips(loaded, tmp_path / "slips") if path.suffix == ".csv"]
    backs = [corrected(slip, tmp_path / f"back{number}.csv") for number, slip in enumerate(slips)]
    file = desk.folder / "六月.csv"
    for day, paths in enumerate(([file, *backs], [file], [file, *backs], backs), 1):
        desk.load(PENALTIES, *paths, store=store, recorded_at=RECORDED_AT + timedelta(days=day))
        assert len(desk.refused(store)) == (3 if paths == [file] else 0), day


def test_a_slip_refused_again_leaves_one_refusal(
    desk: Desk, store: SqliteStore, loaded: Sequence[RefusedRow], tmp_path: Path
) -> None:
    slips = write_slips(loaded, tmp_path / "slips")
    (water,) = [path for path in slips if WATER in path.stem and path.suffix == ".csv"]
    back = corrected(water, tmp_path / "back.csv")
    # One of the two rows is put right, the other is wrong in another way.
    lines = back.read_text(encoding="utf-8-sig").splitlines()
    back.write_text("\n".join([*lines[:2], lines[2].replace(GOOD_CODE, "91441900")]), encoding="utf-8-sig")
    desk.load(PENALTIES, back, store=store, recorded_at=RECORDED_AT + timedelta(days=1))
    assert [(row.file, row.value) for row in desk.refused(store) if row.department == WATER] == [
        ("back.csv", "91441900")
    ]
    (table, _) = [path for path in write_slips(desk.refused(store), tmp_path / "again") if WATER in path.stem]
    assert rows_of(table)[0] == [*ROWS[0], NUMBER_HEADER, REASON_HEADER]
    third = tmp_path / "third.csv"
    third.write_text(table.read_text(encoding="utf-8-sig").replace('"91441900"', GOOD_CODE), encoding="utf-8-sig")
    desk.load(PENALTIES, third, store=store, recorded_at=RECORDED_AT + timedelta(days=2))
    assert [row.department for row in desk.refused(store)] == [SAFETY]


def test_another_source_closes_nothing(
    desk: Desk, store: SqliteStore, loaded: Sequence[RefusedRow], tmp_path: Path
) -> None:
    slip = write_slips(loaded, tmp_path / "slips")[0]
    back = corrected(slip, tmp_path / "back.csv")
    later = RECORDED_AT + timedelta(days=1)
    report = desk.load(PENALTIES, back, source="other", store=store, recorded_at=later)
    assert report.documents[0].left_out == {str(SLIP_UNKNOWN): 1}
    assert len(desk.refused(store)) == 3


def test_a_workbook_keeps_its_sheets(desk: Desk, store: SqliteStore, tmp_path: Path) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title in ("行政处罚", "环保处罚"):
        sheet = book.create_sheet(title)
        sheet.append(["系统匹配公司名称", "统一社会信用代码", "行政处罚决定书文号", "处罚内容"])
        sheet.append(["东河甲公司", OTHER_CODE, f"{title}1号", "警告"])
        sheet.append(["东河乙公司", BAD_CODE, f"{title}2号", "警告"])
    book.save(tmp_path / "vendor.xlsx")
    desk.load(PENALTIES, tmp_path / "vendor.xlsx", store=store)
    written = write_slips(desk.refused(store), tmp_path / "slips")
    assert {path.name for path in written} == {
        "退回单-office-vendor.xlsx",
        "退回单-office-vendor-行政处罚.csv",
        "退回单-office-vendor-环保处罚.csv",
    }
    slip = load_workbook(tmp_path / "slips" / "退回单-office-vendor.xlsx")
    assert sorted(slip.sheetnames) == ["环保处罚", "行政处罚"]


@pytest.mark.parametrize("name", ["../../etc/x\n:y" + "长" * 200, "𠮷" * 200, "局\u202evsc.exe\ud800\x7f"])
def test_hostile_names_stay_in_the_folder(loaded: Sequence[RefusedRow], tmp_path: Path, name: str) -> None:
    row = replace(loaded[0], department=name, file="../a.csv", cells=("\x00\x0b",))
    written = write_slips([row, replace(row, document="another")], tmp_path / "slips")
    assert len(set(written)) == 3
    for path in written:
        assert path.parent == tmp_path / "slips"
        assert path.is_file()
        assert path.name.isprintable()


@pytest.mark.parametrize("sign", ["\x01", "\x0b", "\ufffe", "\uffff"])
def test_a_sign_that_no_xml_may_hold_leaves_the_workbook_whole(
    loaded: Sequence[RefusedRow], tmp_path: Path, sign: str
) -> None:
    row = replace(loaded[0], sheet=f"表{sign}", cells=(f"甲{sign}乙", *loaded[0].cells[1:]))
    _, book = write_slips([row], tmp_path / "slips")
    sheet = sheet_of(book)
    assert (sheet.title, sheet["A2"].value) == ("表\ufffd", "甲\ufffd乙")


def test_titles_of_sheets_are_such_as_spreadsheets_take(tmp_path: Path) -> None:
    titles = ["'甲'", "a/b", "History", "𠮷" * 31, "𠮷" * 31, "长" * 31, ""]
    write_workbook(tmp_path / "a.xlsx", [(title, [["x"]]) for title in titles])
    found = load_workbook(tmp_path / "a.xlsx").sheetnames
    assert found == ["_甲_", "a_b", "_History", "𠮷" * 14, "𠮷" * 14 + "1", "长" * 28, "Sheet"]
    assert max(len(title.encode("utf-16-le")) for title in found) <= 2 * 31


def test_a_long_cell_is_cut_in_the_workbook_and_says_so(loaded: Sequence[RefusedRow], tmp_path: Path) -> None:
    row = replace(loaded[0], cells=("长" * 40_000, *loaded[0].cells[1:]))
    table, book = write_slips([row], tmp_path / "slips")
    assert rows_of(table)[1][0] == "长" * 40_000
    cell = sheet_of(book)["A2"].value
    assert isinstance(cell, str)
    assert len(cell) == 32_767
    assert cell.endswith("全文见 CSV）")


def test_a_record_that_is_no_row_goes_back_as_it_is(loaded: Sequence[RefusedRow], tmp_path: Path) -> None:
    row = replace(loaded[0], headers=(), cells=('{"ocid":"x"}',))
    header, first = rows_of(write_slips([row], tmp_path / "slips")[0])
    assert header == ["记录", NUMBER_HEADER, REASON_HEADER]
    assert first[0] == '{"ocid":"x"}'


@pytest.mark.parametrize("number", ["", "-", "x-1", "１-1", f"{slip_number('other', 1)}", "'; DROP", "-" * 500])
def test_a_number_that_was_never_given_means_nothing(number: str) -> None:
    assert GivenBack(["document:a"]).row(number) is None


@pytest.mark.parametrize("line", ["9" * 5_000, "9" * 19, "１", "²", "+1", "1_0", "1.0"])
def test_a_line_that_no_file_has_means_nothing(line: str) -> None:
    assert GivenBack(["document:a"]).row(slip_number("document:a", 0)[:-1] + line) is None


def test_a_number_means_its_row() -> None:
    assert GivenBack(["document:a", "document:b"]).row(f" {slip_number('document:b', 17)} ") == ("document:b", 17)
