"""JSON of answers: one value, one text; six decimals that add up as printed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_engine.answers.writing import Micro, canonical, to_json, to_plain


@dataclass(frozen=True)
class Inner:
    """A record within a record."""

    amount: Micro | None
    day: date | None


@dataclass(frozen=True)
class Outer:
    """A record with every kind of value."""

    name: str
    inner: tuple[Inner, ...]
    flag: bool
    count: int
    at: datetime | None


ANSWER = Outer("甲\n“公司”", (Inner(Micro(1_500_000), date(2026, 1, 2)), Inner(None, None)), True, 7, None)


@pytest.mark.parametrize(
    ("millionths", "text"),
    [
        (0, "0.000000"),
        (1, "0.000001"),
        (999_999, "0.999999"),
        (1_000_000, "1.000000"),
        (12_345_678, "12.345678"),
        (-1, "-0.000001"),
        (-1_500_000, "-1.500000"),
        (10**15, "1000000000.000000"),
    ],
)
def test_six_decimals(millionths: int, text: str) -> None:
    number = Micro(millionths)
    assert (str(number), repr(number), f"{number}") == (text, text, text)
    assert to_json(number) == text
    assert Decimal(text) * 1_000_000 == millionths


@given(numbers=st.lists(st.integers(-(10**12), 10**12), max_size=20))
def test_what_adds_up_in_millionths_adds_up_as_printed(numbers: list[int]) -> None:
    assert sum((Decimal(str(Micro(number))) for number in numbers), Decimal(0)) == Decimal(str(Micro(sum(numbers))))


def test_an_answer_is_json_in_the_order_of_its_fields() -> None:
    text = to_json(ANSWER)
    assert list(json.loads(text)) == ["name", "inner", "flag", "count", "at"]
    assert json.loads(text, parse_float=Decimal) == {
        "name": "甲\n“公司”",
        "inner": [{"amount": Decimal("1.500000"), "day": "2026-01-02"}, {"amount": None, "day": None}],
        "flag": True,
        "count": 7,
        "at": None,
    }
    assert '"amount": 1.500000' in text
    assert "甲" in text


def test_json_without_indent_says_the_same() -> None:
    assert "\n" not in to_json(ANSWER, indent=None).replace("\\n", "")
    assert json.loads(to_json(ANSWER, indent=None)) == json.loads(to_json(ANSWER))


@pytest.mark.parametrize(("value", "text"), [([], "[]"), ({}, "{}"), ((), "[]"), ([[]], "[\n  []\n]")])
def test_what_is_empty_stands_on_one_line(value: object, text: str) -> None:
    assert to_json(value) == text


def test_canonical_text_has_sorted_keys_and_no_blanks() -> None:
    assert canonical({"b": 1, "a": {"d": Micro(2), "c": None}}) == '{"a":{"c":null,"d":0.000002},"b":1}'
    assert canonical(ANSWER) == canonical(to_plain(ANSWER))


def test_times_keep_their_zone() -> None:
    assert to_plain(datetime(2026, 1, 2, 3, 4, tzinfo=UTC)) == "2026-01-02T03:04:00+00:00"


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_json_cannot_hold_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json([number])
