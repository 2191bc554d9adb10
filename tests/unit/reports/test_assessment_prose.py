"""One case in prose: everything that the answer says, in either language, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest

from graph_engine.answers.assessment import Assessment, Unknown
from graph_engine.assessment.assess import no_data
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import Branch, Enterprise, Office, Record, Shareholding
from graph_engine.policy.wording import CLAIM_PARTS
from graph_engine.reports.assessment_prose import assessment_prose, contributions_of
from tests.worlds import (
    POLICY,
    assessed,
    by_name,
    company,
    described,
    event,
    grounds_of,
    holds,
    known_person,
    leads,
    project,
    takes_part,
)

A, B, T = company("A", "甲公司"), company("B", "乙公司"), company("T", "丁公司")
BRIDGE = project("1", "东河大桥")
ZHANG = known_person("1", "张某")
LANGUAGES = ("zh", "en")


def solved(records: Sequence[Record], target: PartyRef = BRIDGE, printed: int = 20) -> Assessment:
    return assessed(grounds_of([*described(A, B, T, BRIDGE), *records]), target, printed=printed)


def texts(answer: Assessment) -> Iterator[str]:
    """Every word of an answer that a reader must find again."""
    assert answer.hazard is not None
    yield from (str(number) for number in (answer.hazard.total, answer.score, answer.low, answer.high))
    yield from (str(part) for part in (answer.hazard.own, answer.hazard.parties, answer.hazard.linked))
    for line in answer.contributions:
        yield str(line.amount)
        for step in line.path:
            yield from (step.source_name, step.target_name, str(step.strength))
            yield from (f":{place.line}" for place in step.provenance)
        for note in line.events:
            yield from (note.document_number or "", str(note.published_on))
    for party in answer.parties:
        yield from (party.id, party.name)
    yield from (answer.result[:12], answer.snapshot[:12], answer.policy[:12])


CASE = [takes_part(A, BRIDGE), holds(B, A, 60), *event("执1号", A), *event("执2号", B), *event("执3号", BRIDGE)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_prose_says_all_that_the_answer_says(language: str) -> None:
    answer = solved(CASE)
    prose = assessment_prose(answer, language)
    for text in texts(answer):
        assert text in prose
    assert answer.claim is not None
    assert answer.measures is not None
    for words in (answer.claim.wording, answer.claim.does_not_allow, answer.measures.gate.note):
        assert (words.zh if language == "zh" else words.en) in prose
    (step,) = [step for step in answer.measures.ladder if step.party == A.key]
    assert (step.basis[0].zh if language == "zh" else step.basis[0].en) in prose
    assert "{" not in prose
    assert "None" not in prose


def test_english_prose_has_chinese_only_in_names() -> None:
    names = ["甲公司", "乙公司", "东河大桥", "执1号", "执2号", "执3号", "东府办〔2024〕6号"]
    prose = assessment_prose(solved(CASE), "en")
    for name in names:
        prose = prose.replace(name, "")
    assert not [sign for sign in prose if "\u4e00" <= sign <= "\u9fff"]


@pytest.mark.parametrize(("language", "words"), [("zh", "无数据不等于无风险"), ("en", "No data is not no risk")])
def test_no_data_is_told_as_no_data(language: str, words: str) -> None:
    prose = assessment_prose(no_data(grounds_of([]), "uscc:91441900MA56AU7R3N"), language)
    assert words in prose
    assert "0.000000" not in prose


@pytest.mark.parametrize(("language", "words"), [("zh", "没有计入的记录或线索"), ("en", "nothing counts")])
def test_nothing_found_is_told_within_what_is_shown(language: str, words: str) -> None:
    prose = assessment_prose(solved([takes_part(A, BRIDGE)]), language)
    assert words in prose
    assert ("没有来源覆盖" if language == "zh" else "No source covers") in prose


def test_a_step_against_its_relation_says_so_and_shows_ratio_dates_and_doubts() -> None:
    band = Shareholding(source=T, target=A, ratio_low_ppb=250_000_001, ratio_high_ppb=500_000_000)
    prose = assessment_prose(solved([band, *event("1", A)], T), "zh")
    assert "持股 37.5% [25%–50%]（反向）" in prose
    assert "日期未知" in prose
    assert "⚠ 持股比例仅有区间; 关系起始日期未知" in prose


def test_every_fact_of_a_step_is_told() -> None:
    director = Office(source=A, target=T, role="director", valid_from=date(2020, 1, 2), valid_to=date(2027, 1, 1))
    prose = assessment_prose(solved([holds(A, T, 64), director, *event("1", A)], T), "en")
    assert "also: holds office in (director), 2020-01-02 – 2027-01-01" in prose


def test_of_a_matter_that_names_a_party_besides_the_party_is_named() -> None:
    records = [
        takes_part(A, BRIDGE, "bidder"),
        takes_part(T, BRIDGE),
        holds(B, T, 100),
        *event("1", B, (A, "derived"), category="consumption_restriction"),
    ]
    assert "该案也列有甲公司，故归入参与方自身记录" in assessment_prose(solved(records), "zh")


def test_what_is_not_known_names_persons_and_shows_no_hash_of_theirs() -> None:
    local = PartyRef("person", f"person-local:k:{'ab' * 32}@uscc:T#k:{'cd' * 32}", "李某", scope="uscc:T")
    answer = solved([takes_part(A, BRIDGE), *event("执1号", A)])
    step = replace(
        answer.contributions[0].path[0], source=local.key, source_name="李某", target="uscc:T", target_name="丁公司"
    )
    led = replace(answer.contributions[0], path=(step,))
    notes = (
        Unknown("relation_undated", local.key, "", 1),
        Unknown("ratio_missing", "uscc:T", f"{local.key} uscc:9", 1),
        Unknown("relation_undated", f"person:k:{'ef' * 32}", "", 1),
    )
    told = assessment_prose(replace(answer, contributions=(led,), unknowns=notes), "zh")
    *_, undated, missing, nameless = [line for line in told.splitlines() if line.endswith("（1）")]
    assert undated == "   关系起始日期未知：李某（丁公司）（1）"
    assert missing == "   持股比例缺失：丁公司 uscc:T ← 李某（丁公司） uscc:9（1）"
    assert nameless == "   关系起始日期未知：一名自然人（1）"
    assert not re.search("[a-f0-9]{64}", told)


def test_an_enterprise_to_be_attracted_is_not_taken_for_the_one_assessed() -> None:
    prose = assessment_prose(solved([takes_part(A, BRIDGE, "target")]), "zh")
    assert "评估对象 东河大桥" in prose
    assert "拟引进企业 甲公司" in prose


def test_what_is_withheld_is_counted_and_nothing_more(world_with_a_repair: Assessment) -> None:
    assert "依法不予使用的记录：1 条" in assessment_prose(world_with_a_repair, "zh")
    assert "Records withheld by law: 1." in assessment_prose(world_with_a_repair, "en")


@pytest.fixture
def world_with_a_repair() -> Assessment:
    return replace(solved([]), withheld=1)


def test_the_rest_and_long_lists_are_summed_up() -> None:
    many = [record for at in range(5) for record in event(str(at), BRIDGE)]
    assert "另有 3 项自身记录" in assessment_prose(solved(many, printed=2), "zh")
    undated = [record for at in range(14) for record in event(str(at), T, published_on=None)]
    assert "2 more, see the JSON" in assessment_prose(solved(undated, T), "en")


def test_a_branch_is_named_where_the_record_is_its() -> None:
    branch = company("T1", "丁公司一分公司")
    named = [Enterprise(party=branch, name="丁公司一分公司"), Branch(source=branch, target=T), *event("1", branch)]
    assert "事件：丁公司一分公司 失信被执行人" in assessment_prose(solved(named, T), "zh")


# ---------------------------------------------------------------------- one event


@pytest.mark.parametrize("asked", ["执2号", "case:执2号", "event:court:执2号"])
def test_one_event_by_number_matter_or_id(asked: str) -> None:
    answer = solved(CASE)
    (only,) = contributions_of(answer, asked)
    assert only.matter == "case:执2号"
    prose = assessment_prose(answer, "zh", event=asked)
    assert "执2号" in prose
    assert "执1号" not in prose
    # The whole stands above it.
    assert str(answer.hazard and answer.hazard.total) in prose


def test_an_event_that_plays_no_part_leaves_only_the_whole() -> None:
    answer = solved(CASE)
    assert contributions_of(answer, "执9号") == []
    assert "1. " not in assessment_prose(answer, "zh", event="执9号")
    assert contributions_of(answer, None) == list(answer.contributions)


# ---------------------------------------------------------------------- words


@pytest.mark.parametrize(
    "records",
    [
        [holds(A, T, 60), *event("1", A, category="enforcement_case")],
        [leads(ZHANG, T), leads(ZHANG, A), *event("1", A, category="tax_arrears")],
        [holds(by_name("甲公司", T), T, 60), *event("1", A, category="enforcement_case")],
    ],
)
def test_prose_of_leads_to_mere_notices_never_uses_the_forbidden_words(records: Sequence[Record]) -> None:
    answer = solved(records, T)
    assert answer.claim is not None
    assert CLAIM_PARTS[answer.claim.id] == "linked"
    # What may not be concluded may name the word; nothing else may.
    prose = assessment_prose(answer, "zh").replace(answer.claim.does_not_allow.zh, "")
    assert not [word for word in POLICY.forbidden_for_leads["zh"] if word in prose]
    prose = assessment_prose(answer, "en").replace(answer.claim.does_not_allow.en, "").lower()
    assert not [word for word in POLICY.forbidden_for_leads["en"] if word in prose]
