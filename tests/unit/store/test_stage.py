"""The stage gathers one load: said twice is said once, the first row stays, and the order of rows changes nothing."""

from __future__ import annotations

import random
import resource
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_engine.errors import StoreUnavailableError
from graph_engine.model import schema
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Alias, Enterprise, Office, Person, Record, Shareholding, Value
from graph_engine.store import stage as stage_module
from graph_engine.store.stage import Stage
from graph_engine.store.statement_hashes import MENTIONS, content_of, mention_hashes, slot_of
from graph_engine.store.stored_rows import DOCUMENT_COLUMNS, QUARANTINE_COLUMNS, statement_columns
from tests.contract.loads import document_of, refused_row
from tests.processes import PROCESSES

COMPANY = PartyRef("enterprise", "uscc:1", "东河甲公司", ("org:1", "regno:1"))
HOLDER = PartyRef("person", "person-local:1@uscc:1", "某甲", scope="uscc:1")
DESCRIBED = Enterprise(party=COMPANY, name="东河甲公司", established_on=date(2001, 2, 3))
HELD = Shareholding(source=HOLDER, target=COMPANY, ratio_ppb=500_000_000)
POST = Office(source=HOLDER, target=COMPANY, role="director", valid_from=date(2020, 1, 1))

Row = dict[str, Value | bytes]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with Stage("registry", tmp_path) as opened:
        yield opened


def _filled(stage: Stage, records: Sequence[Record]) -> Stage:
    for line, record in enumerate(records, start=1):
        stage.add(record, "document:a", line, f"row-{line}")
    stage.seal()
    return stage


def _rows(stage: Stage, kind: str) -> list[Row]:
    columns = statement_columns(kind)
    return [dict(zip(columns, row, strict=True)) for batch in stage.rows(kind) for row in batch]


def _plain(stage: Stage, table: str) -> list[tuple[Value | bytes, ...]]:
    return [row for batch in stage.rows(table) for row in batch]


def test_a_record_is_staged_with_its_ends_values_and_provenance(stage: Stage) -> None:
    (row,) = _rows(_filled(stage, [POST]), "holds_office_in")
    assert row == {
        "slot": slot_of("holds_office_in", "registry", ("person-local:1@uscc:1", "uscc:1"), "director\x1f"),
        "content": content_of(("director", None, 18262, None)),
        "source_key": "person-local:1@uscc:1",
        "target_key": "uscc:1",
        "role": "director",
        "role_text": None,
        "valid_from": 18262,
        "valid_to": None,
        "document": "document:a",
        "line": 1,
        "row_hash": "row-1",
    }


def test_hashes_stay_as_they_are() -> None:
    """Stores keep them: another hash would make every statement new at the next load."""
    slot = slot_of("holds_shares_in", "登记", ("uscc:1", "uscc:2"), "equity\x1f7")
    assert slot.hex() == "bcda1a947cd6bdef27c41af2b8ad9b8d"
    assert content_of(("", 1, None, "甲", -5)).hex() == "848cba041c1e8e4845622ad061ee5128"


def test_slots_and_contents_are_told_apart() -> None:
    slots = {
        slot_of("guarantees", "a", ("x", "y"), ""),
        slot_of("controls", "a", ("x", "y"), ""),
        slot_of("guarantees", "b", ("x", "y"), ""),
        slot_of("guarantees", "a", ("y", "x"), ""),
        slot_of("guarantees", "a", ("x", "y"), "7"),
    }
    assert len(slots) == 5
    contents = [(None,), ("",), ("None",), (0,), ("0",), (0, None), ("a", "b"), ("a, b",), ("a', 'b",), (1,)]
    assert len({content_of(values) for values in contents}) == len(contents)


def test_nodes_names_and_other_keys_come_with_the_parties(stage: Stage) -> None:
    _filled(stage, [DESCRIBED, HELD])
    assert _plain(stage, "node") == [
        ("person-local:1@uscc:1", "person", "uscc:1"),
        ("uscc:1", "enterprise", None),
    ]
    assert _plain(stage, "name") == [
        ("person-local:1@uscc:1", "某甲", "某甲"),
        ("uscc:1", "东河甲公司", "东河甲公司"),
    ]
    assert {row["other_key"] for row in _rows(stage, schema.ALIAS)} == {"org:1", "regno:1"}
    assert {row["line"] for row in _rows(stage, schema.ALIAS)} == {1}


@pytest.mark.parametrize("kind", list(MENTIONS))
@given(name=st.text())
def test_a_bare_mention_has_the_hashes_of_the_record_that_it_stands_for(kind: str, name: str) -> None:
    record = MENTIONS[kind](party=PartyRef(kind, "k"), name=name, mention=True)
    values = record.values()
    slot = slot_of(kind, "登记", ("k",), record.place(values))
    assert mention_hashes(kind, "登记", "k", name) == (slot, content_of((*values, None, None)))


@pytest.mark.parametrize("bare_first", [True, False])
def test_of_a_bare_mention_and_a_record_that_says_the_same_the_earlier_row_stays(
    stage: Stage, bare_first: bool
) -> None:
    said = [HELD, Person(party=HOLDER, name="某甲", mention=True)]
    _filled(stage, said if bare_first else said[::-1])
    assert [row["line"] for row in _rows(stage, "person")] == [1]


def test_a_party_that_a_row_names_without_describing_it_is_mentioned(stage: Stage) -> None:
    _filled(stage, [HELD])
    (mentioned,) = _rows(stage, "enterprise")
    assert (mentioned["node_key"], mentioned["name"], mentioned["mention"]) == ("uscc:1", "东河甲公司", 1)
    (person,) = _rows(stage, "person")
    assert (person["name"], person["mention"]) == ("某甲", 1)


def test_a_party_without_a_name_is_not_mentioned(stage: Stage) -> None:
    bare = Shareholding(source=HOLDER._replace(name=None), target=COMPANY._replace(name=None, aliases=()))
    _filled(stage, [bare])
    assert stage.count("enterprise") == stage.count("person") == stage.count("name") == 0
    assert stage.count("node") == 2


def test_what_is_said_twice_is_one_statement_of_the_first_row(stage: Stage) -> None:
    _filled(stage, [HELD, DESCRIBED, HELD, replace(HELD, ratio_ppb=1), HELD])
    held = _rows(stage, "holds_shares_in")
    assert {(row["ratio_ppb"], row["line"]) for row in held} == {(500_000_000, 1), (1, 4)}
    assert len({row["slot"] for row in held}) == 1


@pytest.mark.parametrize("flush_rows", [1, 3, 10_000])
def test_neither_row_order_nor_flushing_changes_what_is_staged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flush_rows: int
) -> None:
    monkeypatch.setattr(stage_module, "FLUSH_ROWS", flush_rows)
    records: list[Record] = [DESCRIBED, HELD, POST, Person(party=HOLDER, name="某甲"), replace(HELD, ratio_ppb=1)]
    seen = set()
    for seed in range(12):
        random.Random(seed).shuffle(records)
        with Stage("registry", tmp_path) as stage:
            _filled(stage, records)
            statements = tuple(
                tuple(row[name] for name in statement_columns(kind)[:-2])
                for kind in schema.STATEMENT_KINDS
                for row in _rows(stage, kind)
            )
            seen.add((statements, tuple(_plain(stage, "node")), tuple(_plain(stage, "name"))))
    assert len(seen) == 1


def test_the_first_row_stays_across_flushes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage_module, "FLUSH_ROWS", 2)
    with Stage("registry", tmp_path) as stage:
        _filled(stage, [HELD, DESCRIBED, POST, HELD])
        assert [row["line"] for row in _rows(stage, "holds_shares_in")] == [1]
        assert [row["line"] for row in _rows(stage, "person")] == [1]


def test_rows_come_by_slot_so_that_a_slot_stands_together(stage: Stage) -> None:
    records = [replace(HELD, record_id=str(n % 50), ratio_ppb=n) for n in range(200)]
    _filled(stage, records)
    batches = list(stage.rows("holds_shares_in", batch=7))
    rows = [row for batch in batches for row in batch]
    assert rows == sorted(rows, key=lambda row: row[:2])
    assert len(rows) == stage.count("holds_shares_in") == 200
    assert max(len(batch) for batch in batches) == 7


def test_names_can_be_added_by_themselves(stage: Stage) -> None:
    stage.add_name("uscc:1", "東河舊名有限責任公司")
    stage.seal()
    assert _plain(stage, "name") == [("uscc:1", "東河舊名有限責任公司", "东河旧名有限公司")]
    assert stage.count("node") == 0


def test_documents_and_refused_rows_are_kept_once(stage: Stage) -> None:
    document = document_of("a")
    row = refused_row(document, 4, "uscc:1")
    for _ in range(2):
        stage.add_document(document)
        stage.add_quarantined(row)
    stage.add_document(replace(document, key="document:b", covers=(), covered_until=None))
    stage.seal()
    staged = {str(found[0]): dict(zip(DOCUMENT_COLUMNS, found, strict=True)) for found in _plain(stage, "document")}
    assert staged[document.key]["covers"] == "enterprise holds_shares_in risk_event"
    assert staged[document.key]["covered_until"] == 20454
    assert (staged["document:b"]["covers"], staged["document:b"]["covered_until"]) == ("", None)
    (refused,) = _plain(stage, "quarantine")
    assert dict(zip(QUARANTINE_COLUMNS, refused, strict=True)) == {
        "document": document.key,
        "line": 4,
        "column_name": "统一社会信用代码",
        "reason": "check digit is wrong in line 4",
        "reason_zh": "校验码不符",
        "touches": "uscc:1",
        "sealed": bytes(range(256)),
        "row_hash": "refused-4",
    }


def test_the_scratch_file_goes_with_the_stage(tmp_path: Path) -> None:
    with Stage("registry", tmp_path) as stage:
        assert stage.path.is_relative_to(tmp_path)
        _filled(stage, [DESCRIBED])
        assert stage.path.exists()
    assert list(tmp_path.iterdir()) == []
    stage.close()


def test_the_scratch_file_goes_when_filling_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), Stage("registry", tmp_path) as stage:
        stage.add(DESCRIBED, "document:a", 1 // 0, "row-1")
    assert list(tmp_path.iterdir()) == []


def _fill_without_room(folder: Path, pipe: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
    try:
        with Stage("registry", folder) as stage:
            for line in range(20_000):
                stage.add(replace(HELD, record_id=str(line)), "document:a", line, "hash")
            stage.seal()
        pipe.send("filled")
    except StoreUnavailableError as error:
        pipe.send(f"unavailable: {error}")
    except BaseException as error:
        pipe.send(repr(error))


def test_a_full_disk_is_said_to_be_full_while_the_stage_is_filled(tmp_path: Path) -> None:
    ours, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(target=_fill_without_room, args=(tmp_path, theirs))
    process.start()
    theirs.close()
    assert ours.poll(120)
    assert str(ours.recv()).startswith("unavailable: ")
    process.join(60)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", sorted(MENTIONS))
def test_a_bare_mention_says_what_its_record_would(stage: Stage, kind: str) -> None:
    party = PartyRef(kind, "key:1", "某某")
    record = MENTIONS[kind](party=party, name="某某", mention=True)
    _filled(stage, [Alias(party=party, other_key="key:2")])
    (row,) = _rows(stage, kind)
    assert row["slot"] == slot_of(kind, "registry", ("key:1",), record.place())
    assert row["content"] == content_of((*record.values(), None, None))
    assert [row[prop.name] for prop in schema.own_properties(kind)] == list(record.values())


@pytest.mark.parametrize("known", [1, 2, 200_000])
def test_parties_that_were_forgotten_are_the_same_parties(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: int
) -> None:
    """A key may then have several numbers; whoever reads sees keys."""
    monkeypatch.setattr(stage_module, "KNOWN_PARTIES", known)
    seen = []
    for records in ([HELD, DESCRIBED, POST, HELD], [DESCRIBED, HELD, HELD, POST]):
        with Stage("registry", tmp_path) as stage:
            _filled(stage, records)
            seen.append(
                {kind: [row[:-3] for row in _plain(stage, kind)] for kind in schema.STATEMENT_KINDS}
                | {table: _plain(stage, table) for table in ("node", "name")}
            )
    assert seen[0] == seen[1]
    assert [row[0] for row in seen[0]["node"]] == ["person-local:1@uscc:1", "uscc:1"]
    assert len(seen[0]["enterprise"]) == 1
