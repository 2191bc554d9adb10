"""A real Neo4j for the tests: one that we start from its Maven packages, or one that is given to us.

A started server lives in a temporary home of its own, on a free port, with authentication on. It can be
killed and restarted in the middle of a test. A given server (GRAPH_ENGINE_TEST_NEO4J_URI) is taken only if
its database is empty or marked as a test's, because everything in it is deleted.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from neo4j import Driver, GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError

POM: Final = Path(__file__).parent / "neo4j" / "pom.xml"
MARK: Final = "GraphEngineTestDatabase"
"""Label, and name of an index, that say: this database is for tests, delete what is in it."""
START_SECONDS: Final = 120
STOP_SECONDS: Final = 60

# A server that lives for minutes, and is restarted again and again, works longer on its own program and on plans than
# on our queries. These change how fast it is, and when, but nothing that it does.
_SHORT_LIVED_JAVA: Final = (
    # Neither a second, slower compiler nor threads that collect garbage meanwhile; and the classes, which come from
    # packages that Maven has checked, are not checked again. A start takes half the time.
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-XX:+UnlockDiagnosticVMOptions",
    "-XX:-BytecodeVerificationRemote",
)
_SHORT_LIVED_SETTINGS: Final = {
    # Else a plan is made again whenever a test has filled the database that the one before it left empty.
    "dbms.cypher.min_replan_interval": "1d",
}


class NoServerError(Exception):
    """The test server cannot be had; the message says what to do."""


class Neo4jServer:
    """A running server: where it is and how to enter it."""

    def __init__(self, uri: str, user: str, password: str, database: str = "neo4j") -> None:
        self.uri = uri
        self.user = user
        self.password = password
        self.database = database

    def driver(self) -> Driver:
        """A driver of one's own; close it."""
        return GraphDatabase.driver(
            self.uri,
            auth=(self.user, self.password),
            notifications_min_severity="OFF",
            telemetry_disabled=True,
        )

    def empty(self) -> None:
        """Delete all nodes and relationships. Constraints and indexes stay: making them is slow."""
        with self.driver() as driver, driver.session(database=self.database) as session:
            session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS").consume()

    def drop_schema(self) -> None:
        """Drop every constraint and index but the mark and Neo4j's own token look-ups."""
        with self.driver() as driver, driver.session(database=self.database) as session:
            for record in session.run("SHOW CONSTRAINTS YIELD name").data():
                session.run(f"DROP CONSTRAINT `{record['name']}`").consume()
            for record in session.run(
                "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' AND name <> $mark", mark=MARK
            ).data():
                session.run(f"DROP INDEX `{record['name']}` IF EXISTS").consume()

    def claim(self) -> None:
        """Take a server that is not ours: refused unless its database is empty or marked; then mark it.

        The mark is an index, so that it outlives a killed run and no test sees a node that it did not make.
        """
        with self.driver() as driver, driver.session(database=self.database) as session:
            marked = session.run(f"RETURN EXISTS {{ (:{MARK}) }} OR NOT EXISTS {{ () }} AS ours").single(strict=True)[
                "ours"
            ]
            marked = (
                marked
                or session.run("SHOW INDEXES YIELD name WHERE name = $mark RETURN count(*) AS n", mark=MARK).single(
                    strict=True
                )["n"]
            )
            if not marked:
                raise NoServerError(
                    f"{self.uri} holds data that is not marked as a test's, and tests delete everything; "
                    f"if it may go, say so in that database: CREATE (:{MARK})"
                )
            session.run(f"CREATE INDEX {MARK} IF NOT EXISTS FOR (n:{MARK}) ON (n.name)").consume()

    def ensure_running(self) -> None:
        """Nothing to do for a server that others run."""

    def kill(self) -> None:
        """End the server without a word, as a power cut would."""
        raise NoServerError("a given server is not ours to kill; use the fixture disposable_neo4j")

    def restart(self, extra_settings: Mapping[str, str] | None = None) -> None:
        """Stop the server if it runs and start it again on the same port."""
        raise NoServerError("a given server is not ours to restart; use the fixture disposable_neo4j")


def given_server(environ: Mapping[str, str]) -> Neo4jServer | None:
    """The server that GRAPH_ENGINE_TEST_NEO4J_URI, …_USER, …_PASSWORD name, claimed and empty; else None."""
    uri = environ.get("GRAPH_ENGINE_TEST_NEO4J_URI")
    if not uri:
        return None
    server = Neo4jServer(
        uri=uri,
        user=environ.get("GRAPH_ENGINE_TEST_NEO4J_USER", "neo4j"),
        password=environ.get("GRAPH_ENGINE_TEST_NEO4J_PASSWORD", ""),
    )
    server.claim()
    server.empty()
    server.drop_schema()
    return server


class DisposableServer(Neo4jServer):
    """A server of our own, started from the Maven packages; `close` stops it and removes its home.

    `short_lived`: for tests, of which none measures it; else it is as it comes, but for a small memory.
    """

    def __init__(self, jars: Path, *, short_lived: bool = False) -> None:
        self._jars = jars
        self._short_lived = short_lived
        self._is_new = True
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.home = Path(tempfile.mkdtemp(prefix="graph-engine-neo4j-"))
        super().__init__(f"neo4j://127.0.0.1:{self._port}", "neo4j", "a-password-for-tests")

    def start(self, extra_settings: Mapping[str, str] | None = None) -> None:
        """Start the server and wait until it answers."""
        self._configure(extra_settings or {})
        with open(self._console, "ab") as console:
            process = subprocess.Popen(
                [
                    *_die_with_parent(),
                    *self._java("-Xms256m", "-Xmx1g", *(_SHORT_LIVED_JAVA if self._short_lived else ())),
                    "org.neo4j.server.CommunityEntryPoint",
                    f"--home-dir={self.home}",
                    f"--config-dir={self.home / 'conf'}",
                    "--console-mode",
                ],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
            )
        self._process = process
        self._wait_until_it_answers(process)

    def stop(self) -> None:
        """Ask the server to stop, and wait."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the server without a word, as a power cut would."""
        self._end(signal.SIGKILL)

    def restart(self, extra_settings: Mapping[str, str] | None = None) -> None:
        """Stop the server if it runs and start it again on the same port, with settings for this run only."""
        self.stop()
        self.start(extra_settings)

    def ensure_running(self) -> None:
        """Start the server if a test left it killed."""
        if self._process is None or self._process.poll() is not None:
            self.start()

    def close(self) -> None:
        """Stop the server and remove its home."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def log(self) -> str:
        """The last lines that the server wrote."""
        if not self._console.exists():
            return "(the server wrote nothing)"
        return "\n".join(self._console.read_text(encoding="utf-8", errors="replace").splitlines()[-60:])

    @property
    def _console(self) -> Path:
        return self.home / "console.log"

    def _configure(self, extra_settings: Mapping[str, str]) -> None:
        settings = {
            "server.bolt.listen_address": f"127.0.0.1:{self._port}",
            "server.bolt.advertised_address": f"127.0.0.1:{self._port}",
            "server.http.enabled": "false",
            "server.https.enabled": "false",
            "server.memory.pagecache.size": "256m",
            "dbms.usage_report.enabled": "false",
            # Else each stop waits five to ten seconds for connections that nobody will make.
            "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
            # A test asks for wrong passwords; a lock-out would spill over into the next one.
            "dbms.security.auth_max_failed_attempts": "0",
            **(_SHORT_LIVED_SETTINGS if self._short_lived else {}),
            **extra_settings,
        }
        for folder in ("conf", "data", "logs", "plugins", "import", "run"):
            (self.home / folder).mkdir(exist_ok=True)
        lines = "".join(f"{name}={value}\n" for name, value in settings.items())
        (self.home / "conf" / "neo4j.conf").write_text(lines, encoding="utf-8")

    def _set_password(self) -> None:
        """Replaces the password that every new server has; neo4j-admin would take a Java process of its own."""
        with GraphDatabase.driver(self.uri, auth=(self.user, "neo4j"), telemetry_disabled=True) as driver:
            changed = "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password"
            driver.execute_query(changed, password=self.password, database_="system")
        self._is_new = False

    def _java(self, *options: str) -> list[str]:
        java_home = os.environ.get("JAVA_HOME")
        java = str(Path(java_home, "bin", "java")) if java_home else shutil.which("java")
        if java is None:
            raise NoServerError("Java is not installed: make test installs it")
        opened = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
        return [
            java,
            *options,
            *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in opened),
            *("-cp", f"{self._jars}/*"),
        ]

    def _wait_until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise NoServerError(f"Neo4j ended with {process.returncode} while starting:\n{self.log()}")
            if _listens(self._port):
                try:
                    if self._is_new:
                        self._set_password()
                    with self.driver() as driver:
                        driver.verify_connectivity()
                        driver.execute_query("RETURN 1", database_=self.database)
                    return
                except (DriverError, Neo4jError):
                    pass
            time.sleep(0.25)
        log = self.log()
        self.kill()
        raise NoServerError(f"Neo4j did not answer within {START_SECONDS} s:\n{log}")

    def _end(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(number)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def neo4j_version() -> str:
    """The version of the server that the tests run on, as the pom names it."""
    found = re.search(r"<neo4j\.version>(.+?)<", POM.read_text(encoding="utf-8"))
    if found is None:
        raise NoServerError(f"{POM} names no neo4j.version")
    return found[1]


def installed_jars(environ: Mapping[str, str]) -> Path:
    """Where .ci/bootstrap puts the server's packages."""
    cache = Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    jars = cache / "graph-engine" / f"neo4j-{neo4j_version()}"
    if not jars.is_dir():
        raise NoServerError(f"Neo4j {neo4j_version()} is not installed in {jars}: make test installs it")
    return jars


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _die_with_parent() -> list[str]:
    """On Linux, have the kernel end the server if the test run is killed and cannot."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM"] if setpriv else []
