"""Source documents (来源文件): one sheet or file that a source handed over, named by its content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A sheet or file as it was read, with the count of what became of its rows.

    `rows = understood + ignored + refused`, always. `loader` names the loader and, where it reads by one, the mapping
    with its hash. `name` is the file's own name without its folder. `covers`
    are the statement kinds that the source speaks of; `covered_until` is the newest date found in its rows, so
    that it does not depend on when it was loaded.
    """

    key: str
    source: str
    loader: str
    name: str
    sheet: str
    sha256: str
    size: int
    rows: int
    understood: int
    ignored: int
    refused: int
    covers: tuple[str, ...]
    covered_until: date | None
    headers: tuple[str, ...] = ()
    """Headers of the table as printed; none where it is no table."""

    @staticmethod
    def key_of(source: str, sha256: str, sheet: str, mapping: str = "") -> str:
        """The key of a document: the same bytes from the same source, read in the same way, are the same document."""
        return ":".join(filter(None, ("document", source, sha256, sheet, mapping)))
