"""What kind of thing each id of a load is (实体名录): read through before the first entity is taken.

Relations name their ends by id alone, and a person must not become an enterprise. Memory: an entry an id.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from graph_engine.errors import RowError
from graph_engine.loading import UNDECIDED_PARTY, JsonDocument, Reason, party_kind
from graph_engine.model.parties import PERSON_SOURCE_SCHEME, SOURCE_SCHEME, PartyRef
from loaders.ftm.values import Entity, read_entity

NOT_IN_LOAD: Final = Reason("it names an entity that no file of the load holds", "所引用的实体不在本次装载的文件中")

Kind = Literal["enterprise", "person", "thing", "undecided"]

ENTERPRISES: Final = frozenset(("Company", "Organization", "PublicBody"))
PERSON: Final = "Person"
LEGAL_ENTITY: Final = "LegalEntity"
"""The schema of what may be a person or a company."""
PARTIES: Final = ENTERPRISES | {PERSON, LEGAL_ENTITY}
THINGS: Final = frozenset(
    ("Airplane", "Asset", "BankAccount", "CryptoWallet", "RealEstate", "Security", "Vehicle", "Vessel")
)
_OF_COMPANIES: Final = (
    "registrationNumber",
    "incorporationDate",
    "dissolutionDate",
    "legalForm",
    "leiCode",
    "uscCode",
    "ogrnCode",
    "jurisdiction",
)
"""Properties that only companies have."""


def kind_of(entity: Entity) -> Kind:
    """What an entity is; of a legal entity its properties decide, then its names."""
    if entity.schema in THINGS:
        return "thing"
    if entity.schema != LEGAL_ENTITY:
        return "person" if entity.schema == PERSON else "enterprise"
    if any(entity.texts(name) for name in _OF_COMPANIES):
        return "enterprise"
    kinds = {party_kind(name) for name in entity.texts("name")} - {None}
    return kinds.pop() or "undecided" if len(kinds) == 1 else "undecided"


@dataclass(slots=True)
class Register:
    """The parties and things of a load by id, with the ids under which they were known before, and its addresses."""

    _kinds: dict[str, Kind] = field(default_factory=dict)
    _current: dict[str, str] = field(default_factory=dict)
    _addresses: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, documents: Iterator[JsonDocument]) -> Register:
        """Reads the documents of a load through; what is no entity will be refused when its turn comes."""
        register = cls()
        for document in documents:
            for item in document.items():
                try:
                    entity = read_entity(item.value)
                except RowError:
                    continue
                register._note(entity)
        return register

    def _note(self, entity: Entity) -> None:
        if entity.schema == "Address":
            full = entity.texts("full")
            if full:
                self._addresses[entity.id] = full[0]
        elif entity.schema in PARTIES or entity.schema in THINGS:
            self._kinds[entity.id] = kind_of(entity)
            for other in entity.referents:
                self._current.setdefault(other, entity.id)

    def address(self, number: str) -> str | None:
        """The words of an address by its id."""
        return self._addresses.get(number)

    def party(self, number: str, column: str, source: str) -> PartyRef | None:
        """The party that an id names; `None` for a thing.

        Raises:
            RowError: no file of the load holds it, or it is neither surely a person nor surely an enterprise.
        """
        if number not in self._kinds:
            number = self._current.get(number, number)
        kind = self._kinds.get(number)
        if kind is None:
            raise RowError(NOT_IN_LOAD, column=column, value=number)
        if kind == "undecided":
            raise RowError(UNDECIDED_PARTY, column=column, value=number)
        return None if kind == "thing" else PartyRef(kind, own_key(kind, number, source))


def own_key(kind: str, number: str, source: str) -> str:
    """The key that the source's own id gives a party."""
    return f"{PERSON_SOURCE_SCHEME if kind == 'person' else SOURCE_SCHEME}:{source}:{number}"
