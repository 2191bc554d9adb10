"""Real LEI records: samples of three days in XML and JSON, and a network of consolidations as tables.

Known answers stand in the data set's README.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from graph_engine import RequestContext, RiskEngine, Settings
from graph_engine.model.parties import PartyRef
from graph_engine.snapshot.snapshot import FACT_KINDS, Snapshot
from loaders import LOADERS
from tests.contract.loads import Load, apply
from tests.loading_files import RECORDED_AT, load_files
from tests.unit.loading.desk import Desk
from tests.worlds import event

CONTEXT = RequestContext("tester", "officer", "test")
AS_OF = date(2026, 11, 22)
GLEIF = LOADERS["gleif"]
FUND = "lei:001GPB6A9XPE8XJICC14"
GRANDCHILD, CHILD, TOP = "lei:98450051BS9C610A8T78", "lei:2138002YAB7Z9KO21397", "lei:984500501A1B1045PB30"


@pytest.fixture
def samples(real_data: Callable[[str], Path]) -> Path:
    return real_data("gleif-samples")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[RiskEngine]:
    settings = Settings(store=f"sqlite:///{tmp_path}/lei.sqlite")
    with RiskEngine.open(settings=settings, clock=lambda: RECORDED_AT + timedelta(days=9)) as opened:
        yield opened


def load(engine: RiskEngine, folder: Path, *files: Path, source: str = "gleif", days: int = 0) -> None:
    load_files(engine.store, "gleif", files, folder, source=source, recorded_at=RECORDED_AT + timedelta(days=days))


def pairs(snapshot: Snapshot, kind: str) -> set[tuple[str, str]]:
    """(source, target) of the facts of a kind by public id."""
    return {
        (snapshot.public_id[source], snapshot.public_id[target])
        for source, target, of_kind in zip(
            snapshot.fact_source.tolist(), snapshot.fact_target.tolist(), snapshot.fact_kind.tolist(), strict=True
        )
        if FACT_KINDS[of_kind] == kind
    }


# ---------------------------------------------------------------------- counts

COUNTS = {
    "lei-data": (13, 13, 0),
    "rr-data": (10, 10, 0),
    "repex-data": (10, 0, 10),
    "lei-updates-data2": (12, 12, 0),
    "rr-updates-data2": (11, 11, 0),
    "repex-updates-data2": (7, 0, 7),
    "lei-updates-data2-new": (12, 12, 0),
    "rr-updates-data2-new": (10, 10, 0),
    "repex-updates-data2-new": (7, 0, 7),
}


@pytest.mark.parametrize("form", ["xml", "json"])
def test_the_records_of_each_file_are_counted_themselves_and_not_as_its_header_says(
    samples: Path, desk: Desk, form: str
) -> None:
    report = desk.load(GLEIF, *(samples / f"{name}.{form}" for name in COUNTS))
    found = {
        document.file.partition(".")[0]: (document.rows, document.understood, sum(document.ignored.values()))
        for document in report.documents
    }
    assert found == COUNTS
    assert not report.refused


def test_the_reasons_for_naming_no_parent_are_told_by_name(samples: Path, desk: Desk) -> None:
    report = desk.load(GLEIF, samples / "lei-data.xml", samples / "repex-data.xml")
    assert dict(report.documents[1].ignored) == {
        "parent_not_stated:non_consolidating": 6,
        "parent_not_stated:no_known_person": 3,
        "parent_not_stated:non_public": 1,
    }


OTHERWISE = ("document", "row_hash", "address")
"""Of an address with several further lines the JSON of the samples has only the last."""


@pytest.mark.parametrize(
    "name", ["lei-data", "rr-data", "lei-updates-data2", "rr-updates-data2", "lei-updates-data2-new"]
)
def test_xml_and_json_of_one_day_say_the_same(samples: Path, desk: Desk, name: str) -> None:
    said: list[Any] = []
    for form in ("xml", "json"):
        desk.load(GLEIF, samples / f"{name}.{form}")
        said.append(
            {
                kind: sorted(sorted((key, value) for key, value in row.items() if key not in OTHERWISE) for row in rows)
                for kind, rows in desk.kept.statements.items()
            }
        )
    assert said[0] == said[1]


def test_relationships_become_what_they_are_and_none_is_a_share(samples: Path, desk: Desk) -> None:
    desk.load(GLEIF, samples / "rr-data.xml")
    kinds = {kind: len(rows) for kind, rows in desk.kept.statements.items() if rows}
    assert kinds == {"holds_office_in": 5, "linked_to": 3, "controls": 1, "has_indirect_interest_in": 1}
    control = desk.kept.one("controls")
    assert (control["source_key"], control["target_key"]) == ("lei:ZZG38T0MDR3QY1ETUA76", "lei:010CMKZ3VON21WF2ZD45")
    assert (control["valid_from"], control.get("valid_to")) == ("2018-02-06", None)


def test_a_network_of_consolidations_comes_as_two_tables(samples: Path, desk: Desk) -> None:
    files = [samples / "network" / f"{name}.csv" for name in ("edges_sample", "nodes_in_network_sample")]
    report = desk.load(GLEIF, *files)
    assert [document.understood for document in report.documents] == [50, 200]
    assert dict(report.documents[0].left_out) == {"year_alone": 50}
    assert not any("valid_from" in row for row in desk.kept.of("controls"))


# ---------------------------------------------------------------------- the known answer


def tops(direct: set[tuple[str, str]], child: str) -> str:
    """Where following direct parents ends."""
    parent_of = {below: above for above, below in direct}
    assert len(parent_of) == len(direct), "one direct parent each"
    seen = {child}
    while (above := parent_of.get(child)) is not None:
        assert above not in seen, "no circle"
        seen.add(above)
        child = above
    return child


@pytest.mark.parametrize(
    ("files", "ending", "leaving"),
    [
        # Of those that leave, the direct parent's own parent is in no record of the sample.
        (("rr-data.xml",), 0, 1),
        (("rr-updates-data2.xml",), 3, 0),
        (("network/edges_sample.csv",), 17, 3),
    ],
)
def test_following_direct_parents_ends_at_the_ultimate_one(
    engine: RiskEngine, samples: Path, tmp_path: Path, files: tuple[str, ...], ending: int, leaving: int
) -> None:
    load(engine, tmp_path, *(samples / file for file in files))
    snapshot = engine.snapshot(CONTEXT, as_of=AS_OF)
    direct, ultimate = pairs(snapshot, "controls"), pairs(snapshot, "has_indirect_interest_in")
    with_direct = {below for _, below in direct}
    both = {(above, below) for above, below in ultimate if below in with_direct}
    reached = {(above, below) for above, below in both if tops(direct, below) == above}
    assert (len(reached), len(both - reached)) == (ending, leaving)
    heads = {below for _, below in direct}
    assert all(tops(direct, below) not in heads for _, below in both - reached)


def test_what_the_publisher_withdrew_is_no_longer_true(engine: RiskEngine, samples: Path, tmp_path: Path) -> None:
    load(engine, tmp_path, samples / "lei-updates-data2.xml", samples / "rr-updates-data2.xml")
    withdrawn = (TOP, GRANDCHILD)
    assert withdrawn in pairs(engine.snapshot(CONTEXT, as_of=AS_OF), "has_indirect_interest_in")
    load(engine, tmp_path, samples / "rr-updates-data2-new.xml", days=1)
    assert withdrawn not in pairs(engine.snapshot(CONTEXT, as_of=AS_OF), "has_indirect_interest_in")
    before = engine.snapshot(CONTEXT, as_of=date(2023, 10, 31))
    assert withdrawn in pairs(before, "has_indirect_interest_in")


# ---------------------------------------------------------------------- an answer


def test_a_record_of_a_parent_leads_to_the_child_by_declared_control_and_counts_once(
    engine: RiskEngine, samples: Path, tmp_path: Path
) -> None:
    load(engine, tmp_path, samples / "lei-updates-data2.xml", samples / "rr-updates-data2.xml")
    records = event("put", PartyRef("enterprise", TOP))
    apply(engine.store, Load(records, source="court", document="court", recorded_at=RECORDED_AT))
    child, grandchild = engine.assess(CONTEXT, [CHILD, GRANDCHILD], as_of=AS_OF)
    for answer, way in ((child, [TOP, CHILD]), (grandchild, [TOP, CHILD, GRANDCHILD])):
        (contribution,) = answer.contributions
        assert [step.relation for step in contribution.path] == ["controls"] * (len(way) - 1)
        assert [contribution.path[0].source, *(step.target for step in contribution.path)] == way
        assert contribution.claim == "lead_control"
        assert not any(step.also for step in contribution.path)


def test_a_manager_of_a_fund_is_a_weak_lead_and_its_umbrella_is_none(
    engine: RiskEngine, samples: Path, tmp_path: Path
) -> None:
    load(engine, tmp_path, samples / "lei-data.xml", samples / "rr-data.xml")
    for number, (party, claim) in enumerate(
        (("lei:C7J4FOV6ELAVE39B7M82", None), ("lei:5493001Z012YSB2A0K51", "lead_relation"))
    ):
        records = event(f"put{number}", PartyRef("enterprise", party))
        apply(engine.store, Load(records, source=f"court{number}", document=f"c{number}", recorded_at=RECORDED_AT))
        (answer,) = engine.assess(CONTEXT, [FUND], as_of=AS_OF)
        assert (None if answer.claim is None else answer.claim.id) == claim
        assert {contribution.claim for contribution in answer.contributions} == ({claim} if claim else set())
