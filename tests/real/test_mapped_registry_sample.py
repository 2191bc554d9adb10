"""The registry neighbourhood, loaded from its own nested JSON through `table`: one share out of conflicting records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from graph_engine import RequestContext, RiskEngine, Settings
from graph_engine.loading.report import LoadReport
from graph_engine.snapshot.snapshot import CONFLICT, FACT_KINDS, Snapshot
from tests.loading_files import RECORDED_AT
from tests.real.mapped import load_mapped

CONTEXT = RequestContext("tester", "officer", "project_review", "bridge")
BRIDGE, BRIDGE_COMPANY, HONG_KONG = "南昌海兴城市桥梁有限公司", "南昌大桥有限责任公司", "香港中海基建有限公司"


@pytest.fixture(scope="module")
def loaded(
    real_data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Snapshot, LoadReport]]:
    folder = tmp_path_factory.mktemp("sample")
    with RiskEngine.open(settings=Settings(store=f"sqlite:///{folder}/s.sqlite"), clock=lambda: RECORDED_AT) as engine:
        graph = real_data("cn-registry-sample") / "graph.json"
        report = load_mapped(engine.store, "cn-registry-sample", [graph], folder, "registry-sample")
        yield engine.snapshot(CONTEXT, as_of=date(2026, 11, 22)), report


def test_counts(loaded: tuple[Snapshot, LoadReport]) -> None:
    snapshot, report = loaded
    nodes, edges = report.documents
    assert (nodes.rows, nodes.understood, nodes.records) == (93, 93, {"person": 52, "enterprise": 41})
    assert (edges.rows, edges.understood) == (117, 117)
    assert not report.refused
    assert not report.ignored
    facts = Counter(
        (FACT_KINDS[int(kind)], snapshot.role_name[int(role)])
        for kind, role in zip(snapshot.fact_kind, snapshot.fact_role, strict=True)
    )
    assert facts == {
        ("holds_office_in", "director"): 57,
        ("holds_shares_in", ""): 37,
        ("holds_office_in", "supervisor"): 11,
        ("legal_representative_of", ""): 7,
        ("holds_office_in", "manager"): 5,
    }
    assert snapshot.size == 93


def test_every_record_of_a_site_stays_a_statement(loaded: tuple[Snapshot, LoadReport]) -> None:
    edges = loaded[1].documents[1]
    # 299 records state the 117 relations; twelve of them state two shares of one holding.
    assert sum(edges.records.values()) == 299 + 12


def test_the_bridge_company_is_held_whole(loaded: tuple[Snapshot, LoadReport]) -> None:
    snapshot, _ = loaded
    points = {}
    for at in range(len(snapshot.fact_kind)):
        company = snapshot.name[int(snapshot.fact_target[at])]
        if company == BRIDGE and FACT_KINDS[int(snapshot.fact_kind[at])] == "holds_shares_in":
            assert not int(snapshot.fact_flags[at]) & CONFLICT
            assert int(snapshot.fact_low[at]) == int(snapshot.fact_point[at]) == int(snapshot.fact_high[at])
            points[snapshot.name[int(snapshot.fact_source[at])]] = int(snapshot.fact_point[at])
    assert points == {HONG_KONG: 552_400_000, BRIDGE_COMPANY: 447_600_000}
    assert sum(points.values()) == 1_000_000_000


def test_persons_go_by_the_ids_of_the_source(loaded: tuple[Snapshot, LoadReport]) -> None:
    snapshot, _ = loaded
    schemes = Counter(snapshot.public_id[at].partition(":")[0] for at in range(snapshot.size))
    assert schemes == {"person-src": 52, "src": 41}
