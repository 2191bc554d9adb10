"""The loaders' kit (装载工具): files to rows, rows to records, records to a stage, a stage to the store.

A loader imports all that it needs from here. It is data: a `TableLoader` with a `Layout` for each kind of
table and a function for a row, a `JsonLoader` with a function for a document (JSON, or XML whose record elements
it names), or an `EitherLoader` of both; where rows refer to each other it `surveys` the whole load first. The
function reads the row, builds parties with `emit.parties`, and hands records to `emit.add`; or it says
`emit.ignore(rule)`; or it raises the RowError of `row.refuse(reason, field)`. Files, encodings, headers,
counting, quarantine, ID numbers, staging and the store are the kit's.
"""

from graph_engine.loading.emit import Emitter
from graph_engine.loading.json_items import JsonItem
from graph_engine.loading.layout import Layout
from graph_engine.loading.list_names import list_category, names_a_list, praises
from graph_engine.loading.loader import EitherLoader, JsonDocument, JsonLoader, Loader, Recognition, TableLoader
from graph_engine.loading.matters import (
    coded_project,
    event_party,
    listing_matter,
    matter_key,
    project_party,
    unnumbered_matter,
)
from graph_engine.loading.parties import CodeFinding, Parties, is_credit_code, key_of_codes
from graph_engine.loading.party_kind import PartyKind, party_kind
from graph_engine.loading.reasons import (
    MISSING_VALUE,
    NO_KEY,
    NO_NAME,
    NOT_A_RATIO,
    NOT_AN_AMOUNT,
    TOTAL,
    UNDECIDED_PARTY,
    VENDOR_UNMATCHED,
    Reason,
    Rule,
)
from graph_engine.loading.subjects import add_representative, subject_of
from graph_engine.loading.table import Row
from graph_engine.model.document_numbers import fold_number

__all__ = [
    "MISSING_VALUE",
    "NOT_AN_AMOUNT",
    "NOT_A_RATIO",
    "NO_KEY",
    "NO_NAME",
    "TOTAL",
    "UNDECIDED_PARTY",
    "VENDOR_UNMATCHED",
    "CodeFinding",
    "EitherLoader",
    "Emitter",
    "JsonDocument",
    "JsonItem",
    "JsonLoader",
    "Layout",
    "Loader",
    "Parties",
    "PartyKind",
    "Reason",
    "Recognition",
    "Row",
    "Rule",
    "TableLoader",
    "add_representative",
    "coded_project",
    "event_party",
    "fold_number",
    "is_credit_code",
    "key_of_codes",
    "list_category",
    "listing_matter",
    "matter_key",
    "names_a_list",
    "party_kind",
    "praises",
    "project_party",
    "subject_of",
    "unnumbered_matter",
]
