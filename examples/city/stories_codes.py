"""Storylines about codes and names: what joins, what stays in doubt, and what is refused."""

from __future__ import annotations

from datetime import date

from examples.city import codes
from examples.city.builder import City
from examples.city.stories_leads import SERIOUS, STOPPED


def tell_all(city: City) -> None:
    """Every storyline of this file, in order."""
    for story in (joined_by_name, wrong_inner_code, fits_two, wrong_code):
        city.story = story.__name__
        story(city)
    city.story = ""
    refuse(city)


def joined_by_name(city: City) -> None:
    """A party without a code, whose name exactly one registered enterprise bears."""
    firm = city.firm("澄川市晨汀餐饮管理有限公司", industry="住宿和餐饮业")
    city.hold(city.human(), firm, "100%")
    city.list_dishonest(firm, date(2025, 12, 2), date(2026, 4, 16))
    project = city.project("夜间经济示范街区奖补", "财政资金", date(2026, 11, 28))
    city.party(project, city.agencies["finance"], "采购人")
    city.party(project, firm, "申请单位", "80", code="-")
    city.tell(
        project,
        claim="lead_doubt",
        finding="按名称匹配：申请单位与一家失信被执行人同名",
        why="项目清单无代码；登记簿中恰有一家同名企业，须人工核对",
    )


def wrong_inner_code(city: City) -> None:
    """A code that fails only its inner check stays valid, and is a candidate for the list of wrong codes."""
    firm = city.firm("澄川市竹沐服饰有限公司")
    firm.code = codes.wrong_inner_check(firm.code)
    city.hold(city.human(), firm, "100%")
    city.penalise(
        firm,
        "labour",
        date(2026, 6, 30),
        STOPPED,
        "责令停产停业，处罚款人民币十五万元",
        conduct="拖欠劳动者工资，经责令改正拒不改正",
        fine="15.000000",
    )
    project = city.project("服装产业数字化改造补助", "财政资金", date(2026, 11, 29), place="澄西区")
    city.party(project, city.agencies["industry"], "采购人")
    city.party(project, firm, "受益单位", "95")
    city.tell(
        project,
        claim="party_record",
        finding="参与方自身记录：受益单位被责令停产停业；其代码主体标识码校验不符（错码线索）",
        why="代码第18位正确、第17位不符，保留并提示",
    )


def fits_two(city: City) -> None:
    """A party without a code, whose name two registered enterprises bear: nothing joins."""
    name = "澄川市恒远贸易有限公司"
    old = city.firm(name, industry="批发和零售业", founded=date(2006, 3, 9), status="注销")
    city.firm(name, industry="批发和零售业", founded=date(2019, 8, 21))
    city.penalise(old, "market", date(2026, 1, 8), SERIOUS, "吊销许可证", conduct="销售假冒注册商标的商品")
    project = city.project("应急物资储备采购", "财政资金", date(2026, 12, 7))
    city.party(project, city.agencies["safety"], "采购人")
    city.party(project, city.world.firms[-1], "供应商", "210", code="***")
    city.tell(
        project,
        finding="待核：供应商无代码，登记簿中有两家同名企业，不作匹配",
        why="企业信息表两行同名、代码不同",
    )


def wrong_code(city: City) -> None:
    """A party printed with a code whose check character is wrong: its row is refused."""
    firm = city.firm("澄川市松麓模具有限公司")
    city.hold(city.human(), firm, "100%")
    city.penalise(
        firm,
        "market",
        date(2026, 10, 13),
        STOPPED,
        "责令停产停业，没收违法所得二十万元",
        conduct="生产不符合保障人身安全国家标准的产品",
        confiscated="20.000000",
    )
    project = city.project("首台套重大技术装备奖励", "财政资金", date(2026, 11, 26))
    city.party(project, city.agencies["industry"], "采购人")
    city.party(project, firm, "受益单位", "150", code=codes.wrong_outer_check(firm.code))
    city.tell(
        project,
        finding="待核：受益单位的代码校验不通过，该行被拒收并列入隔离区，须更正代码后重新装载",
        why="项目清单中的代码最后一位不对；名称不能代替代码，更正后即可查到该企业被责令停产停业",
    )


def refuse(city: City) -> None:
    """Rows that a loader must refuse or ignore by name; told in the README, tied to no project."""
    broken = city.firm("澄川市缺角电器有限公司", register_number="-")
    broken.code = codes.wrong_outer_check(broken.code)
    kept = city.firm("澄川市补丁电器有限公司")
    kept.code = codes.wrong_outer_check(kept.code)
