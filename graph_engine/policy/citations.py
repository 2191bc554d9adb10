"""What a rule rests on (依据): texts in both languages, and citations with an honest mark of confidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]

MARKS: dict[str, tuple[str, str]] = {
    "A": ("已读原文", "primary text read"),
    "B": ("两个以上独立来源或一个官方来源一致", "two independent sources or one official page"),
    "C": ("单一间接来源", "one secondary source"),
    "M": ("一般认识，未核实", "general knowledge, not verified"),
    "D": ("系统设定，无法律依据，可配置", "design default without legal source, to be configured"),
}
"""Marks of confidence and their meaning in Chinese and English."""

CONFIRMED_MARKS = frozenset("AB")
"""A kind counts by itself only if at least one of its citations carries one of these."""
DESIGN_MARK = "D"


@dataclass(frozen=True, slots=True)
class Text:
    """A fixed wording in Chinese and English."""

    zh: str
    en: str

    def of(self, language: Language) -> str:
        """The wording in one language."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Citation:
    """One thing that a rule rests on (依据): a document or public record, what it says, and a mark.

    `mark` judges the *point*, not the document: one document may be cited twice, read in one place and known
    from hearsay in another.
    """

    id: str
    source: str
    title: str
    article: str
    point: Text
    mark: str

    @property
    def is_confirmed(self) -> bool:
        """Whether the point was read in the primary text or agrees in independent sources."""
        return self.mark in CONFIRMED_MARKS

    def printed(self, language: Language) -> str:
        """The citation as printed: document, title, article and mark; a design default names no document."""
        if self.mark == DESIGN_MARK:
            return f"{Text('系统设定', 'design default').of(language)} [{self.mark}]"
        title = f"《{self.title}》" if self.title else ""
        if not self.article:
            place = ""
        elif language == "zh":
            place = f"第{self.article.replace(', ', '、')}条"
        else:
            place = f" art. {self.article}"
        return f"{self.source}{title}{place} [{self.mark}]"
