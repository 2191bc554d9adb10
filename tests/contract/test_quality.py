"""The quality of sources, worked out by hand on a small store, the same on every store."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from graph_engine.answers.json_schema import schema_of
from graph_engine.answers.quality import CodeVerdicts, QualityReport, RefusedFor, Timeliness
from graph_engine.answers.writing import Micro, to_json
from graph_engine.loading.quality import measure_quality
from graph_engine.reports.quality_chart import quality_chart
from graph_engine.reports.quality_table import percent, quality_tables
from graph_engine.store.base import History, Store
from graph_engine.store.sqlite import SqliteStore
from tests.loading_files import load_files

ZONE = ZoneInfo("Asia/Shanghai")
HEADER = "行政相对人名称,统一社会信用代码,行政处罚决定书文号,处罚类别,违法事实,处罚决定日期,处罚机关\n"
FIRST = (
    HEADER + "东河甲公司,91441900MA0000015D,东环罚〔2026〕1号,警告,偷排,2026-11-20,东河环保局\n"
    "东河乙公司,91310000607277011D,东环罚〔2026〕2号,警告,,2026-11-01,\n"
    "东河丙公司,91441900MA0000015X,东环罚〔2026〕3号,警告,偷排,2026-11-20,东河环保局\n"
    "\n"
)
SECOND = HEADER + "东河丁公司,91441900MA4W6BGB8T,东环罚〔2026〕4号,警告,偷排,,东河环保局\n"
LATE = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
"""Already the 23rd in the office's zone."""


def measured(store: Store, folder: Path) -> QualityReport:
    for name, text in (("a.csv", FIRST), ("b.csv", SECOND)):
        (folder / name).write_text(text, encoding="utf-8")
    paths = [folder / "a.csv", folder / "b.csv"]
    load_files(store, "penalties", paths, folder, source="water", recorded_at=LATE)
    return measure_quality(store, date(2026, 11, 23), ZONE)


def test_every_number_is_that_of_the_rows(store: Store, tmp_path: Path) -> None:
    (water,) = measured(store, tmp_path).sources
    assert (water.source, water.loaders, water.documents) == ("water", ("penalties",), 2)
    assert (water.rows, water.understood, water.ignored, water.refused, water.open_refused) == (7, 3, 3, 1, 1)
    (reason,) = water.reasons
    assert reason == RefusedFor(reason.reason, "统一社会信用代码校验码（第18位）不符", 1)
    assert water.codes == CodeVerdicts(valid=2, inner_failed=1, refused=0, other_key=0, name_only=0)
    assert water.timeliness == Timeliness(events=3, undated=1, limit_days=7, within=1, median_days=3, longest_days=22)
    shares = {entry.field: (entry.filled, entry.statements, entry.share) for entry in water.completeness}
    assert shares == {
        "document_number": (3, 3, Micro(1_000_000)),
        "authority": (2, 3, Micro(666_666)),
        "decided_on": (2, 3, Micro(666_666)),
        "text": (2, 3, Micro(666_666)),
    }
    assert water.covered_until == date(2026, 11, 20)


def test_permits_are_held_to_the_same_days_as_penalties(store: Store, tmp_path: Path) -> None:
    text = (
        "行政相对人名称,统一社会信用代码,行政许可决定文书名称,行政许可决定文书号,许可类别,许可内容,许可决定日期,许可机关\n"
        "东河甲公司,91441900MA0000015D,食品经营许可证,东许〔2026〕1号,核准,食品销售,2026-11-20,东河市场监管局\n"
        "东河丁公司,91441900MA4W6BGB8T,食品经营许可证,东许〔2026〕2号,核准,,2026-11-01,\n"
    )
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    load_files(store, "licences", [tmp_path / "a.csv"], tmp_path, source="market", recorded_at=LATE)
    report = measure_quality(store, date(2026, 11, 23), ZONE)
    (market,) = report.sources
    assert market.timeliness == Timeliness(events=2, undated=0, limit_days=7, within=1, median_days=3, longest_days=22)
    shares = {entry.field: entry.filled for entry in market.completeness if entry.kind == "licence"}
    assert shares == {"decision_number": 2, "title": 2, "authority": 1, "decided_on": 2, "text": 1}
    cells = {cell for table in quality_tables(report, "zh") for row in table.rows for cell in row}
    assert {"行政许可", "许可机关"} <= cells
    assert "行政许可" in quality_chart(report, "zh")


def test_a_load_that_comes_meanwhile_plays_no_part(tmp_path: Path) -> None:
    """Statements are read first, their history after it."""
    with SqliteStore(tmp_path / "store.sqlite") as store:
        before = measured(store, tmp_path)

        class Overtaken(SqliteStore):
            def history(self) -> History:
                (tmp_path / "c.csv").write_text(SECOND.replace("4号", "5号"), encoding="utf-8")
                load_files(store, "penalties", [tmp_path / "c.csv"], tmp_path, source="fire", recorded_at=LATE)
                return super().history()

        with Overtaken(store.path) as overtaken:
            assert measure_quality(overtaken, date(2026, 11, 23), ZONE) == before
        assert len(measure_quality(store, date(2026, 11, 23), ZONE).sources) == 2


def test_an_empty_store_has_no_sources(store: Store) -> None:
    report = measure_quality(store, date(2026, 11, 23), ZONE)
    assert report.sources == ()
    assert "尚未装载任何数据" in quality_chart(report, "zh")
    assert [table.rows for table in quality_tables(report, "en")] == [()] * 5


def test_the_report_can_be_read_by_people_and_programs(store: Store, tmp_path: Path) -> None:
    report = measured(store, tmp_path)
    picture = quality_chart(report, "en")
    assert "7 rows, 1 not mended" in picture
    assert "66.6 %" in picture
    assert "<script" not in picture
    tables = quality_tables(report, "zh")
    assert [len(table.rows) for table in tables] == [1, 1, 1, 4, 1]
    assert all(len(row) == len(table.heads) for table in tables for row in table.rows)
    assert '"share": 0.666666' in to_json(report)
    assert schema_of(QualityReport)["title"] == "QualityReport"


def test_what_is_not_whole_never_reads_as_whole() -> None:
    assert [percent(Micro(share)) for share in (1_000_000, 999_999, 0)] == ["100.0 %", "99.9 %", "0.0 %"]
