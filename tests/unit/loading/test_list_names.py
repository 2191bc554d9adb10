from __future__ import annotations

import pytest

from graph_engine.loading.list_names import list_category, names_a_list, praises
from graph_engine.model.vocabulary import EVENT_CATEGORIES


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("市场监督管理严重违法失信名单", "serious_violation_list"),
        ("严重违法失信企业名单", "serious_violation_list"),
        ("经营异常名录", "abnormal_operation"),
        ("社会组织活动异常名录", "abnormal_operation"),
        ("重大税收违法失信主体", "tax_serious_list"),
        ("税收违法黑名单", "tax_serious_list"),
        ("欠税公告", "tax_arrears"),
        ("非正常户认定", "tax_abnormal_household"),
        ("拖欠农民工工资失信联合惩戒对象名单", "wage_arrears_list"),
        ("安全生产严重失信主体名单", "safety_serious_list"),
        ("政府采购严重违法失信行为记录名单", "government_procurement_record"),
        ("招标投标不良行为记录", "bidding_record"),
        ("社会保险领域严重失信人名单", "social_insurance_list"),
        ("医疗保障领域失信名单", "medical_insurance_list"),
        ("海关失信企业名单", "customs_dishonest"),
        ("统计严重失信企业", "statistics_list"),
        ("价格失信名单", "price_list"),
        ("知识产权（专利）领域严重失信", "intellectual_property_list"),
        ("企业环保信用评价结果", "environment_rating"),
        ("拖欠中小企业账款失信主体", "sme_payment_arrears"),
        ("严重违法失信超限超载运输当事人名单", "other_list"),
        ("文化市场严重失信主体名单", "other_list"),
        ("科研严重失信行为名单", "other_list"),
        ("失信被执行人名单", "dishonest_debtor"),
    ],
)
def test_lists_by_their_names(name: str, category: str) -> None:
    assert list_category(name) == category
    assert category in EVENT_CATEGORIES
    assert names_a_list(name)
    assert not praises(name)


@pytest.mark.parametrize("title", ["名单一", "导出", "Sheet1", "企业信息", "信用修复名单"])
def test_a_title_that_says_nothing(title: str) -> None:
    assert not names_a_list(title)


@pytest.mark.parametrize("name", ["守信红名单", "海关高级认证企业名单", "A级纳税人名单", "诚信示范企业"])
def test_lists_of_the_trustworthy(name: str) -> None:
    assert praises(name)
