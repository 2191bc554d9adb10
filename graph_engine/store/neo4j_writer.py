"""One load onto the server (写入): many transactions, and a last one that makes them all count.

A server cannot hold a city in one transaction. Rows are written under the number of the next load, which no
reader looks at; the last transaction makes that number the last committed one. What a load leaves behind that
never gets so far is cleared by the next.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, Final

from neo4j import Session

from graph_engine.errors import StoreCorruptError, StoreUnavailableError
from graph_engine.model import schema
from graph_engine.model.days import date_of
from graph_engine.model.records import Value
from graph_engine.store.admission import admit, keep_minimum
from graph_engine.store.base import Applied, LoadRequest, Progress
from graph_engine.store.neo4j_batches import Batches, ahead
from graph_engine.store.neo4j_clearing import clear_unfinished
from graph_engine.store.neo4j_connection import Connection
from graph_engine.store.neo4j_errors import translated
from graph_engine.store.neo4j_lease import Lease
from graph_engine.store.neo4j_plan import CHUNK_ROWS, Plan, Row
from graph_engine.store.neo4j_scan import count, scan
from graph_engine.store.neo4j_schema import is_relation, place_of
from graph_engine.store.neo4j_values import Properties
from graph_engine.store.queries import Query, query
from graph_engine.store.stage import Stage

RENEW_SECONDS: Final = 60.0
"""How long comparing goes on without a word that the load is alive."""


def apply_stage(connection: Connection, stage: Stage, request: LoadRequest, progress: Progress) -> Applied:
    """Applies a sealed stage, or changes nothing that a reader can see.

    Raises:
        LoadRejectedError: see `admit` and `keep_minimum`.
        LoadInProgressError: another load holds the lease, or took it over.
        StoreUnavailableError: the server went away, is read-only or full; or there is no room for scratch files.
        Whatever `progress` raises.
    """
    try:
        with (
            translated(connection.url),
            Lease(connection) as lease,
            Plan(stage) as plan,
            connection.session() as session,
        ):
            return _Load(connection, session, lease, plan, stage, request, progress).apply()
    except sqlite3.Error as error:
        raise StoreUnavailableError(f"the scratch files of the load cannot be used: {error}") from error


@dataclass(slots=True)
class _Counts:
    added: dict[str, int] = field(default_factory=dict)
    retired: dict[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)


class _Load:
    def __init__(
        self,
        connection: Connection,
        session: Session,
        lease: Lease,
        plan: Plan,
        stage: Stage,
        request: LoadRequest,
        progress: Progress,
    ) -> None:
        self._connection = connection
        self._session = session
        self._lease = lease
        self._plan = plan
        self._stage = stage
        self._request = request
        self._progress = progress
        self._number = lease.counters.committed_load + 1
        self._documents: dict[str, int] = {}
        self._of_source: dict[str, int] = {}
        """Documents of the source that the server has, by key."""
        self._staged = {table: stage.count(table) for table in (*schema.STATEMENT_KINDS, "node", "name")}
        self._total = sum(self._staged.values())
        self._renewed = time.monotonic()

    def apply(self) -> Applied:
        counters = self._lease.counters
        admit(self._stage, self._request, counters.last_recorded_at)
        if counters.open_load is not None:
            clear_unfinished(self._connection, self._session, self._lease, self._tell_comparing)
        documents = self._plan.documents(self._request.source)
        counts = self._compare(documents)
        if self._request.full:
            # A full load leaves exactly what the stage says.
            keep_minimum(self._request, {kind: self._staged[kind] for kind in schema.STATEMENT_KINDS})
        nodes = self._plan.count_new_nodes()
        refused = self._plan.count_new_refused() + self._plan.count_closed_refused()
        if not any((counts.added, counts.retired, nodes, refused)):
            self._progress("compare", self._total, self._total)
            return Applied(None, counts.added, counts.retired, counts.unchanged)
        self._write(query("write/open_load"), load=self._number)
        self._write_documents(documents)
        self._write_batches()
        # The last word comes before the commit: who stops a load at it must find the old state.
        self._progress("commit", self._total, self._total)
        self._commit(counts, nodes)
        return Applied(self._number, counts.added, counts.retired, counts.unchanged)

    # ------------------------------------------------------------------ comparing

    def _compare(self, documents: Sequence[dict[str, Value]]) -> _Counts:
        """Fills the plan; gives the counts of statements."""
        self._find_documents([str(document["key"]) for document in documents])
        if self._lease.counters.next_nid:
            self._find_nodes()
        counts = _Counts()
        for kind in schema.STATEMENT_KINDS:
            self._compare_statements(kind)
            added, retired = self._plan.count_new(kind), self._plan.count_ended(kind)
            unchanged = self._staged[kind] - added
            for counted, rows in ((counts.added, added), (counts.retired, retired), (counts.unchanged, unchanged)):
                if rows:
                    counted[kind] = rows
        self._compare_refused()
        return counts

    def _find_nodes(self) -> None:
        for keys in self._plan.node_keys():
            self._tell_comparing()
            found = self._connection.row(query("read/known_nodes"), keys=keys)
            self._plan.has_nodes(found["key"], found["names"])

    def _find_documents(self, keys: list[str]) -> None:
        known = self._connection.rows(query("read/known_documents"), keys=keys)
        self._documents = {row["key"]: row["document"] for row in known}
        new = (key for key in keys if key not in self._documents)
        self._documents.update(zip(list(new), _from(self._lease.counters.next_document), strict=False))
        found = self._connection.row(query("read/documents_of_source"), source=self._request.source)
        self._of_source = dict(zip(found["key"], found["document"], strict=True))

    def _compare_statements(self, kind: str) -> None:
        if not self._lease.counters.next_nid:
            # Nothing can have been said of nobody.
            return
        if self._request.full:
            self._compare_with_all(kind)
            return
        if not count(self._connection, kind):
            return
        asked = query("read/live_relations" if is_relation(kind) else "read/live_attributes").filled(place_of(kind))
        for slots in self._plan.slots(kind):
            self._tell_comparing()
            found = self._connection.row(asked, slots=slots)
            self._plan.has_statements(kind, found["slot"], found["content"])

    def _compare_with_all(self, kind: str) -> None:
        """Fetches everything that the source states now, whether the stage speaks of it or not."""
        load = self._lease.counters.committed_load
        own = set(self._of_source.values())
        for batch in scan(self._connection, kind, ("slot", "content", "document"), load):
            self._tell_comparing()
            mine = [document in own for document in batch["document"]]
            slots = [slot for slot, is_mine in zip(batch["slot"], mine, strict=True) if is_mine]
            contents = [content for content, is_mine in zip(batch["content"], mine, strict=True) if is_mine]
            self._plan.has_statements(kind, slots, contents)

    def _compare_refused(self) -> None:
        for rows in self._plan.refused():
            self._plan.has_refused(*self._open_among(rows, self._documents))
        for rows in self._plan.mended():
            # What another source was refused is not this one's to close.
            self._plan.closes(*self._open_among(rows, self._of_source))
        self._plan.closes_at_once(self._request.source)
        if self._request.full:
            absent = {number: key for key, number in self._of_source.items() if key not in self._documents}
            for number, key in absent.items():
                self._tell_comparing()
                found = self._connection.row(query("read/open_refused_rows"), documents=[number])
                self._plan.closes([key] * len(found["line"]), found["line"])

    def _open_among(self, rows: Sequence[Row], documents: Mapping[str, int]) -> tuple[list[str], list[int]]:
        """Document and line of those rows of these documents that are refused and open now."""
        self._tell_comparing()
        keys = {documents[str(row[0])]: str(row[0]) for row in rows if str(row[0]) in documents}
        wanted = [{"document": documents[str(row[0])], "line": row[1]} for row in rows if str(row[0]) in documents]
        found = self._connection.row(query("read/known_refused_rows"), rows=wanted)
        return [keys[number] for number in found["document"]], list(found["line"])

    # ------------------------------------------------------------------ writing

    def _write(self, asked: Query, **params: Any) -> list[Any]:
        (rows,) = self._connection.write(self._session, self._lease, (asked, params))
        self._renewed = time.monotonic()
        return rows

    def _write_documents(self, documents: Sequence[dict[str, Value]]) -> None:
        first = self._lease.counters.next_document
        new = [_document(row, self._documents[str(row["key"])]) for row in documents]
        for rows in _chunks([row for row in new if row["document"] >= first]):
            self._write(query("write/documents"), rows=rows, load=self._number)

    def _write_batches(self) -> None:
        places = {**self._of_source, **self._documents}
        next_nid = self._lease.counters.next_nid
        batches = Batches(self._plan, self._staged, self._number, next_nid, self._documents, places)
        self._progress("node", 0, self._total)
        with contextlib.closing(ahead(iter(batches))) as ready:
            for batch in ready:
                rows = self._write(batch.asked, rows=batch.rows, load=self._number)
                if batch.must_find and rows[0]["rows"] != len(batch.rows):
                    raise StoreCorruptError(
                        f"{self._connection.url}: {batch.asked.name} found {rows[0]['rows']} places"
                        f" for {len(batch.rows)} rows"
                    )
                self._progress(batch.stage, batch.done, self._total)

    def _commit(self, counts: _Counts, nodes: int) -> None:
        new_documents = [number + 1 for number in self._documents.values()]
        self._write(
            query("write/commit_load"),
            load=self._number,
            next_nid=self._lease.counters.next_nid + nodes,
            next_document=max((self._lease.counters.next_document, *new_documents)),
            loader=self._request.loader,
            source=self._request.source,
            full=self._request.full,
            recorded_at=self._request.recorded_at.astimezone(UTC),
            added=sum(counts.added.values()),
            retired=sum(counts.retired.values()),
            digest=self._plan.digest(),
            reading=self._request.reading,
        )

    # ------------------------------------------------------------------ progress

    def _tell_comparing(self) -> None:
        self._progress("compare", 0, self._total)
        if time.monotonic() - self._renewed > RENEW_SECONDS:
            self._lease.renew(self._session)
            self._renewed = time.monotonic()


def _from(first: int) -> Iterator[int]:
    while True:
        yield first
        first += 1


def _chunks(rows: Sequence[Properties]) -> Iterable[Sequence[Properties]]:
    return (rows[start : start + CHUNK_ROWS] for start in range(0, len(rows), CHUNK_ROWS))


def _document(row: dict[str, Value], number: int) -> Properties:
    """A staged document as it stands on the server."""
    until = row["covered_until"]
    return {
        **row,
        "document": number,
        "covers": str(row["covers"]).split(),
        "headers": json.loads(str(row["headers"])),
        "covered_until": None if until is None else date_of(int(until)),
        "covered_until_day": until,
    }
