"""Packed texts behave as a list of texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_engine.snapshot.texts import Texts


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_texts_come_back_as_they_went_in(texts: list[str]) -> None:
    packed = Texts.of(texts)
    assert list(packed) == texts
    assert [packed[at] for at in range(len(packed))] == texts


@given(st.sets(st.text(st.characters(exclude_categories=["Cs"]))), st.text(st.characters(exclude_categories=["Cs"])))
def test_find_finds_exactly_what_is_there(texts: set[str], wanted: str) -> None:
    packed = Texts.of(sorted(texts, key=str.encode))
    found = packed.find(wanted)
    assert (found is not None) == (wanted in texts)
    for text in texts:
        at = packed.find(text)
        assert at is not None
        assert packed[at] == text


def test_an_index_outside_is_an_error() -> None:
    with pytest.raises(IndexError):
        Texts.of(["a"])[1]
