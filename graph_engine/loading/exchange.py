"""An exchange folder (数据交换目录): what departments drop there is loaded, each file once, with its result beside it.

    FOLDER/penalties/六月.csv            loader `penalties`, source `penalties`
    FOLDER/penalties@water/六月.csv      loader `penalties`, source `water`
    FOLDER/penalties/六月.csv.result.json
    FOLDER/table@agencies/mapping.toml  the mapping by which the files beside it are read

A file is taken when nobody has written to it for a while. It is known by its content: the same name with other content
is another delivery, and its result names the earlier ones. What the loader rejects has its result too, and is tried
again when the mapping beside it has changed; a store that is away or busy leaves none, and the file is tried again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final

from graph_engine.errors import LoadRejectedError, MappingError, RequestError, UnknownFormatError
from graph_engine.loading.report import LoadReport

RESULT_ENDING: Final = ".result.json"
MAPPING_FILE: Final = "mapping.toml"
"""The file of a folder that is no delivery, but says how to read the others."""
_UNFINISHED: Final = (".part", ".tmp", ".temp", ".crdownload", ".filepart", ".swp")
_HIDDEN: Final = (".", "~$")
_State = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file to be loaded: by which loader, as which source, whole or not, through which mapping if any."""

    path: Path
    loader: str
    source: str
    full: bool
    mapping: Path | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a delivery (装载结果): `loaded`, `unchanged` or `rejected`, then with the reason."""

    delivery: Delivery
    status: str
    load: int | None
    reason: str
    report: LoadReport | None


@dataclass(slots=True)
class ExchangeFolder:
    """Looks through a folder, again and again.

    `load` loads one delivery and raises what `run_load` raises. `full` names the folders whose files hold all that
    their source has. `settle_seconds` is how long a file must have been left alone; `now` tells seconds since 1970.
    """

    folder: Path
    loaders: Sequence[str]
    load: Callable[[Delivery], LoadReport]
    now: Callable[[], float]
    full: frozenset[str] = frozenset()
    settle_seconds: float = 5.0
    _seen: dict[Path, _State] = field(default_factory=dict)
    _done: dict[Path, _State] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.folder.is_dir():
            raise RequestError(f"{self.folder} is no folder")
        unknown = sorted(name for name in self.full if not (self.folder / name).is_dir())
        if unknown:
            raise RequestError(f"{self.folder} has no folder {', '.join(unknown)}")

    def look(self) -> Iterator[Outcome]:
        """Loads what is new, in order of folders and names, and writes each result before the next file is taken.

        Raises:
            StoreError: the store cannot take loads now; what was not loaded is tried at the next look.
            OSError: the folder cannot be read, or a result not be written.
        """
        for path in self._files():
            # What is changed while it is read is another delivery at the next look.
            state = _state(path)
            delivery = self._delivery(path) or Delivery(path, "", "", False)
            told = {"sha256": _digest(path), "mapping": _digest(delivery.mapping) if delivery.mapping else None}
            earlier = _results(path)
            if not (earlier and _is_answered(earlier[-1], told)):
                outcome = self._outcome(delivery)
                _write_result(path, [*earlier, _result(outcome, told)])
                yield outcome
            self._done[path] = state

    def _files(self) -> list[Path]:
        """Files that are new or changed, and that nobody has written to for a while."""
        folders = [
            self.folder,
            *sorted(entry for entry in self.folder.iterdir() if _is_shown(entry) and entry.is_dir()),
        ]
        found = [
            path
            for folder in folders
            for path in sorted(folder.iterdir())
            if path.is_file() and _is_shown(path) and not path.name.endswith((RESULT_ENDING, *_UNFINISHED))
            if folder == self.folder or path.name != MAPPING_FILE
        ]
        return [path for path in found if self._is_settled(path)]

    def _is_settled(self, path: Path) -> bool:
        try:
            state = _state(path)
        except FileNotFoundError:
            return False
        before, self._seen[path] = self._seen.get(path), state
        if self._done.get(path) == state:
            return False
        # A clock that is ahead must not keep a file waiting for ever.
        return self.now() - state[1] / 1e9 >= self.settle_seconds or before == state

    def _delivery(self, path: Path) -> Delivery | None:
        name = path.parent.name
        loader, _, source = name.partition("@")
        if path.parent == self.folder or loader not in self.loaders:
            return None
        mapping = path.with_name(MAPPING_FILE)
        return Delivery(path, loader, source or loader, name in self.full, mapping if mapping.is_file() else None)

    def _outcome(self, delivery: Delivery) -> Outcome:
        if not delivery.loader:
            known = ", ".join(self.loaders)
            return Outcome(delivery, "rejected", None, f"put the file into a folder named for a loader: {known}", None)
        try:
            report = self.load(delivery)
        except (LoadRejectedError, UnknownFormatError, MappingError, RequestError) as error:
            return Outcome(delivery, "rejected", None, str(error), None)
        number = report.applied.number if report.applied is not None else None
        return Outcome(delivery, "unchanged" if number is None else "loaded", number, "", report)


def _is_shown(path: Path) -> bool:
    return not path.name.startswith(_HIDDEN)


def _state(path: Path) -> _State:
    """Sizes and times of a file and of the mapping beside it, if there is one."""
    found = path.stat()
    try:
        mapping = path.with_name(MAPPING_FILE).stat()
    except FileNotFoundError:
        return found.st_size, found.st_mtime_ns, 0, 0
    return found.st_size, found.st_mtime_ns, mapping.st_size, mapping.st_mtime_ns


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _is_answered(last: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Whether the last result of a file is about this content; a mapping that was put right is worth another try."""
    if last["sha256"] != told["sha256"]:
        return False
    return last.get("status") != "rejected" or last.get("mapping") == told["mapping"]


def result_path(path: Path) -> Path:
    """Where the result of a file stands: beside it."""
    return path.with_name(path.name + RESULT_ENDING)


def _results(path: Path) -> list[dict[str, Any]]:
    """The results of a file so far, oldest first; none that cannot be read counts."""
    try:
        last: dict[str, Any] = json.loads(result_path(path).read_text(encoding="utf-8"))
        return [*last.pop("earlier"), last] if "sha256" in last else []
    except (FileNotFoundError, ValueError, KeyError, AttributeError, TypeError):
        return []


def _result(outcome: Outcome, told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "file": outcome.delivery.path.name,
        **told,
        "loader": outcome.delivery.loader,
        "source": outcome.delivery.source,
        "status": outcome.status,
        "load": outcome.load,
        "reason": outcome.reason,
        "report": outcome.report.as_dict() if outcome.report is not None else None,
    }


def _write_result(path: Path, results: Sequence[Mapping[str, Any]]) -> None:
    """The last result with the earlier ones in it; the old file is replaced in one step."""
    *earlier, last = results
    target = result_path(path)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        draft.write_text(
            json.dumps({**last, "earlier": earlier}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
        )
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
