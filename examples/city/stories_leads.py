"""Storylines in which something must be found: each is one project and the rows that tie it to a record."""

from __future__ import annotations

from datetime import date

from examples.city.builder import City

SERIOUS = "吊销许可证件"
STOPPED = "责令停产停业"
FINED = "罚款"


def tell_all(city: City) -> None:
    """Every storyline of this file, in order."""
    for story in (
        parent_listed,
        grandparent_punished,
        own_dishonest,
        branch_stopped,
        shared_leader,
        restricted_leader,
        revoked_parent,
        ring,
        guarantor,
        village_parent,
        conflicting_shares,
        missing_shares,
        same_room,
    ):
        city.story = story.__name__
        story(city)
    city.story = ""


def parent_listed(city: City) -> None:
    """A winner whose 70 % parent is a dishonest debtor, known to the court by its organisation code."""
    parent = city.firm("澄川长风控股集团有限公司", industry="租赁和商务服务业", capital="13,400万元")
    winner = city.firm("澄川市长风路桥工程有限公司", industry="建筑业", capital="8000万元人民币")
    city.hold(parent, winner, "70%", capital="5600万元人民币")
    city.hold(city.human(), winner, "30%", capital="2400万元人民币")
    city.hold(city.human(known=True), parent, "100%", capital="13,400万元")
    city.list_dishonest(parent, date(2025, 11, 6), date(2026, 3, 18))
    project = city.project("澄东快速路三期工程", "重大项目", date(2026, 12, 10))
    city.party(project, city.agencies["transport"], "建设单位")
    city.party(project, winner, "中标人", "48600")
    city.tell(
        project,
        claim="lead_control",
        finding="线索（控制关系）：中标人的母公司为失信被执行人",
        why="工商股东载明母公司持股70%；法院名单只有组织机构代码，等于母公司统一社会信用代码第9至17位",
    )


def grandparent_punished(city: City) -> None:
    """Three steps of majority: the record lies with the grandparent."""
    top = city.firm("澄川瑞穹投资有限公司", industry="租赁和商务服务业", capital="20000万元人民币")
    middle = city.firm("澄川瑞穹建设有限公司", industry="建筑业", capital="10000万元人民币")
    winner = city.firm("澄川市瑞穹园林绿化有限公司", industry="建筑业", capital="3000万元人民币")
    city.hold(top, middle, "60%")
    city.hold(city.human(), middle, "40%")
    city.hold(middle, winner, "65%")
    city.hold(city.human(), winner, "35%")
    city.hold(city.human(), top, "100%")
    city.penalise(
        top,
        "safety",
        date(2026, 7, 2),
        STOPPED,
        "责令停产停业整顿，并处罚款人民币八十万元",
        conduct="未落实重大事故隐患排查治理制度",
        fine="80.000000",
    )
    project = city.project("半月湖湿地公园绿化工程", "重大项目", date(2026, 12, 3), place="云栖新区")
    city.party(project, city.agencies["housing"], "建设单位")
    city.party(project, winner, "中标单位", "3720.5")
    city.tell(
        project,
        claim="lead_control",
        finding="线索（控制关系）：中标单位的上两层控股股东被责令停产停业",
        why="持股65%与60%，每一层都超过一半",
    )


def own_dishonest(city: City) -> None:
    """The attraction target itself is a dishonest debtor."""
    target = city.firm("澄川市金屿电子科技有限公司", capital="5000万元人民币")
    city.hold(city.human(), target, "55%")
    city.hold(city.human(), target, "45%")
    city.list_dishonest(target, date(2025, 6, 20), date(2025, 12, 9), situation="违反财产报告制度")
    project = city.project("金屿智能终端产业园", "招商引资", date(2026, 12, 18), state="洽谈", place="云栖新区")
    city.party(project, target, "拟引进企业", "60000")
    city.tell(
        project,
        claim="party_record",
        finding="参与方自身记录：拟引进企业为失信被执行人",
        why="法院名单中的组织机构代码属于拟引进企业本身",
    )


def branch_stopped(city: City) -> None:
    """A branch of the contractor was ordered to stop: head office and branch are one legal person."""
    head = city.firm("澄川市宏垣建设工程有限公司", industry="建筑业", capital="12000万元人民币")
    city.hold(city.human(), head, "80%")
    city.hold(city.human(), head, "20%")
    branch = city.branch(head, "澄川市宏垣建设工程有限公司石桥分公司")
    city.penalise(
        branch,
        "safety",
        date(2026, 5, 14),
        STOPPED,
        "责令停产停业整顿，处罚款人民币三十五万元",
        conduct="施工现场深基坑未按专项方案支护",
        fine="35.000000",
    )
    project = city.project("石桥县人民医院迁建工程", "重大项目", date(2026, 11, 30), place="石桥县")
    city.party(project, city.agencies["housing"], "建设单位")
    city.party(project, head, "施工总承包", "31250")
    city.tell(
        project,
        claim="party_record",
        finding="参与方自身记录：总承包单位的分公司被责令停产停业",
        why="分支机构表载明石桥分公司属于总承包单位，分公司不是另一个法人",
    )


def shared_leader(city: City) -> None:
    """The winner and a punished company have one legal representative, known by one ID number."""
    leader = city.human("邵明轩", known=True)
    bidder = city.firm("澄川市清渠环保科技有限公司", industry="水利、环境和公共设施管理业", leader=leader)
    punished = city.firm("澄川市黑石化工有限公司", leader=leader, capital="2000万元人民币")
    city.hold(city.human(), bidder, "100%")
    city.hold(city.human(), punished, "100%")
    city.penalise(
        punished,
        "environment",
        date(2026, 6, 9),
        SERIOUS,
        "吊销排污许可证，处罚款人民币一百万元",
        conduct="通过暗管排放水污染物",
        fine="100.000000",
        permit="排污许可证（澄环许2021-118）",
    )
    project = city.project("澄西污水处理厂扩建工程", "重大项目", date(2026, 12, 22), place="澄西区")
    city.party(project, city.agencies["water"], "建设单位")
    city.party(project, bidder, "中标人", "9800")
    city.tell(
        project,
        claim="lead_relation",
        finding="线索（其他关系）：中标人与被吊销排污许可证的企业为同一法定代表人",
        why="企业信息表中两家企业的法定代表人证件号码相同",
    )


def restricted_leader(city: City) -> None:
    """The target's legal representative is restricted through another company: one case, counted once."""
    leader = city.human("柏望舒", known=True)
    target = city.firm("澄川市启舟新能源有限公司", leader=leader, capital="500万美元")
    debtor = city.firm("澄川市启舟船舶配件有限公司", leader=leader, capital="1000万元人民币")
    city.hold(city.human(), target, "100%")
    city.hold(city.human(), debtor, "100%")
    listing = city.list_dishonest(debtor, date(2026, 1, 15), date(2026, 5, 27))
    city.restrict(listing, leader, date(2026, 5, 20))
    project = city.project("启舟储能电池项目", "招商引资", date(2026, 12, 25), state="签约", place="石桥县")
    city.party(project, target, "拟引进企业", "35000")
    city.tell(
        project,
        claim="lead_relation",
        finding="线索（其他关系）：法定代表人因另一企业的执行案件被限制消费",
        why="失信与限制消费为同一案号，只计一次；限制消费由企业牵连到个人，不得称个人失信",
    )


def revoked_parent(city: City) -> None:
    """A majority parent whose licence was revoked and that was never deregistered."""
    parent = city.firm("澄川市泰岭实业有限公司", status="吊销，未注销", capital="4000万元人民币")
    winner = city.firm("澄川市泰岭物流有限公司", industry="交通运输、仓储和邮政业")
    city.hold(parent, winner, "52%")
    city.hold(city.human(), winner, "48%")
    city.hold(city.human(), parent, "100%")
    project = city.project("城市配送中心冷链补助", "财政资金", date(2026, 11, 27), place="澄西区")
    city.party(project, city.agencies["finance"], "采购人")
    city.party(project, winner, "受益单位", "420")
    city.tell(
        project,
        claim="lead_control",
        finding="线索（控制关系）：受益单位的控股股东被吊销未注销",
        why="企业信息表登记状态为“吊销，未注销”，吊销日期在同一行",
    )


def ring(city: City) -> None:
    """Three companies hold each other in a ring; one of them was punished."""
    names = ("澄川市鼎桥商贸有限公司", "澄川市鼎岚商贸有限公司", "澄川市鼎榕商贸有限公司")
    first, second, third = (city.firm(name, industry="批发和零售业") for name in names)
    for holder, held in ((first, second), (second, third), (third, first)):
        city.hold(holder, held, "40%")
        city.hold(city.human(), held, "60%")
    city.penalise(
        third,
        "market",
        date(2026, 8, 20),
        SERIOUS,
        "吊销食品经营许可证，没收违法所得十二万元，处罚款人民币六十万元",
        conduct="经营超过保质期的食品",
        fine="60.000000",
        confiscated="12.000000",
        permit="食品经营许可证",
    )
    project = city.project("农产品批发市场升级改造", "重大投资", date(2026, 12, 15), place="石桥县")
    city.party(project, first, "投资方", "8800")
    city.tell(
        project,
        claim="lead_relation",
        finding="线索（其他关系）：循环持股的三家企业之一被吊销许可证",
        why="工商股东表中三家各持下一家40%，首尾相接",
    )


def guarantor(city: City) -> None:
    """The investor guarantees the debts of a dishonest debtor."""
    investor = city.firm("澄川市海翎置业有限公司", industry="房地产业", capital="30000万元人民币")
    debtor = city.firm("澄川市嘉沐酒店管理有限公司", industry="住宿和餐饮业")
    city.hold(city.human(), investor, "100%")
    city.hold(city.human(), debtor, "100%")
    city.topic(
        "担保信息",
        investor,
        担保方=investor.name,
        被担保方=debtor.name,
        担保方式="连带责任保证",
        担保金额="3500万元",
        履行状态="履行中",
        公告日期="2025-04-30",
        报告期="2024年报",
        担保期限="2024-06-01至2027-05-31",
    )
    city.list_dishonest(debtor, date(2026, 2, 11), date(2026, 6, 30))
    project = city.project("滨河商务区二期开发", "重大投资", date(2026, 12, 8), place="云栖新区")
    city.party(project, investor, "投资方", "120000")
    city.tell(
        project,
        claim="lead_doubt",
        finding="线索（其他关系，被担保方按名称匹配）：投资方为失信被执行人的债务提供担保",
        why="担保信息表只有名称没有代码，登记簿中恰有一家同名企业",
    )


def village_parent(city: City) -> None:
    """A village collective, an enterprise of the N series, owns the beneficiary and was punished."""
    village = city.firm(
        "澄川市石桥县渡口股份经济联合社",
        prefix="N2",
        lead="MF",
        type_text="农村集体经济组织",
        industry="农、林、牧、渔业",
        capital="-",
        register_number="-",
    )
    firm = city.firm("澄川市渡口农业发展有限公司", industry="农、林、牧、渔业", capital="600万元人民币")
    city.hold(village, firm, "51%")
    city.hold(city.human(), firm, "49%")
    city.penalise(
        village,
        "environment",
        date(2026, 4, 28),
        "责令限制生产、停产整治；罚款",
        "责令停产整治，处罚款人民币二十二万元",
        conduct="畜禽养殖废弃物未经处理直接排放",
        fine="22.000000",
    )
    project = city.project("高标准农田建设补助", "财政资金", date(2026, 11, 25), place="石桥县")
    city.party(project, city.agencies["finance"], "采购人")
    city.party(project, firm, "受益单位", "260")
    city.tell(
        project,
        claim="lead_control",
        finding="线索（控制关系）：受益单位的控股股东（村集体）被责令停产整治",
        why="代码以N2开头的村级集体经济组织持股51%",
    )


def conflicting_shares(city: City) -> None:
    """Two sheets disagree on the parent's share: 60 % against 45 %."""
    parent = city.firm("澄川市盛野新材料有限公司", capital="9000万元人民币")
    target = city.firm("澄川市盛野复合材料有限公司", capital="3000万元人民币")
    city.hold(parent, target, "60%")
    city.hold(city.human(), target, "40%")
    city.hold(city.human(), parent, "100%")
    city.topic(
        "对外投资",
        parent,
        被投资企业=target.name,
        投资数额="1350万元人民币",
        投资比列="45%",
        统一社会信用代码=target.code,
        经营状态=target.status,
        是否历史数据="否",
    )
    city.penalise(
        parent,
        "safety",
        date(2026, 3, 11),
        STOPPED,
        "责令停产停业，处罚款人民币五十万元",
        conduct="危险化学品储存不符合国家标准",
        fine="50.000000",
    )
    project = city.project("盛野碳纤维生产基地", "招商引资", date(2026, 12, 20), state="洽谈", place="石桥县")
    city.party(project, target, "拟引进企业", "52000")
    city.tell(
        project,
        claim="lead_relation",
        finding="线索（其他关系）：大股东被责令停产停业，持股比例两处记载不一",
        why="工商股东表60%，对外投资表45%；下限不超过一半，不能称控制",
    )


def missing_shares(city: City) -> None:
    """Three holders without a ratio; one of them is a dishonest debtor."""
    investor = city.firm("澄川市泉璟生物医药有限公司", capital="-")
    listed = city.firm("澄川市泉璟健康产业有限公司", industry="租赁和商务服务业")
    city.hold(listed, investor, "-")
    city.hold(city.human(), investor, "***")
    city.hold(city.human(), investor, "")
    city.hold(city.human(), listed, "100%")
    city.list_dishonest(listed, date(2025, 9, 3), date(2026, 2, 24))
    project = city.project("泉璟疫苗中试平台", "重大投资", date(2026, 12, 30), place="云栖新区")
    city.party(project, investor, "投资方", "21000")
    city.tell(
        project,
        claim="lead_relation",
        finding="线索（其他关系）：股东之一为失信被执行人，持股比例不明",
        why="三名股东的比例为“-”“***”和空白；结果带上下限",
    )


def same_room(city: City) -> None:
    """Two firms only share one room: a weak lead."""
    room = "澄川市澄西区石榴巷88号3栋502室"
    target = city.firm("澄川市朗衡家具有限公司", address=room)
    neighbour = city.firm("澄川市朗砚木业有限公司", address="澄川市澄西区石榴巷８８号３栋５０２室")
    city.hold(city.human(), target, "100%")
    city.hold(city.human(), neighbour, "100%")
    city.penalise(
        neighbour,
        "safety",
        date(2026, 9, 24),
        SERIOUS,
        "吊销安全生产许可证，处罚款人民币九十万元",
        conduct="发生一般生产安全责任事故后瞒报",
        fine="90.000000",
        permit="安全生产许可证",
    )
    project = city.project("朗衡全屋定制产业基地", "招商引资", date(2026, 12, 28), state="签约", place="澄西区")
    city.party(project, target, "拟引进企业", "18000")
    city.tell(
        project,
        claim="lead_relation",
        flagged=False,
        finding="弱线索（同址），列出但低于提示线：同一房间的另一企业被吊销安全生产许可证",
        why="住所相同，一处为全角数字；只有两家企业，不是集群注册",
    )
