from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph_engine import RequestContext, RiskEngine, Settings
from graph_engine.loading.report import LoadReport
from graph_engine.model.parties import PartyRef
from loaders import LOADERS
from tests.contract.loader_samples import CODES, WRONG, lei
from tests.contract.loads import Load, apply
from tests.loading_files import RECORDED_AT, load_files
from tests.unit.loading.desk import Desk
from tests.worlds import event

FTM = LOADERS["ftm"]


def entity(
    number: str, schema: str, *, referents: tuple[str, ...] = (), caption: str = "", **properties: Any
) -> dict[str, Any]:
    """An entity; each property is one value or a list of them."""
    return {
        "id": number,
        "caption": caption,
        "schema": schema,
        "referents": list(referents),
        "datasets": ["test"],
        "last_seen": "2024-05-06T08:00:00",
        "properties": {name: [value] if isinstance(value, str) else list(value) for name, value in properties.items()},
    }


ONE = entity("c1", "Company", name="Entity One Ltd")
TWO = entity("c2", "Company", name="Entity Two Ltd")
JANE = entity("p1", "Person", name="Jane Doe", birthDate="1970-01-02", idNumber="X123", address="Secret Street 1")
SHIP = entity("v1", "Vessel", name="Ship One")


def load(desk: Desk, *entities: Any) -> LoadReport:
    text = "\n".join(json.dumps(entry, ensure_ascii=False) for entry in entities)
    return desk.load(FTM, desk.write("a.jsonl", text + "\n"), source="os")


def enterprise(desk: Desk, name: str = "Entity One Ltd") -> dict[str, Any]:
    (found,) = (row for row in desk.kept.of("enterprise") if row["name"] == name)
    return found


def aliases(desk: Desk) -> set[tuple[str, str]]:
    return {(row["node_key"], row["other_key"]) for row in desk.kept.of("also_known_as")}


# ---------------------------------------------------------------------- parties


@pytest.mark.parametrize("schema", ["Company", "Organization", "PublicBody"])
def test_an_organisation_goes_by_the_sources_own_id(desk: Desk, schema: str) -> None:
    load(
        desk,
        entity(
            "c1",
            schema,
            name="Entity One Ltd",
            jurisdiction="cy",
            incorporationDate="2010-03-04",
            legalForm="Private limited company",
            previousName=["Old Two", "Old One"],
            status="Active",
        ),
    )
    row = enterprise(desk)
    assert row["node_key"] == "src:os:c1"
    assert (row["jurisdiction"], row["established_on"], row["status_text"]) == ("CY", "2010-03-04", "Active")
    assert row["former_names"] == '["Old One","Old Two"]'


@pytest.mark.parametrize(
    ("properties", "key", "others"),
    [
        ({"leiCode": lei(1)}, f"lei:{lei(1)}", {"src:os:c1"}),
        ({"leiCode": "9999" * 5}, "src:os:c1", set()),
        ({"leiCode": [lei(1), lei(2)]}, "src:os:c1", set()),
        ({"leiCode": [lei(1), "9999" * 5]}, f"lei:{lei(1)}", {"src:os:c1"}),
        ({"uscCode": CODES[0], "leiCode": lei(1)}, f"uscc:{CODES[0]}", {f"lei:{lei(1)}", "src:os:c1"}),
        ({"uscCode": WRONG}, "src:os:c1", set()),
        ({"registrationNumber": CODES[0], "jurisdiction": "cn"}, f"uscc:{CODES[0]}", {"src:os:c1"}),
        ({"registrationNumber": CODES[0], "jurisdiction": "hk"}, "src:os:c1", set()),
        ({"registrationNumber": "680926658", "jurisdiction": "cn"}, "org:680926658", {"src:os:c1"}),
        ({"registrationNumber": "1234567", "jurisdiction": "gb"}, "GB-COH:01234567", {"src:os:c1"}),
        ({"registrationNumber": "1234567", "jurisdiction": "cy"}, "src:os:c1", set()),
    ],
)
def test_codes_that_pass_their_checks_are_keys(desk: Desk, properties: Any, key: str, others: set[str]) -> None:
    load(desk, entity("c1", "Company", name="Entity One Ltd", **properties))
    assert enterprise(desk)["node_key"] == key
    assert aliases(desk) == {(key, other) for other in others}


def test_a_credit_code_that_fails_is_told_of(desk: Desk) -> None:
    load(desk, entity("c1", "Company", name="Entity One Ltd", uscCode=WRONG))
    assert enterprise(desk)["refused_code"] == WRONG


def test_of_a_person_nothing_but_name_and_nationality_is_kept(desk: Desk) -> None:
    load(desk, {**JANE, "properties": {**JANE["properties"], "nationality": ["cy"]}})
    person = desk.kept.one("person")
    assert (person["node_key"], person["name"], person["jurisdiction"]) == ("person-src:os:p1", "Jane Doe", "CY")
    for secret in ("1970", "X123", "Secret"):
        assert secret not in str(desk.kept.statements)


@pytest.mark.parametrize(
    ("names", "caption", "country", "chosen"),
    [
        (["B Ltd", "A Ltd"], "B Ltd", "cy", "B Ltd"),
        (["B Ltd", "A Ltd"], "C Ltd", "cy", "A Ltd"),
        (["Test Company Limited", "东莞市测试有限公司"], "Test Company Limited", "cn", "东莞市测试有限公司"),
        (["Test Company Limited", "东莞市测试有限公司"], "Test Company Limited", "jp", "Test Company Limited"),
    ],
)
def test_one_name_is_chosen_whatever_the_order(
    desk: Desk, names: list[str], caption: str, country: str, chosen: str
) -> None:
    for order in (names, names[::-1]):
        report = load(desk, entity("c1", "Company", name=order, caption=caption, country=country))
        assert desk.kept.one("enterprise")["name"] == chosen
        assert dict(report.documents[0].left_out) == {"other_names": 1}


@pytest.mark.parametrize("old", ["a-old", "z-old"])
def test_ids_of_before_lead_to_the_party_whichever_sorts_first(desk: Desk, old: str) -> None:
    load(
        desk,
        entity("c1", "Company", referents=(old, "c1"), name="Entity One Ltd"),
        JANE,
        entity("o1", "Ownership", owner="p1", asset=old),
    )
    assert aliases(desk) == {tuple(sorted((f"src:os:{old}", "src:os:c1")))}
    assert desk.kept.one("holds_shares_in")["target_key"] == "src:os:c1"


@pytest.mark.parametrize(
    ("properties", "kind"),
    [
        ({"name": "Test Holdings Ltd"}, "enterprise"),
        ({"name": "Something", "registrationNumber": "7"}, "enterprise"),
        ({"name": "张三"}, "person"),
        ({"name": "Something"}, None),
        ({"name": ["张三", "Test Holdings Ltd"]}, None),
    ],
)
def test_a_legal_entity_is_what_its_properties_or_names_surely_say(
    desk: Desk, properties: Any, kind: str | None
) -> None:
    report = load(desk, ONE, entity("l1", "LegalEntity", **properties))
    if kind is None:
        assert dict(report.refused) == {"neither surely a person nor surely an enterprise": 1}
    else:
        key = "person-src:os:l1" if kind == "person" else "src:os:l1"
        assert key in {row["node_key"] for row in desk.kept.of(kind)}


def test_a_topic_is_no_event(desk: Desk) -> None:
    report = load(desk, entity("c1", "Company", name="Entity One Ltd", topics=["sanction", "debarment", "corp.public"]))
    assert desk.kept.of("risk_event") == []
    assert dict(report.documents[0].left_out) == {"topic_alone": 1}


def test_addresses_of_enterprises_are_contacts_their_own_or_named(desk: Desk) -> None:
    report = load(
        desk,
        entity("c1", "Company", name="Entity One Ltd", addressEntity="a1", address="Nowhere"),
        entity("a1", "Address", full="Test Street 1, Nowhere"),
    )
    assert desk.kept.one("contact")["name"] == "Test Street 1, Nowhere"
    assert dict(report.documents[0].left_out) == {"coarse_address": 1}
    assert dict(report.documents[0].ignored) == {"address_apart": 1}


# ---------------------------------------------------------------------- ownership


@pytest.mark.parametrize(
    ("text", "point", "low", "high"),
    [
        ("51", 510_000_000, 510_000_000, 510_000_000),
        ("51 %", 510_000_000, 510_000_000, 510_000_000),
        ("33.3333", 333_333_000, 333_333_000, 333_333_000),
        ("25-50", None, 250_000_000, 500_000_000),
        (">50%", None, 500_000_001, 1_000_000_000),
        ("more than 25% but not more than 50%", None, 250_000_001, 500_000_000),
        ("100.00%", 1_000_000_000, 1_000_000_000, 1_000_000_000),
    ],
)
def test_a_percentage_is_a_share_or_a_band(desk: Desk, text: str, point: int | None, low: int, high: int) -> None:
    load(desk, ONE, JANE, entity("o1", "Ownership", owner="p1", asset="c1", percentage=text))
    row = desk.kept.one("holds_shares_in")
    assert (row["source_key"], row["target_key"]) == ("person-src:os:p1", "src:os:c1")
    assert (row.get("ratio_ppb"), row["ratio_low_ppb"], row["ratio_high_ppb"]) == (point, low, high)
    assert row["ratio_text"] == text.replace("  ", " ")
    assert row["basis"] == ("reported" if point else "band")


@pytest.mark.parametrize(("texts", "rule"), [(["majority"], "share_in_words"), (["40", "60"], "several_shares")])
def test_a_share_that_is_not_one_number_stays_words(desk: Desk, texts: list[str], rule: str) -> None:
    report = load(desk, ONE, JANE, entity("o1", "Ownership", owner="p1", asset="c1", percentage=texts))
    row = desk.kept.one("holds_shares_in")
    assert "ratio_ppb" not in row
    assert row["ratio_text"] == "; ".join(texts)
    assert dict(report.documents[0].left_out) == {rule: 1}


@pytest.mark.parametrize("text", ["150%", "-5", "about 30 or 40 of them"])
def test_a_number_that_is_no_share_refuses_the_holding(desk: Desk, text: str) -> None:
    report = load(desk, ONE, JANE, entity("o1", "Ownership", owner="p1", asset="c1", percentage=text))
    assert dict(report.refused) == {"not a share": 1}


@pytest.mark.parametrize("words", [{"ownershipType": "Indirect"}, {"role": "ultimate beneficial owner"}])
def test_indirect_and_beneficial_ownership_stands_apart(desk: Desk, words: Any) -> None:
    load(desk, ONE, JANE, entity("o1", "Ownership", owner="p1", asset="c1", percentage="60", **words))
    assert desk.kept.of("holds_shares_in") == []
    assert desk.kept.one("has_indirect_interest_in")["ratio_ppb"] == 600_000_000


@pytest.mark.parametrize(
    ("properties", "span", "left_out"),
    [
        ({"startDate": "2019-05-06", "endDate": "2020-01-02"}, ("2019-05-06", "2020-01-02"), {}),
        ({"startDate": "2019-05-06T00:00:00"}, ("2019-05-06", None), {}),
        ({"startDate": "2019-05-06", "endDate": "9999-12-31"}, ("2019-05-06", None), {}),
        ({"startDate": "2019-05"}, (None, None), {"half_date": 1}),
        ({"startDate": "2019"}, (None, None), {"half_date": 1}),
        ({"startDate": ["2019", "2019-05-06"]}, ("2019-05-06", None), {}),
        ({"startDate": ["2018-05-06", "2019-05-06"]}, (None, None), {"several_dates": 1}),
        ({"startDate": "2019-05-06", "endDate": "2019-05-06"}, ("2019-05-06", "2019-05-07"), {}),
    ],
)
def test_dates_are_taken_whole_or_not_at_all(
    desk: Desk, properties: Any, span: tuple[str | None, str | None], left_out: dict[str, int]
) -> None:
    report = load(desk, ONE, JANE, entity("o1", "Ownership", owner="p1", asset="c1", **properties))
    row = desk.kept.one("holds_shares_in")
    assert (row.get("valid_from"), row.get("valid_to")) == span
    assert dict(report.documents[0].left_out) == left_out


@pytest.mark.parametrize("properties", [{"endDate": "2019"}, {"status": "former owner"}])
def test_what_ended_on_no_known_day_is_ignored_by_name(desk: Desk, properties: Any) -> None:
    report = load(desk, ONE, JANE, entity("o1", "Ownership", owner="p1", asset="c1", **properties))
    assert dict(report.documents[0].ignored) == {"ended_without_day": 1}


@pytest.mark.parametrize(
    "properties", [{"startDate": "yesterday"}, {"startDate": "2020-01-02", "endDate": "2019-01-02"}]
)
def test_dates_that_cannot_be_refuse_the_relation(desk: Desk, properties: Any) -> None:
    report = load(desk, ONE, JANE, entity("o1", "Ownership", owner="p1", asset="c1", **properties))
    assert sum(report.refused.values()) == 1


# ---------------------------------------------------------------------- other relations


@pytest.mark.parametrize(
    ("role", "found"),
    [
        (None, "director"),
        ("Chairman of the Board", "chairman"),
        ("Deputy Chair", "director"),
        ("General Director", "manager"),
        ("Chief Executive Officer", "manager"),
        ("Vice President", "senior_manager"),
        ("CFO", "financial_officer"),
        ("company secretary", "secretary"),
        ("member of supervisory board", "supervisor"),
        ("独立董事", "independent_director"),
        ("监事", "supervisor"),
        ("friend", "other"),
    ],
)
def test_a_directorship_is_an_office_by_its_words(desk: Desk, role: str | None, found: str) -> None:
    words: Any = {} if role is None else {"role": role}
    load(desk, ONE, JANE, entity("d1", "Directorship", director="p1", organization="c1", **words))
    row = desk.kept.one("holds_office_in")
    assert (row["role"], row.get("role_text")) == (found, role)


@pytest.mark.parametrize("role", ["法定代表人", "Legal representative"])
def test_a_legal_representative_is_one(desk: Desk, role: str) -> None:
    load(desk, ONE, JANE, entity("d1", "Directorship", director="p1", organization="c1", role=role))
    assert desk.kept.one("legal_representative_of")["source_key"] == "person-src:os:p1"


@pytest.mark.parametrize(
    ("relation", "basis"),
    [
        (entity("r1", "Representation", agent="p1", client="c1", role="Lawyer"), "Representation: Lawyer"),
        (entity("u1", "UnknownLink", subject="p1", object="c1"), "UnknownLink"),
    ],
)
def test_links_without_a_word_on_how_are_links(desk: Desk, relation: dict[str, Any], basis: str) -> None:
    load(desk, ONE, JANE, relation)
    row = desk.kept.one("linked_to")
    assert (row["source_key"], row["target_key"], row["basis"]) == ("person-src:os:p1", "src:os:c1", basis)


@pytest.mark.parametrize(
    ("record", "rule"),
    [
        (entity("f1", "Family", person="p1", relative="p1"), "family_and_associates"),
        (entity("f2", "Associate", person="p1", associate="p1"), "family_and_associates"),
        (SHIP, "thing"),
        (entity("x", "Passport", holder="p1"), "paper"),
        (entity("x", "Occupancy", holder="p1", post="y"), "public_office"),
        (entity("x", "Employment", employer="c1", employee="p1"), "other_relation"),
    ],
)
def test_what_is_left_out_by_policy_is_ignored_by_name(desk: Desk, record: dict[str, Any], rule: str) -> None:
    report = load(desk, ONE, JANE, record)
    assert dict(report.documents[0].ignored) == {rule: 1}
    assert report.understood == 2


def test_a_thing_among_several_owners_is_left_out_alone(desk: Desk) -> None:
    report = load(desk, ONE, JANE, SHIP, entity("o1", "Ownership", owner=["p1", "v1"], asset="c1"))
    assert desk.kept.one("holds_shares_in")["source_key"] == "person-src:os:p1"
    assert dict(report.documents[0].left_out) == {"relation_to_a_thing": 1}


@pytest.mark.parametrize("schema", ["Ownership", "Sanction"])
def test_what_concerns_a_vessel_is_ignored_by_name(desk: Desk, schema: str) -> None:
    record = entity("x1", schema, owner="p1", asset="v1", entity="v1")
    report = load(desk, JANE, SHIP, record)
    rule = "relation_to_a_thing" if schema == "Ownership" else "sanction_of_a_thing"
    assert dict(report.documents[0].ignored) == {"thing": 1, rule: 1}


@pytest.mark.parametrize(
    "record",
    [
        entity("o1", "Ownership", owner="nobody", asset="c1"),
        entity("o1", "Ownership", owner="c1", asset="p1"),
        entity("o1", "Ownership", owner="p1"),
        entity("d1", "Directorship", director="c1", organization="p1"),
        entity("s1", "Sanction", entity="nobody"),
        entity("s1", "Sanction"),
        entity("c9", "Company"),
        entity("", "Company", name="X Ltd"),
        entity("z1", "Starship", name="X"),
        {"id": "z", "schema": "Company", "properties": [1]},
        {"id": "z", "schema": 7, "properties": {}},
        {"id": 7, "schema": "Company", "properties": {"name": ["X"]}},
        {"id": "z", "schema": "Company", "properties": {"name": [7, None, {"x": 1}]}},
        7,
        "text",
        None,
    ],
)
def test_what_cannot_be_understood_is_refused(desk: Desk, record: Any) -> None:
    report = load(desk, ONE, JANE, TWO, TWO, ONE, record)
    assert sum(report.refused.values()) == 1
    assert report.understood == 5


def test_entities_are_known_across_the_files_of_a_load_in_any_order(desk: Desk) -> None:
    parties = desk.write("one.jsonl", f"{json.dumps(ONE)}\n{json.dumps(JANE)}\n")
    holdings = desk.write(
        "two.jsonl",
        "".join(json.dumps(entity(f"o{n}", "Ownership", owner="p1", asset="c1")) + "\n" for n in (1, 2)),
    )
    for files in ((parties, holdings), (holdings, parties)):
        report = desk.load(FTM, *files, source="os")
        assert report.understood == 4
        assert len(desk.kept.of("holds_shares_in")) == 2


# ---------------------------------------------------------------------- sanctions


def sanction(desk: Desk, **properties: Any) -> dict[str, Any]:
    load(desk, ONE, entity("s1", "Sanction", entity="c1", authority="Office of Tests", **properties))
    assert desk.kept.one("subject_of")["source_key"] == "src:os:c1"
    return desk.kept.one("risk_event")


def test_a_sanction_is_a_foreign_record_with_its_own_days(desk: Desk) -> None:
    event = sanction(
        desk,
        country="us",
        program="TEST",
        reason="did things",
        startDate="2018-01-02",
        listingDate="2018-03-04",
        endDate="2030-01-02",
    )
    assert event["category"] == "foreign_sanction"
    assert (event["authority"], event["text"]) == ("Office of Tests", "TEST; did things")
    assert (event["decided_on"], event["listed_until"], event["status"]) == ("2018-03-04", "2030-01-02", "active")


@pytest.mark.parametrize("day", ["2018", "2018-03"])
def test_a_half_date_leaves_a_sanction_undated(desk: Desk, day: str) -> None:
    assert "decided_on" not in sanction(desk, startDate=day)


def test_a_sanction_without_end_goes_on(desk: Desk) -> None:
    event = sanction(desk, endDate="9999-12-31")
    assert event["status"] == "active"
    assert "listed_until" not in event


@pytest.mark.parametrize("properties", [{"status": "Delisted"}, {"endDate": "2019"}])
def test_a_lifted_sanction_is_told_so(desk: Desk, properties: Any) -> None:
    assert sanction(desk, **properties)["status"] == "lifted"


def test_a_list_of_a_chinese_authority_is_no_foreign_one(desk: Desk) -> None:
    assert sanction(desk, country="cn")["category"] == "other_list"


def test_a_sanction_on_several_is_one_record_with_each_as_its_subject(desk: Desk) -> None:
    load(desk, ONE, JANE, SHIP, entity("s1", "Sanction", entity=["c1", "p1", "v1"]))
    assert len(desk.kept.of("risk_event")) == 1
    assert {row["source_key"] for row in desk.kept.of("subject_of")} == {"src:os:c1", "person-src:os:p1"}


# ---------------------------------------------------------------------- an answer


@pytest.mark.parametrize("code", [{}, {"leiCode": lei(1)}, {"uscCode": CODES[0], "leiCode": lei(1)}])
@pytest.mark.parametrize("party", ["Company", "Person"])
def test_every_id_of_before_names_the_one_party(tmp_path: Path, code: dict[str, str], party: str) -> None:
    old = ("a-old", "b-old", "z-old")
    file = tmp_path / "a.jsonl"
    renamed = entity("m1", party, referents=old, name="Someone", **({} if party == "Person" else code))
    held = (entity(f"o{number}", "Ownership", owner=number, asset="c1") for number in (*old, "m1"))
    file.write_text("".join(json.dumps(entry) + "\n" for entry in (ONE, renamed, *held)), "utf-8")
    settings = Settings(store=f"sqlite:///{tmp_path}/a.sqlite")
    with RiskEngine.open(settings=settings, clock=lambda: RECORDED_AT) as engine:
        load_files(engine.store, "ftm", [file], tmp_path, source="os")
        snapshot = engine.snapshot(RequestContext("tester", "officer", "project_review", "t"))
    scheme = "person-src" if party == "Person" else "src"
    nodes = {snapshot.node(f"{scheme}:os:{number}") for number in (*old, "m1")}
    assert len(nodes) == 1
    assert snapshot.size == 2


@pytest.mark.parametrize(
    ("relation", "ways"),
    [
        (entity("u1", "UnknownLink", subject="p1", object="c1"), []),
        (entity("r1", "Representation", agent="p1", client="c1"), []),
        (entity("o1", "Ownership", owner="p1", asset="c1", percentage="60", role="beneficial owner"), []),
        (entity("o1", "Ownership", owner="p1", asset="c1", percentage="60"), ["holds_shares_in"]),
        (entity("d1", "Directorship", director="p1", organization="c1"), ["holds_office_in"]),
    ],
)
def test_a_record_of_a_party_leads_along_what_it_holds_and_along_no_mere_link(
    tmp_path: Path, relation: dict[str, Any], ways: list[str]
) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("".join(json.dumps(entry) + "\n" for entry in (ONE, JANE, relation)), "utf-8")
    settings = Settings(store=f"sqlite:///{tmp_path}/a.sqlite")
    with RiskEngine.open(settings=settings, clock=lambda: RECORDED_AT) as engine:
        load_files(engine.store, "ftm", [file], tmp_path, source="os")
        records = event("put", PartyRef("person", "person-src:os:p1"))
        apply(engine.store, Load(records, source="court", document="court", recorded_at=RECORDED_AT))
        (answer,) = engine.assess(RequestContext("tester", "officer", "project_review", "t"), ["src:os:c1"])
    assert [step.relation for found in answer.contributions for step in found.path] == ways
    assert answer.hazard is not None
    assert (int(answer.hazard.linked) > 0) == bool(ways)
