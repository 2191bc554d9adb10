from __future__ import annotations

import pytest

from graph_engine.loading.party_kind import party_kind


@pytest.mark.parametrize(
    "name",
    ["张三", "欧阳小明", "买买提·吐尔逊", "张*三", "张某", "李××", "王某某", "阿卜杜拉·艾山·买买提"],
)
def test_personal_names(name: str) -> None:
    assert party_kind(name) == "person"


@pytest.mark.parametrize(
    "name",
    [
        "东莞市甲测试有限公司",
        "东莞市长安镇厦岗股份经济联合社",
        "甲（东莞）投资合伙企业（有限合伙）",
        "东莞市人民政府国有资产监督管理委员会",
        "李四商店（个体工商户）",
        "兴旺商店",
        "某某信托计划",
        "SODEXO HOLDINGS LIMITED",
        "Acme Inc.",
        "Beispiel GmbH",
        "全国社保基金一一零组合",
        "某证券公司分公司",
    ],
)
def test_names_of_enterprises(name: str) -> None:
    assert party_kind(name) == "enterprise"


@pytest.mark.parametrize("name", ["John Smith", "阿卜杜拉买买提江", "纸厂", "张三、李四", "长安店"])
def test_names_that_do_not_tell(name: str) -> None:
    assert party_kind(name) is None


@pytest.mark.parametrize(
    ("type_text", "expected"),
    [
        ("自然人股东", "person"),
        ("境内自然人", "person"),
        ("个人", "person"),
        ("企业法人", "enterprise"),
        ("有限责任公司（自然人独资）", "enterprise"),
        ("非自然人股东", "enterprise"),
        ("个体工商户", "enterprise"),
        ("机关法人", "enterprise"),
    ],
)
def test_the_source_is_believed_before_the_name(type_text: str, expected: str) -> None:
    assert party_kind("John Smith", type_text) == expected


def test_a_type_that_does_not_tell_leaves_it_to_the_name() -> None:
    assert party_kind("张三", "其他") == "person"
    assert party_kind("John Smith", "其他") is None
