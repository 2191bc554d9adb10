"""What an office sets from outside (运行设置): one frozen object, read from the environment once.

Each field of `Settings` is one variable, `GRAPH_ENGINE_<FIELD>`; the README's table is made from the fields.
The two entry points read them and pass them on; nothing below looks at the environment.
"""

from __future__ import annotations

import difflib
import zoneinfo
from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Literal, get_args
from urllib.parse import urlsplit

from graph_engine.errors import Fault, SettingsError

PREFIX: Final = "GRAPH_ENGINE_"
TEST_PREFIX: Final = "GRAPH_ENGINE_TEST_"
"""Variables of the test suite; the product passes over them."""

Language = Literal["zh", "en"]
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


def _whole_number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError("is no whole number")
    return int(text)


def _says(meaning: str, read: Callable[[str], object] = str) -> Mapping[str, Any]:
    return {"meaning": meaning, "read": read}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that is set from outside (运行设置).

    A field with a sibling `…_file` may be given by that file instead; it then holds the file's one line.
    Raises SettingsError with every fault at once.
    """

    store: str = field(
        default="sqlite:///graph-engine.sqlite",
        metadata=_says("where the graph is kept: `sqlite:///PATH` or `neo4j://HOST:PORT`"),
    )
    neo4j_user: str = field(default="neo4j", metadata=_says("user name on the Neo4j server"))
    neo4j_password: str | None = field(
        default=None, repr=False, metadata=_says("that user's password; better given by file")
    )
    neo4j_password_file: Path | None = field(
        default=None, metadata=_says("file that holds the password and nothing else", Path)
    )
    neo4j_database: str = field(default="neo4j", metadata=_says("name of the database on the Neo4j server"))
    office_key: str | None = field(
        default=None,
        repr=False,
        metadata=_says(
            "the office's key (密钥) for ID numbers and contacts; "
            "without one a key for trials is made and kept beside the store"
        ),
    )
    office_key_file: Path | None = field(
        default=None, metadata=_says("file that holds the office's key and nothing else", Path)
    )
    vault: Path | None = field(
        default=None, metadata=_says("file of the vault of ID numbers (default: beside the store)", Path)
    )
    policy: Path | None = field(
        default=None, metadata=_says("file with the office's changes to the built-in policy", Path)
    )
    time_zone: str = field(default="Asia/Shanghai", metadata=_says("the zone in which the office's days begin and end"))
    snapshot_dir: Path | None = field(
        default=None, metadata=_says("folder for saved snapshots (default: beside the store)", Path)
    )
    threads: int = field(default=2, metadata=_says("threads that an analysis may use", _whole_number))
    language: Language = field(default="zh", metadata=_says("language of tables and prose: `zh` or `en`"))
    log_level: LogLevel = field(default="WARNING", metadata=_says("`DEBUG`, `INFO`, `WARNING` or `ERROR`", str.upper))

    def __post_init__(self) -> None:
        faults = tuple(_faults_of(self))
        if faults:
            raise SettingsError(faults)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Settings from a mapping such as `os.environ`; an empty value counts as not set.

        Raises SettingsError, with every fault at once, if a variable with our prefix is unknown (a misspelt
        name must not leave a default in force), a value is malformed, or a secret's file cannot be read.
        """
        known = {variable_of(declared): declared for declared in fields(cls)}
        values: dict[str, Any] = {}
        faults: list[Fault] = []
        for variable, text in sorted(environ.items()):
            if not variable.startswith(PREFIX) or variable.startswith(TEST_PREFIX):
                continue
            if variable not in known:
                nearest = difflib.get_close_matches(variable, known, n=1)
                hint = f"; did you mean {nearest[0]}?" if nearest else ""
                faults.append(Fault(variable, f"is no setting{hint}"))
            elif text:
                declared = known[variable]
                try:
                    values[declared.name] = declared.metadata["read"](text)
                except ValueError as error:
                    faults.append(Fault(variable, str(error)))
        faults.extend(_take_secrets_from_files(values))
        try:
            settings = cls(**values)
        except SettingsError as error:
            raise SettingsError((*faults, *error.faults)) from None
        if faults:
            raise SettingsError(faults)
        return settings


def variable_of(declared: Field[Any]) -> str:
    """Name of the environment variable of one field of `Settings`."""
    return PREFIX + declared.name.upper()


def settings_table() -> str:
    """The table of settings for the README, in Markdown: variable, default, meaning."""
    lines = ["| variable | default | meaning |", "|---|---|---|"]
    for declared in fields(Settings):
        default = "–" if declared.default is None else f"`{declared.default}`"
        lines.append(f"| `{variable_of(declared)}` | {default} | {declared.metadata['meaning']} |")
    return "\n".join(lines) + "\n"


def _take_secrets_from_files(values: dict[str, Any]) -> Iterator[Fault]:
    """Fill each secret that is given by a file; a fault names the file, never what it holds."""
    for secret in ("neo4j_password", "office_key"):
        path = values.get(f"{secret}_file")
        if path is None:
            continue
        where = PREFIX + f"{secret}_file".upper()
        if secret in values:
            yield Fault(where, f"is set together with {PREFIX}{secret.upper()}; one of them has to go")
            continue
        try:
            text = path.read_text(encoding="utf-8").strip()
        except OSError as error:
            yield Fault(where, f"cannot read {path}: {error.strerror}")
        except UnicodeDecodeError:
            yield Fault(where, f"{path} is no text in UTF-8")
        else:
            if not text or "\n" in text:
                yield Fault(where, f"{path} must hold one line and nothing else")
            else:
                values[secret] = text


def _faults_of(settings: Settings) -> Iterator[Fault]:
    address = urlsplit(settings.store)
    if not address.scheme or "://" not in settings.store:
        yield Fault(PREFIX + "STORE", "is no store address; write sqlite:///PATH or neo4j://HOST:PORT")
    if address.password is not None or address.username is not None:
        # Addresses are shown, logged and left in the shell's history. The value is not repeated here either.
        yield Fault(PREFIX + "STORE", "holds credentials; use GRAPH_ENGINE_NEO4J_USER and …_PASSWORD_FILE")
    if settings.threads < 1:
        yield Fault(PREFIX + "THREADS", "must be 1 or more")
    for name, allowed in (("language", get_args(Language)), ("log_level", get_args(LogLevel))):
        if getattr(settings, name) not in allowed:
            yield Fault(PREFIX + name.upper(), f"must be one of {', '.join(allowed)}")
    try:
        zoneinfo.ZoneInfo(settings.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        yield Fault(PREFIX + "TIME_ZONE", f"'{settings.time_zone}' is no time zone that this machine knows")
