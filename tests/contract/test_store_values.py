"""Whatever a record may hold comes back as it was said: every kind, every property, every awkward value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Any, get_type_hints

import numpy as np
import pytest

from graph_engine.model import schema
from graph_engine.model.days import day_of
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import RECORD_CLASSES, Enterprise, Record, RiskEvent, Shareholding
from graph_engine.store.base import MISSING, Store
from graph_engine.store.stored_rows import QuarantinedRow
from tests.contract.loads import Load, applied_number, apply, company, document_of, enterprise, refused_row
from tests.contract.pictures import newest

TEXTS = (
    "",
    " ",
    "东河市第一建筑工程有限公司",
    "𠮷野家（東莞）餐飲有限公司",
    "🏗️👩‍👩‍👧 emoji 🇨🇳",
    "'; DROP TABLE node; --",
    'MATCH (n) DETACH DELETE n // "quoted" `ticks` \\ back\\\\slash',
    "line one\nline two\r\n\ttab",
    "\x1f \x7f \u200b \ufeff",
    "e\u0301 é",
    "永" * 10_000,
)
NUMBERS = (0, 1, -1, 2**31, -(2**31) - 1, 2**53 + 1, 2**62, -(2**62), 2**63 - 1, -(2**63) + 1)
DATES = (date(1970, 1, 1), date(1949, 10, 1), date(1, 1, 1), date(9999, 12, 31), date(2024, 2, 29))
LISTS = ((), ("",), ("甲", "乙"), ('"', "\\", '\\"', "a,b", "[]"), ("🏗️", "line\nbreak"), ("长" * 5000,) * 2)

_SAMPLES: dict[Any, tuple[Any, ...]] = {
    str: TEXTS,
    str | None: (None, *TEXTS),
    int | None: (None, *NUMBERS),
    bool: (False, True),
    date | None: (None, *DATES),
    tuple[str, ...]: LISTS,
}
_ENDS = {"party", "source", "target"}


def _party(role: str, number: int, record_class: type) -> PartyRef:
    kind = record_class.kind  # type: ignore[attr-defined]
    if role == "party":
        return PartyRef("enterprise" if kind in schema.ASPECT_KINDS else kind, f"{kind}:{number}")
    relation = schema.RELATION_KINDS[kind]
    node = (relation.sources if role == "source" else relation.targets)[0]
    return PartyRef(node, f"{node}:{role}:{number}")


def _samples(record_class: type) -> Iterator[Record]:
    """Records that between them hold every sample in every field, each about parties of its own."""
    hints = get_type_hints(record_class)
    own = [field.name for field in fields(record_class) if field.name not in _ENDS]
    for number in range(max(map(len, _SAMPLES.values()))):
        values = {
            name: _SAMPLES[hints[name]][(number + shift) % len(_SAMPLES[hints[name]])] for shift, name in enumerate(own)
        }
        ends = {
            field.name: _party(field.name, number, record_class)
            for field in fields(record_class)
            if field.name in _ENDS
        }
        record: Record = record_class(**values, **ends)
        yield record


@pytest.mark.parametrize("record_class", RECORD_CLASSES, ids=lambda record_class: str(record_class.kind))
def test_every_property_comes_back(store: Store, record_class: type) -> None:
    records = list(_samples(record_class))
    apply(store, Load(records))
    kind = record_class.kind  # type: ignore[attr-defined]
    came = {row[2:-3] for row in newest(store).of(kind)}
    assert came == {
        (
            *(party.key for party in record.ends()),
            *record.values(),
            day_of(record.valid_from),
            day_of(record.valid_to),
        )
        for record in records
    }


def test_the_same_values_again_change_nothing(store: Store) -> None:
    records = [record for record_class in RECORD_CLASSES for record in _samples(record_class)]
    apply(store, Load(records))
    before = newest(store)
    assert apply(store, Load(records[::-1], document="b", full=True)).number is None
    assert newest(store) == before
    assert set(before.statements) == set(schema.STATEMENT_KINDS)


def test_columns_have_the_promised_types(store: Store) -> None:
    event = RiskEvent(
        party=PartyRef("risk_event", "event:1"),
        category="litigation",
        matter="case:1",
        decided_on=date(1969, 12, 31),
        long_term=True,
        penalty_types=("fine", "warning"),
    )
    number = applied_number(store, Load((event,)))
    with store.reader() as reader:
        wanted = ["node", "decided_on", "amount", "long_term", "penalty_types", "text", "document", "line", "slot"]
        (batch,) = reader.statements("risk_event", wanted, number)
    for name in ("node", "decided_on", "amount", "long_term", "document", "line"):
        column = batch[name]
        assert isinstance(column, np.ndarray)
        assert column.dtype == np.int64
    assert [batch[name][0] for name in ("decided_on", "amount", "long_term", "line")] == [-1, MISSING, 1, 1]
    assert batch["penalty_types"] == ['["fine","warning"]']
    assert batch["text"] == [None]
    slot = batch["slot"][0]
    assert isinstance(slot, str)
    assert slot == slot.lower()
    assert len(bytes.fromhex(slot)) == 16


def test_only_the_columns_asked_for_are_read(store: Store) -> None:
    number = applied_number(store, Load((enterprise(1), enterprise(2))))
    with store.reader() as reader:
        (batch,) = reader.statements("enterprise", ["status", "line"], number)
        assert list(batch) == ["status", "line"]
        assert batch["status"] == [None, None]
        assert list(reader.statements("person", ["name"], number)) == []


def test_nothing_and_the_empty_text_are_two_things(store: Store) -> None:
    apply(store, Load((Enterprise(party=company(1), name="甲", address=""), Enterprise(party=company(2), name="甲"))))
    place = 2 + 1 + [prop.name for prop in schema.ENTERPRISE.properties].index("address")
    assert {row[2]: row[place] for row in newest(store).of("enterprise")} == {"src:1": "", "src:2": None}


def test_a_relation_to_itself_is_kept(store: Store) -> None:
    apply(store, Load((Shareholding(source=company(1), target=company(1), ratio_ppb=1),)))
    assert [row[2:4] for row in newest(store).of("holds_shares_in")] == [("src:1", "src:1")]


def test_keys_are_told_apart_to_the_letter(store: Store) -> None:
    keys = ["src:a", "src:A", "src:ａ", "src:a ", "src:é", "src:e\u0301", "src:𠮷", "src:" + "长" * 2000]
    records = [Enterprise(party=PartyRef("enterprise", key), name="甲") for key in keys]
    apply(store, Load(records))
    shown = newest(store)
    assert {key for _, key, _ in shown.nodes} == set(keys)
    assert {row[2] for row in shown.of("enterprise")} == set(keys)


def test_aliases_are_statements_of_the_party(store: Store) -> None:
    known = enterprise(1, aliases=("org:MA5EXMPL7", "regno:440000000000001"))
    apply(store, Load((known,)))
    shown = newest(store)
    assert {row[2:4] for row in shown.of("also_known_as")} == {
        ("src:1", "org:MA5EXMPL7"),
        ("src:1", "regno:440000000000001"),
    }
    assert shown.nodes == [("enterprise", "src:1", None)], "another key is no node"
    apply(store, Load((enterprise(1, aliases=("org:MA5EXMPL7",)),), document="b", full=True))
    assert {row[3] for row in newest(store).of("also_known_as")} == {"org:MA5EXMPL7"}


def test_documents_come_back_whole(store: Store) -> None:
    other = document_of("附表 一 🗂")
    undated = replace(document_of("undated"), covers=(), covered_until=None, sheet="工作表 1", size=2**40)
    load = Load((enterprise(1),), others=(other, undated))
    number = applied_number(store, load)
    with store.reader() as reader:
        found = reader.documents(number)
    assert {document for _, document in found} == {load.source_document, other, undated}
    assert len({own for own, _ in found}) == 3
    assert all(isinstance(own, int) for own, _ in found)


def test_a_document_keeps_what_was_first_said_of_it(store: Store) -> None:
    first = document_of("a")
    again = replace(first, name="renamed.csv")
    apply(store, Load((enterprise(1),)))
    apply(store, Load((enterprise(2),), document="b", others=(again,)))
    assert first in newest(store).documents
    assert again not in newest(store).documents


def test_refused_rows_come_back_by_document_and_line(store: Store) -> None:
    later, earlier = document_of("a"), document_of("b")
    rows = [refused_row(document, line, f"src:{line}") for document in (later, earlier) for line in (30, 2, 100)]
    load = Load((), refused=rows, others=(earlier,))
    assert apply(store, load).number == 1, "refused rows alone make a load"
    assert newest(store).refused == sorted(rows, key=lambda row: (row.document, row.line))


def test_awkward_refused_rows_come_back(store: Store) -> None:
    key = document_of("a").key
    rows = [
        QuarantinedRow(key, line, text, text, text, text, sealed, text)
        for line, (text, sealed) in enumerate(zip(TEXTS, (b"", b"\x00", b"\xff" * 100_000) * 4, strict=False), 1)
    ]
    apply(store, Load((), refused=rows))
    assert newest(store).refused == rows


def test_refused_rows_are_opened_once(store: Store) -> None:
    a = document_of("a")
    apply(store, Load((), refused=[refused_row(a, 2)]))
    assert apply(store, Load((), refused=[refused_row(a, 2)])).number is None
    assert apply(store, Load((), refused=[refused_row(a, 2), refused_row(a, 3)])).number == 2
    assert [row.line for row in newest(store).refused] == [2, 3]


def test_a_full_load_closes_refused_rows_of_documents_that_are_gone(store: Store) -> None:
    a, court = document_of("a"), document_of("court", "court")
    apply(store, Load((enterprise(1),), refused=[refused_row(a, 2)]))
    apply(store, Load((), source="court", document="court", refused=[refused_row(court, 5)]))
    apply(store, Load((enterprise(1), enterprise(2)), document="b"))
    assert set(newest(store).refused) == {refused_row(court, 5), refused_row(a, 2)}, "a partial load closes none"
    done = apply(store, Load((enterprise(1), enterprise(2)), document="b", full=True))
    assert done.number == 4, "closing a refused row is a change"
    assert newest(store).refused == [refused_row(court, 5)]
    apply(store, Load((enterprise(1), enterprise(2)), refused=[refused_row(a, 2)], full=True))
    assert set(newest(store).refused) == {refused_row(court, 5), refused_row(a, 2)}
    with store.reader() as reader:
        assert [len(list(reader.quarantine(number))) for number in range(6)] == [0, 1, 2, 2, 1, 2]


def test_refused_rows_of_documents_in_a_full_load_stay_open(store: Store) -> None:
    a = document_of("a")
    apply(store, Load((enterprise(1),), refused=[refused_row(a, 2)]))
    apply(store, Load((enterprise(1), enterprise(2)), refused=[refused_row(a, 2)], full=True))
    assert [row.line for row in newest(store).refused] == [2]
