"""The examples of the ownership standard, answered: who holds what on a day, and what never conducts.

Known answers stand in the data set's README. How the statements are read is `test_bods_examples.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from graph_engine import RequestContext, RiskEngine, Settings
from graph_engine.answers.assessment import Assessment
from graph_engine.model.parties import PartyRef
from graph_engine.snapshot.snapshot import FACT_KINDS, Snapshot
from tests.contract.loads import Load, apply
from tests.loading_files import RECORDED_AT, load_files
from tests.worlds import event

CONTEXT = RequestContext("tester", "officer", "project_review", "bods")
AS_OF = date(2026, 11, 22)
WHOLE = 1_000_000_000

Opens = Callable[[str], RiskEngine]


@pytest.fixture
def example(real_data: Callable[[str], Path], tmp_path: Path) -> Iterator[Opens]:
    """Loads one example into a store of its own; all are closed in the end."""
    data = real_data("bods-spec-examples")
    opened: list[RiskEngine] = []

    def load(name: str) -> RiskEngine:
        settings = Settings(store=f"sqlite:///{tmp_path}/{name}.sqlite")
        engine = RiskEngine.open(settings=settings, clock=lambda: RECORDED_AT)
        opened.append(engine)
        load_files(engine.store, "bods", [data / f"{name}.json"], tmp_path)
        return engine

    yield load
    for engine in opened:
        engine.close()


def shares(snapshot: Snapshot, kind: str = "holds_shares_in", role: str = "") -> dict[tuple[str, str], int]:
    """Ratio in ppb by the names of holder and company."""
    return {
        (snapshot.name[int(source)], snapshot.name[int(target)]): int(point)
        for source, target, point, of_kind, in_role in zip(
            snapshot.fact_source,
            snapshot.fact_target,
            snapshot.fact_point,
            snapshot.fact_kind,
            snapshot.fact_role,
            strict=True,
        )
        if FACT_KINDS[int(of_kind)] == kind and snapshot.role_name[int(in_role)] == role
    }


def held(engine: RiskEngine, day: str | date = AS_OF, kind: str = "holds_shares_in") -> dict[tuple[str, str], int]:
    as_of = day if isinstance(day, date) else date.fromisoformat(day)
    return shares(engine.snapshot(CONTEXT, as_of=as_of), kind)


def with_event(engine: RiskEngine, subject: str, target: str) -> Assessment:
    """The assessment of one party of an example, with a record of a dishonest debtor put on another; both by name."""
    snapshot = engine.snapshot(CONTEXT, as_of=AS_OF)
    ids = {snapshot.name[node]: snapshot.public_id[node] for node in range(snapshot.size)}
    kind = "person" if ids[subject].startswith("person") else "enterprise"
    records = event("put", PartyRef(kind, ids[subject]))
    apply(engine.store, Load(records, source="court", document="court", recorded_at=RECORDED_AT))
    return engine.assess(CONTEXT, [ids[target]], as_of=AS_OF)[0]


def ways(answer: Assessment) -> list[list[tuple[str, str, str]]]:
    """Each contribution's path as (from, relation, to) by name."""
    return [
        [(step.source_name, step.relation, step.target_name) for step in found.path] for found in answer.contributions
    ]


# ---------------------------------------------------------------------- direct and stated indirect shares


def test_a_ministry_holds_all_of_a_company_directly_and_through_another(example: Opens) -> None:
    engine = example("bods-package-fi-soe")
    ministry, network, gasgrid = "Valtiovarainministerio", "Suomen Kaasuverkko Oy", "Gasgrid Finland Oy"
    direct = held(engine)
    assert direct == {
        (ministry, network): WHOLE,
        (network, gasgrid): 765_000_000,
        (ministry, gasgrid): 235_000_000,
    }
    through = direct[ministry, network] * direct[network, gasgrid] // WHOLE
    assert through + direct[ministry, gasgrid] == WHOLE
    assert held(engine, kind="has_indirect_interest_in") == {("Suomen tasavalta", gasgrid): WHOLE}


A, B, C, D, PERSON = "Company A", "Company B", "Company C", "Company D", "Person 1"
STATED = {
    "indirect-ownership": ({(B, A): 600_000_000}, {(PERSON, A): 300_000_000}),
    "mixed-direct-and-indirect-ownership": (
        {(B, A): 500_000_000, (PERSON, A): 500_000_000},
        {(PERSON, A): 500_000_000},
    ),
    "multiple-indirect-ownership": ({(C, B): 500_000_000, (D, B): 500_000_000}, {(PERSON, B): 600_000_000}),
    "mutilple-indirect-ownership-2": ({(B, A): 400_000_000, (C, A): 200_000_000}, {(PERSON, A): 600_000_000}),
}


@pytest.mark.parametrize("name", STATED)
def test_direct_holdings_and_stated_indirect_ones_stand_apart(example: Opens, name: str) -> None:
    engine = example(name)
    direct, indirect = STATED[name]
    assert held(engine) == direct
    assert held(engine, kind="has_indirect_interest_in") == indirect


def test_before_a_direct_holding_began_only_the_indirect_one_stands(example: Opens) -> None:
    engine = example("mixed-direct-and-indirect-ownership")
    assert held(engine, "2019-04-30") == {(B, A): 500_000_000}
    assert held(engine, "2019-05-01")[PERSON, A] == 500_000_000
    assert held(engine, "2019-04-30", "has_indirect_interest_in") == {(PERSON, A): 500_000_000}


def test_a_joint_holding_of_two_owns_the_whole(example: Opens) -> None:
    joint, company = "Joint shareholding", "CHRINON LTD"
    assert held(example("joint-ownership")) == {
        (joint, company): WHOLE,
        ("Natalie Coleman", joint): 500_000_000,
        ("Roberto Lopez", joint): 500_000_000,
    }


def test_control_through_a_nomination_is_without_shares(example: Opens) -> None:
    engine = example("nomination")
    company, nomination = "Los Corazones de Plata", "Perez-Rivero nomination"
    assert held(engine) == {}
    snapshot = engine.snapshot(CONTEXT, as_of=AS_OF)
    assert set(shares(snapshot, "controls")) == {("Silvia Teixeira Perez", nomination)}
    assert set(shares(snapshot, "nominee_for")) == {("Vanessa Rivero", nomination)}
    assert set(shares(snapshot, "holds_office_in", "director")) == {(nomination, company)}
    assert set(shares(snapshot, "has_indirect_interest_in")) == {("Silvia Teixeira Perez", company)}
    assert held(engine, "2023-04-29", "controls") == {}


# ---------------------------------------------------------------------- what conducts


@pytest.mark.parametrize(
    ("name", "target"),
    [("indirect-ownership", A), ("multiple-indirect-ownership", B), ("mutilple-indirect-ownership-2", A)],
)
def test_a_stated_indirect_interest_never_conducts(example: Opens, name: str, target: str) -> None:
    answer = with_event(example(name), PERSON, target)
    assert answer.hazard is not None
    assert int(answer.hazard.total) == 0
    assert answer.claim is None


def test_beside_a_direct_holding_the_indirect_interest_adds_nothing(example: Opens) -> None:
    answer = with_event(example("mixed-direct-and-indirect-ownership"), PERSON, A)
    assert ways(answer) == [[(PERSON, "holds_shares_in", A)]]
    (step,) = answer.contributions[0].path
    assert step.also == ()
    assert (step.ratio, step.ratio_low, step.ratio_high) == (500_000, 500_000, 500_000)


def test_a_direct_holder_conducts_by_its_share(example: Opens) -> None:
    answer = with_event(example("indirect-ownership"), B, A)
    assert ways(answer) == [[(B, "holds_shares_in", A)]]
    assert answer.contributions[0].claim == "lead_control"


def test_a_state_conducts_by_the_control_it_declares_and_not_by_its_indirect_share(example: Opens) -> None:
    answer = with_event(example("bods-package-fi-soe"), "Suomen tasavalta", "Gasgrid Finland Oy")
    for way in ways(answer):
        assert "has_indirect_interest_in" not in {relation for _, relation, _ in way}
        assert way[0] == ("Suomen tasavalta", "controls", "Valtiovarainministerio")
    assert len(answer.contributions) == 1


def test_control_through_a_nomination_leads_over_the_office_of_the_nomination(example: Opens) -> None:
    answer = with_event(example("nomination"), "Silvia Teixeira Perez", "Los Corazones de Plata")
    nomination = "Perez-Rivero nomination"
    assert ways(answer) == [
        [
            ("Silvia Teixeira Perez", "controls", nomination),
            (nomination, "holds_office_in", "Los Corazones de Plata"),
        ]
    ]
    assert answer.contributions[0].claim == "lead_relation"


# ---------------------------------------------------------------------- one relationship over several statements

TECIDO, MARIA, TRUST = "Tecido Ltd", "Maria Esteves", "Shear Trust"


@pytest.mark.parametrize(
    ("day", "owners"),
    [
        ("2002-03-08", {}),
        ("2002-03-09", {MARIA: 100}),
        ("2021-09-23", {MARIA: 100}),
        ("2021-09-24", {MARIA: 40, TRUST: 60}),
        ("2022-09-20", {MARIA: 40, TRUST: 60}),
        ("2022-09-21", {MARIA: 30, TRUST: 70}),
        ("2023-02-28", {MARIA: 30, TRUST: 70}),
        ("2023-03-03", {TRUST: 80}),
    ],
)
def test_the_owners_of_tecido_on_a_day(example: Opens, day: str, owners: dict[str, int]) -> None:
    engine = example("tecido")
    expected = {(name, TECIDO): percent * WHOLE // 100 for name, percent in owners.items()}
    snapshot = engine.snapshot(CONTEXT, as_of=date.fromisoformat(day))
    assert shares(snapshot) == expected
    assert shares(snapshot, role="votes") == expected
    # A chair that carries a share is a chair: its share is that of the shareholding beside it.
    assert set(shares(snapshot, "holds_office_in", "chairman")) == {(MARIA, TECIDO)} & set(expected)


def test_where_two_statements_overlap_the_answer_says_that_shares_pass_the_whole(example: Opens) -> None:
    engine = example("tecido")
    assert sum(held(engine, "2023-03-02").values()) == 1_100_000_000
    for day, over in (("2023-02-28", False), ("2023-03-02", True), ("2023-03-03", False)):
        (answer,) = engine.assess(CONTEXT, [TECIDO], as_of=date.fromisoformat(day))
        assert ("ratios_over_100" in {unknown.kind for unknown in answer.unknowns}) == over


FERMCAT, PATRICK, RIYADH, DECLAN = "Fermcat Ltd", "Patrick O'Donohue", "Riyadh Byrne-Amin", "Declan Byrne-Amin"


@pytest.mark.parametrize(
    ("day", "owners", "directors"),
    [
        ("2019-09-10", {}, set()),
        ("2019-09-11", {PATRICK: 50, RIYADH: 50}, {PATRICK, RIYADH}),
        ("2021-04-02", {PATRICK: 50, RIYADH: 50}, {PATRICK, RIYADH}),
        ("2021-04-03", {PATRICK: 50, DECLAN: 50}, {PATRICK}),
        ("2022-01-20", {PATRICK: 50, DECLAN: 50}, {PATRICK}),
        ("2022-01-21", {PATRICK: 100}, {PATRICK}),
    ],
)
def test_the_owners_and_directors_of_fermcat_on_a_day(
    example: Opens, day: str, owners: dict[str, int], directors: set[str]
) -> None:
    snapshot = example("fermcat").snapshot(CONTEXT, as_of=date.fromisoformat(day))
    assert shares(snapshot) == {(name, FERMCAT): percent * WHOLE // 100 for name, percent in owners.items()}
    assert set(shares(snapshot, "holds_office_in", "director")) == {(name, FERMCAT) for name in directors}


# ---------------------------------------------------------------------- whoever stays unnamed


def test_bands_of_a_declaration_are_intervals(example: Opens) -> None:
    snapshot = example("simple-pep-declaration").snapshot(CONTEXT, as_of=AS_OF)
    holdings = [at for at, kind in enumerate(snapshot.fact_kind) if FACT_KINDS[int(kind)] == "holds_shares_in"]
    assert [(int(snapshot.fact_low[at]), int(snapshot.fact_high[at])) for at in holdings] == [
        (250_000_000, 499_999_999)
    ] * 2


def parties(snapshot: Snapshot) -> set[str]:
    return {snapshot.name[node] for node in range(snapshot.size)}


def test_an_anonymous_beneficiary_becomes_no_party(example: Opens) -> None:
    snapshot = example("levent").snapshot(CONTEXT, as_of=AS_OF)
    assert parties(snapshot) == {"Levent Trust", "Andrew Anderson", "Bella Buxton"}
    assert set(shares(snapshot, "controls")) == {
        ("Andrew Anderson", "Levent Trust"),
        ("Bella Buxton", "Levent Trust"),
    }


def test_an_owner_exempt_from_disclosure_becomes_no_party(example: Opens) -> None:
    snapshot = example("listed-company-exempt-from-disclosure").snapshot(CONTEXT, as_of=AS_OF)
    assert parties(snapshot) == {"Listed Company OS-17"}
    assert len(snapshot.fact_kind) == 0
