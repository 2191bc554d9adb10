"""The use cases: who may ask what, how a target is found, what is answered of the past, and in which order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from graph_engine.answers.assessment import Assessment
from graph_engine.answers.request import RequestContext
from graph_engine.answers.writing import to_json
from graph_engine.engine import RiskEngine, snapshot_dir_of
from graph_engine.errors import AmbiguousError, NotFoundError, RequestError
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Enterprise, Project, Record
from graph_engine.settings import Settings
from tests.contract.loads import Load, apply
from tests.worlds import (
    POLICY,
    TODAY,
    company,
    described,
    event,
    holds,
    known_person,
    leads,
    local_person,
    project,
    takes_part,
)

A = company("91441900MA0000015D", "东河甲贸易有限公司", aliases=["regno:441900000000001"])
B = company("91441900MA4W6BGB8T", "东河乙建设有限公司")
C = company("92441900MA4WNBUY8M", "东河丙商行")
ZHANG = known_person("1", "张三丰")
BRIDGE = project("GC〔2026〕17号".replace("〔", "(").replace("〕", ")"), "东河大桥")
PARK = project("2026-18", "科技园")

OFFICER = RequestContext("li", "officer", "project_review", "2026-17")
TESTER = RequestContext("li", "officer", "test")
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
"""Noon of 2026-11-22 in the office."""


class Office:
    """A store, an engine over it, and a clock that tests set."""

    def __init__(self, folder: Path) -> None:
        self.now = NOON
        self.engine = RiskEngine.open(
            settings=Settings(store=f"sqlite:///{folder}/office.sqlite"), clock=lambda: self.now
        )

    def load(self, records: Sequence[Record], document: str, at: datetime = NOON, **more: Any) -> None:
        apply(self.engine.store, Load(tuple(records), document=document, recorded_at=at, **more))

    def one(self, text: str, context: RequestContext = OFFICER, **more: Any) -> Assessment:
        (answer,) = self.engine.assess(context, [text], **more)
        return answer


def in_list(what: PartyRef, scenario: str = "major_project") -> Project:
    return Project(party=what, name=what.name or "", scenario=scenario, number=what.key.split(":")[2])


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    made.load([*described(A, B, C), holds(B, A, 60), leads(ZHANG, B)], "registry")
    made.load([in_list(BRIDGE), in_list(PARK, "fiscal_funds"), takes_part(A, BRIDGE), takes_part(C, PARK)], "projects")
    made.load(event("1", B), "court")
    yield made
    made.engine.close()


# ---------------------------------------------------------------------- who may ask


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"purpose": "curiosity"}, "no purpose of the policy; there are: pre_investment_check"),
        ({"role": "auditor"}, "role 'auditor' may not ask for purpose 'project_review'"),
        ({"role": "nobody"}, "role 'nobody' may not ask"),
        ({"reference": ""}, "needs a reference"),
        ({"reference": "\u3000-\u200b"}, "needs a reference"),
        ({"operator": ""}, "names its operator"),
        ({"operator": " \u202e"}, "names its operator"),
    ],
)
def test_a_request_without_a_right_is_refused_in_every_use_case(
    office: Office, change: dict[str, str], words: str
) -> None:
    context = replace(OFFICER, **change)
    engine = office.engine
    for use in (
        lambda: engine.assess(context, [A.key]),
        lambda: engine.assess_all(context),
        lambda: engine.search(context, "东河"),
        lambda: engine.loads(context),
        lambda: engine.snapshot(context),
    ):
        with pytest.raises(RequestError, match=words.replace("(", r"\(")):
            use()


def test_a_purpose_without_persons_leaves_their_records_out(office: Office) -> None:
    office.load(event("9", A, (ZHANG, "derived"), category="consumption_restriction", matter="case:9"), "more")
    office.load([takes_part(ZHANG, PARK, "applicant")], "owner", source="projects")
    with_persons, without = office.one("2026-18"), office.one("2026-18", TESTER)
    assert ("case:9", ZHANG.key) in [(line.matter, line.subject) for line in with_persons.contributions]
    # The matter still reaches the park from the company that it names, through the person that leads it.
    assert ("case:9", A.key) in [(line.matter, line.subject) for line in without.contributions]
    assert {line.part for line in without.contributions} == {"linked"}
    assert [note.record for note in without.parties if note.id == ZHANG.key] == [()]
    assert with_persons.result != without.result


# ---------------------------------------------------------------------- finding


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (A.key, A.key),
        ("91441900MA0000015D", A.key),
        ("91441900ma0000015d", A.key),
        ("MA0000015", A.key),
        ("MA000001-5", A.key),
        ("441900000000001", A.key),
        ("东河甲贸易有限公司", A.key),
        (" 东河甲贸易有限公司 ", A.key),
        (BRIDGE.key, BRIDGE.key),
        ("GC(2026)17号", BRIDGE.key),
        ("GC〔2026〕17号", BRIDGE.key),
        ("GC（2026）17号", BRIDGE.key),
        ("2026-18", PARK.key),
        ("projects:2026-18", PARK.key),
        ("科技园", PARK.key),
    ],
)
def test_a_target_is_found_by_key_code_number_or_exact_name(office: Office, text: str, key: str) -> None:
    assert office.one(text).id == key


@pytest.mark.parametrize("text", ["东河甲贸易", "无此公司", "91441900MA0000015E", "18", "", " ", "uscc:nonsense"])
def test_what_nobody_can_mean_is_not_found(office: Office, text: str) -> None:
    with pytest.raises(NotFoundError):
        office.one(text)


def test_a_name_of_several_is_ambiguous(office: Office) -> None:
    office.load(described(company("91441900MA56AU7R3N", "东河乙建设有限公司")), "more", source="vendor")
    with pytest.raises(AmbiguousError) as caught:
        office.one("东河乙建设有限公司")
    assert caught.value.candidates == (B.key, "uscc:91441900MA56AU7R3N")


def test_a_number_in_two_lists_is_ambiguous(office: Office) -> None:
    other = PartyRef("project", "project:grants:2026-18", "科技园补助")
    office.load([in_list(other)], "grants", source="grants")
    with pytest.raises(AmbiguousError):
        office.one("2026-18")


def test_the_tail_of_a_number_with_a_colon_is_no_number(office: Office) -> None:
    odd = PartyRef("project", "project:projects:B:77", "某项目")
    office.load([Project(party=odd, name="某项目", number="B:77")], "more", source="vendor")
    assert office.one("B:77").id == odd.key
    with pytest.raises(NotFoundError):
        office.one("77")


def test_persons_are_assessed_by_no_name_and_by_no_key(office: Office) -> None:
    with pytest.raises(NotFoundError):
        office.one("张三丰")
    for key in (ZHANG.key, local_person("张三丰", A).key):
        with pytest.raises((RequestError, NotFoundError)):
            office.one(key)


def test_an_individual_business_is_found_by_the_name_that_persons_bear_too(office: Office) -> None:
    office.load(described(company("92441900MAEDCWHH4P", "张三丰")), "more", source="vendor")
    assert office.one("张三丰").id == "uscc:92441900MAEDCWHH4P"


def test_searching_finds_parts_of_names_and_codes_one_hit_a_party(office: Office) -> None:
    engine = office.engine
    assert {hit.id for hit in engine.search(OFFICER, "东河")} == {A.key, B.key, C.key, BRIDGE.key}
    assert [(hit.id, hit.name) for hit in engine.search(OFFICER, "MA0000015")] == [(A.key, A.name)]
    assert [hit.id for hit in engine.search(OFFICER, "2026-18")] == [PARK.key]
    assert engine.search(OFFICER, "无此公司") == []
    assert len(engine.search(OFFICER, "东河", limit=2)) == 2
    with pytest.raises(RequestError):
        engine.search(OFFICER, "东河", limit=0)


def test_a_search_does_not_tell_a_name_that_only_a_withheld_row_may_hold(office: Office) -> None:
    other, former = A._replace(name="西河旧称公司"), "东河从前公司"
    described_again = Enterprise(party=A, name=A.name or "", former_names=(former,))
    office.load([described_again], "again", names=[(A.key, former)])
    office.load(event("9", other, matter="case:9"), "court 9")
    assert [hit.hit for hit in office.engine.search(OFFICER, "西河旧称")] == [other.name]
    office.load(event("9", other, matter="case:9", status="repaired", status_on=TODAY), "repairs")
    assert [(hit.id, hit.hit) for hit in office.engine.search(OFFICER, "西河旧称")] == [(A.key, A.name)]
    assert [hit.hit for hit in office.engine.search(OFFICER, "从前")] == [former]


# ---------------------------------------------------------------------- no data


def test_a_code_that_no_source_knows_has_no_data_never_zero(office: Office) -> None:
    answer = office.one("91441900MA56AU7R3N", scenario="investment_attraction")
    assert (answer.id, answer.scenario) == ("uscc:91441900MA56AU7R3N", "investment_attraction")
    nothing = (answer.hazard, answer.alone, answer.score, answer.low, answer.high, answer.claim, answer.measures)
    assert nothing == (None,) * 7
    assert not answer.coverage.known
    assert '"hazard": null' in to_json(answer)
    assert len(answer.result) == 64


def test_before_the_first_load_nobody_is_known(office: Office) -> None:
    before = NOON - timedelta(seconds=1)
    answer = office.one(A.key, known_at=before)
    assert (answer.hazard, answer.coverage.known, answer.known_at) == (None, False, before)
    assert office.engine.assess_all(OFFICER, known_at=before) == []


def test_an_empty_store_answers_that_nothing_is_known(tmp_path: Path) -> None:
    office = Office(tmp_path)
    assert office.one(A.key).hazard is None
    assert office.one(A.key).known_at is None
    assert office.engine.assess_all(OFFICER) == []
    assert office.engine.search(OFFICER, "东河") == []
    assert office.engine.loads(OFFICER) == []


# ---------------------------------------------------------------------- the past


def test_the_future_is_not_answered_for(office: Office) -> None:
    with pytest.raises(RequestError, match="lies in the future; today is 2026-11-22"):
        office.one(A.key, as_of=date(2026, 11, 23))
    # In the office's zone the day begins at 16:00 UTC of the day before.
    office.now = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    assert office.one(A.key, as_of=date(2026, 11, 23)).as_of == date(2026, 11, 23)
    assert office.one(A.key).answered_on == date(2026, 11, 23)


def test_known_at_needs_a_time_zone(office: Office) -> None:
    with pytest.raises(RequestError, match="time zone"):
        office.one(A.key, known_at=datetime(2026, 11, 22))


def test_answers_tell_what_was_known_and_what_held(office: Office) -> None:
    later = NOON + timedelta(days=1)
    office.now = later
    office.load(event("2", A, published_on=date(2026, 9, 1)), "court2", at=later, source="court2")
    today = office.one(BRIDGE.key)
    assert {line.matter for line in today.contributions} == {"case:1", "case:2"}
    assert (today.as_of, today.known_at, today.answered_on) == (date(2026, 11, 23), later, date(2026, 11, 23))
    # As it was in August: case 2 was not decided yet.
    assert {line.matter for line in office.one(BRIDGE.key, as_of=date(2026, 8, 1)).contributions} == {"case:1"}
    # As known yesterday: case 2 was not loaded yet.
    known = office.one(BRIDGE.key, as_of=date(2026, 10, 1), known_at=NOON)
    assert {line.matter for line in known.contributions} == {"case:1"}
    # A record loaded late counts at a past date: the two axes are independent.
    both = office.one(BRIDGE.key, as_of=date(2026, 10, 1))
    assert {line.matter for line in both.contributions} == {"case:1", "case:2"}
    # Before the project was begun nobody takes part.
    assert office.one(BRIDGE.key, as_of=date(2025, 12, 31)).parties[1:] == ()


def test_what_is_repaired_today_is_withheld_from_replays_too(office: Office) -> None:
    before = office.one(BRIDGE.key)
    assert before.hazard is not None
    assert before.hazard.total > 0
    later = NOON + timedelta(days=1)
    office.now = later
    office.load(event("1", B, status="repaired", status_on=date(2026, 11, 23)), "court3", at=later)
    asked: list[dict[str, Any]] = [
        {},
        {"as_of": TODAY},
        {"as_of": TODAY, "known_at": NOON},
        {"as_of": date(2026, 7, 1)},
    ]
    for more in asked:
        answer = office.one(B.key, **more)
        assert answer.hazard is not None
        assert answer.hazard.total == 0
        assert answer.withheld == 1
        assert "event:court:1" not in to_json(answer)
    assert office.one(BRIDGE.key, known_at=NOON, as_of=TODAY).contributions == ()


def test_a_repair_holds_from_its_day_on(office: Office) -> None:
    office.load(event("1", B, status="repaired", status_on=date(2026, 11, 23)), "court3")
    assert office.one(B.key).contributions != ()
    office.now = NOON + timedelta(days=1)
    assert office.one(B.key).contributions == ()
    assert office.one(B.key, as_of=TODAY).contributions == ()


# ---------------------------------------------------------------------- hashes and order


def test_an_answer_names_its_grounds(office: Office) -> None:
    answer = office.one(BRIDGE.key)
    snapshot = office.engine.snapshot(OFFICER)
    assert (answer.snapshot, answer.policy) == (snapshot.id, POLICY.hash)
    assert answer.result == office.one(BRIDGE.key).result


def test_neither_the_hour_of_asking_nor_of_loading_changes_a_result(tmp_path: Path) -> None:
    loads = [
        ([*described(A, B), holds(B, A, 60)], "registry", "registry"),
        ([in_list(BRIDGE), takes_part(A, BRIDGE)], "projects", "projects"),
        (event("1", B), "court", "court"),
    ]
    found = set()
    for number, order in enumerate(permutations(loads)):
        folder = tmp_path / str(number)
        folder.mkdir()
        office = Office(folder)
        for hours, (records, document, source) in enumerate(order):
            at = NOON + timedelta(hours=number + hours)
            office.load(records, document, at=at, source=source)
        office.now = NOON + timedelta(days=number)
        answer = office.one(BRIDGE.key, as_of=TODAY)
        found.add((answer.snapshot, answer.result))
        office.engine.close()
    assert len(found) == 1


def test_how_much_is_printed_is_part_of_what_is_said(office: Office) -> None:
    with pytest.raises(RequestError):
        office.one(BRIDGE.key, printed=-1)
    assert office.one(BRIDGE.key, printed=0).contributions == ()
    assert [more.part for more in office.one(BRIDGE.key, printed=0).more] == ["linked"]


def test_all_projects_come_by_claim_then_hazard_then_id(office: Office) -> None:
    records: list[Record] = []
    for number, (party, role) in {
        "a": (A, "bidder"),  # a lead through control, weaker
        "b": (A, "winner"),  # the same, stronger
        "c": (C, "winner"),  # nothing
        "d": (C, "winner"),  # nothing: by id
        "e": (B, "bidder"),  # a party's own record
    }.items():
        records += [in_list(project(number)), takes_part(party, project(number), role)]
    office.load(records, "many", source="more")
    found = [answer.id.split(":")[2] for answer in office.engine.assess_all(OFFICER)]
    assert found == ["e", "GC(2026)17号", "b", "a", "2026-18", "c", "d"]


def test_a_scenario_filters_the_projects(office: Office) -> None:
    assert [answer.id for answer in office.engine.assess_all(OFFICER, scenario="fiscal_funds")] == [PARK.key]
    assert office.engine.assess_all(OFFICER, scenario="investment_attraction") == []
    with pytest.raises(RequestError, match="there are: major_investment"):
        office.engine.assess_all(OFFICER, scenario="holiday")
    assert office.one(A.key, scenario="major_investment").scenario == "major_investment"
    assert office.one(PARK.key).scenario == "fiscal_funds"


def test_progress_is_told_and_may_interrupt(office: Office) -> None:
    told: list[tuple[str, int, int]] = []
    office.engine.assess_all(OFFICER, progress=lambda *step: told.append(step))
    assert told == [("assess", 0, 2), ("assess", 1, 2)]


# ---------------------------------------------------------------------- grounds


def test_a_load_by_another_process_is_seen_at_once(office: Office, tmp_path: Path) -> None:
    assert office.one(A.key).contributions[0].part == "linked"
    other = RiskEngine.open(f"sqlite:///{tmp_path}/office.sqlite", clock=lambda: NOON)
    apply(other.store, Load(tuple(event("7", A)), document="court7", source="court7", recorded_at=NOON))
    other.close()
    assert office.one(A.key).contributions[0].part == "own"


def test_two_engines_over_one_store_give_the_same(office: Office, tmp_path: Path) -> None:
    with RiskEngine.open(f"sqlite:///{tmp_path}/office.sqlite", clock=lambda: NOON) as other:
        assert other.assess(OFFICER, [BRIDGE.key]) == [office.one(BRIDGE.key)]


def test_snapshots_stand_beside_an_embedded_store(office: Office, tmp_path: Path) -> None:
    office.one(A.key)
    assert (tmp_path / "office.sqlite.snapshots").is_dir()
    assert snapshot_dir_of("sqlite:///~/x.sqlite") == Path.home() / "x.sqlite.snapshots"
    assert snapshot_dir_of("neo4j://one:7687") != snapshot_dir_of("neo4j://two:7687")
