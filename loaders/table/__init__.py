"""Any other table (其他表格) through a mapping file, which says what its columns mean: see docs/mapping.md.

The catalogue holds the loader without a mapping, which recognises nothing and says what it needs;
`table_loader(mapping)` makes the one that loads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from graph_engine.loading import Layout, Loader, Recognition
from graph_engine.loading.files import SourceFile
from graph_engine.loading.layout import match_layout
from graph_engine.loading.loader import ForeignPart, Part, TablePart
from graph_engine.loading.sheets import DelimitedSheet, Sheet, open_sheets
from graph_engine.loading.slips import is_slip
from graph_engine.model.text import tidy_text
from loaders.table.json_rows import KEY, JsonRows, unclaimed
from loaders.table.lookups import read_lookups
from loaders.table.mapping import TableMap, TableMapping
from loaders.table.reading import open_mapping, read_mapping
from loaders.table.rows import row_handler
from loaders.table.suggest import suggest_mapping

__all__ = ["LOADER", "MappedLoader", "open_mapping", "read_mapping", "suggest_mapping", "table_loader"]

_NO_MAPPING = (
    "it needs a mapping: --mapping FILE, or mapping.toml in its exchange folder; "
    "`graph-engine mapping suggest` writes a first one"
)
_HEAD_RECORDS = 200
"""Records of a JSON document within which every column must have appeared that is not optional."""


def table_loader(mapping: TableMapping) -> Loader:
    """The loader that reads tables as a mapping says."""
    return MappedLoader(rules=mapping)


@dataclass(frozen=True, slots=True)
class MappedLoader:
    """The loader `table`, with its mapping or, as the catalogue holds it, without."""

    rules: TableMapping | None = None
    name: str = "table"
    zh: str = "其他表格（按映射文件）"
    en: str = "any other table, through a mapping file"
    minimum: Mapping[str, int] = field(default_factory=dict)

    @property
    def covers(self) -> tuple[str, ...]:
        """The kinds of statement that the mapping makes."""
        return () if self.rules is None else self.rules.covers()

    @property
    def mapping(self) -> str:
        """Name and hash of the mapping, for the provenance of what it loads."""
        return "" if self.rules is None else self.rules.stated

    def parts(self, file: SourceFile) -> list[Part]:
        """Each sheet, and each path of a JSON document, with the table of the mapping that fits it best."""
        if self.rules is None:
            return [MappedPart(DelimitedSheet(file), "", None, _NO_MAPPING)]
        if file.format == "xml":
            return [ForeignPart(Recognition(0.0, "an XML document, not a table"))]
        parts = _parts(file, self.rules)
        tables = {table.name: table for table in self.rules.tables if table.lookups}
        return [_bound(part, tables[part.layout], parts) if part.layout in tables else part for part in parts]


def _parts(file: SourceFile, rules: TableMapping) -> list[MappedPart]:
    nested = [table for table in rules.tables if table.rows]
    flat = [table for table in rules.tables if not table.rows]
    if file.format in ("json", "jsonl") and nested:
        paths = list(dict.fromkeys(table.rows for table in nested))
        parts = [_at_path(file, path, [table for table in nested if table.rows == path]) for path in paths]
        fitting = [part for part in parts if part.match is not None]
        if fitting:
            return [*fitting, *(_part(JsonRows(file, path), []) for path in unclaimed(file, paths))]
        if not flat:
            return parts[:1]
    return [_of_sheet(sheet, flat, nested) for sheet in open_sheets(file)]


def _of_sheet(sheet: Sheet, flat: list[TableMap], nested: list[TableMap]) -> MappedPart:
    """A sheet; refused rows of a nested document come back on slips, as tables of their columns."""
    part = _part(sheet, flat)
    if part.match is None and nested:
        slip = _part(sheet, nested)
        if slip.match is not None and is_slip(slip.match.headers):
            return slip
    return part


def _at_path(file: SourceFile, path: str, tables: list[TableMap]) -> MappedPart:
    return _part(JsonRows(file, path, keyed=any(KEY in table.named() for table in tables)), tables)


def _bound(part: MappedPart, table: TableMap, parts: list[MappedPart]) -> MappedPart:
    """A part whose rows know what their lookups find in the file."""
    if part.match is None:
        return part
    handler = row_handler(table, read_lookups(table, parts))
    return replace(part, match=replace(part.match, layout=replace(part.match.layout, handler=handler)))


class MappedPart(TablePart):
    """A sheet that a mapping describes; whoever wrote the mapping has said that it fits."""

    @property
    def recognition(self) -> Recognition:
        """Whole, where a table of the mapping fits."""
        return Recognition(1.0) if self.match else Recognition(0.0, self.reason)


def _part(sheet: Sheet, tables: list[TableMap]) -> MappedPart:
    head = _HEAD_RECORDS if isinstance(sheet, JsonRows) else sheet.file.limits.header_rows
    called = frozenset(name for table in tables for name in table.columns() if "#" in name)
    first = [_numbered(row.cells, called) for row in islice(sheet.rows(), head)]
    header = sheet.header()
    title = sheet.name or sheet.file.name.split(".")[0]
    layouts = {table.name: _layout(table) for table in tables}
    match, reason = match_layout(list(layouts.values()), title, first if header is None else [header])
    return MappedPart(sheet, title, match, reason or "the mapping has no table for it")


def _layout(table: TableMap) -> Layout:
    """The table as the kit recognises it: each column is a field of its own."""
    alternatives = table.alternatives()
    one_of = {name for names in alternatives for name in names}
    # A table of which nothing is made is known by the columns that it passes over.
    named = table.columns() or table.unused
    needed = [name for name in named if name not in table.optional and name not in one_of]
    columns = dict.fromkeys((*table.columns(), *table.unused))
    return Layout(
        name=table.name,
        columns={name: (name,) for name in columns},
        required=(*needed, *(names for names in alternatives if not table.optional.issuperset(names))),
        handler=row_handler(table),
        sheet_names=table.titles,
        only_named=bool(table.titles),
    )


def _numbered(row: Sequence[str], called: frozenset[str]) -> list[str]:
    """A row of headers with repeated ones numbered, where the mapping calls them so: `licenseNumber#2`."""
    seen: dict[str, int] = {}
    headers = []
    for cell in row:
        header = tidy_text(cell)
        seen[header] = seen.get(header, 0) + 1
        numbered = f"{header}#{seen[header]}"
        headers.append(numbered if numbered in called else cell)
    return headers


LOADER = MappedLoader()
