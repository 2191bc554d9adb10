"""Which list is it (名单种类)? By the name that a title or a cell gives it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_LISTS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("dishonest_debtor", re.compile(r"失信被执行人")),
    ("wage_arrears_list", re.compile(r"农民工|拖欠.{0,4}工资|欠薪|劳动报酬")),
    ("sme_payment_arrears", re.compile(r"中小企业(?:款项|账款)|拖欠(?:中小)?企业(?:款项|账款)")),
    ("safety_serious_list", re.compile(r"安全生产|安全监管")),
    ("tax_abnormal_household", re.compile(r"非正常户")),
    ("tax_arrears", re.compile(r"欠税")),
    ("tax_serious_list", re.compile(r"税收|税务|偷税|骗税")),
    ("customs_dishonest", re.compile(r"海关")),
    ("government_procurement_record", re.compile(r"政府采购")),
    ("bidding_record", re.compile(r"招标|投标|招投标")),
    ("medical_insurance_list", re.compile(r"医保|医疗保障|医疗保险")),
    ("social_insurance_list", re.compile(r"社会保险|社保")),
    ("statistics_list", re.compile(r"统计")),
    ("price_list", re.compile(r"价格")),
    ("intellectual_property_list", re.compile(r"知识产权|专利")),
    ("environment_rating", re.compile(r"环保信用|环境信用|环保诚信")),
    ("abnormal_operation", re.compile(r"(?:经营|活动)异常|异常名录")),
    # Lists without a category of their own; the policy tells them apart by these words.
    ("other_list", re.compile(r"交通运输|超限超载|文化市场|旅游|科研|科技计划|网络信息|网信|互联网信息")),
    ("serious_violation_list", re.compile(r"市场监管|市场监督|严重违法")),
)
"""In this order: sector lists come before 严重违法, a word that many of their names hold."""

_ANY_LIST: Final = re.compile(r"(?:失信|严重违法|惩戒|不良行为).*(?:名单|名录|对象|主体|记录|企业)|黑名单")
_OF_THE_TRUSTWORTHY: Final = re.compile(r"红名单|红榜|守信|诚信(?:示范|企业|单位)|高级认证|A级纳税")


@lru_cache(maxsize=1 << 12)
def list_category(text: str) -> str:
    """The category of a list by its name; `other_list` for one that has no category of its own."""
    return next((name for name, pattern in _LISTS if pattern.search(text)), "other_list")


def names_a_list(text: str) -> bool:
    """Whether a title or header says of itself which list it is: 名单一 does not."""
    return list_category(text) != "other_list" or _ANY_LIST.search(text) is not None


def praises(text: str) -> bool:
    """Whether a list is one of the trustworthy (守信红名单), which is no record of risk."""
    return _OF_THE_TRUSTWORTHY.search(text) is not None
