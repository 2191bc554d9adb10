"""The arrays of a synthetic city (合成城市): its nodes, relations and events, and what their numbers stand for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

KINDS: Final = (
    "holds_shares_in",
    "legal_representative_of",
    "holds_office_in",
    "guarantees",
    "controls",
    "acts_in_concert_with",
    "nominee_for",
    "takes_part_in",
)
"""Kinds of relation in the city; `Relations.kind` holds the position."""

ROLES: Final = ("", "director", "supervisor", "manager", "owner", "contractor", "bidder")
"""Roles in the city; `Relations.role` holds the position."""

CATEGORIES: Final = (
    "dishonest_debtor",
    "consumption_restriction",
    "enforcement_terminated",
    "administrative_penalty",
    "abnormal_operation",
    "serious_violation_list",
)
"""Categories of event in the city; `Events.category` holds the position."""


AS_OF: Final = date(2026, 11, 1)
"""The day on which the city is looked at; no event lies after it."""

UNKNOWN: Final = -1
"""Stands for "no ratio" and "undated"."""

RATIO_STEP: Final = 100_000
"""Ratios are printed with two decimals of a percent: so many parts per billion."""


@dataclass(frozen=True, slots=True, eq=False)
class Relations:
    """One row a relation, in no order.

    kind    uint8[r]    position in `KINDS`
    role    uint8[r]    position in `ROLES`
    source  uint32[r]   number of a node
    target  uint32[r]   number of a node
    ratio   int64[r]    parts per billion, `UNKNOWN` where missing and for all but holdings
    since   int32[r]    days since 1970-01-01, or `UNKNOWN`
    """

    kind: NDArray[np.uint8]
    role: NDArray[np.uint8]
    source: NDArray[np.uint32]
    target: NDArray[np.uint32]
    ratio: NDArray[np.int64]
    since: NDArray[np.int32]

    def rows_of(self, kind: str) -> NDArray[np.int64]:
        """The rows of one kind."""
        return np.flatnonzero(self.kind == KINDS.index(kind))


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """Events by number, and one row of subjects an event and node that it names.

    category  uint8[e]   position in `CATEGORIES`
    matter    uint32[e]  the case that the event belongs to
    day       int32[e]   day of the decision
    repaired  bool[e]    whether the record is repaired, so that it may not be used any more
    event     uint32[s]  the event of a subject row
    subject   uint32[s]  number of an enterprise or a person
    derived   bool[s]    whether it is reached only through the principal: its representative
    """

    category: NDArray[np.uint8]
    matter: NDArray[np.uint32]
    day: NDArray[np.int32]
    repaired: NDArray[np.bool_]
    event: NDArray[np.uint32]
    subject: NDArray[np.uint32]
    derived: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class City:
    """Nodes are numbered: enterprises, then persons, then projects.

    group         uint32[enterprises + persons]  the business group of a party
    bad           bool[groups]                   groups in which events cluster
    state_holder  bool[enterprises]              hub investors that hold for the state
    """

    scale: float
    seed: int
    enterprises: int
    persons: int
    projects: int
    group: NDArray[np.uint32]
    bad: NDArray[np.bool_]
    state_holder: NDArray[np.bool_]
    relations: Relations
    events: Events

    @property
    def size(self) -> int:
        """Number of nodes without events."""
        return self.enterprises + self.persons + self.projects
