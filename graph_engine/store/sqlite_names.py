"""Finding names in the embedded store: a full-text index of the pairs of neighbouring characters of each name.

Chinese is written without spaces, and most words have two characters: pairs find any part of a name from two
characters on, and a single one as the beginning of a pair. Characters stand in the index as hexadecimal UTF-16,
so that no rule of the tokenizer about punctuation, accents or case comes between; a rare character is a pair.
"""

from __future__ import annotations

from typing import Final

NAME_INDEX_FUNCTION: Final = "index_tokens"
"""Name of the SQL function that gives the index terms of a name."""

_CHARACTER: Final = 4
"""Hexadecimal digits of one UTF-16 unit."""


def index_tokens(search: str) -> str:
    """The terms of a name: each pair of neighbouring characters, and the last character by itself."""
    return " ".join(_tokens(search))


def index_query(search: str) -> str:
    """The full-text query for names that have all pairs of `search`; whether in one piece is checked after."""
    tokens = _tokens(search)
    if len(tokens) == 1:
        return f"{tokens[0]}*"
    return " AND ".join(dict.fromkeys(tokens[:-1]))


def _tokens(search: str) -> list[str]:
    digits = search.encode("utf-16-be", "surrogatepass").hex()
    return [digits[at : at + 2 * _CHARACTER] for at in range(0, len(digits), _CHARACTER)]
