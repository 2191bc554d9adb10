"""统一社会信用代码: hand-checked vectors of real and invented codes, and what must be caught on any."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.model.identifiers import OrganisationKind, Severity, check_credit_code, credit_code_check
from graph_engine.model.identifiers.credit_code import (
    ALPHABET,
    AUTHORITY_TYPE,
    CHARACTER,
    INNER_CHECK,
    LENGTH,
    OUTER_CHECK,
    PLACEHOLDER,
    REGION,
    REGION_DIGITS,
    SPREADSHEET,
)

REAL = [
    ("914403001922038216", "192203821"),
    ("9144030071526726XG", "71526726X"),
    ("91330100799655058B", "799655058"),
    ("91110108551385082Q", "551385082"),
    ("91110000802100433B", "802100433"),
    ("91440300192317458F", "192317458"),
    ("91100000100003962T", "100003962"),
    ("911000001000013428", "100001342"),
    ("911100001000044477", "100004447"),
    ("911100001000054748", "100005474"),
    ("91110000710925462X", "710925462"),
    ("91440400192548256N", "192548256"),
    ("91440606722473344C", "722473344"),
    ("9144030010001686XA", "10001686X"),
    ("914419007480321175", "748032117"),
    ("91441900557262083U", "557262083"),
    ("914419000585344943", "058534494"),
    ("12100000400000624D", "400000624"),
    ("12100000400002259P", "400002259"),
    ("11230500001755309F", "001755309"),
    ("11441900007331881C", "007331881"),
    ("92441900L66050898H", "L66050898"),
    ("92441900MA4WNBUY8M", "MA4WNBUY8"),
    ("93411422MA457KNLXW", "MA457KNLX"),
    ("934508033225813383", "322581338"),
]
MORE_REAL = [
    "91441900MA4W6BGB8T",
    "91441900MA4UWUFR4J",
    "91441900MA56AU7R3N",
    "92441900MAEDCWHH4P",
    "92441900MAKCP05Q55",
]
INVENTED = [
    "N2441900MF00000131",
    "N1441900MF1234567H",
    "Y1441900MB00000196",
    "A1110000MB0000027A",
    "51441900MJK000014L",
    "52441900MJ1234561K",
    "11441900007330002J",
    "91441900MA0000015D",
    "92441900MAC1234557",
]

codes = st.builds(
    lambda pair, region, body: pair + region + body,
    st.sampled_from(["91", "92", "93", "N2", "11", "A1"]),
    st.from_regex(r"\A44[0-9]{4}\Z"),
    st.text(alphabet=ALPHABET, min_size=9, max_size=9),
).map(lambda body: body + credit_code_check(body))


@pytest.mark.parametrize(("code", "organisation_code"), REAL)
def test_real_codes_pass_and_hold_their_organisation_code(code: str, organisation_code: str) -> None:
    verdict = check_credit_code(code)
    assert (verdict.severity, verdict.faults, verdict.outer, verdict.inner) == (Severity.OK, (), True, True)
    assert (verdict.value, verdict.organisation_code) == (code, organisation_code)
    assert verdict.usable
    assert not verdict.missing


@pytest.mark.parametrize("code", MORE_REAL + INVENTED)
def test_codes_with_letters_and_unusual_authorities_pass(code: str) -> None:
    assert check_credit_code(code).severity is Severity.OK


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("914403001922038216", OrganisationKind.COMPANY),
        ("92441900L66050898H", OrganisationKind.INDIVIDUAL_BUSINESS),
        ("934508033225813383", OrganisationKind.COOPERATIVE),
        ("11230500001755309F", OrganisationKind.AGENCY),
        ("12100000400000624D", OrganisationKind.INSTITUTION),
        ("51441900MJK000014L", OrganisationKind.SOCIAL_ORGANISATION),
        ("52441900MJ1234561K", OrganisationKind.PRIVATE_NON_ENTERPRISE),
        ("N2441900MF00000131", OrganisationKind.VILLAGE_COLLECTIVE),
        ("N1441900MF1234567H", OrganisationKind.VILLAGE_COLLECTIVE),
        ("A1110000MB0000027A", OrganisationKind.MILITARY),
        ("Y1441900MB00000196", OrganisationKind.OTHER),
        ("914403001922038217", OrganisationKind.UNKNOWN),
    ],
)
def test_the_kind_of_organisation_stands_in_the_first_two_characters(code: str, kind: OrganisationKind) -> None:
    assert check_credit_code(code).kind is kind


def test_every_kind_has_a_chinese_term() -> None:
    assert len({kind.chinese for kind in OrganisationKind}) == len(OrganisationKind)


def test_an_inner_failure_only_warns() -> None:
    verdict = check_credit_code("91310000607277011D")
    assert (verdict.severity, verdict.faults) == (Severity.WARNING, (INNER_CHECK,))
    assert (verdict.outer, verdict.inner) == (True, False)
    assert verdict.usable
    assert verdict.organisation_code == "607277011"
    assert verdict.kind is OrganisationKind.COMPANY


@pytest.mark.parametrize("code", ["914403001922038217", "914403001922038261"])
def test_a_wrong_or_transposed_check_character_is_an_error(code: str) -> None:
    verdict = check_credit_code(code)
    assert verdict.severity is Severity.ERROR
    assert verdict.has(OUTER_CHECK)
    assert verdict.outer is False
    assert verdict.organisation_code is None


@pytest.mark.parametrize("code", ["9133010057462616XH", "91330000123456789X"])
def test_codes_that_circulate_in_mock_data_fail_both_checks(code: str) -> None:
    verdict = check_credit_code(code)
    assert verdict.faults == (OUTER_CHECK, INNER_CHECK)
    assert verdict.severity is Severity.ERROR


@pytest.mark.parametrize("code", ["9144030O1922038216", "91440300I922038216", "91440300192203821Z"])
def test_letters_that_no_code_uses_are_an_error(code: str) -> None:
    verdict = check_credit_code(code)
    assert (verdict.severity, verdict.faults) == (Severity.ERROR, (CHARACTER,))
    assert (verdict.format, verdict.outer, verdict.inner) == (False, None, None)


def test_seventeen_characters_are_an_error() -> None:
    assert check_credit_code("91440300192203821").faults == (LENGTH,)


def test_digits_lost_to_a_spreadsheet_are_named_as_such() -> None:
    for text in ("9.13E+17", "9.14403E17", "914403001922038000.0"):
        assert check_credit_code(text).faults == (SPREADSHEET,)


@pytest.mark.parametrize(
    ("text", "outer", "inner"),
    [
        ("000000000000000000", True, True),
        ("00000000000000000X", False, True),
        ("123456789012345678", True, False),
    ],
)
def test_placeholders_are_missing_whatever_their_checks_say(text: str, outer: bool, inner: bool) -> None:
    verdict = check_credit_code(text)
    assert (verdict.severity, verdict.faults, verdict.sentinel) == (Severity.MISSING, (PLACEHOLDER,), True)
    assert (verdict.outer, verdict.inner) == (outer, inner)
    assert verdict.missing
    assert not verdict.usable
    assert verdict.organisation_code is None


@pytest.mark.parametrize(
    "text", [None, "", " ", "-", "--", "无", "/", "null", "NULL", "None", "N/A", "*" * 18, "0", "未公示", "1" * 18]
)
def test_sentinels_are_missing(text: str | None) -> None:
    assert check_credit_code(text).severity is Severity.MISSING


@pytest.mark.parametrize(
    "text",
    [
        "９１４４０３００７１５２６７２６ＸＧ",
        "9144030071526726xg",
        " 9144 0300 7152 6726 XG\t",
        '="9144030071526726XG"',
        "\ufeff9144030071526726XG\u200b",
        "'9144030071526726XG",
    ],
)
def test_width_case_spaces_and_wrappers_do_not_matter(text: str) -> None:
    verdict = check_credit_code(text)
    assert (verdict.value, verdict.severity) == ("9144030071526726XG", Severity.OK)


def test_an_unknown_pair_and_an_unknown_region_warn() -> None:
    body = "94" + "440300" + "192203821"
    pair = check_credit_code(body + credit_code_check(body))
    assert (pair.severity, pair.faults, pair.authority_type) == (Severity.WARNING, (AUTHORITY_TYPE,), False)
    body = "91" + "990000" + "192203821"
    region = check_credit_code(body + credit_code_check(body))
    assert (region.severity, region.faults, region.region) == (Severity.WARNING, (REGION,), False)


def test_letters_in_the_region_are_an_error_though_the_check_passes() -> None:
    body = "91" + "44A300" + "192203821"
    verdict = check_credit_code(body + credit_code_check(body))
    assert (verdict.severity, verdict.faults, verdict.outer) == (Severity.ERROR, (REGION_DIGITS,), True)


def test_verdicts_cannot_be_changed() -> None:
    verdict = check_credit_code("914403001922038216")
    with pytest.raises(dataclasses.FrozenInstanceError):
        verdict.value = "x"  # type: ignore[misc]


def test_every_fault_is_told_in_both_languages() -> None:
    verdict = check_credit_code("91330000123456789X")
    assert verdict.chinese == f"{OUTER_CHECK.zh}；{INNER_CHECK.zh}"
    assert verdict.english == f"{OUTER_CHECK.en}; {INNER_CHECK.en}"
    assert verdict.both == f"{verdict.chinese} ({verdict.english})"


def test_every_substitution_and_transposition_of_a_known_code_is_caught() -> None:
    code = "914403001922038216"
    mistakes = [
        code[:place] + wrong + code[place + 1 :] for place in range(18) for wrong in ALPHABET if wrong != code[place]
    ]
    assert len(mistakes) == 540
    transposed = [
        code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        for place in range(17)
        if code[place] != code[place + 1]
    ]
    assert len(transposed) == 14
    assert not any(check_credit_code(mistake).usable for mistake in mistakes + transposed)


@settings(derandomize=True, max_examples=150)
@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_single_substitution_is_caught(code: str, place: int, wrong: str) -> None:
    changed = code[:place] + wrong + code[place + 1 :]
    assert check_credit_code(code).outer is True
    assert check_credit_code(changed).outer is (changed == code)


@settings(derandomize=True, max_examples=150)
@given(codes, st.integers(0, 16))
def test_any_transposition_of_neighbors_is_caught(code: str, place: int) -> None:
    changed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert check_credit_code(changed).outer is (changed == code)


@settings(derandomize=True, max_examples=150)
@given(st.text(alphabet=ALPHABET, min_size=17, max_size=17))
def test_the_fast_check_is_the_sum_of_the_standard(body: str) -> None:
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(body, weights, strict=True))
    assert credit_code_check(body) == ALPHABET[(31 - total % 31) % 31]


@settings(derandomize=True, max_examples=200)
@given(st.text())
def test_any_text_gets_a_verdict_and_normalizing_twice_changes_nothing(text: str) -> None:
    verdict = check_credit_code(text)
    assert check_credit_code(verdict.value) == verdict


@pytest.mark.parametrize("body", ["", "9144030019220382", "9144030019220382I", "914403001922038216"])
def test_a_check_character_needs_a_whole_body(body: str) -> None:
    with pytest.raises(ValueError, match="17 characters"):
        credit_code_check(body)
