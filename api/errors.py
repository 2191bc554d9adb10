"""One table: our error → status and problem body (RFC 9457). No error below this floor knows of HTTP."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.models import Fault, Problem
from graph_engine import errors

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_PREFIX = "urn:graph-engine:problem:"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem. Without a `detail` of its own the error's words are told: they are about the request.

    What is wrong on the office's side is told in fixed words, since the error may name files and servers.
    """

    status: int
    slug: str
    title: str
    title_zh: str
    detail: str = ""


_SERVER = "The service cannot answer now; its log tells why under this request's id."
_NO_ROUTE_WORK = "No route does this work; it belongs to the command line."

PROBLEMS: dict[type[errors.GraphEngineError], Kind] = {
    errors.NotFoundError: Kind(404, "not-found", "Not known", "未找到"),
    errors.AmbiguousError: Kind(409, "ambiguous", "Fits several parties", "可对应多个主体"),
    errors.ChangedError: Kind(409, "changed", "The list has changed", "清单已变化"),
    errors.PurposeError: Kind(403, "purpose", "Not covered by role or purpose", "超出角色或查询目的"),
    errors.RequestError: Kind(422, "request", "The request makes no sense", "请求无效"),
    errors.StoreUnavailableError: Kind(503, "store-unavailable", "Store unavailable", "数据存储不可用", _SERVER),
    errors.LoadInProgressError: Kind(503, "store-busy", "Store busy with a load", "正在装载数据", _SERVER),
    errors.StoreCorruptError: Kind(500, "store-corrupt", "Store damaged", "数据存储损坏", _SERVER),
    errors.ForeignDataError: Kind(500, "foreign-data", "Not our database", "数据库不属于本系统", _SERVER),
    errors.SchemaError: Kind(500, "schema", "Store of another version", "数据存储版本不符", _SERVER),
    errors.SnapshotError: Kind(500, "snapshot", "No snapshot can be had", "无法生成快照", _SERVER),
    errors.PolicyError: Kind(500, "policy", "Policy at fault", "政策文件有误", _SERVER),
    errors.SettingsError: Kind(500, "settings", "Settings at fault", "运行设置有误", _SERVER),
    errors.VaultError: Kind(500, "vault", "Vault cannot be opened", "保险库无法打开", _SERVER),
    errors.UnknownFormatError: Kind(500, "format", "Unknown format", "文件格式不符", _NO_ROUTE_WORK),
    errors.MappingError: Kind(500, "mapping", "Mapping at fault", "映射文件有误", _NO_ROUTE_WORK),
    errors.LoadRejectedError: Kind(500, "load-rejected", "Load refused", "装载被拒绝", _NO_ROUTE_WORK),
    errors.RowError: Kind(500, "row", "Row refused", "数据行被拒绝", _NO_ROUTE_WORK),
}

INVALID = Kind(422, "invalid", "The request is malformed", "请求格式有误", "See the faults.")
INTERNAL = Kind(500, "internal", "A fault of this program", "程序内部错误", _SERVER)
NO_METHOD = Kind(405, "method-not-allowed", "Method not allowed", "不支持该方法", "See the Allow header.")
NOT_READY = Kind(
    503, "not-ready", "Not ready yet", "尚未就绪", "The first snapshot is being made ready; ask again soon."
)
TOO_LARGE = Kind(413, "too-large", "Request too large", "请求过大")
NO_JSON = Kind(400, "no-json", "The body is no JSON", "请求体不是JSON", "The body is to be JSON in UTF-8.")
NO_ADDRESS = Kind(404, "no-address", "No such address", "没有这个地址", "See /openapi.json.")
_HTTP = {kind.status: kind for kind in (TOO_LARGE, NO_JSON, NO_ADDRESS)}
"""What the framework itself turns away."""

_MOST_FAULTS = 20
_LONGEST_PLACE = 80


def kind_of(error: errors.GraphEngineError) -> Kind:
    """The problem that an error is, by its nearest class in the table."""
    return next((PROBLEMS[each] for each in type(error).__mro__ if each in PROBLEMS), INTERNAL)


def request_id_of(request: Request) -> str:
    """The number that the edge gave to this request."""
    return str(request.state.request_id)


def problem(
    of: Kind, request_id: str, *, detail: str = "", headers: dict[str, str] | None = None, **facts: Any
) -> Response:
    """A problem as a response."""
    body = Problem(
        type=_PREFIX + of.slug,
        title=of.title,
        title_zh=of.title_zh,
        status=of.status,
        detail=of.detail or detail,
        request_id=request_id,
        **facts,
    )
    text = body.model_dump_json(exclude_none=True, indent=2)
    return Response(text + "\n", of.status, headers=headers, media_type=MEDIA_TYPE)


def _of_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.GraphEngineError)
    kind = kind_of(error)
    facts: dict[str, Any] = {}
    if isinstance(error, errors.NotFoundError):
        facts = {"kind": error.kind, "key": error.key}
    elif isinstance(error, errors.AmbiguousError):
        facts = {"key": error.text, "candidates": list(error.candidates)}
    if kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # These speak of the store and its files; those above may hold what was asked, and stay out of the log.
        logger.error("request_id=%s error=%s reason=%s", request_id_of(request), type(error).__name__, error)
    retry = {"Retry-After": "5"} if kind.status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return problem(kind, request_id_of(request), detail=str(error), headers=retry, **facts)


def _of_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [
        # The name of a parameter that there is not is the client's own word.
        Fault(where=".".join(map(str, each["loc"]))[:_LONGEST_PLACE], reason=str(each["msg"]))
        for each in error.errors()[:_MOST_FAULTS]
    ]
    return problem(INVALID, request_id_of(request), faults=faults)


def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = _HTTP.get(error.status_code) or Kind(error.status_code, "http", "Not served", "请求无法处理")
    return problem(kind, request_id_of(request), detail=str(error.detail), headers=dict(error.headers or {}))


def add_handlers(app: FastAPI) -> None:
    """Lets every error that leaves a route become a problem."""
    app.add_exception_handler(errors.GraphEngineError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_http)
