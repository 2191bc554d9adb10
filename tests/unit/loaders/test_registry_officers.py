"""Company registers: officers, branches, changes and guarantees."""

from __future__ import annotations

import pytest

from tests.unit.loaders.registry_rows import LOCAL, OFFICER, THIRD, load
from tests.unit.loading.desk import Desk


@pytest.mark.parametrize(
    ("post", "roles"),
    [
        ("监事", ["supervisor"]),
        ("监事会主席", ["supervisor"]),
        ("董事长兼总经理", ["chairman", "manager"]),
        ("执行董事,经理", ["executive_director", "manager"]),
        ("副董事长", ["director"]),
        ("独立董事", ["independent_director"]),
        ("财务负责人", ["financial_officer"]),
        ("董事会秘书、副总经理", ["secretary", "senior_manager"]),
        ("联络员", ["other"]),
        ("-", ["other"]),
    ],
)
def test_posts(desk: Desk, post: str, roles: list[str]) -> None:
    load(desk, OFFICER | {"职务": post})
    assert sorted(row["role"] for row in desk.kept.of("holds_office_in")) == sorted(roles)


def test_an_officer_with_dates(desk: Desk) -> None:
    load(desk, OFFICER | {"卸任日期": "2021-03-04"})
    office = desk.kept.one("holds_office_in")
    assert (office["valid_from"], office["valid_to"]) == ("2019-01-02", "2021-03-04")
    assert office["source_key"].endswith(f"@{LOCAL}")


def test_a_legal_representative_among_the_officers(desk: Desk) -> None:
    load(desk, OFFICER | {"职务": "法定代表人、执行董事"})
    assert len(desk.kept.of("legal_representative_of")) == 1
    assert desk.kept.one("holds_office_in")["role"] == "executive_director"


def test_officers_of_the_past_without_a_date_are_ignored(desk: Desk) -> None:
    report = load(desk, OFFICER, OFFICER | {"姓名": "赵六", "是否历史主要人员": "是", "任职日期": "-"})
    assert report.ignored["history_undated"] == 1
    assert len(desk.kept.of("holds_office_in")) == 1


def test_an_end_before_its_beginning_refuses_the_row(desk: Desk) -> None:
    report = load(desk, OFFICER, OFFICER | {"卸任日期": "2018-01-01"})
    assert report.refused == {"it ends before it begins": 1}


def test_branches(desk: Desk) -> None:
    row = {
        "系统匹配公司名称": "东莞市甲测试有限公司",
        "分支机构名称": "东莞市甲测试有限公司石龙分公司",
        "统一社会信用代码": THIRD,
        "负责人": "李四",
        "经营状态": "吊销",
    }
    report = load(desk, row, row | {"分支机构名称": "-", "统一社会信用代码": "-", "负责人": "-"})
    branch = desk.kept.one("branch_of")
    assert (branch["source_key"], branch["target_key"]) == (f"uscc:{THIRD}", LOCAL)
    assert desk.kept.one("holds_office_in")["role"] == "branch_head"
    assert {row["other_key"] for row in desk.kept.of("also_known_as")} == {
        "name:东莞市甲测试有限公司石龙分公司@register:office"
    }
    assert report.ignored["no_branch"] == 1


CHANGE = {
    "系统匹配公司名称": "东莞市甲测试有限公司",
    "变更日期": "2022-03-04",
    "是否历史记录": "否",
    "变更事项": "法定代表人变更",
    "变更前": "姓名：李四",
    "变更后": "姓名：张三",
}


def test_what_was_before_a_change_ends_on_its_day(desk: Desk) -> None:
    load(desk, CHANGE)
    led = desk.kept.one("legal_representative_of")
    assert led["valid_to"] == "2022-03-04"
    assert "valid_from" not in led
    load(desk, CHANGE | {"变更事项": "住所变更", "变更前": "东莞市石龙镇2号"})
    assert desk.kept.one("uses_contact")["valid_to"] == "2022-03-04"
    load(desk, CHANGE | {"变更事项": "名称变更", "变更前": "东莞市旧甲有限公司"})
    assert '["东莞市旧甲有限公司"]' in {row.get("former_names") for row in desk.kept.of("enterprise")}


@pytest.mark.parametrize(
    ("item", "before", "rule"),
    [
        ("注册资本变更", "100万元", "change_without_relation"),
        ("投资人（股权）变更", "王五60%", "change_without_relation"),
        ("法定代表人变更", "-", "nothing_before"),
        ("住所变更", "东莞市石龙镇", "change_without_relation"),
    ],
)
def test_changes_that_are_ignored_by_name(desk: Desk, item: str, before: str, rule: str) -> None:
    report = load(desk, CHANGE, CHANGE | {"变更事项": item, "变更前": before})
    assert report.ignored[rule] == 1


GUARANTEE = {
    "系统匹配公司名称": "东莞市甲测试有限公司",
    "担保方": "东莞市甲测试有限公司",
    "被担保方": "东莞市丁测试有限公司",
    "担保金额": "3500万元",
    "履行状态": "履行中",
    "担保期限": "2024-06-01至2027-05-31",
}


def test_guarantees(desk: Desk) -> None:
    load(desk, GUARANTEE)
    guarantee = desk.kept.one("guarantees")
    assert (guarantee["source_key"], guarantee["target_key"]) == (LOCAL, f"name:东莞市丁测试有限公司@{LOCAL}")
    assert (guarantee["amount"], guarantee["valid_from"], guarantee["valid_to"]) == (
        3500_0000_00,
        "2024-06-01",
        "2027-06-01",
    )


def test_a_guarantee_that_was_performed_some_day_is_ignored(desk: Desk) -> None:
    report = load(desk, GUARANTEE, GUARANTEE | {"履行状态": "履行完毕", "担保期限": "-"})
    assert report.ignored["history_undated"] == 1
