"""The fictional tender: its flags, loaded through `table`, each reach it with the person or company that they name."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from graph_engine import RequestContext, RiskEngine, Settings
from graph_engine.answers.assessment import Assessment
from tests.loading_files import RECORDED_AT, load_files
from tests.real.mapped import load_mapped

CONTEXT = RequestContext("tester", "officer", "project_review", "PROC-20-0001")
TENDER = "project:ocds:ocds-123abc-PROC-20-0001"
AS_OF = date(2020, 5, 1)
TURNED_ON = '[kinds.other_list]\nenabled = true\nbasis = ["notice_term_design"]\n'

EXPECTED = {
    # who is flagged, of what, over which shareholding, through which bidder
    ("Synomus Technology Services Ltd.", "Invalid company ID", None, "1602647563"),
    ("Gough-Hunt Ltd.", "Company registered in a blacklisted jurisdiction.", None, "5315469854"),
    (
        "Mr. Simon Clark",
        "Name and ID match a currently serving cabinet minister.",
        "Synomus Technology Services Ltd.",
        "1602647563",
    ),
    ("Antony Wade", "Name and ID match a currently serving cabinet minister.", "Mitchell Systems Ltd.", "5315469852"),
    (
        "Antony Wade",
        "This person has control over multiple applicants to this tender.",
        "Mitchell Systems Ltd.",
        "5315469852",
    ),
    (
        "Sunrise Taylor Hunt Ltd.",
        "This company appears in multiple applications to this tender.",
        "Mitchell Systems Ltd.",
        "5315469852",
    ),
    (
        "PBG Group Ltd.",
        "Company registered in a blacklisted jurisdiction.",
        "Future Tech Horizons Ltd.",
        "3264298751",
    ),
}


@pytest.fixture(scope="module")
def folder(real_data: Callable[[str], Path]) -> Path:
    return real_data("uk-projects-ownership") / "fictional-with-flags"


def opened(folder: Path, scratch: Path, policy: Path | None) -> Iterator[RiskEngine]:
    settings = Settings(store=f"sqlite:///{scratch}/uk.sqlite", policy=policy)
    with RiskEngine.open(settings=settings, clock=lambda: RECORDED_AT) as engine:
        load_files(engine.store, "ocds", [folder / "ocds" / "ocds_tenderers_package.json"], scratch)
        load_files(engine.store, "bods", sorted((folder / "bods" / "PROC-20-0001").glob("*.json")), scratch)
        report = load_mapped(engine.store, "uk-flags", sorted((folder / "flags").glob("*.csv")), scratch, "flags")
        assert (report.understood, report.refused) == (12, {})
        assert report.ignored == {"flag_definition": 5, "header": 2}
        yield engine


@pytest.fixture(scope="module")
def engine(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RiskEngine]:
    scratch = tmp_path_factory.mktemp("flags")
    (scratch / "office.toml").write_text(TURNED_ON, encoding="utf-8")
    yield from opened(folder, scratch, scratch / "office.toml")


@pytest.fixture(scope="module")
def answer(engine: RiskEngine) -> Assessment:
    (answer,) = engine.assess(CONTEXT, [TENDER], as_of=AS_OF)
    return answer


def texts(engine: RiskEngine) -> dict[str, str]:
    """The text of each event by its key, straight from the store."""
    with engine.store.reader() as reader:
        load = reader.loads()[-1].number
        keys = {node: key for nodes, _, names, _ in reader.nodes(load) for node, key in zip(nodes, names, strict=True)}
        return {
            keys[node]: text
            for batch in reader.statements("risk_event", ("node", "text"), load)
            for node, text in zip(batch["node"], batch["text"], strict=True)
        }


def test_every_flag_reaches_the_tender_with_the_right_party_and_path(engine: RiskEngine, answer: Assessment) -> None:
    said = texts(engine)
    found = set()
    for contribution in answer.contributions:
        *above, part = contribution.path
        assert (part.relation, part.target) == ("takes_part_in", TENDER)
        assert all((step.relation, step.direction) == ("holds_shares_in", "down") for step in above)
        assert len(above) == (0 if contribution.claim == "party_record" else 1)
        bidder = above[0].target_name if above else None
        (event,) = contribution.events
        found.add((contribution.subject_name, said[event.id], bidder, part.source.removeprefix("GB-LAC:")))
    assert found == EXPECTED
    assert not answer.more


def test_the_claim_is_no_more_than_the_record_of_a_party(answer: Assessment) -> None:
    assert answer.claim is not None
    assert answer.claim.id == "party_record"
    assert {contribution.claim for contribution in answer.contributions} == {"party_record", "lead_relation"}


def test_flags_are_the_ones_of_the_file(folder: Path, engine: RiskEngine) -> None:
    with (folder / "flags" / "flag_attachments.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12
    # Five rows say without the tender's number what five of the other seven say with it.
    assert len({(row["identifier_id"], row["flag_name"]) for row in rows}) == len(texts(engine)) == len(EXPECTED) == 7


def test_until_the_office_turns_the_kind_on_flags_are_only_listed(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for engine in opened(folder, tmp_path_factory.mktemp("off"), None):
        (answer,) = engine.assess(CONTEXT, [TENDER], as_of=AS_OF)
        assert answer.claim is None
        listed = [entry for party in answer.parties for entry in party.record]
        assert {(entry.subject_name, entry.reason) for entry in listed} == {
            ("Synomus Technology Services Ltd.", "kind_off"),
            ("Gough-Hunt Ltd.", "kind_off"),
        }


def test_without_a_purpose_persons_are_left_out(engine: RiskEngine) -> None:
    (answer,) = engine.assess(RequestContext("tester", "officer", "test"), [TENDER], as_of=AS_OF)
    assert {contribution.subject_name for contribution in answer.contributions} == {
        name for name, *_ in EXPECTED if name.endswith("Ltd.")
    }
