"""The test server itself: what the other tests rest on.

That it can be killed and restarted, and with settings for one run, is seen where stores live through that
(`contract/test_neo4j_loads.py`, `contract/test_neo4j_errors.py`): a start is what takes longest.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from neo4j.exceptions import ClientError

from tests.neo4j_server import DisposableServer, Neo4jServer, NoServerError, given_server, installed_jars
from tests.neo4j_server import neo4j_version as expected_version


def rows(server: Neo4jServer, cypher: str) -> list[dict[str, object]]:
    # Not execute_query: that tries a refused write again for half a minute.
    with server.driver() as driver, driver.session(database=server.database) as session:
        return session.run(cypher).data()


def as_given(server: Neo4jServer) -> dict[str, str]:
    return {
        "GRAPH_ENGINE_TEST_NEO4J_URI": server.uri,
        "GRAPH_ENGINE_TEST_NEO4J_USER": server.user,
        "GRAPH_ENGINE_TEST_NEO4J_PASSWORD": server.password,
    }


def test_it_is_the_community_server_of_the_pom(disposable_neo4j: DisposableServer) -> None:
    disposable_neo4j.ensure_running()
    (component,) = rows(disposable_neo4j, "CALL dbms.components()")
    assert component == {"name": "Neo4j Kernel", "versions": [expected_version()], "edition": "community"}


def test_it_asks_for_the_password_however_often_it_is_wrong(disposable_neo4j: DisposableServer) -> None:
    disposable_neo4j.ensure_running()
    stranger = Neo4jServer(disposable_neo4j.uri, "neo4j", "not-the-password")
    for _ in range(5):
        with pytest.raises(ClientError, match="Unauthorized"):
            rows(stranger, "RETURN 1")
    assert rows(disposable_neo4j, "RETURN 1 AS one") == [{"one": 1}]


@pytest.mark.parametrize("attempt", [1, 2])
def test_each_test_finds_the_database_empty(neo4j_database: Neo4jServer, attempt: int) -> None:
    assert rows(neo4j_database, "MATCH (n) RETURN count(*) AS n") == [{"n": 0}], attempt
    rows(neo4j_database, "CREATE (:Left)-[:BEHIND]->(:Left)")


def test_a_given_server_is_taken_if_empty_or_marked_and_refused_if_it_holds_data(
    disposable_neo4j: DisposableServer,
) -> None:
    server = disposable_neo4j
    server.ensure_running()
    server.empty()
    server.drop_schema()
    rows(server, "CREATE (:SomebodysWork)")
    with pytest.raises(NoServerError, match=r"CREATE \(:GraphEngineTestDatabase\)"):
        given_server(as_given(server))
    assert rows(server, "MATCH (n) RETURN count(*) AS n") == [{"n": 1}]

    rows(server, "CREATE (:GraphEngineTestDatabase)")
    rows(server, "CREATE CONSTRAINT old FOR (n:Old) REQUIRE n.id IS UNIQUE")
    given = given_server(as_given(server))
    assert given is not None
    assert rows(given, "MATCH (n) RETURN count(*) AS n") == [{"n": 0}]
    assert rows(given, "SHOW CONSTRAINTS") == []

    # A run that was killed leaves its nodes; the mark says that they may go.
    rows(server, "CREATE (:LeftBehind)")
    assert given_server(as_given(server)) is not None
    assert rows(given, "MATCH (n) RETURN count(*) AS n") == [{"n": 0}]
    rows(server, "DROP INDEX GraphEngineTestDatabase")


def test_a_given_server_is_not_ours_to_stop() -> None:
    given = Neo4jServer("neo4j://db.example", "neo4j", "secret")
    with pytest.raises(NoServerError, match="disposable_neo4j"):
        given.restart()
    with pytest.raises(NoServerError, match="disposable_neo4j"):
        given.kill()


def test_without_its_packages_the_advice_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(NoServerError) as caught:
        installed_jars({"XDG_CACHE_HOME": str(tmp_path)})
    assert str(caught.value).endswith("make test installs it")
    assert "\n" not in str(caught.value)
