"""The packaged policy: nothing invented, nothing missing, nothing called worse than the law calls it."""

from __future__ import annotations

from datetime import date
from importlib import resources

import pytest

from graph_engine.model.schema import RELATION_KINDS
from graph_engine.model.vocabulary import EVENT_CATEGORIES, PROJECT_ROLES, SCENARIOS, SUBJECT_ROLES
from graph_engine.policy import (
    CLAIM_PARTS,
    DISHONESTY,
    LEAD_CLAIMS,
    LEGAL_CLASSES,
    REASONS,
    RISK_NOTICE,
    EventFacts,
    EventKind,
    Policy,
    effect_of,
)
from graph_engine.policy.kinds import BY_RULE, compile_matcher, match, witnesses

POLICY = Policy.load()

# Every document that may be cited, with its articles and the marks that its points carry. A citation that is
# not here has not been looked up: look it up, mark it honestly, and add it.
SOURCES: dict[tuple[str, str], set[str]] = {
    ("东府办〔2024〕6号", "1"): {"A"},
    ("东府办〔2024〕6号", "3"): {"A"},
    ("东府办〔2024〕6号", "4"): {"A"},
    ("东府办〔2024〕6号", "16"): {"A"},
    ("东府办〔2024〕6号", "19"): {"A"},
    ("发改委令36号", "3"): {"A"},
    ("发改委令36号", "4"): {"A"},
    ("发改委令36号", ""): {"B", "M"},
    ("发改委令58号", ""): {"A"},
    ("发改委令44号", ""): {"C"},
    ("发改财金规〔2024〕203号", ""): {"B"},
    ("全国失信惩戒措施基础清单", ""): {"B"},
    ("Shandong's SAMR measure for risk classification", ""): {"B"},
    ("PIPL", "24"): {"A"},
    ("PIPL", "34"): {"A"},
    ("法释〔2013〕17号", ""): {"A"},
    ("法释〔2017〕7号", ""): {"A", "B", "M"},
    ("法释〔2010〕8号", ""): {"M"},
    ("法释〔2015〕17号", ""): {"M"},
    ("SPC opinion of Jan 2020 (善意文明执行)", ""): {"B"},
    ("限制高消费 / 限制消费", ""): {"A"},
    ("被执行人", ""): {"A", "M"},
    ("终本案件", ""): {"A", "M"},
    ("经营异常名录", ""): {"B", "M"},
    ("总局令44号", ""): {"B", "M"},
    ("SAMR 45号令", ""): {"A"},
    ("公司法", "240"): {"M"},
    ("公司法", "241"): {"A"},
    ("公司法", "265(4)"): {"A"},
    ("登记管理条例", "40"): {"A"},
    ("行政处罚法", "9"): {"A"},
    ("行政处罚法", "48"): {"A"},
    ("行政处罚法", "51"): {"A"},
    ("税务总局令54号", ""): {"B", "M"},
    ("非正常户 / 欠税公告 / 走逃失联", ""): {"A"},
    ("条例", "48"): {"A"},
    ("人社部令45号", ""): {"A"},
    ("应急管理部令11号", ""): {"M"},
    ("企业环境信用评价", ""): {"M"},
    ("政府采购法", "77"): {"M"},
    ("招投标法实施条例", "34, 39–41"): {"A"},
    ("人社部", ""): {"M"},
    ("海关总署令251号", ""): {"M"},
    ("统计 / 价格 / 医保 / 科研 / 知识产权 / 文旅 / 交通 / 网信", ""): {"M"},
    ("国务院令2025", "26"): {"A"},
    ("design default", ""): {"D"},
}
OFF = {
    "equity_freeze", "judicial_auction", "bankruptcy", "compulsory_liquidation", "litigation",
    "abnormal_individual", "safety_serious_list", "environment_rating_low", "procurement_record",
    "social_insurance_list", "medical_insurance_list", "customs_dishonest", "statistics_list", "price_list",
    "intellectual_property_list", "research_list", "culture_tourism_list", "transport_list", "internet_list",
    "other_list", "foreign_sanction", "simplified_deregistration", "identity_misuse", "environment_rating",
}  # fmt: skip
KINDS = pytest.mark.parametrize("kind", POLICY.kinds, ids=lambda kind: kind.id)


def kind_of(category: str, **rest: object) -> str | None:
    kind = POLICY.kind_of(EventFacts(category=category, **rest))  # type: ignore[arg-type]
    return kind.id if kind else None


def test_every_citation_is_of_a_known_document_and_article_with_its_mark() -> None:
    for citation in POLICY.citations.values():
        assert citation.mark in SOURCES[(citation.source, citation.article)], citation
    cited = {(citation.source, citation.article) for citation in POLICY.citations.values()}
    assert cited == set(SOURCES)


def test_every_citation_is_used() -> None:
    text = resources.files("graph_engine.policy").joinpath("default.toml").read_text(encoding="utf-8")
    for name in POLICY.citations:
        assert f'"{name}"' in text, name


def test_there_are_enough_kinds_and_every_category_has_one() -> None:
    assert len(POLICY.kinds) >= 30
    covered = {category for kind in POLICY.kinds for category in kind.categories}
    assert covered == set(EVENT_CATEGORIES)


def test_every_category_is_taken_whole_so_that_no_record_stays_unclassified() -> None:
    for category in EVENT_CATEGORIES:
        assert kind_of(category) is not None, category


@KINDS
def test_each_kind_is_complete(kind: EventKind) -> None:
    assert kind.name.zh
    assert kind.name.en
    assert kind.decided_by.zh
    assert kind.decided_by.en
    assert kind.severity_class in {"general", "serious", BY_RULE}
    assert 0 < kind.severity_ppm["general"] <= kind.severity_ppm["serious"] <= 1_000_000
    assert kind.severity_ppm["minor"] == 0
    assert [kind.role_ppm(role) for role in SUBJECT_ROLES] == [1_000_000, 500_000]
    assert kind.half_life_days in {730, None}


@KINDS
def test_each_kind_is_reached(kind: EventKind) -> None:
    assert kind in {match(compile_matcher(POLICY.kinds), facts) for facts in witnesses(kind)}


@KINDS
def test_a_kind_counts_exactly_if_its_basis_is_confirmed_and_its_clock_counts(kind: EventKind) -> None:
    confirmed = any(citation.mark in "AB" for citation in kind.basis)
    assert kind.counts == (confirmed and kind.regime.counts)
    assert kind.counts == (kind.id not in OFF)


def test_an_unknown_role_has_no_weight() -> None:
    with pytest.raises(ValueError, match="bystander"):
        POLICY.kinds[0].role_ppm("bystander")


@KINDS
def test_only_the_four_legal_classes_are_called_dishonesty(kind: EventKind) -> None:
    assert (kind.label == DISHONESTY) == (kind.legal_class in LEGAL_CLASSES)
    if kind.label == DISHONESTY:
        assert kind.in_catalogue
        assert kind.catalogue_ref
    else:
        assert kind.label == RISK_NOTICE
        assert "失信" not in kind.name.zh
        assert "dishonest" not in kind.name.en
        assert set(kind.severity_ppm.values()) == {0, 250_000}


def test_enforcement_suits_freezes_and_bankruptcies_are_risk_notices() -> None:
    for category in (
        "enforcement_case", "enforcement_terminated", "consumption_restriction", "litigation",
        "equity_freeze", "judicial_auction", "bankruptcy", "compulsory_liquidation",
        "tax_arrears", "debt_default",
    ):  # fmt: skip
        kind = POLICY.kind(str(kind_of(category)))
        assert kind.label == RISK_NOTICE


def test_severities_are_those_of_the_risk_model() -> None:
    assert POLICY.kind("dishonest_debtor").severity_ppm["serious"] == 1_000_000
    assert POLICY.kind("penalty_food").severity_ppm == {"minor": 0, "general": 500_000, "serious": 1_000_000}
    assert POLICY.kind("abnormal_operation").severity_ppm["general"] == 500_000
    assert POLICY.kind("consumption_restriction").severity_ppm["general"] == 250_000


@pytest.mark.parametrize(
    ("authority", "text", "types", "expected"),
    [
        ("东莞市市场监督管理局", "经营标签不符合规定的预包装食品", {"fine"}, "penalty_food"),
        ("东莞市市场监督管理局", "使用未经检验的电梯", {"fine"}, "penalty_special_equipment"),
        ("东莞市市场监督管理局", "未取得药品经营许可证经营药品", {"fine"}, "penalty_drugs"),
        ("东莞市市场监督管理局", "生产不合格产品", {"fine"}, "penalty_product_quality"),
        ("东莞市市场监督管理局", "未明码标价", {"fine"}, "penalty_price"),
        ("东莞市市场监督管理局", "发布虚假广告", {"fine"}, "penalty_market"),
        ("东莞市生态环境局", "超标排放", {"fine"}, "penalty_environment"),
        ("东莞市长安镇人民政府", "未验先投，违反环境保护规定", {"fine"}, "penalty_environment"),
        ("东莞市虎门镇人民政府", "未建立安全生产责任制", {"fine"}, "penalty_work_safety"),
        ("东莞市应急管理局", "未按规定培训", {"fine"}, "penalty_work_safety"),
        ("东莞市消防救援支队", "占用通道", {"fine"}, "penalty_fire"),
        ("东莞市虎门镇综合行政执法分局", "占用消防通道", {"fine"}, "penalty_fire"),
        ("国家税务总局东莞市税务局稽查局", "偷税", {"fine"}, "penalty_tax"),
        ("黄埔海关", "申报不实", {"fine"}, "penalty_customs"),
        ("中国人民银行东莞市分行", "违反反洗钱规定", {"fine"}, "penalty_finance"),
        ("东莞市住房和城乡建设局", "转包", {"fine"}, "penalty_construction"),
        ("东莞市交通运输局", "超限运输", {"fine"}, "penalty_transport"),
        ("东莞市人力资源和社会保障局", "未订立劳动合同", {"fine"}, "penalty_labor"),
        ("东莞市卫生健康局", "无证行医", {"fine"}, "penalty_health"),
        ("东莞市城市管理和综合执法局", "占道经营", {"fine"}, "penalty_urban_management"),
        ("东莞市财政局", "在政府采购中提供虚假材料", {"fine"}, "penalty_procurement"),
        ("某委员会", "某事", {"licence_revoked", "fine"}, "penalty_licence_revoked"),
        ("某委员会", "某事", {"closure_ordered"}, "penalty_shutdown"),
        ("某委员会", "某事", {"occupation_banned"}, "penalty_restriction"),
        ("某委员会", "某事", {"fine"}, "penalty_fine"),
        ("某委员会", "某事", {"warning"}, "penalty_warning"),
        ("", "", set(), "penalty_other"),
    ],
)
def test_a_penalty_is_of_the_first_kind_that_fits(authority: str, text: str, types: set[str], expected: str) -> None:
    found = kind_of("administrative_penalty", authority=authority, text=text, penalty_types=frozenset(types))
    assert found == expected


def test_other_conditions() -> None:
    assert kind_of("abnormal_operation", text="标记为经营异常状态") == "abnormal_individual"
    assert kind_of("abnormal_operation", text="未按期公示年报") == "abnormal_operation"
    assert kind_of("environment_rating", text="红牌") == "environment_rating_low"
    assert kind_of("environment_rating", text="绿牌") == "environment_rating"
    assert kind_of("sme_payment_arrears", severity_class="serious") == "sme_arrears_serious"
    assert kind_of("sme_payment_arrears") == "sme_arrears"


def test_the_four_priority_domains_of_the_plan_have_kinds() -> None:
    priority = {domain.id for domain in POLICY.domains.values() if domain.priority}
    assert priority == {"environment", "work_safety", "food_safety", "product_quality"}
    assert priority <= {kind.domain.id for kind in POLICY.kinds if kind.counts}


def test_every_domain_has_a_kind() -> None:
    assert {kind.domain.id for kind in POLICY.kinds} == set(POLICY.domains)


def test_no_kind_of_the_packaged_policy_is_switched_by_hand() -> None:
    text = resources.files("graph_engine.policy").joinpath("default.toml").read_text(encoding="utf-8")
    assert "\nenabled" not in text


def test_every_relation_has_a_channel_or_is_silent_or_merged() -> None:
    conduction = POLICY.conduction
    for name, relation in RELATION_KINDS.items():
        conducts = [POLICY.channel_of(name, role) is not None for role in relation.roles or ("",)]
        quiet = name in (*conduction.silent, *conduction.merged)
        assert all(conducts) != quiet, name


@pytest.mark.parametrize(
    ("relation", "role", "down", "up", "scaled"),
    [
        ("holds_shares_in", "", 600_000, 500_000, True),
        ("holds_shares_in", "votes", 600_000, 500_000, True),
        ("legal_representative_of", "", 700_000, 600_000, False),
        ("holds_office_in", "director", 250_000, 200_000, False),
        ("holds_office_in", "independent_director", 0, 0, False),
        ("controls", "", 800_000, 600_000, False),
        ("acts_in_concert_with", "", 600_000, 600_000, False),
        ("nominee_for", "", 600_000, 600_000, False),
        ("guarantees", "", 0, 500_000, False),
        ("uses_contact", "phone", 350_000, 350_000, False),
        ("takes_part_in", "winner", 600_000, 0, False),
        ("takes_part_in", "contractor", 600_000, 0, False),
        ("takes_part_in", "bidder", 200_000, 0, False),
        ("takes_part_in", "buyer", 0, 0, False),
        ("takes_part_in", "permit_holder", 0, 0, False),
    ],
)
def test_channels_have_the_first_values_of_the_risk_model(
    relation: str, role: str, down: int, up: int, scaled: bool
) -> None:
    channel = POLICY.channel_of(relation, role)
    assert channel is not None
    assert (channel.down_ppm, channel.up_ppm, channel.ratio_scaled) == (down, up, scaled)


def test_silent_relations_have_no_channel() -> None:
    for relation in ("has_indirect_interest_in", "linked_to", "possibly_same_as", "subject_of", "branch_of"):
        assert POLICY.channel_of(relation) is None


def test_every_project_role_conducts_or_says_that_it_does_not() -> None:
    assert all(POLICY.channel_of("takes_part_in", role) for role in PROJECT_ROLES)


def test_the_numbers_of_the_risk_model() -> None:
    numbers = POLICY.propagation
    assert (numbers.transit_constant, numbers.theta_ppm, numbers.max_arcs) == (30, 10_000, 4)
    assert (numbers.exponent, numbers.kappa_ppm, numbers.cap_ppm) == (2, 1_000_000, 950_000)
    assert (numbers.ratio_floor_ppm, numbers.amplitude_halvings) == (100_000, 10)


def test_five_claim_levels_four_scenarios_three_measures_four_gate_steps() -> None:
    assert [claim.id for claim in POLICY.claims.values()] == list(CLAIM_PARTS)
    assert [claim.rank for claim in POLICY.claims.values()] == [1, 2, 3, 4, 5]
    assert [claim.id for claim in POLICY.claims.values() if claim.is_lead] == list(LEAD_CLAIMS)
    assert list(POLICY.scenarios) == list(SCENARIOS)
    assert [step.name.zh for step in POLICY.ladder.steps] == ["提示", "警示约谈", "督促整改、信用修复"]
    assert [step.name.zh for step in POLICY.gate.steps] == ["正常", "关注", "复核", "提请会商"]


def test_the_measures_rest_on_article_4_and_the_gate_on_no_law() -> None:
    for step in POLICY.ladder.steps:
        assert step.basis[0].printed("zh") == "东府办〔2024〕6号第4条 [A]"
    assert "无法律依据" in POLICY.gate.note.zh
    assert "without legal basis" in POLICY.gate.note.en
    assert POLICY.gate.basis[0].mark == "D"


def test_a_lead_is_never_called_more_than_a_lead() -> None:
    forbidden_zh = {"失信", "老赖", "黑名单", "违法"}
    forbidden_en = {"dishonest", "blacklist", "offender", "illegal"}
    assert forbidden_zh <= set(POLICY.forbidden_for_leads["zh"])
    assert forbidden_en <= set(POLICY.forbidden_for_leads["en"])
    for claim_id in LEAD_CLAIMS:
        claim = POLICY.claim(claim_id)
        assert "线索" in claim.name.zh
        assert "lead" in claim.name.en
        for text in (claim.name, claim.wording, claim.does_not_allow):
            assert not [word for word in forbidden_zh if word in text.zh]
            assert not [word for word in forbidden_en if word in text.en.lower()]
    for step in POLICY.gate.steps:
        assert not [word for word in forbidden_zh if word in step.name.zh + step.advice.zh]
        assert not [word for word in forbidden_en if word in (step.name.en + step.advice.en).lower()]


def test_every_level_says_what_it_does_not_allow() -> None:
    for claim in POLICY.claims.values():
        assert "不得" in claim.does_not_allow.zh
        assert "no" in claim.does_not_allow.en


def test_listings_of_companies_never_weigh_fully_on_their_people() -> None:
    kind = POLICY.kind("consumption_restriction")
    assert kind.derived_ppm * 2 == kind.principal_ppm


def test_any_reason_an_effect_gives_has_words() -> None:
    day = date(2026, 9, 1)
    for category in EVENT_CATEGORIES:
        for status in ("active", "repaired", "removed"):
            facts = EventFacts(category=category, decided_on=date(2026, 5, 1), status=status)
            assert effect_of(POLICY, facts, as_of=day, today=day).reason in REASONS
