"""Which company bears a name in a workbook (企业名录): its sheet of basics, read before the sheets of topics.

Sheets of topics name a company by its legal name alone; the vendor's own sheet of basics says which code that is.
So these rows are about that company, and rest on no join by name. Where two companies of a workbook share a name,
and where a file has no sheet of basics, the name stays what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graph_engine.loading.loader import Part, TablePart
from graph_engine.model.identifiers import check_credit_code, check_organisation_code, check_registration_number
from graph_engine.model.names import exact_name
from graph_engine.model.text import clean_text

BASICS: Final = "enterprises"
"""Name of the layout of a sheet of basics."""
_FIELDS: Final = ("company", "credit_code", "organisation_code", "registration_number")


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of a company as its row of basics prints them."""

    credit_code: str | None = None
    organisation_code: str | None = None
    registration_number: str | None = None

    @property
    def usable(self) -> bool:
        """Whether one of them is a key."""
        return (
            check_credit_code(self.credit_code).usable
            or check_organisation_code(self.organisation_code).usable
            or check_registration_number(self.registration_number).usable
        )


class Register:
    """The companies of one workbook by exact legal name. Memory: one entry a company."""

    def __init__(self, parts: Iterable[Part] = ()) -> None:
        self._codes: dict[str, Codes | None] = {}
        for part in parts:
            if isinstance(part, TablePart) and part.layout == BASICS:
                self._read(part)

    def codes_of(self, name: str | None) -> Codes | None:
        """The codes of the one company of that name; `None` if there is none, or several."""
        return self._codes.get(exact_name(name)) if name is not None and self._codes else None

    def _read(self, part: TablePart) -> None:
        for name, codes in _rows(part):
            known = self._codes.setdefault(exact_name(name), codes)
            if known is not None and known != codes:
                self._codes[exact_name(name)] = None


def _rows(part: TablePart) -> Iterator[tuple[str, Codes]]:
    match = part.match
    if match is None:
        return
    places = match.layout.places(match.headers)
    for row in part.table.rows():
        name, *codes = (_cell(row.cells, places.get(field, ())) for field in _FIELDS)
        found = Codes(*codes)
        if name is not None and found.usable:
            yield name, found


def _cell(cells: Sequence[str], places: tuple[int, ...]) -> str | None:
    """The first of a field's columns that holds a value."""
    values = (clean_text(cells[place]) for place in places if place < len(cells))
    return next((value for value in values if value is not None), None)
