"""One neighbourhood of the company registry: five register sites state the same holdings, with and without ratios.

`graph.json` is no format of ours; what it says of 117 relations is written as records here, one load a site.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from graph_engine.answers.assessment import Assessment
from graph_engine.model.parties import PartyRef
from graph_engine.model.ratios import Ratio
from graph_engine.model.records import LegalRepresentation, Office, Record, Shareholding
from graph_engine.snapshot.snapshot import CONFLICT, FACT_KINDS, Snapshot
from tests.worlds import World, assessed, described, event

BRIDGE, BRIDGE_COMPANY, HONG_KONG = "南昌海兴城市桥梁有限公司", "南昌大桥有限责任公司", "香港中海基建有限公司"
TRADER, FUND = "广州蒙特利实业有限公司", "广州科技金融创新投资控股有限公司"
FIELDS = {
    "shareholder_of": "holds_shares_in",
    "legal_representative_of": "legal_representative_of",
    "director_of": "holds_office_in",
    "supervisor_of": "holds_office_in",
    "manager_of": "holds_office_in",
}


@pytest.fixture(scope="module")
def graph(real_data: Callable[[str], Path]) -> Any:
    return json.loads((real_data("cn-registry-sample") / "graph.json").read_text("utf-8"), parse_float=Decimal)


def party(node: Any) -> PartyRef:
    """A party by the sample's own id, which tells namesakes apart."""
    kind, scheme = ("enterprise", "src") if node["type"] == "company" else ("person", "person-src")
    return PartyRef(kind, f"{scheme}:sample:{node['id']}", node["label"])


def relations(edge: Any, stated: Any, source: PartyRef, target: PartyRef) -> Iterator[Record]:
    """What one record of one site says of an edge; a holding once for each share that it states."""
    if edge["field"] == "shareholder_of":
        for share in stated["props"].get("shares") or [{}]:
            percent = share.get("percentage")
            ratio = None if percent is None else Ratio.exact(Fraction(percent) / 100).point_ppb
            yield Shareholding(source=source, target=target, ratio_ppb=ratio, record_id=stated["record"])
    elif edge["field"] == "legal_representative_of":
        yield LegalRepresentation(source=source, target=target, record_id=stated["record"])
    else:
        role = edge["field"].removesuffix("_of")
        yield Office(source=source, target=target, role=role, record_id=stated["record"])


@pytest.fixture(scope="module")
def world(graph: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("sample"))
    parties = {key: party(node) for key, node in graph["nodes"].items()}
    by_site: dict[str, list[Record]] = defaultdict(list)
    for edge in graph["edges"].values():
        for stated in edge["qualifier"]:
            site = stated["record"].partition("/")[0]
            by_site[site] += relations(edge, stated, parties[edge["source"]], parties[edge["target"]])
    made.load(described(*parties.values()), source="sample", document="nodes")
    for site, records in by_site.items():
        made.load(records, source=site, document=site)
    # The sample has no events: two of its holders get an invented one.
    subjects = [found for found in parties.values() if found.name in (BRIDGE_COMPANY, FUND)]
    for number, subject in enumerate(subjects):
        made.load(event(str(number), subject), source="court", document=f"court-{number}")
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def snapshot(world: World) -> Snapshot:
    return world.snapshot()


def facts(snapshot: Snapshot, kind: str, company: str) -> dict[str, int]:
    """Facts of a kind about a company, by the name of the other party."""
    return {
        snapshot.name[int(snapshot.fact_source[at])]: at
        for at in range(len(snapshot.fact_kind))
        if FACT_KINDS[int(snapshot.fact_kind[at])] == kind and snapshot.name[int(snapshot.fact_target[at])] == company
    }


def test_every_edge_is_one_fact_however_many_records_state_it(snapshot: Snapshot, graph: Any) -> None:
    edges = list(graph["edges"].values())
    assert len(edges) == len(snapshot.fact_kind) == 117
    found: dict[tuple[str, ...], int] = {}
    for at in range(len(snapshot.fact_kind)):
        ends = [snapshot.public_id[int(end[at])] for end in (snapshot.fact_source, snapshot.fact_target)]
        kind, role = FACT_KINDS[int(snapshot.fact_kind[at])], snapshot.role_name[int(snapshot.fact_role[at])]
        found[(*ends, kind, role)] = len(snapshot.fact_provenance(at))
    for edge in edges:
        ends = [party(graph["nodes"][edge[end]]).key for end in ("source", "target")]
        kind = FIELDS[edge["field"]]
        role = edge["field"].removesuffix("_of") if kind == "holds_office_in" else ""
        assert found[(*ends, kind, role)] >= len(edge["qualifier"])


def test_the_bridge_company_is_held_whole(snapshot: Snapshot) -> None:
    holdings = facts(snapshot, "holds_shares_in", BRIDGE)
    points = {name: int(snapshot.fact_point[at]) for name, at in holdings.items()}
    assert points == {HONG_KONG: 552_400_000, BRIDGE_COMPANY: 447_600_000}
    assert sum(points.values()) == 1_000_000_000


def test_records_without_a_ratio_and_with_other_amounts_are_no_conflict(snapshot: Snapshot) -> None:
    for at in facts(snapshot, "holds_shares_in", BRIDGE).values():
        assert int(snapshot.fact_low[at]) == int(snapshot.fact_point[at]) == int(snapshot.fact_high[at])
        assert not int(snapshot.fact_flags[at]) & CONFLICT
        assert len({place.document.source for place in snapshot.fact_provenance(at)}) == 3


def test_a_holder_conducts_by_the_ratio_that_all_sites_agree_on(world: World) -> None:
    answer = assessed_by_name(world, BRIDGE)
    (found,) = (found for found in answer.contributions if found.subject_name == BRIDGE_COMPANY)
    (step,) = found.path
    assert (step.relation, step.direction) == ("holds_shares_in", "down")
    assert (step.ratio, step.ratio_low, step.ratio_high) == (447_600, 447_600, 447_600)
    assert found.claim == "lead_relation"


def test_holders_without_any_ratio_share_what_is_left_and_the_answer_says_so(world: World) -> None:
    answer = assessed_by_name(world, TRADER)
    (step,) = next(found.path for found in answer.contributions if found.subject_name == FUND)
    assert (step.ratio, step.ratio_low, step.ratio_high) == (333_333, 0, 1_000_000)
    assert answer.low is not None
    assert answer.score is not None
    assert answer.high is not None
    assert answer.low < answer.score < answer.high
    missing = [unknown for unknown in answer.unknowns if unknown.kind == "ratio_missing"]
    assert len([unknown for unknown in missing if unknown.subject == answer.id]) == 3


def assessed_by_name(world: World, name: str) -> Assessment:
    grounds = world.grounds()
    (node,) = (at for at in range(grounds.snapshot.size) if grounds.snapshot.name[at] == name)
    return assessed(grounds, grounds.snapshot.public_id[node])
