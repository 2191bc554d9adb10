"""What the numbers of the synthetic city are called: names, codes and dates, one to one and the same every time.

The city of Chengchuan (澄川市) is invented and its division code 4499xx is not assigned, so no code or ID number
made here can belong to anybody. Check digits are right.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from graph_engine.model.identifiers import credit_code_check, organisation_code_check, resident_id_check
from graph_engine.model.identifiers.credit_code import ALPHABET

_WORDS: Final = "云青星长白金海鼎瑞宏泰启盛浩朗晨松竹石江禾嘉铭丰"
_TRADES: Final = (
    ("精密制造", "制造业"),
    ("电子科技", "制造业"),
    ("模具", "制造业"),
    ("家具", "制造业"),
    ("建设工程", "建筑业"),
    ("园林绿化", "建筑业"),
    ("商贸", "批发和零售业"),
    ("物流", "交通运输、仓储和邮政业"),
    ("信息技术", "信息传输、软件和信息技术服务业"),
    ("置业", "房地产业"),
    ("人力资源", "租赁和商务服务业"),
    ("餐饮管理", "住宿和餐饮业"),
)
_SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
_GIVEN: Final = "思明嘉文永晓子一若海志景云书承雨知安启元宏清望远泽沐轩宁涵岚川然博航睿琳彤舟琪衡峥棠溪野澄晗禾越恒"
_FIRST_BIRTH: Final = date(1955, 1, 1)
_BIRTH_DAYS: Final = 15_000


def credit_code(enterprise: int) -> str:
    """The credit code (统一社会信用代码) of an enterprise, rising with its number."""
    body = "MA" + _digits(enterprise, 6)
    start = f"91449902{body}{organisation_code_check(body)}"
    return start + credit_code_check(start)


def _digits(number: int, places: int) -> str:
    found = ""
    for _ in range(places):
        number, digit = divmod(number, len(ALPHABET))
        found = ALPHABET[digit] + found
    return found


def enterprise_name(enterprise: int, *, state_holder: bool = False) -> str:
    """The legal name of an enterprise; no two are alike. State holders are named as policy knows them."""
    rest, trade = divmod(enterprise, len(_TRADES))
    word = ""
    for _ in range(4):
        rest, at = divmod(rest, len(_WORDS))
        word += _WORDS[at]
    trades = "国有资产管理" if state_holder else _TRADES[trade][0]
    return f"澄川{word}{_TRADES[trade][0] if state_holder else ''}{trades}有限公司"


def industry(enterprise: int) -> str:
    """The section of GB/T 4754 as exports print it."""
    return _TRADES[enterprise % len(_TRADES)][1]


def established(enterprise: int) -> date:
    """The day of foundation."""
    return date(1999, 1, 1) + timedelta(days=enterprise * 37 % 9_500)


def address(enterprise: int) -> str:
    """The registered address; a few enterprises share one."""
    house = enterprise * 7 // 10
    return f"澄川市澄东区听雨街{house // 60 + 1}号{house % 60 // 4 + 1}栋{house % 4 + 1}0{house % 9 + 1}室"


def phone(enterprise: int) -> str:
    """A phone number; a few enterprises share one."""
    return f"199{enterprise * 8 // 10:08d}"


def person_name(person: int) -> str:
    """The name of a person; many have namesakes."""
    at = person * 7_919
    given = _GIVEN[at // len(_SURNAMES) % len(_GIVEN)] + _GIVEN[at // 3_001 % len(_GIVEN)]
    return _SURNAMES[at % len(_SURNAMES)] + given


def id_number(person: int) -> str:
    """The resident ID number (公民身份号码) of a person, with its check digit."""
    serial, day = divmod(person, _BIRTH_DAYS)
    digits = f"449902{_FIRST_BIRTH + timedelta(days=day):%Y%m%d}{serial + 1:03d}"
    return digits + resident_id_check(digits)


@lru_cache(maxsize=4096)
def keyed(number: int) -> str:
    """What stands for a keyed hash where records are made without an office's key; as long as a real one."""
    return f"bench:{blake2b(number.to_bytes(8, 'big'), digest_size=32).hexdigest()}"
