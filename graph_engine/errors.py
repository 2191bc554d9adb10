"""Every error of ours, in one tree.

    GraphEngineError
    ├── RowError                      this one row failed: it is counted, quarantined, and the run goes on
    └── StopError                     the work stops; nothing was changed
        ├── SettingsError             a setting is unknown, missing or malformed
        ├── PolicyError               a policy file has faults; all are listed
        ├── MappingError              a mapping file of the loader `table` has faults; all are listed
        ├── LoadRejectedError         a file or a load cannot be trusted
        │   └── UnknownFormatError    the file is not what its loader expects
        ├── StoreError
        │   ├── StoreUnavailableError no server, wrong password, wrong version, locked or read-only
        │   ├── StoreCorruptError     the store's own checks failed
        │   ├── ForeignDataError      the database holds somebody else's data
        │   ├── SchemaError           the store's schema is newer than this program, or broken
        │   └── LoadInProgressError   another load holds the lease
        ├── SnapshotError             a saved snapshot is damaged, or cannot be built
        ├── NotFoundError             no such party, project, event or load
        ├── AmbiguousError            a text fits several parties
        ├── VaultError                the vault cannot be opened with this key
        ├── ChangedError              the data changed between two pages of one list
        └── RequestError              an argument of a use case makes no sense
            └── PurposeError          role or purpose do not cover what was asked

Errors carry their facts as attributes, so that the command line and the service can print them in their own way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class GraphEngineError(Exception):
    """The root: catch this to catch everything of ours."""


_LISTED = 10


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault among several of one object: where it stands and what is wrong."""

    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


class RowError(GraphEngineError):
    """One row of a source cannot be understood; it goes to the quarantine and the load goes on."""

    def __init__(
        self, reason: str, *, column: str = "", value: str = "", file: str = "", sheet: str = "", line: int = 0
    ) -> None:
        self.reason = reason
        self.column = column
        self.value = value
        self.file = file
        self.sheet = sheet
        self.line = line
        super().__init__(reason)

    def __str__(self) -> str:
        place = ":".join(part for part in (self.file, self.sheet, str(self.line or "")) if part)
        column = f" [{self.column}]" if self.column else ""
        return f"{place}{column} {self.reason}".strip()


class StopError(GraphEngineError):
    """The work cannot go on; what stood before still stands."""


class SettingsError(StopError):
    """Settings are unknown, missing or malformed; every fault is listed."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(str(fault) for fault in self.faults))


class PolicyError(StopError):
    """A policy (政策文件) has faults; every one is listed."""

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.name = name
        self.faults = tuple(faults)
        lines = "\n  ".join(str(fault) for fault in self.faults)
        super().__init__(f"{name}: {len(self.faults)} fault(s)\n  {lines}")


class MappingError(StopError):
    """A mapping (映射文件) has faults; every one is listed."""

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.name = name
        self.faults = tuple(faults)
        lines = "\n  ".join(str(fault) for fault in self.faults)
        super().__init__(f"{name}: {len(self.faults)} fault(s)\n  {lines}")


class LoadRejectedError(StopError):
    """A load cannot be trusted, so it changed nothing."""


class UnknownFormatError(LoadRejectedError):
    """The file is not what its loader expects; nor are the `others` of the same load."""

    def __init__(self, file: str, reason: str, *, nearest: str | None = None, others: Sequence[str] = ()) -> None:
        self.file = file
        self.reason = reason
        self.nearest = nearest
        self.others = tuple(others)
        hint = f"; it looks like a file for loader '{nearest}'" if nearest else ""
        more = f"; {len(others)} more do not fit: {', '.join(others[:_LISTED])}" if others else ""
        super().__init__(f"{file}: {reason}{hint}{more}{' …' if len(others) > _LISTED else ''}")


class StoreError(StopError):
    """The store could not do its work."""


class StoreUnavailableError(StoreError):
    """No server, wrong password, wrong version, locked, read-only or full."""


class StoreCorruptError(StoreError):
    """The store's own checks failed on opening."""


class ForeignDataError(StoreError):
    """The database holds data that is not ours; we write nothing into it."""


class SchemaError(StoreError):
    """The store's schema is newer than this program, or damaged."""


class LoadInProgressError(StoreError):
    """Another load holds the one load lease."""


class SnapshotError(StopError):
    """A saved snapshot is damaged or cannot be built."""


class NotFoundError(StopError):
    """No such party, project, event or load."""

    def __init__(self, kind: str, key: str) -> None:
        self.kind = kind
        self.key = key
        super().__init__(f"no {kind} '{key}'")


class AmbiguousError(StopError):
    """A text fits several parties; the candidates are listed."""

    def __init__(self, text: str, candidates: Sequence[str]) -> None:
        self.text = text
        self.candidates = tuple(candidates)
        super().__init__(f"'{text}' fits {len(self.candidates)} parties: {', '.join(self.candidates)}")


class VaultError(StopError):
    """The vault (身份证件保险库) cannot be opened or read with this key."""


class ChangedError(StopError):
    """The data, the policy or the day changed between two pages of one list, so that the next would not fit."""


class RequestError(StopError):
    """An argument of a use case makes no sense."""


class PurposeError(RequestError):
    """The role, or the purpose of the question (查询目的), does not cover what was asked."""
