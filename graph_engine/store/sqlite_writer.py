"""One load into the embedded store: a transaction of set-based SQL over the attached stage."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from graph_engine.model import schema
from graph_engine.store.admission import admit, keep_minimum
from graph_engine.store.base import Applied, LoadRequest, Progress
from graph_engine.store.digest import LoadDigest
from graph_engine.store.sqlite_names import NAME_INDEX_FUNCTION, index_tokens
from graph_engine.store.sqlite_pulse import Pulse, beating
from graph_engine.store.sqlite_schema import end_names, live_index, live_index_name, value_properties
from graph_engine.store.stage import Stage
from graph_engine.store.stage_sql import said_table
from graph_engine.store.stored_rows import DOCUMENT_COLUMNS, QUARANTINE_COLUMNS

CHUNK_ROWS: Final = 100_000
"""Rows between two words of progress."""


@dataclass(slots=True)
class _Counts:
    added: dict[str, int] = field(default_factory=dict)
    retired: dict[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)


def apply_stage(connection: sqlite3.Connection, stage: Stage, request: LoadRequest, progress: Progress) -> Applied:
    """Applies the stage, attached as `stage`, or changes nothing.

    Raises:
        LoadRejectedError: see `admit` and `keep_minimum`.
        sqlite3.Error: the driver's own; `translated` turns them into ours.
        Whatever `progress` raises.
    """
    total = sum(stage.count(table) for table in (*schema.STATEMENT_KINDS, "node", "name"))
    pulse = Pulse(progress, total, "documents")
    connection.create_function(NAME_INDEX_FUNCTION, 1, index_tokens, deterministic=True)
    connection.execute("BEGIN IMMEDIATE")
    try:
        with beating(connection, pulse):
            applied = _write(connection, stage, request, pulse)
        connection.execute("ROLLBACK" if applied.number is None else "COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return applied


def _write(connection: sqlite3.Connection, stage: Stage, request: LoadRequest, pulse: Pulse) -> Applied:
    number = _open_load(connection, stage, request)
    _add_documents(connection, number)
    pulse.at("nodes")
    new_nodes = _add_nodes(connection, number)
    _place(connection)
    pulse.at("nodes", stage.count("node"))
    counts, digest = _Counts(), LoadDigest()
    for kind in schema.STATEMENT_KINDS:
        last = _last_id(connection, kind)
        _write_kind(connection, stage, request, kind, number, counts, pulse)
        _digest_kind(connection, kind, last, number, digest)
    if request.full:
        keep_minimum(request, _live(connection, request))
    refused = _write_quarantine(connection, request, number)
    pulse.at("names")
    added, retired = sum(counts.added.values()), sum(counts.retired.values())
    if added or retired or new_nodes or refused:
        _add_names(connection, number)
        _digest_refused(connection, number, digest)
        connection.execute(
            "UPDATE main.load SET added = ?, retired = ?, digest = ? WHERE number = ?",
            (added, retired, digest.hexdigest(), number),
        )
        committed: int | None = number
    else:
        committed = None
    pulse.at("names", stage.count("name"))
    return Applied(committed, counts.added, counts.retired, counts.unchanged)


def _open_load(connection: sqlite3.Connection, stage: Stage, request: LoadRequest) -> int:
    last = connection.execute("SELECT number, recorded_at FROM main.load ORDER BY number DESC LIMIT 1").fetchone()
    number, recorded_at = (last[0] + 1, datetime.fromisoformat(last[1])) if last else (1, None)
    admit(stage, request, recorded_at)
    connection.execute(
        "INSERT INTO main.load VALUES(?, ?, ?, ?, ?, 0, 0, '', ?)",
        (
            number,
            request.loader,
            request.source,
            request.full,
            request.recorded_at.astimezone(UTC).isoformat(),
            request.reading,
        ),
    )
    return int(number)


def _add_documents(connection: sqlite3.Connection, number: int) -> None:
    columns = ", ".join(DOCUMENT_COLUMNS)
    connection.execute(
        f"INSERT INTO main.document({columns}, recorded_load) SELECT {columns}, ? FROM stage.document s"
        " WHERE NOT EXISTS (SELECT 1 FROM main.document d WHERE d.key = s.key)",
        (number,),
    )


def _add_nodes(connection: sqlite3.Connection, number: int) -> int:
    return connection.execute(
        "INSERT INTO main.node(key, kind, scope, recorded_load) SELECT key, kind, scope, ? FROM stage.node s"
        " WHERE NOT EXISTS (SELECT 1 FROM main.node n WHERE n.key = s.key)",
        (number,),
    ).rowcount


def _place(connection: sqlite3.Connection) -> None:
    """Where the parties and documents of the stage stand in the store: its numbers, and ours."""
    connection.execute("CREATE TEMP TABLE place(number INTEGER PRIMARY KEY, nid INTEGER)")
    connection.execute(
        "INSERT INTO temp.place SELECT p.number, n.nid FROM stage.party p CROSS JOIN main.node n ON n.key = p.key"
    )
    connection.execute("CREATE TEMP TABLE source_document(number INTEGER PRIMARY KEY, did INTEGER)")
    connection.execute(
        "INSERT INTO temp.source_document SELECT s.number, d.did FROM stage.said_document s"
        " JOIN main.document d ON d.key = s.key"
    )


def _write_kind(
    connection: sqlite3.Connection,
    stage: Stage,
    request: LoadRequest,
    kind: str,
    number: int,
    counts: _Counts,
    pulse: Pulse,
) -> None:
    rows = stage.count(kind)
    added = retired = 0
    any_live = f"SELECT 1 FROM main.{kind} WHERE retired_load IS NULL LIMIT 1"
    is_first = connection.execute(any_live).fetchone() is None
    if is_first and rows:
        # Sorting once at the end is quicker than looking for the place of each row.
        connection.execute(f"DROP INDEX main.{live_index_name(kind)}")
    replace, insert = _replace_sql(kind), _insert_sql(kind, is_first)
    for span, done in _spans(rows):
        pulse.at(kind)
        if not is_first:
            retired += connection.execute(replace, (number, *span)).rowcount
        added += connection.execute(insert, (number, *span)).rowcount
        pulse.at(kind, done)
    if is_first and rows:
        connection.execute(live_index(kind))
    if request.full:
        retired += connection.execute(_retire_absent_sql(kind), (number, request.source)).rowcount
    for counted, count in ((counts.added, added), (counts.retired, retired), (counts.unchanged, rows - added)):
        if count:
            counted[kind] = count


def _spans(rows: int) -> Iterator[tuple[tuple[bytes, bytes], int]]:
    """Cuts the slots, which are evenly spread hashes, into ranges of about `CHUNK_ROWS` rows."""
    pieces = -(-rows // CHUNK_ROWS)
    bounds = [piece * 0x10000 // pieces for piece in range(pieces)] if pieces else []
    for piece, low in enumerate(bounds):
        last = piece + 1 == pieces
        # One byte longer than a slot, so that the last slot is below it.
        high = b"\xff" * 17 if last else bounds[piece + 1].to_bytes(2, "big")
        yield (low.to_bytes(2, "big"), high), rows // pieces if not last else rows - rows // pieces * (pieces - 1)


def _replace_sql(kind: str) -> str:
    said = said_table(kind)
    return (
        f"UPDATE main.{kind} SET retired_load = ? WHERE id IN ("
        f"SELECT m.id FROM stage.{said} s CROSS JOIN main.{kind} m ON m.slot = s.slot AND m.retired_load IS NULL"
        f" WHERE s.slot >= ? AND s.slot < ?"
        f" AND NOT EXISTS (SELECT 1 FROM stage.{said} t WHERE t.slot = m.slot AND t.content = m.content))"
    )


def _insert_sql(kind: str, is_first: bool) -> str:
    """Adds what is not live yet; where nothing is live, the comparison would cost half the speed for nothing."""
    ends = end_names(kind)
    values = [prop.name for prop in value_properties(kind)]
    columns = ("slot", "content", *ends, *values, "recorded_load")
    picked = (
        "s.slot",
        "s.content",
        *(f"{end}_place.nid" for end in ends),
        *("d.did" if name == "document" else f"s.{name}" for name in values),
        "?1",
    )
    # LEFT JOIN keeps the stage outermost, and makes an end or document that is missing an error, not a loss.
    joins = " ".join(f"LEFT JOIN temp.place {end}_place ON {end}_place.number = s.{end}" for end in ends)
    insert = (
        f"INSERT INTO main.{kind}({', '.join(columns)}) SELECT {', '.join(picked)} FROM stage.{said_table(kind)} s"
        f" {joins} LEFT JOIN temp.source_document d ON d.number = s.document WHERE s.slot >= ?2 AND s.slot < ?3"
    )
    if is_first:
        return insert
    return (
        f"{insert} AND NOT EXISTS (SELECT 1 FROM main.{kind} m"
        " WHERE m.slot = s.slot AND m.content = s.content AND m.retired_load IS NULL)"
    )


def _retire_absent_sql(kind: str) -> str:
    return (
        f"UPDATE main.{kind} SET retired_load = ? WHERE retired_load IS NULL"
        " AND document IN (SELECT did FROM main.document WHERE source = ?)"
        f" AND NOT EXISTS (SELECT 1 FROM stage.{said_table(kind)} s WHERE s.slot = main.{kind}.slot)"
    )


def _last_id(connection: sqlite3.Connection, kind: str) -> int:
    return int(connection.execute(f"SELECT coalesce(max(id), 0) FROM main.{kind}").fetchone()[0])


def _digest_kind(connection: sqlite3.Connection, kind: str, last: int, number: int, digest: LoadDigest) -> None:
    """Takes the statements of a kind with ids above `last` as added, and those that the load retired."""
    statement = f"SELECT slot, content FROM main.{kind}"
    digest.added(
        kind,
        connection.execute(f"{statement} WHERE id > ? ORDER BY slot, content", (last,)),
        connection.execute(
            f"SELECT d.key, count(*), sum(t.line) FROM main.{kind} t JOIN main.document d ON d.did = t.document"
            " WHERE t.id > ? GROUP BY d.key ORDER BY d.key",
            (last,),
        ),
    )
    digest.retired(kind, connection.execute(f"{statement} WHERE retired_load = ? ORDER BY slot, content", (number,)))


def _digest_refused(connection: sqlite3.Connection, number: int, digest: LoadDigest) -> None:
    rows = "FROM main.quarantine q JOIN main.document d ON d.did = q.document WHERE"
    order = "ORDER BY d.key, q.line"
    digest.refused(
        connection.execute(f"SELECT d.key, q.line, q.row_hash {rows} q.recorded_load = ? {order}", (number,)),
        connection.execute(f"SELECT d.key, q.line {rows} q.retired_load = ? {order}", (number,)),
    )


def _live(connection: sqlite3.Connection, request: LoadRequest) -> dict[str, int]:
    """The source's live statements of each kind for which there is a minimum."""
    kinds = [kind for kind in request.minimum if kind in schema.STATEMENT_KINDS]
    return {
        kind: connection.execute(
            f"SELECT count(*) FROM main.{kind} WHERE retired_load IS NULL"
            " AND document IN (SELECT did FROM main.document WHERE source = ?)",
            (request.source,),
        ).fetchone()[0]
        for kind in kinds
    }


def _write_quarantine(connection: sqlite3.Connection, request: LoadRequest, number: int) -> int:
    """Opens what is newly refused, closes what is mended; a full load closes what came from documents that are no
    longer there."""
    columns = QUARANTINE_COLUMNS[1:]
    changed = connection.execute(
        f"INSERT INTO main.quarantine(document, {', '.join(columns)}, recorded_load)"
        f" SELECT d.did, {', '.join(f's.{name}' for name in columns)}, ? FROM stage.quarantine s"
        " LEFT JOIN main.document d ON d.key = s.document WHERE NOT EXISTS (SELECT 1 FROM main.quarantine q"
        " WHERE q.document = d.did AND q.line = s.line AND q.retired_load IS NULL)",
        (number,),
    ).rowcount
    changed += connection.execute(
        "UPDATE main.quarantine SET retired_load = ? WHERE retired_load IS NULL AND (document, line) IN"
        " (SELECT d.did, m.line FROM stage.mended m JOIN main.document d ON d.key = m.document AND d.source = ?)",
        (number, request.source),
    ).rowcount
    if request.full:
        changed += connection.execute(
            "UPDATE main.quarantine SET retired_load = ? WHERE retired_load IS NULL AND document IN"
            " (SELECT did FROM main.document d WHERE source = ?"
            " AND NOT EXISTS (SELECT 1 FROM stage.document s WHERE s.key = d.key))",
            (number, request.source),
        ).rowcount
    return changed


def _add_names(connection: sqlite3.Connection, number: int) -> None:
    known = connection.execute("SELECT coalesce(max(id), 0) FROM main.name").fetchone()[0]
    connection.execute(
        "INSERT INTO main.name(node, name, search, recorded_load) SELECT DISTINCT p.nid, s.name, s.search, ?"
        " FROM stage.said_name s CROSS JOIN temp.place p ON p.number = s.party"
        " WHERE NOT EXISTS (SELECT 1 FROM main.name m WHERE m.node = p.nid AND m.name = s.name)"
        " ORDER BY p.nid, s.name",
        (number,),
    )
    connection.execute(
        f"INSERT INTO main.name_index(rowid, bigrams) SELECT id, {NAME_INDEX_FUNCTION}(search)"
        " FROM main.name WHERE id > ?",
        (known,),
    )
