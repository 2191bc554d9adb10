"""What the policy says of every event of a snapshot (逐案效力): which count, how strongly, and why the others do not.

An event is judged once as it bears on organisations and once as it bears on natural persons, because the purpose
of asking may leave persons' records out. Cost: a few microseconds an event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from graph_engine.analysis.sources import Sources, build_sources
from graph_engine.analysis.strengths import NEVER, amplitude_cost, subject_cost
from graph_engine.kernels.tables import STEPS
from graph_engine.model.vocabulary import SUBJECT_ROLES
from graph_engine.policy.effect import Effect, effect_of
from graph_engine.policy.facts import EventFacts
from graph_engine.policy.policy import Policy
from graph_engine.snapshot.snapshot import NODE_KINDS, Snapshot

_PERSON = NODE_KINDS.index("person")


@dataclass(frozen=True, slots=True, eq=False)
class Judgment:
    """Effects and amplitudes of the subjects of a snapshot, by its subject rows.

    effect   for each subject row, the position in `effects`
    cost     int32[s] cost of amplitude · role in the point value, `NEVER` where it counts 0
    upper    int32[s] the same in the upper value, where undated events count at age 0
    """

    effects: tuple[Effect, ...]
    effect: NDArray[np.int32]
    cost: NDArray[np.int32]
    upper: NDArray[np.int32]

    def effect_of(self, subject: int) -> Effect:
        """The effect of the event of one subject row for that subject."""
        return self.effects[int(self.effect[subject])]


def judge(snapshot: Snapshot, policy: Policy, *, today: date, persons_allowed: bool) -> Judgment:
    """Judges every event for every subject that it names, as of the snapshot's date, answered `today`."""
    is_person = snapshot.node_kind[snapshot.subject_node] == _PERSON
    effects: list[Effect] = []
    at: dict[tuple[int, bool], int] = {}
    rows = len(snapshot.subject_event)
    effect = np.zeros(rows, dtype=np.int32)
    cost = np.full(rows, NEVER, dtype=np.int32)
    upper = np.full(rows, NEVER, dtype=np.int32)
    events = zip(snapshot.subject_event.tolist(), is_person.tolist(), snapshot.subject_role.tolist(), strict=True)
    for row, (event, person, role) in enumerate(events):
        found = at.get((event, person))
        if found is None:
            facts = EventFacts.of(snapshot.event(event), subject_is_person=person)
            found = at[(event, person)] = len(effects)
            effects.append(effect_of(policy, facts, as_of=snapshot.as_of, today=today, persons_allowed=persons_allowed))
        effect[row] = found
        point, high = _costs(effects[found], SUBJECT_ROLES[role], policy)
        if point is not None:
            cost[row] = point
        if high is not None:
            upper[row] = high
    return Judgment(tuple(effects), effect, cost, upper)


def _costs(effect: Effect, role: str, policy: Policy) -> tuple[int | None, int | None]:
    """(cost in the point value, cost in the upper value) of one subject."""
    if effect.kind is None or not (effect.counts or effect.undated):
        return None, None
    limit = policy.propagation.amplitude_halvings * STEPS
    amplitude = amplitude_cost(
        severity_ppm=effect.severity_ppm,
        age_days=effect.age_days or 0,
        half_life_days=effect.half_life_days,
        limit=limit,
    )
    cost = subject_cost(amplitude, effect.kind.role_ppm(role), limit=limit)
    return (cost if effect.counts else None), cost


def sources_of(snapshot: Snapshot, cost: NDArray[np.int32], p: int) -> Sources:
    """The sources of risk: events that count, by matter and by the legal person that answers for each subject."""
    live = np.flatnonzero(cost < NEVER)
    matter = snapshot.event_matter[snapshot.subject_event[live]].astype(np.int64)
    subject = snapshot.legal_person[snapshot.subject_node[live]]
    return build_sources(snapshot.size, matter, subject, cost[live], p=p)
