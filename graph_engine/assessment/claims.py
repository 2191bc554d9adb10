"""How much may be said (结论层级): the claim level of each contribution, by rule.

A record is a record only where its subject is known by more than a name. A lead is one through control only if every
step between the parties is a holding above one half by its lower bound, or declared control (公司法 art. 265).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from graph_engine.analysis.conduction import Arc
from graph_engine.assessment.grounds import TAKES_PART, Grounds
from graph_engine.assessment.parties import Parties
from graph_engine.kernels.tables import PPB
from graph_engine.snapshot.snapshot import FACT_KINDS

_CONTROLS = FACT_KINDS.index("controls")
_HALF = PPB // 2

RECORD_CLAIMS = {"own": "own_record", "parties": "party_record"}


def record_claim(grounds: Grounds, parties: Parties, part: str, member: int, subject_rows: Sequence[int]) -> str:
    """The claim level of a record of the target (own) or of a party; `subject_rows` name it in the matter."""
    doubted = part == "parties" and member in parties.doubted
    if doubted or all(grounds.subject_is_doubtful(row) for row in subject_rows):
        return "lead_doubt"
    return RECORD_CLAIMS[part]


def lead_claim(grounds: Grounds, subject_rows: Sequence[int], path: Sequence[int]) -> str:
    """The claim level of a lead along a path from the subject, which `subject_rows` name, to the target."""
    steps = [grounds.conduction.arcs_between(tail, head) for tail, head in pairwise(path)]
    if (
        all(grounds.subject_is_doubtful(row) for row in subject_rows)
        or any(grounds.is_united_by_name(node) for node in path)
        or any(all(grounds.fact_is_doubtful(arc.fact) for arc in arcs) for arcs in steps)
    ):
        return "lead_doubt"
    return "lead_control" if all(_is_control(grounds, arcs) for arcs in steps) else "lead_relation"


def _is_control(grounds: Grounds, arcs: Sequence[Arc]) -> bool:
    """Whether one fact of a step that is beyond doubt is control; a party's taking part in the project is no step
    between parties."""
    return any(_fact_is_control(grounds, arc.fact) for arc in arcs)


def _fact_is_control(grounds: Grounds, fact: int) -> bool:
    kind = int(grounds.snapshot.fact_kind[fact])
    if kind in (_CONTROLS, TAKES_PART):
        return not grounds.fact_is_doubtful(fact)
    holding = int(grounds.conduction.holding[fact])
    above = holding >= 0 and int(grounds.conduction.repaired.low[holding]) > _HALF
    return above and not grounds.fact_is_doubtful(fact)
