"""The digest of a load: the same for the same changes in every store, another for any other change."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b

import pytest

from graph_engine.model import schema
from graph_engine.store.base import Store
from tests.contract.loads import FIRST_TIME, Load, apply, document_of, enterprise, holding, refused_row
from tests.contract.pictures import Picture, history

WORLD = (enterprise(1), enterprise(2), enterprise(3), holding(1, 2, 600_000_000), holding(2, 3))
LATER = FIRST_TIME + timedelta(hours=1)


def digests(store: Store) -> list[str]:
    with store.reader() as reader:
        return [load.digest for load in reader.loads()]


def by_hand(before: Picture, after: Picture) -> str:
    """The digest of what lies between two pictures, worked out from what readers see."""
    parts: list[bytes] = []
    for kind in schema.STATEMENT_KINDS:
        old, new = set(before.of(kind)), set(after.of(kind))
        added, retired = sorted(new - old, key=repr), sorted(old - new, key=repr)
        pairs = sorted(bytes.fromhex(f"{row[0]}{row[1]}") for row in added)
        parts += [f"\n+{kind}\n".encode(), *pairs, f"\n@{kind}\n".encode()]
        for document in sorted({str(row[-3]) for row in added}):
            lines = [int(str(row[-2])) for row in added if row[-3] == document]
            parts.append(f"{document}\x1f{len(lines)}\x1f{sum(lines)}\n".encode())
        pairs = sorted(bytes.fromhex(f"{row[0]}{row[1]}") for row in retired)
        parts += [f"\n-{kind}\n".encode(), *pairs]
    opened = {(row.document, row.line): row for row in after.refused}
    closed = {(row.document, row.line): row for row in before.refused}
    parts.append(b"\n+quarantine\n")
    parts += [f"{d}\x1f{n}\x1f{opened[d, n].row_hash}\n".encode() for d, n in sorted(opened.keys() - closed.keys())]
    parts.append(b"\n-quarantine\n")
    parts += [f"{d}\x1f{n}\n".encode() for d, n in sorted(closed.keys() - opened.keys())]
    return blake2b(b"".join(parts), digest_size=32).hexdigest()


def test_a_digest_is_what_lies_between_two_pictures(store: Store) -> None:
    apply(store, Load(WORLD, refused=[refused_row(document_of("a"), line) for line in (7, 9, 30)]))
    apply(store, Load((holding(1, 2, 5), enterprise(4)), document="b", mended=[(document_of("a").key, 9)]))
    apply(store, Load((enterprise(1), holding(1, 2, 5)), document="c", full=True))
    pictures = history(store)
    empty = Picture([], {}, [], [])
    expected = [by_hand(old, new) for old, new in zip([empty, *pictures], pictures, strict=False)]
    assert digests(store) == expected
    assert len(set(expected)) == 3


@pytest.mark.parametrize(
    "other",
    [
        Load(WORLD[:4]),
        Load((*WORLD[:3], holding(1, 2, 600_000_001), holding(2, 3))),
        Load(tuple(reversed(WORLD))),
        Load(WORLD, document="b"),
        Load(WORLD, source="court"),
        Load(WORLD, refused=[refused_row(document_of("a"), 1)]),
    ],
    ids=["statement", "value", "lines", "document", "source", "refused"],
)
def test_other_changes_have_another_digest(backend_pair: tuple[Store, Store], other: Load) -> None:
    one, two = backend_pair
    apply(one, Load(WORLD))
    apply(two, other)
    assert digests(one) != digests(two)


def test_times_and_numbers_stay_outside(backend_pair: tuple[Store, Store]) -> None:
    one, two = backend_pair
    apply(one, Load(WORLD))
    apply(two, Load((enterprise(9),), source="court", document="x"))
    apply(two, Load(WORLD, recorded_at=LATER))
    assert digests(one)[0] == digests(two)[1]


def test_a_mended_row_is_closed_and_stays_in_the_past(store: Store) -> None:
    rows = [refused_row(document_of("a"), line) for line in (7, 9)]
    apply(store, Load(WORLD, refused=rows))
    apply(store, Load((enterprise(4),), document="b", mended=[(rows[0].document, 7), (rows[0].document, 8)]))
    first, second = history(store)
    assert [row.line for row in first.refused] == [7, 9]
    assert [row.line for row in second.refused] == [9]


def test_mending_alone_is_a_load(store: Store) -> None:
    rows = [refused_row(document_of("a"), 7)]
    apply(store, Load(WORLD, refused=rows))
    assert apply(store, Load(WORLD, mended=[(rows[0].document, 7)])).number == 2
    assert apply(store, Load(WORLD, mended=[(rows[0].document, 7)])).number is None
    assert history(store)[-1].refused == []


def test_a_source_mends_only_what_was_its_own(store: Store) -> None:
    rows = [refused_row(document_of("a"), 7)]
    apply(store, Load(WORLD, refused=rows))
    apply(store, Load((enterprise(4),), source="court", document="b", mended=[(rows[0].document, 7)]))
    assert [row.line for row in history(store)[-1].refused] == [7]
