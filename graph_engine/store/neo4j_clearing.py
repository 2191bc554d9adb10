"""Clearing what an unfinished load left behind (清理未完成批次), before the next one starts.

No reader ever saw those rows. Clearing may itself be cut off: the mark on the store's node stays until the end,
so the next load begins again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from neo4j import Session

from graph_engine.model import schema
from graph_engine.store.neo4j_connection import Connection
from graph_engine.store.neo4j_lease import Lease
from graph_engine.store.neo4j_plan import CHUNK_ROWS
from graph_engine.store.neo4j_scan import count, slot_ranges
from graph_engine.store.neo4j_schema import is_relation, place_of
from graph_engine.store.queries import Query, query

_RELATION_STEPS: Final = (query("write/restore_relations"), query("write/clear_relations"))
_ATTRIBUTE_STEPS: Final = (query("write/restore_attributes"), query("write/clear_attributes"))


def clear_unfinished(connection: Connection, session: Session, lease: Lease, tell: Callable[[], None]) -> None:
    """Removes what was recorded after the last committed load, and takes back what was retired after it.

    Raises:
        LoadInProgressError: the lease was lost.
        StoreUnavailableError: the server went away.
    """
    counters = lease.counters

    def write(asked: Query, **params: Any) -> int:
        (rows,) = connection.write(session, lease, (asked, params))
        tell()
        return int(rows[0]["rows"]) if rows else 0

    for kind in schema.STATEMENT_KINDS:
        steps = _RELATION_STEPS if is_relation(kind) else _ATTRIBUTE_STEPS
        ranges = list(slot_ranges(count(connection, kind), CHUNK_ROWS))
        for step in steps:
            for lo, hi in ranges:
                write(step.filled(place_of(kind)), lo=lo, hi=hi, committed=counters.committed_load)
    for first in range(0, counters.next_nid, CHUNK_ROWS):
        beyond = min(first + CHUNK_ROWS, counters.next_nid)
        write(query("write/clear_names"), lo=first, hi=beyond, committed=counters.committed_load)
    while write(query("write/clear_nodes"), next_nid=counters.next_nid, limit=CHUNK_ROWS):
        pass
    for step in (query("write/restore_refused_rows"), query("write/clear_refused_rows")):
        while write(step, committed=counters.committed_load, limit=CHUNK_ROWS):
            pass
    write(query("write/clear_documents"), committed=counters.committed_load)
    write(query("write/close_load"))
