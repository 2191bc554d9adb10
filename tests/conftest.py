"""What every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.neo4j_server import DisposableServer, Neo4jServer, given_server, installed_jars
from tests.unit.loading.desk import Desk

# The same examples on every machine, and no time limit: a slow machine is not a wrong answer.
hypothesis.settings.register_profile("tests", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("tests")

NEO4J_FIXTURES = {"neo4j_server", "neo4j_database", "disposable_neo4j"}
BROWSER_FIXTURES = {"chromium"}
REAL = Path(__file__).parent / "real"
STARTED = pytest.StashKey[DisposableServer]()


def pytest_configure() -> None:
    """Keep the settings of whoever runs the tests out of the tests."""
    for variable in [name for name in os.environ if name.startswith("GRAPH_ENGINE_")]:
        if not variable.startswith("GRAPH_ENGINE_TEST_"):
            del os.environ[variable]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark whatever uses the server or the browser, and give to one worker what shares something dear.

    Two servers are started, so that two workers are busy to the end: one for the contract of the stores, one for the
    tests that know it is Neo4j, and kill it. A server that is given is one, and so has one worker.

    A test that takes the server through a parameter (`request.getfixturevalue`) says so itself:
    `pytest.param(…, marks=pytest.mark.neo4j)`.
    """
    given = "GRAPH_ENGINE_TEST_NEO4J_URI" in os.environ
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if NEO4J_FIXTURES & fixtures:
            item.add_marker("neo4j")
        if item.get_closest_marker("neo4j"):
            contract = "backend" in fixtures and not given
            item.add_marker(pytest.mark.xdist_group("neo4j-contract" if contract else "neo4j"))
        elif BROWSER_FIXTURES & fixtures:
            item.add_marker("browser")
            item.add_marker(pytest.mark.xdist_group("browser"))
        elif item.path.is_relative_to(REAL):
            # A published file is loaded once for all tests of a module.
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what the server wrote under a failure that it may have had a part in."""
    report = yield
    server = item.config.stash.get(STARTED, None)
    if report.failed and server is not None and item.get_closest_marker("neo4j"):
        report.sections.append(("Neo4j server log", server.log()))
    return report


@pytest.fixture(scope="session")
def disposable_neo4j(pytestconfig: pytest.Config) -> Iterator[DisposableServer]:
    """A Neo4j server of our own, for tests that restart or kill it; it may be down when a test gets it."""
    server = DisposableServer(installed_jars(os.environ), short_lived=True)
    pytestconfig.stash[STARTED] = server
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture(scope="session")
def neo4j_server(request: pytest.FixtureRequest) -> Neo4jServer:
    """The Neo4j server of this run: the one named by GRAPH_ENGINE_TEST_NEO4J_URI, else one of our own."""
    server: Neo4jServer = given_server(os.environ) or request.getfixturevalue("disposable_neo4j")
    return server


@pytest.fixture
def neo4j_database(neo4j_server: Neo4jServer) -> Neo4jServer:
    """The server, running, with an empty database; constraints and indexes of earlier tests still stand."""
    neo4j_server.ensure_running()
    neo4j_server.empty()
    return neo4j_server


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty desk, over a store that keeps each stage as it comes."""
    made = Desk(tmp_path)
    yield made
    made.close()
