"""Values of GLEIF's common data file formats (CDF): XML, the Golden Copy's JSON, and plainer JSON, read alike.

A text is a text, or stands under `$` beside its attributes; a list is a list, or the repeated member of its
container; a record may be wrapped in its own name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from graph_engine.errors import RowError
from graph_engine.loading import MISSING_VALUE, Emitter, Reason, Rule
from graph_engine.model.dates import LongTerm, parse_date, parse_day
from graph_engine.model.identifiers.lei import check_lei
from graph_engine.model.parties import PartyRef
from graph_engine.model.text import clean_text

Value = Mapping[str, Any]

UNREADABLE_DATE: Final = Rule("unreadable_date", "a date that is none, or before the year 1500", "无法识别的日期")
EARLIEST: Final = date(1500, 1, 1)
"""Foreign registers hold companies older than the century before last."""


def text_of(value: Any, *path: str) -> str | None:
    """The text at the end of a path of members; `None` where there is none, or one that says so."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, dict):
        value = value.get("$")
    return clean_text(value) if isinstance(value, str) else None


def entries_of(value: Any, container: str, member: str) -> Iterator[Any]:
    """The entries of a list: of the container itself, or of its repeated member; empty ones fall away."""
    held = value.get(container) if isinstance(value, dict) else None
    if isinstance(held, dict) and member in held and not isinstance(held[member], str):
        held = held[member]
    yield from (entry for entry in (held if isinstance(held, list) else [held]) if entry)


def day_of(value: Any, *path: str) -> date | None:
    """A day, as written in its own time zone; `None` where there is none.

    Raises:
        RowError: it is no date.
    """
    return parse_day(text_of(value, *path), column=".".join(path), earliest=EARLIEST)


def end_of(value: Any, *path: str) -> date | None:
    """The day on which something ends; `None` where there is none, or a long term such as 9999-12-31.

    Raises:
        RowError: it is no date.
    """
    found = parse_date(text_of(value, *path), column=".".join(path), earliest=EARLIEST)
    return None if isinstance(found, LongTerm) else found


def day_or_none(value: Any, emit: Emitter, *path: str) -> date | None:
    """A day on which nothing else rests: what cannot be read is left out, and said so."""
    try:
        return day_of(value, *path)
    except RowError:
        emit.leave_out(UNREADABLE_DATE)
        return None


def lei_of(value: Any, *path: str) -> str:
    """An LEI that passes its check.

    Raises:
        RowError: there is none, or it fails.
    """
    column = ".".join(path)
    text = text_of(value, *path)
    if text is None:
        raise RowError(MISSING_VALUE, column=column)
    verdict = check_lei(text)
    if not verdict.usable:
        # The verdict's own words say what is wrong with the code.
        raise RowError(Reason(verdict.english, verdict.chinese), column=column, value=text)
    return verdict.value


def holder_of(lei: str) -> PartyRef:
    """The enterprise that an LEI names; its own record says the rest."""
    return PartyRef("enterprise", f"lei:{lei}")


def withdrawn_on(record: Value) -> date | None:
    """The day on which the publisher took a record out, as delta files say."""
    return day_of(record, "Extension", "Deletion", "DeletedAt")
