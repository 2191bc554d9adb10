"""LEI: codes of public bodies as their own register prints them."""

import string

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph_engine.model.identifiers import Severity, check_lei, lei_check
from graph_engine.model.identifiers.lei import CHECK, FORMAT

LETTERS = string.digits + string.ascii_uppercase
bodies = st.text(alphabet=LETTERS, min_size=18, max_size=18)


@pytest.mark.parametrize("lei", ["001GPB6A9XPE8XJICC14", "5493001KJTIIGC8Y1R12", "506700GE1G29325QX363"])
def test_published_codes_pass(lei: str) -> None:
    verdict = check_lei(lei.lower())
    assert (verdict.value, verdict.severity, verdict.check) == (lei, Severity.OK, True)
    assert lei_check(lei[:18]) == lei[18:]


def test_wrong_check_digits_are_an_error() -> None:
    assert check_lei("001GPB6A9XPE8XJICC41").faults == (CHECK,)


@pytest.mark.parametrize("text", ["001GPB6A9XPE8XJICC1", "001GPB6A9XPE8XJICC1X", "公司"])
def test_what_has_another_form_is_an_error(text: str) -> None:
    assert check_lei(text).faults == (FORMAT,)


@pytest.mark.parametrize("text", [None, "", "-", "N/A", "0" * 20])
def test_fillers_are_missing(text: str | None) -> None:
    assert check_lei(text).missing


@settings(derandomize=True, max_examples=100)
@given(bodies, st.integers(0, 17), st.sampled_from(LETTERS))
def test_generated_codes_pass_and_a_wrong_digit_or_letter_is_caught(body: str, place: int, wrong: str) -> None:
    # A letter for a digit shifts what follows, and MOD 97-10 does not promise to see that.
    assume(wrong.isdigit() == body[place].isdigit())
    # All zeros, and the like, are fillers whatever their check digits say.
    assume(len(set(body)) > 1)
    lei = body + lei_check(body)
    changed = lei[:place] + wrong + lei[place + 1 :]
    assert int("".join(str(int(character, 36)) for character in lei)) % 97 == 1
    assert check_lei(lei).severity is Severity.OK
    assert check_lei(changed).usable is (changed == lei)


@pytest.mark.parametrize("body", ["", "A" * 17, "a" * 18, "甲" * 18])
def test_check_digits_need_a_whole_body(body: str) -> None:
    with pytest.raises(ValueError, match="18 capital letters or digits"):
        lei_check(body)
