"""A desk to load files on: an office key, a vault, and a store that keeps what a load hands to it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from graph_engine.loading import Loader
from graph_engine.loading.files import DEFAULT_LIMITS, Limits
from graph_engine.loading.quarantine import RefusedRow, iter_quarantine
from graph_engine.loading.report import LoadReport
from graph_engine.loading.run import LoadOptions, run_load
from graph_engine.loading.secrets import LoadSecrets
from graph_engine.model import schema
from graph_engine.model.days import date_of
from graph_engine.model.documents import SourceDocument
from graph_engine.store.base import Applied, History, LoadRequest, Progress, Reader, Store
from graph_engine.store.office_key import OfficeKey
from graph_engine.store.stage import Stage
from graph_engine.store.stored_rows import QUARANTINE_COLUMNS, QuarantinedRow, document_of_row, statement_columns
from graph_engine.store.vault import Vault, open_vault
from loaders import LOADERS

KEY = OfficeKey(bytes(range(32)))
RECORDED_AT = datetime(2026, 9, 1, tzinfo=UTC)
DAYS = {
    prop.name for kind in schema.STATEMENT_KINDS for prop in schema.own_properties(kind) if prop.type.value == "date"
}
DAYS |= {"valid_from", "valid_to"}


@dataclass
class KeptLoad:
    """What a load put on its stage, by kind of statement, with dates as ISO texts and empty values left out."""

    statements: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    nodes: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    names: set[tuple[str, str]] = field(default_factory=set)
    documents: list[SourceDocument] = field(default_factory=list)
    quarantine: list[QuarantinedRow] = field(default_factory=list)
    request: LoadRequest | None = None

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The statements of a kind."""
        return self.statements[kind]

    def one(self, kind: str) -> dict[str, Any]:
        """The only statement of a kind."""
        (statement,) = self.statements[kind]
        return statement


class KeepingStore:
    """A store that keeps each stage as it comes, and knows of no earlier load."""

    url = "kept:"

    def __init__(self) -> None:
        self.kept = KeptLoad()

    def reader(self) -> Reader:
        return cast("Reader", _KeptReader(self.kept))

    def history(self) -> History:
        raise AssertionError("nobody checks or copies this store")

    def apply(self, stage: Stage, request: LoadRequest, progress: Progress) -> Applied:
        self.kept = kept = KeptLoad(request=request)
        for kind in schema.STATEMENT_KINDS:
            columns = statement_columns(kind)
            kept.statements[kind] = [_shown(columns, row) for batch in stage.rows(kind) for row in batch]
        kept.nodes = {row[0]: (row[1], row[2]) for batch in stage.rows("node") for row in batch}  # type: ignore[misc]
        kept.names = {(row[0], row[1]) for batch in stage.rows("name") for row in batch}  # type: ignore[misc]
        kept.documents = [document_of_row(row) for batch in stage.rows("document") for row in batch]
        for batch in stage.rows("quarantine"):
            for row in batch:
                values = dict(zip(QUARANTINE_COLUMNS, row, strict=True))
                values["column"] = values.pop("column_name")
                kept.quarantine.append(QuarantinedRow(**values))  # type: ignore[arg-type]
        return Applied(1, {}, {}, {})

    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class _KeptReader:
    def __init__(self, kept: KeptLoad) -> None:
        self.kept = kept

    def loads(self) -> list[object]:
        return []

    def documents(self, load: int) -> list[tuple[int, SourceDocument]]:
        return list(enumerate(self.kept.documents))

    def quarantine(self, load: int) -> list[QuarantinedRow]:
        return self.kept.quarantine

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None: ...


def _shown(columns: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    shown = {}
    for name, value in zip(columns, row, strict=True):
        if value is not None and name not in ("slot", "content"):
            shown[name] = date_of(value).isoformat() if name in DAYS else value
    return shown


class Desk:
    """Writes files, loads them, and shows what came of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = KeepingStore()
        self.vault: Vault = open_vault(folder / "office.vault", KEY)

    def close(self) -> None:
        """Closes the vault."""
        self.vault.close()

    def write(self, name: str, content: str | bytes) -> Path:
        """A file on the desk; texts are UTF-8."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def table(self, name: str, rows: Sequence[Mapping[str, object]], *, encoding: str = "utf-8-sig") -> Path:
        """A CSV file with a header and rows by header."""
        text = io.StringIO()
        writer = csv.DictWriter(text, list(dict.fromkeys(key for row in rows for key in row)))
        writer.writeheader()
        writer.writerows(rows)
        return self.write(name, text.getvalue().encode(encoding))

    def load(
        self,
        loader: Loader,
        *paths: Path,
        source: str = "office",
        limits: Limits = DEFAULT_LIMITS,
        store: Store | None = None,
        catalogue: Mapping[str, Loader] = LOADERS,
        **options: Any,
    ) -> LoadReport:
        """Loads files; `kept` then shows what reached the store."""
        return run_load(
            store or cast("Store", self.store),
            loader,
            paths,
            LoadOptions(source=source, limits=limits, **{"recorded_at": RECORDED_AT, **options}),
            LoadSecrets(KEY, self.vault),
            catalogue=catalogue,
        )

    @property
    def kept(self) -> KeptLoad:
        """What the last load handed to the store."""
        return self.store.kept

    def refused(self, store: Store | None = None) -> list[RefusedRow]:
        """The quarantine of the last load, opened; or what is open in a store now."""
        if store is None:
            return list(iter_quarantine(self.store.reader(), 1, self.vault.open))
        with store.reader() as reader:
            return list(iter_quarantine(reader, reader.loads()[-1].number, self.vault.open))
