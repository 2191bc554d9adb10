"""Tables through a mapping, a few rows at a time; all of it invented."""

from __future__ import annotations

import json
from typing import Any

from graph_engine.loading.report import LoadReport
from loaders.table import read_mapping, table_loader
from tests.unit.loading.desk import Desk

CODE, OTHER = "91441900MA0000015D", "91441900MA4W6BGB8T"


HEAD = 'mapping = "m"\n'


COMPANY = """
[tables.t.parties.company]
kind = "enterprise"
name = "company"
credit_code = "code"
"""


def load(desk: Desk, mapping: str, *rows: Any, name: str = "t.csv", **options: Any) -> LoadReport:
    """Loads rows, or one JSON document, through a mapping without its first line."""
    file = desk.table(name, rows) if name.endswith(".csv") else desk.write(name, json.dumps(rows[0]))
    return desk.load(table_loader(read_mapping(HEAD + mapping, "test")), file, **options)
