from __future__ import annotations

import pytest

from graph_engine.loading.report import LoadReport
from graph_engine.model.identifiers import resident_id_check
from loaders import LOADERS
from tests.unit.loading.desk import KEY, Desk

PROJECTS = LOADERS["projects"]
CODE = "91441900MA0000015D"
ID = "44190019900307123" + resident_id_check("44190019900307123")

ROW = {
    "项目编号": "DG-2026-001",
    "项目名称": "滨海湾新区智能装备产业园",
    "场景": "重大项目",
    "单位名称": "东莞市甲测试有限公司",
    "统一社会信用代码": CODE,
    "单位角色": "建设单位",
    "金额（万元）": "120,000.5",
    "币种": "人民币",
    "决策日期": "2026-03-15",
    "项目状态": "拟签约",
    "属地": "滨海湾新区",
    "备注": "",
}


def load(desk: Desk, *rows: dict[str, str]) -> LoadReport:
    return desk.load(PROJECTS, desk.table("项目.csv", rows))


def test_a_project_and_its_party(desk: Desk) -> None:
    report = load(desk, ROW)
    assert report.documents[0].unknown_columns == {}
    project = desk.kept.one("project")
    expected = {
        "node_key": "project:office:DG-2026-001",
        "name": "滨海湾新区智能装备产业园",
        "scenario": "major_project",
        "number": "DG-2026-001",
        "decision_on": "2026-03-15",
        "status_text": "拟签约",
        "place_text": "滨海湾新区",
        "amount": 120_000_500_000,
        "currency": "CNY",
    }
    assert {name: project.get(name) for name in expected} == expected
    part = desk.kept.one("takes_part_in")
    assert (part["source_key"], part["target_key"]) == (f"uscc:{CODE}", "project:office:DG-2026-001")
    assert (part["role"], part["role_text"], part.get("amount")) == ("owner", "建设单位", None)
    # A decision may lie ahead: it says nothing of how far the list reaches.
    assert report.documents[0].covered_until is None


@pytest.mark.parametrize(
    ("printed", "role"),
    [
        ("申请单位", "applicant"),
        ("申报主体", "applicant"),
        ("投资方", "investor"),
        ("建设单位", "owner"),
        ("项目业主", "owner"),
        ("拟引进企业", "target"),
        ("补贴对象", "beneficiary"),
        ("资金使用单位", "beneficiary"),
        ("中标人", "winner"),
        ("施工总承包", "contractor"),
        ("专业分包", "subcontractor"),
        ("供应商", "supplier"),
        ("投标人", "bidder"),
        ("招标代理机构", "agent"),
        ("采购人", "buyer"),
        ("监理单位", "other"),
        ("", "other"),
    ],
)
def test_roles(desk: Desk, printed: str, role: str) -> None:
    load(desk, ROW | {"单位角色": printed})
    assert desk.kept.one("takes_part_in")["role"] == role


@pytest.mark.parametrize(
    ("printed", "scenario"),
    [
        ("重大投资", "major_investment"),
        ("重大项目", "major_project"),
        ("招商引资", "investment_attraction"),
        ("招商引资项目", "investment_attraction"),
        ("财政资金", "fiscal_funds"),
        ("财政资金使用", "fiscal_funds"),
        ("", None),
    ],
)
def test_scenarios(desk: Desk, printed: str, scenario: str | None) -> None:
    load(desk, ROW | {"场景": printed})
    assert desk.kept.one("project").get("scenario") == scenario


def test_the_rows_of_one_project_make_one(desk: Desk) -> None:
    other = {"单位名称": "东莞市乙测试有限公司", "统一社会信用代码": "91441900MA4W6BGB8T", "单位角色": "施工单位"}
    load(desk, ROW, ROW | other)
    assert desk.kept.one("project")["number"] == "DG-2026-001"
    assert len(desk.kept.of("takes_part_in")) == 2


def test_a_national_code_is_another_key_of_the_project(desk: Desk) -> None:
    code = "2025-441900-35-03-012345"
    load(desk, ROW | {"项目代码": code})
    assert desk.kept.one("also_known_as")["other_key"] == f"project-code:{code}"
    assert desk.kept.one("project")["node_key"] == "project:office:DG-2026-001"
    load(desk, ROW | {"项目编号": "", "项目代码": code})
    assert desk.kept.one("project")["number"] == code
    assert desk.kept.one("also_known_as")["node_key"] == f"project:office:{code}"
    load(desk, ROW | {"项目编号": "", "项目代码": "DG-2026-001"})
    assert (desk.kept.one("project")["node_key"], desk.kept.of("also_known_as")) == ("project:office:DG-2026-001", [])


def test_a_project_without_number_goes_by_its_exact_name(desk: Desk) -> None:
    bare = ROW | {"项目编号": "-"}
    load(desk, bare, bare | {"项目名称": "滨海湾新区 智能装备产业园"}, bare | {"项目名称": "另一项目"})
    assert {row["node_key"] for row in desk.kept.of("project")} == {
        "project:office:=滨海湾新区智能装备产业园",
        "project:office:=另一项目",
    }


def test_grants_belong_to_the_unit_that_gets_them(desk: Desk) -> None:
    grant = ROW | {"场景": "财政资金", "单位角色": "补贴对象", "金额（万元）": "50"}
    load(desk, grant, grant | {"统一社会信用代码": "91441900MA4W6BGB8T", "金额（万元）": "60"})
    assert desk.kept.one("project").get("amount") is None
    assert sorted(row["amount"] for row in desk.kept.of("takes_part_in")) == [50_000_000, 60_000_000]


@pytest.mark.parametrize(
    ("cells", "amount", "currency"),
    [
        ({"币种": "美元"}, 120_000_500_000, "USD"),
        ({"币种": "USD"}, 120_000_500_000, "USD"),
        ({"币种": ""}, 120_000_500_000, "CNY"),
        ({"金额（万元）": "1.5亿元"}, 15_000_000_000, "CNY"),
        ({"金额（万元）": "-"}, None, None),
    ],
)
def test_amounts_and_currencies(desk: Desk, cells: dict[str, str], amount: int | None, currency: str | None) -> None:
    load(desk, ROW | cells)
    project = desk.kept.one("project")
    assert (project.get("amount"), project.get("currency")) == (amount, currency)


def test_a_unit_by_name_only_is_local_to_the_project(desk: Desk) -> None:
    load(desk, ROW | {"统一社会信用代码": ""})
    part = desk.kept.one("takes_part_in")
    assert part["source_key"] == "name:东莞市甲测试有限公司@project:office:DG-2026-001"
    load(desk, ROW | {"统一社会信用代码": "", "单位名称": "Acme Widgets"})
    assert desk.kept.one("takes_part_in")["source_key"].startswith("name:Acme Widgets@")


def test_a_person_who_invests(desk: Desk) -> None:
    person = ROW | {"单位名称": "张三", "统一社会信用代码": "", "单位类型": "自然人", "单位角色": "投资方"}
    load(desk, person)
    assert desk.kept.one("takes_part_in")["source_key"].endswith("@project:office:DG-2026-001")
    load(desk, person | {"证件号码": ID})
    assert desk.kept.one("takes_part_in")["source_key"] == f"person:{KEY.keyed_hash().person(ID)}"


def test_a_project_without_party_stands_alone(desk: Desk) -> None:
    load(desk, ROW | {"单位名称": "", "统一社会信用代码": "", "单位角色": ""})
    assert len(desk.kept.of("project")) == 1
    assert desk.kept.of("takes_part_in") == []


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"项目名称": ""}, "项目名称", "a required value is missing"),
        ({"场景": "其他"}, "场景", "none of the four scenarios"),
        ({"决策日期": "2026年"}, "决策日期", "no date"),
        ({"金额（万元）": "若干"}, "金额（万元）", "no amount"),
        ({"币种": "贝壳"}, "币种", "no known currency"),
        ({"统一社会信用代码": CODE[:-1] + "X"}, "统一社会信用代码", "the check character of the credit code fails"),
        ({"单位名称": "华为", "统一社会信用代码": ""}, "单位名称", "neither surely a person nor surely an enterprise"),
    ],
)
def test_bad_cells_refuse_their_row(desk: Desk, cells: dict[str, str], column: str, reason: str) -> None:
    report = load(desk, ROW, ROW | cells)
    assert report.refused == {reason: 1}
    (refused,) = desk.refused()
    assert (refused.line, refused.column, refused.value) == (3, column, next(iter(cells.values())))
    assert len(desk.kept.of("takes_part_in")) == 1
