"""Answers and the known graph as pandas frames, and back; the one file that knows pandas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from graph_engine.answers.assessment import Assessment
from graph_engine.answers.writing import MICRO
from graph_engine.exchange.graph import KnownGraph, Row
from graph_engine.model import schema
from graph_engine.reports.assessment_table import CSV_HEADS, csv_rows

if TYPE_CHECKING:
    import pandas

_NUMBERS: Final = ("hazard_total", "hazard_own", "hazard_parties", "hazard_linked", "score", "low", "high")
_TYPES: Final = {schema.Type.INTEGER: "Int64", schema.Type.BOOLEAN: "boolean"}


def assessments_frame(answers: Sequence[Assessment]) -> pandas.DataFrame:
    """One row an assessment, columns as in the command line's CSV. Without data numbers are missing, never 0.

    Numbers are floats, each the nearest to its printed six decimals; where sums must be exact, take the answers.
    """
    import pandas

    frame = pandas.DataFrame(csv_rows(answers), columns=list(CSV_HEADS), dtype="string")
    frame = frame.mask(frame == "")
    for name in _NUMBERS:
        frame[name] = (pandas.to_numeric(frame[name]).astype("Float64") * MICRO).round() / MICRO
    return frame


def to_frames(graph: KnownGraph) -> tuple[pandas.DataFrame, pandas.DataFrame]:
    """(nodes, edges), a row each; whole numbers stay whole where some are missing."""
    return _frame(graph.nodes, ("node", "kind", "name")), _frame(graph.edges, ("relation", "source", "target"))


def from_frames(nodes: pandas.DataFrame, edges: pandas.DataFrame) -> KnownGraph:
    """The rows of two frames with columns of these names."""
    return KnownGraph(_rows(nodes), _rows(edges))


def _frame(rows: Sequence[Row], first: tuple[str, ...]) -> pandas.DataFrame:
    import pandas

    names = list(dict.fromkeys((*first, *(name for row in rows for name in row))))
    columns = {name: pandas.Series([row.get(name) for row in rows], dtype=_dtype(name)) for name in names}
    return pandas.DataFrame(columns)


def _dtype(name: str) -> str:
    return _TYPES.get(_PROPERTIES[name], "object") if name in _PROPERTIES else "object"


_PROPERTIES: Final = {prop.name: prop.type for kind in schema.STATEMENT_KINDS for prop in schema.own_properties(kind)}


def _rows(frame: pandas.DataFrame) -> tuple[Row, ...]:
    """Rows without what is missing, numbers as Python's own, so that they can be written as JSON."""
    names = [str(name) for name in frame.columns]
    records = zip(*(frame[name].tolist() for name in frame.columns), strict=True)
    return tuple(
        {name: _plain(value) for name, value in zip(names, record, strict=True) if not _is_missing(value)}
        for record in records
    )


def _is_missing(value: Any) -> bool:
    import pandas

    return value is None or value is pandas.NA or value is pandas.NaT or (isinstance(value, float) and value != value)


def _plain(value: Any) -> Any:
    """Whole floats are whole numbers (a column with gaps makes floats of them); timestamps are days."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return list(value) if isinstance(value, (tuple, set, frozenset)) else value
