"""The arcs of a snapshot under a policy (传导网络的构成): which facts conduct, how strongly, through whom.

A branch and its head office are one legal person and one node, joined before degrees are counted. Each
live fact of a conducting relation gives up to two directed arcs of strength β · f(ratio), with f = √ratio
from holder to company and f = ratio back; a recorded holder conducts at least with the policy's floor.
Indirect interests stated by a source are silent: they would count twice. Cost: O(facts · log facts), once
a snapshot and policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from graph_engine.analysis.network import Network, build_network
from graph_engine.analysis.ratios import Repaired, repair
from graph_engine.analysis.strengths import limit_of, root_ppb, strength_ppb, transit_costs
from graph_engine.kernels.tables import PPB, PPM
from graph_engine.policy.channels import Channel
from graph_engine.policy.facts import NodeFacts
from graph_engine.policy.policy import Policy
from graph_engine.snapshot.snapshot import BAND, CONFLICT, FACT_KINDS, NODE_KINDS, Snapshot

VOTE_ROLES = frozenset({"votes", "appointment"})
"""Roles of a holding that are rights other than capital; they add up among themselves."""

_HOLDING = FACT_KINDS.index("holds_shares_in")


class RatioEnd(Enum):
    """Which end of the interval of every doubtful ratio is taken (比例取值)."""

    POINT = "point"
    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Arc:
    """One fact's part in an arc between two legal persons; `down` where it follows the relation's own direction."""

    fact: int
    down: bool
    strength_ppb: int


@dataclass(frozen=True, eq=False)
class Conduction:
    """What conducts in a snapshot: rows of (tail, head, fact, direction), sorted by pair, and transits.

    tail, head   uint32[a] legal persons
    fact         int64[a] fact of the snapshot
    down         bool[a] whether the arc follows the relation
    beta         int64[a] the channel's weight in ppm
    degree       int64[n] distinct counterparties over all live conducting facts
    exempt       int16[n] position in the policy's exemptions, -1 where the node conducts
    holding      int64[f] row in `repaired` of each holding, -1 for other facts
    """

    snapshot: Snapshot
    policy: Policy
    tail: NDArray[np.uint32]
    head: NDArray[np.uint32]
    fact: NDArray[np.int64]
    down: NDArray[np.bool_]
    beta: NDArray[np.int64]
    scaled: NDArray[np.bool_]
    degree: NDArray[np.int64]
    exempt: NDArray[np.int16]
    holding: NDArray[np.int64]
    repaired: Repaired

    @cached_property
    def limit(self) -> int:
        """The largest path cost that the policy's θ admits."""
        return limit_of(self.policy.propagation.theta_ppm)

    @cached_property
    def transit(self) -> NDArray[np.int32]:
        """What passing through each node costs; the same for every end of the ratios."""
        constant = self.policy.propagation.transit_constant
        return transit_costs(self.degree, self.exempt >= 0, limit=self.limit, full_degree=constant)

    @cached_property
    def network(self) -> Network:
        """The network at the point values of the ratios."""
        return self._network(RatioEnd.POINT)

    @cached_property
    def low_network(self) -> Network:
        """The network at the lower ends of the ratios."""
        return self._network(RatioEnd.LOW)

    @cached_property
    def high_network(self) -> Network:
        """The network at the upper ends of the ratios."""
        return self._network(RatioEnd.HIGH)

    @cached_property
    def has_ratio_doubt(self) -> bool:
        """Whether any ratio has an interval at all; without one the three networks are one."""
        return bool((self.repaired.low != self.repaired.high).any())

    def _network(self, end: RatioEnd) -> Network:
        if end is not RatioEnd.POINT and not self.has_ratio_doubt:
            return self.network
        return build_network(
            self.snapshot.size,
            self.tail,
            self.head,
            self.strengths(end),
            self.transit,
            limit=self.limit,
            cap=self.policy.propagation.cap_ppm * (PPB // PPM),
        )

    def strengths(self, end: RatioEnd) -> NDArray[np.int64]:
        """Strength of each row in ppb at one end of the ratios (int64[a])."""
        ratio = {
            RatioEnd.POINT: self.repaired.point,
            RatioEnd.LOW: self.repaired.low,
            RatioEnd.HIGH: self.repaired.high,
        }[end]
        factor = np.full(len(self.fact), PPB, dtype=np.int64)
        rows = np.flatnonzero(self.scaled)
        own = ratio[self.holding[self.fact[rows]]]
        floor = self.policy.propagation.ratio_floor_ppm * (PPB // PPM)
        factor[rows] = np.maximum(np.where(self.down[rows], root_ppb(own), own), floor)
        return strength_ppb(self.beta, factor)

    @cached_property
    def _pair(self) -> NDArray[np.int64]:
        return self.tail.astype(np.int64) * self.snapshot.size + self.head

    @cached_property
    def _point(self) -> NDArray[np.int64]:
        return self.strengths(RatioEnd.POINT)

    def arcs_between(self, tail: int, head: int) -> list[Arc]:
        """The facts behind one step of a path, strongest first, then in the order of facts."""
        pair = tail * self.snapshot.size + head
        rows = range(int(np.searchsorted(self._pair, pair)), int(np.searchsorted(self._pair, pair, side="right")))
        arcs = [Arc(int(self.fact[row]), bool(self.down[row]), int(self._point[row])) for row in rows]
        return sorted(arcs, key=lambda arc: (-arc.strength_ppb, arc.fact))


def conduct(snapshot: Snapshot, policy: Policy) -> Conduction:
    """Decides what conducts: channels by relation and role, exempt nodes, degrees, repaired ratios."""
    channels = _fact_channels(snapshot, policy)
    source = snapshot.legal_person[snapshot.fact_source]
    target = snapshot.legal_person[snapshot.fact_target]
    table = policy.conduction.channels
    conducts = np.array([channel.down_ppm + channel.up_ppm > 0 for channel in table], dtype=np.bool_)
    # What conducts nothing raises no degree either: appointments of no effect must not buy a lower transit.
    used = np.flatnonzero((channels >= 0) & conducts[channels] & (source != target))
    down_ppm = np.array([channel.down_ppm for channel in table], dtype=np.int64)
    up_ppm = np.array([channel.up_ppm for channel in table], dtype=np.int64)
    scaled = np.array([channel.ratio_scaled for channel in table], dtype=np.bool_)
    tail = np.concatenate((source[used], target[used]))
    head = np.concatenate((target[used], source[used]))
    beta = np.concatenate((down_ppm[channels[used]], up_ppm[channels[used]]))
    fact = np.concatenate((used, used)).astype(np.int64)
    down = np.repeat(np.array([True, False]), len(used))
    kept = np.flatnonzero(beta > 0)
    kept = kept[np.lexsort((fact[kept], head[kept], tail[kept]))]
    degree = _degrees(snapshot.size, source[used], target[used])
    holding, repaired = _repair(snapshot, target)
    return Conduction(
        snapshot=snapshot,
        policy=policy,
        tail=tail[kept],
        head=head[kept],
        fact=fact[kept],
        down=down[kept],
        beta=beta[kept],
        scaled=scaled[channels[fact[kept]]],
        degree=degree,
        exempt=_exempt(snapshot, policy, degree),
        holding=holding,
        repaired=repaired,
    )


def _fact_channels(snapshot: Snapshot, policy: Policy) -> NDArray[np.int64]:
    """Position of each fact's channel in the policy, -1 where it conducts nothing."""
    position = {channel.id: at for at, channel in enumerate(policy.conduction.channels)}
    roles = list(snapshot.role_name)
    by_code = np.full((len(FACT_KINDS), len(roles)), -1, dtype=np.int64)
    for kind, relation in enumerate(FACT_KINDS):
        for role, word in enumerate(roles):
            channel: Channel | None = policy.conduction.channel_of(relation, word)
            if channel is not None:
                by_code[kind, role] = position[channel.id]
    return by_code[snapshot.fact_kind, snapshot.fact_role]


def _degrees(size: int, source: NDArray[np.uint32], target: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Distinct counterparties of each node; parallel facts count once."""
    low = np.minimum(source, target).astype(np.int64)
    high = np.maximum(source, target).astype(np.int64)
    pairs = np.unique(low * size + high)
    ends = np.concatenate((pairs // size, pairs % size)) if size else pairs
    return np.bincount(ends, minlength=size).astype(np.int64)


def _exempt(snapshot: Snapshot, policy: Policy, degree: NDArray[np.int64]) -> NDArray[np.int16]:
    """Which exemption covers each node; only nodes that can stand in the middle of a path are asked."""
    exemptions = policy.conduction.exemptions
    exempt = np.full(snapshot.size, -1, dtype=np.int16)
    asks_type = any(exemption.type_contains for exemption in exemptions)
    starts = snapshot.kind_start.tolist()
    for kind, (start, end) in zip(NODE_KINDS, pairwise(starts), strict=True):
        asked = [(at, exemption) for at, exemption in enumerate(exemptions) if kind in exemption.kinds]
        if not asked:
            continue
        for node in (np.flatnonzero(degree[start:end] > 1) + start).tolist():
            facts = _node_facts(snapshot, node, kind, int(degree[node]), asks_type=asks_type)
            for at, exemption in asked:
                if exemption.covers(facts):
                    exempt[node] = at
                    break
    return exempt


def _node_facts(snapshot: Snapshot, node: int, kind: str, size: int, *, asks_type: bool) -> NodeFacts:
    scheme, _, value = snapshot.public_id[node].partition(":")
    asked = kind == "contact" or (asks_type and kind == "enterprise")
    attributes = snapshot.node_attributes(node) if asked else {}
    return NodeFacts(
        kind=kind,
        credit_code=value if scheme == "uscc" else "",
        name=snapshot.name[node],
        type_text=attributes.get("type_text", ""),
        channel=attributes.get("channel", ""),
        size=size,
    )


def _repair(snapshot: Snapshot, target: NDArray[np.uint32]) -> tuple[NDArray[np.int64], Repaired]:
    """(row of each holding or -1, the repaired ratios); capital and other rights of a company add up apart."""
    facts = np.flatnonzero(snapshot.fact_kind == _HOLDING)
    votes = np.array([word in VOTE_ROLES for word in snapshot.role_name], dtype=np.bool_)
    asked = target[facts].astype(np.int64) * 2 + votes[snapshot.fact_role[facts]]
    companies, company = np.unique(asked, return_inverse=True)
    flags = snapshot.fact_flags[facts]
    repaired = repair(
        len(companies),
        company.astype(np.int64),
        snapshot.fact_source[facts].astype(np.int64),
        snapshot.fact_point[facts],
        snapshot.fact_low[facts],
        snapshot.fact_high[facts],
        conflict=(flags & CONFLICT) > 0,
        band=(flags & BAND) > 0,
    )
    holding = np.full(len(snapshot.fact_kind), -1, dtype=np.int64)
    holding[facts] = np.arange(len(facts))
    return holding, repaired
