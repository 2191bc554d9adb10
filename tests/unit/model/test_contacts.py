"""Phones and mails: one form a contact, and none for what is masked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.model.contacts import normalize_mail, normalize_phone


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("（0769）2222-3333", "076922223333"),
        ("0769-22223333转801", "076922223333-801"),
        ("0769-22223333-801", "076922223333-801"),
        ("０７６９－２２２２３３３３", "076922223333"),
        ("+44 20 7946 0000", "+442079460000"),
    ],
)
def test_ways_of_writing_one_phone_are_one(text: str, phone: str) -> None:
    assert normalize_phone(text) == phone
    assert normalize_phone(phone) == phone


@pytest.mark.parametrize(
    "text", [None, "", "-", "138****8000", "无", "12", "11111111111", "00000000", "见附件", "1" * 30]
)
def test_masked_and_filler_phones_are_none(text: str | None) -> None:
    assert normalize_phone(text) is None


def test_mails_are_lowered_and_narrow() -> None:
    assert normalize_mail(" Info@Example.COM ") == "info@example.com"
    assert normalize_mail("ｉｎｆｏ＠example.com") == "info@example.com"
    assert normalize_mail("mailto:info@example.com") == "info@example.com"


@pytest.mark.parametrize(
    "text", [None, "", "-", "in***@example.com", "example.com", "a@b", "a b@example.com", "a@b@c.cn"]
)
def test_masked_mails_and_what_is_no_mail_are_none(text: str | None) -> None:
    assert normalize_mail(text) is None


@settings(derandomize=True, max_examples=150)
@given(st.text() | st.text(alphabet="0123456789+-() 转#*"))
def test_normalizing_twice_changes_nothing(text: str) -> None:
    phone, mail = normalize_phone(text), normalize_mail(text)
    assert normalize_phone(phone) == phone
    assert normalize_mail(mail) == mail


@settings(derandomize=True, max_examples=300)
@given(st.from_regex(r"\A1[0-9]{10}\Z", alphabet="0123456789"))
def test_the_short_way_of_mobile_phones_leads_where_the_long_one_does(text: str) -> None:
    assert normalize_phone(text) == normalize_phone(f" {text}")


@pytest.mark.parametrize("part", ["x", " ", "1", "-", "@a."])
def test_a_text_of_any_length_is_no_contact(part: str) -> None:
    assert normalize_phone("1" + part * 50_000) is None
    assert normalize_mail("a" + part * 50_000) is None
