"""The synthetic city as files of a company register, in the layouts that vendors' exports have.

Five sheets as CSV: basics with legal representatives and contacts, shareholders, officers, guarantees, and the list
of abnormal operation. Sheets of topics name companies by their legal names alone, as batch workbooks do; persons
come with their ID numbers.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks import city_names
from benchmarks.city_arrays import CATEGORIES, ROLES, UNKNOWN, City
from graph_engine.model.days import date_of

_BASICS: Final = (
    "系统匹配公司名称",
    "登记状态",
    "法定代表人",
    "法定代表人证件类型",
    "法定代表人证件号码",
    "注册资本",
    "成立日期",
    "统一社会信用代码",
    "企业（机构）类型",
    "国标行业门类",
    "注册地址",
    "电话",
)
_HOLDERS: Final = (
    "系统匹配公司名称",
    "股东名称",
    "统一社会信用代码",
    "股东类型",
    "股东证件号码",
    "持股比例",
    "首次持股日期",
)
_OFFICERS: Final = ("系统匹配公司名称", "姓名", "职务", "证件号码", "任职日期")
_GUARANTEES: Final = ("系统匹配公司名称", "担保方", "被担保方", "担保方式", "担保金额", "履行状态")
_ABNORMAL: Final = ("系统匹配公司名称", "做出决定机关", "列入经营异常名录原因", "列入日期")
_POSTS: Final = {"director": "董事", "supervisor": "监事", "manager": "经理"}

Row = Sequence[str]


def write_files(city: City, folder: Path) -> tuple[list[Path], int]:
    """Writes the files; returns them and the number of their rows, headers not counted."""
    sheets: tuple[tuple[str, Row, Iterable[Row]], ...] = (
        ("企业信息", _BASICS, _basics(city)),
        ("工商股东", _HOLDERS, _holders(city)),
        ("主要人员", _OFFICERS, _officers(city)),
        ("担保信息", _GUARANTEES, _guarantees(city)),
        ("经营异常", _ABNORMAL, _abnormal(city)),
    )
    paths, count = [], 0
    for title, header, rows in sheets:
        path = folder / f"{title}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            for row in rows:
                writer.writerow(row)
                count += 1
        paths.append(path)
    return paths, count


def _name(city: City, enterprise: int) -> str:
    return city_names.enterprise_name(enterprise, state_holder=bool(city.state_holder[enterprise]))


def _basics(city: City) -> Iterator[Row]:
    rows = city.relations.rows_of("legal_representative_of")
    led = zip(city.relations.target[rows].tolist(), city.relations.source[rows].tolist(), strict=True)
    leader = {company: person - city.enterprises for company, person in led}
    for number in range(city.enterprises):
        person = leader[number]
        yield (
            _name(city, number),
            "存续（在营、开业、在册）",
            city_names.person_name(person),
            "居民身份证",
            city_names.id_number(person),
            f"{100 + number % 900}万元",
            city_names.established(number).isoformat(),
            city_names.credit_code(number),
            "有限责任公司（自然人投资或控股）",
            city_names.industry(number),
            city_names.address(number),
            city_names.phone(number),
        )


def _holders(city: City) -> Iterator[Row]:
    rows = city.relations.rows_of("holds_shares_in")
    columns = (city.relations.source, city.relations.target, city.relations.ratio, city.relations.since)
    for source, target, ratio, since in zip(*(column[rows].tolist() for column in columns), strict=True):
        company, share = _name(city, target), "-" if ratio == UNKNOWN else f"{ratio / 10_000_000:.2f}%"
        if source < city.enterprises:
            holder = (_name(city, source), city_names.credit_code(source), "企业法人", "-")
        else:
            person = source - city.enterprises
            holder = (city_names.person_name(person), "-", "自然人股东", city_names.id_number(person))
        yield (company, *holder, share, _day(since))


def _officers(city: City) -> Iterator[Row]:
    rows = city.relations.rows_of("holds_office_in")
    columns = (city.relations.source, city.relations.target, city.relations.role, city.relations.since)
    for source, target, role, since in zip(*(column[rows].tolist() for column in columns), strict=True):
        person = source - city.enterprises
        yield (
            _name(city, target),
            city_names.person_name(person),
            _POSTS[ROLES[role]],
            city_names.id_number(person),
            _day(since),
        )


def _guarantees(city: City) -> Iterator[Row]:
    rows = city.relations.rows_of("guarantees")
    ends = zip(city.relations.source[rows].tolist(), city.relations.target[rows].tolist(), strict=True)
    for source, target in ends:
        guarantor = _name(city, source)
        yield (guarantor, guarantor, _name(city, target), "连带责任保证", "500万元", "正在履行")


def _abnormal(city: City) -> Iterator[Row]:
    events = city.events
    category = CATEGORIES.index("abnormal_operation")
    subjects = zip(events.event.tolist(), events.subject.tolist(), events.derived.tolist(), strict=True)
    for event, subject, derived in subjects:
        if events.category[event] == category and not derived and subject < city.enterprises:
            day = date_of(int(events.day[event])).isoformat()
            yield (_name(city, subject), "澄川市市场监督管理局", "通过登记的住所或者经营场所无法联系", day)


def _day(day: int) -> str:
    return "-" if day == UNKNOWN else date_of(day).isoformat()
