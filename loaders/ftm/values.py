"""Values of FollowTheMoney entities (属性值): every property is a list of texts, and dates may be cut short."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from graph_engine.errors import RowError
from graph_engine.loading import MISSING_VALUE, Emitter, Reason, Rule
from graph_engine.loading.redaction import mask_numbers
from graph_engine.model.dates import LONG_TERM, parse_date, parse_day
from graph_engine.model.text import clean_text

NOT_AN_ENTITY: Final = Reason("no entity with an id, a schema and properties", "不是含标识、类型与属性的实体")
ENDS_BEFORE: Final = Reason("it ends before it begins", "结束早于开始")
HALF_DATE: Final = Rule("half_date", "a date without month or day", "日期不完整")
SEVERAL_DATES: Final = Rule(
    "several_dates", "several dates for one thing: none is chosen", "同一事项有多个日期，不作选择"
)

EARLIEST: Final = date(1500, 1, 1)
"""Foreign registers hold companies older than the century before last."""
_HALF: Final = re.compile(r"[0-9]{4}(-[0-9]{2})?")


Span = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity: `referents` are ids under which the source knew it before."""

    id: str
    schema: str
    caption: str | None
    properties: Mapping[str, Any]
    referents: tuple[str, ...]

    def texts(self, name: str) -> list[str]:
        """The values of a property, each once, in the order of their signs: the source's own order means nothing."""
        values = self.properties.get(name)
        texts = values if isinstance(values, list) else [values]
        return sorted({text for value in texts if isinstance(value, str) and (text := clean_text(value))})

    def text(self, name: str) -> str | None:
        """All values of a property as one text, with personal numbers in it masked."""
        return mask_numbers("; ".join(self.texts(name))) or None

    def ends(self) -> list[str]:
        """What is said of the end; a long term (9999-12-31) is none."""
        return [text for text in self.texts("endDate") if not _is_long_term(text)]

    def day(self, name: str, emit: Emitter) -> date | None:
        """The one whole date of a property; half dates and several dates are left out, and said so.

        Raises:
            RowError: a value is no date.
        """
        values = self.ends() if name == "endDate" else self.texts(name)
        whole = {_day(value, name) for value in values if not _HALF.fullmatch(value)}
        if len(whole) > 1:
            emit.leave_out(SEVERAL_DATES)
        elif values and not whole:
            emit.leave_out(HALF_DATE)
        return whole.pop() if len(whole) == 1 else None


def read_entity(value: Any) -> Entity:
    """An entity as published.

    Raises:
        RowError: it is none, or has no id.
    """
    if not isinstance(value, dict) or not isinstance(value.get("properties"), dict):
        raise RowError(NOT_AN_ENTITY)
    number, schema, caption = (value.get(name) for name in ("id", "schema", "caption"))
    if not isinstance(schema, str):
        raise RowError(NOT_AN_ENTITY, column="schema")
    if not isinstance(number, str) or not number.strip():
        raise RowError(MISSING_VALUE, column="id")
    referents = value.get("referents")
    others = {entry for entry in referents if isinstance(entry, str)} if isinstance(referents, list) else set()
    return Entity(
        number,
        schema,
        clean_text(caption) if isinstance(caption, str) else None,
        value["properties"],
        tuple(sorted(others - {number})),
    )


def span_of(entity: Entity, emit: Emitter) -> Span:
    """When a relation held.

    Raises:
        RowError: it ends before it begins.
    """
    first, last = entity.day("startDate", emit), entity.day("endDate", emit)
    if first is not None and last is not None:
        if last < first:
            raise RowError(ENDS_BEFORE, column="endDate", value=last.isoformat())
        if last == first:
            # What began and ended on one day was true on it.
            last += timedelta(days=1)
    return first, last


def _is_long_term(text: str) -> bool:
    try:
        return parse_date(text, earliest=EARLIEST) is LONG_TERM
    except RowError:
        return False


def _day(text: str, name: str) -> date | None:
    return parse_day(text, column=name, earliest=EARLIEST)
