"""Small named worlds, written by hand, with the few words that tests need to write more of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from graph_engine.answers.assessment import Assessment
from graph_engine.assessment.assess import assess
from graph_engine.assessment.grounds import Grounds
from graph_engine.model import schema
from graph_engine.model.columns import MISSING, Column
from graph_engine.model.parties import PartyRef
from graph_engine.model.records import (
    Contact,
    ContactUse,
    Enterprise,
    LegalRepresentation,
    Participation,
    Person,
    Project,
    Record,
    RiskEvent,
    Shareholding,
    SubjectOf,
)
from graph_engine.policy import EventFacts, Policy, withheld_on
from graph_engine.snapshot.build import build_snapshot
from graph_engine.snapshot.snapshot import Snapshot
from graph_engine.snapshot.tables import Tables, wanted_columns
from graph_engine.snapshot.withholding import Withholds
from graph_engine.store.base import Applied
from graph_engine.store.sqlite import SqliteStore
from graph_engine.store.stored_rows import statement_columns
from graph_engine.store.tables import read_tables
from tests.contract.loads import Load, apply, staged

POLICY = Policy.load()
"""The packaged policy, read once."""

TODAY = date(2026, 11, 22)
LOADED = datetime(2026, 11, 1, tzinfo=UTC)


def company(code: str, name: str | None = None, *, aliases: Sequence[str] = ()) -> PartyRef:
    """An enterprise known by a credit code; the code need not pass a check here."""
    return PartyRef("enterprise", f"uscc:{code}", name or f"{code}有限公司", aliases=tuple(aliases))


def by_key(key: str, name: str | None = None) -> PartyRef:
    """An enterprise known by another key."""
    return PartyRef("enterprise", key, name)


def by_name(name: str, scope: PartyRef) -> PartyRef:
    """An enterprise known by name only, where it is named."""
    return PartyRef("enterprise", f"name:{name}@{scope.key}", name, scope=scope.key)


def local_person(name: str, scope: PartyRef) -> PartyRef:
    """A person known by name only, within an enterprise."""
    return PartyRef("person", f"person-local:{name.encode().hex()}@{scope.key}", name, scope=scope.key)


def known_person(number: str, name: str) -> PartyRef:
    """A person known by the keyed hash of an ID number."""
    return PartyRef("person", f"person:key:{number}", name)


def project(number: str, name: str | None = None) -> PartyRef:
    """A project of the office's list."""
    return PartyRef("project", f"project:projects:{number}", name or f"项目{number}")


def event(
    number: str, subject: PartyRef, *others: tuple[PartyRef, str], source: str = "court", **facts: Any
) -> list[Record]:
    """An event with its subjects; without further facts a dishonest debtor of 2026-06-01, situation 1."""
    party = PartyRef("risk_event", f"event:{source}:{number}")
    values: dict[str, Any] = {
        "category": "dishonest_debtor",
        "matter": f"case:{number}",
        "document_number": number,
        "published_on": date(2026, 6, 1),
        "situations": ("s1",),
        **facts,
    }
    subjects = [(subject, "principal"), *others]
    return [
        RiskEvent(party=party, **values),
        *(SubjectOf(source=who, target=party, role=role) for who, role in subjects),
    ]


def holds(holder: PartyRef, held: PartyRef, percent: float | None, **more: Any) -> Shareholding:
    """A shareholding in percent; `None`: the share is not known."""
    ratio = None if percent is None else round(percent * 10_000_000)
    return Shareholding(source=holder, target=held, ratio_ppb=ratio, valid_from=date(2015, 1, 1), **more)


def leads(person: PartyRef, led: PartyRef) -> LegalRepresentation:
    """A legal representative."""
    return LegalRepresentation(source=person, target=led, valid_from=date(2015, 1, 1))


def takes_part(party: PartyRef, what: PartyRef, role: str = "winner") -> Participation:
    """A party of a project."""
    return Participation(source=party, target=what, role=role, valid_from=date(2026, 1, 1))


def address(text: str) -> PartyRef:
    """An address as a contact."""
    return PartyRef("contact", f"contact:address:{text}", text)


def uses(party: PartyRef, contact: PartyRef) -> list[Record]:
    """A party that uses a contact, with what a loader says of the contact."""
    channel = contact.key.split(":")[1]
    return [
        Contact(party=contact, channel=channel, name=contact.name, mention=True),
        ContactUse(source=party, target=contact, role="registered_address", valid_from=date(2015, 1, 1)),
    ]


def described(*parties: PartyRef) -> list[Record]:
    """Descriptions of enterprises, persons and projects by their names."""
    found: list[Record] = []
    for party in parties:
        if party.kind == "enterprise":
            found.append(Enterprise(party=party, name=party.name or ""))
        elif party.kind == "person":
            found.append(Person(party=party, name=party.name or ""))
        else:
            found.append(Project(party=party, name=party.name or "", scenario="major_project"))
    return found


@dataclass
class World:
    """A world in a store of its own: loads in order, then pictures of it."""

    folder: Path
    policy: Policy = POLICY
    store: SqliteStore = field(init=False)

    def __post_init__(self) -> None:
        self.store = SqliteStore(self.folder / "world.sqlite")

    def load(self, records: Iterable[Record], **more: Any) -> Applied:
        """Applies one load; `source`, `document`, `full` and the rest as in `Load`."""
        return apply(self.store, Load(tuple(records), **{"recorded_at": LOADED, **more}))

    def snapshot(self, as_of: date = TODAY, *, known: int | None = None, today: date = TODAY) -> Snapshot:
        """The picture as of a date, as known at a load, answered on a day."""
        with self.store.reader() as reader:
            last = reader.loads()[-1].number
            tables = read_tables(reader, known if known is not None else last)
            latest = read_tables(reader, last) if known is not None and known < last else None
        return build_snapshot(tables, as_of, withholding(self.policy, today), latest)

    def grounds(
        self, as_of: date = TODAY, *, known: int | None = None, persons: bool = True, today: date = TODAY
    ) -> Grounds:
        """What assessments of this world rest on."""
        snapshot = self.snapshot(as_of, known=known, today=today)
        return Grounds.of(snapshot, self.policy, answered_on=today, persons_allowed=persons)

    def assess(self, target: PartyRef, as_of: date = TODAY, *, printed: int = 20, **more: Any) -> Assessment:
        """The assessment of one target; further words as in `grounds`."""
        return assessed(self.grounds(as_of, **more), target, printed=printed)


def withholding(policy: Policy, today: date) -> Withholds:
    """What a policy withholds on a day, as a snapshot asks for it."""

    def withholds(attributes: Mapping[str, Any]) -> bool:
        facts = EventFacts.of(attributes)
        return withheld_on(policy, facts.status, facts.status_on, today, facts.status_until)

    return withholds


def tables_of(records: Iterable[Record]) -> Tables:
    """The tables of one load without a store; ids run in the order of keys."""
    load = Load(tuple(records))
    with staged(load) as stage:
        nodes = [row for batch in stage.rows("node") for row in batch]
        ids = {key: at for at, (key, _, _) in enumerate(nodes)}
        said = {kind: [row for batch in stage.rows(kind) for row in batch] for kind in schema.STATEMENT_KINDS}
    texts = (schema.Type.TEXT, schema.Type.LIST)

    def columns(kind: str) -> dict[str, Column]:
        ends = [name.removesuffix("_key") for name in schema.end_columns(kind)]
        words = {prop.name for prop in schema.own_properties(kind) if prop.type in texts}
        found: dict[str, Column] = {}
        for name in wanted_columns(kind):
            column = f"{name}_key" if name in ends else name
            values: list[Any] = [row[statement_columns(kind).index(column)] for row in said[kind]]
            if name in words:
                found[name] = values
                continue
            if name in ends:
                values = [ids[key] for key in values]
            elif name == "document":
                values = [0] * len(values)
            found[name] = np.array([MISSING if value is None else value for value in values], dtype=np.int64)
        return found

    return Tables(
        node_id=np.arange(len(nodes), dtype=np.int64),
        kind=[str(kind) for _, kind, _ in nodes],
        key=[str(key) for key, _, _ in nodes],
        scope=[None if scope is None else str(scope) for _, _, scope in nodes],
        documents={0: load.source_document},
        statements={kind: columns(kind) for kind in schema.STATEMENT_KINDS},
        refused=[],
    )


def in_one_line(records: Iterable[Record]) -> Tables:
    """The tables of records that all stand in one row of one document, in the order given."""
    tables = tables_of(records)
    statements = {
        kind: {**columns, "line": np.zeros_like(columns["line"])} for kind, columns in tables.statements.items()
    }
    return replace(tables, statements=statements)


def grounds_of(records: Iterable[Record], as_of: date = TODAY, *, policy: Policy = POLICY) -> Grounds:
    """What assessments of a world of one load rest on, without a store."""
    snapshot = build_snapshot(tables_of(records), as_of, withholding(policy, TODAY))
    return Grounds.of(snapshot, policy, answered_on=TODAY, persons_allowed=True)


def assessed(grounds: Grounds, target: PartyRef | str, *, printed: int = 20) -> Assessment:
    """The assessment of one target."""
    key = target if isinstance(target, str) else target.key
    return assess(grounds, grounds.snapshot.node(key), printed=printed)


def names(snapshot: Snapshot) -> set[str]:
    """Public ids of the parties and projects of a snapshot."""
    return set(snapshot.public_id)
