"""A permit that names the code of a listed project makes its holder a party of it, and makes nobody a lead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph_engine import RequestContext, RiskEngine, Settings
from tests.loading_files import load_files
from tests.unit.loading.desk import Desk

CODE, OTHER = "91441900MA0000015D", "91441900MA4W6BGB8T"
PROJECT_CODE = "2025-441900-35-03-012345"
CONTEXT = RequestContext("tester", "officer", "test")

PERMIT = {
    "行政相对人名称": "东莞市甲测试有限公司",
    "行政相对人类别": "法人及非法人组织",
    "统一社会信用代码": CODE,
    "行政许可决定文书号": "莞建许〔2025〕12号",
    "许可证书名称": "建筑工程施工许可证",
    "许可内容": "厂房施工",
    "项目代码": PROJECT_CODE,
    "项目名称": "甲厂房",
    "许可决定日期": "2025/03/04",
    "有效期至": "2027/03/09",
    "许可机关": "东莞市住房和城乡建设局",
    "当前状态": "有效",
}
PROJECT = {
    "项目代码": "２０２５-441900-35-03-012345",
    "项目名称": "甲厂房一期",
    "场景": "重大项目",
    "单位名称": "东莞市乙测试有限公司",
    "统一社会信用代码": OTHER,
    "单位角色": "建设单位",
    "决策日期": "2026-12-01",
}
PENALTY = {
    "行政相对人名称": "东莞市甲测试有限公司",
    "行政相对人代码_1（统一社会信用代码）": CODE,
    "行政处罚决定书文号": "东环罚字〔2026〕12号",
    "违法事实": "超标排放",
    "处罚类别": "责令停产停业",
    "处罚决定日期": "2026-05-04",
    "处罚机关": "东莞市生态环境局",
}


class Office:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk = Desk(folder)
        settings = Settings(store=f"sqlite:///{folder}/office.sqlite")
        self.engine = RiskEngine.open(settings=settings, clock=lambda: datetime(2026, 11, 22, 4, tzinfo=UTC))

    def load(self, loader: str, *rows: dict[str, str], source: str | None = None) -> None:
        path = self.desk.table(f"{source or loader}.csv", rows)
        load_files(self.engine.store, loader, [path], self.folder, source=source)

    def parties(self, project: str = PROJECT_CODE) -> Sequence[tuple[str, str]]:
        (answer,) = self.engine.assess(CONTEXT, [project])
        return [(party.id, party.role) for party in answer.parties[1:]]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.engine.close()
    made.desk.close()


@pytest.mark.parametrize("first", ["projects", "licences"])
def test_the_holder_takes_part_in_the_one_project_of_that_code(office: Office, first: str) -> None:
    rows = {"projects": PROJECT, "licences": PERMIT}
    for loader in (first, *(name for name in rows if name != first)):
        office.load(loader, rows[loader])
    assert office.parties() == [(f"uscc:{CODE}", "permit_holder"), (f"uscc:{OTHER}", "owner")]
    (answer,) = office.engine.assess_all(CONTEXT)
    assert (answer.name, answer.scenario) == ("甲厂房一期", "major_project")


def test_a_permit_holder_conducts_no_risk_but_its_record_is_shown(office: Office) -> None:
    office.load("projects", PROJECT)
    office.load("licences", PERMIT)
    office.load("penalties", PENALTY)
    (answer,) = office.engine.assess_all(CONTEXT)
    assert answer.contributions == ()
    holder = next(party for party in answer.parties if party.role == "permit_holder")
    assert [event.kind for event in holder.record] == ["penalty_environment"]
    # As contractor of the same project it does.
    contractor = {"单位名称": "东莞市甲测试有限公司", "统一社会信用代码": CODE, "单位角色": "施工单位"}
    office.load("projects", PROJECT, PROJECT | contractor)
    (answer,) = office.engine.assess_all(CONTEXT)
    assert [found.part for found in answer.contributions] == ["parties"]


def test_after_its_term_the_permit_ties_nobody(office: Office) -> None:
    office.load("projects", PROJECT)
    office.load("licences", PERMIT | {"有效期至": "2026-11-21"})
    assert office.parties() == [(f"uscc:{OTHER}", "owner")]
    office.load("licences", PERMIT | {"有效期至": "2026-11-22"})
    assert (f"uscc:{CODE}", "permit_holder") in office.parties()


def test_a_code_that_two_lists_give_is_a_doubt(office: Office) -> None:
    office.load("projects", PROJECT)
    office.load("projects", PROJECT | {"项目名称": "乙厂房"}, source="grants")
    office.load("licences", PERMIT)
    answers = office.engine.assess_all(CONTEXT)
    assert len(answers) == 2
    for answer in answers:
        assert [party.role for party in answer.parties[1:]] == ["owner"]
        assert "identity_key_fits_several" in {unknown.kind for unknown in answer.unknowns}


def test_a_project_that_no_list_names_is_not_assessed_with_the_others(office: Office) -> None:
    office.load("projects", PROJECT | {"项目代码": "P-1"})
    office.load("licences", PERMIT)
    assert [answer.name for answer in office.engine.assess_all(CONTEXT)] == ["甲厂房一期"]
    # Asked for by its code, it answers.
    assert office.parties() == [(f"uscc:{CODE}", "permit_holder")]
