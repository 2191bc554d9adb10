"""By what a statement is known (语句散列): its slot, and its content.

A **slot** is the place that later words of the same source about the same thing replace: a hash of kind, source, ends
and the record's own `place`. The **content** is a hash of everything the statement says. Both are 16-byte BLAKE2b
digests, and stores keep them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b

from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Enterprise, Person, Project, Value

MENTIONS: dict[str, type[Enterprise] | type[Person] | type[Project]] = {
    "enterprise": Enterprise,
    "person": Person,
    "project": Project,
}
"""Node kinds that are known by name, and the record that says so."""

_SEPARATOR = "\x1f"


def slot_of(kind: str, source: str, ends: Sequence[str], place: str) -> bytes:
    """The slot of a statement: 16 bytes that later words of `source` about the same thing share."""
    return blake2b(_SEPARATOR.join((kind, source, *ends, place)).encode(), digest_size=16).digest()


def content_of(values: Sequence[Value]) -> bytes:
    """The content hash of what a statement says: own properties, then valid_from and valid_to as days."""
    return blake2b(repr(tuple(values)).encode(), digest_size=16).digest()


@cache
def _words_after_name(kind: str) -> tuple[str, str]:
    """How the words of a bare mention go on after its name: what makes its place, and what makes its content."""
    values = MENTIONS[kind](party=PartyRef(kind, ""), name="", mention=True).values()
    rest = repr(values).removeprefix("(''")
    return rest, f"{rest[:-1]}, None, None)"


def mention_hashes(kind: str, source: str, key: str, name: str) -> tuple[bytes, bytes]:
    """Slot and content of a bare mention: those that `slot_of` and `content_of` give for it, with half the work."""
    place, content = _words_after_name(kind)
    words = f"({name!r}"
    return (
        slot_of(kind, source, (key,), f"mention\x1f{words}{place}"),
        blake2b(f"{words}{content}".encode(), digest_size=16).digest(),
    )
