"""What a check of an identifier says (校验结论): a verdict with its reasons, never a bare yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a verdict weighs, for the use of the text as a key."""

    OK = "ok"
    """通过: a key."""
    WARNING = "warning"
    """存疑: a key, and a candidate of the work list for duplicate and wrong codes (重错码)."""
    ERROR = "error"
    """错误: refused as a key."""
    MISSING = "missing"
    """缺失: says only that there is none."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable reason code with its words. Codes are `identifier.what`, and never change their meaning."""

    code: str
    severity: Severity
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The common part of every verdict: the normalized text, the weight of the worst fault, all faults."""

    value: str
    severity: Severity
    faults: tuple[Reason, ...]

    @property
    def usable(self) -> bool:
        """Whether the text may serve as a key: it passed, or drew only warnings."""
        return self.severity is Severity.OK or self.severity is Severity.WARNING

    @property
    def missing(self) -> bool:
        """Whether the text only says that there is no value (占位值)."""
        return self.severity is Severity.MISSING

    def has(self, reason: Reason) -> bool:
        """Whether the verdict rests on this reason."""
        return reason in self.faults

    @property
    def chinese(self) -> str:
        """The faults in Chinese, in one line; empty if there are none."""
        return "；".join(fault.zh for fault in self.faults)

    @property
    def english(self) -> str:
        """The faults in English, in one line; empty if there are none."""
        return "; ".join(fault.en for fault in self.faults)

    @property
    def both(self) -> str:
        """The faults in both languages, `中文 (English)`, as the reason of a RowError."""
        return f"{self.chinese} ({self.english})"


def worst(faults: tuple[Reason, ...]) -> Severity:
    """The severity of a verdict with these faults."""
    if not faults:
        return Severity.OK
    severities = {fault.severity for fault in faults}
    return next(severity for severity in _BY_FALLING_WEIGHT if severity in severities)


_BY_FALLING_WEIGHT = (Severity.MISSING, Severity.ERROR, Severity.WARNING, Severity.OK)
