"""A synthetic city (合成城市) of any size as plain arrays: what the measurements run on.

At scale 1 it has 2 M enterprises, 3 M persons, 0.1 M projects, 8 M relations and 1 M events on about 285 000
subjects, with what makes real registers hard: business groups of Pareto sizes built as pyramids, holdings that run
backwards up a pyramid (so that there are cycles), nominees, hub investors of which some are state holders, ratios
missing and sums under and over 100 %, professional representatives, events that cluster in bad groups, and numbers
that say nothing of the group. The same scale and seed give the same arrays. Time and memory: linear; some seconds
and 1 GB at scale 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.city_arrays import AS_OF, CATEGORIES, KINDS, RATIO_STEP, ROLES, UNKNOWN, City, Events, Relations
from graph_engine.model.days import day_of

ENTERPRISES: Final = 2_000_000
PERSONS: Final = 3_000_000
PROJECTS: Final = 100_000
RELATIONS: Final = 8_000_000
EVENTS: Final = 1_000_000

_CATEGORY_SHARES: Final = (0.15, 0.15, 0.15, 0.35, 0.15, 0.05)
_REPAIRED: Final = 0.02
_COURT: Final = 3
"""The first categories are the court's."""
_LAST_DAY: Final = day_of(AS_OF) or 0
_FIRST_DAY: Final = day_of(date(2004, 1, 1)) or 0
_EVENT_DAYS: Final = 700


def build_city(scale: float, seed: int = 1) -> City:
    """Builds the city of a scale (1: the whole city, 0.1: half a million nodes) and a seed."""
    if scale * ENTERPRISES < 100:
        raise ValueError(f"a city of scale {scale} is too small to have any shape; the least is {100 / ENTERPRISES}")
    return _Builder(scale, seed).build()


class _Rows(NamedTuple):
    """Relations while they are gathered, numbered group by group."""

    kind: str
    source: NDArray[np.int64]
    target: NDArray[np.int64]
    role: NDArray[np.int64]


class _Builder:
    """Numbers nodes group by group while it builds, and gives them their final numbers at the end."""

    def __init__(self, scale: float, seed: int) -> None:
        self.scale = scale
        self.seed = seed
        self.random = np.random.Generator(np.random.PCG64(seed))
        self.enterprises = round(ENTERPRISES * scale)
        self.persons = round(PERSONS * scale)
        self.projects = round(PROJECTS * scale)
        sizes = self._group_sizes()
        self.groups = sizes.size
        self.group = np.repeat(np.arange(self.groups), sizes)
        self.first = np.cumsum(sizes) - sizes
        self.rank = np.arange(self.enterprises) - self.first[self.group]
        people = np.append(0, np.cumsum(sizes) * self.persons // self.enterprises)
        self.first_person, self.people = people[:-1], np.diff(people)
        self.parent = self._pyramids()
        hubs = max(2, self.enterprises // 30_000)
        self.hubs = self._some(self.enterprises, hubs)
        self.state_holder = np.zeros(self.enterprises, np.bool_)
        self.state_holder[self.hubs[::3]] = True
        self.representative = self._representatives()

    # ------------------------------------------------------------------ chance

    def _some(self, size: int, count: int) -> NDArray[np.int64]:
        """Distinct numbers below `size`, in no order."""
        return self.random.permutation(size)[:count].astype(np.int64)

    def _below(self, size: int, count: int) -> NDArray[np.int64]:
        return self.random.integers(0, size, count)

    def _chosen(self, count: int, share: float) -> NDArray[np.int64]:
        """About a share of the numbers below `count`, rising."""
        return np.flatnonzero(self.random.random(count) < share)

    def _person_of(self, group: NDArray[np.int64], leading: float = 1.0) -> NDArray[np.int64]:
        """A person of each group; the larger `leading`, the likelier one of the first."""
        share = self.random.random(group.size) ** leading
        return self.first_person[group] + (share * self.people[group]).astype(np.int64)

    # ------------------------------------------------------------------ groups

    def _group_sizes(self) -> NDArray[np.int64]:
        """Sizes of business groups: Pareto with exponent 1.5, at most 5000 at scale 1."""
        largest = max(20, self.enterprises // 400)
        drawn = np.floor(self.random.pareto(1.5, self.enterprises) + 1).astype(np.int64)
        sizes = np.minimum(drawn, largest)
        ends = np.cumsum(sizes)
        count = int(np.searchsorted(ends, self.enterprises)) + 1
        sizes = sizes[:count]
        sizes[-1] -= ends[count - 1] - self.enterprises
        return sizes

    def _pyramids(self) -> NDArray[np.int64]:
        """The enterprise above each in its group's pyramid, or -1: three below each, in one group of ten a chain."""
        width = np.where(self.random.random(self.groups) < 0.1, 1, 3)[self.group]
        above = self.first[self.group] + (self.rank - 1) // width
        return np.where(self.rank > 0, above, -1)

    def _representatives(self) -> NDArray[np.int64]:
        """One person an enterprise: of its group, somebody else, or one of few who do it for a living."""
        found = self._person_of(self.group, leading=2)
        others = self._chosen(self.enterprises, 0.10)
        found[others] = self._below(self.persons, others.size)
        agents = self._some(self.persons, max(2, self.enterprises // 2_000))
        led = self._chosen(self.enterprises, 0.03)
        found[led] = agents[self._below(agents.size, led.size)]
        return found

    # ------------------------------------------------------------------ relations

    def _holdings(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """(holder, company, weight): persons stand behind enterprises, at `enterprises` + number."""
        below = np.flatnonzero(self.rank > 0)
        heads = np.flatnonzero(self.rank == 0)
        owned = np.concatenate((np.repeat(heads, 1 + self._below(3, heads.size)), below[self._chosen(below.size, 0.3)]))
        owner = self.enterprises + self._person_of(self.group[owned], leading=1.5)
        outside = self._chosen(self.enterprises, 0.03)
        stakes = self._chosen(self.enterprises, 0.03)
        weights = 1 / np.arange(1, self.hubs.size + 1)
        hub = self.random.choice(self.hubs, stakes.size, p=weights / weights.sum())
        back_source, back_target = self._backwards(round(0.015 * (self.enterprises * 1.55)))
        parts = (
            (self.parent[below], below, 40),
            (owner, owned, 30),
            (self._below(self.enterprises, outside.size), outside, 10),
            (hub, stakes, 5),
            (back_source, back_target, 5),
        )
        return (
            np.concatenate([source for source, _, _ in parts]),
            np.concatenate([target for _, target, _ in parts]),
            np.concatenate([np.full(target.size, weight) for _, target, weight in parts]),
        )

    def _backwards(self, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Holdings of enterprises in those one to three steps above them: every one closes a cycle."""
        below = np.flatnonzero(self.rank > 0)
        source = below[self._below(below.size, count)]
        target = self.parent[source]
        for steps in (1, 2):
            further = (self._below(3, count) >= steps) & (self.parent[target] >= 0)
            target = np.where(further, self.parent[target], target)
        return source, target

    def _with_nominees(
        self, holder: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Puts nominees before one personal holder in a hundred; (holder, nominee, owner), half of them known."""
        pool = self.enterprises + self._some(self.persons, max(3, self.persons // 3_000))
        personal = np.flatnonzero(holder >= self.enterprises)
        hidden = personal[self._chosen(personal.size, 0.01)]
        owner = holder[hidden]
        nominee = pool[self._below(pool.size, hidden.size)]
        holder = holder.copy()
        holder[hidden] = nominee
        known = self._chosen(hidden.size, 0.5)
        return holder, nominee[known], owner[known]

    def _ratios(self, company: NDArray[np.int64], weight: NDArray[np.int64]) -> NDArray[np.int64]:
        """Shares by company: most add up to 100 %, some to less, some to more; three in a hundred are missing."""
        drawn = self.random.gamma(2.0, weight / 2.0)
        whole = np.bincount(company, drawn, minlength=self.enterprises)
        holders = np.bincount(company, minlength=self.enterprises)
        total = np.ones(self.enterprises)
        luck = self.random.random(self.enterprises)
        total[luck < 0.06] = 0.5 + 0.49 * self.random.random(int((luck < 0.06).sum()))
        over = (luck > 0.96) & (holders > 1)
        total[over] = 1.01 + 0.3 * self.random.random(int(over.sum()))
        share = np.minimum(drawn / whole[company] * total[company], 1.0)
        ratio: NDArray[np.int64] = np.maximum(np.rint(share * 10_000).astype(np.int64), 1) * RATIO_STEP
        ratio[self._chosen(ratio.size, 0.03)] = UNKNOWN
        return ratio

    def _plain(self) -> Iterable[_Rows]:
        """Every relation that is no holding; persons stand behind enterprises, projects behind persons."""
        everyone = np.arange(self.enterprises)
        yield self._rows("legal_representative_of", self.enterprises + self.representative, everyone)
        some = self._chosen(self.enterprises, 0.05)
        mates = self.first[self.group[some]] + (self.random.random(some.size) * (self.rank[some] + 1)).astype(np.int64)
        strangers = self._below(self.enterprises, some.size)
        yield self._rows("guarantees", some, np.where(self.random.random(some.size) < 0.6, mates, strangers))
        heads = np.flatnonzero(self.rank == 0)
        ruled = heads[self._chosen(heads.size, 0.03)]
        yield self._rows("controls", self.enterprises + self.first_person[self.group[ruled]], ruled)
        allied = np.flatnonzero(self.people > 1)
        allied = allied[self._chosen(allied.size, 0.04)]
        first = self.enterprises + self.first_person[allied]
        yield self._rows("acts_in_concert_with", first, first + 1)
        for role in ("owner", "contractor", "bidder"):
            project = np.arange(self.projects) + self.enterprises + self.persons
            yield self._rows("takes_part_in", self._below(self.enterprises, self.projects), project, role)

    def _rows(self, kind: str, source: NDArray[np.int64], target: NDArray[np.int64], role: str = "") -> _Rows:
        return _Rows(kind, source, target, np.full(source.size, ROLES.index(role)))

    def _offices(self, count: int) -> _Rows:
        """As many offices as are asked for: four of five held by a person of the group."""
        drawn = count + count // 4
        company = self._below(self.enterprises, drawn)
        person = self._person_of(self.group[company])
        others = self._chosen(drawn, 0.2)
        person[others] = self._below(self.persons, others.size)
        role = 1 + self._below(3, drawn)
        folded = _folded(_Rows("holds_office_in", self.enterprises + person, company, role))
        return _Rows(folded.kind, folded.source[:count], folded.target[:count], folded.role[:count])

    def _relations(self, final: NDArray[np.int64]) -> Relations:
        holder, company, weight = self._holdings()
        holder, nominee, owner = self._with_nominees(holder)
        fresh = _distinct(holder, company)
        fresh = fresh[holder[fresh] != company[fresh]]
        holder, company, weight = holder[fresh], company[fresh], weight[fresh]
        ratio = self._ratios(company, weight)
        rows = [_folded(part) for part in (*self._plain(), self._rows("nominee_for", nominee, owner))]
        written = holder.size + sum(part.source.size for part in rows)
        rows.append(self._offices(max(0, round(RELATIONS * self.scale) - written)))
        rows.insert(0, self._rows("holds_shares_in", holder, company))
        kind = np.concatenate([np.full(part.source.size, KINDS.index(part.kind)) for part in rows])
        order = self.random.permutation(kind.size)
        since = self.random.integers(_FIRST_DAY, _LAST_DAY - _EVENT_DAYS, kind.size)
        since[self._chosen(kind.size, 0.2)] = UNKNOWN
        ratios = np.full(kind.size, UNKNOWN)
        ratios[: ratio.size] = ratio
        return Relations(
            kind[order].astype(np.uint8),
            np.concatenate([part.role for part in rows])[order].astype(np.uint8),
            final[np.concatenate([part.source for part in rows])[order]].astype(np.uint32),
            final[np.concatenate([part.target for part in rows])[order]].astype(np.uint32),
            ratios[order].astype(np.int64),
            since[order].astype(np.int32),
        )

    # ------------------------------------------------------------------ events

    def _subjects(self, bad: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Who may be named: three of four from bad groups, four of five enterprises; in no order."""
        wanted = round(205_000 * self.scale)
        pools = []
        person_group = np.repeat(np.arange(self.groups), self.people)
        parties = ((np.arange(self.enterprises), self.group, 0.8), (np.arange(self.persons), person_group, 0.2))
        for offset, (number, group, share) in zip((0, self.enterprises), parties, strict=True):
            for within, part in ((bad[group], 0.75), (~bad[group], 0.25)):
                candidates = number[within] + offset
                count = min(round(wanted * share * part), candidates.size)
                pools.append(candidates[self._some(candidates.size, count)])
        return self.random.permutation(np.concatenate(pools))

    def _events(self, bad: NDArray[np.bool_], final: NDArray[np.int64]) -> Events:
        """Matters of one to three events, with one or two principals and, of one in four, the representative."""
        count = round(EVENTS * self.scale)
        lengths = self.random.choice(np.array([1, 2, 3]), count, p=(0.6, 0.3, 0.1))
        matter = np.repeat(np.arange(count), lengths)[:count]
        matters = int(matter[-1]) + 1
        pool = self._subjects(bad)
        principal = np.concatenate((pool, pool[self._below(pool.size, max(0, matters - pool.size))]))[:matters]
        second = np.flatnonzero((self.random.random(matters) < 0.1) & (principal < self.enterprises))
        mate = self.first[self.group[principal[second]]]
        led = np.flatnonzero((self.random.random(matters) < 0.25) & (principal < self.enterprises))
        leader = self.enterprises + self.representative[principal[led]]
        named = np.concatenate((np.arange(matters), second, led))
        subject = np.concatenate((principal, mate, leader))
        derived = np.concatenate((np.zeros(matters + second.size, np.bool_), np.ones(led.size, np.bool_)))
        event, row = _joined(matter, named, matters)
        fresh = _distinct(event, subject[row])
        event, row = event[fresh], row[fresh]
        category = self.random.choice(len(CATEGORIES), matters, p=_CATEGORY_SHARES)[matter]
        # One enforcement makes a debtor dishonest, restricts it, and ends for lack of assets: one case.
        begun = np.searchsorted(matter, matter)
        category = np.where(category < _COURT, (category + np.arange(count) - begun) % _COURT, category)
        return Events(
            category.astype(np.uint8),
            matter.astype(np.uint32),
            (_LAST_DAY - self.random.integers(0, _EVENT_DAYS, count)).astype(np.int32),
            (self.random.random(matters) < _REPAIRED)[matter],
            event.astype(np.uint32),
            final[subject[row]].astype(np.uint32),
            derived[row],
        )

    # ------------------------------------------------------------------ the whole

    def _numbers(self) -> NDArray[np.int64]:
        """The final number of every node: within its kind, a permutation."""
        parts, offset = [], 0
        for size in (self.enterprises, self.persons, self.projects):
            parts.append(self.random.permutation(size) + offset)
            offset += size
        return np.concatenate(parts).astype(np.int64)

    def build(self) -> City:
        """The city with its final numbers."""
        final = self._numbers()
        bad = self.random.random(self.groups) < 0.08
        bad[int(np.argmax(np.bincount(self.group)))] = True
        relations = self._relations(final)
        events = self._events(bad, final)
        group = np.empty(self.enterprises + self.persons, np.uint32)
        group[final[: self.enterprises]] = self.group
        people = np.repeat(np.arange(self.groups), self.people)
        group[final[self.enterprises : self.enterprises + self.persons]] = people
        state_holder = np.zeros(self.enterprises, np.bool_)
        state_holder[final[: self.enterprises]] = self.state_holder
        return City(
            self.scale,
            self.seed,
            self.enterprises,
            self.persons,
            self.projects,
            group,
            bad,
            state_holder,
            relations,
            events,
        )


def _distinct(*columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first of equal rows, in input order."""
    order = np.lexsort(columns[::-1])
    fresh = np.ones(order.size, np.bool_)
    fresh[1:] = np.any([column[order][1:] != column[order][:-1] for column in columns], axis=0)
    kept: NDArray[np.int64] = np.sort(order[fresh])
    return kept


def _folded(rows: _Rows) -> _Rows:
    """Distinct relations, none of a party to itself."""
    fresh = _distinct(rows.source, rows.target, rows.role)
    fresh = fresh[rows.source[fresh] != rows.target[fresh]]
    return _Rows(rows.kind, rows.source[fresh], rows.target[fresh], rows.role[fresh])


def _joined(
    matter: NDArray[np.int64], named: NDArray[np.int64], matters: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(event, row) for every event and every row that its matter has."""
    order = np.argsort(named, kind="stable")
    counts = np.bincount(named, minlength=matters)
    starts = np.cumsum(counts) - counts
    event = np.repeat(np.arange(matter.size), counts[matter])
    opens = np.cumsum(counts[matter]) - counts[matter]
    offset = np.arange(event.size) - opens[event]
    return event, order[starts[matter[event]] + offset]
