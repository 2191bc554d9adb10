"""Builds the world: short verbs for the storylines and the crowd, over seeded dice."""

from __future__ import annotations

from datetime import date
from typing import TypedDict, Unpack

from examples.city import codes, town
from examples.city.dice import Dice
from examples.city.world import (
    ACTIVE,
    Branch,
    Change,
    Firm,
    Holder,
    Holding,
    Human,
    Listing,
    Participation,
    Penalty,
    Post,
    Restriction,
    Story,
    Topic,
    Undertaking,
    World,
)

COMPANY = "有限责任公司（自然人投资或控股）"


class FirmWords(TypedDict, total=False):
    """What a caller may say of a firm; the dice say the rest."""

    prefix: str
    lead: str
    type_text: str
    industry: str
    capital: str
    founded: date
    address: str
    leader: Human | None
    status: str
    phone: str
    former: str
    register_number: str
    registered: bool


class City:
    """A world under construction."""

    def __init__(self, seed: int) -> None:
        self.dice = Dice(seed)
        self.world = World()
        self.story = ""
        self._names: set[str] = set()
        self.agencies = {key: self.agency(name) for key, name in town.AGENCIES}

    # ------------------------------------------------------------------ parties

    def human(self, name: str = "", *, known: bool = False) -> Human:
        """A person; `known` says that the office has the ID number. Crowd names do not repeat."""
        while not name or name in self._names:
            dice = self.dice
            name = dice.pick(town.SURNAMES) + dice.pick(town.GIVEN_FIRST) + dice.pick(town.GIVEN_SECOND)
        self._names.add(name)
        return self.namesake(name, known=known)

    def namesake(self, name: str, *, known: bool = False) -> Human:
        """A person of the given name, whoever else bears it."""
        human = Human(name, codes.id_number(self.dice) if known else "")
        self.world.humans.append(human)
        return human

    def agency(self, name: str) -> Firm:
        """An agency (机关): it decides and buys, and is no entry of the registry workbook."""
        firm = Firm(
            name=name,
            code=codes.credit_code(self.dice, "11", "449900", lead="0073"),
            type_text="机关",
            industry="公共管理、社会保障和社会组织",
            capital="-",
            founded=date(1998, 7, 1),
            address=f"{town.CITY}澄东区望江路1号",
            registered=False,
        )
        self.world.firms.append(firm)
        return firm

    def firm(self, name: str, **words: Unpack[FirmWords]) -> Firm:
        """An enterprise; a leader is made up where the caller names none."""
        dice = self.dice
        district, district_name = dice.pick(town.DISTRICTS)
        founded = words.get("founded") or dice.day(date(2003, 1, 1), date(2022, 12, 31))
        leader = words["leader"] if "leader" in words else self.human()
        street = f"{town.CITY}{district_name}{dice.pick(town.STREETS)}{dice.between(2, 399)}号"
        address = f"{street}{dice.between(1, 9)}栋{dice.between(101, 1208)}室"
        firm = Firm(
            name=name,
            code=codes.credit_code(dice, words.get("prefix", "91"), district, lead=words.get("lead", "MA")),
            type_text=words.get("type_text", COMPANY),
            industry=words.get("industry", "制造业"),
            capital=words.get("capital", f"{dice.between(1, 80) * 100}万元人民币"),
            founded=founded,
            address=words.get("address", address),
            leader=leader,
            status=words.get("status", ACTIVE),
            phone=words.get("phone", f"0699-8{dice.between(100000, 999999)}"),
            former=words.get("former", "-"),
            register_number=words.get("register_number", codes.register_number(dice, district)),
            registered=words.get("registered", True),
            story=self.story,
        )
        firm.mail = f"office{len(self.world.firms):03d}@chengchuan.example"
        self.world.firms.append(firm)
        return firm

    # ------------------------------------------------------------------ relations

    def hold(
        self,
        holder: Holder,
        firm: Firm,
        percent: str,
        *,
        capital: str = "-",
        since: str = "-",
        until: date | None = None,
        former: bool = False,
        coded: bool = True,
    ) -> Holding:
        """A holding; `coded=False` leaves out the holder's credit code, as vendors do."""
        holding = Holding(
            holder=holder,
            firm=firm,
            percent=percent,
            capital=capital,
            since=since,
            until=until,
            former=former,
            coded=coded,
            story=self.story,
        )
        self.world.holdings.append(holding)
        return holding

    def post(
        self, human: Human, firm: Firm, title: str, *, since: date | None = None, until: date | None = None
    ) -> Post:
        """A post; with an end it goes to the sheet of former officers."""
        post = Post(
            human=human,
            firm=firm,
            title=title,
            since=since,
            until=until,
            former=until is not None,
            story=self.story,
        )
        self.world.posts.append(post)
        return post

    def branch(self, head: Firm, name: str) -> Firm:
        """A branch (分公司) of an enterprise, with a credit code of its own."""
        branch = self.firm(name, type_text="有限责任公司分公司", industry=head.industry, capital="-")
        self.world.branches.append(Branch(branch=branch, head=head, story=self.story))
        return branch

    def change(self, firm: Firm, on: date, item: str, before: str, after: str) -> None:
        """An entry of the change register."""
        entry = Change(firm=firm, on=on, item=item, before=before, after=after, story=self.story)
        self.world.changes.append(entry)

    def topic(self, sheet: str, firm: Firm, **cells: str) -> Topic:
        """A row of one of the workbook's topic sheets."""
        topic = Topic(sheet=sheet, firm=firm, cells=cells, story=self.story)
        self.world.topics.append(topic)
        return topic

    # ------------------------------------------------------------------ events

    def penalise(
        self,
        subject: Holder,
        agency: str,
        decided: date,
        kind: str,
        decision: str,
        *,
        conduct: str,
        text: str = "",
        basis: str = "",
        fine: str = "",
        confiscated: str = "",
        permit: str = "",
        public_until: str = "",
        repaired: date | None = None,
        number: str = "",
        coded: bool = True,
    ) -> Penalty:
        """A decision of administrative penalty; the number is made up where none is given."""
        authority = self.agencies[agency]
        sign = _SIGNS[agency]
        count = len(self.world.penalties) + 1
        penalty = Penalty(
            subject=subject,
            number=number or f"澄{sign}罚〔{decided.year}〕{count}号",
            conduct=conduct,
            text=text or conduct,
            basis=basis or _BASES[agency],
            kind=kind,
            decision=decision,
            authority=authority,
            decided=decided,
            fine=fine,
            confiscated=confiscated,
            permit=permit,
            public_until=public_until,
            state="已修复" if repaired else "正常",
            remark=f"信用修复决定日期：{repaired}" if repaired else "",
            coded=coded,
            story=self.story,
        )
        self.world.penalties.append(penalty)
        return penalty

    def list_dishonest(
        self,
        debtor: Holder,
        filed: date,
        published: date,
        *,
        situation: str = "有履行能力而拒不履行生效法律文书确定义务",
        performance: str = "全部未履行",
    ) -> Listing:
        """An entry of the list of dishonest debtors."""
        court, series = self.dice.pick(town.COURTS)
        count = 1000 + 7 * len(self.world.listings)
        listing = Listing(
            debtor=debtor,
            number=f"({filed.year}){series}{count}号",
            court=court,
            filed=filed,
            published=published,
            situation=situation,
            performance=performance,
            ground=f"({filed.year - 1}){series[:-1]}民初{count + 321}号",
            duty=f"支付货款{self.dice.between(12, 900)}万元及利息",
            story=self.story,
        )
        self.world.listings.append(listing)
        return listing

    def restrict(self, listing: Listing, human: Human | None, ordered: date) -> None:
        """The order restricting consumption in the same case, reaching a person through the debtor."""
        assert isinstance(listing.debtor, Firm)
        restriction = Restriction(
            debtor=listing.debtor,
            human=human,
            number=listing.number,
            court=listing.court,
            filed=listing.filed,
            ordered=ordered,
            story=self.story,
        )
        self.world.restrictions.append(restriction)

    # ------------------------------------------------------------------ projects

    def project(
        self, name: str, scenario: str, decided: date, *, state: str = "前期", place: str = "澄东区"
    ) -> Undertaking:
        """A project of the office's list."""
        sign = _SERIES[scenario]
        number = f"{sign}-2026-{len(self.world.projects) + 1:03d}"
        project = Undertaking(number, name, scenario, decided, state, place)
        self.world.projects.append(project)
        return project

    def party(
        self, project: Undertaking, firm: Firm, role: str, amount: str = "", *, code: str | None = None
    ) -> Participation:
        """A party of a project; `code` is printed instead of the party's own."""
        party = Participation(
            name=firm.name,
            code=firm.code if code is None else code,
            role=role,
            amount=amount,
            story=self.story,
        )
        project.parties.append(party)
        return party

    def tell(
        self, project: Undertaking, *, finding: str, why: str, claim: str = "", flagged: bool | None = None
    ) -> None:
        """Writes down what the storyline expects; a claim is flagged unless the caller says otherwise."""
        flag = bool(claim) if flagged is None else flagged
        self.world.stories.append(Story(self.story, project.number, claim, flag, finding, why))


_SERIES = {"重大项目": "ZDXM", "重大投资": "ZDTZ", "招商引资": "ZSYZ", "财政资金": "CZZJ"}
_SIGNS = {
    "market": "市监",
    "environment": "环",
    "safety": "应急",
    "housing": "建",
    "transport": "交",
    "tax": "税稽",
    "labour": "人社",
}
_BASES = {
    "market": "《中华人民共和国产品质量法》第四十九条",
    "environment": "《中华人民共和国水污染防治法》第八十三条",
    "safety": "《中华人民共和国安全生产法》第一百零二条",
    "housing": "《建设工程质量管理条例》第六十四条",
    "transport": "《公路安全保护条例》第六十六条",
    "tax": "《中华人民共和国税收征收管理法》第六十三条",
    "labour": "《保障农民工工资支付条例》第五十四条",
}
