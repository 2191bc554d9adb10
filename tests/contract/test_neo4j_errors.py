"""What is wrong with a server is said in one clear line, and nothing is written where nothing should be."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest

from graph_engine.errors import ForeignDataError, SchemaError, StoreError, StoreUnavailableError
from graph_engine.settings import Settings
from graph_engine.store import neo4j_connection
from graph_engine.store.neo4j import Neo4jStore
from graph_engine.store.neo4j_connection import check_version
from graph_engine.store.queries import Query, query
from tests.contract.loads import Load, apply, enterprise
from tests.contract.pictures import newest
from tests.neo4j_server import DisposableServer, Neo4jServer

LONGEST_WAIT_SECONDS = 20


def settings_for(server: Neo4jServer) -> Settings:
    return Settings(neo4j_user=server.user, neo4j_password=server.password, neo4j_database=server.database)


def opened(server: Neo4jServer) -> Neo4jStore:
    return Neo4jStore(server.uri, settings_for(server))


def rows(server: Neo4jServer, cypher: str) -> list[dict[str, object]]:
    with server.driver() as driver, driver.session(database=server.database) as session:
        return session.run(cypher).data()


def test_a_wrong_password(disposable_neo4j: DisposableServer) -> None:
    disposable_neo4j.ensure_running()
    for settings in (
        replace(settings_for(disposable_neo4j), neo4j_password="not-the-password"),
        replace(settings_for(disposable_neo4j), neo4j_user="nobody"),
        replace(settings_for(disposable_neo4j), neo4j_password=None),
    ):
        with pytest.raises(StoreUnavailableError, match="user") as caught:
            Neo4jStore(disposable_neo4j.uri, settings)
        assert "not-the-password" not in str(caught.value)


def test_no_server() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begun = time.monotonic()
    for scheme in ("neo4j", "bolt"):
        with pytest.raises(StoreUnavailableError, match="cannot be reached"):
            Neo4jStore(f"{scheme}://127.0.0.1:{port}", Settings(neo4j_password="x"))
    assert time.monotonic() - begun < LONGEST_WAIT_SECONDS


@contextmanager
def _somebody_else(answer: bytes) -> Iterator[int]:
    """A port where somebody answers who is no Neo4j."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def serve() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                with client:
                    client.recv(100)
                    client.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x00\x00\x00\x00"])
def test_another_kind_of_server(answer: bytes) -> None:
    with _somebody_else(answer) as port, pytest.raises(StoreUnavailableError):
        Neo4jStore(f"bolt://127.0.0.1:{port}", Settings(neo4j_password="x"))


@pytest.mark.parametrize("version", ["4.4.40", "5.25.1", "3.5", "5", "unknown"])
def test_versions_that_are_too_old(version: str) -> None:
    with pytest.raises(StoreUnavailableError, match=r"needs 5\.26"):
        check_version("neo4j://there", version)


@pytest.mark.parametrize("version", ["5.26.0", "5.26.18", "5.27-SNAPSHOT", "2025.01.0", "2026.10.1"])
def test_versions_that_will_do(version: str) -> None:
    check_version("neo4j://there", version)


def test_a_server_that_says_that_it_is_too_old(neo4j_database: Neo4jServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def older(name: str) -> Query:
        asked = query(name)
        if name == "read/components":
            return replace(asked, text="RETURN 'Neo4j Kernel' AS name, ['5.25.1'] AS versions")
        return asked

    monkeypatch.setattr(neo4j_connection, "query", older)
    with pytest.raises(StoreUnavailableError, match=r"is Neo4j 5\.25\.1; this program needs 5\.26"):
        opened(neo4j_database)


def test_no_such_database(neo4j_database: Neo4jServer) -> None:
    settings = replace(settings_for(neo4j_database), neo4j_database="nowhere")
    with pytest.raises(StoreUnavailableError, match="no database"):
        Neo4jStore(neo4j_database.uri, settings)


def test_other_peoples_data_are_left_alone(neo4j_database: Neo4jServer) -> None:
    neo4j_database.drop_schema()
    rows(neo4j_database, "CREATE (:Recipe {name: '红烧肉'})")
    with pytest.raises(ForeignDataError, match="not ours"):
        opened(neo4j_database)
    assert rows(neo4j_database, "MATCH (n) RETURN labels(n) AS labels") == [{"labels": ["Recipe"]}]
    names = rows(neo4j_database, "SHOW INDEXES YIELD name WHERE name STARTS WITH 'graph_engine' RETURN name")
    assert names == []


def test_a_store_of_a_newer_program(neo4j_database: Neo4jServer) -> None:
    opened(neo4j_database).close()
    rows(neo4j_database, "MATCH (store:GraphStore) SET store.format = 2")
    with pytest.raises(SchemaError, match="newer"):
        opened(neo4j_database)


def test_a_store_that_was_wiped_while_it_was_open(neo4j_database: Neo4jServer) -> None:
    with opened(neo4j_database) as store:
        neo4j_database.empty()
        with pytest.raises(SchemaError):
            store.reader()
        with pytest.raises(SchemaError):
            apply(store, Load((enterprise(1),)))
    assert rows(neo4j_database, "MATCH (n) RETURN count(*) AS n") == [{"n": 0}]


def test_an_index_that_was_dropped_is_made_again(neo4j_database: Neo4jServer) -> None:
    opened(neo4j_database).close()
    rows(neo4j_database, "DROP CONSTRAINT graph_engine_node_key")
    opened(neo4j_database).close()
    found = rows(neo4j_database, "SHOW CONSTRAINTS YIELD name WHERE name = 'graph_engine_node_key' RETURN name")
    assert len(found) == 1


def test_a_query_that_the_server_does_not_understand_is_our_fault(neo4j_database: Neo4jServer) -> None:
    connection = neo4j_connection.Connection(
        neo4j_database.uri, neo4j_database.user, neo4j_database.password, neo4j_database.database
    )
    with closing(connection), pytest.raises(StoreError, match="did not understand"):
        connection.rows(replace(query("read/loads"), text="MATCH nothing"))


def _of_another_store(name: str) -> Query:
    """Questions about a store that is not there, in a database without anything else."""
    asked = query(name)
    empty = {"read/contents": "RETURN 0 AS nodes"}
    return replace(asked, text=empty.get(name, asked.text.replace("name: 'graph'", "name: 'another'")))


def test_a_read_only_server_is_read_and_not_written(
    disposable_neo4j: DisposableServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = disposable_neo4j
    server.ensure_running()
    server.empty()
    with opened(server) as store:
        apply(store, Load((enterprise(1),)))
        before = newest(store)
    try:
        server.restart({"server.databases.default_to_read_only": "true"})
        with opened(server) as store:
            assert newest(store) == before
            with pytest.raises(StoreUnavailableError, match="read-only"):
                apply(store, Load((enterprise(2),), document="b"))
            assert newest(store) == before
        monkeypatch.setattr(neo4j_connection, "query", _of_another_store)
        with pytest.raises(StoreUnavailableError, match="read-only"):
            opened(server)
    finally:
        monkeypatch.undo()
        server.restart()
    with opened(server) as store:
        assert apply(store, Load((enterprise(2),), document="b")).number == 2, "the setting was for one run"
