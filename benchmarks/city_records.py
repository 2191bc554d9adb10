"""The synthetic city as records, staged as if a register, an office's list and a court's list had been read.

Parties stand as loaders leave them: an enterprise by its credit code, or in every third row by its name within
the register, which another key of the enterprise resolves; a person by a keyed hash, or by name within the one
enterprise that it is tied to. Resolved, the graph is the city's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks import city_names
from benchmarks.city_arrays import AS_OF, CATEGORIES, KINDS, ROLES, UNKNOWN, City
from graph_engine.model.days import date_of
from graph_engine.model.documents import SourceDocument
from graph_engine.model.parties import NAME_SCHEME, PERSON_LOCAL_SCHEME, PERSON_SCHEME, PartyRef
from graph_engine.model.records import (
    ConcertParty,
    DeclaredControl,
    Enterprise,
    Guarantee,
    LegalRepresentation,
    Nominee,
    Office,
    Participation,
    Project,
    Record,
    Relation,
    RiskEvent,
    Shareholding,
    SubjectOf,
)
from graph_engine.store.base import LoadRequest
from graph_engine.store.stage import Stage

SOURCE: Final = "benchmark"
_SCOPE: Final = f"register:{SOURCE}"
_CLASSES: Final[dict[str, type[Relation]]] = {
    "legal_representative_of": LegalRepresentation,
    "holds_office_in": Office,
    "guarantees": Guarantee,
    "controls": DeclaredControl,
    "acts_in_concert_with": ConcertParty,
    "nominee_for": Nominee,
    "takes_part_in": Participation,
}
_NAMED_IN: Final = ("holds_shares_in", "holds_office_in")
_NO_TIE: Final = -1
_SEVERAL: Final = -2


def stage_city(city: City, stage: Stage) -> LoadRequest:
    """Fills and seals a stage with the whole city; returns the request to apply it with."""
    parties = _Parties(city)
    parts = (_enterprises(parties), _projects(city), _relations(city, parties), _events(city, parties))
    for document, records in enumerate(parts):
        key = f"document:{SOURCE}:{document:064x}"
        rows = 0
        for line, record in enumerate(records, 2):
            stage.add(record, key, line, f"{line:032x}")
            rows += 1
        stage.add_document(_document(key, document, rows))
    stage.seal()
    return LoadRequest("registry", SOURCE, False, datetime(2026, 11, 1, tzinfo=UTC), {})


def _document(key: str, number: int, rows: int) -> SourceDocument:
    return SourceDocument(
        key=key,
        source=SOURCE,
        loader="registry",
        name=f"{number}.csv",
        sheet="",
        sha256=f"{number:064x}",
        size=rows * 100,
        rows=rows,
        understood=rows,
        ignored=0,
        refused=0,
        covers=("enterprise", "holds_shares_in"),
        covered_until=AS_OF,
    )


# ---------------------------------------------------------------------- parties


def enterprise(city: City, number: int) -> PartyRef:
    """An enterprise by its credit code."""
    name = city_names.enterprise_name(number, state_holder=bool(city.state_holder[number]))
    return PartyRef("enterprise", f"uscc:{city_names.credit_code(number)}", name)


def _named(party: PartyRef) -> PartyRef:
    """The same enterprise by its name within the register."""
    return PartyRef("enterprise", f"{NAME_SCHEME}:{party.name}@{_SCOPE}", party.name, scope=_SCOPE)


def ties(city: City) -> NDArray[np.int64]:
    """The enterprise that each person is tied to, if it is only one and nothing else names the person."""
    relations, first, last = city.relations, city.enterprises, city.enterprises + city.persons
    tie = np.full(city.persons, _NO_TIE)
    for one, other in ((relations.source, relations.target), (relations.target, relations.source)):
        rows = np.flatnonzero((one >= first) & (one < last))
        person, with_whom = one[rows].astype(np.int64) - first, other[rows].astype(np.int64)
        with_whom[with_whom >= first] = _SEVERAL
        fresh = tie[person] == _NO_TIE
        tie[person[fresh]] = with_whom[fresh]
        tie[person[tie[person] != with_whom]] = _SEVERAL
    subject = city.events.subject[city.events.subject >= first].astype(np.int64) - first
    tie[subject] = _SEVERAL
    return tie


class _Parties:
    """The parties of a city by number; enterprises are made once, for each stands in many rows."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.tie = ties(city)
        self.enterprises = [enterprise(city, number) for number in range(city.enterprises)]

    def of(self, number: int) -> PartyRef:
        city = self.city
        if number < city.enterprises:
            return self.enterprises[number]
        if number < city.enterprises + city.persons:
            return self._person(number - city.enterprises)
        return project(number - city.enterprises - city.persons)

    def _person(self, person: int) -> PartyRef:
        name = city_names.person_name(person)
        tie = int(self.tie[person])
        if tie < 0 or person % 2:
            return PartyRef("person", f"{PERSON_SCHEME}:{city_names.keyed(person)}", name)
        scope = self.enterprises[tie].key
        return PartyRef("person", f"{PERSON_LOCAL_SCHEME}:{city_names.keyed(person)}@{scope}", name, scope=scope)


def project(number: int) -> PartyRef:
    """A project by its number in the office's list."""
    return PartyRef("project", f"project:{SOURCE}:2026-{number:06d}", f"澄川市第{number}号建设项目")


# ---------------------------------------------------------------------- records


def _enterprises(parties: _Parties) -> Iterator[Record]:
    for number, party in enumerate(parties.enterprises):
        yield Enterprise(
            party=PartyRef(party.kind, party.key, party.name, aliases=(_named(party).key,)),
            name=party.name or "",
            status="active",
            status_text="存续（在营、开业、在册）",
            type_text="有限责任公司（自然人投资或控股）",
            industry=city_names.industry(number),
            address=city_names.address(number),
            established_on=city_names.established(number),
            amount=100_000_000 + number,
            currency="CNY",
        )


def _projects(city: City) -> Iterator[Record]:
    for number in range(city.projects):
        party = project(number)
        yield Project(
            party=party,
            name=party.name or "",
            scenario="major_project",
            number=f"2026-{number:06d}",
            decision_on=date(2026, 10, 1),
            amount=5_000_000_000,
            currency="CNY",
        )


def _relations(city: City, parties: _Parties) -> Iterator[Record]:
    rows = city.relations
    columns = (rows.kind, rows.role, rows.source, rows.target, rows.ratio, rows.since)
    for kind_at, role_at, source, target, ratio, since in zip(*(column.tolist() for column in columns), strict=True):
        kind, role = KINDS[kind_at], ROLES[role_at]
        company = parties.of(target)
        if kind in _NAMED_IN and target % 3 == 0:
            company = _named(company)
        values: dict[str, Any] = {
            "source": parties.of(source),
            "target": company,
            "role": role,
            "valid_from": None if since == UNKNOWN else date_of(since),
        }
        if kind == "holds_shares_in":
            known = None if ratio == UNKNOWN else ratio
            yield Shareholding(**values, ratio_ppb=known, ratio_low_ppb=known, ratio_high_ppb=known)
        else:
            yield _CLASSES[kind](**values)


def _events(city: City, parties: _Parties) -> Iterator[Record]:
    rows = city.events
    nodes = [PartyRef("risk_event", f"event:{SOURCE}:{number:032x}") for number in range(rows.category.size)]
    columns = (rows.category.tolist(), rows.matter.tolist(), rows.day.tolist(), rows.repaired.tolist())
    for number, (category, matter, day, repaired) in enumerate(zip(*columns, strict=True)):
        values = event_values(category, matter, day)
        if repaired:
            values |= {"status": "repaired", "status_on": AS_OF}
        yield RiskEvent(party=nodes[number], **values)
    subjects = (rows.event.tolist(), rows.subject.tolist(), rows.derived.tolist())
    for event, subject, derived in zip(*subjects, strict=True):
        role = "derived" if derived else "principal"
        yield SubjectOf(source=parties.of(subject), target=nodes[event], role=role)


def event_values(category: int, matter: int, day: int) -> dict[str, Any]:
    """What an event of the city says, by the names of `RiskEvent`."""
    values: dict[str, Any] = {
        "category": CATEGORIES[category],
        "matter": f"case:(2026)粤9902执{matter}号",
        "document_number": f"（2026）粤9902执{matter}号",
        "authority": "澄川市澄东区人民法院",
        "decided_on": date_of(day),
    }
    if CATEGORIES[category] == "administrative_penalty":
        values |= {
            "matter": f"decision:澄市监罚(2026){matter}号",
            "authority": "澄川市市场监督管理局",
            "penalty_types": ("fine",),
            "severity_class": "general",
            "text": "经营不符合强制性标准的产品",
        }
    return values
