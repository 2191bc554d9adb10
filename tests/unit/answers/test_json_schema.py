"""The published schema: real answers are valid under it, and what is not an answer is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from graph_engine.answers.assessment import OUTSIDE_THE_HASH, Assessment
from graph_engine.answers.json_schema import schema_of
from graph_engine.answers.search import SearchHit
from graph_engine.answers.writing import to_json
from graph_engine.assessment.assess import no_data
from graph_engine.model.records import Record
from tests.oracle.random_cities import TARGETS, cities
from tests.worlds import assessed, company, described, event, grounds_of, holds, project, takes_part

ARRAY = Draft202012Validator(schema_of(Assessment, array=True))
BRIDGE, A, B = project("1"), company("A"), company("B")

NAMED_IN_THE_ISSUE = [
    "id", "name", "scenario", "as_of", "known_at", "policy", "snapshot", "result", "hazard", "alone", "score", "low",
    "high", "answered_on", "contributions", "more", "parties", "claim", "measures", "unknowns", "coverage", "withheld",
]  # fmt: skip


@pytest.fixture(scope="module")
def answers() -> list[Any]:
    """A project with all three parts and a party that nobody knows, as they are printed."""
    records = [
        *described(BRIDGE, A, B),
        takes_part(A, BRIDGE),
        holds(B, A, None),
        *event("1", A),
        *event("2", B),
        *event("3", BRIDGE, published_on=None),
    ]
    grounds = grounds_of(records)
    printed = [assessed(grounds, BRIDGE, printed=1), no_data(grounds, "uscc:91441900MA56AU7R3N")]
    return json.loads(to_json(printed))  # type: ignore[no-any-return]


def test_the_schema_is_one_itself() -> None:
    Draft202012Validator.check_schema(schema_of(Assessment, array=True))
    Draft202012Validator.check_schema(schema_of(SearchHit))


def test_real_answers_are_valid(answers: list[Any]) -> None:
    ARRAY.validate(answers)
    assert answers[0]["more"]
    assert answers[1]["hazard"] is None


@settings(max_examples=15)
@given(records=cities())
def test_all_answers_are_valid_however_a_reader_takes_decimals(records: list[Record]) -> None:
    grounds = grounds_of(records)
    text = to_json([assessed(grounds, target, printed=2) for target in TARGETS])
    ARRAY.validate(json.loads(text))
    ARRAY.validate(json.loads(text, parse_float=Decimal))


def _drop(answer: dict[str, Any]) -> None:
    del answer["hazard"]


def _add(answer: dict[str, Any]) -> None:
    answer["verdict"] = "refused"


def _text_for_number(answer: dict[str, Any]) -> None:
    answer["score"] = "0.5"


def _negative(answer: dict[str, Any]) -> None:
    answer["hazard"]["total"] = -0.5


def _lose_a_part(answer: dict[str, Any]) -> None:
    del answer["hazard"]["linked"]


def _null(answer: dict[str, Any]) -> None:
    answer["coverage"] = None


@pytest.mark.parametrize("spoil", [_drop, _add, _text_for_number, _negative, _lose_a_part, _null])
def test_what_is_no_answer_is_refused(answers: list[Any], spoil: Callable[[dict[str, Any]], None]) -> None:
    other = json.loads(json.dumps(answers[0]))
    spoil(other)
    assert ARRAY.is_valid([answers[0]])
    assert not ARRAY.is_valid([other])
    assert not ARRAY.is_valid(answers[0])


def test_the_fields_are_those_that_were_asked_for() -> None:
    own = schema_of(Assessment)["$defs"]["Assessment"]
    assert list(own["properties"]) == NAMED_IN_THE_ISSUE
    assert own["required"] == NAMED_IN_THE_ISSUE
    assert set(NAMED_IN_THE_ISSUE) >= OUTSIDE_THE_HASH


def test_every_record_says_what_it_is_for() -> None:
    definitions = schema_of(Assessment)["$defs"]
    assert all(definition["description"] for definition in definitions.values())
    assert set(definitions) >= {"HazardParts", "Contribution", "Step", "EventNote", "Unknown", "Coverage"}


def test_days_and_times_say_their_format() -> None:
    own = schema_of(Assessment)["$defs"]["Assessment"]["properties"]
    hints = get_type_hints(Assessment)
    assert (hints["as_of"], own["as_of"]) == (date, {"type": "string", "format": "date"})
    assert hints["known_at"] == datetime | None
    assert own["known_at"] == {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}
