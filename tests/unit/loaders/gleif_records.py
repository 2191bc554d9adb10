"""Records of the LEI system as its files give them, for the tests of each level."""

from __future__ import annotations

import json
from typing import Any

from graph_engine.loading.report import LoadReport
from loaders import LOADERS
from tests.contract.loader_samples import lei
from tests.unit.loading.desk import Desk

GLEIF = LOADERS["gleif"]


ONE, TWO, THREE = lei(1), lei(2), lei(3)


PERIOD = ("2020-01-02T00:00:00Z", None, "RELATIONSHIP_PERIOD")
USCC = "91441900MA0000015D"


def entity(code: str = ONE, *, registration: str = "ISSUED", **members: Any) -> dict[str, Any]:
    return {
        "LEI": code,
        "Entity": {"LegalName": "Entity One Ltd", "EntityStatus": "ACTIVE", **members},
        "Registration": {"RegistrationStatus": registration, "LastUpdateDate": "2024-02-03T08:00:00Z"},
    }


def relation(
    kind: str = "IS_DIRECTLY_CONSOLIDATED_BY",
    *periods: tuple[str | None, str | None, str],
    child: str = ONE,
    parent: str = TWO,
    status: str = "ACTIVE",
    registration: str = "PUBLISHED",
    **members: Any,
) -> dict[str, Any]:
    return {
        "Relationship": {
            "StartNode": {"NodeID": child, "NodeIDType": "LEI"},
            "EndNode": {"NodeID": parent, "NodeIDType": "LEI"},
            "RelationshipType": kind,
            "RelationshipPeriods": [
                {"StartDate": first, "EndDate": last, "PeriodType": period} for first, last, period in periods
            ],
            "RelationshipStatus": status,
        },
        "Registration": {"RegistrationStatus": registration},
        **members,
    }


def exception(*reasons: str, code: str = ONE) -> dict[str, Any]:
    return {
        "LEI": code,
        "ExceptionCategory": "DIRECT_ACCOUNTING_CONSOLIDATION_PARENT",
        "ExceptionReason": reasons[0] if len(reasons) == 1 else list(reasons),
    }


OTHER = entity(lei(99), LegalName="Another Ltd")


"""So that a load of what is passed over is a load at all."""


def load(desk: Desk, *records: Any, name: str = "a.json") -> LoadReport:
    return desk.load(GLEIF, desk.write(name, json.dumps([*records, OTHER], ensure_ascii=False)))


def described(desk: Desk) -> dict[str, Any]:
    (found,) = (row for row in desk.kept.of("enterprise") if row["name"] != "Another Ltd")
    return found
