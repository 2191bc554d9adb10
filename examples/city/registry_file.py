"""`registry.xlsx`: a vendor's batch workbook (企业信息批量查询), a sheet a topic, faults included."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from examples.city import town
from examples.city.dice import Dice
from examples.city.workbook import Cell, write_workbook
from examples.city.world import Fact, Firm, Holding, Human, Place, Post, World

FILE = "registry.xlsx"
UNMATCHED = "未匹配到相关企业"
_UPLOADED = ("批量上传公司名称", "系统匹配公司名称")
_BANNER = "声明：以下信息为示例而虚构，企业、人员、代码均不存在；不作为任何决策依据。"


def _headers(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_BASICS = _UPLOADED + _headers(
    """
    登记状态 法定代表人 法定代表人证件类型 法定代表人证件号码 注册资本 实缴资本 成立日期 核准日期 营业期限
    注销日期 吊销日期 所属省份 所属城市 所属区县 统一社会信用代码 纳税人识别号 注册号 组织机构代码
    参保人数 参保人数所属年报 企业（机构）类型 国标行业门类 曾用名 注册地址 最新年报地址 电话 邮箱 经营范围
    """
)
_HOLDERS = _UPLOADED + _headers(
    """
    股东名称 统一社会信用代码 地区 经营状态 股东类型 持股比例
    认缴出资金额 认缴出资明细 实缴出资金额 实缴出资明细
    """
)
_INVESTMENTS = _UPLOADED + _headers(
    "被投资企业 投资数额 投资比列 统一社会信用代码 法定代表人/负责人/执行事务合伙人 经营状态 是否历史数据"
)
_OFFICERS = _UPLOADED + _headers("姓名 职务 持股比例 是否历史主要人员 任职日期 卸任日期 主要人员对外投资")
_BRANCHES = _UPLOADED + _headers("分支机构名称 统一社会信用代码 负责人 成立日期 经营状态 登记机关")
_CHANGES = _UPLOADED + _headers("变更日期 是否历史记录 变更事项 变更前 变更后")
_TOPICS = {
    "担保信息": _headers("担保方 被担保方 担保方式 担保金额 履行状态 公告日期 报告期 担保期限"),
    "经营异常": _headers("做出决定机关 列入经营异常名录原因 列入日期 移出经营异常名录原因 移出日期"),
    "严重违法失信": _headers(
        """
        类别 列入严重违法失信企业名单原因 列入日期 作出决定机关（列入）
        移出严重违法失信企业名单原因 移出日期 作出决定机关（移出）
        """
    ),
    "欠税信息": _headers("纳税人识别号 欠税税种 欠税金额（元） 当前新发生的欠税额 发布时间 发布单位"),
    "终本案件": _headers("终本时间 执行标的 未履行金额 立案时间 执行法院 履行状态 终本案号"),
    "股权冻结": _headers("执行通知书文号 被执行人 冻结股权的标的企业 股权数额 执行法院 状态 起止日期 公示时间"),
}

Sheets = list[tuple[str, list[list[Cell]]]]
Row = TypeVar("Row", bound=Fact)


def write(world: World, folder: Path) -> None:
    """Writes the workbook, and notes where each fact stands."""
    dice = Dice(7)
    firms = sorted((firm for firm in world.firms if firm.registered), key=lambda firm: firm.code)
    order = {id(firm): place for place, firm in enumerate(firms)}
    sheets: Sheets = []
    _sheet(sheets, "企业信息", _BASICS, firms, lambda firm: _basics(firm, dice), top=[[_BANNER], []])
    sheets[0][1].extend([[name, UNMATCHED] for name in ("澄川市查无此厂", "澄川市某某商行")])

    holdings = sorted(world.holdings, key=lambda holding: order.get(id(holding.firm), 0))
    current = [holding for holding in holdings if not holding.former]
    _sheet(sheets, "工商股东", _HOLDERS, current, _holder)
    former = [holding for holding in holdings if holding.former]
    _sheet(
        sheets,
        "工商股东（历史）",
        (*_HOLDERS, "退出日期"),
        former,
        lambda row: [*_holder(row), _day(row.until)],
    )
    invested = [topic for topic in world.topics if topic.sheet == "对外投资"]
    _sheet(sheets, "对外投资", _INVESTMENTS, invested, lambda row: _named(row.firm, _INVESTMENTS[2:], row.cells))

    posts = sorted(world.posts, key=lambda post: order.get(id(post.firm), 0))
    _sheet(sheets, "主要人员", _OFFICERS, [post for post in posts if not post.former], _officer)
    _sheet(sheets, "主要人员（历史）", _OFFICERS, [post for post in posts if post.former], _officer)
    _sheet(
        sheets,
        "分支机构",
        _BRANCHES,
        world.branches,
        lambda row: [
            *_matched(row.head),
            row.branch.name,
            _formula(row.branch.code),
            row.branch.leader.name if row.branch.leader else "-",
            row.branch.founded,
            row.branch.status,
            "澄川市市场监督管理局",
        ],
    )
    changes = sorted(world.changes, key=lambda change: (change.on, order[id(change.firm)]))
    _sheet(
        sheets,
        "工商变更",
        _CHANGES,
        changes,
        lambda row: [*_matched(row.firm), str(row.on), "否", row.item, row.before, row.after],
    )
    for title, headers in _TOPICS.items():
        topics = [topic for topic in world.topics if topic.sheet == title]
        _sheet(
            sheets,
            title,
            (*_UPLOADED, *headers),
            topics,
            lambda row, headers=headers: _named(row.firm, headers, row.cells),  # type: ignore[misc]
        )
    sheets += _vendor_inferences(firms)
    counts: list[list[Cell]] = [[title, len(rows) - 1] for title, rows in sheets]
    sheets.append(("尽调结果", [["维度", "数量"], *counts]))
    write_workbook(folder / FILE, sheets)


def _sheet(
    sheets: Sheets,
    title: str,
    headers: Sequence[str],
    facts: Sequence[Row],
    cells: Callable[[Row], Sequence[Cell]],
    top: Sequence[list[Cell]] = (),
) -> None:
    rows: list[list[Cell]] = [*top, list(headers)]
    for fact in facts:
        rows.append(list(cells(fact)))
        fact.places.append(Place(FILE, title, len(rows)))
    sheets.append((title, rows))


def _matched(firm: Firm) -> list[Cell]:
    """What was uploaded, with brackets as people type them, and what the vendor matched."""
    return [firm.name.replace("（", "(").replace("）", ")"), firm.name]


def _named(firm: Firm, headers: Sequence[str], cells: dict[str, str]) -> list[Cell]:
    return [*_matched(firm), *(cells.get(header, "-") for header in headers)]


def _formula(text: str) -> str:
    """The cell as vendors write it, so that a spreadsheet keeps it as text."""
    return f'="{text}"'


def _day(day: date | None) -> str:
    return str(day) if day else "-"


def _basics(firm: Firm, dice: Dice) -> list[Cell]:
    leader = firm.leader
    known = leader is not None and leader.id_number
    district = next((name for _, name in town.DISTRICTS if name in firm.address), "-")
    ended = date(2024, 3, 7 + dice.below(20))
    insured = dice.below(60)
    return [
        *_matched(firm),
        firm.status,
        leader.name if leader else "-",
        "居民身份证" if known else "-",
        leader.id_number if leader and known else "-",
        firm.capital,
        "-" if dice.chance(0.6) else firm.capital,
        firm.founded,
        str(dice.day(date(2023, 1, 1), date(2026, 10, 31))),
        f"{firm.founded} 至 无固定期限",
        str(ended) if "注销" in firm.status and "未注销" not in firm.status else "-",
        str(ended) if "吊销" in firm.status else "-",
        "广东省",
        town.CITY,
        district,
        _formula(firm.code) if dice.chance(0.1) else firm.code,
        firm.code,
        firm.register_number,
        firm.organisation_code if firm.register_number != "-" else "-",
        insured if insured else "-",
        "2025年报",
        firm.type_text,
        firm.industry,
        firm.former,
        firm.address,
        "-",
        firm.phone,
        firm.mail,
        next((scope for _, industry, scope in town.TRADES if industry == firm.industry), "-"),
    ]


def _holder(holding: Holding) -> list[Cell]:
    holder = holding.holder
    if isinstance(holder, Human):
        kind, code, state = "自然人股东", "-", "-"
    else:
        kind = "机关法人" if holder.code.startswith("11") else "企业法人"
        code = holder.code if holding.coded else "-"
        state = holder.status
    since = f"{holding.capital} {holding.since}" if holding.since != "-" else "-"
    return [
        *_matched(holding.firm),
        holder.name,
        code,
        "广东省",
        state,
        kind,
        holding.percent,
        holding.capital,
        since,
        "-",
        "-",
    ]


def _officer(post: Post) -> list[Cell]:
    history = "是" if post.former else "否"
    return [
        *_matched(post.firm),
        post.human.name,
        post.title,
        "-",
        history,
        _day(post.since),
        _day(post.until),
        "-",
    ]


def _vendor_inferences(firms: Sequence[Firm]) -> Sheets:
    """Sheets in which the vendor guesses: no facts, to be passed over by name."""
    led = [firm for firm in firms if firm.leader][:40]
    suspected: list[list[Cell]] = [[*_UPLOADED, "疑似关系企业", "法定代表人/负责人", "疑似关联类型", "疑似关联详情"]]
    suspected += [
        [*_matched(one), other.name, other.leader.name if other.leader else "-", "疑似同电话", "-"]
        for one, other in zip(led[:12], led[12:24], strict=True)
    ]
    controllers: list[list[Cell]] = [[*_UPLOADED, "疑似实际控制人", "层级股比", "路径"]]
    controllers += [
        [*_matched(firm), firm.leader.name if firm.leader else "-", "100%", f"{firm.name}(100%)"] for firm in led[:25]
    ]
    owners: list[list[Cell]] = [[*_UPLOADED, "受益所有人", "持股比例", "持股路径数量", "判断原因", "路径"]]
    owners += [
        [
            *_matched(firm),
            firm.leader.name if firm.leader else "-",
            "100%",
            1,
            "直接或间接拥有25%以上股权",
            "-",
        ]
        for firm in led[:15]
    ]
    return [("疑似关系", suspected), ("实际控制人", controllers), ("受益所有人", owners)]
