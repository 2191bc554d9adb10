"""What the service answers is what the engine answers, written as the command line writes it."""

from __future__ import annotations

import json
import time
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from graph_engine.answers.assessment import Assessment
from graph_engine.answers.json_schema import schema_of
from graph_engine.answers.party import PartyProfile
from graph_engine.answers.search import SearchHit
from graph_engine.answers.writing import to_json
from graph_engine.cli.app import app
from graph_engine.model.records import Outcome
from tests.api.conftest import BRANCH, BRIDGE, HOLDER, NOON, OFFICER, PARK, PURPOSE, ROAD, ROOM, TESTER, WINNER, ZHANG
from tests.api.conftest import Service as Running
from tests.worlds import company, described, event

# ---------------------------------------------------------------------- assessments


@pytest.mark.parametrize("asked", [BRIDGE.key, "2026-17", "东河大桥", WINNER.key, "441900000000001", ROAD.key])
def test_one_assessment_is_the_engines_own_to_the_byte(service: Running, asked: str) -> None:
    response = service.get(f"/assessments/{quote(asked, safe='')}")
    (expected,) = service.engine.assess(OFFICER, [asked])
    assert response.text == to_json(expected) + "\n"


def test_a_batch_is_what_the_command_line_prints_byte_for_byte(
    service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    targets = [PARK.key, BRIDGE.key, "91441900MA0000015D"]
    day = {"as_of": "2026-11-01"}
    monkeypatch.setattr("graph_engine.cli.session.getpass.getuser", lambda: "li")
    asked = ["assess", *targets, "--as-of", "2026-11-01", "--store", service.engine.store.url, "--format", "json"]
    printed = CliRunner().invoke(app, [*asked, "--purpose", "project_review", "--reference", "2026-17"]).stdout
    response = service.client.post("/assessments", json={"ids": targets, **day}, headers=PURPOSE)
    assert response.status_code == 200
    # The day of asking is the one thing that the test's clock and the command line's do not share.
    served = response.text.replace('"answered_on": "2026-11-22"', '"answered_on": "DAY"')
    assert served == _with_any_day(printed)
    assert served.count("DAY") == 3


def _with_any_day(text: str) -> str:
    days = {entry["answered_on"] for entry in json.loads(text)}
    (day,) = days
    return text.replace(f'"answered_on": "{day}"', '"answered_on": "DAY"')


def test_numbers_stand_with_six_decimals_that_add_up(service: Running) -> None:
    hazard = service.json("/assessments/2026-17")["hazard"]
    assert hazard["total"] == hazard["own"] + hazard["parties"] + hazard["linked"] > 0
    assert all(isinstance(amount, Decimal) and amount.as_tuple().exponent == -6 for amount in hazard.values())


def test_answers_fit_their_schemas(service: Running) -> None:
    hits = service.get("/search", params={"q": "东河"}).json()
    Draft202012Validator(schema_of(SearchHit, array=True)).validate(hits)
    assert {hit["kind"] for hit in hits} == {"enterprise", "project", "contact"}
    for hit in hits:
        Draft202012Validator(schema_of(PartyProfile)).validate(service.get(f"/parties/{quote(hit['id'])}").json())
    Draft202012Validator(schema_of(Assessment, array=True)).validate(service.get("/assessments").json())


def test_what_no_source_knows_has_no_data_never_zero(service: Running) -> None:
    answer = service.json("/assessments/92441900MA4WNBUY8M")
    assert (answer["hazard"], answer["score"], answer["coverage"]["known"]) == (None, None, False)


def test_scenario_day_known_time_and_length_are_asked_for(service: Running) -> None:
    later = NOON + timedelta(days=1)
    service.now = later
    service.load(event("粤执9号", WINNER), "b", source="court")
    whole = service.json("/assessments/2026-17")
    assert whole["as_of"] == "2026-11-23"
    assert len(whole["contributions"]) == 3
    before = service.json(
        "/assessments/2026-17",
        params={"as_of": "2026-11-22", "known_at": "2026-11-22T12:00:00+08:00", "printed": 1},
    )
    assert (before["as_of"], before["known_at"]) == ("2026-11-22", "2026-11-22T12:00:00+08:00")
    assert len(before["contributions"]) == 1
    assert sum(more["count"] for more in before["more"]) == 1
    named = service.json(f"/assessments/{WINNER.key}", params={"scenario": "major_investment"})
    assert named["scenario"] == "major_investment"


# ---------------------------------------------------------------------- lists


def test_pages_put_together_are_the_whole_list_in_its_order(service: Running) -> None:
    whole = service.engine.assess_all(OFFICER)
    found, address = [], "/assessments?limit=1"
    for _ in whole:
        response = service.get(address)
        assert response.headers["x-total-count"] == "3"
        found += response.json()
        address = response.links.get("next", {}).get("url", "")
    assert address == ""
    assert [entry["id"] for entry in found] == [answer.id for answer in whole]
    assert [entry["result"] for entry in found] == [answer.result for answer in whole]


def test_a_list_is_filtered_by_scenario_and_flag(service: Running) -> None:
    flagged = service.get("/assessments", params={"flagged": "true"})
    assert [entry["id"] for entry in flagged.json()] == [BRIDGE.key]
    assert (flagged.headers["x-total-count"], "link" in flagged.headers) == ("1", False)
    funds = service.json("/assessments", params={"scenario": "fiscal_funds"})
    assert [entry["id"] for entry in funds] == [PARK.key, ROAD.key]
    assert service.json("/assessments", params={"scenario": "fiscal_funds", "flagged": "true"}) == []


def test_a_page_after_the_data_changed_is_refused(service: Running) -> None:
    address = service.get("/assessments?limit=1").links["next"]["url"]
    assert service.get(address).status_code == 200
    service.load(event("粤执8号", HOLDER), "b", source="court")
    service.problem(409, "changed", service.get(address))
    # So is one under another filter, or on another day.
    address = service.get("/assessments?limit=1").links["next"]["url"]
    service.problem(409, "changed", service.get(address + "&flagged=true"))
    service.now = NOON + timedelta(days=1)
    service.problem(409, "changed", service.get(address))


@pytest.mark.parametrize("cursor", ["x", "0" * 16, f"{'0' * 16}--1", f"{'0' * 16}-{'9' * 40}", f"{'0' * 16}-１"])
def test_a_made_up_cursor_is_refused(service: Running, cursor: str) -> None:
    assert service.get("/assessments", params={"cursor": cursor}).status_code in (409, 422)


# ---------------------------------------------------------------------- parties


def test_a_party_is_told_with_its_relations_record_and_doubts(service: Running) -> None:
    winner = service.json("/parties/91441900MA0000015D")
    assert (winner["id"], winner["kind"], winner["name"]) == (WINNER.key, "enterprise", WINNER.name)
    assert "regno:441900000000001" in winner["keys"]
    said = {entry["name"]: entry["values"] for entry in winner["attributes"]}
    assert said["amount"] == ["1234567.89"]
    assert said["currency"] == ["CNY"]
    groups = {(group["relation"], group["direction"]): group for group in winner["relations"]}
    assert set(groups) == {
        ("holds_shares_in", "in"),
        ("legal_representative_of", "in"),
        ("branch_of", "in"),
        ("uses_contact", "out"),
        ("takes_part_in", "out"),
    }
    holders = groups[("holds_shares_in", "in")]
    assert holders["name"]["zh"] == "持股"
    assert [(note["other"]["name"], note["ratio"]) for note in holders["shown"]] == [
        (HOLDER.name, Decimal("0.600000")),
        (ZHANG.name, Decimal("0.400000")),
    ]
    assert holders["shown"][0]["provenance"] == [
        {"source": "registry", "file": "a.csv", "sheet": "", "line": 10},
    ]
    # Its own record is its branch's too, and what is repaired is counted only.
    assert [(entry["document_number"], entry["counts"]) for entry in winner["record"]] == [("粤执2号", True)]
    assert (winner["record_count"], winner["withheld"], winner["persons_left_out"]) == (1, 1, 0)
    assert "粤执1号" not in json.dumps(winner, ensure_ascii=False, default=str)
    assert "不是该主体自身的记录" in winner["limits"]["zh"]


def test_a_branch_has_its_own_record_and_names_its_head_office(service: Running) -> None:
    branch = service.json(f"/parties/{BRANCH.key}")
    assert branch["legal_person"] == {"id": WINNER.key, "kind": "enterprise", "name": WINNER.name}
    assert [entry["document_number"] for entry in branch["record"]] == ["粤执2号"]
    assert branch["coverage"]["known"]


def test_persons_show_only_for_a_purpose_that_covers_them(service: Running) -> None:
    person = service.json(f"/parties/{quote(ZHANG.key)}")
    assert person["name"] == ZHANG.name
    service.problem(403, "purpose", service.get(f"/parties/{quote(ZHANG.key)}", headers={}))
    assert [hit["id"] for hit in service.json("/search", params={"q": "张三丰"})] == [ZHANG.key]
    assert service.json("/search", params={"q": "张三丰"}, headers={}) == []
    for what in (WINNER.key, ROOM.key):
        text = service.get(f"/parties/{quote(what)}", headers={}).text
        assert str(ZHANG.name) not in text
        assert ZHANG.key not in text
        assert json.loads(text)["persons_left_out"] == (2 if what == WINNER.key else 1)
    assert str(ZHANG.name) in service.get(f"/parties/{quote(ROOM.key)}").text


def test_a_list_of_relations_is_cut_and_says_how_many_there_are(service: Running) -> None:
    winner = service.json(f"/parties/{WINNER.key}", params={"limit": 1})
    holders = winner["relations"][0]
    assert (holders["count"], len(holders["shown"])) == (2, 1)
    none = service.json(f"/parties/{WINNER.key}", params={"limit": 0})
    assert ([group["shown"] for group in none["relations"]], none["record"]) == ([[]] * 5, [])
    assert none["record_count"] == 1


def test_a_person_is_found_by_no_name(service: Running) -> None:
    body = service.problem(404, "not-found", service.get("/parties/张三丰"))
    assert (body["kind"], body["key"]) == ("party, project or contact", "张三丰")


# ---------------------------------------------------------------------- who asks


def test_without_a_purpose_a_question_is_a_test(service: Running) -> None:
    (expected,) = service.engine.assess(TESTER, [BRIDGE.key])
    assert service.client.get("/assessments/2026-17").text == to_json(expected) + "\n"


@pytest.mark.parametrize(
    ("headers", "status", "slug", "words"),
    [
        ({"X-Purpose": "curiosity"}, 422, "request", "no purpose of the policy"),
        ({"X-Purpose": "project_review"}, 422, "request", "needs a reference"),
        ({"X-Purpose": "audit", "X-Reference": "1"}, 403, "purpose", "may not ask"),
        ({"X-Operator": ""}, 422, "request", "operator"),
        ({"X-Operator": "a%00b"}, 422, "request", "control characters"),
        ({"X-Reference": "%ff"}, 422, "request", "percent-encoding"),
        ({"X-Reference": "x" * 101}, 422, "request", "100 signs"),
    ],
)
def test_who_asks_is_held_to_the_policy(
    service: Running, headers: dict[str, str], status: int, slug: str, words: str
) -> None:
    for address in ("/assessments/2026-17", "/assessments", "/search?q=1", "/parties/2026-17"):
        body = service.problem(status, slug, service.client.get(address, headers=headers))
        assert words in body["detail"]


def test_a_header_may_hold_chinese_in_percent_encoding(service: Running) -> None:
    headers = {"X-Purpose": "project_review", "X-Reference": quote("东府办〔2026〕17号"), "X-Operator": quote("李")}
    assert service.client.get("/assessments/2026-17", headers=headers).status_code == 200


# ---------------------------------------------------------------------- does it still hold?


def test_a_tag_holds_until_data_day_or_purpose_change(service: Running) -> None:
    addresses = ("/assessments/2026-17", f"/parties/{WINNER.key}", "/assessments?limit=2", "/search?q=东河")
    for address in addresses:
        first = service.get(address)
        tag = first.headers["etag"]
        for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
            again = service.get(address, headers={**PURPOSE, "If-None-Match": known})
            assert (again.status_code, again.text, again.headers["etag"]) == (304, "", tag)
        assert service.get(address, headers={**PURPOSE, "If-None-Match": '"other"'}).status_code == 200
        assert first.headers["cache-control"] == "no-store"
    tags = [service.get(address).headers["etag"] for address in addresses[:3]]
    # The law's clock: on the next day the same answer may be another.
    service.now = NOON + timedelta(days=1)
    day = [service.get(address, params={"as_of": "2026-11-22"}).headers["etag"] for address in addresses[:2]]
    assert set(day).isdisjoint(tags)
    assert service.get(addresses[0], headers={}).headers["etag"] not in tags
    service.load(described(company("92441900MA4WNBUY8M", "别家")), "b", source="vendor")
    assert service.get(addresses[0]).headers["etag"] not in tags


def test_a_repair_withholds_at_once_everywhere_and_in_replays(service: Running) -> None:
    """Another source tells of it while the service runs; what was known before is asked for as well."""
    number = "东环罚字〔2026〕9号"
    fined = event(number, HOLDER, category="administrative_penalty", situations=(), decided_on=date(2026, 5, 30))
    service.now = NOON + timedelta(minutes=1)
    service.load(fined, "b", source="penalties")
    service.now = then = NOON + timedelta(minutes=2)
    now: dict[str, str] = {}
    replay = {"known_at": then.isoformat()}
    addresses = ("/assessments/2026-17", f"/parties/{HOLDER.key}", "/assessments?limit=2")
    asked = [(address, params) for address in addresses for params in (now, replay)]
    tags = [service.get(address, params=params).headers["etag"] for address, params in asked]
    assert all(number in service.get(f"/parties/{HOLDER.key}", params=params).text for params in (now, replay))
    nameless = HOLDER._replace(name=None, aliases=())
    repair = Outcome(party=nameless, result="repaired", original_number=number, decided_on=date(2026, 11, 20))
    service.now = NOON + timedelta(minutes=3)
    service.load([repair], "c", source="repairs")
    for (address, params), tag in zip(asked, tags, strict=True):
        again = service.get(address, params=params, headers={**PURPOSE, "If-None-Match": f'"{tag}"'})
        assert again.status_code == 200, (address, params)
        assert number not in again.text


# ---------------------------------------------------------------------- probes


def test_the_service_is_alive_and_gets_ready(service: Running) -> None:
    assert service.client.get("/healthz").json() == {"status": "alive"}
    for _ in range(600):
        response = service.client.get("/readyz")
        if response.status_code == 200:
            break
        service.problem(503, "not-ready", response)
        time.sleep(0.05)
    assert response.json() == {"status": "ready"}
