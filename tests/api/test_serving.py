"""`graph-engine serve` as a process: where it listens, what it tells, how it ends; and what importing it costs."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import BRIDGE, records
from tests.unit.cli.conftest import LOADED, Desk, one_line
from tests.worlds import World

COMMAND = [sys.executable, "-c", "from graph_engine.cli import main; main()"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("store")
    world = World(folder)
    world.load(records(), recorded_at=LOADED)
    world.store.close()
    return f"sqlite:///{folder}/world.sqlite"


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "GRAPH_ENGINE_LOG_LEVEL": "INFO", "PYTHONWARNINGS": "error", **more}


class Process:
    """A service in a process of its own."""

    def __init__(self, store: str, log: Path, *words: str) -> None:
        self.log = log
        command = [*COMMAND, "serve", "--store", store, "--port", "0", *words]
        with log.open("w") as stream:
            self.process = subprocess.Popen(command, stderr=stream, stdout=stream, env=environment())
        told = self.waited_for(r"serving at http://(\S+):(\d+);")
        self.host, self.port = told.group(1).strip("[]"), int(told.group(2))

    def waited_for(self, pattern: str) -> re.Match[str]:
        for _ in range(600):
            found = re.search(pattern, self.log.read_text("utf-8"))
            if found:
                return found
            assert self.process.poll() is None, self.log.read_text("utf-8")
            time.sleep(0.05)
        raise AssertionError(self.log.read_text("utf-8"))

    def ask(self, method: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        found = response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        connection.close()
        return found

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


@contextmanager
def serving(store: str, log: Path, *words: str) -> Iterator[Process]:
    process = Process(store, log, *words)
    try:
        yield process
    finally:
        if process.process.poll() is None:
            process.process.kill()
            process.process.wait()


def refused(store: str, *words: str) -> str:
    command = [*COMMAND, "serve", "--store", store, *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment(), check=False)
    assert (done.returncode, done.stdout) == (2, "")
    return one_line(done.stderr)


def test_a_user_can_ask_and_stop_it(store: str, tmp_path: Path) -> None:
    with serving(store, tmp_path / "log", "--threads", "1") as service:
        assert service.host == "127.0.0.1"
        assert service.ask("GET", "/healthz")[2] == b'{"status":"alive"}'
        while service.ask("GET", "/readyz")[0] == 503:
            time.sleep(0.1)
        status, headers, body = service.ask("GET", "/assessments/2026-17")
        assert (status, json.loads(body)["id"]) == (200, BRIDGE.key)
        assert "server" not in headers
        assert service.ask("GET", "/assessments/2026-17", If_None_Match=headers["etag"])[0] == 304
        status, head, body = service.ask("HEAD", "/assessments/2026-17")
        assert (status, body, head["content-length"]) == (200, b"", headers["content-length"])
        assert service.ask("GET", "/parties/nobody%20such")[0] == 404
        assert service.end(signal.SIGTERM) == 0
    told = service.log.read_text("utf-8")
    assert "route=/assessments/{id:path} status=200" in told
    assert "nobody" not in told
    assert "2026-17" not in told
    assert "Traceback" not in told


def test_ctrl_c_ends_it_well_even_while_it_gets_ready(store: str, tmp_path: Path) -> None:
    with serving(store, tmp_path / "log") as service:
        assert service.end(signal.SIGINT) == 0
    assert "Traceback" not in service.log.read_text("utf-8")


@pytest.mark.parametrize("host", ["::1", "localhost"])
def test_it_listens_on_this_machine_by_its_other_names(store: str, tmp_path: Path, host: str) -> None:
    if host == "::1" and not _has_ipv6():
        assert "cannot be had" in refused(store, "--host", host, "--port", "0")
        return
    with serving(store, tmp_path / "log", "--host", host) as service:
        assert service.ask("GET", "/healthz")[0] == 200
        assert service.end(signal.SIGTERM) == 0


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.5", "127.0.0.2", "example.com", "localhost.evil"])
def test_every_other_address_is_refused_with_the_reason(store: str, host: str) -> None:
    line = Desk(store).refused("serve", "--host", host)
    assert f"'{host}' is refused: until there is access control" in line
    assert "127.0.0.1, localhost, ::1" in line


def test_a_port_in_use_is_told_in_one_line(store: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        line = refused(store, "--port", port)
        assert f"port {port} on 127.0.0.1 cannot be had" in line
    assert "is no port" in Desk(store).refused("serve", "--port", "70000")


def test_a_store_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    path = tmp_path / "none.sqlite"
    assert "there is no store at" in Desk(f"sqlite:///{path}").refused("serve", "--port", "0")
    assert not path.exists()


def test_raw_nonsense_leaves_it_standing(store: str, tmp_path: Path) -> None:
    sent: list[bytes] = [
        b"\x00\xff\xfe",
        b"GET /search?q=\xe5\xbc\xa0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil\r\n\r\n",
        b"GET http://evil.example/healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"POST /assessments HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /assessments HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\n",
        b"POST /assessments HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: " + b"b" * 100_000 + b"\r\n\r\n",
    ]
    with serving(store, tmp_path / "log") as service:
        for text in sent:
            with socket.create_connection((service.host, service.port), timeout=10) as connection:
                connection.sendall(text)
                connection.shutdown(socket.SHUT_WR)
                answer = connection.recv(64)
            assert answer == b"" or re.match(rb"HTTP/1.1 (4\d\d|200 OK)", answer), (text[:60], answer)
        assert service.ask("GET", "/healthz")[0] == 200
        assert service.end(signal.SIGTERM) == 0
    told = service.log.read_text("utf-8")
    assert "Traceback" not in told
    assert "张" not in told


def test_the_command_line_pays_for_the_service_only_when_it_serves() -> None:
    code = "import sys, graph_engine.cli.app; print([m for m in sys.argv[1:] if m in sys.modules])"
    heavy = ["api", "fastapi", "uvicorn", "pydantic", "pandas", "networkx", "igraph"]
    done: Any = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
