"""Keeps what loads say and gives it back as columns (存储); the vault of ID numbers stands beside it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from graph_engine.errors import Fault, SettingsError
from graph_engine.settings import Settings
from graph_engine.store.base import Store

__all__ = ["open_store"]

_SQLITE = "sqlite:///"
_NEO4J_SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")


def open_store(url: str, settings: Settings) -> Store:
    """Opens the store at an address; it needs closing.

    `sqlite:///PATH` is a file, made if there is none (an absolute path has four slashes); `neo4j://HOST:PORT`
    and `bolt://HOST:PORT` are a server, entered as `settings` say. The backend is imported when it is asked for,
    so the embedded store does not wait for a driver.

    Raises:
        SettingsError: no store has such an address, or it holds credentials.
        StoreError: the store cannot be reached, is damaged, newer than this program or somebody else's.
    """
    scheme = _checked_scheme(url)
    if scheme == "sqlite":
        from graph_engine.store.sqlite import SqliteStore

        return SqliteStore(Path(url.removeprefix(_SQLITE)).expanduser())
    from graph_engine.store.neo4j import Neo4jStore

    return Neo4jStore(url, settings)


def _checked_scheme(url: str) -> str:
    address = urlsplit(url)
    if address.username is not None or address.password is not None:
        # The address itself is not repeated: it holds a secret, and messages are logged.
        raise SettingsError([Fault("store", "holds credentials; use GRAPH_ENGINE_NEO4J_USER and …_PASSWORD_FILE")])
    if address.scheme == "sqlite":
        if not url.startswith(_SQLITE) or url == _SQLITE:
            raise SettingsError([Fault("store", f"'{url}' names no file; write sqlite:///PATH")])
    elif address.scheme not in _NEO4J_SCHEMES:
        raise SettingsError([Fault("store", f"'{url}' is no store address; write sqlite:///PATH or neo4j://HOST:PORT")])
    elif not address.hostname:
        raise SettingsError([Fault("store", f"'{url}' names no host; write neo4j://HOST:PORT")])
    return address.scheme
