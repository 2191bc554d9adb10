"""Keyed hashes (带密钥杂凑, HMAC-SM3): how persons and contacts stand in the graph without their numbers.

SM3 is GB/T 32905, HMAC is RFC 2104. Each hash covers a purpose first, so that the same text as a phone and
as a name gives two keys that nobody can tell to belong together. The key id stands in front, `<key
id>:<hex>`, so that keys can be rotated. The hash itself takes about a microsecond: the state after key and
purpose is kept and copied.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from graph_engine.errors import RowError
from graph_engine.model.contacts import normalize_mail, normalize_phone
from graph_engine.model.identifiers.resident_id import check_resident_id
from graph_engine.model.names import exact_name
from graph_engine.model.text import tidy_text

KEY_BYTES: Final = 32
"""Length of the office's key."""


class Purpose(StrEnum):
    """What is hashed; hashes of two purposes never meet."""

    PERSON = "person"
    OTHER_DOCUMENT = "other-document"
    PHONE = "phone"
    MAIL = "mail"
    LOCAL_NAME = "local-name"
    RAW_ROW = "raw-row"


class KeyedHash:
    """Makes keyed hashes under one office key (密钥). Pure: the same text always gives the same hash.

    Raises:
        ValueError: the key has not `KEY_BYTES` bytes, or the key id is empty or holds a colon.
    """

    __slots__ = ("_states", "key_id")

    def __init__(self, key_id: str, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"an office key has {KEY_BYTES} bytes")
        if not key_id or ":" in key_id:
            raise ValueError("a key id is a text without colon")
        self.key_id = key_id
        self._states = {purpose: _state(key, purpose) for purpose in Purpose}

    def __repr__(self) -> str:
        return f"KeyedHash({self.key_id!r})"

    def person(self, number: str) -> str:
        """The key of a person by ID number (公民身份号码), 18 or 15 characters: both forms give one key.

        Raises:
            RowError: not a usable ID number; the error does not repeat it.
        """
        verdict = check_resident_id(number)
        if verdict.number is None:
            raise RowError(verdict.both)
        return self.checked_person(verdict.number)

    def checked_person(self, number: str) -> str:
        """The key of a person by an ID number of 18 characters that was found usable."""
        return self._of_bytes(Purpose.PERSON, number.encode())

    def other_document(self, kind: str, number: str) -> str:
        """The key of a person by another document (护照、通行证 …): its kind and number."""
        return self.of(Purpose.OTHER_DOCUMENT, tidy_text(kind), exact_name(number).replace(" ", "").upper())

    def phone(self, phone: str) -> str:
        """The key of a phone number, however it was written.

        Raises:
            RowError: no phone number, or a masked one.
        """
        digits = normalize_phone(phone)
        if digits is None:
            raise RowError("不是完整的电话号码 (no complete phone number)")
        return self._of_bytes(Purpose.PHONE, digits.encode())

    def mail(self, mail: str) -> str:
        """The key of a mail address.

        Raises:
            RowError: no mail address, or a masked one.
        """
        address = normalize_mail(mail)
        if address is None:
            raise RowError("不是完整的邮箱地址 (no complete mail address)")
        return self._of_bytes(Purpose.MAIL, address.encode())

    def local_name(self, scope: str, name: str) -> str:
        """The key of a person known by name within one enterprise, project or matter (`scope`: its key)."""
        return self.of(Purpose.LOCAL_NAME, scope, exact_name(name))

    def raw_row(self, row: bytes) -> str:
        """The keyed hash of a row as it was read: rows can be told apart, and not be guessed."""
        return self._of_bytes(Purpose.RAW_ROW, row)

    def of(self, purpose: Purpose, *parts: str) -> str:
        """The keyed hash of several texts, each with its length, so that no two lists of texts look alike."""
        encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
        return self._of_bytes(purpose, b"".join(b"%d:%b" % (len(part), part) for part in encoded))

    def _of_bytes(self, purpose: Purpose, message: bytes) -> str:
        state = self._states[purpose].copy()
        state.update(message)
        return f"{self.key_id}:{state.finalize().hex()}"


def _state(key: bytes, purpose: Purpose) -> HMAC:
    state = HMAC(key, SM3())
    state.update(b"graph-engine/" + purpose.encode() + b"\x00")
    return state
