"""The index terms of names: whatever contains a text has the terms of that text."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.store.sqlite_names import index_query, index_tokens

_TEXTS = st.text(st.sampled_from("东河市甲乙a1(·é\u0301𠮷🏗 *\"'\u3000"), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("search", "tokens", "query"),
    [
        ("东河", "4e1c6cb3 6cb3", "4e1c6cb3"),
        ("东", "4e1c", "4e1c*"),
        ("东河市", "4e1c6cb3 6cb35e02 5e02", "4e1c6cb3 AND 6cb35e02"),
        ("东东东", "4e1c4e1c 4e1c4e1c 4e1c", "4e1c4e1c"),
        ("a(", "00610028 0028", "00610028"),
        ("𠮷", "d842dfb7 dfb7", "d842dfb7"),
    ],
)
def test_terms_are_pairs_of_neighbours_in_hexadecimal(search: str, tokens: str, query: str) -> None:
    assert index_tokens(search) == tokens
    assert index_query(search) == query


@given(before=_TEXTS, text=_TEXTS, after=_TEXTS)
@settings(max_examples=200)
def test_a_part_of_a_name_is_found_in_it(before: str, text: str, after: str) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE i USING fts5(bigrams, content='', detail=none, tokenize='ascii')")
        names = [text, before + text, text + after, before + text + after]
        connection.executemany("INSERT INTO i(rowid, bigrams) VALUES(?, ?)", enumerate(map(index_tokens, names)))
        found = connection.execute("SELECT rowid FROM i WHERE i MATCH ? ORDER BY rowid", (index_query(text),))
        assert [row for (row,) in found] == [0, 1, 2, 3]
