"""The Golden Copy's tables (黄金副本表格), and plain lists of entities and of consolidations.

A row is put into the form of the documents, so that both are read by the same words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from graph_engine.loading import Emitter, Layout, Reason, Row, Rule
from loaders.gleif.entities import load_entity
from loaders.gleif.exceptions import load_exception
from loaders.gleif.relations import load_relationship

YEAR_ALONE: Final = Rule("year_alone", "a year without month and day dates nothing", "仅有年份，不作为日期")
UNKNOWN_DIRECTION: Final = Reason("it is not said which end is the child", "未说明哪一端为子公司")

_SEVERAL: Final = range(1, 6)
"""The tables have five columns of what may be repeated."""


def _columns(*headers: str) -> dict[str, tuple[str, ...]]:
    """Fields named by their own headers."""
    return {header: (header,) for header in headers}


def _address(name: str) -> Iterator[str]:
    """The columns of an address."""
    yield from (f"{name}.{part}" for part in ("xmllang", "type", "AddressNumber", "AddressNumberWithinBuilding"))
    yield f"{name}.MailRouting"
    yield from (f"{name}.AdditionalAddressLine.{number}" for number in (1, 2, 3))
    yield from (f"{name}.{part}" for part in ("FirstAddressLine", "City", "Region", "Country", "PostalCode"))


_REGISTRATION: Final = _columns(
    *(
        f"Registration.{name}"
        for name in (
            "InitialRegistrationDate",
            "LastUpdateDate",
            "RegistrationStatus",
            "NextRenewalDate",
            "ManagingLOU",
            "ValidationSources",
            "ValidationDocuments",
            "ValidationReference",
            "ValidationAuthority.ValidationAuthorityID",
            "ValidationAuthority.OtherValidationAuthorityID",
            "ValidationAuthority.ValidationAuthorityEntityID",
        )
    )
)
_OTHER_NAME: Final = "Entity.OtherEntityNames.OtherEntityName"
_NOT_READ: Final = (
    *(
        f"Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName.{number}{part}"
        for number in _SEVERAL
        for part in ("", ".xmllang", ".type")
    ),
    *(
        header
        for name in ("OtherAddress", "TransliteratedOtherAddress")
        for number in _SEVERAL
        for header in _address(f"Entity.{name}es.{name}.{number}")
    ),
    *(
        f"Entity.LegalEntityEvents.LegalEntityEvent.{number}.{part}"
        for number in _SEVERAL
        for part in (
            "LegalEntityEventType",
            "event_status",
            "LegalEntityEventEffectiveDate",
            "LegalEntityEventRecordedDate",
        )
    ),
)
"""Columns of which nothing here has need; a report of the load lists them as such."""
_ENTITY: Final = _columns(
    "LEI",
    "Entity.LegalName",
    "Entity.LegalName.xmllang",
    *(f"{_OTHER_NAME}.{number}{part}" for number in _SEVERAL for part in ("", ".xmllang", ".type")),
    *_address("Entity.LegalAddress"),
    *_address("Entity.HeadquartersAddress"),
    "Entity.RegistrationAuthority.RegistrationAuthorityID",
    "Entity.RegistrationAuthority.OtherRegistrationAuthorityID",
    "Entity.RegistrationAuthority.RegistrationAuthorityEntityID",
    "Entity.LegalJurisdiction",
    "Entity.EntityCategory",
    "Entity.EntitySubCategory",
    "Entity.LegalForm.EntityLegalFormCode",
    "Entity.LegalForm.OtherLegalForm",
    "Entity.EntityStatus",
    "Entity.EntityCreationDate",
    "Entity.EntityExpirationDate",
    "Entity.EntityExpirationReason",
    *(
        f"Entity.SuccessorEntity.{number}.{part}"
        for number in _SEVERAL
        for part in ("SuccessorLEI", "SuccessorEntityName", "SuccessorEntityName.xmllang")
    ),
    "ConformityFlag",
    *_NOT_READ,
)
_RELATIONSHIP: Final = _columns(
    *(f"Relationship.{end}.{part}" for end in ("StartNode", "EndNode") for part in ("NodeID", "NodeIDType")),
    "Relationship.RelationshipType",
    "Relationship.RelationshipStatus",
    *(f"Relationship.Period.{number}.{part}" for number in _SEVERAL for part in ("startDate", "endDate", "periodType")),
    *(
        f"Relationship.Qualifiers.{number}.{part}"
        for number in _SEVERAL
        for part in ("QualifierDimension", "QualifierCategory")
    ),
    *(
        f"Relationship.Quantifiers.{number}.{part}"
        for number in _SEVERAL
        for part in ("MeasurementMethod", "QuantifierAmount", "QuantifierUnits")
    ),
)


def _value(row: Row, *names: str) -> dict[str, Any]:
    """The named cells as read, nested by the points in their names; empty ones stay away."""
    value: dict[str, Any] = {}
    for name in names:
        text = row.raw(name)
        if not text:
            continue
        *path, last = name.split(".")
        place = value
        for part in path:
            place = place.setdefault(part, {})
        place[last] = text
    return value


_ENTITY_READ: Final = (
    "LEI",
    "Entity.LegalName",
    *(f"Entity.LegalAddress.{part}" for part in ("FirstAddressLine", "City", "Region", "Country", "PostalCode")),
    "Entity.RegistrationAuthority.RegistrationAuthorityID",
    "Entity.RegistrationAuthority.RegistrationAuthorityEntityID",
    "Entity.LegalJurisdiction",
    "Entity.EntityCategory",
    "Entity.LegalForm.EntityLegalFormCode",
    "Entity.LegalForm.OtherLegalForm",
    "Entity.EntityStatus",
    "Entity.EntityCreationDate",
    "Entity.EntityExpirationDate",
    "Entity.EntityExpirationReason",
    "Registration.LastUpdateDate",
    "Registration.RegistrationStatus",
)
_RELATIONSHIP_READ: Final = (
    *(f"Relationship.{end}.{part}" for end in ("StartNode", "EndNode") for part in ("NodeID", "NodeIDType")),
    "Relationship.RelationshipType",
    "Relationship.RelationshipStatus",
    "Registration.LastUpdateDate",
    "Registration.RegistrationStatus",
)


def _load_entity(row: Row, emit: Emitter) -> None:
    value = _value(row, *_ENTITY_READ)
    entity = value.setdefault("Entity", {})
    entity["OtherEntityNames"] = [
        {"OtherEntityName": row.text(f"{_OTHER_NAME}.{number}"), "type": row.text(f"{_OTHER_NAME}.{number}.type")}
        for number in _SEVERAL
    ]
    entity["SuccessorEntities"] = [
        {"SuccessorLEI": lei}
        for number in _SEVERAL
        if (lei := row.text(f"Entity.SuccessorEntity.{number}.SuccessorLEI")) is not None
    ]
    lines = (row.text(f"Entity.LegalAddress.AdditionalAddressLine.{number}") for number in (1, 2, 3))
    entity.setdefault("LegalAddress", {})["AdditionalAddressLine"] = [line for line in lines if line is not None]
    load_entity(value, emit)


def _load_relationship(row: Row, emit: Emitter) -> None:
    value = _value(row, *_RELATIONSHIP_READ)
    names = {"StartDate": "startDate", "EndDate": "endDate", "PeriodType": "periodType"}
    value.setdefault("Relationship", {})["RelationshipPeriods"] = [
        {name: row.text(f"Relationship.Period.{number}.{column}") for name, column in names.items()}
        for number in _SEVERAL
    ]
    load_relationship(value, emit)


def _load_exception(row: Row, emit: Emitter) -> None:
    value: dict[str, Any] = _value(row, "LEI")
    reasons = (row.text(f"Exception.Reason.{number}") for number in _SEVERAL)
    value["ExceptionReason"] = [reason for reason in reasons if reason is not None]
    load_exception(value, emit)


def _load_plain_entity(row: Row, emit: Emitter) -> None:
    entity = {"LegalName": row.text("legal_name"), "LegalJurisdiction": row.text("country")}
    load_entity({"LEI": row.text("lei"), "Entity": entity}, emit)


def _load_plain_relationship(row: Row, emit: Emitter) -> None:
    if row.text("relation_direction") != "child_to_parent":
        raise row.refuse(UNKNOWN_DIRECTION, "relation_direction")
    stated = {
        "StartNode": {"NodeID": row.text("firm_i")},
        "EndNode": {"NodeID": row.text("firm_j")},
        "RelationshipType": row.text("relation_type"),
    }
    if row.text("year") is not None:
        emit.leave_out(YEAR_ALONE)
    load_relationship({"Relationship": stated}, emit)


LAYOUTS: Final = (
    Layout(
        name="level 1",
        columns={**_ENTITY, **_REGISTRATION},
        required=("LEI", "Entity.LegalName"),
        handler=_load_entity,
    ),
    Layout(
        name="level 2",
        columns={**_RELATIONSHIP, **_REGISTRATION},
        required=("Relationship.StartNode.NodeID", "Relationship.EndNode.NodeID", "Relationship.RelationshipType"),
        handler=_load_relationship,
    ),
    Layout(
        name="reporting exceptions",
        columns=_columns(
            "LEI",
            "Exception.Category",
            *(f"Exception.{kind}.{number}" for number in _SEVERAL for kind in ("Reason", "Reference")),
        ),
        required=("LEI", "Exception.Category", "Exception.Reason.1"),
        handler=_load_exception,
    ),
    Layout(
        name="entities of a network",
        columns=_columns("lei", "legal_name", "legal_name_clean", "country", "in_relationships"),
        required=("lei", "legal_name"),
        handler=_load_plain_entity,
    ),
    Layout(
        name="edges of a network",
        columns=_columns("firm_i", "firm_j", "relation_type", "relation_direction", "year", "weight"),
        required=("firm_i", "firm_j", "relation_type", "relation_direction"),
        handler=_load_plain_relationship,
    ),
)
"""What such tables may be, by their headers."""
