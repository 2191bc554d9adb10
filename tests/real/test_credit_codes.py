"""统一社会信用代码 of a published list of travel agencies, as its README describes them."""

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from graph_engine.model.identifiers import check_credit_code
from graph_engine.model.identifiers.credit_code import SPREADSHEET


@pytest.fixture(scope="module")
def texts(real_data: Callable[[str], Path]) -> list[str]:
    agencies = real_data("cn-travel-agencies") / "travel_agencies.csv"
    with agencies.open(encoding="utf-8-sig", newline="") as file:
        return [row["unifiedSocialCreditCode"] for row in csv.DictReader(file)]


def test_codes_pass_as_printed_or_once_their_letters_are_capitals(texts: list[str]) -> None:
    usable = [text for text in texts if check_credit_code(text).usable]
    assert sum(text == check_credit_code(text).value for text in usable) == 1_574
    assert sum(text != check_credit_code(text).value for text in usable) == 78
    assert all(check_credit_code(text).inner for text in usable)


def test_what_a_spreadsheet_made_of_codes_is_told_apart_from_empty_and_wrong_ones(texts: list[str]) -> None:
    reasons = Counter(fault.code for text in texts for fault in check_credit_code(text).faults)
    spreadsheet = [text for text in texts if check_credit_code(text).has(SPREADSHEET)]
    assert len(texts) == 2_084
    assert reasons["credit_code.placeholder"] == sum(not text for text in texts) == 6
    assert Counter(spreadsheet)["9.13E+17"] == 383
    assert Counter(spreadsheet)["3.3E+14"] == 24
    assert reasons["credit_code.spreadsheet_number"] == len(spreadsheet) == 420
    assert reasons["credit_code.outer_check"] == 1
    assert reasons["credit_code.length"] == 4
    assert reasons["credit_code.character"] == 1
