"""Person or enterprise? (自然人还是企业) By what the source says of the party, else by the form of its name.

A wrong guess would make a hub of a common personal name or lose a company, so where neither speaks clearly
the answer is `None`, and the row that needs it is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from graph_engine.model.names import exact_name

PartyKind = Literal["person", "enterprise"]

_PERSON_TYPES = re.compile(r"自然人|个人|外籍人士|居民")
_ENTERPRISE_TYPES = re.compile(
    r"法人|企业|公司|合伙|机构|机关|事业单位|社会团体|合作社|个体工商户|基金|集体|单位|组织|国资|政府|非自然人"
)
_ENTERPRISE_ENDS = re.compile(
    r"(公司|企业|集团|合伙|基金|基金会|基金管理|银行|支行|分行|信用社|合作社|联合社|经济社|供销社|研究院|研究所|事务所|交易所|"
    r"[总分]店|商店|商行|车行|工厂|纸厂|农场|林场|超市|商场|市场|饭店|酒店|餐厅|宾馆|学校|学院|大学|中学|小学|幼儿园|医院|"
    r"中心|委员会|居委会|村委会|协会|商会|联合会|工会|总会|政府|人民政府|管理局|资产局|办事处|管理处|经营部|服务部|门市部|"
    r"工作室|工作站|服务站|加油站|图书馆|博物馆|资产管理计划|信托计划|专户|组合|个体工商户\)|\((有限|普通|特殊普通)合伙\)|"
    r"代表处|项目部|指挥部|出版社|杂志社|报社|旅行社|中介所|诊所|药房|药店|厂|店)$"
)
_LATIN_ENDS = re.compile(
    r"\b(ltd|limited|inc|incorporated|llc|llp|l\.?p|corp|corporation|company|co|plc|gmbh|ag|kg|s\.?a|"
    r"s\.?a\.?r\.?l|b\.?v|n\.?v|pte|pty|holdings?|group|fund|trust|partnership|bank|foundation|association|"
    r"university|sdn bhd|oy|ab)"
    r"\.?\)?$",
    re.IGNORECASE,
)
_SHORT_AMBIGUOUS = re.compile(r"[厂店站馆部所院局处]$")
_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
_PERSON_NAME = re.compile(rf"{_HAN}[{_HAN[1:-1]}*＊某×○xX]{{1,3}}|{_HAN}{{1,10}}(·{_HAN}{{1,10}}){{1,4}}")


@lru_cache(maxsize=1 << 16)
def party_kind(name: str, type_text: str | None = None) -> PartyKind | None:
    """Whether a party is a person or an enterprise; `None` where neither the type nor the name tells."""
    if type_text is not None:
        by_type = _kind_of_type(type_text)
        if by_type is not None:
            return by_type
    return _kind_of_name(exact_name(name))


def _kind_of_type(text: str) -> PartyKind | None:
    # 自然人独资有限责任公司 is an enterprise; 非自然人 is no person.
    enterprise = _ENTERPRISE_TYPES.search(text) is not None
    person = _PERSON_TYPES.search(text) is not None
    if enterprise == person:
        both = enterprise and re.search(r"公司|独资|企业|非自然人|个体工商户", text)
        return "enterprise" if both else None
    return "enterprise" if enterprise else "person"


def _kind_of_name(name: str) -> PartyKind | None:
    if _LATIN_ENDS.search(name):
        return "enterprise"
    if len(name) <= 3 and _SHORT_AMBIGUOUS.search(name):
        return None
    if _ENTERPRISE_ENDS.search(name):
        return "enterprise"
    if _PERSON_NAME.fullmatch(name):
        return "person"
    return None
