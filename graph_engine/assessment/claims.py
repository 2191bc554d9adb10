"""How much may be said (结论层级): the claim level of each contribution, by rule.

A record is a record only where its subject is known by more than a name. A lead is one through control only if every
step between the parties is a holding above one half by its lower bound, or declared control (公司法 art. 265).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from graph_engine.analysis.conduction import Arc
from graph_engine.assessment.grounds import TAKES_PART, Grounds
from graph_engine.kernels.tables import PPB
from graph_engine.snapshot.snapshot import END_DISPUTED, FACT_KINDS, JOINED_BY_NAME, UNITED_BY_NAME

_CONTROLS = FACT_KINDS.index("controls")
_HALF = PPB // 2
_DOUBTFUL = JOINED_BY_NAME | END_DISPUTED

RECORD_CLAIMS = {"own": "own_record", "parties": "party_record"}


def claim_of(grounds: Grounds, part: str, subject_rows: Sequence[int], path: Sequence[int]) -> str:
    """The claim level of one contribution.

    `subject_rows` are the rows by which the matter names the party that set the part (own, parties) or the path's
    beginning (linked); `path` goes from there to the target, both named.
    """
    if rests_on_doubt(grounds, subject_rows, path):
        return "lead_doubt"
    if part in RECORD_CLAIMS:
        return RECORD_CLAIMS[part]
    steps = [grounds.conduction.arcs_between(tail, head) for tail, head in pairwise(path)]
    return "lead_control" if all(_is_control(grounds, arcs) for arcs in steps) else "lead_relation"


def rests_on_doubt(grounds: Grounds, subject_rows: Sequence[int], path: Sequence[int]) -> bool:
    """Whether a step holds only if two names mean one party, or if a source that says it has ended is wrong."""
    snapshot = grounds.snapshot
    if all(int(snapshot.subject_flags[row]) & JOINED_BY_NAME for row in subject_rows):
        return True
    if any(int(snapshot.node_flags[node]) & UNITED_BY_NAME for node in path[:-1]):
        return True
    steps = (grounds.conduction.arcs_between(tail, head) for tail, head in pairwise(path))
    return any(bool(arcs) and all(int(snapshot.fact_flags[arc.fact]) & _DOUBTFUL for arc in arcs) for arcs in steps)


def _is_control(grounds: Grounds, arcs: Sequence[Arc]) -> bool:
    """Whether one fact of a step is control; a party's taking part in the project is no step between parties."""
    return any(_fact_is_control(grounds, arc.fact) for arc in arcs)


def _fact_is_control(grounds: Grounds, fact: int) -> bool:
    kind = int(grounds.snapshot.fact_kind[fact])
    if kind in (_CONTROLS, TAKES_PART):
        return True
    holding = int(grounds.conduction.holding[fact])
    return holding >= 0 and int(grounds.conduction.repaired.low[holding]) > _HALF
