"""工商注册号: 15 digits with ISO 7064 MOD 11,10; 13 digits by their form alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.model.identifiers import Severity, check_registration_number, registration_number_check
from graph_engine.model.identifiers.registration_number import CHECK, FORMAT, SPREADSHEET

bodies = st.text(alphabet="0123456789", min_size=14, max_size=14)


def check_by_the_standard(body: str) -> str:
    p = 10
    for digit in body:
        p = (p + int(digit)) % 10 or 10
        p = p * 2 % 11
    return str((11 - p) % 10)


def test_a_number_worked_out_by_hand_passes() -> None:
    # 11010800000001: p runs 2 6 1 4 8 1 2 4 8 5 10 9 7 5, so the check digit is 11 − 5 = 6.
    verdict = check_registration_number("110108000000016")
    assert (verdict.severity, verdict.check, verdict.value) == (Severity.OK, True, "110108000000016")
    assert registration_number_check("11010800000001") == "6"


def test_a_wrong_check_digit_warns() -> None:
    verdict = check_registration_number("110108000000017")
    assert (verdict.severity, verdict.faults, verdict.check) == (Severity.WARNING, (CHECK,), False)


def test_the_old_form_has_no_check_digit() -> None:
    verdict = check_registration_number("4419002004567")
    assert (verdict.severity, verdict.format, verdict.check) == (Severity.OK, True, None)


@pytest.mark.parametrize("text", ["11010800000001", "1101080000000166", "企独粤莞总字第000001号", "11010800000001X"])
def test_what_has_another_form_is_an_error(text: str) -> None:
    assert check_registration_number(text).faults == (FORMAT,)


def test_digits_lost_to_a_spreadsheet_are_named_as_such() -> None:
    assert check_registration_number("3.3E+14").faults == (SPREADSHEET,)


@pytest.mark.parametrize("text", [None, "", "-", "无", "0" * 15, "0" * 13, "/"])
def test_fillers_are_missing(text: str | None) -> None:
    assert check_registration_number(text).missing


@settings(derandomize=True, max_examples=150)
@given(bodies)
def test_the_table_of_steps_is_the_recursion_of_the_standard(body: str) -> None:
    assert registration_number_check(body) == check_by_the_standard(body)


@settings(derandomize=True, max_examples=100)
@given(bodies, st.integers(0, 13), st.sampled_from("0123456789"))
def test_any_single_substitution_is_caught(body: str, place: int, wrong: str) -> None:
    changed = body[:place] + wrong + body[place + 1 :]
    same_check = registration_number_check(changed) == registration_number_check(body)
    assert same_check is (changed == body)


@settings(derandomize=True, max_examples=100)
@given(st.text())
def test_any_text_gets_a_verdict_and_normalizing_twice_changes_nothing(text: str) -> None:
    verdict = check_registration_number(text)
    assert check_registration_number(verdict.value) == verdict


@pytest.mark.parametrize("body", ["", "1234567890123", "123456789012345", "1234567890123X"])
def test_a_check_digit_needs_a_whole_body(body: str) -> None:
    with pytest.raises(ValueError, match="14 digits"):
        registration_number_check(body)
