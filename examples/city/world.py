"""What the invented city consists of, before it is written down in the layouts of real files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

ACTIVE = "存续（在营、开业、在册）"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact stands in the written files, so that a person can look it up."""

    file: str
    sheet: str
    line: int

    def __str__(self) -> str:
        sheet = f"「{self.sheet}」" if self.sheet else ""
        return f"{self.file}{sheet}:{self.line}"


@dataclass(slots=True, kw_only=True)
class Fact:
    """A row to be written; `story` names the storyline that it belongs to, `places` where it was written."""

    story: str = ""
    places: list[Place] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Human:
    """An invented person; the office knows the ID number of some."""

    name: str
    id_number: str = ""


@dataclass(slots=True, eq=False, kw_only=True)
class Firm(Fact):
    """An invented enterprise, agency, village collective or branch."""

    name: str
    code: str
    type_text: str
    industry: str
    capital: str
    founded: date
    address: str
    leader: Human | None = None
    status: str = ACTIVE
    phone: str = "-"
    mail: str = "-"
    former: str = "-"
    register_number: str = "-"
    registered: bool = True
    """Whether the registry workbook has a row of its own for it."""

    @property
    def organisation_code(self) -> str:
        """The nine characters that court lists print (组织机构代码)."""
        return self.code[8:17]


Holder = Firm | Human


@dataclass(slots=True, eq=False, kw_only=True)
class Holding(Fact):
    """A share in an enterprise; `until` puts it into the history sheet, `coded` prints the holder's code."""

    holder: Holder
    firm: Firm
    percent: str
    capital: str = "-"
    since: str = "-"
    until: date | None = None
    former: bool = False
    coded: bool = True


@dataclass(slots=True, eq=False, kw_only=True)
class Post(Fact):
    """A post in an enterprise."""

    human: Human
    firm: Firm
    title: str
    since: date | None = None
    until: date | None = None
    former: bool = False


@dataclass(slots=True, eq=False, kw_only=True)
class Branch(Fact):
    """A branch and its head office."""

    branch: Firm
    head: Firm


@dataclass(slots=True, eq=False, kw_only=True)
class Change(Fact):
    """An entry of the change register."""

    firm: Firm
    on: date
    item: str
    before: str
    after: str


@dataclass(slots=True, eq=False, kw_only=True)
class Topic(Fact):
    """A row of one of the workbook's topic sheets about an enterprise, by header."""

    sheet: str
    firm: Firm
    cells: dict[str, str]


@dataclass(slots=True, eq=False, kw_only=True)
class Penalty(Fact):
    """A decision of administrative penalty (行政处罚)."""

    subject: Holder
    number: str
    conduct: str
    text: str
    basis: str
    kind: str
    decision: str
    authority: Firm
    decided: date
    fine: str = ""
    confiscated: str = ""
    permit: str = ""
    public_until: str = ""
    state: str = "正常"
    remark: str = ""
    coded: bool = True


@dataclass(slots=True, eq=False, kw_only=True)
class Listing(Fact):
    """An entry of the list of dishonest debtors (失信被执行人)."""

    debtor: Holder
    number: str
    court: str
    filed: date
    published: date
    situation: str
    performance: str = "全部未履行"
    ground: str = ""
    duty: str = ""


@dataclass(slots=True, eq=False, kw_only=True)
class Restriction(Fact):
    """An order restricting consumption (限制消费): the debtor and, through it, a person."""

    debtor: Firm
    human: Human | None
    number: str
    court: str
    filed: date
    ordered: date


@dataclass(slots=True, eq=False, kw_only=True)
class Permit(Fact):
    """A licence (行政许可); `project_code` where it names a project."""

    holder: Firm
    number: str
    title: str
    content: str
    authority: Firm
    decided: date
    until: str
    project_code: str = ""


@dataclass(slots=True, eq=False, kw_only=True)
class Entry(Fact):
    """An entry of a sector list (领域名单), on the sheet that bears the list's name."""

    sheet: str
    subject: Holder
    number: str
    reason: str
    authority: Firm
    listed: date
    employer: Firm | None = None
    post: str = ""


@dataclass(slots=True, eq=False, kw_only=True)
class Repair(Fact):
    """A later decision about a record (信用修复、移出): it names the record by number, or by list and day."""

    party: Firm
    result: str
    number: str
    authority: Firm
    decided: date
    original_number: str = ""
    list_name: str = ""
    listed: date | None = None


@dataclass(slots=True, eq=False, kw_only=True)
class Participation(Fact):
    """A party of a project, as the office's list prints it."""

    name: str
    code: str
    role: str
    amount: str = ""


@dataclass(slots=True, eq=False)
class Undertaking:
    """A project of the office's list (项目)."""

    number: str
    name: str
    scenario: str
    decided: date
    state: str
    place: str
    parties: list[Participation] = field(default_factory=list)
    remark: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A storyline laid out on purpose: the project, what must be found, and why.

    `claim` is the claim level that the assessment must reach, empty for none; `flagged` whether the office's gate
    asks for more than the normal course.
    """

    key: str
    project: str
    claim: str
    flagged: bool
    finding: str
    why: str


@dataclass(slots=True)
class World:
    """Everything that is written."""

    firms: list[Firm] = field(default_factory=list)
    humans: list[Human] = field(default_factory=list)
    holdings: list[Holding] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    penalties: list[Penalty] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    restrictions: list[Restriction] = field(default_factory=list)
    permits: list[Permit] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    projects: list[Undertaking] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)

    def events(self) -> int:
        """Number of rows that tell of a risk event."""
        topics = sum(topic.sheet in EVENT_SHEETS for topic in self.topics)
        return len(self.penalties) + len(self.listings) + len(self.restrictions) + len(self.entries) + topics


EVENT_SHEETS = frozenset({"经营异常", "严重违法失信", "重大税收违法", "欠税信息", "股权冻结", "终本案件"})
