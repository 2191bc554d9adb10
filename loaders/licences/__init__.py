"""Administrative licences (双公示 行政许可): the present and the old upload layout, and vendors' sheets of them.

A licence is no risk event. It says who may do what, under which number, until when; and where it names the code of an
investment project (投资项目统一代码), that its holder has to do with that project. A project that it names without a
code is not looked for by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from graph_engine.loading import (
    MISSING_VALUE,
    Emitter,
    Layout,
    Reason,
    Row,
    Rule,
    TableLoader,
    add_representative,
    coded_project,
    matter_key,
    subject_of,
)
from graph_engine.model.dates import LongTerm
from graph_engine.model.identifiers import project_code, project_codes
from graph_engine.model.records import Licence, Participation
from loaders.licences.columns import ARCHIVE, LICENCE, SUBJECT

UNKNOWN_STATE = Reason("the state of the licence has no known meaning here", "许可的当前状态含义不明")
ENDS_BEFORE_IT_BEGINS = Reason("the licence ends before it begins", "许可有效期止早于有效期起")
PROJECT_WITHOUT_CODE = Rule(
    "project_without_code", "a project that the licence names without its code", "许可中未写明代码的项目"
)
ENDED_AT_AN_UNKNOWN_DAY = Rule(
    "ended_at_an_unknown_day",
    "the holder's part in a project, of a licence that has ended on no stated day",
    "已失效而未注明日期的许可，其项目参与关系无法定时",
)

_STATES = (
    # The worse state stands first: 有效（已吊销） is revoked.
    ("revoked", re.compile("吊销")),
    ("cancelled", re.compile("撤销|撤消")),
    ("withdrawn", re.compile("撤回")),
    ("deregistered", re.compile("注销")),
    ("suspended", re.compile("暂停|暂扣|中止|冻结")),
    ("expired", re.compile("失效|过期|到期|终止|无效|废止")),
    ("active", re.compile("有效|正常|在用|生效|异议|公示中|延续|变更")),
)
_STATE_CODES = {"archive": {"0": "active"}, "current": {"1": "active"}, "vendor": {}}
"""The two layouts count differently, and no text confirms the rest: such rows are refused, not guessed at."""
_ENDED = frozenset({"revoked", "cancelled", "withdrawn", "deregistered", "expired"})

_TEXT_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class _Term:
    """From when to when a licence holds, [begin, end), and its state; `lost` if it has ended on no stated day."""

    begin: date | None
    end: date | None
    status: str | None
    status_on: date | None
    lost: bool

    @classmethod
    def of(cls, row: Row, decided_on: date | None) -> _Term:
        """The term of a row's licence.

        Raises:
            RowError: it ends before it begins, or its state has no known meaning.
        """
        begin = row.day("valid_from") or decided_on
        last = row.date("valid_until")
        end = None if last is None or isinstance(last, LongTerm) else last + timedelta(days=1)
        if begin is not None and end is not None and end <= begin:
            raise row.refuse(ENDS_BEFORE_IT_BEGINS, "valid_until")
        status, status_on = _status_of(row), row.day("state_on")
        if status in _ENDED and status_on is not None:
            end = status_on if end is None else min(end, status_on)
        known = status_on is not None or (status == "expired" and end is not None)
        return cls(begin, end, status, status_on, status in _ENDED and not known)


def _licence(row: Row, emit: Emitter) -> None:
    emit.parties.about(credit_code=row.text("credit_code"), organisation_code=row.text("organisation_code"))
    decided_on = row.day("decided_on")
    number, decision_number = row.free_text("number"), row.free_text("decision_number")
    known_by = decision_number or number
    if known_by is None:
        raise row.refuse(MISSING_VALUE, "decision_number")
    authority = row.text("authority") or row.text("origin")
    holder = subject_of(row, emit, matter_key(known_by, authority, str(decided_on or "")))
    term = _Term.of(row, decided_on)
    title = row.free_text("certificate") or row.free_text("document")
    emit.add(
        Licence(
            party=holder,
            record_id=f"{matter_key(known_by, authority, '')}\x1f{number or ''}",
            title=title,
            number=number,
            decision_number=decision_number,
            type_text=row.text("type"),
            text=_cut(row.free_text("content")),
            authority=authority,
            decided_on=decided_on,
            status=term.status,
            status_text=row.text("state"),
            status_on=term.status_on,
            valid_from=term.begin,
            valid_to=_after(term.begin, term.end),
        )
    )
    named = row.free_text("project_name")
    codes = tuple(dict.fromkeys(_project_codes(row)))
    for code in codes:
        if term.lost:
            emit.leave_out(ENDED_AT_AN_UNKNOWN_DAY)
            continue
        emit.add(
            Participation(
                source=holder,
                # A permit that names several projects by code names them together, if at all.
                target=coded_project(code, named if len(codes) == 1 else None),
                role="permit_holder",
                role_text=" ".join(filter(None, (title, number or decision_number))) or None,
                record_id=known_by,
                valid_from=term.begin,
                valid_to=_after(term.begin, term.end),
            )
        )
    if named is not None and not codes:
        emit.leave_out(PROJECT_WITHOUT_CODE)
    if holder.kind == "enterprise":
        add_representative(row, emit, holder, decided_on)
    emit.covered(decided_on)


def _status_of(row: Row) -> str | None:
    if row.history:
        return "expired"
    state = row.text("state")
    if state is None:
        return None
    found = _STATE_CODES[row.layout].get(state) or next(
        (name for name, pattern in _STATES if pattern.search(state)), None
    )
    if found is None:
        raise row.refuse(UNKNOWN_STATE, "state")
    return found


def _after(begin: date | None, end: date | None) -> date | None:
    """The end of a term, which may not lie before its begin: what was revoked before it began never held."""
    return begin if begin is not None and end is not None and end < begin else end


def _project_codes(row: Row) -> Iterator[str]:
    for cell in row.values("project_code"):
        code = project_code(cell)
        yield from () if code is None else (code,)
    for name in ("project_name", "content", "certificate", "document", "remark"):
        yield from project_codes(row.text(name) or "")


def _cut(text: str | None) -> str | None:
    return text if text is None or len(text) <= _TEXT_LIMIT else text[: _TEXT_LIMIT - 1] + "…"


_WHAT = ("content", "certificate", "document", "type")

LOADER = TableLoader(
    name="licences",
    zh="双公示行政许可",
    en="administrative licences as published (双公示)",
    covers=("licence", "takes_part_in", "legal_representative_of"),
    layouts=(
        Layout(
            name="current",
            columns={**SUBJECT, **LICENCE},
            required=("name", ("decision_number", "number"), "authority", _WHAT),
            handler=_licence,
        ),
        Layout(
            name="archive",
            columns={**SUBJECT, **LICENCE, **ARCHIVE},
            required=("name", "decision_number", ("area", "stamp"), _WHAT),
            handler=_licence,
        ),
        Layout(
            name="vendor",
            columns={
                **SUBJECT,
                **LICENCE,
                "name": ("系统匹配公司名称", "系统匹配企业名称", "企业名称", "公司名称"),
                "asked": ("批量上传公司名称", "原文件导入名称"),
            },
            required=("name", ("decision_number", "number"), _WHAT),
            sheet_names=("行政许可", "资质证书"),
            handler=_licence,
        ),
    ),
)
