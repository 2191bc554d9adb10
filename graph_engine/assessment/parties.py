"""Who takes part in a project (参与方); for an enterprise as target there are none beside itself."""

from __future__ import annotations

from dataclasses import dataclass

from graph_engine.answers.assessment import PartyNote
from graph_engine.assessment.grounds import Grounds
from graph_engine.assessment.notes import event_note
from graph_engine.snapshot.snapshot import JOINED_BY_NAME

SELF = "self"
"""The role of the one who is assessed; a party that a project is to attract has the role `target`."""


@dataclass(frozen=True, slots=True)
class Party:
    """A party's part in a project: the node as named, the legal person that answers for it, its role."""

    fact: int
    node: int
    person: int
    role: str
    joined_by_name: bool


@dataclass(frozen=True, slots=True)
class Parties:
    """The target and the parties of a project, in the order of facts."""

    target: int
    parties: tuple[Party, ...]
    persons: tuple[int, ...]
    """The legal persons among the parties, each once, rising."""
    doubted: frozenset[int]
    """Those of them that take part only if two names mean one party, or if a source is wrong."""


def parties_of(grounds: Grounds, target: int) -> Parties:
    """The parties of a project; a target that is no project has none."""
    snapshot = grounds.snapshot
    found = tuple(
        Party(
            fact,
            int(snapshot.fact_source[fact]),
            grounds.legal_person(int(snapshot.fact_source[fact])),
            snapshot.role_name[int(snapshot.fact_role[fact])],
            bool(int(snapshot.fact_flags[fact]) & JOINED_BY_NAME),
        )
        for fact in grounds.participations(target)
    )
    certain = {party.person for party in found if not grounds.fact_is_doubtful(party.fact)}
    persons = {party.person for party in found}
    return Parties(target, found, tuple(sorted(persons)), frozenset(persons - certain))


def record_rows(grounds: Grounds, person: int) -> list[int]:
    """The subject rows of a legal person's own record that may be listed, branches included, strongest first."""
    rows = [
        row
        for node in grounds.with_branches(person)
        for row in grounds.subjects_by_node.of(node)
        if grounds.judgment.effect_of(row).listed or grounds.judgment.effect_of(row).counts
    ]
    return sorted(rows, key=lambda row: (int(grounds.judgment.cost[row]), row))


def party_notes(grounds: Grounds, parties: Parties) -> tuple[PartyNote, ...]:
    """The target first, then the parties, each with its own record."""
    snapshot = grounds.snapshot
    target = PartyNote(
        snapshot.public_id[parties.target],
        snapshot.name[parties.target],
        SELF,
        False,
        tuple(event_note(grounds, row) for row in record_rows(grounds, parties.target)),
    )
    return (
        target,
        *(
            PartyNote(
                snapshot.public_id[party.node],
                snapshot.name[party.node],
                party.role,
                party.joined_by_name,
                tuple(event_note(grounds, row) for row in record_rows(grounds, party.person)),
            )
            for party in parties.parties
        ),
    )
