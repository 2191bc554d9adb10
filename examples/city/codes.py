"""Invented identifiers with right check digits: credit codes, registry numbers, ID numbers."""

from __future__ import annotations

from datetime import date

from examples.city.dice import Dice
from graph_engine.model.identifiers import (
    credit_code_check,
    organisation_code_check,
    registration_number_check,
    resident_id_check,
)
from graph_engine.model.identifiers.credit_code import ALPHABET


def credit_code(dice: Dice, prefix: str, district: str, *, lead: str = "MA") -> str:
    """A credit code (GB 32100-2015) that passes both checks; the body inside starts with `lead`."""
    body = lead + dice.text(ALPHABET, 8 - len(lead))
    return close_code(prefix + district + body + organisation_code_check(body))


def close_code(start: str) -> str:
    """The first 17 characters of a credit code with its check character."""
    return start + credit_code_check(start)


def wrong_inner_check(code: str) -> str:
    """The code with a wrong organisation-code check inside and a right check character outside (错码)."""
    wrong = next(digit for digit in "4729" if digit != code[16])
    return close_code(code[:16] + wrong)


def wrong_outer_check(code: str) -> str:
    """The code with a check character that is wrong."""
    return code[:17] + ALPHABET[(ALPHABET.index(code[17]) + 5) % len(ALPHABET)]


def register_number(dice: Dice, district: str) -> str:
    """A 15-digit 注册号 (GS 15-2006) of a domestic enterprise."""
    digits = district + str(dice.below(3)) + dice.text("0123456789", 7)
    return digits + registration_number_check(digits)


def id_number(dice: Dice) -> str:
    """A resident ID number (GB 11643-1999) of the invented division 449902."""
    born = dice.day(date(1958, 1, 1), date(1996, 12, 31))
    digits = f"449902{born:%Y%m%d}{dice.between(10, 989):03d}"
    return digits + resident_id_check(digits)


def masked(number: str) -> str:
    """An ID number as courts print it: month and day hidden."""
    return number[:10] + "****" + number[14:]
