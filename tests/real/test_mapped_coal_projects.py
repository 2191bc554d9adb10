"""Coal power projects through `table`: shares stay as stated, broken text is mended, placeholders tie nobody."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from graph_engine import RequestContext, RiskEngine, Settings
from graph_engine.loading.report import LoadReport
from graph_engine.model.names import exact_name
from graph_engine.snapshot.snapshot import FACT_KINDS
from tests.loading_files import RECORDED_AT
from tests.real.mapped import load_mapped, mapped_loader
from tests.unit.loading.desk import Desk

NAME = "global-coal-plant-tracker.csv"
PLACEHOLDERS = {"Persons", "To Be Determined"}
SHARE = re.compile(r"(.*?)(?: \[([0-9.]+)%\])?")


@pytest.fixture(scope="module")
def path(real_data: Callable[[str], Path]) -> Path:
    return real_data("gem-coal-projects") / f"{NAME}.gz"


@pytest.fixture(scope="module")
def rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def loaded(path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, LoadReport]]:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    yield desk, desk.load(mapped_loader("gem-coal-projects"), path, source="gem")
    desk.close()


def mended(text: str) -> str:
    """What the text was before somebody read it as Latin-1: an oracle of its own, sign by sign."""
    return re.sub("[\xc2-\xf4][\x80-\xbf]+", lambda found: bytes(map(ord, found[0])).decode(), text)


def parents(row: dict[str, str]) -> list[tuple[str, str | None]]:
    found = (SHARE.fullmatch(item.strip()) for item in row["PARENT"].split(";") if item.strip())
    return [(mended(item[1]), item[2]) for item in found if item]


def test_every_row_is_accounted_for(rows: list[dict[str, str]], loaded: tuple[Desk, LoadReport]) -> None:
    assert len(rows) == 13_784
    assert Counter(row["STATUS"] for row in rows)[""] == 2_460
    (document,) = loaded[1].documents
    assert (document.rows, document.understood) == (13_784 + 1, 13_784 - 2_460)
    assert document.ignored == {"line_cut_off": 2_460, "header": 1}
    assert not document.refused
    assert not document.unknown_columns


def test_exact_repeats_say_nothing_twice(
    rows: list[dict[str, str]], loaded: tuple[Desk, LoadReport], tmp_path: Path
) -> None:
    once = list({tuple(row.values()): row for row in rows}.values())
    assert len(rows) - len(once) == 2_341
    desk = Desk(tmp_path)
    desk.load(mapped_loader("gem-coal-projects"), desk.table(NAME, once), source="gem")
    kept, again = loaded[0].kept, desk.kept
    assert kept.nodes == again.nodes
    assert {kind: len(found) for kind, found in kept.statements.items()} == {
        kind: len(found) for kind, found in again.statements.items()
    }
    desk.close()


def test_text_read_in_the_wrong_encoding_is_mended(rows: list[dict[str, str]], loaded: tuple[Desk, LoadReport]) -> None:
    broken = [cell for row in rows for cell in row.values() if mended(cell) != cell]
    assert sum("Ã" in "".join(row.values()) for row in rows) == 625
    assert loaded[1].documents[0].repaired == {"utf8_read_as_latin1": len(broken)} == {"utf8_read_as_latin1": 1_382}
    names = {name for _, name in loaded[0].kept.names}
    assert "Río Turbio Power Station" in names
    assert "Yacimientos Carboníferos De Río Turbio Sa" in names
    assert not any("Ã" in name for name in names)


def test_parents_and_placeholders(rows: list[dict[str, str]], loaded: tuple[Desk, LoadReport]) -> None:
    spelt = Counter(item.strip() for row in rows for item in re.sub(r" \[[^]]*\]", "", row["PARENT"]).split(";"))
    assert (spelt["Persons"], spelt["To Be Determined"]) == (151, 109)
    assert len([name for name in spelt if name]) == 2_539

    kept = loaded[0].kept
    live = [row for row in rows if row["STATUS"]]
    stated = {
        (parent, mended(row["PLANT"]), row["UNIT"], share)
        for row in live
        for parent, share in parents(row)
        if parent not in PLACEHOLDERS and parent != mended(row["PLANT"])
    }
    assert len(kept.of("holds_shares_in")) == len(stated)
    assert not any(word in key for key in kept.nodes for word in PLACEHOLDERS)
    placed = sum(parent in PLACEHOLDERS for row in live for parent, _ in parents(row))
    assert loaded[1].documents[0].left_out["placeholder"] == placed


def test_plants_are_projects(rows: list[dict[str, str]], loaded: tuple[Desk, LoadReport]) -> None:
    assert len({row["PLANT"] for row in rows}) == 4_243
    live = {mended(row["PLANT"]) for row in rows if row["STATUS"]}
    assert {row["name"] for row in loaded[0].kept.of("project")} == live


def test_shares_are_never_scaled_up(rows: list[dict[str, str]], loaded: tuple[Desk, LoadReport]) -> None:
    shared = [row for row in rows if "[" in row["PARENT"]]
    sums = [sum((Fraction(share) for _, share in parents(row) if share), Fraction(0)) for row in shared]
    assert (len(shared), min(sums), max(sums)) == (2_789, Fraction(15), Fraction("100.1"))
    # The README's 1,530 rows that add to 100 do so within 0.6, summed in floating point; 1,286 do exactly.
    rounded = [sum(float(share) for _, share in parents(row) if share) for row in shared]
    assert sum(abs(total - 100) < 0.6 for total in rounded) == 1_530
    assert sum(total == 100 for total in sums) == 1_286
    assert sum(any(share is None for _, share in parents(row)) for row in shared) == 44

    wanted: dict[tuple[str, str], set[int | None]] = defaultdict(set)
    for row in rows:
        for parent, share in parents(row):
            if row["STATUS"] and parent not in PLACEHOLDERS and parent != mended(row["PLANT"]):
                ratio = None if share is None else int(Fraction(share) * 10_000_000)
                wanted[(exact_name(parent), exact_name(mended(row["PLANT"])))].add(ratio)
    found: dict[tuple[str, str], set[int | None]] = defaultdict(set)
    for holding in loaded[0].kept.of("holds_shares_in"):
        holder, owner = (
            holding[end].removeprefix("name:").removesuffix("@register:gem") for end in ("source_key", "target_key")
        )
        found[(holder, owner)].add(holding.get("ratio_ppb"))
    assert found == wanted


def test_a_disclosed_part_conducts_as_what_it_is(rows: list[dict[str, str]], tmp_path: Path) -> None:
    (row,) = (row for row in rows if re.findall(r"\[([0-9.]+)%", row["PARENT"]) == ["15.0"])
    desk = Desk(tmp_path)
    file = desk.table(NAME, [row])
    with RiskEngine.open(
        settings=Settings(store=f"sqlite:///{tmp_path}/s.sqlite"), clock=lambda: RECORDED_AT
    ) as engine:
        load_mapped(engine.store, "gem-coal-projects", [file], tmp_path, "gem")
        snapshot = engine.snapshot(RequestContext("tester", "officer", "test"), as_of=date(2026, 11, 22))
    holdings = [at for at, kind in enumerate(snapshot.fact_kind) if FACT_KINDS[int(kind)] == "holds_shares_in"]
    assert [int(snapshot.fact_point[at]) for at in holdings] == [150_000_000]
    desk.close()
