"""What must be exact: printed parts add up, one pass and one target agree in every bit, nothing depends on order."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.analysis.propagation import sweep
from graph_engine.answers.assessment import Assessment
from graph_engine.answers.writing import Micro
from graph_engine.assessment.reach import reach_of
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Record
from graph_engine.policy import Policy
from graph_engine.policy.wording import PARTS
from tests.oracle.random_cities import TARGETS, cities, doubtful_cities
from tests.unit.policy.records import packaged
from tests.worlds import assessed, by_key, company, described, event, grounds_of, holds

SUMMING = Policy.from_texts(packaged(), "[propagation]\nexponent = 1\n")
"""The packaged policy with p = 1."""
LEADING = Policy.load()

some = settings(max_examples=40)


def printed(number: Micro | None) -> Decimal:
    assert number is not None
    text = str(number)
    assert len(text.partition(".")[2]) == 6
    return Decimal(text)


def sums(answer: Assessment) -> dict[str, Decimal]:
    """By part: what contributions and the rest come to, as printed."""
    found = dict.fromkeys(PARTS, Decimal(0))
    for line in answer.contributions:
        found[line.part] += printed(line.amount)
    for more in answer.more:
        found[more.part] += printed(more.amount)
    return found


@some
@given(records=cities(), limit=st.integers(0, 5), policy=st.sampled_from((LEADING, SUMMING)))
def test_printed_amounts_add_up_to_the_whole_and_part_by_part(
    records: list[Record], limit: int, policy: Policy
) -> None:
    grounds = grounds_of(records, policy=policy)
    for target in TARGETS:
        answer = assessed(grounds, target, printed=limit)
        assert answer.hazard is not None
        found = sums(answer)
        assert found == {part: printed(getattr(answer.hazard, part)) for part in PARTS}
        assert sum(found.values()) == printed(answer.hazard.total)
        assert len(answer.contributions) <= limit
        whole = assessed(grounds, target, printed=100)
        assert whole.hazard == answer.hazard
        assert whole.more == ()
        assert whole.contributions[:limit] == answer.contributions
        assert len(whole.contributions) == len(answer.contributions) + sum(more.count for more in answer.more)


@some
@given(records=cities(), policy=st.sampled_from((LEADING, SUMMING)))
def test_a_part_alone_is_at_least_its_allocated_share(records: list[Record], policy: Policy) -> None:
    # With p = 2 a part's share of x = √X is X_part / √X, and X_part ≤ X, so it is at most X_part / √X_part = alone.
    # With p = 1 both are X_part. As printed: largest remainder lifts each contribution by less than one millionth,
    # the total and the part alone are each rounded by half a one; so `alone` may be short by one a contribution and
    # one more. The parts alone come to at least the whole, since √ and the identity are subadditive: three
    # roundings and one.
    grounds = grounds_of(records, policy=policy)
    for target in TARGETS:
        answer = assessed(grounds, target, printed=100)
        assert answer.hazard is not None
        assert answer.alone is not None
        for part in PARTS:
            count = sum(line.part == part for line in answer.contributions)
            assert getattr(answer.alone, part) + count + 1 >= getattr(answer.hazard, part)
        alone = answer.alone.own + answer.alone.parties + answer.alone.linked
        assert alone + 2 >= answer.hazard.total


@some
@given(records=doubtful_cities())
def test_low_score_and_high_are_in_order_and_below_one(records: list[Record]) -> None:
    grounds = grounds_of(records)
    for target in TARGETS:
        answer = assessed(grounds, target)
        assert answer.low is not None
        assert answer.score is not None
        assert answer.high is not None
        assert 0 <= answer.low <= answer.score <= answer.high < 1_000_000


@some
@given(records=cities(), policy=st.sampled_from((LEADING, SUMMING)))
def test_one_sweep_equals_every_explanation_in_every_bit(records: list[Record], policy: Policy) -> None:
    grounds = grounds_of(records, policy=policy)
    conduction = grounds.conduction
    networks = (conduction.network, conduction.low_network, conduction.high_network)
    sources = (grounds.sources, grounds.sources, grounds.upper_sources)
    hops = policy.propagation.max_arcs
    swept = [sweep(network, source, hops=hops) for network, source in zip(networks, sources, strict=True)]
    for target in TARGETS:
        node = grounds.legal_person(grounds.snapshot.node(target.key))
        reach = reach_of(grounds, node)
        found = [explanation.total for explanation in (reach.point, reach.low, reach.high)]
        assert found == [exposure.units(node) for exposure in swept]


@some
@given(records=doubtful_cities(), seed=st.integers(0, 1000))
def test_the_order_of_rows_changes_only_their_line_numbers(records: list[Record], seed: int) -> None:
    shuffled = records[:]
    random.Random(seed).shuffle(shuffled)
    first, second = grounds_of(records), grounds_of(shuffled)
    for target in TARGETS:
        assert without_places(assessed(first, target)) == without_places(assessed(second, target))


def without_places(value: Any) -> Any:
    """An answer as plain values, without the rows it stands in and the hashes that cover them."""
    if isinstance(value, tuple):
        return [without_places(item) for item in value]
    if is_dataclass(value):
        kept = [field.name for field in fields(value) if field.name not in ("provenance", "snapshot", "result")]
        return {name: without_places(getattr(value, name)) for name in kept}
    return value


_ENDS = ("party", "source", "target")


def renamed(records: Iterable[Record], names: dict[str, str]) -> list[Record]:
    """The records with other keys."""

    def other(party: PartyRef) -> PartyRef:
        return party._replace(key=names.get(party.key, party.key))

    def with_other_ends(record: Record) -> Record:
        ends: dict[str, Any] = {end: other(getattr(record, end)) for end in _ENDS if hasattr(record, end)}
        return replace(record, **ends)

    return [with_other_ends(record) for record in records]


@some
@given(records=cities(), order=st.permutations(range(6)))
def test_renaming_parties_changes_no_number(records: list[Record], order: list[int]) -> None:
    names = {f"uscc:C{at}": f"uscc:M{to}" for at, to in enumerate(order)}
    first, second = grounds_of(records), grounds_of(renamed(records, names))
    for target in TARGETS:
        nodes = first.snapshot.node(target.key), second.snapshot.node(names.get(target.key, target.key))
        reaches = (
            reach_of(grounds, grounds.legal_person(node)) for grounds, node in zip((first, second), nodes, strict=True)
        )
        totals = [[found.total for found in (reach.point, reach.low, reach.high)] for reach in reaches]
        assert totals[0] == totals[1]
        hazards = [
            answer.hazard and answer.hazard.total
            for answer in (assessed(first, target), assessed(second, names.get(target.key, target.key)))
        ]
        assert hazards[0] == hazards[1]


def test_thousands_of_equal_contributions_still_add_up() -> None:
    # 1 000 matters of 0.06 each: the root is 1.897…; each share is a thousandth of it, with a remainder to hand out.
    holders = [by_key(f"src:{at:04}") for at in range(1000)]
    target = company("T")
    records = [record for at, holder in enumerate(holders) for record in event(str(at), holder)]
    grounds = grounds_of([*described(target), *(holds(holder, target, 0.1) for holder in holders), *records])
    answer = assessed(grounds, target, printed=7)
    assert answer.hazard is not None
    assert sums(answer)["linked"] == printed(answer.hazard.total)
    assert [more.count for more in answer.more] == [993]
    amounts = {int(line.amount) for line in assessed(grounds, target, printed=1000).contributions}
    assert max(amounts) - min(amounts) <= 1
