"""The parties of a row (当事人) as a mapping names them, through the kit's one way of building parties."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from graph_engine.errors import RowError
from graph_engine.loading import UNDECIDED_PARTY, Emitter, is_credit_code, party_kind, project_party
from graph_engine.loading.redaction import mask_numbers
from graph_engine.loading.register_numbers import register_number
from graph_engine.model.identifiers import check_resident_id
from graph_engine.model.names import exact_name
from graph_engine.model.parties import NAME_SCHEME, PartyRef
from graph_engine.model.text import refused
from loaders.table.cells import Cells
from loaders.table.mapping import PartyMap, TableMap
from loaders.table.reading import SOURCE_SCOPE
from loaders.table.reasons import COARSE_ADDRESS, MALFORMED_NUMBER, UNREADABLE_CONTACT

_KEYS: Final = ("credit_code", "organisation_code", "registration_number", "lei", "source_id")
_HOUSE: Final = re.compile(r"[0-9０-９]|[一二三四五六七八九十百]+[号栋座楼层室组队房]")


class RowParties:
    """Builds the parties of one row, each once for the items that it hangs on.

    `described` are the enterprises of which the row's records describe more, `chains` the lists on whose items each
    party hangs.
    """

    __slots__ = ("_built", "_chains", "_described", "_emit", "_table")

    def __init__(
        self, table: TableMap, emit: Emitter, described: frozenset[str], chains: Mapping[str, tuple[str, ...]]
    ) -> None:
        self._table = table
        self._emit = emit
        self._described = described
        self._chains = chains
        self._built: dict[tuple[object, ...], PartyRef | None] = {}

    def party(self, name: str, cells: Cells) -> PartyRef | None:
        """The party of that name; `None` where the row's cells name none.

        Raises:
            RowError: the cells name a party that cannot be understood.
        """
        key = (name, *(id(cells.items[entry]) for entry in self._chains[name]))
        if key not in self._built:
            self._built[key] = self._build(self._table.parties[name], cells)
        return self._built[key]

    def _build(self, party: PartyMap, cells: Cells) -> PartyRef | None:
        if not cells.fits(party.choice):
            return None
        words = self._identified(party, {field: cells.word(value) for field, value in party.fields.items()})
        others = self._numbers(party, cells)
        if not others and not any(word for field, word in words.items() if field not in ("document_type", "type_text")):
            return None
        if party.kind == "project":
            name = words.get("name") or words.get("number")
            number = words.get("number")
            number = None if number is None else self._emit.parties.own_id(number)
            return project_party(self._emit.source, number, mask_numbers(name or ""))
        if party.kind == "contact":
            return self._contact(party.channel, words["text"] or "")
        kind = party.kind if party.kind != "either" else self._kind(party, words, others)
        scope = self._scope(party, cells)
        if kind == "person":
            return self._emit.parties.person(
                name=words.get("name"),
                scope=scope,
                id_number=words.get("id_number") or (words.get("credit_code") if party.kind == "either" else None),
                masked_id=words.get("masked_id"),
                source_id=words.get("source_id"),
                document_type=words.get("document_type"),
                column=_column(party, "name", "source_id"),
            )
        return self._enterprise(party, words, others, scope)

    @staticmethod
    def _identified(party: PartyMap, words: dict[str, str | None]) -> dict[str, str | None]:
        """The words, with an ID number that stands in the place of a person's own identifier where it belongs."""
        if party.kind not in ("person", "either") or words.get("id_number"):
            return words
        number = check_resident_id(words.get("source_id")).number
        return words if number is None else {**words, "source_id": None, "id_number": number}

    def _enterprise(
        self,
        party: PartyMap,
        words: dict[str, str | None],
        others: list[tuple[str, str]],
        scope: PartyRef | str | None,
    ) -> PartyRef:
        name = words.get("name")
        by_name_only = not others and not any(words.get(field) for field in _KEYS)
        if by_name_only and isinstance(scope, PartyRef) and exact_name(name or "") == exact_name(scope.name or ""):
            return scope
        built = self._emit.parties.enterprise(
            name=name,
            credit_code=words.get("credit_code"),
            organisation_code=words.get("organisation_code"),
            registration_number=words.get("registration_number"),
            lei=words.get("lei"),
            others=others,
            source_id=words.get("source_id"),
            scope=scope,
            name_suffices=party.name_suffices,
            described=party.name in self._described,
            column=_column(party, "credit_code", "name"),
        )
        if party.scope == SOURCE_SCOPE and name is not None and not built.is_local:
            # Other rows of the source name this enterprise by its name alone.
            known_as = f"{NAME_SCHEME}:{exact_name(mask_numbers(name))}@{_register(self._emit)}"
            built = built._replace(aliases=(*built.aliases, known_as))
        return built

    def _numbers(self, party: PartyMap, cells: Cells) -> list[tuple[str, str]]:
        """Numbers of foreign registers in the form in which their register writes them."""
        found: list[tuple[str, str]] = []
        for scheme, value in party.identifiers.items():
            number = cells.word(value)
            if number is None:
                continue
            normal = register_number(scheme, number)
            if normal is None:
                self._emit.leave_out(MALFORMED_NUMBER)
            else:
                found.append((scheme, normal))
        return found

    def _kind(self, party: PartyMap, words: dict[str, str | None], others: list[tuple[str, str]]) -> str:
        numbered = others or words.get("organisation_code") or words.get("registration_number")
        if numbered or is_credit_code(words.get("credit_code")):
            return "enterprise"
        if words.get("id_number"):
            return "person"
        name = words.get("name") or ""
        found = party_kind(name, words.get("type_text"))
        if found is None:
            raise refused(UNDECIDED_PARTY, column=_column(party, "name"), value=name)
        return found

    def _scope(self, party: PartyMap, cells: Cells) -> PartyRef | str | None:
        if party.scope_value is not None:
            word = cells.word(party.scope_value)
            return None if word is None else f"table:{self._emit.source}:{mask_numbers(word)}"
        if party.scope == SOURCE_SCOPE:
            return _register(self._emit)
        return None if party.scope is None else self.party(party.scope, cells)

    def _contact(self, channel: str, text: str) -> PartyRef | None:
        if channel == "address" and not _HOUSE.search(text):
            self._emit.leave_out(COARSE_ADDRESS)
            return None
        try:
            return self._emit.parties.contact(channel, text)
        except RowError:
            self._emit.leave_out(UNREADABLE_CONTACT)
            return None


def _register(emit: Emitter) -> str:
    """The scope in which a source knows its enterprises by name alone."""
    return f"register:{emit.source}"


def _column(party: PartyMap, *fields: str) -> str:
    """The header to show when the party is refused."""
    return next((name for field in fields if field in party.fields for name in party.fields[field].columns), "")
