"""Court lists (法院执行公开信息): 失信被执行人, 限制消费, 终本案件, 被执行人, by JSON names or Chinese headers.

Organisations stand in them by their nine-character organisation code, persons by a masked ID number. A company
on the list does not put its representative there (善意文明执行意见, 2020): only a consumption restriction reaches
persons behind it, as derived subjects of the same event.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from graph_engine.loading import (
    UNDECIDED_PARTY,
    Emitter,
    Layout,
    PartyKind,
    Reason,
    Row,
    Rule,
    TableLoader,
    event_party,
    is_credit_code,
    matter_key,
    party_kind,
)
from graph_engine.model.identifiers import check_organisation_code, check_resident_id, clean_code
from graph_engine.model.money import Money
from graph_engine.model.names import exact_name
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import LegalRepresentation, RiskEvent, SubjectOf
from loaders.court.columns import COLUMNS

DISHONEST = "dishonest_debtor"
RESTRICTION = "consumption_restriction"
TERMINATED = "enforcement_terminated"
ENFORCEMENT = "enforcement_case"

MASKED_CODE = Rule("masked_code", "a code of an organisation that is masked", "被遮盖的单位代码")
NO_UNIT = Rule("amount_without_unit", "an amount of which nothing tells the unit", "未写明单位的金额")
UNKNOWN_SITUATION = Rule("unknown_situation", "a situation that is none of the six", "不属于六种情形的失信情形")
UNDATED_REPRESENTATIVE = Rule(
    "undated_representative", "a representative in an undated record", "记录未注明日期，其法定代表人无法定时"
)
UNDECIDED_REPRESENTATIVE = Rule(
    "undecided_representative",
    "a representative who is not surely a person",
    "无法判断是否自然人的法定代表人或负责人",
)
UNKNOWN_STATE = Reason("the state of the record has no known meaning here", "记录状态含义不明")
UNKNOWN_PARTY_TYPE = Reason("the party type is neither 580, 581, 0 nor 1", "当事人类型代码含义不明")

_TEXT_LIMIT = 600

# ---------------------------------------------------------------------- one row


def _dishonest(row: Row, emit: Emitter) -> None:
    published_on = row.day("published_on")
    # The filing opens the case; the listing comes later, and has no date but that of its publication.
    decided_on = row.day("filed_on") if published_on is None else None
    _event_of(row, emit, DISHONEST, decided_on, published_on, _amount(row, emit, "amount"))


def _restriction(row: Row, emit: Emitter) -> None:
    ordered_on, published_on = row.day("order_on"), row.day("published_on")
    decided_on = ordered_on or (row.day("filed_on") if published_on is None else None)
    _event_of(row, emit, RESTRICTION, decided_on, published_on, _amount(row, emit, "amount"))


def _terminated(row: Row, emit: Emitter) -> None:
    amount = _amount(row, emit, "unpaid") or _amount(row, emit, "amount")
    _event_of(row, emit, TERMINATED, row.day("terminated_on"), row.day("published_on"), amount)


def _enforcement(row: Row, emit: Emitter) -> None:
    _event_of(row, emit, ENFORCEMENT, row.day("filed_on"), row.day("published_on"), _amount(row, emit, "amount"))


def _event_of(
    row: Row,
    emit: Emitter,
    category: str,
    decided_on: date | None,
    published_on: date | None,
    amount: Money | None,
) -> None:
    case, court = row.need("case"), row.text("court")
    scope = matter_key(case, court, str(decided_on or published_on or ""))
    subject = _subject(row, emit, scope)
    matter = matter_key(case, court, subject.key)
    event = event_party(emit.source, category, matter, subject.key)
    emit.add(
        RiskEvent(
            party=event,
            category=category,
            matter=matter,
            document_number=case,
            authority=court,
            decided_on=decided_on,
            published_on=published_on,
            status=_status(row),
            status_on=row.day("state_on"),
            situations=_situations(row, emit),
            text=_text(row),
            amount=amount.amount if amount else None,
            currency=amount.currency if amount else None,
        ),
        SubjectOf(source=subject, target=event, role="principal"),
    )
    if subject.kind == "enterprise":
        _people_behind(row, emit, category, subject, event, published_on or decided_on)
    for day in (decided_on, published_on):
        emit.covered(day)


def _people_behind(
    row: Row, emit: Emitter, category: str, subject: PartyRef, event: PartyRef, day: date | None
) -> None:
    """The representative, seen in post on the record's day; under a restriction also derived subjects (限消)."""
    leader = _person_behind(emit, subject, row.text("leader"), None)
    if leader is not None:
        if day is None:
            emit.leave_out(UNDATED_REPRESENTATIVE)
        else:
            until = day + timedelta(days=1)
            emit.add(LegalRepresentation(source=leader, target=subject, valid_from=day, valid_to=until))
    if category == RESTRICTION:
        restricted = row.text("restricted")
        if restricted is not None and exact_name(restricted) == exact_name(subject.name or ""):
            restricted = None
        other = _person_behind(emit, subject, restricted, row.text("restricted_number"))
        derived = {person.key: person for person in (leader, other) if person is not None}
        for person in derived.values():
            emit.add(SubjectOf(source=person, target=event, role="derived"))


def _person_behind(emit: Emitter, subject: PartyRef, name: str | None, number: str | None) -> PartyRef | None:
    if name is None:
        return None
    if party_kind(name) != "person":
        emit.leave_out(UNDECIDED_REPRESENTATIVE)
        return None
    return emit.parties.person(name=name, id_number=number, scope=subject)


# ---------------------------------------------------------------------- the subject


def _subject(row: Row, emit: Emitter, scope: str) -> PartyRef:
    name, number = row.text("name"), row.text("number")
    if name is None and row.text("restricted") is not None:
        # A restriction on a person alone: nobody stands before them.
        number = row.text("restricted_number")
        return emit.parties.person(name=row.text("restricted"), id_number=number, scope=scope)
    name = row.need("name")
    code = row.text("credit_code")
    if _kind(row, name, number, code) == "person":
        return emit.parties.person(name=name, id_number=number, scope=scope, column=row.header("name"))
    organisation_code = None
    if number is not None:
        code, organisation_code = _codes(emit, number, code)
    emit.parties.about(credit_code=code, organisation_code=organisation_code)
    return emit.parties.enterprise(
        name=name,
        credit_code=code,
        organisation_code=organisation_code,
        scope=scope,
        column=row.header("number" if code == number else "credit_code"),
    )


def _codes(emit: Emitter, number: str, code: str | None) -> tuple[str | None, str | None]:
    """Credit code and organisation code from the column that holds one of them, or a mask of it."""
    cleaned = clean_code(number)
    if check_organisation_code(cleaned).usable:
        return code, cleaned
    if not is_credit_code(cleaned) and re.search(r"\*|X{3}", cleaned):
        emit.leave_out(MASKED_CODE)
        return code, None
    return code or number, None


def _kind(row: Row, name: str, number: str | None, code: str | None) -> PartyKind:
    said = _said_kind(row)
    if said is not None:
        return said
    if is_credit_code(code):
        return "enterprise"
    if number is not None:
        certificate = check_resident_id(number)
        if certificate.usable or certificate.mask is not None:
            return "person"
        if check_organisation_code(number).usable or is_credit_code(number):
            return "enterprise"
    named = party_kind(name)
    if named is None:
        raise row.refuse(UNDECIDED_PARTY, "name")
    return named


def _said_kind(row: Row) -> PartyKind | None:
    text = row.text("party_type")
    if text is None:
        return None
    if text in ("580", "0") or "自然人" in text or "个人" in text:
        return "person"
    if text in ("581", "1") or re.search("法人|组织|企业|单位", text):
        return "enterprise"
    raise row.refuse(UNKNOWN_PARTY_TYPE, "party_type")


# ---------------------------------------------------------------------- state, situations, text

_STATES = (
    ("performed", re.compile("全部(?:已)?履行|已全部履行|履行完毕|执行完毕|已履行完")),
    ("lifted", re.compile("解除")),
    ("removed", re.compile("结案|移出|移除|屏蔽|删除|撤下|退出|撤销|历史")),
    ("active", re.compile("执行中|在执行|有效|公示|立案|未履行|部分|未结|终本|终结本次|限制中|恢复执行|失信中")),
)
_YES = frozenset(("是", "true", "1", "历史", "y", "yes"))

_SITUATIONS = (
    ("s1", re.compile("有履行能力")),
    ("s2", re.compile("伪造证据|暴力|威胁|抗拒执行|抗拒、妨碍|妨碍、抗拒")),
    ("s3", re.compile("虚假诉讼|虚假仲裁|隐匿|转移财产|规避执行")),
    ("s4", re.compile("财产报告|报告财产|财产申报")),
    ("s5", re.compile("限制(?:高)?消费|限制高消费")),
    ("s6", re.compile("和解")),
    ("aggravated", re.compile("情节严重")),
)
"""The six situations of 法释〔2017〕7号 art. 1, in its order and words."""


def _status(row: Row) -> str:
    """The state of the record: what is past is never loaded as current."""
    if row.history or (row.text("past") or "").casefold() in _YES:
        return "removed"
    state = row.text("state")
    if state is not None:
        found = _state_of(state)
        if found is None:
            raise row.refuse(UNKNOWN_STATE, "state")
        return found
    performance = row.text("performance")
    return "performed" if performance is not None and _state_of(performance) == "performed" else "active"


@lru_cache(maxsize=1 << 10)
def _state_of(text: str) -> str | None:
    return next((name for name, pattern in _STATES if pattern.search(text)), None)


def _situations(row: Row, emit: Emitter) -> tuple[str, ...]:
    text = row.text("situations")
    if text is None:
        return ()
    found = _situations_in(text)
    if not found:
        emit.leave_out(UNKNOWN_SITUATION)
    return found


@lru_cache(maxsize=1 << 10)
def _situations_in(text: str) -> tuple[str, ...]:
    return tuple(name for name, pattern in _SITUATIONS if pattern.search(text))


def _text(row: Row) -> str | None:
    names = ("situations", "restriction_type", "performance", "duty")
    text = "；".join(part for part in map(row.free_text, names) if part)
    return (text if len(text) <= _TEXT_LIMIT else text[: _TEXT_LIMIT - 1] + "…") or None


def _amount(row: Row, emit: Emitter, name: str) -> Money | None:
    """An amount in the court's own unit, 元; vendors restate amounts, so theirs must tell the unit."""
    if row.text(name) is None:
        return None
    if row.has("asked") and not row.has_unit(name):
        emit.leave_out(NO_UNIT)
        return None
    return row.money(name)


# ---------------------------------------------------------------------- the loader


def _layouts() -> tuple[Layout, ...]:
    """Each list by the columns that only it has, and by its title where there are none of these."""
    subject = ("name", "restricted")
    kinds = (
        ("dishonest", _dishonest, ("失信被执行人", "失信"), (subject, "case", ("situations", "performance", "duty"))),
        (
            "restriction",
            _restriction,
            ("限制消费", "限制高消费", "限消"),
            (subject, "case", ("order_on", "restriction_type", "restricted")),
        ),
        (
            "terminated",
            _terminated,
            ("终本案件", "终本", "终结本次执行"),
            ("name", "case", ("terminated_on", "unpaid")),
        ),
        ("enforcement", _enforcement, ("被执行人",), ("name", "case", "filed_on", ("amount", "state", "court"))),
    )
    by_columns = [
        Layout(
            name=name,
            columns=COLUMNS,
            required=required,
            handler=handler,
            sheet_names=titles,
            absent=() if name == "dishonest" else ("situations",),
        )
        for name, handler, titles, required in kinds
    ]
    by_title = [
        Layout(
            name=name,
            columns=COLUMNS,
            required=(subject, "case"),
            handler=handler,
            sheet_names=titles,
            only_named=True,
            absent=() if name == "dishonest" else ("situations",),
        )
        for name, handler, titles, _ in kinds
    ]
    return (*by_columns, *by_title)


LOADER = TableLoader(
    name="court",
    zh="失信被执行人、限制消费、终本案件、被执行人",
    en="court lists: dishonest debtors, consumption restrictions, terminated and open enforcement",
    covers=("risk_event", "subject_of", "legal_representative_of"),
    layouts=_layouts(),
)
