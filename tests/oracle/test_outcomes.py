"""Later decisions against a naive reading of the rule, on random small worlds, in random order of loading.

By the naive reading a decision with a number gives its state to every record of its own party under that number, and
one with list and day to every entry of its own party in that list of that day; where that would be records of two
kinds, or two entries of one source, it gives it to none.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from graph_engine.model.records import Outcome, Record
from graph_engine.snapshot.build import build_snapshot
from tests.worlds import POLICY, TODAY, company, described, event, tables_of, withholding

PARTIES = tuple(company(f"91441900MA000000{at}D", f"第{at}公司") for at in range(3))
NUMBERS = tuple(f"东环罚字〔2026〕{at}号" for at in range(1, 4))
LISTS = ("abnormal_operation", "tax_serious_list")
DAYS = tuple(date(2026, 1, 5) + timedelta(days=at) for at in range(3))
RESULTS = ("repaired", "removed", "revoked", "lifted")


@dataclass(frozen=True)
class Told:
    """One record of one party, with or without a number."""

    name: str
    party: int
    category: str
    number: str | None
    day: date

    def records(self) -> list[Record]:
        return event(
            self.name,
            PARTIES[self.party],
            category=self.category,
            matter=f"decision:{self.number}" if self.number else f"decision:unnumbered:{self.name}",
            document_number=self.number,
            decided_on=self.day,
            published_on=None,
            situations=(),
        )


@dataclass(frozen=True)
class Decided:
    """One later decision."""

    party: int
    result: str
    number: str | None
    category: str | None
    day: date | None
    on: date

    def record(self, at: int) -> Outcome:
        return Outcome(
            party=PARTIES[self.party]._replace(name=None),
            record_id=str(at),
            result=self.result,
            original_number=self.number,
            original_category=self.category,
            original_on=self.day,
            decided_on=self.on,
        )

    def means(self, told: Sequence[Told]) -> list[Told]:
        own = [record for record in told if record.party == self.party]
        if self.category is not None:
            own = [record for record in own if record.category == self.category]
        fits = [record for record in own if self._fits(record)]
        if len({record.category for record in fits}) > 1 and self.day is not None:
            fits = [record for record in fits if record.day == self.day] or fits
        numberless = [record for record in fits if record.number is None]
        if self.day is not None and len(numberless) + len({record.number for record in fits} - {None}) > 1:
            fits = [record for record in fits if record.day == self.day] or fits
        numberless = [record for record in fits if record.number is None]
        numbers = {record.number for record in fits} - {None}
        unclear = len({record.category for record in fits}) != 1 or len(numberless) > 1 or len(numbers) > 1
        return [] if unclear else fits

    def _fits(self, record: Told) -> bool:
        if self.number is not None and record.number is not None:
            return self.number == record.number
        return self.category in LISTS and self.day == record.day


def _world(dice: random.Random) -> tuple[list[Told], list[Decided]]:
    told = []
    for at in range(dice.randint(1, 8)):
        listed = dice.random() < 0.5
        kind = dice.choice(LISTS) if listed else dice.choice(("administrative_penalty", "dishonest_debtor"))
        number = None if listed and dice.random() < 0.7 else dice.choice(NUMBERS)
        told.append(Told(str(at), dice.randrange(3), kind, number, dice.choice(DAYS)))
    decided = []
    for _ in range(dice.randint(1, 5)):
        category = dice.choice((None, "administrative_penalty", *LISTS))
        number = dice.choice((None, *NUMBERS))
        day = dice.choice((None, *DAYS))
        on = dice.choice((date(2026, 6, 1), TODAY, TODAY + timedelta(days=1)))
        decided.append(Decided(dice.randrange(3), dice.choice(RESULTS), number, category, day, on))
    return told, decided


@pytest.mark.parametrize("seed", range(150))
def test_decisions_reach_what_they_mean_and_nothing_else(seed: int) -> None:
    dice = random.Random(seed)
    told, decided = _world(dice)
    said = [*described(*PARTIES)]
    parts: list[list[Record]] = [record.records() for record in told]
    parts += [[one.record(at)] for at, one in enumerate(decided)]
    pictures = []
    for _ in range(2):
        dice.shuffle(parts)
        records = [*said, *(record for part in parts for record in part)]
        pictures.append(build_snapshot(tables_of(records), TODAY, withholding(POLICY, TODAY)))
    first, second = ({at.event_key[i]: at.event(i)["status"] for i in range(len(at.event_key))} for at in pictures)
    assert first == second, (told, decided)
    given: dict[Told, list[Decided]] = {}
    for one in set(decided):
        for record in one.means(told):
            given.setdefault(record, []).append(one)
    hidden = {
        (record.party, record.category, record.number or record.name)
        for record, ones in given.items()
        if any(one.result in ("repaired", "revoked") and one.on <= TODAY for one in ones)
    }
    kept = [record for record in told if (record.party, record.category, record.number or record.name) not in hidden]
    assert set(first) == {f"event:court:{record.name}" for record in kept}, (told, decided)
    for record in kept:
        states = {one.result for one in given.get(record, ())} or {"active"}
        assert first[f"event:court:{record.name}"] in states, (record, told, decided)
    lost = Counter(PARTIES[one.party].key for one in set(decided) if not one.means(told))
    doubted = Counter(text.split('"key":"')[1].split('"')[0] for text in pictures[0].doubts)
    assert sum(doubted.values()) >= len(lost)
    assert set(lost) <= set(doubted), (told, decided)
