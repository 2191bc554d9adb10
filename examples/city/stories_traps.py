"""Storylines in which nothing may be found: traps for a careless join or a stale record."""

from __future__ import annotations

from datetime import date

from examples.city import town
from examples.city.builder import City
from examples.city.stories_leads import FINED, STOPPED

CLUSTER_SIZE = 42
"""Firms in the one room of the cluster address."""


def tell_all(city: City) -> None:
    """Every storyline of this file, in order."""
    for story in (
        clean,
        repaired,
        removed_from_list,
        expired_and_minor,
        former_holder,
        state_hub,
        address_hub,
        namesakes,
        masked_namesake,
        undated,
        one_controller,
    ):
        city.story = story.__name__
        story(city)
    city.story = ""


def clean(city: City) -> None:
    """Nobody has a record, and nobody is tied to one."""
    investor = city.firm("澄川市银禾科技有限公司", capital="6500万元人民币")
    contractor = city.firm("澄川市银渚建设有限公司", industry="建筑业")
    for firm in (investor, contractor):
        city.hold(city.human(), firm, "60%")
        city.hold(city.human(), firm, "40%")
    project = city.project("银禾传感器研发中心", "重大投资", date(2026, 12, 5), place="云栖新区")
    city.party(project, investor, "投资方", "15000")
    city.party(project, contractor, "施工总承包", "5200")
    city.tell(project, finding="无记录，无线索", why="两家企业及其股东均无记录")


def repaired(city: City) -> None:
    """The parent's penalty was repaired: it may no longer be used or shown."""
    parent = city.firm("澄川市江岚集团有限公司", industry="租赁和商务服务业", capital="5000万元人民币")
    winner = city.firm("澄川市江岚信息技术有限公司", industry="信息传输、软件和信息技术服务业")
    city.hold(parent, winner, "80%")
    city.hold(city.human(), winner, "20%")
    city.hold(city.human(), parent, "100%")
    city.penalise(
        parent,
        "market",
        date(2026, 2, 3),
        STOPPED,
        "责令停产停业，处罚款人民币四十万元",
        conduct="虚假宣传",
        fine="40.000000",
        repaired=date(2026, 8, 12),
    )
    project = city.project("政务云平台运维服务", "财政资金", date(2026, 11, 30))
    city.party(project, city.agencies["office"], "采购人")
    city.party(project, winner, "中标人", "680")
    city.tell(
        project,
        finding="不得提示：母公司的处罚已于2026-08-12完成信用修复",
        why="处罚名单的当前状态与备注；信用修复管理办法第三条：停止共享和使用",
    )


def removed_from_list(city: City) -> None:
    """The winner was on the list of abnormal operations and has been taken off."""
    winner = city.firm("澄川市石原检测技术有限公司", industry="科学研究和技术服务业")
    city.hold(city.human(), winner, "100%")
    city.topic(
        "经营异常",
        winner,
        做出决定机关="澄川市市场监督管理局",
        列入经营异常名录原因="未按照规定期限公示年度报告",
        列入日期="2025-07-14",
        移出经营异常名录原因="补报年度报告并公示",
        移出日期="2026-05-19",
    )
    project = city.project("建筑工程质量检测服务", "财政资金", date(2026, 12, 1), place="澄西区")
    city.party(project, city.agencies["housing"], "采购人")
    city.party(project, winner, "中标人", "310")
    city.tell(project, finding="不得提示：已于2026-05-19移出经营异常名录", why="经营异常表移出日期")


def expired_and_minor(city: City) -> None:
    """A warning by summary procedure of the winner, and a fine of its parent of which publicity has ended."""
    parent = city.firm("澄川市宏舟控股有限公司", industry="租赁和商务服务业")
    winner = city.firm("澄川市宏舟印务有限公司")
    city.hold(parent, winner, "90%")
    city.hold(city.human(), winner, "10%")
    city.hold(city.human(), parent, "100%")
    city.penalise(
        winner,
        "market",
        date(2026, 9, 8),
        "警告",
        "警告（简易程序）",
        conduct="未按规定标明商品价格",
        text="未按规定标明商品价格，情节轻微，适用简易程序",
    )
    city.penalise(
        parent,
        "housing",
        date(2022, 5, 17),
        FINED,
        "处罚款人民币三万元",
        conduct="未取得施工许可证擅自施工",
        fine="3.000000",
        public_until="2023/05/17",
    )
    project = city.project("选举票证印制服务", "财政资金", date(2026, 12, 2))
    city.party(project, city.agencies["finance"], "采购人")
    city.party(project, winner, "供应商", "46")
    city.tell(
        project,
        finding="只列不计：供应商的轻微处罚；母公司的处罚已过公示期",
        why="处罚类别为警告；公示截止期2023/05/17",
    )


def former_holder(city: City) -> None:
    """A majority holder left more than a year before it became a dishonest debtor."""
    former = city.firm("澄川市白桥投资有限公司", industry="租赁和商务服务业")
    winner = city.firm("澄川市白麓路桥工程有限公司", industry="建筑业")
    city.hold(former, winner, "60%", until=date(2024, 6, 12), former=True)
    city.hold(city.human(), winner, "100%")
    city.hold(city.human(), former, "100%")
    city.change(winner, date(2024, 6, 12), "投资人变更", f"{former.name} 60%；自然人 40%", "自然人 100%")
    city.list_dishonest(former, date(2025, 8, 19), date(2025, 9, 30))
    project = city.project("渡口大桥加固工程", "重大项目", date(2026, 12, 12), place="石桥县")
    city.party(project, city.agencies["transport"], "建设单位")
    city.party(project, winner, "中标单位", "2240")
    city.tell(
        project,
        finding="不得提示：前股东已于2024-06-12退出，失信在其后",
        why="工商股东（历史）表有退出日期；当前股东表没有该股东",
    )


def state_hub(city: City) -> None:
    """Two state companies have only the state as common holder (公司法第二百六十五条第四项)."""
    assets = city.agencies["assets"]
    owner = city.firm("澄川市水务集团有限公司", type_text="有限责任公司（国有独资）", capital="80000万元人民币")
    sister = city.firm("澄川市旧城开发建设有限公司", type_text="有限责任公司（国有独资）", industry="房地产业")
    for firm in (owner, sister):
        city.hold(assets, firm, "100%")
    for name in (
        "公交集团",
        "粮食储备",
        "机场建设",
        "城市照明",
        "产业园区运营",
        "旅游发展",
        "文化传媒",
        "交通投资",
    ):
        city.hold(assets, city.firm(f"澄川市{name}有限公司", type_text="有限责任公司（国有独资）"), "100%")
    city.list_dishonest(sister, date(2025, 10, 9), date(2026, 1, 20))
    project = city.project("第二水源引水工程", "重大项目", date(2026, 12, 16), place="石桥县")
    city.party(project, owner, "建设单位", "98000")
    city.tell(
        project,
        finding="不得提示：与失信企业仅同受国有资产监督管理机构持股",
        why="工商股东表：两家均由国资委持股100%；国资委代码以11开头，不传导",
    )


def address_hub(city: City) -> None:
    """Dozens of firms are registered in one room of a cluster address; one of them is on the serious list."""
    firms = [
        city.firm(
            f"澄川市云栖{_mark(index)}信息咨询有限公司",
            address=town.CLUSTER_ADDRESS,
            industry="租赁和商务服务业",
        )
        for index in range(CLUSTER_SIZE)
    ]
    for firm in firms:
        city.hold(firm.leader or city.human(), firm, "100%")
    city.topic(
        "严重违法失信",
        firms[7],
        类别="严重违法失信名单",
        列入严重违法失信企业名单原因="提交虚假材料取得公司登记",
        列入日期="2026-04-22",
        作出决定机关列入="澄川市市场监督管理局",
    )
    project = city.project("云栖数字经济示范项目", "招商引资", date(2026, 12, 23), state="洽谈", place="云栖新区")
    city.party(project, firms[0], "拟引进企业", "3000")
    city.tell(
        project,
        finding="不得提示：仅与严重违法失信企业同处集群注册地址",
        why=f"企业信息表中有{CLUSTER_SIZE}家企业使用该住所",
    )


def _mark(index: int) -> str:
    return town.TRADE_FIRST[index % 24] + town.TRADE_SECOND[(index * 7 + 3) % 24]


def namesakes(city: City) -> None:
    """Two legal representatives bear one name; no ID number says that they are one person."""
    target = city.firm("澄川市禾翼精密制造有限公司", leader=city.namesake("王建禾"))
    other = city.firm("澄川市砚台文化传播有限公司", leader=city.namesake("王建禾"))
    city.hold(city.human(), target, "100%")
    city.hold(city.human(), other, "100%")
    listing = city.list_dishonest(other, date(2025, 7, 1), date(2025, 10, 28))
    city.restrict(listing, other.leader, date(2025, 10, 20))
    project = city.project("禾翼无人机零部件项目", "招商引资", date(2026, 12, 24), state="洽谈")
    city.party(project, target, "拟引进企业", "9500")
    city.tell(
        project,
        finding="不得提示：法定代表人只是与被限制消费人员同名",
        why="企业信息表两处“王建禾”均无证件号码，不能认定为同一人",
    )


def masked_namesake(city: City) -> None:
    """A dishonest natural person bears the name of a shareholder; and only a masked ID."""
    holder = city.namesake("沈若澄")
    winner = city.firm("澄川市嘉汀人力资源有限公司", industry="租赁和商务服务业")
    city.hold(holder, winner, "70%")
    city.hold(city.human(), winner, "30%")
    stranger = city.namesake("沈若澄", known=True)
    city.list_dishonest(stranger, date(2026, 3, 5), date(2026, 7, 7))
    project = city.project("职业技能提升补贴培训", "财政资金", date(2026, 12, 4))
    city.party(project, city.agencies["labour"], "采购人")
    city.party(project, winner, "中标人", "120")
    city.tell(
        project,
        finding="不得提示：股东与失信被执行人只是同名",
        why="法院名单的证件号码已脱敏，股东无证件号码",
    )


def undated(city: City) -> None:
    """The parent stands on the serious list without any date: counted nowhere, listed as unknown."""
    parent = city.firm("澄川市瑞沐乳业有限公司")
    investor = city.firm("澄川市瑞沐冷链有限公司", industry="交通运输、仓储和邮政业")
    city.hold(parent, investor, "60%")
    city.hold(city.human(), investor, "40%")
    city.hold(city.human(), parent, "100%")
    city.topic(
        "严重违法失信",
        parent,
        类别="严重违法失信名单",
        列入严重违法失信企业名单原因="生产销售不符合食品安全标准的食品",
        列入日期="-",
        作出决定机关列入="澄川市市场监督管理局",
    )
    project = city.project("瑞沐冷链物流园", "重大投资", date(2026, 12, 11), place="石桥县")
    city.party(project, investor, "投资方", "7600")
    city.tell(
        project,
        finding="待核：控股股东在严重违法失信名单上，但没有日期，点值为零，上限不为零",
        why="严重违法失信表列入日期为“-”",
    )


def one_controller(city: City) -> None:
    """Two bidders of one lot are held by one person; neither has a record."""
    person = city.human("章沐川", known=True)
    first = city.firm("澄川市浩川建设有限公司", industry="建筑业", leader=person)
    second = city.firm("澄川市浩岭建设有限公司", industry="建筑业", leader=person)
    city.hold(city.human(), first, "100%")
    city.hold(city.human(), second, "100%")
    project = city.project("澄西实验学校新建工程", "重大项目", date(2026, 12, 19), place="澄西区")
    city.party(project, city.agencies["housing"], "建设单位")
    city.party(project, first, "投标人", "6100")
    city.party(project, second, "投标人", "6180")
    city.tell(
        project,
        finding="无风险事件；两家投标人法定代表人证件号码相同（招标投标法实施条例第三十四条，供围标分析）",
        why="企业信息表中两家的法定代表人证件号码相同",
    )
