"""Graphs as JSON Lines: what is a fact comes in, and what is none is refused with its reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph_engine.loading.report import DocumentReport
from graph_engine.store.sqlite import SqliteStore
from tests.loading_files import load_files

A, B = "uscc:91441900MA0000015D", "GB-COH:00000001"
NODES = [
    {"node": A, "kind": "enterprise", "name": "东河甲贸易有限公司"},
    {"node": B, "kind": "enterprise", "name": "Holder Ltd"},
]
HASH = "ab" * 32
HOLDING = {"relation": "holds_shares_in", "source": B, "target": A}


def loaded(folder: Path, *rows: Any) -> DocumentReport:
    """What became of two good nodes and further rows."""
    path = folder / "graph.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in (*NODES, *rows)), encoding="utf-8")
    with SqliteStore(folder / "store.sqlite") as store:
        (document,) = load_files(store, "graph", [path], folder).documents
    return document


@pytest.mark.parametrize(
    "row",
    [
        HOLDING | {"ratio_ppb": 1_000_000_000, "valid_from": "2020-02-29", "role": "equity"},
        HOLDING | {"ratio_low_ppb": 0, "ratio_high_ppb": 500_000_000, "doubts": ["ratio_band", "undated"]},
        {"node": f"person:0a1b2c3d:{HASH}", "kind": "person", "name": "张三丰", "masked_id": "4419**********1234"},
        {"node": "person-src:vendor:77", "kind": "person", "name": "李四"},
        {"node": f"person-local:0a:{HASH}@{A}", "kind": "person", "name": "李四", "scope": A},
        {"node": f"name:某@公司@{A}", "kind": "enterprise", "name": "某@公司", "scope": A},
        {"node": f"contact:phone:0a:{HASH}", "kind": "contact", "channel": "phone"},
        {"node": "contact:address:东河路1号", "kind": "contact", "channel": "address", "name": "东河路1号"},
        {
            "node": "event:court:1",
            "kind": "risk_event",
            "category": "litigation",
            "matter": "case:1",
            "long_term": True,
        },
        {
            "node": "project:list:1",
            "kind": "project",
            "name": "桥",
            "scenario": "major_project",
            "decision_on": "2026-01-02",
        },
    ],
)
def test_a_row_of_the_data_dictionary_is_understood(tmp_path: Path, row: dict[str, Any]) -> None:
    document = loaded(tmp_path, row)
    assert (document.understood, document.refused, dict(document.left_out)) == (3, {}, {})


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({}, "neither a node"),
        ([1], "neither a node"),
        ("x", "neither a node"),
        (None, "neither a node"),
        ({"node": None, "kind": "enterprise", "name": "x"}, "no value"),
        ({"node": 7, "kind": "enterprise", "name": "x"}, "no value"),
        ({"node": "src:1", "kind": "planet", "name": "x"}, "no value"),
        ({"node": "src:1", "kind": "enterprise", "name": 7}, "no value"),
        ({"node": "src:1", "kind": "enterprise", "name": "x", "status": "on fire"}, "no value"),
        ({"node": "src:1", "kind": "enterprise", "name": "x", "amount": 1.5}, "no value"),
        ({"node": "src:1", "kind": "enterprise", "name": "x", "amount": -1}, "no value"),
        ({"node": "src:1", "kind": "enterprise", "name": "x", "amount": True}, "no value"),
        ({"node": "src:1", "kind": "enterprise", "name": "x", "amount": 10**30}, "no value"),
        ({"node": "src:1", "kind": "enterprise", "name": "x", "established_on": "2026-13-01"}, "no value"),
        ({"node": "src:1", "kind": "enterprise", "name": "x", "inner_check_failed": "yes"}, "no value"),
        ({"node": "src:1", "kind": "enterprise", "name": "x", "former_names": "a,b"}, "no value"),
        ({"node": "src:1", "kind": "enterprise", "name": "x", "keys": "uscc:1"}, "no value"),
        ({"node": "src:1", "kind": "enterprise", "name": "x", "keys": ["person:1"]}, "no key"),
        ({"node": "event:1", "kind": "risk_event", "category": "litigation"}, "no value"),
        ({"node": "uscc:91441900MA0000015X", "kind": "enterprise", "name": "x"}, "no key"),
        ({"node": "某公司", "kind": "enterprise", "name": "某公司"}, "no key"),
        ({"node": "person-src:1", "kind": "enterprise", "name": "x"}, "no key"),
        ({"node": "name:某公司", "kind": "enterprise", "name": "某公司"}, "no key"),
        ({"node": "name:某公司@uscc:1", "kind": "enterprise", "name": "某公司", "scope": "uscc:2"}, "no key"),
        ({"node": "src:a\u0000b", "kind": "enterprise", "name": "x"}, "no key"),
        ({"node": "src:" + "x" * 600, "kind": "enterprise", "name": "x"}, "no key"),
        ({"node": "contact:phone:13800138000", "kind": "contact", "channel": "phone"}, "no key"),
        ({"node": A, "kind": "enterprise", "name": "另一家"}, "of another kind or name"),
        (HOLDING | {"relation": "owns"}, "no value"),
        (HOLDING | {"relation": None}, "no value"),
        (HOLDING | {"source": "src:unknown"}, "an end"),
        (HOLDING | {"target": None}, "no value"),
        (HOLDING | {"relation": "takes_part_in"}, "an end"),
        (HOLDING | {"ratio_ppb": 1_000_000_001}, "no value"),
        (HOLDING | {"ratio_ppb": 0.6}, "no value"),
        (HOLDING | {"role": "king"}, "no value"),
        (HOLDING | {"valid_from": 2020}, "no value"),
        (HOLDING | {"doubts": "joined_by_name"}, "no value"),
    ],
)
def test_what_is_no_fact_is_refused(tmp_path: Path, row: Any, reason: str) -> None:
    document = loaded(tmp_path, row)
    assert document.understood == 2
    assert [reason in told for told in document.refused] == [True]


@pytest.mark.parametrize("number", ["110101199003074477", "person:110101199003074477", "person-src:110101199003074477"])
def test_an_id_number_is_no_key_and_stands_nowhere(tmp_path: Path, number: str) -> None:
    document = loaded(
        tmp_path,
        {"node": number, "kind": "person", "name": "张三"},
        {"node": "src:9", "kind": "enterprise", "name": "张三110101199003074477商行"},
    )
    assert sum(document.refused.values()) == 1
    for path in tmp_path.glob("store.sqlite*"):
        assert b"110101199003074477" not in path.read_bytes()


def test_doubtful_and_nameless_rows_are_left_out_by_name(tmp_path: Path) -> None:
    rows = [HOLDING | {"doubts": [doubt]} for doubt in ("joined_by_name", "end_disputed", "ratio_conflict")]
    document = loaded(tmp_path, *rows, {"node": "src:9", "kind": "enterprise"}, HOLDING | {"color": "red"})
    assert dict(document.ignored) == {"doubtful_relation": 3, "nameless_node": 1}
    assert dict(document.left_out) == {"other_member": 1}
    assert document.understood == 3
