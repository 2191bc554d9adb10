"""The digest of a load (批次摘要): one hash of all that it changed, kept with it and worked out again to check it.

It covers the statements that the load added and retired, by slot and content; how many of them each document
gave, and from which rows; and the refused rows that it opened and closed. Load numbers and times stay outside, as
from every content hash, so the same files give the same digests in every store.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from itertools import chain, islice
from typing import Final

_SEPARATOR: Final = "\x1f"
_BATCH: Final = 10_000


class LoadDigest:
    """Takes the changes of one load, kind by kind in the schema's order, and gives their digest."""

    def __init__(self) -> None:
        self._hash = blake2b(digest_size=32)

    def added(
        self, kind: str, statements: Iterable[tuple[bytes, bytes]], documents: Iterable[tuple[str, int, int]]
    ) -> None:
        """Statements made: (slot, content) in rising order; and per document, in rising order of keys, how many
        they are and the sum of their lines."""
        self._statements(f"+{kind}", statements)
        self._rows(f"@{kind}", documents)

    def retired(self, kind: str, statements: Iterable[tuple[bytes, bytes]]) -> None:
        """Statements retired: (slot, content) in rising order."""
        self._statements(f"-{kind}", statements)

    def refused(self, opened: Iterable[tuple[str, int, str]], closed: Iterable[tuple[str, int]]) -> None:
        """Refused rows: (document, line, row_hash) of those opened, (document, line) of those closed, in order."""
        self._rows("+quarantine", opened)
        self._rows("-quarantine", closed)

    def hexdigest(self) -> str:
        """The digest, as 64 hexadecimal digits."""
        return self._hash.hexdigest()

    def _statements(self, title: str, statements: Iterable[tuple[bytes, bytes]]) -> None:
        self._hash.update(f"\n{title}\n".encode())
        halves = chain.from_iterable(statements)
        while batch := b"".join(islice(halves, _BATCH)):
            self._hash.update(batch)

    def _rows(self, title: str, rows: Iterable[tuple[str | int, ...]]) -> None:
        self._hash.update(f"\n{title}\n".encode())
        for row in rows:
            self._hash.update((_SEPARATOR.join(map(str, row)) + "\n").encode())
