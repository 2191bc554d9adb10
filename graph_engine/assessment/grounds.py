"""What assessments of one snapshot rest on: the snapshot, what conducts in it, and which events count.

Made once for a snapshot, a policy, a day of asking and a purpose, and shared by every assessment under them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph_engine.analysis.conduction import Conduction, conduct
from graph_engine.analysis.judgment import Judgment, judge, sources_of
from graph_engine.analysis.sources import Sources
from graph_engine.analysis.strengths import NEVER
from graph_engine.policy.policy import Policy
from graph_engine.snapshot.outcomes import OUTCOME_DOUBTS
from graph_engine.snapshot.snapshot import (
    END_DISPUTED,
    FACT_KINDS,
    JOINED_BY_NAME,
    NODE_KINDS,
    UNITED_BY_NAME,
    Snapshot,
)

TAKES_PART = FACT_KINDS.index("takes_part_in")
_PERSON = NODE_KINDS.index("person")
_BRANCH_OF = FACT_KINDS.index("branch_of")
_DOUBTFUL = JOINED_BY_NAME | END_DISPUTED


@dataclass(frozen=True, slots=True)
class IdentityDoubt:
    """A key or name that could have meant one of several parties, and was therefore joined to none (身份疑点)."""

    key: str
    reason: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Row numbers grouped by an owner: those of owner i are `row[start[i]:start[i + 1]]`, rising."""

    start: NDArray[np.int64]
    row: NDArray[np.int64]

    @classmethod
    def by(cls, owner: NDArray[np.unsignedinteger], owners: int) -> Rows:
        """Groups row numbers by the owner of each row."""
        order = np.argsort(owner, kind="stable").astype(np.int64)
        counts = np.bincount(owner, minlength=owners) if len(owner) else np.zeros(owners, dtype=np.int64)
        return cls(np.append(0, np.cumsum(counts)).astype(np.int64), order)

    def of(self, owner: int) -> list[int]:
        """The rows of one owner."""
        found: list[int] = self.row[int(self.start[owner]) : int(self.start[owner + 1])].tolist()
        return found


@dataclass(frozen=True, eq=False)
class Grounds:
    """A snapshot with all that is derived from it once. `answered_on` is the law's clock."""

    snapshot: Snapshot
    policy: Policy
    answered_on: date
    persons_allowed: bool
    conduction: Conduction
    judgment: Judgment

    @classmethod
    def of(cls, snapshot: Snapshot, policy: Policy, *, answered_on: date, persons_allowed: bool) -> Grounds:
        """Decides what conducts and what counts."""
        return cls(
            snapshot,
            policy,
            answered_on,
            persons_allowed,
            conduct(snapshot, policy),
            judge(snapshot, policy, today=answered_on, persons_allowed=persons_allowed),
        )

    def for_purpose(self, *, persons_allowed: bool) -> Grounds:
        """The same for another purpose: what conducts is shared, what counts is judged anew."""
        judgment = judge(self.snapshot, self.policy, today=self.answered_on, persons_allowed=persons_allowed)
        return replace(self, persons_allowed=persons_allowed, judgment=judgment)

    @cached_property
    def sources(self) -> Sources:
        """The sources of risk in the point value."""
        return sources_of(self.snapshot, self.judgment.cost, self.policy.propagation.exponent)

    @cached_property
    def upper_sources(self) -> Sources:
        """The sources with undated events at age 0."""
        if bool((self.judgment.upper == self.judgment.cost).all()):
            return self.sources
        return sources_of(self.snapshot, self.judgment.upper, self.policy.propagation.exponent)

    @cached_property
    def members(self) -> Rows:
        """The nodes that each legal person answers for: itself and its branches."""
        return Rows.by(self.snapshot.legal_person, self.snapshot.size)

    @cached_property
    def subjects_by_node(self) -> Rows:
        """Subject rows by node."""
        return Rows.by(self.snapshot.subject_node, self.snapshot.size)

    @cached_property
    def events_by_matter(self) -> Rows:
        """Events by matter."""
        return Rows.by(self.snapshot.event_matter, len(self.snapshot.matter_key))

    @cached_property
    def subjects_by_event(self) -> Rows:
        """Subject rows by event."""
        return Rows.by(self.snapshot.subject_event, len(self.snapshot.event_key))

    @cached_property
    def facts_by_target(self) -> Rows:
        """Facts by their target node."""
        return Rows.by(self.snapshot.fact_target, self.snapshot.size)

    @cached_property
    def facts_by_source(self) -> Rows:
        """Facts by their source node."""
        return Rows.by(self.snapshot.fact_source, self.snapshot.size)

    @cached_property
    def doubts_by_node(self) -> dict[int, list[IdentityDoubt]]:
        """The identity doubts that each node is part of."""
        found: dict[int, list[IdentityDoubt]] = {}
        for doubt, nodes in self._doubts:
            if doubt.reason not in OUTCOME_DOUBTS:
                for node in nodes:
                    found.setdefault(node, []).append(doubt)
        return found

    @cached_property
    def outcome_doubts_by_node(self) -> dict[int, list[str]]:
        """Why repairs, revocations and list exits that may be each node's could not be brought to a record of it."""
        found: dict[int, list[str]] = {}
        for doubt, nodes in self._doubts:
            if doubt.reason in OUTCOME_DOUBTS:
                for node in nodes:
                    if self.persons_allowed or int(self.snapshot.node_kind[node]) != _PERSON:
                        found.setdefault(node, []).append(doubt.reason)
        return found

    @cached_property
    def _doubts(self) -> list[tuple[IdentityDoubt, set[int]]]:
        found = []
        for text in self.snapshot.doubts:
            values = json.loads(text)
            doubt = IdentityDoubt(values["key"], values["reason"], tuple(values["candidates"]))
            nodes = {self.snapshot.find(key) for key in (doubt.key, *doubt.candidates)}
            found.append((doubt, {node for node in nodes if node is not None}))
        return found

    @cached_property
    def _doubtful_members(self) -> frozenset[int]:
        """Branches that belong to their head office only if two names mean one party, or a source is wrong."""
        snapshot = self.snapshot
        heads: dict[int, int] = {}
        doubtful: set[int] = set()
        for fact in np.flatnonzero(snapshot.fact_kind == _BRANCH_OF).tolist():
            branch = int(snapshot.fact_source[fact])
            heads[branch] = int(snapshot.fact_target[fact])
            if int(snapshot.fact_flags[fact]) & _DOUBTFUL:
                doubtful.add(branch)
        found: set[int] = set()
        for branch in heads:
            at, passed = branch, {branch}
            while at != self.legal_person(branch):
                if at in doubtful:
                    found.add(branch)
                    break
                at = heads[at]
                if at in passed:
                    break
                passed.add(at)
        return frozenset(found)

    def is_united_by_name(self, node: int) -> bool:
        """Whether only a name says that the several posts of this person are one person's."""
        return bool(int(self.snapshot.node_flags[node]) & UNITED_BY_NAME)

    def fact_is_doubtful(self, fact: int) -> bool:
        """Whether a fact holds only if two names mean one party, or if a source that says it has ended is wrong."""
        ends = (int(self.snapshot.fact_source[fact]), int(self.snapshot.fact_target[fact]))
        flagged = int(self.snapshot.fact_flags[fact]) & _DOUBTFUL
        return bool(flagged) or any(end in self._doubtful_members for end in ends)

    def subject_is_doubtful(self, row: int) -> bool:
        """Whether an event names this subject only if two names mean one party."""
        node = int(self.snapshot.subject_node[row])
        flagged = int(self.snapshot.subject_flags[row]) & JOINED_BY_NAME
        return bool(flagged) or self.is_united_by_name(node) or node in self._doubtful_members

    def matter_subjects(self, matter: int) -> list[int]:
        """The subject rows of a matter that count in the point value."""
        return [
            row
            for event in self.events_by_matter.of(matter)
            for row in self.subjects_by_event.of(event)
            if int(self.judgment.cost[row]) < NEVER
        ]

    def with_branches(self, node: int) -> list[int]:
        """A legal person with its branches; a branch by itself."""
        return self.members.of(node) or [node]

    def legal_person(self, node: int) -> int:
        """The node that answers for this one."""
        return int(self.snapshot.legal_person[node])

    def participations(self, project: int) -> list[int]:
        """The facts by which parties take part in a project, in the order of facts."""
        kinds = self.snapshot.fact_kind
        return [fact for fact in self.facts_by_target.of(project) if int(kinds[fact]) == TAKES_PART]
