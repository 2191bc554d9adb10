"""What is not known and bears on an answer (未知事项), and which sources cover the parties (数据覆盖)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from graph_engine.analysis.ratios import RatioFlag
from graph_engine.answers.assessment import Coverage, SourceNote, Unknown
from graph_engine.assessment.grounds import Grounds
from graph_engine.assessment.parties import Parties
from graph_engine.model.parties import PERSON_SCHEMES, scheme_of
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
_OVER_100 = "ratios_over_100"
_FACT_FLAGS = (
    (UNDATED, "relation_undated"),
    (CONFLICT, "ratio_conflict"),
    (END_DISPUTED, "end_disputed"),
    (JOINED_BY_NAME, "joined_by_name"),
)

Entry = tuple[str, str, str]


def unknowns(grounds: Grounds, parties: Parties, reached: set[int]) -> tuple[Unknown, ...]:
    """Everything unknown about the target, its parties and the nodes on paths, those of the upper value included;
    sorted, each with its count."""
    persons = {parties.target, *parties.persons, *reached}
    scope = {node for person in persons for node in grounds.with_branches(person)}
    counted: Counter[Entry] = Counter()
    for node in sorted(scope):
        counted.update(_of_node(grounds, node))
        for fact in (*grounds.facts_by_target.of(node), *grounds.facts_by_source.of(node)):
            counted.update(_of_fact(grounds, fact, node))
        for row in grounds.subjects_by_node.of(node):
            counted.update(_of_event(grounds, row, node))
    doubts = {doubt for node in scope for doubt in grounds.doubts_by_node.get(node, ())}
    counted.update(
        (f"identity_{doubt.reason}", _told(grounds, doubt.key), _told(grounds, *doubt.candidates)) for doubt in doubts
    )
    for node in scope & grounds.outcome_doubts_by_node.keys():
        # Of whom else it may speak, and under which number, is told to nobody but in its own file.
        counted.update(
            (reason, grounds.snapshot.public_id[node], "") for reason in grounds.outcome_doubts_by_node[node]
        )
    return tuple(Unknown(*entry, count) for entry, count in sorted(counted.items()))


def _told(grounds: Grounds, *keys: str) -> str:
    """Keys as an answer tells them: what is doubtful counts for every purpose, whose it is does not."""
    return " ".join(key for key in keys if grounds.persons_allowed or scheme_of(key) not in PERSON_SCHEMES)


def _of_node(grounds: Grounds, node: int) -> dict[Entry, int]:
    snapshot = grounds.snapshot
    public = snapshot.public_id[node]
    flags = int(snapshot.node_flags[node])
    repaired = grounds.conduction.repaired.flags
    found: dict[Entry, int] = {(kind, public, ""): 1 for flag, kind in _NODE_FLAGS if flags & flag}
    holdings = (int(grounds.conduction.holding[fact]) for fact in grounds.facts_by_target.of(node))
    if any(holding >= 0 and int(repaired[holding]) & RatioFlag.OVER_100 for holding in holdings):
        found[(_OVER_100, public, "")] = 1
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
    holder = _told(grounds, snapshot.public_id[int(snapshot.fact_source[fact])])
    for ratio_flag, kind in _RATIO_FLAGS:
        if own & ratio_flag:
            yield kind, public, holder


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


def coverage(grounds: Grounds, parties: Parties) -> Coverage:
    """The sources that know the target or a party, and the kinds of statement that no source at all covers."""
    found: dict[str, SourceNote] = {}
    nodes = [node for person in (parties.target, *parties.persons) for node in grounds.with_branches(person)]
    for node in nodes:
        for source in grounds.snapshot.sources_of(node):
            found[source["source"]] = SourceNote(source["source"], tuple(source["covers"]), source["until"])
    # A clean party stands on no list: what is not covered is what no source in the store speaks of.
    covered = {kind for text in grounds.snapshot.coverage for kind in json.loads(text)["covers"]}
    return Coverage(
        known=True,
        sources=tuple(found[name] for name in sorted(found)),
        not_covered=tuple(kind for kind in COVERED_KINDS if kind not in covered),
    )
