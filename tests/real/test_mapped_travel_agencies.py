"""Zhejiang's travel agencies through `table`: ruined codes are refused as codes, and nobody is joined by them."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import networkx as nx
import pytest

from graph_engine.loading.report import LoadReport
from tests.real.mapped import mapped_loader
from tests.unit.loading.desk import Desk


@pytest.fixture(scope="module")
def folder(real_data: Callable[[str], Path]) -> Path:
    return real_data("cn-travel-agencies")


@pytest.fixture(scope="module")
def loaded(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, LoadReport]]:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    files = (folder / "travel_agencies.csv", folder / "licences.csv")
    yield desk, desk.load(mapped_loader("cn-travel-agencies"), *files, source="zhejiang")
    desk.close()


def test_every_row_is_accounted_for(loaded: tuple[Desk, LoadReport]) -> None:
    agencies, licences = loaded[1].documents
    assert (agencies.understood, agencies.ignored, agencies.refused) == (2084, {"header": 1}, {})
    assert (licences.understood, licences.ignored) == (0, {"licence_without_holder": 4258, "header": 1})
    assert not agencies.unknown_columns
    # licenseNumber stands twice in the header, with different numbers in it: passed over, it refuses no row.
    assert "licenseNumber" in agencies.unread_columns


def test_persons_are_as_many_as_the_source_has_codes(loaded: tuple[Desk, LoadReport]) -> None:
    kept = loaded[0].kept
    representatives = {(row["source_key"], row["target_key"]) for row in kept.of("legal_representative_of")}
    investors = {(row["source_key"], row["target_key"]) for row in kept.of("holds_shares_in")}
    assert (len(representatives), len({person for person, _ in representatives})) == (2083, 2008)
    assert (len(investors), len({person for person, _ in investors})) == (2078, 1992)
    assert len(representatives & investors) == 1526
    assert {person.partition(":")[0] for person, _ in representatives | investors} == {"person-src"}


def test_the_graph_of_agencies_and_persons(loaded: tuple[Desk, LoadReport]) -> None:
    kept = loaded[0].kept
    graph = nx.Graph()
    graph.add_nodes_from(row["node_key"] for row in kept.of("enterprise"))
    companies: dict[str, set[str]] = defaultdict(set)
    for row in kept.of("legal_representative_of") + kept.of("holds_shares_in"):
        graph.add_edge(row["source_key"], row["target_key"])
        companies[row["source_key"]].add(row["target_key"])
    assert sum(len(held) > 1 for held in companies.values()) == 107
    sizes = Counter(
        sum(not node.startswith("person") for node in component) for component in nx.connected_components(graph)
    )
    # One component less than by the source's ids: two agencies have one sound code, and so are one party.
    assert sum(sizes.values()) == 1965 - 1
    assert sum(count for size, count in sizes.items() if size > 1) == 96
    assert max(sizes) == 8


def test_ruined_codes_are_no_keys_and_make_no_hub(folder: Path, loaded: tuple[Desk, LoadReport]) -> None:
    with (folder / "travel_agencies.csv").open(encoding="utf-8-sig", newline="") as file:
        codes = {row["id"]: row["unifiedSocialCreditCode"] for row in csv.DictReader(file)}
    ruined = {name for name, code in codes.items() if code and len(code) != 18}
    assert len(ruined) == 424
    assert sum(code == "" for code in codes.values()) == 6
    assert Counter(codes[name] for name in ruined)["9.13E+17"] == 383

    kept = loaded[0].kept
    described = {row["name"]: row for row in kept.of("enterprise")}
    assert len(described) == len({row["node_key"] for row in described.values()}) + 1 == 2084
    refused = {name for name, row in described.items() if "refused_code" in row}
    # One agency's code lacks its first part, and is a sound organisation code; one has a dash too many.
    (misplaced,) = (name for name in ruined - refused)
    assert codes[misplaced].strip() == "MA2A11HH5"
    assert described[misplaced]["node_key"] == "org:MA2A11HH5"
    for name in refused & ruined:
        assert described[name]["node_key"] == f"src:zhejiang:{name}"
    # 1,574 codes pass as printed; 78 more once their letters are capitals.
    assert sum(row["node_key"].startswith("uscc:") for row in described.values()) == 1574 + 78


def test_the_two_agencies_of_one_code_are_one_party_with_two_names(loaded: tuple[Desk, LoadReport]) -> None:
    keys = Counter(row["node_key"] for row in loaded[0].kept.of("enterprise"))
    assert {key: count for key, count in keys.items() if count > 1} == {"uscc:91330211144378248Q": 2}
