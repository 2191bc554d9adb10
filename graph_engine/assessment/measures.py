"""What is suggested (措施建议): the office's gate for the target, the ladder of article 4 for serious records.

The ladder speaks to a party about its *own* record of serious dishonesty; it never follows from a lead.
"""

from __future__ import annotations

from graph_engine.answers.assessment import ClaimNote, GateNote, LadderStep, Measures
from graph_engine.assessment.contributions import Split
from graph_engine.assessment.grounds import Grounds
from graph_engine.assessment.notes import cited, words
from graph_engine.assessment.parties import Parties
from graph_engine.model.vocabulary import SUBJECT_ROLES
from graph_engine.policy.kinds import DISHONESTY
from graph_engine.policy.policy import Policy


def claim_note(policy: Policy, claim_id: str | None) -> ClaimNote | None:
    """The fixed wording of a claim level."""
    if claim_id is None:
        return None
    claim = policy.claim(claim_id)
    return ClaimNote(claim.id, claim.rank, words(claim.name), words(claim.wording), words(claim.does_not_allow))


def measures(grounds: Grounds, parties: Parties, found: Split) -> Measures:
    """The gate step by the hazards alone, and the ladder step of each party with serious records of its own."""
    policy = grounds.policy
    gate = policy.gate_step(found.hazards_by_claim())
    note = GateNote(gate.id, words(gate.name), words(gate.advice), words(policy.gate.note))
    persons = (parties.target, *(person for person in parties.persons if person not in parties.doubted))
    ladder = [step for person in persons if (step := _ladder_step(grounds, person)) is not None]
    return Measures(note, tuple(ladder))


def _ladder_step(grounds: Grounds, person: int) -> LadderStep | None:
    matters = {
        int(grounds.snapshot.event_matter[int(grounds.snapshot.subject_event[row])])
        for node in grounds.members.of(person)
        for row in grounds.subjects_by_node.of(node)
        if _is_serious_dishonesty(grounds, row)
    }
    step = grounds.policy.measure_for(len(matters))
    if step is None:
        return None
    return LadderStep(
        party=grounds.snapshot.public_id[person],
        party_name=grounds.snapshot.name[person],
        step=step.id,
        name=words(step.name),
        advice=words(step.advice),
        serious_records=len(matters),
        basis=tuple(cited(citation) for citation in (*step.basis, *step.threshold_basis)),
    )


def _is_serious_dishonesty(grounds: Grounds, row: int) -> bool:
    """Whether a row is a record of the party's own: not one that reaches it through another, nor one of a namesake."""
    effect = grounds.judgment.effect_of(row)
    return (
        effect.counts
        and SUBJECT_ROLES[int(grounds.snapshot.subject_role[row])] == "principal"
        and not grounds.subject_is_doubtful(row)
        and effect.severity_class == "serious"
        and effect.kind is not None
        and effect.kind.label == DISHONESTY
    )
