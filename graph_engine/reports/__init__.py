"""Tables, prose and pictures from results; one file each, listed in `REPORTS`.

table.py, svg.py and words.py are what reports are made with; assessment_lane.py is a part of the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from graph_engine.reports.assessment_picture import assessment_picture
from graph_engine.reports.assessment_prose import assessment_prose
from graph_engine.reports.assessment_table import assessment_table
from graph_engine.reports.data_dictionary import data_dictionary
from graph_engine.reports.load_table import load_tables
from graph_engine.reports.quality_chart import quality_chart
from graph_engine.reports.quality_table import quality_tables

REPORTS: Final[Mapping[str, Callable[..., object]]] = {
    "assessment_picture": assessment_picture,
    "assessment_prose": assessment_prose,
    "assessment_table": assessment_table,
    "data_dictionary": data_dictionary,
    "load_table": load_tables,
    "quality_chart": quality_chart,
    "quality_table": quality_tables,
}
"""Every report by the stem of its file."""
