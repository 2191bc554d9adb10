"""Who stands on the list (名单条目): read through before the first row is taken, for rows name each other.

Memory: a number and a name an entry.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from graph_engine.loading import Reason, Row, Rule
from graph_engine.model.parties import PERSON_SOURCE_SCHEME, SOURCE_SCHEME, PartyRef
from loaders.ofac import links

UNKNOWN_TYPE: Final = Reason("a type of entry that the list does not have", "名单中没有的条目类型")

ENTRIES: Final = "entries"
ADDRESSES: Final = "addresses"
"""The two layouts."""

Kind = Literal["enterprise", "person"] | None

_EMPTY: Final = "-0-"
_KINDS: Final[dict[str | None, Kind]] = {None: "enterprise", "individual": "person", "vessel": None, "aircraft": None}


def value_of(row: Row, field: str) -> str | None:
    """A cell as a value; `-0-` stands for none."""
    text = row.text(field)
    return None if text == _EMPTY else text


def kind_of(row: Row) -> Kind:
    """What an entry is: an organisation where the list says nothing; `None` for a vessel or aircraft.

    Raises:
        RowError: the list calls it something else.
    """
    found = _folded_type(row)
    if found not in _KINDS:
        raise row.refuse(UNKNOWN_TYPE, "type")
    return _KINDS[found]


def _folded_type(row: Row) -> str | None:
    found = value_of(row, "type")
    return None if found is None else found.casefold()


@dataclass(slots=True)
class Entries:
    """The entries of all lists of a load: their kinds by number, and who bears a name."""

    kinds: dict[str, Kind] = field(default_factory=dict)
    _bearers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Numbers by the name without its final dot."""

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Entries:
        """Reads the lists of a load through; what is no entry will be refused when its turn comes."""
        entries = cls()
        for row in rows:
            if row.layout == ENTRIES:
                number, name, kind = row.text("number"), row.text("name"), _folded_type(row)
                if number is not None and name is not None and kind in _KINDS and number not in entries.kinds:
                    entries.kinds[number] = _KINDS[kind]
                    entries._bearers[links.folded(name)].append(number)
        return entries

    def party(self, number: str, source: str) -> PartyRef:
        """The party of an entry, which its own row describes."""
        if self.kinds[number] == "person":
            return PartyRef("person", f"{PERSON_SOURCE_SCHEME}:{source}:{number}")
        return PartyRef("enterprise", f"{SOURCE_SCHEME}:{source}:{number}")

    def bearer_of(self, name: str) -> str | Rule:
        """The number of the one entry that bears a name, else the rule by which the link is left out.

        Of several bearers none is chosen, even where one is printed alike: the list drops and adds final dots.
        """
        found = self._bearers.get(links.folded(name), [])
        if not found:
            return links.TO_NO_ENTRY
        if len(found) > 1:
            return links.TO_A_SHARED_NAME
        return links.TO_A_THING if self.kinds[found[0]] is None else found[0]
