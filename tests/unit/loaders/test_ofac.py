from __future__ import annotations

from typing import Any

import pytest

from graph_engine.loading.report import LoadReport
from loaders import LOADERS
from tests.contract.loader_samples import CODES, WRONG
from tests.unit.loading.desk import Desk

OFAC = LOADERS["ofac"]
EMPTY = "-0- "
COLUMNS = ["ID", "Name", "Type", "Country", "Title", "Col_F", "Col_G", "Col_H", "Col_I", "Col_J", "Col_K", "Details"]


def entry(number: int, name: str, kind: str = EMPTY, details: str = EMPTY, programme: str = "TEST") -> dict[str, str]:
    row = dict.fromkeys(COLUMNS, EMPTY)
    return {**row, "ID": str(number), "Name": name, "Type": kind, "Country": programme, "Details": details}


def address(number: int, street: str, city: str = "Testville", country: str = "Nowhere") -> dict[str, str]:
    return {"ID": str(number), "Col_B": "1", "Address": street, "City": city, "Country": country, "": EMPTY}


def load(desk: Desk, *rows: dict[str, str], addresses: tuple[dict[str, str], ...] = ()) -> LoadReport:
    files = [desk.table("sdn.csv", rows, encoding="utf-8")]
    if addresses:
        files.append(desk.table("add.csv", addresses, encoding="utf-8"))
    return desk.load(OFAC, *files, source="us")


def linked(desk: Desk) -> set[tuple[str, str]]:
    """Links by number of the entry."""
    return {
        (row["source_key"].rpartition(":")[2], row["target_key"].rpartition(":")[2])
        for row in desk.kept.of("linked_to")
    }


# ---------------------------------------------------------------------- entries


def test_an_organisation_is_an_enterprise_under_the_lists_own_number_with_an_undated_listing(desk: Desk) -> None:
    load(desk, entry(36, "ENTITY ONE", programme="CUBA"))
    (row,) = desk.kept.of("enterprise")
    assert (row["node_key"], row["name"]) == ("src:us:36", "ENTITY ONE")
    event = desk.kept.one("risk_event")
    assert event["category"] == "foreign_sanction"
    assert event["text"].endswith(": CUBA")
    assert not {"decided_on", "published_on", "listed_until"} & set(event)
    assert desk.kept.one("subject_of")["source_key"] == "src:us:36"


def test_of_a_person_nothing_but_the_name_is_kept(desk: Desk) -> None:
    load(desk, entry(7, "DOE, Jane", "individual", "DOB 01 Jan 1970; POB Testville; Passport X123; Linked To: NOBODY."))
    assert desk.kept.one("person")["node_key"] == "person-src:us:7"
    assert desk.kept.one("person")["name"] == "DOE, Jane"
    everything = str(desk.kept.statements)
    for secret in ("1970", "X123", "Testville"):
        assert secret not in everything


def test_several_programmes_are_told_apart(desk: Desk) -> None:
    load(desk, entry(1, "ENTITY ONE", programme="NPWMD] [IFSR] [SDGT"))
    assert desk.kept.one("risk_event")["text"].endswith(": NPWMD, IFSR, SDGT")


@pytest.mark.parametrize(
    ("details", "key", "refused"),
    [
        (f"Unified Social Credit Code (USCC) {CODES[0]} (China).", f"uscc:{CODES[0]}", None),
        (f"United Social Credit Code Certificate (USCCC) {CODES[1]} (China); R 1", f"uscc:{CODES[1]}", None),
        (f"Tax ID No. 1; Unified Social Credit Code (USCC) {WRONG} (China)", "src:us:1", WRONG),
        (
            f"Unified Social Credit Code (USCC) {CODES[0]}; Unified Social Credit Code (USCC) {CODES[1]}",
            "src:us:1",
            None,
        ),
    ],
)
def test_a_chinese_credit_code_in_the_remarks_is_the_key(
    desk: Desk, details: str, key: str, refused: str | None
) -> None:
    load(desk, entry(1, "ENTITY ONE", details=details))
    (row,) = desk.kept.of("enterprise")
    assert (row["node_key"], row.get("refused_code")) == (key, refused)
    aliases = {alias["other_key"] for alias in desk.kept.of("also_known_as")}
    assert aliases == ({"src:us:1"} if key.startswith("uscc") else set())


def test_vessels_and_aircraft_are_ignored_by_name_and_their_links_counted(desk: Desk) -> None:
    report = load(
        desk,
        entry(1, "ENTITY ONE", details="Linked To: SHIP ONE."),
        entry(2, "SHIP ONE", "vessel", "Linked To: ENTITY ONE; Linked To: PLANE ONE."),
        entry(3, "PLANE ONE", "aircraft"),
    )
    (document,) = report.documents
    assert document.ignored["vessel_or_aircraft"] == 2
    assert dict(document.left_out) == {"link_of_vessel_or_aircraft": 2, "link_to_vessel_or_aircraft": 1}
    assert desk.kept.of("linked_to") == []


def test_the_end_of_file_sign_and_a_type_that_is_none(desk: Desk) -> None:
    text = desk.table("a.csv", [entry(1, "ENTITY ONE"), entry(2, "X", "robot"), entry(3, EMPTY)], encoding="utf-8")
    file = desk.write("b.csv", text.read_bytes() + b"\x1a\r\n")
    report = desk.load(OFAC, file, source="us")
    assert report.documents[0].ignored["end_of_file"] == 1
    assert report.refused["a type of entry that the list does not have"] == 1
    assert report.understood == 2


# ---------------------------------------------------------------------- links


@pytest.mark.parametrize(
    ("name", "stated"),
    [
        ("ENTITY TWO", "ENTITY TWO."),
        ("ENTITY TWO", "ENTITY TWO"),
        ("ENTITY TWO S.A.", "ENTITY TWO S.A."),
        ("ENTITY TWO S.A.", "ENTITY TWO S.A.."),
        ("ENTITY TWO S.A.", "ENTITY TWO S.A"),
    ],
)
def test_the_final_dot_decides_nothing(desk: Desk, name: str, stated: str) -> None:
    load(desk, entry(1, "DOE, Jane", "individual", f"DOB 1; Linked To: {stated}"), entry(2, name))
    assert linked(desk) == {("1", "2")}


def test_links_lead_to_persons_and_enterprises_and_carry_no_days(desk: Desk) -> None:
    load(
        desk,
        entry(1, "ENTITY ONE", details="Linked To: DOE, Jane; Linked To: ENTITY TWO."),
        entry(2, "ENTITY TWO"),
        entry(3, "DOE, Jane", "individual", "Linked To: ENTITY ONE."),
    )
    assert linked(desk) == {("1", "3"), ("1", "2"), ("3", "1")}
    assert {row["basis"] for row in desk.kept.of("linked_to")} == {"Linked To"}
    assert {row["target_key"] for row in desk.kept.of("linked_to")} == {
        "person-src:us:3",
        "src:us:2",
        "src:us:1",
    }


@pytest.mark.parametrize(
    ("stated", "rule"),
    [
        ("NAMESAKE", "link_to_shared_name"),
        ("NAMESAKE.", "link_to_shared_name"),
        ("NOBODY", "link_to_no_entry"),
        ("ENTITY ONE", "link_to_itself"),
        ("entity two", "link_to_no_entry"),
    ],
)
def test_a_link_that_leads_to_no_single_entry_is_counted_and_chooses_none(desk: Desk, stated: str, rule: str) -> None:
    report = load(
        desk,
        entry(1, "ENTITY ONE", details=f"Linked To: {stated}"),
        entry(2, "ENTITY TWO"),
        entry(3, "NAMESAKE"),
        entry(4, "NAMESAKE", "individual"),
    )
    assert dict(report.documents[0].left_out) == {rule: 1}
    assert linked(desk) == set()


@pytest.mark.parametrize("stated", ["TWIN", "TWIN."])
def test_names_that_differ_by_their_dot_alone_are_shared(desk: Desk, stated: str) -> None:
    report = load(desk, entry(1, "A", details=f"Linked To: {stated}"), entry(2, "TWIN"), entry(3, "TWIN."))
    assert dict(report.documents[0].left_out) == {"link_to_shared_name": 1}
    assert linked(desk) == set()


def test_links_lead_across_the_files_of_a_load_in_any_order(desk: Desk) -> None:
    one = desk.table("one.csv", [entry(1, "ENTITY ONE", details="Linked To: ENTITY TWO.")], encoding="utf-8")
    two = desk.table("two.csv", [entry(2, "ENTITY TWO")], encoding="utf-8")
    for files in ((one, two), (two, one)):
        desk.load(OFAC, *files, source="us")
        assert linked(desk) == {("1", "2")}


# ---------------------------------------------------------------------- addresses


def test_addresses_are_contacts_of_organisations_alone(desk: Desk) -> None:
    report = load(
        desk,
        entry(1, "ENTITY ONE"),
        entry(2, "DOE, Jane", "individual"),
        entry(3, "SHIP ONE", "vessel"),
        addresses=(
            address(1, "Test Street 1"),
            address(1, EMPTY),
            address(2, "Secret Street 1"),
            address(3, EMPTY),
            address(9, "Test Street 9"),
        ),
    )
    use = desk.kept.one("uses_contact")
    assert use["source_key"] == "src:us:1"
    assert desk.kept.one("contact")["name"] == "Test Street 1, Testville, Nowhere"
    ignored = report.documents[1].ignored
    assert (ignored["address_without_street"], ignored["address_of_a_person"], ignored["vessel_or_aircraft"]) == (
        1,
        1,
        1,
    )
    assert sum(report.documents[1].refused.values()) == 1
    assert "Secret" not in str(desk.kept.statements)


def test_one_address_of_two_entries_is_one_contact(desk: Desk) -> None:
    both = (address(1, "Test Street 1"), address(2, "Test  Street 1"))
    load(desk, entry(1, "ENTITY ONE"), entry(2, "ENTITY TWO"), addresses=both)
    assert len({row["target_key"] for row in desk.kept.of("uses_contact")}) == 1


# ---------------------------------------------------------------------- the publisher's own file


def bare(rows: list[dict[str, Any]]) -> str:
    """Rows without a header, as the publisher gives them."""
    return "".join(",".join(f'"{value}"' if "," in value else value for value in row.values()) + "\r\n" for row in rows)


def test_the_publishers_file_without_a_header_says_the_same(desk: Desk) -> None:
    rows = [entry(1, "ENTITY ONE", details="Linked To: DOE, Jane."), entry(2, "DOE, Jane", "individual")]
    places = [address(1, "Test Street 1")]
    load(desk, *rows, addresses=tuple(places))
    kept = {kind: len(found) for kind, found in desk.kept.statements.items()}
    report = desk.load(OFAC, desk.write("x.csv", bare(rows)), desk.write("y.csv", bare(places)), source="us")
    assert {kind: len(found) for kind, found in desk.kept.statements.items()} == kept
    assert linked(desk) == {("1", "2")}
    assert report.rows == 3
    assert [document.layout for document in report.documents] == ["entries", "addresses"]
