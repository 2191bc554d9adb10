"""Answers to be looked at: hand-written worlds, and the same with hostile text in every field."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

from graph_engine.answers.assessment import Assessment
from graph_engine.assessment.assess import no_data
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Office, Record
from tests.worlds import (
    address,
    assessed,
    by_name,
    company,
    described,
    event,
    grounds_of,
    holds,
    known_person,
    leads,
    project,
    takes_part,
    uses,
)

ROAD = project("7", "River Road, phase 3")
PARENT, WINNER = company("P", "Long Wind Holding"), company("W", "Long Wind Bridges")
SUPPLIER, GHOST = company("S", "Vale Sand"), company("G", "Grey Sea")
SISTER, BUREAU = company("X", "Long Wind Trading"), company("B", "Works Bureau")
BOSS = known_person("1", "Bo Wang")
PLACE = address("1 Quay Street")

COURT: dict[str, Any] = {"authority": "East Court", "decided_on": date(2026, 3, 18)}


def records() -> list[Record]:
    """Own records, records of parties, leads through a parent, a person, an office and an address."""
    return [
        *described(ROAD, PARENT, WINNER, SUPPLIER, SISTER, BUREAU, GHOST, BOSS),
        takes_part(WINNER, ROAD),
        takes_part(SUPPLIER, ROAD, "supplier"),
        takes_part(BUREAU, ROAD, "owner"),
        holds(PARENT, WINNER, 70),
        leads(BOSS, WINNER),
        leads(BOSS, SISTER),
        Office(source=BOSS, target=SISTER, role="manager", valid_from=date(2020, 1, 1)),
        holds(by_name("Grey Sea", SUPPLIER), SUPPLIER, None),
        *uses(SUPPLIER, PLACE),
        *uses(SISTER, PLACE),
        *event("E-1", PARENT, **COURT),
        *event("E-2", WINNER, authority="West Court", decided_on=date(2026, 2, 1)),
        *event("E-3", SISTER, **COURT),
        *event("E-4", SUPPLIER, **COURT),
        *event("E-5", SUPPLIER, **COURT),
        *event("E-6", GHOST, **COURT),
    ]


def answer_of(target: PartyRef = ROAD, *, printed: int = 500) -> Assessment:
    """The assessment of a project or an enterprise of that world."""
    return assessed(grounds_of(records()), target, printed=printed)


def clean_answer() -> Assessment:
    """A project with a party and no record anywhere, where events are known of others."""
    park = project("8", "Park")
    return assessed(grounds_of([*records(), *described(park), takes_part(BUREAU, park)]), park)


def answer_without_data() -> Assessment:
    """The answer about a code that no source knows."""
    return no_data(grounds_of(records()), "uscc:91440101MA5AAAAA1A")


def wide_answer(subjects: int) -> Assessment:
    """A project whose parties have so many matters between them."""
    parties = [company(f"C{number}", f"澄川市第{number}建设工程有限公司") for number in range(subjects)]
    said: list[Record] = [*described(ROAD, *parties)]
    for number, party in enumerate(parties):
        said += [takes_part(party, ROAD, "bidder"), *event(f"M{number}", party, **COURT)]
    return assessed(grounds_of(said), ROAD, printed=500)


_OF_THE_HOUSE = frozenset(("part", "claim", "direction", "label", "severity_class", "step"))
"""Fields whose values come from lists of our own, never from a file."""


def poisoned(value: Any, text: str) -> Any:
    """An answer with a text added to every field that a file could have filled; equal ids stay equal."""
    if isinstance(value, str):
        return value + text
    if isinstance(value, tuple):
        return tuple(poisoned(item, text) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            field.name: poisoned(getattr(value, field.name), text)
            for field in fields(value)
            if field.name not in _OF_THE_HOUSE
        }
        return replace(value, **changed)
    return value
