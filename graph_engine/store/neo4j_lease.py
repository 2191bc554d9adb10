"""The one load lease (写入租约): who may write, and how a load that died is told from one that lives.

The lease stands on the store's node: an owner, and a time at which it runs out, renewed in every writing
transaction. That transaction's first write is this renewal, so it holds the node's lock to its commit: nobody
can take the lease over in its midst, and whoever lost it writes nothing more.

A loader that is killed gives nothing back. So that the next one need not wait, the owner keeps a transaction open
on a connection of its own, which carries the owner's name: the beacon. When its process ends, the server drops
it, and the lease is free at once. Only a loader whose machine vanished from the network keeps the lease until
it runs out. Under another user name beacons may be out of sight; then it is the time alone that counts.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Final, Self

from neo4j import Session, Transaction
from neo4j.exceptions import DriverError, Neo4jError

from graph_engine.errors import LoadInProgressError
from graph_engine.store.neo4j_connection import LANGUAGE, Connection
from graph_engine.store.neo4j_errors import translated
from graph_engine.store.queries import query

LEASE_SECONDS: Final = 600
"""How long a lease outlives its last writing; far more than a batch takes."""

_BEACON: Final = "graph_engine_lease"


@dataclass(frozen=True, slots=True)
class Counters:
    """Where the store stood when the lease was taken. `open_load` is a load that never ended, else `None`."""

    committed_load: int
    next_nid: int
    next_document: int
    open_load: int | None
    last_recorded_at: datetime | None


class Lease:
    """Held from `with` to its end.

    Raises:
        LoadInProgressError: another load holds it, or took it over.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._owner = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(8)}"
        self._beacon = contextlib.ExitStack()
        self.counters = Counters(0, 0, 0, None, None)

    def __enter__(self) -> Self:
        try:
            self._light_beacon()
            self.counters = self._take(self._gone())
        except BaseException:
            self._put_out_beacon()
            raise
        return self

    def _light_beacon(self) -> None:
        with translated(self._connection.url):
            session = self._beacon.enter_context(self._connection.session())
            transaction = session.begin_transaction(metadata={_BEACON: self._owner})
            self._beacon.callback(transaction.close)
            # The server hears of the transaction with its first query at the latest.
            transaction.run("RETURN 1").consume()

    def _gone(self) -> str | None:
        """The owner of a lease whose beacon is out."""
        found = self._connection.row(query("read/store"))
        owner: str | None = found["lease_owner"]
        if owner is None or found["lease_user"] != self._connection.user:
            return None
        return None if owner in self._connection.row(query("read/lease_beacons"))["owners"] else owner

    def _take(self, gone: str | None) -> Counters:
        asked = query("write/take_lease")
        params = {
            "owner": self._owner,
            "user": self._connection.user,
            "gone": gone,
            "lease_ms": LEASE_SECONDS * 1000,
        }
        with translated(self._connection.url), self._connection.session() as session:
            # Not tried again: who lost this race has lost it.
            found = list(session.run(LANGUAGE + asked.text, params))
        if not found:
            raise LoadInProgressError(f"another load is being applied to {self._connection.url}")
        record = found[0]
        last = record["last_recorded_at"]
        return Counters(
            record["committed_load"],
            record["next_nid"],
            record["next_document"],
            record["open_load"],
            None if last is None else last.to_native(),
        )

    def hold(self, transaction: Transaction) -> None:
        """Renews the lease as the first write of a transaction; see `Fence`."""
        asked = query("write/renew_lease")
        params = {"owner": self._owner, "lease_ms": LEASE_SECONDS * 1000}
        if not list(transaction.run(LANGUAGE + asked.text, params)):
            raise LoadInProgressError(
                f"another load took over on {self._connection.url}: this one had not been heard of for too long"
            )

    def renew(self, session: Session) -> None:
        """Renews the lease in a transaction of its own, where nothing is written for long."""
        self._connection.write(session, self)

    def _put_out_beacon(self) -> None:
        # With a broken connection the server puts it out by itself.
        with contextlib.suppress(DriverError, Neo4jError):
            self._beacon.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What cannot be given back goes out with the beacon.
        with contextlib.suppress(DriverError, Neo4jError), self._connection.session() as session:
            session.run(LANGUAGE + query("write/release_lease").text, {"owner": self._owner}).consume()
        self._put_out_beacon()
