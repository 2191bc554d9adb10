"""公民身份号码: every number here is invented; the first is the example that GB 11643 itself prints."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.model.identifiers import (
    Severity,
    check_resident_id,
    fits_mask,
    resident_id_check,
    resident_id_mask,
    upgrade_resident_id,
)
from graph_engine.model.identifiers.resident_id import BIRTH, CHECK, FORMAT, MASKED, REGION, SPREADSHEET

STANDARD = "11010519491231002X"

numbers = st.builds(
    lambda region, born, sequence: f"{region}{born:%Y%m%d}{sequence:03d}",
    st.sampled_from(["441900", "110105", "810000", "830000"]),
    st.dates(date(1900, 1, 1), date(2025, 12, 31)),
    st.integers(0, 999),
).map(lambda body: body + resident_id_check(body))


def numbered(body: str) -> str:
    return body + resident_id_check(body)


def test_the_example_of_the_standard_passes() -> None:
    verdict = check_resident_id(STANDARD)
    assert (verdict.severity, verdict.number, verdict.check) == (Severity.OK, STANDARD, True)
    assert verdict.birth == date(1949, 12, 31)
    assert verdict.territory is None


@pytest.mark.parametrize(
    "text",
    ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", " 110105 19491231 002X", '="11010519491231002X"'],
)
def test_width_case_and_spaces_do_not_matter(text: str) -> None:
    assert check_resident_id(text).number == STANDARD


def test_both_generations_give_one_number() -> None:
    old = check_resident_id("110105491231002")
    assert (old.severity, old.check, old.number) == (Severity.OK, None, STANDARD)
    assert old.birth == date(1949, 12, 31)
    assert upgrade_resident_id("110105491231002") == STANDARD


@pytest.mark.parametrize(
    ("region", "territory"), [("810000", "HK"), ("820000", "MO"), ("830000", "TW"), ("441900", None)]
)
def test_residence_permits_of_hong_kong_macao_and_taiwan_pass(region: str, territory: str | None) -> None:
    verdict = check_resident_id(numbered(region + "19800101" + "123"))
    assert (verdict.severity, verdict.territory) == (Severity.OK, territory)


@pytest.mark.parametrize("born", ["19490229", "19491301", "19491200", "18000101", "00000101"])
def test_a_birth_date_that_does_not_exist_is_an_error(born: str) -> None:
    verdict = check_resident_id(numbered("110105" + born + "002"))
    assert (verdict.severity, verdict.faults) == (Severity.ERROR, (BIRTH,))
    assert verdict.number is None
    assert verdict.birth is None


def test_a_leap_day_of_a_leap_year_exists() -> None:
    assert check_resident_id(numbered("11010520000229002")).birth == date(2000, 2, 29)


def test_a_wrong_check_digit_is_an_error() -> None:
    verdict = check_resident_id("110105194912310021")
    assert (verdict.severity, verdict.faults, verdict.number) == (Severity.ERROR, (CHECK,), None)


def test_an_unknown_region_warns() -> None:
    verdict = check_resident_id(numbered("99010519491231002"))
    assert (verdict.severity, verdict.faults) == (Severity.WARNING, (REGION,))
    assert verdict.usable


@pytest.mark.parametrize("text", ["1101051949123100", "E12345678", "甲", "11010519491231002Y", "X" * 17 + "1"])
def test_what_has_another_form_is_an_error(text: str) -> None:
    assert check_resident_id(text).faults == (FORMAT,)


def test_digits_lost_to_a_spreadsheet_are_named_as_such() -> None:
    assert check_resident_id("1.10105E+17").faults == (SPREADSHEET,)


@pytest.mark.parametrize("text", [None, "", "-", "无", "*" * 18, "0" * 18, "0" * 15])
def test_fillers_are_missing(text: str | None) -> None:
    verdict = check_resident_id(text)
    assert verdict.missing
    assert verdict.mask is None


@pytest.mark.parametrize("mask", ["4419001980****1234", "441900********1234", "4419001980****123X", "441900******123"])
def test_a_court_mask_stays_a_mask_and_is_no_number(mask: str) -> None:
    verdict = check_resident_id(mask)
    assert (verdict.mask, verdict.number, verdict.faults) == (mask, None, (MASKED,))
    assert not verdict.usable
    assert resident_id_mask(mask.replace("*", "＊")) == mask


@pytest.mark.parametrize("text", [None, "4419001980***1234", "138****1234", "*" * 18, "张*三", STANDARD])
def test_other_texts_are_no_masks(text: str | None) -> None:
    assert resident_id_mask(text) is None


def test_a_number_fits_the_masks_that_hide_only_what_differs() -> None:
    assert fits_mask(STANDARD, "1101051949****002X")
    assert fits_mask("110105491231002", "1101051949****002X")
    assert fits_mask(STANDARD, "110105******002")
    assert fits_mask("110105491231002", "110105******002")
    assert not fits_mask(STANDARD, "1101051949****0021")
    assert not fits_mask(STANDARD, "1101051950****002X")
    assert not fits_mask("110105194912310021", "1101051949****0021")
    assert not fits_mask(STANDARD, STANDARD)


def test_a_number_of_this_century_fits_no_mask_of_the_first_generation() -> None:
    assert not fits_mask(numbered("11010520490101002"), "110105******002")


def test_a_printed_verdict_shows_neither_number_nor_birth_nor_mask() -> None:
    for text in (STANDARD, "110105491231002", "1101051949****002X", "110105194912310021"):
        shown = repr(check_resident_id(text)) + check_resident_id(text).both
        assert "1949" not in shown
        assert "491231" not in shown
        assert "002" not in shown


@settings(derandomize=True, max_examples=150)
@given(numbers)
def test_the_fast_check_is_the_sum_of_the_standard(number: str) -> None:
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], weights, strict=True))
    assert number[17] == "10X98765432"[total % 11]


@settings(derandomize=True, max_examples=150)
@given(numbers, st.integers(0, 16), st.sampled_from("0123456789"))
def test_any_single_substitution_is_caught(number: str, place: int, wrong: str) -> None:
    changed = number[:place] + wrong + number[place + 1 :]
    assert check_resident_id(changed).check is (changed == number)


@settings(derandomize=True, max_examples=100)
@given(numbers)
def test_any_number_fits_its_own_court_mask(number: str) -> None:
    assert fits_mask(number, f"{number[:10]}****{number[14:]}")


@settings(derandomize=True, max_examples=100)
@given(st.text())
def test_any_text_gets_a_verdict_and_normalizing_twice_changes_nothing(text: str) -> None:
    verdict = check_resident_id(text)
    assert check_resident_id(verdict.value) == verdict


@pytest.mark.parametrize("body", ["", "1101051949123100", "1101051949123100X", "110105194912310021"])
def test_a_check_digit_needs_a_whole_body_and_never_repeats_it(body: str) -> None:
    with pytest.raises(ValueError, match="17 digits") as raised:
        resident_id_check(body)
    assert not body or body not in str(raised.value)


@pytest.mark.parametrize("number", ["", STANDARD, "11010549123100X"])
def test_only_fifteen_digits_are_upgraded(number: str) -> None:
    with pytest.raises(ValueError, match="15 digits"):
        upgrade_resident_id(number)
