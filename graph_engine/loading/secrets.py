"""What a load keeps secret (装载中的保密): keyed hashes, seals, and ID numbers on their way to the vault.

ID numbers wait sealed in a scratch file until the whole load was read and checked, and reach the vault just
before the store; a load that is refused or broken off leaves none behind.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import IO, Self

from graph_engine.store.office_key import OfficeKey
from graph_engine.store.vault import Vault

_BATCH = 1_000
_KNOWN_PERSONS = 1 << 16
"""Persons whose keys are remembered, since most are named in several rows."""
_ROW_HASH_DIGITS = 32
_LENGTH_BYTES = 4
_TRIAL_KEY = (
    "no office key is set: a key for trials, kept beside the store, protects ID numbers and contacts; "
    "set GRAPH_ENGINE_OFFICE_KEY_FILE before loading real data"
)


class LoadSecrets:
    """The secrets of one load; a context that leaves nothing behind. `warnings` go into the load report."""

    def __init__(self, key: OfficeKey, vault: Vault) -> None:
        self.warnings = (_TRIAL_KEY,) if key.trial else ()
        self.key_id = key.key_id
        self._hashes = key.keyed_hash()
        self._vault = vault
        self._row: list[str] = []
        self._batch: dict[str, None] = {}
        self._spool: IO[bytes] | None = None
        self._persons: dict[str, str] = {}

    # ------------------------------------------------------------------ hashes and seals

    def person_key(self, number: str) -> str:
        """`<key id>:<hash>` of a valid ID number of 18 characters."""
        key = self._persons.get(number)
        if key is None:
            if len(self._persons) >= _KNOWN_PERSONS:
                self._persons.clear()
            key = self._persons[number] = self._hashes.checked_person(number)
        return key

    def known_person(self, text: str) -> str | None:
        """The key of a person whose ID number this load has met before, if `text` is it; saves checking it again."""
        return self._persons.get(text)

    def document_key(self, kind: str, number: str) -> str:
        """`<key id>:<hash>` of the number of another document, such as a passport."""
        return self._hashes.other_document(kind, number)

    def local_name(self, scope: str, name: str) -> str:
        """`<key id>:<hash>` of a person's name within a scope."""
        return self._hashes.local_name(scope, name)

    def phone(self, phone: str) -> str:
        """`<key id>:<hash>` of a phone number.

        Raises:
            RowError: it is none, or masked.
        """
        return self._hashes.phone(phone)

    def mail(self, mail: str) -> str:
        """`<key id>:<hash>` of a mail address.

        Raises:
            RowError: it is none, or masked.
        """
        return self._hashes.mail(mail)

    def row_hash(self, content: bytes) -> str:
        """The keyed hash of a row as it was read, so that it can be told apart and not be guessed."""
        digest = self._hashes.raw_row(content)
        return digest.rpartition(":")[2][:_ROW_HASH_DIGITS]

    def seal(self, content: bytes) -> bytes:
        """Encrypts a raw row."""
        return self._vault.seal(content)

    # ------------------------------------------------------------------ ID numbers on their way to the vault

    def note_identity(self, number: str) -> None:
        """Notes the ID number of a person of the row at hand."""
        self._row.append(number)

    def keep_row(self) -> None:
        """Keeps the row's ID numbers: the row was understood."""
        if self._row:
            self._batch.update(dict.fromkeys(self._row))
            self._row.clear()
            if len(self._batch) >= _BATCH:
                self._spool_batch()

    def forget_row(self) -> None:
        """Drops the ID numbers of a row that was not understood."""
        if self._row:
            self._row.clear()

    def _spool_batch(self) -> None:
        if self._spool is None:
            # Closed by _drop, at the latest when the load's context ends.
            self._spool = tempfile.TemporaryFile(prefix="graph-engine-")  # noqa: SIM115
        sealed = self._vault.seal("\n".join(self._batch).encode())
        self._spool.write(len(sealed).to_bytes(_LENGTH_BYTES, "big") + sealed)
        self._batch.clear()

    def commit(self) -> None:
        """Hands the ID numbers of the whole load to the vault, in one transaction.

        Raises:
            StoreUnavailableError: the vault is locked, read-only or full; it took none.
        """
        # Every number here was found usable when its row was read.
        self._vault.put_persons((self._hashes.checked_person(number), number) for number in self._numbers())
        self._batch.clear()
        self._drop()

    def persons(self) -> int:
        """How many persons the vault knows."""
        return self._vault.count()

    def _numbers(self) -> Iterator[str]:
        if self._spool is not None:
            self._spool.seek(0)
            while length := self._spool.read(_LENGTH_BYTES):
                sealed = self._spool.read(int.from_bytes(length, "big"))
                yield from self._vault.open(sealed).decode().split("\n")
        yield from self._batch

    def _drop(self) -> None:
        if self._spool is not None:
            self._spool.close()
            self._spool = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._row.clear()
        self._batch.clear()
        self._persons.clear()
        self._drop()
