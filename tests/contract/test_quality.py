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
from graph_engine.store.base import Store
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
