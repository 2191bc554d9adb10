"""Executives of listed companies through `table`: namesakes stay apart, lost zeros come back, ST is an event."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph_engine.loading.report import LoadReport
from tests.real.mapped import mapped_loader
from tests.unit.loading.desk import Desk

FILES = (
    "executive_prep.csv",
    "import/stock.csv",
    "import/executive.csv",
    "import/executive_stock.csv",
    "stock_industry_prep.csv",
    "stock_concept_prep.csv",
)


@pytest.fixture(scope="module")
def folder(real_data: Callable[[str], Path]) -> Path:
    return real_data("cn-listed-executives")


@pytest.fixture(scope="module")
def loaded(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, LoadReport]]:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    paths = (folder / name for name in FILES)
    yield desk, desk.load(mapped_loader("cn-listed-executives"), *paths, source="a-shares")
    desk.close()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_is_accounted_for(loaded: tuple[Desk, LoadReport]) -> None:
    found = {document.file: document for document in loaded[1].documents}
    assert found["executive_prep.csv"].understood == 24_775
    assert found["stock.csv"].understood == 3_188
    assert found["executive.csv"].ignored["hashed_person_ids"] == 20_872
    assert found["executive_stock.csv"].ignored["hashed_person_ids"] == 24_775
    assert found["stock_industry_prep.csv"].ignored["market_topic"] == 2_908
    assert found["stock_concept_prep.csv"].ignored["market_topic"] == 9_442
    assert not loaded[1].refused
    assert not any(document.unknown_columns for document in found.values())


def test_posts_joined_by_a_stroke_are_posts(folder: Path, loaded: tuple[Desk, LoadReport]) -> None:
    posts = Counter(post for row in rows_of(folder / "executive_prep.csv") for post in row["jobs"].split("/"))
    kept = loaded[0].kept
    assert loaded[1].documents[0].records["holds_office_in"] == sum(posts.values()) == 29_073
    # Two posts of one role in one company, 董事长 and 副董事长, are told apart by nothing but their words.
    assert {row["role_text"] for row in kept.of("holds_office_in")} == set(posts)
    assert len(posts) == 21


def test_namesakes_stay_apart(folder: Path, loaded: tuple[Desk, LoadReport]) -> None:
    rows = rows_of(folder / "executive_prep.csv")
    sources = {row["source_key"] for row in loaded[0].kept.of("holds_office_in")}
    assert len(sources) == len({(row["name"], row["code"]) for row in rows}) == 24_775
    assert all(key.startswith("person-local:") for key in sources)
    # What a hash of name, gender and age would have made one person of:
    merged = Counter((row["name"], row["gender"], row["age"]) for row in rows)
    assert len(merged) == 20_872
    assert sum(count > 1 for count in merged.values()) == 2_730
    assert max(merged.values()) == 9


def test_lost_leading_zeros_are_given_back(folder: Path, loaded: tuple[Desk, LoadReport]) -> None:
    raw = {row["code"] for row in rows_of(folder / "import" / "stock.csv")}
    prepared = {row["code"] for row in rows_of(folder / "executive_prep.csv")}
    assert (len(raw), len(prepared), len(raw & prepared)) == (3_188, 2_868, 1_646)

    found = {document.file: document for document in loaded[1].documents}
    assert found["stock.csv"].repaired == {"leading_zeros": 1_304}
    kept = loaded[0].kept
    companies = {row["node_key"] for row in kept.of("enterprise")}
    employers = {row["target_key"] for row in kept.of("holds_office_in")}
    assert len(companies) == 3_188
    assert len(employers) == 2_868
    assert employers <= companies
    assert len(companies - employers) == 320


def test_companies_under_special_treatment_are_undated_events(loaded: tuple[Desk, LoadReport]) -> None:
    kept = loaded[0].kept
    events = kept.of("risk_event")
    assert len(events) == len({row["source_key"] for row in kept.of("subject_of")}) == 104
    assert not any(key.endswith("_on") for row in events for key in row)
    assert {row["category"] for row in events} == {"other_list"}
