from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from graph_engine import RequestContext, RiskEngine, Settings
from graph_engine.answers.assessment import Assessment
from graph_engine.loading.report import LoadReport
from graph_engine.model.identifiers import resident_id_check
from loaders import LOADERS
from tests.loading_files import RECORDED_AT, load_files
from tests.unit.loading.desk import KEY, Desk

REPAIRS = LOADERS["repairs"]
CODE = "91441900MA0000015D"
OTHER = "91441900MA4W6BGB8T"
ID = "44190019900307123" + resident_id_check("44190019900307123")

ROW = {
    "行政相对人名称": "东莞市甲测试有限公司",
    "行政相对人类别": "法人及非法人组织",
    "统一社会信用代码": CODE,
    "行政处罚决定书文号": "东环罚字〔2026〕12号",
    "处罚机关": "东莞市生态环境局",
    "处罚决定日期": "2026/05/04",
    "信用修复决定书文号": "东信修〔2026〕3号",
    "信用修复日期": "2026/09/10",
    "修复机关": "东莞市生态环境局",
    "备注": "",
}

EXIT = {
    "企业名称": "东莞市甲测试有限公司",
    "统一社会信用代码": CODE,
    "名单名称": "经营异常名录",
    "列入日期": "2024-01-08",
    "移出日期": "2024-06-01",
    "移出原因": "补报年度报告",
    "移出机关": "东莞市市场监督管理局",
}


def load(desk: Desk, *rows: dict[str, str], name: str = "a.csv") -> LoadReport:
    return desk.load(REPAIRS, desk.table(name, rows))


def outcome(desk: Desk, row: dict[str, str] = ROW, /, *, title: str = "a.csv", **cells: str) -> dict[str, object]:
    load(desk, row | cells, name=title)
    return desk.kept.one("outcome")


def without(row: dict[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in row.items() if name not in names}


def test_a_repair_of_a_penalty(desk: Desk) -> None:
    report = load(desk, ROW)
    assert report.documents[0].unknown_columns == {}
    found = desk.kept.one("outcome")
    assert {name: value for name, value in found.items() if name not in ("document", "line", "row_hash")} == {
        "node_key": f"uscc:{CODE}",
        "result": "repaired",
        "decision_number": "东信修〔2026〕3号",
        "authority": "东莞市生态环境局",
        "decided_on": "2026-09-10",
        "original_number": "东环罚字〔2026〕12号",
        "original_authority": "东莞市生态环境局",
        "original_on": "2026-05-04",
        "original_category": "administrative_penalty",
    }


def test_a_list_of_repairs_names_nobody(desk: Desk) -> None:
    load(desk, ROW, ROW | {"统一社会信用代码": "", "行政相对人名称": "东莞市乙测试有限公司"})
    assert desk.kept.of("enterprise") == desk.kept.of("risk_event") == []
    assert desk.kept.names == set()


def test_a_list_exit(desk: Desk) -> None:
    found = outcome(desk, EXIT)
    expected = {
        "result": "removed",
        "original_category": "abnormal_operation",
        "original_on": "2024-01-08",
        "decided_on": "2024-06-01",
        "text": "补报年度报告",
    }
    assert {name: found.get(name) for name in expected} == expected
    assert "original_number" not in found


@pytest.mark.parametrize(
    ("columns", "result"),
    [
        ({"撤销决定书文号": "x〔2026〕1号", "撤销日期": "2026-09-10"}, "revoked"),
        ({"撤回日期": "2026-09-10"}, "withdrawn"),
        ({"变更决定书文号": "x〔2026〕1号", "变更日期": "2026-09-10"}, "withdrawn"),
        ({"更正日期": "2026-09-10"}, "corrected"),
        ({"解除日期": "2026-09-10"}, "lifted"),
        ({"准予修复日期": "2026-09-10"}, "repaired"),
        ({"修复时间": "2026-09-10"}, "repaired"),
    ],
)
def test_the_filled_columns_say_what_was_decided(desk: Desk, columns: dict[str, str], result: str) -> None:
    found = outcome(desk, without(ROW, "信用修复决定书文号", "信用修复日期") | columns)
    assert (found["result"], found["decided_on"]) == (result, "2026-09-10")
    assert found.get("decision_number") in (None, "x〔2026〕1号")


@pytest.mark.parametrize(
    ("header", "printed", "result"),
    [
        ("处理结果", "准予信用修复", "repaired"),
        ("修复结果", "同意", "repaired"),
        ("处理结果", "撤销行政处罚", "revoked"),
        ("处理结果", "确认违法", "revoked"),
        ("处理结果", "变更", "withdrawn"),
        ("处理类型", "更正", "corrected"),
        ("处理类型", "移出", "removed"),
        ("处理类型", "撤销信用修复", "reinstated"),
        ("处理类型", "恢复公示", "reinstated"),
    ],
)
def test_a_cell_that_states_the_result(desk: Desk, header: str, printed: str, result: str) -> None:
    found = outcome(desk, without(ROW, "信用修复日期") | {header: printed, "决定日期": "2026-09-12"})
    assert (found["result"], found["decided_on"]) == (result, "2026-09-12")


@pytest.mark.parametrize("printed", ["不予修复", "驳回", "未通过", "不予受理", "审核中"])
def test_what_was_not_granted_changes_nothing(desk: Desk, printed: str) -> None:
    report = load(desk, ROW, ROW | {"修复结果": printed, "行政处罚决定书文号": "x罚〔2026〕1号"})
    assert report.ignored == {"header": 1, "not_granted": 1}


def test_rows_of_which_nothing_has_become_are_passed_over(desk: Desk) -> None:
    report = load(desk, EXIT, EXIT | {"移出日期": "", "列入日期": "2026-02-03"})
    assert report.ignored == {"header": 1, "no_outcome": 1}


def test_the_day_on_which_it_holds_may_be_another(desk: Desk) -> None:
    found = outcome(desk, **{"生效日期": "2026/09/15"})
    assert (found["decided_on"], found["effective_on"]) == ("2026-09-10", "2026-09-15")
    found = outcome(desk, **{"决定日期": "2026/09/01"})
    assert (found["decided_on"], found["effective_on"]) == ("2026-09-01", "2026-09-10")


@pytest.mark.parametrize(
    ("cells", "title", "category"),
    [
        ({"信息类型": "行政处罚"}, "a.csv", "administrative_penalty"),
        ({"信息类型": "严重失信主体名单"}, "a.csv", None),
        ({"名单名称": "安全生产严重失信主体名单"}, "a.csv", "safety_serious_list"),
        ({"名单名称": "某某黑名单"}, "a.csv", "other_list"),
        ({"信息类型": "限制高消费"}, "a.csv", "consumption_restriction"),
        ({"信息类型": "失信被执行人"}, "a.csv", "dishonest_debtor"),
        ({}, "行政处罚信用修复.csv", "administrative_penalty"),
        ({}, "失信主体信用修复名单.csv", None),
        ({}, "重大税收违法失信主体移出.csv", "tax_serious_list"),
    ],
)
def test_which_kind_of_record(desk: Desk, cells: dict[str, str], title: str, category: str | None) -> None:
    row = {("原决定文号" if name == "行政处罚决定书文号" else name): value for name, value in ROW.items()}
    assert outcome(desk, row, title=title, **cells).get("original_category") == category


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (ROW | {"行政处罚决定书文号": "-"}, "neither a decision number nor a list with the day of entry"),
        (EXIT | {"列入日期": ""}, "neither a decision number nor a list with the day of entry"),
        (ROW | {"修复结果": "其他"}, "the result of the decision has no known meaning here"),
        (ROW | {"信用修复日期": "", "处理结果": "撤销修复"}, "the revocation of a repair without a date"),
        (ROW | {"统一社会信用代码": CODE[:-1] + "X"}, "the check character of the credit code fails"),
        (ROW | {"行政相对人名称": ""}, "a required value is missing"),
        (ROW | {"信用修复日期": "2026-13-01"}, "no such day"),
    ],
)
def test_what_cannot_be_understood_is_refused(desk: Desk, row: dict[str, str], reason: str) -> None:
    columns = dict.fromkeys((*ROW, *row), "")
    report = load(desk, columns | ROW | {"行政处罚决定书文号": "x罚〔2026〕1号"}, columns | row)
    assert report.understood == 1
    assert reason in next(iter(report.refused))


def test_an_end_of_a_repair_names_the_repair(desk: Desk) -> None:
    found = outcome(desk, **{"撤销修复日期": "2026-10-01", "撤销修复决定文号": "东信撤〔2026〕1号"})
    assert (found["result"], found["original_number"]) == ("reinstated", "东信修〔2026〕3号")
    assert (found["decision_number"], found["decided_on"]) == ("东信撤〔2026〕1号", "2026-10-01")


def test_later_words_about_a_decision_replace_earlier_ones_and_another_stands_beside_it(desk: Desk) -> None:
    load(desk, ROW, ROW, ROW | {"撤销修复日期": "2026-10-01"})
    assert sorted(str(row["result"]) for row in desk.kept.of("outcome")) == ["reinstated", "repaired"]


def test_persons_are_keyed_as_everywhere(desk: Desk) -> None:
    person = {"行政相对人名称": "李四", "行政相对人类别": "自然人", "统一社会信用代码": ""}
    load(desk, ROW | person | {"证件号码": ID})
    assert desk.kept.one("outcome")["node_key"] == f"person:{KEY.keyed_hash().person(ID)}"
    load(desk, ROW | person)
    assert str(desk.kept.one("outcome")["node_key"]).endswith("@decision:东环罚字(2026)12号")
    assert ID not in str(desk.kept)


# ---------------------------------------------------------------------- with the files that they speak of

PENALTY = {
    "行政相对人名称": "东莞市甲测试有限公司",
    "行政相对人类别": "法人及非法人组织",
    "行政相对人代码_1（统一社会信用代码）": CODE,
    "行政处罚决定书文号": "东环罚字(2026)第012号",
    "违法事实": "超标排放",
    "处罚类别": "责令停产停业",
    "处罚决定日期": "2026-05-04",
    "处罚机关": "东莞市生态环境局",
}
ENTRY = {
    "企业名称": "东莞市甲测试有限公司",
    "统一社会信用代码": CODE,
    "列入经营异常名录原因": "通过登记的住所无法联系",
    "列入日期": "2024-01-08",
    "作出决定机关": "东莞市市场监督管理局",
}
PROJECT = {
    "项目编号": "P-1",
    "项目名称": "测试项目",
    "场景": "重大项目",
    "单位名称": "东莞市甲测试有限公司",
    "统一社会信用代码": CODE,
    "单位角色": "建设单位",
    "决策日期": "2026-12-01",
}
FILES = {
    "penalties": (
        "处罚.csv",
        [PENALTY, PENALTY | {"行政相对人代码_1（统一社会信用代码）": OTHER, "行政相对人名称": "乙"}],
    ),
    "lists": ("名录.csv", [ENTRY, ENTRY | {"列入日期": "2026-02-03"}]),
    "projects": ("项目.csv", [PROJECT]),
    "repairs": ("修复.csv", [dict.fromkeys((*EXIT, *ROW), "") | ROW, dict.fromkeys((*ROW, *EXIT), "") | EXIT]),
}
CONTEXT = RequestContext("tester", "officer", "test")


class Office:
    """Loads the files above in any order, a day apart, and asks about the one project."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk = Desk(folder)
        settings = Settings(store=f"sqlite:///{folder}/office.sqlite")
        self.engine = RiskEngine.open(settings=settings, clock=lambda: datetime(2026, 11, 22, 4, tzinfo=UTC))
        self.days = 0

    def load(self, *loaders: str) -> None:
        for loader in loaders:
            name, rows = FILES[loader]
            path = self.desk.table(name, rows)
            day = RECORDED_AT - timedelta(days=20 - self.days)
            load_files(self.engine.store, loader, [path], self.folder, recorded_at=day)
            self.days += 1

    def assess(self, as_of: date | None = None, known_at: datetime | None = None) -> Assessment:
        (answer,) = self.engine.assess(CONTEXT, ["P-1"], as_of=as_of, known_at=known_at)
        return answer

    def close(self) -> None:
        self.engine.close()
        self.desk.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.close()


def record(answer: Assessment) -> list[str]:
    return sorted(str(event.kind) for event in answer.parties[1].record)


def test_a_repair_ends_the_use_of_the_record_and_an_exit_the_entry(office: Office) -> None:
    office.load("penalties", "lists", "projects")
    assert record(office.assess()) == ["abnormal_operation", "abnormal_operation", "penalty_environment"]
    office.load("repairs")
    answer = office.assess()
    assert record(answer) == ["abnormal_operation"]
    assert answer.parties[1].record[0].decided_on == date(2026, 2, 3)
    assert answer.withheld == 1
    assert answer.unknowns == ()
    before = office.assess(date(2026, 6, 1), RECORDED_AT - timedelta(days=18))
    assert record(before) == ["abnormal_operation", "abnormal_operation"]
    assert before.withheld == 1
    # On a day before its exit the first entry counted, and is still told of.
    assert len(record(office.assess(date(2024, 3, 1)))) == 1
    assert "修复" not in str(answer)
    assert "repairs" not in {source.source for source in answer.coverage.sources}


@pytest.mark.parametrize("order", list(permutations(("penalties", "lists", "repairs")))[::2])
def test_in_any_order(office: Office, order: tuple[str, ...]) -> None:
    office.load("projects", *order)
    assert record(office.assess()) == ["abnormal_operation"]
