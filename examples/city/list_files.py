"""The lists beside the workbook: penalties in both layouts (双公示), court lists, the office's projects."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from examples.city import codes
from examples.city.workbook import Cell, write_workbook
from examples.city.world import Fact, Firm, Human, Listing, Penalty, Place, Restriction, World

PENALTIES = "penalties.csv"
OLD_PENALTIES = "penalties_old.csv"
COURT = "court.csv"
RESTRICTIONS = "restrictions.csv"
PROJECTS = "projects.xlsx"
FILLER = "00000000000000000X"
"""What uploads print where there is no code; it passes for a code until its check character is looked at."""

_PRESENT_LAYOUT = (
    "行政相对人名称",
    "行政相对人类别",
    "行政相对人代码_1（统一社会信用代码）",
    "行政相对人代码_2（工商注册号）",
    "行政相对人代码_3（组织机构代码）",
    # Both spellings stand in real exports: a blank at the end here, 财务 for 财物 below.
    "行政相对人代码_4（税务登记号） ",
    "行政相对人代码_5（事业单位证书号）",
    "行政相对人代码_6（社会组织登记证号）",
    "法定代表人",
    "法定代表人证件类型",
    "法定代表人证件号码",
    "证件类型",
    "证件号码",
    "行政处罚决定书文号",
    "违法行为类型",
    "违法事实",
    "处罚依据",
    "处罚类别",
    "处罚内容",
    "罚款金额（万元）",
    "没收违法所得、没收非法财务的金额（万元）",
    "暂扣或吊销证照名称及编号",
    "处罚决定日期",
    "处罚有效期",
    "公示截止期",
    "处罚机关",
    "处罚机关统一社会信用代码",
    "数据来源单位",
    "数据来源单位统一社会信用代码",
    # No column of the national layout: cities add it to say what was repaired or revoked.
    "当前状态",
    "备注",
)
_OLD_LAYOUT = (
    *(
        "CF_WSH",
        "CF_CFMC",
        "CF_CFLB1",
        "CF_CFLB2",
        "CF_SY",
        "CF_YJ",
        "CF_XDR_MC",
        "CF_XDR_SHXYM",
        "CF_XDR_ZDM",
    ),
    *("CF_XDR_GSDJ", "CF_XDR_SWDJ", "CF_XDR_SFZ", "CF_FR", "CF_JG", "CF_JDRQ", "CF_XZJG", "CF_ZT", "DFBM"),
    *("SJC", "BZ"),
)
_COURT_LAYOUT = (
    "被执行人姓名/名称",
    "性别",
    "年龄",
    "身份证号码/组织机构代码",
    "法定代表人或者负责人姓名",
    "执行法院",
    "省份",
    "执行依据文号",
    "立案时间",
    "案号",
    "做出执行依据单位",
    "生效法律文书确定的义务",
    "被执行人的履行情况",
    "失信被执行人行为具体情形",
    "发布时间",
)
_RESTRICTION_LAYOUT = (
    "企业名称",
    "组织机构代码",
    "限制消费人员姓名",
    "性别",
    "限制消费人员身份证号码",
    "执行法院",
    "省份",
    "案号",
    "立案时间",
    "限制令发布日期",
    "限制消费类型",
)
_PROJECT_LAYOUT = (
    "项目编号",
    "项目代码",
    "项目名称",
    "场景",
    "单位名称",
    "统一社会信用代码",
    "单位角色",
    "金额（万元）",
    "币种",
    "决策日期",
    "项目状态",
    "属地",
    "备注",
)


def write(world: World, folder: Path) -> None:
    """Writes the lists, and notes where each fact stands."""
    present = [penalty for penalty in world.penalties if penalty.decided.year >= 2019]
    old = [penalty for penalty in world.penalties if penalty.decided.year < 2019]
    present.sort(key=lambda penalty: (penalty.decided, penalty.number))
    old.sort(key=lambda penalty: (penalty.decided, penalty.number))
    source = next(firm for firm in world.firms if firm.name == "澄川市信用信息中心")
    title = ["行政处罚信息公示表（示例，全部虚构）"]
    write_csv(
        folder,
        PENALTIES,
        "gb18030",
        [title],
        _PRESENT_LAYOUT,
        present,
        [_penalty(p, source) for p in present],
    )
    write_csv(folder, OLD_PENALTIES, "utf-8-sig", [], _OLD_LAYOUT, old, [_old_penalty(p) for p in old])
    listings = sorted(world.listings, key=lambda listing: (listing.published, listing.number))
    top = [["失信被执行人名单（示例，全部虚构）"], []]
    write_csv(folder, COURT, "utf-8", top, _COURT_LAYOUT, listings, [_listing(entry) for entry in listings])
    orders = sorted(world.restrictions, key=lambda order: (order.ordered, order.number))
    rows = [_restriction(order) for order in orders]
    write_csv(folder, RESTRICTIONS, "gb18030", [], _RESTRICTION_LAYOUT, orders, rows)
    _write_projects(world, folder)


def write_csv(
    folder: Path,
    name: str,
    encoding: str,
    top: Sequence[Sequence[str]],
    headers: Sequence[str],
    facts: Sequence[Fact],
    rows: Sequence[Sequence[str]],
) -> None:
    """Writes a table below some lines of text, and notes where each fact stands."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([*top, headers])
    for line, (fact, row) in enumerate(zip(facts, rows, strict=True), len(top) + 2):
        writer.writerow(row)
        fact.places.append(Place(name, "", line))
    (folder / name).write_bytes(text.getvalue().encode(encoding))


def _penalty(penalty: Penalty, source: Firm) -> list[str]:
    subject = penalty.subject
    person = isinstance(subject, Human)
    leader = subject.leader if isinstance(subject, Firm) else None
    known = leader is not None and leader.id_number
    if isinstance(subject, Human):
        kind, code = "自然人", FILLER
    else:
        kind = "个体工商户" if subject.code.startswith("92") else "法人及非法人组织"
        code = subject.code if penalty.coded else FILLER
    organisation = "" if isinstance(subject, Human) or penalty.coded else subject.organisation_code
    until = f"{penalty.decided.year + 3}/{penalty.decided:%m/%d}" if penalty.decided.day < 29 else "2099/12/31"
    return [
        subject.name,
        kind,
        code,
        "",
        organisation,
        "-",
        "",
        "",
        leader.name if leader else "",
        "身份证" if known else "",
        leader.id_number if leader and known else "",
        "身份证" if person else "",
        subject.id_number if isinstance(subject, Human) else "",
        penalty.number,
        penalty.conduct,
        penalty.text,
        penalty.basis,
        penalty.kind,
        penalty.decision,
        penalty.fine,
        penalty.confiscated,
        penalty.permit,
        f"{penalty.decided:%Y/%m/%d}",
        until,
        penalty.public_until,
        penalty.authority.name,
        penalty.authority.code,
        source.name,
        source.code,
        penalty.state,
        penalty.remark,
    ]


def _old_penalty(penalty: Penalty) -> list[str]:
    subject = penalty.subject
    assert isinstance(subject, Firm)
    return [
        penalty.number,
        penalty.conduct,
        penalty.kind,
        "",
        penalty.text,
        penalty.basis,
        subject.name,
        subject.code if penalty.coded else FILLER,
        f"{subject.organisation_code[:8]}-{subject.organisation_code[8]}",
        subject.register_number,
        "",
        "",
        subject.leader.name if subject.leader else "",
        penalty.decision,
        f"{penalty.decided:%Y/%m/%d}",
        penalty.authority.name,
        "0",
        "449900",
        f"{penalty.decided:%Y/%m/%d} 00:00:00",
        penalty.remark,
    ]


def _chinese_day(day: date) -> str:
    return f"{day.year}年{day.month:02d}月{day.day:02d}日"


def _listing(listing: Listing) -> list[str]:
    debtor = listing.debtor
    if isinstance(debtor, Human):
        born = int(debtor.id_number[6:10])
        who = [
            "男" if int(debtor.id_number[16]) % 2 else "女",
            str(2026 - born),
            codes.masked(debtor.id_number),
            "",
        ]
    else:
        who = ["", "0", debtor.organisation_code, debtor.leader.name if debtor.leader else ""]
    return [
        debtor.name,
        *who,
        listing.court,
        "广东",
        listing.ground,
        _chinese_day(listing.filed),
        listing.number,
        listing.court,
        listing.duty,
        listing.performance,
        listing.situation,
        _chinese_day(listing.published),
    ]


def _restriction(order: Restriction) -> list[str]:
    human = order.human
    return [
        order.debtor.name,
        order.debtor.organisation_code,
        human.name if human else "",
        "",
        codes.masked(human.id_number) if human and human.id_number else "",
        order.court,
        "广东",
        order.number,
        f"{order.filed}",
        f"{order.ordered}",
        "单位及其法定代表人" if human else "单位",
    ]


def _write_projects(world: World, folder: Path) -> None:
    rows: list[list[Cell]] = [["澄川市重大项目信用关联审查清单（示例，全部虚构）"], [], list(_PROJECT_LAYOUT)]
    total = 0.0
    for project in sorted(world.projects, key=lambda project: project.number):
        for party in project.parties:
            total += float(party.amount or 0)
            amount: Cell = float(party.amount) if "." in party.amount else int(party.amount) if party.amount else "-"
            rows.append(
                [
                    project.number,
                    project.code or "-",
                    project.name,
                    project.scenario,
                    party.name,
                    party.code,
                    party.role,
                    amount,
                    "人民币",
                    project.decided if len(rows) % 3 else f"{project.decided:%Y/%m/%d}",
                    project.state,
                    project.place,
                    project.remark,
                ]
            )
            party.places.append(Place(PROJECTS, "项目清单", len(rows)))
    rows.append(["合计", *[None] * _PROJECT_LAYOUT.index("金额（万元）")])
    rows[-1][_PROJECT_LAYOUT.index("金额（万元）")] = round(total, 2)
    write_workbook(folder / PROJECTS, [("项目清单", rows)])
