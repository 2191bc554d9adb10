"""The driver's errors in our words (驱动错误翻译): what is wrong, and what the reader of the message can do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
    ConstraintError,
    DriverError,
    Forbidden,
    ForbiddenOnReadOnlyDatabase,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graph_engine.errors import LoadRejectedError, StoreError, StoreUnavailableError

OLDEST: Final = (5, 26)
"""The oldest server that we speak to. The calendar versions that came after, 2025.01 and later, sort above it."""

_READ_ONLY: Final = re.compile("read.?only", re.IGNORECASE)
_NO_DATABASE: Final = "Neo.ClientError.Database.DatabaseNotFound"
_RATE_LIMIT: Final = "Neo.ClientError.Security.AuthenticationRateLimit"
_OUT_OF_MEMORY: Final = re.compile(r"Neo\.(TransientError|DatabaseError)\.General\..*(Memory|StackOverFlow)")


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Turns the driver's errors into ours.

    Raises:
        StoreUnavailableError: no server, wrong password, wrong version, read-only, full, or gone on the way.
        LoadRejectedError: what was to be written breaks a constraint.
        StoreError: the server refused a query for a reason that is our fault; the server's words are kept.
    """
    try:
        yield
    except (DriverError, Neo4jError) as error:
        raise ours(url, error) from error


def too_old(url: str, version: str) -> StoreUnavailableError:
    """The refusal of a server of another version."""
    oldest = ".".join(map(str, OLDEST))
    return StoreUnavailableError(
        f"{url} is Neo4j {version}; this program needs {oldest}, a later 5.x, or a calendar version (2025.01 or later)"
    )


def ours(url: str, error: DriverError | Neo4jError) -> StoreError | LoadRejectedError:
    """The error of ours that says what the driver's error means."""
    if isinstance(error, Neo4jError):
        return _of_server(url, error)
    if isinstance(error, IncompleteCommit):
        return StoreUnavailableError(
            f"{url} went away while a load was being committed, which may or may not have come through; "
            "loading the same again is safe"
        )
    if isinstance(error, ConfigurationError):
        return StoreUnavailableError(f"{url} cannot be used as a Neo4j server of version 5.26 or later: {error}")
    if isinstance(error, ServiceUnavailable | SessionExpired | ConnectionAcquisitionTimeoutError):
        return StoreUnavailableError(f"{url} cannot be reached, or went away: {error}")
    return StoreError(f"{url}: {error}")


def _of_server(url: str, error: Neo4jError) -> StoreError | LoadRejectedError:
    code, message = error.code or "", error.message or ""
    if code == _RATE_LIMIT:
        return StoreUnavailableError(f"{url} lets this user wait after too many wrong passwords")
    if isinstance(error, AuthError):
        return StoreUnavailableError(f"{url} does not know this user with this password")
    if code == _NO_DATABASE:
        return StoreUnavailableError(f"{url} has no database of this name: {message}")
    if isinstance(error, ForbiddenOnReadOnlyDatabase) or ("Forbidden" in code and _READ_ONLY.search(message)):
        return StoreUnavailableError(f"{url} is read-only: {message}")
    if isinstance(error, Forbidden):
        return StoreUnavailableError(f"{url} does not allow this user to do that: {message}")
    if isinstance(error, ConstraintError):
        return LoadRejectedError(f"the load does not fit the store's schema: {message}")
    if _OUT_OF_MEMORY.match(code):
        return StoreUnavailableError(f"{url} needs more memory than it has been given: {message}")
    if code.startswith("Neo.ClientError.Statement."):
        return StoreError(f"{url} did not understand a query: {message}")
    return StoreUnavailableError(f"{url} failed: {code} {message}")


def may_be_tried_again(error: DriverError | Neo4jError) -> bool:
    """Whether a transaction that failed so was certainly undone, and may come through the next time.

    A connection that broke is not such a case: nobody knows whether the commit went before.
    """
    return (
        isinstance(error, Neo4jError)
        and error.is_retryable()
        and not isinstance(error, AuthError | ForbiddenOnReadOnlyDatabase)
    )
