"""Amounts as sources write them (金额文本): `13,400万元`, `500万美元`, `1.5亿元`, `6500万元人民币`."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final

from graph_engine.model.money import LARGEST, Money
from graph_engine.model.text import LONGEST_PARSED, parsed_cell, refused

UNITS: Final[dict[str, int]] = {
    "分": -2,
    "角": -1,
    "元": 0,
    "百元": 2,
    "千元": 3,
    "万元": 4,
    "十万元": 5,
    "百万元": 6,
    "千万元": 7,
    "亿元": 8,
    "十亿元": 9,
    "百亿元": 10,
    "千亿元": 11,
    "万亿元": 12,
}
"""Units that a column may be in, by their power of ten; `元` stands for the unit of any currency."""

CURRENCIES: Final[dict[str, str]] = {
    "人民币": "CNY",
    "rmb": "CNY",
    "¥": "CNY",
    "美元": "USD",
    "美金": "USD",
    "美圆": "USD",
    "us$": "USD",
    "$": "USD",
    "港元": "HKD",
    "港币": "HKD",
    "港幣": "HKD",
    "香港元": "HKD",
    "hk$": "HKD",
    "澳门元": "MOP",
    "澳门币": "MOP",
    "新台币": "TWD",
    "台币": "TWD",
    "台湾元": "TWD",
    "nt$": "TWD",
    "欧元": "EUR",
    "€": "EUR",
    "英镑": "GBP",
    "£": "GBP",
    "日元": "JPY",
    "日圆": "JPY",
    "韩元": "KRW",
    "韩圆": "KRW",
    "澳元": "AUD",
    "澳大利亚元": "AUD",
    "加元": "CAD",
    "加拿大元": "CAD",
    "新加坡元": "SGD",
    "新西兰元": "NZD",
    "瑞士法郎": "CHF",
    "瑞典克朗": "SEK",
    "丹麦克朗": "DKK",
    "挪威克朗": "NOK",
    "马来西亚林吉特": "MYR",
    "泰铢": "THB",
    "卢布": "RUB",
    "印度卢比": "INR",
    "越南盾": "VND",
}
"""Currencies as printed, lowered."""

_CODES: Final = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
    CDF CHF CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF
    GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP
    LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB
    PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL
    THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL
"""
CURRENCY_CODES: Final[frozenset[str]] = frozenset(_CODES.split())
"""ISO 4217 codes of currencies in use."""

_POWERS: Final = {
    word: power
    for power, word in enumerate(
        ("", "十", "百", "千", "万", "十万", "百万", "千万", "亿", "十亿", "百亿", "千亿", "万亿")
    )
}

_CURRENCY: Final = "|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True)) + "|[a-z]{3}"
_NUMBER: Final = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,40})(?:\.[0-9]{0,40})?|\.[0-9]{1,40}"
_AMOUNT: Final = re.compile(
    rf"(?P<before>{_CURRENCY})?(?P<sign>[-+])?(?P<number>{_NUMBER})(?:e(?P<exponent>[-+]?[0-9]{{1,3}}))?"
    rf"(?P<rest>(?:[0-9.,]|十|百|千|万|亿)*)(?P<unit>元|圆|角|分)?整?"
    rf"(?:\((?P<inside>{_CURRENCY})\)|(?P<after>{_CURRENCY}))?整?"
)
_PART: Final = re.compile(rf"(?P<number>{_NUMBER})?(?P<power>(?:十|百|千|万)?(?:万|亿)|十|百|千)?")
_UNIT_POWERS: Final = {"元": 0, "圆": 0, "角": -1, "分": -2}


def parse_amount(
    text: str | None,
    default_unit: str = "元",
    default_currency: str = "CNY",
    *,
    column: str = "",
    allow_negative: bool = False,
) -> Money | None:
    """The money that a cell states (金额); `None` where the cell only says that there is none.

    `default_unit` is the unit of the column, one of `UNITS`, for a bare number; a unit or currency in the
    cell goes before it. Arithmetic is decimal and exact; a part smaller than a hundredth, as floating point
    leaves it, is rounded half up.

    Raises:
        RowError: no amount, a wrong grouping of digits, negative where not allowed, or too large.
        ValueError: `default_unit` is no unit.
    """
    power_of_column = UNITS.get(default_unit)
    if power_of_column is None:
        raise ValueError(f"no unit of money: {default_unit!r}")
    narrow = parsed_cell(text)
    if narrow is None:
        # Elsewhere nan is a missing value; where numbers are reckoned it means that reckoning went wrong.
        if text is not None and text.strip().casefold() == "nan":
            raise refused("无法识别的金额 (no amount)", column=column, value=text)
        return None
    found = None if len(narrow) > LONGEST_PARSED else _AMOUNT.fullmatch(_compact(narrow))
    if found is None:
        raise refused("无法识别的金额 (no amount)", column=column, value=text)
    currency = _currency(found, default_currency)
    if currency is None:
        raise refused("金额的币种不明或前后矛盾 (unknown or contradicting currency)", column=column, value=text)
    number = _number(found, power_of_column)
    if number is None:
        raise refused("无法识别的金额 (no amount)", column=column, value=text)
    if number < 0 and not allow_negative:
        raise refused("金额不应为负 (negative amount)", column=column, value=text)
    if abs(number) > LARGEST:
        raise refused("金额过大 (amount too large)", column=column, value=text)
    return Money(int(number), currency)


def _compact(text: str) -> str:
    """Lowered, without spaces; a space between digits stays, to be refused, unless it groups thousands."""
    text = re.sub(r"(?<=[0-9])\s(?=[0-9]{3}(?![0-9]))", ",", text.casefold())
    return re.sub(r"(?<![0-9])\s+|\s+(?![0-9])", "", text).replace("億", "亿").replace("萬", "万")


def _currency(found: re.Match[str], default: str) -> str | None:
    """The one currency that the cell names, else the default; none if it names an unknown one, or two."""
    words = (found["before"], found["inside"], found["after"])
    named = {CURRENCIES.get(word, word.upper()) for word in words if word}
    if not named:
        return default
    return named.pop() if len(named) == 1 and named <= CURRENCY_CODES else None


def _number(found: re.Match[str], power_of_column: int) -> Decimal | None:
    """The amount in hundredths, rounded to a whole number; none if its parts make no sense together."""
    sign = -1 if found["sign"] == "-" else 1
    exponent = int(found["exponent"] or 0)
    if abs(exponent) > 30:
        return None
    bare = not found["rest"] and found["unit"] is None
    # 5美元 in a 万元 column is five dollars: the cell names its unit, if only by the currency's own word.
    names_unit = any(word and word.endswith(("元", "圆")) for word in (found["after"], found["inside"]))
    with localcontext() as context:
        context.prec = 200
        total = _sum_of_parts(found["number"] + (found["rest"] or ""))
        if total is None:
            return None
        unit = power_of_column if bare and not names_unit else _UNIT_POWERS[found["unit"] or "元"]
        return (sign * total).scaleb(exponent + unit + 2).to_integral_value(ROUND_HALF_UP)


def _sum_of_parts(text: str) -> Decimal | None:
    """The value of `1亿5000万`: numbers, each with a falling power of ten; none for anything else."""
    total, last_power, place = Decimal(0), 99, 0
    while place < len(text):
        part = _PART.match(text, place)
        if part is None or part["number"] is None:
            return None
        power = _POWERS.get(part["power"] or "")
        if power is None or power >= last_power:
            return None
        total += Decimal(part["number"].replace(",", "")).scaleb(power)
        last_power, place = power, part.end()
    return total
