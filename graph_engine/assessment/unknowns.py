"""What is not known and bears on an answer (未知事项), and which sources cover the parties (数据覆盖)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from graph_engine.analysis.ratios import RatioFlag
from graph_engine.answers.assessment import Coverage, SourceNote, Unknown
from graph_engine.assessment.contributions import Split
from graph_engine.assessment.grounds import Grounds
from graph_engine.assessment.parties import Parties
from graph_engine.snapshot.snapshot import (
    CODE_REFUSED,
    CONFLICT,
    END_DISPUTED,
    INNER_CHECK_FAILED,
    JOINED_BY_NAME,
    UNDATED,
    UNITED_BY_NAME,
)

COVERED_KINDS = ("holds_shares_in", "legal_representative_of", "holds_office_in", "risk_event")
"""What an answer about a party should rest on; what no source of the parties covers is said."""

_NODE_FLAGS = (
    (CODE_REFUSED, "code_refused"),
    (INNER_CHECK_FAILED, "inner_check_failed"),
    (UNITED_BY_NAME, "posts_joined_by_name"),
)
_RATIO_FLAGS = ((RatioFlag.RATIO_MISSING, "ratio_missing"), (RatioFlag.BAND, "ratio_band"))
_COMPANY_FLAGS = ((RatioFlag.OVER_100, "ratios_over_100"),)
_FACT_FLAGS = (
    (UNDATED, "relation_undated"),
    (CONFLICT, "ratio_conflict"),
    (END_DISPUTED, "end_disputed"),
    (JOINED_BY_NAME, "joined_by_name"),
)

Entry = tuple[str, str, str]


def unknowns(grounds: Grounds, parties: Parties, found: Split) -> tuple[Unknown, ...]:
    """Everything unknown about the target, its parties and the nodes on the paths; sorted, each with its count."""
    scope = _scope(grounds, parties, found)
    counted: Counter[Entry] = Counter()
    for node in sorted(scope):
        counted.update(_of_node(grounds, node))
        for fact in (*grounds.facts_by_target.of(node), *grounds.facts_by_source.of(node)):
            counted.update(_of_fact(grounds, fact, node))
        for row in grounds.subjects_by_node.of(node):
            counted.update(_of_event(grounds, row, node))
    counted.update(_doubts(grounds, scope))
    return tuple(Unknown(*entry, count) for entry, count in sorted(counted.items()))


def _scope(grounds: Grounds, parties: Parties, found: Split) -> set[int]:
    persons = {parties.target, *parties.persons}
    for share in found.shares:
        persons.update(share.line.path)
    return {node for person in persons for node in grounds.members.of(person)}


def _of_node(grounds: Grounds, node: int) -> dict[Entry, int]:
    snapshot = grounds.snapshot
    public = snapshot.public_id[node]
    flags = int(snapshot.node_flags[node])
    found: dict[Entry, int] = {(kind, public, ""): 1 for flag, kind in _NODE_FLAGS if flags & flag}
    refused = snapshot.refused(node)
    if refused:
        found[("rows_refused", public, "")] = refused
    return found


def _of_fact(grounds: Grounds, fact: int, node: int) -> Iterable[Entry]:
    """What is doubtful of a fact at a node; ratios only from the company's side, so that each is said once."""
    snapshot = grounds.snapshot
    public = snapshot.public_id[node]
    flags = int(snapshot.fact_flags[fact])
    for flag, kind in _FACT_FLAGS:
        if flags & flag:
            yield kind, public, ""
    holding = int(grounds.conduction.holding[fact])
    if holding < 0 or int(snapshot.fact_target[fact]) != node:
        return
    own = int(grounds.conduction.repaired.flags[holding])
    holder = snapshot.public_id[int(snapshot.fact_source[fact])]
    for ratio_flag, kind in _RATIO_FLAGS:
        if own & ratio_flag:
            yield kind, public, holder
    for ratio_flag, kind in _COMPANY_FLAGS:
        if own & ratio_flag:
            yield kind, public, ""


def _of_event(grounds: Grounds, row: int, node: int) -> Iterable[Entry]:
    effect = grounds.judgment.effect_of(row)
    public = grounds.snapshot.public_id[node]
    if effect.undated:
        yield "event_undated", public, grounds.snapshot.event_key[int(grounds.snapshot.subject_event[row])]
    if effect.kind is None and effect.listed:
        yield (
            "event_unclassified",
            public,
            grounds.snapshot.event_key[int(grounds.snapshot.subject_event[row])],
        )


def _doubts(grounds: Grounds, scope: set[int]) -> Iterable[Entry]:
    """Identity doubts that touch the scope: parties that may be one with a party of the answer, and were not joined."""
    keys = {grounds.snapshot.public_id[node] for node in scope}
    for text in grounds.snapshot.doubts:
        doubt = json.loads(text)
        if doubt["key"] in keys or keys.intersection(doubt["candidates"]):
            yield "identity_" + doubt["reason"], doubt["key"], " ".join(doubt["candidates"])


def coverage(grounds: Grounds, parties: Parties) -> Coverage:
    """The sources that know the target or a party, and the kinds of statement that none of them covers."""
    found: dict[str, SourceNote] = {}
    for node in (parties.target, *(party.node for party in parties.parties)):
        for source in grounds.snapshot.sources_of(node):
            found[source["source"]] = SourceNote(source["source"], tuple(source["covers"]), source["until"])
    covered = {kind for source in found.values() for kind in source.covers}
    return Coverage(
        known=True,
        sources=tuple(found[name] for name in sorted(found)),
        not_covered=tuple(kind for kind in COVERED_KINDS if kind not in covered),
    )
