"""Sector lists (领域名单): who was entered into which list, when, by whom, why, and when it left.

严重违法失信、经营异常、重大税收违法、拖欠农民工工资、安全生产、政府采购、招标投标、社保、医保、海关、统计、价格、环保信用评价、
拖欠中小企业款项 and others. Which list it is, a column says, else the title of the sheet or file, else the columns that
only one list has. What an entry means in law, the policy decides.

A person stands on a list by a decision of its own (拖欠农民工工资 lists persons too). A representative whom an entry
of an enterprise names was in post on that day, and is not listed.
"""

from __future__ import annotations

from graph_engine.loading import Emitter, Layout, Row, TableLoader
from loaders.lists.columns import COMMON, RATING, TAX, TAX_ARREARS, WAGES, Columns
from loaders.lists.entries import add_entry

_NO_LIST = ("penalty", "later", "case")
_WHEN = ("listed_on", "decided_on", "published_on")
_WHY = ("reason", "conduct", "basis", "list_name", "number", "facts", "decision", "grade", "amount", "customs_code")


def _family(name: str, category: str | None, own: Columns, *required: str | tuple[str, ...]) -> Layout:
    """The layout of one family of lists; with a category, its own columns say which list it is."""

    def handler(row: Row, emit: Emitter) -> None:
        add_entry(row, emit, category)

    return Layout(
        name=name,
        columns={**COMMON, **own},
        required=("name", *required),
        handler=handler,
        absent=_NO_LIST,
    )


LOADER = TableLoader(
    name="lists",
    zh="领域严重失信主体名单、异常名录及其他名单",
    en="sector lists: serious dishonesty, abnormal operation, ratings, arrears",
    covers=("risk_event", "subject_of", "legal_representative_of"),
    layouts=(
        _family("list", None, {}, (*_WHEN, "year"), _WHY),
        _family("tax", "tax_serious_list", TAX, "case_kind", (*_WHEN, "authority", "publisher")),
        _family("tax_arrears", "tax_arrears", TAX_ARREARS, "tax_kind", "amount"),
        _family("wages", "wage_arrears_list", WAGES, ("amount", "workers"), _WHEN),
        _family("rating", "environment_rating", RATING, "grade"),
    ),
)
