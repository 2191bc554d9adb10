"""The graph goes out as frames, networkx and igraph, and comes in again as the same facts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import igraph
import networkx
import pandas
import pytest

from graph_engine.answers.request import RequestContext
from graph_engine.engine import RiskEngine
from graph_engine.errors import LoadRejectedError, NotFoundError, RequestError
from graph_engine.exchange.frames import from_frames, to_frames
from graph_engine.exchange.graph import KnownGraph, scope_of
from graph_engine.exchange.igraph_graph import from_igraph, to_igraph
from graph_engine.exchange.networkx_graph import from_networkx, to_networkx
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import (
    Branch,
    DeclaredControl,
    Enterprise,
    Guarantee,
    Office,
    Person,
    Project,
    Record,
    Shareholding,
)
from graph_engine.settings import Settings
from graph_engine.snapshot.snapshot import NODE_KINDS, Snapshot
from tests.contract.loads import Load, apply
from tests.worlds import address, by_name, company, described, event, holds, leads, local_person, takes_part, uses

OFFICER = RequestContext("li", "officer", "project_review", "2026-17")
TESTER = RequestContext("li", "officer", "test")
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)

A = company("91441900MA0000015D", "东河甲贸易有限公司", aliases=["regno:441900000000001"])
B = company("91441900MA4W6BGB8T", "东河乙建设有限公司")
C = company("91441900MA56AU7R3N", "东河甲贸易有限公司石桥分公司")
FOREIGN = PartyRef("enterprise", "GB-COH:00000001", "Holder <b>Ltd</b>")
ZHANG = PartyRef("person", f"person:0a1b2c3d:{'ab' * 32}", "张三丰")
BRIDGE = PartyRef("project", "project:projects:2026-17", "东河大桥")
LOCAL = by_name("某@无码公司", A)
CLERK = local_person("李四", B)


def records() -> list[Record]:
    """One of everything that can be stated without a doubt, and three doubts."""
    return [
        Enterprise(
            party=A,
            name=A.name or "",
            status="active",
            established_on=date(2015, 4, 5),
            amount=9_007_199_254_740_993,
            currency="CNY",
            former_names=("东河旧贸易有限公司", "东河老贸易有限公司"),
        ),
        Enterprise(party=C, name=C.name or "", inner_check_failed=True),
        *described(B, FOREIGN, LOCAL, ZHANG),
        Person(party=CLERK, name="李四", masked_id="4419**********1234"),
        Project(
            party=BRIDGE, name="东河大桥", scenario="major_project", number="2026-17", decision_on=date(2026, 1, 2)
        ),
        Branch(source=C, target=A),
        holds(B, A, 55.24),
        Shareholding(source=ZHANG, target=A, ratio_low_ppb=100_000_000, ratio_high_ppb=400_000_000),
        holds(FOREIGN, B, None),
        Shareholding(source=LOCAL, target=B, ratio_ppb=1, role="votes", amount=1_000_000, currency="USD"),
        leads(ZHANG, B),
        Office(source=CLERK, target=B, role="supervisor", valid_from=date(2020, 1, 1), valid_to=date(2030, 1, 1)),
        Guarantee(source=A, target=B, amount=5, currency="CNY"),
        DeclaredControl(source=B, target=A),
        takes_part(A, BRIDGE),
        *uses(A, address("东河路1号")),
        *uses(B, address("东河路1号")),
        *event("粤执1号", B, (ZHANG, "derived"), amount=77, currency="CNY", penalty_types=("fine", "warning")),
        *event("粤执2号", C, category="administrative_penalty", decided_on=date(2026, 5, 1), long_term=True),
        *event("粤执3号", A, status="repaired"),
    ]


class Desk:
    """An office of its own, which may take what another gave."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        settings = Settings(store=f"sqlite:///{folder}/office.sqlite", language="en")
        self.engine = RiskEngine.open(settings=settings, clock=lambda: NOON)

    def snapshot(self) -> Snapshot:
        return self.engine.snapshot(OFFICER)


@pytest.fixture
def giver(tmp_path: Path) -> Iterator[RiskEngine]:
    office = Desk(tmp_path / "giver")
    apply(office.engine.store, Load(tuple(records()), recorded_at=NOON))
    yield office.engine
    office.engine.close()


@pytest.fixture
def taker(tmp_path: Path) -> Iterator[RiskEngine]:
    office = Desk(tmp_path / "taker")
    yield office.engine
    office.engine.close()


def through_lines(graph: KnownGraph) -> KnownGraph:
    return graph


def through_networkx(graph: KnownGraph) -> KnownGraph:
    return from_networkx(to_networkx(graph))


def through_igraph(graph: KnownGraph) -> KnownGraph:
    return from_igraph(to_igraph(graph))


def through_frames(graph: KnownGraph) -> KnownGraph:
    return from_frames(*to_frames(graph))


def through_csv(graph: KnownGraph) -> KnownGraph:
    """Frames as pandas itself makes them of plain rows, where gaps turn whole numbers into floats."""
    nodes, edges = pandas.DataFrame(list(graph.nodes)), pandas.DataFrame(list(graph.edges))
    # The one number here that a float cannot hold.
    nodes.loc[nodes["node"] == A.key, "amount"] = None
    return from_frames(nodes, edges)


WAYS = [through_lines, through_networkx, through_igraph, through_frames]


def facts(snapshot: Snapshot) -> dict[str, Any]:
    """All that a snapshot says but for where it stands written."""
    ids, roles = snapshot.public_id, list(snapshot.role_name)
    columns = [getattr(snapshot, f"fact_{name}") for name in ("point", "low", "high", "amount", "from", "to", "flags")]
    return {
        "nodes": {
            ids[node]: (
                NODE_KINDS[int(snapshot.node_kind[node])],
                snapshot.name[node],
                snapshot.node_attributes(node),
                int(snapshot.node_flags[node]),
                ids[int(snapshot.legal_person[node])],
            )
            for node in range(snapshot.size)
        },
        "keys": [
            (key, ids[int(node)]) for key, node in zip(snapshot.redirect_key, snapshot.redirect_node, strict=True)
        ],
        "facts": [
            (
                int(snapshot.fact_kind[fact]),
                ids[int(snapshot.fact_source[fact])],
                ids[int(snapshot.fact_target[fact])],
                roles[int(snapshot.fact_role[fact])],
                roles[int(snapshot.fact_currency[fact])],
                *(int(column[fact]) for column in columns),
            )
            for fact in range(len(snapshot.fact_kind))
        ],
        "events": {key: snapshot.event(at) for at, key in enumerate(snapshot.event_key)},
        "subjects": [
            (snapshot.event_key[int(event)], ids[int(node)], int(role), int(flags))
            for event, node, role, flags in zip(
                snapshot.subject_event,
                snapshot.subject_node,
                snapshot.subject_role,
                snapshot.subject_flags,
                strict=True,
            )
        ],
    }


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_goes_out_comes_in_as_the_same_facts(
    giver: RiskEngine, taker: RiskEngine, way: Callable[[KnownGraph], KnownGraph]
) -> None:
    given = way(giver.graph(OFFICER))
    report = taker.load_graph(OFFICER, given, source="analyst")
    (document,) = report.documents
    assert (document.refused, dict(document.ignored)) == ({}, {})
    assert document.understood == len(given.nodes) + len(given.edges)
    assert facts(taker.snapshot(OFFICER)) == facts(giver.snapshot(OFFICER))
    answers = [engine.assess(OFFICER, [BRIDGE.key])[0] for engine in (giver, taker)]
    assert answers[0].hazard == answers[1].hazard
    assert answers[0].hazard is not None
    assert answers[0].hazard.total > 0
    # A second time nothing is new, and out of the taker comes what went in.
    assert taker.load_graph(OFFICER, given, source="analyst").applied.number is None  # type: ignore[union-attr]
    again = taker.graph(OFFICER)
    assert [_said(row) for row in again.nodes] == [_said(row) for row in giver.graph(OFFICER).nodes]
    assert [_said(row) for row in again.edges] == [_said(row) for row in giver.graph(OFFICER).edges]


def _said(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "provenance"}


def test_a_frame_with_gaps_comes_in_too(giver: RiskEngine, taker: RiskEngine) -> None:
    report = taker.load_graph(OFFICER, through_csv(giver.graph(OFFICER)), source="analyst")
    assert report.documents[0].refused == {}
    assert facts(taker.snapshot(OFFICER))["facts"] == facts(giver.snapshot(OFFICER))["facts"]


def test_the_invented_city_goes_round(tmp_path: Path) -> None:
    city = Path(__file__).parents[3] / "examples" / "city"
    giver, taker = Desk(tmp_path / "giver").engine, Desk(tmp_path / "taker").engine
    for loader, files in {
        "registry": ["registry.xlsx"],
        "court": ["court.csv", "restrictions.csv"],
        "projects": ["projects.xlsx"],
    }.items():
        giver.load(OFFICER, loader, [city / name for name in files])
    given = giver.graph(OFFICER)
    report = taker.load_graph(OFFICER, through_networkx(given), source="analyst")
    (document,) = report.documents
    doubtful = [row for row in given.edges if set(row.get("doubts", ())) - {"undated", "ratio_band"}]
    assert dict(document.ignored) == {"doubtful_relation": len(doubtful)}
    assert len(doubtful) > 5
    assert document.refused == {}
    kept, had = facts(taker.snapshot(OFFICER)), facts(giver.snapshot(OFFICER))
    firm = [fact for fact in had["facts"] if not fact[-1] & (1 | 2 | 16)]
    assert [fact for fact in kept["facts"] if fact in firm] == firm
    assert len(kept["facts"]) == len(firm)


# ---------------------------------------------------------------------- doubts, law, purpose


def test_what_is_doubtful_is_never_stated_as_a_fact(tmp_path: Path, taker: RiskEngine) -> None:
    giver = Desk(tmp_path / "giver").engine
    namesake = by_name("东河乙建设有限公司", BRIDGE)
    said = [*described(A, B), Project(party=BRIDGE, name="东河大桥"), takes_part(namesake, BRIDGE), holds(B, A, 60)]
    apply(giver.store, Load(tuple(said), recorded_at=NOON))
    apply(giver.store, Load((holds(B, A, 45),), source="vendor", document="b", recorded_at=NOON))
    apply(giver.store, Load(tuple(event("1", namesake)), source="court", document="c", recorded_at=NOON))
    given = giver.graph(OFFICER)
    told = {row["relation"]: row["doubts"] for row in given.edges}
    assert told == {
        "holds_shares_in": ["ratio_conflict"],
        "takes_part_in": ["joined_by_name"],
        "subject_of": ["joined_by_name"],
    }
    report = taker.load_graph(OFFICER, given, source="analyst")
    assert dict(report.documents[0].ignored) == {"doubtful_relation": 3}
    assert facts(taker.snapshot(OFFICER))["facts"] == []
    assert facts(taker.snapshot(OFFICER))["subjects"] == []


def test_what_the_law_withholds_does_not_go_out(giver: RiskEngine) -> None:
    text = json.dumps([*giver.graph(OFFICER).nodes, *giver.graph(OFFICER).edges], ensure_ascii=False)
    assert "粤执1号" in text
    assert "粤执3号" not in text


def test_persons_go_out_only_for_a_purpose_that_covers_them(giver: RiskEngine) -> None:
    graph = giver.graph(TESTER)
    text = json.dumps([*graph.nodes, *graph.edges], ensure_ascii=False)
    for word in ("张三丰", "李四", ZHANG.key, CLERK.key, "4419**"):
        assert word not in text
    assert graph.about["persons_left_out"] == 2
    assert {row["kind"] for row in graph.nodes} == {"enterprise", "project", "contact", "risk_event"}
    # A relation whose end is left out is left out too: no edge hangs.
    ends = {row["node"] for row in graph.nodes}
    assert all({row["source"], row["target"]} <= ends for row in graph.edges)
    around = giver.graph(TESTER, [B.key], hops=1)
    assert around.about["persons_left_out"] == 2


def test_a_neighborhood_is_cut_by_relations(giver: RiskEngine) -> None:
    def keys(hops: int) -> set[str]:
        return {row["node"] for row in giver.graph(OFFICER, ["2026-17"], hops=hops).nodes}

    assert keys(0) == {BRIDGE.key}
    assert keys(1) == {BRIDGE.key, A.key}
    assert {B.key, ZHANG.key, C.key} <= keys(2)
    assert FOREIGN.key not in keys(2)
    assert FOREIGN.key in keys(3)
    assert {row["node"] for row in giver.graph(OFFICER).nodes} >= keys(9)
    with pytest.raises(NotFoundError):
        giver.graph(OFFICER, ["无此公司"])
    with pytest.raises(RequestError):
        giver.graph(OFFICER, ["2026-17"], hops=-1)


# ---------------------------------------------------------------------- the tools' own


def test_networkx_and_igraph_can_think_about_it(giver: RiskEngine) -> None:
    graph = giver.graph(OFFICER)
    made, other = to_networkx(graph), to_igraph(graph)
    assert made.number_of_nodes() == other.vcount() == len(graph.nodes)
    assert made.number_of_edges() == other.ecount() == len(graph.edges)
    assert made.graph["snapshot"] == other["snapshot"] == giver.snapshot(OFFICER).id
    assert networkx.has_path(made, FOREIGN.key, BRIDGE.key)
    assert other.vs.find(name=A.key)["label"] == A.name
    assert other.distances(FOREIGN.key, BRIDGE.key, mode="out") == [[3]]
    assert made.nodes[A.key]["keys"] == ["org:MA0000015", "regno:441900000000001"]


def test_frames_keep_whole_numbers_whole(giver: RiskEngine) -> None:
    nodes, edges = to_frames(giver.graph(OFFICER))
    assert str(nodes["amount"].dtype) == str(edges["ratio_ppb"].dtype) == "Int64"
    assert nodes.loc[nodes["node"] == A.key, "amount"].item() == 9_007_199_254_740_993
    assert list(nodes.columns[:3]) == ["node", "kind", "name"]


def test_a_graph_without_directions_is_refused() -> None:
    with pytest.raises(RequestError, match="directions"):
        from_networkx(networkx.Graph([("a", "b")]))
    with pytest.raises(RequestError, match="directions"):
        from_igraph(igraph.Graph([(0, 1)]))


def test_a_graph_of_nothing_is_no_load(taker: RiskEngine) -> None:
    for graph in (KnownGraph((), ()), from_networkx(networkx.DiGraph()), from_igraph(igraph.Graph(directed=True))):
        with pytest.raises(LoadRejectedError):
            taker.load_graph(OFFICER, graph, source="analyst")
    frames = to_frames(KnownGraph((), ()))
    assert from_frames(*frames).nodes == ()


def test_an_analysts_own_graph_comes_in_with_its_attributes_left_out_by_name(taker: RiskEngine) -> None:
    made = networkx.DiGraph()
    made.add_node(A.key, kind="enterprise", name=A.name, color="red")
    made.add_node(B.key, kind="enterprise", name=B.name, weight=1.5)
    made.add_edge(B.key, A.key, relation="holds_shares_in", ratio_ppb=510_000_000, weight=3)
    report = taker.load_graph(OFFICER, from_networkx(made), source="analyst")
    assert dict(report.documents[0].left_out) == {"other_member": 3}
    (load,) = taker.loads(OFFICER)
    assert (load.loader, load.source) == ("graph", "analyst")
    (fact,) = facts(taker.snapshot(OFFICER))["facts"]
    assert fact[4:6] == ("", 510_000_000)


@pytest.mark.parametrize(
    ("key", "name", "scope"),
    [
        ("name:某公司@uscc:1", "某公司", "uscc:1"),
        ("name:某@公司@uscc:1", "某@公司", "uscc:1"),
        ("name:某公司@name:甲@uscc:1", "某公司", "name:甲@uscc:1"),
        ("person-local:0a:ff@name:甲@uscc:1", "李四", "name:甲@uscc:1"),
    ],
)
def test_the_scope_of_a_local_key_is_told_from_its_name(key: str, name: str, scope: str) -> None:
    assert scope_of(key, name) == scope


def test_without_igraph_everything_else_works() -> None:
    """igraph is under the GPL and may be left out: only asking for it may fail."""
    code = (
        "import sys; sys.modules['igraph'] = None\n"
        "import graph_engine.engine, graph_engine.cli.app, graph_engine.exchange.networkx_graph\n"
        "from graph_engine.exchange.graph import KnownGraph\n"
        "from graph_engine.exchange.igraph_graph import to_igraph\n"
        "try:\n    to_igraph(KnownGraph((), ()))\nexcept ImportError:\n    print('only here')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "only here\n"
