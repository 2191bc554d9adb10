"""Storylines told of the crowd when it is there: lists, permits, and what later decisions make of records.

They add to three files of their own and leave the others as they are, so they are told last.
"""

from __future__ import annotations

from datetime import date

from examples.city.builder import City
from examples.city.world import Entry, Firm, Human, Penalty, Permit, Repair, Undertaking

WAGES = "拖欠农民工工资失信联合惩戒对象"
ABNORMAL = "经营异常名录"
_SIGNS = {"labour": "澄人社列", "market": "澄市监异列"}


def tell_all(city: City) -> None:
    """Every storyline of this file, in order."""
    for story in (
        repaired_by_decision,
        left_the_list,
        wages_listed,
        permit_holder,
        repair_without_record,
        repair_revoked,
    ):
        city.story = story.__name__
        story(city)
    city.story = ""


def repaired_by_decision(city: City) -> None:
    """The list of penalties still shows the decision as in force; the list of repairs does not."""
    project, shop = _project(city, "ZDXM-2026-038", "澄川市丰璟小吃店（个体工商户）")
    penalty = _penalty(city, "澄应急罚〔2025〕185号")
    _repair(city, shop, "信用修复", 1, "safety", date(2026, 10, 14), original_number=penalty.number)
    city.tell(
        project,
        finding="不得提示：投资方的处罚已于2026-10-14信用修复，处罚名单尚未更新",
        why="信用修复名单按主体和原决定文号对应；修复后停止共享和使用，回看以前的日期也不得使用",
    )


def left_the_list(city: City) -> None:
    """A supplier was on the list of abnormal operation and has left it; the exit names list and day of entry."""
    project, supplier = _project(city, "ZDXM-2026-031", "澄川市金麓环保科技有限公司")
    entry = _entry(city, ABNORMAL, supplier, 1, "market", date(2025, 2, 17), "通过登记的住所无法联系")
    _repair(city, supplier, "移出名录", 2, "market", date(2026, 8, 3), list_name=ABNORMAL, listed=entry.listed)
    city.tell(
        project,
        finding="不得提示：供应商已于2026-08-03移出经营异常名录",
        why="名单文件中仍有列入记录；移出决定按名单和列入日期对应",
    )


def wages_listed(city: City) -> None:
    """The winner is on the list of wage arrears, and so is its representative, by a decision of its own."""
    project, winner = _project(city, "ZSYZ-2026-030", "澄川市恒舟电子科技有限公司")
    _entry(city, WAGES, winner, 2, "labour", date(2026, 5, 20), "拖欠农民工工资，经责令限期支付仍不支付")
    assert winner.leader is not None
    person = _entry(city, WAGES, winner.leader, 3, "labour", date(2026, 5, 20), "法定代表人，对拖欠工资负直接责任")
    person.employer, person.post = winner, "法定代表人"
    city.tell(
        project,
        claim="party_record",
        finding="参与方自身记录：中标人在拖欠农民工工资失信联合惩戒对象名单上，其法定代表人另有列入决定",
        why="名单文件一行单位、一行个人，各有文号；个人为本人列入，不是由单位牵连",
    )


def permit_holder(city: City) -> None:
    """Who holds the building permit of a project is a party of it; its own record is shown and conducts nothing."""
    project, _ = _project(city, "ZDXM-2026-035", "澄川市嘉桥人力资源有限公司")
    project.code = "2026-449903-48-01-000035"
    holder = _firm(city, "澄川市海岭园林绿化有限公司")
    next(listing for listing in city.world.listings if listing.debtor is holder).story = city.story
    city.world.permits.append(
        Permit(
            holder=holder,
            number="澄建许〔2026〕12号",
            title="建筑工程施工许可证",
            content=f"{project.name}施工",
            authority=city.agencies["housing"],
            decided=date(2026, 9, 9),
            until="2027/09/08",
            project_code=project.code,
            story=city.story,
        )
    )
    city.world.permits.append(
        Permit(
            holder=_firm(city, "澄川市晨桥路桥工程有限公司"),
            number="澄建许〔2025〕31号",
            title="建筑业企业资质证书",
            content="公路工程施工总承包三级",
            authority=city.agencies["housing"],
            decided=date(2025, 6, 3),
            until="2099/12/31",
        )
    )
    city.tell(
        project,
        finding="不得提示：许可相对人为失信被执行人，只列示其自身记录，不作为传导",
        why="许可内容中的项目代码与项目清单一致；清单未载明其为承包单位",
    )


def repair_without_record(city: City) -> None:
    """A repair of a decision that no file shows is kept as something unknown about its party."""
    project, winner = _project(city, "CZZJ-2026-040", "澄川市青峰新能源有限公司")
    _repair(city, winner, "信用修复", 4, "market", date(2026, 9, 1), original_number="澄市监罚〔2025〕999号")
    city.tell(
        project,
        finding="待核：有一项修复决定未能匹配到记录",
        why="修复名单所载原决定文号在处罚名单中没有，不作任何改动",
    )


def repair_revoked(city: City) -> None:
    """A repair had by false material was revoked: the record counts again from that day."""
    project, investor = _project(city, "ZSYZ-2026-032", "澄川市江汀路桥工程有限公司")
    entry = _entry(city, WAGES, investor, 4, "labour", date(2026, 1, 12), "拖欠农民工工资，引发群体性事件")
    _repair(city, investor, "信用修复", 5, "labour", date(2026, 4, 20), list_name=WAGES, listed=entry.listed)
    _repair(city, investor, "撤销信用修复", 6, "labour", date(2026, 7, 6), original_number="澄信修〔2026〕5号")
    city.tell(
        project,
        claim="party_record",
        finding="参与方自身记录：投资方在拖欠农民工工资失信联合惩戒对象名单上；其信用修复已于2026-07-06被撤销",
        why="撤销信用修复的决定指明被撤销的修复决定文号，记录自该日起恢复",
    )


# ---------------------------------------------------------------------- what is there already


def _project(city: City, number: str, name: str) -> tuple[Undertaking, Firm]:
    """A project of the crowd and one of its parties; its rows become those of the storyline."""
    project = next(project for project in city.world.projects if project.number == number)
    assert name in {party.name for party in project.parties}
    for party in project.parties:
        party.story = city.story
    return project, _firm(city, name)


def _firm(city: City, name: str) -> Firm:
    return next(firm for firm in city.world.firms if firm.name == name)


def _penalty(city: City, number: str) -> Penalty:
    penalty = next(penalty for penalty in city.world.penalties if penalty.number == number)
    penalty.story = city.story
    return penalty


def _entry(city: City, sheet: str, subject: Firm | Human, count: int, agency: str, listed: date, reason: str) -> Entry:
    authority = city.agencies[agency]
    number = f"{_SIGNS[agency]}〔{listed.year}〕{count}号"
    entry = Entry(
        sheet=sheet,
        subject=subject,
        number=number,
        reason=reason,
        authority=authority,
        listed=listed,
        story=city.story,
    )
    city.world.entries.append(entry)
    return entry


def _repair(
    city: City,
    party: Firm,
    result: str,
    count: int,
    agency: str,
    decided: date,
    *,
    original_number: str = "",
    list_name: str = "",
    listed: date | None = None,
) -> None:
    repair = Repair(
        party=party,
        result=result,
        number=f"澄信修〔{decided.year}〕{count}号",
        authority=city.agencies[agency],
        decided=decided,
        original_number=original_number,
        list_name=list_name,
        listed=listed,
        story=city.story,
    )
    city.world.repairs.append(repair)
