"""Legal entity identifiers (全球法人识别编码, GLEIF): XML, JSON and the Golden Copy's tables.

    cdf.py         the values of the three forms, read alike
    entities.py    level 1: who is who
    relations.py   level 2: who consolidates whom, managers of funds, branches abroad
    exceptions.py  why an entity names no parent
    columns.py     the same as tables

What a header says of the number of records is that of the publisher's whole file, and is not looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from graph_engine.errors import RowError
from graph_engine.loading import (
    EitherLoader,
    Emitter,
    JsonDocument,
    JsonItem,
    JsonLoader,
    Reason,
    Recognition,
    TableLoader,
)
from loaders.gleif.cdf import day_or_none
from loaders.gleif.columns import LAYOUTS
from loaders.gleif.entities import load_entity
from loaders.gleif.exceptions import load_exception
from loaders.gleif.relations import load_relationship

NOT_A_RECORD: Final = Reason("no record of an entity, a relationship or an exception", "不是主体、关系或例外申报记录")

_ELEMENTS: Final = frozenset(("LEIRecord", "RelationshipRecord", "Exception"))
_READERS: Final = (("Relationship", load_relationship), ("Entity", load_entity), ("ExceptionReason", load_exception))
"""Members that tell what a record is, and how it is read."""


def load_document(document: JsonDocument, emit: Emitter) -> None:
    """Every record of a document; it covers what its header, or a record itself, gives as its day."""
    published: date | None = None

    def take(item: JsonItem, emit: Emitter) -> None:
        emit.covered(published)
        _load(_unwrapped(item.value), emit)

    for item in document.items():
        if item.line:
            emit.take(item, take)
        elif item.member == "ContentDate":
            published = day_or_none({"ContentDate": item.value}, emit, "ContentDate")


def _load(record: dict[str, Any], emit: Emitter) -> None:
    for member, reader in _READERS:
        if member in record:
            reader(record, emit)
            return
    raise RowError(NOT_A_RECORD)


def _unwrapped(value: Any) -> dict[str, Any]:
    """A record without the member of its own name in which some forms wrap it; an empty one for what is none."""
    if isinstance(value, dict) and len(value) == 1:
        (name,) = value
        value = value[name] if name in _ELEMENTS else value
    return value if isinstance(value, dict) else {}


def recognise(items: Sequence[JsonItem]) -> Recognition:
    """How many of the first records are such records."""
    records = [_unwrapped(item.value) for item in items if item.line]
    found = sum(1 for record in records if _looks_like_record(record))
    return Recognition(found / len(records)) if found else Recognition(0.0, "no record of an LEI among its first ones")


def _looks_like_record(record: dict[str, Any]) -> bool:
    if isinstance(record.get("Relationship"), dict):
        return "StartNode" in record["Relationship"]
    return "LEI" in record and (isinstance(record.get("Entity"), dict) or "ExceptionReason" in record)


_NAME: Final = "gleif"
_ZH: Final = "全球法人识别编码（LEI）及其上下级关系"
_EN: Final = "legal entity identifiers (LEI) and their relationships"
_COVERS: Final = ("enterprise", "holds_office_in", "branch_of", "controls", "has_indirect_interest_in", "linked_to")

LOADER = EitherLoader(
    tables=TableLoader(name=_NAME, zh=_ZH, en=_EN, covers=_COVERS, layouts=LAYOUTS),
    documents=JsonLoader(
        name=_NAME,
        zh=_ZH,
        en=_EN,
        covers=_COVERS,
        recognises=recognise,
        handler=load_document,
        elements=_ELEMENTS,
    ),
)
"""The loader of LEI data."""
