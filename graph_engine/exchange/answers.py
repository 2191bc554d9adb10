"""A list of assessments as a notebook shows it (评估清单): a table, and a picture of each case.

Everything that data say stands in the page as text: names are escaped, and a saved page may load and run nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from graph_engine.answers.assessment import Assessment
from graph_engine.assessment.assess import is_flagged
from graph_engine.exchange.frames import assessments_frame
from graph_engine.reports.assessment_picture import assessment_picture
from graph_engine.reports.assessment_table import assessment_table
from graph_engine.reports.table import Table

if TYPE_CHECKING:
    import pandas

_TABLE = "border-collapse:collapse;font-family:system-ui,sans-serif;font-size:14px"
_CELL = "border:1px solid #8a95a5;padding:4px 8px;text-align:left;vertical-align:top"
_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
</head>
<body>
{body}
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of one case, as SVG text."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        return self.svg


class Answers(list[Assessment]):
    """A list of assessments that shows itself in a notebook."""

    def __init__(self, answers: Iterable[Assessment], language: str = "zh") -> None:
        super().__init__(answers)
        self.language = language

    @property
    def flagged(self) -> Answers:
        """Those with a record or a lead, and those without any data."""
        return Answers((answer for answer in self if is_flagged(answer)), self.language)

    def frame(self) -> pandas.DataFrame:
        """The list as a pandas frame, one row an assessment."""
        return assessments_frame(self)

    def picture(self, index: int = 0) -> Picture:
        """The picture of one case: how much, from which event, through whom, and what may not be said."""
        return Picture(assessment_picture(self[index], self.language))

    def save(self, path: Path | str) -> None:
        """Writes one page with the table and the picture of every case; it opens offline and runs nothing."""
        table = assessment_table(self, self.language)
        pictures = "\n".join(f"<p>{self.picture(index).svg}</p>" for index in range(len(self)))
        page = _PAGE.format(language=self.language, title=escape(table.title), body=f"{_html(table)}\n{pictures}")
        Path(path).write_text(page, encoding="utf-8")

    def _repr_html_(self) -> str:
        return _html(assessment_table(self, self.language))


def _html(table: Table) -> str:
    """A table as HTML; every cell is text."""
    heads = "".join(f'<th style="{_CELL}">{escape(head)}</th>' for head in table.heads)
    rows = "\n".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in table.rows)
    notes = "".join(f"<p>{escape(note)}</p>" for note in table.notes)
    caption = f"<caption>{escape(table.title)}</caption>"
    return f'<table style="{_TABLE}">{caption}<thead><tr>{heads}</tr></thead>\n<tbody>{rows}</tbody></table>{notes}'


def _cell(text: str) -> str:
    return f'<td style="{_CELL}">{escape(text).replace(chr(10), "<br>")}</td>'
