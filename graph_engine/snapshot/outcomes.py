"""What later decisions make of records (后续处理): each is brought to the record that it means, whichever came first.

A repair, revocation, correction or list exit (修复、撤销、更正、移出) is loaded as a statement of its own. When a
snapshot is built it gives its state to the record of *its party* that it names: by the number of the record's own
decision; or, for entries of lists, by list and day of entry. A bare number such as 12号 also needs an authority that
does not contradict. Parties are one by the rules of `resolution`, never by a name alone. What several sources tell of
one record changes with it.

A decision that fits no record, or several, changes nothing and is kept as a doubt. The end of a repair (撤销修复) names
the repair or the record, and ends what was in force on its day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_engine.model import schema
from graph_engine.model.columns import MISSING, Column
from graph_engine.model.document_numbers import standing_number
from graph_engine.model.names import exact_name
from graph_engine.snapshot.resolution import Doubt, Resolution, positions
from graph_engine.snapshot.tables import Tables, integers, subject_pairs, texts

FITS_NONE = "outcome_fits_none"
FITS_SEVERAL = "outcome_fits_several"
OUTCOME_DOUBTS = (FITS_NONE, FITS_SEVERAL)
"""Reasons of doubts about decisions; the other doubts of a snapshot are about who is one party."""

_REINSTATED = "reinstated"
_PENALTY = "administrative_penalty"


@dataclass(frozen=True, slots=True)
class Decision:
    """One outcome as a source states it. Days count from 1970; none: not stated.

    `keys` are all under which its party is stored, `party` the strongest of them. `number` is the record's own, `own`
    that of this decision, both as `standing_number` gives them.
    """

    party: str
    keys: frozenset[str]
    result: str
    day: int | None
    own: tuple[str, bool] | None
    number: tuple[str, bool] | None
    category: str | None
    original_day: int | None
    authority: str


@dataclass(frozen=True, slots=True)
class _Row:
    """What one statement says of an event that would tell a decision which event it means."""

    event: int
    source: str
    category: str
    matter: str
    number: tuple[str, bool] | None
    authority: str
    days: frozenset[int]

    def identity(self) -> tuple[str, ...]:
        """What is equal in two tellings of one record; an entry of a list is told once by each source."""
        if self.number is None:
            return (self.source, self.category, self.matter)
        number, alone = self.number
        return (self.category, number, "" if alone else self.authority)


@dataclass(slots=True)
class _State:
    """A state that an event is in over [day, until)."""

    result: str
    day: int | None
    until: int | None = None

    def end(self, day: int) -> bool:
        """Ends the state on a day, if it had begun; says whether it had."""
        if self.day is not None and self.day > day:
            return False
        self.until = day if self.until is None else min(self.until, day)
        return True


def decisions_of(tables: Tables, resolution: Resolution) -> list[Decision]:
    """The outcomes that a load knows, with every key of their parties; what two sources tell alike is one."""
    said = tables.statements[schema.OUTCOME]
    if not len(integers(said, "node")):
        return []
    root = resolution.root
    parties = root[positions(tables)[integers(said, "node")]]
    keys: dict[int, list[str]] = defaultdict(list)
    for at in np.flatnonzero(np.isin(root, parties)).tolist():
        keys[int(root[at])].append(tables.key[at])
    rows = zip(
        parties.tolist(),
        texts(said, "result"),
        _days(integers(said, "effective_on")),
        _days(integers(said, "decided_on")),
        texts(said, "decision_number"),
        texts(said, "original_number"),
        texts(said, "original_category"),
        _days(integers(said, "original_on")),
        texts(said, "original_authority"),
        strict=True,
    )
    said_once = dict.fromkeys(
        Decision(
            party=tables.key[party],
            keys=frozenset(keys[party]),
            result=result or "",
            day=decided if effective is None else effective,
            own=_number(own),
            number=_number(number),
            category=category,
            original_day=original_day,
            authority=exact_name(authority or ""),
        )
        for party, result, effective, decided, own, number, category, original_day, authority in rows
    )
    return list(said_once)


def settle(tables: Tables, resolution: Resolution, decisions: Sequence[Decision]) -> tuple[Tables, list[Doubt]]:
    """The tables with the states that decisions give to events, and a doubt for each decision that gives none.

    Cost: O(decisions + events), beside the records of each party that its own decisions are compared with.
    """
    if not decisions:
        return tables, []
    matching = _Matching(tables, resolution, decisions)
    return matching.tables_with_states(), matching.doubts


class _Matching:
    """Brings decisions to events. `states` holds what each event becomes, `ended` what ends its own states."""

    def __init__(self, tables: Tables, resolution: Resolution, decisions: Sequence[Decision]) -> None:
        self.tables = tables
        self.resolution = resolution
        self.decisions = decisions
        self.position = positions(tables)
        self.events = tables.statements["risk_event"]
        self.node: list[int] = self.position[integers(self.events, "node")].tolist()
        self.subjects = _principals(tables, self.position, resolution)
        self.places: dict[int, list[int]] = defaultdict(list)
        self.rows = self._rows_by_key({key for decision in decisions for key in decision.keys})
        self.states: dict[int, list[_State]] = defaultdict(list)
        self.ended: dict[int, list[int]] = defaultdict(list)
        self.doubts: list[Doubt] = []
        given: dict[tuple[str, bool], list[tuple[Decision, _State]]] = defaultdict(list)
        for decision in decisions:
            if decision.result != _REINSTATED:
                states = self._give(decision)
                if decision.own is not None:
                    given[decision.own] += [(decision, state) for state in states]
        for decision in decisions:
            if decision.result == _REINSTATED:
                self._take_back(decision, given)

    # ------------------------------------------------------------------ which record is meant

    def _rows_by_key(self, wanted: set[str]) -> dict[str, list[_Row]]:
        """What is said of the events of the wanted parties, by every key of those."""
        keys, root = self.tables.key, self.resolution.root
        owners: dict[int, set[str]] = {}
        for event, parties in self.subjects.items():
            # What names several parties at once is nobody's alone to be repaired.
            own = {key for at in parties for key in (keys[at], keys[int(root[at])])} & wanted
            if own and len({int(root[at]) for at in parties}) == 1:
                owners[event] = own
        found: dict[str, list[_Row]] = defaultdict(list)
        for row, event in enumerate(self.node):
            if event in owners:
                self.places[event].append(row)
                said = self._row(row, event)
                for key in owners[event]:
                    found[key].append(said)
        return found

    def _row(self, row: int, event: int) -> _Row:
        events = self.events
        document = self.tables.documents[int(integers(events, "document")[row])]
        days = {int(integers(events, name)[row]) for name in ("decided_on", "published_on")}
        return _Row(
            event=event,
            source=document.source,
            category=texts(events, "category")[row] or "",
            matter=texts(events, "matter")[row] or "",
            number=_number(texts(events, "document_number")[row]),
            authority=exact_name(texts(events, "authority")[row] or ""),
            days=frozenset(days - {MISSING}),
        )

    def _meant(self, decision: Decision) -> tuple[list[int], str]:
        """The events of the one record that a decision means; none, and why, where that is not clear."""
        own = dict.fromkeys(row for key in sorted(decision.keys) for row in self.rows.get(key, ()))
        fits = [row for row in own if _fits(decision, row)]
        for narrowed in (
            lambda row: row.authority == decision.authority,
            lambda row: decision.original_day in row.days,
        ):
            if _one_record(fits):
                break
            fits = [row for row in fits if narrowed(row)] or fits
        if not _one_record(fits):
            return [], FITS_SEVERAL if fits else FITS_NONE
        return sorted({row.event for row in fits}), ""

    # ------------------------------------------------------------------ what becomes of it

    def _give(self, decision: Decision) -> list[_State]:
        """Gives its state to the events that a decision means, one each."""
        events, why = self._meant(decision)
        given = [_State(decision.result, decision.day) for _ in events]
        for event, state in zip(events, given, strict=True):
            self.states[event].append(state)
        if why:
            self._doubt(decision, why)
        return given

    def _take_back(
        self, decision: Decision, given: Mapping[tuple[str, bool], Sequence[tuple[Decision, _State]]]
    ) -> None:
        """Ends the states that a revoked repair gave; the revocation names the repair, or the record."""
        if decision.day is None:
            self._doubt(decision, FITS_NONE)
            return
        of_that_number = given.get(decision.number, ()) if decision.number is not None else ()
        named = [state for other, state in of_that_number if not decision.keys.isdisjoint(other.keys)]
        if named:
            done = [state.end(decision.day) for state in named]
        else:
            events, why = self._meant(decision)
            if why == FITS_SEVERAL:
                self._doubt(decision, why)
                return
            done = [state.end(decision.day) for event in events for state in self.states[event]]
            done += [self._end_own(event, decision.day) for event in events]
        if not any(done):
            self._doubt(decision, FITS_NONE)

    def _end_own(self, event: int, day: int) -> bool:
        """Notes the day for what the event's own source says; a state that it does not date may be a later one."""
        self.ended[event].append(day)
        return any(self._has_own_state(row, day) for row in self.places[event])

    def _has_own_state(self, row: int, day: int) -> bool:
        begun = int(integers(self.events, "status_on")[row])
        return texts(self.events, "status")[row] != "active" and begun != MISSING and begun <= day

    def _doubt(self, decision: Decision, reason: str) -> None:
        self.doubts.append(Doubt(decision.party, reason, tuple(sorted(self._concerned(decision)))))

    def _concerned(self, decision: Decision) -> set[str]:
        """Who else may be meant: those whose name the party bears, and those whose record has that very number."""
        found = {key for own in decision.keys for key in self._namesakes.get(own, ())}
        if decision.number is not None:
            # A number that tells decisions apart by itself is the key of its matter.
            root = self.resolution.root
            subjects = (
                at for event in self._events_by_matter.get(decision.number[0], ()) for at in self.subjects[event]
            )
            found |= {self.tables.key[int(root[at])] for at in subjects}
        return found - decision.keys

    @cached_property
    def _namesakes(self) -> dict[str, list[str]]:
        """Whom else each key or name fits."""
        found: dict[str, list[str]] = defaultdict(list)
        for doubt in self.resolution.doubts:
            found[doubt.key] += doubt.candidates
        return found

    @cached_property
    def _events_by_matter(self) -> dict[str, set[int]]:
        """The events of the matters that decisions name."""
        wanted = {decision.number[0] for decision in self.decisions if decision.number is not None}
        found: dict[str, set[int]] = defaultdict(set)
        for event, matter in zip(self.node, texts(self.events, "matter"), strict=True):
            if matter in wanted and event in self.subjects:
                found[matter].add(event)
        return found

    # ------------------------------------------------------------------ the tables

    def tables_with_states(self) -> Tables:
        """The tables with one more statement of each event a state, in the place of the event's own."""
        added = [
            (row, state) for event, states in self.states.items() for row in self.places[event] for state in states
        ]
        if not added and not self.ended:
            return self.tables
        until = integers(self.events, "status_until").copy()
        for event, days in self.ended.items():
            for row in self.places[event]:
                ends = [day for day in days if self._has_own_state(row, day)]
                if ends:
                    until[row] = min(ends) if until[row] == MISSING else min(*ends, int(until[row]))
        rows = [row for row, _ in added]
        states = [state for _, state in added]
        events = {
            **{name: _extended(column, [column[row] for row in rows]) for name, column in self.events.items()},
            "status": _extended(self.events["status"], [state.result for state in states]),
            "status_on": _extended(self.events["status_on"], [_column_day(state.day) for state in states]),
            "status_until": _extended(until, [_column_day(state.until) for state in states]),
        }
        return replace(self.tables, statements={**self.tables.statements, "risk_event": events})


def _fits(decision: Decision, row: _Row) -> bool:
    """Whether a row may tell of the record that a decision of its party means."""
    if decision.category not in (None, row.category):
        return False
    if decision.number is not None and row.number is not None:
        if decision.number != row.number:
            return False
        return row.number[1] or not decision.authority or row.authority in ("", decision.authority)
    # A list goes by its entries' days; on one day a party may be punished twice.
    listed = decision.category is not None and decision.category != _PENALTY
    return listed and decision.original_day in row.days


def _one_record(rows: Sequence[_Row]) -> bool:
    """Whether rows tell of one record: of one category, under one number, or once by each source."""
    if len({row.category for row in rows}) != 1:
        return False
    numbered = {row.identity() for row in rows if row.number is not None}
    listed = {row.identity() for row in rows if row.number is None}
    return len(numbered) <= 1 and len({source for source, *_ in listed}) == len(listed)


def _principals(tables: Tables, position: NDArray[np.int64], resolution: Resolution) -> dict[int, list[int]]:
    """The principal subjects of each event, as positions."""
    roles = texts(tables.statements["subject_of"], "role")
    found: dict[int, list[int]] = defaultdict(list)
    for (event, subject), role in zip(subject_pairs(tables, position), roles, strict=True):
        if role != "derived":
            found[event].append(subject)
    return found


def _number(text: str | None) -> tuple[str, bool] | None:
    return None if text is None else standing_number(text)


def _days(column: NDArray[np.int64]) -> Iterable[int | None]:
    return (None if day == MISSING else day for day in column.tolist())


def _column_day(day: int | None) -> int:
    return MISSING if day is None else day


def _extended(column: Column, values: list[Any]) -> Column:
    """A column with some values more at its end."""
    if isinstance(column, list):
        return [*column, *values]
    return np.concatenate((column, np.array(values, dtype=np.int64)))
