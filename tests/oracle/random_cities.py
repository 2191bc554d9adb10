"""Random worlds of a few companies, persons, contacts and projects, as records that a loader could emit."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from graph_engine.model.parties import PartyRef
from graph_engine.model.records import (
    Branch,
    ConcertParty,
    DeclaredControl,
    Guarantee,
    LegalRepresentation,
    Office,
    Participation,
    Record,
    Relation,
    Shareholding,
)
from tests.worlds import (
    TODAY,
    address,
    by_name,
    company,
    described,
    event,
    known_person,
    local_person,
    project,
    uses,
)

COMPANIES = [company(f"C{at}") for at in range(6)]
STATE = company("11441900007330002J", "某市某局")
PERSONS = [known_person(str(at), f"张{at}") for at in range(3)]
PROJECTS = [project(str(at)) for at in range(2)]
PLACES = [address(f"某路{at}号") for at in range(2)]
TARGETS = [*COMPANIES, *PROJECTS]

_SINCE = date(2015, 1, 1)
_company = st.sampled_from(COMPANIES)
_holder = st.sampled_from([*COMPANIES, *PERSONS, STATE])
# Round shares, thirds that leave a remainder, one half, trifles, and none known.
_RATIOS = (1_000_000_000, 640_000_000, 500_000_000, 500_000_001, 333_333_333, 360_000_000, 40_000_000, 1, 0)


@st.composite
def _holding(draw: st.DrawFn) -> Record:
    holder, held = draw(_holder), draw(_company)
    if draw(st.integers(0, 5)) == 0:
        low, high = sorted((draw(st.sampled_from(_RATIOS)), draw(st.sampled_from(_RATIOS))))
        return Shareholding(source=holder, target=held, ratio_low_ppb=low, ratio_high_ppb=high, valid_from=_SINCE)
    ratio = draw(st.one_of(st.none(), st.sampled_from(_RATIOS)))
    return Shareholding(source=holder, target=held, ratio_ppb=ratio, valid_from=_SINCE)


@st.composite
def _relation(draw: st.DrawFn) -> list[Record]:
    kind = draw(st.sampled_from(("hold", "hold", "hold", "lead", "office", "control", "guarantee", "concert", "place")))
    if kind == "hold":
        return [draw(_holding())]
    if kind == "lead":
        return [LegalRepresentation(source=draw(st.sampled_from(PERSONS)), target=draw(_company), valid_from=_SINCE)]
    if kind == "place":
        return uses(draw(_company), draw(st.sampled_from(PLACES)))
    source, target = draw(_holder), draw(_company)
    if kind == "office":
        return [Office(source=source, target=target, role=draw(st.sampled_from(("director", "independent_director"))))]
    of_kind = {"control": DeclaredControl, "guarantee": Guarantee, "concert": ConcertParty}[kind]
    made: Record = of_kind(source=source, target=target)
    return [made]


@st.composite
def _participation(draw: st.DrawFn) -> Record:
    role = draw(st.sampled_from(("winner", "bidder", "buyer", "applicant")))
    return Participation(source=draw(_company), target=draw(st.sampled_from(PROJECTS)), role=role)


@st.composite
def _event(draw: st.DrawFn, number: int) -> list[Record]:
    parties: list[PartyRef] = [*COMPANIES, *PERSONS, *PROJECTS, STATE]
    subject = draw(st.sampled_from(parties))
    others = draw(st.lists(st.tuples(st.sampled_from(parties), st.sampled_from(("principal", "derived"))), max_size=2))
    facts: dict[str, object] = draw(
        st.sampled_from(
            (
                {},
                {"category": "consumption_restriction"},
                {"category": "abnormal_operation"},
                {"category": "administrative_penalty", "penalty_types": ("fine",)},
                {"situations": ("s2",)},
                {"situations": ("s3",)},
                {"category": "litigation"},
            )
        )
    )
    age = draw(st.sampled_from((None, 0, 1, 17, 100, 333)))
    published = None if age is None else TODAY - timedelta(days=age)
    matter = f"case:{draw(st.integers(0, 3))}"
    # Without a start the compiler of types sees only `object`; the words are those of `RiskEvent`.
    return event(str(number), subject, *others, matter=matter, **{**facts, "published_on": published})  # type: ignore[arg-type]


@st.composite
def cities(draw: st.DrawFn) -> list[Record]:
    """The records of one world; every target is described, so that it can be asked for."""
    records: list[Record] = described(*COMPANIES, *PROJECTS, STATE)
    for made in draw(st.lists(_relation(), min_size=2, max_size=14)):
        records += made
    records += draw(st.lists(_participation(), max_size=5))
    for number in range(draw(st.integers(1, 6))):
        records += draw(_event(number))
    if draw(st.booleans()):
        records.append(Branch(source=COMPANIES[5], target=COMPANIES[0]))
    return records


@st.composite
def doubtful_cities(draw: st.DrawFn) -> list[Record]:
    """A world in which some enterprises and persons are known by name alone, and some relations are undated."""
    chance = random.Random(draw(st.integers(0, 10_000)))
    return [_blurred(record, chance) for record in draw(cities())]


def _blurred(record: Record, chance: random.Random) -> Record:
    if not isinstance(record, Relation) or record.target.kind == "contact":
        return record
    source, target = record.source, record.target
    named = chance.random() < 0.3
    if named and source.kind == "enterprise":
        source = by_name(source.name or "", target)
    elif named and source.kind == "person":
        source = local_person(source.name or "", target)
    return replace(record, source=source, valid_from=None if chance.random() < 0.2 else record.valid_from)
