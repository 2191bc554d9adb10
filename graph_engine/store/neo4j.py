"""The server (Neo4j 存储): the same graph as in the embedded store, for people with a Neo4j and its Browser.

Speaks to Neo4j 5.26 and later, plain Cypher 5, with neither APOC nor GDS. How the graph stands there is written
in `neo4j_schema`; how a load of any size is one step to its readers, in `neo4j_writer`.
"""

from __future__ import annotations

from types import TracebackType
from typing import Self

from graph_engine.settings import Settings
from graph_engine.store.base import Applied, History, LoadRequest, Progress, Reader
from graph_engine.store.neo4j_connection import Connection
from graph_engine.store.neo4j_history import Neo4jHistory
from graph_engine.store.neo4j_reader import Neo4jReader
from graph_engine.store.neo4j_writer import apply_stage
from graph_engine.store.stage import Stage


class Neo4jStore:
    """A graph kept on a server, in a database that is ours alone; made there if the database is empty.

    It may be used from several threads. Entered without a password where `settings` have none.

    Raises:
        StoreUnavailableError: nobody answers, the password is wrong, the version is too old, or the database is
            read-only and still empty.
        ForeignDataError: the database holds other people's data.
        SchemaError: the store was made by a newer version of this program.
    """

    def __init__(self, url: str, settings: Settings) -> None:
        self._connection = Connection(url, settings.neo4j_user, settings.neo4j_password, settings.neo4j_database)
        try:
            self._connection.check_server()
            self._connection.check_contents()
        except BaseException:
            self._connection.close()
            raise

    @property
    def url(self) -> str:
        """The address of the server."""
        return self._connection.url

    def reader(self) -> Reader:
        """A reader of the loads committed now."""
        return Neo4jReader(self._connection)

    def history(self) -> History:
        """Everything committed now, live or not."""
        return Neo4jHistory(self._connection)

    def apply(self, stage: Stage, request: LoadRequest, progress: Progress) -> Applied:
        """Applies one staged load; see `Store.apply`."""
        return apply_stage(self._connection, stage, request, progress)

    def close(self) -> None:
        """Closes the connections to the server."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
