"""What a mapping makes of one row: ignored by a rule of its own, or the records that it describes, once for each
item of the lists that they hang on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graph_engine.errors import RowError
from graph_engine.loading import MISSING_VALUE, Emitter, Row
from loaders.table.cells import Cells
from loaders.table.lookups import NOTHING, Found
from loaders.table.mapping import RecordMap, TableMap, Value
from loaders.table.parties import RowParties
from loaders.table.reasons import NO_RECORD
from loaders.table.records import add_record
from loaders.table.repairs import REPAIRS


@dataclass(frozen=True, slots=True)
class _Plan:
    """A record with the lists that it hangs on."""

    record: RecordMap
    chain: tuple[str, ...]
    code: Value | None
    """The credit code of the party that the record describes."""


def row_handler(table: TableMap, lookups: Found = NOTHING) -> Callable[[Row, Emitter], None]:
    """The function for each row of a table; `lookups` are the rows of other tables that it may look up."""
    plans = [_plan(table, record) for record in table.records]
    described = frozenset(record.ends[0] for record in table.records if record.kind == "enterprise")
    chains = {name: table.chain_of_party(name) for name in table.parties}

    def handle(row: Row, emit: Emitter) -> None:
        row = _repaired(row, table.repair, emit)
        cells = Cells(row, table, emit, _looked_up(table, lookups, row))
        for ignored in table.ignored:
            if cells.fits(ignored.choice):
                emit.ignore(ignored.rule)
                return
        for column in table.required:
            if cells.text(column) is None:
                raise row.refuse(MISSING_VALUE, column)
        if not _add_records(plans, RowParties(table, emit, described, chains), cells, emit):
            raise RowError(NO_RECORD)

    return handle


def _looked_up(table: TableMap, lookups: Found, row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, lookup in table.lookups.items():
        key = row.text(lookup.by)
        found[name] = None if key is None else lookups.get(name, {}).get(key)
    return found


def _plan(table: TableMap, record: RecordMap) -> _Plan:
    code = table.parties[record.ends[0]].fields.get("credit_code") if record.kind == "enterprise" else None
    return _Plan(record, max(table.chains_of(record), key=len, default=()), code)


def _repaired(row: Row, repair: str, emit: Emitter) -> Row:
    if not repair:
        return row
    put_right = [REPAIRS[repair](cell) for cell in row.cells]
    changed = sum(1 for before, after in zip(row.cells, put_right, strict=True) if before != after)
    if not changed:
        return row
    emit.repaired(repair, changed)
    return row.with_cells(put_right)


def _add_records(plans: list[_Plan], parties: RowParties, cells: Cells, emit: Emitter) -> bool:
    """Adds every record whose parties the row names; tells whether there was any."""
    lists: dict[tuple[str, ...], list[Cells]] = {(): [cells]}
    added = False
    for plan in plans:
        if plan.chain not in lists:
            lists[plan.chain] = list(cells.with_items(plan.chain))
        for each in lists[plan.chain]:
            if not each.fits(plan.record.choice):
                continue
            ends = [parties.party(name, each) for name in plan.record.ends]
            found = tuple(party for party in ends if party is not None)
            if len(found) == len(ends):
                added |= add_record(plan.record, found, plan.code, each, emit)
    return added
