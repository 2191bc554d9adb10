"""The files that come beside penalties and court lists: licences (双公示 行政许可), sector lists, repairs."""

from __future__ import annotations

from pathlib import Path

from examples.city.list_files import FILLER, write_csv
from examples.city.workbook import Cell, write_workbook
from examples.city.world import Entry, Human, Permit, Place, Repair, World

LICENCES = "licences.csv"
LISTS = "lists.xlsx"
REPAIRS = "repairs.csv"

_PERMIT_LAYOUT = (
    "行政相对人名称",
    "行政相对人类别",
    "行政相对人代码_1（统一社会信用代码）",
    "法定代表人",
    "行政许可决定文书名称",
    "行政许可决定文书号",
    "许可类别",
    "许可证书名称",
    "许可编号",
    "许可内容",
    "许可决定日期",
    "有效期自",
    "有效期至",
    "许可机关",
    "许可机关统一社会信用代码",
    "当前状态",
    "备注",
)
_ENTRY_LAYOUT = (
    "对象名称",
    "对象类别",
    "统一社会信用代码",
    "证件号码",
    "所属单位",
    "所属单位统一社会信用代码",
    "职务",
    "列入决定文号",
    "列入日期",
    "列入事由",
    "列入决定机关",
    "移出日期",
)
_REPAIR_LAYOUT = (
    "主体名称",
    "统一社会信用代码",
    "处理类型",
    "决定文号",
    "决定日期",
    "决定机关",
    "原决定文号",
    "名单名称",
    "列入日期",
)


def write(world: World, folder: Path) -> None:
    """Writes the three files, and notes where each fact stands."""
    permits = sorted(world.permits, key=lambda permit: (permit.decided, permit.number))
    title = ["行政许可信息公示表（示例，全部虚构）"]
    write_csv(folder, LICENCES, "gb18030", [title], _PERMIT_LAYOUT, permits, [_permit(permit) for permit in permits])
    repairs = sorted(world.repairs, key=lambda repair: (repair.decided, repair.number))
    rows = [_repair(repair) for repair in repairs]
    write_csv(folder, REPAIRS, "utf-8-sig", [], _REPAIR_LAYOUT, repairs, rows)
    _write_lists(world, folder)


def _permit(permit: Permit) -> list[str]:
    holder = permit.holder
    content = permit.content + (f"（项目代码：{permit.project_code}）" if permit.project_code else "")
    return [
        holder.name,
        "法人及非法人组织",
        holder.code,
        holder.leader.name if holder.leader else "",
        "准予行政许可决定书",
        permit.number,
        "核准",
        permit.title,
        permit.number.replace("〔", "").replace("〕", ""),
        content,
        f"{permit.decided:%Y/%m/%d}",
        f"{permit.decided:%Y/%m/%d}",
        permit.until,
        permit.authority.name,
        permit.authority.code,
        "1",
        "",
    ]


def _write_lists(world: World, folder: Path) -> None:
    sheets: dict[str, list[list[Cell]]] = {}
    for entry in sorted(world.entries, key=lambda entry: (entry.sheet, entry.listed, entry.number)):
        rows = sheets.setdefault(entry.sheet, [[f"{entry.sheet}（示例，全部虚构）"], list(_ENTRY_LAYOUT)])
        rows.append(_entry(entry))
        entry.places.append(Place(LISTS, entry.sheet, len(rows)))
    write_workbook(folder / LISTS, list(sheets.items()))


def _entry(entry: Entry) -> list[Cell]:
    subject = entry.subject
    employer = entry.employer
    return [
        subject.name,
        "个人" if isinstance(subject, Human) else "单位",
        FILLER if isinstance(subject, Human) else subject.code,
        subject.id_number if isinstance(subject, Human) else "",
        employer.name if employer else "",
        employer.code if employer else "",
        entry.post,
        entry.number,
        entry.listed,
        entry.reason,
        entry.authority.name,
        "",
    ]


def _repair(repair: Repair) -> list[str]:
    return [
        repair.party.name,
        repair.party.code,
        repair.result,
        repair.number,
        f"{repair.decided}",
        repair.authority.name,
        repair.original_number or "-",
        repair.list_name,
        f"{repair.listed}" if repair.listed else "",
    ]
