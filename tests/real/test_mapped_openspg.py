"""The two demonstration sets of OpenSPG through `table`: list cells, links by masked name, marks that mark nobody."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from tests.real.mapped import mapped_loader
from tests.unit.loading.desk import Desk


def test_supply_chain(real_data: Callable[[str], Path], desk: Desk) -> None:
    folder = real_data("cn-openspg-supplychain")
    names = ("Company", "Person", "Company_fundTrans_Company", "CompanyUpdate", "Product")
    loader = mapped_loader("cn-openspg-supplychain")
    report = desk.load(loader, *(folder / f"{name}.csv" for name in names), source="openspg")
    found = {document.file: document for document in report.documents}
    assert found["Company.csv"].understood == 103
    assert found["Person.csv"].understood == 20
    assert found["Company_fundTrans_Company.csv"].ignored == {"fund_transfer": 19, "header": 1}
    assert not report.refused
    with (folder / "Person.csv").open(encoding="utf-8", newline="") as file:
        lists = [row["legalRepresentative"].split(",") for row in csv.DictReader(file)]
    assert (sum(map(len, lists)), sum(len(set(entry)) for entry in lists)) == (69, 67)
    links = desk.kept.of("legal_representative_of")
    assert len(links) == 67
    # Links go by masked name: each leads to the one company that bears it in this source.
    known = {row["other_key"]: row["node_key"] for row in desk.kept.of("also_known_as")}
    assert len(known) == 103
    assert all(row["target_key"] in known for row in links)
    assert all(row["source_key"].startswith("person-src:") for row in links)


def test_risk_mining(real_data: Callable[[str], Path], desk: Desk) -> None:
    folder = real_data("cn-openspg-riskmining")
    files = sorted(path for path in folder.glob("*.csv") if not path.name.startswith("TaxOf"))
    report = desk.load(mapped_loader("cn-openspg-riskmining"), *files, source="openspg")
    found = {document.file: document for document in report.documents}
    understood = {name: document.understood for name, document in found.items() if document.understood}
    assert understood == {"Company.csv": 10, "Person.csv": 20, "Person_holdShare_Company.csv": 3}
    passed_over = {
        name: document.rows - 1 - sum(count for rule, count in document.ignored.items() if rule == "blank")
        for name, document in found.items()
        if name not in understood
    }
    assert passed_over == {
        "App.csv": 200,
        "Cert.csv": 30,
        "Company_hasCert_Cert.csv": 192,
        "Device.csv": 100,
        "Person_fundTrans_Person.csv": 26,
        "Person_hasCert_Cert.csv": 1,
        "Person_hasDevice_Device.csv": 58,
    }
    assert not report.refused
    shares = {(row["source_key"], row["target_key"]) for row in desk.kept.of("holds_shares_in")}
    assert shares == {("person-src:openspg:10", f"src:openspg:{number}") for number in (0, 1, 2)}
    # Masked phones tie nobody, and the marks stand on apps: nobody is marked.
    assert found["Company.csv"].left_out == {"unreadable_contact": 10}
    assert found["Person.csv"].left_out == {"unreadable_contact": 20}
    assert not desk.kept.of("risk_event")
    assert not desk.kept.of("uses_contact")
