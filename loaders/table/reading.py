"""Mapping files read and checked (映射文件校验): every fault is found in one pass, with table, key and reason."""

from __future__ import annotations

import json
import re
import tomllib
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, cast

from graph_engine.errors import Fault, MappingError
from graph_engine.loading import Rule
from graph_engine.loading.layout import fold_header
from graph_engine.model import schema
from graph_engine.model.vocabulary import CONTACT_CHANNELS
from graph_engine.policy.reading import unknown
from loaders.table.fields import FIELDS
from loaders.table.mapping import (
    Each,
    Ignored,
    Lookup,
    PartyChoice,
    PartyMap,
    RecordMap,
    TableMap,
    TableMapping,
    Value,
)
from loaders.table.repairs import REPAIRS
from loaders.table.section import Section
from loaders.table.units import unit_of_header
from loaders.table.value_reading import WORDS, ValueReading, check_keys, check_words, keys_of, read_choice

SOURCE_SCOPE: Final = "source"
"""The scope in which every enterprise of the source is known by its name alone."""

PARTY_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "enterprise": ("name", "credit_code", "organisation_code", "registration_number", "lei", "source_id"),
    "person": ("name", "id_number", "masked_id", "document_type", "source_id"),
    "either": (
        "name",
        "type_text",
        "credit_code",
        "organisation_code",
        "registration_number",
        "id_number",
        "document_type",
        "source_id",
    ),
    "project": ("name", "number"),
    "contact": ("text",),
}
"""The fields of each kind of party."""

_NAME = re.compile(r"[\w\-]{1,40}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9_\-]{1,30}")
_PATH = re.compile(r"(\*|[^.*]+)(\.(\*|[^.*]+))*")


def open_mapping(path: Path) -> TableMapping:
    """The mapping that a file holds.

    Raises:
        MappingError: it cannot be read, or has faults; all of them are listed.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise MappingError(str(path), [Fault("file", error.strerror or str(error))]) from error
    except UnicodeDecodeError as error:
        raise MappingError(str(path), [Fault("file", "is no UTF-8")]) from error
    return read_mapping(text, str(path))


def read_mapping(text: str, where: str) -> TableMapping:
    """The mapping that a TOML text holds; `where` names it in the error.

    Raises:
        MappingError: it is no TOML, or has faults; all of them are listed.
    """
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise MappingError(where, [Fault("TOML", str(error))]) from error
    faults: list[Fault] = []
    root = Section(data, "", faults)
    name = root.text("mapping")
    if name and not _NAME.fullmatch(name):
        root.fault("mapping", "use 1 to 40 letters, digits, dashes and underscores")
    named = root.child("values", required=False)
    lists = {key: named.dictionary(key) for key in named.names_inside()}
    tables = root.entries("tables", lambda key, section: _TableReading(key, section, lists).read())
    root.close()
    for table in tables.values():
        for lookup in table.lookups.values():
            if lookup.table not in tables:
                root.fault(f"tables.{table.name}.lookup.{lookup.name}.table", unknown(lookup.table, tables))
    if not tables and not faults:
        root.fault("tables", "must hold at least one table")
    if faults:
        raise MappingError(where, faults)
    return TableMapping(name=name, hash=_hash(data), tables=tuple(tables.values()))


def _hash(data: dict[str, Any]) -> str:
    """The hash of what a mapping says; comments, order of keys and layout of the file play no part."""
    return sha256(json.dumps(data, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


class _TableReading:
    """Reads one table of a mapping."""

    def __init__(self, name: str, section: Section, lists: dict[str, dict[str, str]]) -> None:
        self.name = name
        self.section = section
        self.values = ValueReading(lists)
        self.each: dict[str, Each] = {}

    def read(self) -> TableMap:
        section = self.section
        before = section.fault_count
        self.each = section.entries("each", self._each) if section.has("each") else {}
        self._check_circles()
        parties = section.entries("parties", self._party) if section.has("parties") else {}
        records = tuple(self._record(entry, parties) for entry in section.rows("records"))
        ignored = tuple(self._ignored(entry) for entry in section.rows("ignore"))
        self._check_scopes(parties)
        table = TableMap(
            name=self.name,
            titles=section.names("titles"),
            rows=self._path("rows"),
            optional=frozenset(section.names("optional")),
            required=section.names("required"),
            unused=section.names("unused"),
            placeholders=frozenset(word.casefold() for word in section.names("placeholders")),
            repair=section.choice("repair", REPAIRS) if section.has("repair") else "",
            ignored=ignored,
            each=self.each,
            lookups=section.entries("lookup", self._lookup_table) if section.has("lookup") else {},
            parties=parties,
            records=records,
        )
        if not records and not ignored:
            section.fault("records", "a table makes records, or its rows are ignored by a rule")
        if section.fault_count == before:
            self._check_columns(table)
        return table

    # ------------------------------------------------------------------ parts

    def _each(self, name: str, entry: Section) -> Each:
        pattern = None
        if entry.has("pattern"):
            try:
                pattern = re.compile(entry.text("pattern"))
            except re.error as error:
                entry.fault("pattern", f"no regular expression: {error}")
        return Each(
            name=name,
            column=entry.text("column"),
            split=entry.word("split"),
            pattern=pattern,
            keep_empty=entry.flag("keep_empty", False),
        )

    def _lookup_table(self, name: str, entry: Section) -> Lookup:
        lookup = Lookup(name=name, table=entry.text("table"), by=entry.text("by"), key=entry.text("key"))
        if lookup.by.partition(".")[0] in (name, *self.each):
            entry.fault("by", "must be a column of the table; give the lookup a name of its own")
        return lookup

    def _check_circles(self) -> None:
        for name in list(self.each):
            seen: set[str] = set()
            at: Each | None = self.each[name]
            while at is not None and at.name not in seen:
                seen.add(at.name)
                at = self.each.get(at.column.partition(".")[0])
            if at is not None:
                self.section.fault(f"each.{name}.column", "speaks of its own items; give the list a name of its own")
                self.each = {}
                return

    def _party(self, name: str, entry: Section) -> PartyMap:
        kind = cast("PartyChoice", entry.choice("kind", PARTY_FIELDS))
        if name == SOURCE_SCOPE:
            entry.fault("", f"'{SOURCE_SCOPE}' means the whole source; give the party another name")
        fields = {key: self.values.value(entry, key) for key in PARTY_FIELDS[kind] if entry.has(key)}
        identifiers: dict[str, Value] = {}
        if kind in ("enterprise", "either") and entry.has("identifiers"):
            numbers = entry.child("identifiers")
            for scheme in numbers.names_inside():
                if not _SCHEME.fullmatch(scheme):
                    numbers.fault(scheme, "no name of a register's scheme, such as GB-COH")
                identifiers[scheme] = self.values.value(numbers, scheme)
        for key, value in (*fields.items(), *identifiers.items()):
            check_keys(entry, key, value, WORDS)
        scope, scope_value = self._scope(entry, kind)
        naming = {*PARTY_FIELDS[kind]} if kind in ("enterprise", "contact") else {"name", "source_id", "id_number"}
        if not naming & set(fields) and not identifiers:
            entry.fault("", f"nothing names this {kind}; give it one of: {', '.join(PARTY_FIELDS[kind])}")
        return PartyMap(
            name=name,
            kind=kind,
            fields=fields,
            identifiers=identifiers,
            scope=scope,
            scope_value=scope_value,
            channel=entry.choice("channel", CONTACT_CHANNELS) if kind == "contact" else "",
            name_suffices=kind in ("enterprise", "either") and entry.flag("name_suffices", False),
            choice=read_choice(entry),
        )

    def _scope(self, entry: Section, kind: str) -> tuple[str | None, Value | None]:
        if kind in ("project", "contact") or not entry.has("scope"):
            return None, None
        if entry.holds_table("scope"):
            return None, self.values.value(entry, "scope")
        scope = entry.text("scope")
        if scope == SOURCE_SCOPE and kind != "enterprise":
            entry.fault("scope", "persons are never known by their name in a whole source")
        return scope, None

    def _check_scopes(self, parties: dict[str, PartyMap]) -> None:
        for party in parties.values():
            seen = {party.name}
            scope = party.scope
            while scope is not None and scope != SOURCE_SCOPE:
                if scope not in parties:
                    self.section.fault(f"parties.{party.name}.scope", unknown(scope, (*parties, SOURCE_SCOPE)))
                    break
                if scope in seen:
                    self.section.fault(f"parties.{party.name}.scope", "leads back to the party itself")
                    break
                seen.add(scope)
                scope = parties[scope].scope
            scoped = party.scope is not None or party.scope_value is not None
            known = scoped or {"source_id", "id_number"} & set(party.fields)
            if party.kind in ("person", "either") and not known:
                self.section.fault(
                    f"parties.{party.name}.scope", "missing: a person known by name alone needs the party that names it"
                )

    def _record(self, entry: Section, parties: dict[str, PartyMap]) -> RecordMap:
        kind = entry.choice("kind", FIELDS)
        ends = tuple(self._end(entry, key, kind, kinds, parties) for key, kinds in _ends_of(kind))
        fields = {key: self.values.value(entry, key) for key in FIELDS[kind] if entry.has(key)}
        for key, value in fields.items():
            check_keys(entry, key, value, keys_of(kind, key))
            check_words(entry, kind, key, value)
            if key == "amount":
                self._check_unit(entry, key, value)
        if kind == "risk_event" and "category" not in fields:
            entry.fault("category", "missing")
        described = parties.get(ends[0]) if len(ends) == 1 and kind != "risk_event" else None
        if described is not None and not {"name", "number"} & set(described.fields):
            entry.fault("party", f"'{described.name}' has no column for its name, so nothing can be described")
        apart = entry.names("key") if kind == "risk_event" else ()
        record = RecordMap(kind=kind, ends=ends, fields=fields, key=apart, choice=read_choice(entry))
        entry.close()
        return record

    def _end(self, entry: Section, key: str, kind: str, kinds: tuple[str, ...], parties: dict[str, PartyMap]) -> str:
        name = entry.text(key)
        if not name:
            return name
        if name not in parties:
            entry.fault(key, unknown(name, parties))
            return name
        stands = {"person", "enterprise"} if parties[name].kind == "either" else {parties[name].kind}
        if not stands <= set(kinds):
            entry.fault(key, f"a party of kind '{parties[name].kind}' cannot stand here; allowed: {', '.join(kinds)}")
        return name

    def _ignored(self, entry: Section) -> Ignored:
        name = entry.text("rule")
        if name and not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            entry.fault("rule", "a rule's name is lower-case letters, digits and underscores")
        rule = Rule(name or "unnamed", entry.text("en"), entry.text("zh"))
        ignored = Ignored(rule, read_choice(entry))
        entry.close()
        return ignored

    def _check_unit(self, entry: Section, key: str, value: Value) -> None:
        if value.unit is None and not any(unit_of_header(column) for column in value.columns):
            entry.fault(key, "say the unit, 元 or 万元: no header names it")

    def _path(self, key: str) -> str:
        path = self.section.text(key, "")
        if path and not _PATH.fullmatch(path):
            self.section.fault(key, "a path is names and stars joined by points, such as nodes.*")
        return path

    # ------------------------------------------------------------------ the whole table

    def _check_columns(self, table: TableMap) -> None:
        """Headers must tell columns apart, and what hangs on items of two lists cannot be made."""
        folded: dict[str, str] = {}
        for header in (*table.columns(), *table.unused):
            key = fold_header(header)
            if not key:
                self.section.fault(header, "a header has at least one letter or digit")
            elif folded.setdefault(key, header) != header:
                self.section.fault(header, f"cannot be told from the column '{folded[key]}'")
        for name in table.optional:
            if name not in (*table.columns(), *table.unused):
                self.section.fault("optional", f"the table does not name '{name}'")
        for number, record in enumerate(table.records, 1):
            chains = table.chains_of(record)
            longest: tuple[str, ...] = max(chains, key=len, default=())
            if any(chain != longest[: len(chain)] for chain in chains):
                self.section.fault(f"records[{number}]", "hangs on the items of two lists that are not in each other")


def _ends_of(kind: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The keys under which a record of a kind names its parties, and the kinds of party that may stand there."""
    if kind == "risk_event":
        return (("subject", schema.RELATION_KINDS["subject_of"].sources),)
    if kind in schema.NODE_KINDS:
        return (("party", (kind,)),)
    relation = schema.RELATION_KINDS[kind]
    return (("source", relation.sources), ("target", relation.targets))
