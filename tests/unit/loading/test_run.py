from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from graph_engine.errors import LoadRejectedError, RequestError, UnknownFormatError
from graph_engine.loading import Emitter, Layout, Row, TableLoader
from graph_engine.loading.run import LoadOptions, run_load
from graph_engine.loading.secrets import LoadSecrets
from graph_engine.model.identifiers import resident_id_check
from graph_engine.settings import Settings
from graph_engine.store import open_store
from graph_engine.store.base import Store
from graph_engine.store.office_key import OfficeKey
from loaders import LOADERS
from tests.unit.loading.desk import KEY, RECORDED_AT, Desk

PENALTIES = LOADERS["penalties"]
CODES = ["91441900MA0000015D", "91441900MA4W6BGB8T", "91441900MA4UWUFR4J", "91441900MA56AU7R3N"]


def penalty(number: int, **cells: str) -> dict[str, str]:
    row = {
        "行政相对人名称": f"第{number}公司",
        "统一社会信用代码": CODES[number % len(CODES)],
        "行政处罚决定书文号": f"东环罚〔2023〕{number}号",
        "处罚类别": "罚款",
        "处罚决定日期": "2023-05-06",
    }
    return row | cells


BAD = penalty(9, 统一社会信用代码="91441900MA0000015X")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path}/store.sqlite", Settings()) as opened:
        yield opened


def test_the_report_says_what_became_of_every_row(desk: Desk) -> None:
    path = desk.table("罚.csv", [penalty(1), penalty(2), BAD], encoding="gb18030")
    report = desk.load(PENALTIES, path)
    document = report.as_dict()["documents"][0]
    assert {name: document[name] for name in ("file", "encoding", "format", "layout", "rows", "understood")} == {
        "file": "罚.csv",
        "encoding": "gb18030",
        "format": "csv",
        "layout": "current",
        "rows": 4,
        "understood": 2,
    }
    assert document["ignored"] == {"header": 1}
    assert document["refused"] == {"the check character of the credit code fails": 1}
    assert document["words"]["header"] == {"zh": "表头", "en": "the header line"}
    assert document["words"]["the check character of the credit code fails"]["zh"].startswith("统一社会信用代码校验码")
    assert document["covered_until"] == "2023-05-06"
    assert json.loads(report.to_json()) == report.as_dict()
    (kept,) = desk.kept.documents
    assert (kept.rows, kept.understood, kept.ignored, kept.refused) == (4, 2, 1, 1)


def test_nothing_is_written_in_a_dry_run(desk: Desk, store: Store) -> None:
    report = desk.load(PENALTIES, desk.table("a.csv", [penalty(1)]), store=store, dry_run=True)
    assert (report.applied, report.understood) == (None, 1)
    with store.reader() as reader:
        assert reader.loads() == []
    assert desk.vault.count() == 0


def test_the_same_content_twice_is_read_once(desk: Desk) -> None:
    first, second = desk.table("a.csv", [penalty(1)]), desk.table("b.csv", [penalty(1)])
    report = desk.load(PENALTIES, first, second)
    assert [document.file for document in report.documents] == ["a.csv"]
    assert report.warnings == ("b.csv has the same content as a.csv; it was read once",)


def test_a_key_for_trials_is_warned_of(desk: Desk) -> None:
    secrets = LoadSecrets(OfficeKey(KEY.key, trial=True), desk.vault)
    options = LoadOptions(source="office", recorded_at=RECORDED_AT)
    path = desk.table("a.csv", [penalty(1)])
    report = run_load(desk.store, PENALTIES, [path], options, secrets, catalogue=LOADERS)
    assert "key for trials" in report.warnings[0]


def test_a_load_that_understands_nothing_is_rejected(desk: Desk, store: Store) -> None:
    with pytest.raises(LoadRejectedError, match=r"no row was understood: the check character .* \(1\)"):
        desk.load(PENALTIES, desk.table("a.csv", [BAD]), store=store)
    with store.reader() as reader:
        assert reader.loads() == []


def test_a_load_beyond_its_limit_of_refused_rows_is_rejected(desk: Desk, store: Store) -> None:
    path = desk.table("a.csv", [penalty(1), penalty(2), BAD])
    with pytest.raises(LoadRejectedError, match=r"1 of 3 rows were refused \(33.3%\); the limit is 20.0%"):
        desk.load(PENALTIES, path, store=store, refused_limit=0.2)
    assert desk.load(PENALTIES, path, store=store, refused_limit=0.4).applied is not None


def test_a_full_load_that_would_lose_half_is_rejected(desk: Desk, store: Store) -> None:
    desk.load(PENALTIES, desk.table("a.csv", [penalty(number) for number in range(4)]), store=store)
    fewer = desk.table("b.csv", [penalty(1)])
    with pytest.raises(LoadRejectedError, match="too few statements"):
        desk.load(PENALTIES, fewer, store=store, full=True)
    half = desk.load(PENALTIES, desk.table("c.csv", [penalty(1), penalty(2)]), store=store, full=True)
    assert half.applied is not None
    assert half.applied.retired["risk_event"] == 2


def test_a_full_load_keeps_to_the_counts_asked_for(desk: Desk, store: Store) -> None:
    path = desk.table("a.csv", [penalty(1)])
    with pytest.raises(LoadRejectedError, match="risk_event: 1 of at least 2"):
        desk.load(PENALTIES, path, store=store, full=True, minimum={"risk_event": 2})


def test_a_full_load_does_not_retire_what_another_loader_said(desk: Desk, store: Store) -> None:
    desk.load(PENALTIES, desk.table("a.csv", [penalty(1)]), store=store)
    debtor = {"失信被执行人": "甲公司", "案号": "(2020)粤1971执1号", "履行情况": "全部未履行"}
    with pytest.raises(LoadRejectedError, match="source 'office' was also loaded by penalties"):
        desk.load(LOADERS["court"], desk.table("b.csv", [debtor]), store=store, full=True)
    assert desk.load(LOADERS["court"], desk.table("b.csv", [debtor]), store=store, source="court", full=True).applied


def test_days_that_have_not_come_cover_nothing(desk: Desk) -> None:
    misprint = penalty(2, 处罚决定日期="2032-05-06")
    report = desk.load(PENALTIES, desk.table("a.csv", [penalty(1), misprint]))
    assert str(report.documents[0].covered_until) == "2023-05-06"


def test_an_earlier_time_than_the_last_loads_is_rejected_before_reading(desk: Desk, store: Store) -> None:
    desk.load(PENALTIES, desk.table("a.csv", [penalty(1)]), store=store)
    with pytest.raises(LoadRejectedError, match="lies before that of the last load"):
        desk.load(PENALTIES, desk.folder / "none.csv", store=store, recorded_at=RECORDED_AT - timedelta(days=1))


def test_one_bad_file_keeps_all_out(desk: Desk, store: Store) -> None:
    good, broken = desk.table("a.csv", [penalty(1)]), desk.write("b.csv", b"a,b\n1,\x00\n")
    with pytest.raises(LoadRejectedError, match=r"b.csv: line 2: a NUL byte"):
        desk.load(PENALTIES, good, broken, store=store)
    with store.reader() as reader:
        assert reader.loads() == []


@pytest.mark.parametrize("source", ["", "a b", "a:b", "x" * 65, "a@b"])
def test_a_source_needs_a_name_that_fits_into_keys(source: str) -> None:
    with pytest.raises(RequestError, match="is no name of a source"):
        LoadOptions(source=source, recorded_at=RECORDED_AT)


def test_a_time_needs_its_zone() -> None:
    with pytest.raises(RequestError, match="no time zone"):
        LoadOptions(source="office", recorded_at=datetime(2026, 9, 1))
    assert LoadOptions(source="市局-1.a_b", recorded_at=datetime(2026, 9, 1, tzinfo=UTC)).full is False


def test_no_file_is_a_misuse(desk: Desk) -> None:
    with pytest.raises(RequestError, match="no file"):
        desk.load(PENALTIES)


def test_unknown_sheets_of_a_workbook_are_ignored_row_by_row_and_told(desk: Desk) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "行政处罚"
    header = list(penalty(1))
    for row in (header, list(penalty(1).values())):
        book.worksheets[0].append(row)
    other = book.create_sheet("尽调结果")
    other.append(["统计项", "数量"])
    other.append(["处罚", 1])
    path = desk.folder / "a.xlsx"
    book.save(path)
    report = desk.load(PENALTIES, path)
    assert [(part.sheet, part.rows, part.understood) for part in report.documents] == [
        ("行政处罚", 2, 1),
        ("尽调结果", 2, 0),
    ]
    assert report.documents[1].ignored == {"unknown_sheet": 2}
    assert report.documents[1].note == "no known header in its first rows"


def test_a_loader_that_knows_little_of_a_file_yields_to_one_that_knows_more(desk: Desk) -> None:
    def handler(row: Row, emit: Emitter) -> None:
        raise AssertionError("not to be read")

    layout = Layout(name="few", columns={"name": ("行政相对人名称",)}, required=("name",), handler=handler)
    few = TableLoader(name="few", zh="少", en="few", covers=(), layouts=(layout,))
    with pytest.raises(UnknownFormatError, match=r"knows only 20% .* loader 'penalties'"):
        desk.load(few, desk.table("a.csv", [penalty(1)]))


def test_interruption_leaves_nothing(desk: Desk, store: Store) -> None:
    def handler(row: Row, emit: Emitter) -> None:
        raise KeyboardInterrupt

    layout = Layout(name="stop", columns={"name": ("行政相对人名称",)}, required=("name",), handler=handler)
    stop = TableLoader(name="penalties", zh="停", en="stop", covers=(), layouts=(layout,))
    options = LoadOptions(source="office", recorded_at=RECORDED_AT, scratch=desk.folder)
    before = set(desk.folder.iterdir())
    path = desk.write("one.csv", "行政相对人名称\n甲\n")
    with pytest.raises(KeyboardInterrupt):
        run_load(store, stop, [path], options, LoadSecrets(KEY, desk.vault), catalogue={})
    assert set(desk.folder.iterdir()) - before == {path}
    with store.reader() as reader:
        assert reader.loads() == []


def test_many_id_numbers_reach_the_vault_by_way_of_the_scratch_file(desk: Desk) -> None:
    bodies = [f"44190019800101{serial:03d}" for serial in range(1000)]
    bodies += [f"44190019810101{serial:03d}" for serial in range(200)]
    numbers = [body + resident_id_check(body) for body in bodies]
    rows = [penalty(at, 法定代表人="张三", 法定代表人证件号码=number) for at, number in enumerate(numbers)]
    desk.load(PENALTIES, desk.table("a.csv", rows))
    assert desk.vault.count() == len(set(numbers)) == 1200
