"""The fields that a record of each kind may be given (字段), taken from the one schema.

A mapping speaks of `amount` and `ratio` where the store keeps amount and currency, or a ratio with its ends, its
words and its basis. What the kit finds out itself (names, refused codes, matters) is no field.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from graph_engine.model import schema
from graph_engine.model.vocabulary import DEBTOR_SITUATIONS, PENALTY_TYPES

DATES: Final = ("valid_from", "valid_to", "last_day")
"""First day, first day no longer, or in its place the last day."""

_KITS_OWN = {
    "name",
    "mention",
    "refused_code",
    "inner_check_failed",
    "masked_id",
    "matter",
    "currency",
    "ratio_ppb",
    "ratio_low_ppb",
    "ratio_high_ppb",
    "ratio_text",
    "probability_ppm",
}
_NO_RECORDS = {"contact", schema.ALIAS, "subject_of"}
"""Made with the party or event that they belong to."""


def _fields_of(kind: str) -> tuple[str, ...]:
    properties = schema.own_properties(kind)
    own = [prop.name for prop in properties if prop.name not in _KITS_OWN]
    if any(prop.name == "ratio_ppb" for prop in properties):
        own = ["ratio", *(name for name in own if not (kind == "holds_shares_in" and name == "basis"))]
    if kind == "risk_event":
        own.append("role")
    return (*own, *DATES, "record_id")


FIELDS: Final[dict[str, tuple[str, ...]]] = {
    kind: _fields_of(kind) for kind in schema.STATEMENT_KINDS if kind not in _NO_RECORDS
}
"""The fields of each kind of record that a mapping may make."""


@cache
def type_of(kind: str, name: str) -> schema.Type:
    """How a field is read."""
    if name in DATES:
        return schema.Type.DATE
    return next((prop.type for prop in schema.own_properties(kind) if prop.name == name), schema.Type.TEXT)


@cache
def allowed_words(kind: str, name: str) -> tuple[str, ...]:
    """The closed list of words that a field may hold; empty where any text will do."""
    if kind == "risk_event" and name == "role":
        kind = "subject_of"
    if name == "penalty_types":
        return PENALTY_TYPES
    if name == "situations":
        return DEBTOR_SITUATIONS
    return next((prop.values for prop in schema.own_properties(kind) if prop.name == name), ())
