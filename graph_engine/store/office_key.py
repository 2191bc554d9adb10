"""The office's key (密钥): 32 bytes from the environment or a file, or a trial key made beside the store.

Everything secret hangs on it: the keyed hashes by which persons stand in the graph, and the vault. The key
id, a short hash, stands in every keyed hash, so that it shows which key made it.
"""

from __future__ import annotations

import base64
import binascii
import secrets
import string
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.hashes import SM3, Hash
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from graph_engine.errors import VaultError
from graph_engine.model.keyed_hash import KEY_BYTES, KeyedHash
from graph_engine.store.whole_file import whole_file

_KEY_ID_DIGITS: Final = 8
_LONGEST_FILE: Final = 4096
_PRINTABLE: Final = frozenset(string.printable.encode())


@dataclass(frozen=True, slots=True)
class OfficeKey:
    """The key (密钥) and its id. `trial`: it was made here, lies beside the store, and protects nothing
    from whoever can read that folder; callers warn of it. `path`: the file it came from, if any.

    Raises:
        VaultError: not `KEY_BYTES` bytes.
    """

    key: bytes = field(repr=False)
    trial: bool = False
    path: Path | None = None

    def __post_init__(self) -> None:
        if len(self.key) != KEY_BYTES:
            raise VaultError(f"an office key has {KEY_BYTES} bytes, not {len(self.key)}")

    @property
    def key_id(self) -> str:
        """The first eight hex digits of a hash of the key: tells keys apart, gives nothing away."""
        digest = Hash(SM3())
        digest.update(b"graph-engine/key-id\x00" + self.key)
        return digest.finalize().hex()[:_KEY_ID_DIGITS]

    def keyed_hash(self) -> KeyedHash:
        """The keyed hashes of persons, contacts and rows under this key."""
        return KeyedHash(self.key_id, self.key)

    def derive(self, purpose: str, length: int) -> bytes:
        """A key for one purpose by HKDF over SM3 (RFC 5869), so that no key serves two algorithms."""
        info = b"graph-engine/" + purpose.encode()
        return HKDF(algorithm=SM3(), length=length, salt=b"graph-engine", info=info).derive(self.key)


def vault_path(beside: Path) -> Path:
    """Where the vault stands if no setting says otherwise: beside the store."""
    return beside.with_name(beside.name + ".vault")


def trial_key_path(beside: Path) -> Path:
    """Where the key for trials is kept: beside the store."""
    return beside.with_name(beside.name + ".trial-key")


def open_office_key(source: str | Path | None, beside: Path, *, vault: Path | None = None) -> OfficeKey:
    """The office's key from its text (`str`) or its file (`Path`); without either, the key for trials.

    The text is hex or base64 of 32 bytes; a file holds such a text, or the bytes themselves. The trial key
    is made on first use, whole or not at all, readable by its owner alone; processes that start together
    get the same one. `vault` is where the vault stands, if not beside the store.

    Raises:
        VaultError: the text or file is no key, the file cannot be read, or a vault exists whose key is
        missing.
    """
    if isinstance(source, str):
        return OfficeKey(_key_of_text(source, "the office key"))
    if source is not None:
        return OfficeKey(_key_of_file(source), path=source)
    path = trial_key_path(beside)
    if not path.exists():
        existing = vault or vault_path(beside)
        if existing.exists():
            raise VaultError(f"{existing} needs a key that is not here: give the office key, or put {path.name} back")
        _make_trial_key(path)
    return OfficeKey(_key_of_file(path), trial=True, path=path)


def _key_of_text(text: str, what: str) -> bytes:
    compact = "".join(text.split())
    try:
        key = bytes.fromhex(compact)
    except ValueError:
        key = _from_base64(compact)
    if len(key) != KEY_BYTES:
        # The text itself is never repeated: it may be a key with a typing error.
        raise VaultError(f"{what} is not hex or base64 of {KEY_BYTES} bytes")
    return key


def _from_base64(text: str) -> bytes:
    padded = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(padded + "=" * (-len(padded) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _key_of_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST_FILE)
    except OSError as error:
        raise VaultError(f"cannot read the office key in {path}: {error.strerror}") from error
    # 32 printable characters are a text that is too short, not a key.
    if len(content) == KEY_BYTES and any(byte not in _PRINTABLE for byte in content):
        return content
    return _key_of_text(content.decode("utf-8-sig", errors="replace"), f"the office key in {path}")


def _make_trial_key(path: Path) -> None:
    try:
        with whole_file(path) as draft:
            draft.write_bytes(secrets.token_bytes(KEY_BYTES).hex().encode() + b"\n")
    except OSError as error:
        raise VaultError(f"cannot keep a key for trials in {path}: {error.strerror}") from error
