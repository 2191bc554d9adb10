"""What the server thinks of each file: no warning, and nothing is looked for in the whole database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from neo4j import GraphDatabase, Session

from graph_engine.settings import Settings
from graph_engine.store.neo4j import Neo4jStore
from graph_engine.store.neo4j_connection import LANGUAGE
from tests.contract.loads import Load, apply, document_of, enterprise, holding, refused_row
from tests.cypher.texts import FOLDERS, filled, names
from tests.neo4j_server import Neo4jServer

WHOLE_SCANS = {
    # Loads, documents and refused rows are few beside statements, and all of them are wanted.
    "read/loads",
    "read/documents",
    "read/documents_of_source",
    "read/documents_with_refused_rows",
    "write/clear_documents",
    "write/clear_refused_rows",
    "write/restore_refused_rows",
    # A check looks at everything.
    "read/stray_attributes",
    # Says itself that it looks at every name.
    "read/search_by_scan",
}
SCANS = ("NodeByLabelScan", "RelationshipTypeScan", "UnionNodeByLabelsScan")


@pytest.fixture(scope="module")
def session(neo4j_server: Neo4jServer) -> Iterator[Session]:
    """A session on a store with something in it, so that the planner has indexes to choose from."""
    neo4j_server.ensure_running()
    neo4j_server.empty()
    settings = Settings(
        neo4j_user=neo4j_server.user, neo4j_password=neo4j_server.password, neo4j_database=neo4j_server.database
    )
    with Neo4jStore(neo4j_server.uri, settings) as store:
        companies = [enterprise(n, aliases=[f"regno:{n}"]) for n in range(50)]
        holdings = [holding(n, n + 1, 5) for n in range(49)]
        apply(store, Load([*companies, *holdings], refused=[refused_row(document_of("a"), 3)]))
    with (
        GraphDatabase.driver(
            neo4j_server.uri,
            auth=(neo4j_server.user, neo4j_server.password),
            notifications_min_severity="INFORMATION",
            # Names that no row has had yet; that all of them are declared is tested without a server.
            notifications_disabled_classifications=["UNRECOGNIZED"],
            warn_notification_severity="INFORMATION",
        ) as driver,
        driver.session(database=neo4j_server.database) as opened,
    ):
        # Plans that earlier tests made, on less data, say nothing of this store.
        opened.run("CALL db.clearQueryCaches()").consume()
        yield opened


@pytest.mark.parametrize("name", names(*FOLDERS))
def test_the_server_has_nothing_to_say_against_it(session: Session, name: str) -> None:
    for asked in filled(name):
        # A warning of the server is a warning of Python here, and those are errors.
        plan = session.run(f"{LANGUAGE}EXPLAIN {asked.text}", dict.fromkeys(asked.params)).consume().plan
        if plan is None:
            # Commands such as SHOW have no plan worth the name on some versions.
            assert asked.text.startswith("SHOW ")
            continue
        operators = list(_operators(plan))
        assert "AllNodesScan" not in operators
        # Where a show begins is the server's choice, and depends on what there is less of.
        if name not in WHOLE_SCANS and not name.startswith("show/"):
            assert not [operator for operator in operators if operator.endswith(SCANS)], operators


def _operators(plan: dict[str, Any]) -> Iterator[str]:
    yield plan["operatorType"].partition("@")[0]
    for child in plan.get("children", ()):
        yield from _operators(child)


def test_old_words_would_be_noticed(session: Session) -> None:
    with pytest.warns(DeprecationWarning, match="id"):
        session.run(f"{LANGUAGE}EXPLAIN MATCH (n:Node) RETURN id(n)").consume()
