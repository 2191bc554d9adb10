"""The vault (身份证件保险库): ID numbers, encrypted, in a file of their own apart from the graph.

It maps the keyed hash by which a person stands in the graph to the ID number, sealed with SM4-GCM (GB/T
32907, NIST SP 800-38D) under a key derived from the office's. It exists so that keys can be rotated, and
for authorized use; no analysis reads it. A load fills the vault before it commits to the graph: an entry
too many does no harm, and putting it again changes nothing.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from graph_engine.errors import RowError, StoreUnavailableError, VaultError
from graph_engine.model.identifiers import check_resident_id
from graph_engine.store.office_key import OfficeKey
from graph_engine.store.whole_file import whole_file

_APPLICATION_ID: Final = 0x47455654
"""`GEVT` in the file's header: tells a vault from any other SQLite file."""

_FORMAT: Final = 1
_NONCE: Final = 12
_TAG: Final = 16
_SEALED: Final = b"\x01"
"""First byte of every sealed text: the form `version, key id, nonce, text, tag`."""

_CHUNK: Final = 500
_CHECK: Final = b"graph-engine vault"
_SEAL_CHECK: Final = (
    "CREATE TABLE seal_check (id INTEGER PRIMARY KEY CHECK (id = 1), key_id TEXT NOT NULL, sealed BLOB NOT NULL)"
)
_IDENTITY: Final = "CREATE TABLE {} (person_key TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID"


class Sealer:
    """Seals and opens bytes under an office key (SM4-GCM, a fresh random nonce each time).

    `context` names what is sealed and is authenticated with it: a sealed text moved elsewhere does not open.
    """

    __slots__ = ("_head", "_key", "key_id")

    def __init__(self, key: OfficeKey) -> None:
        self.key_id = key.key_id
        self._key = SM4(key.derive("vault-sm4-gcm", 16))
        self._head = _SEALED + bytes.fromhex(key.key_id)

    def seal(self, text: bytes, context: str = "raw-row") -> bytes:
        """The sealed form of a text."""
        nonce = os.urandom(_NONCE)
        encryptor = Cipher(self._key, GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(self._head + context.encode())
        sealed = encryptor.update(text) + encryptor.finalize()
        return self._head + nonce + sealed + encryptor.tag

    def open(self, sealed: bytes, context: str = "raw-row") -> bytes:
        """The text of a sealed form.

        Raises:
            VaultError: sealed under another key, for another context, or damaged.
        """
        head, rest = sealed[: len(self._head)], sealed[len(self._head) :]
        if len(rest) < _NONCE + _TAG or head[:1] != _SEALED:
            raise VaultError("this is no sealed text")
        if head != self._head:
            raise VaultError(f"sealed under key {head[1:].hex()}, opened with key {self.key_id}")
        nonce, text, tag = rest[:_NONCE], rest[_NONCE:-_TAG], rest[-_TAG:]
        decryptor = Cipher(self._key, GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(head + context.encode())
        try:
            return decryptor.update(text) + decryptor.finalize()
        except InvalidTag as error:
            raise VaultError("a sealed text is damaged or stands in the wrong place") from error


class Vault:
    """An open vault (保险库). Made by `open_vault`; needs closing; for the thread that opened it."""

    def __init__(self, path: Path, connection: sqlite3.Connection, key: OfficeKey) -> None:
        self.path = path
        self._connection = connection
        self._use(key)

    def _use(self, key: OfficeKey) -> None:
        self._sealer = Sealer(key)
        self._hash = key.keyed_hash()

    @property
    def key_id(self) -> str:
        """Id of the key under which the vault is open."""
        return self._sealer.key_id

    def seal(self, text: bytes) -> bytes:
        """A text sealed under the vault's key, such as a quarantined raw row (隔离行); kept by the caller."""
        return self._sealer.seal(text)

    def open(self, sealed: bytes) -> bytes:
        """The text that `seal` sealed.

        Raises:
            VaultError: sealed under another key, or damaged.
        """
        return self._sealer.open(sealed)

    def put(self, numbers: Iterable[str]) -> int:
        """Keep these ID numbers under their persons' keys, in one transaction; how many were new.

        Numbers that are there already are left as they are, to the byte.

        Raises:
            RowError: one is not a usable ID number; nothing is kept.
            VaultError: the vault has been rotated to another key meanwhile.
            StoreUnavailableError: the file is locked, read-only or full; nothing is kept.
        """
        return self.put_persons(map(self._entry, numbers))

    def put_persons(self, persons: Iterable[tuple[str, str]]) -> int:
        """As `put`, for (person key, ID number of 18 characters) that whoever calls has checked and hashed already.

        Raises:
            VaultError: the vault has been rotated to another key meanwhile.
            StoreUnavailableError: the file is locked, read-only or full; nothing is kept.
            Exception: whatever `persons` raises; nothing is kept.
        """
        added = 0
        remaining = iter(persons)
        with self._writing():
            while chunk := dict(islice(remaining, _CHUNK)):
                marks = ",".join("?" * len(chunk))
                rows = self._connection.execute(
                    f"SELECT person_key FROM identity WHERE person_key IN ({marks})", tuple(chunk)
                )
                known = {row[0] for row in rows}
                fresh = [
                    (person_key, self._sealer.seal(number.encode(), person_key))
                    for person_key, number in chunk.items()
                    if person_key not in known
                ]
                self._connection.executemany("INSERT INTO identity VALUES (?, ?)", fresh)
                added += len(fresh)
        return added

    def _entry(self, text: str) -> tuple[str, str]:
        """(person key, number of 18 characters) of an ID number in either form."""
        verdict = check_resident_id(text)
        if verdict.number is None:
            raise RowError(verdict.both)
        return self._hash.checked_person(verdict.number), verdict.number

    def get_number(self, person_key: str) -> str | None:
        """The ID number of a person by key, in 18 characters; none if the vault has none.

        For authorized use only: whoever calls it checks role and purpose and writes the audit line first.

        Raises:
            VaultError: the entry is damaged or the vault has been rotated to another key.
        """
        with _translated(self.path):
            row = self._connection.execute("SELECT sealed FROM identity WHERE person_key = ?", (person_key,)).fetchone()
            if row is None:
                # After a rotation nobody is known by the old keys: that is not "none".
                _check_key(self._connection, self._sealer, self.path)
                return None
        return self._sealer.open(row[0], person_key).decode()

    def count(self) -> int:
        """How many persons the vault knows."""
        with _translated(self.path):
            return int(self._connection.execute("SELECT count(*) FROM identity").fetchone()[0])

    def rotate(self, new_key: OfficeKey) -> dict[str, str]:
        """Seal everything anew under another key (密钥轮换), in one transaction; old person key → new one.

        Afterwards the vault is open under the new key, and the old sealed bytes are gone from the file. If
        the mapping is lost before the graph has taken it, `key_changes` of the old key gives it again.

        Raises:
            VaultError: it is the same key, or an entry is damaged; nothing was changed.
            StoreUnavailableError: the file is locked, read-only or full; nothing was changed.
        """
        if new_key.key_id == self.key_id:
            raise VaultError("the new key is the one in use")
        sealer, hashes = Sealer(new_key), new_key.keyed_hash()
        changes: dict[str, str] = {}
        with self._writing():
            self._connection.execute(_IDENTITY.format("renewed"))
            for old_key, sealed in self._connection.execute("SELECT person_key, sealed FROM identity"):
                number = self._sealer.open(sealed, old_key).decode()
                changes[old_key] = hashes.person(number)
                entry = (changes[old_key], sealer.seal(number.encode(), changes[old_key]))
                self._connection.execute("INSERT INTO renewed VALUES (?, ?)", entry)
            self._connection.execute("DROP TABLE identity")
            self._connection.execute("ALTER TABLE renewed RENAME TO identity")
            _write_check(self._connection, sealer)
        self._use(new_key)
        # Freed pages are overwritten already (secure_delete); this empties the log, unless somebody reads.
        with _translated(self.path):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return changes

    def key_changes(self, old_key: OfficeKey) -> Iterator[tuple[str, str]]:
        """(person key under an earlier key, person key now) of everybody in the vault, reckoned again.

        Raises:
            VaultError: an entry is damaged or the vault has been rotated to another key.
        """
        hashes = old_key.keyed_hash()
        with _translated(self.path):
            for person_key, sealed in self._connection.execute("SELECT person_key, sealed FROM identity"):
                yield hashes.person(self._sealer.open(sealed, person_key).decode()), person_key

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction, refused if another process has meanwhile rotated the vault to another key."""
        with _translated(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                _check_key(self._connection, self._sealer, self.path)
                yield
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()


def open_vault(path: Path, key: OfficeKey) -> Vault:
    """The vault in this file, made if there is none, readable by its owner alone. Needs closing.

    Raises:
        VaultError: the vault was made under another key, is newer than this program, or the file is no vault.
        StoreUnavailableError: the file cannot be opened, or is locked.
    """
    if not path.exists():
        _make(path, Sealer(key))
    with _translated(path):
        connection = sqlite3.connect(path, timeout=30.0, isolation_level=None)
    try:
        with _translated(path):
            _check_format(connection, path)
            _check_key(connection, Sealer(key), path)
            for pragma in ("synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY"):
                connection.execute(f"PRAGMA {pragma}")
        return Vault(path, connection, key)
    except BaseException:
        connection.close()
        raise


def _make(path: Path, sealer: Sealer) -> None:
    """Make an empty vault: as a draft first, so that processes that start together find a whole one."""
    try:
        with (
            whole_file(path) as draft,
            _translated(path),
            contextlib.closing(sqlite3.connect(draft, isolation_level=None)) as connection,
        ):
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(_SEAL_CHECK)
            connection.execute(_IDENTITY.format("identity"))
            _write_check(connection, sealer)
            connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {_FORMAT}")
    except OSError as error:
        raise StoreUnavailableError(f"cannot make the vault {path}: {error.strerror}") from error


def _check_format(connection: sqlite3.Connection, path: Path) -> None:
    if _pragma(connection, "application_id") != _APPLICATION_ID:
        raise VaultError(f"{path} is no vault")
    if (found := _pragma(connection, "user_version")) != _FORMAT:
        raise VaultError(f"the vault {path} has format {found}, this program knows {_FORMAT}")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _write_check(connection: sqlite3.Connection, sealer: Sealer) -> None:
    row = (sealer.key_id, sealer.seal(_CHECK, "seal-check"))
    connection.execute("INSERT OR REPLACE INTO seal_check VALUES (1, ?, ?)", row)


def _check_key(connection: sqlite3.Connection, sealer: Sealer, path: Path) -> None:
    row = connection.execute("SELECT key_id, sealed FROM seal_check").fetchone()
    if row is None:
        raise VaultError(f"the vault {path} has lost its key check")
    if row[0] != sealer.key_id:
        raise VaultError(f"the vault {path} is under key {row[0]}, not under key {sealer.key_id}")
    if sealer.open(row[1], "seal-check") != _CHECK:
        raise VaultError(f"the key check of the vault {path} is damaged")


@contextlib.contextmanager
def _translated(path: Path) -> Iterator[None]:
    """SQLite's errors as ours: what may pass by waiting or making room, and what will not."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreUnavailableError(f"the vault {path}: {error}") from error
    except sqlite3.Error as error:
        raise VaultError(f"the vault {path} is damaged or no vault: {error}") from error
