"""Amounts: the texts of real exports, and what must never become a number."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.errors import RowError
from graph_engine.model.amounts import CURRENCIES, CURRENCY_CODES, UNITS, parse_amount
from graph_engine.model.money import LARGEST, Money


@pytest.mark.parametrize(
    ("text", "units", "currency"),
    [
        ("13,400万元", "134000000", "CNY"),
        ("500万美元", "5000000", "USD"),
        ("6500万元人民币", "65000000", "CNY"),
        ("人民币5,000元整", "5000", "CNY"),
        ("1.5亿元", "150000000", "CNY"),
        ("1亿5000万元", "150000000", "CNY"),
        ("3万亿元", "3000000000000", "CNY"),
        ("110480000", "110480000", "CNY"),
        ("28,843,500", "28843500", "CNY"),
        ("110 480 000", "110480000", "CNY"),
        ("１３，４００万元", "134000000", "CNY"),
        ("0", "0", "CNY"),
        ("0.01", "0.01", "CNY"),
        ("5角", "0.50", "CNY"),
        ("HK$ 500", "500", "HKD"),
        ("500万港元", "5000000", "HKD"),
        ("500 USD", "500", "USD"),
        ("eur 1e3", "1000", "EUR"),
        ("500万元(人民币)", "5000000", "CNY"),
        ('="6500万元人民币"', "65000000", "CNY"),
        ("1.1048E+08", "110480000", "CNY"),
        ("5萬元", "50000", "CNY"),
    ],
)
def test_texts_of_real_exports(text: str, units: str, currency: str) -> None:
    money = parse_amount(text)
    assert money is not None
    assert (money.units, money.currency) == (Decimal(units), currency)


@pytest.mark.parametrize(
    ("text", "unit", "units"),
    [
        ("2.5", "万元", "25000"),
        ("0.000001", "万元", "0.01"),
        ("1234567.123456", "万元", "12345671234.56"),
        ("5000元", "万元", "5000"),
        ("3亿", "万元", "300000000"),
        ("5美元", "万元", "5"),
        ("5人民币", "万元", "50000"),
        ("5", "分", "0.05"),
        ("5", "亿元", "500000000"),
    ],
)
def test_the_unit_of_the_column_holds_unless_the_cell_names_one(text: str, unit: str, units: str) -> None:
    money = parse_amount(text, unit)
    assert money is not None
    assert money.units == Decimal(units)


def test_the_currency_of_the_column_holds_unless_the_cell_names_one() -> None:
    assert parse_amount("5", "元", "GBP") == Money(500, "GBP")
    assert parse_amount("5欧元", "元", "GBP") == Money(500, "EUR")


def test_what_floating_point_leaves_is_rounded_to_the_hundredth() -> None:
    assert parse_amount("13358699.999999998", default_currency="USD") == Money(1335870000, "USD")
    assert parse_amount("0.005") == Money(1)
    assert parse_amount("0.0049") == Money(0)


@pytest.mark.parametrize("text", [None, "", "-", "***", "无", "null", "--", "未公示"])
def test_sentinels_are_missing(text: str | None) -> None:
    assert parse_amount(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "nan",
        "NaN",
        "inf",
        "-inf",
        "Infinity",
        "1e999",
        "13,40",
        "1,2,3",
        "1.2.3",
        "1 2",
        "五万元",
        "5万万元",
        "约5万元",
        "5万-6万",
        "元",
        "5xyz",
        "5美元港元",
        "HK$5美元",
        "0x10",
        "1_000",
        "5e",
        "5万5亿",
    ],
)
def test_what_is_no_amount_is_refused_with_its_column_and_value(text: str) -> None:
    with pytest.raises(RowError) as raised:
        parse_amount(text, column="注册资本")
    assert (raised.value.column, raised.value.value) == ("注册资本", text)


def test_negative_amounts_are_refused_unless_allowed() -> None:
    with pytest.raises(RowError, match="negative"):
        parse_amount("-5")
    assert parse_amount("-5.5万元", allow_negative=True) == Money(-5500000)


def test_amounts_are_refused_beyond_two_to_the_62() -> None:
    assert parse_amount(str(LARGEST), "分") == Money(LARGEST)
    for text in (str(LARGEST + 1), "9" * 40, "1e30"):
        with pytest.raises(RowError, match="too large"):
            parse_amount(text, "分")
    with pytest.raises(RowError, match="too large"):
        parse_amount("46116860184273880")


def test_a_column_in_an_unknown_unit_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="no unit"):
        parse_amount("5", "斤")


def test_every_currency_word_has_a_known_code() -> None:
    assert set(CURRENCIES.values()) <= CURRENCY_CODES
    for word, code in CURRENCIES.items():
        assert parse_amount(f"7{word}") == Money(700, code)


def test_money_keeps_its_bounds_and_prints_exactly() -> None:
    assert str(Money(1234567, "USD")) == "12345.67 USD"
    assert str(Money(-5)) == "-0.05 CNY"
    with pytest.raises(ValueError, match="too large"):
        Money(LARGEST + 1)
    for currency in ("", "cny", "CN", "CNYX", "人民币"):
        with pytest.raises(ValueError, match="currency"):
            Money(1, currency)


@settings(derandomize=True, max_examples=150)
@given(st.integers(0, LARGEST), st.sampled_from(sorted(UNITS)))
def test_every_amount_survives_being_written_in_any_unit(amount: int, unit: str) -> None:
    text = f"{Decimal(amount).scaleb(-2 - UNITS[unit]):f}"
    assert parse_amount(text, unit) == Money(amount)


@settings(derandomize=True, max_examples=300)
@given(st.text() | st.text(alphabet="0123456789.,-+eE亿万千百元角人民币美usd()（）整 "))
def test_any_text_gives_money_nothing_or_a_row_error(text: str) -> None:
    try:
        money = parse_amount(text, "万元", allow_negative=True)
    except RowError:
        return
    assert money is None or isinstance(money, Money)


@pytest.mark.parametrize("part", ["x", " ", "1", "至 ", "- ", "(", "万", "，"])
def test_a_text_of_any_length_is_refused_at_once(part: str) -> None:
    with pytest.raises(RowError):
        parse_amount("1" + part * 50_000 + "!")
