"""The rest of the city: groups, shops, officers, changes, records and projects without a storyline."""

from __future__ import annotations

from datetime import date

from examples.city import town
from examples.city.builder import City
from examples.city.dice import Dice
from examples.city.world import Firm, Human, Undertaking

FIRMS = 400
HUMANS = 600
EVENTS = 300
PROJECTS = 40

_ROLES = ("中标人", "中标单位", "投标人", "施工总承包", "分包单位", "供应商", "投资方")
_PROJECT_WORDS = (
    "道路改造",
    "厂房建设",
    "设备采购",
    "信息系统",
    "绿化提升",
    "管网更新",
    "技改补助",
    "物业服务",
)
_OFFICES = ("监事", "经理", "执行董事", "董事", "财务负责人", "董事长兼总经理", "监事会主席")
_CONDUCT: tuple[tuple[str, str, str, str], ...] = (
    # agency, kind of penalty as printed, decision, conduct
    ("market", "罚款", "处罚款人民币{fine}万元", "发布虚假广告"),
    (
        "market",
        "罚款;没收违法所得、没收非法财物",
        "没收违法所得{taken}万元，处罚款人民币{fine}万元",
        "销售不合格产品",
    ),
    ("market", "警告", "给予警告", "未亮证经营"),
    ("environment", "罚款", "处罚款人民币{fine}万元", "未按规定处置危险废物"),
    ("environment", "责令停产停业", "责令停产停业，处罚款人民币{fine}万元", "超标排放大气污染物"),
    ("safety", "罚款", "处罚款人民币{fine}万元", "特种作业人员未持证上岗"),
    ("safety", "吊销许可证件", "吊销安全生产许可证", "发生生产安全责任事故"),
    ("housing", "罚款", "处罚款人民币{fine}万元", "转包工程"),
    ("housing", "降低资质等级", "降低施工资质等级", "施工质量不合格"),
    ("transport", "罚款", "处罚款人民币{fine}万元", "超限运输"),
    ("tax", "罚款", "处罚款人民币{fine}万元", "少列收入少缴税款"),
    ("labour", "通报批评", "通报批评", "未按规定存储农民工工资保证金"),
)
_SITUATIONS = (
    "有履行能力而拒不履行生效法律文书确定义务",
    "违反财产报告制度",
    "违反限制消费令,违反财产报告制度",
    "以虚假诉讼、虚假仲裁或者以隐匿、转移财产等方法规避执行",
    "无正当理由拒不履行执行和解协议",
)


def fill(city: City) -> None:
    """Adds what is missing to the round numbers of the README."""
    crowd = _Crowd(city)
    crowd.groups()
    crowd.shops()
    crowd.changes()
    crowd.former_holders()
    crowd.persons_punished()
    crowd.archive()
    crowd.officers()
    crowd.events()
    crowd.projects()


class _Crowd:
    def __init__(self, city: City) -> None:
        self.city = city
        self.dice: Dice = city.dice
        self.members: list[Firm] = []
        self.bad: list[Firm] = []
        self.good: list[Firm] = []

    # ------------------------------------------------------------------ enterprises

    def groups(self) -> None:
        """Groups of the sizes that real groups have: few large, many small."""
        for size in (14, 11, 9, 8, 7, 6, 6, 5, 5, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2):
            trade = self._trade()
            owner = self.city.human(known=self.dice.chance(0.5))
            parent = self._firm(f"澄川{trade}控股有限公司", "租赁和商务服务业", leader=owner)
            self.city.hold(owner, parent, "100%")
            group = [parent]
            for _ in range(size):
                group.append(self._subsidiary(trade, group, owner))
            self.members += group
            if self.dice.chance(0.3):
                self.bad += group

    def _subsidiary(self, trade: str, group: list[Firm], owner: Human) -> Firm:
        words, industry, _ = self.dice.pick(town.TRADES)
        name = f"{town.CITY}{trade}{words}有限公司"
        if name in {firm.name for firm in group}:
            part = self.dice.pick(("第一", "第二", "东部", "西部"))
            name = f"{town.CITY}{trade}{words}{part}{len(group)}有限公司"
        firm = self._firm(name, industry, leader=owner if self.dice.chance(0.3) else self.city.human())
        parent = group[0] if self.dice.chance(0.7) else self.dice.pick(group)
        share = self.dice.pick((100, 100, 80, 70, 60, 51, 51, 49, 40, 35))
        self.city.hold(parent, firm, f"{share}%", coded=self.dice.chance(0.85))
        if share < 100:
            self._holders(firm, 100 - share)
        return firm

    def shops(self) -> None:
        """Firms of their own, individual businesses, cooperatives, a law firm, charities, branches."""
        for _ in range(8):
            head = self.dice.pick(self.members)
            self.members.append(self.city.branch(head, f"{head.name}{self.dice.pick(('澄西', '云栖', '石桥'))}分公司"))
        while len(self.city.world.firms) < FIRMS:
            self.members.append(self._shop())

    def _shop(self) -> Firm:
        trade = self._trade()
        draw = self.dice.below(100)
        if draw < 14:
            owner = self.city.human()
            return self._firm(
                f"{town.CITY}{trade}小吃店（个体工商户）", "住宿和餐饮业", owner, "92", "个体工商户", "L6"
            )
        if draw < 18:
            return self._firm(f"{town.CITY}{trade}种养专业合作社", "农、林、牧、渔业", None, "93", "农民专业合作社")
        if draw < 19:
            return self._firm(f"广东{trade}（澄川）律师事务所", "租赁和商务服务业", None, "31", "律师执业机构", "MD")
        if draw < 21:
            name = f"{town.CITY}{trade}社会工作服务中心"
            return self._firm(name, "卫生和社会工作", None, "52", "民办非企业单位", "MJ")
        words, industry, _ = self.dice.pick(town.TRADES)
        firm = self._firm(f"{town.CITY}{trade}{words}有限公司", industry)
        self._holders(firm, 100)
        if self.dice.chance(0.15):
            self.bad.append(firm)
        return firm

    def _holders(self, firm: Firm, rest: int) -> None:
        """Natural holders of the rest; some registers print shares that do not add up."""
        first = self.dice.pick((rest, rest, rest - rest // 3, rest // 2))
        shares = [share for share in (first, rest - first) if share]
        draw = self.dice.below(20)
        if draw == 0:
            shares[0] = max(1, shares[0] - 7)
        elif draw == 1 and len(shares) > 1:
            shares[0] += 6
        for index, share in enumerate(shares):
            holder = firm.leader if index == 0 and firm.leader and self.dice.chance(0.8) else self.city.human()
            printed = "-" if self.dice.chance(0.06) else f"{share}%"
            self.city.hold(holder, firm, printed, since=str(firm.founded))

    def _firm(
        self,
        name: str,
        industry: str,
        leader: Human | None = None,
        prefix: str = "91",
        type_text: str = "有限责任公司（自然人投资或控股）",
        lead: str = "MA",
    ) -> Firm:
        status = self.dice.pick(
            ("存续（在营、开业、在册）",) * 14 + ("在业", "开业", "存续", "注销", "存续（吊销）", "迁出", "***")
        )
        return self.city.firm(
            name,
            industry=industry,
            leader=leader or self.city.human(known=self.dice.chance(0.1)),
            prefix=prefix,
            type_text=type_text,
            lead=lead if self.dice.chance(0.8) else "0",
            status=status,
            capital=self._capital(prefix),
            former=f"澄川市{self._trade()}有限公司" if self.dice.chance(0.06) else "-",
        )

    def _capital(self, prefix: str) -> str:
        if prefix == "92":
            return f"{self.dice.between(1, 20)}万元"
        amount = self.dice.pick((50, 100, 200, 500, 1000, 2000, 5000, 10000))
        texts = (f"{amount}万元人民币", f"{amount:,}万元", f"{amount}万人民币", f"{amount}.000000万元", "-")
        return self.dice.pick(texts)

    def _trade(self) -> str:
        taken = {firm.name for firm in self.city.world.firms}
        while True:
            trade = self.dice.pick(town.TRADE_FIRST) + self.dice.pick(town.TRADE_SECOND)
            if not any(trade in name for name in taken):
                return trade

    # ------------------------------------------------------------------ persons and registers

    def officers(self) -> None:
        """Officers until the city has its number of persons."""
        firms = [firm for firm in self.city.world.firms if firm.registered and firm.leader]
        for firm in firms:
            if firm.leader and firm.code.startswith("91") and self.dice.chance(0.5):
                self.city.post(firm.leader, firm, self.dice.pick(("执行董事", "董事长", "经理")), since=firm.founded)
        while len(self.city.world.humans) < HUMANS:
            firm = self.dice.pick(firms)
            left = self.dice.day(date(2021, 1, 1), date(2025, 12, 31)) if self.dice.chance(0.08) else None
            self.city.post(self.city.human(), firm, self.dice.pick(_OFFICES), since=firm.founded, until=left)

    def changes(self) -> None:
        """Entries of the change register."""
        for _ in range(60):
            firm = self.dice.pick(self.members)
            on = self.dice.day(date(2021, 1, 1), date(2026, 10, 31))
            item, before, after = self.dice.pick(
                (
                    ("法定代表人变更", "原法定代表人", firm.leader.name if firm.leader else "-"),
                    ("住所变更", f"澄川市澄东区{self.dice.pick(town.STREETS)}6号", firm.address),
                    ("注册资本变更", "100万元", firm.capital),
                )
            )
            self.city.change(firm, on, item, before, after)

    def former_holders(self) -> None:
        """Past holders, of whom some registers do not say when they left."""
        for index in range(9):
            firm = self.dice.pick(self.members)
            left = self.dice.day(date(2019, 1, 1), date(2026, 6, 30)) if index % 3 else None
            holder = self.city.human() if index % 2 else self.dice.pick(self.members)
            self.city.hold(holder, firm, f"{self.dice.between(5, 60)}%", until=left, former=True)

    # ------------------------------------------------------------------ events

    def persons_punished(self) -> None:
        """Natural persons among the punished, with their ID numbers, as the uploads have them."""
        for _ in range(5):
            human = self.city.human(known=True)
            decided = self.dice.day(date(2024, 1, 9), date(2026, 10, 6))
            fine = self.dice.between(1, 9)
            decision = f"处罚款人民币{fine}00元"
            self.city.penalise(human, "transport", decided, "罚款", decision, conduct="超限运输", fine=f"0.0{fine}0000")

    def archive(self) -> None:
        """Decisions of the years of the old layout; their publicity ended long ago."""
        for _ in range(12):
            firm = self.dice.pick(self.members)
            decided = self.dice.day(date(2016, 2, 1), date(2018, 11, 30))
            fine = self.dice.between(1, 9)
            decision = f"处罚款人民币{fine}万元"
            self.city.penalise(firm, "market", decided, "罚款", decision, conduct="无照经营", fine=f"{fine}.000000")

    def events(self) -> None:
        """Records, most of them in the bad groups, until the city has its number."""
        city = self.city
        listings = 0
        while city.world.events() < EVENTS:
            firm = self.dice.pick(self.bad if self.dice.chance(0.85) else self.members)
            draw = self.dice.below(100)
            if draw < 66:
                self._penalty(firm)
            elif draw < 80:
                published = self.dice.day(date(2023, 2, 1), date(2026, 11, 10))
                filed = self.dice.day(date(2022, 9, 1), published)
                listing = city.list_dishonest(firm, filed, published, situation=self.dice.pick(_SITUATIONS))
                listings += 1
                if self.dice.chance(0.6):
                    city.restrict(listing, firm.leader, published)
            else:
                self._topic(firm)

    def _penalty(self, firm: Firm) -> None:
        agency, kind, decision, conduct = self.dice.pick(_CONDUCT)
        decided = self.dice.day(date(2023, 1, 9), date(2026, 11, 6))
        fine, taken = self.dice.between(1, 60), self.dice.between(1, 30)
        self.city.penalise(
            firm,
            agency,
            decided,
            kind,
            decision.format(fine=fine, taken=taken),
            conduct=conduct,
            fine=f"{fine}.000000" if "罚款" in kind else "",
            confiscated=f"{taken}.000000" if "没收" in kind else "",
            public_until=self.dice.pick(("", "", f"{decided.year + 1}/{decided.month:02d}/01", "2099/12/31")),
            repaired=date(decided.year + 1, 1, 15) if decided.year < 2026 and self.dice.chance(0.2) else None,
        )

    def _topic(self, firm: Firm) -> None:
        on = self.dice.day(date(2023, 1, 1), date(2026, 10, 31))
        draw = self.dice.below(4)
        if draw == 0:
            self.city.topic(
                "经营异常",
                firm,
                做出决定机关="澄川市市场监督管理局",
                列入经营异常名录原因="通过登记的住所或者经营场所无法联系",
                列入日期=str(on),
                移出日期=self.dice.pick(("-", "-", str(date(2026, 11, 2)))),
            )
        elif draw == 1:
            self.city.topic(
                "欠税信息",
                firm,
                纳税人识别号=firm.code,
                欠税税种="增值税",
                **{"欠税金额（元）": f"{self.dice.between(2, 90) * 10_000}.00"},
                当前新发生的欠税额="0.00",
                发布时间=str(on),
                发布单位="澄川市税务局",
            )
        elif draw == 2:
            self.city.topic(
                "股权冻结",
                firm,
                执行通知书文号=f"({on.year})粤9902执{self.dice.between(100, 900)}号之一",
                被执行人=firm.name,
                冻结股权的标的企业=self.dice.pick(self.members).name,
                股权数额=f"{self.dice.between(10, 500)}万元人民币",
                执行法院="澄川市澄东区人民法院",
                状态="股权冻结|冻结",
                起止日期=f"{on}至{on.replace(year=on.year + 3, day=1)}",
                公示时间=str(on),
            )
        else:
            self.city.topic(
                "终本案件",
                firm,
                终本时间=str(on),
                执行标的=f"{self.dice.between(5, 400)}0000",
                未履行金额=f"{self.dice.between(5, 400)}0000",
                立案时间=str(on.replace(year=on.year - 1, day=1)),
                执行法院="澄川市澄西区人民法院",
                履行状态="全部未履行",
                终本案号=f"({on.year})粤9903执{self.dice.between(1000, 9000)}号",
            )

    # ------------------------------------------------------------------ projects

    def projects(self) -> None:
        """Projects among the crowd until the office's list is full; most of their parties are in good order."""
        bad = {id(firm) for firm in self.bad}
        self.good = [firm for firm in self.members if id(firm) not in bad]
        while len(self.city.world.projects) < PROJECTS:
            self._project()

    def _project(self) -> None:
        scenario = self.dice.pick(("重大项目", "重大投资", "招商引资", "财政资金"))
        place = self.dice.pick(town.DISTRICTS)[1]
        name = f"{place}{self.dice.pick(town.STREETS)}{self.dice.pick(_PROJECT_WORDS)}项目"
        while name in {project.name for project in self.city.world.projects}:
            name = f"{place}{self.dice.pick(town.STREETS)}{self.dice.pick(_PROJECT_WORDS)}项目"
        decided = self.dice.day(date(2026, 11, 24), date(2026, 12, 30))
        project = self.city.project(name, scenario, decided, place=place)
        self.city.party(project, self.city.agencies["housing"], "建设单位")
        self._parties(project)

    def _parties(self, project: Undertaking) -> None:
        seen: set[int] = set()
        for _ in range(self.dice.between(2, 4)):
            firm = self.dice.pick(self.good if self.dice.chance(0.7) else self.members)
            if id(firm) not in seen:
                seen.add(id(firm))
                self.city.party(project, firm, self.dice.pick(_ROLES), f"{self.dice.between(50, 9000)}")
