"""How large things may be before a file is refused (上限); what is streamed has no limit of its own."""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How large things may be before a file is refused; what is streamed has no limit."""

    gzip_ratio: int = 200
    """Most bytes that one compressed byte may become, once `gzip_free_bytes` are out; of gzips and zips alike."""
    gzip_free_bytes: int = 64 * _MIB
    workbook_bytes: int = 2048 * _MIB
    """Most bytes of a workbook when unpacked."""
    sheet_cells: int = 20_000_000
    """Most cells of a spreadsheet's sheet, which is held whole in memory."""
    line_bytes: int = 8 * _MIB
    json_item_chars: int = 64 * _MIB
    """Longest single record of a JSON document."""
    header_rows: int = 20
    """Rows within which the header must stand."""
    files: int = 10_000
    """Most files of one load, and most entries of one archive."""
    archive_bytes: int = 64 * 1024 * _MIB
    """Most bytes of an archive's members together, when unpacked."""


DEFAULT_LIMITS = Limits()
