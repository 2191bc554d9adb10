"""The picture of an answer holds its parties, its events and its paths, and its amounts add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from graph_engine.answers.assessment import Assessment, Words
from graph_engine.answers.writing import Micro
from graph_engine.assessment.assess import no_data
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Branch, Office, Record
from graph_engine.views.assessment_graph import QUIET_PARTIES, assessment_graph
from graph_engine.views.graph import Edge, Graph, Node
from tests.worlds import (
    address,
    assessed,
    by_name,
    company,
    described,
    event,
    grounds_of,
    holds,
    known_person,
    leads,
    local_person,
    project,
    takes_part,
    uses,
)

PARENT, WINNER, SISTER = (
    company("P", "长风控股集团有限公司"),
    company("W", "长风路桥工程有限公司"),
    company("S", "长风贸易有限公司"),
)
BOSS = known_person("1", "柏望舒")
ROAD = project("7", "快速路三期工程")
COURT: dict[str, Any] = {"authority": "澄东区人民法院", "decided_on": date(2026, 3, 18)}


def answer_of(records: Sequence[Record], target: PartyRef = ROAD, *, printed: int = 500) -> Assessment:
    return assessed(grounds_of([*described(target), *records]), target, printed=printed)


def node(graph: Graph, party: PartyRef) -> Node:
    (found,) = (node for node in graph.nodes if node.key == party.key)
    return found


def edge(graph: Graph, tail: PartyRef, head: PartyRef) -> Edge:
    ends = node(graph, tail).id, node(graph, head).id
    (found,) = (edge for edge in graph.edges if (edge.tail, edge.head) == ends)
    return found


@pytest.fixture(scope="module")
def lead() -> Assessment:
    """A record of the parent, which holds 70 % of the winner of a road."""
    return answer_of([*event("粤执1号", PARENT, **COURT), holds(PARENT, WINNER, 70), takes_part(WINNER, ROAD)])


def test_a_lead_is_drawn_from_its_event_to_the_target(lead: Assessment) -> None:
    graph = assessment_graph(lead)
    assert [node.kind for node in graph.nodes] == ["project", "enterprise", "enterprise", "event"]
    (path,) = graph.paths
    assert path.amount == lead.contributions[0].amount
    assert path.nodes[1:] == (node(graph, PARENT).id, node(graph, WINNER).id, node(graph, ROAD).id)
    by_id = {edge.id: edge for edge in graph.edges}
    ends = [(by_id[edge].tail, by_id[edge].head) for edge in path.edges]
    assert ends == list(pairwise(path.nodes))
    assert [by_id[edge].kind for edge in path.edges] == ["subject_of", "holds_shares_in", "takes_part_in"]
    assert by_id[path.edges[1]].label == Words("持股 70%", "holds shares in 70%")
    assert node(graph, ROAD).focus
    assert [one.focus for one in graph.nodes].count(True) == 1


def test_an_arrow_shows_the_relation_not_the_lead() -> None:
    """The winner holds the parent here: the lead runs against the holding."""
    graph = assessment_graph(
        answer_of([*event("粤执1号", PARENT), holds(WINNER, PARENT, 70), takes_part(WINNER, ROAD)])
    )
    assert edge(graph, PARENT, WINNER).forward is False
    assert edge(graph, WINNER, ROAD).forward is True


def test_shared_nodes_are_drawn_once_and_every_matter_has_its_event() -> None:
    records: list[Record] = [holds(PARENT, WINNER, 70), takes_part(WINNER, ROAD)]
    for number in range(3):
        records += event(f"p{number}", PARENT) + event(f"w{number}", WINNER)
    graph = assessment_graph(answer_of(records))
    assert len(graph.paths) == 6
    assert len([node for node in graph.nodes if node.kind == "event"]) == 6
    assert len(graph.nodes) == 6 + 3
    assert len(graph.edges) == 6 + 2


def test_kinds_are_told_apart() -> None:
    records = [
        *described(BOSS),
        takes_part(WINNER, ROAD),
        leads(BOSS, WINNER),
        *uses(WINNER, address("澄东路1号")),
        *uses(SISTER, address("澄东路1号")),
        *event("粤执1号", BOSS),
        *event("粤执2号", SISTER),
        takes_part(local_person("韩", WINNER), ROAD, "investor"),
    ]
    kinds = {one.key.split(":")[0]: one.kind for one in assessment_graph(answer_of(records)).nodes}
    assert kinds["person"] == "person"
    assert kinds["person-local"] == "person"
    assert kinds["contact"] == "contact"
    assert kinds["uscc"] == "enterprise"
    assert kinds["project"] == "project"


def test_a_key_that_says_nothing_to_a_reader_is_not_shown() -> None:
    records = [takes_part(WINNER, ROAD), leads(BOSS, WINNER), *described(BOSS), *event("粤执1号", BOSS)]
    shown = str(assessment_graph(answer_of(records)))
    (person,) = (one for one in assessment_graph(answer_of(records)).nodes if one.kind == "person")
    assert "person:key" not in shown.replace(f"key='{person.key}'", "").replace(f">{person.key}'", "")


def test_several_facts_between_two_are_one_edge_that_keeps_them_all() -> None:
    post = Office(source=BOSS, target=WINNER, role="manager", valid_from=date(2020, 1, 1))
    graph = assessment_graph(
        answer_of([*described(BOSS), takes_part(WINNER, ROAD), leads(BOSS, WINNER), post, *event("粤执1号", BOSS)])
    )
    found = edge(graph, BOSS, WINNER)
    assert {fact.label.zh for fact in found.facts} == {"法定代表人", "经理"}
    assert found.label.zh.endswith("×2")
    assert len(found.details) == 2


def test_an_unknown_share_is_told_as_unknown_never_as_a_number() -> None:
    graph = assessment_graph(
        answer_of([*event("粤执1号", PARENT), holds(PARENT, WINNER, None), takes_part(WINNER, ROAD)])
    )
    assert edge(graph, PARENT, WINNER).label == Words("持股（比例未披露）", "holds shares in (share unknown)")


def test_what_only_a_name_supports_is_drawn_as_doubtful() -> None:
    graph = assessment_graph(
        answer_of(
            [
                *described(PARENT, WINNER),
                *event("粤执1号", PARENT),
                holds(by_name("长风控股集团有限公司", WINNER), WINNER, 70),
                takes_part(WINNER, ROAD),
            ]
        )
    )
    found = edge(graph, PARENT, WINNER)
    assert found.doubtful
    assert Words("仅凭名称匹配", "joined by name only") in found.doubts
    assert not edge(graph, WINNER, ROAD).doubtful


def test_a_party_bears_the_class_of_its_gravest_record() -> None:
    records = [takes_part(WINNER, ROAD), *event("粤执1号", WINNER), *event("欠税1号", WINNER, category="tax_arrears")]
    graph = assessment_graph(answer_of(records))
    assert node(graph, WINNER).risk == "serious"
    assert node(graph, ROAD).risk is None
    assert {one.risk for one in graph.nodes if one.kind == "event"} >= {"serious"}


def test_a_branch_is_named_where_its_head_office_answers() -> None:
    branch = company("B", "长风路桥工程有限公司澄西分公司")
    records = [
        *described(WINNER, branch),
        Branch(source=branch, target=WINNER, valid_from=date(2020, 1, 1)),
        takes_part(WINNER, ROAD),
        *event("粤执1号", branch),
    ]
    graph = assessment_graph(answer_of(records))
    (found,) = (one for one in graph.nodes if one.kind == "event")
    told = "".join(line.text for line in found.shape["zh"].lines)
    assert "涉及分支机构" in told
    assert "澄西分公司" in told


# ---------------------------------------------------------------------- what is not drawn


def many_parties(count: int) -> list[Record]:
    records: list[Record] = []
    for number in range(count):
        party = company(f"C{number:03}", f"第{number}建设有限公司")
        records += [*described(party), takes_part(party, ROAD, "bidder"), *event(f"m{number}", party)]
    return records


@pytest.mark.parametrize("limit", [4, 9, 20, 60])
def test_what_does_not_fit_is_folded_strongest_first_and_adds_up(limit: int) -> None:
    answer = answer_of(many_parties(25), printed=18)
    assert answer.hazard is not None
    graph = assessment_graph(answer, nodes=limit)
    drawn = [found for found in graph.nodes if found.kind != "fold"]
    assert len(drawn) <= limit
    assert [path.number for path in graph.paths] == list(range(1, len(graph.paths) + 1))
    amounts = sum(path.amount for path in graph.paths) + sum(fold.amount for fold in graph.folds)
    assert amounts == answer.hazard.total
    assert len(graph.paths) + sum(fold.count for fold in graph.folds) == 25
    told = {found.id: found.name for found in graph.nodes}
    for fold in graph.folds:
        name = told[fold.node]
        assert isinstance(name, Words)
        assert name.zh.startswith(f"其余 {fold.count} 条")


def test_parties_without_a_path_are_shown_and_many_of_them_folded() -> None:
    quiet = [company(f"Q{number}", f"第{number}咨询有限公司") for number in range(QUIET_PARTIES + 5)]
    few = assessment_graph(answer_of([takes_part(party, ROAD, "bidder") for party in quiet[:3]]))
    assert len(few.nodes) == 4
    assert {edge.label.zh for edge in few.edges} == {"投标人"}
    many = assessment_graph(answer_of([takes_part(party, ROAD, "bidder") for party in quiet]))
    (fold,) = (one for one in many.nodes if one.kind == "fold")
    assert len([one for one in many.nodes if one.kind == "enterprise"]) == QUIET_PARTIES - 1
    assert fold.name == Words("另有 6 个参与方", "6 more parties")
    (section,) = fold.details
    drawn = {one.name for one in many.nodes}
    assert {row.text for row in section.rows} == {party.name for party in quiet} - drawn
    assert len(section.rows) == 6


def test_a_party_of_two_roles_is_one_node_with_both() -> None:
    graph = assessment_graph(answer_of([takes_part(WINNER, ROAD, "bidder"), takes_part(WINNER, ROAD, "supplier")]))
    assert set(edge(graph, WINNER, ROAD).label.zh.split("、")) == {"投标人", "供应商"}


def test_an_answer_without_data_is_the_target_alone() -> None:
    graph = assessment_graph(no_data(grounds_of(described(WINNER)), "uscc:91440101MA5AAAAA1A"))
    (only,) = graph.nodes
    assert only.focus
    assert only.name == "91440101MA5AAAAA1A"
    assert (graph.edges, graph.paths, graph.folds) == ([], [], [])


def test_the_same_answer_gives_the_same_picture(lead: Assessment) -> None:
    assert assessment_graph(lead) == assessment_graph(replace(lead))


def test_a_hazard_of_zero_folds_nothing() -> None:
    answer = answer_of([takes_part(WINNER, ROAD)])
    assert answer.hazard is not None
    assert answer.hazard.total == Micro(0)
    assert assessment_graph(answer).folds == []
