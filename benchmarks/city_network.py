"""The city under the packaged policy as a network and sources, without store and snapshot between.

Made with the same functions by which the product makes them from a snapshot; the numbers are the city's own, so
what comes out can be compared with other engines node by node.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.city_arrays import AS_OF, KINDS, ROLES, City
from benchmarks.city_records import event_values
from graph_engine.analysis.network import Network, build_network
from graph_engine.analysis.ratios import repair
from graph_engine.analysis.sources import Sources, build_sources
from graph_engine.analysis.strengths import (
    NEVER,
    amplitude_cost,
    limit_of,
    root_ppb,
    strength_ppb,
    subject_cost,
    transit_costs,
)
from graph_engine.kernels.tables import PPB, PPM, STEPS
from graph_engine.policy.effect import effect_of
from graph_engine.policy.facts import EventFacts
from graph_engine.policy.policy import Policy

_EACH_PPM: Final = PPB // PPM


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What is propagated on, and what."""

    city: City
    network: Network
    sources: Sources
    hops: int


def ground_of(city: City, policy: Policy) -> Ground:
    """The network and the sources of a city."""
    network = network_of(city, policy)
    sources = sources_of(city, policy)
    return Ground(city, network, sources, policy.propagation.max_arcs)


def network_of(city: City, policy: Policy) -> Network:
    """Which relations conduct, how strongly, and what passing through each node costs."""
    rows = city.relations
    down, up = _weights(policy)
    beta = np.concatenate((down[rows.kind, rows.role], up[rows.kind, rows.role]))
    strength = strength_ppb(beta, np.concatenate(_factors(city, policy)))
    limit = limit_of(policy.propagation.theta_ppm)
    degree = _degrees(city.size, rows.source, rows.target)
    exempt = np.zeros(city.size, np.bool_)
    exempt[: city.enterprises] = city.state_holder
    return build_network(
        city.size,
        np.concatenate((rows.source, rows.target)),
        np.concatenate((rows.target, rows.source)),
        strength,
        transit_costs(degree, exempt, limit=limit, full_degree=policy.propagation.transit_constant),
        limit=limit,
        cap=policy.propagation.cap_ppm * _EACH_PPM,
    )


def _weights(policy: Policy) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(down, up) in ppm by kind and role; the policy must have a channel for every relation of the city."""
    down, up = np.zeros((len(KINDS), len(ROLES)), np.int64), np.zeros((len(KINDS), len(ROLES)), np.int64)
    for kind, relation in enumerate(KINDS):
        for at, role in enumerate(ROLES):
            channel = policy.channel_of(relation, role)
            if channel is None:
                raise ValueError(f"the policy has no channel for {relation} {role}")
            down[kind, at], up[kind, at] = channel.down_ppm, channel.up_ppm
    return down, up


def _factors(city: City, policy: Policy) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(down, up) in ppb: the root of a repaired ratio, the ratio itself, and 1 for what is no holding."""
    rows = city.relations
    down, up = np.full(rows.kind.size, PPB), np.full(rows.kind.size, PPB)
    held = rows.rows_of("holds_shares_in")
    none = np.zeros(held.size, np.bool_)
    repaired = repair(
        city.enterprises,
        rows.target[held].astype(np.int64),
        rows.source[held].astype(np.int64),
        *(rows.ratio[held],) * 3,
        conflict=none,
        band=none,
    )
    floor = policy.propagation.ratio_floor_ppm * _EACH_PPM
    down[held] = np.maximum(root_ppb(repaired.point), floor)
    up[held] = np.maximum(repaired.point, floor)
    return down, up


def _degrees(size: int, source: NDArray[np.uint32], target: NDArray[np.uint32]) -> NDArray[np.int64]:
    low, high = np.minimum(source, target).astype(np.int64), np.maximum(source, target).astype(np.int64)
    pairs = np.unique(low * size + high)
    return np.bincount(np.concatenate((pairs // size, pairs % size)), minlength=size).astype(np.int64)


def sources_of(city: City, policy: Policy, within: NDArray[np.bool_] | None = None) -> Sources:
    """The live matters, under a purpose that allows persons' records, asked on the day that the city is looked at.

    `within` (bool by matter) keeps some of them.
    """
    rows = city.events
    cost = np.array(
        [
            [_costs(policy, category, day) for category in range(int(rows.category.max()) + 1)]
            for day in range(int(rows.day.min()), int(rows.day.max()) + 1)
        ]
    )
    person = (rows.subject >= city.enterprises).astype(np.int64)
    at = cost[rows.day[rows.event] - rows.day.min(), rows.category[rows.event], person, rows.derived.astype(np.int64)]
    alive = (at < NEVER) & ~rows.repaired[rows.event]
    if within is not None:
        alive &= within[rows.matter[rows.event]]
    live = np.flatnonzero(alive)
    return build_sources(
        city.size,
        rows.matter[rows.event][live].astype(np.int64),
        rows.subject[live],
        at[live].astype(np.int32),
        p=policy.propagation.exponent,
    )


def _costs(policy: Policy, category: int, day: int) -> list[list[int]]:
    """Cost of an event's amplitude by (person, derived); `NEVER` where it counts 0."""
    limit = policy.propagation.amplitude_halvings * STEPS
    found = []
    for person in (False, True):
        values = event_values(category, 0, day)
        facts = EventFacts(
            category=values["category"],
            authority=values["authority"],
            text=values.get("text", ""),
            decided_on=values["decided_on"],
            severity_class=values.get("severity_class"),
            penalty_types=frozenset(values.get("penalty_types", ())),
            subject_is_person=person,
        )
        effect = effect_of(policy, facts, as_of=AS_OF, today=AS_OF, persons_allowed=True)
        if effect.kind is None or not effect.counts:
            found.append([NEVER, NEVER])
            continue
        amplitude = amplitude_cost(
            severity_ppm=effect.severity_ppm,
            age_days=effect.age_days or 0,
            half_life_days=effect.half_life_days,
            limit=limit,
        )
        roles = ("principal", "derived")
        costs = [subject_cost(amplitude, effect.kind.role_ppm(role), limit=limit) for role in roles]
        found.append([NEVER if cost is None else cost for cost in costs])
    return found
