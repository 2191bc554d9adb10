"""Assessments of random worlds against plain float64, written from the model and not from our code."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings

from graph_engine.answers.writing import Micro
from graph_engine.model.records import Record
from tests.oracle.float_assessment import FloatWorld, VergeError
from tests.oracle.random_cities import TARGETS, cities
from tests.worlds import TODAY, assessed, grounds_of

CLOSE = 1e-3
"""Each of at most eleven factors is rounded to 1/8192 of a halving: 11 · ln 2 / 8192 < 1e-3."""
PRINTED = 1.5e-6


def number(micro: Micro | None) -> float:
    assert micro is not None
    return int(micro) / 1e6


@settings(max_examples=60, suppress_health_check=[HealthCheck.filter_too_much])
@given(records=cities())
def test_hazards_and_scores_agree_with_plain_floats(records: list[Record]) -> None:
    grounds = grounds_of(records)
    world = FloatWorld(records, TODAY)
    for target in TARGETS:
        try:
            point, low, high = (world.solve(target.key, end) for end in ("point", "low", "high"))
        except VergeError:
            assume(False)
        answer = assessed(grounds, target)
        assert answer.hazard is not None
        assert answer.alone is not None
        found = [
            *(number(part) for part in (answer.hazard.total, answer.score, answer.low, answer.high)),
            *(number(part) for part in (answer.alone.own, answer.alone.parties, answer.alone.linked)),
        ]
        expected = [point.total, point.score, low.score, high.score, point.own, point.parties, point.linked]
        assert found == pytest.approx(expected, rel=CLOSE, abs=PRINTED), target.key
