"""What a stranger may send: it gets a problem, or an answer to just what was asked, and the log stays silent of it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.edge import LARGEST_BODY
from tests.api.conftest import BRIDGE, PURPOSE, WINNER
from tests.api.conftest import Service as Running


@pytest.fixture
def service(standing: Running) -> Running:
    return standing


ADDRESSES = ["/healthz", "/readyz", "/search?q=x", "/assessments", "/assessments/2026-17", "/parties/2026-17"]


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("/search", "query.q"),
        ("/search?q=", "query.q"),
        ("/search?q=" + "x" * 201, "query.q"),
        ("/search?q=a%00b", "query.q"),
        ("/search?q=a%0ab", "query.q"),
        ("/search?q=%ff%fe", "query.q"),
        ("/search?q=x&limit=0", "query.limit"),
        ("/search?q=x&limit=101", "query.limit"),
        ("/search?q=x&limit=many", "query.limit"),
        ("/search?q=x&limit=1e9", "query.limit"),
        ("/search?q=x&Limit=1", "query.Limit"),
        ("/search?q=x&as_of=yesterday", "query.as_of"),
        ("/search?q=x&as_of=20260331", "query.as_of"),
        ("/search?q=x&as_of=2026-02-30", "query.as_of"),
        ("/search?q=x&as_of=0", "query.as_of"),
        ("/search?q=x&known_at=2026-03-31T12:00:00", "query.known_at"),
        ("/search?q=x&known_at=1700000000", "query.known_at"),
        ("/search?q=x&known_at=2026-03-31T12:00:00+08:00", "query.known_at"),
        ("/assessments/2026-17?flagged=true", "query.flagged"),
        ("/assessments/2026-17?printed=-1", "query.printed"),
        ("/assessments/2026-17?printed=1001", "query.printed"),
        ("/assessments?limit=101", "query.limit"),
        ("/assessments?flagged=perhaps", "query.flagged"),
        ("/assessments?cursor=" + "x" * 65, "query.cursor"),
        ("/assessments/", "path.id"),
        ("/assessments/" + "x" * 201, "path.id"),
        ("/assessments/a%00b", "path.id"),
        ("/parties/", "path.id"),
        ("/parties/2026-17?limit=501", "query.limit"),
        ("/parties/2026-17?purpose=audit", "query.purpose"),
    ],
)
def test_what_is_malformed_is_told_by_its_place_and_not_repeated(service: Running, address: str, where: str) -> None:
    body = service.problem(422, "invalid", service.get(address))
    assert [fault["where"] for fault in body["faults"]] == [where]
    assert "x" * 60 not in json.dumps(body)


@pytest.mark.parametrize(
    "address", ["/search?q=x&q=y", "/assessments?limit=1&limit=2", "/parties/2026-17?limit=1&limit=2"]
)
def test_what_is_said_twice_is_refused(service: Running, address: str) -> None:
    service.problem(422, "request", service.get(address))
    twice = [("X-Purpose", "test"), ("X-Purpose", "project_review")]
    service.problem(422, "request", service.client.get("/search?q=x", headers=twice))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'{"ids": []}',
        b'{"ids": "2026-17"}',
        b'{"ids": [1]}',
        b'{"ids": [null]}',
        b'{"ids": [""]}',
        b'{"ids": ["a\\u0000b"]}',
        b'{"ids": ["\\ud800"]}',
        b'{"ids": ["2026-17"], "limit": 3}',
        b'{"ids": ["2026-17"], "as_of": 20}',
        b'{"ids": ["2026-17"], "as_of": "2026-11-01T00:00:00"}',
        b'{"ids": ["2026-17"], "known_at": 1700000000}',
        b'{"ids": ["2026-17"], "known_at": "2026-11-01"}',
        b'{"ids": ["2026-17"], "printed": 1.5}',
        b'{"ids": ["2026-17"], "printed": NaN}',
        b'{"ids": ["2026-17"], "printed": 1e400}',
        json.dumps({"ids": ["2026-17"] * 101}).encode(),
    ],
)
def test_a_malformed_batch_is_refused(service: Running, body: bytes) -> None:
    headers = {**PURPOSE, "Content-Type": "application/json"}
    service.problem(422, "invalid", service.client.post("/assessments", content=body, headers=headers))


def test_a_body_that_is_no_json_is_refused(service: Running) -> None:
    headers = {**PURPOSE, "Content-Type": "application/json"}
    for body in (b'{"ids": ["\xff"]}', b"[" * 50_000):
        service.problem(400, "no-json", service.client.post("/assessments", content=body, headers=headers))


def test_a_batch_of_another_kind_is_refused(service: Running) -> None:
    body = json.dumps({"ids": ["2026-17"]}).encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        headers = {**PURPOSE, "Content-Type": kind}
        service.problem(422, "invalid", service.client.post("/assessments", content=body, headers=headers))


def test_a_batch_has_a_cap_and_an_answer_for_each(service: Running) -> None:
    response = service.client.post("/assessments", json={"ids": ["2026-17"] * 100, "printed": 0}, headers=PURPOSE)
    assert response.status_code == 200
    assert [entry["id"] for entry in response.json()] == [BRIDGE.key] * 100
    one_unknown = {"ids": ["2026-17", "无此公司"]}
    body = service.problem(404, "not-found", service.client.post("/assessments", json=one_unknown, headers=PURPOSE))
    assert body["key"] == "无此公司"


def test_a_body_that_is_too_large_is_refused_told_or_not(service: Running) -> None:
    headers = {**PURPOSE, "Content-Type": "application/json"}
    large = b" " * (LARGEST_BODY + 1)

    def drops() -> Iterator[bytes]:
        for _ in range(LARGEST_BODY // 1000 + 2):
            yield b" " * 1000

    for content in (large, drops()):
        response = service.client.post("/assessments", content=content, headers=headers)
        body = service.problem(413, "too-large", response)
        assert str(LARGEST_BODY) in body["detail"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.", "127.0.0.1:x", "", "[::2]"])
def test_another_name_for_this_machine_is_turned_away(service: Running, host: str) -> None:
    for address in ADDRESSES:
        service.problem(421, "misdirected-request", service.client.get(address, headers={"Host": host}))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:1", "LOCALHOST", "[::1]", "[::1]:65535"])
def test_the_names_of_this_machine_are_answered(service: Running, host: str) -> None:
    assert service.client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/docs", "/redoc", "/search/", "/assess", "//", "/..%2f..%2fetc"])
def test_there_are_no_other_pages(service: Running, path: str) -> None:
    service.problem(404, "no-address", service.client.get(path))


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/healthz", "GET, HEAD, OPTIONS"),
        ("/search", "GET, HEAD, OPTIONS"),
        ("/assessments", "GET, HEAD, OPTIONS, POST"),
        ("/assessments/2026-17", "GET, HEAD, OPTIONS"),
        ("/openapi.json", "GET, HEAD, OPTIONS"),
    ],
)
def test_methods_are_told(service: Running, path: str, allow: str) -> None:
    options = service.client.options(path)
    assert (options.status_code, options.text, options.headers["allow"]) == (204, "", allow)
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "BREW"):
        response = service.client.request(method, path)
        service.problem(405, "method-not-allowed", response)
        assert response.headers["allow"] == allow


def test_head_is_get_without_its_body(service: Running) -> None:
    for address in ADDRESSES[2:]:
        get, head = service.get(address), service.client.head(address, headers=PURPOSE)
        assert (head.status_code, head.text) == (get.status_code, "")
        assert head.headers["content-length"] == get.headers["content-length"] == str(len(get.content))
        assert head.headers["etag"] == get.headers["etag"]


def test_every_response_says_what_browsers_may_not_do(service: Running) -> None:
    responses = [service.client.get(address) for address in (*ADDRESSES, "/nothing", "/search")]
    responses.append(service.client.options("/search"))
    responses.append(service.client.get("/healthz", headers={"Host": "evil.example"}))
    for response in responses:
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["content-security-policy"].startswith("default-src 'none'")
        assert "access-control-allow-origin" not in response.headers
        assert response.headers["x-request-id"]


def test_a_request_keeps_a_number_of_its_client_only_in_the_form_of_one(service: Running) -> None:
    number = "0b9f1c3e-8f3a-4b52-9a86-0d4a9e2f7c11"
    assert service.client.get("/healthz", headers={"X-Request-Id": number}).headers["x-request-id"] == number
    for other in ("441900199001011234", "x\ty", "张三".encode(), number * 2):
        response = service.client.get("/healthz", headers={"X-Request-Id": other})
        assert response.headers["x-request-id"] != other
        assert len(response.headers["x-request-id"]) == 36


def test_the_log_has_a_line_a_request_and_nothing_that_was_asked(
    service: Running, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="api")
    asked = {"X-Operator": quote("王五"), "X-Purpose": "project_review", "X-Reference": quote("绝密1号")}
    for address in (
        "/search?q=张三丰",
        f"/parties/{WINNER.key}",
        "/assessments/赵六公司",
        "/nothing/孙七",
        "/search?q=a%00",
    ):
        service.client.get(address, headers=asked)
    lines = [record.getMessage() for record in caplog.records if record.name == "api.edge"]
    routes = [line.split("route=")[1].split(" ")[0] for line in lines]
    assert routes == ["/search", "/parties/{id:path}", "/assessments/{id:path}", "-", "/search"]
    assert [line.split("status=")[1].split(" ")[0] for line in lines] == ["200", "200", "404", "404", "422"]
    for secret in (
        "张三丰",
        "王五",
        "赵六",
        "孙七",
        "绝密",
        quote("张三丰"),
        quote("王五"),
        WINNER.key,
        "91441900MA0000015D",
    ):
        assert secret not in caplog.text


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=0, max_size=210), what=st.sampled_from(["search", "parties", "assessments", "batch"]))
def test_any_text_gets_an_answer_or_a_problem(service: Running, text: str, what: str) -> None:
    coded = quote(text.encode("utf-8", "surrogatepass"), safe="")
    if what == "batch":
        said: dict[str, Any] = {"content": json.dumps({"ids": [text]}), "headers": {"Content-Type": "application/json"}}
        response = service.client.post("/assessments", **said)
    else:
        response = service.get(f"/search?q={coded}" if what == "search" else f"/{what}/{coded}")
    assert response.status_code in (200, 403, 404, 409, 422)
    assert json.loads(response.text) is not None


def test_many_or_long_faults_are_told_in_part(service: Running) -> None:
    many = "&".join(f"p{number}=1" for number in range(500))
    assert len(service.problem(422, "invalid", service.get(f"/search?q=x&{many}"))["faults"]) == 20
    (fault,) = service.problem(422, "invalid", service.get(f"/search?q=x&{'y' * 5000}=1"))["faults"]
    assert len(fault["where"]) == 80
