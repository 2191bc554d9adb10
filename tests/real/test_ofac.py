"""The US list of January 2023: 11,444 rows, with links in free text. Known answers stand in the data set's README."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from graph_engine import RequestContext, RiskEngine, Settings
from graph_engine.loading.report import LoadReport
from graph_engine.model.identifiers import check_credit_code
from graph_engine.snapshot.snapshot import FACT_KINDS
from tests.loading_files import RECORDED_AT, load_files

CONTEXT = RequestContext("tester", "officer", "test")
AS_OF = date(2026, 11, 22)


@pytest.fixture(scope="module")
def data(real_data: Callable[[str], Path]) -> Path:
    return real_data("ofac-sdn-2023-01")


@pytest.fixture(scope="module")
def rows(data: Path) -> list[list[str]]:
    """The entries of the list, straight from the file."""
    with gzip.open(data / "sdn.csv.gz", "rt", encoding="utf-8", newline="") as text:
        return [row for row in csv.reader(text) if row[0].isdecimal()]


@pytest.fixture(scope="module")
def loaded(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RiskEngine, LoadReport]]:
    folder = tmp_path_factory.mktemp("ofac")
    settings = Settings(store=f"sqlite:///{folder}/ofac.sqlite")
    with RiskEngine.open(settings=settings, clock=lambda: RECORDED_AT) as engine:
        files = [data / "sdn.csv.gz", data / "sdn_address.csv.gz"]
        yield engine, load_files(engine.store, "ofac", files, folder)


def test_every_entry_is_understood_or_is_no_party(loaded: tuple[RiskEngine, LoadReport]) -> None:
    entries = loaded[1].documents[0]
    # The header and the sign at the end of the file are rows of the file, but not of the list.
    assert entries.rows == 11_444 + 1
    assert dict(entries.records) == {
        "person": 5_890,
        "enterprise": 4_575,
        "risk_event": 5_890 + 4_575,
        "subject_of": 5_890 + 4_575,
        "linked_to": 4_754 - 928 - 3,
    }
    assert dict(entries.ignored) == {"vessel_or_aircraft": 685 + 293, "header": 1, "end_of_file": 1}
    assert not loaded[1].refused


def test_of_4760_links_4754_lead_to_an_entry_and_the_others_are_told(
    loaded: tuple[RiskEngine, LoadReport], rows: list[list[str]]
) -> None:
    entries = loaded[1].documents[0]
    assert dict(entries.left_out) == {
        "link_of_vessel_or_aircraft": 928,
        "link_to_no_entry": 6,
        "link_to_shared_name": 3,
    }
    assert entries.records["linked_to"] + sum(entries.left_out.values()) == 4_760
    assert sum(row[11].count("Linked To: ") for row in rows) == 4_760
    of_things = sum(row[11].count("Linked To: ") for row in rows if row[2] in ("vessel", "aircraft"))
    assert of_things == 928


def test_no_link_leads_to_an_entry_that_bears_another_name(
    loaded: tuple[RiskEngine, LoadReport], rows: list[list[str]]
) -> None:
    snapshot = loaded[0].snapshot(CONTEXT, as_of=AS_OF)
    of_number = {row[0]: row for row in rows}
    bearers = Counter(row[1].rstrip(".") for row in rows)
    # A party with a credit code goes by that; its number on the list is another key of it.
    number_of = {
        snapshot.node(f"{'person-src' if row[2] == 'individual' else 'src'}:ofac:{row[0]}"): row[0]
        for row in rows
        if row[2] in ("individual", "-0- ")
    }
    kind = FACT_KINDS.index("linked_to")
    links = 0
    for source, target, of_kind in zip(
        snapshot.fact_source.tolist(), snapshot.fact_target.tolist(), snapshot.fact_kind.tolist(), strict=True
    ):
        if of_kind == kind:
            name = of_number[number_of[target]][1].rstrip(".")
            stated = [part.strip().rstrip(".") for part in of_number[number_of[source]][11].split(";")]
            assert f"Linked To: {name}" in stated
            assert bearers[name] == 1
            links += 1
    assert links > 3_000


def test_two_entries_of_one_name_stay_two(loaded: tuple[RiskEngine, LoadReport]) -> None:
    snapshot = loaded[0].snapshot(CONTEXT, as_of=AS_OF)
    nodes = {snapshot.node(f"src:ofac:{number}") for number in ("20129", "25437")}
    assert len(nodes) == 2
    assert {snapshot.name[node] for node in nodes} == {"MINISTRY OF STATE SECURITY"}


def test_addresses_belong_to_organisations(loaded: tuple[RiskEngine, LoadReport]) -> None:
    addresses = loaded[1].documents[1]
    assert addresses.rows == 8_485 + 1
    assert dict(addresses.records) == {"contact": 5_830, "uses_contact": 5_830}
    assert dict(addresses.ignored) == {
        "address_without_street": 1_676,
        "vessel_or_aircraft": 978,
        "header": 1,
        "end_of_file": 1,
    }


def test_chinese_companies_are_known_by_their_credit_codes(
    loaded: tuple[RiskEngine, LoadReport], rows: list[list[str]]
) -> None:
    stated = {row[0]: re.findall(r"\b9[0-9A-Z]{17}\b", row[11]) for row in rows if "Social Credit Code" in row[11]}
    codes = {number: found[0] for number, found in stated.items() if len(found) == 1}
    usable = {number: code for number, code in codes.items() if check_credit_code(code).usable}
    assert (len(stated), len(codes), len(usable)) == (27, 27, 27)
    snapshot = loaded[0].snapshot(CONTEXT, as_of=AS_OF)
    for number, code in usable.items():
        assert snapshot.public_id[snapshot.node(f"src:ofac:{number}")] == f"uscc:{code}"


def test_a_listing_is_shown_as_an_undated_notice_and_counts_nothing(loaded: tuple[RiskEngine, LoadReport]) -> None:
    (answer,) = loaded[0].assess(CONTEXT, ["uscc:91310115MA1K4DLAXM"], as_of=AS_OF)
    assert answer.claim is None
    assert answer.hazard is not None
    assert int(answer.hazard.total) == 0
    (shown,) = answer.parties[0].record
    assert (shown.kind, shown.label, shown.counts, shown.reason) == (
        "foreign_sanction",
        "risk_notice",
        False,
        "kind_off",
    )
    assert shown.decided_on is None


def test_turned_on_by_an_office_an_undated_listing_opens_the_range_and_links_carry_nothing(
    data: Path, tmp_path: Path
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(
        '[policy]\nid = "test-office"\n[kinds.foreign_sanction]\nbasis = ["strength_design"]\nenabled = true\n', "utf-8"
    )
    settings = Settings(store=f"sqlite:///{tmp_path}/on.sqlite", policy=policy)
    ranges = set()
    with RiskEngine.open(settings=settings, clock=lambda: RECORDED_AT) as engine:
        load_files(engine.store, "ofac", [data / "sdn.csv.gz"], tmp_path)
        # The first is linked to a few parties, the second to dozens; an undated listing only opens the range.
        for party in ("uscc:913501057051504472", "src:ofac:15117"):
            (answer,) = engine.assess(CONTEXT, [party], as_of=AS_OF)
            (shown,) = answer.parties[0].record
            assert (shown.counts, shown.reason) == (False, "undated")
            assert answer.hazard is not None
            assert int(answer.hazard.total) == 0
            assert answer.contributions == ()
            assert answer.low == 0
            ranges.add(answer.high)
    (high,) = ranges
    assert high is not None
    assert high > 0
