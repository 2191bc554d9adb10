"""Puts together what is known of one party, project or contact (主体档案): facts, own record, doubts; no score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np

from graph_engine.answers.party import Attribute, PartyName, PartyProfile, RelationGroup, RelationNote
from graph_engine.answers.writing import Micro
from graph_engine.assessment.assess import result_hash, withheld
from graph_engine.assessment.grounds import Grounds
from graph_engine.assessment.notes import FACT_DOUBTS, day_or_none, event_note, micro, place_of, words
from graph_engine.assessment.parties import Parties, record_rows
from graph_engine.assessment.unknowns import coverage, unknowns
from graph_engine.errors import PurposeError, RequestError
from graph_engine.model import schema
from graph_engine.model.parties import LOCAL_RANK, rank_of
from graph_engine.policy.citations import Text
from graph_engine.snapshot.snapshot import FACT_KINDS, MENTION_ONLY, NODE_KINDS, UNKNOWN_RATIO

LISTED = 20
"""Relations that a group shows, and events that a record shows; how many there are is always said."""

_PERSON = NODE_KINDS.index("person")
_MICRO_A_HUNDREDTH = 10_000


def profile(grounds: Grounds, node: int, *, known_at: datetime | None = None, listed: int = LISTED) -> PartyProfile:
    """The profile of a node; a branch keeps its own relations and names the head office that answers for it.

    Time: the relations and events of the node, and one pass over the other keys. Raises `PurposeError` for a natural
    person whom the purpose does not cover, `RequestError` if fewer than no relations are to be listed.
    """
    if listed < 0:
        raise RequestError(f"a profile lists no relations or some, not {listed}")
    snapshot = grounds.snapshot
    if int(snapshot.node_kind[node]) == _PERSON and not grounds.persons_allowed:
        raise PurposeError("the purpose of the question does not cover natural persons")
    groups, left_out = _relations(grounds, node, listed)
    rows = record_rows(grounds, node)
    alone = Parties(node, (), (), frozenset())
    head = grounds.legal_person(node)
    answer = PartyProfile(
        id=snapshot.public_id[node],
        kind=NODE_KINDS[int(snapshot.node_kind[node])],
        name=snapshot.name[node],
        keys=tuple(_other_keys(grounds, node)),
        as_of=snapshot.as_of,
        known_at=known_at,
        policy=grounds.policy.hash,
        snapshot=snapshot.id,
        result="",
        answered_on=grounds.answered_on,
        mention_only=bool(int(snapshot.node_flags[node]) & MENTION_ONLY),
        legal_person=None if head == node else party_name(grounds, head),
        attributes=tuple(_attributes(grounds, node)),
        relations=groups,
        limits=words(grounds.policy.claim("lead_relation").does_not_allow),
        record=tuple(event_note(grounds, row) for row in rows[:listed]),
        record_count=len(rows),
        persons_left_out=left_out,
        unknowns=unknowns(grounds, alone, set()),
        coverage=coverage(grounds, alone),
        withheld=withheld(grounds, alone),
    )
    return replace(answer, result=result_hash(answer))


def party_name(grounds: Grounds, node: int) -> PartyName:
    """A node by id, kind and name."""
    snapshot = grounds.snapshot
    return PartyName(snapshot.public_id[node], NODE_KINDS[int(snapshot.node_kind[node])], snapshot.name[node])


def _other_keys(grounds: Grounds, node: int) -> Iterator[str]:
    """Numbers of registers and codes; names under which lists mention the party are no keys of it."""
    snapshot = grounds.snapshot
    for at in np.flatnonzero(snapshot.redirect_node == node).tolist():
        key = snapshot.redirect_key[at]
        if rank_of(key) < LOCAL_RANK:
            yield key


def _attributes(grounds: Grounds, node: int) -> Iterator[Attribute]:
    kind = NODE_KINDS[int(grounds.snapshot.node_kind[node])]
    said = grounds.snapshot.node_attributes(node)
    for prop in schema.own_properties(kind):
        if said.get(prop.name) is not None:
            yield Attribute(prop.name, words(Text(prop.zh, prop.en)), tuple(_printed(prop, said[prop.name])))


def _printed(prop: schema.Property, value: Any) -> Iterator[str]:
    if prop.type is schema.Type.LIST:
        yield from value
    elif prop.name == "amount":
        yield f"{value // 100}.{value % 100:02d}"
    elif prop.type is schema.Type.BOOLEAN:
        yield "true" if value else "false"
    else:
        yield str(value)


def _relations(grounds: Grounds, node: int, listed: int) -> tuple[tuple[RelationGroup, ...], int]:
    """(groups by kind, holders before holdings; how many relations with persons the purpose leaves out)."""
    snapshot = grounds.snapshot
    ways = (
        ("in", grounds.facts_by_target, snapshot.fact_source),
        ("out", grounds.facts_by_source, snapshot.fact_target),
    )
    found: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    left_out = 0
    for direction, rows, ends in ways:
        for fact in rows.of(node):
            other = int(ends[fact])
            if int(snapshot.node_kind[other]) == _PERSON and not grounds.persons_allowed:
                left_out += 1
            else:
                found[(int(snapshot.fact_kind[fact]), direction)].append((fact, other))
    groups = []
    for (kind, direction), facts in sorted(found.items()):
        relation = schema.RELATION_KINDS[FACT_KINDS[kind]]
        notes = (_note(grounds, fact, other) for fact, other in facts)
        largest_first = sorted(notes, key=lambda note: (-(note.ratio or 0), note.other.id, note.role))
        name = words(Text(relation.zh, relation.en))
        groups.append(RelationGroup(relation.name, name, direction, len(facts), tuple(largest_first[:listed])))
    return tuple(groups), left_out


def _note(grounds: Grounds, fact: int, other: int) -> RelationNote:
    snapshot = grounds.snapshot
    point, low, high = _ratio(grounds, fact)
    amount = int(snapshot.fact_amount[fact])
    flags = int(snapshot.fact_flags[fact])
    return RelationNote(
        other=party_name(grounds, other),
        role=snapshot.role_name[int(snapshot.fact_role[fact])],
        ratio=point,
        ratio_low=low,
        ratio_high=high,
        amount=None if amount < 0 else Micro(amount * _MICRO_A_HUNDREDTH),
        currency=None if amount < 0 else snapshot.role_name[int(snapshot.fact_currency[fact])] or None,
        valid_from=day_or_none(int(snapshot.fact_from[fact])),
        valid_to=day_or_none(int(snapshot.fact_to[fact])),
        doubts=tuple(name for flag, name in FACT_DOUBTS if flags & flag),
        provenance=tuple(place_of(place) for place in snapshot.fact_provenance(fact)),
    )


def _ratio(grounds: Grounds, fact: int) -> tuple[Micro | None, Micro | None, Micro | None]:
    """(point, lower end, upper end): of a holding as assessments use it, of others as the source states it."""
    holding = int(grounds.conduction.holding[fact])
    repaired, snapshot = grounds.conduction.repaired, grounds.snapshot
    if holding >= 0:
        columns, row = (repaired.point, repaired.low, repaired.high), holding
    else:
        columns, row = (snapshot.fact_point, snapshot.fact_low, snapshot.fact_high), fact
    point, low, high = (None if int(column[row]) == UNKNOWN_RATIO else micro(int(column[row])) for column in columns)
    return point, low, high
