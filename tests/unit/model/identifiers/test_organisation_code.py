"""组织机构代码: the code by which court records name companies."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.model.identifiers import Severity, check_organisation_code, organisation_code_check
from graph_engine.model.identifiers.organisation_code import CHECK, FORMAT, SPREADSHEET


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("680926658", "680926658"),
        ("68092665-8", "680926658"),
        ("６８０９２６６５－８", "680926658"),
        ("71526726X", "71526726X"),
        ("71526726-x", "71526726X"),
        ("MA4WNBUY8", "MA4WNBUY8"),
        ("001755309", "001755309"),
    ],
)
def test_codes_pass_with_and_without_hyphen(text: str, value: str) -> None:
    verdict = check_organisation_code(text)
    assert (verdict.value, verdict.severity, verdict.check) == (value, Severity.OK, True)


def test_a_failed_check_only_warns_because_registers_hold_such_codes() -> None:
    verdict = check_organisation_code("607277011")
    assert (verdict.severity, verdict.faults, verdict.check) == (Severity.WARNING, (CHECK,), False)
    assert verdict.usable
    assert organisation_code_check("60727701") == "4"


@pytest.mark.parametrize("text", ["68092665", "6809266581", "68092665A", "6809-26658", "914403001922038216", "甲乙"])
def test_what_has_another_form_is_an_error(text: str) -> None:
    assert check_organisation_code(text).faults == (FORMAT,)


def test_digits_lost_to_a_spreadsheet_are_named_as_such() -> None:
    assert check_organisation_code("6.80E+08").faults == (SPREADSHEET,)


@pytest.mark.parametrize("text", [None, "", "-", "--------", "00000000-0", "000000000", "00000000X", "无", "123456789"])
def test_fillers_are_missing(text: str | None) -> None:
    assert check_organisation_code(text).missing


@settings(derandomize=True, max_examples=150)
@given(st.text(alphabet=string.digits + string.ascii_uppercase, min_size=8, max_size=8))
def test_the_fast_check_is_the_sum_of_the_standard(body: str) -> None:
    weights = [3, 7, 9, 10, 5, 8, 4, 2]
    check = 11 - sum(int(sign, 36) * weight for sign, weight in zip(body, weights, strict=True)) % 11
    assert organisation_code_check(body) == {10: "X", 11: "0"}.get(check, str(check))


@settings(derandomize=True, max_examples=100)
@given(st.text())
def test_any_text_gets_a_verdict_and_normalizing_twice_changes_nothing(text: str) -> None:
    verdict = check_organisation_code(text)
    assert check_organisation_code(verdict.value) == verdict


@pytest.mark.parametrize("body", ["", "1234567", "123456789", "1234567甲", "abcdefgh"])
def test_a_check_digit_needs_a_whole_body(body: str) -> None:
    with pytest.raises(ValueError, match="8 capital letters or digits"):
        organisation_code_check(body)
