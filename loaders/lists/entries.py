"""One entry of a list (列入记录) as an event: which list, since when, until when, and in which state."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from graph_engine.loading import (
    Emitter,
    Reason,
    Row,
    Rule,
    add_representative,
    event_party,
    list_category,
    listing_matter,
    matter_key,
    names_a_list,
    praises,
    subject_of,
    unnumbered_matter,
)
from graph_engine.model.dates import LongTerm
from graph_engine.model.money import Money
from graph_engine.model.names import exact_name
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import LegalRepresentation, RiskEvent, SubjectOf

UNKNOWN_LIST = Reason(
    "neither a column nor the title of the table says which list this is", "列和表名均未写明是哪一种名单"
)
UNKNOWN_STATE = Reason("the state of the entry has no known meaning here", "名单记录的状态含义不明")
OF_THE_TRUSTWORTHY = Rule("list_of_the_trustworthy", "an entry of a list of the trustworthy", "守信红名单记录")
NO_UNIT = Rule("amount_without_unit", "an amount of which nothing tells the unit", "未写明单位的金额")
EMPLOYER_REFUSED = Rule("employer_without_key", "an employer whom no key tells apart", "无有效标识的所属单位")

_STATES = (
    ("repaired", re.compile("修复")),
    ("revoked", re.compile("撤销|撤消")),
    ("removed", re.compile("移出|移除|退出|解除|失效|到期|历史|届满")),
    ("active", re.compile("有效|列入|公示|正常|在册|异议|未移出")),
)
_STILL_LISTED = re.compile("未(?:移出|移除|退出|解除|修复|撤销)")
_YES = frozenset(("是", "true", "1", "历史", "y", "yes"))
_GRAVITY = (("serious", re.compile("严重")), ("general", re.compile("一般")), ("minor", re.compile("轻微")))
_REPRESENTATIVE = re.compile("法定代表人|法人代表")
_CAUSES = ("reason", "conduct", "case_kind", "facts", "tax_kind", "year")
_TEXT_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class _Entry:
    """What tells one entry from another: the list, the decision's number, authority, days and cause."""

    category: str
    list_name: str | None
    number: str | None
    authority: str | None
    listed_on: date | None
    published_on: date | None
    cause: str

    @property
    def day(self) -> date | None:
        return self.listed_on or self.published_on

    @property
    def scope(self) -> str:
        """Where a party known by name alone is named."""
        if self.number is not None:
            return matter_key(self.number, self.authority, str(self.day or ""))
        return unnumbered_matter(self.category, exact_name(self.authority or ""), str(self.day or ""), self.cause)

    def matter(self, subject: str) -> str:
        """The matter: by number; else the party's entry in this list on that day, whoever tells of it."""
        if self.number is not None:
            return matter_key(self.number, self.authority, subject)
        return listing_matter(self.category, subject, self.day, self.cause)

    def natural(self) -> str:
        """What tells entries of one party in one list apart."""
        return self.number or f"{exact_name(self.authority or '')}/{self.day or ''}/{self.cause}"


def add_entry(row: Row, emit: Emitter, category: str | None) -> None:
    """Adds the event that a row of a list tells of. `category` is what the columns alone say, if anything.

    Raises:
        RowError: nothing says which list it is, or nothing tells the party apart.
    """
    emit.parties.about(credit_code=row.text("credit_code"), organisation_code=row.text("organisation_code"))
    entry = _entry(row, category)
    if any(praises(text) for text in (entry.list_name or row.title, row.text("grade") or "")):
        emit.ignore(OF_THE_TRUSTWORTHY)
        return
    subject = _subject(row, emit, entry)
    event = event_party(emit.source, entry.category, subject.key, entry.natural())
    status, status_on = _state(row)
    amount = _amount(row, emit)
    emit.add(
        RiskEvent(
            party=event,
            category=entry.category,
            matter=entry.matter(subject.key),
            document_number=entry.number,
            authority=entry.authority,
            decided_on=entry.listed_on,
            published_on=entry.published_on,
            publicity_until=_end(row, "publicity_until"),
            listed_until=_end(row, "listed_until"),
            long_term=isinstance(row.date("publicity_until"), LongTerm),
            status=status,
            status_on=status_on,
            severity_class=_gravity(row, entry.category),
            text=_text(row, entry),
            amount=amount.amount if amount is not None else None,
            currency=amount.currency if amount is not None else None,
        ),
        SubjectOf(source=subject, target=event, role="principal"),
    )
    if subject.kind == "enterprise":
        add_representative(row, emit, subject, entry.day)
    for day in (entry.listed_on, entry.published_on, status_on):
        emit.covered(day)


def _entry(row: Row, category: str | None) -> _Entry:
    category, list_name = _which(row, category)
    return _Entry(
        category=category,
        list_name=list_name,
        number=row.free_text("number"),
        authority=row.text("authority") or row.text("publisher") or row.text("origin"),
        listed_on=row.day("listed_on") or row.day("decided_on"),
        published_on=row.day("published_on"),
        cause=exact_name(next(filter(None, map(row.free_text, _CAUSES)), "")),
    )


def _which(row: Row, category: str | None) -> tuple[str, str | None]:
    """The list's category, and its name where a cell or the title gives it."""
    name = row.text("list_name")
    if name is not None:
        return list_category(name), name
    for field in ("reason", "removal_reason"):
        header = row.header(field)
        if row.has(field) and list_category(header) != "other_list":
            return list_category(header), None
    if category is not None:
        return category, None
    if not names_a_list(row.title) and not praises(row.title):
        raise row.refuse(UNKNOWN_LIST, "list_name")
    return list_category(row.title), row.title


def _subject(row: Row, emit: Emitter, entry: _Entry) -> PartyRef:
    """The listed party; a person who is listed beside its employer is told apart within that."""
    employer = _employer(row, emit)
    if employer is None:
        return subject_of(row, emit, entry.scope)
    person = subject_of(row, emit, employer)
    if person.kind == "person" and _REPRESENTATIVE.search(row.text("post") or "") and entry.day is not None:
        until = entry.day + timedelta(days=1)
        emit.add(LegalRepresentation(source=person, target=employer, valid_from=entry.day, valid_to=until))
    return person


def _employer(row: Row, emit: Emitter) -> PartyRef | None:
    """The employer of a listed person, if it has a key: a name alone would tell nobody apart."""
    name, code = row.text("employer"), row.text("employer_code")
    if code is None:
        if name is not None:
            emit.leave_out(EMPLOYER_REFUSED)
        return None
    return emit.parties.enterprise(name=name, credit_code=code, column=row.header("employer_code"))


def _state(row: Row) -> tuple[str, date | None]:
    """The state of the entry and the day from which it holds: what is past is never loaded as current."""
    removed_on, repaired_on = row.day("removed_on"), row.day("repaired_on")
    if repaired_on is not None:
        return "repaired", repaired_on
    state = row.text("state")
    if state is not None:
        named = "active" if _STILL_LISTED.search(state) else _named_state(state)
        if named is None:
            raise row.refuse(UNKNOWN_STATE, "state")
        if named != "active":
            return named, removed_on
    why = _named_state(row.text("removal_reason") or "")
    past = row.history or (row.text("past") or "").casefold() in _YES
    if removed_on is None and not past:
        return "active", None
    # 信用修复 and 撤销 stop every use of a record; a plain exit ends it.
    return (why if why in ("repaired", "revoked") else "removed"), removed_on


def _named_state(text: str) -> str | None:
    return next((name for name, pattern in _STATES if pattern.search(text)), None)


def _end(row: Row, name: str) -> date | None:
    end = row.date(name)
    return None if isinstance(end, LongTerm) else end


def _gravity(row: Row, category: str) -> str | None:
    """The class that the source states; arrears to small firms are dishonesty only where it says 情节严重."""
    text = row.text("gravity") or ""
    if category == "sme_payment_arrears":
        text += "".join(row.text(name) or "" for name in ("reason", "conduct", "facts"))
        return "serious" if "情节严重" in text or "严重失信" in text else None
    return next((name for name, pattern in _GRAVITY if pattern.search(text)), None)


def _amount(row: Row, emit: Emitter) -> Money | None:
    if row.text("amount") is None:
        return None
    if not row.has_unit("amount"):
        emit.leave_out(NO_UNIT)
        return None
    money = row.money("amount")
    return money if money is not None and money.amount else None


def _text(row: Row, entry: _Entry) -> str | None:
    if entry.category == "environment_rating":
        # The policy reads the grade's color here, which a cause might mention too.
        parts = [row.text("grade"), row.text("year")]
    else:
        names = ("case_kind", "reason", "conduct", "facts", "tax_kind", "decision")
        parts = [entry.list_name, *map(row.free_text, names)]
    text = "；".join(dict.fromkeys(part for part in parts if part))
    return (text if len(text) <= _TEXT_LIMIT else text[: _TEXT_LIMIT - 1] + "…") or None
