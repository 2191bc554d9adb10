"""Every report is in the catalogue, under the name of its file."""

from __future__ import annotations

from pathlib import Path

import graph_engine.reports as reports

MADE_WITH = {"table", "svg", "words", "assessment_lane"}


def test_the_catalogue_lists_every_report_by_its_file() -> None:
    stems = {path.stem for path in Path(reports.__file__).parent.glob("*.py")} - {"__init__"}
    assert stems >= MADE_WITH
    assert set(reports.REPORTS) == stems - MADE_WITH


def test_each_entry_is_made_in_the_file_of_its_name() -> None:
    assert {name: make.__module__.rpartition(".")[2] for name, make in reports.REPORTS.items()} == {
        name: name for name in reports.REPORTS
    }
