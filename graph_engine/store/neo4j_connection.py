"""The way to the server (Neo4j 连接): one driver, questions by name, writing in fenced transactions."""

from __future__ import annotations

import re
import time
from typing import Any, Final, Protocol

from neo4j import Driver, GraphDatabase, ManagedTransaction, Record, Session, Transaction
from neo4j.exceptions import Neo4jError

from graph_engine.errors import ForeignDataError, SchemaError
from graph_engine.store.neo4j_errors import OLDEST, may_be_tried_again, too_old, translated
from graph_engine.store.neo4j_schema import FORMAT
from graph_engine.store.queries import Query, query, statements

LANGUAGE: Final = "CYPHER 5\n"
"""Said before every query: on later servers another version of the language may be the usual one."""

_CONNECT_SECONDS: Final = 10.0
_ACQUIRE_SECONDS: Final = 20.0
_RETRY_SECONDS: Final = 5.0
_IDLE_SECONDS: Final = 30.0
_ATTEMPTS: Final = 6
_INDEX_SECONDS: Final = 600


class Fence(Protocol):
    """What a writing transaction holds on to from its first word to its commit."""

    def hold(self, transaction: Transaction) -> None:
        """Takes hold within the transaction.

        Raises:
            LoadInProgressError: it was lost to somebody else, so nothing may be written.
        """
        ...


class Connection:
    """A database on a server. Every method raises our errors only."""

    def __init__(self, url: str, user: str, password: str | None, database: str) -> None:
        self.url = url
        self.user = user
        self.database = database
        with translated(url):
            self._driver: Driver = GraphDatabase.driver(
                url,
                auth=None if password is None else (user, password),
                # Users cannot do anything about deprecated words; the tests ask for them query by query.
                notifications_min_severity="OFF",
                telemetry_disabled=True,
                connection_timeout=_CONNECT_SECONDS,
                connection_acquisition_timeout=_ACQUIRE_SECONDS,
                max_transaction_retry_time=_RETRY_SECONDS,
                liveness_check_timeout=_IDLE_SECONDS,
            )

    def session(self) -> Session:
        """A session of one's own, to be closed; it raises the driver's errors."""
        return self._driver.session(database=self.database, fetch_size=-1)

    def rows(self, asked: Query, **params: Any) -> list[Record]:
        """All rows that a reading query gives; tried again where the server asks for it."""

        def work(transaction: ManagedTransaction) -> list[Record]:
            return list(transaction.run(LANGUAGE + asked.text, params))

        with translated(self.url), self.session() as session:
            return session.execute_read(work)

    def row(self, asked: Query, **params: Any) -> Record:
        """The one row that a reading query always gives.

        Raises:
            SchemaError: it gave none, so the database is no longer the store it was.
        """
        found = self.rows(asked, **params)
        if len(found) != 1:
            raise SchemaError(f"{self.url}: {asked.name} gave {len(found)} rows; the store has been tampered with")
        return found[0]

    def write(self, session: Session, fence: Fence, *work: tuple[Query, dict[str, Any]]) -> list[list[Record]]:
        """Runs queries in one transaction behind a fence, and gives the rows of each.

        What certainly was undone is tried again; what may have come through is not.
        """
        with translated(self.url):
            for attempt in range(_ATTEMPTS):
                try:
                    with session.begin_transaction() as transaction:
                        fence.hold(transaction)
                        results = [list(transaction.run(LANGUAGE + asked.text, params)) for asked, params in work]
                        transaction.commit()
                    return results
                except Neo4jError as error:
                    if attempt + 1 == _ATTEMPTS or not may_be_tried_again(error):
                        raise
                    time.sleep(0.05 * 2**attempt)
        raise AssertionError("the last attempt returns or raises")

    def check_server(self) -> None:
        """Finds out whether somebody is there who speaks our language.

        Raises:
            StoreUnavailableError: nobody, not with this password, or an older version.
        """
        asked = query("read/components")
        with translated(self.url):
            self._driver.verify_connectivity()
            with self.session() as session:
                # Without the word for the language, which older servers do not know.
                record = session.run(asked.text).peek()
                version = record["versions"][0] if record else "of no known version"
        check_version(self.url, version)

    def check_contents(self) -> None:
        """Finds the store in the database, or makes it in an empty one.

        Raises:
            ForeignDataError: the database holds other people's data.
            SchemaError: the store was made by a newer version of this program.
        """
        stores = self.rows(query("read/store"))
        if not stores and self.row(query("read/contents"))["nodes"]:
            raise ForeignDataError(
                f"{self.url}, database '{self.database}', holds data that is not ours; nothing was written into it"
            )
        if stores and stores[0]["format"] > FORMAT:
            raise SchemaError(
                f"{self.url} has a store of format {stores[0]['format']}, newer than the {FORMAT} "
                "that this program knows"
            )
        self._make_schema()
        if not stores:
            self._make_store()

    def _make_store(self) -> None:
        # Not tried again: on a read-only server that would only take time.
        with translated(self.url), self.session() as session:
            session.run(LANGUAGE + query("write/store").text, {"format": FORMAT}).consume()

    def _make_schema(self) -> None:
        present = set(self.row(query("read/schema_names"))["names"])
        wanted = (*statements("schema/constraints"), *statements("schema/indexes"))
        missing = [text for text in wanted if schema_name(text) not in present]
        if not missing:
            return
        with translated(self.url), self.session() as session:
            for text in missing:
                session.run(LANGUAGE + text).consume()
            session.run(f"CALL db.awaitIndexes({_INDEX_SECONDS})").consume()

    def close(self) -> None:
        """Closes the driver."""
        self._driver.close()


def check_version(url: str, version: str) -> None:
    """Refuses servers that are too old to understand us.

    Raises:
        StoreUnavailableError: the version is lower than 5.26, or none.
    """
    numbers = re.match(r"(\d+)\.(\d+)", version)
    if numbers is None or (int(numbers[1]), int(numbers[2])) < OLDEST:
        raise too_old(url, version)


def schema_name(statement: str) -> str:
    """The name of the constraint or index that a schema statement makes."""
    return statement.partition(" IF NOT EXISTS")[0].rpartition(" ")[2]
