"""Relations between entities (实体关系): ownership, directorship, representation, and links without a word on how.

Ownership that the source calls indirect or beneficial leads through others and would count twice: it is a stated
indirect interest, and conducts nothing. So do representation and unknown links.
"""

from __future__ import annotations

import re
from itertools import product
from typing import Final

from graph_engine.errors import RowError
from graph_engine.loading import MISSING_VALUE, NOT_A_RATIO, Emitter, Reason, Rule
from graph_engine.model.parties import PartyRef
from graph_engine.model.ratios import Ratio, parse_ratio
from graph_engine.model.records import IndirectInterest, LegalRepresentation, LinkedTo, Office, Record, Shareholding
from loaders.ftm.register import Register
from loaders.ftm.values import Entity, Span, span_of

TO_A_THING: Final = Rule(
    "relation_to_a_thing", "one end is a vessel, an aircraft or another thing", "关系一端为船舶、航空器等物"
)
ENDED_UNDATED: Final = Rule(
    "ended_without_day", "an ended relation, without the day on which it ended", "已结束的关系，未说明结束日期"
)
SHARE_IN_WORDS: Final = Rule(
    "share_in_words", "a share told in words, kept as they are", "以文字描述的比例，按原文保留"
)
SEVERAL_SHARES: Final = Rule(
    "several_shares", "several shares of one holding: none is chosen", "同一持股有多个比例，不作选择"
)
NO_COMPANY: Final = Reason("a natural person cannot be owned or have directors", "自然人不能被持股或设置职务")

_ENDS: Final = {
    "Ownership": ("owner", "asset"),
    "Directorship": ("director", "organization"),
    "Representation": ("agent", "client"),
    "UnknownLink": ("subject", "object"),
}
SCHEMATA: Final = frozenset(_ENDS)
_ENDED: Final = re.compile(r"\b(former|ended|past|inactive|resigned|terminated|ceased)\b", re.IGNORECASE)
_INDIRECT: Final = re.compile(r"indirect|beneficial|ultimate|间接|受益|最终", re.IGNORECASE)
_DIGIT: Final = re.compile("[0-9]")
_REPRESENTATIVE: Final = re.compile(r"legal representative|法定代表人", re.IGNORECASE)
_OFFICES: Final = (
    ("independent_director", re.compile(r"independent.*director|独立董事", re.IGNORECASE)),
    ("liquidator", re.compile(r"liquidator|清算", re.IGNORECASE)),
    ("financial_officer", re.compile(r"financ|\bcfo\b|treasurer|财务", re.IGNORECASE)),
    ("secretary", re.compile(r"secretary|秘书", re.IGNORECASE)),
    ("supervisor", re.compile(r"supervis|监事", re.IGNORECASE)),
    ("senior_manager", re.compile(r"\b(vice|deputy)\b.*(president|manager)|副(总)?经理", re.IGNORECASE)),
    ("manager", re.compile(r"\b(general|managing) director|president|manager|\bceo\b|chief exec|经理", re.IGNORECASE)),
    ("director", re.compile(r"(vice|deputy).?chair|副董事长", re.IGNORECASE)),
    ("chairman", re.compile(r"\bchair|董事长", re.IGNORECASE)),
    ("director", re.compile(r"director|\bboard\b|董事", re.IGNORECASE)),
)


def load_relation(entity: Entity, emit: Emitter) -> None:
    """One relation.

    Raises:
        RowError: an end is missing, unknown or undecided, or a share or period is none.
    """
    sources, targets = (_ends(entity, column, emit) for column in _ENDS[entity.schema])
    pairs = [(source, target) for source, target in product(sources, targets) if source and target]
    if not pairs:
        emit.ignore(TO_A_THING)
        return
    ended = bool(entity.ends()) or _ENDED.search(entity.text("status") or "") is not None
    span = span_of(entity, emit)
    if ended and span[1] is None:
        # When it ended is not guessed, and it must not go on.
        emit.ignore(ENDED_UNDATED)
        return
    for source, target in pairs:
        emit.add(_relation(entity, source, target, span, emit))
    for _ in range(len(sources) * len(targets) - len(pairs)):
        emit.leave_out(TO_A_THING)


def _ends(entity: Entity, column: str, emit: Emitter) -> list[PartyRef | None]:
    numbers = entity.texts(column)
    if not numbers:
        raise RowError(MISSING_VALUE, column=column)
    register: Register = emit.survey
    return [register.party(number, column, emit.source) for number in numbers]


def _relation(entity: Entity, source: PartyRef, target: PartyRef, span: Span, emit: Emitter) -> Record:
    if entity.schema == "Ownership":
        return _ownership(entity, source, target, span, emit)
    if entity.schema == "Directorship":
        return _directorship(entity, source, target, span)
    first, last = span
    words = entity.text("role")
    return LinkedTo(
        source=source,
        target=target,
        basis=f"{entity.schema}: {words}" if words else entity.schema,
        record_id=entity.id,
        valid_from=first,
        valid_to=last,
    )


def _ownership(entity: Entity, owner: PartyRef, asset: PartyRef, span: Span, emit: Emitter) -> Record:
    _check_company(asset, "asset")
    first, last = span
    ratio, words = _share(entity, emit)
    point = ratio.point_ppb if ratio else None
    low = ratio.least_ppb if ratio else None
    high = ratio.greatest_ppb if ratio else None
    kind = "; ".join(filter(None, (entity.text("ownershipType"), entity.text("role"))))
    if _INDIRECT.search(kind):
        return IndirectInterest(
            source=owner,
            target=asset,
            record_id=entity.id,
            ratio_ppb=point,
            ratio_low_ppb=low,
            ratio_high_ppb=high,
            ratio_text=words,
            basis=kind,
            valid_from=first,
            valid_to=last,
        )
    return Shareholding(
        source=owner,
        target=asset,
        record_id=entity.id,
        ratio_ppb=point,
        ratio_low_ppb=low,
        ratio_high_ppb=high,
        ratio_text=words,
        basis=None if ratio is None else "band" if ratio.is_band else "reported",
        valid_from=first,
        valid_to=last,
    )


def _share(entity: Entity, emit: Emitter) -> tuple[Ratio | None, str | None]:
    """The share and its words; words alone stay words.

    Raises:
        RowError: a number that is no share.
    """
    texts = entity.texts("percentage")
    if not texts:
        return None, None
    words = "; ".join(texts)
    if not all(map(_DIGIT.search, texts)):
        emit.leave_out(SHARE_IN_WORDS)
        return None, words
    try:
        ratios = {parse_ratio(text) for text in texts} - {None}
    except RowError as error:
        raise RowError(NOT_A_RATIO, column="percentage", value=words) from error
    if len(ratios) > 1:
        emit.leave_out(SEVERAL_SHARES)
        return None, words
    return (ratios.pop() if ratios else None), words


def _directorship(entity: Entity, director: PartyRef, organization: PartyRef, span: Span) -> Record:
    _check_company(organization, "organization")
    first, last = span
    words = entity.text("role")
    if words is not None and _REPRESENTATIVE.search(words):
        return LegalRepresentation(
            source=director, target=organization, record_id=entity.id, valid_from=first, valid_to=last
        )
    # Without a word on the post, the schema's own name says what it is.
    found = next((role for role, pattern in _OFFICES if pattern.search(words or "director")), "other")
    return Office(
        source=director,
        target=organization,
        role=found,
        role_text=words,
        record_id=entity.id,
        valid_from=first,
        valid_to=last,
    )


def _check_company(party: PartyRef, column: str) -> None:
    if party.kind != "enterprise":
        raise RowError(NO_COMPANY, column=column)
