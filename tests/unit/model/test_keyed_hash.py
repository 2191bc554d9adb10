"""Keyed hashes: SM3 itself, HMAC by its definition, and what must and must not give the same key."""

import itertools

import pytest
from cryptography.hazmat.primitives.hashes import SM3, Hash
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_engine.errors import RowError
from graph_engine.model.keyed_hash import KeyedHash, Purpose

KEY = bytes(range(32))
HASHES = KeyedHash("0a1b2c3d", KEY)
NUMBER = "11010519491231002X"


def sm3(message: bytes) -> bytes:
    digest = Hash(SM3())
    digest.update(message)
    return digest.finalize()


def hmac_by_definition(key: bytes, message: bytes) -> str:
    padded = key.ljust(64, b"\x00")
    inner = sm3(bytes(byte ^ 0x36 for byte in padded) + message)
    return sm3(bytes(byte ^ 0x5C for byte in padded) + inner).hex()


def test_sm3_gives_the_published_vector() -> None:
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_a_person_key_is_hmac_sm3_of_purpose_and_number() -> None:
    expected = hmac_by_definition(KEY, b"graph-engine/person\x00" + NUMBER.encode())
    assert HASHES.person(NUMBER) == f"0a1b2c3d:{expected}"


def test_both_generations_and_every_way_of_writing_give_one_person_key() -> None:
    texts = (
        NUMBER,
        "110105491231002",
        NUMBER.lower(),
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X ",
    )
    assert len({HASHES.person(text) for text in texts}) == 1


@pytest.mark.parametrize("text", ["", "-", "110105194912310021", "1101051949****002X", "E12345678", "9" * 18])
def test_what_is_no_id_number_gives_no_person_key_and_is_not_repeated(text: str) -> None:
    with pytest.raises(RowError) as raised:
        HASHES.person(text)
    assert raised.value.value == ""
    assert len(text) < 9 or text not in str(raised.value)
    assert str(raised.value).endswith(")")


def test_contacts_written_in_several_ways_give_one_key() -> None:
    assert HASHES.phone("+86 138-0013-8000") == HASHES.phone("13800138000")
    assert HASHES.mail("Info@Example.com") == HASHES.mail("info@example.com ")
    for text in ("138****8000", "-"):
        with pytest.raises(RowError, match="phone"):
            HASHES.phone(text)
    with pytest.raises(RowError, match="mail"):
        HASHES.mail("i***@example.com")


def test_a_local_name_holds_within_its_scope() -> None:
    one = HASHES.local_name("uscc:914403001922038216", "张 三")
    assert one == HASHES.local_name("uscc:914403001922038216", "张三")
    assert one != HASHES.local_name("uscc:9144030071526726XG", "张三")
    assert one != HASHES.local_name("uscc:914403001922038216", "张三丰")


def test_other_documents_are_told_apart_by_their_kind() -> None:
    assert HASHES.other_document("护照", "e 1234567") == HASHES.other_document("护照", "Ｅ1234567")
    assert HASHES.other_document("护照", "E1234567") != HASHES.other_document("通行证", "E1234567")


def test_purposes_and_keys_never_meet() -> None:
    made = [HASHES.of(purpose, "1") for purpose in Purpose]
    made += [KeyedHash("0a1b2c3d", bytes(32)).of(purpose, "1") for purpose in Purpose]
    made += [HASHES.raw_row(b"1"), HASHES.of(Purpose.RAW_ROW, "1", ""), HASHES.of(Purpose.RAW_ROW)]
    assert len(set(made)) == len(made)


@settings(derandomize=True, max_examples=150)
@given(st.lists(st.text(max_size=4), max_size=3), st.lists(st.text(max_size=4), max_size=3))
def test_two_lists_of_texts_give_one_hash_only_if_they_are_equal(one: list[str], other: list[str]) -> None:
    same = HASHES.of(Purpose.LOCAL_NAME, *one) == HASHES.of(Purpose.LOCAL_NAME, *other)
    assert same is (one == other)


def test_the_way_a_text_is_cut_into_parts_counts() -> None:
    cuts = [("ab", "c"), ("a", "bc"), ("abc",), ("abc", ""), ("", "abc"), ("1:a", "b")]
    for one, other in itertools.combinations(cuts, 2):
        assert HASHES.of(Purpose.LOCAL_NAME, *one) != HASHES.of(Purpose.LOCAL_NAME, *other)


def test_the_key_is_never_printed_and_must_be_whole() -> None:
    assert repr(HASHES) == "KeyedHash('0a1b2c3d')"
    with pytest.raises(ValueError, match="32 bytes"):
        KeyedHash("id", b"short")
    for key_id in ("", "a:b"):
        with pytest.raises(ValueError, match="colon"):
            KeyedHash(key_id, KEY)
