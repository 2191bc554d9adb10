"""What a mapping says (映射): which tables there are, which parties a row names, and which records it makes.

Plain data, made and checked by `loaders.table.reading`; docs/mapping.md is the page for whoever writes one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from graph_engine.loading import Rule
from graph_engine.model.ratios import Scale

PartyChoice = Literal["enterprise", "person", "either", "project", "contact"]
"""What a party is; `either` leaves it to the type that the row states, else to the form of the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """Where a value comes from and how it is read: the first filled of `columns`, or a `constant`.

    `values` translates cells; what it does not list becomes `otherwise`, else the row is refused. `missing` stands
    for an empty cell. A number shorter than `width` has lost its leading zeros. `lenient`: what cannot be read is left
    out by a named rule instead of refusing the row.
    """

    columns: tuple[str, ...] = ()
    constant: str | None = None
    values: Mapping[str, str] | None = None
    otherwise: str | None = None
    missing: str | None = None
    unit: str | None = None
    currency: Value | None = None
    scale: Scale = "percent"
    format: str | None = None
    split: str | None = None
    width: int = 0
    lenient: bool = False

    def names(self) -> Iterator[str]:
        """Every column that it looks at."""
        yield from self.columns
        if self.currency is not None:
            yield from self.currency.names()


@dataclass(frozen=True, slots=True)
class Condition:
    """Cells that must be one of given texts, all of them; the empty text stands for an empty cell."""

    accepted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """For which rows something is done: where all of `when` holds and nothing of `unless`."""

    when: Condition = field(default_factory=Condition)
    unless: Condition = field(default_factory=Condition)

    def names(self) -> Iterator[str]:
        """Every column that it looks at."""
        yield from self.when.accepted
        yield from self.unless.accepted


@dataclass(frozen=True, slots=True)
class Ignored:
    """Rows that are passed over by a rule of the mapping."""

    rule: Rule
    choice: Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Each:
    """The items of a cell that holds several: what is made of them is made once for each.

    They stand apart by `split`; without it a JSON list is one already, and a text is parted at commas, semicolons,
    bars and line ends. `pattern` takes an item apart into named groups. `keep_empty`: an empty cell is one item
    without content, so that what it is a detail of is still made.
    """

    name: str
    column: str
    split: str | None = None
    pattern: re.Pattern[str] | None = None
    keep_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """The row of another table of the same file whose `key` column holds what column `by` holds here."""

    name: str
    table: str
    by: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyMap:
    """A party that a row names, and the cells that name it.

    `fields` are the keywords of `Parties.enterprise` or `Parties.person`; `identifiers` numbers of foreign
    registers by scheme. `scope` is the party within which a bare name holds, `scope_value` a cell that does so.
    """

    name: str
    kind: PartyChoice
    fields: Mapping[str, Value]
    identifiers: Mapping[str, Value] = field(default_factory=dict)
    scope: str | None = None
    scope_value: Value | None = None
    channel: str = ""
    name_suffices: bool = False
    choice: Choice = field(default_factory=Choice)

    def names(self) -> Iterator[str]:
        """Every column that it looks at."""
        for value in (*self.fields.values(), *self.identifiers.values()):
            yield from value.names()
        if self.scope_value is not None:
            yield from self.scope_value.names()
        yield from self.choice.names()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMap:
    """A record that a row makes: its kind, the parties at its ends, its fields, and for which rows.

    `ends` are names of parties: one for a description, source and target for a relation, the subject for an event.
    `key` tells events of one subject apart that have no document number.
    """

    kind: str
    ends: tuple[str, ...]
    fields: Mapping[str, Value]
    key: tuple[str, ...] = ()
    choice: Choice = field(default_factory=Choice)

    def names(self) -> Iterator[str]:
        """Every column that it looks at."""
        for value in self.fields.values():
            yield from value.names()
        yield from self.key
        yield from self.choice.names()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMap:
    """One table: how it is recognised, and what its rows make.

    Every column that it looks at must be in the header, but for those in `optional`; where it looks at none, those in
    `unused`. `rows` is the path to its rows
    in a JSON document, empty for tables. `required` cells must hold a value. `placeholders` are texts that stand
    for nobody. `unused` columns are known and passed over. `repair` names the repair of characters.
    """

    name: str
    titles: tuple[str, ...]
    rows: str
    optional: frozenset[str]
    required: tuple[str, ...]
    unused: tuple[str, ...]
    placeholders: frozenset[str]
    repair: str
    ignored: tuple[Ignored, ...]
    each: Mapping[str, Each]
    lookups: Mapping[str, Lookup]
    parties: Mapping[str, PartyMap]
    records: tuple[RecordMap, ...]

    def each_of(self, column: str) -> Each | None:
        """The list whose items a column speaks of: `parent.share` of the items of `parent`."""
        return self.each.get(column.partition(".")[0])

    def is_own(self, column: str) -> bool:
        """Whether a column is one of the table itself, not of an item or of a row looked up."""
        return self.each_of(column) is None and column.partition(".")[0] not in self.lookups

    def chain_of(self, column: str) -> tuple[str, ...]:
        """The lists on whose items a column hangs, the outermost first."""
        entry = self.each_of(column)
        return () if entry is None else (*self.chain_of(entry.column), entry.name)

    def chains_of(self, record: RecordMap) -> set[tuple[str, ...]]:
        """The lists on whose items a record hangs, by itself and by its parties; one of them holds all others."""
        names = [*record.names()]
        for party in self.parties_of(record):
            names += party.names()
        return {self.chain_of(name) for name in names}

    def chain_of_party(self, name: str) -> tuple[str, ...]:
        """The lists on whose items a party hangs, by itself and by the parties within which it is known."""
        party = self.parties[name]
        chains = [self.chain_of(column) for column in party.names()]
        if party.scope is not None and party.scope in self.parties:
            chains.append(self.chain_of_party(party.scope))
        return max(chains, key=len, default=())

    def parties_of(self, record: RecordMap) -> list[PartyMap]:
        """The parties of a record, and those within which they are known."""
        found: dict[str, PartyMap] = {}
        wanted = list(record.ends)
        while wanted:
            party = self.parties.get(wanted.pop())
            if party is not None and party.name not in found:
                found[party.name] = party
                wanted.append(party.scope or "")
        return list(found.values())

    def columns(self) -> tuple[str, ...]:
        """The columns of the table itself that the mapping looks at, in order of first mention."""
        return tuple(name for name in self.named() if self.is_own(name))

    def named(self) -> tuple[str, ...]:
        """Everything that the mapping looks at in a row: columns, items of lists, and rows looked up."""
        named = [*self.required, *(lookup.by for lookup in self.lookups.values())]
        named += (entry.column for entry in self.each.values())
        named += (name for entry in self.ignored for name in entry.choice.names())
        for party in self.parties.values():
            named += party.names()
        for record in self.records:
            named += record.names()
        return tuple(dict.fromkeys(named))

    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """Columns of which one is enough."""
        values: list[Value] = []
        for party in self.parties.values():
            values += (*party.fields.values(), *party.identifiers.values())
        for record in self.records:
            values += record.fields.values()
        return tuple(value.columns for value in values if len(value.columns) > 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMapping:
    """A whole mapping file (映射文件): its name, its tables, and the hash of what it says."""

    name: str
    hash: str
    tables: tuple[TableMap, ...]

    @property
    def stated(self) -> str:
        """The mapping as the provenance of a load states it: name and hash, so that a change shows."""
        return f"{self.name}@{self.hash[:16]}"

    def covers(self) -> tuple[str, ...]:
        """The kinds of statement that its records make."""
        kinds = [record.kind for table in self.tables for record in table.records]
        if "risk_event" in kinds:
            kinds.append("subject_of")
        return tuple(dict.fromkeys(kinds))
