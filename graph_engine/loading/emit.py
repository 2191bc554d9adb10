"""The emitter (记录收集): takes what a handler makes of each row, and keeps the books.

Each row read ends as exactly one of *understood*, *ignored by a named rule* or *refused*, and the three add
up to the rows read; that is checked at the end of each document. A row's records are staged only when the
whole row was understood.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, TypeVar

from graph_engine.errors import RowError
from graph_engine.loading.parties import Parties
from graph_engine.loading.reasons import Reason, Rule, reason_of
from graph_engine.loading.secrets import LoadSecrets
from graph_engine.loading.sheets import RawRow
from graph_engine.loading.slips import SLIP_UNKNOWN, GivenBack
from graph_engine.loading.table import Columns
from graph_engine.model.records import Record
from graph_engine.store.stage import Stage
from graph_engine.store.stored_rows import QuarantinedRow

_PROGRESS_ROWS = 5_000


class Readable(Protocol):
    """A row or JSON record as handlers get it."""

    @property
    def line(self) -> int:
        """Its line or number in the document."""
        ...

    def content(self) -> str:
        """The whole of it as text."""
        ...


Read = TypeVar("Read", bound=Readable)


@dataclass(slots=True)
class Tally:
    """The books of one document (逐行台账). `rows = understood + sum(ignored) + sum(refused)`.

    `left_out` counts parts of rows that were left out by a named rule, `repaired` cells of understood rows that
    were put right by a named repair; `records` the statements made of understood rows, by kind, before those said
    twice are folded into one.
    """

    rows: int = 0
    understood: int = 0
    ignored: Counter[Rule] = field(default_factory=Counter)
    refused: Counter[Reason] = field(default_factory=Counter)
    left_out: Counter[Rule] = field(default_factory=Counter)
    repaired: Counter[str] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)
    unknown_columns: dict[str, str | None] = field(default_factory=dict)
    unread_columns: list[str] = field(default_factory=list)
    headers: tuple[str, ...] = ()
    covered_until: date | None = None

    def check(self, expected: int | None) -> None:
        """Holds the books to the rows that were read.

        Raises:
            RuntimeError: they do not add up; that is a fault of a loader, not of a file.
        """
        total = self.understood + self.ignored.total() + self.refused.total()
        if not self.rows == total == expected:
            raise RuntimeError(f"{expected} rows were read, {self.rows} booked, {total} accounted for")


class Emitter:
    """Handed to handlers with each row. One emitter serves one document.

    `source` is the name of the source, `parties` builds the parties that the row names. `latest` is the day of
    the load. `progress` is told the rows read, and their bytes as UTF-8. `survey` is what the loader found out about
    all rows of the load before the first was taken.
    """

    def __init__(
        self,
        *,
        stage: Stage,
        document: str,
        secrets: LoadSecrets,
        latest: date = date.max,
        given_back: GivenBack | None = None,
        progress: Callable[[int, int], None] = lambda rows, size: None,
        survey: Any = None,
    ) -> None:
        self.source = stage.source
        self.document = document
        self.survey = survey
        self.tally = Tally()
        self.parties = Parties(self.source, secrets, self)
        self._stage = stage
        self._secrets = secrets
        self._latest = latest
        self._given_back = given_back or GivenBack()
        self._progress = progress
        self._records: list[Record] = []
        self._rule: Rule | None = None
        self._ignored_parts: tuple[Rule, ...] = ()
        self._left_out: list[Rule] = []
        self._repaired: list[tuple[str, int]] = []
        self._touches: list[str | Callable[[], str]] = []
        self._newest: date | None = None
        self._size = 0

    # ------------------------------------------------------------------ for handlers

    def add(self, *records: Record) -> None:
        """Adds statements that this row makes; they are staged if the whole row is understood."""
        self._records.extend(records)

    def ignore(self, rule: Rule, *parts: Rule) -> None:
        """Says that the whole row is passed over by a named rule. Nothing may have been added.

        `parts` are things in the row to be counted one by one as left out with it.
        """
        self._rule = rule
        self._ignored_parts = parts

    def leave_out(self, rule: Rule) -> None:
        """Says that a part of an understood row is left out by a named rule."""
        self._left_out.append(rule)

    def repaired(self, repair: str, cells: int) -> None:
        """Says that cells of the row were put right by a named repair."""
        self._repaired.append((repair, cells))

    def covered(self, day: date | None) -> None:
        """Says that the source speaks of this day; the newest becomes the document's `covered_until`.

        Days that had not come when the load was recorded are plans or misprints, and cover nothing.
        """
        if day is not None and day <= self._latest and (self._newest is None or day > self._newest):
            self._newest = day

    def touch(self, key: str | Callable[[], str]) -> None:
        """Says which enterprise the row is about, to show a refused row beside it; the first that is a key stays.

        A function is asked for its key only if the row is refused, which few are; it may give an empty text.
        """
        self._touches.append(key)

    # ------------------------------------------------------------------ for the kit

    def take(self, row: Read, handler: Callable[[Read, Emitter], None]) -> None:
        """Hands one row to a handler and books what became of it."""
        self._begin()
        try:
            fault = getattr(row, "fault", None)
            if fault is not None:
                raise RowError(fault)
            handler(row, self)
        except RowError as error:
            self._refuse(row.line, row.content(), error, getattr(row, "department", ""))
            return
        if self._rule is not None:
            self._check_empty(row.line)
            self.tally.ignored[self._rule] += 1
            self.tally.left_out.update(self._ignored_parts)
        else:
            self._stage_records(row)

    def take_again(self, row: Read, handler: Callable[[Read, Emitter], None], number: str) -> None:
        """Hands a row of a return slip to a handler; the refusal that it answers is closed, unless it is ignored."""
        ignored = self.tally.ignored.total()
        self.take(row, handler)
        if self.tally.ignored.total() > ignored:
            return
        answered = self._given_back.row(number)
        if answered is None:
            self.tally.left_out[SLIP_UNKNOWN] += 1
        else:
            self._stage.add_mended(*answered)

    def pass_over(self, raw: RawRow, rule: Rule) -> None:
        """Books a row that no handler needs to see."""
        self._begin()
        self.tally.ignored[rule] += 1

    def refuse_raw(self, raw: RawRow, reason: Reason) -> None:
        """Books a row whose cells cannot be trusted."""
        self._begin()
        self._refuse(raw.line, "\x1f".join(raw.cells), RowError(reason))

    def audit(self, columns: Columns) -> None:
        """Books the columns that no layout knows, and those that nobody asked for."""
        self.tally.unknown_columns = columns.unknown()
        self.tally.unread_columns = columns.unread()
        self.tally.headers = columns.headers

    def check_rows(self, expected: int | None) -> None:
        """Closes the books of the document.

        Raises:
            RuntimeError: they do not add up.
        """
        self.tally.check(expected)

    def _begin(self) -> None:
        self.tally.rows += 1
        self._records.clear()
        self._touches.clear()
        if self._left_out:
            self._left_out.clear()
        if self._repaired:
            self._repaired.clear()
        self._rule = None
        self._newest = None
        self._secrets.forget_row()
        if not self.tally.rows % _PROGRESS_ROWS:
            self._progress(self.tally.rows, self._size)

    def _check_empty(self, line: int) -> None:
        if self._records:
            raise RuntimeError(f"line {line} was both understood and ignored by the rule {self._rule}")

    def _stage_records(self, row: Readable) -> None:
        if not self._records:
            raise RuntimeError(f"line {row.line} was neither understood, nor ignored by a rule, nor refused")
        tally = self.tally
        self._stage.add_all(self._records, self.document, row.line, self._row_hash(row.content()))
        for record in self._records:
            tally.records[record.kind] += 1
        self._secrets.keep_row()
        tally.understood += 1
        for rule in self._left_out:
            tally.left_out[rule] += 1
        for repair, cells in self._repaired:
            tally.repaired[repair] += cells
        if self._newest is not None and (tally.covered_until is None or self._newest > tally.covered_until):
            tally.covered_until = self._newest

    def _refuse(self, line: int, content: str, error: RowError, department: str = "") -> None:
        reason = reason_of(error.reason)
        raw = json.dumps({"value": error.value, "row": content, "department": department}, ensure_ascii=False)
        self._stage.add_quarantined(
            QuarantinedRow(
                document=self.document,
                line=line,
                column=error.column,
                reason=str(reason),
                reason_zh=reason.zh,
                touches=self._touched(),
                sealed=self._secrets.seal(raw.encode()),
                row_hash=self._row_hash(content),
            )
        )
        self.tally.refused[reason] += 1

    def _touched(self) -> str:
        for touch in self._touches:
            try:
                key = touch if isinstance(touch, str) else touch()
            except RowError:
                # What is wrong with the row may be the very cell that would tell.
                continue
            if key:
                return key
        return ""

    def _row_hash(self, content: str) -> str:
        encoded = content.encode("utf-8", "surrogatepass")
        self._size += len(encoded)
        return self._secrets.row_hash(encoded)
