"""What a searched text may mean, and the order of what is found."""

from __future__ import annotations

import itertools

import pytest

from graph_engine.store.base import NamedParty
from graph_engine.store.search import Hit, codes_in_text, codes_of_key, ranked, shown_name


@pytest.mark.parametrize(
    ("key", "codes"),
    [
        ("uscc:91440101MA59EXAM2U", ("91440101MA59EXAM2U", "MA59EXAM2")),
        ("org:MA59EXAM2", ("MA59EXAM2",)),
        ("GB-COH:SC123456", ("SC123456",)),
        ("src:a:b", ("a:b",)),
        ("bare", ("",)),
    ],
)
def test_codes_of_a_key(key: str, codes: tuple[str, ...]) -> None:
    assert codes_of_key(key) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("MA59EXAM2", ("MA59EXAM2",)),
        (" ma59exam-2\n", ("ma59exam-2", "MA59EXAM2")),
        ("９１４４", ("９１４４", "9144")),
        ("openownership-register-1", ("openownership-register-1", "OPENOWNERSHIPREGISTER1")),
        (" \u3000", ()),
        ("-", ("-",)),
    ],
)
def test_codes_in_a_text(text: str, codes: tuple[str, ...]) -> None:
    assert codes_in_text(text) == codes


def test_hits_are_ordered_whatever_order_they_came_in() -> None:
    wanted = [
        Hit("enterprise", "src:9", "长而又长的名称", exact=True),
        Hit("enterprise", "src:1", "甲", exact=False),
        Hit("enterprise", "src:3", "甲乙", exact=False),
        Hit("person", "src:4", "甲乙", exact=False),
        Hit("enterprise", "src:2", "甲丙丁", exact=False),
    ]
    again = Hit("enterprise", "src:1", "甲的另一个名称", exact=False)
    for hits in itertools.permutations([*wanted, again]):
        assert ranked(hits, 10) == [NamedParty(hit.kind, hit.key, hit.name) for hit in wanted]
    assert [found.key for found in ranked([again, *wanted], 2)] == ["src:9", "src:1"]
    assert ranked(wanted, 0) == ranked(wanted, -3) == []


def test_a_node_found_by_code_is_shown_under_its_shortest_name() -> None:
    assert shown_name("uscc:1", ["东河建工集团", "建工", "东建"]) == "东建"
    assert shown_name("uscc:1", []) == "1"
